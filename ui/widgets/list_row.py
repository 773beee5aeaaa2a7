"""A row of a list that leads somewhere: its title, and an arrow at the end."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.tap import TapButton
from ui.widgets.text import TextBlock

__all__ = ["ListRow"]

PAD: Final = 22
GAP: Final = 16
LEAST: Final = 72
"""The least height, in px."""


class ListRow(TapButton):
    """One title as a large target; a long one wraps."""

    def __init__(self, text: str, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._block = TextBlock(text, look, "body", bold=True)
        self._side = look.icon_size("tool")
        self.setText(text)
        self.setAccessibleName(text)
        follow_width(self)

    def _room(self, width: int) -> int:
        return width - 2 * PAD - GAP - self._side

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(LEAST, self._block.lay_out(self._room(width)) + 2 * self._look.space(4))

    def sizeHint(self) -> QSize:
        width = self._block.natural_width + 2 * PAD + GAP + self._side
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, direction = smooth(self), self._look, self.layoutDirection()
        fill = look.color("accentTint" if self.isDown() else "surface")
        edge = look.color("control")
        panel(painter, QRectF(self.rect()), look.radius("control"), fill, edge, look.border("control"))
        room = self._room(self.width())
        top = (self.height() - self._block.lay_out(room)) / 2
        self._block.draw(painter, start_x(PAD, room, self.width(), direction), top, look.color("ink"))
        arrow = start_x(self.width() - PAD - self._side, self._side, self.width(), direction)
        draw_icon(painter, look, "next", QPointF(arrow, (self.height() - self._side) / 2), self._side, "accentText")
