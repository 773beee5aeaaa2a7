"""Fonts of the printed document: loading them into ReportLab, choosing one for each character, and measuring.

Atkinson Hyperlegible sets the text. What it lacks comes from Noto Sans, of which a small static instance is made with
the characters that a document needs. All are embedded as subsets.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from kiosk.pdf.glyphs import BOLD, FALLBACK, REGULAR, covered, font_path, unsupported, unsupported_characters

__all__ = ["Face", "Faces", "faces_for"]

_WEIGHTS = {False: ("Regular", 400), True: ("Bold", 700)}
_POSTSCRIPT_NAME = 6
_LAYOUT = frozenset(b"\n\r\t")
"""What is never drawn."""


@dataclass(frozen=True)
class Face:
    """One font as ReportLab knows it; `widths` are in thousandths of the size, by code point."""

    name: str
    widths: dict[int, float]
    font: TTFont


@dataclass(frozen=True)
class Faces:
    """The fonts of one document, regular and bold, each with what stands in for missing characters."""

    main: tuple[Face, Face]
    fallback: tuple[Face | None, Face | None]

    def pieces(self, text: str, *, bold: bool) -> list[tuple[Face, str]]:
        """Split a text into stretches of one font. All of it must have stood in the text that the fonts are for."""
        main = self.main[bold]
        widths = main.widths
        if all(ord(char) in widths for char in text):
            return [(main, text)]
        found: list[tuple[Face, str]] = []
        for char in text:
            other = self.fallback[bold]
            face = main if ord(char) in widths or other is None else other
            if found and found[-1][0] is face:
                found[-1] = (face, found[-1][1] + char)
            else:
                found.append((face, char))
        return found

    def width(self, text: str, *, bold: bool, size: float) -> float:
        """Return the width of a text in points."""
        widths = self.main[bold].widths
        try:
            total = sum([widths[ord(char)] for char in text])
        except KeyError:
            total = sum(face.widths[ord(char)] for face, part in self.pieces(text, bold=bold) for char in part)
        return total * size / 1000


def faces_for(text: str) -> Faces:
    """Return the fonts for a document that holds this text (composed, NFC).

    Raises:
        OperatorError: `document.unsupported_character`: it holds a character that cannot be printed.
    """
    if unsupported_characters(text):
        raise unsupported(text, "document")
    main = _main_faces()
    used = {ord(char) for char in text} - _LAYOUT
    needed = [used - face.widths.keys() for face in main]
    return Faces(main, (_fallback(needed[0], bold=False), _fallback(needed[1], bold=True)))


@functools.cache
def _main_faces() -> tuple[Face, Face]:
    faces = []
    for font in (REGULAR, BOLD):
        loaded = TTFont(font[1].removesuffix(".ttf"), str(font_path(font)))
        # Only a registered font can be a page's first.
        pdfmetrics.registerFont(loaded)
        faces.append(_face(loaded, covered(font)))
    return faces[0], faces[1]


def _fallback(needed: set[int], *, bold: bool) -> Face | None:
    return _instance(frozenset(needed), bold=bold) if needed else None


@functools.lru_cache(maxsize=32)
def _instance(needed: frozenset[int], *, bold: bool) -> Face:
    """Make a static font of one weight with a few characters: far faster than an instance of the whole font."""
    from fontTools import subset
    from fontTools.ttLib import TTFont as FontFile
    from fontTools.varLib import instancer

    style, weight = _WEIGHTS[bold]
    options = subset.Options()
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    options.hinting = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=needed)
    data = BytesIO()
    # With `recalcTimestamp` the clock would be in the bytes.
    with FontFile(font_path(FALLBACK), lazy=True, recalcTimestamp=False) as font:
        subsetter.subset(font)
        instancer.instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
        # In one file two fonts need two names, and a variable font has the same for all weights.
        font["name"].setName(f"NotoSans-{style}", _POSTSCRIPT_NAME, 3, 1, 0x409)
        font.save(data)
    name = f"NotoSans{style}x{hashlib.sha256(repr(sorted(needed)).encode()).hexdigest()[:12]}"
    data.seek(0)
    return _face(TTFont(name, data), needed)


def _face(font: TTFont, codes: frozenset[int]) -> Face:
    widths = font.face.charWidths
    return Face(font.fontName, {code: float(widths[code]) for code in codes}, font)
