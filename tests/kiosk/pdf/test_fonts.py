from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from kiosk.errors import OperatorError
from kiosk.pdf.fonts import _instance, faces_for
from kiosk.pdf.glyphs import REGULAR, font_path


def test_a_text_is_as_wide_as_its_fonts_say() -> None:
    with TTFont(font_path(REGULAR)) as font:
        names, advances = font.getBestCmap(), font["hmtx"]
        units = sum(advances[names[ord(char)]][0] for char in "Rosa 2026")
        wanted = units * 11 / font["head"].unitsPerEm

    assert abs(faces_for("").width("Rosa 2026", bold=False, size=11) - wanted) < 0.05


def test_plain_text_needs_no_second_font() -> None:
    faces = faces_for("Rosa Delgado – “é”")

    assert faces.fallback == (None, None)
    assert [part for _, part in faces.pieces("Rosa", bold=True)] == ["Rosa"]


def test_what_the_first_font_lacks_comes_from_the_second_one_in_the_same_weight() -> None:
    faces = faces_for("Иван Rosa")

    for bold in (False, True):
        pieces = faces.pieces("Иван Rosa", bold=bold)
        assert [part for _, part in pieces] == ["Иван", " Rosa"]
        assert pieces[1][0] is faces.main[bold]
    assert faces.width("Иван", bold=True, size=11) > faces.width("Иван", bold=False, size=11)


def test_a_width_over_two_fonts_is_the_sum_of_its_parts() -> None:
    faces = faces_for("Иван Rosa")
    both = faces.width("Иван Rosa", bold=False, size=10)

    parts = faces.width("Иван", bold=False, size=10) + faces.width(" Rosa", bold=False, size=10)
    assert abs(both - parts) < 1e-9


def test_the_second_font_is_made_once_for_the_same_characters() -> None:
    assert faces_for("Иван").fallback == faces_for("ваИн навИ").fallback


def test_the_second_font_holds_just_what_is_needed() -> None:
    face = faces_for("Иван").fallback[0]

    assert face is not None
    assert face.widths.keys() == {ord(char) for char in "Иван"}


def test_a_text_that_cannot_be_printed_has_no_fonts() -> None:
    with pytest.raises(OperatorError, match=r"document\.unsupported_character"):
        faces_for("日本")


def test_the_two_weights_of_the_second_font_have_names_of_their_own() -> None:
    regular, bold = faces_for("Иван").fallback

    assert regular is not None
    assert bold is not None
    assert [regular.font.face.name, bold.font.face.name] == [b"NotoSans-Regular", b"NotoSans-Bold"]


def test_the_second_font_has_the_same_bytes_on_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = frozenset(map(ord, "Иван"))
    today = _instance.__wrapped__(needed, bold=False)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    tomorrow = _instance.__wrapped__(needed, bold=False)

    assert vars(today.font.face)["_ttf_data"] == vars(tomorrow.font.face)["_ttf_data"]
