from __future__ import annotations

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.content.model import Card
from tests.ui.conftest import MakeLook
from tests.ui.samples import CARD_BLOCKS
from ui.theme import Look
from ui.widgets.topic_card import TopicCard


def card_of(qtbot: QtBot, look: Look, source: str = "Source: Shiroma and others, 2020") -> TopicCard:
    block = CARD_BLOCKS[1]
    assert isinstance(block, Card)
    card = TopicCard(block, source, look)
    qtbot.addWidget(card)
    return card


def test_text_stands_beside_the_icon_and_under_it_in_large_text(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        small, large = card_of(qtbot, make_look(rtl=rtl)), card_of(qtbot, make_look(step="2.0", rtl=rtl))
        for card in (small, large):
            card.resize(592, card.heightForWidth(592))
            card.show()
            assert card.grab().width() == 592
        indent = [592 - card.prose.geometry().right() - 1 if rtl else card.prose.x() for card in (small, large)]
        assert indent[0] > 60 > indent[1]


def test_it_reads_heading_text_and_source(qtbot: QtBot, look: Look) -> None:
    card = card_of(qtbot, look)
    assert card.sentences()[0] == "It often wears off"
    assert card.sentences()[-1] == "Source: Shiroma and others, 2020"
    assert card.has_source()
    assert not card_of(qtbot, look, "").has_source()
    card.highlight_sentence(1)
    card.highlight_sentence(-1)
    interface = QAccessible.queryAccessibleInterface(card)
    assert interface.text(QAccessible.Text.Name) == "It often wears off"
    assert interface.role() == QAccessible.Role.Grouping
