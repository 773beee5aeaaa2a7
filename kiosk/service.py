"""KioskService: the one object that the window and the command line talk to. It joins content, visits, vault and desk.

It lives on one thread (the bridge's worker, or the command line's own). Durable first, shown after: every call that
changes something returns only when the vault has it.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol

from kiosk import __version__
from kiosk import events as e
from kiosk.errors import OperatorError
from kiosk.flow import Plan, build_plan
from kiosk.vault import Ledger
from kiosk.visit import Command, VisitState, decide, evolve, missing_for_seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kiosk.content import Content, Treatment
    from kiosk.settings import ClinicSettings
    from kiosk.vault import ChainReport, LedgerHead

__all__ = ["CLINIC_KEY", "CheckIn", "KioskService", "Store", "VisitView", "utc_now"]

PATIENT = e.Actor(kind="patient")
SYSTEM = e.Actor(kind="system")
CLINIC_KEY = "clinic-key"
"""The secret of the vault that holds the clinic's key and certificate."""
OLDEST_YEARS = 130
MAX_NAME = 200
MAX_RECORD = 60


class Store(Ledger, Protocol):
    """What the service asks of a vault beyond the ledger."""

    def verify(self, against: Iterable[LedgerHead] = ()) -> ChainReport:
        """Check the whole chain and all files."""


def utc_now() -> datetime:
    """Return the wall time as a record keeps it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What staff type to start a visit. Texts are as typed; `identity_method` is a key of the catalogue."""

    name: str
    birth_date: date
    record_number: str
    treatment: str
    reason: str
    language: str
    identity_method: str


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit as the screens get it: its state, its steps, and whether its document can be sealed now."""

    state: VisitState
    plan: Plan
    treatment: Treatment
    waits_for: str

    @property
    def ready_to_seal(self) -> bool:
        """Whether nothing keeps the document from its seal."""
        return not self.waits_for


class KioskService:
    """All that can be done at the kiosk and at the desk."""

    def __init__(
        self,
        store: Store,
        content: Content,
        settings: ClinicSettings,
        *,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        """Join the parts. `clock` and `new_id` are arguments so that a demo and a test can be repeated."""
        self.store = store
        self.content = content
        self.settings = settings
        self._clock = clock
        self._new_id = new_id
        self._states: dict[str, VisitState] = {}
        tries = settings.check_tries
        self._plans = {treatment.id: build_plan(treatment, tries) for treatment in content.treatments.values()}

    # ------------------------------------------------------------------ the day

    def open_day(self) -> None:
        """Record that the kiosk was opened, and which content it shows if that changed since the last time."""
        adopted = ""
        for event in self.store.events(e.KIOSK_STREAM):
            if isinstance(event, e.ContentAdopted):
                adopted = event.content_digest
        happened: list[e.Event] = [e.KioskOpened(program=__version__, content_digest=self.content.digest)]
        if adopted != self.content.digest:
            happened.append(
                e.ContentAdopted(
                    content_version=self.content.version,
                    content_digest=self.content.digest,
                    status=self.content.status,
                )
            )
        self._append_kiosk(happened, SYSTEM)

    def close_day(self) -> None:
        """Record that the kiosk was closed in an orderly way."""
        self._append_kiosk([e.KioskClosed()], SYSTEM)

    def _append_kiosk(self, happened: list[e.Event], actor: e.Actor) -> None:
        self.store.append(e.KIOSK_STREAM, self.store.version(e.KIOSK_STREAM), happened, actor=actor, now=self._clock())

    # ------------------------------------------------------------------ visits

    def check_in(self, form: CheckIn, staff: e.Actor) -> VisitView:
        """Start a visit.

        Raises:
            OperatorError: a field is empty, too long, holds a character that no record may hold, or names something
                that this clinic does not offer. The fact `field` says which one.
        """
        name = _clean(form.name, "name", MAX_NAME)
        record = _clean(form.record_number, "record_number", MAX_RECORD)
        today = self._clock().astimezone(self.settings.zone).date()
        if not (today.year - OLDEST_YEARS < form.birth_date.year and form.birth_date <= today):
            raise OperatorError("check_in.bad_field", field="birth_date")
        treatment = self.content.treatments.get(form.treatment)
        if treatment is None:
            raise OperatorError("check_in.bad_field", field="treatment")
        if form.reason not in treatment.reasons:
            raise OperatorError("check_in.bad_field", field="reason")
        if form.language not in treatment.text:
            raise OperatorError("check_in.bad_field", field="language")
        opened = e.VisitOpened(
            visit_id=self._new_id(),
            patient=e.Patient(name=name, birth_date=form.birth_date, record_number=record),
            treatment=treatment.id,
            treatment_version=treatment.version,
            reason=form.reason,
            language=form.language,
            content_version=self.content.version,
            content_digest=self.content.digest,
            staff=staff,
            identity_method=form.identity_method,
            order_seed=secrets.randbits(32),
            demo=self.settings.demo,
        )
        now = self._clock()
        self.store.append(opened.visit_id, 0, [opened], actor=staff, now=now)
        self._states[opened.visit_id] = evolve(None, opened, now)
        return self.view(opened.visit_id)

    def state(self, visit_id: str) -> VisitState:
        """Return a visit's state, replayed from the ledger the first time.

        Raises:
            OperatorError: there is no such visit.
            TamperError: an event of it cannot be read.
        """
        known = self._states.get(visit_id)
        if known is not None:
            return known
        state: VisitState | None = None
        for entry in self.store.read(visit_id):
            event = e.decode_event(entry.event_name, entry.event_version, entry.payload)
            state = evolve(state, event, entry.wall)
        if state is None:
            raise OperatorError("visit.unknown")
        self._states[visit_id] = state
        return state

    def view(self, visit_id: str) -> VisitView:
        """Return a visit as the screens get it.

        Raises:
            OperatorError: the visit began with other content than the kiosk has now, so its pages cannot be shown.
        """
        state = self.state(visit_id)
        opened = state.opened.event
        if opened.content_digest != self.content.digest and state.document is None:
            raise OperatorError("visit.other_content")
        plan = self._plans[opened.treatment]
        return VisitView(state, plan, self.content.treatments[opened.treatment], missing_for_seal(state, plan))

    def submit(self, visit_id: str, command: Command, actor: e.Actor = PATIENT) -> VisitView:
        """Run a command on a visit. What it leads to is durable when this returns.

        Raises:
            Refused: not possible now; nothing changed.
            OperatorError: the vault could not take it; nothing changed.
        """
        view = self.view(visit_id)
        happened = decide(view.state, command, view.plan)
        if not happened:
            return view
        entries = self.store.append(visit_id, view.state.version, happened, actor=actor, now=self._clock())
        state = view.state
        for entry, event in zip(entries, happened, strict=True):
            state = evolve(state, event, entry.wall)
        self._states[visit_id] = state
        return self.view(visit_id)

    def visits(self, day: date | None = None) -> tuple[VisitState, ...]:
        """Return the visits of a day in the clinic's zone (None: all), in the order they began."""
        found = []
        for summary in self.store.visit_streams():
            state = self.state(summary.stream)
            if day is None or state.opened.at.astimezone(self.settings.zone).date() == day:
                found.append(state)
        return tuple(sorted(found, key=lambda state: state.opened.at))


def _clean(text: str, field: str, longest: int) -> str:
    """Return a typed line in NFC without outer spaces; refuse what no record may hold."""
    line = unicodedata.normalize("NFC", text).strip()
    if not line or len(line) > longest or any(unicodedata.category(char) in {"Cc", "Cs", "Co"} for char in line):
        raise OperatorError("check_in.bad_field", field=field)
    return line
