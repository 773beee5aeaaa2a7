from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.events import InterpreterDetails
from kiosk.visit import LeaveSigning
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
)
from tests.ui.patient.sample_screens import INTERPRETER, RELATIVE, WORDS, signer
from ui.patient.signer import SignerData, SignerScreen
from ui.theme import Look
from ui.widgets.field import Field
from ui.widgets.intents import SignerKnown, TabletRole


def write(field: Field, text: str) -> None:
    click(field.edit)
    QTest.keyClicks(field.edit, text)


@pytest.mark.parametrize("way", WAYS)
def test_a_witness_says_who_they_are(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = signer(look, "witness")
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    write(screen.name, "Ana Diaz")
    choose(shell, screen.identity, "known", way)
    push(shell, button(shell, "next"), way)
    assert sent == [SignerKnown("Ana Diaz", "known")]


def test_an_interpreter_says_more(qtbot: QtBot, look: Look) -> None:
    screen = signer(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    write(screen.name, "Amal Haddad")
    write(screen.language, "Arabic")
    click(screen.mode.choice("in_person"))
    click(button(shell, "next"))
    assert screen.part() == 2
    click(screen.capacity.choice("qualified"))
    write(screen.badge, "CHI-44812")
    click(screen.identity.choice("photo_id"))
    click(button(shell, "next"))
    assert sent == [INTERPRETER]


def test_a_relative_is_asked_why_and_children_are_ruled_out(qtbot: QtBot, look: Look) -> None:
    screen = signer(look, known=RELATIVE)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert WORDS["signer.no_children"] in screen.read_aloud_text()
    assert screen.capacity.ids() == ("qualified", "staff", "relative")
    while screen.advance():
        pass
    screen.show_part_of(screen.reason)
    assert screen.reason.isVisible()
    assert not screen.badge.isVisible()
    screen.reason.edit.clear()
    screen.show_problem(screen.problem())
    assert screen.shown_problem == WORDS["signer.no_reason"]
    assert focused(shell) is screen.reason.edit
    QTest.keyClicks(screen.reason.edit, "The line was down.")
    assert not screen.problem_line.isVisible()
    while screen.advance():
        pass
    click(button(shell, "next"))
    assert sent == [RELATIVE]


@pytest.mark.parametrize(
    ("known", "key"),
    [
        (SignerKnown("", "asked"), "no_name"),
        (SignerKnown("A", "asked", InterpreterDetails("1", "", "phone", "staff")), "no_language"),
        (SignerKnown("A", "asked", InterpreterDetails("", "Arabic", "phone", "qualified")), "no_badge"),
        (SignerKnown("A", "asked", InterpreterDetails("", "Arabic", "phone", "relative")), "no_reason"),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(qtbot: QtBot, look: Look, known: SignerKnown, key: str) -> None:
    screen = signer(look, known=known)
    framed(qtbot, screen, look)
    assert screen.problem() == WORDS[f"signer.{key}"]
    screen.show_problem(screen.problem())
    assert screen.problem_line.isVisible()


def test_staff_who_interpret_need_no_number(qtbot: QtBot, look: Look) -> None:
    details = InterpreterDetails("", "Arabic", "video", "staff")
    screen = signer(look, known=SignerKnown("Amal", "known", details))
    framed(qtbot, screen, look)
    assert screen.problem() == ""
    assert screen.next_commands() == [SignerKnown("Amal", "known", details)]


def test_a_witness_is_somebody_else_and_nobody_is_chosen_beforehand(qtbot: QtBot, look: Look) -> None:
    screen = signer(look, "witness")
    framed(qtbot, screen, look)
    write(screen.name, "rosa  delgado")
    assert screen.problem() == WORDS["signer.other_name"]
    screen.name.edit.setText("Ana Diaz")
    assert screen.problem() == WORDS["signer.choose"]
    assert screen.identity.chosen_id() == ""


@pytest.mark.parametrize("role", ["patient", "representative"])
def test_who_takes_a_consent_back_is_known_by_name(qtbot: QtBot, look: Look, role: TabletRole) -> None:
    screen = signer(look, role)
    framed(qtbot, screen, look)
    assert not screen.name.isVisible()
    screen.identity.choose("asked")
    assert screen.next_commands() == [SignerKnown("Rosa Delgado", "asked")]


def test_there_is_no_way_into_the_visit_but_one_out(qtbot: QtBot, look: Look) -> None:
    screen = signer(look, "witness")
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    for name in ("back", "question", "break"):
        assert not button(shell, name).isVisible()
    assert button(shell, "other").text() == WORDS["signer.leave"]
    click(button(shell, "other"))
    assert sent == [LeaveSigning()]


def test_back_leads_to_what_was_given_on_the_part_before_and_no_further(qtbot: QtBot, look: Look) -> None:
    screen = signer(look, known=INTERPRETER)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert not button(shell, "back").isVisible()
    click(button(shell, "next"))
    assert screen.part() == 2
    click(button(shell, "back"))
    assert screen.part() == 1
    assert screen.name.isVisible()
    assert not button(shell, "back").isVisible()
    assert screen.on_back() == []
    assert sent == []


def test_what_was_given_survives_another_look(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = signer(make_look(), known=INTERPRETER)
    framed(qtbot, screen, make_look())
    other = signer(make_look("contrast", "2.0"))
    other.restore_draft(screen.draft())
    qtbot.addWidget(other)
    assert other.next_commands() == [INTERPRETER]


def test_a_screen_reader_hears_questions_with_their_answers(qtbot: QtBot, look: Look) -> None:
    screen = SignerScreen(SignerData(WORDS, "witness"), look)
    framed(qtbot, screen, look)
    choice = screen.identity.choice("asked")
    assert accessible(choice)[:2] == (WORDS["signer.identity_asked"], QAccessible.Role.RadioButton)
    assert choice.accessibleDescription() == WORDS["signer.identity"]


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    def asking(look: Look) -> SignerScreen:
        screen = signer(look, "witness")
        screen.show_problem(screen.problem())
        return screen

    makers = {
        "relative": lambda look: signer(look, known=RELATIVE),
        "patient": lambda look: signer(look, "patient"),
        "asking": asking,
    }
    assert everywhere(makers, make_look) == []


@pytest.mark.parametrize(
    ("step", "size"), [("1.0", (1280, 800)), ("1.0", (800, 1280)), ("1.0", (1024, 600)), ("2.0", (1280, 800))]
)
def test_answers_stay_together_and_in_their_place_whoever_interprets(
    qtbot: QtBot, make_look: MakeLook, step: str, size: tuple[int, int]
) -> None:
    look = make_look(step=step)
    screen = signer(look)
    framed(qtbot, screen, look, size)
    for group in (screen.mode, screen.capacity, screen.identity):
        choices = [group.choice(one) for one in group.ids()]
        screen.show_part_of(choices[0])
        assert all(choice.isVisible() for choice in choices), group.ids()
    relative = screen.capacity.choice("relative")
    screen.show_part_of(relative)
    before = (screen.part(), relative.geometry())
    click(relative)
    assert (screen.part(), relative.geometry()) == before


def test_a_name_has_a_letter(qtbot: QtBot, look: Look) -> None:
    details = InterpreterDetails("", "Arabic", "video", "staff")
    named: tuple[tuple[TabletRole, str], ...] = (("interpreter", "12"), ("witness", "."), ("witness", " "))
    for role, name in named:
        screen = signer(look, role, SignerKnown(name, "known", details if role == "interpreter" else None))
        framed(qtbot, screen, look)
        assert screen.problem() == WORDS["signer.no_name"], (role, name)


@pytest.mark.parametrize("role", ["patient", "representative"])
def test_who_takes_a_consent_back_need_not_sign(qtbot: QtBot, look: Look, role: TabletRole) -> None:
    shell = framed(qtbot, signer(look, role), look)
    assert button(shell, "other").text() == WORDS["signer.leave_withdrawal"]
