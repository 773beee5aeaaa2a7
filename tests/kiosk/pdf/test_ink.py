from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.events import Ink, Stroke
from kiosk.pdf.ink import ink_curves
from tests.kiosk.visits import scribble

BOX = (50.0, 100.0, 200.0, 52.0)


def ink(*strokes: list[tuple[float, float]], pressure: float | None = 0.5) -> Ink:
    return Ink(
        strokes=tuple(
            Stroke(
                x=tuple(x for x, _ in points),
                y=tuple(y for _, y in points),
                t=tuple(range(len(points))),
                pressure=() if pressure is None else (pressure,) * len(points),
            )
            for points in strokes
        ),
        aspect=0.35,
        device="touch",
    )


def test_ink_lies_in_its_box_on_the_floor() -> None:
    curves, (left, top, right, bottom) = ink_curves(scribble(), BOX)

    assert left == 50
    assert right <= 250
    assert top >= 100
    assert bottom == 152
    for _, path in curves:
        for *_, x, y in path:
            assert left <= x <= right
            assert top <= y <= bottom


def test_ink_keeps_its_proportions() -> None:
    curves, _ = ink_curves(ink([(0.1, 0.1), (0.5, 0.1), (0.5, 0.2)]), BOX)

    points = [path[0] if i == 0 else path[-1][-2:] for _, path in curves for i in range(len(path))]
    xs, ys = {round(p[0], 3) for p in points}, {round(p[1], 3) for p in points}
    assert abs((max(xs) - min(xs)) / (max(ys) - min(ys)) - 4) < 0.01


def test_a_curve_goes_through_the_first_and_the_last_point() -> None:
    curves, _ = ink_curves(ink([(0.0, 0.0), (0.2, 0.1), (0.4, 0.0)]), BOX)

    [(_, path)] = curves
    assert path[0] == (52.0, path[0][1])
    assert path[-1][-1] == path[0][1]


def test_a_dot_is_drawn() -> None:
    [(width, path)] = ink_curves(ink([(0.3, 0.1)]), BOX)[0]

    assert width > 0
    assert len(path) == 2


def test_a_small_mark_is_not_blown_up() -> None:
    _, (left, top, right, bottom) = ink_curves(ink([(0.3, 0.1), (0.31, 0.11)]), BOX)

    assert right - left < 10
    assert bottom - top < 10


def test_pressure_makes_the_pen_wider_and_a_pad_without_it_has_one_width() -> None:
    line = [(i / 20, 0.1 * (i % 2)) for i in range(10)]

    [(light, _)] = ink_curves(ink(line, pressure=0.1), BOX)[0]
    [(heavy, _)] = ink_curves(ink(line, pressure=0.9), BOX)[0]
    [(none, _)] = ink_curves(ink(line, pressure=None), BOX)[0]

    assert light < none < heavy


def test_each_stroke_begins_anew() -> None:
    curves, _ = ink_curves(ink([(0.1, 0.1), (0.2, 0.1)], [(0.4, 0.1), (0.5, 0.2)]), BOX)

    assert len(curves) == 2


def test_points_that_cannot_be_told_apart_are_left_out() -> None:
    line = [(i / 20000, 0.0) for i in range(2000)] + [(0.9, 0.3)]

    curves, _ = ink_curves(ink(line), BOX)

    assert sum(len(path) for _, path in curves) < 200


@given(st.lists(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20), min_size=1, max_size=4))
def test_any_ink_can_be_drawn(strokes: list[list[tuple[float, float]]]) -> None:
    curves, (left, top, right, bottom) = ink_curves(ink(*strokes), BOX)

    assert left <= right <= 250.001
    assert 99.999 <= top <= bottom
    assert len(curves) >= len(strokes)
    for _, path in curves:
        assert len(path[0]) == 2
        assert all(len(step) == 6 for step in path[1:])
