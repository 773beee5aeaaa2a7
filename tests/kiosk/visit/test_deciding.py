"""Random walks through a visit: nothing gets past the gates, and replay gives the same state (standards.md P6)."""

from __future__ import annotations

import pytest
from hypothesis import settings

from kiosk import events as e
from kiosk.visit import (
    AnswerCheck,
    AnswerQuestion,
    AskForHelp,
    AskQuestion,
    ChangeQuestion,
    ClearCheck,
    CloseVisit,
    Command,
    ConfirmAfterAnswers,
    ConfirmIdentity,
    EnterSideStep,
    GoBack,
    GoNext,
    HandOverCheck,
    MakeDecision,
    PrintPaperForm,
    ReceivePaperSignature,
    Reconsider,
    Refused,
    RemoveQuestion,
    ResumeVisit,
    ShowForm,
    Sign,
    TakeBreak,
    evolve,
    missing_for_seal,
)
from tests.kiosk.visit.machine import Visits
from tests.kiosk.walks import (
    FORM,
    INK,
    STAFF,
    Walk,
)

Visits.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestVisits = Visits.TestCase


def test_saying_no_to_the_identity_question_closes_the_visit() -> None:
    walk = Walk()
    walk.do(ConfirmIdentity(confirmed=False))
    assert walk.state.closed is not None
    with pytest.raises(Refused, match=r"visit\.closed"):
        walk.do(GoNext())


def test_a_wrong_answer_gives_another_item_and_then_the_clinician() -> None:
    walk = Walk()
    walk.until("check:mk-one")
    walk.answer(right=False)
    assert walk.state.step == "feedback:mk-one"
    with pytest.raises(Refused, match=r"visit\.check_open"):
        walk.do(GoNext())
    walk.do(EnterSideStep("reread:mk-one"), GoNext())
    walk.answer(right=False)
    assert [timed.event.item for timed in walk.state.answers["mk-one"]] == ["one-a", "one-b"]
    assert walk.state.handed_over["mk-one"].event.by == "limit"
    walk.do(GoNext())
    assert walk.state.step == "page:benefits-page"


def test_not_sure_is_never_right() -> None:
    walk = Walk()
    walk.until("check:mk-one")
    with pytest.raises(Refused, match=r"visit\.no_choice"):
        walk.do(AnswerCheck("mk-one", "one-a", "not-sure", right=True, order=("a", "not-sure")))


def test_a_break_stops_the_patient_until_staff_reopen() -> None:
    walk = Walk()
    walk.until("page:risks-page")
    walk.do(TakeBreak("patient"))
    with pytest.raises(Refused, match=r"visit\.on_break"):
        walk.do(GoNext())
    walk.do(ResumeVisit(STAFF))
    assert walk.state.step == "page:risks-page"


def signed_with_a_question() -> Walk:
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "Does it hurt?"))
    walk.sign()
    return walk


def answered_and_reconsidered() -> Walk:
    walk = signed_with_a_question()
    walk.do(AnswerQuestion("q1", "No.", STAFF), TakeBreak("idle"), ResumeVisit(STAFF), Reconsider())
    assert walk.state.step == "decision"
    return walk


@pytest.mark.parametrize("command", [ChangeQuestion("q1", (), "Nothing."), RemoveQuestion("q1")])
def test_what_was_signed_with_open_questions_keeps_them(command: Command) -> None:
    walk = signed_with_a_question()
    with pytest.raises(Refused, match=r"visit\.already_signed"):
        walk.do(command)
    assert missing_for_seal(walk.state, walk.plan) == "visit.question_open"
    walk.do(AskQuestion("q2", "", (), "And later?"))
    assert len(walk.state.open_questions) == 2


def test_who_wants_to_choose_again_has_to_choose() -> None:
    walk = answered_and_reconsidered()
    with pytest.raises(Refused, match=r"visit\.decision_open"):
        walk.do(GoNext())
    walk.do(MakeDecision("agree"), GoNext())
    assert walk.state.step == "confirm"


def test_who_wants_to_choose_again_may_think_better_of_it() -> None:
    walk = answered_and_reconsidered()
    signature = walk.state.signature
    walk.do(GoBack())
    assert (walk.state.step, walk.state.signature) == ("reconfirm", signature)
    walk.do(ConfirmAfterAnswers())
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_a_question_asked_while_choosing_again_is_answered_first() -> None:
    walk = answered_and_reconsidered()
    walk.do(AskQuestion("q2", "", (), "One more"), GoBack())
    assert walk.state.step == "done"
    assert missing_for_seal(walk.state, walk.plan) == "visit.question_open"


@pytest.mark.parametrize(
    "sign",
    [
        Sign("ink", "I agree", FORM, ink=e.Ink((e.Stroke((0.5,), (0.3,), (0,), (0.5,)),), 0.5)),
        Sign("ink", "I agree", FORM, ink=e.Ink((e.Stroke((0.1, 0.9), (0.3, 0.3), (0, 9), (0.5, 0.5)),), 0.5)),
        Sign("typed", "I agree", FORM, typed_name="R"),
        Sign("mark", "I agree", FORM, ink=INK, witness_name="rosa delgado"),
    ],
)
def test_what_is_no_signature_is_refused(sign: Sign) -> None:
    walk = Walk()
    walk.choose("agree")
    walk.do(ShowForm(FORM))
    with pytest.raises(Refused, match=r"visit\.signature_incomplete"):
        walk.do(sign)
    assert walk.state.signature is None


def test_staff_can_close_a_visit() -> None:
    walk = Walk()
    walk.do(CloseVisit())
    assert walk.state.closed is not None


# ---------------------------------------------------------------- after a refusal, and paper


def sealed_as(kind: e.DocumentKind, choice: e.Choice) -> Walk:
    """Return a visit with a question and a fact open, whose document was sealed all the same."""
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "One"))
    walk.until("check:mk-one")
    walk.do(HandOverCheck("mk-one"))
    walk.until("decision")
    walk.do(MakeDecision(choice), GoNext(), GoNext())
    digest, code = "f" * 64, "0000-0000"
    walk.state = evolve(walk.state, e.DocumentSealed(kind, "CN-1", digest, digest, code, 3, walk.now), walk.now)
    return walk


@pytest.mark.parametrize(("kind", "choice"), [("refusal", "decline"), ("summary", "talk")])
def test_what_is_open_in_a_sealed_refusal_or_summary_can_still_be_gone_over_once(
    kind: e.DocumentKind, choice: e.Choice
) -> None:
    walk = sealed_as(kind, choice)
    walk.do(AnswerQuestion("q1", "Talked through.", STAFF), ClearCheck("mk-one", "Gone over.", STAFF))
    assert walk.state.questions["q1"].answer == "Talked through."
    assert walk.state.cleared["mk-one"].event.note == "Gone over."
    assert not walk.state.open_questions
    assert not walk.state.open_checks
    for command in (
        AnswerQuestion("q1", "Otherwise.", STAFF),
        ClearCheck("mk-one", "Again.", STAFF),
        AskQuestion("q2", "", (), "Two"),
        MakeDecision("agree"),
        CloseVisit(),
        TakeBreak("patient"),
    ):
        with pytest.raises(Refused, match=r"visit\.already_sealed"):
            walk.do(command)


def test_an_answer_to_nothing_is_refused_after_the_seal() -> None:
    walk = sealed_as("summary", "talk")
    with pytest.raises(Refused, match=r"visit\.answer_empty"):
        walk.do(AnswerQuestion("q1", "  ", STAFF))
    with pytest.raises(Refused, match=r"visit\.already_sealed"):
        walk.do(AnswerQuestion("q9", "Yes.", STAFF))


def on_paper() -> Walk:
    walk = Walk()
    walk.choose("agree")
    walk.do(ShowForm(FORM), Sign("paper", "I agree", FORM))
    return walk


def test_who_chose_paper_may_choose_again_until_the_paper_is_signed() -> None:
    walk = on_paper()
    walk.do(PrintPaperForm(FORM, STAFF), ResumeVisit(STAFF), Reconsider())
    assert walk.state.step == "decision"
    for command in (PrintPaperForm(FORM, STAFF), ReceivePaperSignature("in the folder", STAFF)):
        with pytest.raises(Refused, match=r"visit\.no_paper_wanted"):
            walk.do(command)
    walk.do(MakeDecision("decline"), GoNext(), GoNext())
    assert walk.state.step == "done"
    assert walk.state.signature is None
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_who_thinks_better_of_choosing_again_signs_the_paper() -> None:
    walk = on_paper()
    walk.do(Reconsider(), GoBack())
    assert walk.state.step == "done"
    walk.do(PrintPaperForm(FORM, STAFF), ReceivePaperSignature("in the folder", STAFF))
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_an_agreement_can_be_taken_back_by_a_new_choice_until_it_is_sealed() -> None:
    walk = Walk()
    walk.sign()
    walk.do(Reconsider())
    assert walk.state.step == "decision"
    with pytest.raises(Refused, match=r"visit\.out_of_order"):
        walk.countersign()
    walk.do(GoBack())
    assert walk.state.step == "done"
    walk.countersign()
    walk.do(Reconsider(), MakeDecision("decline"), GoNext(), GoNext())
    [old] = walk.state.superseded
    assert [one.event.role for one in old.role_signatures] == ["clinician"]
    assert walk.state.role_signatures == ()
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_what_is_sealed_is_not_chosen_again() -> None:
    walk = Walk()
    walk.sign()
    walk.countersign()
    sealed = e.DocumentSealed("consent", "CN-1", "f" * 64, "f" * 64, "0000", 3, walk.now)
    walk.state = evolve(walk.state, sealed, walk.now)
    with pytest.raises(Refused, match=r"visit\.already_sealed"):
        walk.do(Reconsider())


# ---------------------------------------------------------------- help


def test_help_can_be_asked_for_on_every_screen_and_changes_nothing_else() -> None:
    walk = Walk()
    walk.do(AskForHelp())
    walk.until("page:risks-page")
    walk.do(TakeBreak("patient"), AskForHelp(), ResumeVisit(STAFF))
    walk.sign()
    walk.do(AskForHelp())
    sealed = e.DocumentSealed("consent", "CN-1", "f" * 64, "f" * 64, "0000", 3, walk.now)
    walk.state = evolve(walk.state, sealed, walk.now)
    walk.do(AskForHelp())
    assert [timed.event.step for timed in walk.state.help_asked] == ["identity", "page:risks-page", "done", "done"]
    assert walk.state.document is not None


def test_nobody_asks_for_help_in_a_visit_that_has_ended() -> None:
    walk = Walk()
    walk.do(CloseVisit())
    with pytest.raises(Refused, match=r"visit\.closed"):
        walk.do(AskForHelp())
