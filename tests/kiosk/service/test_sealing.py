"""Sealing a visit: who signs with whose key, and what speaks against the clock."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
import pytest
from cryptography.hazmat.primitives.hashes import SHA256

from kiosk.content import Content
from kiosk.document import document_text
from kiosk.errors import OperatorError
from kiosk.pdf import draw
from kiosk.record import build_record, read_record, stored_record_id
from kiosk.seal import ClinicKeys, SealReport, issue_clinician_key, verify
from kiosk.service import KioskService, clinician_certificate, read_keys, steady_seconds, withdraw
from kiosk.service.marking import key_facts
from kiosk.service.sealing import ClockWatch, clock_doubts, seal_draft, steps_of
from kiosk.settings import ClinicSettings, demo_settings
from kiosk.visit import Sign
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import Clock, account, clinic_keys, countersign, keyed_ledger, reopened
from tests.kiosk.signers import agreed, whole
from tests.kiosk.visits import SEALED_AT, ServiceWalk, english, finished, plain_visit, real_content, scribble, stamp
from tests.kiosk.walks import STAFF

NOW = datetime(2026, 5, 12, 16, tzinfo=UTC)
MARK = Sign("mark", "", "", ink=scribble(), witness_name="Wim Zeuge")


def printing() -> ClinicSettings:
    return msgspec.structs.replace(demo_settings(), clock_doubt="print")


@functools.cache
def _walked(sign: Sign | None) -> MemoryLedger:
    ledger = keyed_ledger()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    ServiceWalk(service).to_the_end("agree", sign=sign)
    return ledger


def sealed(sign: Sign | None = None) -> tuple[KioskService, str, SealReport]:
    service, visit = reopened(copy.deepcopy(_walked(sign)), real_content())
    countersign(service, visit)
    data = service.read_sealed(visit)
    return service, visit, verify(data, trust=clinic_keys().root.certificate, now=NOW)


def test_the_patients_ink_is_sealed_by_the_kiosk_and_the_clinic_comes_last() -> None:
    service, visit, report = sealed()
    patient, clinician, clinic = report.signatures
    given = service.state(visit).signature
    assert given is not None
    assert report.trusted
    assert report.level == "B-LTA"
    assert (patient.role, patient.name, patient.how) == ("patient", "Rosa Delgado", "ink")
    assert datetime.fromisoformat(patient.time) == given.at.replace(microsecond=0)
    assert patient.key_name.startswith("Harbour Street Clinic")
    assert patient.later == ("signature", "signature", "validation", "stamp")
    assert (clinician.role, clinician.name, clinician.how) == ("clinician", "Dr Amara Osei", "typed")
    assert (clinic.role, clinic.name, clinic.how) == ("clinic", "Harbour Street Clinic", "seal")
    own = clinician_certificate(service.store, account(service).id)
    assert own is not None
    assert len({patient.fingerprint, clinician.fingerprint, clinic.fingerprint}) == 3
    assert (clinician.fingerprint or "").replace(":", "").lower() == own.fingerprint(SHA256()).hex()
    assert report.ledger is not None
    assert report.ledger.sequence == read_record(service.read_record(visit)).ledger.sequence


def test_the_witness_of_a_mark_signs_after_the_patient() -> None:
    _, _, report = sealed(MARK)
    assert [(one.role, one.name, one.how) for one in report.signatures] == [
        ("patient", "Rosa Delgado", "mark"),
        ("witness", "Wim Zeuge", "typed"),
        ("clinician", "Dr Amara Osei", "typed"),
        ("clinic", "Harbour Street Clinic", "seal"),
    ]
    assert report.signatures[1].meaning == "I saw the patient make this mark."


def test_a_draft_of_another_record_is_not_sealed() -> None:
    plain, marked = plain_visit(), plain_visit(sign=MARK)
    document = finished(plain)
    record = build_record(plain.state, document, stamp())
    other = build_record(marked.state, finished(marked), stamp())
    with pytest.raises(ValueError, match="other fields"):
        steps_of(draw(document, record), other, clinic_keys(), demo_settings(), english())
    assert seal_draft(draw(document, record), record, keyed_ledger(), demo_settings(), english()).sealed_at == SEALED_AT


def test_a_clinician_signs_with_a_key_of_their_own_or_not_at_all() -> None:
    document, record = whole(agreed())
    drawn, keys = draw(document, record), clinic_keys()
    with pytest.raises(ValueError, match="key of their own"):
        steps_of(drawn, record, keys, demo_settings(), english())
    own = issue_clinician_key(keys, "Dr Amara Osei", "s2", SEALED_AT)
    steps = steps_of(drawn, record, keys, demo_settings(), english(), own)
    assert [step.field for step in steps] == ["Patient", "Interpreter", "Explainer", "Clinician", "ClinicSeal"]
    assert [step.signer for step in steps] == [keys.kiosk, keys.kiosk, keys.kiosk, own, keys.seal]
    assert [step.time for step in steps[:-1]] == [one.time for one in record.signatures]


def test_a_withdrawal_is_a_second_file_and_the_consent_stays_what_it_was() -> None:
    service, visit, before = sealed()
    withdraw(service, visit, "patient", "said", "I feel better without.", STAFF)
    countersign(service, visit)
    state = service.state(visit)
    assert state.document is not None
    assert state.withdrawal is not None
    taken_back, consent = (event.event.document_id for event in (state.withdrawal, state.document))
    report = verify(service.store.file(taken_back), trust=clinic_keys().root.certificate, now=NOW)
    assert (report.ok, report.trusted, report.kind, report.withdraws) == (True, True, "withdrawal", consent)
    assert [(one.role, one.key_kind) for one in report.signatures] == [("clinician", "own"), ("clinic", "clinic")]
    record = read_record(service.store.file(stored_record_id(taken_back)))
    assert record.withdrawal is not None
    assert record.withdrawal.file_digest == state.document.event.file_digest
    assert key_facts(record, demo_settings()).decision == "withdraw"
    again = verify(service.read_sealed(visit), trust=clinic_keys().root.certificate, now=NOW)
    assert again == before
    assert key_facts(read_record(service.read_record(visit)), demo_settings()).decision == "agree"


# ---------------------------------------------------------------- the clock


def test_the_steady_clock_goes_on() -> None:
    assert steady_seconds() <= steady_seconds()


def doubts(
    now: datetime,
    settings: ClinicSettings | None = None,
    seconds: float | None = None,
    ledger: MemoryLedger | None = None,
) -> tuple[str, ...]:
    watch = None if seconds is None else ClockWatch(NOW, 0.0, lambda: seconds)
    return clock_doubts(ledger or keyed_ledger(), settings or demo_settings(), now, watch)


def test_nothing_speaks_against_a_clock_that_goes_on() -> None:
    assert doubts(NOW) == doubts(NOW + timedelta(hours=9), seconds=9 * 3600) == ()


@pytest.mark.parametrize(
    ("now", "seconds", "key"),
    [
        (NOW + timedelta(hours=2), 60.0, "seal.clock_jumped"),
        (NOW - timedelta(hours=1), 60.0, "seal.clock_jumped"),
        (datetime(2001, 1, 1, tzinfo=UTC), None, "seal.clock_wrong"),
        (datetime(2099, 1, 1, tzinfo=UTC), None, "seal.clock_too_late"),
    ],
)
def test_a_wrong_clock_stops_the_seal_and_renews_no_key(now: datetime, seconds: float | None, key: str) -> None:
    ledger = keyed_ledger()
    with pytest.raises(OperatorError) as refused:
        doubts(now, seconds=seconds, ledger=ledger)
    assert refused.value.key == key
    assert read_keys(ledger) == clinic_keys()
    english().say(refused.value.key, refused.value.facts)


def test_a_clock_before_the_latest_entry_stops_the_seal() -> None:
    ledger = copy.deepcopy(_walked(None))
    latest = ledger.latest()
    assert latest is not None
    assert doubts(latest, ledger=ledger) == ()
    with pytest.raises(OperatorError, match=r"seal\.clock_before_last"):
        doubts(latest - timedelta(seconds=1), ledger=ledger)


def test_a_clinic_may_go_on_and_prints_its_doubt(content: Content) -> None:
    assert doubts(NOW + timedelta(hours=2), printing(), 60.0) == ("seal.clock_printed_jumped",)
    with pytest.raises(OperatorError, match=r"seal\.clock_wrong"):
        doubts(datetime(2001, 1, 1, tzinfo=UTC), printing())
    ledger = copy.deepcopy(_walked(None))
    service = KioskService(ledger, content, printing(), clock=Clock(), steady=lambda: 0.0)
    # A clock that was set back to the beginning of the visit.
    [visit] = ledger.visit_streams()
    countersign(service, visit.stream)
    record = read_record(service.read_record(visit.stream))
    text = " ".join(document_text(record.document).split())
    assert english()["seal.clock_printed_before_last"] in text
    assert verify(service.read_sealed(visit.stream), trust=clinic_keys().root.certificate, now=NOW).ok


@pytest.mark.parametrize("steady", [None, lambda: 0.0])
def test_only_a_service_that_watches_the_clock_finds_a_jump(
    content: Content, steady: Callable[[], float] | None
) -> None:
    ledger = copy.deepcopy(_walked(None))
    times = iter([NOW, *[NOW + timedelta(days=1)] * 19] if steady else [NOW + timedelta(days=1)] * 19)
    service = KioskService(ledger, content, demo_settings(), clock=lambda: next(times), steady=steady)
    [visit] = ledger.visit_streams()
    if steady is None:
        assert countersign(service, visit.stream).state.document is not None
        return
    with pytest.raises(OperatorError, match=r"seal\.clock_jumped"):
        countersign(service, visit.stream)
    assert service.state(visit.stream).seal_failed == "seal.clock_jumped"


def test_each_refusal_has_words() -> None:
    kinds: tuple[Literal["jumped", "before_last", "wrong", "too_late"], ...]
    kinds = ("jumped", "before_last", "wrong", "too_late")
    assert all(f"seal.clock_{kind}" in english() for kind in kinds)


def test_due_keys_are_renewed_for_the_seal() -> None:
    ledger = keyed_ledger()
    before: ClinicKeys = read_keys(ledger)
    assert doubts(NOW + timedelta(days=365 * 4), ledger=ledger) == ()
    assert read_keys(ledger).seal != before.seal
