"""Cards: a painted panel with a column of widgets in it."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets.painting import follow_width, panel, smooth

__all__ = ["Card", "CardKind", "Line"]

CardKind = Literal["plain", "accent", "flag", "quiet"]
PAINT: Final[dict[CardKind, tuple[str, str, str]]] = {
    "plain": ("surface", "line", "hairline"),
    "accent": ("surface", "accent", "control"),
    "flag": ("surface", "flagBar", "hairline"),
    "quiet": ("sunken", "", "hairline"),
}


class Card(QWidget):
    """A panel; put widgets into `body`. `accent` has a strong edge, `flag` that of questions, `quiet` a sunken fill."""

    def __init__(
        self, look: Look, kind: CardKind = "plain", *, padding: int = 28, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kind: CardKind = kind
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(look.space(2))
        follow_width(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        fill, border, width = PAINT[self._kind]
        # High contrast has no tints: there an edge shows where the card ends.
        border = border or ("line" if look.theme == "contrast" else "")
        edge = look.color(border) if border else None
        panel(smooth(self), QRectF(self.rect()), look.radius("card"), look.color(fill), edge, look.border(width))


class Line(QWidget):
    """A hairline between things; decoration only."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(look.border("hairline"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.fillRect(self.rect(), self._look.color("line"))
