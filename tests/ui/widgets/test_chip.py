from __future__ import annotations

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.widgets.chip import Chip


def test_a_chip_is_as_wide_as_its_word_and_named_by_it(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look()
    short, long = Chip("Question 3 of 5", look), Chip("About: Benefits, page 1", look, "document", "flag")
    for chip in (short, long):
        qtbot.addWidget(chip)
        chip.resize(chip.sizeHint())
    assert short.height() == 36
    assert long.width() > short.width()
    assert QAccessible.queryAccessibleInterface(long).text(QAccessible.Text.Name) == "About: Benefits, page 1"
    assert long.grab().toImage().pixelColor(6, 18).name().upper() == look.hex("flagBg")


def test_high_contrast_gives_it_an_edge(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look("contrast", rtl=True)
    chip = Chip("Reading", look, "tablet", "quiet")
    qtbot.addWidget(chip)
    chip.resize(chip.minimumSizeHint())
    assert chip.grab().toImage().pixelColor(1, 18).name().upper() == look.hex("control")
