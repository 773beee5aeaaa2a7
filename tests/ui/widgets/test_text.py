from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from kiosk.content.model import Span
from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.text import TextBlock, sentence_ranges, spans_text

LONG = "In one study, people whose depression had not got better with other medicines had one ketamine infusion."


def test_each_line_is_as_high_as_the_tokens_say(look: Look) -> None:
    block = TextBlock(LONG, look)
    assert block.lay_out(300) == block.lines * 30
    assert block.lines > 3
    assert TextBlock("", look).lay_out(300) == 30


def test_lines_have_one_height_in_every_script(make_look: MakeLook) -> None:
    look = make_look(rtl=True)
    assert TextBlock("في إحدى الدراسات", look).lay_out(900) == look.line("body")


def test_natural_width_leaves_the_text_on_one_line_and_the_layout_as_it_was(look: Look) -> None:
    block = TextBlock(LONG, look)
    wrapped = block.lay_out(300)
    width = block.natural_width
    assert block.height == wrapped
    assert block.lay_out(width) == 30
    assert block.lay_out(width - 40) == 60


def test_a_word_longer_than_the_place_is_broken_not_cut(look: Look) -> None:
    block = TextBlock("W" * 400, look)
    block.lay_out(200)
    assert block.lines > 10


def test_markup_and_line_ends_are_text(look: Look) -> None:
    block = TextBlock("<b>a</b>\r\nb\nc", look)
    assert block.lay_out(500) == 90
    assert block.text.startswith("<b>a</b>")


def test_a_glossary_word_is_found_where_it_stands(look: Look) -> None:
    block = TextBlock((Span("one 😀 "), Span("infusion", term="infusion"), Span(".")), look)
    block.lay_out(500)
    ((term, box),) = block.term_boxes()
    assert term == "infusion"
    assert block.term_at(box.center()) == "infusion"
    assert block.term_at(QPointF(2, box.center().y())) == ""
    assert block.has_terms()


def test_drawing_inks_the_start_side(make_look: MakeLook) -> None:
    for rtl in (False, True):
        look = make_look(rtl=rtl)
        image = QImage(400, 30, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        block = TextBlock("כן" if rtl else "Yes", look)
        block.lay_out(400)
        block.draw(painter, 0, 0, look.color("ink"), marked=(0, 2))
        painter.end()
        inked = [x for x in range(400) for y in range(30) if image.pixelColor(x, y).lightness() < 100]
        assert (min(inked) > 300) if rtl else (max(inked) < 100)


def test_sentences_are_told_apart_by_their_ends(look: Look) -> None:
    text = "It costs 1.5 units. Is it safe? 😀 Yes."
    encoded = text.encode("utf-16-le")
    found = [encoded[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in sentence_ranges(text)]
    assert found == ["It costs 1.5 units.", "Is it safe?", "😀 Yes."]
    assert spans_text((Span("a "), Span("b", bold=True))) == "a b"


NAMES = "محمّد بن عليّ|श्रीकृष्ण क्षत्रिय|王小明|山田さくら|김민수|שרה כהן|ស្រីមុំ|လှလှ|Անի|አበበ|ნინო|ปิ่น|தமிழ்|Rosa \U0001f600"


@pytest.mark.parametrize("name", NAMES.split("|"))
@pytest.mark.parametrize("bold", [False, True])
def test_no_name_comes_out_as_boxes(look: Look, name: str, bold: bool) -> None:
    block = TextBlock((Span("Hello, ", bold=not bold), Span(name, bold=bold)), look)
    block.lay_out(900)
    runs = block._layout.glyphRuns()
    assert all(glyph for run in runs for glyph in run.glyphIndexes())
    assert {run.rawFont().familyName().split()[0] for run in runs} <= {"Atkinson", "Noto"}
    assert block.lines == 1


def ink(name: str, look: Look, *, bold: bool) -> int:
    """Return how many pixels of a drawn name are dark."""
    picture = QImage(200, 40, QImage.Format.Format_Grayscale8)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    block = TextBlock(name, look, bold=bold)
    block.lay_out(200)
    block.draw(painter, 0, 0, look.color("ink"))
    painter.end()
    return sum(picture.pixelColor(x, y).lightness() < 128 for x in range(200) for y in range(40))


def test_letters_of_a_collection_have_the_weight_that_was_asked_for(look: Look) -> None:
    thin_strokes = 90
    assert ink("王小明", look, bold=True) > 1.2 * ink("王小明", look, bold=False) > thin_strokes
