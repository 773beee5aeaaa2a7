from __future__ import annotations

import locale

import pytest
from fontTools.ttLib import TTFont

from kiosk.lettering import EMOJI, LATIN, FontFile, font_for
from kiosk.pdf.shaping import Cluster, ascent, covered, opened, shape, singled, units


def script(char: str) -> FontFile:
    font = font_for(char)
    assert font is not None
    return font


ARABIC, DEVANAGARI = script("م"), script("क")


def texts(clusters: tuple[Cluster, ...]) -> list[str]:
    return [cluster.text for cluster in clusters]


def test_a_letter_and_its_marks_are_one_cluster_with_the_marks_in_place() -> None:
    [one, two] = shape("ẹ\u0301x\u0323\u0302", LATIN, bold=False, rtl=False)

    assert (one.text, two.text) == ("ẹ\u0301", "x\u0323\u0302")
    assert [len(cluster.picture.glyphs) for cluster in (one, two)] == [3, 3]
    assert one.width == one.picture.advance * 1000 / units(LATIN)


def test_syllables_hang_together_and_keep_the_order_of_the_text() -> None:
    clusters = shape("क्षत्रिय", DEVANAGARI, bold=False, rtl=False)

    assert texts(clusters) == ["क्ष", "त्रि", "य"]
    assert all(cluster.sound for cluster in clusters)


def test_right_to_left_is_shaped_in_the_order_of_the_text() -> None:
    joined = shape("محمد", ARABIC, bold=False, rtl=True)
    alone = shape("م", ARABIC, bold=False, rtl=True)

    assert texts(joined) == ["م", "ح", "م", "د"]
    assert joined[0].picture.glyphs != alone[0].picture.glyphs
    assert joined[0].picture.glyphs != joined[2].picture.glyphs


def test_joiners_change_the_picture_and_stay_with_the_letter_before_them() -> None:
    assert texts(shape("می\u200cخو", ARABIC, bold=False, rtl=True)) == ["م", "ی\u200c", "خ", "و"]
    assert texts(shape("\U0001f469\u200d\U0001f52c\u2764\ufe0f", EMOJI, bold=False, rtl=False)) == [
        "\U0001f469\u200d\U0001f52c",
        "\u2764\ufe0f",
    ]
    half, whole = (shape(f"क्{joiner}ष", DEVANAGARI, bold=False, rtl=False) for joiner in ("\u200d", ""))
    assert "".join(texts(half)) == "क्\u200dष"
    assert [one.picture for one in half] != [one.picture for one in whole]


@pytest.mark.parametrize("text", ["\u094d", "क\u0bbe", "日"])
def test_what_a_font_lacks_or_makes_up_is_not_sound(text: str) -> None:
    assert not all(cluster.sound for cluster in shape(text, DEVANAGARI, bold=False, rtl=False))


def test_a_dotted_circle_that_was_typed_is_sound() -> None:
    assert all(cluster.sound for cluster in shape("\u25cc\u094d", DEVANAGARI, bold=False, rtl=False))


def test_bold_is_another_picture() -> None:
    regular, bold = (shape("क", DEVANAGARI, bold=weight, rtl=False)[0].picture for weight in (False, True))

    assert regular != bold
    assert opened(LATIN, bold=True).get_glyph_h_advance(40) > opened(LATIN, bold=False).get_glyph_h_advance(40)


def test_one_character_each_from_right_to_left_takes_the_same_place() -> None:
    clusters = shape("لا إله محمّد", ARABIC, bold=False, rtl=True)
    single = list(singled(clusters))

    assert "".join(texts(tuple(single))) == "لا إله محمّد"
    assert all(len(cluster.text) == 1 and cluster.picture.advance > 0 for cluster in single)
    assert sum(cluster.picture.advance for cluster in single) == sum(cluster.picture.advance for cluster in clusters)
    at, drawn = 0, []
    for cluster in single:
        at -= cluster.picture.advance
        drawn += [(number, at + x, y) for number, x, y in cluster.picture.glyphs]
    at, wanted = 0, []
    for cluster in clusters:
        at -= cluster.picture.advance
        wanted += [(number, at + x, y) for number, x, y in cluster.picture.glyphs]
    assert drawn == wanted


def test_a_font_says_what_it_has_as_its_file_does() -> None:
    with TTFont(LATIN.path, lazy=True) as font:
        assert covered(LATIN) == font.getBestCmap().keys()
        assert units(LATIN) == font["head"].unitsPerEm
        assert ascent(LATIN, bold=False) == (font["hhea"].ascent, font["hhea"].descent)


def test_the_machines_language_does_not_change_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = shape("бгд", LATIN, bold=False, rtl=False)
    monkeypatch.setenv("LC_ALL", "sr_RS.UTF-8")
    monkeypatch.setattr(locale, "getlocale", lambda: ("sr_RS", "UTF-8"))

    assert shape("бгд", LATIN, bold=False, rtl=False) == wanted
