"""Reading text: paragraphs and lists with glossary words, painted. Never markup: formats come from spans alone.

Owns the glossary word as a touch target and the sentence that is being read aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Bullets, Paragraph, Span
from ui.theme import Look
from ui.widgets.painting import follow_width, smooth, start_x
from ui.widgets.tap import SLOP, is_second_tap
from ui.widgets.text import TextBlock, sentence_ranges, spans_text

__all__ = ["Prose"]

COMFORTABLE_EMS: Final = 30


@dataclass(slots=True)
class Piece:
    """One laid-out paragraph or list item and where it stands."""

    block: TextBlock
    bullet: bool
    gap: int
    sentences: tuple[tuple[int, int], ...]
    y: int = 0


class Prose(QWidget):
    """Paragraphs and lists in one type role; a tap on a glossary word emits its id."""

    accessible_role = QAccessible.Role.StaticText
    term_activated = Signal(str)

    def __init__(
        self,
        blocks: Sequence[Paragraph | Bullets],
        look: Look,
        *,
        role: str = "body",
        color: str = "ink",
        line: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._role = role
        self._color = color
        self._pieces: list[Piece] = []
        for index, block in enumerate(blocks):
            gap = look.space(4) if index else 0
            if isinstance(block, Paragraph):
                self._add(block.spans, bullet=False, gap=gap, line=line)
            else:
                for item_index, item in enumerate(block.items):
                    self._add(item, bullet=True, gap=gap if item_index == 0 else look.space(2), line=line)
        self._marked = -1
        self._pressed = ""
        self._laid_out = -1
        self._height = 0
        follow_width(self)
        self.setAccessibleName("\n".join(self._piece_text(piece) for piece in self._pieces))

    def _add(self, spans: tuple[Span, ...], *, bullet: bool, gap: int, line: int) -> None:
        block = TextBlock(spans, self._look, self._role, line=line)
        self._pieces.append(Piece(block, bullet, gap, sentence_ranges(spans_text(spans))))

    @staticmethod
    def _piece_text(piece: Piece) -> str:
        return f"• {piece.block.text}" if piece.bullet else piece.block.text

    def _indent(self, piece: Piece) -> int:
        return round(self._look.px(self._role) * 1.2) if piece.bullet else 0

    def lay_out(self, width: int) -> int:
        """Wrap all text to a width and return the height, in px."""
        if width != self._laid_out:
            y = 0
            for piece in self._pieces:
                y += piece.gap
                piece.y = y
                y += piece.block.lay_out(width - self._indent(piece))
            self._laid_out, self._height = width, y
        return self._height

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.lay_out(width)

    def sizeHint(self) -> QSize:
        natural = max((piece.block.natural_width + self._indent(piece) for piece in self._pieces), default=0)
        # Asking for the natural width lays pieces out anew.
        self._laid_out = -1
        width = min(natural, COMFORTABLE_EMS * self._look.px(self._role))
        return QSize(width, self.lay_out(width))

    def minimumSizeHint(self) -> QSize:
        line = min((piece.block.line_height for piece in self._pieces), default=self._look.line(self._role))
        return QSize(6 * self._look.px(self._role), line)

    def has_terms(self) -> bool:
        """Tell whether there are glossary words in the text."""
        return any(piece.block.has_terms() for piece in self._pieces)

    def sentences(self) -> tuple[str, ...]:
        """Return the sentences to read aloud, in order."""
        return tuple(
            text.encode("utf-16-le")[2 * start : 2 * (start + length)].decode("utf-16-le")
            for text, ranges in ((piece.block.text, piece.sentences) for piece in self._pieces)
            for start, length in ranges
        )

    def highlight_sentence(self, index: int) -> None:
        """Put a tint behind one sentence of `sentences`; -1 takes it away."""
        if index != self._marked:
            self._marked = index
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.lay_out(self.width())
        painter = smooth(self)
        color = self._look.color(self._color)
        sentence = 0
        for piece in self._pieces:
            left = self._left(piece)
            here = self._marked - sentence
            marked = piece.sentences[here] if 0 <= here < len(piece.sentences) else None
            piece.block.draw(painter, left, piece.y, color, marked)
            if piece.bullet:
                self._paint_bullet(painter, piece)
            sentence += len(piece.sentences)

    def _left(self, piece: Piece) -> float:
        indent = self._indent(piece)
        return start_x(indent, self.width() - indent, self.width(), self.layoutDirection())

    def _paint_bullet(self, painter: QPainter, piece: Piece) -> None:
        radius = max(3.0, self._look.px(self._role) * 0.14)
        x = start_x(self._look.px(self._role) * 0.3, 2 * radius, self.width(), self.layoutDirection()) + radius
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color(self._color))
        painter.drawEllipse(QPointF(x, piece.y + piece.block.line_height * 0.54), radius, radius)

    def term_at(self, point: QPointF) -> str:
        """Return the glossary id at a point of the widget, or an empty string."""
        self.lay_out(self.width())
        for piece in self._pieces:
            term = piece.block.term_at(point - QPointF(self._left(piece), piece.y))
            if term:
                return term
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.term_at(event.position())
        if not self._pressed or is_second_tap(self, event):
            self._pressed = ""
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        term, self._pressed = self._pressed, ""
        if not term:
            return
        reach = (QPointF(0, 0), QPointF(SLOP, 0), QPointF(-SLOP, 0), QPointF(0, SLOP), QPointF(0, -SLOP))
        if any(self.term_at(event.position() + offset) == term for offset in reach):
            self.term_activated.emit(term)
