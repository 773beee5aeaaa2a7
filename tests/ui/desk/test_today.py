from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.desk.sample_desk import HOSTILE, ROWS, WORDS, Seen, in_desk, today_data
from tests.ui.layout import accessible, problems
from ui.desk.today import (
    CheckFileWanted,
    CheckInWanted,
    CloseDayWanted,
    EarlierWanted,
    PrintVisit,
    ReopenVisit,
    ReviewVisit,
    StartVisit,
    TodayRow,
    TodayScreen,
    TodayWanted,
    ViewVisit,
    VisitList,
    shares,
)
from ui.drafts import Page
from ui.shell import Shell
from ui.theme import Look
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.labels import PlainLabel

WANTED = [ReviewVisit("v1"), ViewVisit("v2"), ViewVisit("v3"), ReopenVisit("v4"), StartVisit("v5"), PrintVisit("v6")]


@pytest.fixture
def screen(qtbot: QtBot, look: Look) -> TodayScreen:
    made = TodayScreen(today_data(*ROWS), look)
    qtbot.addWidget(in_desk(made, look))
    return made


def test_each_row_has_one_thing_to_do_by_mouse(screen: TodayScreen) -> None:
    seen = Seen(screen)
    for row in screen.rows:
        QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert seen.all == WANTED


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_each_row_has_one_thing_to_do_by_keyboard(screen: TodayScreen, key: Qt.Key) -> None:
    seen = Seen(screen)
    for row in screen.rows:
        row.button.setFocus()
        QTest.keyClick(row.button, key)
    QTest.keyClick(screen.new_patient, key)
    assert seen.all == [*WANTED, CheckInWanted()]


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_every_visit_opens_by_its_name(screen: TodayScreen, way: str) -> None:
    seen = Seen(screen)
    for row in screen.rows:
        if way == "mouse":
            QTest.mouseClick(row.name, Qt.MouseButton.LeftButton)
        else:
            row.name.setFocus()
            QTest.keyClick(row.name, Qt.Key.Key_Return)
    reviews = [ReviewVisit(f"v{n}") if n in {1, 4, 5} else ViewVisit(f"v{n}") for n in range(1, 7)]
    assert seen.all == reviews
    name, role, _state = accessible(screen.rows[3].name)
    assert (name, role) == ("Open the visit: Tomasz Zielinski, born 19 January 1975", QAccessible.Role.Button)


@pytest.mark.parametrize("rows", [ROWS, ()])
def test_the_day_is_closed_from_the_foot_of_the_list(qtbot: QtBot, look: Look, rows: tuple[TodayRow, ...]) -> None:
    screen = TodayScreen(today_data(*rows), look)
    shell = in_desk(screen, look)
    qtbot.addWidget(shell)
    seen = Seen(screen)
    QTest.mouseClick(screen.close_day, Qt.MouseButton.LeftButton)
    screen.close_day.setFocus()
    QTest.keyClick(screen.close_day, Qt.Key.Key_Space)
    assert seen.all == [CloseDayWanted(), CloseDayWanted()]
    assert [one for one in shell.tab_stops() if screen.isAncestorOf(one)][-1] is screen.close_day


def test_a_document_is_checked_from_the_foot_wherever_it_has_room(screen: TodayScreen) -> None:
    seen = Seen(screen)
    shell = screen.window()
    assert isinstance(shell, Shell)
    places = []
    for size in ((1280, 800), (600, 1024), (1280, 800), (600, 1024)):
        shell.resize(*size)
        QApplication.processEvents()
        QTest.mouseClick(screen.check_file, Qt.MouseButton.LeftButton)
        screen.check_file.setFocus()
        QTest.keyClick(screen.check_file, Qt.Key.Key_Space)
        stops = [stop for stop in shell.tab_stops() if screen.isAncestorOf(stop)]
        places.append((stops.index(screen.check_file), screen.check_file.y() > screen.rows[-1].y()))
        assert stops[-1] is screen.close_day
    assert places == [(2 * len(ROWS) + 1, True)] * 4
    assert seen.all == [CheckFileWanted()] * 8


def test_a_new_patient_is_one_press_away(screen: TodayScreen) -> None:
    seen = Seen(screen)
    QTest.mouseClick(screen.new_patient, Qt.MouseButton.LeftButton)
    assert seen.all == [CheckInWanted()]


def test_only_what_needs_staff_most_has_a_filled_button(screen: TodayScreen) -> None:
    assert [isinstance(row.button, PrimaryButton) for row in screen.rows] == [True, *[False] * 5]


def test_names_are_shown_as_typed(screen: TodayScreen) -> None:
    row = screen.rows[5]
    assert row.name.text() == HOSTILE
    # Painted, never read as markup; a mnemonic sign in it is no shortcut either.
    assert row.name.shortcut().isEmpty()


def test_a_screen_reader_hears_who_each_button_is_for(screen: TodayScreen) -> None:
    name, role, _state = accessible(screen.rows[0].button)
    assert (name, role) == ("Review: Rosa Delgado", QAccessible.Role.Button)
    assert accessible(screen.rows[0])[:2] == ("09:00, Rosa Delgado, Questions to answer", QAccessible.Role.Grouping)
    heard = {accessible(one)[0] for one in screen.rows[0].findChildren(PlainLabel)}
    assert {WORDS["today.questions"].format(count=2), WORDS["today.checks_name"].format(checks="5 of 5")} <= heard
    listed = screen.findChild(VisitList)
    assert listed is not None
    assert accessible(listed)[:2] == (WORDS["today.title"], QAccessible.Role.List)


def test_status_is_an_icon_and_a_word(screen: TodayScreen) -> None:
    for row in screen.rows:
        assert row.data.status_icon
        assert row.data.status


def test_a_narrow_list_is_made_of_cards_that_say_what_is_counted(qtbot: QtBot, look: Look) -> None:
    screen = TodayScreen(today_data(*ROWS), look)
    qtbot.addWidget(in_desk(screen, look, (800, 1280)))
    shown = [one.text() for one in screen.rows[0].findChildren(PlainLabel) if one.isVisible()]
    assert WORDS["today.checks_name"].format(checks="5 of 5") in shown
    assert "5 of 5" not in shown
    # "None" without a head above it would say nothing.
    assert WORDS["today.none"] not in [one.text() for one in screen.rows[4].findChildren(PlainLabel) if one.isVisible()]


def test_a_long_status_takes_room_from_other_columns_and_then_makes_cards(look: Look) -> None:
    plain = shares(1200, look, 200)
    longer = shares(1200, look, 300)
    assert longer[3] >= 316 > plain[3]
    assert sum(longer) == sum(plain)
    assert longer[6] == plain[6]
    assert shares(1200, look, 900) == []
    assert shares(1200, look, 200, time=100)[:2] == [100, plain[1] - 20]
    assert shares(900, look, 100) == []


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600)])
def test_long_names_and_states_are_neither_cut_nor_laid_over_others(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int]
) -> None:
    look = make_look()
    rows = (
        replace(ROWS[0], name="Wolfeschlegelsteinhausenbergerdorff " * 5, status="Reading: Before and after a session"),
        replace(ROWS[1], treatment="Ketamine-assisted psychotherapy with two therapists", name="W" * 200),
    )
    screen = TodayScreen(today_data(*rows), look)
    shell = in_desk(screen, look, size)
    qtbot.addWidget(shell)
    # A name without a blank may be broken; it may not be cut.
    assert [one for one in problems(screen) if not one.startswith("broken")] == []


def test_the_list_is_mirrored(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(rtl=True)
    screen = TodayScreen(today_data(*ROWS), look)
    qtbot.addWidget(in_desk(screen, look))
    row = screen.rows[0]
    assert row.button.geometry().center().x() < row.width() / 2


def test_an_empty_day_and_a_message(qtbot: QtBot, look: Look) -> None:
    screen = TodayScreen(today_data(message="The document was printed.", notice="Renew two."), look)
    qtbot.addWidget(screen)
    screen.show()
    shown = [one.text() for one in screen.findChildren(PlainLabel) if one.isVisible()]
    assert {WORDS["today.empty"], "The document was printed.", "Renew two.", "12 May 2026"} <= set(shown)
    assert screen.rows == []


def test_many_visits_scroll(qtbot: QtBot, look: Look) -> None:
    rows: tuple[TodayRow, ...] = tuple(replace(ROWS[3], visit_id=f"v{n}") for n in range(40))
    screen = TodayScreen(today_data(*rows), look)
    shell = in_desk(screen, look)
    qtbot.addWidget(shell)
    QApplication.processEvents()
    assert shell.height() == 800
    assert screen.height() > 800
    seen = Seen(screen)
    screen.rows[-1].button.click()
    assert seen.all == [ReopenVisit("v39")]


def test_earlier_records_are_one_press_away(screen: TodayScreen) -> None:
    seen = Seen(screen)
    QTest.mouseClick(screen.earlier, Qt.MouseButton.LeftButton)
    assert seen.all == [EarlierWanted()]


def test_an_earlier_record_is_found_by_mouse_and_keyboard_and_leads_back(qtbot: QtBot, look: Look) -> None:
    screen = TodayScreen(replace(today_data(*ROWS[-1:]), earlier=True, find="Ros"), look)
    qtbot.addWidget(in_desk(screen, look))
    seen = Seen(screen)
    QTest.keyClicks(screen.finder, "a ")
    QTest.keyClick(screen.finder, Qt.Key.Key_Return)
    for name in ("find_now", "back"):
        button = screen.findChild(Button, f"today.{name}")
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen.all == [EarlierWanted("Rosa"), EarlierWanted("Rosa"), TodayWanted()]


def test_only_the_search_has_something_to_keep(screen: TodayScreen, qtbot: QtBot, look: Look) -> None:
    screen.restore_draft("Ros")
    assert (screen.page, screen.draft()) == (None, None)
    search = TodayScreen(replace(today_data(), earlier=True), look)
    qtbot.addWidget(search)
    search.restore_draft("Ros")
    search.restore_draft(None)
    assert (search.page, search.draft()) == (Page("find"), "Ros")
