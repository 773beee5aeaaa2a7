from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from kiosk.lettering import (
    BOLD,
    EMOJI,
    LATIN,
    REGULAR,
    SYMBOLS,
    east_asian,
    font_files,
    font_for,
    is_east_asian,
    script_of,
)


@pytest.mark.parametrize(
    ("char", "family"),
    [
        ("é", "Noto Sans"),
        ("Ω", "Noto Sans"),
        ("ж", "Noto Sans"),
        ("م", "Noto Sans Arabic"),
        ("٤", "Noto Sans Arabic"),
        ("ש", "Noto Sans Hebrew"),
        ("क", "Noto Sans Devanagari"),
        ("ক", "Noto Sans Bengali"),
        ("ਕ", "Noto Sans Gurmukhi"),
        ("ક", "Noto Sans Gujarati"),
        ("କ", "Noto Sans Oriya"),
        ("க", "Noto Sans Tamil"),
        ("క", "Noto Sans Telugu"),
        ("ಕ", "Noto Sans Kannada"),
        ("ക", "Noto Sans Malayalam"),
        ("ක", "Noto Sans Sinhala"),
        ("ก", "Noto Sans Thai"),
        ("ກ", "Noto Sans Lao"),
        ("ក", "Noto Sans Khmer"),
        ("က", "Noto Sans Myanmar"),
        ("ა", "Noto Sans Georgian"),
        ("ա", "Noto Sans Armenian"),  # noqa: RUF001
        ("አ", "Noto Sans Ethiopic"),
        ("한", "Noto Sans CJK KR"),
        ("か", "Noto Sans CJK JP"),
        ("漢", "Noto Sans CJK SC"),
    ],
)
def test_each_script_has_its_font_which_is_there_and_has_the_letter(char: str, family: str) -> None:
    font = font_for(char)

    assert font is not None
    assert font.family == family
    with TTFont(font.path, fontNumber=font.index, lazy=True) as opened:
        assert ord(char) in opened.getBestCmap()
        assert opened["name"].getBestFamilyName() == family
        # Free to embed.
        assert opened["OS/2"].fsType == 0


@pytest.mark.parametrize("font", [REGULAR, BOLD, LATIN, SYMBOLS, EMOJI])
def test_the_fonts_of_no_script_are_there(font: object) -> None:
    assert font in {REGULAR, BOLD, LATIN, SYMBOLS, EMOJI}
    assert isinstance(font, type(LATIN))
    with TTFont(font.path, lazy=True) as opened:
        assert opened["name"].getBestFamilyName() == font.family


@pytest.mark.parametrize("char", ["1", "-", " ", "ᚠ", "ꦏ", "\u0301", "\ue000", "\x00"])
def test_signs_of_no_script_and_scripts_without_a_font_have_none(char: str) -> None:
    assert font_for(char) is None


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("王小明", "SC"),
        ("歐陽菲菲", "TC"),
        ("渡辺さん", "JP"),
        ("沢田", "JP"),
        ("김 金", "KR"),
        ("Rosa", "SC"),
        ("\U00020000 rare", "SC"),
    ],
)
def test_han_characters_have_the_form_of_the_country_that_the_text_shows(text: str, region: str) -> None:
    assert east_asian(text).family == f"Noto Sans CJK {region}"
    assert is_east_asian(east_asian(text))


def test_a_screen_loads_what_a_text_needs_and_no_more() -> None:
    assert font_files("Rosa O'Neil 27") == ()
    assert [font.family for font in font_files("Noa שרה محمد 123 שרה 王")] == [
        "Noto Sans Hebrew",
        "Noto Sans Arabic",
        "Noto Sans CJK SC",
    ]
    assert [font.family for font in font_files("山田さん 김")] == ["Noto Sans CJK JP"]


def test_a_script_is_the_first_word_of_a_name() -> None:
    assert [script_of(char) for char in "aж\x00"] == ["LATIN", "CYRILLIC", ""]
    assert not is_east_asian(None)
    assert not is_east_asian(LATIN)
