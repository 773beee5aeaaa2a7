from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.base45 import SIGNS, decode, encode


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_the_examples_of_the_standard(data: bytes, text: str) -> None:
    assert (encode(data), decode(text)) == (text, data)


@given(st.binary(max_size=200))
def test_bytes_come_back(data: bytes) -> None:
    text = encode(data)
    assert decode(text) == data
    assert set(text) <= set(SIGNS)


@given(st.text(SIGNS, max_size=30))
def test_a_text_has_one_reading_or_none(text: str) -> None:
    try:
        data = decode(text)
    except ValueError:
        return
    assert encode(data) == text


@pytest.mark.parametrize("text", ["A", "AAAA", "GGW", "::", "bb8", "BB_", "ÄÄÄ"])
def test_what_is_never_written_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Base45"):
        decode(text)
