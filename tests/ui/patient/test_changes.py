from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import GoNext
from tests.ui.conftest import MakeLook
from tests.ui.layout import WAYS, Way, accessible, button, everywhere, framed, heard, push
from tests.ui.patient.sample_screens import CHANGED, WORDS, changes
from ui.theme import Look


@pytest.mark.parametrize("way", WAYS)
def test_it_says_what_is_new_and_next_goes_on(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = changes(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert screen.title == "What has changed since 12 May 2025"
    assert set(CHANGED) < set(screen.read_aloud_text())
    assert accessible(screen._title)[:2] == (screen.title, QAccessible.Role.Heading)
    push(shell, button(shell, "next"), way)
    assert sent == [GoNext()]


def test_nothing_new_is_said_as_plainly(qtbot: QtBot, look: Look) -> None:
    screen = changes(look, ())
    framed(qtbot, screen, look)
    assert screen.title == WORDS["changes.title_none"]
    assert WORDS["changes.lead_none"].format(date="12 May 2025") in screen.read_aloud_text()
    assert WORDS["changes.pages"] not in screen.read_aloud_text()


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {
        "none": lambda look: changes(look, ()),
        "many": lambda look: changes(look, tuple(f"{number}. {title}" for number in range(3) for title in CHANGED)),
    }
    assert everywhere(makers, make_look) == []
