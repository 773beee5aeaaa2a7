"""The hands of staff: a desk on a real clinic, and what its tests do at it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk import events as e
from kiosk.clinic import OpenClinic
from kiosk.content import Content
from kiosk.events import LedgerEntry
from kiosk.i18n import catalogue
from kiosk.printing import FilePrinter
from kiosk.service import VisitView, signing_key
from kiosk.settings import demo_settings
from kiosk.visit import VisitState
from tests.kiosk.services import CHEAP_KEY, Clock
from tests.kiosk.visits import real_content
from tests.ui.clinics import PIN, DeskWalk, ask, child, make_bridge
from ui.bridge import Failure
from ui.desk.message import MessagePage
from ui.desk.review import ReviewScreen
from ui.desk.sign_in import SignInScreen
from ui.desk.staff_sign import StaffSignScreen
from ui.desk.today import TodayScreen
from ui.desk_side import DeskSide
from ui.shell import Brand, IdleWatch, Shell
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.screen import Screen

__all__ = ["Desk"]

WAIT_MS = 15000
T = TypeVar("T")


class Desk:
    """A desk with its clinic, and the hands of staff."""

    def __init__(
        self, qtbot: QtBot, folder: Path, look: Look, *, content: Content | None = None, days: int = 0
    ) -> None:
        """Open the desk; with `content` on other words than the program's own, `days` later."""
        self.qtbot = qtbot
        self.clock = Clock()
        self.clock.now += timedelta(days=days)
        self.seconds = 0.0
        words = catalogue("en")
        settings = demo_settings()
        self.words, self.settings = words, settings
        self.printed = folder / "printed"
        self.bridge = make_bridge(folder / "clinic", self.clock, content)
        self.shell = Shell(Brand(settings.clinic_name, demo=True), look, words)
        self.shell.resize(1280, 800)
        qtbot.addWidget(self.shell)
        self.idle = IdleWatch(settings.staff_lock_s, clock=lambda: self.seconds, parent=self.shell)
        self.side = DeskSide(
            self.shell,
            self.bridge,
            content or real_content(),
            settings,
            words,
            printer=FilePrinter(self.printed),
            idle=self.idle,
            clock=self.clock,
        )
        self.ended: list[None] = []
        self.side.day_ended.connect(lambda: self.ended.append(None))
        self.wanted: list[VisitView] = []
        self.side.patient_wanted.connect(self.wanted.append)
        self.shell.show()

    def ask(self, job: Callable[[OpenClinic], T]) -> T:
        return ask(self.qtbot, self.bridge, job)

    def walk(self, steps: Callable[[DeskWalk], object], name: str = "Rosa Delgado") -> str:
        """Let a patient walk, and return the visit's id."""

        def job(clinic: OpenClinic) -> str:
            walk = DeskWalk(clinic.service, name)
            steps(walk)
            return walk.state.visit_id

        visit = self.ask(job)
        assert isinstance(visit, str)
        return visit

    def state(self, visit: str) -> VisitState:
        state = self.ask(lambda clinic: clinic.service.state(visit))
        assert isinstance(state, VisitState)
        return state

    def kiosk_events(self) -> list[e.Event]:
        events = self.ask(lambda clinic: list(clinic.vault.events(e.KIOSK_STREAM)))
        assert isinstance(events, list)
        return events

    def wait_for(self, kind: type[Screen]) -> Screen:
        self.qtbot.waitUntil(lambda: isinstance(self.shell.shown, kind) and not self.bridge.busy, timeout=WAIT_MS)
        shown = self.shell.shown
        assert isinstance(shown, kind)
        return shown

    def click(self, name: str) -> None:
        shown = self.shell.shown
        assert shown is not None
        QTest.mouseClick(child(shown, Button, name), Qt.MouseButton.LeftButton)

    @staticmethod
    def surprised(failure: Failure) -> None:
        raise AssertionError(failure)

    def sign_in(self, name: str = "Dr Amara Osei", pin: str = PIN) -> None:
        self.side.sign_in()
        screen = self.wait_for(SignInScreen)
        assert isinstance(screen, SignInScreen)
        person = next(key for key in screen.group.ids() if screen.group.choice(key).text() == name)
        QTest.mouseClick(screen.group.choice(person), Qt.MouseButton.LeftButton)
        QTest.keyClicks(screen, pin)
        QTest.mouseClick(screen.enter, Qt.MouseButton.LeftButton)

    def cheap_key(self, name: str = "Dr Amara Osei") -> None:
        """Make a clinician's own key so that its PIN costs nothing to try."""

        def job(clinic: OpenClinic) -> None:
            who = next(one for one in clinic.staff.accounts() if one.name == name)
            signing_key(clinic.vault, who.id, who.name, PIN, self.clock(), kdf=CHEAP_KEY)

        self.ask(job)

    def countersign(self, pin: str = PIN, name: str = "Dr Amara Osei") -> None:
        """Sign in, open the first visit, and sign it as the clinician."""
        self.cheap_key()
        self.sign_in(name)
        self.open()
        self.click("review.sign")
        self.give_pin(pin)
        self.wait_for(MessagePage)

    def give_pin(self, pin: str = PIN) -> StaffSignScreen:
        """Type a PIN on the page to sign, and sign."""
        screen = self.wait_for(StaffSignScreen)
        assert isinstance(screen, StaffSignScreen)
        screen.pin.setFocus()
        QTest.keyClicks(screen.pin, pin)
        self.click("staff_sign.sign")
        return screen

    def visit_events(self, visit: str) -> list[LedgerEntry]:
        return self.ask(lambda clinic: list(clinic.vault.read(visit)))

    def open(self, index: int = 0) -> ReviewScreen:
        """Open a visit by the name in its row."""
        QTest.mouseClick(self.today().rows[index].name, Qt.MouseButton.LeftButton)
        return self.review()

    def today(self) -> TodayScreen:
        screen = self.wait_for(TodayScreen)
        assert isinstance(screen, TodayScreen)
        return screen

    def row(self, index: int = 0) -> None:
        QTest.mouseClick(self.today().rows[index].button, Qt.MouseButton.LeftButton)

    def review(self) -> ReviewScreen:
        screen = self.wait_for(ReviewScreen)
        assert isinstance(screen, ReviewScreen)
        return screen
