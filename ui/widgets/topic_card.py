"""A card with a topic's icon, a heading, text and its own source line (screen 05)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QAccessible, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Card
from ui.theme import Look
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.prose import Prose
from ui.widgets.text import TextBlock

__all__ = ["TopicCard"]

PAD_X: Final = 26
GAP: Final = 20


class TopicCard(QWidget):
    """One card; `source` is the ready source line, or empty."""

    accessible_role = QAccessible.Role.Grouping

    def __init__(self, card: Card, source: str, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = card.icon
        self._pad_y = 22 if look.step <= 1.25 else 16
        self._heading = TextBlock(card.heading, look, "h3", bold=True)
        self._source = TextBlock(source, look, "cap") if source else None
        self.prose = Prose(card.blocks, look, parent=self)
        self._sentences = (card.heading, *self.prose.sentences(), *((source,) if source else ()))
        self.setAccessibleName(card.heading)
        self.setAccessibleDescription(source)
        follow_width(self)

    def has_source(self) -> bool:
        """Tell whether the card names its source."""
        return self._source is not None

    def sentences(self) -> tuple[str, ...]:
        """Return the card's sentences, heading first and source last."""
        return self._sentences

    def highlight_sentence(self, index: int) -> None:
        """Mark a sentence of the text; heading and source are not marked."""
        last = len(self._sentences) - (1 if self._source is not None else 0)
        self.prose.highlight_sentence(index - 1 if 0 < index < last else -1)

    @property
    def _start(self) -> int:
        # In a narrow card at large text the icon stands before the heading only, so that the text keeps its width.
        return PAD_X + self._look.icon_size("card") + GAP

    def _text_start(self, width: int) -> int:
        narrow = width < 16 * self._look.px("body") or self._look.step > 1.25
        return PAD_X if narrow else self._start

    def _measure(self, width: int) -> tuple[int, int, int]:
        heading = max(self._heading.lay_out(width - self._start - PAD_X), self._look.icon_size("card"))
        start = self._text_start(width)
        text = self.prose.lay_out(width - start - PAD_X)
        source = self._source.lay_out(width - start - PAD_X) + 8 if self._source is not None else 0
        return heading, text, source

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._measure(width)) + 6 + 2 * self._pad_y

    def sizeHint(self) -> QSize:
        return QSize(590, self.heightForWidth(590))

    def resizeEvent(self, event: object) -> None:
        heading, text, _ = self._measure(self.width())
        start = self._text_start(self.width())
        room = self.width() - start - PAD_X
        left = round(start_x(start, room, self.width(), self.layoutDirection()))
        self.prose.setGeometry(left, self._pad_y + heading + 6, room, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, direction, width = self._look, self.layoutDirection(), self.width()
        painter = smooth(self)
        edge = look.border("hairline")
        panel(painter, QRectF(self.rect()), look.radius("card"), look.color("surface"), look.color("line"), edge)
        _, _, source = self._measure(width)
        side = look.icon_size("card")
        icon_y = self._pad_y + max((self._heading.line_height - side) / 2, 0)
        draw_icon(
            painter, look, self._icon, QPointF(start_x(PAD_X, side, width, direction), icon_y), side, "accentText"
        )
        room = width - self._start - PAD_X
        self._heading.draw(painter, start_x(self._start, room, width, direction), self._pad_y, look.color("ink"))
        if self._source is not None:
            start = self._text_start(width)
            room = width - start - PAD_X
            top = self.height() - self._pad_y - source + 8
            self._source.draw(painter, start_x(start, room, width, direction), top, look.color("ink2"))
