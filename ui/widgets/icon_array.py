"""People as marks: the icon array of 100 and the block of 100 dots. One path, drawn a hundred times.

Filled against hollow, so the difference holds in greyscale and for any colour vision. Counted ones come first, row by
row from the reading start.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QAccessible, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.painting import smooth, start_x

__all__ = ["PEOPLE", "IconArray", "array_size", "dots_size", "draw_array", "draw_dots", "person_path"]

PEOPLE: Final = 100
GRID: Final = (20.0, 26.0)
"""The person's own grid; the token's width and height are what it is scaled to."""
STROKE: Final = 1.6


def person_path() -> QPainterPath:
    """Return the counting mark on its grid of 20 x 26: a head and a body."""
    path = QPainterPath()
    path.addEllipse(QPointF(10, 5.6), 4.4, 4.4)
    path.moveTo(2.5, 24.5)
    path.lineTo(2.5, 20)
    path.arcTo(QRectF(2.5, 12.5, 15, 15), 180, -180)
    path.lineTo(17.5, 24.5)
    path.closeSubpath()
    return path


def array_size(look: Look, scale: float) -> QSizeF:
    """Return the size of 100 people at a scale of the token size, in px."""
    person = look.tokens.figure.person
    rows = PEOPLE // person.per_row
    wide = person.per_row * person.w + (person.per_row - 1) * person.gap + person.gap_after_five
    high = rows * person.h + (rows - 1) * person.gap + person.gap_after_five
    return QSizeF(wide * scale, high * scale)


@dataclass(frozen=True, slots=True)
class Stamps:
    """A mark drawn once filled and once hollow, to be set down a hundred times; `edge` is its free border in px."""

    filled: QPixmap
    hollow: QPixmap
    edge: float
    ratio: float

    def put(self, painter: QPainter, x: float, y: float, *, counted: bool) -> None:
        """Set a mark down with its top left corner at x, y, on whole pixels of the device so that it stays sharp."""
        left, top = round((x - self.edge) * self.ratio) / self.ratio, round((y - self.edge) * self.ratio) / self.ratio
        painter.drawPixmap(QPointF(left, top), self.filled if counted else self.hollow)


def _stamps(painter: QPainter, look: Look, path: QPainterPath, size: QSizeF, scale: float, stroke: float) -> Stamps:
    """Draw a path, given on a grid that `scale` makes px, as two pixmaps."""
    ratio = painter.device().devicePixelRatioF()
    edge = 1.0
    marks = []
    for line, fill in (("figFill", "figFill"), ("figLine", "figEmpty")):
        pixmap = QPixmap(
            math.ceil((size.width() + 2 * edge) * ratio) + 1, math.ceil((size.height() + 2 * edge) * ratio) + 1
        )
        pixmap.fill(Qt.GlobalColor.transparent)
        pixmap.setDevicePixelRatio(ratio)
        mark = QPainter(pixmap)
        mark.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark.translate(edge, edge)
        mark.scale(scale, scale)
        mark.setPen(QPen(look.color(line), stroke))
        mark.setBrush(look.color(fill))
        mark.drawPath(path)
        mark.end()
        marks.append(pixmap)
    return Stamps(marks[0], marks[1], edge, ratio)


def draw_array(
    painter: QPainter, look: Look, at: QPointF, scale: float, count: int, direction: Qt.LayoutDirection
) -> None:
    """Draw 100 people with the first `count` filled; `at` is the top left corner."""
    person = look.tokens.figure.person
    wide, high = person.w * scale, person.h * scale
    full = array_size(look, scale).width()
    stamps = _stamps(painter, look, person_path(), QSizeF(wide, high), wide / GRID[0], STROKE)
    for index in range(PEOPLE):
        row, column = divmod(index, person.per_row)
        x = (column * (person.w + person.gap) + (person.gap_after_five if column >= 5 else 0)) * scale
        y = (row * (person.h + person.gap) + (person.gap_after_five if row >= 5 else 0)) * scale
        left = start_x(x, wide, full, direction)
        stamps.put(painter, at.x() + left, at.y() + y, counted=index < count)


def dots_size(look: Look, scale: float) -> QSizeF:
    """Return the size of a block of 100 dots at a scale of the token size, in px."""
    dots = look.tokens.figure.dots
    rows = PEOPLE // dots.columns
    wide = dots.columns * dots.d + (dots.columns - 1) * dots.gap + dots.gap_after_ten
    return QSizeF(wide * scale, (rows * dots.d + (rows - 1) * dots.gap) * scale)


def draw_dots(
    painter: QPainter, look: Look, at: QPointF, scale: float, count: int, direction: Qt.LayoutDirection
) -> None:
    """Draw 100 dots with the first `count` filled; `at` is the top left corner."""
    dots = look.tokens.figure.dots
    full = dots_size(look, scale).width()
    side = dots.d * scale
    path = QPainterPath()
    path.addEllipse(QPointF(side / 2, side / 2), side / 2 - 0.5, side / 2 - 0.5)
    stamps = _stamps(painter, look, path, QSizeF(side, side), 1.0, 1.0)
    for index in range(PEOPLE):
        row, column = divmod(index, dots.columns)
        x = (column * (dots.d + dots.gap) + (dots.gap_after_ten if column >= 10 else 0)) * scale
        left = start_x(x, side, full, direction)
        y = row * (dots.d + dots.gap) * scale
        stamps.put(painter, at.x() + left, at.y() + y, counted=index < count)


class IconArray(QWidget):
    """100 people by themselves. `name` is the figure in full words."""

    accessible_role = QAccessible.Role.Graphic

    def __init__(self, count: int, look: Look, *, name: str, scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._look = look
        self._scale = scale
        self.setAccessibleName(name)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        size = array_size(self._look, self._scale)
        return QSize(round(size.width()) + 2, round(size.height()) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_array(smooth(self), self._look, QPointF(1, 1), self._scale, self._count, self.layoutDirection())
