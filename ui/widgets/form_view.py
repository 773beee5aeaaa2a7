"""The form on screen: a document's blocks painted as dark ink on white paper, in every theme.

The PDF draws the same blocks; here only the widths differ. Owns how each kind of block is wrapped and drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Span
from kiosk.document import blocks as b
from kiosk.events import Ink
from ui.theme import Look
from ui.widgets.icon_array import dots_size, draw_dots
from ui.widgets.painting import draw_icon, follow_width, smooth, start_x
from ui.widgets.text import TextBlock

__all__ = ["FormView"]

Draw = Callable[[QPainter], None]
CELL: Final = 10
"""Free space in a table's cell, in px."""
DOT_SCALE: Final = 0.9
INK_WIDTH: Final = 360


@dataclass(frozen=True, slots=True)
class Piece:
    """Something drawn between two heights of the form."""

    top: float
    bottom: float
    draw: Draw


class FormView(QWidget):
    """The whole form, as tall as it is; put it into a `ShowMoreArea`."""

    accessible_role = QAccessible.Role.Document

    def __init__(self, blocks: Sequence[b.Block], look: Look, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Paper is paper in every theme: what is signed looks like what is printed.
        self._look = replace(look, theme="light")
        self._blocks = tuple(blocks)
        self._pieces: list[Piece] = []
        self._wrapped = -1
        self._height = 0.0
        self.setAccessibleName(name)
        self.setAccessibleDescription("\n".join(self.sentences()))
        follow_width(self)

    def sentences(self) -> tuple[str, ...]:
        """Return all text of the form in reading order."""
        return tuple(text for block in self._blocks for text in b.block_text(block))

    # ------------------------------------------------------------ wrapping

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width != self._wrapped:
            self._wrap(width)
        return round(self._height)

    def sizeHint(self) -> QSize:
        # Asked for often: a long form is wrapped for the width that it has, not for another one in between.
        return QSize(560, round(self._height) if self._wrapped > 0 else self.heightForWidth(560))

    def _wrap(self, width: int) -> None:
        self._wrapped = width
        self._pieces = []
        self._height = float(self._look.space(5))
        for index, block in enumerate(self._blocks):
            if index:
                self._height += self._gap(block)
            self._add(block)
        self._height += self._look.space(5)

    @property
    def _side(self) -> int:
        return self._look.space(6)

    @property
    def _room(self) -> float:
        return float(self._wrapped - 2 * self._side)

    def _gap(self, block: b.Block) -> int:
        return self._look.space(5 if isinstance(block, b.Heading) else 3)

    def _add(self, block: b.Block) -> None:
        match block:
            case b.Heading(level=level, text=text):
                role = {1: "h2", 2: "lead"}.get(level, "body")
                self._text(text, role, bold=True, color="ink" if level == 1 else "accentText")
            case b.Paragraph(runs=runs, style=style):
                role = "body" if style == "lead" else "cap" if style == "small" else "small"
                self._text(_spans(runs), role, color="ink" if style == "body" else "ink2")
            case b.Bullets(items=items, small=small):
                self._bullets(items, "cap" if small else "small")
            case b.KeyValues(rows=rows, boxed=boxed):
                self._key_values(rows, boxed=boxed)
            case b.Table():
                self._table(block)
            case b.FigureBlock():
                self._figure(block)
            case b.Choices(items=choices):
                self._choices(choices)
            case b.SignatureBlock():
                self._signature(block)
            case b.NoteBox(runs=runs, icon=icon):
                self._note(runs, icon)
            case b.PageBreak():
                self._rule()
            case b.WriteFields() | b.TickBoxes() | b.TickTable():
                self._by_hand(block)

    def _by_hand(self, block: b.WriteFields | b.TickBoxes | b.TickTable) -> None:
        """Show what is for paper: nothing can be written or ticked here."""
        match block:
            case b.WriteFields(fields=fields):
                self._key_values([(field.label, field.value) for field in fields], boxed=False)
            case b.TickBoxes(items=items):
                self._choices([b.Choice(text, checked=False) for text in items])
            case b.TickTable(header=header, rows=rows, widths=widths):
                self._table(b.Table(header, tuple(tuple((b.Run(text),) for text in row) for row in rows), widths))

    # ------------------------------------------------------------ pieces

    def _piece(self, height: float, draw: Callable[[QPainter, float], None]) -> None:
        top = self._height
        self._pieces.append(Piece(top, top + height, lambda painter: draw(painter, top)))
        self._height += height

    def _left(self, x: float, width: float) -> float:
        """Return the left edge of something `x` px from the reading start of the text."""
        return start_x(self._side + x, width, self._wrapped, self._look.direction)

    def _text(
        self,
        text: str | tuple[Span, ...],
        role: str,
        *,
        bold: bool = False,
        color: str = "ink",
        x: float = 0,
        room: float = 0,
    ) -> None:
        width = room or self._room - x
        block = TextBlock(text, self._look, role, bold=bold)
        height = block.lay_out(width)
        self._piece(height, lambda p, y: block.draw(p, self._left(x, width), y, self._look.color(color)))

    def _rule(self) -> None:
        def draw(painter: QPainter, y: float) -> None:
            painter.fillRect(QRectF(self._side, y + 4, self._room, 1), self._look.color("line"))

        self._piece(9, draw)

    def _bullets(self, items: Sequence[tuple[b.Run, ...]], role: str) -> None:
        indent = self._look.px(role) * 1.1
        for index, item in enumerate(items):
            self._height += self._look.space(1) if index else 0
            block = TextBlock(_spans(item), self._look, role)
            height = block.lay_out(self._room - indent)

            def draw(painter: QPainter, y: float, block: TextBlock = block) -> None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._look.color("accent"))
                painter.drawEllipse(QPointF(self._left(4, 0), y + block.line_height * 0.52), 3.5, 3.5)
                block.draw(painter, self._left(indent, self._room - indent), y, self._look.color("ink"))

            self._piece(height, draw)

    def _key_values(self, rows: Sequence[tuple[str, str]], *, boxed: bool) -> None:
        look = self._look
        pad = look.space(4) if boxed else 0
        top = self._height
        slot = len(self._pieces)
        self._height += pad
        share = 0.38
        for index, (label, value) in enumerate(rows):
            self._height += look.space(1) if index else 0
            room = self._room - 2 * pad
            first = TextBlock(label, look, "small")
            second = TextBlock(value, look, "small", bold=boxed)
            narrow = room * share < 6 * look.px("small")
            at = 0.0 if narrow else room * share
            height_first = first.lay_out(room if narrow else at - 12)
            height_second = second.lay_out(room - at)
            drop = height_first if narrow else 0

            def draw(
                painter: QPainter,
                y: float,
                first: TextBlock = first,
                second: TextBlock = second,
                at: float = at,
                drop: int = drop,
                room: float = room,
            ) -> None:
                first.draw(painter, self._left(pad, (room if drop else at - 12)), y, look.color("ink2"))
                second.draw(painter, self._left(pad + at, room - at), y + drop, look.color("ink"))

            self._piece(drop + height_second if narrow else max(height_first, height_second), draw)
        self._height += pad
        if boxed:
            self._box(slot, top, self._height)

    def _box(self, slot: int, top: float, bottom: float) -> None:
        """Put a sunken box behind the pieces from `slot` on."""

        def draw(painter: QPainter) -> None:
            painter.setPen(QPen(self._look.color("line"), 1))
            painter.setBrush(self._look.color("sunken"))
            painter.drawRoundedRect(QRectF(self._side + 0.5, top + 0.5, self._room - 1, bottom - top - 1), 8, 8)

        self._pieces.insert(slot, Piece(top, bottom, draw))

    def _table(self, table: b.Table) -> None:
        total = sum(table.widths) or 1
        widths = [self._room * share / total for share in table.widths]
        if min(widths) < 6 * self._look.px("small"):
            self._stacked_table(table)
            return
        self._table_row([(Span(text, bold=True),) for text in table.header], widths, head=True)
        for row in table.rows:
            self._table_row([_spans(cell) for cell in row], widths, head=False)

    def _table_row(self, cells: Sequence[tuple[Span, ...]], widths: Sequence[float], *, head: bool) -> None:
        look = self._look
        texts = [TextBlock(cell, look, "cap" if head else "small") for cell in cells]
        height = 2 * CELL + max(text.lay_out(width - 2 * CELL) for text, width in zip(texts, widths, strict=True))

        def draw(painter: QPainter, y: float) -> None:
            at = 0.0
            for text, width in zip(texts, widths, strict=True):
                left = self._left(at, width)
                painter.setPen(QPen(look.color("line"), 1))
                painter.setBrush(look.color("sunken" if head else "paper"))
                painter.drawRect(QRectF(left, y, width, height))
                text.draw(painter, left + CELL, y + CELL, look.color("ink"))
                at += width

        self._piece(height, draw)

    def _stacked_table(self, table: b.Table) -> None:
        """In a narrow place each row stands as labels and values under each other."""
        for index, row in enumerate(table.rows):
            if index:
                self._rule()
            for label, cell in zip(table.header, row, strict=True):
                self._text(label, "cap", color="ink2")
                self._text(_spans(cell), "small")

    def _figure(self, figure: b.FigureBlock) -> None:
        look = self._look
        if figure.intro:
            self._text(_spans(figure.intro), "small")
        size = dots_size(look, DOT_SCALE * look.step)
        for row in figure.rows:
            if row.name:
                self._height += look.space(2)
                self._text((Span(row.name, bold=True), Span(f" {row.explain}")), "small")
            for group in row.groups:
                self._height += look.space(2)
                parts = [Span(group.number, bold=True), Span(f"\n{group.label}")]
                if not figure.brief:
                    parts.insert(1, Span(f" {group.outcome}" if group.outcome else ""))
                    parts.append(Span(f"\n{group.rest}" if group.rest else ""))
                words = TextBlock(parts, look, "small")
                at = size.width() + 16
                beside = self._room - at >= 8 * look.px("small")
                room = self._room - at if beside else self._room
                height = words.lay_out(room)

                def draw(
                    painter: QPainter,
                    y: float,
                    count: int = round(group.count * 100 / max(group.total, 1)),
                    words: TextBlock = words,
                    x: float = at if beside else 0,
                    drop: float = 0 if beside else size.height() + 6,
                    room: float = room,
                ) -> None:
                    scale = DOT_SCALE * look.step
                    draw_dots(painter, look, QPointF(self._left(0, size.width()), y), scale, count, look.direction)
                    words.draw(painter, self._left(x, room), y + drop, look.color("ink"))

                self._piece(max(size.height(), height) if beside else size.height() + 6 + height, draw)
            if row.duration:
                self._text(row.duration, "small", color="ink2")
        if figure.caption:
            self._height += look.space(1)
            self._text(figure.caption, "cap", color="ink2")

    def _choices(self, choices: Sequence[b.Choice]) -> None:
        look = self._look
        side = look.px("body")
        for index, choice in enumerate(choices):
            self._height += look.space(2) if index else 0
            spans = [Span(choice.text, bold=choice.checked)]
            if choice.mark:
                spans.append(Span(f" ({choice.mark})"))
            block = TextBlock(spans, look, "small")
            indent = side + 12
            height = max(block.lay_out(self._room - indent), side)

            def draw(painter: QPainter, y: float, block: TextBlock = block, checked: bool = choice.checked) -> None:
                left = self._left(0, side)
                painter.setPen(QPen(look.color("control"), 2))
                painter.setBrush(look.color("paper"))
                box = QRectF(left + 1, y + max((block.line_height - side) / 2, 0) + 1, side - 2, side - 2)
                painter.drawRoundedRect(box, 4, 4)
                if checked:
                    draw_icon(painter, look, "check", box.topLeft() + QPointF(1, 1), side - 4, "ink")
                block.draw(painter, self._left(side + 12, self._room - side - 12), y, look.color("ink"))

            self._piece(height, draw)

    def _signature(self, signature: b.SignatureBlock) -> None:
        look = self._look
        if signature.ink is not None and signature.ink.strokes:
            width = min(self._room, INK_WIDTH * look.step)
            ink = signature.ink
            self._piece(
                width * ink.aspect, lambda p, y: _draw_ink(p, look, ink, QPointF(self._left(0, width), y), width)
            )
        elif signature.typed:
            self._text(signature.typed, "h3", bold=True)
        else:
            self._height += look.space(10)

        def line(painter: QPainter, y: float) -> None:
            width = min(self._room, INK_WIDTH * look.step)
            painter.fillRect(QRectF(self._left(0, width), y, width, 1.5), look.color("ink2"))

        self._piece(8, line)
        if signature.line:
            self._text(signature.line, "cap", color="ink2")
        self._key_values(signature.rows, boxed=False)

    def _note(self, runs: tuple[b.Run, ...], icon: str) -> None:
        look = self._look
        top, slot, pad = self._height, len(self._pieces), look.space(4)
        side = look.icon_size("tool") if icon else 0
        indent = pad + (side + 12 if icon else 0)
        self._height += pad
        if icon:
            at = self._height
            self._pieces.append(
                Piece(
                    at, at + side, lambda p: draw_icon(p, look, icon, QPointF(self._left(pad, side), at), side, "ink2")
                )
            )
        self._text(_spans(runs), "cap", color="ink2", x=indent, room=self._room - indent - pad)
        self._height += pad
        self._box(slot, top, self._height)

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._wrapped != self.width():
            self._wrap(self.width())
        painter = smooth(self)
        area = event.rect()
        painter.fillRect(area, self._look.color("paper"))
        for piece in self._pieces:
            if piece.bottom >= area.top() and piece.top <= area.bottom():
                piece.draw(painter)


def _spans(runs: Sequence[b.Run]) -> tuple[Span, ...]:
    return tuple(Span(run.text, bold=run.bold) for run in runs)


def _draw_ink(painter: QPainter, look: Look, ink: Ink, at: QPointF, width: float) -> None:
    """Draw strokes that are kept in shares of the pad's width."""
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(look.color("penInk"), 2.4, Qt.PenStyle.SolidLine, cap, join))
    for stroke in ink.strokes:
        points = [at + QPointF(x * width, y * width) for x, y in zip(stroke.x, stroke.y, strict=True)]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(points)
