"""A hand at the kiosk: finds what a person would see, and presses, types and draws by input events of the real window.

Owns how a place on the screen is reached (hit-tested as the window does it, scrolled to by the wheel) and how one
waits: always for a condition, never for a time. The scripted patient, the tour and the journeys work by it. It presses
with a pointer, types with a keyboard and signs with a pen; journeys by other means replace these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QInputDevice, QKeyEvent, QPointingDevice, QTabletEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QComboBox, QWidget

from kiosk.errors import OperatorError
from ui.script import PenPoint
from ui.widgets.scale import Scale
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.sheet import Sheet
from ui.widgets.tap import SAME_PLACE, SECOND_TAP_MS

__all__ = ["Hand"]

W = TypeVar("W", bound=QWidget)
PATIENCE_MS: Final = 20_000
"""How long a condition may take to come true; a sealed document on a slow tablet is the longest."""
POLL_MS: Final = 4
WHEEL: Final = 120
"""One notch of a mouse wheel, in eighths of a degree."""
MOST_NOTCHES: Final = 60


class Hand:
    """Works on one window."""

    def __init__(self, window: QWidget, *, patience_ms: int = PATIENCE_MS) -> None:
        self.window = window
        self.rest_ms = SECOND_TAP_MS
        """Between two presses at one place, by the clock of whoever makes the presses."""
        self._patience = patience_ms
        self._presses: list[tuple[QPoint, QElapsedTimer]] = []
        abilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
        self._pen = QPointingDevice(
            "demo pen", 1, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen, abilities, 1, 1
        )

    # ------------------------------------------------------------ waiting

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window work until a condition is true.

        Raises:
            OperatorError: it took too long; `what` names what was waited for, without any patient's data.
        """
        if condition():
            return
        failure: list[Exception] = []
        loop, clock, timer = QEventLoop(), QElapsedTimer(), QTimer()
        clock.start()

        def look() -> None:
            try:
                if condition() or clock.elapsed() > self._patience:
                    loop.quit()
            except Exception as error:  # noqa: BLE001  # it must leave the loop; it is raised again below
                failure.append(error)
                loop.quit()

        timer.timeout.connect(look)
        timer.start(POLL_MS)
        loop.exec()
        timer.stop()
        if failure:
            raise failure[0]
        if not condition():
            raise OperatorError("demo.stuck", what=what)

    # ------------------------------------------------------------ seeing

    def sheet(self) -> Sheet | None:
        """Return the sheet that lies over the window, if there is one."""
        sheets = [child for child in self.window.children() if isinstance(child, Sheet) and child.isVisible()]
        return sheets[-1] if sheets else None

    def find_as(self, name: str, kind: type[W]) -> W | None:
        """Return a control on screen by its object name or accessible name; behind a sheet there is none."""
        place = self.sheet() or self.window
        for widget in place.findChildren(kind):
            if widget.isVisible() and name in (widget.objectName(), widget.accessibleName()):
                return widget
        return None

    def see_as(self, name: str, kind: type[W]) -> W:
        """Return a control that has to be on screen.

        Raises:
            OperatorError: it is not.
        """
        found = self.find_as(name, kind)
        if found is None:
            raise OperatorError("demo.not_on_screen", name=name)
        return found

    def find(self, name: str) -> QAbstractButton | None:
        """Return a button on screen by its object name or accessible name."""
        return self.find_as(name, QAbstractButton)

    def see(self, name: str) -> QAbstractButton:
        """Return a button that has to be on screen.

        Raises:
            OperatorError: it is not.
        """
        return self.see_as(name, QAbstractButton)

    # ------------------------------------------------------------ pressing

    def press(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press a widget, in its middle or `at` a place of it, where the window itself finds it."""
        self._scroll_to(widget)
        self._press_at(widget, at or self._spot(widget))

    def press_named(self, name: str) -> None:
        """Press a button by its object name or accessible name."""
        self.press(self.see(name))

    def _spot(self, widget: QWidget) -> QPoint:
        """Return a place to press, away from the last one where the widget is wide enough for that."""
        seen = widget.visibleRegion().boundingRect()
        middle = seen.center()
        spots = [middle, QPoint(seen.left() + seen.width() // 5, middle.y()), QPoint(seen.right() - 8, middle.y())]
        top = widget.window()
        return next((spot for spot in spots if self._is_away(widget.mapTo(top, spot))), middle)

    def _is_away(self, place: QPoint) -> bool:
        """Tell whether a press would count beside those before: the window drops quick second taps at one place."""
        # The window remembers the last press of a button, which one on something else may have followed.
        self._presses = [press for press in self._presses[-2:] if not press[1].hasExpired(self.rest_ms)]
        return all((place - last).manhattanLength() > SAME_PLACE for last, _ in self._presses)

    def _press_at(self, widget: QWidget, at: QPoint) -> None:
        top = widget.window()
        place = widget.mapTo(top, at)
        hit = top.childAt(place)
        if hit is not widget and not (hit is not None and widget.isAncestorOf(hit)):
            raise OperatorError("demo.covered", name=widget.objectName() or widget.accessibleName())
        self.wait(lambda: self._is_away(place), "the time between two taps")
        since = QElapsedTimer()
        since.start()
        self._presses.append((place, since))
        self.tap(top, place)

    def tap(self, top: QWidget, place: QPoint) -> None:
        """Press and let go at a place of a window."""
        none, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        QTest.mouseMove(self._handle(top), place)
        QTest.mousePress(self._handle(top), button, none, place)
        QTest.mouseRelease(self._handle(top), button, none, place)

    def _handle(self, widget: QWidget) -> QWindow:
        """Return what takes a window's events; asked anew each time, as event filters can end the life of the copy."""
        handle = widget.windowHandle()
        if handle is None:
            raise OperatorError("demo.not_on_screen", name=widget.objectName())
        return handle

    def _scroll_to(self, widget: QWidget) -> None:
        """Scroll until a widget is on screen: by the button that says so where there is one, else by the wheel."""
        area = _scrolled_by(widget)
        if area is None:
            return
        for _ in range(MOST_NOTCHES):
            view = area.viewport()
            place = QRect(widget.mapTo(view, QPoint()), widget.size())
            if view.rect().contains(place) or (place.height() > view.height() and place.top() == 0):
                return
            self._scroll(area, down=place.bottom() > view.rect().bottom())

    def _scroll(self, area: QAbstractScrollArea, *, down: bool) -> None:
        owner = area.parentWidget()
        if isinstance(owner, ShowMoreArea):
            button = owner.button if down else owner.up_button
            if button is not None and button.isVisible():
                bar, before = area.verticalScrollBar(), area.verticalScrollBar().value()
                self.press(button)
                self.wait(lambda: bar.value() != before, "more of a page")
                return
        self._turn_wheel(area, -WHEEL if down else WHEEL)

    def _turn_wheel(self, area: QAbstractScrollArea, turn: int) -> None:
        top, view = area.window(), area.viewport()
        place = view.mapTo(top, QPoint(4, view.height() // 2))
        QTest.wheelEvent(self._handle(top), QPointF(place), QPoint(0, turn))

    # ------------------------------------------------------------ keys

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        QTest.keyClick(self._handle(self.window), key, modifier)

    def type(self, text: str) -> None:
        """Type a text into whatever has the focus."""
        for sign in text:
            # Qt's codes of letters and digits are those of ASCII's capitals.
            code = ord(sign.upper()) if sign.isascii() else 0
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, sign)
                QCoreApplication.sendEvent(self._handle(self.window), event)

    def write(self, field: QWidget, text: str) -> None:
        """Type a text into a field."""
        self.press(field)
        self.wait(lambda: QApplication.focusWidget() is field, "a field to write into")
        self.type(text)

    def pick(self, box: QComboBox, key: str) -> None:
        """Choose from a drop-down by the key of the option."""
        self.press(box)
        self.wait(box.view().isVisible, "a list to choose from")
        steps = box.findData(key) - box.currentIndex()
        for _ in range(abs(steps)):
            self.key(Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
        self.key(Qt.Key.Key_Return)
        self.wait(lambda: box.currentData() == key, "the choice in a list")

    # ------------------------------------------------------------ other controls

    def rate(self, scale: Scale, stop: int) -> None:
        """Tap a stop of a scale, 1 to 5."""
        self.press(scale, scale.stop_center(stop).toPoint())

    def draw(self, pad: QWidget, strokes: Iterable[Sequence[PenPoint]]) -> None:
        """Write on a pad with a pen, stroke by stroke."""
        kinds = QEvent.Type
        for stroke in strokes:
            for index, point in enumerate(stroke):
                self._move_pen(pad, point, kinds.TabletMove if index else kinds.TabletPress)
            self._move_pen(pad, stroke[-1], kinds.TabletRelease)

    def _move_pen(self, pad: QWidget, point: PenPoint, kind: QEvent.Type) -> None:
        x, y, pressure = point
        top = pad.window()
        place = QPointF(pad.mapTo(top, QPoint())) + QPointF(x * pad.width(), y * pad.height())
        changed = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
        down = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
        event = QTabletEvent(
            kind,
            self._pen,
            place,
            QPointF(top.mapToGlobal(place)),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            Qt.KeyboardModifier.NoModifier,
            changed,
            down,
        )
        QCoreApplication.sendEvent(self._handle(top), event)


def _scrolled_by(widget: QWidget) -> QAbstractScrollArea | None:
    """Return the scrolling place that a widget lies in, but not the field that is one itself."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return parent
        parent = parent.parentWidget()
    return None
