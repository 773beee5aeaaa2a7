from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.content.model import Bullets, Card, Figure, FigureText, Page, Span
from tests.ui.conftest import MakeLook
from tests.ui.samples import ARRAY, ARRAY_TEXT, CARD_BLOCKS, ROWS, ROWS_TEXT, STRINGS, TEXT_BLOCKS, page, paragraph
from ui.patient.content_page import LAST_PART, ContentPage, ContentPageData
from ui.theme import Look
from ui.widgets.buttons import ToolButton
from ui.widgets.effects import EffectCard, EffectTable
from ui.widgets.figure_card import FigureCard
from ui.widgets.labels import Heading
from ui.widgets.patient_screen import Detour
from ui.widgets.row_card import RowCard
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.source_line import SourceLine
from ui.widgets.topic_card import TopicCard

LABELS = ("What", "How", "Helps", "Harms", "Time", "Cost", "Unknown")
SIZES = [(1280, 566), (800, 1050), (1024, 370), (600, 722), (1920, 846), (1280, 387)]
CHOICES = page(
    "choices",
    (
        paragraph("The treatment you came for is first. The others are always in this order."),
        *(
            Card(
                "clock",
                name,
                tuple(paragraph(f"{label}. It is a drug that runs slowly into a vein.") for label in LABELS),
                (),
                "Murrough",
            )
            for name in ("Infusion", "ECT", "TMS", "Talking therapy", "Medicines", "Waiting")
        ),
    ),
)
PAGES: dict[str, tuple[Page, Figure | None, FigureText | None]] = {
    "text": (page(), None, None),
    "figure": (page(figure="day-one"), ARRAY, ARRAY_TEXT),
    "cards": (page("cards", CARD_BLOCKS), None, None),
    "choices": (CHOICES, None, None),
    "rows": (page("rows", (paragraph("From studies of esketamine nasal spray."),), "effects"), ROWS, ROWS_TEXT),
    "list": (
        page(blocks=(*TEXT_BLOCKS, Bullets(tuple((Span(f"Item {n} of a long list"),) for n in range(12))))),
        None,
        None,
    ),
}


def data_of(kind: str, *, initial_part: int = 1) -> ContentPageData:
    the_page, figure, text = PAGES[kind]
    return ContentPageData(
        title=the_page.title,
        page=the_page,
        figure=figure,
        figure_text=text,
        source=the_page.source,
        has_terms=bool(the_page.terms),
        strings=STRINGS,
        initial_part=initial_part,
    )


Show = Callable[..., ContentPage]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def make(kind: str, look: Look, size: tuple[int, int] = (1280, 566), *, initial_part: int = 1) -> ContentPage:
        screen = ContentPage(data_of(kind, initial_part=initial_part), look)
        qtbot.addWidget(screen)
        screen.resize(*size)
        with qtbot.waitExposed(screen):
            screen.show()
        return screen

    return make


def visible(screen: ContentPage, kind: type[QWidget]) -> list[QWidget]:
    return [child for child in screen.findChildren(kind) if child.isVisible()]


def blocks(screen: ContentPage) -> list[QWidget]:
    """Return the widgets that stand on the page at this moment."""
    return [child for child in screen.children() if isinstance(child, QWidget) and child.isVisible()]


@pytest.mark.parametrize("kind", sorted(PAGES))
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("step", "rtl"), [("1.0", False), ("1.5", True), ("2.0", False)])
def test_nothing_is_cut_or_overlaps(
    show: Show, make_look: MakeLook, kind: str, size: tuple[int, int], step: str, *, rtl: bool
) -> None:
    screen = show(kind, make_look(step=step, rtl=rtl), size)
    for part in range(1, screen.parts() + 1):
        screen.go_to_part(part)
        shown = blocks(screen)
        assert shown
        for index, block in enumerate(shown):
            assert screen.rect().contains(block.geometry()), (part, block)
            if not isinstance(block, (ShowMoreArea, FigureCard)) and block.hasHeightForWidth():
                assert block.height() >= block.heightForWidth(block.width()), (part, block)
            for other in shown[index + 1 :]:
                assert not block.geometry().intersects(other.geometry()), (part, block, other)


def test_text_at_the_start_figure_at_the_end(show: Show, make_look: MakeLook) -> None:
    for rtl in (False, True):
        screen = show("figure", make_look(rtl=rtl))
        assert screen.parts() == 1
        (title,), (figure,) = visible(screen, Heading), visible(screen, FigureCard)
        assert (figure.x() > title.geometry().right()) != rtl
        assert (figure.geometry().right() < title.x()) == rtl


def test_one_column_in_portrait_and_the_note_after_the_figure(show: Show, look: Look) -> None:
    screen = show("figure", look, (800, 1050))
    assert screen.parts() == 1
    (figure,) = visible(screen, FigureCard)
    assert figure.width() == 736
    assert screen.read_aloud_text()[-2].endswith("feel much better.")


def test_parts_in_large_text_with_the_figure_last(show: Show, make_look: MakeLook) -> None:
    screen = show("figure", make_look("contrast", "1.5"), (1280, 534))
    assert screen.parts() == 2
    assert visible(screen, Heading)
    assert not visible(screen, FigureCard)
    assert screen.advance()
    assert not visible(screen, Heading)
    assert visible(screen, FigureCard)
    assert visible(screen, SourceLine)
    assert not screen.advance()
    assert screen.retreat()
    assert not screen.retreat()


def test_every_part_is_reported_once_when_it_was_on_screen(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = ContentPage(data_of("figure"), make_look("contrast", "1.5"))
    qtbot.addWidget(screen)
    seen: list[tuple[int, int]] = []
    screen.part_shown.connect(lambda part, parts: seen.append((part, parts)))
    screen.resize(1280, 534)
    assert seen == []
    screen.show()
    qtbot.waitUntil(lambda: seen == [(1, 2)])
    screen.advance()
    qtbot.waitUntil(lambda: seen == [(1, 2), (2, 2)])
    screen.retreat()
    screen.repaint()
    qtbot.waitUntil(lambda: not screen._pending)
    assert seen == [(1, 2), (2, 2)]


def test_a_page_opened_from_the_one_after_begins_at_its_end(show: Show, make_look: MakeLook) -> None:
    screen = show("figure", make_look("contrast", "1.5"), (1280, 534), initial_part=LAST_PART)
    assert (screen.part(), screen.parts()) == (2, 2)


def test_the_place_survives_another_look_and_another_size(show: Show, make_look: MakeLook) -> None:
    large = show("list", make_look(step="2.0"), (1280, 387))
    while large.advance():
        pass
    assert large.part() == large.parts() > 2
    other = show("list", make_look(step="1.5"), (1280, 387))
    other.restore_draft(large.draft())
    assert other.part() == other.parts()
    other.resize(1280, 1400)
    assert (other.part(), other.parts()) == (1, 1)


def test_a_block_taller_than_the_page_scrolls_and_counts_when_its_end_was_seen(
    qtbot: QtBot, make_look: MakeLook
) -> None:
    look = make_look(step="2.0")
    tall = replace(data_of("text"), page=page(blocks=(paragraph("A long sentence that goes on and on. " * 20),)))
    screen = ContentPage(tall, look)
    qtbot.addWidget(screen)
    seen: list[int] = []
    screen.part_shown.connect(lambda part, _parts: seen.append(part))
    screen.resize(1280, 387)
    screen.show()
    while not visible(screen, ShowMoreArea):
        assert screen.advance()
    place = screen.part()
    qtbot.waitUntil(lambda: not screen._pending)
    assert place not in seen
    steps = 0
    while place not in seen:
        screen.advance()
        steps += 1
        qtbot.waitUntil(lambda: not screen._pending)
    assert steps > 1
    assert screen.part() == place
    if screen.advance():
        screen.retreat()
    assert screen.findChildren(ShowMoreArea)


def test_the_words_button_and_the_source_ask_for_their_sheets(qtbot: QtBot, show: Show, look: Look) -> None:
    screen = show("figure", look)
    (words,) = screen._buttons
    with qtbot.waitSignal(screen.glossary_requested) as signal:
        words.click()
    assert signal.args == [""]
    (source,) = visible(screen, SourceLine)
    assert isinstance(source, SourceLine)
    with qtbot.waitSignal(screen.sources_requested):
        source.click()


def test_cards_are_equal_and_name_their_own_sources(qtbot: QtBot, show: Show, look: Look) -> None:
    screen = show("cards", look)
    cards = visible(screen, TopicCard)
    assert len(cards) == sum(isinstance(block, Card) for block in CARD_BLOCKS)
    assert len({card.height() for card in cards}) == 1
    assert not visible(screen, SourceLine)
    with qtbot.waitSignal(screen.sources_requested):
        screen._buttons[-1].click()


def test_the_tools_stand_on_later_parts_too(show: Show, make_look: MakeLook) -> None:
    for rtl in (False, True):
        screen = show("cards", make_look(rtl=rtl), (1280, 420))
        assert screen.parts() > 1
        before = [button.geometry() for button in screen._buttons]
        screen.go_to_part(screen.parts())
        assert all(button.isVisible() for button in screen._buttons)
        for old, button in zip(before, screen._buttons, strict=True):
            assert (button.x(), button.width()) == (old.x(), old.width())


def test_no_part_is_for_the_source_line_alone(qtbot: QtBot, make_look: MakeLook) -> None:
    words = "Somebody and others, a long name of a study, and where it was done; " * 4
    data = replace(data_of("list"), source=words)
    for height in range(480, 900, 20):
        screen = ContentPage(data, make_look("contrast", "2.0"))
        qtbot.addWidget(screen)
        screen.resize(800, height)
        screen.show()
        for part in range(1, screen.parts() + 1):
            screen.go_to_part(part)
            assert not all(isinstance(block, SourceLine) for block in blocks(screen)), height
        if not visible(screen, SourceLine):
            (button,) = (one for one in visible(screen, ToolButton) if one not in screen._buttons)
            with qtbot.waitSignal(screen.sources_requested):
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_list_stays_in_one_column_with_its_lead(show: Show, look: Look, qtbot: QtBot) -> None:
    items = Bullets(tuple((Span(f"Item {n}, in a list with a few more words."),) for n in range(6)))
    text = (paragraph("A first sentence. " * 12), paragraph("Call for:"), items)
    screen = ContentPage(replace(data_of("text"), page=page(blocks=text)), look)
    qtbot.addWidget(screen)
    screen.resize(1280, 460)
    screen.show()
    first, lead, *listed = [widget for widget, _ in screen._texts]
    assert screen.parts() == 1
    assert {widget.x() for widget in listed} == {lead.x()}
    assert lead.x() > first.x()


def test_effects_are_a_table_where_there_is_room_and_cards_elsewhere(show: Show, make_look: MakeLook) -> None:
    assert visible(show("rows", make_look()), EffectTable)
    narrow = show("rows", make_look(), (600, 722))
    assert not visible(narrow, EffectTable)
    assert visible(narrow, EffectCard)


def test_reading_aloud_follows_what_is_on_screen(show: Show, make_look: MakeLook) -> None:
    screen = show("figure", make_look("contrast", "1.5"), (1280, 534))
    first = screen.read_aloud_text()
    assert first[0] == screen.title
    for index in range(-1, len(first)):
        screen.highlight_sentence(index)
    screen.advance()
    second = screen.read_aloud_text()
    assert any("64 of 100" in sentence for sentence in second)
    assert not set(first) & set(second)


def test_the_focus_goes_to_the_title_or_the_page(show: Show, make_look: MakeLook) -> None:
    screen = show("figure", make_look("contrast", "1.5"), (1280, 534))
    screen.focus_first()
    assert isinstance(screen.focusWidget(), Heading)
    screen.advance()
    assert screen.focusWidget() is screen
    assert screen.accessibleName() == screen.title


def test_turning_round_mirrors_without_a_rebuild(show: Show, look: Look) -> None:
    screen = show("figure", look)
    screen.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    screen.resize(1281, 566)
    (figure,) = visible(screen, FigureCard)
    assert figure.x() < 100


def test_hidden_pages_report_nothing(qtbot: QtBot, look: Look) -> None:
    screen = ContentPage(data_of("text"), look)
    qtbot.addWidget(screen)
    with qtbot.assertNotEmitted(screen.part_shown):
        screen.resize(1280, 566)
        qtbot.waitUntil(lambda: not screen._pending)


@pytest.mark.parametrize("size", [(1280, 566), (800, 1050)])
def test_choices_have_one_size_and_stand_one_or_two_at_a_time(show: Show, look: Look, size: tuple[int, int]) -> None:
    screen = show("choices", look, size)
    sizes, names = set(), []
    for part in range(1, screen.parts() + 1):
        screen.go_to_part(part)
        cards = [card for card in visible(screen, RowCard) if isinstance(card, RowCard)]
        assert len(cards) <= 2
        sizes |= {card.size().toTuple() for card in cards}
        names += [card.accessibleName() for card in sorted(cards, key=lambda card: (card.y(), card.x()))]
    assert len(sizes) == 1
    assert names == ["Infusion", "ECT", "TMS", "Talking therapy", "Medicines", "Waiting"]
    assert screen.read_aloud_text()


@pytest.mark.parametrize("kind", list(PAGES))
@pytest.mark.parametrize("size", SIZES)
def test_more_to_read_is_offered_at_the_end_of_a_page(
    qtbot: QtBot, look: Look, kind: str, size: tuple[int, int]
) -> None:
    screen = ContentPage(replace(data_of(kind), more=True, strings={**STRINGS, "reader.more": "Learn more"}), look)
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    screen.go_to_part(screen.parts())
    (button,) = [one for one in screen.findChildren(ToolButton) if one.text() == "Learn more"]
    while not button.isVisible() and screen.advance():
        pass
    # A figure or a card that takes the whole place has its part after the end of the text.
    while not button.isVisible():
        assert visible(screen, FigureCard) or visible(screen, RowCard)
        assert screen.go_to_part(screen.part() - 1)
    with qtbot.waitSignal(screen.more_requested):
        button.click()


def test_without_more_to_read_nothing_is_offered(show: Show, look: Look) -> None:
    assert "Learn more" not in [button.text() for button in show("text", look).findChildren(ToolButton)]


def test_an_optional_page_is_left_by_its_own_ways(qtbot: QtBot, look: Look) -> None:
    detour = Detour("back", "onward", "close", "Done", "Close")
    screen = ContentPage(replace(data_of("list"), detour=detour), look)
    qtbot.addWidget(screen)
    screen.resize(1024, 370)
    screen.show()
    screen.go_to_part(1)
    assert screen.parts() > 1
    assert (screen.frame.next_label, screen.frame.other, screen.frame.question) == ("", "Close", False)
    assert screen.on_other() == ["close"]
    assert screen.on_back() == ["back"]
    while screen.part() < screen.parts():
        assert screen.on_next() == []
    assert screen.frame.next_label == "Done"
    assert screen.on_next() == ["onward"]
    assert screen.on_back() == []
