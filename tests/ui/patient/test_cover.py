from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible, click, everywhere, framed, heard, press, tab_order, tab_to, tap
from tests.ui.patient.sample_screens import WORDS, cover
from ui.patient.cover import CoverData, CoverScreen
from ui.theme import Look
from ui.widgets.intents import CountdownStopped, DoneForNow, StillHere
from ui.widgets.labels import PlainLabel
from ui.widgets.ring import CountdownRing


def texts(screen: CoverScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
@pytest.mark.parametrize(("name", "wanted"), [("here", StillHere()), ("done", DoneForNow())])
def test_two_equal_answers(qtbot: QtBot, look: Look, way: str, name: str, wanted: object) -> None:
    screen = cover(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    button = {"here": screen.here, "done": screen.done}[name]
    assert screen.here.size() == screen.done.size()
    if way == "keys":
        tab_to(shell, button)
        press(shell, Qt.Key.Key_Return)
    else:
        (click if way == "mouse" else tap)(button)
    assert sent == [wanted]


def test_time_runs_down_in_words_and_then_the_tablet_locks(qtbot: QtBot, look: Look) -> None:
    screen = CoverScreen(CoverData(WORDS, 3), look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    ring = screen.findChildren(CountdownRing)[0]
    screen._tick()
    assert screen.remaining() == 2
    assert WORDS["cover.lead"].format(seconds=2) in texts(screen)
    assert accessible(ring)[:2] == (WORDS["cover.ring"], QAccessible.Role.ProgressBar)
    assert ring.accessible_value() == "2"
    screen._tick()
    assert WORDS["cover.lead_one"] in texts(screen)
    screen._tick()
    screen._timer.timeout.emit()
    assert sent[0] == DoneForNow()
    assert not screen._timer.isActive()


def test_the_clock_ticks_by_itself(qtbot: QtBot, look: Look) -> None:
    screen = cover(look)
    qtbot.addWidget(screen)
    screen._timer.setInterval(1)
    qtbot.waitUntil(lambda: screen.remaining() < 60)


@pytest.mark.parametrize("way", ["mouse", "touch"])
def test_a_touch_beside_the_buttons_only_stops_the_countdown(qtbot: QtBot, look: Look, way: str) -> None:
    screen = cover(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    for _ in range(2):
        if way == "mouse":
            QTest.mouseClick(screen, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        else:
            tap(screen, QPoint(20, 20))
    assert sent == [CountdownStopped()]
    assert screen.stopped()
    assert not screen._timer.isActive()
    assert WORDS["cover.stopped"] in texts(screen)
    assert screen.isVisible()
    click(screen.here)
    assert sent[-1] == StillHere()


def test_focus_begins_at_the_way_back_and_everything_is_read(qtbot: QtBot, look: Look) -> None:
    screen = cover(look)
    shell = framed(qtbot, screen, look)
    screen.focus_first()
    assert shell.focusWidget() is screen.here
    assert set(tab_order(shell)) == {WORDS["cover.here"], WORDS["cover.done"], WORDS["shell.someone"]}
    spoken = screen.read_aloud_text()
    assert spoken[0] == WORDS["cover.title"]
    assert WORDS["cover.here"] in spoken


def test_it_is_opaque(qtbot: QtBot, make_look: MakeLook) -> None:
    for theme in ("light", "dark", "contrast"):
        look = make_look(theme)
        screen = cover(look)
        framed(qtbot, screen, look)
        assert screen.grab().toImage().pixelColor(3, 3) == look.color("canvas")


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    def stopped(look: Look) -> CoverScreen:
        screen = cover(look)
        QTest.mouseClick(screen, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
        return screen

    assert everywhere({"cover": cover, "stopped": stopped}, make_look) == []


def test_the_buttons_are_in_sight_in_the_lowest_window(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    screen = cover(look)
    framed(qtbot, screen, look, (1024, 600))
    assert not screen.scrolling()
    assert screen.here.isVisible()
    assert screen.done.isVisible()
