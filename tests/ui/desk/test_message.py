from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import HOSTILE, WORDS, Seen
from tests.ui.layout import accessible
from ui.desk.message import DeskMessage, MessageAnswered, MessagePage
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton
from ui.widgets.labels import PlainLabel

ACTIONS = (("again", "Try again"), ("back", "Back to the list"))


def test_without_actions_there_is_the_way_back(qtbot: QtBot, look: Look) -> None:
    page = MessagePage(DeskMessage(WORDS, "The disk is full", "Nothing confirmed is lost."), look)
    qtbot.addWidget(page)
    page.show()
    page.focus_first()
    seen = Seen(page)
    QTest.keyClick(page.buttons[0], Qt.Key.Key_Return)
    assert seen.all == [MessageAnswered("back")]
    assert page.focusWidget() is page.buttons[0]
    assert accessible(page.buttons[0])[0] == WORDS["desk.back_to_list"]


@pytest.mark.parametrize("trouble", [True, False])
def test_each_button_answers_with_its_key_and_the_first_is_filled(qtbot: QtBot, look: Look, trouble: bool) -> None:
    page = MessagePage(DeskMessage(WORDS, "T", HOSTILE, "Do this.", trouble=trouble, actions=ACTIONS), look)
    qtbot.addWidget(page)
    page.show()
    seen = Seen(page)
    for button in page.buttons:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert seen.all == [MessageAnswered(key) for key in ("again", "again", "back", "back")]
    assert [isinstance(button, PrimaryButton) for button in page.buttons] == [True, False]
    labels = {label.text(): label for label in page.findChildren(PlainLabel)}
    assert {"T", HOSTILE, "Do this."} <= set(labels)
    assert labels[HOSTILE].textFormat() == Qt.TextFormat.PlainText


def test_a_page_that_waits_has_nothing_to_press(qtbot: QtBot, look: Look) -> None:
    page = MessagePage(DeskMessage(WORDS, "Closing", "The last page is being stored.", waits=True), look)
    qtbot.addWidget(page)
    page.show()
    page.focus_first()
    assert page.buttons == []
    assert page.focusWidget() is page.heading
