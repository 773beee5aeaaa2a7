"""What lies over a patient's page: the privacy cover when nobody is there, and the screen that asks for a person.

The page stays behind it as it is. Who leaves the tablet for longer finds it locked.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from kiosk.errors import CandorError, Refused
from kiosk.events import Actor
from kiosk.visit import AskForHelp, TakeBreak
from ui.patient.cover import CoverData, CoverScreen
from ui.patient.done import DoneScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.i18n import Words
    from kiosk.service import KioskService, VisitView
    from kiosk.settings import ClinicSettings
    from ui.bridge import Failure
    from ui.presenter import Presenter
    from ui.shell import IdleWatch, Shell

__all__ = ["Away", "Host", "pause_by_hand"]

SYSTEM: Final = Actor(kind="system")
"""Who pauses a visit that nobody touches."""


class Host(Protocol):
    """The patient's side, as far as what lies over it has to know."""

    @property
    def view(self) -> VisitView | None:
        """The visit on screen."""

    def presenter(self) -> Presenter:
        """Return what draws screens in the present look."""

    def submit(
        self,
        job: Callable[[KioskService], object],
        done: Callable[..., None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """Run a job of the visit on screen."""

    def act(self, thing: object) -> None:
        """Do what a screen asks for."""

    def failed(self, failure: Failure) -> None:
        """Say that something did not work."""

    def tell_staff(self, failure: CandorError) -> None:
        """Keep a trouble for the next member of staff."""

    def renew(self, view: VisitView) -> None:
        """Take over what a command of the same step led to."""

    def locked(self) -> None:
        """Show that the tablet is locked."""

    def clear(self) -> None:
        """Show the first screen and forget everything."""

    def rest(self) -> None:
        """Nobody has touched the first screen's own pages for a while: show the first screen."""


class Away(QObject):
    """Covers the page, asks for a person, and locks."""

    def __init__(self, shell: Shell, words: Words, settings: ClinicSettings, idle: IdleWatch, host: Host) -> None:
        super().__init__(shell)
        self._shell, self._words, self._settings, self._idle, self._host = shell, words, settings, idle, host
        self._asking = False
        self._ask_who_is_there = False
        idle.asked.connect(self._nobody)
        shell.someone_pressed.connect(self.ask_for_someone)

    def forget(self) -> None:
        """Nothing lies over the page any more."""
        self._asking = self._ask_who_is_there = False

    # ------------------------------------------------------------------ nobody there

    def _nobody(self) -> None:
        """Nobody has touched the tablet for a while."""
        if self._asking:
            self._nobody_came()
        elif self._shell.patient_screen is None:
            # The desk is up, and looks after itself.
            return
        elif self._host.view is None:
            self._host.rest()
        else:
            self._cover()

    def _cover(self) -> None:
        screen = CoverScreen(CoverData(self._words, self._settings.idle_cover_s), self._shell.look)
        screen.acted.connect(self._host.act)
        self._shell.cover(screen)

    def still_here(self) -> None:
        """Uncover the page: somebody said that they are there."""
        self._shell.uncover()
        self._idle.start()

    def lock(self) -> None:
        """Pause the visit and lock. The cover stays until that is done: nothing of the page shows up again."""
        view, cover = self._host.view, self._shell.shown
        if view is None:
            return
        # The time was over, or somebody pressed the button: then it is the patient's own break.
        self._pause(by_hand=isinstance(cover, CoverScreen) and cover.remaining() > 0)

    def _pause(self, *, by_hand: bool) -> None:
        view = self._host.view
        if view is None:
            return
        if view.state.step == "done":
            # There is no place to keep, and nothing to come back to.
            self._host.clear()
            return
        pause = functools.partial(pause_by_hand if by_hand else _pause, view.state.visit_id)
        self._host.submit(pause, lambda _view: self._host.locked(), self._not_paused)

    def _not_paused(self, failure: Failure) -> None:
        if isinstance(failure, Refused):
            # There is nothing left to pause; what is on the screen has to go all the same.
            self._host.locked()
        else:
            self._host.failed(failure)

    # ------------------------------------------------------------------ a person

    def ask_for_someone(self) -> None:
        """Show the screen that asks for a person, with a soft sound; a visit notes it."""
        if self._asking or self._shell.patient_screen is None:
            return
        self._ask_who_is_there = isinstance(self._shell.shown, CoverScreen)
        self._asking = True
        screen = self._host.presenter().someone(self._settings)
        screen.acted.connect(self._host.act)
        self._hold_countdown(held=True)
        self._shell.cover(screen)
        self._idle.start()
        QApplication.beep()
        view = self._host.view
        if view is not None:
            # What cannot be noted takes nothing away from who waits.
            ask = functools.partial(_ask, view.state.visit_id)
            self._host.submit(ask, self._host.renew, self._not_noted)

    def _not_noted(self, failure: Failure) -> None:
        if not isinstance(failure, Refused):
            self._host.tell_staff(failure)

    def all_right(self) -> None:
        """Go on where the page was; if it was covered, or nobody moved for long, it is asked first who is there."""
        cover = self._ask_who_is_there and self._host.view is not None
        self.forget()
        self._hold_countdown(held=False)
        if cover:
            self._cover()
            return
        self._shell.uncover()
        if isinstance(self._shell.patient_screen, DoneScreen):
            # It has a countdown of its own.
            self._idle.stop()
        else:
            self._idle.start()

    def _nobody_came(self) -> None:
        """The screen that asks for a person was left alone."""
        if self._host.view is None:
            self.forget()
            self._shell.uncover()
            self._host.rest()
        elif self._ask_who_is_there:
            self._pause(by_hand=False)
        else:
            self._ask_who_is_there = True
            self._idle.start()

    def _hold_countdown(self, *, held: bool) -> None:
        screen = self._shell.patient_screen
        if isinstance(screen, DoneScreen):
            screen.pause(paused=held)


def _ask(visit: str, service: KioskService) -> VisitView:
    return service.submit(visit, AskForHelp())


def pause_by_hand(visit: str, service: KioskService) -> VisitView:
    """Pause a visit as its patient's own break."""
    return service.submit(visit, TakeBreak("patient"))


def _pause(visit: str, service: KioskService) -> VisitView:
    return service.submit(visit, TakeBreak("idle"), SYSTEM)
