from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from kiosk.visit import RemoveQuestion
from tests.ui.conftest import MakeLook
from tests.ui.layout import click, press, tab_to, tap
from tests.ui.patient.sample_screens import WORDS, gone, saved_questions_sheet, sheet_in, sheets_everywhere
from ui.patient.saved_questions_sheet import SavedQuestionsData, SavedQuestionsSheet
from ui.theme import Look
from ui.widgets.intents import ChangeQuestionWanted
from ui.widgets.labels import PlainLabel
from ui.widgets.sheet import Sheet


def button_of(sheet: Sheet, key: str) -> QAbstractButton:
    (found,) = [one for one in sheet.findChildren(QAbstractButton) if one.text() == WORDS[key]]
    return found


def texts(sheet: Sheet) -> list[str]:
    return [label.text() for label in sheet.findChildren(PlainLabel) if label.isVisible()]


def test_it_shows_every_question_with_page_picks_words_and_answer(qtbot: QtBot, look: Look) -> None:
    _, sheet = sheet_in(qtbot, saved_questions_sheet, look)
    assert texts(sheet) == [
        WORDS["question.saved_title"],
        WORDS["question.lead"],
        "About: Benefits, page 2",
        "Is it safe with my other medicines?",
        "I have felt sick before.",
        "About: Risks, page 1",
        "What if I fall asleep?",
        "Answer: We stay with you all the time.",
    ]


@pytest.mark.parametrize(
    ("key", "wanted"), [("question.change", ChangeQuestionWanted("q1")), ("question.remove", RemoveQuestion("q1"))]
)
@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_an_open_question_can_be_changed_or_removed(
    qtbot: QtBot, look: Look, way: str, key: str, wanted: object
) -> None:
    shell, sheet = sheet_in(qtbot, saved_questions_sheet, look)
    assert isinstance(sheet, SavedQuestionsSheet)
    sent: list[object] = []
    sheet.acted.connect(sent.append)
    button = button_of(sheet, key)
    if way == "keys":
        tab_to(shell, button)
        press(shell, Qt.Key.Key_Return)
    else:
        (click if way == "mouse" else tap)(button)
    assert sent == [wanted]
    assert gone(sheet)


def test_a_screen_reader_hears_which_question_a_button_is_for(qtbot: QtBot, look: Look) -> None:
    _, sheet = sheet_in(qtbot, saved_questions_sheet, look)
    said = button_of(sheet, "question.remove").accessibleDescription()
    assert said == "Is it safe with my other medicines?; I have felt sick before."


def test_without_questions_it_says_so_and_close_sends_nothing(qtbot: QtBot, look: Look) -> None:
    def make(window: object, its: Look) -> SavedQuestionsSheet:
        return SavedQuestionsSheet(window, SavedQuestionsData(WORDS, ()), its)  # type: ignore[arg-type]

    _, sheet = sheet_in(qtbot, make, look)
    assert isinstance(sheet, SavedQuestionsSheet)
    sent: list[object] = []
    sheet.acted.connect(sent.append)
    assert WORDS["question.none"] in texts(sheet)
    click(button_of(sheet, "sheet.close"))
    assert gone(sheet)
    assert sent == []


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    assert sheets_everywhere({"saved": saved_questions_sheet}, make_look) == []
