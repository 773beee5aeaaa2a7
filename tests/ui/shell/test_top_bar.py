from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.i18n import catalogue
from tests.ui.conftest import MakeLook
from tests.ui.layout import SIZES, STEPS, accessible, problems
from ui.shell.top_bar import Brand, TopBar
from ui.theme import Look
from ui.widgets.labels import PlainLabel

WORDS = catalogue("en")
CLINIC = "Harbour Street Clinic"
MakeBar = Callable[..., TopBar]


@pytest.fixture
def make_bar(qtbot: QtBot, look: Look) -> MakeBar:
    def make(width: int = 1280, *, using: Look = look, demo: bool = False, speech: bool = True) -> TopBar:
        bar = TopBar(Brand(CLINIC, demo, speech), using, WORDS)
        qtbot.addWidget(bar)
        bar.resize(width, bar.height())
        bar.set_kind("tools")
        bar.show()
        return bar

    return make


def names(bar: TopBar) -> list[str]:
    return [button.objectName() for button in bar.buttons()]


def says(bar: TopBar, text: str) -> bool:
    return any(label.text() == text and label.isVisible() for label in bar.findChildren(PlainLabel))


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("tools", ["shell.read_aloud", "shell.display", "shell.break", "shell.someone"]),
        ("aids", ["shell.read_aloud", "shell.display", "shell.someone"]),
        ("help", ["shell.someone"]),
        ("brand", []),
    ],
)
def test_each_kind_of_screen_has_its_tools(make_bar: MakeBar, kind: str, shown: list[str]) -> None:
    bar = make_bar()
    bar.set_kind(kind)  # type: ignore[arg-type]
    assert names(bar) == shown
    assert says(bar, CLINIC)


def test_none_takes_the_bar_away(make_bar: MakeBar) -> None:
    bar = make_bar()
    bar.set_kind("none")
    assert not bar.isVisible()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("width", [800, 1024, 1280])
def test_a_low_bar_is_as_high_as_its_tools_and_the_ring_around_them(
    make_bar: MakeBar, make_look: MakeLook, step: str, width: int
) -> None:
    look = make_look(step=step)
    bar = make_bar(width, using=look, demo=True)
    before = bar.height()
    bar.set_low(low=True)
    QApplication.processEvents()
    assert bar.height() < before
    assert problems(bar) == []
    ring = look.tokens.focus.width + look.tokens.focus.gap
    assert all(ring < one.y() < bar.height() - one.height() - ring for one in bar.buttons())
    bar.set_low(low=False)
    assert bar.height() == before


def test_every_tool_by_mouse_and_keyboard(qtbot: QtBot, make_bar: MakeBar) -> None:
    bar = make_bar()
    for button, signal in (
        (bar.read_aloud, bar.read_aloud_pressed),
        (bar.display, bar.display_pressed),
        (bar.pause, bar.break_pressed),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(signal):
            QTest.keyClick(button, Qt.Key.Key_Space)
    for kind in ("tools", "aids", "help"):
        bar.set_kind(kind)
        with qtbot.waitSignal(bar.someone_pressed):
            QTest.mouseClick(bar.someone, Qt.MouseButton.LeftButton)
    bar.set_kind("tools")
    bar.resize(600, bar.height())
    QApplication.processEvents()
    with qtbot.waitSignal(bar.menu_pressed):
        QTest.keyClick(bar.menu, Qt.Key.Key_Return)


def test_without_a_voice_there_is_no_read_aloud(make_bar: MakeBar) -> None:
    assert names(make_bar(speech=False)) == ["shell.display", "shell.break", "shell.someone"]
    assert names(make_bar(600, speech=False)) == ["shell.menu", "shell.someone"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("width", [800, 1024, 1280, 1920])
def test_the_way_to_a_person_has_one_place_and_one_word_on_all_screens(
    make_bar: MakeBar, make_look: MakeLook, step: str, width: int
) -> None:
    bar = make_bar(width, using=make_look(step=step), demo=True)
    seen = set()
    for kind in ("tools", "aids", "help", "tools"):
        bar.set_kind(kind)
        QApplication.processEvents()
        assert bar.someone.isVisible()
        assert accessible(bar.someone)[0] == WORDS["shell.someone"]
        assert problems(bar) == []
        seen.add((bar.someone.text(), bar.someone.geometry().getRect()))
    assert len(seen) == 1


def test_what_has_no_room_is_in_the_menu(make_bar: MakeBar, make_look: MakeLook) -> None:
    assert make_bar(1280).menu_tools() == ()
    assert make_bar(600).menu_tools() == ("display", "break")
    tight = make_bar(800, using=make_look(step="2.0"), demo=True)
    assert tight.menu_tools() == ("read_aloud", "display", "break")
    assert tight.someone.text() == WORDS["shell.someone_short"]
    tight.set_kind("aids")
    assert tight.menu_tools() == ("read_aloud", "display")


def test_while_reading_the_button_stops_it(make_bar: MakeBar) -> None:
    bar = make_bar()
    bar.set_kind("tools", reading=True)
    assert accessible(bar.read_aloud)[:2] == (WORDS["shell.stop_reading"], QAccessible.Role.Button)
    bar.set_kind("tools")
    assert accessible(bar.read_aloud)[0] == WORDS["shell.read_aloud"]


def test_narrow_or_large_the_name_goes_first_then_two_tools(make_bar: MakeBar, make_look: MakeLook) -> None:
    assert names(make_bar(1024)) == ["shell.read_aloud", "shell.display", "shell.break", "shell.someone"]
    assert says(make_bar(1024), CLINIC)
    narrow = make_bar(600)
    assert names(narrow) == ["shell.read_aloud", "shell.menu", "shell.someone"]
    large = make_bar(1280, using=make_look(step="2.0"))
    assert names(large) == ["shell.read_aloud", "shell.menu", "shell.someone"]
    assert not says(make_bar(800, using=make_look(step="2.0")), CLINIC)


def test_the_demo_says_so_wherever_there_is_room(make_bar: MakeBar) -> None:
    bar = make_bar(demo=True)
    assert problems(bar) == []
    texts = {accessible(child)[0] for child in bar.children() if child.isWidgetType() and child.isVisible()}  # type: ignore[attr-defined, arg-type]
    assert WORDS["shell.demo"] in texts


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("width", sorted({size[0] for size in SIZES}))
@pytest.mark.parametrize("demo", [False, True])
def test_nothing_overlaps_at_any_width(
    make_bar: MakeBar, make_look: MakeLook, step: str, width: int, demo: bool
) -> None:
    bar = make_bar(width, using=make_look(step=step), demo=demo)
    QApplication.processEvents()
    assert problems(bar) == []


def test_it_is_mirrored(make_bar: MakeBar, make_look: MakeLook) -> None:
    bar = make_bar(using=make_look(rtl=True))
    assert bar.read_aloud.x() < 640
    assert bar.pause.x() < bar.read_aloud.x()
