from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.content.model import Bullets, Card, Note, Paragraph, Span
from tests.ui.samples import CARD_BLOCKS, page, paragraph
from ui.theme import Look
from ui.widgets.note import Note as NoteWidget
from ui.widgets.page_blocks import has_terms, make_blocks
from ui.widgets.prose import Prose
from ui.widgets.row_card import RowCard
from ui.widgets.topic_card import TopicCard

SOURCE = "Source: {source}"
NOTE = Note((Span("Tell us at once."),))
LIST = Bullets(tuple((Span(f"Item {number}"),) for number in range(3)))


class Asked(QObject):
    term = Signal(str)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_each_item_of_a_list_stands_by_itself_and_belongs_to_what_leads_up_to_it(
    look: Look, asked: Asked, parent: QWidget
) -> None:
    made = make_blocks(page(blocks=(paragraph("Tell us about:"), LIST, NOTE)), look, SOURCE, asked.term, parent)
    texts = [widget for widget, _ in made.texts]
    assert len(texts) == 4
    assert all(isinstance(widget, Prose) and widget.parentWidget() is parent for widget in texts)
    assert made.joined == set(texts[1:])
    assert [type(widget) for widget, _ in made.notes] == [NoteWidget]
    # Items stand closer together than paragraphs.
    assert [gap for _, gap in made.texts] == [look.space(4), look.space(4), look.space(2), look.space(2)]


def test_a_list_without_a_lead_begins_by_itself(look: Look, asked: Asked, parent: QWidget) -> None:
    made = make_blocks(page(blocks=(LIST,)), look, SOURCE, asked.term, parent)
    assert made.joined == {widget for widget, _ in made.texts[1:]}


def test_a_note_between_paragraphs_is_text(look: Look, asked: Asked, parent: QWidget) -> None:
    made = make_blocks(page(blocks=(NOTE, paragraph("More to say."), NOTE)), look, SOURCE, asked.term, parent)
    assert [type(widget) for widget, _ in made.texts] == [NoteWidget, Prose]
    assert len(made.notes) == 1


def test_cards_name_their_source_and_choices_have_common_rows(look: Look, asked: Asked, parent: QWidget) -> None:
    made = make_blocks(page("cards", CARD_BLOCKS), look, SOURCE, asked.term, parent)
    assert made.cards
    for card, block in zip(made.cards, [one for one in CARD_BLOCKS if isinstance(one, Card)], strict=True):
        assert isinstance(card, TopicCard)
        assert card.sentences()[-1] == f"Source: {block.source}"
    choices = (
        Card("clock", "One", (paragraph("A word."),), (), "Someone"),
        Card("clock", "Two", (paragraph("Many more words. " * 20),), (), "Someone"),
    )
    rows = make_blocks(page("choices", choices), look, SOURCE, asked.term, parent).cards
    assert [type(card) for card in rows] == [RowCard, RowCard]
    assert rows[0].heightForWidth(500) == rows[1].heightForWidth(500)


def test_a_tapped_word_is_told(look: Look, asked: Asked, parent: QWidget, qtbot: QtBot) -> None:
    term = Paragraph((Span("Ask about "), Span("ketamine", term="ketamine")))
    made = make_blocks(page(blocks=(term, paragraph("Plain."))), look, SOURCE, asked.term, parent)
    (first, _), (second, _) = made.texts
    assert has_terms(first)
    assert not has_terms(second)
    assert isinstance(first, Prose)
    with qtbot.waitSignal(asked.term) as told:
        first.term_activated.emit("ketamine")
    assert told.args == ["ketamine"]
