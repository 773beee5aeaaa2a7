from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import APPLIES, INK, SIGNATURE, WORDS, review_data
from ui.desk.review import cards
from ui.theme import Look
from ui.widgets.chip import Chip
from ui.widgets.ink_view import InkView
from ui.widgets.labels import PlainLabel


def texts(card: QWidget) -> list[str]:
    return [label.text() for label in card.findChildren(PlainLabel)]


def chips(card: QWidget) -> list[str]:
    return [chip.accessibleName() for chip in card.findChildren(Chip)]


def test_a_title_stands_beside_its_count(qtbot: QtBot, look: Look) -> None:
    card = cards.titled("Questions", look, "1 of 2", icon="question")
    qtbot.addWidget(card)
    assert texts(card) == ["Questions", "1 of 2"]


def test_each_check_has_its_tries_in_a_chip(qtbot: QtBot, look: Look) -> None:
    data = review_data()
    card = cards.checks_card(data, look)
    qtbot.addWidget(card)
    assert chips(card) == [check.result for check in data.checks]
    assert data.checks_right in texts(card)


def test_reading_values_and_lines_are_said_as_given(qtbot: QtBot, look: Look) -> None:
    data = review_data()
    for make, given in (
        (cards.reading_card, [text for _icon, text in data.reading]),
        (cards.values_card, [text for pair in data.values for text in pair]),
        (cards.lines_card, [text for pair in data.lines for text in pair]),
    ):
        card = make(data, look)
        qtbot.addWidget(card)
        assert texts(card)[1:] == given


def test_what_applies_has_a_chip_and_what_does_not_stands_in_one_line(qtbot: QtBot, look: Look) -> None:
    card = cards.applies_card(review_data(applies=APPLIES), look)
    qtbot.addWidget(card)
    assert chips(card) == [WORDS["conditions.yes"], WORDS["conditions.unsure"]]
    assert APPLIES[2].text in texts(card)[-1]


def test_a_signature_is_drawn_or_said(qtbot: QtBot, look: Look) -> None:
    drawn, typed = cards.titled("Decision", look), cards.titled("Decision", look)
    for card in (drawn, typed):
        qtbot.addWidget(card)
    cards.add_signature(drawn, replace(SIGNATURE, ink=INK), look)
    cards.add_signature(typed, replace(SIGNATURE, ink=None, how="Typed"), look)
    assert len(drawn.findChildren(InkView)) == 1
    assert typed.findChildren(InkView) == []
    assert texts(typed) == ["Decision", "Typed", SIGNATURE.line]
