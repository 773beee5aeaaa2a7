from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import INK, WORDS, Seen, in_desk, sign_data
from ui.desk.staff_sign import StaffSignCancelled, StaffSigned, StaffSignScreen
from ui.theme import Look

PIN = "472910"


@pytest.fixture
def screen(qtbot: QtBot, look: Look) -> StaffSignScreen:
    made = StaffSignScreen(sign_data(), look)
    qtbot.addWidget(in_desk(made, look))
    return made


def test_the_printed_name_and_the_pin_sign_by_mouse_and_by_keyboard(screen: StaffSignScreen) -> None:
    seen = Seen(screen)
    shell = screen.window()
    assert screen.pin.hasFocus()
    QTest.keyClicks(screen.pin, PIN)
    QTest.mouseClick(screen.sign, Qt.MouseButton.LeftButton)
    assert seen.all == [StaffSigned("v1", "clinician", PIN)]
    assert screen.visit_id == "v1"
    screen.show_error("The disk is full.")
    QTest.keyClicks(screen.pin, PIN)
    QTest.keyClick(screen.pin, Qt.Key.Key_Return)
    assert len(seen.all) == 2
    assert shell is screen.window()


def test_the_pin_is_hidden_leaves_the_line_and_is_in_no_repr_and_no_draft(screen: StaffSignScreen) -> None:
    seen = Seen(screen)
    assert screen.pin.echoMode() == QLineEdit.EchoMode.Password
    assert screen.pin.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    QTest.keyClicks(screen.pin, PIN)
    assert screen.draft() is None
    screen.sign.click()
    assert screen.pin.text() == ""
    assert PIN not in repr(seen.all)


def test_a_second_press_while_it_signs_does_nothing(screen: StaffSignScreen) -> None:
    seen = Seen(screen)
    QTest.keyClicks(screen.pin, PIN)
    screen.sign.click()
    QTest.keyClicks(screen.pin, PIN)
    QTest.keyClick(screen.pin, Qt.Key.Key_Return)
    assert len(seen.all) == 1
    screen.show_pin_error(WORDS.say("staff.wrong_pin", {"tries": 4}))
    assert "4" in screen.error_text()
    QTest.keyClick(screen.pin, Qt.Key.Key_Return)
    assert len(seen.all) == 2


def test_a_short_pin_is_said_next_to_it(screen: StaffSignScreen) -> None:
    seen = Seen(screen)
    QTest.keyClicks(screen.pin, "4729")
    screen.sign.click()
    assert seen.all == []
    assert screen.error_text() == WORDS["sign_in.short"].format(least=6)
    assert screen.pin.text() == ""


def test_by_hand_needs_ink_and_gives_it(screen: StaffSignScreen) -> None:
    seen = Seen(screen)
    assert not screen.pad.isVisible()
    QTest.mouseClick(screen.ways.group.choice("ink"), Qt.MouseButton.LeftButton)
    assert screen.pad.isVisible()
    QTest.keyClicks(screen.pin, PIN)
    screen.sign.click()
    assert seen.all == []
    assert screen.error_text() == WORDS["staff_sign.problem_empty"]
    screen.pad.set_ink(INK)
    screen.sign.click()
    (signed,) = seen.all
    assert isinstance(signed, StaffSigned)
    assert signed.ink is not None
    assert signed.ink.strokes == INK.strokes


def test_not_now(screen: StaffSignScreen) -> None:
    seen = Seen(screen)
    QTest.mouseClick(screen.cancel, Qt.MouseButton.LeftButton)
    assert seen.all == [StaffSignCancelled("v1")]
