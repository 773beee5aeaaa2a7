from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.visit import AskQuestion, ChangeQuestion
from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible, click, press, problems, tab_to, tap
from tests.ui.patient.sample_screens import QUESTION, READY, WORDS, gone, question_sheet, sheet_in, sheets_everywhere
from ui.patient.question_sheet import QuestionData, QuestionSheet
from ui.shell import Shell
from ui.theme import Look
from ui.widgets.chip import Chip
from ui.widgets.labels import IconLine, PlainLabel
from ui.widgets.own_words import MOST


def opened(
    qtbot: QtBot, look: Look, data: QuestionData = QUESTION, size: tuple[int, int] = (1280, 800)
) -> tuple[Shell, QuestionSheet, list[object]]:
    shell, sheet = sheet_in(qtbot, lambda window, its: QuestionSheet(window, data, its), look, size)
    assert isinstance(sheet, QuestionSheet)
    sent: list[object] = []
    sheet.acted.connect(sent.append)
    return shell, sheet, sent


def message(sheet: QuestionSheet) -> str:
    lines = [line.text() for line in sheet.findChildren(IconLine) if line.isVisible()]
    return lines[0] if lines else ""


def in_sight(widget: QWidget) -> bool:
    """Tell whether all of a widget is on screen."""
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_picks_and_own_words_go_out_together_and_the_sheet_closes(qtbot: QtBot, look: Look, way: str) -> None:
    shell, sheet, sent = opened(qtbot, look)
    pick = sheet.group.choice("medicines")
    if way == "keys":
        tab_to(shell, pick)
        press(shell, Qt.Key.Key_Space)
        tab_to(shell, sheet.own)
        QTest.keyClicks(sheet.own, "  I felt sick before.")
        tab_to(shell, sheet.save)
        press(shell, Qt.Key.Key_Return)
    else:
        act = click if way == "mouse" else tap
        act(pick)
        act(sheet.own.viewport())
        QTest.keyClicks(sheet.own, "  I felt sick before.")
        act(sheet.save)
    assert sent == [AskQuestion("q7", "day-one", ("medicines",), "I felt sick before.")]
    assert gone(sheet)


def test_the_first_focus_is_the_first_pick_and_tab_ends_at_the_bar(qtbot: QtBot, look: Look) -> None:
    shell, sheet, _ = opened(qtbot, look)
    names = [accessible(stop)[0] for stop in sheet.tab_stops()]
    assert shell.focusWidget() is sheet.group.choice(READY[0][0])
    assert names == [
        *(text for _, text in READY),
        WORDS["question.own"],
        WORDS["question.cancel"],
        WORDS["question.save"],
    ]


def test_an_empty_question_is_refused_in_words_until_something_is_there(qtbot: QtBot, look: Look) -> None:
    _, sheet, sent = opened(qtbot, look)
    click(sheet.save)
    assert message(sheet) == WORDS["question.empty"]
    click(sheet.group.choice("cost"))
    assert message(sheet) == ""
    click(sheet.group.choice("cost"))
    sheet.own.setPlainText(" \n\t ")
    click(sheet.save)
    assert message(sheet) == WORDS["question.empty"]
    assert sent == []


def test_the_message_is_in_sight_where_the_sheet_scrolls(qtbot: QtBot, make_look: MakeLook) -> None:
    _, sheet, _ = opened(qtbot, make_look(step="2.0"), size=(1024, 600))
    while sheet._area.show_more():
        pass
    click(sheet.save)
    (line,) = [line for line in sheet.findChildren(IconLine) if line.isVisible()]
    view = sheet._area.area.viewport()
    qtbot.waitUntil(lambda: view.rect().contains(line.geometry().translated(sheet.body.pos())))


@pytest.mark.parametrize("way", ["cancel", "escape", "escape in the field"])
def test_cancel_and_escape_keep_nothing(qtbot: QtBot, look: Look, way: str) -> None:
    shell, sheet, sent = opened(qtbot, look)
    click(sheet.group.choice("cost"))
    if way == "cancel":
        click(sheet.cancel)
    else:
        if way == "escape in the field":
            sheet.own.setFocus()
        press(shell, Qt.Key.Key_Escape)
    assert gone(sheet)
    assert sent == []


def test_a_saved_question_is_changed_in_place(qtbot: QtBot, look: Look) -> None:
    data = replace(QUESTION, question="q2", picks=("cost",), text="And later?", changing=True)
    _, sheet, sent = opened(qtbot, look, data)
    assert sheet.group.chosen_ids() == ("cost",)
    assert sheet.own.toPlainText() == "And later?"
    click(sheet.group.choice("cost"))
    click(sheet.save)
    assert sent == [ChangeQuestion("q2", (), "And later?")]


def test_own_words_stay_plain_and_have_an_end(qtbot: QtBot, look: Look) -> None:
    _, sheet, sent = opened(qtbot, look)
    hostile = "<b>bold</b> {{ 7*7 }} \u202eabc & 'q'"
    sheet.own.insertPlainText(hostile)
    assert sheet.own.toPlainText() == hostile
    sheet.own.setPlainText("x" * (MOST + 500))
    assert len(sheet.own.toPlainText()) == MOST
    click(sheet.save)
    assert sent == [AskQuestion("q7", "day-one", (), "x" * MOST)]


def test_it_says_which_page_it_is_about(qtbot: QtBot, make_look: MakeLook) -> None:
    for step in ("1.0", "2.0"):
        _, sheet, _ = opened(qtbot, make_look(step=step))
        said = [label.text() for label in sheet.findChildren(PlainLabel) if label.isVisible()]
        chips = [chip.accessibleName() for chip in sheet.body.findChildren(Chip) if chip.isVisible()]
        assert "About: Benefits, page 1" in said + chips


def test_typing_with_the_screen_keyboard_folds_the_picks(qtbot: QtBot, look: Look) -> None:
    shell, sheet, _ = opened(qtbot, look)
    click(sheet.group.choice("cost"))
    before = sheet.own.height()
    sheet.own.setFocus()
    shell.setContentsMargins(0, 0, 0, 400)
    assert not sheet.group.choice("cost").isVisible()
    assert accessible(sheet.picks_row)[0] == WORDS.say("question.folded_count", {"count": 1})
    assert sheet.picks_row.isVisible()
    assert sheet.picks_row in sheet.tab_stops()
    assert in_sight(sheet.own)
    assert in_sight(sheet.save)
    assert problems(shell) == []
    # As a finger does, which takes the focus from the field, and with it the keyboard.
    sheet.picks_row.setFocus()
    shell.setContentsMargins(0, 0, 0, 0)
    assert shell.focusWidget() is sheet.group.choice(READY[0][0])
    assert not sheet.picks_row.isVisible()
    assert sheet.group.choice("cost").isVisible()
    assert sheet.group.chosen_ids() == ("cost",)
    assert sheet.own.height() == before
    assert problems(shell) == []


@pytest.mark.parametrize("step", ["1.0", "2.0"])
@pytest.mark.parametrize(("size", "keyboard"), [((1280, 800), 400), ((1024, 600), 320), ((800, 1280), 250)])
def test_over_the_screen_keyboard_there_is_always_the_field_and_both_buttons(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int], keyboard: int, step: str
) -> None:
    look = make_look(step=step)
    shell, sheet, _ = opened(qtbot, look, size=size)
    sheet.own.setFocus()
    shell.setContentsMargins(0, 0, 0, keyboard)
    assert sheet.height() == size[1] - keyboard
    assert sheet.own.height() >= look.line("body")
    assert all(in_sight(one) for one in (sheet.own, sheet.cancel, sheet.save))
    assert problems(shell) == []


def test_without_ready_questions_nothing_is_folded(qtbot: QtBot, look: Look) -> None:
    shell, sheet, _ = opened(qtbot, look, replace(QUESTION, ready=()))
    shell.setContentsMargins(0, 0, 0, 400)
    assert not sheet.picks_row.isVisible()
    assert in_sight(sheet.own)


def test_a_screen_reader_hears_boxes_to_tick_and_a_field(qtbot: QtBot, look: Look) -> None:
    _, sheet, _ = opened(qtbot, look)
    click(sheet.group.choice("cost"))
    name, role, state = accessible(sheet.group.choice("cost"))
    assert (name, role, state.checked) == ("What will it cost me?", QAccessible.Role.CheckBox, 1)
    assert accessible(sheet.own)[:2] == (WORDS["question.own"], QAccessible.Role.EditableText)
    assert sheet.own.accessibleDescription() == WORDS["question.own_hint"]
    assert accessible(sheet)[:2] == (WORDS["question.title"], QAccessible.Role.Dialog)


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    assert sheets_everywhere({"question": question_sheet}, make_look) == []
