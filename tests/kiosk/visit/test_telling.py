"""What applies to the patient, and facts in own words: asked where they stand, and explained when they may apply."""

from __future__ import annotations

import pytest

from kiosk import events as e
from kiosk.visit import (
    AnswerCondition,
    GiveTeachBack,
    GoBack,
    GoNext,
    RateTeachBack,
    Refused,
    ResumeVisit,
    TakeBreak,
    evolve,
    missing_for_seal,
)
from tests.kiosk.walks import STAFF, Walk

# ---------------------------------------------------------------- what applies to you


def at_conditions(**answers: e.ConditionAnswer) -> Walk:
    """Return a walk at the conditions: "no" to all but those that are named."""
    walk = Walk()
    walk.until("conditions")
    for condition in walk.plan.conditions:
        walk.do(AnswerCondition(condition, answers.get(condition, "no")))
    return walk


def steps_on(walk: Walk) -> list[str]:
    """Press Next, with each page looked at, until the line goes on; return the side steps on the way."""
    found = []
    walk.do(GoNext())
    while walk.state.step.startswith("why:"):
        found.append(walk.state.step)
        with pytest.raises(Refused, match=r"visit\.page_not_shown"):
            walk.do(GoNext())
        walk.forward()
    assert walk.state.step == "page:treatment-page"
    return found


@pytest.mark.parametrize(
    ("answers", "pages"),
    [
        ({}, []),
        ({"heart": "yes"}, ["why:heart"]),
        ({"heart": "unsure"}, ["why:heart"]),
        ({"psychosis": "yes", "worry": "unsure"}, ["why:psychosis"]),
        ({"worry": "yes", "heart": "yes", "psychosis": "unsure"}, ["why:psychosis", "why:heart"]),
        ({"worry": "yes"}, ["why:worry"]),
        ({"falls": "yes", "heart": "yes"}, ["why:heart", "why:falls"]),
    ],
)
def test_yes_and_not_sure_open_the_pages_that_explain_each_once(
    answers: dict[str, e.ConditionAnswer], pages: list[str]
) -> None:
    assert steps_on(at_conditions(**answers)) == pages


def test_every_condition_is_answered_before_the_next_page() -> None:
    walk = Walk()
    walk.until("conditions")
    for condition in walk.plan.conditions:
        with pytest.raises(Refused, match=r"visit\.condition_open"):
            walk.do(GoNext())
        walk.do(AnswerCondition(condition, "no"))
    walk.do(GoNext())
    assert walk.state.step == "page:treatment-page"


@pytest.mark.parametrize("condition", ["other", "nothing", ""])
def test_what_the_treatment_does_not_ask_has_no_answer(condition: str) -> None:
    walk = Walk()
    walk.until("conditions")
    with pytest.raises(Refused, match=r"visit\.not_here"):
        walk.do(AnswerCondition(condition, "yes"))


def test_a_condition_is_answered_where_it_is_asked() -> None:
    walk = Walk()
    with pytest.raises(Refused, match=r"visit\.not_here"):
        walk.do(AnswerCondition("heart", "yes"))
    walk.until("page:treatment-page")
    with pytest.raises(Refused, match=r"visit\.not_here"):
        walk.do(AnswerCondition("heart", "yes"))


def test_the_same_answer_again_is_nothing_new() -> None:
    walk = at_conditions(heart="yes")
    before = len(walk.log)
    walk.do(AnswerCondition("heart", "yes"))
    assert len(walk.log) == before


def test_back_from_an_explanation_leads_to_the_conditions_and_their_answers() -> None:
    walk = at_conditions(heart="yes", psychosis="unsure")
    walk.do(GoNext())
    walk.forward()
    assert walk.state.step == "why:heart"
    walk.do(GoBack())
    assert walk.state.step == "conditions"
    assert walk.state.conditions == {"psychosis": "unsure", "heart": "yes", "worry": "no", "falls": "no"}
    assert steps_on(walk) == ["why:heart"]


def test_an_answer_that_is_changed_later_opens_its_page_then() -> None:
    walk = at_conditions()
    walk.do(GoNext(), GoBack(), AnswerCondition("heart", "unsure"))
    assert steps_on(walk) == ["why:heart"]
    walk.do(GoBack(), AnswerCondition("heart", "no"))
    assert steps_on(walk) == []


def test_a_page_on_the_path_that_was_read_as_an_explanation_is_not_asked_for_again() -> None:
    walk = at_conditions(falls="yes")
    walk.do(GoNext())
    assert walk.state.step == "why:falls"
    walk.forward()
    walk.until("page:risks-page")
    walk.do(GoNext())
    assert walk.state.step == "check:mk-two"


# ---------------------------------------------------------------- in own words


def test_a_fact_is_said_in_own_words_or_told_to_staff() -> None:
    walk = Walk()
    walk.until("teach_back:mk-two")
    for empty in ("", "  ", "\n\t"):
        with pytest.raises(Refused, match=r"visit\.teach_back_empty"):
            walk.do(GiveTeachBack("mk-two", empty))
    with pytest.raises(Refused, match=r"visit\.teach_back_open"):
        walk.do(GoNext())
    with pytest.raises(Refused, match=r"visit\.not_here"):
        walk.do(GiveTeachBack("mk-one", "My sister drives."))
    walk.do(GiveTeachBack("mk-two", "My sister drives."), GoNext(), GiveTeachBack("mk-one", spoken=True), GoNext())
    assert walk.state.step == "values"
    given = walk.state.teach_backs
    assert (given["mk-two"].event.text, given["mk-two"].event.spoken) == ("My sister drives.", False)
    assert (given["mk-one"].event.text, given["mk-one"].event.spoken) == ("", True)


def test_the_last_words_count_and_the_same_words_are_nothing_new() -> None:
    walk = Walk()
    walk.until("teach_back:mk-two")
    walk.do(GiveTeachBack("mk-two", "One."))
    before = len(walk.log)
    walk.do(GiveTeachBack("mk-two", "One."))
    assert len(walk.log) == before
    walk.do(GiveTeachBack("mk-two", "Two."))
    assert walk.state.teach_backs["mk-two"].event.text == "Two."
    assert [event.text for event, _ in walk.log if isinstance(event, e.TeachBackGiven)] == ["One.", "Two."]


def test_staff_rate_what_was_said_and_new_words_ask_for_a_new_rating() -> None:
    walk = Walk()
    walk.until("teach_back:mk-two")
    with pytest.raises(Refused, match=r"visit\.no_such_teach_back"):
        walk.do(RateTeachBack("mk-two", 1, "", STAFF))
    walk.do(GiveTeachBack("mk-two", "I drive home."))
    for wrong in (-1, 3, 7):
        with pytest.raises(Refused, match=r"visit\.no_such_rating"):
            walk.do(RateTeachBack("mk-two", wrong, "", STAFF))
    walk.do(TakeBreak("patient"), RateTeachBack("mk-two", 0, "Explained it again.", STAFF))
    assert walk.state.teach_back_ratings["mk-two"].event.note == "Explained it again."
    assert not walk.state.open_teach_backs
    walk.do(ResumeVisit(STAFF), GiveTeachBack("mk-two", "My sister drives."))
    assert list(walk.state.open_teach_backs) == ["mk-two"]
    walk.do(RateTeachBack("mk-two", 1, "", STAFF), RateTeachBack("mk-two", 2, "", STAFF))
    assert walk.state.teach_back_ratings["mk-two"].event.rating == 2


def test_a_rating_does_not_hold_up_the_seal_and_can_be_given_after_it_once() -> None:
    walk = Walk()
    walk.sign()
    assert walk.state.open_teach_backs == ("mk-two", "mk-one")
    walk.do(RateTeachBack("mk-one", 2, "", STAFF))
    walk.countersign()
    assert missing_for_seal(walk.state, walk.plan) == ""
    assert not walk.state.needs_reconfirmation
    sealed = e.DocumentSealed("consent", "CN-1", "f" * 64, "f" * 64, "0000", 3, walk.now)
    walk.state = evolve(walk.state, sealed, walk.now)
    walk.do(RateTeachBack("mk-two", 1, "Good.", STAFF))
    assert walk.state.open_teach_backs == ()
    for fact in ("mk-one", "mk-two"):
        with pytest.raises(Refused, match=r"visit\.already_sealed"):
            walk.do(RateTeachBack(fact, 0, "", STAFF))
