"""Lettering: which bundled font file has which script, for the screen and for paper alike.

A table and pure look-ups; no font is opened here. The fonts are the ones of Noto (SIL Open Font License 1.1), as they
come in pinned packages, variable in weight, but for the main one. A script that is not in the table has no font here.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

__all__ = [
    "BOLD",
    "EMOJI",
    "LATIN",
    "REGULAR",
    "SYMBOLS",
    "FontFile",
    "east_asian",
    "font_files",
    "font_for",
    "is_east_asian",
    "script_of",
]


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font in a package: its family as it names itself, its file there, and its place in a collection."""

    family: str
    package: str
    name: str
    index: int = 0

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return _path(self.package, self.name)


@functools.cache
def _path(package: str, name: str) -> Path:
    return Path(str(files(package).joinpath(name)))


def _noto(script: str, name: str = "") -> FontFile:
    return FontFile(f"Noto Sans {script}", "manimgx_fonts", f"NotoSans{name or script}[wght].ttf")


def _cjk(region: str, index: int) -> FontFile:
    return FontFile(f"Noto Sans CJK {region}", "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", index)


REGULAR: Final = FontFile(
    "Atkinson Hyperlegible", "fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Regular.ttf"
)
BOLD: Final = FontFile("Atkinson Hyperlegible", "fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Bold.ttf")
"""The letters of the program and of most names."""
LATIN: Final = FontFile("Noto Sans", "fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
"""Latin with all its marks, Greek and Cyrillic; signs that belong to no script."""
SYMBOLS: Final = _noto("Symbols")
EMOJI: Final = FontFile("Noto Emoji", "manimgx_fonts", "NotoEmoji[wght].ttf")
"""In one colour, as ink is."""

_ARABIC: Final = FontFile("Noto Sans Arabic", "fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf")
_JAPANESE, _KOREAN, _SIMPLIFIED, _TRADITIONAL = (
    _cjk(region, index) for index, region in enumerate(("JP", "KR", "SC", "TC"))
)

_SCRIPTS: Final = {
    **dict.fromkeys(("LATIN", "GREEK", "CYRILLIC", "MODIFIER", "COPTIC"), LATIN),
    **dict.fromkeys(("ARABIC", "ARABIC-INDIC", "EXTENDED"), _ARABIC),
    "ARMENIAN": _noto("Armenian"),
    "BENGALI": _noto("Bengali"),
    "DEVANAGARI": _noto("Devanagari"),
    "ETHIOPIC": _noto("Ethiopic"),
    "GEORGIAN": _noto("Georgian"),
    "GUJARATI": _noto("Gujarati"),
    "GURMUKHI": _noto("Gurmukhi"),
    "HEBREW": _noto("Hebrew"),
    "KANNADA": _noto("Kannada"),
    "KHMER": _noto("Khmer"),
    "LAO": _noto("Lao"),
    "MALAYALAM": _noto("Malayalam"),
    "MYANMAR": _noto("Myanmar"),
    "ORIYA": _noto("Oriya"),
    "SINHALA": _noto("Sinhala"),
    "TAMIL": _noto("Tamil"),
    "TELUGU": _noto("Telugu"),
    "THAI": _noto("Thai"),
    "HANGUL": _KOREAN,
    **dict.fromkeys(("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH"), _JAPANESE),
    **dict.fromkeys(("CJK", "IDEOGRAPHIC", "KANGXI", "FULLWIDTH", "BOPOMOFO"), _SIMPLIFIED),
}
"""By the first word of a character's Unicode name, which for letters is their script."""

_EAST: Final = frozenset({_JAPANESE, _KOREAN, _SIMPLIFIED, _TRADITIONAL})
_ENCODED: Final = (("gb2312", _SIMPLIFIED), ("big5", _TRADITIONAL), ("shift_jis", _JAPANESE), ("euc_kr", _KOREAN))


def script_of(char: str) -> str:
    """Return a character's script, or the first word of what else it is called; empty for one without a name."""
    return unicodedata.name(char, "").partition(" ")[0]


def font_for(char: str) -> FontFile | None:
    """Return the font of a character's script; None for a script without one, and for signs that belong to none.

    For Han characters that is the simplified Chinese one: `east_asian` knows better by what stands around them.
    """
    return _SCRIPTS.get(script_of(char))


def is_east_asian(font: FontFile | None) -> bool:
    """Whether a font is one of those that share the Han characters: each has all of them, in its country's form."""
    return font in _EAST


def east_asian(text: str) -> FontFile:
    """Return the font whose Han characters have the form of a text's language, as far as the text shows it.

    Kana tell Japanese and Hangul tells Korean; else it is the national standard that has all its characters.
    """
    scripts = {char: script_of(char) for char in dict.fromkeys(text) if not char.isascii()}
    found = set(scripts.values())
    if found & {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH"}:
        return _JAPANESE
    if "HANGUL" in found:
        return _KOREAN
    han = "".join(char for char, script in scripts.items() if script == "CJK")
    for encoding, font in _ENCODED:
        try:
            han.encode(encoding)
        except UnicodeEncodeError:
            continue
        return font
    return _SIMPLIFIED


def font_files(text: str) -> tuple[FontFile, ...]:
    """Return the fonts of the scripts of a text, each once, in order of first use: what a screen has to load for it."""
    found = [font_for(char) for char in dict.fromkeys(text) if not char.isascii()]
    east = east_asian(text) if any(font in _EAST for font in found) else None
    fonts = (east if font in _EAST else font for font in found)
    return tuple(dict.fromkeys(font for font in fonts if font is not None))
