"""The colour space of the output intent: an sRGB profile, built here so that it is the same bytes everywhere.

ICC.1:2001-04 (version 2.1), a matrix profile: the primaries and curve of IEC 61966-2-1, adapted to D50.
"""

from __future__ import annotations

import functools
import struct

__all__ = ["srgb_profile"]

_STEPS = 64
"""Points of the curve: joined by lines they are less than half an 8-bit step off. Some readers work it out anew for
each piece of a page that they look at, and a longer one is felt."""
_LINEAR = 0.04045
_COLUMNS = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.7141),
}
_D50 = (0.9642, 1.0, 0.82491)


@functools.cache
def srgb_profile() -> bytes:
    """Return the profile's bytes."""
    tags = {
        b"desc": _description("sRGB IEC61966-2.1"),
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": _xyz(_D50),
        **{tag: _xyz(column) for tag, column in _COLUMNS.items()},
    }
    curve = _curve()
    table, body = b"", b""
    start = 128 + 4 + 12 * (len(tags) + 3)
    for tag, data in tags.items():
        padded = data + b"\0" * (-len(data) % 4)
        table += struct.pack(">4sII", tag, start + len(body), len(data))
        body += padded
    for tag in (b"rTRC", b"gTRC", b"bTRC"):
        table += struct.pack(">4sII", tag, start + len(body), len(curve))
    body += curve
    count = struct.pack(">I", len(tags) + 3)
    return _header(start + len(body)) + count + table + body


def _header(size: int) -> bytes:
    return struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3I4s44x",
        size,
        b"\0\0\0\0",
        0x02100000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *(2026, 1, 1, 0, 0, 0),
        b"acsp",
        b"\0\0\0\0",
        0,
        b"\0\0\0\0",
        b"\0\0\0\0",
        0,
        0,
        *(_fixed(value) for value in _D50),
        b"\0\0\0\0",
    )


def _fixed(value: float) -> int:
    """Return an s15Fixed16Number."""
    return round(value * 65536)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3I", *(_fixed(value) for value in values))


def _description(text: str) -> bytes:
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text + b"\0" * (4 + 4 + 2 + 1 + 67)


def _curve() -> bytes:
    values = []
    for i in range(_STEPS):
        x = i / (_STEPS - 1)
        y = x / 12.92 if x <= _LINEAR else ((x + 0.055) / 1.055) ** 2.4
        values.append(round(y * 65535))
    return b"curv\0\0\0\0" + struct.pack(f">I{_STEPS}H", _STEPS, *values)
