"""Ink while it is drawn: its points, and how wide the pen draws them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kiosk.events import Stroke

__all__ = ["LiveStroke", "pen_width", "speed_pressure"]

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
