from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import WORDS, Seen
from tests.ui.layout import accessible
from ui.desk.paper import PaperClosed, PaperData, PaperFormWanted, PaperReceived, PaperScreen
from ui.drafts import Page
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton
from ui.widgets.labels import PlainLabel

Show = Callable[..., PaperScreen]
BOTH_WAYS = pytest.mark.parametrize("way", ["mouse", "keyboard"])


@pytest.fixture
def show(qtbot: QtBot, look: Look) -> Show:
    def make(printed: str = "", error: str = "") -> PaperScreen:
        screen = PaperScreen(PaperData(WORDS, "v1", "Rosa Delgado", printed, error), look)
        qtbot.addWidget(screen)
        screen.resize(1000, 900)
        screen.show()
        return screen

    return make


def press(widget: QWidget, way: str) -> None:
    if way == "mouse":
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(widget, Qt.Key.Key_Space)


def shown(screen: PaperScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


@BOTH_WAYS
def test_print_record_and_back(show: Show, way: str) -> None:
    screen = show("10:42")
    seen = Seen(screen)
    press(screen.print, way)
    QTest.keyClicks(screen.note, " Folder 12 ")
    press(screen.received, way)
    press(screen.back, way)
    assert seen.all == [PaperFormWanted("v1"), PaperReceived("v1", "Folder 12"), PaperClosed("v1")]


def test_a_form_that_was_never_printed_cannot_be_here(show: Show) -> None:
    screen = show()
    seen = Seen(screen)
    QTest.keyClicks(screen.note, "Folder 12")
    screen.received.click()
    assert seen.all == []
    assert WORDS["paper.print_first"] in shown(screen)
    assert screen.note.toPlainText() == "Folder 12"


def test_where_the_form_is_kept_has_to_be_said(show: Show) -> None:
    screen = show("10:42")
    seen = Seen(screen)
    screen.received.click()
    assert seen.all == []
    assert WORDS["paper.where_missing"] in shown(screen)
    assert screen.note.hasFocus() or screen.focusWidget() is screen.note
    QTest.keyClicks(screen.note, "Folder 12")
    screen.received.click()
    assert WORDS["paper.where_missing"] not in shown(screen)
    assert seen.all == [PaperReceived("v1", "Folder 12")]


def test_the_filled_button_is_the_next_step(show: Show) -> None:
    assert [one.objectName() for one in show().findChildren(PrimaryButton)] == ["paper.print"]
    assert [one.objectName() for one in show("10:42").findChildren(PrimaryButton)] == ["paper.received"]
    assert WORDS.say("paper.printed", {"time": "10:42"}) in shown(show("10:42"))


def test_an_error_is_said_and_the_note_stays(show: Show) -> None:
    screen = show("10:42", "The printer is off.")
    assert "The printer is off." in shown(screen)
    QTest.keyClicks(screen.note, "Folder 12")
    screen.show_error("The disk is full.")
    assert "The disk is full." in shown(screen)
    assert screen.draft() == "Folder 12"


def test_a_draft_survives_another_look(show: Show) -> None:
    screen, other = show(), show()
    screen.note.setPlainText("Folder")
    other.restore_draft(screen.draft())
    other.restore_draft(None)
    assert other.note.toPlainText() == "Folder"
    assert other.page == Page("paper", "v1")


def test_the_note_is_named_for_a_screen_reader(show: Show) -> None:
    assert accessible(show().note)[0] == WORDS["paper.where"]
