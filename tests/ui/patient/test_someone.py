from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import WAYS, Way, accessible, everywhere, framed, heard, push, tab_order
from tests.ui.patient.sample_screens import CALLS, WORDS, someone
from ui.patient.someone import SomeoneData, SomeoneScreen
from ui.theme import Look
from ui.widgets.intents import AllRight, StaffWanted


@pytest.mark.parametrize("way", WAYS)
def test_one_way_leads_on_and_one_is_for_staff(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = someone(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, screen.go_on, way)
    push(shell, screen.staff, way)
    assert sent == [AllRight(), StaffWanted()]
    assert tab_order(shell) == [WORDS["someone.go_on"], WORDS["someone.staff"]]


def test_it_says_whom_to_tell_and_whom_to_call(qtbot: QtBot, look: Look) -> None:
    screen = someone(look)
    framed(qtbot, screen, look)
    assert screen.read_aloud_text() == (WORDS["someone.title"], WORDS["someone.lead"], *CALLS)
    assert "911" in CALLS[0]
    assert "988" in CALLS[1]
    assert accessible(screen.go_on)[:2] == (WORDS["someone.go_on"], QAccessible.Role.Button)
    assert screen.next_commands() == []


def test_the_way_on_is_large(qtbot: QtBot, make_look: MakeLook) -> None:
    for size in ((1280, 800), (800, 1280), (1024, 600)):
        look = make_look()
        screen = someone(look)
        framed(qtbot, screen, look, size)
        assert screen.go_on.width() > 3 * screen.staff.width() / 2
        assert screen.go_on.height() >= look.target("barButton")


def test_without_numbers_it_still_asks_for_staff(qtbot: QtBot, look: Look) -> None:
    screen = SomeoneScreen(SomeoneData(WORDS, ()), look)
    framed(qtbot, screen, look)
    assert screen.read_aloud_text() == (WORDS["someone.title"], WORDS["someone.lead"])
    assert screen.go_on.isVisible()


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    assert everywhere({"someone": someone}, make_look) == []
