"""A content page (screens 03, 04, 05, 17, 18, 19, 21): the blocks of one page, fitted to the place it gets.

Owns which blocks stand where - two columns, one column, parts, or a scrolling block - and when a part counts as shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QAccessible, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Figure, FigureText, Page, Paragraph
from ui.theme import Look
from ui.widgets.buttons import ToolButton
from ui.widgets.effects import EffectCard, EffectTable
from ui.widgets.figure_card import FigureCard
from ui.widgets.labels import Heading
from ui.widgets.note import Note as NoteWidget
from ui.widgets.page_blocks import CARD_LAYOUTS, has_terms, make_blocks
from ui.widgets.page_flow import (
    Cell,
    Foot,
    Part,
    Row,
    Space,
    Stack,
    grid,
    heading_row,
    parts_of,
    score,
    stack,
    with_tools,
)
from ui.widgets.paginator import Block, balance, stack_height
from ui.widgets.painting import start_x
from ui.widgets.patient_screen import Detour, Frame, PatientScreen
from ui.widgets.prose import Prose
from ui.widgets.row_card import RowCard
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.source_line import SourceLine
from ui.widgets.topic_card import TopicCard

__all__ = ["LAST_PART", "ContentPage", "ContentPageData"]

LAST_PART: Final = -1
"""An initial part that means the last one: coming back from the page after."""
MEASURE_EMS: Final = 40
"""Widest line of running text in type sizes: about 75 characters."""
COLUMN_GAP: Final = 56
CARD_GAP: Final = 16
LOW: Final = 450
"""A page area lower than this has less free space above and below."""


@dataclass(frozen=True, slots=True)
class ContentPageData:
    """What a content page shows.

    `source` is the ready source line without the word "Source". `initial_part` counts from 1; `LAST_PART` is the last.
    `strings` holds the words: `page.words`, `page.sources`, `page.source` ({source}), `page.show_more`,
    `figure.sentence`, `figure.rest`, `figure.effect_row`, `figure.duration`, `figure.of`, `figure.effect`,
    `figure.how_long`, `reader.more`. `more`: there are optional pages. `detour`: it is one of them.
    """

    title: str
    page: Page
    figure: Figure | None
    figure_text: FigureText | None
    source: str
    has_terms: bool
    strings: Mapping[str, str]
    initial_part: int = 1
    more: bool = False
    detour: Detour | None = None


Arrangement = tuple[tuple[int, int, int], tuple[Part, ...]]


def _height(rows: Sequence[Row]) -> int:
    return stack_height([Block(row.height, row.gap) for row in rows])


class ContentPage(PatientScreen):
    """One page of the content. Signals name what the person asked for; the window answers."""

    accessible_role = QAccessible.Role.Document
    part_shown = Signal(int, int)
    """A part was painted in full: part and parts, counted from 1."""
    glossary_requested = Signal(str)
    """A glossary word was tapped (its id), or "Words explained" (empty)."""
    sources_requested = Signal()
    more_requested = Signal()

    def __init__(self, data: ContentPageData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(data.title, parent)
        self._data = data
        self._look = look
        self._title = Heading(data.title, look, parent=self)
        made = make_blocks(data.page, look, data.strings["page.source"], self.glossary_requested, self)
        self._texts, self._notes, self._cards, self._joined = made.texts, made.notes, made.cards, made.joined
        self._figure: FigureCard | None = None
        self._bare_figure: tuple[Prose, FigureCard] | None = None
        self._table: EffectTable | None = None
        self._effects: list[EffectCard] = []
        self._buttons = self._make_buttons()
        self._end = self._more_button() if data.more else ()
        self._source = self._make_source()
        self._sources = self._sources_button() if self._source is not None else None
        self._scroller: ShowMoreArea | None = None
        self._parts: tuple[Part, ...] = ()
        self._index = 0
        self._anchor: int | None = None
        self._announced: set[tuple[int, int]] = set()
        self._pending = False

    # ------------------------------------------------------------ blocks

    def _make_buttons(self) -> tuple[ToolButton, ...]:
        strings = self._data.strings
        buttons = []
        if self._data.has_terms:
            words = ToolButton("book", strings["page.words"], self._look, parent=self)
            words.clicked.connect(lambda: self.glossary_requested.emit(""))
            buttons.append(words)
        if self._sources_on_cards() and self._data.source:
            # Each card names its source in short; this is the way to the full references.
            buttons.append(self._sources_button())
        return tuple(buttons)

    def _more_button(self) -> tuple[ToolButton]:
        """Return the quiet way to optional pages, which stands at the end of the page."""
        button = ToolButton("plus", self._data.strings["reader.more"], self._look, parent=self)
        button.clicked.connect(self.more_requested)
        return (button,)

    def _sources_button(self) -> ToolButton:
        button = ToolButton("document", self._data.strings["page.sources"], self._look, parent=self)
        button.clicked.connect(self.sources_requested)
        return button

    def _sources_on_cards(self) -> bool:
        return bool(self._cards) and all(card.has_source() for card in self._cards)

    def _make_source(self) -> SourceLine | None:
        if not self._data.source or self._sources_on_cards():
            return None
        line = SourceLine(self._data.strings["page.source"].format(source=self._data.source), self._look, parent=self)
        line.clicked.connect(self.sources_requested)
        return line

    def _figure_card(self) -> FigureCard | None:
        data = self._data
        if self._figure is None and data.figure is not None and data.figure_text is not None:
            self._figure = FigureCard(data.figure, data.figure_text, self._look, data.strings, parent=self)
        return self._figure

    def _figure_without_intro(self) -> tuple[Prose, FigureCard] | None:
        data = self._data
        if self._bare_figure is None and data.figure is not None and data.figure_text is not None:
            intro = Prose((Paragraph(data.figure_text.intro),), self._look, parent=self)
            card = FigureCard(data.figure, data.figure_text, self._look, data.strings, with_intro=False, parent=self)
            self._bare_figure = (intro, card)
        return self._bare_figure

    # ------------------------------------------------------------ arranging

    def _spaces(self) -> list[Space]:
        """The page area with wide edges, where there is room for them, with narrow ones, and with the least."""
        gutter = self._look.gutter(max(self.window().width(), self.width()))
        width = self.width() - 2 * gutter
        edges = [(16, 12, 8)]
        if self._look.step <= 1.25 and self.height() >= LOW:
            edges.insert(0, (28, 22, 16))
        if self.height() < LOW:
            edges.append((8, 6, 8))
        return [Space(gutter, top, width, self.height() - top - bottom, gap) for top, bottom, gap in edges]

    def _wide(self) -> bool:
        return self.width() >= self._look.tokens.breakpoints.two_column_min_width and self._look.step <= 1.25

    def _foot(self, *, source: bool, words: bool = True) -> Foot:
        buttons = (*(self._buttons if words else ()), *(self._end if source else ()))
        return Foot(self._look, buttons, self._source if source else None)

    def _row(self, widget: QWidget, width: int, gap: int, *, measured: bool = False) -> Row:
        if measured:
            width = min(width, MEASURE_EMS * self._look.px("body"))
        if self.height() < LOW:
            gap = min(gap, self._look.space(3))
        joined = widget in self._joined or isinstance(widget, NoteWidget)
        height = widget.heightForWidth(width)
        return Row((Cell(widget, 0, width),), height, gap, words=bool(self._buttons), joined=joined)

    def _arrange(self) -> tuple[Part, ...]:
        """Return the best arrangement: the first one without scrolling and with the fewest parts."""
        best: Arrangement | None = None
        for arrangement in self._arrangements():
            if best is None or arrangement[0] < best[0]:
                best = arrangement
            if best[0] == (0, 1, 0):
                break
        return best[1] if best is not None else ()

    def _arrangements(self) -> Iterator[Arrangement]:
        figure = self._data.figure
        spaces = self._spaces()
        for space in spaces:
            if self._data.page.layout in CARD_LAYOUTS:
                yield from self._card_arrangements(space)
            elif figure is not None and figure.kind == "effect_rows":
                yield from self._effect_arrangements(space)
            elif figure is not None:
                yield from self._figure_arrangements(space)
            else:
                yield from self._text_arrangements(space)

    def _flow(self, rows: Sequence[Row], space: Space, *, words: bool = True, split: bool = False) -> Arrangement:
        """Rows one below the other; `words`: the words button stands under them, not elsewhere on the page."""
        foot = self._foot(source=False, words=words)
        parts = parts_of(rows, space, foot, self._foot(source=True, words=False))
        if self._source is not None and any(part.scrolling for part in parts):
            # A source line on a part of its own is better than a block that scrolls because of it.
            after = replace(self._row(self._source, space.width, self._look.space(2)), words=False)
            others = parts_of([*rows, after], space, foot, Foot(self._look, self._end))
            if score(others) < score(parts):
                parts = others
        if self._sources is not None and len(parts) > 1:
            # Nobody should turn to a part because of a source line: there the button leads to the sources.
            others = parts_of(rows, space, foot, self._button_foot())
            if score(others) < score(parts):
                parts = others
        return score(parts, split=split), parts

    def _button_foot(self) -> Foot:
        """The end of the page with a button that leads to the sources in place of the source line."""
        return Foot(self._look, (*self._end, *((self._sources,) if self._sources is not None else ())))

    def _sparing(self, rows: Sequence[Row]) -> list[Row]:
        """The same rows with the words button only where a row has such words: for low places."""
        return [replace(row, words=row.words and any(has_terms(cell.widget) for cell in row.cells)) for row in rows]

    def _late(self, rows: Sequence[Row]) -> list[Row]:
        """The same rows with the words button on later parts only, so that the first text stands under its title."""
        words = any(row.words for row in rows)
        return [
            *(replace(row, words=False) for row in rows[:2]),
            *self._sparing(rows[2:-1]),
            *(replace(row, words=words) for row in rows[2:][-1:]),
        ]

    def _text_arrangements(self, space: Space) -> Iterator[Arrangement]:
        title = self._row(self._title, space.width, 0)
        body = [
            self._row(widget, space.width, gap, measured=self._wide()) for widget, gap in (*self._texts, *self._notes)
        ]
        one = self._flow([title, *body], space)
        yield one
        if self._wide():
            columns = self._text_columns(space)
            if columns is not None:
                yield columns
        yield self._flow(self._sparing([title, *body]), space)
        yield self._flow(self._late([title, *body]), space)

    def _figure_arrangements(self, space: Space) -> Iterator[Arrangement]:
        card = self._figure_card()
        if card is None:
            return
        if self._wide():
            columns = self._two_columns(space, card)
            if columns is not None:
                yield columns
        title = self._row(self._title, space.width, 0)
        texts = [self._row(widget, space.width, gap) for widget, gap in self._texts]
        notes = [self._row(widget, space.width, gap) for widget, gap in self._notes]
        figure = self._figure_row(card, space.width)
        one = self._flow([title, *texts, figure, *notes], space)
        if len(one[1]) == 1:
            yield one
        yield self._flow([title, *texts, *notes, figure], space)
        yield self._flow(self._sparing([title, *texts, *notes, figure]), space)
        yield from self._low_figure_arrangements(space, [title, *texts, *notes], figure)

    def _low_figure_arrangements(self, space: Space, text: Sequence[Row], figure: Row) -> Iterator[Arrangement]:
        """Where figure and source line do not fit together: the source before the figure, then the intro too."""
        yield from (self._apart(rows, [figure], space) for rows in (self._sparing(text), self._late(text)))
        bare = self._figure_without_intro()
        if bare is None:
            return
        before = [*text]
        if self._source is not None:
            before.append(replace(self._row(self._source, space.width, self._look.space(2)), words=False))
        words = self._foot(source=False)
        none = Foot(self._look, self._end)
        parts = parts_of(self._sparing([*before, figure]), space, words, none)
        yield score(parts, split=True), parts
        intro = self._row(bare[0], space.width, self._look.space(4))
        bare_row = self._figure_row(bare[1], space.width)
        goodness, parts = self._apart(self._late([*text, intro]), [bare_row], space)
        yield (*goodness[:2], goodness[2] + 1), parts
        yield self._flow(self._sparing([*text, intro, bare_row]), space, split=True)
        parts = parts_of(self._sparing([*before, intro, bare_row]), space, words, none)
        yield score(parts, split=True), parts

    def _apart(self, text: Sequence[Row], rest: Sequence[Row], space: Space, *, words: bool = True) -> Arrangement:
        """A figure or cards have parts of their own; what stands at the end of the page stands under its text."""
        none = Foot(self._look)
        parts = parts_of(text, space, self._foot(source=False, words=words), self._button_foot())
        last = parts_of([replace(row, words=False) for row in rest], space, none, none)
        later = (replace(part, rows=tuple(len(text) + index for index in part.rows)) for part in last)
        return score((*parts, *last)), (*parts, *later)

    def _figure_row(self, card: FigureCard, width: int) -> Row:
        return replace(self._row(card, width, self._look.space(4)), height=card.least_height(width), flexible=True)

    def _two_columns(self, space: Space, card: FigureCard) -> Arrangement | None:
        """Text at the start, figure at the end, the foot under the text; None if they do not fit."""
        full = self._foot(source=True)
        short = Foot(self._look, (*self._buttons, *self._button_foot().buttons))
        return self._beside(space, card, full) or self._beside(space, card, short)

    def _beside(self, space: Space, card: FigureCard, foot: Foot) -> Arrangement | None:
        width = (space.width - COLUMN_GAP) // 2
        rows = [self._row(self._title, width, 0)]
        rows += [self._row(widget, width, gap) for widget, gap in (*self._texts, *self._notes)]
        room = space.height - foot.room(space, width)
        if _height(rows) > room or card.least_height(width) > space.height:
            return None
        height = min(card.plan(width, space.height).height, space.height)
        places = stack(rows, space)
        places.append((card, QRect(space.left + space.width - width, space.top, width, height)))
        places += foot.places(space, width)
        return (0, 1, 0), (Part(tuple(places), tuple(range(len(rows) + 1))),)

    def _text_columns(self, space: Space) -> Arrangement | None:
        """A long text without a figure in two columns under its title; None if they do not fit."""
        width = (space.width - COLUMN_GAP) // 2
        title = self._row(self._title, space.width, 0)
        rows = [self._row(widget, width, gap) for widget, gap in (*self._texts, *self._notes)]
        head = title.height + self._look.space(4)
        foot = self._foot(source=True)
        room = space.height - foot.room(space, space.width) - head
        blocks = [Block(row.height, row.gap, joined=row.cells[0].widget in self._joined) for row in rows]
        split = balance(blocks, room)
        if split is None:
            return None
        below = replace(space, top=space.top + head, height=space.height - head)
        places = stack([title], space)
        places += stack(rows[:split], below)
        places += stack(rows[split:], below, width + COLUMN_GAP)
        places += foot.places(space, space.width)
        return (0, 1, 0), (Part(tuple(places), tuple(range(len(rows) + 1))),)

    def _card_arrangements(self, space: Space) -> Iterator[Arrangement]:
        title = heading_row(self._title, self._buttons, space, self._look)
        in_title = len(title.cells) > 1
        head = [title, *(self._row(widget, space.width, self._look.space(2)) for widget, _ in self._texts)]
        notes = [self._row(widget, space.width, gap) for widget, gap in self._notes]
        # Cards of rows are always equally high: what gives is the space between the rows, then the neighbour.
        for equal, across in ((True, 2), (False, 2), (False, 1)):
            cards = self._grid(self._cards, space, across, equal=equal)
            whole = self._cards_on_one_page(cards, space)
            if whole is not None:
                yield whole
            rows = [*head, *cards, *notes]
            # Last, the buttons under the last part only: a card does not scroll because of them.
            quiet = [*(replace(row, words=False) for row in rows[:-1]), rows[-1]]
            ways = [self._flow(chosen, space, words=not in_title) for chosen in (rows, self._sparing(rows), quiet)]
            if not notes and (in_title or not self._buttons):
                ways.append(self._apart(head, cards, space, words=False))
            for (scrolls, count, bad), parts in ways:
                # The buttons of the title's line stand at the head of later parts, too.
                tools = Foot(self._look, self._buttons)
                later = (with_tools(part, tools, self._source, space, CARD_GAP) for part in parts[1:])
                # A card does not stand alone after pairs where it could stand with one.
                last = cards[max(parts[-1].rows[0] - len(head), 0) :][:1]
                lone = count > 1 and any(len(row.cells) < len(cards[0].cells) for row in last)
                yield (scrolls, count, bad + int(lone)), (*parts[:1], *later)

    def _cards_on_one_page(self, cards: Sequence[Row], space: Space) -> Arrangement | None:
        """All cards on one part with every button in the title's line; None if they do not fit."""
        buttons = (*self._buttons, *self._end)
        title = heading_row(self._title, buttons, space, self._look)
        if self._source is not None or len(title.cells) == 1 or self._notes:
            return None
        texts = [self._row(widget, space.width, self._look.space(2)) for widget, _ in self._texts]
        parts = parts_of([title, *texts, *cards], space, Foot(self._look), Foot(self._look))
        return (score(parts), parts) if len(parts) == 1 else None

    def _effect_arrangements(self, space: Space) -> Iterator[Arrangement]:
        figure, text = self._data.figure, self._data.figure_text
        if figure is None or text is None:
            return
        title = heading_row(self._title, self._buttons, space, self._look)
        words = len(title.cells) == 1
        head = [title, *(self._row(widget, space.width, self._look.space(2)) for widget, _ in self._texts)]
        notes = [self._row(widget, space.width, gap) for widget, gap in self._notes]
        strings, look = self._data.strings, self._look
        if EffectTable.fits(space.width, look, len(figure.groups)):
            if self._table is None:
                self._table = EffectTable(figure, text, look, strings, self)
            table = self._row(self._table, space.width, look.space(3))
            yield self._flow([*head, table, *notes], space, words=words)
        if not self._effects:
            self._effects = [EffectCard(row, figure, text, look, strings, self) for row in figure.rows]
        for across, equal in ((2, True), (1, True), (1, False)):
            rows = self._grid(self._effects, space, across, equal=equal)
            yield self._flow([*head, *rows, *notes], space, words=words)
            yield self._flow(self._sparing([*head, *rows, *notes]), space, words=words)

    def _grid(self, cards: Sequence[QWidget], space: Space, across: int, *, equal: bool = True) -> list[Row]:
        return grid(cards, space, self._look, across=across, gap=CARD_GAP, equal=equal, words=bool(self._buttons))

    # ------------------------------------------------------------ showing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        if self.width() < 2 or self.height() < 2:
            return
        first = not self._parts
        before = self._parts[self._index].rows[0] if self._parts else self._anchor
        count = len(self._parts)
        self._parts = self._arrange()
        if len(self._parts) != count:
            self._announced.clear()
        if first and before is None:
            wanted = self._data.initial_part
            self._index = len(self._parts) - 1 if wanted == LAST_PART else min(max(wanted, 1), len(self._parts)) - 1
        elif before is not None:
            self._index = max(number for number, part in enumerate(self._parts) if part.rows[0] <= before)
        self._show_part()

    def _show_part(self) -> None:
        part = self._parts[self._index]
        shown = {widget for widget, _ in part.places}
        self._drop_scroller()
        for child in self.children():
            if isinstance(child, QWidget) and child not in shown:
                child.hide()
        for widget, place in part.places:
            left = round(start_x(place.x(), place.width(), self.width(), self.layoutDirection()))
            widget.setGeometry(left, place.y(), place.width(), place.height())
            widget.show()
        if part.scroll_place is not None:
            self._scroller = ShowMoreArea(
                Stack(part.scrolling), self._look, self._data.strings["page.show_more"], parent=self
            )
            self._scroller.end_reached.connect(self._watch)
            self._scroller.setGeometry(part.scroll_place)
            self._scroller.show()
        self._watch()
        self.moved.emit()

    def _drop_scroller(self) -> None:
        if self._scroller is not None:
            held = self._scroller.area.takeWidget()
            if isinstance(held, Stack):
                held.give_back(self)
                held.deleteLater()
            self._scroller.hide()
            self._scroller.deleteLater()
            self._scroller = None

    def paintEvent(self, event: QPaintEvent) -> None:
        # Children are painted after their parent in the same pass; once it is over the part was on screen.
        self._watch()

    def _watch(self) -> None:
        if not self._pending:
            self._pending = True
            QTimer.singleShot(0, self, self._announce)

    def _announce(self) -> None:
        self._pending = False
        key = (self.part(), self.parts())
        if not self._parts or not self.isVisible() or key in self._announced:
            return
        if self._scroller is not None and not self._scroller.seen_all():
            return
        self._announced.add(key)
        self.part_shown.emit(*key)

    def part(self) -> int:
        return self._index + 1

    def parts(self) -> int:
        return max(len(self._parts), 1)

    def go_to_part(self, part: int) -> bool:
        """Show a part, counted from 1; False if there is none of that number or it is on screen."""
        if not 1 <= part <= len(self._parts) or part == self.part():
            return False
        self._index = part - 1
        self._show_part()
        self.focus_first()
        return True

    def advance(self) -> bool:
        if self._scroller is not None and not self._scroller.seen_all() and self._scroller.show_more():
            return True
        return self.go_to_part(self.part() + 1)

    def retreat(self) -> bool:
        # Fingers cannot drag every scrolling part: Back goes up in it first, as Next goes down.
        if self._scroller is not None and self._scroller.show_less():
            return True
        return self.go_to_part(self.part() - 1)

    def draft(self) -> object:
        """Return the first block on screen: parts differ between looks, blocks do not."""
        return self._parts[self._index].rows[0] if self._parts else None

    def restore_draft(self, draft: object) -> None:
        if isinstance(draft, int):
            self._anchor = draft
            if self._parts:
                self._index = max(number for number, part in enumerate(self._parts) if part.rows[0] <= draft)
                self._show_part()

    # ------------------------------------------------------------ optional pages

    @property
    def frame(self) -> Frame:
        ways = self._data.detour
        if ways is None:
            return Frame()
        label = ways.onward_label if self.part() == self.parts() else ""
        return Frame(top="aids", progress=False, question=False, next_label=label, other=ways.close_label)

    def on_back(self) -> list[object]:
        ways = self._data.detour
        return super().on_back() if ways is None else [] if self.retreat() else [ways.back]

    def on_other(self) -> list[object]:
        return [self._data.detour.close] if self._data.detour is not None else []

    def next_commands(self) -> list[object]:
        return super().next_commands() if self._data.detour is None else [self._data.detour.onward]

    # ------------------------------------------------------------ reading

    def _reading(self) -> list[tuple[QWidget, tuple[str, ...]]]:
        """What is on screen in reading order, with its sentences."""
        reading: list[tuple[QWidget, tuple[str, ...]]] = []
        part = self._parts[self._index] if self._parts else Part((), ())
        for widget, _ in (*part.scrolling, *part.places):
            if isinstance(widget, Heading):
                reading.append((widget, (widget.text(),)))
            elif isinstance(widget, NoteWidget):
                reading.append((widget.prose, widget.prose.sentences()))
            elif isinstance(widget, (Prose, TopicCard, RowCard, FigureCard, EffectTable, EffectCard)):
                reading.append((widget, widget.sentences()))
            elif isinstance(widget, SourceLine):
                reading.append((widget, (widget.text(),)))
        return reading

    def read_aloud_text(self) -> tuple[str, ...]:
        return tuple(sentence for _, sentences in self._reading() for sentence in sentences)

    def highlight_sentence(self, index: int) -> None:
        for widget, sentences in self._reading():
            if isinstance(widget, (Prose, TopicCard, RowCard)):
                widget.highlight_sentence(index if 0 <= index < len(sentences) else -1)
            index = index - len(sentences) if index >= 0 else -1
            index = -1 if index < 0 else index

    def focus_first(self) -> None:
        """Set the focus to the title, or, on later parts, to the page itself, whose name is the title."""
        (self._title if self._title.isVisibleTo(self) else self).setFocus()
