"""A card of labelled rows, to be compared with its neighbours: the same rows in the same places on every card.

Owns the common height of each row. A choice with little to say has the same size and look as one with much.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QAccessible, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Card
from ui.theme import Look
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.prose import Prose
from ui.widgets.text import TextBlock

__all__ = ["RowCard", "align"]

PAD_X: Final = 24
PAD_Y: Final = 14
GAP: Final = 16
CLOSER: Final = 0.9
"""Line height of the rows, as a share of that of running text."""
CLOSE: Final = 3
ROOMY: Final = 8
"""Free space above and below each row, in px: the least, and what is wanted."""


class RowCard(QWidget):
    """One card; each of its blocks is a row. `align` gives cards that stand on one page common rows."""

    accessible_role = QAccessible.Role.Grouping
    term_activated = Signal(str)

    def __init__(self, card: Card, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = card.icon
        self._heading = TextBlock(card.heading, look, "h3", bold=True)
        line = round(look.line("body") * CLOSER)
        self.rows = [Prose((block,), look, line=line, parent=self) for block in card.blocks]
        for row in self.rows:
            row.term_activated.connect(self.term_activated)
        self._peers: tuple[RowCard, ...] = (self,)
        self._sentences = (card.heading, *(one for row in self.rows for one in row.sentences()))
        self.setAccessibleName(card.heading)
        follow_width(self)

    def set_peers(self, peers: tuple[RowCard, ...]) -> None:
        """Take the heights of rows from these cards, this one among them."""
        self._peers = peers
        self.updateGeometry()

    def has_source(self) -> bool:
        """Tell that the page names the sources: a card for each would repeat them."""
        return False

    def has_terms(self) -> bool:
        """Tell whether a row holds glossary words."""
        return any(row.has_terms() for row in self.rows)

    def sentences(self) -> tuple[str, ...]:
        """Return the card's sentences, heading first."""
        return self._sentences

    def highlight_sentence(self, index: int) -> None:
        """Mark a sentence of the rows; the heading is not marked."""
        index -= 1
        for row in self.rows:
            count = len(row.sentences())
            row.highlight_sentence(index if 0 <= index < count else -1)
            index -= count

    def heading_height(self, room: int) -> int:
        """Return the height of the heading in `room` px."""
        return self._heading.lay_out(room)

    def _head(self, width: int) -> int:
        """Return the height of the heading, the tallest of all cards."""
        room = width - 2 * PAD_X - self._look.icon_size("card") - GAP
        tallest = max(card.heading_height(room) for card in self._peers)
        return max(tallest, self._look.icon_size("card"))

    def own_heights(self, width: int) -> list[int]:
        """Return the height of each row of this card."""
        return [row.lay_out(width - 2 * PAD_X) for row in self.rows]

    def _common_heights(self, width: int) -> list[int]:
        """Return the height of each row, that of the tallest of its kind."""
        return [max(kind) for kind in itertools.zip_longest(*(c.own_heights(width) for c in self._peers), fillvalue=0)]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._height(width, card.own_heights(width), CLOSE) for card in self._peers)

    def roomy_height(self, width: int) -> int:
        """Return the height with rows in the same places on all cards, and the free space that is wanted, in px."""
        return self._height(width, self._common_heights(width), ROOMY)

    def _height(self, width: int, rows: Sequence[int], between: int) -> int:
        return 2 * PAD_Y + self._head(width) + sum(rows) + (2 * len(rows) - 1) * between

    def _plan(self, width: int) -> list[tuple[int, int]]:
        """Return where each row begins, in px from the top, and its height; common rows where there is room."""
        common, own = self._common_heights(width), self.own_heights(width)
        rows = common if self.height() >= self._height(width, common, CLOSE) else own
        spare = self.height() - self._height(width, rows, 0)
        between = max(CLOSE, min(ROOMY, spare // max(2 * len(rows) - 1, 1)))
        plan, y = [], PAD_Y + self._head(width)
        for height in rows:
            plan.append((y + between, height))
            y += height + 2 * between
        return plan

    def sizeHint(self) -> QSize:
        return QSize(590, self.heightForWidth(590))

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.width()
        room = width - 2 * PAD_X
        left = round(start_x(PAD_X, room, width, self.layoutDirection()))
        for row, (top, height) in zip(self.rows, self._plan(width), strict=False):
            row.setGeometry(left, top, room, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, direction, width = self._look, self.layoutDirection(), self.width()
        painter = smooth(self)
        edge = look.border("hairline")
        panel(painter, QRectF(self.rect()), look.radius("card"), look.color("surface"), look.color("line"), edge)
        side = look.icon_size("card")
        icon = QPointF(start_x(PAD_X, side, width, direction), PAD_Y + (self._heading.line_height - side) / 2)
        draw_icon(painter, look, self._icon, icon, side, "accentText")
        room = width - 2 * PAD_X - side - GAP
        self._heading.lay_out(room)
        left = start_x(PAD_X + side + GAP, room, width, direction)
        self._heading.draw(painter, left, PAD_Y, look.color("ink"))
        for row in self.rows:
            # Halfway between the rows, where these have more room than they need.
            line = row.y() - max((row.y() - self._ends_above(row)) // 2, CLOSE)
            painter.fillRect(QRectF(PAD_X, line, width - 2 * PAD_X, edge), look.color("line"))

    def _ends_above(self, row: Prose) -> int:
        """Return where what stands above a row ends, in px from the top."""
        index = self.rows.index(row)
        if not index:
            return PAD_Y + self._head(self.width())
        return self.rows[index - 1].geometry().bottom() + 1


def align(cards: Sequence[RowCard]) -> None:
    """Give cards common rows."""
    for card in cards:
        card.set_peers(tuple(cards))
