from __future__ import annotations

from typing import Final

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import click, everywhere, framed, heard, press, tab_order, tab_to, tap
from tests.ui.patient.sample_screens import SCREENS, WORDS
from ui.patient.message import MessageKind, MessageScreen
from ui.theme import Look
from ui.widgets.intents import StaffWanted
from ui.widgets.labels import PlainLabel

KINDS: Final[tuple[MessageKind, ...]] = ("wrong_person", "locked", "neutral")


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_its_one_thing_and_nothing_of_a_patient(qtbot: QtBot, look: Look, kind: MessageKind) -> None:
    screen = MessageScreen(kind, WORDS, look)
    framed(qtbot, screen, look)
    shown = [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]
    assert shown == [WORDS[f"{kind}.{part}"] for part in ("title", "lead", "help")]
    assert screen.read_aloud_text() == tuple(shown)
    assert screen.frame.top == ("brand" if kind == "neutral" else "help")
    assert screen.frame.bottom == "none"


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_only_staff_get_on_from_here(qtbot: QtBot, look: Look, way: str) -> None:
    screen = MessageScreen("locked", WORDS, look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert tab_order(shell) == [WORDS["locked.staff"], WORDS["shell.someone"]]
    if way == "keys":
        tab_to(shell, screen.staff)
        press(shell, Qt.Key.Key_Return)
    else:
        (click if way == "mouse" else tap)(screen.staff)
    assert sent == [StaffWanted()]
    assert screen.on_next() == []


def test_they_fit_everywhere(make_look: MakeLook) -> None:
    assert everywhere({kind: SCREENS[kind] for kind in KINDS}, make_look) == []
