"""What the on-screen keyboard covers of the window, told when the window may give way to it.

Owns the waiting: a press that has begun ends where it began. A finger on Next takes the focus from the field, the
keyboard goes, and without the wait Next would be elsewhere when the finger is lifted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

__all__ = ["KeyboardRoom", "keyboard_rectangle", "press_is_on"]

AGAIN_MS: Final = 50
"""How often a press that has not ended is looked at."""


def keyboard_rectangle() -> QRectF:
    """Return where the on-screen keyboard is, in px of the window; empty while there is none."""
    method = QGuiApplication.inputMethod()
    return method.keyboardRectangle() if method.isVisible() else QRectF()


def press_is_on() -> bool:
    """Tell whether a finger, a pen or a button of the mouse is down."""
    return QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton


class KeyboardRoom(QObject):
    """The px at the window's lower edge that are the keyboard's. `rectangle` and `pressed` ask the system."""

    changed = Signal()

    def __init__(
        self,
        window: QWidget,
        *,
        rectangle: Callable[[], QRectF] = keyboard_rectangle,
        pressed: Callable[[], bool] = press_is_on,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._rectangle = rectangle
        self._pressed = pressed
        self._covered = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._settle)
        method = QGuiApplication.inputMethod()
        method.visibleChanged.connect(self.look)
        method.keyboardRectangleChanged.connect(self.look)

    @property
    def covered(self) -> int:
        """The height that the window leaves free for the keyboard, in px; 0 without one."""
        return self._covered

    def look(self) -> None:
        """Look where the keyboard is, once what is going on now is over: from field to field it goes and comes."""
        self._timer.start(0)

    def _settle(self) -> None:
        if self._pressed():
            self._timer.start(AGAIN_MS)
            return
        window = self._window.rect().toRectF()
        shared = self._rectangle().intersected(window)
        # A keyboard that floats in the middle covers no edge; one as high as the window would leave nothing.
        at_edge = not shared.isEmpty() and shared.bottom() >= window.bottom() - 1
        covered = min(round(window.bottom() - shared.top()), self._window.height() * 3 // 4) if at_edge else 0
        if covered != self._covered:
            self._covered = covered
            self.changed.emit()
