from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import plain
from ui.widgets.sheet import Sheet


class Window(QWidget):
    """A window with a page behind, and a sheet over it."""

    def __init__(self, look: Look, lines: int = 3) -> None:
        super().__init__()
        self.behind = SecondaryButton("Behind", look, parent=self)
        self.behind.setGeometry(0, 0, 160, 64)
        self.resize(1280, 800)
        body = QWidget()
        column = QVBoxLayout(body)
        self.field = QLineEdit()
        column.addWidget(self.field)
        for number in range(lines):
            column.addWidget(plain(f"line {number}", look))
        self.cancel, self.save = SecondaryButton("Cancel", look), PrimaryButton("Save", look)
        self.sheet = Sheet(body, look, self, name="Ask", start=self.cancel, end=self.save, more_word="Show more")


def window_of(qtbot: QtBot, look: Look, lines: int = 3) -> Window:
    window = Window(look, lines)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.behind.setFocus()
    window.sheet.open_sheet()
    return window


def test_tab_goes_round_inside(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    seen = []
    for _ in range(4):
        focused = window.focusWidget()
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [window.field, window.cancel, window.save, window.field]
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget() is window.field


def test_escape_and_cancel_close_and_give_the_focus_back(qtbot: QtBot, look: Look) -> None:
    for way in ("escape", "cancel"):
        window = window_of(qtbot, look)
        with qtbot.waitSignals([window.sheet.cancelled, window.sheet.closed]):
            if way == "escape":
                QTest.keyClick(window.field, Qt.Key.Key_Escape)
            else:
                window.cancel.click()
        assert window.focusWidget() is window.behind


def test_nothing_behind_gets_a_tap(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    with qtbot.assertNotEmitted(window.behind.clicked):
        QTest.mouseClick(window.childAt(20, 20) or window.sheet, Qt.MouseButton.LeftButton)
    assert window.childAt(20, 20) is window.sheet


def test_the_owner_closes_with_the_other_button(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    window.save.clicked.connect(window.sheet.close_sheet)
    with qtbot.assertNotEmitted(window.sheet.cancelled), qtbot.waitSignal(window.sheet.closed):
        window.save.click()


def test_a_low_body_leaves_the_page_visible_and_a_tall_one_scrolls(qtbot: QtBot, look: Look) -> None:
    low = window_of(qtbot, look)
    assert low.field.mapTo(low, low.field.rect().topLeft()).y() > 200
    tall = window_of(qtbot, look, lines=60)
    stops = tall.sheet.tab_stops()
    assert [stop for stop in stops if stop.accessibleName() == "Show more"]
    assert tall.save.mapTo(tall, tall.save.rect().bottomLeft()).y() < 800


def test_the_sheet_keeps_to_the_window(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    window.resize(800, 1280)
    assert window.sheet.size() == window.size()


def test_it_fades_in_and_leaves_no_effect_behind(qtbot: QtBot, make_look: MakeLook) -> None:
    window = window_of(qtbot, make_look("contrast", reduced_motion=False))
    qtbot.waitUntil(lambda: window.sheet.graphicsEffect() is None, timeout=2000)


def test_the_body_comes_before_the_bar_in_whatever_order_they_were_made(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    late = QLineEdit()
    body = window.sheet.body.layout()
    assert body is not None
    body.addWidget(late)
    late.show()
    assert window.sheet.tab_stops() == [window.field, late, window.cancel, window.save]


def test_a_body_that_grew_is_measured_anew(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    before = window.field.mapTo(window, window.field.rect().topLeft()).y()
    for number in range(4):
        body = window.sheet.body.layout()
        assert body is not None
        more = plain(f"more {number}", look)
        body.addWidget(more)
        more.show()
    window.sheet.refit()
    qtbot.waitUntil(lambda: window.field.mapTo(window, window.field.rect().topLeft()).y() < before)


def test_words_that_wrap_make_the_bar_taller(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    window = Window(look)
    qtbot.addWidget(window)
    window.resize(800, 1280)
    window.save.set_text("Save my question for the clinician")
    window.show()
    window.sheet.open_sheet()
    qtbot.waitUntil(lambda: window.save.height() >= window.save.heightForWidth(window.save.width()))
    assert window.save.height() > look.target("barButton")
