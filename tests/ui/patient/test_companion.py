from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.visit import GoBack, GoNext, RecordCompanion
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
    tab_to,
)
from tests.ui.patient.sample_screens import WORDS, companion
from ui.patient.companion import CompanionData, CompanionScreen
from ui.theme import Look, TextStep
from ui.widgets.choice import Choice


def with_both_messages(look: Look, kind: str) -> CompanionScreen:
    screen = companion(look, kind)
    screen.show_problem(screen.problem())
    return screen


@pytest.mark.parametrize("way", WAYS)
def test_alone_needs_no_name(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = companion(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, screen.group, "none", way)
    assert not screen.name.isVisible()
    push(shell, button(shell, "next"), way)
    assert sent == [RecordCompanion("none"), GoNext()]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["helper", "interpreter"])
def test_somebody_is_recorded_with_name_and_role(qtbot: QtBot, look: Look, way: Way, kind: str) -> None:
    screen = companion(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, screen.group, kind, way)
    tab_to(shell, screen.name.edit)
    QTest.keyClicks(screen.name.edit, "  Ana Delgado ")
    tab_to(shell, screen.role.edit)
    QTest.keyClicks(screen.role.edit, "my sister")
    push(shell, button(shell, "next"), way)
    assert sent == [RecordCompanion(kind, "Ana Delgado", "my sister"), GoNext()]  # type: ignore[arg-type]


def test_next_without_a_choice_says_so(qtbot: QtBot, look: Look) -> None:
    screen = companion(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "mouse")
    assert (sent, screen.problem_line.text()) == ([], WORDS["companion.missing"])
    assert screen.problem_line.isVisible()
    assert screen.problem_line.y() > screen.group.choice("interpreter").y()
    choose(shell, screen.group, "none", "mouse")
    assert not screen.problem_line.isVisible()


def test_a_missing_name_is_said_under_its_field_which_gets_the_focus(qtbot: QtBot, make_look: MakeLook) -> None:
    for step in ("1.0", "2.0"):
        look = make_look(step=step)
        screen = companion(look, "helper")
        shell = framed(qtbot, screen, look)
        sent = heard(shell)
        screen.refit()
        for _ in range(screen.parts()):
            push(shell, button(shell, "next"), "mouse")
        assert (sent, screen.problem_line.text()) == ([], WORDS["companion.name_missing"])
        assert focused(shell) is screen.name.edit
        assert screen.name.isVisible()
        QTest.keyClicks(screen.name.edit, "Ana")
        assert not screen.problem_line.isVisible()
        assert focused(shell) is screen.name.edit
        while screen.go_to_part(screen.part() + 1):
            pass
        push(shell, button(shell, "next"), "keys")
        assert sent == [RecordCompanion("helper", "Ana", ""), GoNext()]


def test_blanks_are_no_name(qtbot: QtBot, look: Look) -> None:
    screen = companion(look, "helper")
    qtbot.addWidget(screen)
    screen.name.edit.setText("   ")
    assert screen.problem() == WORDS["companion.name_missing"]


def test_going_alone_after_all_leaves_no_name_behind(qtbot: QtBot, look: Look) -> None:
    screen = CompanionScreen(CompanionData(WORDS, "helper", "Ana", "sister"), look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert (screen.name.text(), screen.role.text()) == ("Ana", "sister")
    choose(shell, screen.group, "none", "mouse")
    push(shell, button(shell, "next"), "mouse")
    assert sent == [RecordCompanion("none"), GoNext()]


def test_what_was_typed_survives_another_look(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = companion(make_look(), "interpreter")
    qtbot.addWidget(screen)
    screen.name.edit.setText("Sam Okoro ")
    screen.role.edit.setText("staff interpreter")
    larger = companion(make_look("dark", "2.0"))
    qtbot.addWidget(larger)
    larger.restore_draft(screen.draft())
    assert larger.next_commands() == [RecordCompanion("interpreter", "Sam Okoro", "staff interpreter"), GoNext()]
    assert larger.draft() == screen.draft()


def test_the_short_choices_of_a_low_place_are_the_same_ones(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    screen = companion(look)
    shell = framed(qtbot, screen, look, (1024, 600))
    shown = [choice for part in range(1, screen.parts() + 1) if _turn(screen, part) for choice in _visible(screen)]
    assert len(shown) == 3
    screen.go_to_part(screen.parts())
    push(shell, _visible(screen)[-1], "touch")
    assert screen.group.chosen_id() == "interpreter"


def _turn(screen: CompanionScreen, part: int) -> bool:
    screen.go_to_part(part)
    return True


def _visible(screen: CompanionScreen) -> list[Choice]:
    return [choice for choice in screen.findChildren(Choice) if choice.isVisible()]


def test_a_screen_reader_hears_choices_and_fields_by_name(qtbot: QtBot, look: Look) -> None:
    screen = companion(look, "helper")
    shell = framed(qtbot, screen, look)
    screen.refit()
    name, role, state = accessible(screen.group.choice("helper"))
    assert (name, role, state.checked) == (WORDS["companion.helper"], QAccessible.Role.RadioButton, 1)
    assert screen.group.choice("helper").accessibleDescription() == WORDS["companion.helper_detail"]
    assert accessible(screen.name.edit)[:2] == (WORDS["companion.name"], QAccessible.Role.EditableText)
    assert accessible(screen.role.edit)[:2] == (WORDS["companion.role"], QAccessible.Role.EditableText)
    fields = [WORDS["companion.name"], WORDS["companion.role"]]
    assert tab_order(shell) == [WORDS["companion.helper"], *fields, *BARS]


def test_back_goes_back_and_reading_aloud_names_the_choices(qtbot: QtBot, look: Look) -> None:
    screen = companion(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "back"), "keys")
    assert sent == [GoBack()]
    assert screen.read_aloud_text()[2:] == tuple(
        WORDS[f"companion.{kind}"] for kind in ("none", "helper", "interpreter")
    )


def test_a_return_in_a_field_does_not_go_on(qtbot: QtBot, look: Look) -> None:
    screen = companion(look, "helper")
    shell = framed(qtbot, screen, look)
    screen.refit()
    sent = heard(shell)
    tab_to(shell, screen.name.edit)
    QTest.keyClick(screen.name.edit, Qt.Key.Key_Return)
    assert sent == []


@pytest.mark.parametrize("kind", ["", "helper"])
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600), (600, 1024)])
@pytest.mark.parametrize("step", ["1.0", "2.0"])
def test_the_three_choices_are_on_one_part(
    qtbot: QtBot, make_look: MakeLook, step: TextStep, size: tuple[int, int], kind: str
) -> None:
    look = make_look(step=step)
    screen = companion(look, kind)
    framed(qtbot, screen, look, size)
    screen.refit()
    assert max(len(_visible(screen)) for part in range(1, screen.parts() + 1) if _turn(screen, part)) == 3


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {
        "nothing chosen": companion,
        "helper": lambda look: companion(look, "helper"),
        "what is missing": lambda look: with_both_messages(look, ""),
        "name missing": lambda look: with_both_messages(look, "helper"),
    }
    assert everywhere(makers, make_look) == []
