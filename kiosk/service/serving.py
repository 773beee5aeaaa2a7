"""KioskService: the one object that the window and the command line talk to. It joins content, visits, vault and desk.

It lives on one thread (the bridge's worker, or the command line's own). Durable first, shown after: every call that
changes something returns only when the vault has it.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk import events as e
from kiosk.errors import CandorError, OperatorError, TamperError
from kiosk.flow import Plan, build_plan
from kiosk.i18n import Words, catalogue
from kiosk.service.checking_in import opening_of
from kiosk.service.entry import CheckIn, check_typed, require_printable_settings
from kiosk.service.kept import kept_content, kept_plan, offers
from kiosk.service.local_words import local_words
from kiosk.service.printouts import print_form, print_record
from kiosk.service.register import Line, Register
from kiosk.service.renewing import renewals_due
from kiosk.service.sealing import ClockWatch, SealDesk, seal_visit
from kiosk.service.signed_words import refuse_other_words, signed_form
from kiosk.service.time_service import time_service
from kiosk.visit import Command, Refused, VisitState, decide, evolve, missing_for_seal, turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kiosk.content import Content, Treatment
    from kiosk.document import ConsentDocument
    from kiosk.printing import Printer
    from kiosk.settings import ClinicSettings
    from kiosk.vault import Ledger, StoredFile

__all__ = ["KioskService", "VisitView", "utc_now"]

PATIENT = e.Actor(kind="patient")
SYSTEM = e.Actor(kind="system")


def utc_now() -> datetime:
    """Return the wall time as a record keeps it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit as the screens get it: its state, its steps, and whether its document can be sealed now.

    `turn` is whose signature is needed next, if anybody's. `treatment` is the variant for the visit's reason and route:
    what is not for this patient is not in it. `kept`: the content does not have it any more, and `treatment` is what
    the sealed record says of it; there is nothing to read then. `newest` is the visit whose renewal has taken the place
    of this one's consent, for whoever asked (`with_renewal`).
    """

    state: VisitState
    plan: Plan
    treatment: Treatment
    waits_for: str
    turn: e.Role | None = None
    kept: bool = False
    newest: VisitState | None = None

    @property
    def ready_to_seal(self) -> bool:
        """Whether nothing keeps the document from its seal."""
        return not self.waits_for


class KioskService:
    """All that can be done at the kiosk and at the desk."""

    def __init__(
        self,
        store: Ledger,
        content: Content,
        settings: ClinicSettings,
        *,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
        new_seed: Callable[[], int] = lambda: secrets.randbits(32),
        steady: Callable[[], float] | None = None,
    ) -> None:
        """Join the parts. `clock`, `new_id` and `new_seed` are arguments so that a demo and a test can be repeated.

        `steady` is a clock that nobody sets (`steady_seconds`); with it a seal finds out that the other one was set.
        `self.content` says the clinic's own name and numbers wherever the given content has a place for them.
        """
        self.store = store
        self.settings = settings
        self.clock = clock
        self._new_id = new_id
        self._new_seed = new_seed
        self._time_service = time_service(settings)
        self.watch = None if steady is None else ClockWatch.started(clock(), steady)
        self._due: tuple[date, tuple[str, ...]] | None = None
        self._states: dict[str, VisitState] = {}
        self._register = Register(store)
        self._catalogues: dict[str, Words] = {}
        own = local_words(settings, content.countries, self.words(content.default_language))
        self.content = content.filled(own)
        self._variants: dict[tuple[object, ...], tuple[Treatment, Plan]] = {}

    # ------------------------------------------------------------------ the day

    def open_day(self) -> None:
        """Record that the kiosk was opened, and which content it shows if that changed since the last time.

        Raises:
            OperatorError: the clinic's name or address cannot be printed, so that no document could be sealed.
        """
        require_printable_settings(self.settings)
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
        self.store.append(e.KIOSK_STREAM, self.store.version(e.KIOSK_STREAM), happened, actor=actor, now=self.clock())

    # ------------------------------------------------------------------ visits

    def check_in(self, form: CheckIn, staff: e.Actor) -> VisitView:
        """Start a visit; one that renews an earlier consent shows the pages that say something new.

        Raises:
            OperatorError: a field is empty, too long, holds a character that no record may hold or that the fonts do
                not have, or names something that this clinic does not offer. The fact `field` says which one.
        """
        opened = opening_of(self, form, staff, self._new_id(), self._new_seed())
        now = self.clock()
        self.store.append(opened.visit_id, 0, [opened], actor=staff, now=now)
        self._states[opened.visit_id] = evolve(None, opened, now)
        return self.view(opened.visit_id)

    def _variant(self, opened: e.VisitOpened) -> tuple[Treatment, Plan]:
        """Return the treatment and the steps of a visit, made the first time they are asked for.

        Raises:
            OperatorError: the content does not have them any more.
        """
        changed = None if opened.renews is None else opened.renews.changed
        represented = opened.representative is not None
        key = (opened.treatment, opened.reason, opened.route, opened.language, represented, changed)
        if key not in self._variants:
            whole = self.content.treatments.get(opened.treatment)
            if whole is None or not offers(whole, opened.reason, opened.route, opened.language):
                raise OperatorError("visit.other_content")
            variant = whole.variant(opened.reason, opened.route)
            tries, conditions = self.settings.check_tries, self.content.conditions
            plan = build_plan(variant, tries, conditions=conditions, represented=represented, changed=changed)
            self._variants[key] = variant, plan
        return self._variants[key]

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
        # The kiosk's own stream is none of a visit, whatever somebody types.
        for entry in self.store.read(visit_id) if visit_id != e.KIOSK_STREAM else ():
            event = e.decode_event(entry.event_name, entry.event_version, entry.payload)
            state = evolve(state, event, entry.wall)
        if state is None:
            raise OperatorError("visit.unknown")
        self._states[visit_id] = state
        return state

    def view(self, visit_id: str) -> VisitView:
        """Return a visit as the screens get it.

        Raises:
            OperatorError: the visit is not sealed and began with other content than the kiosk has now, so its pages
                cannot be shown.
            TamperError: the record of a visit whose treatment is gone was changed.
        """
        state = self.state(visit_id)
        opened = state.opened.event
        if opened.content_digest != self.content.digest and state.document is None:
            raise OperatorError("visit.other_content")
        try:
            (treatment, plan), kept = self._variant(opened), False
        except OperatorError:
            if state.document is None:
                raise
            # What is sealed can be looked at and taken back, whatever became of the content.
            (treatment, plan), kept = self._kept(state), True
        return VisitView(state, plan, treatment, missing_for_seal(state, plan), turn(state, plan), kept)

    def _kept(self, state: VisitState) -> tuple[Treatment, Plan]:
        """Return what the record of a sealed visit holds of a treatment that is gone, read the first time."""
        key = (state.visit_id,)
        if key not in self._variants:
            self._variants[key] = kept_plan(self, state)
        return self._variants[key]

    def submit(self, visit_id: str, command: Command, actor: e.Actor = PATIENT) -> VisitView:
        """Run a command on a visit. What it leads to is durable when this returns.

        Raises:
            Refused: not possible now, or the patient typed what cannot be printed; nothing changed.
            OperatorError: the vault could not take it, or staff typed what cannot be printed; nothing changed.
        """
        view = self.view(visit_id)
        check_typed(command)
        refuse_other_words(self, view, command)
        happened = decide(view.state, command, view.plan)
        if not happened:
            return view
        self.append(view.state, list(happened), actor)
        return self.view(visit_id)

    # ------------------------------------------------------------------ documents

    def today(self) -> date:
        """Return the day in the clinic's zone."""
        return self.clock().astimezone(self.settings.zone).date()

    def form(self, visit_id: str) -> ConsentDocument:
        """Return what is on the screen to be signed: the form of the choice, or that of a withdrawal."""
        return signed_form(self, self.view(visit_id))

    def seal(self, visit_id: str, *, patient_waits: bool = True) -> VisitView:
        """Make, seal, verify and store a visit's document, all or nothing.

        A time-stamp service in the network is asked only when no patient waits.

        Raises:
            Refused: something is still open.
            OperatorError: the clock is wrong, a character cannot be printed, or the disk refuses.
            TamperError: what came out does not verify. Nothing is stored then but the failure.
        """
        view = self.view(visit_id)
        if view.waits_for:
            raise Refused(view.waits_for)
        with self.noted_failure(visit_id):
            event, files = seal_visit(
                self.seal_desk(view.state, patient_waits=patient_waits), view.state, view.plan, self.clock()
            )
            self.append(view.state, [event], SYSTEM, files)
        return self.view(visit_id)

    @contextlib.contextmanager
    def noted_failure(self, visit_id: str) -> Iterator[None]:
        """Note in the ledger that sealing stopped, and why."""
        try:
            yield
        except CandorError as error:
            # A disk that takes nothing more must not hide why the seal failed.
            with contextlib.suppress(CandorError):
                self.append(self.state(visit_id), [e.SealFailed(key=error.key)], SYSTEM)
            raise

    def seal_desk(self, state: VisitState, *, patient_waits: bool) -> SealDesk:
        """Return what a seal of a visit needs of the kiosk. While a patient waits, nobody asks the network."""
        words = self.words(state.opened.event.language)
        stamps = None if patient_waits else self._time_service
        return SealDesk(self.store, kept_content(self, state), self.settings, words, self.watch, stamps)

    def append(
        self,
        state: VisitState,
        happened: list[e.Event],
        actor: e.Actor,
        files: tuple[StoredFile, ...] = (),
        *,
        now: datetime | None = None,
    ) -> None:
        """Store what happened to a visit, in one durable transaction; `now` is the wall clock unless it is given.

        Raises:
            OperatorError: the vault could not take it; nothing changed.
        """
        try:
            entries = self.store.append(
                state.visit_id, state.version, happened, actor=actor, now=now or self.clock(), files=files
            )
        except CandorError:
            # What the disk has is what counts: the next look replays it.
            self._states.pop(state.visit_id, None)
            raise
        for entry, event in zip(entries, happened, strict=True):
            state = evolve(state, event, entry.wall)
        self._states[state.visit_id] = state

    def words(self, language: str) -> Words:
        """Return the catalogue of a language, read the first time."""
        if language not in self._catalogues:
            self._catalogues[language] = catalogue(language)
        return self._catalogues[language]

    def read_sealed(self, visit_id: str, document_id: str = "") -> bytes:
        """Return a sealed file of a visit with its newest archive time stamp, its digest checked again.

        Without a document id it is the document of the decision; a withdrawal is named by its own.

        Raises:
            OperatorError: the visit has no such document yet.
            TamperError: the stored bytes are not those that were sealed.
        """
        state = self.state(visit_id)
        stored = state.files.get(document_id) if document_id else state.sealed_file
        if stored is None:
            raise OperatorError("vault.no_file")
        file_id, digest = stored
        data = self.store.file(file_id)
        if hashlib.sha256(data).hexdigest() != digest:
            raise TamperError("ledger.file_changed")
        return data

    def read_record(self, visit_id: str) -> bytes:
        """Return the canonical bytes of a sealed visit's record, which `kiosk.record` reads.

        Raises:
            OperatorError: the visit has no document yet.
            TamperError: the stored bytes were changed.
        """
        from kiosk.record import stored_record_id

        return self.store.file(stored_record_id(self.sealed_event(visit_id).document_id))

    def sealed_event(self, visit_id: str) -> e.DocumentSealed:
        """Return how a visit's document was sealed.

        Raises:
            OperatorError: the visit has no document yet.
        """
        document = self.state(visit_id).document
        if document is None:
            raise OperatorError("vault.no_file")
        return document.event

    def print_record(
        self, visit_id: str, printer: Printer, staff: e.Actor, copies: int = 1, *, document_id: str = ""
    ) -> VisitView:
        """Verify a sealed file of a visit once more and print it (`read_sealed` says which). Each try is an event.

        Raises:
            OperatorError: the printer could not take it.
            TamperError: the file does not verify; nothing is printed.
        """
        print_record(self, visit_id, printer, staff, copies, document_id)
        return self.view(visit_id)

    def print_form(self, visit_id: str, printer: Printer, staff: e.Actor) -> VisitView:
        """Print the form for a patient who signs on paper; the visit waits until staff hold it signed.

        Raises:
            Refused: the patient did not ask for paper, or the form came back already.
            OperatorError: the printer could not take it; that is an event, too.
        """
        print_form(self, visit_id, printer, staff)
        return self.view(visit_id)

    def renewals_due(self) -> tuple[str, ...]:
        """Return the documents whose archive time stamp runs out within 90 days: `candor reseal` renews them.

        They are looked for once a day.

        Raises:
            TamperError: the ledger or the clinic's keys were changed.
        """
        now = self.clock()
        day = now.astimezone(self.settings.zone).date()
        if self._due is None or self._due[0] != day:
            self._due = day, renewals_due(self.store, now)
        return self._due[1]

    def view_record(self, visit_id: str, staff: e.Actor) -> VisitView:
        """Return a visit for staff to look at, finished or not, and note that they did.

        Raises:
            OperatorError: it cannot be shown, or the vault could not take the note.
        """
        self.view(visit_id)
        self.note_viewed(visit_id, staff)
        return self.view(visit_id)

    def note_viewed(self, visit_id: str, staff: e.Actor) -> VisitState:
        """Note that staff looked at a visit's record elsewhere than in it, as in a file that somebody brought.

        Raises:
            OperatorError: there is no such visit, or the vault could not take the note.
        """
        self.append(self.state(visit_id), [e.RecordViewed(staff=staff)], staff)
        return self.state(visit_id)

    def close_visit(self, visit_id: str, staff: e.Actor) -> VisitState:
        """End a visit without a document, one that began with other content included. It cannot be opened again.

        Raises:
            Refused: it has ended already.
        """
        state = self.state(visit_id)
        if state.document is not None:
            raise Refused("visit.already_sealed")
        if state.closed is not None:
            raise Refused("visit.closed")
        self.append(state, [e.VisitClosed(cause="staff")], staff)
        return self.state(visit_id)

    # ------------------------------------------------------------------ the list

    def register(self) -> tuple[Line, ...]:
        """Return what lists ask of every visit, in the order they began. Nothing is replayed for it.

        Raises:
            TamperError: an event is unknown to this program.
        """
        return self._register.lines()

    def visits(self, day: date | None = None) -> tuple[VisitState, ...]:
        """Return the visits of a day in the clinic's zone (None: all), in the order they began; each is replayed."""
        zone, lines = self.settings.zone, self.register()
        return tuple(
            self.state(line.visit_id) for line in lines if day is None or line.at.astimezone(zone).date() == day
        )
