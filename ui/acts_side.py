"""The acts at the desk: signing by staff, calling others to sign, withdrawing, renewing, and printing what is sealed.

Owns nothing between two acts. A PIN goes from the page to the worker in one call and is nowhere else.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from kiosk.errors import CandorError
from kiosk.events import Representative
from kiosk.service import (
    CheckIn,
    call_signer,
    meaning_of,
    note_not_signed,
    print_copy,
    read_files,
    seal_scan,
    sign_as_staff,
    withdraw,
)
from ui.desk.not_signed import NotSignedCancelled, NotSignedGiven, NotSignedScreen
from ui.desk.print_choice import PrintChoiceClosed, PrintChoiceScreen, PrintChosen
from ui.desk.review import (
    NotSignedWanted,
    PrintWanted,
    RenewWanted,
    SignerCalled,
    StaffSignWanted,
    WithdrawWanted,
)
from ui.desk.staff_sign import StaffSignCancelled, StaffSigned, StaffSignScreen
from ui.desk.today import PrintVisit
from ui.desk.withdraw import WithdrawCancelled, WithdrawGiven, WithdrawScreen
from ui.desk_presenter import BASES
from ui.drafts import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from kiosk.clinic import OpenClinic
    from kiosk.events import Actor, CopyKind, Role
    from kiosk.printing import Printer
    from kiosk.service import KioskService, SealedScan, VisitView
    from kiosk.staff import Account
    from ui.bridge import Failure
    from ui.desk.check_in import CheckInDraft, CheckInGiven, RepresentativeGiven
    from ui.desk.staff_sign import StaffRole
    from ui.desk_presenter import DeskPresenter
    from ui.theme import Look
    from ui.widgets.desk_form import DeskPage
    from ui.widgets.screen import Screen

__all__ = ["ActsSide", "DeskHands", "PrintKind", "form_of"]

PIN_FAULTS: Final = ("staff.", "keys.")
"""Begin the keys of what is wrong with an account, its PIN or its key: said next to the PIN."""


class Run(Protocol):
    """Runs a job of the desk and hands on what it brings, unless the desk was left meanwhile."""

    def __call__(
        self, job: Callable[[OpenClinic], object], done: Callable[..., None], sent: Page | None = None
    ) -> None:
        """`sent`: the page whose text the job records; done well, nothing of it is kept, whoever is there by then."""


@dataclass(frozen=True, slots=True)
class DeskHands:
    """What the acts need of the desk: who is there, a way to the worker, and the pages around theirs.

    `review` shows a visit, `again` fetches it first; `give` hands the tablet over; `listed` shows the list with a
    message. `forget` drops what was typed on a page.
    """

    account: Callable[[], Account | None]
    do: Run
    show: Callable[[DeskPage], None]
    look: Callable[[], Look]
    review: Callable[[VisitView], None]
    again: Callable[[str], None]
    give: Callable[[VisitView], None]
    listed: Callable[[str], None]
    check_in: Callable[[CheckInDraft], None]
    done: Callable[[str, str, tuple[tuple[str, str], ...]], None]
    forget: Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class PrintKind:
    """One thing that can be printed: its key, which visits have it, and what prints it."""

    key: str
    offered: Callable[[VisitView], bool]
    job: Callable[[KioskService, str, Printer, Actor], object]


def _print_document(service: KioskService, visit: str, printer: Printer, staff: Actor) -> object:
    return service.print_record(visit, printer, staff)


def _print_withdrawal(service: KioskService, visit: str, printer: Printer, staff: Actor) -> object:
    withdrawal = service.state(visit).withdrawal
    # Only what is sealed is offered.
    return service.print_record(visit, printer, staff, document_id=withdrawal.event.document_id if withdrawal else "")


def _print_scan(service: KioskService, visit: str, printer: Printer, staff: Actor) -> object:
    newest = service.state(visit).scans[-1].event
    return service.print_record(visit, printer, staff, document_id=newest.document_id)


def _copy(kind: CopyKind) -> PrintKind:
    """Return what prints a copy for one reader, which is made and sealed when it is asked for first."""
    # A copy in other words takes them from the treatment.
    offered = _has_document if kind == "large_print" else _has_words
    return PrintKind(
        kind, offered, lambda service, visit, printer, staff: print_copy(service, visit, kind, printer, staff)
    )


def _has_document(view: VisitView) -> bool:
    return view.state.document is not None


def _has_words(view: VisitView) -> bool:
    return _has_document(view) and not view.kept


PRINTS: Final[tuple[PrintKind, ...]] = (
    PrintKind("document", _has_document, _print_document),
    PrintKind("withdrawal", lambda view: view.state.withdrawal is not None, _print_withdrawal),
    PrintKind("scan", lambda view: bool(view.state.scans), _print_scan),
    _copy("patient_copy"),
    _copy("large_print"),
    _copy("clinician_summary"),
)


class ActsSide:
    """Does what the review asks for beyond answers and paper; `act` says whether a thing was its own."""

    def __init__(
        self,
        presenter: DeskPresenter,
        hands: DeskHands,
        *,
        printer: Printer,
        clock: Callable[[], datetime],
        demo_pin: str = "",
    ) -> None:
        self._presenter, self._hands, self._printer, self._clock = presenter, hands, printer, clock
        self._demo_pin = demo_pin

    def act(self, thing: object) -> bool:
        """Do what is asked for; False if it is nothing of these acts."""
        match thing:
            case WithdrawWanted(visit_id=visit):
                self._hands.do(lambda clinic: clinic.service.view(visit), self._open_withdrawal)
            case WithdrawGiven():
                self._withdraw(thing)
            case RenewWanted(visit_id=visit):
                self._hands.do(
                    lambda clinic: clinic.service.state(visit),
                    lambda state: self._hands.check_in(self._presenter.renewal(state)),
                )
            case PrintWanted(visit_id=visit) | PrintVisit(visit_id=visit):
                show = functools.partial(self._choose_print, listed=isinstance(thing, PrintVisit))
                self._hands.do(lambda clinic: clinic.service.view(visit), show)
            case PrintChosen(visit_id=visit, key=key):
                self._print(visit, key)
            case StaffSignCancelled(visit_id=visit):
                self._hands.again(visit)
            case NotSignedCancelled(visit_id=visit):
                self._hands.forget(Page("not_signed", visit))
                self._hands.again(visit)
            case WithdrawCancelled(visit_id=visit):
                self._hands.forget(Page("withdraw", visit))
                self._hands.again(visit)
            case PrintChoiceClosed(visit_id=visit, listed=listed):
                # From the list nobody opened the visit: showing it now would be a look that nothing notes.
                self._hands.listed("") if listed else self._hands.again(visit)
            case _:
                return self._act_on_signing(thing)
        return True

    def _act_on_signing(self, thing: object) -> bool:
        """Do what is asked for of who signs; False if it is nothing of that."""
        match thing:
            case StaffSignWanted(visit_id=visit, role=role):
                self._open_signing(visit, role)
            case StaffSigned():
                self._sign(thing)
            case SignerCalled(visit_id=visit, role=role):
                self._with_staff(
                    lambda clinic, staff: call_signer(clinic.service, visit, role, staff), self._hands.give
                )
            case NotSignedWanted(visit_id=visit, role=role):
                show = functools.partial(self._show_not_signed, role=role)
                self._hands.do(lambda clinic: clinic.service.view(visit), show)
            case NotSignedGiven(visit_id=visit, role=role, reason=reason):
                # The review seals what nobody is waited for in any more.
                self._with_staff(
                    lambda clinic, staff: note_not_signed(clinic.service, visit, role, reason, staff),
                    lambda _view: self._hands.again(visit),
                    Page("not_signed", visit),
                )
            case _:
                return False
        return True

    def failed(self, screen: Screen | None, failure: Failure, text: str) -> bool:
        """Say what went wrong on a page of these acts; False if another page is shown."""
        if isinstance(screen, StaffSignScreen):
            at_pin = isinstance(failure, CandorError) and failure.key.startswith(PIN_FAULTS)
            (screen.show_pin_error if at_pin else screen.show_error)(text)
        elif isinstance(screen, WithdrawScreen | NotSignedScreen | PrintChoiceScreen):
            screen.show_error(text)
        else:
            return False
        return True

    def _with_staff(
        self, job: Callable[[OpenClinic, Actor], object], done: Callable[..., None], sent: Page | None = None
    ) -> None:
        account = self._hands.account()
        if account is not None:
            self._hands.do(lambda clinic: job(clinic, account.actor), done, sent)

    # ------------------------------------------------------------------ signing

    def _open_signing(self, visit: str, role: StaffRole) -> None:
        def job(clinic: OpenClinic) -> tuple[VisitView, str]:
            view = clinic.service.view(visit)
            return view, meaning_of(clinic.service, view, role)

        self._hands.do(job, functools.partial(self._show_signing, role=role))

    def _show_signing(self, found: tuple[VisitView, str], role: StaffRole) -> None:
        view, meaning = found
        account = self._hands.account()
        if account is not None:
            data = self._presenter.staff_sign(view, role, meaning, account, self._clock(), self._demo_pin)
            self._hands.show(StaffSignScreen(data, self._hands.look()))

    def _sign(self, given: StaffSigned) -> None:
        account = self._hands.account()
        if account is None:
            return
        method: Final = "typed" if given.ink is None else "ink"
        self._hands.do(
            lambda clinic: sign_as_staff(
                clinic.service,
                clinic.staff,
                given.visit_id,
                account.id,
                given.pin,
                given.role,
                method=method,
                ink=given.ink,
            ),
            self._signed,
        )

    def _signed(self, view: VisitView) -> None:
        """Say that all is sealed, or show the visit, which waits for somebody else."""
        state, words = view.state, self._presenter.words
        sealed = state.withdrawal if state.withdrawn is not None else state.document
        if sealed is None:
            self._hands.review(view)
            return
        visit = state.visit_id
        kind = "withdrawal" if state.withdrawn is not None else "consent"
        facts = {"name": state.opened.event.patient.name, "document": sealed.event.document_id}
        actions = (
            ("back", words["desk.back_to_list"]),
            (f"print:{visit}", words["review.print"]),
            (f"keep:{visit}", words["staff_sign.see_visit"]),
        )
        self._hands.done(words["staff_sign.done_title"], words.say(f"staff_sign.done_{kind}", facts), actions)

    def _show_not_signed(self, view: VisitView, role: Role) -> None:
        self._hands.show(NotSignedScreen(self._presenter.not_signed(view, role), self._hands.look()))

    # ------------------------------------------------------------------ taking back

    def _open_withdrawal(self, view: VisitView) -> None:
        self._hands.show(WithdrawScreen(self._presenter.withdraw(view), self._hands.look()))

    def _withdraw(self, given: WithdrawGiven) -> None:
        def job(clinic: OpenClinic, staff: Actor) -> VisitView:
            return withdraw(clinic.service, given.visit_id, given.by, given.way, given.text, staff)

        self._with_staff(job, functools.partial(self._withdrawn, given=given), Page("withdraw", given.visit_id))

    def _withdrawn(self, view: VisitView, given: WithdrawGiven) -> None:
        """Show that it counts; who wants to sign it on the tablet gets the tablet."""
        if given.way == "tablet":
            self.act(SignerCalled(given.visit_id, given.by))
        else:
            self._hands.review(view)

    # ------------------------------------------------------------------ printing

    def _choose_print(self, view: VisitView, *, listed: bool) -> None:
        """Ask what to print; `listed` if it was asked for in the list."""
        kinds = [kind.key for kind in PRINTS if kind.offered(view)]
        self._hands.show(
            PrintChoiceScreen(self._presenter.print_choice(view, kinds, listed=listed), self._hands.look())
        )

    def print_visit(self, visit: str) -> None:
        """Print what is sealed of a visit."""
        self.act(PrintWanted(visit))

    def _print(self, visit: str, key: str) -> None:
        kind = next(one for one in PRINTS if one.key == key)
        self._with_staff(
            lambda clinic, staff: kind.job(clinic.service, visit, self._printer, staff),
            lambda _view: self._hands.listed(self._presenter.words["today.printed"]),
        )

    # ------------------------------------------------------------------ scans

    def file_scan(self, visit: str, paths: tuple[Path, ...]) -> None:
        """Seal a scan of signed paper and file it to its visit; the list then says so."""

        def job(clinic: OpenClinic, staff: Actor) -> SealedScan:
            return seal_scan(clinic.service, read_files(paths), staff, visit)

        def filed(scan: SealedScan) -> None:
            key = "today.scan_counts" if scan.counted else "today.scan_filed"
            self._hands.listed(self._presenter.words.say(key, {"document": scan.document_id}))

        self._with_staff(job, filed)


def form_of(given: CheckInGiven) -> CheckIn:
    """Return a filled check-in as the service takes it."""
    return CheckIn(
        name=given.name,
        birth_date=given.birth_date,
        record_number=given.record_number,
        treatment=given.treatment,
        reason=given.reason,
        language=given.language,
        identity_method=given.identity_method,
        route=given.route,
        representative=None if given.representative is None else _representative(given.representative),
        renews=given.renews,
    )


def _representative(given: RepresentativeGiven) -> Representative:
    basis = next(one for one in BASES if one == given.basis)
    return Representative(
        name=given.name,
        basis=basis,
        relation=given.relation,
        document_seen=given.document,
        identity_method=given.identity,
    )
