"""Fonts of the printed document: the main one in ReportLab, the others by their shaped clusters, and measuring.

Atkinson Hyperlegible sets the text. What it lacks, and every script that needs shaping, comes from the fonts of
`kiosk.lettering`. All are embedded as subsets, and only where a text needs them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from kiosk.lettering import BOLD, REGULAR, FontFile, east_asian
from kiosk.pdf.bidi import is_rtl, levels
from kiosk.pdf.glyphs import items, plain_letters, unsupported, unsupported_characters
from kiosk.pdf.shaping import Cluster, shape

__all__ = ["Face", "Faces", "faces_for"]

_ClusterKey = tuple[str, FontFile, bool, bool]


@dataclass(frozen=True)
class Face:
    """One weight of the main font as ReportLab knows it; `widths` are in thousandths of the size, by character."""

    name: str
    widths: dict[str, float]
    font: TTFont


@dataclass(frozen=True)
class Faces:
    """The fonts of one document: the main one, regular and bold, and the one that its Han characters come from."""

    main: tuple[Face, Face]
    east: FontFile
    _shaped: dict[_ClusterKey, tuple[Cluster, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What was shaped before: words are measured first and drawn later. It goes with the document."""

    def plain(self, text: str) -> bool:
        """Whether the main font sets all of a text, letter by letter."""
        # Nearly all text is ASCII, all of which it has.
        return text.isascii() or plain_letters().issuperset(text)

    def width(self, text: str, *, bold: bool, size: float) -> float:
        """Return the width of a text in points. All of it must have stood in the text that the fonts are for."""
        widths = self.main[bold].widths
        try:
            return sum([widths[char] for char in text]) * size / 1000
        except KeyError:
            return sum(step for _, step in self.steps(text, bold=bold, size=size))

    def steps(self, text: str, *, bold: bool, size: float) -> list[tuple[str, float]]:
        """Split a text where a line can be broken inside of a word, with the width of each part in points."""
        widths = self.main[bold].widths
        if self.plain(text):
            return [(char, widths[char] * size / 1000) for char in text]
        found: list[tuple[str, float]] = []
        for item in items(text, levels(text, rtl=is_rtl(text)), self.east):
            part = text[item.start : item.end]
            if item.font is None:
                found += [(char, widths[char] * size / 1000) for char in part]
            else:
                shaped = self.clusters(part, item.font, bold=bold, rtl=bool(item.level % 2))
                found += [(cluster.text, cluster.width * size / 1000) for cluster in shaped]
        return found

    def clusters(self, text: str, font: FontFile, *, bold: bool, rtl: bool) -> tuple[Cluster, ...]:
        """Return a stretch of one font shaped."""
        key = (text, font, bold, rtl)
        if key not in self._shaped:
            self._shaped[key] = shape(text, font, bold=bold, rtl=rtl)
        return self._shaped[key]


def faces_for(text: str) -> Faces:
    """Return the fonts for a document that holds this text (composed, NFC).

    Raises:
        OperatorError: `document.unsupported_character`: it holds a character that cannot be printed.
    """
    if unsupported_characters(text):
        raise unsupported(text, "document")
    return Faces(_main_faces(), east_asian(text))


@functools.cache
def _main_faces() -> tuple[Face, Face]:
    faces = []
    for font in (REGULAR, BOLD):
        loaded = TTFont(font.path.stem, str(font.path))
        # Only a registered font can be a page's first.
        pdfmetrics.registerFont(loaded)
        widths = loaded.face.charWidths
        faces.append(Face(loaded.fontName, {char: float(widths[ord(char)]) for char in plain_letters()}, loaded))
    return faces[0], faces[1]
