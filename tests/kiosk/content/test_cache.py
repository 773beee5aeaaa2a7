from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content import Content, load_or_raise
from kiosk.content.cache import decode, encode
from tests.kiosk.packs import SMALL_PACK

CONTENT = load_or_raise(SMALL_PACK)
DATA = encode(CONTENT)


def test_a_pack_comes_back_as_it_was() -> None:
    back = decode(DATA)
    assert back == CONTENT
    assert [type(block) for block in back.pages["en"]["what-is-open"].blocks] == [
        type(block) for block in CONTENT.pages["en"]["what-is-open"].blocks
    ]
    assert encode(back) == DATA


def test_numbers_of_facts_keep_their_kind() -> None:
    before, after = (one.facts["tea-helps"].figures[0] for one in (CONTENT, decode(DATA)))
    assert [(key, type(value), value) for key, value in before.items()] == [
        (key, type(value), value) for key, value in after.items()
    ]


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_damaged_bytes_raise_value_error_or_still_make_a_pack(place: int, flip: int) -> None:
    try:
        back = decode(DATA[:place] + bytes([DATA[place] ^ flip]) + DATA[place + 1 :])
    except ValueError:
        return
    assert isinstance(back, Content)


def test_bytes_of_another_model_are_refused() -> None:
    fields = msgspec.msgpack.decode(DATA)
    del fields["digest"]
    for data in (b"", DATA[:-1], msgspec.msgpack.encode(fields)):
        with pytest.raises(ValueError, match="no compiled content"):
            decode(data)
