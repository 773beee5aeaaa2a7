from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.events import Assent
from kiosk.visit import GoNext, RecordWishes
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
from tests.ui.patient.sample_screens import WORDS, wishes
from ui.patient.wishes import WishesData, WishesScreen
from ui.theme import Look

SAID = "She wants to go home."


def said(key: str) -> str:
    return WORDS[f"wishes.{key}"].format(name="Rosa")


@pytest.mark.parametrize("way", WAYS)
def test_words_and_assent_go_out_with_next(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = wishes(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    if way == "keys":
        tab_to(shell, screen.field)
    else:
        click(screen.field)
    QTest.keyClicks(focused(shell), SAID)
    choose(shell, screen.group, "does_not_object", way)
    push(shell, button(shell, "next"), way)
    assert sent == [RecordWishes(SAID, "does_not_object"), GoNext()]


@pytest.mark.parametrize("assent", get_args(Assent))
def test_words_may_be_missing_only_where_the_patient_cannot_say(qtbot: QtBot, look: Look, assent: Assent) -> None:
    screen = wishes(look, "", assent)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    click(button(shell, "next"))
    if assent == "cannot_say":
        assert sent == [RecordWishes("", "cannot_say"), GoNext()]
        return
    assert (sent, screen.shown_problem) == ([], said("empty"))
    assert focused(shell) is screen.field
    QTest.keyClicks(screen.field, "x")
    assert not screen.problem_line.isVisible()


def test_next_asks_for_the_assent(qtbot: QtBot, look: Look) -> None:
    screen = wishes(look, SAID)
    shell = framed(qtbot, screen, look)
    click(button(shell, "next"))
    assert screen.shown_problem == said("missing")
    click(screen.group.choice("agrees"))
    assert not screen.problem_line.isVisible()


def test_what_an_objection_leads_to_is_told_at_once(qtbot: QtBot, look: Look) -> None:
    screen = wishes(look, SAID)
    framed(qtbot, screen, look)
    assert not screen._next.isVisible()
    click(screen.group.choice("objects"))
    assert screen._next.isVisible()
    assert screen.read_aloud_text()[-1] == said("objects_next")
    click(screen.group.choice("agrees"))
    assert not screen._next.isVisible()


def test_it_names_the_patient(qtbot: QtBot, look: Look) -> None:
    screen = WishesScreen(WishesData(WORDS, "{name} <b>"), look)
    framed(qtbot, screen, look)
    assert screen.title == "What does {name} <b> want?"
    name, role, _state = accessible(screen.group.choice("agrees"))
    assert (name, role) == ("{name} <b> agrees", QAccessible.Role.RadioButton)
    assert accessible(screen.field)[0] == WORDS["wishes.field"].format(name="{name} <b>")


def test_what_was_given_survives_another_look(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = wishes(make_look(), SAID, "objects")
    shell = framed(qtbot, screen, make_look())
    other = wishes(make_look("contrast", "2.0"))
    other.restore_draft(screen.draft())
    show(shell, other)
    assert (other.text(), other.group.chosen_id()) == (SAID, "objects")


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    def asking(look: Look) -> WishesScreen:
        screen = wishes(look, SAID)
        screen.show_problem(screen.problem())
        return screen

    makers = {
        "objects": lambda look: wishes(look, SAID, "objects"),
        "asking": asking,
    }
    assert everywhere(makers, make_look) == []
