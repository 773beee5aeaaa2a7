"""Figures on paper: blocks of a hundred dots with their numbers beside them, and the sentence as alternative."""

from __future__ import annotations

from typing import Final

from kiosk.document import FigureBlock, FigureGroup, FigureRow
from kiosk.pdf.flow import Drawing, Slice, Unit
from kiosk.pdf.fonts import Faces
from kiosk.pdf.sheet import ACCENT, INK, QUIET, WHITE, Sheet
from kiosk.pdf.tags import Node
from kiosk.pdf.wrap import Line, Style, draw_line, wrap

__all__ = ["figure_units"]

NUMBER: Final = Style(11, 14.5, INK, bold=True)
WORDS: Final = Style(9.5, 12.5, QUIET)
INTRO: Final = Style(11, 15.5, INK)
NAME: Final = Style(11, 15, INK, bold=True)

_COLUMNS: Final = 20
_PITCH: Final = 6.5
_GAP: Final = 3.5
"""The wider gap after ten."""
_DOT: Final = 5.2
_RING: Final = 0.9
_INDENT: Final = 11.0
_SIDE: Final = 9.0
_DOTS_WIDE: Final = (_COLUMNS - 1) * _PITCH + _GAP + _DOT
_LEAST_ROOM: Final = 90.0
"""Points beside a figure's dots that its words need; with less than that, groups stand below each other."""


def figure_units(block: FigureBlock, root: Node, faces: Faces, place: tuple[float, float]) -> list[Unit]:
    """Set a figure in a column (x, width): words above, groups side by side, who and when below."""
    x, width = place[0] + _INDENT, place[1] - _INDENT
    units = []
    if block.intro:
        node = root.add("P")
        lines = wrap(block.intro, INTRO, width, faces)
        units.append(Unit(tuple(_line(node, x, line, INTRO) for line in lines), 6.0, keep=True, with_next=True))
    for i, row in enumerate(block.rows):
        last = i == len(block.rows) - 1
        units.append(_row(row, block, root, faces, (x, width), with_next=last and bool(block.caption)))
    if block.caption:
        node = root.add("P")
        lines = wrap(block.caption, WORDS, width, faces)
        units.append(Unit(tuple(_line(node, x, line, WORDS) for line in lines), 3.0, keep=True))
    return units


def _row(
    row: FigureRow, block: FigureBlock, root: Node, faces: Faces, place: tuple[float, float], *, with_next: bool
) -> Unit:
    x, width = place
    slices: list[Slice] = []
    if row.name:
        node = root.add("P")
        slices += [_line(node, x, line, NAME) for line in wrap(row.name, NAME, width, faces)]
        about = " · ".join(part for part in (row.explain, row.duration) if part)
        if about:
            node = root.add("P")
            slices += [_line(node, x, line, WORDS) for line in wrap(about, WORDS, width, faces)]
    beside = 2 if width / 2 - _DOTS_WIDE >= _LEAST_ROOM else 1
    share = width / beside
    for i in range(0, len(row.groups), beside):
        parts = [
            _group(group, root, faces, (x + column * share, share), brief=block.brief)
            for column, group in enumerate(row.groups[i : i + beside])
        ]
        slices.append(Slice(max(part.height for part in parts) + 3, _side_by_side(parts)))
    return Unit(tuple(slices), 8.0 if row.name else 6.0, keep=True, with_next=with_next)


def _side_by_side(parts: list[Slice]) -> Drawing:
    def draw(sheet: Sheet, y: float) -> None:
        for part in parts:
            part.draw(sheet, y)

    return draw


def _line(node: Node, x: float, line: Line, style: Style) -> Slice:
    return Slice(style.leading, draw_line(node, x, line, style))


def _group(group: FigureGroup, root: Node, faces: Faces, place: tuple[float, float], *, brief: bool) -> Slice:
    """Set one group: its dots, and beside them the number, who they are and what happened to them."""
    x, width = place
    figure, words = root.add("Figure", alt=group.sentence), root.add("P")
    wide = _DOTS_WIDE
    left = x + wide + _SIDE
    room = width - wide - _SIDE - 6
    texts = [(group.number, NUMBER)]
    texts += [(text, WORDS) for text in ((group.label,) if brief else (group.outcome, group.label, group.rest)) if text]
    lines = [(line, style) for text, style in texts for line in wrap(text, style, room, faces)]
    rows = -(-group.total // _COLUMNS)
    high = (rows - 1) * _PITCH + _DOT
    height = max(high + 4, sum(style.leading for _, style in lines))

    def draw(sheet: Sheet, y: float) -> None:
        top = y + 3
        places = [
            (
                x + _DOT / 2 + (n // rows) * _PITCH + (_GAP if n // rows >= _COLUMNS // 2 else 0),
                top + _DOT / 2 + (n % rows) * _PITCH,
            )
            for n in range(group.total)
        ]
        sheet.mark(figure)
        sheet.dots(places, _DOT, ACCENT)
        sheet.dots(places[group.count :], _DOT - 2 * _RING, WHITE)
        figure.place((*sheet.on_paper(x, top + high), *sheet.on_paper(x + wide, top)))
        sheet.mark(words)
        at = y
        for line, style in lines:
            sheet.text(left, at + style.drop, line)
            at += style.leading

    return Slice(height, draw)
