"""Who a scripted patient is and what they will do, all of it by a seed; and a signature for them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["INTERPRETER", "PEOPLE", "REPRESENTATIVE", "PenPoint", "Person", "Script", "scribble"]

Decision = Literal["agree", "decline", "talk"]
PenPoint = tuple[float, float, float]
"""Where a pen is on a pad, in shares of its width and height, and how hard it presses, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Person:
    """An invented patient: day, month and year of birth as they are typed, and what the clinic calls their record."""

    name: str
    day: str
    month: str
    year: str
    record: str


PEOPLE: Final = (
    Person("Rosa Delgado", "14", "3", "1961", "20418"),
    Person("Thomas Lindqvist", "2", "11", "1978", "20977"),
    Person("Amina Farouk", "27", "6", "1985", "21340"),
    Person("Zoë Marchetti", "9", "1", "1992", "21502"),
    Person("Daniel O’Connor", "30", "8", "1969", "19876"),
    Person("Ngozi Okafor", "18", "12", "1974", "20655"),
)


@dataclass(frozen=True, slots=True)
class Decider:
    """An invented person who decides for a patient: on what ground, what they are to them, and the paper for it."""

    name: str
    basis: str
    relation: str
    document: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """An invented interpreter: into which language, and the number on the badge."""

    name: str
    language: str
    badge: str


REPRESENTATIVE: Final = Decider("Martin Weber", "health_care_agent", "husband", "Health care proxy of 3 March 2025")
INTERPRETER: Final = Speaker("Amal Haddad", "Arabic", "CHI-44812")


@dataclass(frozen=True, slots=True)
class Script:
    """What the patient will do. Everything else follows from `seed`.

    `treatment`, `reason` and `route` empty: the first that is offered. `way` is how the form is signed. `asks`: one
    question for the clinician on the way. `mistakes`: one check is answered wrong at first, the page read again, and
    then answered right.

    `representative`: somebody decides in the patient's place. `interpreter`: one is there, and signs. After an
    agreement, `renew` renews it in a second visit, and `withdraw` takes it back at the end.
    """

    treatment: str = ""
    decision: Decision = "agree"
    seed: int = 1
    way: Literal["ink", "typed"] = "ink"
    asks: bool = True
    mistakes: bool = True
    reason: str = ""
    route: str = ""
    representative: bool = False
    interpreter: bool = False
    renew: bool = False
    withdraw: bool = False

    @property
    def person(self) -> Person:
        """Who it is."""
        return PEOPLE[self.seed % len(PEOPLE)]

    def chance(self, what: str) -> random.Random:
        """Return the chance that decides one thing, the same in each walk of this seed."""
        return random.Random(f"{self.seed}/{what}")  # noqa: S311  # a part in a play, not a secret


CAPITAL: Final = (
    (0.10, 0.60),
    (0.12, 0.36),
    (0.17, 0.18),
    (0.20, 0.30),
    (0.16, 0.48),
    (0.12, 0.58),
    (0.20, 0.46),
    (0.25, 0.58),
)
FLOURISH: Final = ((0.62, 0.70), (0.40, 0.74), (0.22, 0.72), (0.42, 0.67), (0.74, 0.62))
LOOPS: Final = (4, 6)
SMOOTH: Final = 9
"""Points of ink between two points of the plan."""


def scribble(chance: random.Random) -> tuple[Sequence[PenPoint], ...]:
    """Return an invented signature: a tall letter that runs into loops, and a line under it; smooth, as pens are."""
    word = list(CAPITAL)
    x = word[-1][0]
    for _ in range(chance.randint(*LOOPS)):
        width, top = chance.uniform(0.07, 0.10), chance.uniform(0.34, 0.44)
        word += [(x + width * 0.5, top), (x + width * 0.35, 0.56), (x + width, 0.58 + chance.uniform(-0.02, 0.02))]
        x += width
    shift = chance.uniform(-0.03, 0.03)
    return tuple(_smooth([(x + shift, y) for x, y in plan]) for plan in (word, FLOURISH))


def _smooth(plan: Sequence[tuple[float, float]]) -> Sequence[PenPoint]:
    """Return a curve through points (Catmull and Rom, 1974); it is heavier on the way down."""
    points: list[PenPoint] = []
    padded = [plan[0], *plan, plan[-1]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for index in range(SMOOTH):
            t = index / SMOOTH
            x, y = (_between(*values, t) for values in zip(before, start, end, after, strict=True))
            points.append((x, y, 0.7 if end[1] > start[1] else 0.35))
    return points


def _between(before: float, start: float, end: float, after: float, t: float) -> float:
    slope, bend, twist = end - before, 2 * before - 5 * start + 4 * end - after, after - before + 3 * (start - end)
    return start + 0.5 * t * (slope + t * (bend + t * twist))
