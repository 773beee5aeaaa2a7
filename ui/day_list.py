"""Which visits stand on the desk's lists: the day's with all that still waits, and sealed ones of earlier days."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.errors import CandorError
from kiosk.service import newest_renewals, waits_for_person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kiosk.service import KioskService, Line, VisitView
    from kiosk.visit import VisitState

    Listed = tuple[VisitState, VisitView | None]

__all__ = ["DayList", "earlier", "of_the_day"]

MOST_EARLIER: Final = 50
"""Most visits of earlier days on one page; a name or a record number finds the others."""


@dataclass(frozen=True, slots=True)
class DayList:
    """Visits with what the screens get of them, None where the content changed since.

    `due`: how many documents need a newer archive time stamp soon. `renewed`: visits whose consent has a newer one.
    `ended`: those of them whose newest renewal was taken back, so that no consent stands. `calls`: visits whose
    patients asked for a person, and nobody has come.
    """

    visits: tuple[Listed, ...]
    due: int = 0
    renewed: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()


def of_the_day(service: KioskService, day: date) -> DayList:
    """Return the visits of a day, and those of earlier days in which something waits."""
    lines = service.register()
    listed = _viewed(service, (line for line in lines if not line.is_over or _day(service, line) == day))
    calls = frozenset(state.visit_id for state, view in listed if view and waits_for_person(service.store, state))
    return DayList(listed, _due(service), *_chains(lines), calls)


def earlier(service: KioskService, day: date, find: str) -> DayList:
    """Return the sealed visits before a day, the newest first; `find` is part of a name or of a record number."""
    lines, wanted = service.register(), find.strip().casefold()
    found = (
        line
        for line in reversed(lines)
        if line.document is not None and _day(service, line) < day and _matches(line, wanted)
    )
    return DayList(_viewed(service, itertools.islice(found, MOST_EARLIER)), 0, *_chains(lines))


def _day(service: KioskService, line: Line) -> date:
    return line.at.astimezone(service.settings.zone).date()


def _matches(line: Line, wanted: str) -> bool:
    patient = line.opened.patient
    return wanted in patient.name.casefold() or wanted in patient.record_number.casefold()


def _chains(lines: Iterable[Line]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the visits whose consent was renewed, and those of them where the newest renewal was taken back."""
    newest = newest_renewals(lines)
    return frozenset(newest), frozenset(visit for visit, last in newest.items() if last.withdrawn)


def _viewed(service: KioskService, lines: Iterable[Line]) -> tuple[Listed, ...]:
    listed: list[Listed] = []
    for state in (service.state(line.visit_id) for line in lines):
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
