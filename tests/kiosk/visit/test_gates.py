"""What keeps a visit from a signature, and a document from its seal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from kiosk.visit import (
    AnswerCondition,
    AnswerQuestion,
    AskQuestion,
    ClearCheck,
    ConfirmAfterAnswers,
    HandOverCheck,
    MakeDecision,
    PrintPaperForm,
    ReceivePaperSignature,
    Reconsider,
    Refused,
    ResumeVisit,
    ShowForm,
    Sign,
    TakeBreak,
    missing_for_seal,
    missing_for_signature,
    next_why,
)
from tests.kiosk.walks import FORM, REPRESENTATIVE, STAFF, Walk, opening, small_plan


def test_the_gates_open_one_after_the_other() -> None:
    walk = Walk()
    seen: list[str] = []
    while walk.state.step != "sign":
        reason = missing_for_signature(walk.state, walk.plan)
        if reason not in seen:
            seen.append(reason)
        if walk.state.step == "decision":
            walk.do(MakeDecision("agree"))
        walk.forward()
    # Conditions and checks come before the last page, so they never are the first thing that is missing.
    assert seen == [
        "visit.identity_open",
        "visit.page_not_shown",
        "visit.teach_back_open",
        "visit.decision_open",
        "visit.record_open",
    ]
    assert missing_for_signature(walk.state, walk.plan) == ""
    assert missing_for_seal(walk.state, walk.plan) == "visit.signature_open"


def decided() -> Walk:
    """Return a walk with everything done but the signature."""
    walk = Walk()
    walk.until("conditions")
    walk.do(*(AnswerCondition(condition, "yes") for condition in walk.plan.conditions))
    walk.choose("agree")
    assert missing_for_signature(walk.state, walk.plan) == ""
    return walk


def test_whatever_is_taken_away_stands_before_the_signature() -> None:
    walk = decided()
    state, plan = walk.state, walk.plan

    def missing(**changed: object) -> str:
        return missing_for_signature(replace(state, **changed), plan)  # type: ignore[arg-type]  # fields of the state

    def without(mapping: Mapping[str, object], key: str) -> dict[str, object]:
        return {name: value for name, value in mapping.items() if name != key}

    for page in (*plan.pages, *plan.condition_pages.values()):
        assert missing(pages_shown=without(state.pages_shown, page)) == "visit.page_not_shown"
    for condition in plan.conditions:
        assert missing(conditions=without(state.conditions, condition)) == "visit.condition_open"
    for fact in plan.must_know:
        assert missing(answers=without(state.answers, fact)) == "visit.check_open"
    for fact in plan.teach_back:
        assert missing(teach_backs=without(state.teach_backs, fact)) == "visit.teach_back_open"
    assert missing(confirmed=None) == "visit.decision_open"
    assert missing(electronic=None) == "visit.record_open"
    assert missing(identity=None) == "visit.identity_open"
    assert (
        missing(conditions={**state.conditions, "heart": "no"}, pages_shown=without(state.pages_shown, "why-heart"))
        == ""
    )


def test_the_next_explanation_is_the_first_that_was_not_shown() -> None:
    walk = decided()
    state = replace(walk.state, pages_shown={})
    assert next_why(state, walk.plan) == "psychosis"
    assert next_why(replace(state, pages_shown={"why-mind": walk.now}), walk.plan) == "heart"
    assert next_why(replace(state, conditions={}), walk.plan) == ""


def test_agreeing_with_nothing_open_can_be_sealed_when_signed() -> None:
    walk = Walk()
    walk.sign()
    assert missing_for_seal(walk.state, walk.plan) == "visit.clinician_open"
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_the_other_two_choices_need_no_signature(choice: str) -> None:
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "Why?"))
    walk.sign("decline" if choice == "decline" else "talk")
    assert walk.state.step == "done"
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_a_fact_that_was_handed_over_waits_for_the_talk() -> None:
    walk = Walk()
    walk.until("check:mk-one")
    walk.do(HandOverCheck("mk-one"))
    walk.sign()
    assert missing_for_seal(walk.state, walk.plan) == "visit.handed_over_open"
    with pytest.raises(Refused, match=r"visit\.handed_over_open"):
        walk.countersign()
    walk.do(ClearCheck("mk-one", "Gone over.", STAFF))
    assert missing_for_seal(walk.state, walk.plan) == "visit.confirmation_open"


def test_who_decides_for_a_patient_says_what_the_patient_wants_before_they_agree() -> None:
    walk = Walk(small_plan(represented=True), opened=opening(representative=REPRESENTATIVE))
    walk.choose("agree")
    assert missing_for_signature(walk.state, walk.plan) == ""
    assert missing_for_signature(replace(walk.state, wishes=None), walk.plan) == "visit.wishes_open"


def test_an_open_question_waits_for_its_answer_and_then_for_the_patient() -> None:
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "Would that happen again?"))
    walk.sign()
    assert missing_for_seal(walk.state, walk.plan) == "visit.question_open"
    walk.do(TakeBreak("patient"), AnswerQuestion("q1", "Talked through.", STAFF))
    assert missing_for_seal(walk.state, walk.plan) == "visit.confirmation_open"
    walk.do(ResumeVisit(STAFF))
    assert walk.state.step == "reconfirm"
    walk.do(ConfirmAfterAnswers())
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_a_question_asked_after_the_confirmation_opens_the_gate_again() -> None:
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "One"))
    walk.sign()
    walk.do(AnswerQuestion("q1", "Yes", STAFF), ResumeVisit(STAFF), AskQuestion("q2", "", (), "Two"))
    assert missing_for_seal(walk.state, walk.plan) == "visit.question_open"


def test_a_paper_signature_waits_for_the_paper() -> None:
    walk = Walk()
    walk.choose("agree")
    walk.do(ShowForm(FORM), Sign("paper", "I agree", FORM))
    assert missing_for_seal(walk.state, walk.plan) == "visit.paper_open"
    walk.do(PrintPaperForm(FORM, STAFF), ReceivePaperSignature("in the folder", STAFF))
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_who_chooses_again_after_the_answers_signs_again() -> None:
    walk = Walk()
    walk.until("decision")
    walk.do(AskQuestion("q1", "benefits-page", (), "Does it hurt?"))
    walk.sign()
    walk.do(AnswerQuestion("q1", "No.", STAFF), TakeBreak("idle"), ResumeVisit(STAFF), Reconsider())
    walk.do(MakeDecision("agree"))
    assert walk.state.signature is None
    walk.sign()
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""
