"""The desk: signing in, the day's list, check-in, what is open, paper and printing. Forgets who is there when it locks.

Everything staff see of a patient is fetched from the service after they signed in, and gone when they leave.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject, Signal

from kiosk.errors import CandorError
from kiosk.i18n import long_date
from kiosk.service import with_renewal
from kiosk.visit import (
    AnswerQuestion,
    ClearCheck,
    RateTeachBack,
    ReceivePaperSignature,
    Reconsider,
    Refused,
    ResumeVisit,
    TakeBreak,
)
from ui.acts_side import ActsSide, DeskHands, form_of
from ui.clipboard import forget_copied
from ui.day_list import DayList, earlier, of_the_day
from ui.desk.check_in import CheckInCancelled, CheckInDraft, CheckInGiven, CheckInScreen
from ui.desk.message import DeskMessage, MessageAnswered, MessagePage
from ui.desk.paper import PaperClosed, PaperFormWanted, PaperReceived, PaperScreen
from ui.desk.review import (
    AnswerGiven,
    ChooseAgainWanted,
    CloseVisitWanted,
    FactCleared,
    NotSignedWanted,
    PaperWanted,
    RatingGiven,
    RenewWanted,
    ReopenForConfirmation,
    ReviewClosed,
    ReviewData,
    ReviewScreen,
    WithdrawWanted,
)
from ui.desk.sign_in import PinGiven, SignInData, SignInScreen, StaffName
from ui.desk.today import (
    CheckFileWanted,
    CheckInWanted,
    CloseDayWanted,
    EarlierWanted,
    ReopenVisit,
    ReviewVisit,
    StartVisit,
    TodayData,
    TodayScreen,
    TodayWanted,
    ViewVisit,
)
from ui.desk.verify import VerdictScreen, VerifyScreen
from ui.desk_place import DeskPlace
from ui.desk_presenter import DeskPresenter
from ui.drafts import Page
from ui.presenter import Presenter
from ui.verify_side import Hooks, VerifySide

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.clinic import OpenClinic
    from kiosk.content import Content
    from kiosk.i18n import Words
    from kiosk.printing import Printer
    from kiosk.service import KioskService, VisitView
    from kiosk.settings import ClinicSettings
    from kiosk.staff import Account
    from kiosk.visit import Command, VisitState
    from ui.bridge import Bridge, Failure
    from ui.shell import IdleWatch, Shell
    from ui.widgets.desk_form import DeskPage

__all__ = ["DeskSide"]

Listed = tuple["VisitState", "VisitView | None"]

OPENED_BY: Final[Mapping[str, Callable[[str], object]]] = {
    "check_in": lambda visit: RenewWanted(visit) if visit else CheckInWanted(),
    "find": lambda _visit: EarlierWanted(),
    "not_signed": lambda visit: NotSignedWanted(visit, "interpreter"),
    "paper": PaperWanted,
    "review": ReviewVisit,
    "withdraw": WithdrawWanted,
}
"""What opens each kind of page on which something is typed, by the visit that it is about."""


class DeskSide(QObject):
    """Runs the desk for one member of staff at a time."""

    patient_wanted = Signal(object)
    """Hand the tablet to a patient: the `VisitView`. Nobody is signed in any more."""
    left = Signal()
    """Staff left the desk without a visit to show."""
    day_ended = Signal()
    """Staff close the kiosk for the day. Nobody is signed in any more."""

    def __init__(
        self,
        shell: Shell,
        bridge: Bridge,
        content: Content,
        settings: ClinicSettings,
        words: Words,
        *,
        printer: Printer,
        idle: IdleWatch,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(shell)
        self._shell, self._bridge, self._settings, self._words = shell, bridge, settings, words
        self._printer, self._idle, self._clock = printer, idle, clock
        self._presenter = DeskPresenter(content, settings, words, Presenter(content, words, shell.look))
        self._account: Account | None = None
        self._place = DeskPlace(shell, settings, words)
        hands = DeskHands(
            account=lambda: self._account,
            do=self._do,
            show=self._show,
            look=lambda: shell.look,
            review=self._show_review,
            again=self._review,
            give=self._give,
            listed=self._today,
            check_in=self._check_in,
            done=self._tell_done,
            forget=self._place.drop,
        )
        self._acts = ActsSide(self._presenter, hands, printer=printer, clock=clock, demo_pin=_demo_pin(settings))
        self._staff: tuple[StaffName, ...] = ()
        self._trouble = ""
        # Goes up whenever somebody leaves the desk: what was under way for them is not for the next one's eyes.
        self._turn = 0
        checks = Hooks(show=self._show, do=self._do, back=self._today, file_scan=self._acts.file_scan)
        self._verify = VerifySide(shell, settings, words, idle=idle, clock=clock, hooks=checks)
        shell.lock_pressed.connect(lambda: self._lock("button"))
        shell.patient_screen_pressed.connect(lambda: self._sign_out("button", self.left.emit))
        idle.asked.connect(lambda: self._lock("idle"))

    def note_trouble(self, sentence: str) -> None:
        """Keep what went wrong on the patient's side for the next member of staff who signs in."""
        self._trouble = sentence

    def close(self) -> None:
        """Note that whoever is signed in leaves, keep nothing that was typed, and do nothing any more."""
        self._sign_out("button", lambda: None)
        self._place.clear()

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return self._account is not None

    # ------------------------------------------------------------------ showing

    def _show(self, screen: DeskPage) -> None:
        screen.acted.connect(self._acted)
        self._place.show(screen, self._account)

    def _do(self, job: Callable[[OpenClinic], object], done: Callable[..., None], sent: Page | None = None) -> None:
        """Run a job for the desk; what it brings is dropped if the desk was left or locked meanwhile.

        `sent` is the page whose text the job records: once it has, nothing of that page is kept.
        """
        turn = self._turn

        def deliver(result: object) -> None:
            if sent is not None:
                self._place.drop(sent)
            if self._turn == turn:
                done(result)

        def failed(failure: Failure) -> None:
            if self._turn == turn:
                self._failed(failure)

        self._bridge.submit(job, done=deliver, failed=failed)

    def _failed(self, failure: Failure) -> None:
        """Say what went wrong where staff are, so that nothing they typed is lost."""
        text = self._sentence(failure)
        screen = self._place.screen
        if isinstance(screen, SignInScreen):
            screen.show_error(text)
        elif isinstance(screen, CheckInScreen):
            field = str(failure.facts.get("field", "")) if isinstance(failure, CandorError) else ""
            screen.show_errors({field: text})
        elif isinstance(screen, ReviewScreen | PaperScreen | VerifyScreen | VerdictScreen):
            screen.show_error(text)
            self._verify.failed()
        elif not self._acts.failed(screen, failure, text):
            self._message(self._words["desk.trouble"], text)

    def _sentence(self, failure: Failure) -> str:
        if isinstance(failure, Refused):
            return self._words[failure.reason]
        return self._words.say(failure.key, failure.facts)

    def _message(
        self, title: str, text: str, actions: tuple[tuple[str, str], ...] = (), *, trouble: bool = True
    ) -> None:
        self._show(
            MessagePage(DeskMessage(self._words, title, text, trouble=trouble, actions=actions), self._shell.look)
        )

    def _tell_done(self, title: str, text: str, actions: tuple[tuple[str, str], ...]) -> None:
        self._message(title, text, actions, trouble=False)

    # ------------------------------------------------------------------ signing in and out

    def sign_in(self) -> None:
        """Show the page to sign in."""
        self._leave()
        if self._staff:
            self._show_sign_in()
        else:
            self._do(_accounts, self._got_accounts)

    def _leave(self) -> None:
        """Forget who is there and what was on the desk; what they had typed waits for them."""
        self._turn += 1
        self._place.leave()
        self._account = None
        self._verify.forget()
        forget_copied()
        self._idle.stop()

    def _got_accounts(self, accounts: tuple[Account, ...]) -> None:
        self._staff = tuple(
            StaffName(one.id, one.name, self._words[f"role.{one.role}"]) for one in accounts if one.active
        )
        self._show_sign_in()

    def _show_sign_in(self) -> None:
        data = SignInData(self._words, self._staff, demo_pin=_demo_pin(self._settings))
        self._show(SignInScreen(data, self._shell.look))

    def _try_pin(self, given: PinGiven) -> None:
        now = self._clock()
        self._do(lambda clinic: clinic.staff.sign_in(given.staff_id, given.pin, now=now), self._signed_in)

    def _signed_in(self, account: Account) -> None:
        self._account = account
        self._idle.start()
        page = self._place.belong_to(account.id)
        trouble, self._trouble = self._trouble, ""
        if trouble:
            self._message(self._words["desk.trouble"], trouble)
        elif page is None:
            self._today()
        else:
            self._acted(OPENED_BY[page.kind](page.visit_id))

    def _sign_out(self, cause: Literal["button", "idle", "handed_over"], then: Callable[[], None]) -> None:
        """Note that somebody leaves, and show what comes next at once: nothing of a patient waits for the disk."""
        account = self._account
        self._leave()
        if account is not None:
            now = self._clock()
            self._bridge.submit(
                lambda clinic: clinic.staff.sign_out(account.id, cause, now=now),
                done=lambda _none: None,
                failed=self._not_noted,
            )
        then()

    def _not_noted(self, failure: Failure) -> None:
        """Tell staff, if they are there, that the disk did not take the note; the next thing they do says it, too."""
        if isinstance(self._place.screen, SignInScreen):
            self._failed(failure)

    def _lock(self, cause: Literal["button", "idle"]) -> None:
        if self._account is not None:
            self._place.mark()
            self._sign_out(cause, self.sign_in)

    # ------------------------------------------------------------------ the list

    def _today(self, message: str = "") -> None:
        self._do(
            lambda clinic: of_the_day(clinic.service, self._day()), functools.partial(self._got_list, message=message)
        )

    def _day(self) -> date:
        return self._clock().astimezone(self._settings.zone).date()

    def _got_list(self, found: DayList, message: str = "") -> None:
        for state, _view in found.visits:
            self._place.settle(state)
        today = self._day()
        notice = self._words.say("today.renew", {"count": found.due}) if found.due else ""
        rows = self._presenter.rows(found.visits, today, found.renewed, found.ended, found.calls)
        data = TodayData(self._words, long_date(today, self._words), rows, message, notice)
        self._show(TodayScreen(data, self._shell.look))

    def _look_back(self, find: str) -> None:
        """Show the sealed visits of earlier days."""
        self._do(
            lambda clinic: earlier(clinic.service, self._day(), find), functools.partial(self._got_earlier, find=find)
        )

    def _got_earlier(self, found: DayList, find: str) -> None:
        rows = self._presenter.rows(found.visits, self._day(), found.renewed, found.ended)
        data = TodayData(self._words, "", rows, earlier=True, find=find)
        self._show(TodayScreen(data, self._shell.look))

    # ------------------------------------------------------------------ what staff do

    def _acted(self, thing: object) -> None:
        if self._account is None and not isinstance(thing, PinGiven):
            self.sign_in()
            return
        match thing:
            case PinGiven():
                self._try_pin(thing)
            case CheckInWanted():
                self._check_in(CheckInDraft())
            case CheckInGiven():
                self._open_visit(thing)
            case CheckInCancelled(renews=visit):
                self._place.drop(Page("check_in", visit))
                self._today()
            case ReviewClosed() | TodayWanted():
                self._today()
            case CheckFileWanted():
                self._verify.open()
            case EarlierWanted(find=find):
                self._look_back(find)
            case CloseDayWanted():
                self._ask_to_close_day()
            case MessageAnswered(key=key):
                self._answered(key)
            case _:
                if self._account is None or not self._verify.act(thing, self._account.actor):
                    self._acted_on_visit(thing)

    def _acted_on_visit(self, thing: object) -> None:
        match thing:
            case StartVisit(visit_id=visit) | ReopenVisit(visit_id=visit) | ReopenForConfirmation(visit_id=visit):
                self._hand_over(visit)
            case ReviewVisit(visit_id=visit):
                self._open_review(visit)
            case PaperClosed(visit_id=visit):
                self._review(visit)
            case ChooseAgainWanted(visit_id=visit):
                self._choose_again(visit)
            case CloseVisitWanted(visit_id=visit):
                self._ask_to_close(visit)
            case ViewVisit(visit_id=visit):
                self._view(visit)
            case PaperWanted(visit_id=visit):
                self._do(lambda clinic: clinic.service.view(visit), self._show_paper)
            case PaperFormWanted(visit_id=visit):
                self._print_form(visit)
            case _:
                if not self._acts.act(thing):
                    self._write_down(thing)

    def _write_down(self, thing: object) -> None:
        """Record what staff did with the patient."""
        match thing:
            case AnswerGiven(visit_id=visit, question_id=question, text=text):
                self._run(visit, lambda staff: AnswerQuestion(question, text, staff))
            case FactCleared(visit_id=visit, must_know=fact, note=note):
                self._run(visit, lambda staff: ClearCheck(fact, note, staff))
            case RatingGiven(visit_id=visit, must_know=fact, rating=rating, note=note):
                self._run(visit, lambda staff: RateTeachBack(fact, rating, note, staff))
            case PaperReceived(visit_id=visit, note=note):
                self._run(visit, lambda staff: ReceivePaperSignature(note, staff), Page("paper", visit))

    def _check_in(self, draft: CheckInDraft) -> None:
        """Show the form with what stands in it already, before anybody types."""
        screen = CheckInScreen(self._presenter.check_in(self._day(), draft), self._shell.look)
        screen.restore_draft(draft)
        self._show(screen)

    def _open_visit(self, given: CheckInGiven) -> None:
        if self._account is None:
            return
        staff = self._account.actor
        form = form_of(given)
        self._do(lambda clinic: clinic.service.check_in(form, staff), self._give, Page("check_in", given.renews))

    def _hand_over(self, visit: str) -> None:
        """Give the tablet to the patient at the kept place; a visit that a crash or a pulled plug cut off, too."""
        if self._account is None:
            return
        staff = self._account.actor

        def job(clinic: OpenClinic) -> VisitView:
            view = clinic.service.view(visit)
            if view.state.identity is None and not view.state.on_break:
                return view
            if not view.state.on_break and view.state.step not in {"done", "reconfirm"}:
                clinic.service.submit(visit, TakeBreak("restart"), staff)
            return clinic.service.submit(visit, ResumeVisit(staff), staff)

        self._do(job, self._give)

    def _choose_again(self, visit: str) -> None:
        """Give the tablet to a patient who has not signed the paper yet and does not want to any more."""
        if self._account is None:
            return
        staff = self._account.actor

        def job(clinic: OpenClinic) -> VisitView:
            clinic.service.submit(visit, ResumeVisit(staff), staff)
            return clinic.service.submit(visit, Reconsider(), staff)

        self._do(job, self._give)

    def _give(self, view: VisitView) -> None:
        self._sign_out("handed_over", lambda: self.patient_wanted.emit(view))

    # ------------------------------------------------------------------ one visit

    def _run(self, visit: str, make: Callable[..., Command], sent: Page | None = None) -> None:
        """Run a command of staff, seal the document if that was the last thing it waited for, and show the visit."""
        if self._account is None:
            return
        staff = self._account.actor
        command = make(staff)

        def job(clinic: OpenClinic) -> VisitView:
            return _sealed(clinic.service, clinic.service.submit(visit, command, staff))

        self._do(job, self._show_review, sent)

    def _open_review(self, visit: str) -> None:
        """Open a visit, which is noted; a document that only waits for its seal gets it now."""
        if self._account is None:
            return
        staff = self._account.actor
        self._do(
            lambda clinic: with_renewal(clinic.service, clinic.service.view_record(visit, staff)), self._show_review
        )
        self._seal_late(visit)

    def _review(self, visit: str) -> None:
        """Show a visit again that is open at the desk already."""
        self._do(lambda clinic: with_renewal(clinic.service, clinic.service.view(visit)), self._show_review)
        self._seal_late(visit)

    def _seal_late(self, visit: str) -> None:
        """Seal a document that only waits for its seal, because that failed before."""
        self._do(lambda clinic: _sealed(clinic.service, clinic.service.view(visit)), self._show_review_again)

    def _show_review_again(self, view: VisitView) -> None:
        """Show the visit on screen as it is now, unless nothing about it is new."""
        screen = self._place.screen
        if not isinstance(screen, ReviewScreen) or screen.data.visit_id != view.state.visit_id:
            return
        if screen.data != self._review_data(view):
            self._show_review(view)

    def _show_review(self, view: VisitView) -> None:
        self._show(ReviewScreen(self._review_data(view), self._shell.look))
        self._place.settle(view.state)

    def _review_data(self, view: VisitView) -> ReviewData:
        return self._presenter.review(view, self._account.role if self._account is not None else "")

    def _view(self, visit: str) -> None:
        """Show a finished record, which is noted; or say why a visit cannot be shown, and offer to close it."""
        if self._account is None:
            return
        staff = self._account.actor

        def job(clinic: OpenClinic) -> tuple[VisitState, VisitView | None]:
            service = clinic.service
            state = service.state(visit)
            return state, None if state.document is None else with_renewal(service, service.view_record(visit, staff))

        self._do(job, self._got_record)

    def _got_record(self, found: Listed) -> None:
        words = self._words
        state, record = found
        if record is not None:
            self._show_review(record)
        elif state.closed is not None:
            self._message(words["today.status_closed"], words[f"desk.closed_{state.closed.event.cause}"])
        else:
            actions = (("back", words["desk.back_to_list"]), (f"close:{state.visit_id}", words["desk.close_visit"]))
            self._message(words["today.status_other_content"], words["visit.other_content"], actions)

    def _answered(self, key: str) -> None:
        verb, _, visit = key.partition(":")
        if verb == "close" and self._account is not None:
            staff = self._account.actor
            self._do(lambda clinic: clinic.service.close_visit(visit, staff), self._closed)
        elif verb == "keep":
            self._review(visit)
        elif verb == "print":
            self._acts.print_visit(visit)
        elif verb == "close_day":
            self._sign_out("button", self.day_ended.emit)
        else:
            self._today()

    # ------------------------------------------------------------------ closing

    def _ask_to_close(self, visit: str) -> None:
        """Ask once more: what is closed stays closed."""
        screen, words = self._place.screen, self._words
        if not isinstance(screen, ReviewScreen):
            return
        text = words.say("desk.close_text", {"name": screen.title})
        actions = ((f"keep:{visit}", words["desk.close_keep"]), (f"close:{visit}", words["desk.close_visit"]))
        self._message(words["desk.close_title"], text, actions)

    def _closed(self, state: VisitState) -> None:
        self._place.settle(state)
        self._today(self._words["today.visit_closed"])

    def _ask_to_close_day(self) -> None:
        words = self._words
        actions = (("back", words["desk.back_to_list"]), ("close_day", words["today.close_day"]))
        self._message(words["desk.close_day_title"], words["desk.close_day_text"], actions)

    # ------------------------------------------------------------------ paper

    def _print_form(self, visit: str) -> None:
        if self._account is None:
            return
        staff = self._account.actor
        self._do(lambda clinic: clinic.service.print_form(visit, self._printer, staff), self._show_paper)

    def _show_paper(self, view: VisitView) -> None:
        self._show(PaperScreen(self._presenter.paper(view), self._shell.look))


def _demo_pin(settings: ClinicSettings) -> str:
    """Return the PIN of the demo's made-up staff, which is shown; empty in a clinic."""
    if not settings.demo:
        return ""
    from kiosk.clinic import DEMO_PIN

    return DEMO_PIN


def _accounts(clinic: OpenClinic) -> tuple[Account, ...]:
    return clinic.staff.accounts()


def _sealed(service: KioskService, view: VisitView) -> VisitView:
    """Seal a visit's document if nothing is open any more and the patient is done."""
    if view.ready_to_seal and view.state.step == "done":
        view = service.seal(view.state.visit_id, patient_waits=False)
    return with_renewal(service, view)
