"""The countdown ring of the privacy cover and the last screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets.painting import smooth
from ui.widgets.text import TextBlock

__all__ = ["CountdownRing"]


class CountdownRing(QWidget):
    """A ring that empties and the seconds left in it. With reduced motion only the number changes."""

    accessible_role = QAccessible.Role.ProgressBar

    def __init__(self, look: Look, total: int, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._total = max(total, 1)
        self._remaining = total
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_remaining(self, seconds: int) -> None:
        """Show how many seconds are left."""
        if seconds != self._remaining:
            self._remaining = max(seconds, 0)
            self.update()

    def accessible_value(self) -> str:
        """Return the seconds left."""
        return str(self._remaining)

    def sizeHint(self) -> QSize:
        side = round(self._look.px("h1") * 3.1)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        width = max(8.0, self.width() / 14)
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("line" if look.theme != "contrast" else "surface"), width))
        painter.drawEllipse(box)
        share = 1.0 if look.reduced_motion else min(self._remaining / self._total, 1.0)
        painter.setPen(QPen(look.color("accent"), width, c=Qt.PenCapStyle.RoundCap))
        # The filled part starts at the top and runs with the clock, in every language, as clocks do.
        painter.drawArc(box, 90 * 16, -round(share * 360 * 16))
        number = TextBlock(str(self._remaining), look, "h1", bold=True, align="center")
        height = number.lay_out(self.width())
        number.draw(painter, 0, (self.height() - height) / 2, look.color("ink"))
