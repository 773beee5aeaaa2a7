from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import EnterSideStep, GoBack, GoNext
from tests.ui.conftest import MakeLook
from tests.ui.layout import BARS, WAYS, Way, accessible, button, controls, everywhere, framed, heard, push, tab_order
from tests.ui.patient.sample_screens import WORDS, summary
from ui.patient.summary import Pointer, SummaryScreen
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.intents import SeeQuestions


def pointers(screen: SummaryScreen) -> list[Pointer]:
    return [pointer for pointer in screen.findChildren(Pointer) if pointer.isVisible()]


def own_button(screen: SummaryScreen, word: str) -> Button:
    return next(one for one in screen.findChildren(Button) if one.text() == WORDS[word])


def cards(screen: SummaryScreen) -> list[Card]:
    return [card for card in screen.findChildren(Card) if card.isVisible()]


def test_the_three_lists_have_the_same_size_side_by_side(qtbot: QtBot, look: Look) -> None:
    screen = summary(look)
    framed(qtbot, screen, look)
    assert len(cards(screen)) == 3
    assert len({(card.width(), card.height(), card.y()) for card in cards(screen)}) == 1


def test_they_stand_in_the_same_order_under_each_other(qtbot: QtBot, look: Look) -> None:
    screen = summary(look)
    framed(qtbot, screen, look, (800, 1280))
    spoken = screen.read_aloud_text()
    headings = [spoken.index(WORDS[f"summary.{key}"]) for key in ("benefits", "harms", "unknown")]
    assert headings == sorted(headings)
    assert [card.y() for card in cards(screen)] == sorted(card.y() for card in cards(screen))


@pytest.mark.parametrize("way", WAYS)
def test_the_other_choices_can_be_seen_again(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = summary(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, own_button(screen, "summary.see_again"), way)
    assert sent == [EnterSideStep("revisit:other-treatments")]


@pytest.mark.parametrize("way", WAYS)
def test_the_saved_questions_can_be_seen(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = summary(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, own_button(screen, "summary.see_them"), way)
    assert sent == [SeeQuestions()]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, WORDS["summary.questions_none"]), (1, WORDS["summary.questions_one"]), (2, "You have 2 questions saved")],
)
def test_it_counts_the_saved_questions(qtbot: QtBot, look: Look, count: int, words: str) -> None:
    screen = summary(look, count)
    framed(qtbot, screen, look)
    assert words in screen.read_aloud_text()
    assert any(words in pointer.sentences() for pointer in pointers(screen))


@pytest.mark.parametrize(
    ("count", "key"), [(0, "questions_none_line"), (1, "questions_line_one"), (2, "questions_line")]
)
def test_the_line_below_agrees_with_the_count(qtbot: QtBot, look: Look, count: int, key: str) -> None:
    screen = summary(look, count)
    framed(qtbot, screen, look)
    assert screen.read_aloud_text()[-1] == WORDS[f"summary.{key}"]
    see = next(one for one in screen.findChildren(Button) if one.text() == WORDS["summary.see_them"])
    assert see.accessibleDescription() == WORDS[f"summary.{key}"]


def test_without_questions_there_is_none_to_see(qtbot: QtBot, look: Look) -> None:
    screen = summary(look, 0)
    framed(qtbot, screen, look)
    assert WORDS["summary.questions_none_line"] in screen.read_aloud_text()


def test_next_and_back_go_on_and_back(qtbot: QtBot, look: Look) -> None:
    shell = framed(qtbot, summary(look), look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "touch")
    push(shell, button(shell, "back"), "touch")
    assert sent == [GoNext(), GoBack()]


@pytest.mark.parametrize("rtl", [False, True])
def test_the_title_is_never_on_a_part_without_a_card(qtbot: QtBot, make_look: MakeLook, *, rtl: bool) -> None:
    look = make_look(rtl=rtl)
    screen = summary(look)
    framed(qtbot, screen, look)
    assert screen.part() == 1
    assert len(cards(screen)) == 3


def test_large_text_takes_parts_until_the_end(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    screen = summary(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    for part in range(1, screen.parts()):
        assert (screen.part(), sent) == (part, [])
        push(shell, button(shell, "next"), "keys")
    push(shell, button(shell, "next"), "keys")
    assert sent == [GoNext()]


def test_a_screen_reader_hears_lists_as_text_and_buttons_as_buttons(qtbot: QtBot, look: Look) -> None:
    screen = summary(look)
    shell = framed(qtbot, screen, look)
    assert {accessible(one)[1] for one in controls(screen)} == {QAccessible.Role.Button}
    assert own_button(screen, "summary.see_again").accessibleDescription() == WORDS["summary.other_choices"]
    assert tab_order(shell) == [WORDS["summary.see_again"], WORDS["summary.see_them"], *BARS]


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    assert everywhere({"two": summary, "none": lambda look: summary(look, 0)}, make_look) == []
