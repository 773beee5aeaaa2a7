"""Ink as geometry: strokes to smooth paths, pen widths, and what does not pass for a signature. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from kiosk.events import Stroke

__all__ = ["InkProblem", "LiveStroke", "ink_problem", "pen_width", "speed_pressure"]

InkProblem = Literal["", "empty", "dot", "line"]
DOT: Final = 0.04
"""Ink whose extent is below this share of the pad's width is a dot."""
LINE: Final = 0.045
"""Ink whose thickness is below this share of its length is a line."""
SLOW: Final = 0.15
FAST: Final = 2.0
"""Finger speeds in px per ms between which the pen gets thinner."""


@dataclass(slots=True)
class LiveStroke:
    """A stroke while it is drawn: places in px of the pad, time in ms since the first ink, pressure 0 to 1."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    t: list[int] = field(default_factory=list)
    pressure: list[float] = field(default_factory=list)

    def add(self, x: float, y: float, t: int, pressure: float) -> None:
        """Take one point in."""
        self.x.append(x)
        self.y.append(y)
        self.t.append(max(t, self.t[-1]) if self.t else t)
        self.pressure.append(pressure)

    def frozen(self, width: float) -> Stroke:
        """Return the stroke in pad units: shares of the pad's width, kept to a hundred-thousandth."""
        return Stroke(
            x=tuple(round(value / width, 5) for value in self.x),
            y=tuple(round(value / width, 5) for value in self.y),
            t=tuple(self.t),
            pressure=tuple(round(value, 3) for value in self.pressure),
        )


def pen_width(pressure: float, limits: tuple[float, float]) -> float:
    """Return the line's width in px for a pressure from 0 to 1."""
    return limits[0] + (limits[1] - limits[0]) * min(max(pressure, 0.0), 1.0)


def speed_pressure(distance: float, milliseconds: float, before: float) -> float:
    """Return a pressure for devices that have none: slow is heavy. Smoothed against the one before."""
    speed = distance / max(milliseconds, 1.0)
    share = (speed - SLOW) / (FAST - SLOW)
    return before * 0.7 + (1.0 - min(max(share, 0.0), 1.0)) * 0.3


def ink_problem(strokes: Sequence[Stroke]) -> InkProblem:
    """Return why the ink is no signature, or an empty string.

    Nothing, a dot and a straight line (drawn once or many times over) are refused: they come from a stray touch.
    """
    xs = [value for stroke in strokes for value in stroke.x]
    ys = [value for stroke in strokes for value in stroke.y]
    if not xs:
        return "empty"
    if max(max(xs) - min(xs), max(ys) - min(ys)) < DOT:
        return "dot"
    length, thickness = _extents(xs, ys)
    return "line" if thickness < LINE * length else ""


def _extents(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Return the ink's extent along its main direction and across it."""
    count = len(xs)
    mean_x, mean_y = sum(xs) / count, sum(ys) / count
    sxx = sum((x - mean_x) ** 2 for x in xs)
    syy = sum((y - mean_y) ** 2 for y in ys)
    sxy = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    angle = 0.5 * math.atan2(2 * sxy, sxx - syy)
    cosine, sine = math.cos(angle), math.sin(angle)
    along = [x * cosine + y * sine for x, y in zip(xs, ys, strict=True)]
    across = [y * cosine - x * sine for x, y in zip(xs, ys, strict=True)]
    return max(along) - min(along), max(across) - min(across)
