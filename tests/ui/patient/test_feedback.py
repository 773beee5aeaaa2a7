from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from kiosk.visit import EnterSideStep, GoBack, GoNext, HandOverCheck
from tests.ui.conftest import MakeLook
from tests.ui.layout import (
    BARS,
    WAYS,
    Way,
    accessible,
    button,
    controls,
    everywhere,
    focused,
    framed,
    heard,
    push,
    tab_order,
)
from tests.ui.patient.sample_screens import WORDS, feedback
from ui.patient.feedback import FeedbackScreen
from ui.theme import Look
from ui.widgets.labels import PlainLabel


def own_button(screen: FeedbackScreen, word: str) -> QAbstractButton:
    found = [one for one in screen.findChildren(QAbstractButton) if one.text() == WORDS[word]]
    assert len(found) == 1
    return found[0]


def shown(screen: FeedbackScreen) -> set[str]:
    return {label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()}


@pytest.mark.parametrize("way", WAYS)
def test_try_again_asks_for_the_next_item_of_the_same_fact(qtbot: QtBot, look: Look, way: Way) -> None:
    shell = framed(qtbot, feedback(look), look)
    sent = heard(shell)
    assert button(shell, "next").text() == WORDS["check.try_again"]
    push(shell, button(shell, "next"), way)
    assert sent == [EnterSideStep("check:mk-home")]


@pytest.mark.parametrize("way", WAYS)
def test_the_page_can_be_read_again(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = feedback(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, own_button(screen, "check.reread"), way)
    assert sent == [EnterSideStep("reread:mk-home")]


@pytest.mark.parametrize("way", WAYS)
def test_the_clinician_can_go_over_it(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = feedback(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, own_button(screen, "check.clinician"), way)
    assert sent == [HandOverCheck("mk-home")]


def test_it_says_what_was_chosen_what_to_know_and_why(qtbot: QtBot, look: Look) -> None:
    screen = feedback(look)
    framed(qtbot, screen, look)
    assert {WORDS["check.again_title"], "I drive myself, once I feel awake", WORDS["check.again_line"]} <= shown(screen)
    spoken = screen.read_aloud_text()
    assert spoken[0] == WORDS["check.again_title"]
    assert spoken.index("I drive myself, once I feel awake") == spoken.index(WORDS["check.you_chose"]) + 1
    assert spoken[-1] == WORDS["check.again_line"]


@pytest.mark.parametrize(
    ("right", "handed_over", "title", "line"),
    [
        (True, False, "check.right_title", "check.right_line"),
        (False, True, "check.again_title", "check.with_clinician"),
    ],
)
def test_a_settled_fact_goes_on(
    qtbot: QtBot, look: Look, title: str, line: str, *, right: bool, handed_over: bool
) -> None:
    screen = feedback(look, right=right, handed_over=handed_over)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert {WORDS[title], WORDS[line]} <= shown(screen)
    assert controls(screen) == []
    assert button(shell, "next").text() == WORDS["shell.next"]
    push(shell, button(shell, "next"), "keys")
    assert sent == [GoNext()]


def test_a_right_answer_is_not_praised_and_a_wrong_one_has_no_red(qtbot: QtBot, look: Look) -> None:
    right, wrong = feedback(look, right=True), feedback(look)
    framed(qtbot, right, look)
    assert not any("easy to mix this up" in text for text in shown(right))
    shell = framed(qtbot, wrong, look)
    picture = shell.grab().toImage()
    red = look.color("errText")
    places = ((x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))
    assert not any(picture.pixelColor(x, y) == red for x, y in places)


def test_next_says_try_again_only_on_the_last_part(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    screen = feedback(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert screen.parts() > 1
    while screen.part() < screen.parts():
        assert button(shell, "next").text() == WORDS["shell.next"]
        push(shell, button(shell, "next"), "touch")
    assert (sent, button(shell, "next").text()) == ([], WORDS["check.try_again"])
    push(shell, button(shell, "back"), "mouse")
    assert (sent, screen.part()) == ([], screen.parts() - 1)
    screen.go_to_part(1)
    push(shell, button(shell, "back"), "mouse")
    assert sent == [GoBack()]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 600), (600, 1024)])
def test_that_one_can_go_on_takes_no_part_of_its_own(qtbot: QtBot, make_look: MakeLook, size: tuple[int, int]) -> None:
    look = make_look(step="2.0")
    screen = feedback(look, right=True)
    framed(qtbot, screen, look, size)
    screen.go_to_part(screen.parts())
    assert WORDS["check.know"] in shown(screen)
    handed = feedback(look, handed_over=True)
    framed(qtbot, handed, look, size)
    handed.go_to_part(handed.parts())
    assert WORDS["check.with_clinician"] in shown(handed)


def test_a_screen_reader_hears_a_heading_and_two_buttons(qtbot: QtBot, look: Look) -> None:
    screen = feedback(look)
    shell = framed(qtbot, screen, look)
    assert accessible(focused(shell))[:2] == (WORDS["check.again_title"], QAccessible.Role.Heading)
    assert {accessible(one)[1] for one in controls(screen)} == {QAccessible.Role.Button}
    own = [WORDS["check.reread"], WORDS["check.clinician"]]
    assert tab_order(shell) == [
        *own,
        *(WORDS["check.try_again"] if one == WORDS["shell.next"] else one for one in BARS),
    ]


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {
        "wrong": feedback,
        "right": lambda look: feedback(look, right=True),
        "handed over": lambda look: feedback(look, handed_over=True),
    }
    assert everywhere(makers, make_look) == []
