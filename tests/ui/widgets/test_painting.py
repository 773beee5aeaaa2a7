from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Look
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x


def test_places_mirror() -> None:
    assert start_x(10, 30, 100, Qt.LayoutDirection.LeftToRight) == 10
    assert start_x(10, 30, 100, Qt.LayoutDirection.RightToLeft) == 60


def test_a_border_lies_wholly_inside() -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    panel(painter, QRectF(5, 5, 30, 30), 0, QColor("green"), QColor("red"), 4)
    painter.end()
    row = [image.pixelColor(x, 20).name() for x in (4, 5, 8, 9, 30, 31, 34, 35)]
    red, green, white = "#ff0000", "#008000", "#ffffff"
    assert row == [white, red, red, green, green, red, red, white]


def test_an_icon_stands_where_it_is_put(look: Look) -> None:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(look.color("surface"))
    painter = QPainter(image)
    draw_icon(painter, look, "pause", QPointF(30, 30), 24, "ink")
    painter.end()
    inked = [(x, y) for x in range(60) for y in range(60) if image.pixelColor(x, y) != look.color("surface")]
    assert min(x for x, _ in inked) >= 36
    assert min(y for _, y in inked) >= 34


class Dot(QWidget):
    """A widget that paints a slanted line."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.fillRect(self.rect(), QColor("white"))
        painter.drawLine(QPointF(0, 0), QPointF(39, 13))


def test_edges_are_smooth_and_layouts_ask_for_the_height(qtbot: QtBot) -> None:
    widget = Dot()
    qtbot.addWidget(widget)
    follow_width(widget)
    widget.resize(40, 14)
    assert widget.sizePolicy().hasHeightForWidth()
    image = widget.grab().toImage()
    shades = {image.pixelColor(x, y).lightness() for x in range(40) for y in range(14)}
    assert len(shades) > 3
