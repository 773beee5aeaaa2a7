from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content import PLACEHOLDERS, Content, Paragraph, load_or_raise
from kiosk.content.filling import filled, unfilled, unknown_placeholder
from tests.kiosk.packs import SMALL_PACK

CONTENT = load_or_raise(SMALL_PACK)


def words(content: Content) -> str:
    block = content.pages["en"]["side-by-side"].blocks[0]
    assert isinstance(block, Paragraph)
    return block.spans[0].text


@given(st.text(max_size=20).filter(lambda text: not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)))
def test_any_name_of_a_clinic_stands_in_the_text_as_it_is(name: str) -> None:
    made = CONTENT.filled({"clinic_name": name})
    assert words(made) == words(CONTENT).replace("{clinic_name}", name)
    assert made.filled({"clinic_name": "other"}).digest == CONTENT.digest
    if name == "{clinic_name}":
        assert made == CONTENT


def test_nothing_else_changes() -> None:
    assert filled(CONTENT, {"clinic_name": "{clinic_name}"}) == CONTENT


def test_a_value_that_a_text_asks_for_must_be_given() -> None:
    with pytest.raises(KeyError, match="clinic_name"):
        CONTENT.filled({"clinic_phone": "1"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *((f"Call {{{name}}}.", "") for name in PLACEHOLDERS),
        ("No braces.", ""),
        ("{clinic_fax}", "{clinic_fax}"),
        ("a {Clinic_Name} b", "{Clinic_Name}"),
        ("{clinic_name}}", "}"),
        ("{ {crisis_line}", "{ }"),
    ],
)
def test_braces_that_nothing_fills_are_found(text: str, found: str) -> None:
    assert unknown_placeholder(text) == found


def test_the_message_says_what_may_stand_there() -> None:
    assert all(name in unfilled("{x}") for name in PLACEHOLDERS)
