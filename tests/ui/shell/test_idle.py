from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.layout import tap
from ui.shell.idle import IdleWatch


class Clock:
    """A clock that is turned by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Watched(IdleWatch):
    """A watch of 120 s that counts how often it asked."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(120, clock=clock)
        self.asks = 0
        self.asked.connect(self.count)

    def count(self) -> None:
        self.asks += 1


@pytest.fixture
def watch(qtbot: QtBot, clock: Clock) -> Watched:
    return Watched(clock)


def after(watch: Watched, clock: Clock, seconds: float) -> int:
    """Let seconds go by, looking at the clock as the timer does; return how often it asked in all."""
    end = clock.now + seconds
    while clock.now < end:
        clock.now = min(clock.now + 0.5, end)
        watch.tick()
    return watch.asks


def test_it_asks_once_when_nobody_was_there(watch: Watched, clock: Clock) -> None:
    watch.start()
    assert (after(watch, clock, 119.5), watch.watching) == (0, True)
    assert (after(watch, clock, 0.5), watch.watching) == (1, False)
    # The cover counts down by itself: the watch has nothing more to say until it is started again.
    assert after(watch, clock, 1000) == 1
    watch.start()
    assert after(watch, clock, 120) == 2


def test_a_touch_begins_the_time_anew(watch: Watched, clock: Clock) -> None:
    watch.start()
    assert after(watch, clock, 100) == 0
    watch.touch()
    assert after(watch, clock, 119) == 0
    assert after(watch, clock, 1) == 1


def test_it_does_not_ask_while_it_is_off(watch: Watched, clock: Clock) -> None:
    assert after(watch, clock, 500) == 0
    watch.start()
    watch.stop()
    assert not watch.watching
    assert after(watch, clock, 500) == 0
    # Starting gives the full time, however long it was off.
    watch.start()
    assert after(watch, clock, 119) == 0


def test_reading_aloud_makes_the_time_stand_still(watch: Watched, clock: Clock) -> None:
    watch.start()
    after(watch, clock, 100)
    watch.set_paused(True)
    assert after(watch, clock, 1000) == 0
    watch.set_paused(False)
    assert after(watch, clock, 119) == 0
    assert after(watch, clock, 1) == 1


def test_every_kind_of_input_counts_whatever_it_hits(qtbot: QtBot, watch: Watched, clock: Clock) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    window.show()
    handle = window.windowHandle()
    assert handle is not None
    watch.watch_window(handle)

    def move() -> None:
        place = QPointF(5, 5)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            handle.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QGuiApplication.sendEvent(handle, event)

    def click() -> None:
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton)

    def type_a() -> None:
        QTest.keyClick(handle, Qt.Key.Key_A)

    def touch() -> None:
        tap(window)

    for do in (click, type_a, touch, move):
        watch.start()
        assert after(watch, clock, 119) == 0
        do()
        assert after(watch, clock, 119) == 0, do
    assert after(watch, clock, 1) == 1


def test_typing_by_an_input_method_counts(watch: Watched, clock: Clock) -> None:
    watch.start()
    after(watch, clock, 119)
    QGuiApplication.inputMethod().cursorRectangleChanged.emit()
    assert after(watch, clock, 119) == 0


def test_the_timer_looks_at_the_clock_by_itself(qtbot: QtBot, watch: Watched, clock: Clock) -> None:
    watch.start()
    with qtbot.waitSignal(watch.asked, timeout=3000):
        clock.now += 121
