"""The register: what lists and searches ask of every visit there ever was, read without replaying its pages.

A visit has more than a hundred events, and at most five of them matter here. They are read from the ledger once, then
only what is new. Nothing is kept on the disk, and nothing here is more than the ledger says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kiosk import events as e

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.vault import Ledger

__all__ = ["Line", "Register"]

_NAMES: Final = frozenset(one.name for one in (e.VisitOpened, e.VisitClosed, e.DocumentSealed, e.ConsentWithdrawn))


@dataclass(frozen=True, slots=True)
class Line:
    """One visit: how and when (UTC) it began, and how far it came."""

    opened: e.VisitOpened
    at: datetime
    document: e.DocumentSealed | None = None
    """What its decision was sealed as."""
    withdrawal: e.DocumentSealed | None = None
    withdrawn: bool = False
    closed: bool = False

    @property
    def visit_id(self) -> str:
        """The visit's id."""
        return self.opened.visit_id

    @property
    def is_over(self) -> bool:
        """Whether nothing waits in it: it has ended, or is sealed and no withdrawal waits for a signature."""
        if self.withdrawn:
            return self.withdrawal is not None
        return self.document is not None or self.closed

    @property
    def renewed(self) -> str:
        """The visit whose consent this one has taken the place of; empty if it renews none, or not yet."""
        renews, document = self.opened.renews, self.document
        return renews.visit_id if renews is not None and document is not None and document.kind == "renewal" else ""


class Register:
    """Keeps the lines of a ledger."""

    def __init__(self, store: Ledger) -> None:
        self._store = store
        self._read = 0
        self._lines: dict[str, Line] = {}

    def lines(self) -> tuple[Line, ...]:
        """Return all visits in the order they began, as the ledger has them now.

        Raises:
            TamperError: an event is unknown to this program.
        """
        end = self._store.head().sequence
        for entry in self._store.entries(self._read, named=_NAMES):
            event = e.decode_event(entry.event_name, entry.event_version, entry.payload)
            self._lines[entry.stream] = _evolved(self._lines.get(entry.stream), event, entry.wall)
            self._read = entry.sequence
        self._read = end
        return tuple(sorted(self._lines.values(), key=lambda line: line.at))


def _evolved(line: Line | None, event: e.Event, at: datetime) -> Line:
    """Return a visit's line after an event.

    Raises:
        TypeError: a visit begins with another event than its opening.
    """
    match event:
        case e.VisitOpened():
            return Line(event, at)
        case e.VisitClosed() if line is not None:
            return replace(line, closed=True)
        case e.ConsentWithdrawn() if line is not None:
            return replace(line, withdrawn=True)
        case e.DocumentSealed(kind="withdrawal") if line is not None:
            return replace(line, withdrawal=event)
        case e.DocumentSealed() if line is not None:
            return replace(line, document=event)
        case _:
            raise TypeError(type(event).__name__)
