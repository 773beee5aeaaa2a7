from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from kiosk.document import blocks as b
from tests.kiosk.visits import plain_visit, scribble
from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible
from tests.ui.patient.sample_screens import FORM
from ui.theme import Look
from ui.widgets import form_view
from ui.widgets.form_view import FormView
from ui.widgets.text import TextBlock


def view_of(qtbot: QtBot, look: Look, blocks: tuple[b.Block, ...] = FORM, width: int = 560) -> FormView:
    view = FormView(blocks, look, name="Your consent form")
    qtbot.addWidget(view)
    view.resize(width, view.heightForWidth(width))
    view.show()
    return view


def picture(view: FormView) -> QImage:
    return view.grab().toImage()


def rows_with_ink(image: QImage) -> int:
    """Return in how many rows of pixels something is drawn."""
    paper = QColor("#ffffff")
    return sum(any(image.pixelColor(x, y) != paper for x in range(0, image.width(), 2)) for y in range(image.height()))


class Drawn:
    """Takes note of all text that is drawn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        texts = self.texts

        class Noted(TextBlock):
            def draw(
                self, painter: QPainter, x: float, y: float, color: QColor, marked: tuple[int, int] | None = None
            ) -> None:
                # Line breaks are kept as separators of lines inside a block.
                texts.append(self.text.replace("\u2028", "\n"))
                super().draw(painter, x, y, color, marked)

        monkeypatch.setattr(form_view, "TextBlock", Noted)

    def all(self) -> str:
        return "\n".join(self.texts)


@pytest.mark.parametrize("width", [360, 560, 1100])
def test_every_word_of_the_real_form_is_drawn(
    qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    drawn = Drawn(monkeypatch)
    blocks = plain_visit().form().blocks
    picture(view_of(qtbot, look, blocks, width))
    shown = drawn.all()
    alternatives = {one for block in blocks if isinstance(block, b.FigureBlock) for one in block.sentences}
    brief = [
        text
        for block in blocks
        if isinstance(block, b.FigureBlock) and block.brief
        for row in block.rows
        for group in row.groups
        for text in (group.outcome, group.rest)
    ]
    for block in blocks:
        for text in b.block_text(block):
            assert text in shown or text in alternatives or text in brief, text


def test_a_figure_that_is_not_brief_says_all(qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Drawn(monkeypatch)
    picture(view_of(qtbot, look))
    for text in ("64 of 100", "felt much better", "ketamine", "36 did not", "Murrough 2013"):
        assert text in drawn.all()


def test_the_screen_reader_hears_the_whole_form(qtbot: QtBot, look: Look) -> None:
    blocks = plain_visit().form().blocks
    view = view_of(qtbot, look, blocks)
    name, role, _ = accessible(view)
    assert (name, role) == ("Your consent form", QAccessible.Role.Document)
    said = view.accessibleDescription()
    assert all(text in said for block in blocks for text in b.block_text(block))
    assert view.sentences() == tuple(text for block in blocks for text in b.block_text(block))


def test_paper_is_paper_in_every_theme_and_text_grows(qtbot: QtBot, make_look: MakeLook) -> None:
    light = picture(view_of(qtbot, make_look("light")))
    for theme in ("dark", "contrast"):
        look = make_look(theme)
        assert picture(view_of(qtbot, look)) == light
    small, large = (view_of(qtbot, make_look(step=step)) for step in ("1.0", "2.0"))
    assert large.height() > 1.8 * small.height()


def test_a_table_in_a_narrow_place_stands_under_each_other(
    qtbot: QtBot, make_look: MakeLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Drawn(monkeypatch)
    table = b.Table(("Question", "Result"), (((b.Run("Why?"),), (b.Run("First try"),)),) * 2, (50, 50))
    picture(view_of(qtbot, make_look(step="2.0"), (table,), 360))
    assert drawn.texts == ["Question", "Why?", "Result", "First try"] * 2


@pytest.mark.parametrize(
    ("block", "taller"),
    [
        (b.SignatureBlock("ink", "Patient", "Rosa", (("Name", "Rosa"),), ink=scribble()), 60),
        (b.SignatureBlock("typed", "Patient", "Rosa", (("Name", "Rosa"),), typed="Rosa Delgado"), 10),
        (b.SignatureBlock("blank", "Patient", "Rosa", (("Name", "Rosa"),)), 10),
    ],
)
def test_each_way_to_sign_leaves_its_trace(qtbot: QtBot, look: Look, block: b.SignatureBlock, taller: int) -> None:
    plain = view_of(qtbot, look, (b.KeyValues(block.rows),))
    signed = view_of(qtbot, look, (block,))
    assert signed.height() > plain.height() + taller
    assert rows_with_ink(picture(signed)) > rows_with_ink(picture(plain))


def test_it_is_mirrored_for_right_to_left(qtbot: QtBot, make_look: MakeLook) -> None:
    block = (b.Bullets(((b.Run("one"),),)),)
    left, right = (picture(view_of(qtbot, make_look(rtl=rtl), block)) for rtl in (False, True))

    def side(image: QImage) -> float:
        places = [
            x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).lightness() < 160
        ]
        return sum(places) / len(places)

    assert side(left) < left.width() / 3
    assert side(right) > right.width() * 2 / 3


def test_markup_in_a_name_is_drawn_as_typed(qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Drawn(monkeypatch)
    name = '<b>Rosa</b> {{ x }} & "q"'
    picture(view_of(qtbot, look, (b.KeyValues((("Patient", name),), boxed=True), b.Heading(3, name))))
    assert drawn.texts == ["Patient", name, name]


def test_what_is_for_paper_is_shown_with_all_its_words(
    qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Drawn(monkeypatch)
    blocks = (
        b.WriteFields((b.WriteField("Name", "Rosa"), b.WriteField("Date"))),
        b.TickBoxes(("One", "Two")),
        b.TickTable(("Ask", "Yes"), (("Old?", "Yes"),), (60, 40)),
    )
    picture(view_of(qtbot, look, blocks))
    assert [text for text in drawn.texts if text] == [text for block in blocks for text in b.block_text(block)]
