"""The scripted patient: everything follows from the seed, and the signature passes for one."""

from __future__ import annotations

import itertools

import pytest

from kiosk.events import Stroke
from kiosk.visit import ink_problem
from ui.script import PEOPLE, Script, scribble


def test_a_seed_decides_everything() -> None:
    first, again, other = Script(seed=3), Script(seed=3), Script(seed=4)
    assert first.person == again.person
    assert first.person != other.person
    assert first.chance("values").random() == again.chance("values").random()
    assert first.chance("values").random() != first.chance("question").random()
    assert first.chance("values").random() != other.chance("values").random()


def test_people_are_unlike_each_other() -> None:
    assert len({person.name for person in PEOPLE}) == len(PEOPLE)
    assert len({person.record for person in PEOPLE}) == len(PEOPLE)
    assert {Script(seed=seed).person for seed in range(len(PEOPLE))} == set(PEOPLE)


@pytest.mark.parametrize("seed", range(40))
def test_a_scribble_is_a_smooth_signature_that_stays_on_the_pad(seed: int) -> None:
    strokes = scribble(Script(seed=seed).chance("signature"))
    for points in strokes:
        assert all(0.03 < x < 0.97 and 0.03 < y < 0.9 and 0 < pressure <= 1 for x, y, pressure in points)
        steps = [abs(x - u) + abs(y - v) for (x, y, _), (u, v, _) in itertools.pairwise(points)]
        assert max(steps) < 0.06
    ink = [
        Stroke(
            x=tuple(x for x, _, _ in points),
            y=tuple(y / 2 for _, y, _ in points),
            t=tuple(range(len(points))),
            pressure=tuple(pressure for _, _, pressure in points),
        )
        for points in strokes
    ]
    assert ink_problem(ink) == ""
