"""Other hands than the demo's own: a keyboard alone, fingers alone, and the X server's own pointer and keyboard.

Each is given to `ui.walk.Walk`, so that all journeys go the same way through the same screens.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QButtonGroup,
    QComboBox,
    QWidget,
)

from kiosk.seal import SealReport, verify
from kiosk.service import utc_now
from kiosk.visit import VisitState
from ui.demo import demo_kiosk
from ui.hand import Hand
from ui.script import PenPoint, Script
from ui.walk import Walk
from ui.widgets.scale import Scale
from ui.widgets.tap import LAST_TAP

__all__ = ["POINTERS", "Journey", "KeyboardHand", "TouchHand", "XHand", "display", "journey", "needed"]

MOST_STOPS: Final = 80
"""More than any screen has."""
PIN_KEY: Final = "sign_in.key_"
POINTERS: Final = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TabletPress, QEvent.Type.TouchBegin})


class Inputs(QObject):
    """Counts what arrives at the window, by kind of event; and windows that come up beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: dict[QEvent.Type, int] = {}
        self.windows: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        made_of_touch = (
            isinstance(event, QMouseEvent) and event.device().type() == QPointingDevice.DeviceType.TouchScreen
        )
        if watched.isWindowType() and not made_of_touch and (kind in POINTERS or kind == QEvent.Type.KeyPress):
            self.pressed[kind] = self.pressed.get(kind, 0) + 1
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.add(type(watched).__name__)
        return False


class Journey:
    """What a journey led to: the visit, its sealed file and what the verifier says of it, and the inputs it took."""

    def __init__(self, state: VisitState, sealed: bytes, inputs: Inputs) -> None:
        self.state, self.sealed, self.inputs = state, sealed, inputs
        self.report: SealReport = verify(sealed, now=utc_now())


def journey(
    folder: Path,
    script: Script,
    make_hand: Callable[[QWidget], Hand],
    *,
    size: tuple[int, int] = (1280, 800),
    motion: bool = False,
) -> Journey:
    """Go through a visit with a hand, from the first staff member to the sealed document."""
    with demo_kiosk(folder, script, size=size, motion=motion) as kiosk:
        inputs = Inputs()
        QCoreApplication.instance().installEventFilter(inputs)  # type: ignore[union-attr]
        try:
            walk = Walk(kiosk, make_hand(kiosk.shell), script)
            state = walk.run()
            sealed = walk.fetch(lambda clinic: clinic.service.read_sealed(state.visit_id))
        finally:
            QCoreApplication.instance().removeEventFilter(inputs)  # type: ignore[union-attr]
        return Journey(state, sealed, inputs)


class KeyboardHand(Hand):
    """Tab, Space, arrows, digits and letters; no pointer of any kind."""

    def press(self, widget: QWidget, at: QPoint | None = None) -> None:
        self._go_to(widget)
        if isinstance(widget, QAbstractButton) and not (widget.autoExclusive() and widget.isChecked()):
            self.key(Qt.Key.Key_Space)

    def press_named(self, name: str) -> None:
        if name.startswith(PIN_KEY):
            self.type(name.removeprefix(PIN_KEY))
        else:
            super().press_named(name)

    def _go_to(self, widget: QWidget) -> None:
        """Go by Tab until a widget has the focus, and by arrows to its neighbours: a group is one stop."""
        for _ in range(MOST_STOPS):
            here = QApplication.focusWidget()
            if here is widget:
                return
            self.key(Qt.Key.Key_Down if _in_one_group(here, widget) else Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {widget.objectName() or widget.accessibleName()}")

    def pick(self, box: QComboBox, key: str) -> None:
        self._go_to(box)
        steps = box.findData(key) - box.currentIndex()
        for _ in range(abs(steps)):
            self.key(Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
        self.wait(lambda: box.currentData() == key, "the choice in a list")

    def rate(self, scale: Scale, stop: int) -> None:
        self._go_to(scale)
        self.type(str(stop))


def _in_one_group(here: QWidget | None, there: QWidget) -> bool:
    """Tell whether arrows lead from one choice to another."""
    if not isinstance(here, QAbstractButton) or not isinstance(there, QAbstractButton):
        return False
    group = cast("QButtonGroup | None", here.group())
    return group is not None and group.exclusive() and group is there.group()


class TouchHand(Hand):
    """Fingers, and the text that an on-screen keyboard hands over."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._glass = QTest.createTouchDevice()

    def tap(self, top: QWidget, place: QPoint) -> None:
        # The hand waits by a clock between two taps at one place. Touches of a test are stamped by a counter, by which
        # the window would still take the second one for a mistake.
        top.setProperty(LAST_TAP, None)
        self._touch(top, [place])

    def _touch(self, top: QWidget, places: Sequence[QPoint]) -> None:
        """Put a finger down, move it along, and lift it."""
        finger = QTest.touchEvent(self._handle(top), self._glass, False)
        finger.press(0, places[0], self._handle(top)).commit()
        for place in places[1:]:
            finger = QTest.touchEvent(self._handle(top), self._glass, False)
            finger.move(0, place, self._handle(top)).commit()
        finger = QTest.touchEvent(self._handle(top), self._glass, False)
        finger.release(0, places[-1], self._handle(top)).commit()

    def type(self, text: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(QGuiApplication.focusObject(), event)

    def pick(self, box: QComboBox, key: str) -> None:
        self.press(box)
        view = box.view()
        self.wait(view.isVisible, "a list to choose from")
        place = view.visualRect(box.model().index(box.findData(key), 0))
        assert view.viewport().rect().contains(place), "an option that a finger does not reach"
        self.press(view.viewport(), place.center())
        self.wait(lambda: box.currentData() == key, "the choice in a list")

    def _turn_wheel(self, area: QAbstractScrollArea, turn: int) -> None:
        """Drag the page with a finger."""
        top, view = area.window(), area.viewport()
        middle = view.mapTo(top, QPoint(8, view.height() // 2))
        bar, before = area.verticalScrollBar(), area.verticalScrollBar().value()
        self._touch(top, [middle + QPoint(0, turn * step // 8) for step in range(9)])
        self.wait(lambda: bar.value() != before, "the page to follow the finger")

    def draw(self, pad: QWidget, strokes: Iterable[Sequence[PenPoint]]) -> None:
        for stroke in strokes:
            self._touch(pad.window(), list(_places(pad, stroke)))


class XHand(Hand):
    """The X server's own pointer and keyboard, moved by xdotool: the window cannot tell them from a person's."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        # The server stamps a press when it takes it: on a busy machine the first of two may get its stamp late.
        self.rest_ms += 150
        self._tool = subprocess.Popen([needed("xdotool"), "-"], stdin=subprocess.PIPE, text=True)

    def close(self) -> None:
        """End the tool."""
        self._tool.communicate(timeout=5)

    def _do(self, *lines: str) -> None:
        assert self._tool.stdin is not None
        self._tool.stdin.write("".join(f"{line}\n" for line in lines))
        self._tool.stdin.flush()

    def tap(self, top: QWidget, place: QPoint) -> None:
        at = top.mapToGlobal(place)
        self._do(f"mousemove {at.x()} {at.y()}", "click 1")

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._do(f"key {key.name.removeprefix('Key_')}")

    def type(self, text: str) -> None:
        # One process for each text: the reader of commands on standard input does not keep blanks.
        subprocess.run([needed("xdotool"), "type", "--delay", "1", text], check=True, timeout=20)

    def pick(self, box: QComboBox, key: str) -> None:
        super().pick(box, key)
        self.wait(lambda: QApplication.activePopupWidget() is None, "the list to close")

    def draw(self, pad: QWidget, strokes: Iterable[Sequence[PenPoint]]) -> None:
        for stroke in strokes:
            places = [pad.window().mapToGlobal(place) for place in _places(pad, stroke)]
            self._do(f"mousemove {places[0].x()} {places[0].y()}", "mousedown 1")
            self._do(*(f"mousemove {place.x()} {place.y()}" for place in places), "mouseup 1")

    def _turn_wheel(self, area: QAbstractScrollArea, turn: int) -> None:
        view, bar = area.viewport(), area.verticalScrollBar()
        at, before = view.mapToGlobal(QPoint(4, view.height() // 2)), bar.value()
        self._do(f"mousemove {at.x()} {at.y()}", f"click {5 if turn < 0 else 4}")
        self.wait(lambda: bar.value() != before, "the page to scroll")


def _places(pad: QWidget, stroke: Sequence[PenPoint]) -> Iterator[QPoint]:
    """Return a stroke's points as places of the window."""
    place = QRect(pad.mapTo(pad.window(), QPoint()), pad.size())
    return (
        QPoint(place.left() + round(x * place.width()), place.top() + round(y * place.height())) for x, y, _ in stroke
    )


def needed(program: str) -> str:
    """Return the path of a program; without it the journey fails, it is not skipped."""
    found = shutil.which(program)
    assert found, f"{program} is needed for this journey: install it (Debian: apt-get install xvfb xdotool)"
    return found


@contextmanager
def display(size: str = "1280x800x24") -> Iterator[str]:
    """Return the name of a display of our own, e.g. ":7"."""
    server = subprocess.Popen(
        [needed("Xvfb"), "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        yield f":{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.communicate(timeout=10)
