from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.lettering import LATIN, font_for
from kiosk.pdf import refuse_unsupported, unsupported_characters
from kiosk.pdf.bidi import levels
from kiosk.pdf.fonts import faces_for
from kiosk.pdf.glyphs import graphemes, items, plain_letters, unsupported
from kiosk.pdf.lines import Piece, Stretch, lay
from kiosk.pdf.sheet import INK
from kiosk.pdf.wrap import prepared

MIXED = "aéẹ\u0301\u0323 שָם محمّد١ कक्षि\u200d ক্ষ ก็ ស្រី 王さ한 (27)-’"


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
        "x\u0301 ẹ\u0301 n\u0308\u0323",
        "שָׂרָה כֹּהֵן (בת דוד)",
        "محمَّد بن عليّ، ١٢",
        "می\u200cخواهم",  # noqa: RUF001  # Persian
        "श्रीकृष्ण क्\u200dष र\u094d\u200dय",
        "চট্টোপাধ্যায়",
        "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
        "કૃષ્ણ શર્મા",
        "ଶ୍ରୀକୃଷ୍ଣ",
        "லட்சுமி ஸ்ரீ",
        "లక్ష్మీ",
        "ಲಕ್ಷ್ಮೀ",
        "ലക്ഷ്മി",
        "ශ්\u200dරී ලංකා",
        "ลูกน้ำ ปิ่น",
        "ສະບາຍດີ ນ້ຳ",
        "ស្រីមុំ",
        "ကျော်ဇော်",
        "ნინო ბერიძე",
        "Անի Պետրոսյան",
        "አበበ ቢቂላ",
        "王小明 歐陽菲菲。",
        "山田 さくら ガール「はい」",
        "김민수",
        "한\u1100\u1161",
        "Ana \U0001f469\u200d\U0001f52c \U0001f44d\U0001f3fd \u2764\ufe0f \u260e",
        "\U00020bb7野家",
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
        ("ᚠᚢ", "ᚠᚢ"),
        ("ꦏ", "ꦏ"),
        ("\u0301x", "\u0301"),  # a mark without a letter
        ("x \u0301y", "\u0301"),
        ("x\u0301\u0301\u0301\u0301\u0301\u0301\u0302", "\u0302"),  # a heap of them covers other lines
        ("\u094dक", "\u094d"),
        ("क\u094d\u0bbe", "\u0bbe"),  # a sign of another script
        ("a\u093e", "\u093e"),
        ("a\u200db", "\u200d"),  # joins nothing
        ("\u200cب", "\u200c"),
        ("a\ufe0f", "\ufe0f"),
        ("a\u034fb", "\u034f"),
        ("\u115f한", "\u115f"),
        ("က" + "\u1039က" * 40, "က\u1039"),  # no real syllable, and wider than a page
        ("a\u2028b", "\u2028"),
        ("\ue000", "\ue000"),
        ("half \ud83d of a pair", "\ud83d"),
        ("x\u202ey ᚠ \u202e", "\u202eᚠ"),
    ],
)
def test_what_cannot_be_printed_rightly_is_found_each_once(text: str, refused: str) -> None:
    assert unsupported_characters(text) == tuple(refused)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Noa ᚠᚢ", "“ᚠ”, runic letter fehu feoh fe f, U+16A0"),
        ("x\u202ey", "right-to-left override, U+202E"),
        ("a\x00b", "U+0000"),
        ("x \u0301y", "combining acute accent, U+0301"),
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
    assert "Noa" not in str(unsupported("Noa ᚠᚢ", "name"))


def test_printable_fields_pass() -> None:
    refuse_unsupported([("name", "Łukasz"), ("answer", "Talked through.")])


def test_a_grapheme_is_a_letter_with_all_that_belongs_to_it() -> None:
    assert graphemes("ae\u0301\u0323क्\u200dष") == ["a", "e\u0301\u0323", "क्\u200d", "ष"]
    assert graphemes("\U0001f469\u200d\U0001f52c\U0001f44d\U0001f3fd") == [
        "\U0001f469\u200d\U0001f52c",
        "\U0001f44d\U0001f3fd",
    ]
    assert graphemes("\u0301") == ["\u0301"]
    assert graphemes("") == []


def test_a_line_is_split_where_font_or_direction_change() -> None:
    text = "Rosa שרה-כהן Ив."
    found = items(text, levels(text, rtl=False), faces_for(text).east)

    assert [(text[item.start : item.end], item.font, item.level) for item in found] == [
        ("Rosa ", None, 0),
        ("שרה-כהן", font_for("ש"), 1),
        (" ", None, 0),
        ("Ив", LATIN, 0),
        (".", None, 0),
    ]


def test_whatever_the_main_font_sets_can_be_shaped_too_where_it_stands_from_right_to_left() -> None:
    for char in sorted(plain_letters() - {" "}):
        text = f"ש{char}ש"
        assert unsupported_characters(text) == ()
        [*_, last] = lay((Piece(text, 10, INK),), faces_for(text))
        assert last.rtl


@settings(max_examples=150, deadline=None)
@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(MIXED)), max_size=40))
def test_any_text_is_refused_or_has_a_sound_picture_for_each_character(text: str) -> None:
    printed = prepared(text)
    bad = unsupported_characters(text)
    assert set(bad) <= set(unicodedata.normalize("NFC", text))
    if bad:
        with pytest.raises(OperatorError):
            faces_for(printed)
        return
    faces = faces_for(printed)
    for line in filter(None, printed.split("\n")):
        for bold in (False, True):
            drawn = lay((Piece(line, 10, INK, bold=bold),), faces)
            assert "".join(_text(part) for part in drawn) == line
            assert all(isinstance(part.content, str) or all(one.sound for one in part.content) for part in drawn)


def _text(part: Stretch) -> str:
    return part.content if isinstance(part.content, str) else "".join(one.text for one in part.content)
