"""The lines that say what the service has confirmed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from kiosk import events as e
from kiosk.visit import EnterSideStep, GoNext, RateValue, VisitState, evolve
from tests.kiosk.said import said_of
from tests.kiosk.visits import RealWalk, full_visit
from tests.kiosk.walks import STAFF
from ui.news import news

NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)


def test_each_event_of_a_visit_is_told_once() -> None:
    walk = full_visit()
    told: Counter[str] = Counter()
    state: VisitState | None = None
    for event, at in walk.log:
        after = evolve(state, event, at)
        if state is not None:
            told.update(news(state, after))
        state = after
    assert told == Counter(said_of(event for event, _ in walk.log[1:]))


def test_a_visit_that_comes_up_is_named_with_its_place() -> None:
    walk = RealWalk()
    assert news(None, walk.state) == ("visit v1", "shown identity 0")
    walk.until("check:mk-off-label")
    assert news(None, walk.state) == ("visit v1", "shown check:mk-off-label 0")


def test_the_same_answer_to_the_second_question_is_told_too() -> None:
    walk = RealWalk()
    walk.until("check:mk-purpose")
    walk.answer(right=False)
    walk.do(EnterSideStep("check:mk-purpose"))
    before = walk.state
    after = walk.answer(right=False)
    lines = news(before, after)
    assert len(lines) == 2
    assert lines[0].startswith("answered mk-purpose ")
    assert lines[1] == "shown feedback:mk-purpose 0"


def test_several_changes_at_once_are_told_in_their_order() -> None:
    walk = RealWalk()
    before = walk.until("values")
    after = walk.do(RateValue("cost", 2), RateValue("better-soon", 5), GoNext())
    assert news(before, after) == ("rated cost 2", "rated better-soon 5", "shown summary 0")
    assert news(after, after) == ()


def test_whose_wishes_and_which_taking_back_are_told() -> None:
    state = RealWalk().state
    log = (
        e.WishesRecorded("To go home.", "objects"),
        e.ConsentWithdrawn("patient", "said", "", STAFF),
        e.DocumentSealed("withdrawal", "CN-1-W", "f", "c", "v", 1, NOW),
    )
    told: list[str] = []
    for event in log:
        after = evolve(state, event, NOW)
        told += news(state, after)
        state = after
    assert told == said_of(log) == ["wishes objects", "withdrawn patient", "sealed CN-1-W"]
