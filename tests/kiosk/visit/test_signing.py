"""Signing beside the one who decides: on the tablet, at the desk, for a withdrawal; and what comes before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from kiosk import events as e
from kiosk.content import Signer
from kiosk.visit import (
    AnswerElectronicRecord,
    AnswerQuestion,
    AskQuestion,
    CallSigner,
    Command,
    ConfirmAfterAnswers,
    GoBack,
    GoNext,
    LeaveSigning,
    MakeDecision,
    NoteNotSigned,
    PrintPaperForm,
    ReceivePaperSignature,
    RecordCompanion,
    RecordWishes,
    Refused,
    ResumeVisit,
    ShowForm,
    Sign,
    SignAs,
    TakeBreak,
    Withdraw,
    evolve,
    missing_for_seal,
    turn,
)
from kiosk.visit.signing import LONGEST_REASON
from tests.kiosk.walks import (
    DOCTOR,
    FORM,
    INK,
    INTERPRETER,
    REPRESENTATIVE,
    STAFF,
    Walk,
    as_staff,
    beside,
    opening,
    small_plan,
)


def refused(walk: Walk, command: Command, reason: str) -> None:
    before = walk.state
    with pytest.raises(Refused) as error:
        walk.do(command)
    assert error.value.reason == reason
    assert walk.state == before


def interpreted(choice: e.Choice = "agree") -> Walk:
    walk = Walk()
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
    walk.sign(choice)
    return walk


def represented() -> Walk:
    return Walk(small_plan(represented=True), opened=opening(representative=REPRESENTATIVE))


def sealed(walk: Walk | None = None, kind: e.DocumentKind = "consent") -> Walk:
    walk = walk or Walk()
    if walk.state.signature is None:
        walk.sign()
    walk.countersign()
    digest = "f" * 64
    event = e.DocumentSealed(kind, "CN-1", digest, digest, "0000", 3, walk.now)
    walk.log.append((event, walk.now))
    walk.state = evolve(walk.state, event, walk.now)
    return walk


def withdrawn(walk: Walk | None = None) -> Walk:
    walk = walk or sealed()
    walk.do(Withdraw("patient", "said", "It is too much.", STAFF))
    return walk


# ---------------------------------------------------------------- how the record is kept


def test_how_the_record_is_kept_is_asked_before_the_form() -> None:
    walk = Walk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext())
    assert walk.state.step == "record"
    refused(walk, GoNext(), "visit.record_open")
    walk.do(AnswerElectronicRecord(accepted=False))
    version = walk.state.version
    walk.do(AnswerElectronicRecord(accepted=False))
    assert walk.state.version == version
    walk.do(GoNext(), GoBack(), AnswerElectronicRecord(accepted=True), GoNext())
    assert walk.state.step == "sign"
    refused(walk, AnswerElectronicRecord(accepted=False), "visit.not_here")


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_who_does_not_agree_is_not_asked_for_it(choice: e.Choice) -> None:
    walk = Walk()
    walk.choose(choice)
    assert walk.state.step == "done"
    assert walk.state.electronic is None


def test_who_wants_paper_signs_on_paper() -> None:
    walk = Walk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext(), AnswerElectronicRecord(accepted=False), GoNext(), ShowForm(FORM))
    for sign in (
        Sign("ink", "I agree", FORM, ink=INK),
        Sign("typed", "I agree", FORM, typed_name="Rosa Delgado"),
        Sign("mark", "I agree", FORM, ink=INK, witness_name="Wim Zeuge"),
    ):
        refused(walk, sign, "visit.paper_only")
    walk.do(Sign("paper", "I agree", FORM))
    assert missing_for_seal(walk.state, walk.plan) == "visit.paper_open"
    refused(walk, as_staff("clinician"), "visit.out_of_order")
    walk.do(PrintPaperForm(FORM, STAFF), ReceivePaperSignature("Folder 7", STAFF))
    assert missing_for_seal(walk.state, walk.plan) == "visit.clinician_open"
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


# ---------------------------------------------------------------- a representative


@pytest.mark.parametrize("assent", get_args(e.Assent))
def test_a_representative_says_what_the_patient_wants_and_an_objection_stops_agreement(assent: e.Assent) -> None:
    walk = represented()
    walk.until("wishes")
    refused(walk, GoNext(), "visit.wishes_open")
    if assent != "cannot_say":
        refused(walk, RecordWishes("  ", assent), "visit.wishes_empty")
    walk.do(RecordWishes("" if assent == "cannot_say" else "She wants to go home.", assent), GoNext())
    assert walk.state.step == "decision"
    if assent != "objects":
        walk.sign()
        assert turn(walk.state, walk.plan) == "clinician"
        return
    refused(walk, MakeDecision("agree"), "visit.patient_objects")
    walk.do(MakeDecision("decline"), GoNext(), GoNext())
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_an_objection_that_is_told_after_the_choice_stops_it_too() -> None:
    walk = represented()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoBack(), RecordWishes("She says no.", "objects"), GoNext(), GoNext())
    refused(walk, GoNext(), "visit.patient_objects")
    walk.do(GoBack(), MakeDecision("talk"), GoNext(), GoNext())
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_a_patient_who_decides_is_not_asked_for_assent() -> None:
    walk = Walk()
    walk.until("summary")
    refused(walk, RecordWishes("Sleep.", "agrees"), "visit.not_here")
    walk.do(GoNext())
    assert walk.state.step == "decision"


def test_a_representative_types_their_own_name_and_is_no_witness() -> None:
    walk = represented()
    walk.choose("agree")
    walk.do(ShowForm(FORM))
    for witness in ("Ana Delgado", "Rosa Delgado"):
        mark = Sign("mark", "I agree", FORM, ink=INK, witness_name=witness)
        refused(walk, mark, "visit.signature_incomplete")
    walk.do(Sign("typed", "I agree", FORM, typed_name="Ana Delgado"))
    assert walk.state.decider == "Ana Delgado"
    assert missing_for_seal(walk.state, walk.plan) == "visit.clinician_open"


def test_the_document_of_a_represented_patient_waits_for_the_representative() -> None:
    walk = represented()
    walk.choose("agree")
    assert missing_for_seal(walk.state, walk.plan) == "visit.representative_open"


# ---------------------------------------------------------------- on the tablet


def test_the_tablet_goes_from_the_patient_to_the_interpreter() -> None:
    walk = interpreted()
    assert (walk.state.step, turn(walk.state, walk.plan)) == ("cosign:interpreter", "interpreter")
    assert missing_for_seal(walk.state, walk.plan) == "visit.interpreter_open"
    refused(walk, GoNext(), "visit.signature_open")
    refused(walk, GoBack(), "visit.already_signed")
    refused(walk, as_staff("clinician"), "visit.out_of_order")
    walk.do(beside("interpreter"))
    assert (walk.state.step, turn(walk.state, walk.plan)) == ("done", "clinician")
    [signed] = walk.state.role_signatures
    assert (signed.event.act, signed.event.interpreter) == ("agreement", INTERPRETER)
    refused(walk, beside("interpreter"), "visit.out_of_order")


def test_an_interpreter_who_is_called_away_signs_later() -> None:
    walk = interpreted()
    walk.do(LeaveSigning())
    assert walk.state.step == "done"
    assert missing_for_seal(walk.state, walk.plan) == "visit.interpreter_open"
    refused(walk, beside("interpreter"), "visit.not_here")
    walk.do(TakeBreak("idle"))
    refused(walk, beside("interpreter"), "visit.on_break")
    walk.do(CallSigner("interpreter", STAFF))
    assert (walk.state.step, walk.state.on_break) == ("cosign:interpreter", False)
    walk.do(beside("interpreter"))
    assert walk.state.step == "done"
    refused(walk, CallSigner("interpreter", STAFF), "visit.out_of_order")


def test_a_refusal_waits_for_the_interpreter_and_nobody_else() -> None:
    walk = interpreted("decline")
    assert walk.state.step == "cosign:interpreter"
    refused(walk, as_staff("clinician"), "visit.out_of_order")
    walk.do(beside("interpreter"))
    assert [one.event.act for one in walk.state.role_signatures] == ["refusal"]
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_a_talk_is_not_signed_by_anybody() -> None:
    walk = interpreted("talk")
    assert walk.state.step == "done"
    assert missing_for_seal(walk.state, walk.plan) == ""
    refused(walk, CallSigner("interpreter", STAFF), "visit.out_of_order")


def test_a_witness_can_be_called_for_any_signature() -> None:
    walk = Walk()
    walk.sign()
    assert walk.state.step == "done"
    walk.do(CallSigner("witness", STAFF))
    for name in ("Rosa Delgado", "  ", "--"):
        refused(walk, beside("witness", name), "visit.signature_incomplete")
    walk.do(beside("witness", "Wim Zeuge"))
    assert turn(walk.state, walk.plan) == "clinician"


def test_who_left_the_tablet_standing_is_passed_over_by_the_clinician() -> None:
    walk = Walk()
    walk.sign()
    walk.do(CallSigner("witness", STAFF))
    walk.countersign()
    assert walk.state.step == "done"
    refused(walk, beside("witness", "Wim Zeuge"), "visit.out_of_order")
    refused(walk, as_staff("explainer"), "visit.out_of_order")


@pytest.mark.parametrize(
    "changes",
    [
        {"ink": None},
        {"method": "mark"},
        {"method": "paper"},
        {"method": "typed", "typed_name": "V"},
        {"identity_method": "pin"},
        {"identity_method": ""},
        {"signer_name": ""},
        {"interpreter": None},
        {"staff": STAFF},
    ],
)
def test_what_is_no_signature_of_an_interpreter_is_refused(changes: dict[str, object]) -> None:
    walk = interpreted()
    sign = replace(beside("interpreter"), **changes)  # type: ignore[arg-type]  # fields of the command
    refused(walk, sign, "visit.signature_incomplete")


@pytest.mark.parametrize(
    ("details", "fits"),
    [
        (e.InterpreterDetails("HI-1", "Spanish", "phone", "qualified"), True),
        (e.InterpreterDetails("", "Spanish", "phone", "qualified"), False),
        (e.InterpreterDetails("", "Spanish", "in_person", "staff"), True),
        (e.InterpreterDetails("", " ", "in_person", "staff"), False),
        (e.InterpreterDetails("", "Spanish", "in_person", "relative"), False),
        (e.InterpreterDetails("", "Spanish", "in_person", "relative", "An emergency, nobody else."), True),
    ],
)
def test_it_is_told_who_interprets(details: e.InterpreterDetails, *, fits: bool) -> None:
    walk = interpreted()
    sign = replace(beside("interpreter"), interpreter=details)
    if not fits:
        refused(walk, sign, "visit.signature_incomplete")
        return
    walk.do(sign)
    assert walk.state.role_signatures[0].event.interpreter == details


# ---------------------------------------------------------------- at the desk


def test_the_one_who_decides_does_not_sign_as_somebody_else() -> None:
    walk = Walk()
    walk.choose("agree")
    for role in ("patient", "representative"):
        refused(walk, CallSigner(role, STAFF), "visit.out_of_order")
    walk.do(ShowForm(FORM))
    refused(walk, beside("patient", "Rosa Delgado"), "visit.out_of_order")


def test_nobody_is_called_before_the_choice_stands() -> None:
    walk = Walk()
    walk.until("decision")
    refused(walk, CallSigner("witness", STAFF), "visit.out_of_order")
    refused(walk, as_staff("clinician"), "visit.decision_open")
    walk.do(MakeDecision("agree"))
    refused(walk, as_staff("clinician"), "visit.decision_open")
    refused(walk, as_staff("explainer"), "visit.decision_open")


def test_staff_are_not_called_to_the_tablet() -> None:
    walk = Walk()
    walk.sign()
    for role in ("explainer", "clinician"):
        refused(walk, CallSigner(role, STAFF), "visit.out_of_order")


def test_staff_sign_with_an_account() -> None:
    walk = Walk()
    walk.sign()
    signed = as_staff("clinician")
    for wrong in (
        replace(signed, staff=None),
        replace(signed, signer_name="Priya Raman"),
        replace(signed, identity_method="known"),
        replace(signed, typed_name=""),
        replace(signed, method="ink"),
        replace(signed, interpreter=INTERPRETER),
    ):
        refused(walk, wrong, "visit.signature_incomplete")
    walk.do(replace(signed, method="ink", ink=INK, typed_name=""))
    assert walk.state.role_signatures[0].event.staff == DOCTOR


def test_the_clinician_signs_when_questions_are_answered_and_the_patient_kept_the_choice() -> None:
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "Does it hurt?"))
    walk.sign()
    refused(walk, as_staff("clinician"), "visit.question_open")
    walk.do(as_staff("explainer", STAFF), AnswerQuestion("q1", "No.", STAFF))
    refused(walk, as_staff("clinician"), "visit.confirmation_open")
    walk.do(ResumeVisit(STAFF))
    refused(walk, as_staff("clinician"), "visit.confirmation_open")
    walk.do(ConfirmAfterAnswers())
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_a_clock_that_is_set_back_hides_no_answer_from_the_patient() -> None:
    walk = Walk()
    walk.do(AskQuestion("q1", "risks-page", (), "Does it hurt?"))
    walk.sign()
    walk.now -= timedelta(hours=1)
    walk.do(AnswerQuestion("q1", "A little.", DOCTOR))
    refused(walk, as_staff("clinician"), "visit.confirmation_open")
    walk.do(TakeBreak("idle"), ResumeVisit(STAFF))
    assert walk.state.step == "reconfirm"
    walk.now += timedelta(hours=2)
    walk.do(ConfirmAfterAnswers())
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_who_keeps_the_choice_hands_the_tablet_on_to_the_interpreter() -> None:
    walk = Walk()
    walk.until("companion")
    walk.do(
        RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext(), AskQuestion("q1", "", (), "Does it hurt?")
    )
    walk.sign()
    walk.do(LeaveSigning(), AnswerQuestion("q1", "No.", STAFF), ResumeVisit(STAFF), ConfirmAfterAnswers())
    assert walk.state.step == "cosign:interpreter"


# ---------------------------------------------------------------- taking a consent back


def test_a_consent_is_taken_back_once() -> None:
    walk = withdrawn()
    assert walk.state.withdrawn is not None
    assert walk.state.document is not None
    assert (turn(walk.state, walk.plan), missing_for_seal(walk.state, walk.plan)) == (
        "clinician",
        "visit.clinician_open",
    )
    refused(walk, Withdraw("patient", "said", "", STAFF), "visit.already_withdrawn")


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_only_a_sealed_consent_is_taken_back(choice: e.Choice) -> None:
    walk = Walk()
    walk.sign(choice)
    refused(walk, Withdraw("patient", "said", "", STAFF), "visit.nothing_to_withdraw")
    kind: e.DocumentKind = "refusal" if choice == "decline" else "summary"
    walk.state = evolve(walk.state, e.DocumentSealed(kind, "CN-1", "f" * 64, "f" * 64, "0", 3, walk.now), walk.now)
    refused(walk, Withdraw("patient", "said", "", STAFF), "visit.nothing_to_withdraw")


def test_an_agreement_that_is_not_sealed_is_not_taken_back_like_one() -> None:
    walk = Walk()
    walk.sign()
    refused(walk, Withdraw("patient", "said", "", STAFF), "visit.nothing_to_withdraw")


def test_a_renewal_is_taken_back_like_a_consent() -> None:
    renews = e.Renewal("v0", "CN-2025-0512-0001", ())
    walk = sealed(Walk(small_plan(changed=()), opened=opening(renews=renews)), "renewal")
    assert withdrawn(walk).state.withdrawn is not None


def test_who_decides_for_nobody_takes_nothing_back() -> None:
    walk = sealed()
    refused(walk, Withdraw("representative", "said", "", STAFF), "visit.no_representative")
    walk = sealed(represented())
    walk.do(Withdraw("representative", "wrote", "", STAFF))
    walk.do(CallSigner("representative", STAFF), beside("representative", "Ana Delgado"))
    assert walk.state.role_signatures[-1].event.act == "withdrawal"


def test_the_patient_may_sign_that_the_consent_is_taken_back() -> None:
    walk = withdrawn()
    walk.do(CallSigner("patient", STAFF))
    assert walk.state.step == "cosign:patient"
    refused(walk, beside("patient", "Somebody Else"), "visit.signature_incomplete")
    walk.do(TakeBreak("idle"), ResumeVisit(STAFF), replace(beside("patient", "Rosa Delgado"), method="mark"))
    assert walk.state.step == "done"
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""
    assert [one.event.act for one in walk.state.role_signatures] == ["agreement", "withdrawal", "withdrawal"]


def test_nobody_signs_for_a_patient_who_decides_that_the_consent_is_taken_back() -> None:
    walk = withdrawn()
    refused(walk, CallSigner("representative", STAFF), "visit.out_of_order")


def test_after_the_clinician_nobody_signs_a_withdrawal() -> None:
    walk = withdrawn()
    walk.countersign()
    refused(walk, CallSigner("patient", STAFF), "visit.out_of_order")
    refused(walk, as_staff("clinician"), "visit.out_of_order")
    event = e.DocumentSealed("withdrawal", "CN-2", "f" * 64, "f" * 64, "0000", 2, walk.now)
    walk.state = evolve(walk.state, event, walk.now)
    for command in (CallSigner("patient", STAFF), as_staff("clinician"), TakeBreak("idle"), LeaveSigning()):
        refused(walk, command, "visit.already_sealed")
    refused(walk, Withdraw("patient", "said", "", STAFF), "visit.already_withdrawn")


def test_nobody_signs_after_the_seal() -> None:
    walk = sealed()
    commands: tuple[Command, ...] = (
        beside("witness"),
        as_staff("explainer"),
        as_staff("clinician"),
        CallSigner("interpreter", STAFF),
        LeaveSigning(),
        RecordWishes("", "cannot_say"),
        AnswerElectronicRecord(accepted=True),
    )
    for command in commands:
        refused(walk, command, "visit.already_sealed")


def test_who_was_called_and_need_not_sign_can_still_leave_the_tablet() -> None:
    walk = interpreted("decline")
    walk.do(beside("interpreter"))
    walk.state = replace(walk.state, step="cosign:witness")
    sealed_now = e.DocumentSealed("refusal", "CN-1", "f" * 64, "f" * 64, "0000", 3, walk.now)
    walk.state = evolve(walk.state, sealed_now, walk.now)
    refused(walk, beside("witness", "Wim Zeuge"), "visit.already_sealed")
    walk.do(LeaveSigning())
    assert walk.state.step == "done"
    refused(walk, LeaveSigning(), "visit.already_sealed")


def test_a_withdrawal_waits_for_no_question() -> None:
    walk = withdrawn()
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_a_signature_on_the_tablet_needs_its_step() -> None:
    walk = interpreted()
    sign: SignAs = beside("witness", "Wim Zeuge")
    refused(walk, sign, "visit.not_here")


# ---------------------------------------------------------------- who cannot sign

AWAY = NoteNotSigned("interpreter", "  She had\n\n to leave. ", STAFF)


def test_a_refusal_whose_interpreter_does_not_come_back_is_sealed_with_a_note() -> None:
    walk = interpreted("decline")
    assert missing_for_seal(walk.state, walk.plan) == "visit.interpreter_open"
    walk.do(LeaveSigning(), AWAY)
    assert missing_for_seal(walk.state, walk.plan) == ""
    assert turn(walk.state, walk.plan) is None
    [noted] = walk.state.not_signed
    assert (noted.event.act, noted.event.role, noted.event.signer_name) == ("refusal", "interpreter", "Ines Vale")
    assert (noted.event.reason, noted.event.staff, noted.at) == ("She had to leave.", STAFF, walk.now)
    # Once, and nobody signs under a note that says that they did not.
    refused(walk, AWAY, "visit.out_of_order")
    refused(walk, CallSigner("interpreter", STAFF), "visit.out_of_order")


def test_who_has_the_tablet_still_is_waited_for_no_more() -> None:
    walk = interpreted("decline")
    assert walk.state.step == "cosign:interpreter"
    walk.do(TakeBreak("idle"), AWAY)
    assert walk.state.step == "done"


def test_a_talk_waits_for_no_interpreter_any_more_where_a_clinic_asks_for_one() -> None:
    plan = small_plan()
    order = {**plan.signing, "talk": (Signer("interpreter", "interpreted"), Signer("clinician", "always"))}
    walk = Walk(replace(plan, signing=order))
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
    walk.sign("talk")
    walk.do(LeaveSigning(), AWAY)
    assert turn(walk.state, walk.plan) == "clinician"
    walk.do(as_staff("clinician"))
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_an_agreement_needs_its_interpreter() -> None:
    walk = interpreted()
    walk.do(LeaveSigning())
    refused(walk, AWAY, "visit.interpreter_needed")
    taken = sealed(interpreted_and_signed())
    taken.do(Withdraw("patient", "said", "", STAFF))
    refused(taken, AWAY, "visit.already_sealed")


def interpreted_and_signed() -> Walk:
    walk = interpreted()
    walk.do(beside("interpreter"))
    return walk


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (replace(AWAY, reason=" \n "), "visit.reason_empty"),
        (replace(AWAY, reason="x" * (LONGEST_REASON + 1)), "visit.too_long"),
        (replace(AWAY, role="witness"), "visit.out_of_order"),
        (replace(AWAY, role="clinician"), "visit.out_of_order"),
    ],
)
def test_a_note_says_why_and_of_an_interpreter(note: NoteNotSigned, reason: str) -> None:
    walk = interpreted("decline")
    refused(walk, note, reason)


def test_only_who_is_waited_for_is_waited_for_no_more() -> None:
    alone = Walk()
    alone.sign("decline")
    refused(alone, AWAY, "visit.out_of_order")
    early = Walk()
    early.until("companion")
    early.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
    refused(early, AWAY, "visit.interpreter_needed")
    early.until("decision")
    early.do(MakeDecision("decline"))
    refused(early, AWAY, "visit.out_of_order")
    signed = interpreted("decline")
    signed.do(beside("interpreter"))
    refused(signed, AWAY, "visit.out_of_order")


def test_a_new_choice_takes_the_note_back() -> None:
    walk = interpreted("decline")
    walk.do(AWAY)
    assert evolve(walk.state, e.DecisionMade(choice="talk", order=()), walk.now).not_signed == ()
