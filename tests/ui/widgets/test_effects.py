from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.content.model import RowText
from tests.ui.conftest import MakeLook
from tests.ui.samples import ROWS, ROWS_TEXT, STRINGS
from ui.theme import Look
from ui.widgets.effects import EffectCard, EffectTable, effect_sentence

SENTENCE = (
    "Feeling disconnected: 41 of 100 people, With esketamine. Feeling disconnected: 9 of 100 people, With placebo. "
    "How long: Mostly within 2 hours."
)


def test_an_effect_is_told_in_full_words() -> None:
    assert effect_sentence(ROWS.rows[0], ROWS, ROWS_TEXT, STRINGS) == SENTENCE


def test_the_table_is_for_wide_places_and_small_text(make_look: MakeLook) -> None:
    assert EffectTable.fits(1200, make_look(), 2)
    assert not EffectTable.fits(900, make_look(), 2)
    assert not EffectTable.fits(1200, make_look(step="1.5"), 2)
    assert not EffectTable.fits(1200, make_look(), 3)


def test_each_row_of_the_table_is_a_figure(qtbot: QtBot, look: Look) -> None:
    table = EffectTable(ROWS, ROWS_TEXT, look, STRINGS)
    qtbot.addWidget(table)
    table.resize(1200, table.heightForWidth(1200) + 30)
    table.show()
    interfaces = [QAccessible.queryAccessibleInterface(row) for row in table.rows]
    assert [each.role() for each in interfaces] == [QAccessible.Role.Graphic] * 3
    assert interfaces[0].text(QAccessible.Text.Name) == SENTENCE
    assert table.rows[-1].geometry().bottom() < table.height()
    assert len(table.sentences()) == 3
    assert table.grab().toImage().width() == 1200


def test_a_card_puts_groups_under_each_other_where_it_is_narrow(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        card = EffectCard(ROWS.rows[0], ROWS, ROWS_TEXT, make_look(rtl=rtl), STRINGS)
        qtbot.addWidget(card)
        assert card.heightForWidth(420) > card.heightForWidth(900)
        for width in (420, 700, 900):
            card.resize(width, card.heightForWidth(width))
            assert card.grab().width() == width


def test_how_long_stands_in_the_first_line_where_there_is_room(qtbot: QtBot, look: Look) -> None:
    long = RowText("Feeling disconnected", "from yourself, from the room or from other people", "Mostly within 2 hours")
    words = replace(ROWS_TEXT, rows={**ROWS_TEXT.rows, "apart": long})
    card, other = (EffectCard(ROWS.rows[0], ROWS, text, look, STRINGS) for text in (ROWS_TEXT, words))
    qtbot.addWidget(card)
    qtbot.addWidget(other)
    # All on one line; the explanation below the name, the duration still at its side; all below each other.
    assert other.heightForWidth(800) - card.heightForWidth(800) == look.line("small")
    assert card.heightForWidth(420) > other.heightForWidth(800) + 2 * look.line("small")
