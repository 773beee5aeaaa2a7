from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible, problems
from ui.theme import Look
from ui.widgets.field import MOST, Field


def test_what_is_typed_comes_out_without_blanks_around_it(qtbot: QtBot, look: Look) -> None:
    field = Field("Their name", look)
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, "  Ana  Delgado ")
    assert field.text() == "Ana  Delgado"
    field.edit.clear()
    assert field.text() == ""


def test_a_screen_reader_hears_the_label_and_the_hint(qtbot: QtBot, look: Look) -> None:
    field = Field("Who they are", look, "You can leave this empty.")
    qtbot.addWidget(field)
    assert accessible(field.edit)[:2] == ("Who they are", QAccessible.Role.EditableText)
    interface = QAccessible.queryAccessibleInterface(field.edit)
    assert interface.text(QAccessible.Text.Description) == "You can leave this empty."


def test_no_more_fits_in_than_a_record_can_hold(qtbot: QtBot, look: Look) -> None:
    field, short = Field("Name", look), Field("Code", look, most=4)
    for one in (field, short):
        qtbot.addWidget(one)
        QTest.keyClicks(one.edit, "x" * (MOST + 5))
    assert (len(field.text()), short.text()) == (MOST, "xxxx")


def test_markup_newlines_and_other_scripts_stay_what_they_are(qtbot: QtBot, look: Look) -> None:
    field = Field("Name", look)
    qtbot.addWidget(field)
    field.edit.setText("<b>A</b> & {{x}} الاسم 😀")
    assert field.text() == "<b>A</b> & {{x}} الاسم 😀"
    field.edit.clear()
    field.edit.insert("two\nlines")
    assert field.text() == "two lines"


def test_words_are_not_guessed_from_what_others_typed(qtbot: QtBot, look: Look) -> None:
    field = Field("Name", look)
    qtbot.addWidget(field)
    assert field.edit.inputMethodHints() & Qt.InputMethodHint.ImhNoPredictiveText
    assert field.edit.completer() is None


def test_it_is_a_large_enough_target_at_every_text_step(qtbot: QtBot, make_look: MakeLook) -> None:
    for step in ("1.0", "1.25", "1.5", "2.0"):
        look = make_look(step=step)
        field = Field("Who they are", look, "For example: my sister. You can leave this empty.")
        qtbot.addWidget(field)
        field.resize(560, field.heightForWidth(560))
        field.show()
        assert problems(field, least=look.target("primary")) == []
