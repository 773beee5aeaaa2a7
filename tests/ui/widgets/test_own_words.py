from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.theme import Look
from ui.widgets.own_words import MOST, OwnWords


def test_what_is_too_long_is_cut_as_it_is_typed(qtbot: QtBot, look: Look) -> None:
    field = OwnWords(look, 2)
    qtbot.addWidget(field)
    field.setPlainText("x" * (MOST + 5))
    assert len(field.toPlainText()) == MOST


def test_it_is_as_high_as_its_lines_or_as_it_is_placed(qtbot: QtBot, look: Look) -> None:
    field = OwnWords(look, 2)
    qtbot.addWidget(field)
    assert field.height() == field.height_of(2) == field.heightForWidth(600)
    field.set_room(10)
    assert field.height() == field.height_of(1)
    field.set_room(10_000)
    assert field.height() == field.height_of(8)
    field.let_grow()
    field.setGeometry(0, 0, 600, 300)
    assert field.height() == 300


def test_escape_is_for_whoever_holds_the_field(qtbot: QtBot, look: Look) -> None:
    field = OwnWords(look, 2)
    qtbot.addWidget(field)
    field.setPlainText("kept")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.toPlainText() == "kept"
