"""Base45 (RFC 9285): bytes in the 45 signs that a QR code packs most tightly.

Own code, because it is short and has to be strict: a text has one reading, and bytes have one text.
"""

from __future__ import annotations

from typing import Final

__all__ = ["decode", "encode"]

SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {sign: value for value, sign in enumerate(SIGNS)}
_TRIPLE, _PAIR = 3, 2


def encode(data: bytes) -> str:
    """Return three signs for each two bytes, two for a last one that stands alone."""
    signs = []
    for start in range(0, len(data), 2):
        part = data[start : start + 2]
        value = int.from_bytes(part, "big")
        for _ in range(len(part) + 1):
            value, low = divmod(value, 45)
            signs.append(SIGNS[low])
    return "".join(signs)


def decode(text: str) -> bytes:
    """Return the bytes of a text.

    Raises:
        ValueError: a sign, a length or a value that `encode` never writes.
    """
    data = bytearray()
    for start in range(0, len(text), _TRIPLE):
        part = text[start : start + _TRIPLE]
        if len(part) < _PAIR or not _VALUES.keys() >= set(part):
            raise ValueError("not Base45")
        value = sum(_VALUES[sign] * 45**place for place, sign in enumerate(part))
        try:
            data += value.to_bytes(len(part) - 1, "big")
        except OverflowError as error:
            raise ValueError("not Base45") from error
    return bytes(data)
