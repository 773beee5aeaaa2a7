from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import WAYS, Way, accessible, button, everywhere, framed, heard, push, tab_order
from tests.ui.patient.sample_screens import SHELVES, WORDS, library
from ui.theme import Look
from ui.widgets.intents import ReaderBack, ReaderClosed, ReaderOpened


@pytest.mark.parametrize("way", WAYS)
def test_a_row_opens_what_it_names(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = library(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, screen.rows[1], way)
    assert sent == [ReaderOpened(SHELVES[1][0])]


@pytest.mark.parametrize("way", WAYS)
def test_it_is_closed_and_left_by_the_bar(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = library(look, top=False)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "other"), way)
    push(shell, button(shell, "back"), way)
    assert sent == [ReaderClosed(), ReaderBack()]


def test_the_list_of_shelves_has_nothing_to_go_back_to(qtbot: QtBot, look: Look) -> None:
    shell = framed(qtbot, library(look), look)
    assert not button(shell, "back").isVisible()
    assert not button(shell, "question").isVisible()


def test_next_turns_the_parts_and_is_not_there_on_the_last(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look()
    screen = library(look)
    shell = framed(qtbot, screen, look, (1024, 600))
    sent = heard(shell)
    assert screen.parts() > 1
    while screen.part() < screen.parts():
        push(shell, button(shell, "next"), "mouse")
    assert not button(shell, "next").isVisible()
    assert button(shell, "back").isVisible()
    while screen.part() > 1:
        push(shell, button(shell, "back"), "mouse")
    assert sent == []


def test_a_screen_reader_hears_buttons_in_order(qtbot: QtBot, look: Look) -> None:
    screen = library(look)
    shell = framed(qtbot, screen, look, (1920, 1080))
    assert accessible(screen.rows[0])[:2] == (SHELVES[0][1], QAccessible.Role.Button)
    tools = [WORDS[f"shell.{name}"] for name in ("read_aloud", "display", "someone")]
    assert tab_order(shell) == [*(title for _, title in SHELVES), WORDS["reader.close"], *tools]
    assert screen.read_aloud_text()[0] == WORDS["library.title"]


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    assert everywhere({"shelves": library, "pages": lambda look: library(look, top=False)}, make_look) == []
