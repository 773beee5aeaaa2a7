"""Which characters can be printed rightly, from which font, and the refusal of those that cannot.

The main font sets plain letters one by one. All else is shaped, with the font of its script. A text is printable when
each of its graphemes comes out whole: with a font that has all of it, and no sign without the letter it belongs to. A
name printed wrongly is worse than a name on paper. So are characters that nobody can see, direction overrides among
them; joiners are let through where they change how a word looks.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from kiosk.errors import OperatorError
from kiosk.lettering import (
    BOLD,
    EMOJI,
    LATIN,
    REGULAR,
    SYMBOLS,
    FontFile,
    east_asian,
    font_for,
    is_east_asian,
)
from kiosk.pdf.bidi import is_rtl, levels
from kiosk.pdf.shaping import covered, shape

__all__ = [
    "Item",
    "graphemes",
    "items",
    "plain_letters",
    "refuse_unsupported",
    "unsupported",
    "unsupported_characters",
]

_BREAKS = frozenset("\n\r\t")
"""Control characters that are white space in an answer: they are printed as line breaks and spaces."""
_JOINERS = frozenset("\u200c\u200d")
_EMOJI_STYLES = frozenset("\ufe0e\ufe0f")
_SKIN = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u3164\uffa0")
"""Letters and marks that draw nothing (Default_Ignorable_Code_Point), beyond the control and format characters."""
_MOST_MARKS = 6
"""Marks on one letter, more than any language sets: a heap of them would cover the lines around it."""
_LONGEST = 24
"""Characters that hang together as one picture. Real syllables have a dozen."""


class Item(NamedTuple):
    """A stretch of text of one font and direction. No font: the main one, letter by letter."""

    start: int
    end: int
    font: FontFile | None
    level: int


@functools.cache
def plain_letters() -> frozenset[str]:
    """Return the characters that the main font sets one by one, left to right, in both weights."""
    both = (chr(code) for code in covered(REGULAR) & covered(BOLD))
    return frozenset(
        char
        for char in both
        if unicodedata.category(char)[0] not in "MC" and unicodedata.bidirectional(char) not in {"R", "AL", "AN"}
    )


def graphemes(text: str) -> list[str]:
    """Return what a reader takes for one sign: letters with their marks and joiners, and joined emoji.

    It is the part of UAX #29 that matters here: what HarfBuzz joins further is found in its clusters.
    """
    found: list[str] = []
    for char in text:
        if found and (_extends(char) or (found[-1][-1] == "\u200d" and _pictorial(char) and _pictorial(found[-1][0]))):
            found[-1] += char
        else:
            found.append(char)
    return found


def items(text: str, depths: Sequence[int], east: FontFile) -> list[Item]:
    """Split a line into stretches of one font and direction; `depths` are the levels of its characters.

    `east` is the font for Han characters.

    Raises:
        ValueError: the text is not printable; that is to be found out before.
    """
    plain = plain_letters()
    found: list[Item] = []
    at = 0
    before: FontFile | None = None
    for grapheme in graphemes(text):
        level, end = depths[at], at + len(grapheme)
        if grapheme == " " or (len(grapheme) == 1 and grapheme in plain and not level % 2):
            # Spaces are of one width everywhere, so that a line is as wide as its words.
            font = None
        else:
            font = _font_of(grapheme, before, east)
            if font is None:
                raise ValueError("a text that cannot be printed")
        before = font
        if found and (found[-1].font, found[-1].level) == (font, level):
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Item(at, end, font, level))
        at = end
    return found


def unsupported_characters(text: str) -> tuple[str, ...]:
    """Return the characters of a text that cannot be printed rightly, each once, in order.

    The text is judged in its composed form (NFC), which is how it is printed.
    """
    composed = unicodedata.normalize("NFC", text)
    if _BREAKS | plain_letters() >= set(composed):
        return ()
    bad: set[str] = set()
    for line in composed.replace("\r", "\n").replace("\t", " ").split("\n"):
        if not plain_letters().issuperset(line):
            bad.update(_unprintable(line))
    return tuple(char for char in dict.fromkeys(composed) if char in bad)


def unsupported(text: str, where: str) -> OperatorError:
    """Return the refusal of a text: it names the first such character, and nothing else of the text."""
    char = unsupported_characters(text)[0]
    name = unicodedata.name(char, "").lower()
    seen = f"“{char}”" if char.isprintable() and unicodedata.category(char)[0] != "M" else ""
    character = ", ".join(part for part in (seen, name, f"U+{ord(char):04X}") if part)
    return OperatorError("document.unsupported_character", character=character, where=where)


def refuse_unsupported(fields: Iterable[tuple[str, str]]) -> None:
    """Refuse texts that cannot be printed, before anything is sealed.

    Args:
        fields: pairs of the field's key and its text.

    Raises:
        OperatorError: `document.unsupported_character` with the `character` and the field's key as `where`.
    """
    for field, text in fields:
        if unsupported_characters(text):
            raise unsupported(text, field)


def _extends(char: str) -> bool:
    return char in _JOINERS or char in _SKIN or unicodedata.category(char)[0] == "M"


def _pictorial(char: str) -> bool:
    return unicodedata.category(char) == "So" or char in _SKIN


def _font_of(grapheme: str, before: FontFile | None, east: FontFile) -> FontFile | None:
    """Return the first font that has all of a grapheme; None if there is none, or it is of several scripts.

    `before` is the font of the grapheme before it: a sign that belongs to no script goes with its neighbour.
    """
    scripts = {east if is_east_asian(font) else font for font in map(font_for, grapheme)} - {None}
    if len(scripts) > 1:
        return None
    near = (before,) if before not in {None, EMOJI} else ()
    # Signs of the main font that stand from right to left are shaped, for they may have to be mirrored.
    main = (REGULAR,) if grapheme in plain_letters() else ()
    candidates = scripts or dict.fromkeys((*near, *main, LATIN, SYMBOLS, EMOJI, east))
    needed = {ord(char) for char in grapheme if char not in _JOINERS | _EMOJI_STYLES}
    return next((font for font in candidates if font is not None and needed <= covered(font)), None)


def _unprintable(line: str) -> Iterator[str]:
    """Yield the characters of a line that cannot be printed: those without a font first, or what shaping cannot set."""
    east = east_asian(line)
    before: FontFile | None = None
    stretches: list[tuple[FontFile | None, str]] = []
    for grapheme in graphemes(line):
        if len(grapheme) == 1 and grapheme in plain_letters():
            before = None
            stretches.append((None, grapheme))
            continue
        bad = set(_hidden(grapheme))
        font = _font_of("".join(char for char in grapheme if char not in bad), before, east)
        if font is None:
            bad |= _without_font(grapheme)
        yield from bad
        stretches.append((None if bad else font, grapheme))
        before = font
    for font, group in groupby(stretches, key=lambda pair: pair[0]):
        if font is not None:
            yield from _misshapen("".join(part for _, part in group), font)


def _hidden(grapheme: str) -> Iterator[str]:
    """Yield the characters of a grapheme that nobody sees and nothing needs, and marks that stand alone or in heaps."""
    base = grapheme[0]
    script = font_for(base)
    marks = 0
    for i, char in enumerate(grapheme):
        category = unicodedata.category(char)
        if char in _JOINERS:
            allowed = i > 0 and (script not in {None, LATIN} or _pictorial(base))
        elif char in _EMOJI_STYLES:
            allowed = i > 0 and (_pictorial(base) or ord(base) in covered(EMOJI))
        elif category[0] == "M":
            marks += 1
            allowed = i > 0 and marks <= _MOST_MARKS and char not in _UNSEEN
        else:
            allowed = category[0] != "C" and category not in {"Zl", "Zp"} and char not in _UNSEEN
        if not allowed or (i > 0 and unicodedata.category(base)[0] in "ZC"):
            yield char


def _without_font(grapheme: str) -> set[str]:
    """Return the characters of a grapheme that have no font together with its first one."""
    base = grapheme[0]
    font = font_for(base)
    alone = _font_of(base, None, east_asian(base))
    if alone is None:
        return {base}
    fitting = covered(alone)
    return {
        char
        for char in grapheme[1:]
        if ord(char) not in fitting or font_for(char) not in {None, font}
    } or set(grapheme[1:])  # fmt: skip


def _misshapen(text: str, font: FontFile) -> Iterator[str]:
    """Yield the characters of clusters that a font cannot set whole, in either weight."""
    depths = levels(text, rtl=is_rtl(text))
    for rtl, group in groupby(range(len(text)), key=lambda i: bool(depths[i] % 2)):
        part = "".join(text[i] for i in group)
        for bold in (False, True):
            for cluster in shape(part, font, bold=bold, rtl=rtl):
                if not cluster.sound or len(cluster.text) > _LONGEST:
                    yield from cluster.text
