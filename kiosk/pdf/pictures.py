"""Fonts of pictures: what is shaped goes into the file as fonts that are made for it, one picture for each cluster.

Each code of such a font draws a whole cluster and says its text, so that a reader gets the text back whatever glyphs
HarfBuzz took, in which order, and where it put them. They are composite fonts with TrueType outlines (ISO 32000-1,
9.7), always embedded, with just what the document uses; codes are given in the order of use, so that the same document
has the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfdoc

from kiosk.lettering import FontFile
from kiosk.pdf.shaping import Cluster, Picture, ascent, opened, units

__all__ = ["PictureFont", "Pictures", "font_program", "unicode_map"]

_NOTDEF: Final = ".notdef"
_STEM: Final = {False: 80, True: 140}
_SYMBOLIC: Final = 4
_SECTION: Final = 100
"""Pairs that a section of a map may have (Adobe technical note 5014)."""
_CUBIC_ERROR: Final = 0.001
"""How far quadratic curves may be from cubic ones, as a share of the em: less than can be printed."""
_EPOCH: Final = 3_029_529_600
"""A fixed time, 2000-01-01 in seconds since 1904: the clock does not go into the bytes."""
_MOST: Final = 65_000


class PictureFont:
    """One font of pictures, of one file and weight. ReportLab asks it for its objects when the document is saved."""

    def __init__(self, font: FontFile, number: int, *, bold: bool) -> None:
        self.font, self.bold = font, bold
        self.name = f"P{number}"
        self._codes: dict[tuple[str, Picture], int] = {}

    def code(self, cluster: Cluster) -> int:
        """Return the code of a cluster; from 1 on, for 0 is a picture of nothing.

        Raises:
            ValueError: the document has more different clusters than a font can hold.
        """
        code = self._codes.setdefault((cluster.text, cluster.picture), len(self._codes) + 1)
        if code > _MOST:
            raise ValueError("too many pictures for one font")
        return code

    def addObjects(self, document: Any) -> None:  # noqa: N802, ANN401  # ReportLab's name; its stubs have no document
        """Add the font to the document, once all codes are known."""
        pictures = [picture for _, picture in self._codes]
        program = font_program(pictures)
        tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
        style = "Bold" if self.bold else "Regular"
        base = pdfdoc.PDFName(f"{tag}+{self.font.family.replace(' ', '')}-{style}")
        scale = 1000 / units(self.font)
        over, under = ascent(self.font, bold=self.bold)
        box = _bounds(program)
        descriptor = {
            "Type": pdfdoc.PDFName("FontDescriptor"),
            "FontName": base,
            "Flags": _SYMBOLIC,
            "FontBBox": pdfdoc.PDFArray([round(value * scale) for value in box]),
            "ItalicAngle": 0,
            "Ascent": round(over * scale),
            "Descent": round(under * scale),
            "CapHeight": round(over * scale),
            "StemV": _STEM[self.bold],
            "FontFile2": document.Reference(_stream(program, Length1=len(program)), f"{self.name}.program"),
        }
        widths = [round(picture.advance * scale, 3) for picture in pictures]
        descendant = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType2"),
            "BaseFont": base,
            "CIDSystemInfo": pdfdoc.PDFDictionary(
                {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
            ),
            "CIDToGIDMap": pdfdoc.PDFName("Identity"),
            "DW": 0,
            "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(widths)]),
            "FontDescriptor": document.Reference(pdfdoc.PDFDictionary(descriptor), f"{self.name}.descriptor"),
        }
        texts = _stream(unicode_map([text for text, _ in self._codes]))
        font = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("Type0"),
            "BaseFont": base,
            "Encoding": pdfdoc.PDFName("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray(
                [document.Reference(pdfdoc.PDFDictionary(descendant), f"{self.name}.descendant")]
            ),
            "ToUnicode": document.Reference(texts, f"{self.name}.unicode"),
        }
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(pdfdoc.PDFDictionary(font), self.name)


class Pictures:
    """The fonts of pictures of one document, made as they are needed."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401  # as above
        self._document = document
        self._fonts: dict[tuple[FontFile, bool], PictureFont] = {}

    def font(self, picture: Picture) -> PictureFont:
        """Return the font that holds a picture."""
        key = (picture.font, picture.bold)
        if key not in self._fonts:
            made = PictureFont(picture.font, len(self._fonts) + 1, bold=picture.bold)
            self._fonts[key] = made
            self._document.delayedFonts.append(made)
        return self._fonts[key]


def font_program(pictures: Sequence[Picture]) -> bytes:
    """Return a TrueType font whose glyphs are pictures of one font, from 1 on.

    It has the tables that a composite font in a PDF needs (ISO 32000-1, 9.9) and no others.
    """
    font, bold = pictures[0].font, pictures[0].bold
    names = [f"c{number}" for number in range(1, len(pictures) + 1)]
    builder = FontBuilder(units(font), isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder([_NOTDEF, *names])
    empty = TTGlyphPen(None).glyph()
    outlines = {_NOTDEF: empty, **{name: _outline(picture) for name, picture in zip(names, pictures, strict=True)}}
    builder.setupGlyf(outlines)
    advances = {name: picture.advance for name, picture in zip(names, pictures, strict=True)}
    glyf = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {_NOTDEF: (0, 0), **{name: (advances[name], getattr(glyf[name], "xMin", 0)) for name in names}}
    )
    over, under = ascent(font, bold=bold)
    builder.setupHorizontalHeader(ascent=over, descent=under)
    builder.setupMaxp()
    builder.updateHead(created=_EPOCH, modified=_EPOCH)
    data = BytesIO()
    builder.font.save(data)
    return data.getvalue()


def unicode_map(texts: Sequence[str]) -> bytes:
    """Return the map from codes, from 1 on, to texts (ISO 32000-1, 9.10.3)."""
    pairs = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in enumerate(texts, start=1)]
    lines = ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap"]
    lines.append("/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def")
    lines.append("/CMapName /Adobe-Identity-UCS def /CMapType 2 def")
    lines.append("1 begincodespacerange <0000> <FFFF> endcodespacerange")
    for start in range(0, len(pairs), _SECTION):
        section = pairs[start : start + _SECTION]
        lines += [f"{len(section)} beginbfchar", *section, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def _outline(picture: Picture) -> Any:  # noqa: ANN401  # fontTools has no types
    """Return the outlines of a cluster's glyphs as one glyph."""
    source = opened(picture.font, bold=picture.bold)
    pen = TTGlyphPen(None)
    quadratic = Cu2QuPen(pen, units(picture.font) * _CUBIC_ERROR)
    for number, x, y in picture.glyphs:
        source.draw_glyph_with_pen(number, TransformPen(quadratic, (1, 0, 0, 1, x, y)))
    return pen.glyph()


def _bounds(program: bytes) -> tuple[int, int, int, int]:
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(program), lazy=True) as font:
        head = font["head"]
        return head.xMin, head.yMin, head.xMax, head.yMax


def _stream(data: bytes, **entries: int) -> Any:  # noqa: ANN401  # ReportLab's stubs have no such class
    stream = pdfdoc.PDFStream(content=data)
    for key, value in entries.items():
        stream.dictionary[key] = value
    return stream
