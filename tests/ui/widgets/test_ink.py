from __future__ import annotations

from ui.widgets.ink import LiveStroke, pen_width, speed_pressure


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
