"""What passes for a signature, and what does not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.events import Ink, Stroke
from kiosk.visit import (
    GoNext,
    Refused,
    Sign,
    ink_problem,
    is_complete,
    name_fits,
    refuse_other_meaning,
    witness_fits,
)
from kiosk.visit.signatures import MOST_POINTS


def stroke(points: list[tuple[float, float]]) -> Stroke:
    return Stroke(
        x=tuple(x for x, _ in points),
        y=tuple(y for _, y in points),
        t=tuple(range(len(points))),
        pressure=(0.5,) * len(points),
    )


def wave(height: float) -> Stroke:
    return stroke([(0.2 + i / 200, 0.3 + height * math.sin(i / 5)) for i in range(100)])


def ink(*strokes: Stroke) -> Ink:
    return Ink(strokes=strokes, aspect=0.5)


DOT = ink(stroke([(0.5, 0.3)]))
LINE = ink(stroke([(0.1 + i / 100, 0.1 + i / 200) for i in range(60)]))
NO_POINTS = ink(stroke([]))


def test_nothing_a_dot_and_a_line_are_refused() -> None:
    assert ink_problem(()) == "empty"
    assert ink_problem(NO_POINTS.strokes) == "empty"
    assert ink_problem(DOT.strokes) == "dot"
    assert ink_problem((stroke([(0.5, 0.3), (0.51, 0.31)]),)) == "dot"
    assert ink_problem(LINE.strokes) == "line"
    there_and_back = stroke([(0.1 + i / 100, 0.2) for i in range(60)] + [(0.7 - i / 100, 0.205) for i in range(60)])
    assert ink_problem((there_and_back,)) == "line"


def test_more_ink_than_anybody_signs_with_is_neither_a_signature_nor_a_mark() -> None:
    """150,000 points made a record that no check of a file would read: the visit could never be sealed."""
    most = stroke([(0.2 + 0.3 * math.sin(i / 7), 0.2 + 0.1 * math.cos(i / 5)) for i in range(MOST_POINTS)])
    assert ink_problem((most,)) == ""
    assert ink_problem((most, wave(0.05))) == "long"
    too_much = ink(most, wave(0.05))
    for method in ("ink", "mark"):
        sign = Sign(method, "", "", ink=too_much, witness_name="Ana Diaz")
        assert not is_complete(sign, "Rosa Delgado", "Rosa Delgado")
    assert is_complete(Sign("mark", "", "", ink=DOT, witness_name="Ana Diaz"), "Rosa Delgado", "Rosa Delgado")


def test_handwriting_and_a_cross_pass() -> None:
    assert ink_problem((wave(0.05),)) == ""
    assert ink_problem((stroke([(0.2, 0.2), (0.4, 0.4)]), stroke([(0.2, 0.4), (0.4, 0.2)]))) == ""


@given(angle=st.floats(0, math.pi), length=st.floats(0.1, 0.9))
def test_a_line_is_one_at_any_angle(angle: float, length: float) -> None:
    points = [(0.5 + length * i / 40 * math.cos(angle), 0.5 + length * i / 40 * math.sin(angle)) for i in range(40)]
    assert ink_problem((stroke(points),)) == "line"


@pytest.mark.parametrize("typed", ["Rosa D.", "Jo", "Ὀδ", "O'B", "李 明", "  rosa   DELGADO ", "أمينة", "e\u0301a"])
def test_a_name_of_two_letters_fits(typed: str) -> None:
    assert name_fits(typed, "Rosa Delgado")


@pytest.mark.parametrize("typed", ["", "  ", "R", "x", "12", "1984-05-12", "--", "é", "e\u0301", "R 1 2 3", "."])
def test_less_than_two_letters_is_no_name(typed: str) -> None:
    assert not name_fits(typed, "Rosa Delgado")


@pytest.mark.parametrize(("typed", "patient"), [("O", "O"), (" o ", "O"), ("李", "李"), ("E\u0301", "é")])
def test_a_name_of_one_letter_is_the_one_on_record(typed: str, patient: str) -> None:
    assert name_fits(typed, patient)
    assert not name_fits(typed, "Rosa Delgado")


def test_a_witness_is_someone_else() -> None:
    assert witness_fits("Ana Diaz", "Rosa Delgado")
    assert witness_fits("O", "Rosa Delgado")
    for name in ("", "  ", "---", "12", "Rosa Delgado", " rosa  DELGADO "):
        assert not witness_fits(name, "Rosa Delgado")


@pytest.mark.parametrize(
    ("sign", "complete"),
    [
        (Sign("ink", "", "", ink=ink(wave(0.05))), True),
        (Sign("ink", "", ""), False),
        (Sign("ink", "", "", ink=DOT), False),
        (Sign("ink", "", "", ink=LINE), False),
        (Sign("ink", "", "", ink=NO_POINTS), False),
        (Sign("typed", "", "", typed_name="Rosa Delgado"), True),
        (Sign("typed", "", "", typed_name="R"), False),
        (Sign("mark", "", "", ink=DOT, witness_name="Ana Diaz"), True),
        (Sign("mark", "", "", ink=LINE, witness_name="Ana Diaz"), True),
        (Sign("mark", "", "", ink=LINE, witness_name="rosa delgado"), False),
        (Sign("mark", "", "", ink=LINE), False),
        (Sign("mark", "", "", witness_name="Ana Diaz"), False),
        (Sign("mark", "", "", ink=NO_POINTS, witness_name="Ana Diaz"), False),
        (Sign("paper", "", ""), True),
    ],
)
def test_each_way_needs_its_own(sign: Sign, *, complete: bool) -> None:
    assert is_complete(sign, "Rosa Delgado", "Rosa Delgado") is complete


def test_a_signature_means_what_the_content_says() -> None:
    refuse_other_meaning(Sign("typed", "I agree.", ""), "I agree.")
    refuse_other_meaning(GoNext(), "I agree.")
    with pytest.raises(Refused, match=r"visit\.other_meaning"):
        refuse_other_meaning(Sign("typed", "I waive all rights.", ""), "I agree.")
