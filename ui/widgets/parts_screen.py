"""A screen made of rows that fits any place: the first arrangement without scrolling and with the fewest parts.

Owns the rules of the design for small places and large text: columns where there is room, else one column, else parts,
and scrolling only for a block that is taller than the page. Screens say which rows they have in which order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import Look
from ui.widgets.buttons import ToolButton
from ui.widgets.choice import ChoiceGroup
from ui.widgets.labels import IconLine
from ui.widgets.page_flow import Cell, Part, Row, Space, Stack
from ui.widgets.paginator import Block, Feet, paginate, stack_height
from ui.widgets.painting import start_x
from ui.widgets.patient_screen import PatientScreen
from ui.widgets.scroll import ShowMoreArea

__all__ = ["Arrangement", "PartsDraft", "PartsScreen"]

Arrangement = tuple[Part, ...]
COLUMN_GAP: Final = 64
LOW: Final = 450
"""A page area lower than this has less free space above and below."""
VERY_LOW: Final = 300
"""A page area lower than this has hardly any, and what scrolls in it has its button at the side."""


@dataclass(frozen=True, slots=True)
class PartsDraft:
    """What survives a rebuild for another look: the first row on screen, and what the person entered."""

    row: int
    entries: object


class PartsScreen(PatientScreen):
    """A screen of rows. Subclasses make their widgets as children and give `arrangements`.

    Those in which something is entered give it as `entries` and take it back in `restore_entries`.

    `more_word` labels the scroll button. The line of `problem_line` says what is missing; it is placed by the subclass
    where `shown_problem` says that there is one.
    """

    def __init__(self, title: str, look: Look, more_word: str, *, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.look = look
        self._more_word = more_word
        self._arranged: Arrangement = ()
        self._index = 0
        self._first_row = 0
        self._scroller: ShowMoreArea | None = None
        self.shown_problem = ""
        self.problem_line = IconLine("alert", "", look, bold=True, color="errText", parent=self)
        self.problem_line.hide()

    # ------------------------------------------------------------ for subclasses

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        """Yield ways to arrange the screen in a space, the most wanted first."""
        raise NotImplementedError

    def entries(self) -> object:
        """Return what the person chose or typed and did not send yet."""
        return None

    def restore_entries(self, entries: object) -> None:
        """Take back what `entries` of the same class returned."""

    def wide(self) -> bool:
        """Tell whether the place and the text size leave room for columns."""
        return self.width() >= self.look.tokens.breakpoints.two_column_min_width and self.look.step <= 1.25

    def row(self, widget: QWidget, width: int, gap: int = 0) -> Row:
        """Return a row of one widget over a width, `gap` px below the row before it."""
        return Row((Cell(widget, 0, width),), widget.heightForWidth(width), gap)

    def equal_row(self, widgets: Sequence[QWidget], width: int, gap: int, between: int) -> Row:
        """Return widgets next to each other, equally wide and as tall as the tallest."""
        each = (width - between * (len(widgets) - 1)) // len(widgets)
        cells = tuple(Cell(widget, place * (each + between), each) for place, widget in enumerate(widgets))
        return Row(cells, max(widget.heightForWidth(each) for widget in widgets), gap)

    def equal_rows(self, widgets: Sequence[QWidget], width: int, first_gap: int, between: int) -> list[Row]:
        """Return widgets under each other, all as tall as the tallest."""
        height = max(widget.heightForWidth(width) for widget in widgets)
        return [
            Row((Cell(widget, 0, width),), height, between if index else first_gap)
            for index, widget in enumerate(widgets)
        ]

    def flow(self, rows: Sequence[Row], space: Space) -> Arrangement:
        """Fill parts with rows from the top."""
        blocks = [Block(row.height, row.gap) for row in rows]
        parts = []
        for plan in paginate(blocks, space.height, Feet()):
            chosen = [rows[index] for index in plan.blocks]
            if plan.scrolls:
                held = tuple((cell.widget, row.gap) for row in chosen for cell in row.cells)
                place = QRect(space.left, space.top, space.width, space.height)
                parts.append(Part((), plan.blocks, held, place))
            else:
                parts.append(Part(tuple(_places(chosen, space)), plan.blocks))
        return tuple(parts)

    def flow_together(self, head: Sequence[Row], held: Sequence[Row], space: Space) -> Arrangement:
        """Fill parts with rows; the held ones begin a new part if only that keeps them together."""
        parts = self.flow([*head, *held], space)
        first, last = len(head), len(head) + len(held) - 1
        if any(first in part.rows and last in part.rows for part in parts):
            return parts
        if stack_height([Block(row.height, row.gap) for row in held]) > space.height:
            return parts
        before = self.flow(head, space)
        return (*before, *self.flow_on(held, space, before))

    def flow_blocks(self, blocks: Sequence[Sequence[Row]], space: Space) -> Arrangement:
        """Fill parts with blocks of rows; one that fits on a part is never split."""
        parts: Arrangement = ()
        rows: list[Row] = []
        for block in blocks:
            if rows and stack_height([Block(row.height, row.gap) for row in (*rows, *block)]) > space.height:
                parts = (*parts, *self.flow_on(rows, space, parts))
                rows = []
            rows += block
        return (*parts, *self.flow_on(rows, space, parts))

    def flow_on(self, rows: Sequence[Row], space: Space, before: Arrangement) -> Arrangement:
        """Fill further parts with rows, after the parts that there are."""
        first = sum(len(part.rows) for part in before)
        return tuple(replace(part, rows=tuple(index + first for index in part.rows)) for part in self.flow(rows, space))

    def one_part(self, rows: Sequence[Row], space: Space) -> Arrangement:
        """Keep all rows on one part, which scrolls if it must: without Next, parts cannot be turned."""
        parts = self.flow(rows, space)
        if len(parts) == 1:
            return parts
        held = tuple((cell.widget, row.gap) for row in rows for cell in row.cells)
        place = QRect(space.left, space.top, space.width, space.height)
        return (Part((), tuple(range(len(rows))), held, place),)

    def columns(
        self, start: Sequence[Row], end: Sequence[Row], space: Space, start_width: int, *, gap: int = COLUMN_GAP
    ) -> Arrangement | None:
        """Return two columns next to each other on one part, or None if one of them is too tall."""
        for rows in (start, end):
            if stack_height([Block(row.height, row.gap) for row in rows]) > space.height:
                return None
        places = [*_places(start, space), *_places(end, space, start_width + gap)]
        return (Part(tuple(places), tuple(range(len(start) + len(end)))),)

    def refit(self) -> None:
        """Arrange anew: a row came, went or changed its height."""
        if self.width() > 1 and self.height() > 1:
            self._lay_out()

    def show_part_of(self, widget: QWidget) -> None:
        """Go to the part that holds a widget."""
        for index, part in enumerate(self._arranged):
            held = [shown for shown, _ in (*part.places, *part.scrolling)]
            if any(shown is widget or shown.isAncestorOf(widget) for shown in held) and index != self._index:
                self._index = index
                self._show_part()

    def draft(self) -> object:
        return PartsDraft(self._anchor(), self.entries())

    def restore_draft(self, draft: object) -> None:
        if isinstance(draft, PartsDraft):
            self._first_row = draft.row
            self.restore_entries(draft.entries)

    def _anchor(self) -> int:
        """Return the first row on screen, counted from the page's first."""
        return self._arranged[self._index].rows[0] if self._arranged else self._first_row

    # ------------------------------------------------------------ what is missing

    def show_problem(self, problem: str) -> None:
        self.shown_problem = problem
        self.problem_line.setText(problem)
        self.refit()
        self.show_part_of(self.problem_line)

    def clear_problem(self) -> None:
        """Take the message away: what was missing is there."""
        if self.shown_problem:
            self.shown_problem = ""
            self.refit()

    def problem_rows(self, width: int, gap: int) -> list[Row]:
        """Return the row of the message while there is one."""
        return [self.row(self.problem_line, width, gap)] if self.shown_problem else []

    # ------------------------------------------------------------ placing

    def _spaces(self) -> list[Space]:
        """The page area with wide edges, where there is room for them, and with narrow ones."""
        gutter = self.look.gutter(max(self.window().width(), self.width()))
        width = self.width() - 2 * gutter
        edges = [(16, 12) if self.height() >= VERY_LOW else (8, 8)]
        if self.look.step <= 1.25 and self.height() >= LOW:
            edges.insert(0, (28, 20))
        return [Space(gutter, top, width, self.height() - top - bottom, 0) for top, bottom in edges]

    def _best(self) -> Arrangement:
        best: Arrangement = ()
        best_score = (0, 0)
        for space in self._spaces():
            for parts in self.arrangements(space):
                score = (sum(1 for part in parts if part.scrolling), len(parts))
                if not best or score < best_score:
                    best, best_score = parts, score
                if score == (0, 1):
                    return parts
        return best

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refit()

    def _lay_out(self) -> None:
        anchor = self._anchor()
        self._take_back()
        self._arranged = self._best()
        self._index = max(number for number, part in enumerate(self._arranged) if part.rows[0] <= anchor or not number)
        self._show_part()

    def _take_back(self) -> None:
        """Take the widgets of a scrolling part back, so that they are measured and placed as the others."""
        if self._scroller is not None:
            held = self._scroller.area.takeWidget()
            if isinstance(held, Stack):
                held.give_back(self)
                held.deleteLater()
            self._scroller.hide()
            self._scroller.deleteLater()
            self._scroller = None

    def _show_part(self) -> None:
        focused = QApplication.focusWidget()
        part = self._arranged[self._index]
        shown = {widget for widget, _ in part.places}
        moves = focused is not None and self._goes_away(focused, shown)
        if moves:
            # What is hidden would hand the focus to the next control, as if by a key.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._take_back()
        for child in self.children():
            if isinstance(child, QWidget) and child not in shown:
                child.hide()
        for widget, place in part.places:
            left = round(start_x(place.x(), place.width(), self.width(), self.layoutDirection()))
            widget.setGeometry(left, place.y(), place.width(), place.height())
            widget.show()
        for group in self.findChildren(ChoiceGroup):
            group.set_stop()
        if part.scroll_place is not None:
            beside = self.height() < VERY_LOW
            held = Stack(part.scrolling)
            self._scroller = ShowMoreArea(held, self.look, self._more_word, beside=beside, parent=self)
            self._scroller.setGeometry(part.scroll_place)
            self._scroller.show()
        if moves and focused is not None and focused.isVisibleTo(self):
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moved.emit()

    def _goes_away(self, focused: QWidget, shown: set[QWidget]) -> bool:
        """Tell whether what has the focus is ours and is not simply placed anew."""
        stays = (one is focused or one.isAncestorOf(focused) for one in shown if one.parent() is self)
        return self.isAncestorOf(focused) and not any(stays)

    def scrolling(self) -> bool:
        """Tell whether the part on screen scrolls."""
        return self._scroller is not None

    def part(self) -> int:
        return self._index + 1

    def parts(self) -> int:
        return max(len(self._arranged), 1)

    def go_to_part(self, part: int) -> bool:
        """Show a part, counted from 1; False if there is none of that number or it is on screen."""
        if not 1 <= part <= len(self._arranged) or part == self.part():
            return False
        self._index = part - 1
        self._show_part()
        self._focus_part()
        return True

    def _focus_part(self) -> None:
        """Begin to read where the part begins: at the title, or at the page if that is on another part."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.focus_first()

    def advance(self) -> bool:
        if self._scroller is not None and not self._scroller.seen_all() and self._scroller.show_more():
            return True
        return self.go_to_part(self.part() + 1)

    def retreat(self) -> bool:
        # Fingers cannot drag every scrolling part: Back goes up in it first, as Next goes down.
        if self._scroller is not None and self._scroller.show_less():
            return True
        return self.go_to_part(self.part() - 1)


def _places(rows: Sequence[Row], space: Space, x: int = 0) -> list[tuple[QWidget, QRect]]:
    """Place rows under each other from the top of a space, `x` px from its start."""
    places: list[tuple[QWidget, QRect]] = []
    y = space.top
    for index, row in enumerate(rows):
        y += row.gap if index else 0
        for cell in row.cells:
            # A small button beside a title keeps its own height.
            height = cell.widget.sizeHint().height() if isinstance(cell.widget, ToolButton) else row.height
            top = y + (row.height - height) // 2
            places.append((cell.widget, QRect(space.left + x + cell.x, top, cell.width, height)))
        y += row.height
    return places
