from __future__ import annotations

import base64
import zlib

import pytest

from kiosk.codes.packing import TooLargeError, for_picture_reader

FLATE, HEX, A85, JPEG = "/FlateDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/DCTDecode"


def test_a_jpeg_is_found_under_what_it_is_packed_in() -> None:
    assert for_picture_reader(b"jpeg", [JPEG], 9) == b"jpeg"
    assert for_picture_reader(zlib.compress(b"jpeg"), [FLATE, JPEG], 9) == b"jpeg"
    assert for_picture_reader(b"6A 70\n6567>", [HEX, "/JPXDecode"], 9) == b"jpeg"
    assert for_picture_reader(base64.a85encode(b"jpeg") + b"~>", [A85, JPEG], 9) == b"jpeg"


def test_other_pictures_are_measured() -> None:
    assert for_picture_reader(b"plain", [], 9) is None
    assert for_picture_reader(zlib.compress(bytes(9)), [FLATE], 9) is None
    assert for_picture_reader(b"fax", ["/CCITTFaxDecode"], 9) is None
    assert for_picture_reader(b"12", ["/RunLengthDecode"], 128) is None


@pytest.mark.parametrize(
    ("raw", "filters"),
    [
        (zlib.compress(bytes(10)), [FLATE]),
        (zlib.compress(zlib.compress(bytes(1000))), [FLATE, FLATE]),
        (b"1", ["/LZWDecode"]),
        (b"1", ["/RunLengthDecode"]),
    ],
)
def test_what_unpacks_to_more_is_refused(raw: bytes, filters: list[str]) -> None:
    with pytest.raises(TooLargeError):
        for_picture_reader(raw, filters, 9)


@pytest.mark.parametrize(
    ("raw", "filters"), [(b"no zlib", [FLATE]), (b"", ["/LZWDecode", FLATE]), (b"xyz", [HEX, JPEG]), (b"{", [A85])]
)
def test_what_is_damaged_or_packed_strangely_is_refused(raw: bytes, filters: list[str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        for_picture_reader(raw, filters, 9)
