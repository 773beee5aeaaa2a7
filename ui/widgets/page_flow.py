"""Placing a page's blocks: rows of widgets become parts with places, with the foot that belongs under them.

Geometry only: which blocks there are, and which arrangement is wanted, is the screen's business. Places count from the
reading start; the screen mirrors them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.figure_card import FigureCard
from ui.widgets.labels import Heading
from ui.widgets.paginator import Block, Feet, PartPlan, paginate, stack_height
from ui.widgets.painting import follow_width, start_x
from ui.widgets.row_card import RowCard
from ui.widgets.source_line import SourceLine

__all__ = [
    "Cell",
    "Foot",
    "Part",
    "Row",
    "Space",
    "Stack",
    "grid",
    "heading_row",
    "only_sources",
    "parts_of",
    "score",
    "stack",
    "with_tools",
]

GRID_LEAST: Final = 940
"""From this width on, cards may stand two in a row, if each is at least `CARD_EMS` type sizes wide."""
CARD_EMS: Final = 18
APART: Final = 8
BETWEEN: Final = 20
"""Free space between what can be pressed in a foot, one below the other and next to each other, in px."""


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

    A flexible row takes height to spare. `words` tells that the button for glossary words belongs under the row,
    `joined` that the row belongs to the one above.
    """

    cells: tuple[Cell, ...]
    height: int
    gap: int
    flexible: bool = False
    words: bool = False
    joined: bool = False


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
        return sum(button.sizeHint().width() + BETWEEN for button in self.buttons)

    def _lines(self, width: int) -> list[list[Button]]:
        """Return the buttons by line: what has no room at the end of one begins the next."""
        lines: list[list[Button]] = []
        room = 0
        for button in self.buttons:
            need = button.sizeHint().width() + BETWEEN
            if not lines or room < need - BETWEEN:
                lines.append([])
                room = width
            lines[-1].append(button)
            room -= need
        return lines

    def _buttons_height(self, width: int) -> int:
        lines = [max(button.sizeHint().height() for button in line) for line in self._lines(width)]
        return sum(lines) + APART * max(len(lines) - 1, 0)

    def _below(self, width: int) -> bool:
        """Tell whether the source line has a row of its own: where the rest of the buttons' row is too narrow."""
        if self.source is None or not self.buttons:
            return False
        rest = width - self._side()
        if rest < min(self.source.natural_width(), 12 * self.look.px("cap")):
            return True
        below = self._buttons_height(width) + APART + self.source.heightForWidth(width)
        return below <= self.source.heightForWidth(rest)

    def height(self, width: int) -> int:
        """Return the foot's height at a width, 0 if it is empty."""
        tall = self._buttons_height(width)
        if self.source is None:
            return tall
        if not self.buttons:
            return self.source.heightForWidth(width)
        if self._below(width):
            return tall + APART + self.source.heightForWidth(width)
        return max(tall, self.source.heightForWidth(width - self._side()))

    def room(self, space: Space, width: int) -> int:
        """Return what the foot takes of a space, its gap included."""
        height = self.height(width)
        return height + space.foot_gap if height else 0

    def places(self, space: Space, width: int) -> list[tuple[QWidget, QRect]]:
        """Return where the foot's widgets stand, at the bottom of the space."""
        height = self.height(width)
        top = start = space.top + space.height - height
        left = space.left
        places: list[tuple[QWidget, QRect]] = []
        for line in self._lines(width):
            left = space.left
            for button in line:
                size = button.sizeHint()
                places.append((button, QRect(left, top, size.width(), size.height())))
                left += size.width() + BETWEEN
            top += max(button.sizeHint().height() for button in line) + APART
        if self.source is not None:
            if self._below(width):
                places.append((self.source, QRect(space.left, top, width, start + height - top)))
            else:
                places.append((self.source, QRect(left, start, width - self._side(), height)))
        return places


class Stack(QWidget):
    """Widgets under each other in a scrolling part; buttons stand next to each other where they fit."""

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
        return max((place.y() + place.height() for _, place in self._places(width)), default=0)

    def _places(self, width: int) -> list[tuple[QWidget, QRect]]:
        """Return where the widgets stand, from the reading start."""
        places: list[tuple[QWidget, QRect]] = []
        x = y = bottom = 0
        for widget, gap in self._rows:
            plain = isinstance(widget, Button)
            own = min(widget.sizeHint().width(), width) if plain else width
            if not (plain and x and x + own <= width):
                x, y = 0, bottom + (gap if places else 0)
            place = QRect(x, y, own, widget.heightForWidth(own))
            places.append((widget, place))
            bottom = max(bottom, place.y() + place.height())
            x = x + own + BETWEEN if plain else 0
        return places

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(600))

    def resizeEvent(self, event: object) -> None:
        for widget, place in self._places(self.width()):
            left = round(start_x(place.x(), place.width(), self.width(), self.layoutDirection()))
            widget.setGeometry(left, place.y(), place.width(), place.height())

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


def heading_row(title: Heading, buttons: Sequence[Button], space: Space, look: Look) -> Row:
    """Return the title with buttons at the end of its line, if there is room for both."""
    sizes = [button.sizeHint() for button in buttons]
    gap = look.space(3)
    room = space.width - sum(size.width() + gap for size in sizes)
    if not sizes or look.step > 1.25 or title.natural_width() > room:
        return Row((Cell(title, 0, space.width),), title.heightForWidth(space.width), 0, words=bool(buttons))
    cells = [Cell(title, 0, room)]
    at = room + gap
    for button, size in zip(buttons, sizes, strict=True):
        cells.append(Cell(button, at, size.width()))
        at += size.width() + gap
    return Row(tuple(cells), title.heightForWidth(room), 0)


def grid(
    cards: Sequence[QWidget], space: Space, look: Look, *, across: int, gap: int, equal: bool, words: bool
) -> list[Row]:
    """Return cards in rows of one or, where that leaves them wide enough, two.

    All are as high as the tallest, or, if not `equal`, each row as its own tallest.
    """
    half = (space.width - gap) // 2
    if space.width < GRID_LEAST or half < CARD_EMS * look.px("body"):
        across = 1
    each = half if across == 2 else space.width
    heights = [
        card.roomy_height(each) if equal and isinstance(card, RowCard) else card.heightForWidth(each) for card in cards
    ]
    rows = []
    for index in range(0, len(cards), across):
        cells = tuple(
            Cell(card, place * (half + gap), each) for place, card in enumerate(cards[index : index + across])
        )
        rows.append(Row(cells, max(heights if equal else heights[index : index + across]), gap, words=words))
    return rows


def with_tools(part: Part, foot: Foot, source: QWidget | None, space: Space, drop_gap: int) -> Part:
    """Put a foot's buttons at the head of a part that has neither them nor the source, where there is room to spare."""
    widgets = {widget for widget, _ in part.places}
    if not foot.buttons or part.scrolling or widgets & set(foot.buttons) or source in widgets:
        return part
    sizes = [button.sizeHint() for button in foot.buttons]
    gap = foot.look.space(3)
    drop = max(size.height() for size in sizes) + drop_gap
    end = max(place.y() + place.height() for _, place in part.places)
    at = space.left + space.width - sum(size.width() for size in sizes) - gap * (len(sizes) - 1)
    if end + drop > space.top + space.height or at < space.left:
        return part
    places: list[tuple[QWidget, QRect]] = []
    for button, size in zip(foot.buttons, sizes, strict=True):
        places.append((button, QRect(at, space.top, size.width(), size.height())))
        at += size.width() + gap
    return replace(part, places=(*places, *((widget, place.translated(0, drop)) for widget, place in part.places)))


def parts_of(rows: Sequence[Row], space: Space, words: Foot, last: Foot) -> tuple[Part, ...]:
    """Fill parts with rows; `words` stands under parts with a row that wants it, `last` also under the last part."""
    blocks = [Block(row.height, row.gap, row.words, row.joined) for row in rows]
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
    """Return how good an arrangement is, smaller is better: scrolling parts, parts, then what stands badly.

    A title alone on the first part is as bad as a part that scrolls. Sources alone on a part stand badly, so do buttons
    that have to be scrolled to, and a figure that is `split` from its words.
    """
    scrolls = sum(1 for part in parts if part.scrolling)
    lonely = len(parts) > 1 and len(parts[0].rows) == 1
    hidden = sum(any(isinstance(widget, Button) for widget, _ in part.scrolling) for part in parts)
    return scrolls + int(lonely), len(parts), hidden + 2 * sum(map(only_sources, parts)) + int(split)


def only_sources(part: Part) -> bool:
    """Tell whether a part shows nothing but the source line and buttons."""
    return all(isinstance(widget, SourceLine | Button) for widget, _ in (*part.places, *part.scrolling))
