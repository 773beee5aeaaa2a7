"""DER (ITU-T X.690): the few forms that seals are made of, written and read with one spelling only.

The reader takes definite lengths in their shortest form and one-byte tags, and nothing else: what it gives back, the
writer would write with the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = [
    "GENERALIZED_TIME",
    "INTEGER",
    "NULL",
    "OCTETS",
    "OID",
    "SEQUENCE",
    "SET",
    "Element",
    "constructed",
    "context",
    "element",
    "integer",
    "oid",
    "only",
    "read",
    "sequence",
    "set_of",
]

INTEGER: Final = 0x02
OCTETS: Final = 0x04
NULL: Final = bytes.fromhex("0500")
OID: Final = 0x06
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31

_SHORT = 0x80
_LONG_TAG = 0x1F
_MAX_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Element:
    """One value: its tag, its content, and all of its bytes."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> tuple[Element, ...]:
        """Return the values in it, if it is constructed.

        Raises:
            ValueError: the content is not a row of DER values.
        """
        return tuple(read(self.content))


def element(tag: int, content: bytes) -> bytes:
    """Write one value: the tag, the length in its shortest form, the content."""
    length = len(content)
    if length < _SHORT:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, _SHORT | size]) + length.to_bytes(size, "big") + content


def sequence(*parts: bytes) -> bytes:
    """Write a SEQUENCE of written values."""
    return element(SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """Write a SET OF: its values in the order of their bytes (X.690, 11.6)."""
    return element(SET, b"".join(sorted(parts)))


def context(number: int, content: bytes) -> bytes:
    """Write a constructed value with a context tag."""
    return element(0xA0 | number, content)


def constructed(number: int) -> int:
    """Return the tag of a constructed value with a context tag."""
    return 0xA0 | number


def integer(value: int) -> bytes:
    """Write an INTEGER that is not negative."""
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """Write an OBJECT IDENTIFIER (X.690, 8.19)."""
    first, second, *others = (int(part) for part in dotted.split("."))
    content = b""
    for number in (first * 40 + second, *others):
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.append(number & 0x7F | 0x80)
        content += bytes(reversed(digits))
    return element(OID, content)


def only(data: bytes) -> Element:
    """Read bytes that are one value and nothing else.

    Raises:
        ValueError: they are not.
    """
    found = tuple(read(data))
    if len(found) != 1:
        raise ValueError("not one DER value")
    return found[0]


def read(data: bytes) -> Iterator[Element]:
    """Yield the values that stand one after the other in some bytes.

    Raises:
        ValueError: the bytes are no row of values, or not in the one form that DER allows.
    """
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise ValueError("cut off")
        tag, length = data[at], data[at + 1]
        if tag & _LONG_TAG == _LONG_TAG:
            raise ValueError("a tag of several bytes")
        start = at + 2
        if length >= _SHORT:
            size = length - _SHORT
            if not 1 <= size <= _MAX_LENGTH_BYTES or start + size > len(data):
                raise ValueError("no definite length")
            length = int.from_bytes(data[start : start + size], "big")
            if length < _SHORT or data[start] == 0:
                raise ValueError("not the shortest length")
            start += size
        end = start + length
        if end > len(data):
            raise ValueError("cut off")
        yield Element(tag, data[start:end], data[at:end])
        at = end
