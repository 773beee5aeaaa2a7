"""The service as a whole: documents sealed, stored and printed; a full disk or a forged file spoils nothing."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk import events as e
from kiosk.content import Content, SignOff
from kiosk.errors import OperatorError, TamperError
from kiosk.record import read_attached_record, read_record
from kiosk.seal import verify
from kiosk.service import CLINIC_KEY, CheckIn, KioskService
from kiosk.settings import demo_settings
from kiosk.vault import StoredFile
from kiosk.visit import (
    AnswerQuestion,
    AskQuestion,
    ConfirmAfterAnswers,
    RateTeachBack,
    ReceivePaperSignature,
    RecordCompanion,
    Refused,
    ResumeVisit,
    Sign,
    TakeBreak,
)
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import Clock, FailingLedger, FakePrinter, clinic_keys, failing, keyed_ledger, reopened
from tests.kiosk.visits import ServiceWalk, real_content

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


def started(service: KioskService) -> ServiceWalk:
    walk = ServiceWalk(service)
    walk.until("companion")
    return walk


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
    report = verify(data, trust=clinic_keys().root.certificate, now=sealed.sealed_at)
    assert report.ok
    assert (report.document_id, report.content_digest) == (sealed.document_id, sealed.content_digest)
    assert report.file_digest == sealed.file_digest
    assert [one.role for one in report.signatures] == (["patient", "clinic"] if choice == "agree" else ["clinic"])
    record = read_record(service.read_record(visit))
    assert read_attached_record(data) == record
    assert record.verification_code == sealed.verification_code
    assert (record.treatment, record.reason, record.route) == ("ketamine-iv", "trd", "intravenous")
    assert [one.must_know for one in record.teach_backs] == list(view.plan.teach_back)
    assert [one.condition for one in record.conditions] == list(view.plan.conditions)
    assert (record.ledger.sequence, record.ledger.hash) == head
    assert record.document.digest == record.content_digest == sealed.content_digest
    assert record.choice == choice
    assert {file_id: kind for file_id, kind, _ in ledger.files()} == {
        "CN-2026-0512-0001": "sealed-pdf",
        "CN-2026-0512-0001.json": "record",
    }
    assert ledger.verify([head]).ok


def test_the_sealed_record_names_who_signed_the_content_off(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    ledger = finished("talk")
    given = SignOff(content.digest, "Dr Ines Vale", "MD 10442", "2026-05-04", "All")
    service, visit = reopened(ledger, replace(content, sign_offs=(given,)))
    service.seal(visit)
    [kept] = read_record(service.read_record(visit)).sign_offs
    assert (kept.name, kept.licence, kept.date) == ("Dr Ines Vale", "MD 10442", "2026-05-04")


def test_a_sealed_visit_whose_treatment_is_gone_is_not_shown_and_its_file_is_there(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    ledger = finished("talk")
    service, visit = reopened(ledger, content)
    service.seal(visit)
    gone = KioskService(ledger, replace(content, digest="0" * 64, treatments={}), demo_settings(), clock=Clock(hours=3))
    with pytest.raises(OperatorError, match=r"visit\.other_content"):
        gone.view(visit)
    assert gone.read_sealed(visit).startswith(b"%PDF-")


def test_a_rating_after_the_seal_is_kept_and_the_document_stays(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    ledger = finished("agree")
    service, visit = reopened(ledger, content)
    service.seal(visit)
    data = service.read_sealed(visit)
    fact = service.view(visit).plan.teach_back[0]
    service.submit(visit, RateTeachBack(fact, 1, "", STAFF), STAFF)
    assert service.state(visit).teach_back_ratings[fact].event.rating == 1
    assert service.read_sealed(visit) == data


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
