"""A patient in a hurry in the real window: walks by the real Next and Back, and answers by the screens' signals.

What a screen would send when a choice is made is sent in its name; pages and their parts are turned by pressing the
buttons. Waiting is for events of the window, never for time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk.document import form_digest
from kiosk.errors import CandorError
from kiosk.events import Actor
from kiosk.flow import PAGE_KINDS
from kiosk.service import CheckIn
from kiosk.visit import (
    AnswerCheck,
    AnswerCondition,
    Command,
    ConfirmIdentity,
    GiveTeachBack,
    GoNext,
    MakeDecision,
    RateValue,
    RecordCompanion,
    Refused,
    ShowForm,
    Sign,
    choice_order,
)
from tests.kiosk.visits import real_content, scribble

if TYPE_CHECKING:
    from kiosk.clinic import OpenClinic
    from kiosk.service import KioskService, VisitView
    from ui.app import Kiosk
    from ui.patient_side import PatientSide
    from ui.widgets.screen import Screen

__all__ = ["Frames", "Visitor", "until"]

STAFF = Actor(kind="staff", id="bench", name="Bench")
PATIENCE_MS = 60_000


def until(condition: Callable[[], bool], what: str) -> None:
    """Process events until a condition holds.

    Raises:
        TimeoutError: it did not within a minute.
    """
    late: list[bool] = []
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: late.append(True))
    timer.start(PATIENCE_MS)
    while not condition():
        if late:
            raise TimeoutError(what)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    timer.stop()


class Frames(QObject):
    """Counts how often a window was brought to the screen."""

    def __init__(self, window: QWidget) -> None:
        """Watch a window that is visible already."""
        super().__init__(window)
        self.count = 0
        self.painted: Callable[[], None] | None = None
        handle = window.windowHandle()
        if handle is None:
            raise ValueError("the window was not shown")
        handle.installEventFilter(self)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of a frame once Qt has gone through the event that paints it."""
        if event.type() in {QEvent.Type.UpdateRequest, QEvent.Type.Expose}:
            QTimer.singleShot(0, self._went_through)
        return False

    def _went_through(self) -> None:
        self.count += 1
        if self.painted is not None:
            self.painted()


class Visitor:
    """Walks visits in one kiosk whose clinic is open."""

    def __init__(self, kiosk: Kiosk) -> None:
        """Wait until the clinic is open."""
        self.kiosk = kiosk
        until(lambda: kiosk.patient is not None, "the clinic did not open")
        patient = kiosk.patient
        if patient is None:
            raise TypeError("unreachable")
        self.patient: PatientSide = patient

    @property
    def view(self) -> VisitView:
        """The visit on screen."""
        view = self.patient.view
        if view is None:
            raise ValueError("no visit on screen")
        return view

    @property
    def screen(self) -> Screen | None:
        """The screen that is shown."""
        return self.kiosk.shell.shown

    def ask(self, job: Callable[[KioskService], object]) -> object:
        """Run something on the service, in the worker, and wait for it."""
        results: list[object] = []
        failures: list[CandorError | Refused] = []

        def run(clinic: OpenClinic) -> object:
            return job(clinic.service)

        self.kiosk.bridge.submit(run, done=results.append, failed=failures.append)
        until(lambda: bool(results or failures), "the worker did not answer")
        if failures:
            raise failures[0]
        return results[0]

    def check_in(self, name: str = "Rosa Delgado") -> str:
        """Open a visit and bring it to its first step; return its id."""
        form = CheckIn(name, date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")
        opened: list[VisitView] = []
        self.ask(lambda service: opened.append(service.check_in(form, STAFF)))
        self.show(opened[0])
        return opened[0].state.visit_id

    def show(self, view: VisitView) -> None:
        """Bring a visit to the screen, past the welcome."""
        from ui.widgets.intents import StartPressed

        self.patient.start(view)
        screen = self.screen
        if view.state.identity is None and screen is not None:
            screen.acted.emit(StartPressed())
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        until(lambda: not self.kiosk.bridge.busy, "the worker did not finish")

    def press(self, name: str) -> None:
        """Press a button of the window by its name, in its middle."""
        button = self.kiosk.shell.findChild(QWidget, name)
        if button is None or not button.isVisible():
            raise ValueError(f"no {name} on screen")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def send(self, *commands: Command) -> None:
        """Send commands in the screen's name, and wait for what they lead to."""
        for command in commands:
            screen = self.screen
            if screen is None:
                raise ValueError("nothing on screen")
            screen.acted.emit(command)
            self.settle()

    def wait_seen(self) -> None:
        """Wait until the part of the page that is on screen is recorded as shown: before, Next is refused."""
        screen = self.screen
        if screen is not None:
            until(lambda: self._seen(screen.part(), screen.parts()), "the page was not recorded as shown")

    def _seen(self, part: int, parts: int) -> bool:
        view = self.view
        page = view.plan.page_of(view.plan.step(view.state.step))
        return part in view.state.parts.get((page, parts), frozenset())

    def turn(self) -> None:
        """Press Next on a page that was seen, and wait: its next part, or the next step."""
        self.wait_seen()
        self.press("shell.next")
        self.settle()

    def go_on(self) -> None:
        """Do what the step on screen asks for, and go on."""
        view = self.view
        step = view.plan.step(view.state.step)
        if step.kind in PAGE_KINDS:
            self.turn()
        elif step.kind == "sign":
            self._sign(view)
        else:
            self.send(*self._commands(view, step.kind, step.subject))

    def _commands(self, view: VisitView, kind: str, subject: str) -> tuple[Command, ...]:
        if kind == "check":
            return (self._answer(view, subject),)
        first: dict[str, tuple[Command, ...]] = {
            "identity": (ConfirmIdentity(confirmed=True),),
            "companion": (RecordCompanion("none"),),
            "conditions": tuple(AnswerCondition(one, "no") for one in view.plan.conditions),
            "teach_back": (GiveTeachBack(subject, spoken=True),),
            "values": (RateValue(view.plan.values[0], 4),),
            "decision": (MakeDecision("agree"),),
        }
        return (*first.get(kind, ()), GoNext())

    def _answer(self, view: VisitView, fact: str) -> AnswerCheck:
        items = view.plan.must_know[fact].items
        item = real_content().checks["en"][items[len(view.state.answers.get(fact, ())) % len(items)]]
        right = next(choice.id for choice in item.choices if choice.right)
        order = choice_order(view.state.opened.event.order_seed, item.id, tuple(choice.id for choice in item.choices))
        return AnswerCheck(fact, item.id, right, True, order)

    def _sign(self, view: VisitView) -> None:
        digests: list[str] = []
        self.ask(lambda service: digests.append(form_digest(service.form(view.state.visit_id))))
        meaning = view.treatment.text["en"].meaning["agree"]
        self.send(ShowForm(digests[0]), Sign("ink", meaning, digests[0], ink=scribble()))

    def finish(self) -> None:
        """Walk on to the end and wait for the seal."""
        while self.view.state.step != "done":
            self.go_on()
        until(lambda: self.view.state.document is not None, "the document was not sealed")
