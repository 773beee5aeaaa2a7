"""Questions one can ask of a state."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.visit import AnswerCondition, AnswerQuestion, AskQuestion, choice_order
from tests.kiosk.walks import STAFF, Walk


@given(st.integers(), st.text(), st.lists(st.text(min_size=1), unique=True, min_size=1, max_size=4))
def test_the_order_of_choices_is_fixed_for_a_patient_and_ends_with_not_sure(
    seed: int, item: str, choices: list[str]
) -> None:
    order = choice_order(seed, item, tuple(choices))
    assert order == choice_order(seed, item, tuple(choices))
    assert sorted(order[:-1]) == sorted(choices)
    assert order[-1] == "not-sure"


def test_orders_differ_between_patients() -> None:
    assert len({choice_order(seed, "item", ("a", "b", "c")) for seed in range(50)}) == 6


def test_open_questions_are_those_without_an_answer() -> None:
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "Why?"), AskQuestion("q2", "", ("cost",), ""))
    walk.do(AnswerQuestion("q1", "Because.", STAFF))
    assert [question.id for question in walk.state.open_questions] == ["q2"]


def test_the_facts_of_a_new_visit() -> None:
    state = Walk().state
    assert state.visit_id == "v1"
    assert state.choice is None
    assert state.open_checks == ()
    assert not state.needs_reconfirmation
    assert not state.answered_right("mk-one")
    assert not state.may_apply("heart")
    assert state.open_teach_backs == ()
    assert state.help_asked == ()


def test_yes_and_not_sure_may_apply() -> None:
    walk = Walk()
    walk.until("conditions")
    walk.do(AnswerCondition("psychosis", "yes"), AnswerCondition("heart", "unsure"), AnswerCondition("worry", "no"))
    applies = [condition for condition in walk.plan.conditions if walk.state.may_apply(condition)]
    assert applies == ["psychosis", "heart"]
