from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import CLINIC, WORDS, Seen
from tests.ui.layout import accessible
from ui.desk.unlock import UnlockData, UnlockGiven, UnlockScreen
from ui.theme import Look
from ui.widgets.labels import PlainLabel

PASSPHRASE = "five tall trees by the harbour"


@pytest.fixture
def screen(qtbot: QtBot, look: Look) -> UnlockScreen:
    made = UnlockScreen(UnlockData(WORDS, CLINIC), look)
    qtbot.addWidget(made)
    made.show()
    return made


def shown_texts(screen: UnlockScreen) -> str:
    return "\n".join(label.text() for label in screen.findChildren(PlainLabel) if label.isVisible())


def test_the_passphrase_is_given_by_the_button_and_by_enter(screen: UnlockScreen) -> None:
    seen = Seen(screen)
    QTest.keyClicks(screen.passphrase, PASSPHRASE)
    QTest.mouseClick(screen.open, Qt.MouseButton.LeftButton)
    QTest.keyClick(screen.passphrase, Qt.Key.Key_Return)
    screen.open.setFocus()
    QTest.keyClick(screen.open, Qt.Key.Key_Space)
    assert seen.all == [UnlockGiven(PASSPHRASE)] * 3


def test_the_passphrase_stands_in_no_repr() -> None:
    assert PASSPHRASE not in repr(UnlockGiven(PASSPHRASE))


def test_the_passphrase_is_hidden_until_staff_ask_to_see_it(screen: UnlockScreen) -> None:
    QTest.keyClicks(screen.passphrase, PASSPHRASE)
    assert screen.passphrase.displayText() != PASSPHRASE
    assert screen.passphrase.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    QTest.mouseClick(screen.show_it, Qt.MouseButton.LeftButton)
    assert screen.passphrase.displayText() == PASSPHRASE
    QTest.keyClick(screen.show_it, Qt.Key.Key_Space)
    assert screen.passphrase.echoMode() == QLineEdit.EchoMode.Password


def test_a_screen_reader_is_told_of_a_password_field_and_not_of_its_text(screen: UnlockScreen) -> None:
    screen.passphrase.setText(PASSPHRASE)
    name, _role, state = accessible(screen.passphrase)
    assert name == WORDS["unlock.passphrase"]
    assert state.passwordEdit


def test_nothing_typed_says_so_at_the_field(screen: UnlockScreen) -> None:
    seen = Seen(screen)
    screen.open.click()
    assert seen.all == []
    assert WORDS["unlock.empty"] in shown_texts(screen)
    assert screen.passphrase.accessibleDescription() == WORDS["unlock.empty"]


def test_a_refused_passphrase_says_what_to_do_and_is_typed_again(screen: UnlockScreen) -> None:
    QTest.keyClicks(screen.passphrase, PASSPHRASE)
    screen.open.click()
    screen.show_busy()
    screen.show_error("Check the capital letters.")
    assert screen.passphrase.text() == ""
    assert "Check the capital letters." in shown_texts(screen)
    assert WORDS["unlock.busy"] not in shown_texts(screen)
    seen = Seen(screen)
    QTest.keyClicks(screen.passphrase, "other")
    screen.open.click()
    assert seen.all == [UnlockGiven("other")]


def test_while_the_key_is_made_a_second_press_does_nothing(screen: UnlockScreen) -> None:
    seen = Seen(screen)
    QTest.keyClicks(screen.passphrase, PASSPHRASE)
    screen.open.click()
    screen.show_busy()
    screen.open.click()
    QTest.keyClick(screen.passphrase, Qt.Key.Key_Return)
    assert len(seen.all) == 1
    assert WORDS["unlock.busy"] in shown_texts(screen)


def test_the_demo_asks_for_no_passphrase_and_says_why(qtbot: QtBot, look: Look) -> None:
    screen = UnlockScreen(UnlockData(WORDS, CLINIC, demo=True), look)
    qtbot.addWidget(screen)
    screen.show()
    screen.focus_first()
    seen = Seen(screen)
    assert not screen.passphrase.isVisible()
    assert WORDS.say("unlock.lead_demo", {"clinic": CLINIC}) in shown_texts(screen)
    QTest.keyClick(screen.open, Qt.Key.Key_Return)
    assert seen.all == [UnlockGiven("")]
    screen.show_error("The disk is full.")
    assert "The disk is full." in shown_texts(screen)
    assert screen.focusWidget() is screen.open


def test_an_error_from_before_stands_there_from_the_start(qtbot: QtBot, look: Look) -> None:
    for demo in (False, True):
        screen = UnlockScreen(UnlockData(WORDS, CLINIC, demo=demo, error="The disk is full."), look)
        qtbot.addWidget(screen)
        screen.show()
        assert "The disk is full." in shown_texts(screen)
