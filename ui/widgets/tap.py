"""How a touch becomes a press: release inside the target plus 12 px, and no second tap within 400 ms.

The last tap is kept on the window, so that a double tap does not hit what came up under the finger after the first.
"""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

__all__ = ["SECOND_TAP_MS", "SLOP", "TapButton", "is_second_tap"]

SLOP: Final = 12
SECOND_TAP_MS: Final = 400
SAME_PLACE: Final = 48
"""Two taps further apart than a least target, in px, are two decisions however fast they come."""
LAST_TAP: Final = "candor_last_tap"


def is_second_tap(widget: QWidget, event: QMouseEvent) -> bool:
    """Tell whether a press follows another one at the same place of the window within 400 ms; remembers the press."""
    window = widget.window()
    now = event.timestamp() or int(time.monotonic() * 1000)
    place = event.globalPosition()
    last = window.property(LAST_TAP)
    if isinstance(last, tuple):
        then, x, y = last
        close = (place - QPointF(x, y)).manhattanLength() <= SAME_PLACE
        if close and 0 <= now - then < SECOND_TAP_MS:
            return True
    window.setProperty(LAST_TAP, (now, place.x(), place.y()))
    return False


class TapButton(QAbstractButton):
    """A button for fingers, pens and keys: Space and Enter press it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.repeats = False
        """Whether quick second taps count, as on number keys."""

    def hitButton(self, pos: QPoint) -> bool:
        grow = SLOP if self.isDown() else 0
        return self.rect().adjusted(-grow, -grow, grow, grow).contains(pos)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self.repeats and is_second_tap(self, event):
            event.accept()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down) and self.group() is None:
            # Arrows belong to groups; here Qt would move the focus, in an order of its own.
            event.ignore()
            return
        super().keyPressEvent(event)
