from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.icon_array import IconArray, array_size, dots_size, draw_array, draw_dots, person_path


def filled_cells(look: Look, count: int, direction: Qt.LayoutDirection) -> list[tuple[int, int]]:
    """Return column and row, from the left, of the people whose body is filled."""
    size = array_size(look, 1.0)
    image = QImage(round(size.width()), round(size.height()), QImage.Format.Format_RGB32)
    image.fill(look.color("surface"))
    painter = QPainter(image)
    draw_array(painter, look, QPointF(0, 0), 1.0, count, direction)
    painter.end()
    cells = []
    for row in range(10):
        for column in range(10):
            x = column * 22 + (6 if column >= 5 else 0) + 9
            y = row * 27 + (6 if row >= 5 else 0) + 18
            if image.pixelColor(x, y) == look.color("figFill"):
                cells.append((column, row))
    return cells


@pytest.mark.parametrize("count", [0, 1, 28, 64, 100])
def test_as_many_are_filled_as_are_counted(look: Look, count: int) -> None:
    cells = filled_cells(look, count, Qt.LayoutDirection.LeftToRight)
    assert [row * 10 + column for column, row in sorted(cells, key=lambda cell: (cell[1], cell[0]))] == list(
        range(count)
    )


def test_counting_starts_at_the_right_in_arabic(look: Look) -> None:
    assert sorted(filled_cells(look, 3, Qt.LayoutDirection.RightToLeft)) == [(7, 0), (8, 0), (9, 0)]


def test_dots_are_twenty_in_a_row(look: Look) -> None:
    size = dots_size(look, 1.0)
    assert (round(size.width()), round(size.height())) == (194, 46)
    image = QImage(194, 46, QImage.Format.Format_RGB32)
    image.fill(look.color("surface"))
    painter = QPainter(image)
    draw_dots(painter, look, QPointF(0, 0), 1.0, 20, Qt.LayoutDirection.LeftToRight)
    painter.end()
    dark = {y for x in range(194) for y in range(46) if image.pixelColor(x, y) == look.color("figFill")}
    assert max(dark) < 9


def test_an_array_by_itself_has_its_sentence(qtbot: QtBot, make_look: MakeLook) -> None:
    array = IconArray(64, make_look("contrast"), name="64 of 100 people felt much better with ketamine")
    qtbot.addWidget(array)
    interface = QAccessible.queryAccessibleInterface(array)
    assert interface.text(QAccessible.Text.Name) == "64 of 100 people felt much better with ketamine"
    assert array.grab().width() == array.width()
    assert person_path().boundingRect().height() > 20
