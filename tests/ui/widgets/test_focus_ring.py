from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.focus_ring import FocusRing
from ui.widgets.labels import Heading


class Window(QWidget):
    """Two buttons, a title and a ring."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.resize(600, 400)
        self.inner = QWidget(self)
        self.inner.setGeometry(20, 20, 500, 300)
        self.title = Heading("Title", look, parent=self.inner)
        self.first, self.second = (SecondaryButton(name, look, parent=self.inner) for name in ("One", "Two"))
        self.first.setGeometry(20, 60, 160, 64)
        self.second.setGeometry(20, 160, 160, 64)
        self.ring = FocusRing(self, look)


def window_of(qtbot: QtBot, look: Look) -> Window:
    window = Window(look)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.first.setFocus()
    qtbot.waitUntil(window.first.hasFocus)
    return window


def test_it_shows_after_a_key_and_hides_after_a_press(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    assert window.ring.shown_around() is None
    QTest.keyClick(window.first, Qt.Key.Key_Tab)
    assert window.ring.shown_around() is window.second
    QTest.mouseClick(window.second, Qt.MouseButton.LeftButton)
    assert window.ring.shown_around() is None


def test_it_stands_five_pixels_outside_and_follows(qtbot: QtBot, make_look: MakeLook) -> None:
    window = window_of(qtbot, make_look())
    QTest.keyClick(window.first, Qt.Key.Key_Tab)
    assert window.ring.geometry().topLeft().toTuple() == (20 + 20 - 5, 20 + 160 - 5)
    window.inner.move(60, 20)
    assert window.ring.geometry().left() == 60 + 20 - 5
    window.ring.set_look(make_look("contrast"))
    ring = window.ring.grab().toImage()
    assert ring.pixelColor(80, 1).name().upper() == make_look("contrast").hex("focus")


def test_a_title_gets_no_ring(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    QTest.keyClick(window.first, Qt.Key.Key_Tab)
    window.title.setFocus()
    assert window.ring.shown_around() is None


def test_a_control_that_goes_away_takes_the_ring_with_it(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    QTest.keyClick(window.first, Qt.Key.Key_Tab)
    window.second.hide()
    assert window.ring.shown_around() is not window.second
    window.first.deleteLater()
    window.second.show()
    window.second.setFocus(Qt.FocusReason.TabFocusReason)
    assert window.ring.shown_around() is window.second


def test_it_takes_no_touch(qtbot: QtBot, look: Look) -> None:
    window = window_of(qtbot, look)
    QTest.keyClick(window.first, Qt.Key.Key_Tab)
    assert window.childAt(50, 200) is window.second


def test_it_is_not_drawn_over_what_a_control_is_scrolled_under(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    window.resize(400, 300)
    area = QScrollArea(window)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setGeometry(0, 0, 400, 200)
    page = QWidget()
    column = QVBoxLayout(page)
    buttons = [SecondaryButton(str(number), look) for number in range(12)]
    for button in buttons:
        column.addWidget(button)
    area.setWidget(page)
    area.setWidgetResizable(True)
    ring = FocusRing(window, look)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    buttons[0].setFocus()
    qtbot.waitUntil(buttons[0].hasFocus)
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    target = ring.shown_around()
    assert target is buttons[1]
    bar = area.verticalScrollBar()
    top = target.mapTo(page, target.rect().topLeft()).y()

    bar.setValue(top + target.height() // 2)
    assert ring.shown_around() is target
    assert ring.mask().translated(ring.pos()).boundingRect().top() == 0
    bar.setValue(bar.maximum())
    assert ring.shown_around() is None
    bar.setValue(max(top - 40, 0))
    assert ring.shown_around() is target
    assert ring.mask().isEmpty(), "all of it is seen"
