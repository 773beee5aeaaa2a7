"""The hand: what it finds, what it reaches, and that it says so when it cannot."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kiosk.errors import OperatorError
from ui.hand import Hand
from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.scale import Scale
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.sheet import Sheet
from ui.widgets.signature_pad import PadWords, SignaturePad


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(600, 400)
    qtbot.addWidget(window)
    return window


def shown(window: QWidget, qtbot: QtBot) -> Hand:
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    return Hand(window, patience_ms=300)


def button(window: QWidget, name: str, x: int, y: int, width: int = 120) -> QPushButton:
    made = QPushButton(name, window)
    made.setObjectName(name)
    made.setGeometry(x, y, width, 48)
    return made


class Counted(QObject):
    def __init__(self, watched: QPushButton) -> None:
        super().__init__(watched)
        self.count = 0
        watched.clicked.connect(self._add)

    def _add(self) -> None:
        self.count += 1


def test_it_presses_what_the_window_has_at_a_place(qtbot: QtBot, window: QWidget) -> None:
    one = button(window, "one", 20, 20)
    presses = Counted(one)
    hand = shown(window, qtbot)
    hand.press_named("one")
    assert presses.count == 1


def test_it_does_not_press_through_what_lies_over(qtbot: QtBot, window: QWidget) -> None:
    one = button(window, "one", 20, 20)
    lid = QWidget(window)
    lid.setGeometry(0, 0, 600, 400)
    presses = Counted(one)
    hand = shown(window, qtbot)
    with pytest.raises(OperatorError, match=r"demo\.covered"):
        hand.press(one)
    assert presses.count == 0


def test_names_are_those_of_a_screen_reader_or_of_the_program(qtbot: QtBot, window: QWidget) -> None:
    one = button(window, "one", 20, 20)
    one.setAccessibleName("The first")
    hidden = button(window, "two", 20, 80)
    hidden.hide()
    hand = shown(window, qtbot)
    hidden.hide()
    assert hand.find("The first") is one
    assert hand.find("one") is one
    assert hand.find("two") is None
    with pytest.raises(OperatorError, match=r"demo\.not_on_screen \(name=two\)"):
        hand.see("two")
    assert hand.find_as("one", QLabel) is None


def test_behind_a_sheet_there_is_nothing(qtbot: QtBot, window: QWidget, look: Look) -> None:
    button(window, "one", 20, 20)
    hand = shown(window, qtbot)
    close = SecondaryButton("Close", look)
    sheet = Sheet(QWidget(), look, window, name="A sheet", start=close, more_word="Show more")
    sheet.open_sheet()
    assert hand.sheet() is sheet
    assert hand.find("one") is None
    assert hand.find("Close") is close
    sheet.close_sheet()
    assert hand.find("one") is not None


def test_waiting_ends_with_a_sentence(qtbot: QtBot, window: QWidget) -> None:
    hand = shown(window, qtbot)
    ready: list[bool] = []
    QTimer.singleShot(20, window, lambda: ready.append(True))
    hand.wait(lambda: bool(ready), "a timer")
    with pytest.raises(OperatorError, match=r"demo\.stuck \(what=for ever\)"):
        hand.wait(lambda: False, "for ever")


def test_what_fails_while_waiting_comes_out(qtbot: QtBot, window: QWidget) -> None:
    hand = shown(window, qtbot)
    looked: list[int] = []

    def fail_later() -> bool:
        looked.append(1)
        if len(looked) > 2:
            raise KeyError("x")
        return False

    with pytest.raises(KeyError):
        hand.wait(fail_later, "anything")


def test_it_writes_what_no_key_has(qtbot: QtBot, window: QWidget) -> None:
    field = QLineEdit(window)
    field.setGeometry(20, 20, 300, 48)
    text = QPlainTextEdit(window)
    text.setGeometry(20, 80, 300, 100)
    hand = shown(window, qtbot)
    hand.write(field, "Zoë O’Connor 7!")
    hand.write(text, "مرحبا")
    assert field.text() == "Zoë O’Connor 7!"
    assert text.toPlainText() == "مرحبا"


def test_it_chooses_from_a_drop_down(qtbot: QtBot, window: QWidget) -> None:
    box = QComboBox(window)
    box.setGeometry(20, 20, 300, 48)
    for key in ("a", "b", "c"):
        box.addItem(f"Option {key}", key)
    hand = shown(window, qtbot)
    hand.pick(box, "c")
    assert box.currentData() == "c"
    hand.pick(box, "a")
    assert box.currentData() == "a"


def test_it_turns_the_wheel_to_what_is_further_down(qtbot: QtBot, window: QWidget) -> None:
    area = QScrollArea(window)
    area.setGeometry(0, 0, 600, 400)
    page = QWidget()
    page.resize(560, 2000)
    low = button(page, "low", 20, 1900)
    high = button(page, "high", 20, 20)
    area.setWidget(page)
    presses, others = Counted(low), Counted(high)
    hand = shown(window, qtbot)
    hand.press(low)
    hand.press(high)
    assert (presses.count, others.count) == (1, 1)


def test_it_presses_show_more_where_there_is_such_a_button(qtbot: QtBot, window: QWidget, look: Look) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    column.addSpacing(1200)
    low = QPushButton("low")
    column.addWidget(low)
    presses = Counted(low)
    area = ShowMoreArea(page, look, "Show more", parent=window)
    area.setGeometry(0, 0, 600, 400)
    hand = shown(window, qtbot)
    more = Counted(area.button)  # type: ignore[arg-type]
    hand.press(low)
    assert presses.count == 1
    assert more.count > 1


def test_quick_presses_at_one_place_leave_the_time_that_the_window_asks_for(
    qtbot: QtBot, window: QWidget, look: Look
) -> None:
    one = SecondaryButton("1", look, parent=window)
    one.setGeometry(20, 20, 40, 40)
    clicks: list[int] = []
    one.clicked.connect(lambda: clicks.append(1))
    window.show()
    hand = Hand(window)
    for _ in range(3):
        hand.press(one)
    assert len(clicks) == 3


def test_it_rates_and_draws(qtbot: QtBot, window: QWidget, look: Look) -> None:
    scale = Scale("Cost", ("1", "2", "3", "4", "5"), "none", look, parent=window)
    scale.setGeometry(20, 20, 400, 60)
    pad = SignaturePad(look, PadWords("Place to sign", "Sign", "{count}"), name="A", date="B", parent=window)
    pad.setGeometry(20, 100, 500, 280)
    hand = shown(window, qtbot)
    hand.rate(scale, 4)
    assert scale.rating() == 4
    hand.draw(pad, [[(0.1, 0.2, 0.5), (0.4, 0.6, 0.9), (0.8, 0.3, 0.2)], [(0.2, 0.5, 0.5), (0.6, 0.5, 0.5)]])
    ink = pad.ink()
    assert ink.device == "pen"
    assert [len(stroke.x) for stroke in ink.strokes] == [3, 2]
    assert ink.strokes[0].pressure == (0.5, 0.9, 0.2)
    assert ink.strokes[0].x == pytest.approx((0.1, 0.4, 0.8), abs=0.01)


def test_keys_go_to_the_window(qtbot: QtBot, window: QWidget) -> None:
    one = button(window, "one", 20, 20)
    presses = Counted(one)
    hand = shown(window, qtbot)
    one.setFocus()
    hand.key(Qt.Key.Key_Space)
    assert presses.count == 1


def test_every_input_reaches_the_window_itself(qtbot: QtBot, window: QWidget) -> None:
    class Watch(QObject):
        kinds: set[QEvent.Type]

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.kinds.add(event.type())
            return False

    one = button(window, "one", 20, 20)
    hand = shown(window, qtbot)
    watch = Watch(window)
    watch.kinds = set()
    handle = window.windowHandle()
    assert handle is not None
    handle.installEventFilter(watch)
    hand.press(one, QPoint(10, 10))
    hand.type("a")
    assert {QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress} <= watch.kinds
