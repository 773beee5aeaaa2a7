from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible
from ui.theme import Look
from ui.widgets.desk_form import DeskPage, Input, PageLine, TextArea, choice_box, chosen_key, line_edit
from ui.widgets.labels import IconLine

OPTIONS = (("trd", "Depression that other treatments have not helped"), ("other", "Other"))


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    made.resize(500, 300)
    made.show()
    return made


def put(host: QWidget, widget: QWidget) -> None:
    column = host.layout()
    assert column is not None
    column.addWidget(widget)
    QApplication.processEvents()


def test_a_page_has_even_edges_and_a_widest_column(qtbot: QtBot, make_look: MakeLook) -> None:
    page = DeskPage("Title", make_look(), widest=600)
    qtbot.addWidget(page)
    page.resize(1000, 400)
    page.show()
    assert page.inner_width() == 600
    page.resize(500, 400)
    assert page.inner_width() == 500 - 2 * page.look.gutter(500)
    large = DeskPage("Title", make_look(step="2.0"), widest=600)
    qtbot.addWidget(large)
    large.resize(1500, 400)
    assert large.inner_width() == 1200


def test_a_page_begins_with_its_title(qtbot: QtBot, look: Look) -> None:
    page = DeskPage("Title", look)
    qtbot.addWidget(page)
    page.body.addWidget(page.heading)
    page.show()
    page.focus_first()
    page.fit_height(10)
    assert page.focusWidget() is page.heading
    assert accessible(page)[0] == "Title"


def test_what_a_page_says_at_its_top_is_scrolled_to_from_far_below(qtbot: QtBot, look: Look) -> None:
    area, page, line, far = QScrollArea(), DeskPage("Title", look), PageLine(look), QWidget()
    qtbot.addWidget(area)
    far.setFixedHeight(2000)
    page.body.addWidget(line)
    page.body.addWidget(far)
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.resize(400, 300)
    area.show()
    assert (line.isVisible(), line.said()) == (False, "")
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    line.say("The disk is full.")
    qtbot.waitUntil(lambda: not line.visibleRegion().isEmpty())
    assert line.said() == "The disk is full."
    line.say("")
    assert (line.isVisible(), line.said()) == (False, "")


def test_an_input_says_its_label_its_hint_and_its_error(host: QWidget, look: Look) -> None:
    edit = line_edit(look)
    entry = Input("Name", edit, look, "As on the form")
    put(host, entry)
    assert accessible(edit)[:2] == ("Name", QAccessible.Role.EditableText)
    assert edit.accessibleDescription() == "As on the form"
    entry.set_error("Type the name.")
    assert entry.error() == "Type the name."
    assert edit.accessibleDescription() == "Type the name."
    line = entry.findChild(IconLine)
    assert line is not None
    assert line.isVisible()
    entry.set_error("")
    assert entry.error() == ""
    assert not line.isVisible()
    assert edit.accessibleDescription() == "As on the form"


def test_a_line_takes_no_more_than_a_record_holds(look: Look, host: QWidget) -> None:
    line, day = line_edit(look), line_edit(look, most=2, digits=True)
    put(host, line)
    put(host, day)
    line.setText("x" * 500)
    QTest.keyClicks(day, "123")
    assert (len(line.text()), day.text()) == (200, "12")
    assert day.inputMethodHints() & Qt.InputMethodHint.ImhDigitsOnly
    assert line.height() >= look.target("primary")


def test_a_text_is_left_by_tab_and_cut_at_its_end(host: QWidget, look: Look) -> None:
    text = TextArea(look)
    put(host, text)
    text.setPlainText("x" * 10_001)
    assert len(text.toPlainText()) == 10_000
    text.setPlainText("  kept \n as typed ")
    assert text.typed() == "kept \n as typed"
    assert text.tabChangesFocus()


def test_who_types_on_in_a_full_text_writes_over_nothing(host: QWidget, look: Look) -> None:
    text = TextArea(look)
    put(host, text)
    text.setPlainText("x" * 9_999)
    text.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(text, "abc")
    assert text.toPlainText() == "x" * 9_999 + "a"
    assert text.textCursor().position() == 10_000


def test_escape_is_left_to_whoever_holds_the_text(host: QWidget, look: Look) -> None:
    got: list[int] = []

    class Holder(QWidget):
        def keyPressEvent(self, event: object) -> None:
            got.append(1)

    holder = Holder()
    text = TextArea(look)
    QVBoxLayout(holder).addWidget(text)
    put(host, holder)
    QTest.keyClick(text, Qt.Key.Key_Escape)
    QTest.keyClicks(text, "a")
    assert got == [1]
    assert text.typed() == "a"


def test_one_option_is_chosen_and_several_wait(look: Look, host: QWidget) -> None:
    one, several = choice_box(look, OPTIONS[:1], "Choose"), choice_box(look, OPTIONS, "Choose")
    put(host, one)
    put(host, several)
    assert chosen_key(one) == "trd"
    assert (chosen_key(several), several.currentText()) == ("", "Choose")
    QTest.keyClick(several, Qt.Key.Key_Down)
    assert chosen_key(several) == "trd"
    assert accessible(several)[1] == QAccessible.Role.ComboBox


def test_a_long_choice_wraps_and_is_not_cut(host: QWidget, look: Look) -> None:
    box = choice_box(look, OPTIONS[:1], "Choose")
    put(host, box)
    assert box.heightForWidth(900) == look.target("primary")
    assert box.heightForWidth(300) >= 2 * look.line("body")
    assert box.sizeHint().height() == box.heightForWidth(box.sizeHint().width())
    host.resize(300, 300)
    QApplication.processEvents()
    assert box.height() >= box.heightForWidth(box.width())


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")
def test_the_rows_of_an_open_list_are_targets_and_can_be_tapped(qtbot: QtBot, host: QWidget, look: Look) -> None:
    box = choice_box(look, OPTIONS, "Choose")
    put(host, box)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(box.view().isVisible)
    view = box.view()
    rows = [view.visualRect(box.model().index(row, 0)) for row in range(box.count())]
    assert all(row.height() >= look.target("primary") for row in rows)
    assert all(row.width() >= box.width() - 12 for row in rows)
    assert not view.grab().toImage().isNull()
    box.hidePopup()
    box.showPopup()
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chosen_key(box) == "trd")


def test_digits_and_deleting_go_on_to_whoever_holds_the_list(host: QWidget, look: Look) -> None:
    got: list[str] = []

    class Holder(QWidget):
        def keyPressEvent(self, event: object) -> None:
            got.append(str(getattr(event, "text", str)()))

    holder = Holder()
    box = choice_box(look, OPTIONS, "Choose")
    QVBoxLayout(holder).addWidget(box)
    put(host, holder)
    QTest.keyClicks(box, "42")
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert got[:2] == ["4", "2"]
    assert len(got) == 3
    QTest.keyClicks(box, "Oth")
    assert chosen_key(box) == "other"


@pytest.mark.parametrize("rtl", [False, True])
def test_the_arrow_stands_at_the_reading_end(qtbot: QtBot, make_look: MakeLook, rtl: bool) -> None:
    look = make_look(rtl=rtl)
    box = choice_box(look, (("a", ""),), "")
    qtbot.addWidget(box)
    box.resize(300, 60)
    picture = box.grab().toImage()
    inside = [(x, y) for x in range(8, 292) for y in range(8, 52)]
    dark = [x for x, y in inside if picture.pixelColor(x, y).lightness() < 128]
    assert dark
    assert all((x < 60) if rtl else (x > 240) for x in dark)
