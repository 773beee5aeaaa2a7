"""KioskService: the one object that the window and the command line talk to. It joins content, visits, vault and desk.

It lives on one thread (the bridge's worker, or the command line's own). Durable first, shown after: every call that
changes something returns only when the vault has it.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk import events as e
from kiosk.errors import CandorError, OperatorError, TamperError
from kiosk.flow import Plan, build_plan
from kiosk.i18n import Words, catalogue
from kiosk.printing import PrintableDocument, UnsealedForm
from kiosk.service.entry import (
    IDENTITY_METHODS,
    CheckIn,
    check_typed,
    clean_line,
    require_printable,
    require_printable_settings,
)
from kiosk.service.local_words import local_words
from kiosk.service.marking import code_maker, key_facts
from kiosk.service.renewing import renewals_due
from kiosk.service.sealing import ClockWatch, clock_doubts, seal_draft
from kiosk.vault import StoredFile
from kiosk.visit import (
    Command,
    PrintPaperForm,
    Refused,
    VisitState,
    decide,
    evolve,
    missing_for_seal,
    refuse_other_meaning,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.content import Content, Treatment
    from kiosk.document import ConsentDocument
    from kiosk.printing import Printer
    from kiosk.seal import SealedPdf
    from kiosk.settings import ClinicSettings
    from kiosk.vault import Ledger

__all__ = ["KioskService", "VisitView", "utc_now"]

PATIENT = e.Actor(kind="patient")
SYSTEM = e.Actor(kind="system")
OLDEST_YEARS = 130
MAX_NAME = 200
MAX_RECORD = 60


def utc_now() -> datetime:
    """Return the wall time as a record keeps it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit as the screens get it: its state, its steps, and whether its document can be sealed now.

    `treatment` is the variant for the visit's reason and route: what is not for this patient is not in it.
    """

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
        self._clock = clock
        self._new_id = new_id
        self._new_seed = new_seed
        self._watch = None if steady is None else ClockWatch.started(clock(), steady)
        self._due: tuple[date, tuple[str, ...]] | None = None
        self._states: dict[str, VisitState] = {}
        self._catalogues: dict[str, Words] = {}
        own = local_words(settings, content.countries, self._words(content.default_language))
        self.content = content.filled(own)
        self._variants: dict[tuple[str, str, str], tuple[Treatment, Plan]] = {}

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
        self.store.append(e.KIOSK_STREAM, self.store.version(e.KIOSK_STREAM), happened, actor=actor, now=self._clock())

    # ------------------------------------------------------------------ visits

    def check_in(self, form: CheckIn, staff: e.Actor) -> VisitView:
        """Start a visit.

        Raises:
            OperatorError: a field is empty, too long, holds a character that no record may hold or that the fonts do
                not have, or names something that this clinic does not offer. The fact `field` says which one.
        """
        name = clean_line(form.name, "name", MAX_NAME)
        record = clean_line(form.record_number, "record_number", MAX_RECORD)
        require_printable(staff.name, "staff")
        today = self._clock().astimezone(self.settings.zone).date()
        if not (today.year - OLDEST_YEARS < form.birth_date.year and form.birth_date <= today):
            raise OperatorError("check_in.bad_field", field="birth_date")
        treatment = self._offered(form)
        if form.language not in treatment.text:
            raise OperatorError("check_in.bad_field", field="language")
        if form.identity_method not in IDENTITY_METHODS:
            raise OperatorError("check_in.bad_field", field="identity_method")
        if f"document.identity_{form.identity_method}" not in self._words(form.language):
            raise OperatorError("check_in.bad_field", field="identity_method")
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
            order_seed=self._new_seed(),
            demo=self.settings.demo,
            route=treatment.route,
        )
        now = self._clock()
        self.store.append(opened.visit_id, 0, [opened], actor=staff, now=now)
        self._states[opened.visit_id] = evolve(None, opened, now)
        return self.view(opened.visit_id)

    def _offered(self, form: CheckIn) -> Treatment:
        """Return the variant that staff chose; an empty route is the treatment's first.

        Raises:
            OperatorError: the content does not have this treatment, for this reason, or by this route.
        """
        treatment = self.content.treatments.get(form.treatment)
        if treatment is None:
            raise OperatorError("check_in.no_such_treatment", field="treatment")
        if form.reason not in treatment.reasons:
            raise OperatorError("check_in.no_such_reason", field="reason")
        if form.route and form.route not in treatment.routes:
            raise OperatorError("check_in.no_such_route", field="route")
        return treatment.variant(form.reason, form.route)

    def _variant(self, opened: e.VisitOpened) -> tuple[Treatment, Plan]:
        """Return the treatment and the steps for a visit's reason and route, made the first time they are asked for.

        Raises:
            OperatorError: the content does not have them any more.
        """
        key = (opened.treatment, opened.reason, opened.route)
        if key not in self._variants:
            try:
                variant = self.content.treatments[opened.treatment].variant(opened.reason, opened.route)
            except KeyError as error:
                raise OperatorError("visit.other_content") from error
            plan = build_plan(variant, self.settings.check_tries, conditions=self.content.conditions)
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
        treatment, plan = self._variant(opened)
        return VisitView(state, plan, treatment, missing_for_seal(state, plan))

    def submit(self, visit_id: str, command: Command, actor: e.Actor = PATIENT) -> VisitView:
        """Run a command on a visit. What it leads to is durable when this returns.

        Raises:
            Refused: not possible now, or the patient typed what cannot be printed; nothing changed.
            OperatorError: the vault could not take it, or staff typed what cannot be printed; nothing changed.
        """
        view = self.view(visit_id)
        check_typed(command)
        refuse_other_meaning(command, view.treatment.text[view.state.opened.event.language].meaning["agree"])
        happened = decide(view.state, command, view.plan)
        if not happened:
            return view
        self._append_to(view.state, list(happened), actor)
        return self.view(visit_id)

    # ------------------------------------------------------------------ documents

    def form(self, visit_id: str) -> ConsentDocument:
        """Return the consent form as the patient reads it before signing."""
        from kiosk.document import compose_form

        view = self.view(visit_id)
        return compose_form(
            view.state, view.plan, self.content, self.settings, self._words(view.state.opened.event.language)
        )

    def seal(self, visit_id: str) -> VisitView:
        """Make, seal, verify and store a visit's document, all or nothing.

        Raises:
            Refused: something is still open.
            OperatorError: the clock is wrong, a character cannot be printed, or the disk refuses.
            TamperError: what came out does not verify. Nothing is stored then but the failure.
        """
        from kiosk.record import stored_record_id

        view = self.view(visit_id)
        if view.waits_for:
            raise Refused(view.waits_for)
        try:
            sealed, record, event = self._make_sealed(view, self._clock())
            files = (
                StoredFile.of(sealed.document_id, "sealed-pdf", sealed.data),
                StoredFile.of(stored_record_id(sealed.document_id), "record", record),
            )
            self._append_to(view.state, [event], SYSTEM, files)
        except CandorError as error:
            # A disk that takes nothing more must not hide why the seal failed.
            with contextlib.suppress(CandorError):
                self._append_to(self.state(visit_id), [e.SealFailed(key=error.key)], SYSTEM)
            raise
        return self.view(visit_id)

    def _make_sealed(self, view: VisitView, now: datetime) -> tuple[SealedPdf, bytes, e.DocumentSealed]:
        from kiosk.codes import facts_json
        from kiosk.document import Stamp, compose
        from kiosk.pdf import draw
        from kiosk.record import build_record, record_bytes

        words = self._words(view.state.opened.event.language)
        doubts = clock_doubts(self.store, self.settings, now, self._watch)
        now = now.replace(microsecond=0)
        head = self.store.head()
        stamp = Stamp(
            document_id=self._new_document_id(now),
            sealed_at=now,
            device=self.settings.device_id,
            ledger_sequence=head.sequence,
            ledger_hash=head.hash,
            content_digest=self.content.digest,
        )
        document = compose(
            view.state,
            view.plan,
            self.content,
            self.settings,
            words,
            stamp=stamp,
            doubts=[words[key] for key in doubts],
        )
        record = build_record(view.state, document, stamp, self.content.sign_offs)
        facts = key_facts(record, self.settings)
        code_for = code_maker(facts, self.store)
        draft = draw(document, record, paper=self.settings.paper, code_for=code_for, facts=facts_json(facts))
        sealed = seal_draft(draft, record, self.store, self.settings, words)
        event = e.DocumentSealed(
            kind=document.kind,
            document_id=sealed.document_id,
            file_digest=sealed.file_digest,
            content_digest=document.digest,
            verification_code=stamp.code,
            pages=draft.pages,
            sealed_at=now,
        )
        return sealed, record_bytes(record), event

    def _new_document_id(self, now: datetime) -> str:
        """Return the first id of the clinic's day of `now` that no document has."""
        from kiosk.document import document_id

        taken = {file_id for file_id, _kind, _digest in self.store.files()}
        ids = (document_id(now, self.settings.zone, number) for number in itertools.count(1))
        return next(new for new in ids if new not in taken)

    def _append_to(
        self, state: VisitState, happened: list[e.Event], actor: e.Actor, files: tuple[StoredFile, ...] = ()
    ) -> None:
        try:
            entries = self.store.append(
                state.visit_id, state.version, happened, actor=actor, now=self._clock(), files=files
            )
        except CandorError:
            # What the disk has is what counts: the next look replays it.
            self._states.pop(state.visit_id, None)
            raise
        for entry, event in zip(entries, happened, strict=True):
            state = evolve(state, event, entry.wall)
        self._states[state.visit_id] = state

    def _words(self, language: str) -> Words:
        if language not in self._catalogues:
            self._catalogues[language] = catalogue(language)
        return self._catalogues[language]

    def read_sealed(self, visit_id: str) -> bytes:
        """Return a visit's sealed file with its newest archive time stamp, its digest checked again.

        Raises:
            OperatorError: the visit has no document yet.
            TamperError: the stored bytes are not those that were sealed.
        """
        stored = self.state(visit_id).sealed_file
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

        return self.store.file(stored_record_id(self._sealed_event(visit_id).document_id))

    def _sealed_event(self, visit_id: str) -> e.DocumentSealed:
        document = self.state(visit_id).document
        if document is None:
            raise OperatorError("vault.no_file")
        return document.event

    def print_record(self, visit_id: str, printer: Printer, staff: e.Actor, copies: int = 1) -> VisitView:
        """Verify a visit's sealed file once more and print it. Printed and failed are events, too.

        Raises:
            OperatorError: the printer could not take it.
            TamperError: the file does not verify; nothing is printed.
        """
        from kiosk.seal import verify

        data = self.read_sealed(visit_id)
        report = verify(data, now=self._clock())
        if not report.ok or report.document_id is None:
            raise TamperError("ledger.file_changed")
        printable = PrintableDocument(report.document_id, data, report.file_digest)
        event = e.RecordPrinted(document_id=report.document_id, ok=True, copies=copies, staff=staff)
        try:
            printer.print_document(printable, copies)
        except CandorError:
            self._note_failed_print(visit_id, event)
            raise
        self._append_to(self.state(visit_id), [event], staff)
        return self.view(visit_id)

    def print_form(self, visit_id: str, printer: Printer, staff: e.Actor) -> VisitView:
        """Print the form for a patient who signs on paper; the visit waits until staff hold it signed.

        Raises:
            Refused: the patient did not ask for paper, or the form came back already.
            OperatorError: the printer could not take it; that is an event, too.
        """
        from kiosk.document import compose_form, form_digest
        from kiosk.pdf import draw_form

        view = self.view(visit_id)
        words = self._words(view.state.opened.event.language)
        form = compose_form(view.state, view.plan, self.content, self.settings, words, on_paper=True)
        happened = decide(view.state, PrintPaperForm(form_digest(form), staff), view.plan)
        unsealed = UnsealedForm(visit_id, draw_form(form, paper=self.settings.paper))
        try:
            printer.print_form(unsealed)
        except CandorError:
            failed = e.RecordPrinted(document_id=f"form-{visit_id}", ok=False, copies=1, staff=staff)
            self._note_failed_print(visit_id, failed)
            raise
        self._append_to(view.state, list(happened), staff)
        return self.view(visit_id)

    def _note_failed_print(self, visit_id: str, printed: e.RecordPrinted) -> None:
        """Record that nothing was printed. If that fails, too, the printer's fault is what staff have to know."""
        with contextlib.suppress(CandorError):
            failed = e.RecordPrinted(
                document_id=printed.document_id, ok=False, copies=printed.copies, staff=printed.staff
            )
            self._append_to(self.state(visit_id), [failed], printed.staff)

    def renewals_due(self) -> tuple[str, ...]:
        """Return the documents whose archive time stamp runs out within 90 days: `candor reseal` renews them.

        They are looked for once a day.

        Raises:
            TamperError: the ledger or the clinic's keys were changed.
        """
        now = self._clock()
        day = now.astimezone(self.settings.zone).date()
        if self._due is None or self._due[0] != day:
            self._due = day, renewals_due(self.store, now)
        return self._due[1]

    def view_record(self, visit_id: str, staff: e.Actor) -> VisitView:
        """Return a visit for staff to look at, finished or not, and note that they did.

        Raises:
            OperatorError: it cannot be shown, or the vault could not take the note.
        """
        view = self.view(visit_id)
        self._append_to(view.state, [e.RecordViewed(staff=staff)], staff)
        return self.view(visit_id)

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
        self._append_to(state, [e.VisitClosed(cause="staff")], staff)
        return self.state(visit_id)

    # ------------------------------------------------------------------ the list

    def visits(self, day: date | None = None) -> tuple[VisitState, ...]:
        """Return the visits of a day in the clinic's zone (None: all), in the order they began."""
        zone = self.settings.zone
        since = None if day is None else datetime.combine(day, time(), zone)
        states = [self.state(summary.stream) for summary in self.store.visit_streams(since)]
        found = [state for state in states if day is None or state.opened.at.astimezone(zone).date() == day]
        return tuple(sorted(found, key=lambda state: state.opened.at))
