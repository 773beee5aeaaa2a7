from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.visit import is_command
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
    problems,
    push,
    show,
    tab_order,
)
from tests.ui.patient.sample_screens import LANGUAGES, WORDS, welcome
from ui.patient.welcome import WelcomeData, WelcomeScreen, levelled
from ui.theme import Look
from ui.widgets.intents import DisplayChosen, LanguageChosen, LibraryWanted, StaffWanted, StartPressed


def one_language(look: Look) -> WelcomeScreen:
    return WelcomeScreen(WelcomeData(WORDS, 20, LANGUAGES[:1], "en", read_aloud=None, ready=True), look)


def no_language(look: Look) -> WelcomeScreen:
    return WelcomeScreen(WelcomeData(WORDS, 20, (), "en", read_aloud=None, ready=False), look)


def test_it_shows_how_things_are_set(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look("dark", "1.25")
    screen = welcome(look)
    framed(qtbot, screen, look)
    assert screen.languages.chosen_id() == "en"
    assert [screen.languages.choice(key).text() for key in screen.languages.ids()] == [name for _, name in LANGUAGES]
    assert [aid.group.chosen_id() for aid in screen.aids] == ["1.25", "dark", "off"]
    assert "20 minutes" in screen.read_aloud_text()[1]


def test_read_aloud_is_left_out_where_there_is_no_voice(qtbot: QtBot, look: Look) -> None:
    screen = welcome(look, voice=False)
    framed(qtbot, screen, look)
    assert len(screen.aids) == 2


@pytest.mark.parametrize("way", WAYS)
def test_a_language_is_asked_for_at_once(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = welcome(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, screen.languages, "es", way)
    assert sent[-1] == LanguageChosen("es")


@pytest.mark.parametrize("way", WAYS)
def test_the_aids_take_effect_at_once_and_keep_each_other(qtbot: QtBot, look: Look, way: Way) -> None:
    screen = welcome(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    size, colours, reading = screen.aids
    choose(shell, size.group, "1.25", way)
    assert sent[-1] == DisplayChosen("light", "1.25", read_aloud=False)
    choose(shell, colours.group, "dark", way)
    assert sent[-1] == DisplayChosen("dark", "1.25", read_aloud=False)
    choose(shell, reading.group, "on", way)
    assert sent[-1] == DisplayChosen("dark", "1.25", read_aloud=True)


def test_without_a_voice_nothing_is_read_aloud(qtbot: QtBot, look: Look) -> None:
    screen = welcome(look, voice=False)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose(shell, screen.aids[1].group, "contrast", "mouse")
    assert sent == [DisplayChosen("contrast", "1.0", read_aloud=False)]


@pytest.mark.parametrize("way", WAYS)
def test_start_begins_the_visit_that_waits(qtbot: QtBot, look: Look, way: Way) -> None:
    shell = framed(qtbot, welcome(look), look)
    sent = heard(shell)
    assert button(shell, "next").text() == WORDS["welcome.start"]
    push(shell, button(shell, "next"), way)
    assert sent == [StartPressed()]
    assert not is_command(sent[0])


def test_without_a_visit_start_says_so_and_sends_nothing(qtbot: QtBot, look: Look) -> None:
    screen = welcome(look, ready=False)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "next"), "mouse")
    assert sent == []
    assert screen.problem_line.isVisible()
    assert screen.problem_line.text() == WORDS["welcome.not_ready"]
    assert problems(shell) == []


@pytest.mark.parametrize("ready", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_staff_have_a_way_in_whether_or_not_a_visit_waits(qtbot: QtBot, look: Look, way: Way, *, ready: bool) -> None:
    screen = welcome(look, ready=ready)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, screen.staff, way)
    assert sent == [StaffWanted()]


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600), (600, 1024)])
@pytest.mark.parametrize("step", ["1.0", "1.5", "2.0"])
def test_the_way_in_for_staff_is_on_the_first_part(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int], step: str
) -> None:
    look = make_look(step=step)
    screen = welcome(look, ready=False)
    shell = framed(qtbot, screen, look, size)
    sent = heard(shell)
    assert screen.staff.isVisible()
    assert min(screen.staff.width(), screen.staff.height()) >= look.target("minimum")
    while screen.go_to_part(screen.part() + 1):
        pass
    while screen.part() > 1:
        push(shell, button(shell, "back"), "keys")
    push(shell, screen.staff, "touch")
    assert sent == [StaffWanted()]


def test_a_screen_reader_hears_what_each_control_is(qtbot: QtBot, look: Look) -> None:
    screen = welcome(look)
    shell = framed(qtbot, screen, look)
    name, role, _ = accessible(screen.staff)
    assert (name, role) == (WORDS["welcome.staff"], QAccessible.Role.Button)
    assert screen.staff.accessibleDescription() == WORDS["welcome.staff_detail"]
    name, role, state = accessible(screen.languages.choice("en"))
    assert (name, role, state.checked) == ("English", QAccessible.Role.RadioButton, 1)
    assert accessible(screen.aids[0].group.choice("2.0"))[0] == WORDS["aid.size_4"]
    assert tab_order(shell) == [
        "English",
        WORDS["aid.size_1"],
        WORDS["aid.light"],
        WORDS["aid.off"],
        WORDS["welcome.staff"],
        WORDS["welcome.learn"],
        WORDS["welcome.start"],
        WORDS["shell.someone"],
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ready", [True, False])
def test_just_learning_is_a_way_in_of_its_own(qtbot: QtBot, look: Look, way: Way, *, ready: bool) -> None:
    screen = welcome(look, ready=ready)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    push(shell, button(shell, "other"), way)
    assert sent == [LibraryWanted()]


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600), (600, 1024)])
def test_both_ways_in_are_equally_large(qtbot: QtBot, make_look: MakeLook, size: tuple[int, int]) -> None:
    for step in ("1.0", "2.0"):
        look = make_look(step=step)
        screen = welcome(look)
        shell = framed(qtbot, screen, look, size)
        learn, start = button(shell, "other"), button(shell, "next")
        assert learn.size() == start.size()
        assert learn.y() == start.y()
        assert problems(shell) == []


def test_without_a_library_there_is_one_way_in(qtbot: QtBot, look: Look) -> None:
    screen = welcome(look, library=False)
    shell = framed(qtbot, screen, look)
    assert not button(shell, "other").isVisible()


def test_right_to_left_the_way_in_stands_at_the_other_side(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        look = make_look(rtl=rtl)
        screen = welcome(look)
        framed(qtbot, screen, look)
        assert (screen.staff.geometry().center().x() < 640) == rtl
        assert (screen.languages.choice("en").x() > 640) == rtl


def test_in_large_text_start_comes_with_the_last_part(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    screen = welcome(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert screen.parts() > 1
    for part in range(1, screen.parts()):
        assert (screen.part(), button(shell, "next").text()) == (part, WORDS["shell.next"])
        assert button(shell, "back").isVisible() == (part > 1)
        push(shell, button(shell, "next"), "keys")
    assert button(shell, "next").text() == WORDS["welcome.start"]
    push(shell, button(shell, "next"), "keys")
    assert sent == [StartPressed()]
    press_back = button(shell, "back")
    push(shell, press_back, "mouse")
    assert (sent, screen.part()) == ([StartPressed()], screen.parts() - 1)


def test_sets_next_to_each_other_are_equally_high(qtbot: QtBot, look: Look) -> None:
    screen = welcome(look)
    framed(qtbot, screen, look)
    heights = {aid.group.choice(key).height() for aid in screen.aids for key in aid.group.ids()}
    assert len(heights) == 1


def test_free_width_goes_to_the_narrowest() -> None:
    assert levelled([100, 300, 200], 0) == [100, 300, 200]
    assert levelled([100, 300, 200], 40) == [140, 300, 200]
    assert levelled([100, 300, 200], 160) == [232, 300, 228]
    assert max(levelled([100, 300, 200], 300)) == 300


def test_the_focus_begins_at_the_title(qtbot: QtBot, look: Look) -> None:
    shell = framed(qtbot, welcome(look), look)
    assert accessible(focused(shell))[:2] == (WORDS["welcome.title"], QAccessible.Role.Heading)
    assert focused(shell).focusPolicy() == Qt.FocusPolicy.NoFocus


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {
        "welcome": welcome,
        "not ready, no voice": lambda look: welcome(look, ready=False, voice=False),
        "one language": one_language,
        "no language": no_language,
    }
    assert everywhere(makers, make_look) == []


@pytest.mark.parametrize("way", WAYS)
def test_after_a_change_of_look_the_hand_is_still_at_the_same_aid(qtbot: QtBot, make_look: MakeLook, way: Way) -> None:
    look = make_look()
    screen = welcome(look)
    shell = framed(qtbot, screen, look)
    choose(shell, screen.aids[0].group, "2.0", way)
    larger = welcome(make_look(step="2.0"))
    larger.restore_draft(screen.draft())
    shell.set_look(larger.look)
    show(shell, larger)
    assert larger.parts() > 1
    assert larger.aids[0].isVisible()
    assert focused(shell) is larger.aids[0].group.choice("2.0")
    push(shell, button(shell, "back"), way)
    assert accessible(focused(shell))[0] == WORDS["welcome.title"]
