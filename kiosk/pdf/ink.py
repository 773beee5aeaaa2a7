"""Ink on paper: strokes as smooth vector paths, fitted into a box. The strokes' order and shape are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kiosk.events import Ink, Stroke

__all__ = ["ink_curves"]

Curve = tuple[float, list[tuple[float, ...]]]

_THIN: Final = 0.7
_THICK: Final = 2.0
_NEAR: Final = 0.45
"""Points nearer than this to the last one (in points) add nothing that can be seen."""
_LARGEST: Final = 420.0
"""Points that the pad's whole width may take: a small mark is not blown up to fill the box."""


def ink_curves(
    ink: Ink, box: tuple[float, float, float, float]
) -> tuple[list[Curve], tuple[float, float, float, float]]:
    """Fit ink into a box (x, y, width, height in points, y downwards), at its start and on its floor.

    Returns the curves (each a width, its first point and Bezier segments) and the area that they take: x, y, x2, y2.
    """
    xs = [value for stroke in ink.strokes for value in stroke.x]
    ys = [value for stroke in ink.strokes for value in stroke.y]
    left, top = min(xs), min(ys)
    wide, high = max(max(xs) - left, 1e-6), max(max(ys) - top, 1e-6)
    x, y, width, height = box
    margin = _THICK
    scale = min((width - 2 * margin) / wide, (height - 2 * margin) / high, _LARGEST)
    down = y + height - margin - high * scale
    curves: list[Curve] = []
    for stroke in ink.strokes:
        places = [
            (x + margin + (px - left) * scale, down + (py - top) * scale, pressure)
            for px, py, pressure in zip(stroke.x, stroke.y, _pressures(stroke), strict=True)
        ]
        curves += _smooth(_thinned(places))
    area = (x, down - margin, x + 2 * margin + wide * scale, y + height)
    return curves, area


def _pressures(stroke: Stroke) -> tuple[float, ...]:
    return stroke.pressure if len(stroke.pressure) == len(stroke.x) else (0.5,) * len(stroke.x)


def _thinned(places: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Leave out points that cannot be told from the last one; first and last stay."""
    kept = places[:1]
    for place in places[1:-1]:
        if abs(place[0] - kept[-1][0]) + abs(place[1] - kept[-1][1]) >= _NEAR:
            kept.append(place)
    return kept + places[-1:] if len(places) > 1 else kept


def _smooth(places: list[tuple[float, float, float]]) -> Iterator[Curve]:
    """Join points by Catmull-Rom curves, as Beziers; neighbours of one pen width are one path."""
    if len(places) == 1:
        px, py, pressure = places[0]
        yield _width(pressure), [(px, py), (px, py, px, py, px, py)]
        return
    path: list[tuple[float, ...]] = []
    weight = 0.0
    for i in range(len(places) - 1):
        before, start, end, after = places[max(i - 1, 0)], places[i], places[i + 1], places[min(i + 2, len(places) - 1)]
        now = _width((start[2] + end[2]) / 2)
        if now != weight:
            if path:
                yield weight, path
            path, weight = [start[:2]], now
        path.append(
            (
                start[0] + (end[0] - before[0]) / 6,
                start[1] + (end[1] - before[1]) / 6,
                end[0] - (after[0] - start[0]) / 6,
                end[1] - (after[1] - start[1]) / 6,
                end[0],
                end[1],
            )
        )
    yield weight, path


def _width(pressure: float) -> float:
    """Return the pen's width in points, in steps of a tenth so that paths can be joined."""
    return round(_THIN + (_THICK - _THIN) * min(max(pressure, 0.0), 1.0), 1)
