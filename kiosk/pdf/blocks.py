"""How each block is set: block to units, with the nodes that the structure tree gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from kiosk.document import (
    Block,
    Bullets,
    Choice,
    Choices,
    FigureBlock,
    Heading,
    KeyValues,
    NoteBox,
    PageBreak,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    TickBoxes,
    TickTable,
    WriteFields,
)
from kiosk.events import Ink
from kiosk.pdf.figures import figure_units
from kiosk.pdf.finish import FieldPlace
from kiosk.pdf.flow import Drawing, Slice, Unit
from kiosk.pdf.fonts import Faces
from kiosk.pdf.ink import ink_curves
from kiosk.pdf.sheet import ACCENT, BOX, HEAD, INK, LINE, QUIET, WHITE, Piece, Sheet
from kiosk.pdf.tags import ARTIFACT, Node, ObjectKid
from kiosk.pdf.wrap import Style, draw_line, prepared, wrap
from kiosk.pdf.writing import ByHand, Column, hand_units

__all__ = ["TALLEST", "Setter", "draw_lock"]

TITLE: Final = Style(19, 24, INK, bold=True)
LEAD: Final = Style(11.5, 16, QUIET)
BODY: Final = Style(11, 15.5, INK)
SMALL: Final = Style(9.5, 13, QUIET)
LABEL: Final = Style(10, 14, QUIET)
VALUE: Final = Style(10, 14, INK)
STRONG: Final = Style(10, 14, INK, bold=True)
CELL: Final = Style(10, 14, INK)
CELL_HEAD: Final = Style(9.5, 13, INK, bold=True)
NOTE: Final = Style(10, 14.5, QUIET)
HEADINGS: Final = {
    2: Style(12.5, 17, ACCENT, bold=True),
    3: Style(11.5, 16, INK, bold=True),
    4: Style(11, 15, QUIET, bold=True),
}
PART: Final = Style(16, 22, ACCENT, bold=True)

_BEFORE: Final = {2: 15.0, 3: 14.0, 4: 9.0}
_INDENT: Final = 11.0
_PAD: Final = 8.0
_PAD_Y: Final = 4.5
_SIGN_HEIGHT: Final = 52.0
_HAND_HEIGHT: Final = 66.0
"""A paper form needs more room for a hand than ink, which is fitted."""
_LEAST_SIGNATURE: Final = 180.0
"""Points that a signature needs to stand beside another one; large print has less."""
_BETWEEN: Final = 18.0
"""What lies between two signatures that stand side by side."""
_SIGN_LABELS: Final = 0.25
"""What labels take of a signature's column: the longest of them stays on one line."""
_BOX_LABELS: Final = 0.495
"""What labels take of a column in the box at the head: the longest of them stays on one line on A4."""
TALLEST: Final = 600.0
"""Points that are drawn as one piece at most: less than the smallest page has. What is taller flows over pages."""
_ROW_SPARE: Final = 40.0
"""So much lower is a row, which stands under a table's head."""
_SHORT: Final = 150.0
"""A paragraph or list entry up to this height is not parted from what belongs to it."""
_Plain = Heading | Paragraph | Bullets | KeyValues | Table | FigureBlock | Choices | NoteBox | PageBreak | ByHand
"""What is set by itself; a signature must know how many stand before it."""
PEN_INK: Final = (0.07, 0.1, 0.28)
TYPED: Final = Style(20, 26, PEN_INK)


@dataclass(frozen=True)
class Setter:
    """Sets blocks in a column from `x`, `width` points wide, under the document's node.

    In a document that is to be sealed, each signature's line has an empty field for its digital signature over it;
    `fields` takes them in as they are drawn. None for a form that is signed by hand.
    """

    faces: Faces
    x: float
    width: float
    root: Node
    fields: list[FieldPlace] | None = None
    tallest: float = TALLEST
    """What is drawn as one piece is no taller."""

    def units(self, blocks: Iterable[Block]) -> list[Unit]:
        """Return the units of all blocks, in order."""
        found: list[Unit] = []
        signed: list[str] = []
        page_break = False
        before: Block | None = None
        for block in _paired(blocks):
            if isinstance(block, PageBreak):
                page_break = True
                continue
            made = self._signatures(block, signed) if isinstance(block, tuple) else self._set(block)
            if page_break and made:
                made[0] = replace(made[0], new_page=True)
                page_break = False
            if found and not isinstance(block, tuple) and _belongs(before, block) and found[-1].height <= _SHORT:
                found[-1] = replace(found[-1], with_next=True)
            found += made
            before = block[-1] if isinstance(block, tuple) else block
        return found

    def _set(self, block: _Plain) -> list[Unit]:
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                style = {"body": BODY, "lead": LEAD, "small": SMALL}[block.style]
                before = {"body": 5.0, "lead": 1.0, "small": 4.0}[block.style]
                return [Unit(self._text(self.root.add("P"), block.runs, style), before)]
            case Bullets():
                return self._bullets(block)
            case KeyValues():
                return self._boxed(block) if block.boxed else self._pairs(block)
            case Table():
                return self._table(block)
            case FigureBlock():
                return figure_units(block, self.root, self.faces, (self.x, self.width))
            case Choices():
                return self._choices(block)
            case NoteBox():
                return [self._note(block)]
            case WriteFields() | TickBoxes() | TickTable():
                return hand_units(block, Column(self.faces, self.x, self.width, self.root))
            case PageBreak():
                return []

    # ------------------------------------------------------------------ text

    def _text(
        self, node: Node, runs: Iterable[Run] | str, style: Style, *, x: float | None = None, width: float | None = None
    ) -> tuple[Slice, ...]:
        left = self.x if x is None else x
        lines = wrap(runs, style, self.width if width is None else width, self.faces)
        return tuple(Slice(style.leading, draw_line(node, left, line, style)) for line in lines)

    def _heading(self, block: Heading) -> list[Unit]:
        node = self.root.add(f"H{block.level}")
        style = TITLE if block.level == 1 else PART if block.part else HEADINGS[block.level]
        before = 0.0 if block.part else _BEFORE.get(block.level, 0.0)
        node.title = prepared(block.text).replace("\n", " ")
        first, *others = self._text(node, block.text, style)
        slices = (Slice(first.height, _each(_anchor(node), first.draw)), *others)
        return [Unit(slices, before, keep=True, with_next=True, new_page=block.part)]

    def _bullets(self, block: Bullets) -> list[Unit]:
        listed = self.root.add("L")
        listed.attributes = {"O": "List", "ListNumbering": "Disc"}
        style = SMALL if block.small else BODY
        units = []
        for item in block.items:
            entry = listed.add("LI")
            label, body = entry.add("Lbl"), entry.add("LBody")
            slices = self._text(body, item, style, x=self.x + _INDENT, width=self.width - _INDENT)
            first = slices[0]
            bullet = draw_line(label, self.x, (Piece("• ", style.size, ACCENT),), style)
            units.append(Unit((Slice(first.height, _each(bullet, first.draw)), *slices[1:]), 3.5))
        return units

    # ------------------------------------------------------------------ labels and values

    def _pairs(self, block: KeyValues) -> list[Unit]:
        listed = self.root.add("L")
        listed.attributes = {"O": "List", "ListNumbering": "None"}
        last = len(block.rows) - 1
        # Two rows stay together at both ends of the list.
        return [
            Unit(
                self._pair(listed, row, (self.x, self.width), 0.33),
                4.0 if i else 6.0,
                keep=True,
                with_next=i < last and i in {0, last - 1},
            )
            for i, row in enumerate(block.rows)
        ]

    def _pair(
        self, listed: Node, row: tuple[str, str], place: tuple[float, float], share: float, *, strong: bool = False
    ) -> tuple[Slice, ...]:
        """Set a label and its value next to each other; slices as many as the longer has lines."""
        entry = listed.add("LI")
        x, width = place
        label = self._text(entry.add("Lbl"), row[0], LABEL, x=x, width=width * share - 8)
        value = self._text(
            entry.add("LBody"), row[1], STRONG if strong else VALUE, x=x + width * share, width=width * (1 - share)
        )
        return _stacked((label, value), self.tallest - _ROW_SPARE)

    def _boxed(self, block: KeyValues) -> list[Unit]:
        """Set the box at the document's head: two columns of pairs on a tinted ground."""
        listed = self.root.add("L")
        listed.attributes = {"O": "List", "ListNumbering": "None"}
        half = (self.width - 3 * 12) / 2
        slices: list[Slice] = []
        for i in range(0, len(block.rows), 2):
            columns = [
                self._pair(listed, row, (self.x + 12 + column * (half + 12), half), _BOX_LABELS, strong=True)
                for column, row in enumerate(block.rows[i : i + 2])
            ]
            slices += [*_stacked(columns, self.tallest - _ROW_SPARE), Slice(4, _nothing)]
        return [Unit(self._framed(slices[:-1], 9.0), 14.0, keep=True)]

    def _framed(self, slices: Sequence[Slice], pad: float) -> tuple[Slice, ...]:
        """Put a box around slices: one slice if they fit a page, so that the box is whole; else plain slices."""
        height = sum(part.height for part in slices) + 2 * pad
        if height > self.tallest:
            return tuple(slices)
        area = (self.x, 0.0, self.width, height)

        def draw(sheet: Sheet, y: float) -> None:
            sheet.mark(ARTIFACT)
            sheet.box((area[0], y, area[2], area[3]), fill=BOX, edge=LINE, radius=5)
            y += pad
            for part in slices:
                part.draw(sheet, y)
                y += part.height

        return (Slice(height, draw),)

    def _note(self, block: NoteBox) -> Unit:
        """Set a remark in a box: with its icon, or with a bar at its start."""
        inset = 34.0 if block.icon else 16.0
        style = NOTE if block.icon else Style(BODY.size, BODY.leading, INK)
        node = self.root.add("P")
        slices = self._text(node, block.runs, style, x=self.x + inset, width=self.width - inset - 12)
        framed = self._framed(slices, 8.0)
        if len(framed) > 1:
            return Unit(framed, 10.0)
        whole = framed[0]

        def draw(sheet: Sheet, y: float) -> None:
            whole.draw(sheet, y)
            sheet.mark(ARTIFACT)
            if block.icon == "lock":
                draw_lock(sheet, self.x + 12, y + whole.height / 2 - 6)
            elif block.icon == "info":
                _draw_info(sheet, self.x + 17, y + whole.height / 2)
            else:
                sheet.rule(self.x + 6, y + 8, self.x + 6, y + whole.height - 8, ACCENT, 2)

        return Unit((Slice(whole.height, draw),), 8.0, keep=True)

    # ------------------------------------------------------------------ tables

    def _table(self, block: Table) -> list[Unit]:
        table = self.root.add("Table")
        total = sum(block.widths)
        widths = [self.width * share / total for share in block.widths]
        head = self._row(table, "TH", [(Run(text, bold=True),) for text in block.header], widths, CELL_HEAD)
        height = sum(part.height for part in head)
        # In large print a head of several lines would take its room on every page.
        short = self.tallest >= TALLEST or height <= CELL_HEAD.leading + 2 * _PAD_Y
        again = Slice(height, self._head_again(block.header, widths, height)) if short else None
        units = [Unit(head, 8.0, keep=True, with_next=True)]
        units += [Unit(self._row(table, "TD", row, widths, CELL), 0, keep=True, header=again) for row in block.rows]
        return units

    def _row(
        self, table: Node, tag: str, cells: Sequence[Iterable[Run]], widths: Sequence[float], style: Style
    ) -> tuple[Slice, ...]:
        row = table.add("TR")
        x = self.x
        columns = []
        for runs, width in zip(cells, widths, strict=True):
            node = row.add(tag)
            if tag == "TH":
                node.attributes = {"O": "Table", "Scope": "Column"}
            columns.append(self._text(node, runs, style, x=x + _PAD, width=width - 2 * _PAD))
            x += width
        slices = _stacked(columns, self.tallest - _ROW_SPARE)
        return tuple(
            self._ruled(part, widths, first=i == 0, last=i == len(slices) - 1, head=tag == "TH")
            for i, part in enumerate(slices)
        )

    def _ruled(self, part: Slice, widths: Sequence[float], *, first: bool, last: bool, head: bool) -> Slice:
        """Add a row's ground and lines around one line of its text."""
        above, below = (_PAD_Y if first else 0.0), (_PAD_Y if last else 0.0)
        height = part.height + above + below

        def draw(sheet: Sheet, y: float) -> None:
            sheet.mark(ARTIFACT)
            if head:
                sheet.fill(self.x, y, self.width, height, HEAD)
            x = self.x
            sheet.rule(x, y, x, y + height)
            for width in widths:
                x += width
                sheet.rule(x, y, x, y + height)
            if first and head:
                sheet.rule(self.x, y, self.x + self.width, y)
            if last:
                sheet.rule(self.x, y + height, self.x + self.width, y + height)
            part.draw(sheet, y + above)

        return Slice(height, draw)

    def _head_again(self, header: Sequence[str], widths: Sequence[float], height: float) -> Drawing:
        """Return how a table's head is drawn on further pages: as decoration, for it is in the structure once."""

        def draw(sheet: Sheet, y: float) -> None:
            sheet.mark(ARTIFACT)
            sheet.fill(self.x, y, self.width, height, HEAD)
            sheet.rule(self.x, y, self.x + self.width, y)
            sheet.rule(self.x, y + height, self.x + self.width, y + height)
            sheet.rule(self.x, y, self.x, y + height)
            x = self.x
            for text, width in zip(header, widths, strict=True):
                lines = wrap(text, CELL_HEAD, width - 2 * _PAD, self.faces)
                for i, line in enumerate(lines):
                    sheet.text(x + _PAD, y + _PAD_Y + i * CELL_HEAD.leading + CELL_HEAD.drop, line)
                x += width
                sheet.rule(x, y, x, y + height)

        return draw

    # ------------------------------------------------------------------ choices and signatures

    def _choices(self, block: Choices) -> list[Unit]:
        listed = self.root.add("L")
        listed.attributes = {"O": "List", "ListNumbering": "None"}
        slices: list[Slice] = []
        for choice in block.items:
            body = listed.add("LI").add("LBody")
            runs = (Run(choice.text, choice.checked), *((Run(f"  –  {choice.mark}"),) if choice.mark else ()))
            lines = self._text(body, runs, BODY, x=self.x + 20, width=self.width - 20)
            slices += [Slice(lines[0].height, _each(_checkbox(self.x, choice), lines[0].draw)), *lines[1:]]
            slices.append(Slice(4, _nothing))
        return [Unit(tuple(slices), 6.0, keep=True)]

    def _signatures(self, pair: tuple[SignatureBlock, ...], signed: list[str]) -> list[Unit]:
        """Set one signature, or two side by side; `signed` are the roles so far, which name the second of a role.

        Each is read to its end before the other one. What does not fit a page side by side stands one below the other.
        """
        width = (self.width - _BETWEEN) / 2
        beside = width >= _LEAST_SIGNATURE
        first = not signed
        columns = []
        for place, block in enumerate(pair):
            signed.append(block.role)
            column = replace(self, x=self.x + place * (width + _BETWEEN), width=width) if beside else self
            columns.append(column._signature(block, signed.count(block.role)))  # noqa: SLF001  # of its own kind
        joined = _stacked(columns, self.tallest - _ROW_SPARE)
        if beside and len(joined) == 1:
            return [Unit(joined, 8.0 if first else 16.0, keep=True)]
        return [Unit(tuple(column), 8.0, keep=True) for column in columns]

    def _signature(self, block: SignatureBlock, count: int) -> list[Slice]:
        """Set ink or what stands for it over a line, and below it who, what, when and how.

        It is the signature of `count` people of this role so far: the second witness's field has another name.
        """
        width = self.width
        signed = self._signed(block, width)
        if self.fields is not None and block.method not in {"blank", "not_signed"}:
            signed[0] = self._field(block, count, signed[0], (width, sum(part.height for part in signed)))
        slices = [*signed, Slice(6, _nothing)]
        listed = self.root.add("L")
        listed.attributes = {"O": "List", "ListNumbering": "None"}
        for i, row in enumerate(block.rows):
            slices += [*self._pair(listed, row, (self.x, width), _SIGN_LABELS, strong=i == 0), Slice(3, _nothing)]
        return slices

    def _field(self, block: SignatureBlock, count: int, first: Slice, size: tuple[float, float]) -> Slice:
        """Lay the field of a signature over it, from the first of its slices on; `size` is width and height."""
        name = "".join(part.title() for part in block.role.split("_")) + (str(count) if count > 1 else "")
        form = self.root.add("Form")
        form.kids.append(ObjectKid(name))
        # Name and role as they stand below the line, in the document's language.
        words = ", ".join(value for _, value in block.rows[:2])

        def draw(sheet: Sheet, y: float) -> None:
            first.draw(sheet, y)
            rect = (*sheet.on_paper(self.x, y + size[1]), *sheet.on_paper(self.x + size[0], y))
            if self.fields is not None:
                self.fields.append(FieldPlace(name, sheet.page, rect, words, form))

        return Slice(first.height, draw)

    def _signed(self, block: SignatureBlock, width: float) -> list[Slice]:
        """Set what stands on the line: ink, a typed name, words about another way, or room for a hand."""

        def rule(sheet: Sheet, y: float) -> None:
            sheet.mark(ARTIFACT)
            sheet.rule(self.x, y, self.x + width, y, QUIET, 0.9)

        line = Slice(0, rule)
        if block.ink is not None:
            return [Slice(_SIGN_HEIGHT, self._ink(block.ink, block.alternative, width)), line]
        least = _HAND_HEIGHT if block.method in {"blank", "paper"} else _SIGN_HEIGHT
        words = block.typed or block.line
        if not words:
            return [Slice(least, _nothing), line]
        lines = self._text(self.root.add("P"), words, TYPED if block.typed else LABEL, x=self.x + 8, width=width - 12)
        above = max(least - sum(part.height for part in lines), 0)
        return [Slice(above, _nothing), *lines, line]

    def _ink(self, ink: Ink, alternative: str, width: float) -> Drawing:
        figure = self.root.add("Figure", alt=alternative)

        def draw(sheet: Sheet, y: float) -> None:
            curves, area = ink_curves(ink, (self.x + 8, y, width - 16, _SIGN_HEIGHT - 2))
            sheet.mark(figure)
            sheet.curves(curves, PEN_INK)
            figure.place((*sheet.on_paper(area[0], area[3]), *sheet.on_paper(area[2], area[1])))

        return draw


def _paired(blocks: Iterable[Block]) -> Iterator[_Plain | tuple[SignatureBlock, ...]]:
    """Yield the blocks, signatures that follow each other in twos."""
    waiting: tuple[SignatureBlock, ...] = ()
    for block in blocks:
        if isinstance(block, SignatureBlock):
            waiting = (*waiting, block)
            if len(waiting) == _IN_A_ROW:
                yield waiting
                waiting = ()
            continue
        if waiting:
            yield waiting
            waiting = ()
        yield block
    if waiting:
        yield waiting


_IN_A_ROW: Final = 2


def _belongs(before: Block | None, block: Block) -> bool:
    """Whether a block should not be parted from the one before it: sources, the lock's words, what words lead up to."""
    match block:
        case Paragraph(style="small") | NoteBox(icon="lock"):
            return before is not None
        case Bullets() | Table() | KeyValues() | TickTable() | WriteFields(columns=1):
            return isinstance(before, Paragraph)
        case WriteFields(columns=2) | TickBoxes(layout="inline"):
            # The parts of one place to sign: meaning, line and names, date and time, ways.
            return isinstance(before, Paragraph | WriteFields | TickBoxes)
        case _:
            return False


# ---------------------------------------------------------------------- slices


def _nothing(sheet: Sheet, y: float) -> None:
    """Draw a gap."""


def _anchor(node: Node) -> Drawing:
    """Note where a heading stands, for the bookmarks."""

    def draw(sheet: Sheet, y: float) -> None:
        node.top = (sheet.page, sheet.on_paper(0, y)[1])

    return draw


def _each(*drawings: Drawing) -> Drawing:
    def draw(sheet: Sheet, y: float) -> None:
        for drawing in drawings:
            drawing(sheet, y)

    return draw


def _stacked(columns: Sequence[Sequence[Slice]], tallest: float) -> tuple[Slice, ...]:
    """Join columns: whole and column by column if that is one slice's worth, else line by line."""
    heights = [sum(part.height for part in column) for column in columns]
    if max(heights) <= tallest:

        def draw(sheet: Sheet, y: float) -> None:
            for column in columns:
                at = y
                for part in column:
                    part.draw(sheet, at)
                    at += part.height

        return (Slice(max(heights), draw),)
    slices = []
    for parts in zip_longest(*columns):
        there = [part for part in parts if part is not None]
        slices.append(Slice(max(part.height for part in there), _each(*(part.draw for part in there))))
    return tuple(slices)


# ---------------------------------------------------------------------- small drawings


def _checkbox(x: float, choice: Choice) -> Drawing:
    def draw(sheet: Sheet, y: float) -> None:
        sheet.mark(ARTIFACT)
        top = y + (BODY.leading - 11) / 2
        sheet.box((x, top, 11, 11), fill=WHITE, edge=INK, radius=1.5)
        if choice.checked:
            sheet.polyline([(x + 2.6, top + 5.8), (x + 4.8, top + 8.2), (x + 8.6, top + 3.2)], INK, 1.3)

    return draw


def draw_lock(sheet: Sheet, x: float, y: float) -> None:
    """Draw a padlock, 10 by 12 points, as the mark that is set already."""
    sheet.box((x, y + 5, 10, 7.5), fill=None, edge=INK, radius=1.4)
    sheet.curves(
        [(1.0, [(x + 2, y + 5), (x + 2, y + 3, x + 2, y, x + 5, y), (x + 8, y, x + 8, y + 3, x + 8, y + 5)])], INK
    )


def _draw_info(sheet: Sheet, x: float, y: float) -> None:
    """Draw a ringed i around a centre."""
    sheet.box((x - 6, y - 6, 12, 12), fill=None, edge=INK, radius=6)
    sheet.dots([(x, y - 2.8)], 1.5, INK)
    sheet.polyline([(x, y - 0.4), (x, y + 3.2)], INK, 1.2)
