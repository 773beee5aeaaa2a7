from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.samples import difference
from ui.theme import Look, TextStep
from ui.widgets.buttons import PrimaryButton, QuestionButton, SecondaryButton, ToolButton, button_height


@pytest.mark.parametrize(("step", "bar", "tool"), [("1.0", 64, 48), ("1.5", 80, 60), ("2.0", 96, 71)])
def test_heights_come_from_the_tokens(qtbot: QtBot, make_look: MakeLook, step: TextStep, bar: int, tool: int) -> None:
    look = make_look(step=step)
    assert button_height(look, "bar") == bar
    assert button_height(look, "tool") == tool
    button = ToolButton("speaker", "Read aloud", look)
    qtbot.addWidget(button)
    assert button.sizeHint().height() == tool


def test_a_button_can_change_its_size(qtbot: QtBot, look: Look) -> None:
    button = PrimaryButton("Next", look, "next")
    qtbot.addWidget(button)
    bar = button.sizeHint()
    button.set_size("primary")
    assert button.sizeHint().height() == button_height(look, "primary") < bar.height()
    assert button.sizeHint().width() < bar.width()
    assert button.text() == "Next"
    button.set_size("bar")
    assert button.sizeHint() == bar


def test_a_long_label_wraps_and_makes_the_button_higher(qtbot: QtBot, look: Look) -> None:
    button = SecondaryButton("Go over this with my clinician before I decide", look, "flag")
    qtbot.addWidget(button)
    assert button.heightForWidth(button.sizeHint().width()) == 64
    assert button.heightForWidth(200) > 100
    assert button.minimumSizeHint().width() < 220


def test_a_new_word_is_the_new_name(qtbot: QtBot, look: Look) -> None:
    button = QuestionButton("I have a question", look)
    qtbot.addWidget(button)
    button.set_text("I have a question (1)")
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface.text(QAccessible.Text.Name) == "I have a question (1)"
    assert interface.role() == QAccessible.Role.Button


def test_pressed_shows_another_fill(qtbot: QtBot, look: Look) -> None:
    button = PrimaryButton("Next", look, "next")
    qtbot.addWidget(button)
    button.resize(224, 64)
    assert button.grab().toImage().pixelColor(12, 32).name().upper() == look.hex("accent")
    button.setDown(True)
    assert button.grab().toImage().pixelColor(12, 32).name().upper() == look.hex("accentPressed")


def test_a_button_mirrors_with_the_language(qtbot: QtBot, make_look: MakeLook) -> None:
    images = []
    for rtl in (False, True):
        button = PrimaryButton("", make_look(rtl=rtl), "next", size="primary")
        qtbot.addWidget(button)
        button.resize(200, 56)
        images.append(button.grab().toImage())
    assert difference(images[0].flipped(Qt.Orientation.Horizontal), images[1]) < 0.005
