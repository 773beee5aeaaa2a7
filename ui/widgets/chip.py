"""Chips: a status in an icon and a word."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QAccessible, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets.painting import draw_icon, panel, smooth, start_x
from ui.widgets.text import TextBlock

__all__ = ["Chip", "ChipKind"]

ChipKind = Literal["accent", "ok", "attention", "flag", "quiet"]
ROLES: Final[dict[ChipKind, tuple[str, str]]] = {
    "accent": ("accentTint", "accentText"),
    "ok": ("okBg", "okText"),
    "attention": ("attnBg", "attnText"),
    "flag": ("flagBg", "flagText"),
    "quiet": ("sunken", "ink"),
}
PAD: Final = 12


class Chip(QWidget):
    """A small label with a fill, and an edge in high contrast."""

    accessible_role = QAccessible.Role.StaticText

    def __init__(
        self, text: str, look: Look, icon: str = "", kind: ChipKind = "accent", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = icon
        self._kind: ChipKind = kind
        self._block = TextBlock(text, look, "cap", bold=True)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def _side(self) -> int:
        return self._look.icon_size("inline") if self._icon else 0

    @property
    def _gap(self) -> int:
        return self._look.space(2) if self._icon else 0

    def sizeHint(self) -> QSize:
        return QSize(2 * PAD + self._side + self._gap + self._block.natural_width, self._look.line("cap") + 16)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        fill, text = ROLES[self._kind]
        painter = smooth(self)
        edge = look.color("control") if look.theme == "contrast" else None
        panel(painter, QRectF(self.rect()), look.radius("chip"), look.color(fill), edge, look.border("control"))
        width = self._block.natural_width
        height = self._block.lay_out(width)
        direction = self.layoutDirection()
        left = start_x(PAD + self._side + self._gap, width, self.width(), direction)
        self._block.draw(painter, left, (self.height() - height) / 2, look.color(text))
        if self._icon:
            icon_x = start_x(PAD, self._side, self.width(), direction)
            draw_icon(painter, look, self._icon, QPointF(icon_x, (self.height() - self._side) / 2), self._side, text)
