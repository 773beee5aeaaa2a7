from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import AnswerCondition, GoBack, GoNext
from tests.ui.conftest import MakeLook
from tests.ui.layout import (
    WAYS,
    Way,
    accessible,
    button,
    choose,
    everywhere,
    focused,
    framed,
    heard,
    press,
    problems,
    push,
    show,
)
from tests.ui.patient.sample_screens import CONDITIONS, WORDS, conditions
from ui.patient.conditions import ANSWERS, ConditionsScreen
from ui.theme import Look
from ui.widgets.labels import IconLine

SHORT = (("heart", "Do you have heart disease?"), ("liver", "Do you have liver disease?"))
ALL = {key: "no" for key, _ in CONDITIONS}


def go_to(screen: ConditionsScreen, key: str) -> None:
    screen.show_part_of(screen.group(key).choice("yes"))


@pytest.mark.parametrize("way", WAYS)
def test_each_answer_goes_out_at_once_and_may_be_changed(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = conditions(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    key = CONDITIONS[0][0]
    choose(shell, screen.group(key), "yes", way)
    assert sent[-1] == AnswerCondition(key, "yes")
    choose(shell, screen.group(key), "unsure", way)
    assert sent[-1] == AnswerCondition(key, "unsure")
    assert screen.group(key).chosen_id() == "unsure"
    assert screen.group(CONDITIONS[1][0]).chosen_id() == ""


def test_nothing_is_chosen_beforehand(qtbot: QtBot, look: Look) -> None:
    screen = conditions(look)
    framed(qtbot, screen, look)
    assert [screen.group(key).chosen_id() for key, _ in CONDITIONS] == [""] * len(CONDITIONS)


@pytest.mark.parametrize("way", WAYS)
def test_next_asks_for_what_is_missing_next_to_it_and_leads_on_after_that(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = conditions(look, {key: "no" for key, _ in CONDITIONS[:2]})
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    part = screen.part()
    push(shell, button(shell, "next"), way)
    (message,) = [line for line in screen.findChildren(IconLine) if line.isVisible()]
    missing = CONDITIONS[2][0]
    first = screen.group(missing).choice("yes")
    assert (screen.part(), message.text(), sent) == (part, WORDS["conditions.missing"], [])
    card = first.parentWidget()
    assert card is not None
    assert message.geometry().bottom() < card.geometry().top()
    assert problems(shell) == []
    choose(shell, screen.group(missing), "no", way)
    assert not message.isVisible()


def test_the_first_missing_answer_has_the_focus(qtbot: QtBot, look: Look) -> None:
    screen = conditions(look, {CONDITIONS[0][0]: "no"})
    shell = framed(qtbot, screen, look)
    push(shell, button(shell, "next"), "mouse")
    assert focused(shell) is screen.group(CONDITIONS[1][0]).choice("yes")


def test_with_all_answers_next_goes_through_the_parts_and_out(qtbot: QtBot, look: Look) -> None:
    screen = conditions(look, ALL)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    parts = screen.parts()
    assert parts > 1
    for _ in range(parts - 1):
        push(shell, button(shell, "next"), "mouse")
        assert sent == []
    push(shell, button(shell, "next"), "keys")
    assert sent == [GoNext()]
    for _ in range(parts):
        push(shell, button(shell, "back"), "keys")
    assert sent == [GoNext(), GoBack()]


def test_what_is_missing_on_another_part_is_brought_up(qtbot: QtBot, look: Look) -> None:
    missing = CONDITIONS[0][0]
    screen = conditions(look, {key: answer for key, answer in ALL.items() if key != missing})
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    screen.go_to_part(screen.parts())
    push(shell, button(shell, "next"), "mouse")
    assert (sent, screen.part()) == ([], 1)
    assert screen.group(missing).choice("yes").isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600), (1920, 1080)])
def test_the_three_answers_have_one_size_and_look(qtbot: QtBot, make_look: MakeLook, size: tuple[int, int]) -> None:
    for step in ("1.0", "2.0"):
        look = make_look(step=step)
        screen = conditions(look)
        framed(qtbot, screen, look, size)
        for key, _ in CONDITIONS:
            go_to(screen, key)
            sizes = {screen.group(key).choice(answer).size().toTuple() for answer in ANSWERS}
            assert len(sizes) == 1
            assert min(height for _, height in sizes) >= 56


def test_a_screen_reader_hears_question_and_answer_together(qtbot: QtBot, look: Look) -> None:
    screen = conditions(look, {CONDITIONS[0][0]: "no"})
    framed(qtbot, screen, look)
    key, ask = CONDITIONS[0]
    choice = screen.group(key).choice("no")
    name, role, state = accessible(choice)
    assert (name, role, state.checked) == (f"No: {ask}", QAccessible.Role.RadioButton, 1)
    card = choice.parentWidget()
    assert card is not None
    assert accessible(card)[:2] == (ask, QAccessible.Role.Grouping)
    assert screen.read_aloud_text()[:3] == (WORDS["conditions.title"], WORDS["conditions.lead"], ask)


def test_answers_and_place_survive_another_look(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = conditions(make_look())
    shell = framed(qtbot, screen, make_look())
    key = CONDITIONS[6][0]
    go_to(screen, key)
    choose(shell, screen.group(key), "unsure", "mouse")
    other = conditions(make_look("contrast", "2.0"))
    other.restore_draft(screen.draft())
    show(shell, other)
    assert other.group(key).chosen_id() == "unsure"
    assert other.part() > 1


def test_right_to_left_the_answers_begin_at_the_right(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(rtl=True)
    screen = conditions(look)
    shell = framed(qtbot, screen, look)
    key = CONDITIONS[0][0]
    places = [screen.group(key).choice(answer).x() for answer in ANSWERS]
    assert places == sorted(places, reverse=True)
    choose(shell, screen.group(key), "yes", "keys")
    assert problems(shell) == []


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {"open": conditions, "answered": lambda look: conditions(look, ALL)}
    assert everywhere(makers, make_look) == []


def test_arrow_keys_move_between_the_answers(qtbot: QtBot, look: Look) -> None:
    screen = conditions(look)
    shell = framed(qtbot, screen, look)
    key = CONDITIONS[0][0]
    choose(shell, screen.group(key), "yes", "keys")
    press(shell, Qt.Key.Key_Right)
    assert screen.group(key).chosen_id() == "no"
