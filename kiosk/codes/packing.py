"""How much a picture in a PDF unpacks to, found out without unpacking more: a few kilobytes can hold gigabytes.

Sources: ISO 32000-1, 7.4 (filters).
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence
from typing import Final

__all__ = ["TooLargeError", "for_picture_reader"]

_GROWS: Final = {"/LZWDecode": 2730, "/RunLengthDecode": 64}
"""How many bytes one byte can become, at most: these are not unpacked here."""
_PICTURES: Final = frozenset({"/DCTDecode", "/JPXDecode"})


class TooLargeError(ValueError):
    """It unpacks to more than it may."""


def for_picture_reader(raw: bytes, filters: Sequence[str], most: int) -> bytes | None:
    """Return what a JPEG's reader is given of a packed picture; None if it is no JPEG (2000).

    Args:
        raw: the bytes as they stand in the PDF.
        filters: how they are packed, the outermost first.
        most: bytes that it may have at any stage.

    Raises:
        TooLargeError: it may have more.
        ValueError: it is packed in a way that scanners do not use, or damaged.
    """
    data = raw
    for place, name in enumerate(filters):
        if name == "/FlateDecode":
            try:
                data = zlib.decompressobj().decompress(data, most + 1)
            except zlib.error as error:
                raise ValueError("damaged") from error
        elif name == "/ASCIIHexDecode":
            data = bytes.fromhex(re.sub(rb"\s", b"", data.partition(b">")[0]).decode("ascii"))
        elif name == "/ASCII85Decode":
            data = base64.a85decode(data.partition(b"~>")[0])
        elif name in _PICTURES:
            return data
        elif place + 1 < len(filters):
            raise ValueError("packed twice")
        elif len(data) * _GROWS.get(name, 1) > most:
            raise TooLargeError
        if len(data) > most:
            raise TooLargeError
    return None
