"""The five-stop scale: how much one thing matters. Tap, no dragging; tapping the same stop again clears it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent, QKeyEvent, QMouseEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets.painting import smooth
from ui.widgets.tap import SLOP, is_second_tap

__all__ = ["STOPS", "Scale"]

STOPS: Final = 5
CIRCLE: Final = 40


class Scale(QWidget):
    """One line of stops. `stop_names` are the accessible words of the stops, `empty_name` those of no answer."""

    accessible_role = QAccessible.Role.Slider
    rated = Signal(object)
    """The rating from 1 to 5, or None when it was cleared."""

    def __init__(
        self, label: str, stop_names: tuple[str, ...], empty_name: str, look: Look, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if len(stop_names) != STOPS:
            raise ValueError("a scale has five stops")
        self._look = look
        self._names = stop_names
        self._empty = empty_name
        self._rating: int | None = None
        self._pressed: int | None = None
        self._stop = look.target_size("scaleStop")
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def rating(self) -> int | None:
        """Return the rating from 1 to 5, or None."""
        return self._rating

    def set_rating(self, rating: int | None) -> None:
        """Show a rating without a signal."""
        self._rating = rating
        self.setAccessibleDescription(self.accessible_value())
        self.update()

    def accessible_value(self) -> str:
        """Return the rating in words."""
        return self._empty if self._rating is None else self._names[self._rating - 1]

    def sizeHint(self) -> QSize:
        return QSize(STOPS * self._stop[0], self._stop[1])

    def minimumSizeHint(self) -> QSize:
        return QSize(STOPS * self._look.target("minimum"), self._stop[1])

    def stop_center(self, stop: int) -> QPointF:
        """Return the middle of a stop (1 to 5) in this widget."""
        step = self.width() / STOPS
        place = stop - 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else STOPS - stop
        return QPointF((place + 0.5) * step, self.height() / 2)

    def stop_at(self, point: QPointF, slop: int = 0) -> int | None:
        """Return the stop under a point, or None outside the line."""
        if not self.rect().adjusted(-slop, -slop, slop, slop).contains(point.toPoint()):
            return None
        return min(range(1, STOPS + 1), key=lambda stop: abs(self.stop_center(stop).x() - point.x()))

    def _rate(self, rating: int | None) -> None:
        self.set_rating(rating)
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, rating or 0))
        self.rated.emit(rating)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = None if is_second_tap(self, event) else self.stop_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        reach = self._stop[0] / 2 + SLOP
        if (
            self.stop_at(event.position(), SLOP) is not None
            and abs(self.stop_center(pressed).x() - event.position().x()) <= reach
        ):
            self._rate(None if pressed == self._rating else pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        forward = Qt.Key.Key_Right if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else Qt.Key.Key_Left
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            now = self._rating or (0 if key == forward else STOPS + 1)
            self._rate(max(1, min(STOPS, now + (1 if key == forward else -1))))
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_5:
            self._rate(int(key) - int(Qt.Key.Key_0))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) or (key == Qt.Key.Key_Space and self._rating is not None):
            self._rate(None)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        painter.setPen(QPen(look.color("control"), look.border("control")))
        painter.drawLine(self.stop_center(1), self.stop_center(STOPS))
        for stop in range(1, STOPS + 1):
            chosen = stop == self._rating
            width = look.border("chosen" if chosen else "control")
            painter.setPen(QPen(look.color("accent" if chosen else "control"), width))
            painter.setBrush(look.color("accentTint" if stop == self._pressed else "surface"))
            radius = (CIRCLE - width) / 2
            painter.drawEllipse(self.stop_center(stop), radius, radius)
            if chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("accent"))
                painter.drawEllipse(self.stop_center(stop), CIRCLE * 0.32, CIRCLE * 0.32)
