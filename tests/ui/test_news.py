"""The lines that say what the service has confirmed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from kiosk import events as e
from kiosk.visit import EnterSideStep, GoNext, RateValue, VisitState, evolve
from tests.kiosk.visits import RealWalk, full_visit
from tests.kiosk.walks import STAFF
from ui.news import news

NOW = datetime(2026, 5, 12, 15, tzinfo=UTC)


def _signed(event: e.Event) -> tuple[str, ...]:
    """Say how the record is kept, and who signed beside the one who decided."""
    match event:
        case e.ElectronicRecordAnswered():
            return (f"record {'tablet' if event.accepted else 'paper'}",)
        case e.RoleSigned():
            return (f"signed-as {event.role} {event.method}",)
        case _:
            return ()


def said_of(log: list[e.Event]) -> Counter[str]:
    """Say the same of the events themselves."""
    lines: Counter[str] = Counter()
    asked = sum(isinstance(event, e.HelpAsked) for event in log)
    lines.update(f"help {number}" for number in range(1, asked + 1))
    for event in log:
        match event:
            case e.PageShown():
                lines[f"shown page:{event.page} {event.part}"] += 1
            case e.CheckAnswered():
                lines[f"answered {event.must_know} {event.choice}"] += 1
            case e.ConditionAnswered():
                lines[f"noted {event.condition} {event.answer}"] += 1
            case e.TeachBackGiven():
                lines[f"told {event.must_know} {'spoken' if event.spoken else 'typed'}"] += 1
            case e.QuestionRaised():
                lines[f"asked {event.question}"] += 1
            case e.ValueRated():
                lines[f"rated {event.value} {event.rating}"] += 1
            case e.StepEntered():
                lines[f"shown {event.step} 0"] += 1
            case e.DecisionMade():
                lines[f"decided {event.choice}"] += 1
            case e.DecisionConfirmed():
                lines[f"confirmed {event.choice}"] += 1
            case e.SignatureGiven():
                lines[f"signed {event.method}"] += 1
            case _:
                lines.update(_signed(event))
    return lines


def test_each_event_of_a_visit_is_told_once() -> None:
    walk = full_visit()
    told: Counter[str] = Counter()
    state: VisitState | None = None
    for event, at in walk.log:
        after = evolve(state, event, at)
        if state is not None:
            told.update(news(state, after))
        state = after
    assert told == said_of([event for event, _ in walk.log])


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
    wishes = evolve(state, e.WishesRecorded("To go home.", "objects"), NOW)
    assert news(state, wishes) == ("wishes objects",)
    withdrawn = evolve(wishes, e.ConsentWithdrawn("patient", "said", "", STAFF), NOW)
    assert news(wishes, withdrawn) == ("withdrawn patient",)
    sealed = e.DocumentSealed("withdrawal", "CN-1-W", "f", "c", "v", 1, NOW)
    assert news(withdrawn, evolve(withdrawn, sealed, NOW)) == ("sealed CN-1-W",)
