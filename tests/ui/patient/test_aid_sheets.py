from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import TakeBreak
from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible, click, press, tab_to, tap
from tests.ui.patient.sample_screens import (
    WORDS,
    break_sheet,
    display_sheet,
    gone,
    sheet_in,
    sheets_everywhere,
)
from ui.patient.aid_sheets import BreakSheet, DisplaySheet
from ui.theme import Look
from ui.widgets.intents import DisplayChosen


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_each_change_of_the_look_goes_out_at_once(qtbot: QtBot, make_look: MakeLook, way: str) -> None:
    shell, sheet = sheet_in(qtbot, display_sheet, make_look("dark", "1.0"))
    assert isinstance(sheet, DisplaySheet)
    sent: list[object] = []
    sheet.acted.connect(sent.append)
    size, colours, reading = sheet.aids
    assert (size.group.chosen_id(), colours.group.chosen_id(), reading.group.chosen_id()) == ("1.0", "dark", "off")
    if way == "keys":
        tab_to(shell, size.group.choice("1.0"))
        press(shell, Qt.Key.Key_Right)
        press(shell, Qt.Key.Key_Space)
    else:
        (click if way == "mouse" else tap)(size.group.choice("1.25"))
    assert sent[-1:] == [DisplayChosen("dark", "1.25", read_aloud=False)]
    click(colours.group.choice("contrast"))
    assert sent[-1] == DisplayChosen("contrast", "1.25", read_aloud=False)
    click(reading.group.choice("on"))
    assert sent[-1] == DisplayChosen("contrast", "1.25", read_aloud=True)
    assert sheet.isVisible()


def test_without_a_voice_nothing_is_said_about_reading(qtbot: QtBot, look: Look) -> None:
    _, sheet = sheet_in(qtbot, lambda window, its: DisplaySheet(window, WORDS, its, read_aloud=None), look)
    assert isinstance(sheet, DisplaySheet)
    assert len(sheet.aids) == 2
    sent: list[object] = []
    sheet.acted.connect(sent.append)
    click(sheet.aids[1].group.choice("dark"))
    assert sent == [DisplayChosen("dark", "1.0", read_aloud=False)]


def test_a_screen_reader_hears_sizes_in_words(qtbot: QtBot, look: Look) -> None:
    _, sheet = sheet_in(qtbot, display_sheet, look)
    assert isinstance(sheet, DisplaySheet)
    name, role, state = accessible(sheet.aids[0].group.choice("1.0"))
    assert (name, role, state.checked) == (WORDS["aid.size_1"], QAccessible.Role.RadioButton, 1)


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_a_break_is_taken_only_by_its_button(qtbot: QtBot, look: Look, way: str) -> None:
    shell, sheet = sheet_in(qtbot, break_sheet, look)
    assert isinstance(sheet, BreakSheet)
    sent: list[object] = []
    sheet.acted.connect(sent.append)
    if way == "keys":
        tab_to(shell, sheet.take)
        press(shell, Qt.Key.Key_Return)
    else:
        (click if way == "mouse" else tap)(sheet.take)
    assert sent == [TakeBreak("patient")]
    assert gone(sheet)


def test_escape_stays(qtbot: QtBot, look: Look) -> None:
    shell, sheet = sheet_in(qtbot, break_sheet, look)
    assert isinstance(sheet, BreakSheet)
    sent: list[object] = []
    sheet.acted.connect(sent.append)
    press(shell, Qt.Key.Key_Escape)
    assert gone(sheet)
    assert sent == []


def test_they_fit_everywhere(make_look: MakeLook) -> None:
    assert sheets_everywhere({"display": display_sheet, "break": break_sheet}, make_look) == []
