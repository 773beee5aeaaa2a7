"""What the patient tells of themselves: what applies to them, facts in own words, and how staff rate those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk import events as e
from kiosk.errors import Refused
from kiosk.visit.commands import AnswerCondition, GiveTeachBack, RateTeachBack

if TYPE_CHECKING:
    from kiosk.flow import Plan
    from kiosk.visit.commands import Command
    from kiosk.visit.state import VisitState


def refuse_unless(condition: bool, reason: str) -> None:  # noqa: FBT001  # reads as a sentence where it is called
    """Refuse a command for a reason, if the condition does not hold.

    Raises:
        Refused: it does not.
    """
    if not condition:
        raise Refused(reason)


def decide_telling(state: VisitState, command: Command, plan: Plan) -> tuple[e.Event, ...] | None:
    """Decide what the patient says of themselves and in own words; None if the command is another's.

    Raises:
        Refused: it is not possible now.
    """
    step = plan.step(state.step)
    match command:
        case AnswerCondition(condition, answer):
            refuse_unless(step.kind == "conditions" and condition in plan.conditions, "visit.not_here")
            same = state.conditions.get(condition) == answer
            return () if same else (e.ConditionAnswered(condition=condition, answer=answer),)
        case GiveTeachBack(must_know, text, spoken):
            refuse_unless(step.kind == "teach_back" and step.subject == must_know, "visit.not_here")
            refuse_unless(spoken or bool(text.strip()), "visit.teach_back_empty")
            given = e.TeachBackGiven(must_know=must_know, text=text, spoken=spoken)
            known = state.teach_backs.get(must_know)
            return () if known is not None and known.event == given else (given,)
        case _:
            return None


def decide_rating(state: VisitState, rate: RateTeachBack) -> tuple[e.Event, ...]:
    """Record how well a fact was said in own words. Before the seal staff may rate it anew.

    Raises:
        Refused: nothing was said, or it is no rating.
    """
    refuse_unless(rate.must_know in state.teach_backs, "visit.no_such_teach_back")
    try:
        rating = msgspec.convert(rate.rating, type=e.TeachBackRating)
    except msgspec.ValidationError as error:
        raise Refused("visit.no_such_rating") from error
    return (e.TeachBackRated(must_know=rate.must_know, rating=rating, note=rate.note, staff=rate.staff),)
