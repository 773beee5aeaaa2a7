from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import ConfirmIdentity, GoBack, GoNext
from tests.ui.conftest import MakeLook
from tests.ui.layout import (
    BARS,
    WAYS,
    Way,
    accessible,
    button,
    choose,
    click,
    everywhere,
    framed,
    heard,
    push,
    tab_order,
)
from tests.ui.patient.sample_screens import WORDS, identity, identity_for
from ui.patient.identity import IdentityData, IdentityScreen
from ui.theme import Look
from ui.widgets.card import Card
from ui.widgets.labels import PlainLabel


def texts(screen: IdentityScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


def test_it_shows_who_staff_checked_in_and_nothing_is_chosen(qtbot: QtBot, look: Look) -> None:
    screen = identity(look)
    framed(qtbot, screen, look)
    assert {"Rosa Delgado", "14 March 1961", "Ketamine infusion for depression"} <= set(texts(screen))
    assert screen.group.chosen_id() == ""
    assert {"Name: Rosa Delgado", "Date of birth: 14 March 1961"} <= set(
        next(card.accessibleName() for card in screen.findChildren(Card) if card.isVisible()).split(". ")
    )


@pytest.mark.parametrize(
    ("key", "commands"), [("yes", [ConfirmIdentity(True), GoNext()]), ("no", [ConfirmIdentity(False)])]
)
@pytest.mark.parametrize("way", WAYS)
def test_the_answer_goes_out_on_next(qtbot: QtBot, look: Look, way: Way, key: str, commands: list[object]) -> None:
    screen = identity(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, screen.group, key, way)
    assert sent == []
    push(shell, button(shell, "next"), way)
    assert sent == commands


def test_next_without_an_answer_says_so_and_sends_nothing(qtbot: QtBot, look: Look) -> None:
    screen = identity(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    click(button(shell, "next"))
    assert sent == []
    assert screen.problem_line.isVisible()
    assert screen.problem_line.text() == WORDS["identity.missing"]
    click(screen.group.choice("no"))
    assert not screen.problem_line.isVisible()


def test_back_goes_back(qtbot: QtBot, look: Look) -> None:
    shell = framed(qtbot, identity(look), look)
    sent = heard(shell)
    click(button(shell, "back"))
    assert sent == [GoBack()]


def test_the_answer_survives_another_look_and_a_return(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = identity(make_look())
    shell = framed(qtbot, screen, make_look())
    click(screen.group.choice("yes"))
    larger = identity(make_look(step="2.0"))
    larger.restore_draft(screen.draft())
    again = IdentityScreen(IdentityData(WORDS, "Rosa", "1961", "Ketamine", "yes"), make_look())
    assert larger.group.chosen_id() == again.group.chosen_id() == "yes"
    for other in (larger, again):
        qtbot.addWidget(other)
    assert shell.patient_screen is screen


def test_a_screen_reader_hears_radio_buttons_with_their_state(qtbot: QtBot, look: Look) -> None:
    screen = identity(look)
    shell = framed(qtbot, screen, look)
    click(screen.group.choice("no"))
    for key, checked in (("yes", 0), ("no", 1)):
        name, role, state = accessible(screen.group.choice(key))
        assert (name, role) == (WORDS[f"identity.{key}"], QAccessible.Role.RadioButton)
        assert (state.checkable, state.checked) == (1, checked)
    assert tab_order(shell) == [WORDS["identity.no"], *BARS]


def test_both_answers_have_the_same_size(qtbot: QtBot, look: Look) -> None:
    screen = identity(look)
    framed(qtbot, screen, look)
    assert screen.group.choice("yes").size() == screen.group.choice("no").size()


def test_reading_aloud_tells_who_and_what_can_be_answered(qtbot: QtBot, look: Look) -> None:
    screen = identity(look)
    qtbot.addWidget(screen)
    spoken = screen.read_aloud_text()
    assert spoken[0] == screen.title
    assert any("Rosa Delgado" in sentence for sentence in spoken)
    assert WORDS["identity.yes"] in spoken


def test_a_name_that_looks_like_markup_is_shown_as_typed(qtbot: QtBot, look: Look) -> None:
    name = "<b>Rosa</b> & {{ name }} \u202eodagleD"
    screen = IdentityScreen(IdentityData(WORDS, name, "14 March 1961", "Ketamine"), look)
    framed(qtbot, screen, look)
    assert name in texts(screen)


def test_who_decides_for_somebody_is_asked_whether_that_is_right(qtbot: QtBot, look: Look) -> None:
    screen = identity_for(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert screen.title == "You decide for Rosa. Is this right?"
    assert {"Martin Delgado-Weber", "Rosa Delgado", WORDS["identity.for"]} <= set(texts(screen))
    assert WORDS["identity.you_means"].format(name="Rosa") in texts(screen)
    click(screen.group.choice("yes"))
    assert screen.group.choice("yes").text() == WORDS["identity.yes_for"]
    click(button(shell, "next"))
    assert sent == [ConfirmIdentity(True), GoNext()]


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    assert everywhere({"identity": identity, "for somebody": identity_for}, make_look) == []
