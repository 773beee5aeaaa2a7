from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from kiosk.events import Stroke
from ui.widgets.ink import LiveStroke, ink_problem, pen_width, speed_pressure


def stroke(points: list[tuple[float, float]]) -> Stroke:
    return Stroke(
        x=tuple(x for x, _ in points),
        y=tuple(y for _, y in points),
        t=tuple(range(len(points))),
        pressure=(0.5,) * len(points),
    )


def wave(height: float) -> Stroke:
    return stroke([(0.2 + i / 200, 0.3 + height * math.sin(i / 5)) for i in range(100)])


def test_nothing_a_dot_and_a_line_are_refused() -> None:
    assert ink_problem(()) == "empty"
    assert ink_problem((stroke([(0.5, 0.3)]),)) == "dot"
    assert ink_problem((stroke([(0.5, 0.3), (0.51, 0.31)]),)) == "dot"
    assert ink_problem((stroke([(0.1 + i / 100, 0.1 + i / 200) for i in range(60)]),)) == "line"
    there_and_back = stroke([(0.1 + i / 100, 0.2) for i in range(60)] + [(0.7 - i / 100, 0.205) for i in range(60)])
    assert ink_problem((there_and_back,)) == "line"


def test_handwriting_and_a_cross_pass() -> None:
    assert ink_problem((wave(0.05),)) == ""
    assert ink_problem((stroke([(0.2, 0.2), (0.4, 0.4)]), stroke([(0.2, 0.4), (0.4, 0.2)]))) == ""


@given(angle=st.floats(0, math.pi), length=st.floats(0.1, 0.9))
def test_a_line_is_one_at_any_angle(angle: float, length: float) -> None:
    points = [(0.5 + length * i / 40 * math.cos(angle), 0.5 + length * i / 40 * math.sin(angle)) for i in range(40)]
    assert ink_problem((stroke(points),)) == "line"


def test_time_never_runs_back_in_a_stroke() -> None:
    live = LiveStroke()
    live.add(10, 10, 500, 0.5)
    live.add(20, 10, 400, 0.5)
    frozen = live.frozen(100)
    assert frozen.t == (500, 500)
    assert frozen.x == (0.1, 0.2)


def test_pressure_and_speed_set_the_width() -> None:
    limits = (2.2, 4.2)
    assert pen_width(0, limits) == 2.2
    assert pen_width(7, limits) == 4.2
    slow, fast = speed_pressure(1, 20, 0.5), speed_pressure(60, 20, 0.5)
    assert slow > 0.5 > fast
