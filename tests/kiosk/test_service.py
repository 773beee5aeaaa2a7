"""The service: check-in, commands that are durable before they are shown, and replay after a restart."""

from __future__ import annotations

import copy
import functools
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from kiosk import events as e
from kiosk.content import Content
from kiosk.document import form_digest
from kiosk.errors import OperatorError, TamperError
from kiosk.record import read_attached_record, read_record
from kiosk.seal import verify
from kiosk.service import CLINIC_KEY, CheckIn, KioskService, utc_now
from kiosk.settings import demo_settings
from kiosk.vault import StoredFile
from kiosk.visit import (
    AnswerQuestion,
    AskQuestion,
    ChangeQuestion,
    ClearCheck,
    ConfirmAfterAnswers,
    ConfirmIdentity,
    GoNext,
    MakeDecision,
    ReceivePaperSignature,
    RecordCompanion,
    Refused,
    ResumeVisit,
    ShowForm,
    Sign,
    TakeBreak,
)
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import Clock, FailingLedger, FakePrinter, clinic_key, failing, keyed_ledger, reopened
from tests.kiosk.visits import ServiceWalk, real_content, scribble

STAFF = e.Actor(kind="staff", id="s1", name="Priya Raman")
FORM = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")


@pytest.fixture(scope="module")
def content() -> Content:
    return real_content()


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def service(ledger: MemoryLedger, content: Content) -> KioskService:
    return KioskService(ledger, content, demo_settings(), clock=Clock())


def test_a_visit_starts_at_the_identity_question(service: KioskService, ledger: MemoryLedger) -> None:
    view = service.check_in(FORM, STAFF)
    assert view.state.step == "identity"
    assert view.waits_for == "visit.decision_open"
    assert not view.ready_to_seal
    assert [entry.event_name for entry in ledger.read(view.state.visit_id)] == ["VisitOpened"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "x" * 201),
        ("name", "Rosa\x00"),
        ("name", "Rosa\nDelgado"),
        ("record_number", ""),
        ("birth_date", date(2030, 1, 1)),
        ("birth_date", date(1800, 1, 1)),
        ("treatment", "none"),
        ("reason", "none"),
        ("language", "xx"),
        ("identity_method", "none"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_stored(
    service: KioskService, ledger: MemoryLedger, field: str, value: object
) -> None:
    fields = {name: getattr(FORM, name) for name in CheckIn.__dataclass_fields__} | {field: value}
    with pytest.raises(OperatorError) as refused:
        service.check_in(CheckIn(**fields), STAFF)
    assert refused.value.facts == {"field": field}
    assert ledger.stored == []


def test_what_submit_returns_is_in_the_ledger(service: KioskService, ledger: MemoryLedger, content: Content) -> None:
    visit = service.check_in(FORM, STAFF).state.visit_id
    service.submit(visit, ConfirmIdentity(confirmed=True))
    service.submit(visit, GoNext())
    view = service.submit(visit, RecordCompanion("none"))
    again = KioskService(ledger, content, demo_settings(), clock=Clock())
    assert again.state(visit) == view.state


def test_a_refused_command_stores_nothing(service: KioskService, ledger: MemoryLedger) -> None:
    visit = service.check_in(FORM, STAFF).state.visit_id
    with pytest.raises(Refused):
        service.submit(visit, GoNext())
    assert len(ledger.read(visit)) == 1


def test_a_command_that_changes_nothing_stores_nothing(service: KioskService, ledger: MemoryLedger) -> None:
    visit = service.check_in(FORM, STAFF).state.visit_id
    service.submit(visit, ConfirmIdentity(confirmed=True))
    service.submit(visit, GoNext())
    before = len(ledger.stored)
    state = service.state(visit)
    assert service.view(visit).state is state
    assert len(ledger.stored) == before


def test_an_unknown_visit_is_refused(service: KioskService) -> None:
    with pytest.raises(OperatorError, match=r"visit\.unknown"):
        service.state("nobody")


def test_a_visit_of_other_content_is_not_shown(service: KioskService, ledger: MemoryLedger, content: Content) -> None:
    visit = service.check_in(FORM, STAFF).state.visit_id
    other = KioskService(ledger, replace(content, digest="0" * 64), demo_settings())
    with pytest.raises(OperatorError, match=r"visit\.other_content"):
        other.view(visit)


def test_the_visits_of_a_day(service: KioskService) -> None:
    first = service.check_in(FORM, STAFF).state.visit_id
    second = service.check_in(FORM, STAFF).state.visit_id
    assert [state.visit_id for state in service.visits()] == [first, second]
    assert [state.visit_id for state in service.visits(date(2026, 5, 12))] == [first, second]
    assert service.visits(date(2026, 5, 13)) == ()


def test_opening_the_day_records_new_content_once(service: KioskService, ledger: MemoryLedger) -> None:
    service.open_day()
    service.close_day()
    service.open_day()
    names = [entry.event_name for entry in ledger.read(e.KIOSK_STREAM)]
    assert names == ["KioskOpened", "ContentAdopted", "KioskClosed", "KioskOpened"]


def test_the_clock_carries_its_zone() -> None:
    assert utc_now().tzinfo is UTC


# ---------------------------------------------------------------- what people type


@pytest.mark.parametrize("name", ["Zoë Škvorecký-O’Neill", "Ελένη Παπαδοπούλου", "Ольга", "Rosa\u0301"])
def test_names_that_the_fonts_have_are_kept(service: KioskService, name: str) -> None:
    view = service.check_in(replace(FORM, name=name), STAFF)
    assert view.state.opened.event.patient.name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("field", ["name", "record_number"])
@pytest.mark.parametrize("text", ["שרה", "محمد", "李", "Rosa 😀", "a\u202eb", "a\u200db", "q\u0301", "soft\u00adly"])
def test_what_cannot_be_printed_is_refused_before_the_visit_begins(
    service: KioskService, ledger: MemoryLedger, field: str, text: str
) -> None:
    with pytest.raises(OperatorError) as refused:
        service.check_in(replace(FORM, **{field: text}), STAFF)  # type: ignore[arg-type]  # a text field
    assert (refused.value.key, refused.value.facts) == ("check_in.cannot_print", {"field": field})
    assert text not in str(refused.value)
    assert ledger.stored == []


def test_a_member_of_staff_whose_name_cannot_be_printed_starts_no_visit(service: KioskService) -> None:
    with pytest.raises(OperatorError, match=r"unsupported_character \(where=staff\)"):
        service.check_in(FORM, e.Actor("staff", "s9", "李"))


def test_a_clinic_whose_name_cannot_be_printed_is_not_opened(ledger: MemoryLedger, content: Content) -> None:
    settings = msgspec.structs.replace(demo_settings(), clinic_name="診療所")
    with pytest.raises(OperatorError, match=r"settings\.cannot_print \(field=clinic_name\)"):
        KioskService(ledger, content, settings).open_day()
    assert ledger.stored == []


def started(service: KioskService) -> ServiceWalk:
    walk = ServiceWalk(service)
    walk.until("companion")
    return walk


@pytest.mark.parametrize("text", ["😀", "a\x00b", "\x1b[2J", "a\u202eb", "\ud800", "q\u0301", "\u2028"])
def test_a_patients_words_that_cannot_be_printed_are_refused_and_nothing_is_lost(
    service: KioskService, ledger: MemoryLedger, text: str
) -> None:
    walk = started(service)
    before = len(ledger.stored)
    for command in (
        AskQuestion("q1", "", (), text),
        ChangeQuestion("q1", (), text),
        RecordCompanion("helper", text),
        RecordCompanion("helper", "Ana", text),
        Sign("typed", "", "", typed_name=text),
        Sign("mark", "", "", witness_name=text),
    ):
        with pytest.raises(Refused, match=r"visit\.cannot_print"):
            service.submit(walk.visit_id, command)
    assert len(ledger.stored) == before
    assert service.state(walk.visit_id) == walk.state


def test_a_signature_under_another_sentence_is_refused(service: KioskService, ledger: MemoryLedger) -> None:
    walk = ServiceWalk(service)
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext())
    digest = form_digest(service.form(walk.visit_id))
    walk.do(ShowForm(digest))
    before = len(ledger.stored)
    for meaning in ("", "I waive all my rights."):
        with pytest.raises(Refused, match=r"visit\.other_meaning"):
            walk.do(Sign("ink", meaning, digest, ink=scribble()))
    assert len(ledger.stored) == before
    assert service.state(walk.visit_id).signature is None


@pytest.mark.parametrize("text", ["Why?\n\nAnd\thow?", "«Não» – 5 €", "{{ 1 }} <b>x</b> & 'y' \"z\""])
def test_a_patients_words_are_kept_as_typed(service: KioskService, text: str) -> None:
    walk = started(service)
    walk.do(AskQuestion("q1", "", (), text))
    assert walk.state.questions["q1"].text == text


def test_a_line_has_no_breaks(service: KioskService) -> None:
    walk = started(service)
    with pytest.raises(Refused, match=r"visit\.cannot_print"):
        walk.do(RecordCompanion("helper", "Ana\nDelgado"))


def test_what_is_too_long_is_refused(service: KioskService) -> None:
    walk = started(service)
    walk.do(AskQuestion("q1", "", (), "x" * 10_000))
    with pytest.raises(Refused, match=r"visit\.too_long"):
        walk.do(AskQuestion("q2", "", (), "x" * 20_001))
    with pytest.raises(Refused, match=r"visit\.too_long"):
        walk.do(RecordCompanion("helper", "x" * 201))
    with pytest.raises(OperatorError, match=r"document\.too_long"):
        service.submit(walk.visit_id, AnswerQuestion("q1", "x" * 20_001, STAFF), STAFF)


@pytest.mark.parametrize("staff", [STAFF, e.Actor("staff", "s9", "李")])
def test_what_staff_type_must_be_printable_too(service: KioskService, staff: e.Actor) -> None:
    walk = started(service)
    walk.do(AskQuestion("q1", "", (), "Why?"))
    text = "😀" if staff is STAFF else "Because."
    where = "text" if staff is STAFF else "staff"
    for command in (
        AnswerQuestion("q1", text, staff),
        ClearCheck("mk-purpose", text, staff),
        ReceivePaperSignature(text, staff),
    ):
        with pytest.raises(OperatorError, match=rf"document\.unsupported_character \(where={where}\)"):
            service.submit(walk.visit_id, command, staff)


# ---------------------------------------------------------------- documents


@pytest.fixture(scope="module")
def finished(content: Content) -> Callable[[e.Choice], MemoryLedger]:
    """Return how to get a ledger with a visit that is done but for its seal; each walk is walked once."""

    @functools.cache
    def walked(choice: e.Choice) -> MemoryLedger:
        ledger = keyed_ledger()
        ServiceWalk(KioskService(ledger, content, demo_settings(), clock=Clock())).to_the_end(choice)
        return ledger

    return lambda choice: copy.deepcopy(walked(choice))


def names(ledger: MemoryLedger, visit: str) -> list[str]:
    return [entry.event_name for entry in ledger.read(visit)]


@pytest.mark.parametrize(("choice", "kind"), [("agree", "consent"), ("decline", "refusal"), ("talk", "summary")])
def test_each_choice_is_sealed_and_stored(
    finished: Callable[[e.Choice], MemoryLedger], content: Content, choice: e.Choice, kind: str
) -> None:
    ledger = finished(choice)
    service, visit = reopened(ledger, content)
    head = ledger.head()
    view = service.seal(visit)
    assert view.state.document is not None
    sealed = view.state.document.event
    assert (sealed.kind, sealed.document_id) == (kind, "CN-2026-0512-0001")
    assert view.waits_for == "visit.already_sealed"
    data = service.read_sealed(visit)
    report = verify(data, trust=clinic_key().certificate, now=sealed.sealed_at)
    assert report.ok
    assert (report.document_id, report.content_digest) == (sealed.document_id, sealed.content_digest)
    assert report.file_digest == sealed.file_digest
    assert [one.role for one in report.signatures] == (["patient", "clinic"] if choice == "agree" else ["clinic"])
    record = read_record(service.read_record(visit))
    assert read_attached_record(data) == record
    assert record.verification_code == sealed.verification_code
    assert (record.ledger.sequence, record.ledger.hash) == head
    assert record.document.digest == record.content_digest == sealed.content_digest
    assert record.choice == choice
    assert {file_id: kind for file_id, kind, _ in ledger.files()} == {
        "CN-2026-0512-0001": "sealed-pdf",
        "CN-2026-0512-0001.json": "record",
    }
    assert ledger.verify([head]).ok


def test_a_document_is_sealed_once(finished: Callable[[e.Choice], MemoryLedger], content: Content) -> None:
    ledger = finished("talk")
    service, visit = reopened(ledger, content)
    service.seal(visit)
    with pytest.raises(Refused, match=r"visit\.already_sealed"):
        service.seal(visit)
    assert names(ledger, visit).count("DocumentSealed") == 1


def test_documents_of_a_day_are_counted(finished: Callable[[e.Choice], MemoryLedger], content: Content) -> None:
    ledger = finished("talk")
    service, visit = reopened(ledger, content)
    second = ServiceWalk(service).to_the_end("decline").visit_id
    ids = [
        sealed.state.document.event.document_id
        for sealed in (service.seal(second), service.seal(visit))
        if sealed.state.document is not None
    ]
    assert ids == ["CN-2026-0512-0001", "CN-2026-0512-0002"]


def test_nothing_is_sealed_while_something_is_open(service: KioskService, ledger: MemoryLedger) -> None:
    walk = started(service)
    before = len(ledger.stored)
    with pytest.raises(Refused, match=r"visit\.decision_open"):
        service.seal(walk.visit_id)
    assert len(ledger.stored) == before
    with pytest.raises(OperatorError, match=r"vault\.no_file"):
        service.read_sealed(walk.visit_id)
    with pytest.raises(OperatorError, match=r"vault\.no_file"):
        service.read_record(walk.visit_id)


def test_an_open_question_waits_for_the_answer_and_the_patients_word(content: Content) -> None:
    ledger = keyed_ledger()
    service = KioskService(ledger, content, demo_settings(), clock=Clock())
    walk = ServiceWalk(service)
    walk.until("values")
    walk.do(AskQuestion("q1", "", (), "Why?"))
    walk.to_the_end()
    with pytest.raises(Refused, match=r"visit\.question_open"):
        service.seal(walk.visit_id)
    service.submit(walk.visit_id, AnswerQuestion("q1", "Because.", STAFF), STAFF)
    with pytest.raises(Refused, match=r"visit\.confirmation_open"):
        service.seal(walk.visit_id)
    service.submit(walk.visit_id, TakeBreak("restart"))
    service.submit(walk.visit_id, ResumeVisit(STAFF), STAFF)
    assert service.submit(walk.visit_id, ConfirmAfterAnswers()).ready_to_seal
    assert service.seal(walk.visit_id).state.document is not None
    record = read_record(service.read_record(walk.visit_id))
    assert record.questions[0].answer == "Because."
    assert record.reconfirmed_at is not None


def test_a_disk_that_fills_up_while_sealing_loses_nothing(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    ledger = failing(finished("talk"))
    service, visit = reopened(ledger, content)
    ledger.refuses = "files"
    with pytest.raises(OperatorError, match=r"vault\.disk_full"):
        service.seal(visit)
    assert names(ledger, visit)[-1] == "SealFailed"
    assert service.state(visit).seal_failed == "vault.disk_full"
    assert ledger.files() == ()
    ledger.refuses = ""
    view = service.seal(visit)
    assert view.state.document is not None
    assert view.state.seal_failed == ""
    assert ledger.verify().ok


def test_the_first_fault_is_told_when_the_disk_takes_nothing_more(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    ledger = failing(finished("talk"))
    ledger.put_secret(CLINIC_KEY, b"damaged")
    service, visit = reopened(ledger, content)
    ledger.refuses = "all"
    before = len(ledger.stored)
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        service.seal(visit)
    assert len(ledger.stored) == before
    assert service.view(visit).ready_to_seal


def test_a_vault_without_the_clinics_key_seals_nothing(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    ledger = finished("talk")
    ledger._secrets.clear()
    service, visit = reopened(ledger, content)
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        service.seal(visit)
    assert names(ledger, visit)[-1] == "SealFailed"


def test_a_wrong_clock_seals_nothing(finished: Callable[[e.Choice], MemoryLedger], content: Content) -> None:
    ledger = finished("talk")
    service = KioskService(ledger, content, demo_settings(), clock=lambda: datetime(2001, 1, 1, tzinfo=UTC))
    [visit] = ledger.visit_streams()
    with pytest.raises(OperatorError, match=r"seal\.clock_wrong"):
        service.seal(visit.stream)
    assert service.state(visit.stream).seal_failed == "seal.clock_wrong"


def test_a_command_that_the_disk_refuses_changes_nothing(content: Content) -> None:
    ledger = FailingLedger()
    service = KioskService(ledger, content, demo_settings(), clock=Clock())
    walk = started(service)
    ledger.refuses = "all"
    with pytest.raises(OperatorError, match=r"vault\.disk_full"):
        walk.do(RecordCompanion("none"))
    assert service.state(walk.visit_id) == walk.state
    ledger.refuses = ""
    assert walk.do(RecordCompanion("none")).companion is not None


# ---------------------------------------------------------------- printing


@pytest.fixture(scope="module")
def sealed_once(finished: Callable[[e.Choice], MemoryLedger], content: Content) -> MemoryLedger:
    ledger = finished("talk")
    service, visit = reopened(ledger, content)
    service.seal(visit)
    return ledger


@pytest.fixture
def sealed(sealed_once: MemoryLedger) -> MemoryLedger:
    return copy.deepcopy(sealed_once)


def test_a_sealed_document_is_verified_and_printed(sealed: MemoryLedger, content: Content) -> None:
    service, visit = reopened(sealed, content)
    printer = FakePrinter()
    service.print_record(visit, printer, STAFF, copies=2)
    assert printer.printed == [("CN-2026-0512-0001", service.read_sealed(visit), 2)]
    assert sealed.events(visit)[-1] == e.RecordPrinted("CN-2026-0512-0001", ok=True, copies=2, staff=STAFF)


def test_a_failed_print_is_an_event_too(sealed: MemoryLedger, content: Content) -> None:
    service, visit = reopened(sealed, content)
    with pytest.raises(OperatorError, match=r"print\.failed"):
        service.print_record(visit, FakePrinter("print.failed"), STAFF)
    assert sealed.events(visit)[-1] == e.RecordPrinted("CN-2026-0512-0001", ok=False, copies=1, staff=STAFF)


def test_the_printers_fault_is_told_when_the_disk_is_full_too(sealed: MemoryLedger, content: Content) -> None:
    ledger = failing(sealed)
    service, visit = reopened(ledger, content)
    ledger.refuses = "all"
    with pytest.raises(OperatorError, match=r"print\.no_printer"):
        service.print_record(visit, FakePrinter("print.no_printer"), STAFF)


def test_what_is_not_sealed_is_not_printed(service: KioskService) -> None:
    printer = FakePrinter()
    with pytest.raises(OperatorError, match=r"vault\.no_file"):
        service.print_record(started(service).visit_id, printer, STAFF)
    assert printer.printed == []


@pytest.mark.parametrize("forge", ["bytes", "bytes and digest", "another sealed file"])
def test_another_file_than_the_sealed_one_is_found_and_not_printed(
    sealed: MemoryLedger, content: Content, forge: str
) -> None:
    stored = sealed._files["CN-2026-0512-0001"]
    data = stored.data[:-1] + b"\n\n"
    if forge == "bytes":
        sealed._files[stored.id] = replace(stored, data=data)
    elif forge == "bytes and digest":
        sealed._files[stored.id] = StoredFile.of(stored.id, stored.kind, data)
    else:
        service, visit = reopened(sealed, content)
        other = service.seal(ServiceWalk(service).to_the_end("decline").visit_id).state.document
        assert other is not None
        sealed._files[stored.id] = replace(sealed._files[other.event.document_id], id=stored.id)
    service = KioskService(sealed, content, demo_settings(), clock=Clock(hours=3))
    visit = sealed.visit_streams()[0].stream
    printer = FakePrinter()
    with pytest.raises(TamperError, match=r"ledger\.file_changed"):
        service.print_record(visit, printer, STAFF)
    assert printer.printed == []


def test_looking_at_a_record_is_an_event(sealed: MemoryLedger, content: Content) -> None:
    service, visit = reopened(sealed, content)
    walk = started(service)
    assert service.view_record(visit, STAFF).state.document is not None
    assert service.view_record(walk.visit_id, STAFF).state.document is None
    assert sealed.events(visit)[-1] == sealed.events(walk.visit_id)[-1] == e.RecordViewed(STAFF)
    before = len(sealed.stored)
    other = KioskService(sealed, replace(content, digest="0" * 64), demo_settings(), clock=Clock(hours=3))
    with pytest.raises(OperatorError, match=r"visit\.other_content"):
        other.view_record(walk.visit_id, STAFF)
    assert len(sealed.stored) == before


def test_a_visit_is_closed_once_and_a_sealed_one_never(
    service: KioskService, sealed: MemoryLedger, content: Content
) -> None:
    walk = started(service)
    assert service.close_visit(walk.visit_id, STAFF).closed is not None
    with pytest.raises(Refused, match=r"visit\.closed"):
        service.close_visit(walk.visit_id, STAFF)
    other, visit = reopened(sealed, content)
    with pytest.raises(Refused, match=r"visit\.already_sealed"):
        other.close_visit(visit, STAFF)


def test_a_visit_of_other_content_can_be_closed(service: KioskService, ledger: MemoryLedger, content: Content) -> None:
    visit = started(service).visit_id
    other = KioskService(ledger, replace(content, digest="0" * 64), demo_settings(), clock=Clock(hours=1))
    assert other.close_visit(visit, STAFF).closed is not None


# ---------------------------------------------------------------- signing on paper


@pytest.fixture(scope="module")
def on_paper_once(content: Content) -> MemoryLedger:
    ledger = keyed_ledger()
    service = KioskService(ledger, content, demo_settings(), clock=Clock())
    ServiceWalk(service).to_the_end(sign=Sign("paper", "", ""))
    return ledger


@pytest.fixture
def on_paper(on_paper_once: MemoryLedger) -> MemoryLedger:
    return copy.deepcopy(on_paper_once)


def test_the_form_is_printed_and_the_visit_waits_for_it(on_paper: MemoryLedger, content: Content) -> None:
    service, visit = reopened(on_paper, content)
    printer = FakePrinter()
    assert service.view(visit).waits_for == "visit.paper_open"
    with pytest.raises(Refused, match=r"visit\.no_paper_wanted"):
        service.submit(visit, ReceivePaperSignature("Folder 7", STAFF), STAFF)
    view = service.print_form(visit, printer, STAFF)
    [(title, data, copies)] = printer.printed
    assert (title, copies, data[:5]) == (visit, 1, b"%PDF-")
    assert not verify(data, now=datetime(2026, 5, 12, 20, tzinfo=UTC)).ok
    assert view.state.paper_printed is not None
    assert view.state.signature is not None
    assert view.state.paper_printed.event.form_digest == view.state.signature.event.form_digest
    assert view.waits_for == "visit.paper_open"
    view = service.submit(visit, ReceivePaperSignature("Folder 7", STAFF), STAFF)
    assert view.ready_to_seal
    service.seal(visit)
    [signature] = read_record(service.read_record(visit)).signatures
    assert signature.method == "paper"
    assert signature.paper is not None
    assert signature.paper.note == "Folder 7"
    with pytest.raises(Refused, match=r"visit\.already_sealed"):
        service.print_form(visit, printer, STAFF)


def test_a_form_that_was_not_printed_is_not_waited_for(on_paper: MemoryLedger, content: Content) -> None:
    service, visit = reopened(on_paper, content)
    with pytest.raises(OperatorError, match=r"print\.no_printer"):
        service.print_form(visit, FakePrinter("print.no_printer"), STAFF)
    assert on_paper.events(visit)[-1] == e.RecordPrinted(f"form-{visit}", ok=False, copies=1, staff=STAFF)
    assert service.state(visit).paper_printed is None


def test_nobody_prints_a_form_that_was_not_asked_for(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    service, visit = reopened(finished("agree"), content)
    printer = FakePrinter()
    with pytest.raises(Refused, match=r"visit\.no_paper_wanted"):
        service.print_form(visit, printer, STAFF)
    assert printer.printed == []
