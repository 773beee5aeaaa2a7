"""Sealing a visit: is the clock right, who signs in which order, and with whose key."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.service.keyring import fresh_keys, read_keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.i18n import Words
    from kiosk.pdf import DraftPdf
    from kiosk.record import ConsentRecord
    from kiosk.seal import ClinicKeys, SealedPdf, Step
    from kiosk.settings import ClinicSettings
    from kiosk.vault import Ledger

__all__ = ["ClockWatch", "clock_doubts", "seal_draft", "steady_seconds", "steps_of"]


def steady_seconds() -> float:
    """Return a clock that nobody sets, in seconds; it goes on while the machine sleeps, as a tablet does overnight."""
    # Python's monotonic clock stands still in sleep on Linux; Windows has no other one, and there it goes on.
    number = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if number is None else time.clock_gettime(number)


@dataclass(frozen=True, slots=True)
class ClockWatch:
    """Both clocks as they stood when the kiosk was opened, and the steady one to look at again."""

    wall: datetime
    seconds: float
    steady: Callable[[], float]

    @classmethod
    def started(cls, now: datetime, steady: Callable[[], float]) -> ClockWatch:
        """Take the first look."""
        return cls(now, steady(), steady)


def clock_doubts(store: Ledger, settings: ClinicSettings, now: datetime, watch: ClockWatch | None) -> tuple[str, ...]:
    """Judge the clock before a seal; return the catalogue keys of doubts to print, if the clinic goes on with them.

    Args:
        store: whose latest entry counts.
        settings: say whether to go on.
        now: the wall clock, with zone.
        watch: the first look at both clocks; without it nobody knows whether the clock was set since.

    Raises:
        OperatorError: `seal.clock_...`: with this clock nothing can be sealed.
        TamperError: the clinic's keys are damaged.
    """
    from kiosk.seal import Clock, judge_clock

    go_on = settings.clock_doubt == "print"
    first, seconds = (None, 0.0) if watch is None else (Clock(watch.wall, watch.seconds), watch.steady())
    root = read_keys(store).root.certificate
    verdict = judge_clock(Clock(now, seconds), first=first, last_event=store.latest(), certificates=(root,))
    verdict.require(go_on=go_on)
    # Only a clock that was judged may renew keys. What cannot be renewed here, such as a bought seal, is judged after.
    keys = fresh_keys(store, now)
    certificates = [pair.certificate for pair in (keys.seal, keys.kiosk, keys.stamps)]
    judge_clock(Clock(now, seconds), last_event=None, certificates=certificates).require(go_on=go_on)
    return verdict.printed_keys


def steps_of(
    draft: DraftPdf, record: ConsentRecord, keys: ClinicKeys, settings: ClinicSettings, words: Words
) -> list[Step]:
    """Return who signs a draft, in order: the people of the record, whose ink the kiosk's key seals; then the clinic.

    Raises:
        ValueError: the draft has other fields than the record has signatures.
    """
    from kiosk.seal import Step, field_role

    *fields, clinic = draft.signature_fields
    if [field_role(field.name) for field in fields] != [one.role for one in record.signatures]:
        raise ValueError("the draft has other fields than the record has signatures")
    people = zip(fields, record.signatures, strict=True)
    steps = [Step(field.name, one.name, one.meaning, keys.kiosk, one.time) for field, one in people]
    return [*steps, Step(clinic.name, settings.clinic_name, words["seal.reason"], keys.seal)]


def seal_draft(
    draft: DraftPdf, record: ConsentRecord, store: Ledger, settings: ClinicSettings, words: Words
) -> SealedPdf:
    """Seal a draft to B-LTA at the time that its record names, and verify it.

    Raises:
        OperatorError: the clock is outside of a certificate's time, or a key was revoked.
        TamperError: what came out does not verify, or the clinic's keys are damaged.
    """
    from kiosk.seal import SealSetup, seal_document

    keys = read_keys(store)
    setup = SealSetup(keys, settings.address, settings.phone)
    return seal_document(draft, steps_of(draft, record, keys, settings, words), setup, record.sealed_at)
