"""Shaping: letters to placed glyphs, by HarfBuzz, for every script that is not set letter by letter.

What comes out are clusters: the least stretches of text that have a picture of their own, a letter with its marks, a
syllable, a ligature. Text and picture stay together from here on, so that what is drawn can be read out again.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import uharfbuzz as hb

from kiosk.lettering import BOLD, REGULAR, FontFile

__all__ = ["Cluster", "Picture", "ascent", "covered", "opened", "shape", "singled", "units"]

_WEIGHTS = {False: 400, True: 700}
_FEATURES = {"kern": False}
"""The letters of the main font are not kerned either, and each kerned pair would be one more picture to embed."""
_NARROW = 50
"""The part of an em that a mark takes of its letter's place. With none, readers put it before its letter."""
_DOTTED_CIRCLE = "\u25cc"
"""HarfBuzz draws it under a sign that has no letter to stand on."""


class Picture(NamedTuple):
    """How a cluster looks, in units of its font: glyphs with their places (number, x, y), and the step to the next."""

    font: FontFile
    bold: bool
    glyphs: tuple[tuple[int, int, int], ...]
    advance: int


class Cluster(NamedTuple):
    """A stretch of text and its picture; `sound` is false if the font lacks a part of it, or had to make one up."""

    text: str
    picture: Picture
    sound: bool

    @property
    def width(self) -> float:
        """The step to the next cluster, in thousandths of the size."""
        return self.picture.advance * 1000 / units(self.picture.font)


@functools.cache
def opened(font: FontFile, *, bold: bool) -> hb.Font:
    """Return a font at one weight, ready to shape and to draw outlines. The file is mapped, not read.

    The main font has a file for each weight; it goes by its regular one.
    """
    made = hb.Font(_face(BOLD if bold and font == REGULAR else font))
    made.set_variations({"wght": _WEIGHTS[bold]})
    return made


@functools.cache
def covered(font: FontFile) -> frozenset[int]:
    """Return the code points that a font has."""
    return frozenset(_face(font).unicodes)


def units(font: FontFile) -> int:
    """Return how many units an em has."""
    return int(_face(font).upem)


def ascent(font: FontFile, *, bold: bool) -> tuple[int, int]:
    """Return how far a font reaches over and (negative) under the line, in its units."""
    extents = opened(font, bold=bold).get_font_extents("ltr")
    return int(extents.ascender), int(extents.descender)


@functools.cache
def _face(font: FontFile) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(font.path)), font.index)


def shape(text: str, font: FontFile, *, bold: bool, rtl: bool) -> tuple[Cluster, ...]:
    """Return the clusters of a stretch of one font and direction, in the order of the text."""
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_GRAPHEMES
    # Else it would be the machine's, and the same text would look different elsewhere.
    buffer.language = "und"
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    used = opened(font, bold=bold)
    hb.shape(used, buffer, _FEATURES)
    placed = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    groups = [(start, list(group)) for start, group in groupby(placed, key=lambda pair: int(pair[0].cluster))]
    if rtl:
        groups.reverse()
    ends = [start for start, _ in groups[1:]] + [len(text)]
    circle = used.get_nominal_glyph(ord(_DOTTED_CIRCLE))
    made = [
        _cluster(text[start:end], Picture(font, bold, *_placed(group)), circle)
        for (start, group), end in zip(groups, ends, strict=True)
    ]
    return tuple(_joined(made))


def singled(clusters: Iterable[Cluster]) -> Iterator[Cluster]:
    """Yield clusters that run from right to left one for each character, the first of which has the whole picture.

    Readers that go by places on the page turn the characters of such a line around, those of a cluster too. So each
    gets a place of its own, from right to left, a narrow one if it is a mark or a joiner; the picture reaches over all.
    """
    for cluster in clusters:
        font, bold, glyphs, advance = cluster.picture
        narrow = [i > 0 and unicodedata.category(char) in {"Mn", "Cf"} for i, char in enumerate(cluster.text)]
        least = min(units(font) // _NARROW, advance // len(narrow))
        share = (advance - least * sum(narrow)) // narrow.count(False)
        widths = [least if small else share for small in narrow]
        later = sum(widths[1:])
        for i, char in enumerate(cluster.text):
            shifted = () if i else tuple((number, x - later, y) for number, x, y in glyphs)
            width = widths[i] if i else advance - later
            yield cluster._replace(text=char, picture=Picture(font, bold, shifted, width))


def _placed(group: Iterable[tuple[hb.GlyphInfo, hb.GlyphPosition]]) -> tuple[tuple[tuple[int, int, int], ...], int]:
    x = y = 0
    glyphs = []
    for info, at in group:
        glyphs.append((info.codepoint, x + at.x_offset, y + at.y_offset))
        x += at.x_advance
        y += at.y_advance
    return tuple(glyphs), x


def _cluster(text: str, picture: Picture, circle: int | None) -> Cluster:
    numbers = {number for number, _, _ in picture.glyphs}
    made_up = circle is not None and circle in numbers and _DOTTED_CIRCLE not in text
    return Cluster(text, picture, 0 not in numbers and not made_up)


def _joined(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Give characters that nobody sees (joiners) to the cluster before them: readers lose a picture of nothing."""
    found: list[Cluster] = []
    for cluster in clusters:
        if found and not cluster.picture.advance and all(char in "\u200c\u200d\ufe0e\ufe0f" for char in cluster.text):
            before = found[-1]
            found[-1] = before._replace(text=before.text + cluster.text, sound=before.sound and cluster.sound)
        else:
            found.append(cluster)
    return found
