from __future__ import annotations

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.content.model import Card, Paragraph, Span
from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible, problems
from ui.theme import Look
from ui.widgets.row_card import RowCard, align

LONG = "For depression, 64 of 100 felt much better after a day. With another calming drug it was 28 of 100."


def card(look: Look, name: str, *texts: str, term: str = "") -> RowCard:
    rows = tuple(Paragraph((Span("What. ", bold=True), Span(text, term=term))) for text in texts)
    return RowCard(Card("clock", name, rows, (), "Murrough and others, 2013"), look)


def three(qtbot: QtBot, look: Look, width: int, *, roomy: bool = True) -> list[RowCard]:
    cards = [card(look, "Infusion", "A drug.", LONG, "Cost."), card(look, "ECT", LONG, "Sleep.", "Cost.")]
    align(cards)
    for one in cards:
        qtbot.addWidget(one)
        one.resize(width, one.roomy_height(width) if roomy else one.heightForWidth(width))
        one.show()
    return cards


def test_rows_stand_in_the_same_places_on_all_cards(qtbot: QtBot, look: Look) -> None:
    first, second = three(qtbot, look, 420)
    assert first.size() == second.size()
    assert [row.geometry() for row in first.rows] == [row.geometry() for row in second.rows]
    assert [*problems(first), *problems(second)] == []


def test_in_a_low_place_they_are_closer_and_still_equally_high(qtbot: QtBot, make_look: MakeLook) -> None:
    for step in ("1.0", "2.0"):
        roomy, _ = three(qtbot, make_look(step=step), 420)
        first, second = three(qtbot, make_look(step=step), 420, roomy=False)
        assert first.height() == second.height() < roomy.height()
        assert [*problems(first), *problems(second)] == []
        assert first.rows[-1].geometry().bottom() < first.height()


def test_a_card_says_its_name_and_all_of_its_rows(qtbot: QtBot, look: Look) -> None:
    one = card(look, "Infusion", "A drug.", "Long-term harm. And more.")
    qtbot.addWidget(one)
    assert accessible(one)[:2] == ("Infusion", QAccessible.Role.Grouping)
    assert one.sentences()[0] == "Infusion"
    assert "A drug." in " ".join(one.sentences())
    assert not one.has_source()
    assert not one.has_terms()


def test_what_is_read_aloud_is_marked_in_its_row(qtbot: QtBot, look: Look) -> None:
    one = card(look, "Infusion", "A drug.", "Harm.")
    qtbot.addWidget(one)
    marked = []
    for index in range(-1, len(one.sentences())):
        one.highlight_sentence(index)
        marked.append([row._marked for row in one.rows])
    assert marked[0] == [-1, -1] == marked[1]
    assert all(any(mark >= 0 for mark in row) for row in marked[2:])


def test_a_glossary_word_in_a_row_is_asked_for(qtbot: QtBot, look: Look) -> None:
    one = card(look, "Infusion", "midazolam", term="midazolam")
    qtbot.addWidget(one)
    assert one.has_terms()
    with qtbot.waitSignal(one.term_activated) as heard:
        one.rows[0].term_activated.emit("midazolam")
    assert heard.args == ["midazolam"]


def test_a_card_that_is_alone_needs_no_neighbours(qtbot: QtBot, look: Look) -> None:
    align([])
    one = card(look, "Infusion", "A drug.")
    qtbot.addWidget(one)
    assert one.heightForWidth(400) <= one.roomy_height(400)
