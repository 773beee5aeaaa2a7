from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import problems
from tests.ui.samples import ARRAY, ARRAY_TEXT, STRINGS
from ui.theme import Look
from ui.widgets.figure_card import FigureCard


def card_of(qtbot: QtBot, look: Look, *, with_intro: bool = True) -> FigureCard:
    card = FigureCard(ARRAY, ARRAY_TEXT, look, STRINGS, with_intro=with_intro)
    qtbot.addWidget(card)
    return card


def test_numbers_stand_above_in_a_column_and_beside_where_it_is_low(qtbot: QtBot, make_look: MakeLook) -> None:
    card = card_of(qtbot, make_look())
    assert card.plan(572, 520).mode == "above"
    low = card_of(qtbot, make_look("contrast", "1.5")).plan(1200, 410)
    assert low.mode == "beside"
    assert low.height <= 410


@pytest.mark.parametrize("width", [560, 736, 1200])
@pytest.mark.parametrize("step", ["1.0", "1.25", "1.5", "2.0"])
def test_a_plan_fits_wherever_the_least_height_does(qtbot: QtBot, make_look: MakeLook, width: int, step: str) -> None:
    card = card_of(qtbot, make_look(step=step))
    least = card.least_height(width)
    for height in (least, least + 40, least + 400):
        assert card.plan(width, height).height <= height


def test_people_keep_the_least_size_of_the_tokens(qtbot: QtBot, look: Look) -> None:
    card = card_of(qtbot, look)
    person = look.tokens.figure.person
    for height in (100, 400, 2000):
        assert person.w * card.plan(600, height).scale >= person.min_w


def test_no_word_of_a_group_is_broken(qtbot: QtBot, make_look: MakeLook) -> None:
    names = replace(ARRAY_TEXT, groups={"drug": "Ketamine", "other": "Salt water (comparison)"})
    for step in ("1.0", "2.0"):
        card = FigureCard(ARRAY, names, make_look(step=step), STRINGS)
        qtbot.addWidget(card)
        for width in (572, 736, 1200):
            for height in (300, 450, 500, 900):
                card.resize(width, max(height, card.least_height(width)))
                card.grab()
                assert not [problem for problem in problems(card) if problem.startswith("broken")], (width, height)


def test_without_its_intro_the_card_is_lower(qtbot: QtBot, look: Look) -> None:
    whole, bare = card_of(qtbot, look), card_of(qtbot, look, with_intro=False)
    assert bare.least_height(700) < whole.least_height(700)
    assert whole.has_intro()
    assert not bare.has_intro()


def test_a_screen_reader_hears_people_not_shares(qtbot: QtBot, look: Look) -> None:
    card = card_of(qtbot, look)
    interface = QAccessible.queryAccessibleInterface(card)
    assert interface.role() == QAccessible.Role.Graphic
    name = interface.text(QAccessible.Text.Name)
    assert "Ketamine: 64 of 100 people felt much better. 36 did not." in name
    assert "Midazolam (comparison): 28 of 100" in name
    assert "%" not in name


def test_counted_people_come_first_from_the_reading_start(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        look = make_look(rtl=rtl)
        card = card_of(qtbot, look)
        card.resize(700, card.heightForWidth(700))
        image = card.grab().toImage()
        fill = look.color("figFill")
        # 28 of 100 stand in the group at the reading end: its third row is full at the start only.
        xs = [x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y) == fill]
        assert min(xs) < 100
        assert max(xs) > 600 if rtl else max(xs) < 690
