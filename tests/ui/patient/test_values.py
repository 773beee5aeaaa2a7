from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.visit import GoBack, GoNext, RateValue
from tests.ui.conftest import MakeLook
from tests.ui.layout import BARS, accessible, button, everywhere, framed, heard, press, push, tab_order, tab_to, tap
from tests.ui.patient.sample_screens import WORDS, values
from ui.patient.values import ValuesData, ValuesScreen
from ui.theme import Look

LINES = (("soon", "Feeling better soon"), ("cost", "What it costs me"), ("visits", "How many clinic visits it takes"))


def empty(look: Look) -> ValuesScreen:
    return ValuesScreen(ValuesData(WORDS, LINES, {}), look)


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
def test_each_tap_goes_out_at_once_and_the_same_stop_clears(qtbot: QtBot, look: Look, size: tuple[int, int]) -> None:
    screen = empty(look)
    shell = framed(qtbot, screen, look, size)
    sent = heard(shell)
    scale = screen.scale("cost")
    tap(scale, scale.stop_center(2).toPoint())
    tap(scale, scale.stop_center(5).toPoint())
    assert sent == [RateValue("cost", 2), RateValue("cost", 5)]
    scale.window().setProperty("candor_last_tap", None)
    QTest.mouseClick(scale, Qt.MouseButton.LeftButton, pos=scale.stop_center(5).toPoint())
    assert sent[-1] == RateValue("cost", None)
    assert screen.scale("cost").rating() is None


def test_a_double_tap_rates_once(qtbot: QtBot, look: Look) -> None:
    screen = empty(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    scale = screen.scale("soon")
    place = scale.stop_center(3)
    for kind in (QMouseEvent.Type.MouseButtonPress, QMouseEvent.Type.MouseButtonRelease) * 2:
        pressed = Qt.MouseButton.LeftButton if kind == QMouseEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind, place, scale.mapToGlobal(place), Qt.MouseButton.LeftButton, pressed, Qt.KeyboardModifier.NoModifier
        )
        event.setTimestamp(5000)
        QApplication.sendEvent(scale, event)
    assert sent == [RateValue("soon", 3)]


def test_keys_move_along_a_line_and_tab_goes_to_the_next_line(qtbot: QtBot, look: Look) -> None:
    screen = empty(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    tab_to(shell, screen.scale("soon"))
    press(shell, Qt.Key.Key_Right)
    press(shell, Qt.Key.Key_Right)
    press(shell, Qt.Key.Key_Tab)
    press(shell, Qt.Key.Key_4)
    press(shell, Qt.Key.Key_Delete)
    assert sent == [
        RateValue("soon", 1),
        RateValue("soon", 2),
        RateValue("cost", 4),
        RateValue("cost", None),
    ]


def test_a_line_may_stay_empty(qtbot: QtBot, look: Look) -> None:
    shell = framed(qtbot, empty(look), look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "keys")
    push(shell, button(shell, "back"), "keys")
    assert sent == [GoNext(), GoBack()]


def test_ratings_given_before_are_shown_and_survive_another_place(qtbot: QtBot, look: Look) -> None:
    screen = ValuesScreen(ValuesData(WORDS, LINES, {"soon": 4}), look)
    shell = framed(qtbot, screen, look)
    assert [screen.scale(key).rating() for key, _ in LINES] == [4, None, None]
    tap(screen.scale("visits"), screen.scale("visits").stop_center(1).toPoint())
    in_table = screen.scale("visits")
    shell.resize(800, 1280)
    assert screen.scale("visits") is not in_table
    assert [screen.scale(key).rating() for key, _ in LINES] == [4, None, 1]


def test_a_screen_reader_hears_each_line_with_its_value_in_words(qtbot: QtBot, look: Look) -> None:
    screen = values(look)
    shell = framed(qtbot, screen, look)
    scale = screen.scale("better-soon")
    name, role, _ = accessible(scale)
    interface = QAccessible.queryAccessibleInterface(scale)
    assert (name, role) == ("Feeling better soon", QAccessible.Role.Slider)
    assert interface.text(QAccessible.Text.Value) == WORDS["values.stop_4"]
    names = [scale.accessibleName() for scale in map(screen.scale, screen._scales)]
    assert tab_order(shell) == [*names, *BARS]


def test_targets_are_as_large_as_the_design_says(qtbot: QtBot, make_look: MakeLook) -> None:
    for size in ((1280, 800), (800, 1280), (600, 1024)):
        look = make_look()
        screen = empty(look)
        framed(qtbot, screen, look, size)
        scale = screen.scale("soon")
        assert scale.width() / 5 >= look.target_size("scaleStop")[0]
        assert scale.height() >= look.target_size("scaleStop")[1]


def test_right_to_left_the_first_stop_is_at_the_right(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(rtl=True)
    screen = empty(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    scale = screen.scale("soon")
    tap(scale, scale.rect().center() + (scale.stop_center(1) - scale.stop_center(3)).toPoint())
    assert sent == [RateValue("soon", 1)]
    assert scale.x() < 640
    assert scale.stop_center(1).x() > scale.stop_center(5).x()


def test_reading_aloud_reads_every_line(qtbot: QtBot, look: Look) -> None:
    screen = empty(look)
    qtbot.addWidget(screen)
    assert screen.read_aloud_text()[2:] == tuple(text for _, text in LINES)


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    assert everywhere({"values": values, "three lines": empty}, make_look) == []
