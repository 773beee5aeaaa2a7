"""The card of an icon array: groups of 100 people next to each other, with number, outcome and "did not".

Owns how such a figure fits a place: the number above the array, or beside it where the place is wide and low; people
grow and shrink between the token's limits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QAccessible, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Figure, FigureText
from ui.theme import Look
from ui.widgets.icon_array import array_size, draw_array
from ui.widgets.painting import follow_width, panel, smooth, start_x
from ui.widgets.text import TextBlock, spans_text

__all__ = ["FigureCard", "FigurePlan"]

LARGEST: Final = 1.34
"""People never grow past this share of the token size: larger ones say nothing more."""
SCALE_STEPS: Final = 6
GROUP_GAP: Final = 42
SIDE_GAP: Final = 28


@dataclass(frozen=True, slots=True)
class FigurePlan:
    """How the figure stands in a place: numbers above or beside the arrays, the people's scale, free edge, height."""

    mode: Literal["above", "beside"]
    scale: float
    pad: int
    height: int


@dataclass(slots=True)
class Group:
    """One group's words and number."""

    count: int
    name: TextBlock
    number: TextBlock
    outcome: TextBlock
    rest: TextBlock


class FigureCard(QWidget):
    """An icon array as a card.

    `words["figure.sentence"]` is the screen reader's sentence for one group, with {count} {total} {outcome} {group}
    {rest_count} {rest}; `words["figure.rest"]` is "{count} {rest}". Without its `intro` (shown elsewhere then) the
    card is lower.
    """

    accessible_role = QAccessible.Role.Graphic

    def __init__(
        self,
        figure: Figure,
        text: FigureText,
        look: Look,
        words: Mapping[str, str],
        *,
        with_intro: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._pads = (28, 16) if look.step <= 1.25 else (20, 12)
        body = round(look.px("body") * (1.5 if look.rtl else 1.35))
        self._intro = TextBlock(text.intro, look, line=body) if with_intro and text.intro else None
        counts = dict(figure.counts)
        self._groups: list[Group] = []
        sentences = [spans_text(text.intro)] if text.intro else []
        for key in figure.groups:
            count = counts[key]
            rest = words["figure.rest"].format(count=figure.denominator - count, rest=text.rest)
            self._groups.append(
                Group(
                    count=count,
                    name=TextBlock(text.groups[key], look, bold=True, line=body),
                    number=TextBlock(str(count), look, "num", bold=True),
                    outcome=TextBlock(text.outcome, look, "small"),
                    rest=TextBlock(rest, look, "small"),
                )
            )
            sentences.append(
                words["figure.sentence"].format(
                    count=count,
                    total=figure.denominator,
                    outcome=text.outcome,
                    group=text.groups[key],
                    rest_count=figure.denominator - count,
                    rest=text.rest,
                )
            )
        self._sentences = tuple(sentences)
        self._longest: dict[str, int] = {}
        self._plans: dict[tuple[int, int], FigurePlan] = {}
        self.setAccessibleName(" ".join(sentences))
        follow_width(self)

    def sentences(self) -> tuple[str, ...]:
        """Return the figure in full words, to read aloud."""
        return self._sentences

    def has_intro(self) -> bool:
        """Tell whether the intro stands in the card."""
        return self._intro is not None

    # ------------------------------------------------------------ fitting

    def plan(self, width: int, height: int) -> FigurePlan:
        """Return how the figure stands in a place; the plan's height is more than `height` if nothing fits."""
        key = (width, height)
        if key not in self._plans:
            self._plans[key] = self._find_plan(width, height)
        return self._plans[key]

    def least_height(self, width: int) -> int:
        """Return the least height at a width, in px: the smallest people, the lower of the two arrangements."""
        return self.plan(width, 0).height

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.plan(width, 100_000).height

    def sizeHint(self) -> QSize:
        return QSize(570, self.heightForWidth(570))

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 200)

    def _column(self, width: int, pad: int) -> float:
        count = len(self._groups)
        return (width - 2 * pad - GROUP_GAP * (count - 1)) / count

    def _find_plan(self, width: int, height: int) -> FigurePlan:
        plans = [plan for pad in self._pads for plan in self._plans_with(width, height, pad)]
        if not plans:
            # Too narrow for the least people: they shrink rather than be cut.
            pad = self._pads[-1]
            column = self._column(width, pad)
            unit = array_size(self._look, 1.0)
            scale = column / unit.width()
            fixed = self._fixed_above(width, column, pad)
            return FigurePlan("above", scale, pad, round(fixed + scale * unit.height()))
        # Wide edges and the number above, where it reads first, are taken wherever they fit.
        fitting = (plan for plan in plans if plan.height <= height)
        return next(fitting, min(plans, key=lambda plan: plan.height))

    def _plans_with(self, width: int, height: int, pad: int) -> list[FigurePlan]:
        person = self._look.tokens.figure.person
        least = person.min_w / person.w
        column = self._column(width, pad)
        unit = array_size(self._look, 1.0)
        plans: list[FigurePlan] = []
        widest = min(LARGEST, column / unit.width())
        if widest >= least:
            fixed = self._fixed_above(width, column, pad)
            scale = max(least, min(widest, (height - fixed) / unit.height()))
            plans.append(FigurePlan("above", scale, pad, round(fixed + scale * unit.height())))
        widest = min(LARGEST, (column - SIDE_GAP - self._side_text_width()) / unit.width())
        if widest >= least:
            fixed = self._frame(width, pad)
            beside = []
            for step in range(SCALE_STEPS + 1):
                # Smaller people leave more room for words, which then need fewer lines.
                scale = widest - (widest - least) * step / SCALE_STEPS
                words = self._side_text_height(column - SIDE_GAP - scale * unit.width())
                beside.append(FigurePlan("beside", scale, pad, round(fixed + max(scale * unit.height(), words))))
            fitting = (plan for plan in beside if plan.height <= height)
            plans.append(next(fitting, min(beside, key=lambda plan: plan.height)))
        return plans

    def _frame(self, width: int, pad: int) -> int:
        intro = self._intro.lay_out(width - 2 * pad) + 12 if self._intro is not None else 0
        return 2 * pad + intro

    def _fixed_above(self, width: int, column: float, pad: int) -> int:
        heads = (self._head_height(group, column) + 8 + group.rest.lay_out(column) for group in self._groups)
        return self._frame(width, pad) + max(heads)

    def _head_height(self, group: Group, column: float) -> int:
        return self._name_height(column) + self._number_height(group, column) + 8

    def _name_height(self, column: float) -> int:
        return max(group.name.lay_out(column) for group in self._groups)

    def _outcome_room(self, column: float) -> float:
        return column - max(each.number.natural_width for each in self._groups) - 10

    def _number_height(self, group: Group, column: float) -> int:
        """The number with its outcome at its side, or below it where that would break a word."""
        number = group.number.line_height
        room = self._outcome_room(column)
        if room < self._longest_word(group.outcome):
            return number + group.outcome.lay_out(column)
        return max(number, group.outcome.lay_out(room) + 6)

    def _longest_word(self, block: TextBlock) -> int:
        if block.text not in self._longest:
            names = {group.name.text for group in self._groups}
            font = self._look.font("body", bold=True) if block.text in names else self._look.font("small")
            metrics = QFontMetricsF(font)
            widths = (metrics.horizontalAdvance(word) for word in block.text.split())
            self._longest[block.text] = math.ceil(max(widths, default=0.0)) + 1
        return self._longest[block.text]

    def _side_text_width(self) -> int:
        """The least width of the words beside an array: no word is broken."""
        blocks = [block for group in self._groups for block in (group.name, group.outcome, group.rest)]
        words = [self._longest_word(block) for block in blocks]
        return max(*words, *(group.number.natural_width for group in self._groups))

    def _side_text_height(self, width: float) -> int:
        return max(
            group.name.lay_out(width) + self._number_height(group, width) + 12 + group.rest.lay_out(width)
            for group in self._groups
        )

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        panel(
            painter,
            QRectF(self.rect()),
            look.radius("card"),
            look.color("surface"),
            look.color("line"),
            look.border("hairline"),
        )
        plan = self.plan(self.width(), self.height())
        pad = plan.pad
        y = float(pad)
        if self._intro is not None:
            height = self._intro.lay_out(self.width() - 2 * pad)
            self._intro.draw(painter, pad, y, look.color("ink"))
            y += height + 12
        column = self._column(self.width(), pad)
        for index, group in enumerate(self._groups):
            x = pad + index * (column + GROUP_GAP)
            left = start_x(x, column, self.width(), self.layoutDirection())
            if plan.mode == "above":
                self._paint_above(painter, group, QRectF(left, y, column, 0), plan.scale)
            else:
                self._paint_beside(painter, group, QRectF(left, y, column, self.height() - pad - y), plan.scale)

    def _paint_above(self, painter: QPainter, group: Group, box: QRectF, scale: float) -> None:
        look, direction = self._look, self.layoutDirection()
        ink, column = look.color("ink"), box.width()
        names = self._name_height(column)
        group.name.lay_out(column)
        group.name.draw(painter, box.left(), box.top(), ink)
        y = box.top() + names
        self._paint_number(painter, group, QRectF(box.left(), y, column, 0))
        y = box.top() + max(self._head_height(each, column) for each in self._groups)
        size = array_size(look, scale)
        draw_array(
            painter,
            look,
            QPointF(box.left() + start_x(0, size.width(), column, direction), y),
            scale,
            group.count,
            direction,
        )
        group.rest.lay_out(column)
        group.rest.draw(painter, box.left(), y + size.height() + 8, look.color("ink2"))

    def _paint_beside(self, painter: QPainter, group: Group, box: QRectF, scale: float) -> None:
        look, direction = self._look, self.layoutDirection()
        ink, column = look.color("ink"), box.width()
        size = array_size(look, scale)
        draw_array(
            painter,
            look,
            QPointF(box.left() + start_x(0, size.width(), column, direction), box.top()),
            scale,
            group.count,
            direction,
        )
        room = column - size.width() - SIDE_GAP
        left = box.left() + start_x(size.width() + SIDE_GAP, room, column, direction)
        names = group.name.lay_out(room)
        group.name.draw(painter, left, box.top(), ink)
        rest = group.rest.lay_out(room)
        group.rest.draw(
            painter, left, box.top() + max(size.height(), self._side_text_height(room)) - rest, look.color("ink2")
        )
        middle = self._number_height(group, room)
        free = max(size.height(), self._side_text_height(room)) - names - rest - middle
        y = box.top() + names + max(free / 2, 0)
        self._paint_number(painter, group, QRectF(left, y, room, 0))

    def _paint_number(self, painter: QPainter, group: Group, box: QRectF) -> None:
        """Draw the number with its outcome at its side, or below it where that would break a word."""
        look, direction = self._look, self.layoutDirection()
        ink, column = look.color("ink"), box.width()
        width = group.number.natural_width
        group.number.lay_out(width)
        high = group.number.line_height
        room = self._outcome_room(column)
        if room < self._longest_word(group.outcome):
            group.outcome.lay_out(column)
            group.outcome.draw(painter, box.left(), box.top() + high, ink)
            group.number.draw(painter, box.left() + start_x(0, width, column, direction), box.top(), ink)
            return
        height = group.outcome.lay_out(room)
        top = box.top() + max((height + 6 - high) / 2, 0)
        group.number.draw(painter, box.left() + start_x(0, width, column, direction), top, ink)
        # One line stands on the number's baseline; more lines are centred on the number.
        drop = high - height - 6 if group.outcome.lines == 1 else max((high - height) / 2, 0)
        group.outcome.draw(painter, box.left() + start_x(width + 10, room, column, direction), box.top() + drop, ink)
