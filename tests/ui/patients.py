"""A robot that acts as a patient on the real window, bridge, service and vault, by real input events alone.

It finds controls as a screen reader does, by role and name, and sends presses, keys and touches to the window, which
finds by itself what they hit: a control that is covered, hidden or out of the window cannot be used.
"""

from __future__ import annotations

import contextlib
import math
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from kiosk.clinic import DEMO_PASSPHRASE, DEMO_PIN, OpenClinic, open_demo
from kiosk.errors import CandorError, OperatorError
from kiosk.events import Actor, Event, LedgerEntry, VisitOpened
from kiosk.i18n import catalogue
from kiosk.service import KioskService, VisitView, sign_as_staff
from kiosk.settings import demo_settings
from kiosk.staff import StaffBook
from kiosk.vault import KdfParameters, StoredFile, Vault
from kiosk.visit import AnswerElectronicRecord, Command, GoNext, MakeDecision, ResumeVisit, VisitState
from tests.kiosk.visits import RealWalk, real_content
from tests.kiosk.walks import STAFF
from ui.bridge import Bridge, Failure
from ui.patient_side import PatientSide
from ui.shell import Brand, IdleWatch, Shell
from ui.speech import make_speaker
from ui.theme import Look
from ui.widgets.scale import Scale
from ui.widgets.screen import Screen
from ui.widgets.sheet import Sheet
from ui.widgets.tap import SECOND_TAP_MS

__all__ = [
    "SIZE",
    "Hand",
    "OpenTablet",
    "Patient",
    "ShakyVault",
    "Tablet",
    "copy_of",
    "demo_folder",
    "scrawl",
    "tablets",
    "words_on",
]

T = TypeVar("T")
Hand = Literal["mouse", "keys", "touch"]
KDF: Final = KdfParameters(1, 8, 1)
"""Costs next to nothing; a test guards no secrets."""
WAIT_MS: Final = 10000
MOST_KEYS: Final = 60
"""More than any screen has stops."""
SAME_PLACE: Final = 60
MORNING: Final = datetime(2026, 5, 12, 14, tzinfo=UTC)
SIZE: Final = (1280, 800)
ROLES: Final = frozenset(
    {
        QAccessible.Role.Button,
        QAccessible.Role.RadioButton,
        QAccessible.Role.CheckBox,
        QAccessible.Role.EditableText,
        QAccessible.Role.Slider,
    }
)


class Clock:
    """A clock that moves on by a second at each look."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def demo_folder(folder: Path) -> Path:
    """Make a demo clinic with cheap keys in a folder, to be copied for each test."""
    made = folder / "clinic"
    open_demo(made, clock=Clock(MORNING), kdf=KDF).close()
    return made


class ShakyVault(Vault):
    """A real vault that can be told to refuse an event, or to take its time."""

    refuses: type[Event] | None = None
    refusal: CandorError = OperatorError("vault.disk_full")
    gate: threading.Event | None = None

    def append(
        self,
        stream: str,
        expected_version: int,
        events: Sequence[Event],
        *,
        actor: Actor,
        now: datetime,
        files: Sequence[StoredFile] = (),
        accounts: Mapping[str, bytes] | None = None,
        secrets: Mapping[str, bytes] | None = None,
    ) -> tuple[LedgerEntry, ...]:
        """Store events, unless one of them is of the refused kind; not before the gate is open."""
        if self.gate is not None:
            assert self.gate.wait(WAIT_MS / 1000)
        if self.refuses is not None and any(isinstance(event, self.refuses) for event in events):
            raise self.refusal
        more = {"files": files, "accounts": accounts, "secrets": secrets}
        return super().append(stream, expected_version, events, actor=actor, now=now, **more)  # type: ignore[arg-type]


class Tablet:
    """A tablet with a clinic of its own, its idle clock to be turned by hand; `close` it."""

    def __init__(
        self,
        qtbot: QtBot,
        clinic: Path,
        look: Look,
        *,
        size: tuple[int, int] = SIZE,
        voice: bool = False,
        vault: type[Vault] = Vault,
    ) -> None:
        """Open a clinic that was made with `demo_folder`; `vault` may be one with troubles."""
        self.qtbot = qtbot
        self.clock = Clock(MORNING + timedelta(hours=1))
        self.seconds = 0.0
        self.visits = 0
        self.words = catalogue("en")
        self.content = real_content()
        self.settings = demo_settings()

        def make() -> OpenClinic:
            store = vault.open(clinic, DEMO_PASSPHRASE, kdf=KDF)
            service = KioskService(store, self.content, self.settings, clock=self.clock)
            return OpenClinic(self.settings, store, StaffBook(store, new_id=lambda: "unused"), service)

        self.bridge = Bridge(make, end_service=lambda clinic: clinic.vault.close())
        self.shell = Shell(Brand(self.settings.clinic_name, demo=True, speech=voice), look, self.words)
        self.shell.resize(*size)
        qtbot.addWidget(self.shell)
        self.idle = IdleWatch(self.settings.idle_ask_s, clock=lambda: self.seconds, parent=self.shell)
        self.speaker = make_speaker("en", engine="mock") if voice else None
        self.side = PatientSide(
            self.shell,
            self.bridge,
            self.content,
            self.settings,
            self.words,
            idle=self.idle,
            speaker=self.speaker,
        )
        self.troubles: list[str] = []
        self.ended: list[None] = []
        self.staff_calls: list[None] = []
        self.side.trouble.connect(self.troubles.append)
        self.side.ended.connect(lambda: self.ended.append(None))
        self.side.staff_wanted.connect(lambda: self.staff_calls.append(None))
        with qtbot.waitExposed(self.shell):
            self.shell.show()
        self.shell.activateWindow()
        self.idle.watch_window(self.shell.windowHandle())
        self.side.wait()

    def close(self) -> None:
        """End the worker and the vault."""
        assert self.bridge.close()
        self.idle.stop()
        if self.speaker is not None:
            self.speaker.stop()
            self.speaker.deleteLater()
        self.bridge.deleteLater()

    def do(self, job: Callable[[KioskService], T]) -> T:
        """Do something at the desk, without a screen, and wait for it."""
        got: list[T] = []

        def failed(failure: Failure) -> None:
            raise AssertionError(failure)

        self.bridge.submit(lambda clinic: job(clinic.service), done=got.append, failed=failed)
        self.wait_until(lambda: bool(got))
        return got[0]

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def settle(self) -> None:
        """Wait until nothing is on its way to or from the vault, and what is shown was painted."""
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        self.wait_until(lambda: not self.bridge.busy)
        QApplication.processEvents()
        self.wait_until(lambda: not self.bridge.busy)

    def give(self, walk: RealWalk) -> VisitView:
        """Hand the tablet over with a new visit that went the way of `walk`: in the vault first, as staff find it."""
        self.visits += 1
        opened, *others = (event for event, _ in walk.log)
        assert isinstance(opened, VisitOpened)
        events = [msgspec.structs.replace(opened, visit_id=self.visit), *others]

        def keep(service: KioskService) -> VisitView:
            service.store.append(self.visit, 0, events, actor=STAFF, now=self.clock())
            return service.view(self.visit)

        view = self.do(keep)
        self.side.start(view)
        self.settle()
        return view

    def give_at(self, step: str) -> VisitView:
        """Hand the tablet over with a new visit that stands at a step; everything before it was answered."""
        walk = RealWalk()
        late = step in {"confirm", "record", "sign"}
        walk.until("decision" if late else step)
        if late:
            walk.do(MakeDecision("agree"), GoNext())
        if step in {"record", "sign"}:
            walk.do(GoNext())
        if step == "sign":
            walk.do(AnswerElectronicRecord(accepted=True), GoNext())
        return self.give(walk)

    def countersign(self) -> VisitView:
        """Let the clinician sign at the desk, which seals the document."""

        def sign(service: KioskService) -> VisitView:
            book = StaffBook(service.store, new_id=lambda: "unused")
            doctor = next(account for account in book.accounts() if account.role == "clinician")
            return sign_as_staff(service, book, self.visit, doctor.id, DEMO_PIN, "clinician")

        return self.do(sign)

    @property
    def visit(self) -> str:
        """The id of the visit that was given last."""
        return f"v{self.visits}"

    def submit(self, command: Command, actor: Actor = STAFF) -> VisitView:
        """Do something with the visit at the desk."""
        return self.do(lambda service: service.submit(self.visit, command, actor))

    def reopen(self) -> None:
        """Reopen the visit as staff do."""
        self.side.start(self.submit(ResumeVisit(STAFF)))
        self.settle()

    def stored(self) -> VisitState:
        """Return the visit as the vault has it."""

        def read(service: KioskService) -> VisitState:
            fresh = KioskService(service.store, service.content, service.settings, clock=self.clock)
            return fresh.state(self.visit)

        return self.do(read)

    def later(self, seconds: float) -> None:
        """Let time pass for the idle watch, nobody touching the tablet."""
        self.seconds += seconds
        self.idle.tick()
        self.settle()

    def vault(self) -> ShakyVault:
        """Return the vault with troubles that this tablet was given."""
        store: object = self.do(lambda service: service.store)
        assert isinstance(store, ShakyVault)
        return store

    @property
    def view(self) -> VisitView:
        """The visit on the tablet."""
        view = self.side.view
        assert view is not None, "no visit is on the tablet"
        return view

    @property
    def at(self) -> str:
        """The step that the visit on the tablet stands at; empty without one."""
        return self.side.view.state.step if self.side.view is not None else ""

    @property
    def screen(self) -> Screen:
        """What a person sees."""
        shown = self.shell.shown
        assert shown is not None
        return shown


OpenTablet = Callable[..., Tablet]
"""Makes a tablet; takes the keywords of `Tablet`."""


@contextlib.contextmanager
def tablets(qtbot: QtBot, clinic: Path, look: Look) -> Iterator[Callable[..., Tablet]]:
    """Lend a maker of tablets on one clinic, and close what it made; it takes the keywords of `Tablet`."""
    lent: list[Tablet] = []

    def make(size: tuple[int, int] = SIZE, *, voice: bool = False, vault: type[Vault] = Vault) -> Tablet:
        lent.append(Tablet(qtbot, clinic, look, size=size, voice=voice, vault=vault))
        return lent[-1]

    yield make
    for tablet in lent:
        tablet.close()


class Patient:
    """One person and how they use the tablet: with the mouse, with keys alone, or with a finger."""

    def __init__(self, tablet: Tablet, hand: Hand = "mouse") -> None:
        self.tablet, self.hand, self.words = tablet, hand, tablet.words
        self._finger = QTest.createTouchDevice()
        self._last_touch = (0.0, QPoint())

    # ------------------------------------------------------------ seeing

    def controls(self) -> dict[str, QWidget]:
        """Return what can be used now, by name: of the sheet or the cover on top, else of the whole window."""
        shell = self.tablet.shell
        sheets = [sheet for sheet in shell.findChildren(Sheet) if sheet.isVisible()]
        top: QWidget = sheets[-1] if sheets else shell
        found: dict[str, QWidget] = {}
        for widget in top.findChildren(QWidget):
            if widget.isVisible() and widget.isEnabled():
                interface = QAccessible.queryAccessibleInterface(widget)
                if interface.role() in ROLES:
                    found.setdefault(interface.text(QAccessible.Text.Name), widget)
        return found

    def sees(self, key: str, **facts: str | int) -> bool:
        """Tell whether the screen has the title of a key of the catalogue."""
        return self.tablet.screen.title == self.words.say(key, facts)

    def can(self, name: str) -> bool:
        """Tell whether there is a control of this name."""
        return name in self.controls()

    def find(self, name: str) -> QWidget:
        """Return the control of a name, or fail with the names that are there."""
        controls = self.controls()
        assert name in controls, f"{name!r} is not among {sorted(controls)}"
        return controls[name]

    # ------------------------------------------------------------ acting

    def press(self, name: str) -> None:
        """Press a control and wait until what it does is done."""
        widget = self.find(name)
        if self.hand == "keys":
            widget = self._focus(name)
            checked = getattr(widget, "isChecked", lambda: False)()
            exclusive = getattr(widget, "autoExclusive", lambda: False)()
            if not (checked and exclusive):
                QTest.keyClick(self._window(), Qt.Key.Key_Space)
        else:
            self.tap(widget.mapTo(self.tablet.shell, widget.rect().center()))
        self.tablet.settle()

    def tap(self, at: QPoint) -> None:
        """Tap a place of the window."""
        if self.hand == "mouse":
            QTest.mouseClick(self._window(), Qt.MouseButton.LeftButton, pos=at)
            return
        # A finger that comes to the same place again within 400 ms is held to be one tap.
        then, place = self._last_touch
        if (at - place).manhattanLength() <= SAME_PLACE:
            self.tablet.wait_until(lambda: time.monotonic() >= then + (SECOND_TAP_MS + 20) / 1000)
        QTest.touchEvent(self._window(), self._finger).press(0, at, self._window()).commit()
        QTest.touchEvent(self._window(), self._finger).release(0, at, self._window()).commit()
        self._last_touch = (time.monotonic(), at)

    def key(self, key: Qt.Key) -> None:
        """Press a key."""
        QTest.keyClick(self._window(), key)
        self.tablet.settle()

    def write(self, name: str, text: str) -> None:
        """Write into a field, in place of what stands there."""
        field = self.find(name)
        if self.hand == "keys":
            self._focus(name)
        else:
            self.tap(field.mapTo(self.tablet.shell, field.rect().center()))
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        QTest.keyClick(self._window(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)
        self.tablet.settle()

    def rate(self, line: str, stop: int) -> None:
        """Tap a stop of a line, or choose it by its number."""
        scale = self.find(line)
        assert isinstance(scale, Scale)
        if self.hand == "keys":
            self._focus(line)
            QTest.keyClick(self._window(), Qt.Key(int(Qt.Key.Key_0) + stop))
        else:
            self.tap(scale.mapTo(self.tablet.shell, scale.stop_center(stop).toPoint()))
        self.tablet.settle()

    def draw(self, name: str = "") -> None:
        """Write a name on the pad, with the mouse or a finger."""
        wanted = name or self.words["sign.pad"]
        shell = self.tablet.shell
        pad = next(one for one in shell.findChildren(QWidget) if one.accessibleName() == wanted and one.isVisible())
        path = [pad.mapTo(shell, QPoint(round(x * pad.width()), round(y * pad.height()))) for x, y in scrawl()]
        window = self._window()
        if self.hand == "touch":
            QTest.touchEvent(window, self._finger).press(0, path[0], window).commit()
            for place in path[1:]:
                QTest.touchEvent(window, self._finger).move(0, place, window).commit()
            QTest.touchEvent(window, self._finger).release(0, path[-1], window).commit()
        else:
            QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=path[0])
            for place in path[1:]:
                QTest.mouseMove(window, place)
            QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=path[-1])
        self.tablet.settle()

    def _window(self) -> QWindow:
        return self.tablet.shell.windowHandle()

    def _focus(self, name: str) -> QWidget:
        """Go to a control by Tab, and by the arrows inside a group, as somebody without a pointer does."""
        for _ in range(MOST_KEYS):
            widget, now = self.find(name), QApplication.focusWidget()
            if now is widget:
                return widget
            group = now.group() if isinstance(now, QAbstractButton) else None
            inside = isinstance(widget, QAbstractButton) and group is widget.group()
            # An arrow chooses at once, which may build the whole screen anew.
            self.key(Qt.Key.Key_Down if group is not None and group.exclusive() and inside else Qt.Key.Key_Tab)
        raise AssertionError(f"{name!r} cannot be reached by keys")

    # ------------------------------------------------------------ walking

    def next(self) -> None:
        """Press what stands in the place of Next."""
        # A bar that another look replaced may not be deleted yet.
        [button] = [one for one in self.tablet.shell.findChildren(QWidget, "shell.next") if one.isVisible()]
        self.press(button.accessibleName())

    def back(self) -> None:
        """Press Back."""
        self.press(self.words["shell.back"])

    def answer(self, *, right: bool) -> None:
        """Pick an answer of the check on screen, and press Next."""
        view = self.tablet.view
        fact = view.plan.step(view.state.step).subject
        items = view.plan.must_know[fact].items
        tries = len(view.state.answers.get(fact, ()))
        item = self.tablet.content.checks["en"][items[tries % len(items)]]
        self.press(next(choice.text for choice in item.choices if choice.right == right))
        self.next()

    def read_form(self) -> None:
        """Look at the whole form."""
        while self.can(self.words["page.show_more"]):
            self.press(self.words["page.show_more"])

    def step(self) -> None:
        """Do what the page on screen asks for, and go on to the next step."""
        tablet, words = self.tablet, self.words
        before = tablet.at
        kind = before.partition(":")[0]
        if self.sees("welcome.title"):
            self.press(words["welcome.start"])
            assert not self.sees("welcome.title"), "Start does nothing"
            return
        if kind == "identity":
            self.press(words["identity.yes"])
        elif kind == "companion":
            self.press(words["companion.none"])
        elif kind == "check":
            self.answer(right=True)
            return
        elif kind == "teach_back":
            self.press(words["teach_back.tell"])
        elif kind == "decision":
            self.press(tablet.view.treatment.text["en"].decision["agree"].title)
        elif kind == "record":
            self.press(words["record.tablet"])
        elif kind == "sign":
            self.read_form()
            self.draw()
        while tablet.at == before:
            if kind == "conditions":
                self.deny_all()
            part = tablet.screen.part()
            self.next()
            stuck = tablet.at == before and tablet.screen.part() == part
            assert not stuck or self.can(words["page.show_more"]), f"{before} does not go on"

    def deny_all(self) -> None:
        """Answer every question on the part on screen with no."""
        no = self.words.say("conditions.choice", {"answer": self.words["conditions.no"], "ask": ""})
        for name in [name for name in self.controls() if name.startswith(no)]:
            self.press(name)

    def go_on_to(self, step: str) -> None:
        """Walk on until a step is on the screen."""
        while self.tablet.at != step or self.sees("welcome.title"):
            self.step()


def scrawl() -> list[tuple[float, float]]:
    """Return a line with loops, in shares of the pad."""
    turns = [step / 40 for step in range(41)]
    return [(0.15 + 0.6 * u, 0.45 + 0.18 * math.sin(24 * u) * (1 - 0.5 * u)) for u in turns]


def words_on(shell: Shell) -> str:
    """Return all that can be read or heard on a window now."""
    texts = []
    for widget in shell.findChildren(QWidget):
        if widget.isVisible():
            interface = QAccessible.queryAccessibleInterface(widget)
            kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
            texts += [interface.text(kind) for kind in kinds]
    return "\n".join(filter(None, texts))


def copy_of(clinic: Path, folder: Path) -> Path:
    """Copy a clinic that was made with `demo_folder`."""
    return shutil.copytree(clinic, folder / "clinic")
