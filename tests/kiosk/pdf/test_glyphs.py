from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.pdf import refuse_unsupported, unsupported_characters
from kiosk.pdf.fonts import faces_for
from kiosk.pdf.glyphs import BOLD, FALLBACK, REGULAR, covered, font_path, unsupported
from kiosk.pdf.wrap import prepared


@pytest.mark.parametrize(
    "name",
    [
        "Rosa Delgado",
        "Łukasz Müller-O’Brien",
        "Nguyễn Thị Hồng",
        "Ångström",
        "A\u030angstro\u0308m",
        "\u0130brahim Y\u0131ld\u0131z",
        "Жанна Ковалёва",
        "Ωμέγα Παπαδοπούλου",
        "Ðóra Þórsdóttir",
        "Ẹbùn Ọlá",
        "D’Arcy “Lee” – 3rd",
        "a\u00a0b\u2009c\u202fd",
        "line\nbreak\tand tab\r\n",
        "<b>&amp;{{ 7*7 }}%s\\",
        "",
    ],
)
def test_names_of_many_languages_can_be_printed(name: str) -> None:
    assert unsupported_characters(name) == ()


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("x\u202ey", "\u202e"),  # right-to-left override
        ("x\u2066y", "\u2066"),
        ("x\u200by", "\u200b"),  # nobody can see it
        ("\ufeffx", "\ufeff"),
        ("a\x00b", "\x00"),
        ("a\x0cb", "\x0c"),
        ("smile 😀", "😀"),
        ("שלום", "שלום"),
        ("محمد", "محد"),
        ("日本", "日本"),
        ("नाम", "नाम"),
        ("ẹ\u0301", "\u0301"),  # has no composed form, and is not set over its letter
        ("a\u2028b", "\u2028"),
        ("\ue000", "\ue000"),
        ("\U0001d538", "\U0001d538"),
        ("שש שש", "ש"),
    ],
)
def test_what_cannot_be_printed_rightly_is_found_each_once(text: str, refused: str) -> None:
    assert unsupported_characters(text) == tuple(refused)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Noa שלום", "“ש”, hebrew letter shin, U+05E9"),
        ("x\u202ey", "right-to-left override, U+202E"),
        ("a\x00b", "U+0000"),
        ("x\u0301y", "combining acute accent, U+0301"),
    ],
)
def test_the_refusal_names_the_character_the_place_and_the_paper_way(text: str, named: str) -> None:
    with pytest.raises(OperatorError) as refused:
        refuse_unsupported([("clinic", "Harbour Street Clinic"), ("name", text)])

    assert refused.value.key == "document.unsupported_character"
    assert refused.value.facts == {"character": named, "where": "name"}
    sentence = catalogue("en").say(refused.value.key, refused.value.facts)
    assert named in sentence
    assert "paper" in sentence


def test_the_refusal_says_nothing_else_of_the_text() -> None:
    assert "Noa" not in str(unsupported("Noa שלום", "name"))


def test_printable_fields_pass() -> None:
    refuse_unsupported([("name", "Łukasz"), ("answer", "Talked through.")])


def test_the_bundled_fonts_are_found_and_read() -> None:
    for font in (REGULAR, BOLD, FALLBACK):
        assert font_path(font).is_file()
        assert {ord("a"), ord("é"), ord("–")} <= covered(font)
    assert ord("ж") not in covered(REGULAR)
    assert ord("ж") in covered(FALLBACK)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_refused_or_has_a_glyph_for_each_character(text: str) -> None:
    printed = prepared(text)
    if unsupported_characters(text):
        with pytest.raises(OperatorError):
            faces_for(printed)
        return
    faces = faces_for(printed)
    visible = printed.replace("\n", "")
    for bold in (False, True):
        pieces = faces.pieces(visible, bold=bold)
        assert "".join(part for _, part in pieces) == unicodedata.normalize("NFC", visible)
        assert all(face.font.face.charToGlyph[ord(char)] != 0 for face, part in pieces for char in part)
