from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import ConfirmAfterAnswers, GoBack, GoNext, Reconsider
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
    push,
    tab_order,
)
from tests.ui.patient.sample_screens import DECLINED, OPTIONS, WORDS, confirm, confirm_declined, reconfirm
from ui.patient.confirm import AnsweredQuestion, ReconfirmData, ReconfirmScreen
from ui.theme import Look, TextStep
from ui.widgets.labels import PlainLabel
from ui.widgets.patient_screen import PatientScreen

LONG = "It depends on your blood pressure and on the other medicines that you take, so we check them each time. "


def many_answers(look: Look) -> ReconfirmScreen:
    answers = tuple(AnsweredQuestion(f"Question {number}?", LONG * (number + 1)) for number in range(4))
    return ReconfirmScreen(ReconfirmData(WORDS, "You want to have ketamine treatment.", answers), look)


def no_answers(look: Look) -> ReconfirmScreen:
    return ReconfirmScreen(ReconfirmData(WORDS, "You want to have ketamine treatment.", ()), look)


def asked_too_soon(look: Look) -> ReconfirmScreen:
    screen = reconfirm(look)
    screen.show_problem(screen.problem())
    return screen


def shown(screen: PatientScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


def test_the_choice_is_repeated_in_the_patients_words(qtbot: QtBot, look: Look) -> None:
    screen = confirm(look)
    shell = framed(qtbot, screen, look)
    words = ["You want to have ketamine treatment.", OPTIONS["agree"].next]
    assert set(words) <= set(shown(screen))
    assert set(words) <= set(screen.read_aloud_text())
    assert tab_order(shell) == list(BARS)


def test_what_the_document_will_say_is_shown_before_it_is_saved(qtbot: QtBot, look: Look) -> None:
    screen = confirm_declined(look)
    framed(qtbot, screen, look)
    words = ["You do not want ketamine treatment.", WORDS["confirm.meaning"], DECLINED, OPTIONS["decline"].next]
    texts = shown(screen)
    assert [text for text in texts if text in words] == words
    assert [line for line in screen.read_aloud_text() if line in words] == words


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", STEPS)
def test_the_title_stands_with_the_choice(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int], step: TextStep
) -> None:
    look = make_look(step=step)
    screen = confirm_declined(look)
    framed(qtbot, screen, look, size)
    seen = list(shown(screen))
    assert "You do not want ketamine treatment." in seen
    while screen.go_to_part(screen.part() + 1):
        seen += shown(screen)
    assert [text for text in seen if text in (DECLINED, OPTIONS["decline"].next)] == [
        DECLINED,
        OPTIONS["decline"].next,
    ]


@pytest.mark.parametrize("way", WAYS)
def test_next_keeps_it_and_back_changes_it(qtbot: QtBot, look: Look, way: Way) -> None:
    shell = framed(qtbot, confirm(look), look)
    sent = heard(shell)
    push(shell, button(shell, "next"), way)
    push(shell, button(shell, "back"), way)
    assert sent == [GoNext(), GoBack()]


def test_the_answers_stand_with_their_questions(qtbot: QtBot, look: Look) -> None:
    screen = reconfirm(look)
    framed(qtbot, screen, look)
    texts = shown(screen)
    assert texts.index("Yes. We looked at your list together.") == (
        texts.index("Is it safe with my other medicines?") + 1
    )
    assert "You want to have ketamine treatment." in texts
    assert screen.read_aloud_text()[2] == "Is it safe with my other medicines?"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("key", "command"), [("keep", ConfirmAfterAnswers()), ("again", Reconsider())])
def test_both_ways_on_are_equal(qtbot: QtBot, look: Look, way: Way, key: str, command: object) -> None:
    screen = reconfirm(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert screen.group.choice("keep").size() == screen.group.choice("again").size()
    choose(shell, screen.group, key, way)
    push(shell, button(shell, "next"), way)
    assert sent == [command]


def test_after_the_answers_next_without_a_choice_says_so(qtbot: QtBot, look: Look) -> None:
    screen = reconfirm(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "mouse")
    assert (sent, screen.problem_line.text()) == ([], WORDS["reconfirm.missing"])
    assert screen.problem_line.isVisible()
    push(shell, screen.group.choice("again"), "mouse")
    assert not screen.problem_line.isVisible()


def test_after_the_answers_back_only_turns_parts(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look()
    screen = many_answers(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert screen.parts() > 1
    assert not button(shell, "back").isVisible()
    push(shell, button(shell, "next"), "mouse")
    push(shell, button(shell, "back"), "keys")
    assert (screen.part(), sent) == (1, [])


def test_the_choice_survives_another_look(qtbot: QtBot, make_look: MakeLook) -> None:
    screen, larger = reconfirm(make_look()), reconfirm(make_look(step="2.0"))
    for one in (screen, larger):
        qtbot.addWidget(one)
    screen.group.choose("again")
    larger.restore_draft(screen.draft())
    assert larger.next_commands() == [Reconsider()]


def test_a_screen_reader_hears_radio_buttons(qtbot: QtBot, look: Look) -> None:
    screen = reconfirm(look)
    shell = framed(qtbot, screen, look)
    choose(shell, screen.group, "again", "keys")
    name, role, state = accessible(screen.group.choice("again"))
    assert (name, role, state.checked) == (WORDS["reconfirm.again"], QAccessible.Role.RadioButton, 1)
    bars = [name for name in BARS if name not in (WORDS["shell.back"], WORDS["shell.question"])]
    assert tab_order(shell) == [WORDS["reconfirm.again"], *bars]


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {
        "confirm": confirm,
        "declined": confirm_declined,
        "reconfirm": reconfirm,
        "many": many_answers,
        "none": no_answers,
        "too soon": asked_too_soon,
    }
    assert everywhere(makers, make_look) == []
