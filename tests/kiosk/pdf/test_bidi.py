from __future__ import annotations

import bidi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.pdf.bidi import is_rtl, levels, visual_order

SIGNS = "ab אב عب 12 ١٢ ().,-+%/!:'€\u0301\u064b[]{}«»"


def drawn(text: str, *, rtl: bool) -> str:
    """Return a text in the order of its places, from left to right."""
    return "".join(text[i] for i in visual_order(levels(text, rtl=rtl)))


@given(st.text(st.sampled_from(SIGNS), max_size=16), st.booleans())
@settings(max_examples=400, deadline=None)
def test_another_implementation_puts_everything_in_the_same_place(text: str, rtl: bool) -> None:
    assert drawn(text, rtl=rtl) == bidi.get_display(text, base_dir="R" if rtl else "L")


@pytest.mark.parametrize(
    ("text", "rtl", "seen"),
    [
        ("Rosa 27", False, "Rosa 27"),
        ("Noa שרה", False, "Noa הרש"),
        ("שרה 27 כהן", False, "ןהכ 27 הרש"),
        ("שרה (בת) 27", False, "27 (תב) הרש".replace("(תב)", ")תב(")),
        ("שרה Noa.", True, ".Noa הרש"),
        ("", True, ""),
    ],
)
def test_mixed_directions_stand_as_they_are_read(text: str, rtl: bool, seen: str) -> None:
    assert drawn(text, rtl=rtl) == seen


def test_plain_text_has_one_level() -> None:
    assert levels("Rosa (27)", rtl=False) == [0] * 9
    assert levels("עב", rtl=True) == [1, 1]


def test_the_space_at_a_lines_end_stands_at_its_end() -> None:
    assert levels("עב  ", rtl=False) == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("text", "rtl"),
    [
        ("שרה כהן", True),
        ("שרה כהן 27 Noa", True),
        ("היא לוקחת Ketamine בכל יום", True),
        ("Sara שרה", False),
        ("שרה agreed to the treatment", False),
        ("Rosa", False),
        ("12", False),
        ("", False),
    ],
)
def test_a_paragraph_runs_as_most_of_its_letters_do(text: str, rtl: bool) -> None:
    assert is_rtl(text) is rtl


def test_brackets_too_deep_to_follow_are_neutral_signs() -> None:
    text = "(" * 70 + "א" + ")" * 70

    assert drawn(text, rtl=False) == bidi.get_display(text, base_dir="L")
