"""Files attached to a sealed document, unpacked with care: a few kilobytes can hold gigabytes of zeros.

Whoever has a program like this one and keys of their own can make a file in which every signature is right. So what is
attached is still a stranger's, and is unpacked only as far as anything that Candor writes could reach.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

__all__ = ["MOST_BYTES", "unpacked"]

MOST_BYTES: Final = 8_000_000
"""Of an attached record; one with six signatures in ink has about 150,000."""


def unpacked(raw: bytes, filters: Sequence[str], most: int = MOST_BYTES) -> bytes:
    """Return the bytes of an attached file.

    Args:
        raw: as they stand in the PDF.
        filters: names of how they were packed, such as `/FlateDecode`.
        most: how many bytes there may be.

    Raises:
        ValueError: there are more, they are damaged, or packed in another way than Candor does.
    """
    if tuple(filters) not in {(), ("/FlateDecode",)}:
        raise ValueError("packed in another way")
    data = raw
    if filters:
        reader = zlib.decompressobj()
        try:
            data = reader.decompress(raw, most + 1)
        except zlib.error as error:
            raise ValueError("damaged") from error
        if not reader.eof and len(data) <= most:
            raise ValueError("cut off")
    if len(data) > most:
        raise ValueError("too large")
    return data
