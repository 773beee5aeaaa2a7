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

from kiosk.content.model import Bullets, Card, Figure, FigureText, Note, Page, Paragraph
from ui.theme import Look
from ui.widgets.buttons import ToolButton
from ui.widgets.effects import EffectCard, EffectTable
from ui.widgets.figure_card import FigureCard
from ui.widgets.labels import Heading
from ui.widgets.note import Note as NoteWidget
from ui.widgets.page_flow import Cell, Foot, Part, Row, Space, Stack, parts_of, score, stack
from ui.widgets.paginator import Block, balance, stack_height
from ui.widgets.painting import start_x
from ui.widgets.patient_screen import PatientScreen
from ui.widgets.prose import Prose
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
GRID_LEAST: Final = 940
"""From this width on, cards may stand two in a row, if each is at least `CARD_EMS` type sizes wide."""
CARD_EMS: Final = 18
LOW: Final = 450
"""A page area lower than this has less free space above and below."""


@dataclass(frozen=True, slots=True)
class ContentPageData:
    """What a content page shows.

    `source` is the ready source line without the word "Source". `initial_part` counts from 1; `LAST_PART` is the last.
    `strings` holds the words: `page.words`, `page.sources`, `page.source` ({source}), `page.show_more`,
    `figure.sentence`, `figure.rest`, `figure.effect_row`, `figure.duration`, `figure.of`, `figure.effect`,
    `figure.how_long`.
    """

    title: str
    page: Page
    figure: Figure | None
    figure_text: FigureText | None
    source: str
    has_terms: bool
    strings: Mapping[str, str]
    initial_part: int = 1


Arrangement = tuple[tuple[int, int, int], tuple[Part, ...]]


def has_terms(widget: QWidget) -> bool:
    """Tell whether a block holds glossary words."""
    prose = widget if isinstance(widget, Prose) else getattr(widget, "prose", None)
    return isinstance(prose, Prose) and prose.has_terms()


def _height(rows: Sequence[Row]) -> int:
    return stack_height([Block(row.height, row.gap) for row in rows])


def _only_source(part: Part) -> bool:
    """Tell whether a part shows nothing but the source line."""
    return all(isinstance(widget, SourceLine) for widget, _ in (*part.places, *part.scrolling))


class ContentPage(PatientScreen):
    """One page of the content. Signals name what the person asked for; the window answers."""

    accessible_role = QAccessible.Role.Document
    part_shown = Signal(int, int)
    """A part was painted in full: part and parts, counted from 1."""
    glossary_requested = Signal(str)
    """A glossary word was tapped (its id), or "Words explained" (empty)."""
    sources_requested = Signal()

    def __init__(self, data: ContentPageData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(data.title, parent)
        self._data = data
        self._look = look
        self._title = Heading(data.title, look, parent=self)
        self._texts: list[tuple[QWidget, int]] = []
        self._joined: set[QWidget] = set()
        self._notes: list[tuple[QWidget, int]] = []
        self._cards: list[TopicCard] = []
        self._make_blocks(data.page)
        self._figure: FigureCard | None = None
        self._bare_figure: tuple[Prose, FigureCard] | None = None
        self._table: EffectTable | None = None
        self._effects: list[EffectCard] = []
        self._buttons = self._make_buttons()
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

    def _make_blocks(self, page: Page) -> None:
        look = self._look
        gap = look.space(4)
        role = "lead" if page.layout == "cards" else "body"
        for block in page.blocks:
            if isinstance(block, Card):
                source = self._data.strings["page.source"].format(source=block.source) if block.source else ""
                card = TopicCard(block, source, look, parent=self)
                card.prose.term_activated.connect(self.glossary_requested)
                self._cards.append(card)
            elif isinstance(block, Note):
                note = NoteWidget(block.spans, look, parent=self)
                note.prose.term_activated.connect(self.glossary_requested)
                self._notes.append((note, gap))
            else:
                # A note between paragraphs is text; only notes at the end go after the figure.
                self._texts.extend(self._notes)
                self._notes.clear()
                self._add_text(block, gap, role)

    def _add_text(self, block: Paragraph | Bullets, gap: int, role: str) -> None:
        # List items stand by themselves, so that a long list can go on on the next part.
        pieces: Sequence[Paragraph | Bullets] = (
            [block] if isinstance(block, Paragraph) else [Bullets((item,)) for item in block.items]
        )
        # A list belongs to the text that leads up to it, and its items to each other.
        led = isinstance(block, Bullets) and bool(self._texts) and isinstance(self._texts[-1][0], Prose)
        for index, piece in enumerate(pieces):
            prose = Prose((piece,), self._look, role=role, parent=self)
            prose.term_activated.connect(self.glossary_requested)
            self._texts.append((prose, self._look.space(2) if index else gap))
            if index or led:
                self._joined.add(prose)

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
        """The page area with wide edges, where there is room for them, and with narrow ones."""
        gutter = self._look.gutter(max(self.window().width(), self.width()))
        width = self.width() - 2 * gutter
        edges = [(16, 12, 8)]
        if self._look.step <= 1.25 and self.height() >= LOW:
            edges.insert(0, (28, 22, 16))
        return [Space(gutter, top, width, self.height() - top - bottom, gap) for top, bottom, gap in edges]

    def _wide(self) -> bool:
        return self.width() >= self._look.tokens.breakpoints.two_column_min_width and self._look.step <= 1.25

    def _foot(self, *, source: bool, words: bool = True) -> Foot:
        return Foot(self._look, self._buttons if words else (), self._source if source else None)

    def _row(self, widget: QWidget, width: int, gap: int, *, measured: bool = False) -> Row:
        if measured:
            width = min(width, MEASURE_EMS * self._look.px("body"))
        return Row((Cell(widget, 0, width),), widget.heightForWidth(width), gap, words=bool(self._buttons))

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
            if self._data.page.layout == "cards":
                yield from self._card_arrangements(space)
            elif figure is not None and figure.kind == "effect_rows":
                yield from self._effect_arrangements(space)
            elif figure is not None:
                yield from self._figure_arrangements(space)
            else:
                yield from self._text_arrangements(space)

    def _flow(self, rows: Sequence[Row], space: Space, *, words: bool = True, split: bool = False) -> Arrangement:
        foot = self._foot(source=False, words=words)
        parts = parts_of(rows, space, foot, self._foot(source=True, words=False))
        if self._source is not None and any(part.scrolling for part in parts):
            # A source line on a part of its own is better than a block that scrolls because of it.
            after = replace(self._row(self._source, space.width, self._look.space(2)), words=False)
            others = parts_of([*rows, after], space, foot, Foot(self._look))
            if score(others) < score(parts):
                parts = others
        if self._sources is not None and any(_only_source(part) for part in parts):
            # Nobody should turn to a part for a source line alone: there the button leads to the sources.
            end = Foot(self._look, (self._sources,))
            others = parts_of(rows, space, foot, end)
            if Foot(self._look, (*foot.buttons, self._sources)).fits(space.width) and score(others) <= score(parts):
                parts = others
        return score(parts, split=split), parts

    def _sparing(self, rows: Sequence[Row]) -> list[Row]:
        """The same rows with the words button only where a row has such words: for low places."""
        return [replace(row, words=row.words and any(has_terms(cell.widget) for cell in row.cells)) for row in rows]

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
        bare = self._figure_without_intro()
        if bare is None:
            return
        before = [*text]
        if self._source is not None:
            before.append(replace(self._row(self._source, space.width, self._look.space(2)), words=False))
        words = self._foot(source=False)
        none = Foot(self._look)
        parts = parts_of(self._sparing([*before, figure]), space, words, none)
        yield score(parts, split=True), parts
        intro = self._row(bare[0], space.width, self._look.space(4))
        bare_row = self._figure_row(bare[1], space.width)
        yield self._flow(self._sparing([*text, intro, bare_row]), space, split=True)
        parts = parts_of(self._sparing([*before, intro, bare_row]), space, words, none)
        yield score(parts, split=True), parts

    def _figure_row(self, card: FigureCard, width: int) -> Row:
        return replace(self._row(card, width, self._look.space(4)), height=card.least_height(width), flexible=True)

    def _two_columns(self, space: Space, card: FigureCard) -> Arrangement | None:
        """Text at the start, figure at the end, the foot under the text; None if they do not fit."""
        width = (space.width - COLUMN_GAP) // 2
        rows = [self._row(self._title, width, 0)]
        rows += [self._row(widget, width, gap) for widget, gap in (*self._texts, *self._notes)]
        foot = self._foot(source=True)
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
        title = self._title_row(space)
        in_title = len(title.cells) > 1
        head = [title, *(self._row(widget, space.width, self._look.space(2)) for widget, _ in self._texts)]
        notes = [self._row(widget, space.width, gap) for widget, gap in self._notes]
        for equal in (True, False):
            rows = [*head, *self._grid(self._cards, space.width, equal=equal), *notes]
            for chosen in (rows, self._sparing(rows)):
                yield self._with_tools(self._flow(chosen, space, words=not in_title), space)

    def _effect_arrangements(self, space: Space) -> Iterator[Arrangement]:
        figure, text = self._data.figure, self._data.figure_text
        if figure is None or text is None:
            return
        title = self._title_row(space)
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
        for rows in (self._grid(self._effects, space.width), self._grid(self._effects, space.width, across=1)):
            yield self._flow([*head, *rows, *notes], space, words=words)
            yield self._flow(self._sparing([*head, *rows, *notes]), space, words=words)

    def _with_tools(self, arrangement: Arrangement, space: Space) -> Arrangement:
        """Put the buttons of the title's line also at the head of later parts, where there is room to spare."""
        goodness, parts = arrangement
        return goodness, tuple(
            self._with_tool_row(part, space) if number else part for number, part in enumerate(parts)
        )

    def _with_tool_row(self, part: Part, space: Space) -> Part:
        widgets = {widget for widget, _ in part.places}
        if not self._buttons or part.scrolling or widgets & set(self._buttons) or self._source in widgets:
            return part
        sizes = [button.sizeHint() for button in self._buttons]
        gap = self._look.space(3)
        drop = max(size.height() for size in sizes) + CARD_GAP
        end = max(place.y() + place.height() for _, place in part.places)
        at = space.left + space.width - sum(size.width() for size in sizes) - gap * (len(sizes) - 1)
        if end + drop > space.top + space.height or at < space.left:
            return part
        places: list[tuple[QWidget, QRect]] = []
        for button, size in zip(self._buttons, sizes, strict=True):
            places.append((button, QRect(at, space.top, size.width(), size.height())))
            at += size.width() + gap
        return replace(part, places=(*places, *((widget, place.translated(0, drop)) for widget, place in part.places)))

    def _title_row(self, space: Space) -> Row:
        """The title with the buttons at the end of its line, if there is room for both."""
        sizes = [button.sizeHint() for button in self._buttons]
        gap = self._look.space(3)
        room = space.width - sum(size.width() + gap for size in sizes)
        if not sizes or self._look.step > 1.25 or self._title.natural_width() > room:
            return self._row(self._title, space.width, 0)
        cells = [Cell(self._title, 0, room)]
        at = room + gap
        for button, size in zip(self._buttons, sizes, strict=True):
            cells.append(Cell(button, at, size.width()))
            at += size.width() + gap
        return Row(tuple(cells), self._title.heightForWidth(room), 0)

    def _grid(self, cards: Sequence[QWidget], width: int, across: int = 2, *, equal: bool = True) -> list[Row]:
        """Cards in rows of one or two, all as high as the tallest, or only each row as its own tallest."""
        half = (width - CARD_GAP) // 2
        if width < GRID_LEAST or half < CARD_EMS * self._look.px("body"):
            across = 1
        each = half if across == 2 else width
        heights = [card.heightForWidth(each) for card in cards]
        rows = []
        for index in range(0, len(cards), across):
            cells = (
                Cell(card, place * (half + CARD_GAP), each) for place, card in enumerate(cards[index : index + across])
            )
            height = max(heights if equal else heights[index : index + across])
            rows.append(Row(tuple(cells), height, CARD_GAP, words=bool(self._buttons)))
        return rows

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
            elif isinstance(widget, (Prose, TopicCard, FigureCard, EffectTable, EffectCard)):
                reading.append((widget, widget.sentences()))
            elif isinstance(widget, SourceLine):
                reading.append((widget, (widget.text(),)))
        return reading

    def read_aloud_text(self) -> tuple[str, ...]:
        return tuple(sentence for _, sentences in self._reading() for sentence in sentences)

    def highlight_sentence(self, index: int) -> None:
        for widget, sentences in self._reading():
            if isinstance(widget, (Prose, TopicCard)):
                widget.highlight_sentence(index if 0 <= index < len(sentences) else -1)
            index = index - len(sentences) if index >= 0 else -1
            index = -1 if index < 0 else index

    def focus_first(self) -> None:
        """Set the focus to the title, or, on later parts, to the page itself, whose name is the title."""
        (self._title if self._title.isVisibleTo(self) else self).setFocus()
