"""Placing a page's blocks: rows of widgets become parts with places, with the foot that belongs under them.

Geometry only: which blocks there are, and which arrangement is wanted, is the screen's business. Places count from the
reading start; the screen mirrors them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.figure_card import FigureCard
from ui.widgets.paginator import Block, Feet, PartPlan, paginate, stack_height
from ui.widgets.painting import follow_width, start_x
from ui.widgets.source_line import SourceLine

__all__ = ["Cell", "Foot", "Part", "Row", "Space", "Stack", "parts_of", "score", "stack"]


@dataclass(frozen=True, slots=True)
class Space:
    """The page area without its free edges, and the least gap above a foot, in px."""

    left: int
    top: int
    width: int
    height: int
    foot_gap: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A widget's place across a row: distance from the reading start and width, in px."""

    widget: QWidget
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """Widgets next to each other.

    A flexible row takes height to spare. `words` tells that the button for glossary words belongs under the row.
    """

    cells: tuple[Cell, ...]
    height: int
    gap: int
    flexible: bool = False
    words: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What is on screen at one time. `rows` are indices of the page's rows; `scrolling` holds what must scroll."""

    places: tuple[tuple[QWidget, QRect], ...]
    rows: tuple[int, ...]
    scrolling: tuple[tuple[QWidget, int], ...] = ()
    scroll_place: QRect | None = None


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the bottom: buttons (words explained, sources) and the source line."""

    look: Look
    buttons: tuple[Button, ...] = ()
    source: SourceLine | None = None

    def _side(self) -> int:
        return sum(button.sizeHint().width() + self.look.space(5) for button in self.buttons)

    def _below(self, width: int) -> bool:
        """Tell whether the source line needs a row of its own."""
        if self.source is None or not self.buttons:
            return False
        return width - self._side() < min(self.source.natural_width(), 12 * self.look.px("cap"))

    def height(self, width: int) -> int:
        """Return the foot's height at a width, 0 if it is empty."""
        tall = max((button.sizeHint().height() for button in self.buttons), default=0)
        if self.source is None:
            return tall
        if self._below(width):
            return tall + 4 + self.source.heightForWidth(width)
        return max(tall, self.source.heightForWidth(width - self._side()))

    def fits(self, width: int) -> bool:
        """Tell whether the buttons stand next to each other at a width."""
        return self._side() - self.look.space(5) <= width

    def room(self, space: Space, width: int) -> int:
        """Return what the foot takes of a space, its gap included."""
        height = self.height(width)
        return height + space.foot_gap if height else 0

    def places(self, space: Space, width: int) -> list[tuple[QWidget, QRect]]:
        """Return where the foot's widgets stand, at the bottom of the space."""
        height = self.height(width)
        top = space.top + space.height - height
        left = space.left
        places: list[tuple[QWidget, QRect]] = []
        for button in self.buttons:
            size = button.sizeHint()
            places.append((button, QRect(left, top, size.width(), size.height())))
            left += size.width() + self.look.space(5)
        if self.source is not None:
            if self._below(width):
                drop = max(button.sizeHint().height() for button in self.buttons) + 4
                places.append((self.source, QRect(space.left, top + drop, width, height - drop)))
            else:
                places.append((self.source, QRect(left, top, width - self._side(), height)))
        return places


class Stack(QWidget):
    """Widgets under each other in a scrolling part."""

    def __init__(self, rows: Sequence[tuple[QWidget, int]]) -> None:
        super().__init__()
        self._rows = tuple(rows)
        for widget, _ in self._rows:
            widget.setParent(self)
            widget.show()
        follow_width(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        gaps = sum(gap for _, gap in self._rows[1:])
        return sum(widget.heightForWidth(width) for widget, _ in self._rows) + gaps

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(600))

    def resizeEvent(self, event: object) -> None:
        y = 0
        for index, (widget, gap) in enumerate(self._rows):
            y += gap if index else 0
            width = min(widget.sizeHint().width(), self.width()) if isinstance(widget, Button) else self.width()
            height = widget.heightForWidth(width)
            left = round(start_x(0, width, self.width(), self.layoutDirection()))
            widget.setGeometry(left, y, width, height)
            y += height

    def give_back(self, parent: QWidget) -> None:
        """Return the widgets to the page."""
        for widget, _ in self._rows:
            widget.setParent(parent)


def stack(rows: Sequence[Row], space: Space, x: int = 0, spare: int = 0) -> list[tuple[QWidget, QRect]]:
    """Place rows under each other from the top of a space, `x` px from its start."""
    places = []
    y = space.top
    for index, row in enumerate(rows):
        y += row.gap if index else 0
        height = row.height
        for cell in row.cells:
            if row.flexible and isinstance(cell.widget, FigureCard):
                height = min(cell.widget.plan(cell.width, height + spare).height, height + spare)
            own, top = height, y
            if isinstance(cell.widget, Button):
                own = cell.widget.sizeHint().height()
                top = y + (height - own) // 2
            places.append((cell.widget, QRect(space.left + x + cell.x, top, cell.width, own)))
        y += height
    return places


def parts_of(rows: Sequence[Row], space: Space, words: Foot, last: Foot) -> tuple[Part, ...]:
    """Fill parts with rows; `words` stands under parts with a row that wants it, `last` also under the last part."""
    blocks = [Block(row.height, row.gap, row.words) for row in rows]
    both = Foot(words.look, (*words.buttons, *last.buttons), last.source)
    feet = Feet(*(foot.room(space, space.width) for foot in (words, last, both)))
    plans = list(paginate(blocks, space.height, feet))
    if len(plans) > 1 and plans[0].blocks == (0,) and plans[1].scrolls:
        # A title does not stand alone before something that scrolls: it scrolls with it.
        plans[:2] = [PartPlan((0, *plans[1].blocks), scrolls=True)]
    parts = []
    for number, plan in enumerate(plans):
        chosen = [rows[index] for index in plan.blocks]
        wants = any(row.words for row in chosen)
        end = last if number == len(plans) - 1 else Foot(words.look)
        foot = Foot(words.look, (*(words.buttons if wants else ()), *end.buttons), end.source)
        if plan.scrolls:
            parts.append(_scrolling(chosen, plan.blocks, space, foot))
            continue
        limit = space.height - foot.room(space, space.width)
        spare = limit - stack_height([blocks[index] for index in plan.blocks])
        places = [*stack(chosen, space, 0, spare), *foot.places(space, space.width)]
        parts.append(Part(tuple(places), plan.blocks))
    return tuple(parts)


def _scrolling(rows: Sequence[Row], indices: tuple[int, ...], space: Space, foot: Foot) -> Part:
    """Make a part that scrolls as a whole, its foot at the end of it: the place is low enough as it is."""
    held = [(cell.widget, row.gap) for row in rows for cell in row.cells]
    held += [(button, space.foot_gap) for button in foot.buttons]
    if foot.source is not None:
        held.append((foot.source, space.foot_gap))
    return Part((), indices, tuple(held), QRect(space.left, space.top, space.width, space.height))


def score(parts: Sequence[Part], *, split: bool = False) -> tuple[int, int, int]:
    """Return how good an arrangement is, smaller is better: scrolling parts, parts, then a lonely first block."""
    scrolls = sum(1 for part in parts if part.scrolling)
    lonely = len(parts) > 1 and len(parts[0].rows) == 1
    return scrolls, len(parts), int(lonely) + int(split)
