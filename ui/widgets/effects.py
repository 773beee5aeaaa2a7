"""Effects with their numbers: a table of painted rows where there is room, else one card for each effect.

Each row is a figure of its own for screen readers. A table view is not used: it reads badly with them here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Figure, FigureRow, FigureText
from ui.theme import Look
from ui.widgets.icon_array import dots_size, draw_dots
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.text import TextBlock

__all__ = ["EffectCard", "EffectTable", "effect_sentence"]

SHARES: Final = (0.30, 0.28, 0.28, 0.14)
"""The table's columns as shares of its width: effect, two groups, how long."""
TABLE_LEAST: Final = 1000
PAD: Final = 28
CARD_PAD: Final = 14
COLUMN_GAP: Final = 24


def effect_sentence(row: FigureRow, figure: Figure, text: FigureText, words: Mapping[str, str]) -> str:
    """Return one effect in full words: `words["figure.effect_row"]` once for each group, then how long it lasts."""
    effect = text.rows[row.id]
    parts = [
        words["figure.effect_row"].format(
            effect=effect.name, count=count, total=figure.denominator, group=text.groups[group]
        )
        for group, count in row.counts
    ]
    return " ".join([*parts, words["figure.duration"].format(duration=effect.duration)])


@dataclass(slots=True)
class Cell:
    """One group of one effect."""

    label: TextBlock
    number: TextBlock
    of: TextBlock
    count: int


class Effect(QWidget):
    """One effect's words and numbers, laid out by its subclasses."""

    accessible_role = QAccessible.Role.Graphic

    def __init__(
        self,
        row: FigureRow,
        figure: Figure,
        text: FigureText,
        look: Look,
        words: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        effect = text.rows[row.id]
        self._name = TextBlock(effect.name, look, "lead", bold=True, line=round(look.px("lead") * 1.25))
        self._explain = TextBlock(effect.explain, look, "small")
        self._duration = TextBlock(effect.duration, look, "small")
        of = words["figure.of"].format(total=figure.denominator)
        self._cells = [
            Cell(
                TextBlock(text.groups[group], look, "small", bold=True),
                TextBlock(str(count), look, "h3", bold=True),
                TextBlock(of, look, "small"),
                count,
            )
            for group, count in row.counts
        ]
        self._sentence = effect_sentence(row, figure, text, words)
        self.setAccessibleName(self._sentence)
        follow_width(self)

    def sentences(self) -> tuple[str, ...]:
        """Return the effect in full words, to read aloud."""
        return (self._sentence,)

    def _numbers_width(self, scale: float) -> float:
        dots = dots_size(self._look, scale).width()
        return dots + 14 + max(cell.number.natural_width + 6 + cell.of.natural_width for cell in self._cells)

    def _draw_numbers(self, painter: QPainter, cell: Cell, box: QRectF, scale: float) -> None:
        """Draw dots and "41 of 100" in a box, centred on its height."""
        look, direction = self._look, self.layoutDirection()
        size = dots_size(look, scale)
        middle = box.center().y()
        dots_left = box.left() + start_x(0, size.width(), box.width(), direction)
        draw_dots(painter, look, QPointF(dots_left, middle - size.height() / 2), scale, cell.count, direction)
        top = middle - cell.number.line_height / 2
        at = size.width() + 14
        for block, drop in ((cell.number, 0.0), (cell.of, (cell.number.line_height - cell.of.line_height) * 0.7)):
            width = block.natural_width
            block.lay_out(width)
            block.draw(painter, box.left() + start_x(at, width, box.width(), direction), top + drop, look.color("ink"))
            at += width + 6


@dataclass(frozen=True, slots=True)
class Head:
    """Where a card's words stand, in px within its edges.

    That is the explanation, how high name and explanation are together, the duration if it stands beside them, and
    what it takes below the groups if not.
    """

    explain: QPointF
    height: int
    duration: QPointF | None
    below: int


class EffectRow(Effect):
    """A row of the table."""

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        first = width * SHARES[0] - 12
        words = self._name.lay_out(first) + self._explain.lay_out(first)
        duration = self._duration.lay_out(width * SHARES[3])
        dots = round(dots_size(self._look, 1.0).height())
        return max(words, duration, dots) + 12

    def sizeHint(self) -> QSize:
        return QSize(1142, self.heightForWidth(1142))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, direction = self._look, self.layoutDirection()
        painter = smooth(self)
        width = self.width()
        first = width * SHARES[0] - 12
        name, explain = self._name.lay_out(first), self._explain.lay_out(first)
        top = (self.height() - name - explain) / 2
        left = start_x(0, first, width, direction)
        self._name.draw(painter, left, top, look.color("ink"))
        self._explain.draw(painter, left, top + name, look.color("ink2"))
        at = width * SHARES[0]
        for cell in self._cells:
            share = width * SHARES[1]
            self._draw_numbers(
                painter, cell, QRectF(start_x(at, share, width, direction), 0, share, self.height()), 1.0
            )
            at += share
        room = width - at
        height = self._duration.lay_out(room)
        self._duration.draw(
            painter, start_x(at, room, width, direction), (self.height() - height) / 2, look.color("ink")
        )


class EffectTable(QWidget):
    """All effects of a figure under one head."""

    accessible_role = QAccessible.Role.Grouping

    def __init__(
        self, figure: Figure, text: FigureText, look: Look, words: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        heads = [words["figure.effect"], *(text.groups[group] for group in figure.groups), words["figure.how_long"]]
        self._heads = [TextBlock(head, look, "small", bold=True) for head in heads]
        self.rows = [EffectRow(row, figure, text, look, words, self) for row in figure.rows]
        self.setAccessibleName(words["figure.effect"])
        follow_width(self)

    @staticmethod
    def fits(width: int, look: Look, groups: int) -> bool:
        """Tell whether a table can be read at this width and text step; else cards are used."""
        return width >= TABLE_LEAST and look.step <= 1.25 and groups == 2

    def sentences(self) -> tuple[str, ...]:
        """Return all effects in full words, to read aloud."""
        return tuple(sentence for row in self.rows for sentence in row.sentences())

    def _head_height(self, width: int) -> int:
        inner = width - 2 * PAD
        places = zip(self._heads, SHARES, strict=True)
        return max(head.lay_out(inner * share - 32) for head, share in places) + 20

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = sum(row.heightForWidth(width - 2 * PAD) for row in self.rows)
        return self._head_height(width) + rows + 4

    def sizeHint(self) -> QSize:
        return QSize(1200, self.heightForWidth(1200))

    def resizeEvent(self, event: object) -> None:
        width = self.width() - 2 * PAD
        head = self._head_height(self.width())
        heights = [row.heightForWidth(width) for row in self.rows]
        # Height to spare is shared out, so that the rows fill the card.
        spare = max(self.height() - head - 4 - sum(heights), 0) // max(len(heights), 1)
        y = head
        for row, height in zip(self.rows, heights, strict=True):
            row.setGeometry(PAD, y, width, height + spare)
            y += height + spare

    def paintEvent(self, event: QPaintEvent) -> None:
        look, direction = self._look, self.layoutDirection()
        painter = smooth(self)
        line = look.border("hairline")
        panel(painter, QRectF(self.rect()), look.radius("card"), look.color("surface"), look.color("line"), line)
        inner = self.width() - 2 * PAD
        head_height = self._head_height(self.width())
        at = 0.0
        for index, (head, share) in enumerate(zip(self._heads, SHARES, strict=True)):
            lead = look.icon_size("inline") + 8 if index == len(self._heads) - 1 else 0
            room = inner * share - lead - 4
            height = head.lay_out(room)
            left = PAD + start_x(at + lead, room, inner, direction)
            head.draw(painter, left, (head_height - height) / 2, look.color("ink"))
            if lead:
                side = look.icon_size("inline")
                icon_x = PAD + start_x(at, side, inner, direction)
                draw_icon(painter, look, "clock", QPointF(icon_x, (head_height - side) / 2), side, "ink")
            at += inner * share
        for row in self.rows:
            painter.fillRect(QRectF(PAD, row.y() - line, inner, line), look.color("line"))


class EffectCard(Effect):
    """One effect by itself: what it is with how long it lasts, and its groups next to each other or stacked.

    Where the groups stand next to each other, how long it lasts stands at the end of the first line.
    """

    @property
    def _scale(self) -> float:
        return 1 + (self._look.step - 1) / 2

    def _stacked(self, width: int) -> bool:
        count = len(self._cells)
        return (width - 2 * CARD_PAD - COLUMN_GAP * (count - 1)) / count < self._numbers_width(self._scale)

    def _group_height(self, room: float) -> int:
        label = max(cell.label.lay_out(room) for cell in self._cells)
        numbers = max(dots_size(self._look, self._scale).height(), self._cells[0].number.line_height)
        return round(label + 4 + numbers)

    def _fitting_scale(self, room: float) -> float:
        """The dots' scale for a column: they shrink rather than run out of it."""
        words = self._numbers_width(0)
        return min(self._scale, max((room - words) / dots_size(self._look, 1.0).width(), 0.4))

    @property
    def _lead(self) -> int:
        """The width of the clock before how long it lasts."""
        return self._look.icon_size("tool") + 10

    def _head(self, width: int) -> Head:
        """Return where the words stand in a card of a width: the duration first, as the others take what it leaves."""
        inner = width - 2 * CARD_PAD
        last = self._lead + self._duration.natural_width
        room = inner - last - COLUMN_GAP
        name, explain = self._name.natural_width, self._explain.natural_width
        if self._stacked(width) or room < max(name, inner // 2):
            words = self._name.lay_out(inner) + self._explain.lay_out(inner)
            duration = self._duration.lay_out(inner - self._lead)
            return Head(QPointF(0, self._name.height), words, None, duration + 8)
        if name + 12 + explain <= room:
            self._explain.lay_out(explain)
            height = self._name.lay_out(name)
            beside = QPointF(name + 12, (height - self._explain.height) * 0.7)
            return Head(beside, height, QPointF(inner - last, (height - self._duration.line_height) * 0.7), 0)
        height = self._name.lay_out(room)
        words = height + self._explain.lay_out(room)
        at = QPointF(inner - last, (self._name.line_height - self._duration.line_height) * 0.7)
        return Head(QPointF(0, height), words, at, 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inner = width - 2 * CARD_PAD
        head = self._head(width)
        count = len(self._cells)
        if self._stacked(width):
            groups = count * self._group_height(inner) + 8 * (count - 1)
        else:
            groups = self._group_height((inner - COLUMN_GAP * (count - 1)) / count)
        return head.height + 8 + groups + head.below + 2 * CARD_PAD

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(600))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, direction, pad = self._look, self.layoutDirection(), CARD_PAD
        painter = smooth(self)
        edge = look.border("hairline")
        panel(painter, QRectF(self.rect()), look.radius("card"), look.color("surface"), look.color("line"), edge)
        inner = self.width() - 2 * pad
        head = self._head(self.width())
        self._draw(painter, self._name, QPointF(0, 0), "ink")
        self._draw(painter, self._explain, head.explain, "ink2")
        y = float(pad + head.height + 8)
        count = len(self._cells)
        stacked = self._stacked(self.width())
        room = inner if stacked else (inner - COLUMN_GAP * (count - 1)) / count
        height = self._group_height(room)
        for index, cell in enumerate(self._cells):
            at = 0.0 if stacked else index * (room + COLUMN_GAP)
            top = y + (index * (height + 8) if stacked else 0)
            left = pad + start_x(at, room, inner, direction)
            label = cell.label.lay_out(room)
            cell.label.draw(painter, left, top, look.color("ink"))
            self._draw_numbers(
                painter, cell, QRectF(left, top + label + 4, room, height - label - 4), self._fitting_scale(room)
            )
        y += (count * height + 8 * (count - 1) if stacked else height) + 8
        at_clock = head.duration if head.duration is not None else QPointF(0, y - pad)
        side = look.icon_size("tool")
        middle = pad + at_clock.y() + (self._duration.line_height - side) / 2
        left = pad + start_x(at_clock.x(), side, inner, direction)
        draw_icon(painter, look, "clock", QPointF(left, middle), side, "ink2")
        self._duration.lay_out(inner - at_clock.x() - self._lead)
        self._draw(painter, self._duration, at_clock + QPointF(self._lead, 0), "ink")

    def _draw(self, painter: QPainter, block: TextBlock, at: QPointF, color: str) -> None:
        """Draw a block `at` px from the start and the top of what lies within the card's edges, as laid out."""
        inner = self.width() - 2 * CARD_PAD
        left = CARD_PAD + start_x(at.x(), block.width, inner, self.layoutDirection())
        block.draw(painter, left, CARD_PAD + at.y(), self._look.color(color))
