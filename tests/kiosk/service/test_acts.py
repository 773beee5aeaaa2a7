"""Acts at the desk: who may sign is asked at signing, a signature and its seal are one, and consents are taken back."""

from __future__ import annotations

import copy
import functools
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from kiosk import events as e
from kiosk.document import document_text, form_digest
from kiosk.errors import CandorError, OperatorError, TamperError
from kiosk.record import read_record
from kiosk.seal import verify
from kiosk.service import (
    CLINIC_KEY,
    KioskService,
    call_signer,
    clinician_certificate,
    make_copy,
    meaning_of,
    note_not_signed,
    sign_as_staff,
    withdraw,
)
from kiosk.settings import demo_settings
from kiosk.staff import MAX_TRIES, Role
from kiosk.visit import (
    AskQuestion,
    CallSigner,
    GoNext,
    LeaveSigning,
    RecordCompanion,
    Refused,
)
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import (
    PIN,
    Clock,
    account,
    clinic_keys,
    countersign,
    failing,
    keyed_ledger,
    reopened,
    staff_book,
)
from tests.kiosk.visits import ServiceWalk, real_content, scribble
from tests.kiosk.walks import DOCTOR, REPRESENTATIVE, STAFF, beside

WRONG = "831264"
LATER = datetime(2026, 5, 12, 20, tzinfo=UTC)
NURSE = e.Actor(kind="staff", id="s3", name="Jonas Weber")


@functools.cache
def _signed(*, interpreted: bool = False) -> MemoryLedger:
    """Return a ledger with an agreement that the patient signed; each walk is walked once."""
    ledger = keyed_ledger()
    walk = ServiceWalk(KioskService(ledger, real_content(), demo_settings(), clock=Clock()))
    if interpreted:
        walk.until("companion")
        walk.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
    walk.to_the_end()
    account(walk.service)
    return ledger


def signed(*, interpreted: bool = False) -> tuple[KioskService, str, MemoryLedger]:
    ledger = copy.deepcopy(_signed(interpreted=interpreted))
    service, visit = reopened(ledger, real_content())
    return service, visit, ledger


@functools.cache
def _sealed() -> MemoryLedger:
    service, visit, ledger = signed()
    countersign(service, visit)
    return ledger


def sealed() -> tuple[KioskService, str, MemoryLedger]:
    ledger = copy.deepcopy(_sealed())
    # Nobody set the clock back: what happens next happens after the seal.
    return *reopened_later(ledger), ledger


def reopened_later(ledger: MemoryLedger, hours: int = 4) -> tuple[KioskService, str]:
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock(hours=hours))
    visit = next(one.stream for one in ledger.visit_streams() if one.stream != e.KIOSK_STREAM)
    return service, visit


def names(ledger: MemoryLedger, visit: str) -> list[str]:
    return [entry.event_name for entry in ledger.read(visit)]


def roles(service: KioskService, visit: str) -> list[str]:
    report = verify(service.read_sealed(visit), trust=clinic_keys().root.certificate, now=LATER)
    assert report.trusted
    return [one.role for one in report.signatures]


def change_account(ledger: MemoryLedger, staff_id: str, **changes: object) -> None:
    """Change an account as an administrator's program would, while its owner is signed in."""
    [record] = [record for known, record in ledger.accounts() if known == staff_id]
    ledger._accounts[staff_id] = msgspec.json.encode(msgspec.json.decode(record) | changes)


# ---------------------------------------------------------------- signing and sealing are one


def test_the_clinicians_signature_and_the_seal_are_one_transaction() -> None:
    service, visit, ledger = signed()
    assert service.view(visit).turn == "clinician"
    view = countersign(service, visit)
    assert names(ledger, visit)[-2:] == ["RoleSigned", "DocumentSealed"]
    first, second = ledger.read(visit)[-2:]
    assert (first.wall, second.sequence - first.sequence) == (second.wall, 1)
    [role] = view.state.role_signatures
    assert (role.event.role, role.event.identity_method, role.event.staff) == ("clinician", "pin", DOCTOR)
    assert role.at == first.wall
    assert (view.turn, view.waits_for) == (None, "visit.already_sealed")
    assert roles(service, visit) == ["patient", "clinician", "clinic"]


def test_the_record_says_when_the_clinician_signed_and_replay_gives_the_same() -> None:
    service, visit, ledger = signed()
    view = countersign(service, visit)
    record = read_record(service.read_record(visit))
    [clinician] = [one for one in record.signatures if one.role == "clinician"]
    assert clinician.time == view.state.role_signatures[0].at
    again, _ = reopened(ledger, real_content())
    assert again.state(visit) == view.state


def test_a_disk_that_fills_up_leaves_nothing_of_the_signature_and_the_clinician_tries_again() -> None:
    service, visit, full = signed()
    ledger = failing(full)
    service, visit = reopened(ledger, real_content())
    ledger.refuses = "files"
    with pytest.raises(OperatorError, match=r"vault\.disk_full"):
        countersign(service, visit)
    assert names(ledger, visit)[-1] == "SealFailed"
    assert "RoleSigned" not in names(ledger, visit)
    assert ledger.files() == ()
    assert service.view(visit).turn == "clinician"
    ledger.refuses = ""
    assert countersign(service, visit).state.seal_failed == ""
    assert ledger.verify().ok


@pytest.mark.parametrize("fault", ["clock", "key"])
def test_whatever_stops_the_seal_stops_the_signature(fault: str) -> None:
    service, visit, ledger = signed()
    if fault == "clock":
        service = KioskService(ledger, real_content(), demo_settings(), clock=lambda: datetime(2001, 1, 1, tzinfo=UTC))
    else:
        ledger.put_secret(CLINIC_KEY, b"damaged")
    with pytest.raises(CandorError) as error:
        countersign(service, visit)
    assert error.value.key == {"clock": "seal.clock_wrong", "key": "seal.key_damaged"}[fault]
    assert names(ledger, visit)[-1] == "SealFailed"
    assert "RoleSigned" not in names(ledger, visit)


def test_with_a_wrong_clock_no_key_is_made() -> None:
    _, visit, ledger = signed()
    ledger._secrets = {name: kept for name, kept in ledger._secrets.items() if not name.startswith("clinician-key")}
    wrong = KioskService(ledger, real_content(), demo_settings(), clock=lambda: datetime(2001, 1, 1, tzinfo=UTC))
    with pytest.raises(OperatorError, match=r"seal\.clock_wrong"):
        countersign(wrong, visit)
    assert clinician_certificate(ledger, DOCTOR.id) is None


def test_the_explainer_signs_first_and_nothing_is_sealed_by_it() -> None:
    service, visit, ledger = signed()
    nurse = account(service, NURSE, "nurse")
    view = sign_as_staff(service, staff_book(service), visit, nurse.id, PIN, "explainer", method="ink", ink=scribble())
    assert names(ledger, visit)[-1] == "RoleSigned"
    assert (view.turn, view.state.document) == ("clinician", None)
    with pytest.raises(Refused, match=r"visit\.out_of_order"):
        sign_as_staff(service, staff_book(service), visit, nurse.id, PIN, "explainer")
    countersign(service, visit)
    assert roles(service, visit) == ["patient", "explainer", "clinician", "clinic"]


def test_ink_that_is_none_is_refused_before_the_pin() -> None:
    service, visit, ledger = signed()
    before = len(ledger.stored)
    with pytest.raises(Refused, match=r"visit\.signature_incomplete"):
        sign_as_staff(service, staff_book(service), visit, DOCTOR.id, PIN, "clinician", method="ink")
    assert len(ledger.stored) == before


def test_a_document_without_a_clinician_is_sealed_as_before() -> None:
    ledger = keyed_ledger()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    walk = ServiceWalk(service).to_the_end("decline")
    with pytest.raises(Refused, match=r"visit\.out_of_order"):
        countersign(service, walk.visit_id)
    assert service.seal(walk.visit_id).state.document is not None


# ---------------------------------------------------------------- who may sign


def test_an_account_that_was_closed_since_sign_in_signs_nothing() -> None:
    service, visit, ledger = signed()
    book = staff_book(service)
    book.sign_in(DOCTOR.id, PIN, now=service.clock())
    change_account(ledger, DOCTOR.id, active=False)
    before = names(ledger, visit)
    with pytest.raises(OperatorError, match=r"staff\.closed"):
        sign_as_staff(service, book, visit, DOCTOR.id, PIN, "clinician")
    assert names(ledger, visit) == before


def test_a_role_that_was_taken_away_since_sign_in_signs_nothing() -> None:
    service, visit, ledger = signed()
    book = staff_book(service)
    book.sign_in(DOCTOR.id, PIN, now=service.clock())
    change_account(ledger, DOCTOR.id, role="admin")
    with pytest.raises(OperatorError, match=r"staff\.no_clinician"):
        sign_as_staff(service, book, visit, DOCTOR.id, PIN, "clinician")
    assert "RoleSigned" not in names(ledger, visit)


@pytest.mark.parametrize("role", ["front_desk", "nurse", "admin"])
def test_only_a_clinician_countersigns(role: Role) -> None:
    service, visit, ledger = signed()
    other = account(service, NURSE, role)
    before = len(ledger.stored)
    with pytest.raises(OperatorError, match=r"staff\.no_clinician"):
        sign_as_staff(service, staff_book(service), visit, other.id, PIN, "clinician")
    assert len(ledger.stored) == before


def test_nobody_signs_with_an_account_that_is_not_there() -> None:
    service, visit, _ = signed()
    with pytest.raises(OperatorError, match=r"staff\.unknown"):
        sign_as_staff(service, staff_book(service), visit, "s9", PIN, "clinician")


def test_five_wrong_pins_lock_the_account_and_nothing_is_signed() -> None:
    service, visit, ledger = signed()
    book = staff_book(service)
    for number in range(1, MAX_TRIES + 1):
        with pytest.raises(OperatorError) as refused:
            sign_as_staff(service, book, visit, DOCTOR.id, WRONG, "clinician")
        assert refused.value.key == ("staff.wrong_pin" if number < MAX_TRIES else "staff.locked")
    with pytest.raises(OperatorError, match=r"staff\.locked"):
        sign_as_staff(service, book, visit, DOCTOR.id, PIN, "clinician")
    with pytest.raises(OperatorError, match=r"staff\.locked"):
        book.sign_in(DOCTOR.id, PIN, now=service.clock())
    assert "RoleSigned" not in names(ledger, visit)
    failed = [event for event in ledger.events(e.KIOSK_STREAM) if isinstance(event, e.SignInFailed)]
    assert {event.staff_id for event in failed} == {DOCTOR.id}
    assert len(failed) == MAX_TRIES + 2


def test_the_key_of_somebody_else_signs_nothing() -> None:
    service, visit, ledger = signed()
    # An administrator who sets another PIN gets into the account, but not to the key.
    other = staff_book(service).add("Dr Nobody", "clinician", "912837", by=e.Actor("system"), now=service.clock())
    [record] = [msgspec.json.decode(record) for known, record in ledger.accounts() if known == other.id]
    change_account(ledger, DOCTOR.id, pin_hash=record["pin_hash"])
    with pytest.raises(OperatorError, match=r"keys\.pin_does_not_open"):
        sign_as_staff(service, staff_book(service), visit, DOCTOR.id, "912837", "clinician")
    assert "RoleSigned" not in names(ledger, visit)


def test_nobody_types_a_pin_to_learn_that_it_is_not_their_turn() -> None:
    service, visit, ledger = signed(interpreted=True)
    before = len(ledger.stored)
    for pin in (PIN, WRONG):
        with pytest.raises(Refused, match=r"visit\.out_of_order"):
            sign_as_staff(service, staff_book(service), visit, DOCTOR.id, pin, "clinician")
    assert len(ledger.stored) == before


# ---------------------------------------------------------------- on the tablet


def test_the_interpreter_signs_what_is_on_the_screen_with_the_sentence_of_the_role() -> None:
    service, visit, ledger = signed(interpreted=True)
    view = service.view(visit)
    meaning, digest = meaning_of(service, view, "interpreter"), form_digest(service.form(visit))
    sign = replace(beside("interpreter"), meaning=meaning, form_digest=digest)
    before = len(ledger.stored)
    for wrong, reason in ((replace(sign, meaning="I agree."), "other_meaning"), (beside("witness"), "other_meaning")):
        with pytest.raises(Refused, match=rf"visit\.{reason}"):
            service.submit(visit, wrong)
    with pytest.raises(Refused, match=r"visit\.form_not_shown"):
        service.submit(visit, replace(sign, form_digest="0" * 64))
    with pytest.raises(Refused, match=r"visit\.cannot_print"):
        service.submit(visit, replace(sign, signer_name="Ines\nVale"))
    assert len(ledger.stored) == before
    assert service.submit(visit, sign).turn == "clinician"
    countersign(service, visit)
    assert roles(service, visit) == ["patient", "interpreter", "clinician", "clinic"]


def test_who_was_called_away_is_called_to_the_tablet() -> None:
    service, visit, _ = signed(interpreted=True)
    service.submit(visit, LeaveSigning())
    view = call_signer(service, visit, "interpreter", STAFF)
    assert (view.state.step, view.turn) == ("cosign:interpreter", "interpreter")
    with pytest.raises(OperatorError, match=r"document\.unsupported_character"):
        service.submit(visit, CallSigner("interpreter", e.Actor("staff", "s1", "\U0010fffd")))


def test_a_refusal_with_an_interpreter_is_sealed_after_them() -> None:
    ledger = keyed_ledger()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    walk = ServiceWalk(service)
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
    walk.to_the_end("decline")
    with pytest.raises(Refused, match=r"visit\.interpreter_open"):
        service.seal(walk.visit_id)
    walk.sign_beside("interpreter")
    view = service.seal(walk.visit_id)
    assert view.state.document is not None
    assert view.state.document.event.kind == "refusal"
    assert roles(service, walk.visit_id) == ["interpreter", "clinic"]


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_a_choice_whose_interpreter_cannot_sign_is_sealed_with_the_reason(choice: e.Choice) -> None:
    ledger = keyed_ledger()
    content = real_content()
    whole = content.treatments["ketamine-iv"]
    # A clinic that asks for the interpreter in a talk, too.
    signing = {**whole.signing, "talk": whole.signing["refusal"]}
    content = replace(content, treatments={**content.treatments, whole.id: replace(whole, signing=signing)})
    service = KioskService(ledger, content, demo_settings(), clock=Clock())
    walk = ServiceWalk(service)
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
    walk.to_the_end(choice)
    walk.do(LeaveSigning())
    with pytest.raises(OperatorError, match=r"document\.unsupported_character"):
        note_not_signed(service, walk.visit_id, "interpreter", "\U0010fffd", STAFF)
    with pytest.raises(Refused, match=r"visit\.reason_empty"):
        note_not_signed(service, walk.visit_id, "interpreter", " ", STAFF)
    view = note_not_signed(service, walk.visit_id, "interpreter", "She had to leave.", STAFF)
    assert (view.turn, view.ready_to_seal) == (None, True)
    assert names(ledger, walk.visit_id)[-1] == "RoleNotSigned"
    service.seal(walk.visit_id)
    assert roles(service, walk.visit_id) == ["clinic"]
    record = read_record(service.read_record(walk.visit_id))
    assert not isinstance(record.not_signed, msgspec.UnsetType)
    [noted] = record.not_signed
    assert (noted.name, noted.reason, noted.noted_by) == ("Ines Vale", "She had to leave.", STAFF)
    text = document_text(record.document)
    assert "Did not sign" in text
    assert "She had to leave." in text
    again, _ = reopened(ledger, content)
    assert again.state(walk.visit_id) == service.state(walk.visit_id)
    summary = make_copy(service, walk.visit_id, "clinician_summary", STAFF)
    assert b"%PDF" in summary.data


def test_an_agreement_is_not_sealed_without_its_interpreter() -> None:
    service, visit, ledger = signed(interpreted=True)
    service.submit(visit, LeaveSigning())
    before = len(ledger.stored)
    with pytest.raises(Refused, match=r"visit\.interpreter_needed"):
        note_not_signed(service, visit, "interpreter", "She had to leave.", STAFF)
    assert len(ledger.stored) == before


# ---------------------------------------------------------------- a representative


def test_a_representative_decides_signs_and_is_named_in_the_record() -> None:
    ledger = keyed_ledger()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    walk = ServiceWalk(service, representative=REPRESENTATIVE).to_the_end()
    view = service.view(walk.visit_id)
    assert view.state.signature is not None
    assert view.state.signature.event.meaning == meaning_of(service, view, "representative")
    assert "Rosa Delgado" in view.state.signature.event.meaning
    countersign(service, walk.visit_id)
    assert roles(service, walk.visit_id) == ["representative", "clinician", "clinic"]
    text = document_text(read_record(service.read_record(walk.visit_id)).document)
    assert REPRESENTATIVE.name in text
    assert REPRESENTATIVE.document_seen in text


# ---------------------------------------------------------------- taking a consent back


def test_a_consent_is_taken_back_at_once_and_signed_by_the_clinician() -> None:
    service, visit, ledger = sealed()
    consent = service.read_sealed(visit)
    first = service.state(visit).document
    view = withdraw(service, visit, "patient", "said", "It made me feel far away.", STAFF)
    assert view.state.withdrawn is not None
    assert (view.turn, view.waits_for) == ("clinician", "visit.clinician_open")
    with pytest.raises(Refused, match=r"visit\.already_withdrawn"):
        withdraw(service, visit, "patient", "said", "", STAFF)
    with pytest.raises(Refused, match=r"visit\.clinician_open"):
        service.seal(visit)
    view = countersign(service, visit)
    assert view.state.withdrawal is not None
    assert view.state.withdrawal.event.kind == "withdrawal"
    assert view.state.document == first
    assert view.waits_for == "visit.already_sealed"
    assert service.read_sealed(visit) == consent
    data = service.read_sealed(visit, view.state.withdrawal.event.document_id)
    report = verify(data, trust=clinic_keys().root.certificate, now=LATER)
    assert report.trusted
    assert [one.role for one in report.signatures] == ["clinician", "clinic"]
    assert ledger.verify().ok


def test_the_patient_signs_the_withdrawal_on_the_tablet() -> None:
    service, visit, _ = sealed()
    withdraw(service, visit, "patient", "tablet", "", STAFF)
    view = call_signer(service, visit, "patient", STAFF)
    assert view.state.step == "cosign:patient"
    meaning, digest = meaning_of(service, view, "patient"), form_digest(service.form(visit))
    assert meaning != view.treatment.text["en"].meaning["agree"]
    sign = replace(beside("patient", "Rosa Delgado"), meaning=meaning, form_digest=digest, ink=scribble())
    service.submit(visit, sign)
    view = countersign(service, visit)
    assert [one.event.role for one in view.state.role_signatures] == ["clinician", "patient", "clinician"]
    with pytest.raises(Refused, match=r"visit\.already_sealed"):
        call_signer(service, visit, "patient", STAFF)


def test_words_that_cannot_be_printed_are_refused_while_staff_are_there() -> None:
    service, visit, ledger = sealed()
    before = len(ledger.stored)
    with pytest.raises(OperatorError, match=r"document\.unsupported_character"):
        withdraw(service, visit, "patient", "wrote", "\U0010fffd", STAFF)
    assert len(ledger.stored) == before


def test_only_a_sealed_consent_is_taken_back() -> None:
    service, visit, _ = signed()
    with pytest.raises(Refused, match=r"visit\.nothing_to_withdraw"):
        withdraw(service, visit, "patient", "said", "", STAFF)


def test_a_failed_seal_of_a_withdrawal_leaves_the_withdrawal_standing() -> None:
    _, visit, full = sealed()
    ledger = failing(full)
    service, visit = reopened_later(ledger)
    withdraw(service, visit, "patient", "said", "", STAFF)
    ledger.refuses = "files"
    with pytest.raises(OperatorError, match=r"vault\.disk_full"):
        countersign(service, visit)
    again, _ = reopened_later(ledger, hours=5)
    assert again.state(visit).withdrawn is not None
    assert again.state(visit).withdrawal is None
    ledger.refuses = ""
    assert countersign(again, visit).state.withdrawal is not None


def test_a_record_that_was_changed_is_not_renewed() -> None:
    service, visit, ledger = sealed()
    record = next(file for file, kind, _ in ledger.files() if kind == "record")
    ledger._files[record] = replace(ledger._files[record], data=b"{}")
    with pytest.raises(TamperError):
        ServiceWalk(service, renews=visit)


def test_a_question_that_is_open_is_answered_before_the_clinician_signs() -> None:
    ledger = keyed_ledger()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    walk = ServiceWalk(service)
    walk.do(AskQuestion("q1", "", (), "Why?"))
    walk.to_the_end()
    with pytest.raises(Refused, match=r"visit\.question_open"):
        countersign(service, walk.visit_id)
