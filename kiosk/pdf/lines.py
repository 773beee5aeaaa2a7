"""Lines of mixed letters: what stands where in one line, with each script's font, shaped, in the order it is read in.

Plain text never comes here: it is drawn letter by letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from kiosk.pdf.bidi import levels, visual_order
from kiosk.pdf.fonts import Faces
from kiosk.pdf.glyphs import items
from kiosk.pdf.shaping import Cluster

__all__ = ["Color", "Piece", "Stretch", "lay"]

Color = tuple[float, float, float]


class Piece(NamedTuple):
    """A stretch of text of one look. `rtl`: its paragraph runs from right to left, and is `room` points wide."""

    text: str
    size: float
    color: Color
    bold: bool = False
    rtl: bool = False
    room: float = 0.0


class Stretch(NamedTuple):
    """A part of a line, `x` points from the line's start: letters of the main font, or clusters of another one.

    Clusters are in the order of the text; `rtl` ones stand from right to left.
    """

    x: float
    piece: Piece
    content: str | tuple[Cluster, ...]
    rtl: bool
    width: float


def lay(pieces: Sequence[Piece], faces: Faces) -> list[Stretch]:
    """Return the stretches of a line, in the order of the text: that is the order in which they are to be drawn.

    Lines of a paragraph that runs from right to left begin at its right edge; the space at their end hangs over.
    """
    text = "".join(piece.text for piece in pieces)
    rtl = pieces[0].rtl
    depths = levels(text, rtl=rtl)
    found: list[Stretch] = []
    runs: list[int] = []
    bounds = [0, *accumulate(len(piece.text) for piece in pieces)]
    for piece, start, end in zip(pieces, bounds, bounds[1:], strict=False):
        for item in items(piece.text, depths[start:end], faces.east):
            part = piece.text[item.start : item.end]
            right = bool(item.level % 2)
            content: str | tuple[Cluster, ...] = part
            if item.font is None:
                width = faces.width(part, bold=piece.bold, size=piece.size)
            else:
                content = faces.clusters(part, item.font, bold=piece.bold, rtl=right)
                width = sum(cluster.width for cluster in content) * piece.size / 1000
            found.append(Stretch(0.0, piece, content, right, width))
            runs.append(item.level)
    x = 0.0
    if rtl:
        hanging = text[len(text.rstrip(" ")) :]
        over = faces.width(hanging, bold=pieces[-1].bold, size=pieces[-1].size)
        x = max(pieces[0].room - sum(stretch.width for stretch in found), -over)
    for i in visual_order(runs):
        found[i] = found[i]._replace(x=x)
        x += found[i].width
    return found
