"""A signature as it was drawn, to look at: dark ink on white paper in every theme."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kiosk.events import Ink, Stroke
from ui.theme import Look
from ui.widgets.ink import pen_width
from ui.widgets.painting import follow_width, panel, smooth

__all__ = ["InkView"]

LEAST: Final = 72
MOST: Final = 132
"""Least and most height in px."""
PAD: Final = 10


class InkView(QWidget):
    """Draws the strokes as large as they fit, without changing their shape. `name` says whose they are."""

    accessible_role = QAccessible.Role.Graphic

    def __init__(self, ink: Ink, look: Look, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink, self._look = ink, look
        self.setAccessibleName(name)
        follow_width(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        box = _box(self._ink.strokes)
        share = box.height() / box.width() if box.width() else 0
        return round(min(max(width * share + 2 * PAD, LEAST), MOST))

    def sizeHint(self) -> QSize:
        return QSize(280, self.heightForWidth(280))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        edge = look.color("line") if look.theme != "light" else None
        panel(painter, QRectF(self.rect()), look.radius("tool"), look.color("paper"), edge, look.border("hairline"))
        box = _box(self._ink.strokes)
        room = QRectF(self.rect()).adjusted(PAD, PAD, -PAD, -PAD)
        if not box.width() and not box.height():
            return
        scales = [have / need for have, need in ((room.width(), box.width()), (room.height(), box.height())) if need]
        scale = min(scales)
        painter.translate(room.center() - box.center() * scale)
        for stroke in self._ink.strokes:
            self._draw(painter, stroke, scale)

    def _draw(self, painter: QPainter, stroke: Stroke, scale: float) -> None:
        """Draw one stroke as the pad does: a curve between the middles of its pieces, wider where it was pressed."""
        points = [QPointF(x * scale, y * scale) for x, y in zip(stroke.x, stroke.y, strict=True)]
        limits = self._look.tokens.signature.pen_width
        thin = (limits[0] * 0.6, limits[1] * 0.6)
        # The last middle is the end itself: the curve runs through to it.
        for index in range(1, len(points) + 1):
            last, before = points[index - 1], points[max(index - 2, 0)]
            path = QPainterPath((before + last) / 2)
            path.quadTo(last, last if index == len(points) else (last + points[index]) / 2)
            width = pen_width(stroke.pressure[min(index, len(points) - 1)], thin)
            pen = QPen(self._look.color("penInk"), width, Qt.PenStyle.SolidLine)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPath(path)


def _box(strokes: tuple[Stroke, ...]) -> QRectF:
    """Return the ink's bounds in pad units."""
    xs = [x for stroke in strokes for x in stroke.x]
    ys = [y for stroke in strokes for y in stroke.y]
    return QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)) if xs else QRectF()
