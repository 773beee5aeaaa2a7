from __future__ import annotations

from pytestqt.qtbot import QtBot

from kiosk.visit import GoBack, GoNext
from ui.widgets.patient_screen import Frame, PatientScreen


class Counting(PatientScreen):
    """A screen of two parts that misses something until `done`."""

    def __init__(self) -> None:
        super().__init__("A title")
        self.place = 1
        self.done = False
        self.shown: list[str] = []

    def advance(self) -> bool:
        moved = self.place == 1
        self.place = 2
        return moved

    def retreat(self) -> bool:
        moved = self.place == 2
        self.place = 1
        return moved

    def problem(self) -> str:
        return "" if self.done else "Choose one to go on."

    def show_problem(self, problem: str) -> None:
        self.shown.append(problem)


def test_next_moves_inside_then_says_what_is_missing_then_sends(qtbot: QtBot) -> None:
    screen = Counting()
    qtbot.addWidget(screen)
    assert (screen.on_next(), screen.place, screen.shown) == ([], 2, [])
    assert screen.on_next() == []
    assert screen.shown == ["Choose one to go on."]
    screen.done = True
    assert screen.on_next() == [GoNext()]
    assert screen.shown == ["Choose one to go on."]


def test_back_moves_inside_before_it_leaves(qtbot: QtBot) -> None:
    screen = Counting()
    qtbot.addWidget(screen)
    screen.on_next()
    assert (screen.on_back(), screen.place) == ([], 1)
    assert screen.on_back() == [GoBack()]


def test_a_plain_screen_misses_nothing_and_has_all_bars(qtbot: QtBot) -> None:
    screen = PatientScreen("A title")
    qtbot.addWidget(screen)
    assert screen.problem() == ""
    screen.show_problem("nothing to show it in")
    assert screen.frame == Frame()
    assert (screen.frame.top, screen.frame.bottom, screen.frame.back, screen.frame.question) == (
        "tools",
        "steps",
        True,
        True,
    )
    assert screen.on_next() == [GoNext()]
