from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import AnswerElectronicRecord, GoNext
from tests.ui.conftest import MakeLook
from tests.ui.layout import WAYS, Way, accessible, button, choose, click, everywhere, framed, heard, push
from tests.ui.patient.sample_screens import WORDS, record
from ui.patient.electronic_record import POINTS, ElectronicRecordScreen
from ui.theme import Look


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("key", "accepted"), [("tablet", True), ("paper", False)])
def test_both_answers_go_out_on_next(qtbot: QtBot, look: Look, way: Way, key: str, *, accepted: bool) -> None:
    screen = record(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, screen.group, key, way)
    assert sent == []
    push(shell, button(shell, "next"), way)
    assert sent == [AnswerElectronicRecord(accepted=accepted), GoNext()]


def test_nothing_is_chosen_beforehand_and_next_says_so(qtbot: QtBot, look: Look) -> None:
    screen = record(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert screen.chosen() == ""
    click(button(shell, "next"))
    assert (sent, screen.shown_problem) == ([], WORDS["record.missing"])
    click(screen.group.choice("paper"))
    assert not screen.problem_line.isVisible()


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600)])
def test_both_choices_have_one_size_and_stand_together(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int]
) -> None:
    for step in ("1.0", "2.0"):
        look = make_look(step=step)
        screen = record(look)
        framed(qtbot, screen, look, size)
        while screen.advance():
            pass
        shown = [group.choice(key) for group in (screen.group, screen._short) for key in ("tablet", "paper")]
        seen = [choice for choice in shown if choice.isVisible()]
        assert len(seen) == 2
        assert seen[0].size() == seen[1].size()


def test_all_that_has_to_be_said_is_said_and_read_aloud(qtbot: QtBot, look: Look) -> None:
    screen = record(look)
    framed(qtbot, screen, look)
    spoken = screen.read_aloud_text()
    assert spoken[0] == WORDS["record.title"]
    assert {WORDS[f"record.{key}"] for key, _icon in POINTS} <= set(spoken)
    assert len(POINTS) == 5
    name, role, _state = accessible(screen.group.choice("paper"))
    assert (name, role) == (WORDS["record.paper"], QAccessible.Role.RadioButton)
    assert screen.group.choice("paper").accessibleDescription() == WORDS["record.paper_detail"]


def test_the_answer_survives_another_look_and_a_return(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = record(make_look())
    framed(qtbot, screen, make_look())
    click(screen.group.choice("tablet"))
    larger = record(make_look(step="2.0"))
    larger.restore_draft(screen.draft())
    again = record(make_look(), "paper")
    assert (larger.chosen(), again.chosen()) == ("tablet", "paper")
    for other in (larger, again):
        qtbot.addWidget(other)


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    def asking(look: Look) -> ElectronicRecordScreen:
        screen = record(look)
        screen.show_problem(screen.problem())
        return screen

    assert everywhere({"asking": asking}, make_look) == []
