from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui.widgets.screen import Screen


def test_a_plain_screen_stays_where_it_is(qtbot: QtBot) -> None:
    screen = Screen("Thank you")
    qtbot.addWidget(screen)
    assert not screen.advance()
    assert not screen.retreat()
    assert (screen.part(), screen.parts()) == (1, 1)
    assert not screen.go_to_part(2)
    assert screen.draft() is None
    screen.restore_draft(None)
    screen.highlight_sentence(0)
    assert screen.read_aloud_text() == ("Thank you",)
    assert screen.accessibleName() == "Thank you"


def test_the_focus_begins_at_the_first_control(qtbot: QtBot) -> None:
    screen = Screen("Name")
    qtbot.addWidget(screen)
    screen.focus_first()
    field = QLineEdit(screen)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.focus_first()
    assert screen.focusWidget() is field
