from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.desk.sample_desk import SIGNERS, WORDS, Seen, bad_verdict, form_verdict, in_desk, verdict_data
from tests.ui.layout import accessible, problems
from ui.desk import verify
from ui.desk.verify import (
    AnotherWanted,
    FilesGiven,
    FileWanted,
    ScanFilingWanted,
    VerdictScreen,
    VerifyClosed,
    VerifyData,
    VerifyScreen,
)
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton
from ui.widgets.labels import IconLine, PlainLabel

KEYS = [Qt.Key.Key_Space, Qt.Key.Key_Return]
COPY = Qt.DropAction.CopyAction


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what a screen reader is told without being asked."""
    told: list[str] = []
    monkeypatch.setattr(verify, "announce", lambda _widget, text: told.append(text))
    return told


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> VerifyScreen:
    made = VerifyScreen(VerifyData(WORDS), look)
    qtbot.addWidget(in_desk(made, look))
    return made


def carried(*urls: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    return data


def enter(widget: QWidget, data: QMimeData) -> QDragEnterEvent:
    middle = widget.rect().center()
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(middle, COPY | Qt.DropAction.MoveAction, data, button, none)
    event.setAccepted(False)
    QApplication.sendEvent(widget, event)
    return event


def drop(widget: QWidget, data: QMimeData) -> QDropEvent:
    enter(widget, data)
    middle = QPointF(widget.rect().center())
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(middle, COPY | Qt.DropAction.MoveAction, data, button, none)
    QApplication.sendEvent(widget, event)
    return event


def texts(screen: QWidget) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


def test_a_file_is_chosen_by_mouse_and_by_keys_alone(page: VerifyScreen) -> None:
    seen = Seen(page)
    QTest.mouseClick(page.area, Qt.MouseButton.LeftButton)
    for key in KEYS:
        page.area.setFocus()
        QTest.keyClick(page.area, key)
    assert seen.all == [FileWanted()] * 3
    name, role, _state = accessible(page.area)
    assert role == QAccessible.Role.Button
    assert name.startswith("Choose a file, or drop one here. PDF, PNG or JPEG.")


def test_files_are_dropped_anywhere_on_the_page_and_stay_where_they_are(page: VerifyScreen) -> None:
    seen = Seen(page)
    files = carried("file:///desk/a.jpg", "file:///desk/b.jpg")
    assert enter(page, files).isAccepted()
    event = drop(page, files)
    assert event.isAccepted()
    assert event.dropAction() == COPY
    assert seen.all == [FilesGiven(("/desk/a.jpg", "/desk/b.jpg"))]


def test_the_drop_area_shows_where_to_let_go(page: VerifyScreen, qtbot: QtBot) -> None:
    before = page.area.grab().toImage()
    enter(page, carried("file:///a.pdf"))
    held = page.area.grab().toImage()
    QApplication.sendEvent(page, QDragLeaveEvent())
    assert held != before
    assert page.area.grab().toImage() == before


def test_words_and_pages_of_the_web_are_no_files(page: VerifyScreen, said: list[str]) -> None:
    seen = Seen(page)
    text = QMimeData()
    text.setText("hello")
    assert not enter(page, text).isAccepted()
    drop(page, carried("https://example.org/a.pdf"))
    assert seen.all == []
    assert page.error_text() == WORDS["check_file.not_local"] == said[-1]


def test_what_cannot_be_checked_is_said_and_the_page_stays(page: VerifyScreen, said: list[str]) -> None:
    page.show_busy()
    assert WORDS["check_file.busy"] in texts(page)
    assert said == [WORDS["check_file.busy"]]
    page.show_error("This file is empty.")
    assert WORDS["check_file.busy"] not in texts(page)
    assert page.error_text() == "This file is empty." == said[-1]
    page.show_busy()
    assert page.error_text() == ""


def test_a_low_window_leaves_out_the_picture_and_keeps_the_button_in_sight(qtbot: QtBot, look: Look) -> None:
    page = VerifyScreen(VerifyData(WORDS), look)
    shell = in_desk(page, look, (1024, 600))
    qtbot.addWidget(shell)
    low = page.area.heightForWidth(800)
    bottom = page.area.mapTo(shell, QPoint(0, page.area.height())).y()
    assert bottom < 600
    shell.resize(1280, 800)
    QApplication.processEvents()
    assert page.area.heightForWidth(800) > low
    assert problems(page) == []


@pytest.mark.parametrize("make", [bad_verdict, form_verdict])
def test_back_and_another(qtbot: QtBot, look: Look, make: object) -> None:
    screen = make(look)  # type: ignore[operator]
    assert isinstance(screen, VerdictScreen)
    qtbot.addWidget(in_desk(screen, look))
    seen = Seen(screen)
    QTest.mouseClick(screen.another, Qt.MouseButton.LeftButton)
    screen.back.setFocus()
    QTest.keyClick(screen.back, Qt.Key.Key_Return)
    drop(screen, carried("file:///b.pdf"))
    assert seen.all == [AnotherWanted(), VerifyClosed(), FilesGiven(("/b.pdf",))]
    assert accessible(screen.back)[0] == WORDS["check_file.back"]
    drop(screen, carried("https://example.org"))
    assert WORDS["check_file.not_local"] in [line.text() for line in screen.findChildren(IconLine)]


def test_the_verdict_is_read_first_with_its_word_and_what_to_do(qtbot: QtBot, look: Look, said: list[str]) -> None:
    screen = bad_verdict(look)
    qtbot.addWidget(in_desk(screen, look))
    name, role, _state = accessible(screen.heading)
    assert role == QAccessible.Role.Heading
    assert name == "This file was changed after it was sealed. Do not rely on it."
    assert screen.focusWidget() is screen.heading
    assert said == [f"{name} {WORDS['check_file.todo_changed']}"]
    assert screen.title == WORDS["check_file.is_changed"]


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_each_tone_has_an_icon_and_colours_of_its_own(qtbot: QtBot, make_look: MakeLook, theme: str) -> None:
    look = make_look(theme)
    assert len({icon for icon, _fill, _text in verify.TONES.values()}) == 3
    pictures = []
    for tone in verify.TONES:
        screen = VerdictScreen(verdict_data(tone=tone, signers=()), look)
        shell = in_desk(screen, look)
        qtbot.addWidget(shell)
        banner = screen.heading.parentWidget()
        assert banner is not None
        image = banner.grab().toImage()
        assert image.pixelColor(image.width() // 2, 6) == look.color(verify.TONES[tone][1])
        pictures.append(image)
    # The icons differ where the colours of high contrast do not.
    assert all(one != other for one, other in itertools.pairwise(pictures))


def test_everybody_who_signed_is_shown_as_typed(qtbot: QtBot, look: Look) -> None:
    screen = VerdictScreen(verdict_data(), look)
    qtbot.addWidget(in_desk(screen, look))
    shown = texts(screen)
    for one in SIGNERS:
        assert {one.name, one.role, one.meaning, one.when, one.how} <= set(shown)
    assert {"CN-2026-0512-0001", WORDS["verify.unchanged"], WORDS["check_file.todo_ours"]} <= set(shown)


def test_technical_details_open_and_close(qtbot: QtBot, look: Look) -> None:
    screen = VerdictScreen(verdict_data(), look)
    qtbot.addWidget(in_desk(screen, look))
    detail = verdict_data().details[0]
    assert detail not in texts(screen)
    screen.more.setFocus()
    QTest.keyClick(screen.more, Qt.Key.Key_Space)
    assert detail in texts(screen)
    assert accessible(screen.more)[0] == WORDS["check_file.more_hide"]
    QTest.keyClick(screen.more, Qt.Key.Key_Space)
    assert detail not in texts(screen)
    assert accessible(screen.more)[0] == WORDS["check_file.more_show"]


def test_only_a_scan_that_can_be_filed_has_the_button_for_it(qtbot: QtBot, look: Look) -> None:
    plain = VerdictScreen(verdict_data(visit_id="v1"), look)
    qtbot.addWidget(in_desk(plain, look))
    assert plain.findChild(QWidget, "check_file.file_scan") is None
    assert [one.objectName() for one in plain.findChildren(PrimaryButton)] == ["check_file.another"]

    screen = form_verdict(look)
    qtbot.addWidget(in_desk(screen, look))
    seen = Seen(screen)
    QTest.mouseClick(screen.file_scan, Qt.MouseButton.LeftButton)
    screen.file_scan.setFocus()
    QTest.keyClick(screen.file_scan, Qt.Key.Key_Return)
    assert seen.all == [ScanFilingWanted("v1")], "while it is filed it is not filed again"
    assert WORDS["check_file.filing"] in texts(screen)
    screen.show_error("The disk is full.")
    assert WORDS["check_file.filing"] not in texts(screen)
    QTest.keyClick(screen.file_scan, Qt.Key.Key_Return)
    assert seen.all == [ScanFilingWanted("v1")] * 2
    assert [one.objectName() for one in screen.findChildren(PrimaryButton)] == ["check_file.file_scan"]


def test_a_right_to_left_page_is_mirrored(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(rtl=True)
    screen = VerdictScreen(verdict_data(), look)
    shell = in_desk(screen, look)
    qtbot.addWidget(shell)
    assert screen.back.mapTo(shell, QPoint()).x() > screen.another.mapTo(shell, QPoint()).x()
    assert problems(screen) == []
    page = VerifyScreen(VerifyData(WORDS), look)
    qtbot.addWidget(in_desk(page, look))
    assert problems(page) == []
