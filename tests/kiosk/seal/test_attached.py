from __future__ import annotations

import zlib

import pytest

from kiosk.seal.attached import unpacked


def test_what_is_attached_is_unpacked() -> None:
    assert unpacked(b"plain", ()) == b"plain"
    assert unpacked(zlib.compress(b"packed"), ["/FlateDecode"]) == b"packed"


@pytest.mark.parametrize(
    ("raw", "filters"),
    [
        (b"12345678901", []),
        (zlib.compress(bytes(11)), ["/FlateDecode"]),
        (zlib.compress(bytes(10))[:-6], ["/FlateDecode"]),
        (b"no zlib", ["/FlateDecode"]),
        (zlib.compress(zlib.compress(b"")), ["/FlateDecode", "/FlateDecode"]),
        (b"00", ["/ASCIIHexDecode"]),
    ],
)
def test_too_much_damaged_or_packed_otherwise_is_refused(raw: bytes, filters: list[str]) -> None:
    with pytest.raises(ValueError, match=r"large|damaged|cut|way"):
        unpacked(raw, filters, most=10)
