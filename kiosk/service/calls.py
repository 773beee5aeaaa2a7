"""Calls for a person: which visits still wait for somebody to come. Derived from the ledger, kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.events import HelpAsked, RecordPrinted, RecordViewed, VisitClosed, VisitResumed

if TYPE_CHECKING:
    from kiosk.vault import Ledger
    from kiosk.visit import VisitState

__all__ = ["waits_for_person"]

_CAME: Final = (RecordPrinted, RecordViewed, VisitClosed, VisitResumed)
"""What only staff do with a visit: whoever does it has come."""


def waits_for_person(store: Ledger, state: VisitState) -> bool:
    """Whether the patient asked for a person and no member of staff has turned to the visit since.

    Raises:
        TamperError: the visit's events were changed.
    """
    if not state.help_asked:
        # Nearly always: then nothing is read.
        return False
    for event in reversed(store.events(state.visit_id)):
        if isinstance(event, HelpAsked):
            return True
        if isinstance(event, _CAME):
            return False
    return False
