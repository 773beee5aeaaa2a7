"""Names by the thousand, in every script that can be printed: generated from a seed, and read back from the paper.

They are built as words of the script are built, syllables with their signs and joiners, and then made difficult: one
letter or two hundred, apostrophes, digits and Latin letters in a word from right to left, stacked marks. Some are plain
nonsense, which has to be printed as it is or refused.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from fontTools.ttLib import TTFont

from kiosk.document import KeyValues, Paragraph
from kiosk.lettering import EMOJI, LATIN, SYMBOLS, FontFile, font_for
from kiosk.pdf import unsupported_characters
from kiosk.pdf.fonts import faces_for
from kiosk.pdf.lines import lay
from kiosk.pdf.pictures import font_program
from kiosk.pdf.shaping import Picture
from kiosk.pdf.sheet import INK
from kiosk.pdf.wrap import Style, prepared, wrap
from tests.kiosk.pdf.papers import form, read, words

__all__ = ["SCRIPTS", "Outcome", "generated", "printed"]

Word = Callable[[random.Random], str]
"""Makes a word of a script."""

_A_DOCUMENT = 250
"""Names that are drawn into one document."""
_STYLE = Style(11, 15, INK)
_LONG = 30
"""Characters of a name that must have been broken to fit a narrow line."""
_STRANGE = "·'’-.\u2011 \u200c\u200d\u0301\u034f\u202e\u200b\ufeff\ue000\U0001f600\U00010330"


@cache
def _letters(first: int, last: int, *kinds: str) -> tuple[str, ...]:
    """Return the characters of a block whose names hold one of the given words."""
    found = (chr(code) for code in range(first, last + 1))
    return tuple(char for char in found if any(kind in unicodedata.name(char, "") for kind in kinds))


def _consonants(first: int, last: int) -> tuple[str, ...]:
    """Return the letters of an Indian block that are syllables with an a: other ones take no signs."""
    found = _letters(first, last, " LETTER ")
    return tuple(
        char
        for char in found
        if (name := unicodedata.name(char).rpartition(" LETTER ")[2]).endswith("A")
        and len(name) > 1
        and name not in {"AA", "YYA", "ZHA", "LLLA"}
        and unicodedata.category(char) == "Lo"
        and unicodedata.normalize("NFC", char) == char
    )


def _indian(start: int, virama: int, *, conjuncts: bool = True) -> Word:
    """Return what makes words of an Indian script: consonants, conjuncts with and without joiners, vowel signs."""
    letters = _consonants(start, start + 0x7F)
    vowels = tuple(
        char
        for char in _letters(start, start + 0x7F, "VOWEL SIGN")
        if "VOCALIC" not in unicodedata.name(char) and "CANDRA" not in unicodedata.name(char)
    )
    ends = _letters(start, start + 0x7F, "SIGN ANUSVARA", "SIGN VISARGA")

    def word(chance: random.Random) -> str:
        made = ""
        for _ in range(chance.randint(1, 4)):
            made += chance.choice(letters)
            if conjuncts and chance.random() < 0.3:
                made += chr(virama) + chance.choice(("", "", "", "\u200d", "\u200c")) + chance.choice(letters)
            if chance.random() < 0.5:
                made += chance.choice(vowels)
        return made + (chance.choice(ends) if ends and chance.random() < 0.2 else "")

    return word


def _marked(letters: Sequence[str], marks: Sequence[str], often: float, most: int = 1) -> Word:
    """Return what makes words of letters of which some carry marks."""

    def word(chance: random.Random) -> str:
        made = ""
        for _ in range(chance.randint(1, 8)):
            made += chance.choice(letters)
            if marks and chance.random() < often:
                made += "".join(chance.choice(marks) for _ in range(chance.randint(1, most)))
        return made

    return word


def _cased(letters: Word) -> Word:
    return lambda chance: letters(chance).capitalize()


def _tai(start: int, vowels: str, tones: str) -> Word:
    letters = tuple(char for char in _letters(start, start + 0x2E, "LETTER", "CHARACTER"))

    def word(chance: random.Random) -> str:
        made = ""
        for _ in range(chance.randint(1, 5)):
            made += chance.choice(letters)
            made += chance.choice(vowels) if chance.random() < 0.4 else ""
            made += chance.choice(tones) if chance.random() < 0.3 else ""
        return made

    return word


def _khmer(chance: random.Random) -> str:
    letters = _letters(0x1780, 0x17A2, "LETTER")
    vowels = _letters(0x17B6, 0x17C5, "VOWEL SIGN")
    made = ""
    for _ in range(chance.randint(1, 4)):
        made += chance.choice(letters)
        made += "\u17d2" + chance.choice(letters) if chance.random() < 0.3 else ""
        made += chance.choice(vowels) if chance.random() < 0.5 else ""
    return made


def _burmese(chance: random.Random) -> str:
    letters = [chr(code) for code in range(0x1000, 0x1020)]
    made = ""
    for _ in range(chance.randint(1, 4)):
        made += chance.choice(letters)
        made += chance.choice(("", "", "\u103b", "\u103c", "\u103d", "\u103e"))
        made += chance.choice(("", "\u102b", "\u102c", "\u102d", "\u102f", "\u1031", "\u1032"))
        made += chance.choice(("", "", "\u1036", "\u1038"))
    return made


def _hebrew() -> Word:
    return _marked(_letters(0x5D0, 0x5EA, "LETTER"), _letters(0x5B4, 0x5BC, "POINT"), 0.15)


def _arabic() -> Word:
    letters = [*_letters(0x621, 0x64A, "LETTER"), *"پچژکگیٹڈڑےۀ"]
    return _marked(letters, (*_letters(0x64B, 0x652, "FATHA", "DAMMA", "KASRA", "SHADDA", "SUKUN"), "\u200c"), 0.15)


_LATIN_MARKS = [
    chr(code) for code in (0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x30C, 0x323, 0x327, 0x331)
]
_ROMAN = [chr(code) for code in range(0x61, 0x7B)]

SCRIPTS: dict[str, Word] = {
    "latin": _cased(_marked(_ROMAN, (), 0)),
    "latin of all countries": _cased(_marked(_letters(0xC0, 0x24F, "SMALL LETTER"), (), 0)),
    "stacked marks": _cased(_marked(_ROMAN, _LATIN_MARKS, 0.5, most=3)),
    "vietnamese": _cased(_marked([*_letters(0x1EA0, 0x1EF9, "SMALL LETTER"), *_ROMAN], (), 0)),
    "greek": _cased(_marked(_letters(0x3AC, 0x3CE, "SMALL LETTER"), (), 0)),
    "old greek": _cased(_marked(_letters(0x1F00, 0x1F7D, "SMALL LETTER"), (), 0)),
    "cyrillic": _cased(_marked(_letters(0x430, 0x45F, "SMALL LETTER"), ("\u0301",), 0.1)),
    "armenian": _cased(_marked(_letters(0x561, 0x586, "SMALL LETTER"), (), 0)),
    "georgian": _marked(_letters(0x10D0, 0x10FA, "LETTER"), (), 0),
    "hebrew": _hebrew(),
    "arabic": _arabic(),
    "devanagari": _indian(0x900, 0x94D),
    "bengali": _indian(0x980, 0x9CD),
    "gurmukhi": _indian(0xA00, 0xA4D, conjuncts=False),
    "gujarati": _indian(0xA80, 0xACD),
    "oriya": _indian(0xB00, 0xB4D),
    "tamil": _indian(0xB80, 0xBCD),
    "telugu": _indian(0xC00, 0xC4D),
    "kannada": _indian(0xC80, 0xCCD),
    "malayalam": _indian(0xD00, 0xD4D),
    "sinhala": _indian(0xD80, 0xDCA),
    "thai": _tai(0xE01, "ะัาิีึืุู", "่้๊๋"),
    "lao": _tai(0xE81, "ະັາິີຶືຸູ", "່້"),
    "khmer": _khmer,
    "burmese": _burmese,
    "ethiopic": _marked(_letters(0x1200, 0x1357, "SYLLABLE"), (), 0),
    "chinese": _marked([chr(code) for code in range(0x4E00, 0x9FA6)], (), 0),
    "japanese": _marked([*_letters(0x3041, 0x30FA, "LETTER"), *"山田太郎花子佐藤鈴木渡邊"], (), 0),
    "korean": _marked([chr(code) for code in range(0xAC00, 0xD7A4)], (), 0),
}


def generated(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield names with the script that they are of."""
    chance = random.Random(seed)
    labels = list(SCRIPTS)
    for number in range(count):
        label = labels[number % len(labels)]
        word = SCRIPTS[label]
        kind = chance.random()
        if kind < 0.08:
            yield label, word(chance)[0]
        elif kind < 0.11:
            long = " ".join(word(chance) for _ in range(120))
            yield label, (long if chance.random() < 0.5 else long.replace(" ", ""))[:200].strip()
        elif kind < 0.25:
            other = SCRIPTS[chance.choice(labels)]
            middle = chance.choice((" ", "-", "’", "'", " (", " 27, ", " · "))
            yield label, f"{word(chance)}{middle}{other(chance)}"
        elif kind < 0.30:
            yield label, f"{word(chance)} {chance.randint(1, 2030)} {word(chance)}"
        elif kind < 0.33:
            strange = chance.choice(_STRANGE)
            yield label, f"{word(chance)}{strange}{word(chance)}".strip()
        else:
            yield label, " ".join(word(chance) for _ in range(chance.randint(1, 3)))


@dataclass
class Outcome:
    """What became of names: how many were tried, printed and refused by script, and what is wrong."""

    tried: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    characters: set[str] = field(default_factory=set)
    """Those that were refused."""
    faults: list[str] = field(default_factory=list)
    size: int = 0
    """The largest document, in bytes."""


def printed(count: int, seed: int) -> Outcome:
    """Print generated names, and read them back in several ways; what cannot be printed must be refused by name."""
    outcome = Outcome()
    kept: list[str] = []
    for label, name in generated(count, seed):
        outcome.tried[label] = outcome.tried.get(label, 0) + 1
        bad = unsupported_characters(name)
        if bad:
            outcome.refused[label] = outcome.refused.get(label, 0) + 1
            outcome.characters.update(bad)
            if not set(bad) <= set(unicodedata.normalize("NFC", name)):
                outcome.faults.append(f"refused for what is not in it: {name!a}")
        else:
            kept.append(name)
    for start in range(0, len(kept), _A_DOCUMENT):
        _check(kept[start : start + _A_DOCUMENT], outcome)
    return outcome


def _check(names: Sequence[str], outcome: Outcome) -> None:
    blocks = [Paragraph(words(name)) for name in names]
    data = form(*blocks, KeyValues((("Name", names[0]),)))
    outcome.size = max(outcome.size, len(data))
    wanted = [prepared(name) for name in names]
    ours = [element.text.removesuffix(" ") for element in read(data).all("P")]
    for name, text in zip(wanted, ours[: len(wanted)], strict=True):
        if name != text:
            outcome.faults.append(f"drawn {name!a}, our reader reads {text!a}")
    if shutil.which("pdfinfo"):
        for name, text in zip(wanted, _paragraphs(data), strict=False):
            if name != text:
                outcome.faults.append(f"drawn {name!a}, pdfinfo reads {text!a}")
    if shutil.which("pdftotext"):
        whole, at = _flow(data), 0
        for name in map(_squeezed, wanted):
            text = whole[at : at + len(name)]
            at += len(text)
            # It goes by places on the page, and turns around what it takes for a word: mixed ones, too.
            if name != text and not (_mixed(name) and sorted(name) == sorted(text)):
                outcome.faults.append(f"drawn {name!a}, pdftotext reads {text!a}")
    outcome.faults += _missing(data)
    outcome.faults += _broken(wanted)


def _broken(names: Sequence[str]) -> Iterator[str]:
    """Yield what goes wrong when names are broken into narrow lines: letters lost, taken apart, or beyond the edge."""
    faces = faces_for("\n".join(names))
    width = 20 * _STYLE.size
    for name in names:
        lines = wrap(name, _STYLE, width, faces)
        text = "".join(piece.text for line in lines for piece in line)
        if text.removesuffix(" ") != name:
            yield f"{name!a} is broken into {text!a}"
        for line in lines:
            parts = lay(line, faces)
            if not all(isinstance(part.content, str) or all(one.sound for one in part.content) for part in parts):
                yield f"a letter is taken apart in {name!a}"
            edge = max(part.x + part.width for part in parts)
            if edge > width * 1.05 + _STYLE.size and len(text) > _LONG:
                yield f"a line of {name!a} is {edge - width} too wide"


def _flow(data: bytes) -> str:
    """Return what poppler reads between heads and feet in the order of the content, without white space."""
    command = [
        "pdftotext",
        "-raw",
        "-nopgbrk",
        "-enc",
        "UTF-8",
        "-x",
        "0",
        "-y",
        "70",
        "-W",
        "596",
        "-H",
        "705",
        "-",
        "-",
    ]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    # Around letters from right to left poppler puts marks of its own.
    return _squeezed(done.stdout.decode().translate(dict.fromkeys(range(0x202A, 0x202F))))


def _mixed(text: str) -> bool:
    kinds = {unicodedata.bidirectional(char) for char in text}
    return bool(kinds & {"R", "AL"}) and "L" in kinds


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _paragraphs(data: bytes) -> list[str]:
    """Return the paragraphs' texts as poppler reads them from the structure."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "names.pdf"
        path.write_bytes(data)
        done = subprocess.run(["pdfinfo", "-struct-text", "-enc", "UTF-8", path], capture_output=True, check=True)
    found: list[str] = []
    for line in done.stdout.decode().split("\n"):
        if line.startswith("  P"):
            found.append("")
        elif line.startswith('    "') and found:
            found[-1] += line[5:-1]
        elif line.startswith("  ") and not line.startswith("   "):
            break
    return [text.removesuffix(" ") for text in found]


def _missing(data: bytes) -> Iterator[str]:
    """Yield where the picture of a missing glyph is drawn: code 0, or an outline that is that of a font's own."""
    with pikepdf.open(BytesIO(data)) as pdf:
        fonts = {
            str(name): font
            for page in pdf.pages
            for name, font in page.obj.Resources.Font.items()
            if font.Subtype == "/Type0"
        }
        for page in pdf.pages:
            now = ""
            for instruction in pikepdf.parse_content_stream(page):
                match str(instruction.operator):
                    case "Tf":
                        now = str(instruction.operands[0])
                    case "Tj" | "TJ" if now in fonts:
                        shown = instruction.operands
                        parts = shown[0] if str(instruction.operator) == "TJ" else shown
                        codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                        if any(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2)):
                            yield f"code 0 is drawn with {now}"
        for name, font in fonts.items():
            program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            bold = str(font.BaseFont).endswith("Bold")
            boxes = _boxes(bold=bold)
            for contour in _contours(program):
                if contour in boxes:
                    yield f"a missing glyph is drawn with {name} {font.BaseFont}"


Contour = tuple[tuple[int, int], ...]


@cache
def _boxes(*, bold: bool) -> frozenset[Contour]:
    """Return the outlines that fonts draw for what they lack."""
    fonts: set[FontFile | None] = {font_for(chr(code)) for code in range(0x20, 0xFFFF)} | {LATIN, SYMBOLS, EMOJI}
    found: set[Contour] = set()
    for font in fonts - {None}:
        assert font is not None
        found |= set(_contours(font_program([Picture(font, bold, ((0, 0, 0),), 600)])))
    return frozenset(found)


def _contours(program: bytes) -> Iterator[Contour]:
    """Yield the contours of a font, each moved to the origin."""
    with TTFont(BytesIO(program)) as font:
        for name in font.getGlyphOrder():
            glyph = font["glyf"][name]
            if glyph.numberOfContours <= 0:
                continue
            points, ends, _ = glyph.getCoordinates(font["glyf"])
            start = 0
            for end in ends:
                contour = [points[at] for at in range(start, end + 1)]
                left, low = min(x for x, _ in contour), min(y for _, y in contour)
                yield tuple(sorted((int(x - left), int(y - low)) for x, y in contour))
                start = end + 1
