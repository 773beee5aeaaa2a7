from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from kiosk import lettering
from kiosk.lettering import FontFile
from tests.ui.conftest import MakeLook
from ui.theme import (
    IconCache,
    Look,
    TextStep,
    ThemeName,
    families_for,
    icon_pixmap,
    load_tokens,
    mark_paths,
    palette,
    stylesheet,
)

THEMES: tuple[ThemeName, ...] = ("light", "dark", "contrast")
STEPS: tuple[TextStep, ...] = ("1.0", "1.25", "1.5", "2.0")


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB` (WCAG 2.2, 1.4.3)."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_borders_have_the_contrast_that_the_design_asks_for(make_look: MakeLook, theme: ThemeName) -> None:
    look = make_look(theme)
    for text in ("ink", "ink2"):
        for ground in ("canvas", "surface", "sunken", "accentTint"):
            assert ratio(look.hex(text), look.hex(ground)) >= 7
    for text, ground in (
        ("onAccent", "accent"),
        ("flagText", "surface"),
        ("errText", "canvas"),
        ("noteText", "noteBg"),
    ):
        assert ratio(look.hex(text), look.hex(ground)) >= 4.5
    for edge in ("control", "accent", "focus"):
        assert ratio(look.hex(edge), look.hex("surface")) >= 3


@pytest.mark.parametrize("step", STEPS)
def test_no_text_is_smaller_than_the_least_size(make_look: MakeLook, step: TextStep) -> None:
    look = make_look(step=step)
    sizes = [look.px(role) for role in ("cap", "small", "body", "lead", "h3", "h2", "h1", "num", "disp")]
    assert min(sizes) >= 16
    assert all(smaller <= larger for smaller, larger in pairwise(sizes[:-2]))


def test_lines_are_open_for_reading_and_more_open_for_arabic(make_look: MakeLook) -> None:
    assert make_look().line("body") == 30
    assert make_look(rtl=True).line("body") == 33
    assert make_look().line("h1") == 43


def test_the_font_is_the_one_of_the_design(look: Look) -> None:
    font = look.font("body", bold=True)
    assert QFontInfo(font).family() == "Atkinson Hyperlegible"
    assert font.pixelSize() == 20
    assert font.bold()


def test_high_contrast_has_thicker_borders_and_an_opaque_scrim(make_look: MakeLook) -> None:
    assert [make_look().border(name) for name in ("hairline", "control", "chosen")] == [1, 2, 3]
    assert [make_look("contrast").border(name) for name in ("hairline", "control", "chosen")] == [2, 2, 4]
    assert make_look("contrast").scrim().alpha() == 255
    assert make_look().scrim().alpha() == 158


def test_sizes_follow_the_text_step(make_look: MakeLook) -> None:
    assert make_look().target("barButton") == 64
    assert make_look(step="2.0").target("barButton") == 96
    assert make_look(step="1.5").icon_size("tool") == 36
    assert make_look(step="2.0").bar_height("bottom") == 128
    assert [make_look().gutter(width) for width in (1280, 800, 600)] == [40, 32, 20]
    assert make_look().target_size("scaleStop") == (92, 64)


def test_a_value_of_another_kind_is_refused(look: Look) -> None:
    with pytest.raises(KeyError):
        look.target("pinKey")
    with pytest.raises(KeyError):
        look.target_size("primary")
    with pytest.raises(KeyError):
        look.border("contrastTheme")


def test_reduced_motion_takes_no_time(make_look: MakeLook) -> None:
    assert make_look(reduced_motion=True).sheet_ms == 0
    assert make_look(reduced_motion=False).sheet_ms == 200


def test_an_icon_is_drawn_once_in_the_colour_of_its_text(look: Look) -> None:
    pixmap = icon_pixmap(look, "pause", 24, "accent", 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (48, 2.0)
    assert pixmap.toImage().pixelColor(18, 24).name().upper() == look.hex("accent")
    assert icon_pixmap(look, "pause", 24, "accent", 2.0).cacheKey() == pixmap.cacheKey()


def test_icons_mirror_where_their_meaning_does(qapp: QApplication) -> None:
    tokens, icons = load_tokens(), IconCache()
    ltr = Look("light", "1.0", Qt.LayoutDirection.LeftToRight, True, tokens, icons)
    rtl = Look("light", "1.0", Qt.LayoutDirection.RightToLeft, True, tokens, icons)
    plain, mirrored = icon_pixmap(ltr, "next", 96, "ink").toImage(), icon_pixmap(rtl, "next", 96, "ink").toImage()
    right = [x for x in range(96) if plain.pixelColor(x, 48).alpha() > 200]
    left = [x for x in range(96) if mirrored.pixelColor(x, 48).alpha() > 200]
    assert min(right) > 48 > max(left)
    assert icon_pixmap(rtl, "check", 24, "ink").cacheKey() == icon_pixmap(ltr, "check", 24, "ink").cacheKey()


def test_an_unknown_icon_is_an_error(look: Look) -> None:
    with pytest.raises(FileNotFoundError):
        icon_pixmap(look, "thumb", 24, "ink")


@pytest.mark.parametrize("theme", THEMES)
def test_palette_and_style_sheet_take_their_colours_from_the_theme(make_look: MakeLook, theme: ThemeName) -> None:
    look = make_look(theme)
    assert palette(look).color(QPalette.ColorRole.Window).name().upper() == look.hex("canvas")
    sheet = stylesheet(look)
    assert look.hex("control") in sheet
    assert "{" not in sheet.replace("{\n", "").replace("{ ", "")


def test_the_mark_has_two_halves_of_the_same_size(look: Look) -> None:
    filled, hollow = (path.boundingRect() for path in mark_paths())
    assert filled.right() <= 16.001
    assert hollow.left() >= 20.749
    assert abs(filled.height() - hollow.height() - 2.5) < 0.1


def test_plain_words_need_no_more_fonts() -> None:
    assert families_for("Rosa Delgado") == ()
    assert families_for("Zoë Škvorecký-O’Neill – 5 €, Ольга") == ()


def test_each_script_gets_its_font(look: Look) -> None:
    assert families_for("王小明") == ("Noto Sans CJK SC",)
    assert families_for("山田さくら") == ("Noto Sans CJK JP",)
    assert families_for("Rosa ስም Անի") == ("Noto Sans Ethiopic", "Noto Sans Armenian")
    assert families_for("Rosa \U0001f600")[-1] == "Noto Emoji"
    assert look.font("body", text="Անի").families()[0] == look.font("body").families()[0]
    assert look.font("body", text="Անի").families()[-1] == "Noto Sans Armenian"


def test_a_font_that_is_not_there_is_a_bug_and_no_box(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "font_files", lambda _text: (FontFile("Nothing", "ui.assets", "tokens.json"),))
    with pytest.raises(RuntimeError, match=r"tokens\.json"):
        families_for("Անի")
