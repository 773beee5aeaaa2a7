from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.events import Choice
from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible, click, everywhere, framed, heard, press, tab_order, tab_to, tap
from tests.ui.patient.sample_screens import WORDS, done
from ui.patient.done import DoneData, DoneScreen, Signer, Waiting, done_lines
from ui.theme import Look
from ui.widgets.intents import ClearNow, CountdownStopped
from ui.widgets.labels import PlainLabel
from ui.widgets.ring import CountdownRing

CASES: list[tuple[Choice, int, Waiting, list[str]]] = [
    ("agree", 0, "", ["done.hand", "done.talk", "done.paper"]),
    ("agree", 2, "answers", ["done.hand", "done.talk", "done.paper"]),
    ("agree", 0, "paper", ["done.hand", "done.sign_paper", "done.paper"]),
    ("agree", 2, "paper", ["done.hand", "done.talk", "done.sign_paper", "done.paper"]),
    ("agree", 0, "clinician", ["done.hand", "done.clinician", "done.paper"]),
    ("decline", 0, "", ["done.hand", "done.talk", "done.paper"]),
    ("talk", 1, "", ["done.hand", "done.talk", "done.paper"]),
]


def data_of(decision: Choice, questions: int, waiting: Waiting) -> DoneData:
    return DoneData(WORDS, "Rosa", decision, questions, waiting, 30)


def texts(screen: DoneScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


@pytest.mark.parametrize(("decision", "questions", "waiting", "headings"), CASES)
def test_every_end_has_its_steps(decision: Choice, questions: int, waiting: Waiting, headings: list[str]) -> None:
    lines = done_lines(data_of(decision, questions, waiting))
    assert [heading for heading, _ in lines] == [WORDS[key] for key in headings]
    assert all(line and "{" not in line for _, line in lines)


@pytest.mark.parametrize(
    ("decision", "questions", "waiting", "key"),
    [
        ("agree", 0, "", "done.agree_none"),
        ("agree", 1, "answers", "done.agree_one"),
        ("agree", 3, "answers", "done.agree_many"),
        ("agree", 0, "answers", "done.agree_checks"),
        ("decline", 0, "", "done.decline_none"),
        ("decline", 3, "", "done.decline_many"),
        ("talk", 0, "", "done.talk_none"),
        ("talk", 1, "", "done.talk_one"),
    ],
)
def test_the_talk_is_told_by_choice_and_questions(decision: Choice, questions: int, waiting: Waiting, key: str) -> None:
    lines = done_lines(data_of(decision, questions, waiting))
    assert (WORDS["done.talk"], WORDS[key].format(count=questions)) in lines
    assert lines[-1][1] == WORDS["done.copy_later" if waiting else "done.copy"]


@pytest.mark.parametrize(
    ("decision", "waiting", "key"),
    [
        ("agree", "", "done.saved_signed"),
        ("agree", "clinician", "done.saved_signed"),
        ("agree", "answers", "done.saved_signed"),
        ("agree", "paper", "done.saved"),
        ("decline", "", "done.saved"),
        ("talk", "", "done.saved"),
    ],
)
def test_it_says_what_was_saved(qtbot: QtBot, look: Look, decision: Choice, waiting: Waiting, key: str) -> None:
    screen = done(look, decision, 0, waiting)
    framed(qtbot, screen, look)
    assert texts(screen)[:2] == ["Thank you, Rosa", WORDS[key]]
    assert screen.read_aloud_text()[:2] == ("Thank you, Rosa", WORDS[key])


@pytest.mark.parametrize(
    ("signer", "decision", "keys"),
    [
        ("cosigned", "agree", ["done.hand", "done.cosigned_next", "done.cosigned_copy"]),
        ("cosigned", "decline", ["done.hand", "done.cosigned_talk", "done.cosigned_copy"]),
        ("left", "agree", ["done.hand", "done.left_next"]),
        ("withdrawn", "agree", ["done.hand", "done.withdrawn_next", "done.paper"]),
        ("unsigned", "agree", ["done.hand", "done.withdrawn_next", "done.paper"]),
    ],
)
def test_others_who_signed_are_told_what_is_theirs(
    qtbot: QtBot, look: Look, signer: Signer, decision: Choice, keys: list[str]
) -> None:
    screen = done(look, decision, 0, "clinician", "", signer)
    framed(qtbot, screen, look)
    assert screen.read_aloud_text()[:2] == (WORDS["done.title_no_name"], WORDS[f"done.{signer}"])
    headings = [heading for heading, _ in done_lines(DoneData(WORDS, "", decision, 0, "clinician", 30, signer))]
    assert headings == [WORDS[key] for key in keys]


@pytest.mark.parametrize("name", ["", "x" * 200])
def test_without_a_short_name_the_thanks_go_without_it(qtbot: QtBot, look: Look, name: str) -> None:
    screen = done(look, name=name)
    framed(qtbot, screen, look)
    assert texts(screen)[0] == WORDS["done.title_no_name"]


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_it_can_be_cleared_now(qtbot: QtBot, look: Look, way: str) -> None:
    screen = done(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    if way == "keys":
        tab_to(shell, screen.clear_button)
        press(shell, Qt.Key.Key_Return)
    else:
        (click if way == "mouse" else tap)(screen.clear_button)
    assert sent == [ClearNow()]
    assert not screen._timer.isActive()


def test_the_time_is_told_and_clears_the_screen(qtbot: QtBot, look: Look) -> None:
    screen = DoneScreen(DoneData(WORDS, "Rosa", "talk", 0, "", 2), look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert WORDS["done.countdown"].format(seconds=2) in texts(screen)
    screen._tick()
    assert WORDS["done.countdown_one"] in texts(screen)
    screen._tick()
    assert sent == [ClearNow()]


def test_the_clock_ticks_by_itself(qtbot: QtBot, look: Look) -> None:
    screen = done(look)
    qtbot.addWidget(screen)
    screen._timer.setInterval(1)
    qtbot.waitUntil(lambda: screen.remaining() < 30)


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_whoever_needs_longer_stops_the_countdown(qtbot: QtBot, look: Look, way: str) -> None:
    screen = done(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    if way == "keys":
        tab_to(shell, screen.stop_button)
        press(shell, Qt.Key.Key_Return)
        assert shell.focusWidget() is screen.clear_button
    else:
        (click if way == "mouse" else tap)(screen.stop_button)
    assert sent == [CountdownStopped()]
    assert screen.stopped()
    assert WORDS["done.stopped"] in texts(screen)
    assert not screen.stop_button.isVisible()
    screen.pause(paused=True)
    screen.pause(paused=False)
    assert not screen._timer.isActive()
    click(screen.clear_button)
    assert sent == [CountdownStopped(), ClearNow()]


def test_reading_aloud_holds_the_countdown(qtbot: QtBot, look: Look) -> None:
    screen = done(look)
    qtbot.addWidget(screen)
    screen.pause(paused=True)
    assert not screen._timer.isActive()
    screen.pause(paused=False)
    assert screen._timer.isActive()


def test_another_look_goes_on_with_the_time(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = done(make_look())
    screen._tick()
    screen.stop()
    other = done(make_look(step="2.0"))
    other.restore_draft(screen.draft())
    assert other.remaining() == 29
    assert other.stopped()
    other.restore_draft(None)
    for one in (screen, other):
        qtbot.addWidget(one)


def test_a_screen_reader_hears_buttons_and_the_seconds(qtbot: QtBot, look: Look) -> None:
    screen = done(look)
    shell = framed(qtbot, screen, look)
    assert tab_order(shell) == [WORDS["done.stop"], WORDS["done.clear"], WORDS["shell.someone"]]
    (ring,) = screen.findChildren(CountdownRing)
    assert accessible(ring)[:2] == (WORDS["done.ring"], QAccessible.Role.ProgressBar)
    assert ring.accessible_value() == "30"


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    def stopped(look: Look) -> DoneScreen:
        screen = done(look, "talk")
        screen.stop()
        return screen

    makers = {
        "agreed": done,
        "paper": lambda look: done(look, "agree", 2, "paper"),
        "declined": lambda look: done(look, "decline", 1, ""),
        "stopped": stopped,
    }
    assert everywhere(makers, make_look) == []


@pytest.mark.parametrize("decision", ["agree", "decline", "talk"])
def test_the_usual_ends_need_no_scrolling_at_the_largest_text(
    qtbot: QtBot, make_look: MakeLook, decision: Choice
) -> None:
    look = make_look(step="2.0")
    screen = done(look, decision, 0, "")
    framed(qtbot, screen, look)
    assert not screen.scrolling()
