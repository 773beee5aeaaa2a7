from __future__ import annotations

import pytest
from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from kiosk.seal import der


@given(st.integers(min_value=0, max_value=2**80))
def test_numbers_are_written_as_others_write_them(value: int) -> None:
    assert der.integer(value) == core.Integer(value).dump()


@pytest.mark.parametrize(
    "dotted", ["1.2.840.113549.1.7.2", "2.5.4.3", "2.25.209382145719048137601859412563190784321", "0.9"]
)
def test_object_identifiers_are_written_as_others_write_them(dotted: str) -> None:
    assert der.oid(dotted) == core.ObjectIdentifier(dotted).dump()


@given(st.binary(max_size=70000))
def test_what_is_written_is_read_back(content: bytes) -> None:
    found = der.only(der.element(der.OCTETS, content))

    assert (found.tag, found.content) == (der.OCTETS, content)
    assert found.whole == core.OctetString(content).dump()


def test_values_stand_one_after_the_other() -> None:
    whole = der.sequence(der.integer(1), der.integer(300))

    assert [part.content for part in der.only(whole).parts()] == [b"\x01", b"\x01\x2c"]


def test_a_set_is_in_the_order_of_its_bytes() -> None:
    assert der.set_of(der.integer(2), der.integer(1)) == der.set_of(der.integer(1), der.integer(2))


@pytest.mark.parametrize(
    "data",
    [
        "04",
        "0402aa",
        "0480aa0000",
        "048101aa",
        "04820001aa",
        "048500000000010a",
        "1f8101aa",
        "040004",
        "",
        "04000400",
    ],
)
def test_any_other_spelling_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        der.only(bytes.fromhex(data))


@given(st.binary(max_size=200))
def test_what_is_read_is_written_with_the_same_bytes(data: bytes) -> None:
    try:
        found = tuple(der.read(data))
    except ValueError:
        return
    assert b"".join(der.element(one.tag, one.content) for one in found) == data
