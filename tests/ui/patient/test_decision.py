from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import DECISION_ORDER, GoBack, GoNext, MakeDecision
from tests.ui.conftest import MakeLook
from tests.ui.layout import (
    BARS,
    SIZES,
    STEPS,
    WAYS,
    Way,
    accessible,
    button,
    choose,
    everywhere,
    framed,
    heard,
    problems,
    push,
    tab_order,
)
from tests.ui.patient.sample_screens import OPTIONS, WORDS, decision
from ui.patient.decision import DecisionData, DecisionScreen
from ui.theme import Look
from ui.widgets.choice import Choice, ChoiceGroup


def shown(screen: DecisionScreen) -> list[Choice]:
    return [choice for choice in screen.findChildren(Choice) if choice.isVisible()]


def group_of(screen: DecisionScreen) -> ChoiceGroup:
    """Return the set that is on screen."""
    return next(group for group in screen._groups if group.choice("agree").isVisible())


def asked_too_soon(look: Look) -> DecisionScreen:
    screen = decision(look)
    screen.show_problem(screen.problem())
    return screen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", STEPS)
def test_the_three_are_equal_in_a_fixed_order_on_one_part(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int], step: str
) -> None:
    look = make_look(step=step)
    screen = decision(look)
    framed(qtbot, screen, look, size)
    while not shown(screen):
        assert screen.go_to_part(screen.part() + 1)
    choices = shown(screen)
    assert [choice.text() for choice in choices] == [OPTIONS[key].title for key in DECISION_ORDER]
    assert len({(choice.width(), choice.height()) for choice in choices}) == 1
    assert not any(choice.isChecked() for choice in choices)
    places = [(choice.y(), choice.x()) for choice in choices]
    assert places == sorted(places)
    gaps = {
        other.x() - one.geometry().right() + other.y() - one.geometry().bottom() for one, other in pairwise(choices)
    }
    assert len(gaps) == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", DECISION_ORDER)
def test_next_sends_the_choice(qtbot: QtBot, look: Look, way: Way, key: str) -> None:
    screen = decision(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, group_of(screen), key, way)
    assert sent == []
    push(shell, button(shell, "next"), way)
    assert sent == [MakeDecision(key), GoNext()]  # type: ignore[arg-type]


def test_next_without_a_choice_says_so_in_place_of_the_line_below(qtbot: QtBot, look: Look) -> None:
    screen = decision(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "mouse")
    assert sent == []
    assert screen.problem_line.isVisible()
    assert screen.problem_line.text() == WORDS["decision.missing"]
    assert problems(shell) == []
    push(shell, screen.choice("talk"), "mouse")
    assert not screen.problem_line.isVisible()


@pytest.mark.parametrize("size", SIZES)
def test_with_keys_alone_in_large_text(qtbot: QtBot, make_look: MakeLook, size: tuple[int, int]) -> None:
    look = make_look(step="2.0")
    screen = decision(look)
    shell = framed(qtbot, screen, look, size)
    sent = heard(shell)
    while not shown(screen):
        push(shell, button(shell, "next"), "keys")
    choose(shell, group_of(screen), "decline", "keys")
    for _ in range(20):
        if not sent:
            push(shell, button(shell, "next"), "keys")
    assert sent == [MakeDecision("decline"), GoNext()]


def test_the_choice_is_the_same_in_every_form(qtbot: QtBot, look: Look) -> None:
    screen = decision(look)
    shell = framed(qtbot, screen, look)
    push(shell, screen.choice("talk"), "mouse")
    upright = screen.choice("talk")
    shell.resize(800, 1280)
    assert screen.choice("talk") is not upright
    assert screen.choice("talk").isChecked()
    push(shell, screen.choice("agree"), "touch")
    shell.resize(1280, 800)
    assert (screen.choice("agree").isChecked(), screen.choice("talk").isChecked()) == (True, False)
    assert screen.chosen() == "agree"


def test_the_choice_survives_another_look_and_a_return(qtbot: QtBot, make_look: MakeLook) -> None:
    screen, larger, again = decision(make_look()), decision(make_look(step="2.0")), decision(make_look(), "talk")
    for one in (screen, larger, again):
        qtbot.addWidget(one)
    screen.choice("decline").click()
    larger.restore_draft(screen.draft())
    assert (larger.chosen(), again.chosen()) == ("decline", "talk")
    assert again.choice("talk").isChecked()


def test_a_screen_reader_hears_what_happens_next_with_each(qtbot: QtBot, look: Look) -> None:
    screen = decision(look, "decline")
    shell = framed(qtbot, screen, look)
    for key in DECISION_ORDER:
        choice = screen.choice(key)
        name, role, state = accessible(choice)
        assert (name, role) == (OPTIONS[key].title, QAccessible.Role.RadioButton)
        assert bool(state.checked) == (key == "decline")
        assert OPTIONS[key].next in choice.accessibleDescription()
    assert tab_order(shell) == [OPTIONS["decline"].title, *BARS]


def test_reading_aloud_reads_all_three_alike(qtbot: QtBot, look: Look) -> None:
    screen = decision(look)
    qtbot.addWidget(screen)
    spoken = screen.read_aloud_text()
    assert [spoken.index(OPTIONS[key].title) for key in DECISION_ORDER] == [2, 4, 6]
    assert spoken[-1] == WORDS["decision.care"]


def test_back_goes_back_with_nothing_chosen(qtbot: QtBot, look: Look) -> None:
    shell = framed(qtbot, decision(look), look)
    sent = heard(shell)
    push(shell, button(shell, "back"), "mouse")
    assert sent == [GoBack()]


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {"none": decision, "chosen": lambda look: decision(look, "talk"), "too soon": asked_too_soon}
    assert everywhere(makers, make_look) == []


def test_nobody_agrees_for_a_patient_who_objects_and_it_is_said_where_the_choice_is(
    qtbot: QtBot, make_look: MakeLook
) -> None:
    def against(look: Look) -> DecisionScreen:
        return DecisionScreen(DecisionData(WORDS, OPTIONS, "agree", against=True), look)

    look = make_look()
    screen = against(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "mouse")
    assert sent == []
    assert screen.problem_line.isVisible()
    assert screen.problem_line.text() == WORDS["visit.patient_objects"]
    choose(shell, group_of(screen), "talk", "mouse")
    assert not screen.problem_line.isVisible()
    push(shell, button(shell, "next"), "mouse")
    assert sent == [MakeDecision("talk"), GoNext()]

    def told(look: Look) -> DecisionScreen:
        screen = against(look)
        screen.show_problem(screen.problem())
        return screen

    assert everywhere({"against": told}, make_look) == []
