"""Is the time right? A kiosk without a network has only its own clock; this says what speaks against it.

Pure: readings of the clock go in, a verdict comes out. The clinic's settings say what to do with a doubt: stop, with a
sentence for staff, or go on and print it in the document. Outside of the certificates' time there is no choice: a seal
made then would be believed by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from cryptography import x509

from kiosk.errors import OperatorError

__all__ = ["Clock", "ClockDoubt", "ClockVerdict", "judge_clock"]

DRIFT: Final = 60.0
"""Seconds that the wall clock may differ from the steady one: more than any clock drifts in a day, and less than what
matters in a record. Daylight saving does not count, times are judged with their zone."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One look at both clocks of the machine: the wall clock (with zone), and the steady one that nobody sets."""

    wall: datetime
    steady: float
    """Seconds, of `time.monotonic`. It must count while the machine sleeps, or take a new first look after sleep."""


class ClockDoubt(StrEnum):
    """What speaks against the clock. The value is the end of the catalogue key `seal.clock_`."""

    JUMPED = "jumped"
    """It was set, forward or back, while the program ran."""
    BEFORE_LAST = "before_last"
    """It says a time before the last event in the ledger."""
    TOO_EARLY = "wrong"
    """It says a time before the clinic's certificates."""
    TOO_LATE = "too_late"
    """It says a time after one of the clinic's certificates has run out."""


@dataclass(frozen=True, slots=True)
class ClockVerdict:
    """What speaks against the clock, the gravest first, with what the sentences say."""

    doubts: tuple[ClockDoubt, ...]
    now: datetime
    facts: dict[str, str]

    @property
    def sure(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.doubts

    @property
    def stops(self) -> bool:
        """Whether there is a doubt that no setting can pass over."""
        return bool({ClockDoubt.TOO_EARLY, ClockDoubt.TOO_LATE} & set(self.doubts))

    @property
    def printed_keys(self) -> tuple[str, ...]:
        """The catalogue keys of the doubts as a document prints them."""
        return tuple(f"seal.clock_printed_{doubt}" for doubt in self.doubts)

    def require(self, *, go_on: bool) -> tuple[ClockDoubt, ...]:
        """Return the doubts to print, if the clinic goes on with them.

        Args:
            go_on: the clinic's choice: print a doubt in the document instead of stopping.

        Raises:
            OperatorError: `seal.clock_` and the gravest doubt.
        """
        if self.sure or (go_on and not self.stops):
            return self.doubts
        raise OperatorError(f"seal.clock_{self.doubts[0]}", **self.facts)


def judge_clock(
    now: Clock, *, first: Clock | None = None, last_event: datetime | None, certificates: Iterable[x509.Certificate]
) -> ClockVerdict:
    """Judge the clock before something is sealed.

    Args:
        now: a look at the clocks.
        first: an earlier look in the same run of the program; None when there is none.
        last_event: the time of the ledger's last event, with zone; None for an empty ledger.
        certificates: those that are to sign.
    """
    doubts = []
    facts = {"now": now.wall.isoformat(timespec="minutes")}
    held = list(certificates)
    since = max((one.not_valid_before_utc for one in held), default=None)
    until = min((one.not_valid_after_utc for one in held), default=None)
    if since is not None and now.wall < since:
        doubts.append(ClockDoubt.TOO_EARLY)
        facts["since"] = since.date().isoformat()
    if until is not None and now.wall > until:
        doubts.append(ClockDoubt.TOO_LATE)
        facts["until"] = until.date().isoformat()
    if last_event is not None and now.wall < last_event:
        doubts.append(ClockDoubt.BEFORE_LAST)
        facts["last"] = last_event.isoformat(timespec="minutes")
    if first is not None:
        moved = (now.wall - first.wall).total_seconds() - (now.steady - first.steady)
        if abs(moved) > DRIFT:
            doubts.append(ClockDoubt.JUMPED)
            facts["minutes"] = str(round(moved / 60))
    return ClockVerdict(tuple(doubts), now.wall, facts)
