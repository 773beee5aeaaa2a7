"""Labels that show text as it is: never markup, line heights from the tokens, wrapped and never clipped."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import Look
from ui.widgets.painting import draw_icon, follow_width, smooth, start_x
from ui.widgets.text import Align, TextBlock

__all__ = ["Heading", "IconLine", "PlainLabel", "plain"]

COMFORTABLE_EMS = 30
"""Widest line that a label asks for by itself, in type sizes: about 60 characters."""


class PlainLabel(QLabel):
    """A paragraph of plain text in one type role and one colour role."""

    def __init__(
        self,
        text: str,
        look: Look,
        role: str = "body",
        *,
        bold: bool = False,
        color: str = "ink",
        align: Align = "start",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._role = role
        self._bold = bold
        self._color = color
        self._align: Align = align
        self._block = TextBlock(text, look, role, bold=bold, align=align)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)
        follow_width(self)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._block = TextBlock(text, self._look, self._role, bold=self._bold, align=self._align)
        self.updateGeometry()
        self.update()

    def set_color(self, role: str) -> None:
        """Draw in another colour role."""
        self._color = role
        self.update()

    def natural_width(self) -> int:
        """Return the width of the text on one line, in px."""
        return self._block.natural_width

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        return self._block.lay_out(width - margins.left() - margins.right()) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        width = min(self._block.natural_width, COMFORTABLE_EMS * self._look.px(self._role))
        margins = self.contentsMargins()
        width += margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._block.natural_width, 4 * self._look.px(self._role)), self._look.line(self._role))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        area = self.contentsRect()
        self._block.lay_out(area.width())
        self._block.draw(painter, area.x(), area.y(), self._look.color(self._color))


class Heading(PlainLabel):
    """A title. Screen readers hear it as a heading; it can take the focus by program, not by Tab."""

    accessible_role = QAccessible.Role.Heading

    def __init__(
        self,
        text: str,
        look: Look,
        role: str = "h1",
        *,
        color: str = "ink",
        align: Align = "start",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, look, role, bold=True, color=color, align=align, parent=parent)
        self.setAccessibleName(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)


class IconLine(PlainLabel):
    """A line of text with an icon at its start.

    `IconLine("alert", text, look, color="errText", bold=True)` says what is missing.
    """

    def __init__(
        self,
        icon: str,
        text: str,
        look: Look,
        role: str = "body",
        *,
        bold: bool = False,
        color: str = "ink",
        parent: QWidget | None = None,
    ) -> None:
        self._icon = icon
        self._side = look.icon_size("tool")
        super().__init__(text, look, role, bold=bold, color=color, parent=parent)

    @property
    def _indent(self) -> int:
        return self._side + self._look.space(3)

    def heightForWidth(self, width: int) -> int:
        return max(self._block.lay_out(width - self._indent), self._side)

    def sizeHint(self) -> QSize:
        width = min(self._block.natural_width, COMFORTABLE_EMS * self._look.px(self._role)) + self._indent
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width() + self._indent, max(least.height(), self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        room = self.width() - self._indent
        height = self._block.lay_out(room)
        top = max((self.height() - height) // 2, 0) if self._block.lines == 1 else 0
        left = start_x(self._indent, room, self.width(), self.layoutDirection())
        self._block.draw(painter, left, top, self._look.color(self._color))
        icon_x = start_x(0, self._side, self.width(), self.layoutDirection())
        icon_y = top + (self._block.line_height - self._side) / 2
        draw_icon(painter, self._look, self._icon, QPointF(icon_x, icon_y), self._side, self._color)


def plain(
    text: str, look: Look, role: str = "body", *, bold: bool = False, color: str = "ink", align: Align = "start"
) -> PlainLabel:
    """Return a label that shows the text exactly as it is."""
    return PlainLabel(text, look, role, bold=bold, color=color, align=align)
