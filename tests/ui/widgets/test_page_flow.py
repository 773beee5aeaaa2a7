from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Look
from ui.widgets.buttons import ToolButton
from ui.widgets.labels import Heading, plain
from ui.widgets.page_flow import Cell, Foot, Part, Row, Space, Stack, grid, heading_row, parts_of, score, stack
from ui.widgets.source_line import SourceLine

SPACE = Space(40, 20, 800, 400, 16)


def row(qtbot: QtBot, height: int, *, words: bool = False) -> Row:
    widget = QWidget()
    qtbot.addWidget(widget)
    return Row((Cell(widget, 0, 800),), height, 10, words=words)


def test_rows_stand_under_each_other(qtbot: QtBot) -> None:
    rows = [row(qtbot, 100), row(qtbot, 50)]
    assert [place for _, place in stack(rows, SPACE)] == [QRect(40, 20, 800, 100), QRect(40, 130, 800, 50)]


def test_the_foot_stands_at_the_bottom_and_only_where_it_belongs(qtbot: QtBot, look: Look) -> None:
    button, source = ToolButton("book", "Words explained", look), SourceLine("Source: someone", look)
    qtbot.addWidget(button)
    qtbot.addWidget(source)
    rows = [row(qtbot, 300, words=True), row(qtbot, 300)]
    parts = parts_of(rows, SPACE, Foot(look, (button,)), Foot(look, (), source))
    assert [part.rows for part in parts] == [(0,), (1,)]
    first, last = (dict(part.places) for part in parts)
    assert first[button].bottom() == 419
    assert source not in first
    assert button not in last
    assert last[source].bottom() == 419


def test_a_button_for_the_end_stands_under_the_last_part_only(qtbot: QtBot, look: Look) -> None:
    words, sources = ToolButton("book", "Words explained", look), ToolButton("document", "Sources", look)
    qtbot.addWidget(words)
    qtbot.addWidget(sources)
    rows = [row(qtbot, 300, words=True), row(qtbot, 300, words=True)]
    first, last = (dict(part.places) for part in parts_of(rows, SPACE, Foot(look, (words,)), Foot(look, (sources,))))
    assert sources not in first
    assert not last[words].intersects(last[sources])


def test_buttons_without_room_stand_on_lines_of_their_own(qtbot: QtBot, look: Look) -> None:
    buttons = tuple(ToolButton("book", text, look) for text in ("Words explained", "Learn more", "Sources"))
    for button in buttons:
        qtbot.addWidget(button)
    foot = Foot(look, buttons)
    one, two, three = (foot.height(width) for width in (800, 420, 250))
    assert one < two < three
    tops = [place.top() for _, place in foot.places(SPACE, 420)]
    assert tops == [419 - two + 1, 419 - two + 1, tops[2]]
    assert tops[2] > tops[1] + buttons[0].sizeHint().height()
    assert all(place.bottom() <= 419 and place.right() < 40 + 420 for _, place in foot.places(SPACE, 420))


def test_cards_stand_in_pairs_where_each_is_wide_enough(qtbot: QtBot, look: Look) -> None:
    cards = [plain("some text " * count, look) for count in (4, 40, 4)]
    for card in cards:
        qtbot.addWidget(card)
    wide = Space(40, 20, 1200, 400, 16)
    pairs = grid(cards, wide, look, across=2, gap=16, equal=False, words=False)
    assert [len(row.cells) for row in pairs] == [2, 1]
    assert pairs[0].height > pairs[1].height
    assert len({row.height for row in grid(cards, wide, look, across=2, gap=16, equal=True, words=False)}) == 1
    assert len(grid(cards, SPACE, look, across=2, gap=16, equal=True, words=False)) == 3


def test_buttons_stand_in_the_titles_line_where_it_leaves_room(qtbot: QtBot, look: Look) -> None:
    title, button = Heading("Common effects", look), ToolButton("book", "Words explained", look)
    qtbot.addWidget(title)
    qtbot.addWidget(button)
    assert [cell.widget for cell in heading_row(title, (button,), SPACE, look).cells] == [title, button]
    narrow = heading_row(title, (button,), Space(40, 20, 300, 400, 16), look)
    assert [cell.widget for cell in narrow.cells] == [title]
    assert narrow.words


def test_a_long_source_goes_below_its_button(qtbot: QtBot, look: Look) -> None:
    button, source = ToolButton("book", "Words explained", look), SourceLine("Source: someone and others " * 4, look)
    qtbot.addWidget(button)
    qtbot.addWidget(source)
    foot = Foot(look, (button,), source)
    assert foot.height(900) < foot.height(320)
    places = dict(foot.places(SPACE, 320))
    assert places[source].top() > places[button].bottom()
    assert Foot(look).room(SPACE, 320) == 0


def test_what_is_taller_than_the_page_scrolls(qtbot: QtBot, look: Look) -> None:
    tall = row(qtbot, 900)
    (part,) = parts_of([tall], SPACE, Foot(look), Foot(look))
    assert part.scrolling == ((tall.cells[0].widget, 10),)
    assert part.scroll_place == QRect(40, 20, 800, 400)
    title = row(qtbot, 60)
    (together,) = parts_of([title, tall], SPACE, Foot(look), Foot(look))
    assert together.rows == (0, 1)
    assert score((part,)) > score((Part((), (0, 1)), Part((), (2,))))
    assert score((Part((), (0,)), Part((), (1,)))) > score((Part((), (0, 1)), Part((), (2,)), Part((), (3,))))


def test_buttons_in_a_stack_share_a_line(qtbot: QtBot, look: Look) -> None:
    text, *buttons = plain("some text " * 20, look), ToolButton("book", "Words", look), ToolButton("plus", "More", look)
    held = Stack([(text, 0), *((button, 10) for button in buttons)])
    qtbot.addWidget(held)
    held.resize(600, held.heightForWidth(600))
    held.show()
    assert buttons[0].y() == buttons[1].y() == text.height() + 10
    assert buttons[1].x() > buttons[0].geometry().right()
    assert held.heightForWidth(buttons[0].width() + 10) > held.height()


def test_a_stack_lends_its_widgets(qtbot: QtBot, look: Look) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    labels = [plain("some text " * 20, look) for _ in range(2)]
    held = Stack([(label, 10) for label in labels])
    qtbot.addWidget(held)
    held.resize(400, held.heightForWidth(400))
    held.show()
    assert labels[1].y() == labels[0].height() + 10
    held.give_back(owner)
    assert all(label.parentWidget() is owner for label in labels)
