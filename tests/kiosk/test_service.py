"""The service as a whole: documents sealed, stored and printed; a full disk or a forged file spoils nothing."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk import events as e
from kiosk.content import Content, SignOff
from kiosk.errors import OperatorError, TamperError
from kiosk.record import read_attached_record, read_record
from kiosk.seal import verify
from kiosk.service import CLINIC_KEY, KioskService
from kiosk.settings import demo_settings
from kiosk.visit import (
    AnswerQuestion,
    AskQuestion,
    ConfirmAfterAnswers,
    RateTeachBack,
    RecordCompanion,
    Refused,
    ResumeVisit,
    TakeBreak,
)
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import (
    Clock,
    FailingLedger,
    account,
    clinic_keys,
    countersign,
    failing,
    keyed_ledger,
    reopened,
    seal,
)
from tests.kiosk.visits import ServiceWalk
from tests.kiosk.walks import STAFF


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
    account(service)
    head = ledger.head()
    view = seal(service, visit)
    assert view.state.document is not None
    sealed = view.state.document.event
    assert (sealed.kind, sealed.document_id) == (kind, "CN-2026-0512-0001")
    assert view.waits_for == "visit.already_sealed"
    data = service.read_sealed(visit)
    report = verify(data, trust=clinic_keys().root.certificate, now=sealed.sealed_at)
    assert report.ok
    assert (report.document_id, report.content_digest) == (sealed.document_id, sealed.content_digest)
    assert report.file_digest == sealed.file_digest
    signed = ["patient", "clinician", "clinic"] if choice == "agree" else ["clinic"]
    assert [one.role for one in report.signatures] == signed
    record = read_record(service.read_record(visit))
    assert read_attached_record(data) == record
    assert record.verification_code == sealed.verification_code
    assert (record.treatment, record.reason, record.route) == ("ketamine-iv", "trd", "intravenous")
    assert [one.must_know for one in record.teach_backs] == list(view.plan.teach_back)
    assert [one.condition for one in record.conditions] == list(view.plan.conditions)
    if choice != "agree":
        assert (record.ledger.sequence, record.ledger.hash) == head
    else:
        # That the clinician gave the PIN again was written first.
        assert record.ledger.sequence == head.sequence + 1
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


def test_a_sealed_visit_whose_treatment_is_gone_is_shown_as_it_was_sealed(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    ledger = finished("talk")
    service, visit = reopened(ledger, content)
    service.seal(visit)
    name = service.view(visit).treatment.text["en"].name
    gone = KioskService(ledger, replace(content, digest="0" * 64, treatments={}), demo_settings(), clock=Clock(hours=3))
    view = gone.view(visit)
    assert (view.kept, view.treatment.text["en"].name) == (True, name)
    assert gone.read_sealed(visit).startswith(b"%PDF-")


def test_a_rating_after_the_seal_is_kept_and_the_document_stays(
    finished: Callable[[e.Choice], MemoryLedger], content: Content
) -> None:
    ledger = finished("agree")
    service, visit = reopened(ledger, content)
    countersign(service, visit)
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
    assert service.submit(walk.visit_id, ConfirmAfterAnswers()).turn == "clinician"
    with pytest.raises(Refused, match=r"visit\.clinician_open"):
        service.seal(walk.visit_id)
    assert countersign(service, walk.visit_id).state.document is not None
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


# ---------------------------------------------------------------- afterwards


@pytest.fixture
def sealed(finished: Callable[[e.Choice], MemoryLedger], content: Content) -> MemoryLedger:
    ledger = finished("talk")
    service, visit = reopened(ledger, content)
    service.seal(visit)
    return ledger


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
    # Looking at its file is possible, whatever the content; and is noted all the same.
    assert other.note_viewed(walk.visit_id, STAFF).visit_id == walk.visit_id
    assert sealed.events(walk.visit_id)[-1] == e.RecordViewed(STAFF)
    assert len(sealed.stored) == before + 1


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
