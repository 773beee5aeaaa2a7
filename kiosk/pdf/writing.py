"""What is filled in by hand: lines to write on and boxes to tick, with their nodes in the structure tree.

Lines stand at least 8 mm apart and boxes measure at least 4 mm. Both are decoration to a reader; their words are text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.document import TickBoxes, TickTable, WriteField, WriteFields
from kiosk.pdf.flow import Drawing, Slice, Unit
from kiosk.pdf.fonts import Faces
from kiosk.pdf.sheet import HEAD, INK, LINE, QUIET, WHITE, Sheet
from kiosk.pdf.tags import ARTIFACT, Node
from kiosk.pdf.wrap import Line, Style, draw_line, wrap

__all__ = ["BOX_SIDE", "LINE_GAP", "ByHand", "Column", "hand_units"]

ByHand = WriteFields | TickBoxes | TickTable

LINE_GAP: Final = 24.0
"""8.5 mm from one line to the next."""
BOX_SIDE: Final = 12.5
"""4.4 mm."""
_LARGE_SIDE: Final = 16.0
_SIGN_ROOM: Final = 50.0
"""17 mm above a signature's line."""
_LABEL: Final = Style(10, 14, QUIET)
_WRITTEN: Final = Style(10.5, 14, INK, bold=True)
_CHOICE: Final = Style(11, 15.5, INK)
_EQUAL: Final = Style(11.5, 16, INK, bold=True)
_CELL: Final = Style(10, 14, INK)
_HEAD: Final = Style(9.5, 13, INK, bold=True)
_BETWEEN: Final = 14.0
"""Between two columns of lines."""
_MOST_LABEL: Final = 0.48
_PAD: Final = 8.0


@dataclass(frozen=True, slots=True)
class Column:
    """Where it is set: the fonts, the left edge and the width in points, and the node that it belongs to."""

    faces: Faces
    x: float
    width: float
    root: Node


def hand_units(block: ByHand, column: Column) -> list[Unit]:
    """Set a block that is filled in by hand."""
    match block:
        case WriteFields():
            return _field_units(block, column)
        case TickBoxes():
            return _tick_units(block, column)
        case TickTable():
            return _table_units(block, column)


# ---------------------------------------------------------------------- lines to write on


def _field_units(block: WriteFields, column: Column) -> list[Unit]:
    """Set lines to write on. They stay together, for who fills them in should see them all."""
    listed = _list(column.root)
    units: list[Unit] = []
    for start in range(0, len(block.fields), block.columns):
        row = block.fields[start : start + block.columns]
        width = (column.width - (block.columns - 1) * _BETWEEN) / block.columns
        slices: list[Slice] = []
        if len(row) == 1 and row[0].lines > 1:
            slices = _many_lines(row[0], listed, column)
        else:
            cells = []
            for i, field in enumerate(row):
                labels = [one.label for one in block.fields[i :: block.columns] if one.lines == 1]
                here = Column(column.faces, column.x + i * (width + _BETWEEN), width, listed)
                cells.append(_one_line(field, here, _label_width(labels, here)))
            slices = [Slice(max(cell.height for cell in cells), _together([cell.draw for cell in cells]))]
        units.append(Unit(tuple(slices), 6.0 if not start else 0.0, keep=True, with_next=True))
    return [*units[:-1], Unit(units[-1].slices, units[-1].before, keep=True)]


def _label_width(labels: Sequence[str], column: Column) -> float:
    widest = max(column.faces.width(text, bold=False, size=_LABEL.size) for text in labels)
    return min(widest + _PAD, column.width * _MOST_LABEL)


def _one_line(field: WriteField, column: Column, label_width: float) -> Slice:
    """Set a label and one line beside it; what is on the line already stands above it."""
    entry = column.root.add("LI")
    label = entry.add("Lbl" if field.value else "LBody")
    label_lines = wrap(field.label, _LABEL, label_width - _PAD, column.faces)
    left, room = column.x + label_width, column.width - label_width
    value = entry.add("LBody") if field.value else None
    value_lines = wrap(field.value, _WRITTEN, room - 4, column.faces) if field.value else []
    least = _SIGN_ROOM if field.sign else LINE_GAP
    high = max(least, len(label_lines) * _LABEL.leading + 5, len(value_lines) * _WRITTEN.leading + 6)

    def draw(sheet: Sheet, y: float) -> None:
        _text(sheet, label, (column.x, y + high - 3 - len(label_lines) * _LABEL.leading), label_lines, _LABEL)
        if value is not None:
            _text(sheet, value, (left + 3, y + high - 4 - len(value_lines) * _WRITTEN.leading), value_lines, _WRITTEN)
        sheet.mark(ARTIFACT)
        sheet.rule(left, y + high, left + room, y + high, QUIET, 0.7)

    return Slice(high, draw)


def _many_lines(field: WriteField, listed: Node, column: Column) -> list[Slice]:
    """Set a label above lines of the whole width."""
    node = listed.add("LI").add("LBody")
    label = wrap(field.label, _LABEL, column.width, column.faces)

    def rule(sheet: Sheet, y: float) -> None:
        sheet.mark(ARTIFACT)
        sheet.rule(column.x, y + LINE_GAP, column.x + column.width, y + LINE_GAP, QUIET, 0.7)

    # Room above the label, as much as a hand needs below the line before it.
    first = Slice(6.0, _nothing)
    return [
        first,
        *(Slice(_LABEL.leading, draw_line(node, column.x, line, _LABEL)) for line in label),
        *(Slice(LINE_GAP, rule) for _ in range(field.lines)),
    ]


# ---------------------------------------------------------------------- boxes to tick


def _tick_units(block: TickBoxes, column: Column) -> list[Unit]:
    """Set boxes with their words: each on a line, all in a row, or each in a frame of the same size."""
    listed = _list(column.root)
    if block.layout == "inline":
        return [_inline(block.items, listed, column)]
    return _equal(block.items, listed, column) if block.layout == "equal" else _boxes(block.items, listed, column)


def _boxes(items: Sequence[str], listed: Node, column: Column) -> list[Unit]:
    slices: list[Slice] = []
    for item in items:
        node = listed.add("LI").add("LBody")
        left = column.x + BOX_SIDE + 9
        lines = wrap(item, _CHOICE, column.width - BOX_SIDE - 9, column.faces)
        high = max(len(lines) * _CHOICE.leading, BOX_SIDE) + 6

        def draw(sheet: Sheet, y: float, node: Node = node, lines: list[Line] = lines, left: float = left) -> None:
            _box(sheet, column.x, y + (_CHOICE.leading - BOX_SIDE) / 2 + 2, BOX_SIDE)
            _text(sheet, node, (left, y + 2), lines, _CHOICE)

        slices.append(Slice(high, draw))
    return [Unit(tuple(slices), 4.0, keep=True)]


def _inline(items: Sequence[str], listed: Node, column: Column) -> Unit:
    """Set boxes in a row; the row is broken where it is full."""
    rows: list[list[tuple[float, Node, list[Line]]]] = [[]]
    at = 0.0
    for item in items:
        node = listed.add("LI").add("LBody")
        lines = wrap(item, _CELL, column.width - BOX_SIDE - 6, column.faces)
        wide = BOX_SIDE + 6 + column.faces.width(item, bold=False, size=_CELL.size) + 18
        if rows[-1] and at + wide > column.width + 18:
            rows.append([])
            at = 0.0
        rows[-1].append((column.x + at, node, lines))
        at += wide
    slices = []
    for row in rows:

        def draw(sheet: Sheet, y: float, row: list[tuple[float, Node, list[Line]]] = row) -> None:
            for x, node, lines in row:
                _box(sheet, x, y + 3, BOX_SIDE)
                _text(sheet, node, (x + BOX_SIDE + 6, y + 3 + (BOX_SIDE - _CELL.leading) / 2), lines, _CELL)

        slices.append(Slice(max(len(lines) for _, _, lines in row) * _CELL.leading + 7, draw))
    return Unit(tuple(slices), 3.0, keep=True)


def _equal(items: Sequence[str], listed: Node, column: Column) -> list[Unit]:
    """Set each choice in a frame; all frames have one size, so that none is pushed."""
    inset = _LARGE_SIDE + 26
    texts = [wrap(item, _EQUAL, column.width - inset - 12, column.faces) for item in items]
    high = max(len(lines) for lines in texts) * _EQUAL.leading + 22
    units = []
    for lines in texts:
        node = listed.add("LI").add("LBody")

        def draw(sheet: Sheet, y: float, node: Node = node, lines: list[Line] = lines) -> None:
            sheet.mark(ARTIFACT)
            sheet.box((column.x, y, column.width, high), fill=None, edge=QUIET, radius=5)
            _box(sheet, column.x + 12, y + (high - _LARGE_SIDE) / 2, _LARGE_SIDE)
            _text(sheet, node, (column.x + inset, y + (high - len(lines) * _EQUAL.leading) / 2), lines, _EQUAL)

        units.append(Unit((Slice(high, draw),), 7.0, keep=True, with_next=True))
    return [*units[:-1], Unit(units[-1].slices, 7.0, keep=True)]


def _table_units(block: TickTable, column: Column) -> list[Unit]:
    """Set statements with a row of boxes each. Each box has its word beside it, so the head stands there once."""
    table = column.root.add("Table")
    total = sum(block.widths)
    widths = [column.width * share / total for share in block.widths]
    head = table.add("TR")
    nodes = [head.add("TH") for _ in block.header]
    for node in nodes:
        node.attributes = {"O": "Table", "Scope": "Column"}
    header = [wrap(text, _HEAD, wide - _PAD, column.faces) for text, wide in zip(block.header, widths, strict=True)]
    high = max(len(lines) for lines in header) * _HEAD.leading + 9

    def draw_head(sheet: Sheet, y: float) -> None:
        sheet.mark(ARTIFACT)
        sheet.fill(column.x, y, column.width, high, HEAD)
        x = column.x
        for i, (node, lines, wide) in enumerate(zip(nodes, header, widths, strict=True)):
            sheet.mark(node)
            for number, line in enumerate(lines):
                sheet.text(x + (_PAD if not i else 2), y + 4.5 + number * _HEAD.leading + _HEAD.drop, line)
            x += wide

    units = [Unit((Slice(high, draw_head),), 8.0, keep=True, with_next=True)]
    units += [Unit((_tick_row(row, table, widths, column),), 0, keep=True) for row in block.rows]
    return units


def _tick_row(row: Sequence[str], table: Node, widths: Sequence[float], column: Column) -> Slice:
    line_of = table.add("TR")
    statement, *boxes = [line_of.add("TD") for _ in row]
    lines = wrap(row[0], _CELL, widths[0] - 2 * _PAD, column.faces)
    words = [
        wrap(text, _CELL, wide - BOX_SIDE - 8, column.faces) for text, wide in zip(row[1:], widths[1:], strict=True)
    ]
    most = max(len(lines), *(len(word) for word in words))
    high = max(most * _CELL.leading, BOX_SIDE) + 12

    def draw(sheet: Sheet, y: float) -> None:
        _text(sheet, statement, (column.x + _PAD, y + (high - len(lines) * _CELL.leading) / 2), lines, _CELL)
        x = column.x + widths[0]
        for node, word, wide in zip(boxes, words, widths[1:], strict=True):
            _box(sheet, x + 2, y + (high - BOX_SIDE) / 2, BOX_SIDE)
            _text(sheet, node, (x + BOX_SIDE + 7, y + (high - len(word) * _CELL.leading) / 2), word, _CELL)
            x += wide
        sheet.mark(ARTIFACT)
        sheet.rule(column.x, y + high, column.x + column.width, y + high, LINE)

    return Slice(high, draw)


# ---------------------------------------------------------------------- small parts


def _list(root: Node) -> Node:
    listed = root.add("L")
    listed.attributes = {"O": "List", "ListNumbering": "None"}
    return listed


def _text(sheet: Sheet, node: Node, place: tuple[float, float], lines: Sequence[Line], style: Style) -> None:
    x, y = place
    sheet.mark(node)
    for number, line in enumerate(lines):
        sheet.text(x, y + number * style.leading + style.drop, line)


def _box(sheet: Sheet, x: float, y: float, side: float) -> None:
    sheet.mark(ARTIFACT)
    sheet.box((x, y, side, side), fill=WHITE, edge=INK, radius=1.5)


def _together(drawings: Sequence[Drawing]) -> Drawing:
    def draw(sheet: Sheet, y: float) -> None:
        for drawing in drawings:
            drawing(sheet, y)

    return draw


def _nothing(sheet: Sheet, y: float) -> None:
    """Draw a gap."""
