"""Which visits stand on the desk's lists: the day's with all that still waits, and sealed ones of earlier days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.errors import CandorError
from kiosk.service import waits_for_person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kiosk.service import KioskService, VisitView
    from kiosk.visit import VisitState

    Listed = tuple[VisitState, VisitView | None]

__all__ = ["DayList", "earlier", "of_the_day"]

MOST_EARLIER: Final = 50
"""Most visits of earlier days on one page; a name or a record number finds the others."""


@dataclass(frozen=True, slots=True)
class DayList:
    """Visits with what the screens get of them, None where the content changed since.

    `due`: how many documents need a newer archive time stamp soon. `renewed`: visits whose consent has a newer one.
    `calls`: visits whose patients asked for a person, and nobody has come.
    """

    visits: tuple[Listed, ...]
    due: int = 0
    renewed: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()


def of_the_day(service: KioskService, day: date) -> DayList:
    """Return the visits of a day, and those of earlier days in which something waits."""
    states = service.visits()
    shown = [state for state in states if not _is_over(state) or _day(service, state) == day]
    listed = _viewed(service, shown)
    calls = frozenset(state.visit_id for state, view in listed if view and waits_for_person(service.store, state))
    return DayList(listed, _due(service), _renewed(states), calls)


def earlier(service: KioskService, day: date, find: str) -> DayList:
    """Return the sealed visits before a day, the newest first; `find` is part of a name or of a record number."""
    states, wanted = service.visits(), find.strip().casefold()
    found = [
        state
        for state in reversed(states)
        if state.document is not None and _day(service, state) < day and _matches(state, wanted)
    ]
    return DayList(_viewed(service, found[:MOST_EARLIER]), renewed=_renewed(states))


def _day(service: KioskService, state: VisitState) -> date:
    return state.opened.at.astimezone(service.settings.zone).date()


def _is_over(state: VisitState) -> bool:
    """Whether nothing waits in a visit: it has ended, or is sealed and no withdrawal waits for a signature."""
    if state.withdrawn is not None:
        return state.withdrawal is not None
    return state.document is not None or state.closed is not None


def _matches(state: VisitState, wanted: str) -> bool:
    patient = state.opened.event.patient
    return wanted in patient.name.casefold() or wanted in patient.record_number.casefold()


def _renewed(states: Iterable[VisitState]) -> frozenset[str]:
    renewals = [state.opened.event.renews for state in states if state.document is not None and state.choice == "agree"]
    return frozenset(one.visit_id for one in renewals if one is not None)


def _viewed(service: KioskService, states: Iterable[VisitState]) -> tuple[Listed, ...]:
    listed: list[Listed] = []
    for state in states:
        try:
            listed.append((state, service.view(state.visit_id)))
        except CandorError:
            listed.append((state, None))
    return tuple(listed)


def _due(service: KioskService) -> int:
    """Return how many documents need a newer archive time stamp soon."""
    try:
        return len(service.renewals_due())
    except CandorError:
        # A file that was changed is told of when somebody opens it; the list has to come up all the same.
        return 0
