from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from kiosk.errors import OperatorError
from kiosk.lettering import BOLD, REGULAR
from kiosk.pdf.fonts import faces_for
from kiosk.pdf.glyphs import plain_letters


def test_a_text_is_as_wide_as_its_fonts_say() -> None:
    with TTFont(REGULAR.path) as font:
        names, advances = font.getBestCmap(), font["hmtx"]
        units = sum(advances[names[ord(char)]][0] for char in "Rosa 2026")
        wanted = units * 11 / font["head"].unitsPerEm

    assert abs(faces_for("").width("Rosa 2026", bold=False, size=11) - wanted) < 0.05


def test_plain_text_needs_the_main_font_only() -> None:
    faces = faces_for("Rosa Delgado – “é”")

    assert faces.plain("Rosa Delgado – “é”")
    assert not faces.plain("Rosa Иван")
    assert not faces.plain("x\u0301")
    assert [face.name for face in faces.main] == [REGULAR.path.stem, BOLD.path.stem]


def test_all_of_ascii_is_plain() -> None:
    assert plain_letters() >= {chr(code) for code in range(0x20, 0x7F)}


def test_the_main_font_has_a_glyph_for_each_of_its_letters() -> None:
    for face in faces_for("").main:
        assert face.widths.keys() == plain_letters()
        assert all(face.font.face.charToGlyph[ord(char)] != 0 for char in plain_letters())


@pytest.mark.parametrize("text", ["Иван Rosa", "Rosa שרה 27", "क्षत्रिय Rosa", "王小明, 28", "لا إله إلا"])
def test_a_width_over_words_is_the_sum_of_their_widths(text: str) -> None:
    faces = faces_for(text)

    for bold in (False, True):
        spaces = text.count(" ") * faces.width(" ", bold=bold, size=10)
        parts = sum(faces.width(part, bold=bold, size=10) for part in text.split(" "))
        assert faces.width(text, bold=bold, size=10) == pytest.approx(parts + spaces, abs=0.01)


def test_bold_is_wider() -> None:
    faces = faces_for("Иван")

    assert faces.width("Иван", bold=True, size=11) > faces.width("Иван", bold=False, size=11)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Rosa", ["R", "o", "s", "a"]),
        ("aẹ\u0301b", ["a", "ẹ\u0301", "b"]),
        ("क्षत्रियa", ["क्ष", "त्रि", "य", "a"]),
        ("می\u200cخو", ["م", "ی\u200c", "خ", "و"]),
        ("", []),
    ],
)
def test_words_can_be_broken_between_clusters(text: str, parts: list[str]) -> None:
    faces = faces_for(text)
    steps = faces.steps(text, bold=False, size=10)

    assert [part for part, _ in steps] == parts
    assert sum(step for _, step in steps) == pytest.approx(faces.width(text, bold=False, size=10))


def test_what_was_shaped_is_kept_with_the_document_only() -> None:
    faces, others = faces_for("Иван"), faces_for("Иван")
    faces.width("Иван", bold=False, size=10)

    assert faces._shaped
    assert not others._shaped
    assert "Иван" not in repr(faces)


def test_a_text_that_cannot_be_printed_has_no_fonts() -> None:
    with pytest.raises(OperatorError, match=r"document\.unsupported_character"):
        faces_for("ᚠᚢᚦ")


def test_han_characters_have_the_form_of_the_documents_language() -> None:
    assert faces_for("さくら\n山田").east.family == "Noto Sans CJK JP"
    assert faces_for("王小明").east.family == "Noto Sans CJK SC"
