"""What each event of a visit is told as: the words of `ui.news`, said again from the events and not from the state.

Tests hold the window to it, and the torture's checker looks in a vault for the lines that a killed walk had said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk import events as e

__all__ = ["said_of"]


def said_of(events: Iterable[e.Event]) -> list[str]:
    """Return the lines that are said of a visit's events, in their order."""
    lines: list[str] = []
    asked = 0
    for event in events:
        if isinstance(event, e.HelpAsked):
            asked += 1
            lines.append(f"help {asked}")
        lines += (*_read(event), *_chosen(event), *_signed(event))
    return lines


def _read(event: e.Event) -> Iterator[str]:
    """Say what was shown, answered and asked."""
    match event:
        case e.VisitOpened():
            yield f"visit {event.visit_id}"
            yield "shown identity 0"
        case e.StepEntered():
            yield f"shown {event.step} 0"
        case e.PageShown():
            yield f"shown page:{event.page} {event.part}"
        case e.ConditionAnswered():
            yield f"noted {event.condition} {event.answer}"
        case e.CheckAnswered():
            yield f"answered {event.must_know} {event.choice}"
        case e.TeachBackGiven():
            yield f"told {event.must_know} {'spoken' if event.spoken else 'typed'}"
        case e.QuestionRaised():
            yield f"asked {event.question}"
        case _:
            pass


def _chosen(event: e.Event) -> Iterator[str]:
    """Say what was weighed and decided."""
    match event:
        case e.ValueRated():
            yield f"rated {event.value} {event.rating}"
        case e.WishesRecorded():
            yield f"wishes {event.assent}"
        case e.DecisionMade():
            yield f"decided {event.choice}"
        case e.DecisionConfirmed():
            yield f"confirmed {event.choice}"
        case e.ElectronicRecordAnswered():
            yield f"record {'tablet' if event.accepted else 'paper'}"
        case _:
            pass


def _signed(event: e.Event) -> Iterator[str]:
    """Say who signed, and what was sealed and taken back."""
    match event:
        case e.SignatureGiven():
            yield f"signed {event.method}"
        case e.RoleSigned():
            yield f"signed-as {event.role} {event.method}"
        case e.RoleNotSigned():
            yield f"not-signed {event.role}"
        case e.ConsentWithdrawn():
            yield f"withdrawn {event.by}"
        case e.DocumentSealed():
            yield f"sealed {event.document_id}"
        case _:
            pass
