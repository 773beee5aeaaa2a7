from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import problems
from ui.theme import Look
from ui.widgets.choice import Choice
from ui.widgets.tiles import Tiles

WORDS = ("Short", "A longer choice that takes more than one line when it is narrow", "Third", "Fourth", "Fifth")


def tiles_of(qtbot: QtBot, look: Look, count: int = 5, *, most: int = 3) -> Tiles:
    tiles = Tiles([Choice(word, look) for word in WORDS[:count]], most=most, least=260, gap=20)
    qtbot.addWidget(tiles)
    tiles.show()
    return tiles


def held(tiles: Tiles) -> list[QWidget]:
    return [child for child in tiles.children() if isinstance(child, QWidget)]


@pytest.mark.parametrize(("width", "across"), [(1200, 3), (820, 3), (819, 2), (540, 2), (539, 1), (260, 1)])
def test_as_many_columns_as_have_room(qtbot: QtBot, look: Look, width: int, across: int) -> None:
    tiles = tiles_of(qtbot, look)
    tiles.resize(width, tiles.heightForWidth(width))
    assert tiles.across(width) == across
    assert len({child.x() for child in held(tiles)}) == across
    assert problems(tiles) == []


def test_all_are_equal_and_spare_height_goes_to_all_alike(qtbot: QtBot, look: Look) -> None:
    tiles = tiles_of(qtbot, look, 4, most=2)
    for spare in (0, 61):
        tiles.resize(700, tiles.heightForWidth(700) + spare)
        assert len({(child.width(), child.height()) for child in held(tiles)}) == 1
        assert held(tiles)[-1].geometry().bottom() < tiles.height()
        assert tiles.height() - held(tiles)[-1].geometry().bottom() <= 2


def test_the_first_stands_at_the_reading_start(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        tiles = tiles_of(qtbot, make_look(rtl=rtl), 3)
        tiles.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        tiles.resize(1200, tiles.heightForWidth(1200))
        first, last = held(tiles)[0], held(tiles)[-1]
        assert (first.x() > last.x()) == rtl


def test_sizes_follow_the_widgets(qtbot: QtBot, look: Look) -> None:
    tiles = tiles_of(qtbot, look)
    assert tiles.hasHeightForWidth()
    assert tiles.sizeHint().width() == 3 * 260 + 2 * 20
    assert tiles.heightForWidth(300) > tiles.heightForWidth(1200)
    assert tiles.minimumSizeHint().width() <= 260


def test_without_widgets_there_is_no_height(qtbot: QtBot, look: Look) -> None:
    tiles = tiles_of(qtbot, look, 0)
    tiles.resize(300, 10)
    assert tiles.heightForWidth(300) == 0
