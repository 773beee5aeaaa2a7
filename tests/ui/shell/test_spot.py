"""Where somebody writes is found again on the same page drawn anew."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.shell.spot import Spot, go_as_far_down, go_to, spot_on
from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choice import Choice

WORDS = "Two \U0001f642 words"


class Form(QWidget):
    """A line, a text, a choice and a button, as far down as a test wants, in a place that scrolls."""

    def __init__(self, look: Look, above: int = 600) -> None:
        super().__init__()
        self.line, self.text = QLineEdit(), QPlainTextEdit()
        self.choice, self.button = Choice("Good", look), SecondaryButton("Save", look)
        column = QVBoxLayout(self)
        column.addSpacing(above)
        for name, widget in (("line", self.line), ("text", self.text), ("good", self.choice), ("save", self.button)):
            widget.setObjectName(name)
            column.addWidget(widget)
        self.line.setText(WORDS)
        self.text.setPlainText(WORDS)
        column.addSpacing(600)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(self)
        self.area.resize(400, 300)
        self.area.show()


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> Form:
    made = Form(look)
    qtbot.addWidget(made.area)
    return made


@pytest.mark.parametrize(("anchor", "cursor"), [(5, 5), (2, 8), (8, 2)])
def test_the_cursor_and_what_is_marked_come_back_in_a_line(
    form: Form, qtbot: QtBot, look: Look, anchor: int, cursor: int
) -> None:
    form.line.setFocus()
    form.line.setSelection(anchor, cursor - anchor)
    spot = spot_on(form)
    assert (spot.anchor, spot.cursor) == (anchor, cursor)
    other = Form(look)
    qtbot.addWidget(other.area)
    assert go_to(spot, other)
    assert other.focusWidget() is other.line
    assert (spot_on(other).anchor, spot_on(other).cursor) == (anchor, cursor)
    assert other.line.selectedText() == form.line.selectedText()


@pytest.mark.parametrize(("anchor", "cursor"), [(12, 12), (2, 8), (8, 2)])
def test_the_cursor_and_what_is_marked_come_back_in_a_text(
    form: Form, qtbot: QtBot, look: Look, anchor: int, cursor: int
) -> None:
    form.text.setFocus()
    at = form.text.textCursor()
    at.setPosition(anchor)
    at.setPosition(cursor, QTextCursor.MoveMode.KeepAnchor)
    form.text.setTextCursor(at)
    spot = spot_on(form)
    other = Form(look)
    qtbot.addWidget(other.area)
    assert go_to(spot, other)
    assert (spot_on(other).anchor, spot_on(other).cursor) == (anchor, cursor)
    assert other.text.textCursor().selectedText() == form.text.textCursor().selectedText()


def test_a_field_stays_at_its_height_though_what_is_above_it_has_changed(form: Form, qtbot: QtBot, look: Look) -> None:
    form.text.setFocus()
    form.area.verticalScrollBar().setValue(550)
    spot = spot_on(form)
    other = Form(look, above=480)
    qtbot.addWidget(other.area)
    assert go_to(spot, other)
    qtbot.waitUntil(lambda: spot_on(other).top == spot.top)
    assert other.area.verticalScrollBar().value() == 550 - 120


@pytest.mark.parametrize("name", ["choice", "button"])
def test_a_choice_and_a_button_are_returned_to(form: Form, qtbot: QtBot, look: Look, name: str) -> None:
    other = Form(look)
    qtbot.addWidget(other.area)
    getattr(form, name).setFocus()
    assert go_to(spot_on(form), other) is getattr(other, name)
    assert other.focusWidget() is getattr(other, name)


def test_a_control_that_is_gone_or_hidden_is_not_gone_to(form: Form) -> None:
    form.choice.setFocus()
    form.line.hide()
    for name in ("line", "of another page", ""):
        assert go_to(Spot(name, 0), form) is None
    assert form.focusWidget() is form.choice


def test_where_the_control_is_gone_the_page_is_shown_as_far_down_as_before(
    form: Form, qtbot: QtBot, look: Look
) -> None:
    form.button.setFocus()
    form.area.verticalScrollBar().setValue(480)
    spot = spot_on(form)
    assert (spot.name, spot.scrolled) == ("save", 480)
    other = Form(look)
    qtbot.addWidget(other.area)
    go_as_far_down(spot, other)
    qtbot.waitUntil(lambda: other.area.verticalScrollBar().value() == 480)


def test_a_cursor_beyond_a_text_that_is_shorter_now_stands_at_its_end(form: Form) -> None:
    form.text.setPlainText("Two")
    form.line.setText("Two")
    assert go_to(Spot("text", 0, 99, 99), form)
    QTest.keyClicks(form.text, "!")
    assert go_to(Spot("line", 0, 99, 99), form)
    QTest.keyClicks(form.line, "!")
    assert (form.text.toPlainText(), form.line.text()) == ("Two!", "Two!")
