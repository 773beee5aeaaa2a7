"""Lines: runs of text broken to a width, and drawn. Spaces stay as typed; words wider than a line are broken inside."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.document import Run
from kiosk.pdf.bidi import is_rtl
from kiosk.pdf.fonts import Faces
from kiosk.pdf.glyphs import graphemes
from kiosk.pdf.lines import Color, Piece
from kiosk.pdf.sheet import Sheet
from kiosk.pdf.tags import Node

__all__ = ["Line", "Style", "draw_line", "prepared", "wrap"]

_TOKENS = re.compile(r"\n| +|[^ \n]+")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff]")
"""Characters that Chinese and Japanese may break a line beside; Korean breaks at its spaces."""
_CLINGING = frozenset({"Pe", "Pf", "Po", "Lm", "Sk"})
_SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ")
"""What does not begin a line (JIS X 4051, GB/T 15834): closing marks and marks of repetition, and small letters."""
_AFTER = frozenset("\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ec6")
_BEFORE = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")
"""Vowels of Thai and Lao that stand after and before their consonant, and are no marks to Unicode."""
_TAB = "    "
_HANG = 4
"""Spaces that may hang over a line's end; more of them are somebody's own layout, and are broken like a word."""


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks: size and line distance in points, colour, and whether all of it is bold."""

    size: float
    leading: float
    color: Color
    bold: bool = False

    @property
    def drop(self) -> float:
        """Distance from a line's top to its baseline."""
        return self.leading / 2 + self.size * 0.34


Line = tuple[Piece, ...]
_Word = tuple[list[tuple[str, bool]], bool]
"""What may not be broken: a word, which can be of several runs, a stretch of spaces, or a line break; and whether it is
glued to the one before it: follows without a space."""


def prepared(text: str) -> str:
    """Return a text as it is printed: composed, one kind of line break, tabs as spaces."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", _TAB)


def wrap(runs: Iterable[Run] | str, style: Style, width: float, faces: Faces) -> list[Line]:
    """Break runs into lines no wider than `width` points; an empty text is one empty line.

    A line ends in a space, or readers would join its last word with the next; only one that was broken where the text
    has none does not. That space may hang over the width.
    """
    if isinstance(runs, str):
        runs = (Run(runs),)
    runs = tuple(runs)
    rtl = is_rtl("".join(run.text for run in runs))
    lines: list[Line] = []
    line: list[tuple[str, bool]] = []
    used = 0.0

    def end_line(*, spaced: bool) -> None:
        nonlocal line, used
        ended = _line(line, style, rtl=rtl)
        lines.append(_spaced(ended) if spaced else ended)
        line, used = [], 0.0

    for word, glued in _words(runs, bold=style.bold):
        first = word[0][0]
        if first[0] == "\n":
            end_line(spaced=True)
            continue
        size = sum(faces.width(text, bold=bold, size=style.size) for text, bold in word)
        if used + size <= width or (first[0] == " " and len(first) <= _HANG and line):
            line += word
            used += size
            continue
        if line and first[0] != " ":
            end_line(spaced=not glued)
        if used + size <= width:
            line += word
            used += size
            continue
        steps = [
            (part, bold, step)
            for text, bold in word
            for part, step in _whole(text, faces.steps(text, bold=bold, size=style.size))
        ]
        most = _even(steps, width)
        for part, bold, step in steps:
            if line and (used + step > width or len(line) >= most):
                end_line(spaced=False)
            line.append((part, bold))
            used += step
    end_line(spaced=True)
    return _aligned(lines, faces) if rtl else lines


def draw_line(node: Node, x: float, line: Line, style: Style) -> Callable[[Sheet, float], None]:
    """Return what draws a line from `x` on as content of a node; it is given the sheet and the line's top."""

    def draw(sheet: Sheet, y: float) -> None:
        if line:
            sheet.mark(node)
            sheet.text(x, y + style.drop, line)

    return draw


def _words(runs: Iterable[Run], *, bold: bool) -> Iterator[_Word]:
    word: list[tuple[str, bool]] = []
    glued = False
    for run in runs:
        heavy = bold or run.bold
        for token in _TOKENS.findall(prepared(run.text)):
            if token[0] in " \n":
                if word:
                    yield word, glued
                    word, glued = [], False
                yield [(token, heavy)], False
                continue
            if token.isascii():
                word.append((token, heavy))
                continue
            first, *others = _breakable(token)
            word.append((first, heavy))
            for part in others:
                yield word, glued
                word, glued = [(part, heavy)], True
    if word:
        yield word, glued


def _breakable(token: str) -> list[str]:
    """Split a word where Chinese and Japanese break lines: around their characters, but for signs that cling."""
    if not _WIDE.search(token):
        return [token]
    found = [""]
    for grapheme in graphemes(token):
        before = found[-1]
        wide = _WIDE.match(grapheme) or _WIDE.match(before[-1:])
        clings = unicodedata.category(grapheme[0]) in _CLINGING or grapheme in _SMALL_KANA
        if before and wide and not clings and unicodedata.category(before[-1]) not in {"Ps", "Pi"}:
            found.append(grapheme)
        else:
            found[-1] += grapheme
    return found


def _whole(text: str, steps: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Join the parts of Thai and Lao syllables: vowels that are written beside their consonant."""
    if text.isascii():
        return steps
    found = steps[:1]
    for part, step in steps[1:]:
        before, width = found[-1]
        if part[0] in _AFTER or before[-1] in _BEFORE:
            found[-1] = (before + part, width + step)
        else:
            found.append((part, step))
    return found


def _aligned(lines: Sequence[Line], faces: Faces) -> list[Line]:
    """Give the lines of a paragraph from right to left one right edge: that of the widest of them."""
    widths = [
        sum(faces.width(piece.text, bold=piece.bold, size=piece.size) for piece in line[:-1])
        + sum(faces.width(piece.text.rstrip(" "), bold=piece.bold, size=piece.size) for piece in line[-1:])
        for line in lines
    ]
    room = max(widths)
    return [tuple(piece._replace(room=room) for piece in line) for line in lines]


def _even(steps: Sequence[tuple[str, bool, float]], width: float) -> float:
    """Return how many characters of a word go on each line of `width` points, if it has to be broken inside.

    A digest becomes lines of one length, not a full line and two characters. Other words, such as addresses, have as
    many as fit: readers take a hyphen at a line's end away.
    """
    if not all(part.isalnum() for part, _, _ in steps):
        return math.inf
    lines, used = 1, 0.0
    for _, _, step in steps:
        if used and used + step > width:
            lines, used = lines + 1, 0.0
        used += step
    return math.ceil(len(steps) / lines)


def _spaced(line: Line) -> Line:
    if not line or line[-1].text.endswith(" "):
        return line
    return (*line[:-1], line[-1]._replace(text=line[-1].text + " "))


def _line(parts: Sequence[tuple[str, bool]], style: Style, *, rtl: bool) -> Line:
    """Join neighbours of one weight."""
    joined: list[Piece] = []
    for text, bold in parts:
        if joined and joined[-1].bold == bold:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + text)
        else:
            joined.append(Piece(text, style.size, style.color, bold, rtl))
    return tuple(joined)
