from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.samples import tap
from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.tap import SECOND_TAP_MS, SLOP


@pytest.fixture
def button(qtbot: QtBot, look: Look) -> SecondaryButton:
    made = SecondaryButton("Back", look)
    qtbot.addWidget(made)
    made.resize(160, 64)
    made.show()
    return made


def presses(button: SecondaryButton) -> list[bool]:
    seen: list[bool] = []
    button.clicked.connect(lambda: seen.append(True))
    return seen


def test_a_finger_may_slide_off_by_twelve_pixels(button: SecondaryButton) -> None:
    seen = presses(button)
    tap(button, 80, 32, release=(80, 64 + SLOP - 1), at_ms=1000)
    assert len(seen) == 1
    tap(button, 80, 32, release=(80, 64 + SLOP + 1), at_ms=3000)
    assert len(seen) == 1


def test_a_press_beside_the_target_is_none(button: SecondaryButton) -> None:
    assert not button.hitButton(button.rect().bottomRight() + QPoint(2, 2))


def test_a_second_tap_within_400_ms_is_ignored(button: SecondaryButton) -> None:
    seen = presses(button)
    tap(button, 80, 32, at_ms=1000)
    tap(button, 84, 30, at_ms=1000 + SECOND_TAP_MS - 1)
    assert len(seen) == 1
    tap(button, 80, 32, at_ms=1000 + 2 * SECOND_TAP_MS)
    assert len(seen) == 2


def test_what_comes_up_under_the_finger_is_safe_from_the_second_tap(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, second = SecondaryButton("Save", look, parent=window), SecondaryButton("Next", look, parent=window)
    for each in (first, second):
        each.setGeometry(0, 0, 160, 64)
    window.show()
    seen = presses(second)
    tap(first, 80, 32, at_ms=1000)
    tap(second, 80, 32, at_ms=1200)
    assert seen == []


def test_taps_far_apart_are_two_decisions(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, second = SecondaryButton("A", look, parent=window), SecondaryButton("B", look, parent=window)
    first.setGeometry(0, 0, 160, 64)
    second.setGeometry(0, 200, 160, 64)
    window.show()
    seen = presses(second)
    tap(first, 80, 32, at_ms=1000)
    tap(second, 80, 32, at_ms=1100)
    assert len(seen) == 1


def test_number_keys_take_quick_taps(button: SecondaryButton) -> None:
    button.repeats = True
    seen = presses(button)
    tap(button, 80, 32, at_ms=1000)
    tap(button, 80, 32, at_ms=1100)
    assert len(seen) == 2


def test_space_and_enter_press_and_arrows_do_nothing(button: SecondaryButton) -> None:
    seen = presses(button)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
        QTest.keyClick(button, key)
    assert len(seen) == 3
