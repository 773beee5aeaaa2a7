from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.widgets.card import Card, CardKind, Line
from ui.widgets.labels import plain


def test_kinds_differ_by_edge_and_fill(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look()
    kinds: tuple[tuple[CardKind, str, str], ...] = (
        ("plain", "line", "surface"),
        ("accent", "accent", "surface"),
        ("quiet", "sunken", "sunken"),
    )
    for kind, edge, fill in kinds:
        card = Card(look, kind)
        qtbot.addWidget(card)
        card.resize(300, 200)
        image = card.grab().toImage()
        assert image.pixelColor(0, 100).name().upper() == look.hex(edge)
        assert image.pixelColor(150, 100).name().upper() == look.hex(fill)


def test_in_high_contrast_every_card_has_an_edge(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look("contrast")
    card = Card(look, "quiet")
    qtbot.addWidget(card)
    card.resize(300, 200)
    assert card.grab().toImage().pixelColor(1, 100).name().upper() == look.hex("line")


def test_its_height_follows_what_is_in_it(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look()
    card = Card(look)
    qtbot.addWidget(card)
    card.body.addWidget(plain("Ketamine can slow your reactions. " * 6, look))
    card.body.addWidget(Line(look))
    assert card.heightForWidth(300) > card.heightForWidth(900) > 2 * 28
    card.resize(300, card.heightForWidth(300))
    assert card.grab().height() == card.height()
