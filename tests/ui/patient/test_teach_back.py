from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.visit import GiveTeachBack, GoBack, GoNext
from tests.ui.conftest import MakeLook
from tests.ui.layout import (
    WAYS,
    Way,
    accessible,
    button,
    choose,
    click,
    everywhere,
    focused,
    framed,
    heard,
    push,
    show,
    tab_to,
)
from tests.ui.patient.sample_screens import PROMPT, WORDS, teach_back
from ui.patient.teach_back import TeachBackData, TeachBackScreen
from ui.theme import Look

SAID = "My sister drives me. I will not drive that day."


@pytest.mark.parametrize("way", WAYS)
def test_what_is_written_goes_out_with_next(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = teach_back(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert not screen.field.isVisible()
    choose(shell, screen.group, "write", way)
    assert focused(shell) is not screen.field
    if way == "keys":
        tab_to(shell, screen.field)
    else:
        click(screen.field)
    QTest.keyClicks(focused(shell), SAID)
    push(shell, button(shell, "next"), way)
    assert sent == [GiveTeachBack("mk-home", SAID), GoNext()]


@pytest.mark.parametrize("way", WAYS)
def test_telling_staff_counts_as_much(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = teach_back(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, screen.group, "write", "mouse")
    QTest.keyClicks(screen.field, "No, I would rather say it.")
    choose(shell, screen.group, "tell", way)
    assert not screen.field.isVisible()
    push(shell, button(shell, "next"), way)
    assert sent == [GiveTeachBack("mk-home", "", spoken=True), GoNext()]


@pytest.mark.parametrize(("way", "key"), [("", "missing"), ("write", "empty")])
def test_next_asks_for_what_is_missing(qtbot: QtBot, look: Look, way: str, key: str) -> None:
    screen = teach_back(look, way)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "mouse")
    assert (sent, screen.shown_problem) == ([], WORDS[f"teach_back.{key}"])
    assert screen.problem_line.isVisible()
    choose(shell, screen.group, "tell", "mouse")
    assert not screen.problem_line.isVisible()


def test_typing_takes_the_message_away(qtbot: QtBot, look: Look) -> None:
    screen = teach_back(look, "write")
    shell = framed(qtbot, screen, look)
    push(shell, button(shell, "next"), "mouse")
    QTest.keyClicks(focused(shell), "My")
    assert not screen.problem_line.isVisible()


@pytest.mark.parametrize(("text", "spoken"), [(SAID, False), ("", True)])
def test_an_answer_that_stays_is_not_sent_again(qtbot: QtBot, look: Look, text: str, *, spoken: bool) -> None:
    screen = TeachBackScreen(TeachBackData(WORDS, 2, 3, "mk-home", PROMPT, text, spoken), look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "mouse")
    push(shell, button(shell, "back"), "mouse")
    assert sent == [GoNext(), GoBack()]


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600)])
def test_both_ways_have_one_size(qtbot: QtBot, make_look: MakeLook, size: tuple[int, int]) -> None:
    for step in ("1.0", "2.0"):
        look = make_look(step=step)
        screen = teach_back(look)
        framed(qtbot, screen, look, size)
        screen.show_part_of(screen.group.choice("write"))
        write, tell = (screen.group.choice(key) for key in ("write", "tell"))
        assert write.size() == tell.size()
        assert screen.group.chosen_id() == ""


def test_it_says_whom_it_checks(qtbot: QtBot, look: Look) -> None:
    screen = teach_back(look, "write")
    framed(qtbot, screen, look)
    assert screen.read_aloud_text()[:2] == (PROMPT, WORDS["teach_back.lead"])
    assert accessible(screen.field)[:2] == (WORDS["teach_back.field"], QAccessible.Role.EditableText)


def test_what_was_typed_survives_another_look(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = teach_back(make_look(), "write")
    shell = framed(qtbot, screen, make_look())
    QTest.keyClicks(screen.field, SAID)
    other = teach_back(make_look("contrast", "2.0"))
    other.restore_draft(screen.draft())
    show(shell, other)
    assert (other.group.chosen_id(), other.text()) == ("write", SAID)
    strange = TeachBackScreen(TeachBackData(WORDS, 2, 3, "mk-other", PROMPT), make_look())
    strange.restore_draft(screen.draft())
    assert strange.text() == ""


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    def asking(look: Look) -> TeachBackScreen:
        screen = teach_back(look, "write")
        screen.show_problem(screen.problem())
        return screen

    makers = {
        "open": teach_back,
        "write": lambda look: teach_back(look, "write"),
        "tell": lambda look: teach_back(look, "tell"),
        "asking": asking,
    }
    assert everywhere(makers, make_look) == []
