"""Lines: runs of text broken to a width, and drawn. Spaces stay as typed; words wider than a line are broken inside."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kiosk.document import Run
from kiosk.pdf.fonts import Faces
from kiosk.pdf.sheet import Color, Piece, Sheet
from kiosk.pdf.tags import Node

__all__ = ["Line", "Style", "draw_line", "prepared", "wrap"]

_TOKENS = re.compile(r"\n| +|[^ \n]+")
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


def prepared(text: str) -> str:
    """Return a text as it is printed: composed, one kind of line break, tabs as spaces."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", _TAB)


def wrap(runs: Iterable[Run] | str, style: Style, width: float, faces: Faces) -> list[Line]:
    """Break runs into lines no wider than `width` points; an empty text is one empty line.

    A line ends in a space, or readers would join its last word with the next; only one that was broken inside of a
    word does not. That space may hang over the width.
    """
    if isinstance(runs, str):
        runs = (Run(runs),)
    lines: list[Line] = []
    line: list[tuple[str, bool]] = []
    used = 0.0

    def end_line() -> None:
        nonlocal line, used
        lines.append(_spaced(_line(line, style)))
        line, used = [], 0.0

    for word in _words(runs, bold=style.bold):
        first = word[0][0]
        if first[0] == "\n":
            end_line()
            continue
        size = sum(faces.width(text, bold=bold, size=style.size) for text, bold in word)
        if used + size <= width or (first[0] == " " and len(first) <= _HANG and line):
            line += word
            used += size
            continue
        if line and first[0] != " ":
            end_line()
        if used + size <= width:
            line += word
            used += size
            continue
        most = _even(word, style, width, faces)
        for text, bold in word:
            for char in text:
                step = faces.width(char, bold=bold, size=style.size)
                if line and (used + step > width or len(line) >= most):
                    lines.append(_line(line, style))
                    line, used = [], 0.0
                line.append((char, bold))
                used += step
    end_line()
    return lines


def draw_line(node: Node, x: float, line: Line, style: Style) -> Callable[[Sheet, float], None]:
    """Return what draws a line from `x` on as content of a node; it is given the sheet and the line's top."""

    def draw(sheet: Sheet, y: float) -> None:
        if line:
            sheet.mark(node)
            sheet.text(x, y + style.drop, line)

    return draw


def _words(runs: Iterable[Run], *, bold: bool) -> Iterable[list[tuple[str, bool]]]:
    """Yield what may not be broken: words, which can be of several runs, stretches of spaces, and line breaks."""
    word: list[tuple[str, bool]] = []
    for run in runs:
        heavy = bold or run.bold
        for token in _TOKENS.findall(prepared(run.text)):
            if token[0] in " \n":
                if word:
                    yield word
                    word = []
                yield [(token, heavy)]
            else:
                word.append((token, heavy))
    if word:
        yield word


def _even(word: list[tuple[str, bool]], style: Style, width: float, faces: Faces) -> float:
    """Return how many characters of a word go on each line of `width` points, if it has to be broken inside.

    A digest becomes lines of one length, not a full line and two characters. Other words, such as addresses, have as
    many as fit: readers take a hyphen at a line's end away.
    """
    if not all(text.isalnum() for text, _ in word):
        return math.inf
    steps = [faces.width(char, bold=bold, size=style.size) for text, bold in word for char in text]
    lines, used = 1, 0.0
    for step in steps:
        if used and used + step > width:
            lines, used = lines + 1, 0.0
        used += step
    return math.ceil(len(steps) / lines)


def _spaced(line: Line) -> Line:
    if not line or line[-1].text.endswith(" "):
        return line
    return (*line[:-1], line[-1]._replace(text=line[-1].text + " "))


def _line(parts: Sequence[tuple[str, bool]], style: Style) -> Line:
    """Join neighbours of one weight."""
    joined: list[Piece] = []
    for text, bold in parts:
        if joined and joined[-1].bold == bold:
            joined[-1] = joined[-1]._replace(text=joined[-1].text + text)
        else:
            joined.append(Piece(text, style.size, style.color, bold=bold))
    return tuple(joined)
