from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from types import SimpleNamespace

import pikepdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from kiosk.document import Paragraph
from kiosk.lettering import LATIN, FontFile, font_for
from kiosk.pdf import pictures
from kiosk.pdf.pictures import PictureFont, Pictures, font_program, unicode_map
from kiosk.pdf.shaping import Cluster, Picture, shape
from tests.kiosk.pdf.papers import form, words

FIRST, SECOND = "glyph00001", "glyph00002"
"""The names that fontTools gives to glyphs of a font without names."""


@contextmanager
def fonts(data: bytes) -> Iterator[dict[str, pikepdf.Object]]:
    """Give the composite fonts of a file by their base names, without their tags."""
    with pikepdf.open(BytesIO(data)) as pdf:
        found = (font for page in pdf.pages for font in page.obj.Resources.Font.values() if font.Subtype == "/Type0")
        yield {str(font.BaseFont).split("+")[1]: font for font in found}


def script(char: str) -> FontFile:
    font = font_for(char)
    assert font is not None
    return font


def test_only_what_is_needed_goes_into_the_file() -> None:
    for text, wanted in (("Rosa Delgado – “é”", set()), ("Rosa Иван", {"NotoSans-Regular"})):
        with fonts(form(Paragraph(words(text)))) as found:
            assert found.keys() == wanted
    assert len(form(Paragraph(words("Rosa 王小明")))) - len(form(Paragraph(words("Rosa")))) < 8_000


@pytest.mark.parametrize("name", ["Иван", "שרה כהן", "क्षत्रिय", "王小明", "김민수", "👩\u200d🔬"])
def test_a_font_says_the_widths_that_its_program_has(name: str) -> None:
    with fonts(form(Paragraph(words(name)))) as found:
        [font] = found.values()
        descendant = font.DescendantFonts[0]
        first, widths = int(descendant.W[0]), [float(width) for width in descendant.W[1]]
        box = [int(value) for value in descendant.FontDescriptor.FontBBox]
        program = TTFont(BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
    scale = 1000 / program["head"].unitsPerEm
    advances = [program["hmtx"][name][0] for name in program.getGlyphOrder()]

    assert first == 1
    assert widths == pytest.approx([advance * scale for advance in advances[1:]], abs=0.01)
    assert advances[0] == 0
    assert box == [round(getattr(program["head"], key) * scale) for key in ("xMin", "yMin", "xMax", "yMax")]


def test_a_program_has_the_tables_that_a_pdf_needs_and_tells_no_time() -> None:
    data = font_program([shape("я", LATIN, bold=False, rtl=False)[0].picture])

    with TTFont(BytesIO(data)) as program:
        assert set(program.keys()) == {"GlyphOrder", "head", "hhea", "hmtx", "loca", "glyf", "maxp"}
        assert program["head"].created == program["head"].modified
    assert data == font_program([shape("я", LATIN, bold=False, rtl=False)[0].picture])


@pytest.mark.parametrize("bold", [False, True])
def test_a_picture_is_the_outline_of_the_font_at_its_weight(bold: bool) -> None:
    georgian = script("ჟ")
    [cluster] = shape("ჟ", georgian, bold=bold, rtl=False)
    with TTFont(BytesIO(font_program([cluster.picture]))) as program, TTFont(georgian.path) as source:
        instantiateVariableFont(source, {"wght": 700 if bold else 400}, inplace=True)
        name = source.getBestCmap()[ord("ჟ")]
        glyph, wanted = program["glyf"][FIRST], source["glyf"][name]
        assert program["hmtx"][FIRST] == pytest.approx(source["hmtx"][name], abs=1)
        for side in ("xMin", "yMin", "xMax", "yMax"):
            assert abs(getattr(glyph, side) - getattr(wanted, side)) <= 1


def test_a_cluster_of_many_glyphs_is_one_picture_with_all_of_them() -> None:
    [cluster] = shape("x\u0323\u0302", LATIN, bold=False, rtl=False)
    [plain] = shape("x", LATIN, bold=False, rtl=False)
    with TTFont(BytesIO(font_program([cluster.picture, plain.picture]))) as program:
        pen = DecomposingRecordingPen(program.getGlyphSet())
        program.getGlyphSet()[FIRST].draw(pen)
        assert [step for step, _ in pen.value].count("closePath") == 3
        assert program["glyf"][FIRST].yMin < program["glyf"][SECOND].yMin < program["glyf"][SECOND].yMax
        assert program["glyf"][FIRST].yMax > program["glyf"][SECOND].yMax


def test_cubic_outlines_become_quadratic_ones() -> None:
    [cluster] = shape("永", script("永"), bold=False, rtl=False)
    with TTFont(BytesIO(font_program([cluster.picture]))) as program:
        glyph = program["glyf"][FIRST]
        assert glyph.numberOfContours >= 1
        # Nearly as tall and wide as its em.
        assert 800 < glyph.xMax - glyph.xMin < 1000
        assert 800 < glyph.yMax - glyph.yMin < 1000


def test_codes_count_from_one_in_the_order_of_use() -> None:
    font = PictureFont(LATIN, 1, bold=False)
    a, b = shape("яж", LATIN, bold=False, rtl=False)

    assert [font.code(cluster) for cluster in (a, b, a)] == [1, 2, 1]
    # The same picture with another text is another code: a reader has to get the text back.
    assert font.code(a._replace(text="R")) == 3


def test_a_font_that_is_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_MOST", 1)
    font = PictureFont(LATIN, 1, bold=False)
    a, b = shape("яж", LATIN, bold=False, rtl=False)
    font.code(a)

    with pytest.raises(ValueError, match="too many"):
        font.code(b)


def test_each_file_and_weight_is_a_font_of_its_own() -> None:
    document = SimpleNamespace(delayedFonts=[])
    made = Pictures(document)
    regular, bold = (shape("я", LATIN, bold=weight, rtl=False)[0].picture for weight in (False, True))

    assert made.font(regular) is made.font(regular)
    assert made.font(regular) is not made.font(bold)
    assert document.delayedFonts == [made.font(regular), made.font(bold)]
    assert [font.name for font in document.delayedFonts] == ["P1", "P2"]


def test_a_map_has_sections_of_a_hundred_and_signs_beyond_the_basic_plane() -> None:
    written = unicode_map(["क्ष", "\U0001f600", *["a"] * 150]).decode()

    assert "<0001> <0915094D0937>" in written
    assert "<0002> <D83DDE00>" in written
    assert [line for line in written.split("\n") if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "52 beginbfchar",
    ]


def test_the_same_names_have_the_same_bytes_on_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [Paragraph(words(name)) for name in ("שרה", "王小明", "Иван")]
    today = form(*blocks)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)

    assert hashlib.sha256(form(*blocks)).digest() == hashlib.sha256(today).digest()


def test_an_empty_picture_has_a_width_and_no_outline() -> None:
    picture = Picture(LATIN, bold=False, glyphs=(), advance=300)
    with TTFont(BytesIO(font_program([picture]))) as program:
        assert program["hmtx"][FIRST] == (300, 0)
        assert program["glyf"][FIRST].numberOfContours == 0
    assert Cluster("\u0651", picture, sound=True).width == 300
