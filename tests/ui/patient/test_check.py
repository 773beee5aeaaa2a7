from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import AnswerCheck, GoBack, GoNext
from tests.ui.conftest import MakeLook
from tests.ui.layout import (
    BARS,
    WAYS,
    Way,
    accessible,
    button,
    choose,
    everywhere,
    focused,
    framed,
    heard,
    push,
    tab_order,
)
from tests.ui.patient.sample_screens import WORDS, check
from ui.patient.check import CheckData, CheckScreen
from ui.theme import Look, TextStep

LONG = "A long answer that needs more than one line, because it says what to do and also what not to do, and when"


def long_check(look: Look) -> CheckScreen:
    choices = tuple((key, f"{LONG} ({key})") for key in "abc")
    question = "After your treatment, what do you do if you feel that your heart beats fast and you cannot see well?"
    data = CheckData(WORDS, 11, 11, "mk-x", "x-b", question, (*choices, ("not-sure", "I am not sure")), "c")
    return CheckScreen(data, look)


def asked_too_soon(look: Look) -> CheckScreen:
    screen = check(look)
    screen.show_problem(screen.problem())
    return screen


def test_the_question_its_number_and_the_answers_in_their_order(qtbot: QtBot, look: Look) -> None:
    screen = check(look)
    framed(qtbot, screen, look)
    assert screen.title == "After your treatment, how do you get home?"
    assert screen.group.ids() == ("a", "b", "c", "not-sure")
    assert screen.group.choice("not-sure").text() == WORDS["check.not_sure"]
    assert screen.group.chosen_id() == ""
    heights = {screen.group.choice(key).height() for key in screen.group.ids()}
    assert len(heights) == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("key", "right"), [("a", False), ("b", True), ("not-sure", False)])
def test_next_sends_the_answer_with_the_order_shown(
    qtbot: QtBot, look: Look, way: Way, key: str, *, right: bool
) -> None:
    screen = check(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, screen.group, key, way)
    assert sent == []
    push(shell, button(shell, "next"), way)
    assert sent == [AnswerCheck("mk-home", "home-a", key, right, ("a", "b", "c", "not-sure"))]


@pytest.mark.parametrize("step", ["1.0", "2.0"])
def test_next_without_an_answer_says_so_under_the_question(qtbot: QtBot, make_look: MakeLook, step: str) -> None:
    look = make_look(step=step)
    screen = check(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    for _ in range(screen.parts()):
        push(shell, button(shell, "next"), "mouse")
    assert sent == []
    assert screen.problem_line.isVisible()
    assert screen.problem_line.text() == WORDS["check.missing"]
    while screen.go_to_part(screen.part() + 1):
        pass
    push(shell, screen.group.choice("not-sure"), "touch")
    assert screen.shown_problem == ""


@pytest.mark.parametrize("size", [(1280, 800), (1024, 600)])
def test_with_keys_alone_in_large_text_each_part_can_be_answered(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int]
) -> None:
    look = make_look(step="2.0")
    screen = check(look)
    shell = framed(qtbot, screen, look, size)
    sent = heard(shell)
    for _ in range(screen.parts() - 1):
        push(shell, button(shell, "next"), "keys")
    assert screen.part() == screen.parts()
    choose(shell, screen.group, "not-sure", "keys")
    push(shell, button(shell, "next"), "keys")
    assert [command.choice for command in sent if isinstance(command, AnswerCheck)] == ["not-sure"]


def test_a_settled_check_shows_its_answer_and_only_goes_on(qtbot: QtBot, look: Look) -> None:
    screen = check(look, chosen="b", settled=True)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, screen.group.choice("a"), "mouse")
    assert screen.group.chosen_id() == "b"
    push(shell, button(shell, "next"), "mouse")
    assert sent == [GoNext()]


def test_a_choice_survives_another_look_but_not_another_item(qtbot: QtBot, make_look: MakeLook) -> None:
    screen, larger, other = check(make_look()), check(make_look(step="2.0")), long_check(make_look())
    for one in (screen, larger, other):
        qtbot.addWidget(one)
    screen.group.choose("a")
    larger.restore_draft(screen.draft())
    other.restore_draft(screen.draft())
    assert (larger.group.chosen_id(), other.group.chosen_id()) == ("a", "")


def test_a_screen_reader_hears_the_question_and_radio_buttons(qtbot: QtBot, look: Look) -> None:
    screen = check(look)
    shell = framed(qtbot, screen, look)
    assert accessible(focused(shell))[:2] == (screen.title, QAccessible.Role.Heading)
    choose(shell, screen.group, "c", "keys")
    name, role, state = accessible(screen.group.choice("c"))
    assert (name, role, state.checked, state.focused) == ("I ride my bicycle", QAccessible.Role.RadioButton, 1, 1)
    assert tab_order(shell) == ["I ride my bicycle", *BARS]


def test_reading_aloud_reads_the_question_and_every_answer(qtbot: QtBot, look: Look) -> None:
    screen = check(look)
    qtbot.addWidget(screen)
    spoken = screen.read_aloud_text()
    assert spoken[0] == screen.title
    assert spoken[-1] == WORDS["check.not_sure"]
    assert len(spoken) == 6


def test_back_goes_back(qtbot: QtBot, look: Look) -> None:
    shell = framed(qtbot, check(look), look)
    sent = heard(shell)
    push(shell, button(shell, "back"), "touch")
    assert sent == [GoBack()]


def test_all_answers_are_on_one_part_in_a_low_window(qtbot: QtBot, look: Look) -> None:
    screen = check(look)
    framed(qtbot, screen, look, (1024, 600))
    assert screen.parts() == 1
    assert all(screen.group.choice(key).height() >= look.target("primary") for key in screen.group.ids())


@pytest.mark.parametrize(("step", "size"), [("1.5", (1280, 800)), ("1.5", (600, 1024)), ("2.0", (800, 1280))])
def test_answers_that_fit_on_one_part_stay_together(
    qtbot: QtBot, make_look: MakeLook, step: TextStep, size: tuple[int, int]
) -> None:
    look = make_look(step=step)
    screen = check(look)
    framed(qtbot, screen, look, size)
    screen.go_to_part(screen.parts())
    assert all(screen.group.choice(key).isVisible() for key in screen.group.ids())


@pytest.mark.parametrize(("step", "size"), [("1.5", (1280, 800)), ("1.5", (600, 1024)), ("2.0", (800, 1280))])
def test_what_is_missing_is_on_screen_where_answers_leave_little_room(
    qtbot: QtBot, make_look: MakeLook, step: TextStep, size: tuple[int, int]
) -> None:
    look = make_look(step=step)
    screen = check(look)
    framed(qtbot, screen, look, size)
    screen.show_problem(screen.problem())
    assert screen.problem_line.isVisible()


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {
        "check": check,
        "long": long_check,
        "too soon": asked_too_soon,
        "settled": lambda look: check(look, chosen="b", settled=True),
    }
    assert everywhere(makers, make_look) == []
