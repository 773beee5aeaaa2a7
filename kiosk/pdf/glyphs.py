"""Which characters can be printed rightly, and the refusal of those that cannot.

A character is printable when a bundled font has it and this program can set its script: Latin, Greek and Cyrillic, left
to right. A letter that would need shaping or another direction is refused even if a font has a picture of it: a name
printed wrongly is worse than a name on paper. So are characters that nobody can see, direction overrides among them.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from kiosk.errors import OperatorError

__all__ = [
    "BOLD",
    "FALLBACK",
    "REGULAR",
    "covered",
    "font_path",
    "refuse_unsupported",
    "unsupported",
    "unsupported_characters",
]

REGULAR = ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf")
BOLD = ("fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf")
FALLBACK = ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf")
"""Variable, upright; has what the first font lacks."""

_SCRIPTS = frozenset(
    {"LATIN", "GREEK", "CYRILLIC", "MICRO", "MODIFIER", "FEMININE", "MASCULINE", "OHM", "KELVIN", "ANGSTROM"}
)
"""First words of the Unicode names of letters that are set one by one, left to right."""

_BASIC_PLANE = 0xFFFF

_BREAKS = frozenset("\n\r\t")
"""Control characters that are white space in an answer: they are printed as line breaks and spaces."""


def font_path(font: tuple[str, str]) -> Path:
    """Return where a bundled font file lies."""
    package, name = font
    return Path(str(files(package).joinpath("files", name)))


@functools.cache
def covered(font: tuple[str, str]) -> frozenset[int]:
    """Return the code points of the basic plane that a font has: ReportLab writes no others rightly."""
    from fontTools.ttLib import TTFont

    with TTFont(font_path(font), lazy=True) as opened:
        return frozenset(code for code in opened.getBestCmap() if code <= _BASIC_PLANE)


def unsupported_characters(text: str) -> tuple[str, ...]:
    """Return the characters of a text that cannot be printed rightly, each once, in order.

    The text is judged in its composed form (NFC), which is how it is printed.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return ()
    return tuple(char for char in dict.fromkeys(composed) if not _printable(char))


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


def _printable(char: str) -> bool:
    if char in _BREAKS:
        return True
    category = unicodedata.category(char)
    if category[0] in "CM" or category in {"Zl", "Zp"}:
        return False
    if unicodedata.bidirectional(char) in {"R", "AL", "AN"}:
        return False
    if category[0] == "L" and unicodedata.name(char, "").split(" ")[0] not in _SCRIPTS:
        return False
    code = ord(char)
    return code in covered(FALLBACK) or all(code in covered(font) for font in (REGULAR, BOLD))
