"""Checking at the desk on a real clinic: from the list to the verdict, by choosing and by dropping; gone with staff."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from kiosk import events as e
from kiosk.clinic import OpenClinic
from kiosk.codes import CodeKind, PageCode, write_text
from kiosk.i18n import catalogue
from kiosk.service import read_page_key
from tests.kiosk.codes.scans import DAY, as_file, square
from tests.ui.conftest import MakeLook
from tests.ui.desks import WAIT_MS, Desk
from ui import verify_side
from ui.desk.sign_in import SignInScreen
from ui.desk.verify import (
    AnotherWanted,
    FilesGiven,
    FileWanted,
    ScanFilingWanted,
    VerdictScreen,
    VerifyClosed,
    VerifyScreen,
)
from ui.shell import Brand, Shell
from ui.theme import Look, TextStep, ThemeName
from ui.verify_side import Hooks, VerifySide
from ui.widgets.screen import Screen

WORDS = catalogue("en")
NURSE = e.Actor(kind="staff", id="s1", name="Priya Raman")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, look: Look) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path, look)
    yield made
    assert made.bridge.close()


def opened(desk: Desk) -> VerifyScreen:
    """Sign in and open the page from the list."""
    desk.sign_in()
    desk.today()
    desk.click("today.check_file")
    screen = desk.wait_for(VerifyScreen)
    assert isinstance(screen, VerifyScreen)
    return screen


def verdict(desk: Desk) -> VerdictScreen:
    screen = desk.wait_for(VerdictScreen)
    assert isinstance(screen, VerdictScreen)
    return screen


def sealed_file(desk: Desk, folder: Path) -> tuple[str, Path]:
    """Let a patient decline, and save the sealed file as somebody would bring it."""

    def seal(clinic: OpenClinic) -> bytes:
        clinic.service.seal(visit)
        return clinic.service.read_sealed(visit)

    visit = desk.walk(lambda walk: walk.end("talk"))
    path = folder / "Rosa Delgado.pdf"
    path.write_bytes(desk.ask(seal))
    return visit, path


def test_a_sealed_file_is_dropped_checked_and_its_look_noted(desk: Desk, tmp_path: Path) -> None:
    visit, path = sealed_file(desk, tmp_path)
    page = opened(desk)
    page.acted.emit(FilesGiven((str(path),)))
    screen = verdict(desk)

    assert screen.title == WORDS["check_file.is_ours"]
    assert desk.visit_events(visit)[-1].event_name == e.RecordViewed.name
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(path.read_bytes()[:-9])
    screen.acted.emit(FilesGiven((str(changed),)))
    desk.qtbot.waitUntil(lambda: desk.shell.shown is not screen and isinstance(desk.shell.shown, VerdictScreen))
    assert verdict(desk).title == WORDS["check_file.is_changed"]
    desk.click("check_file.another")
    assert isinstance(desk.shell.shown, VerifyScreen)
    desk.click("check_file.back")
    desk.today()


def test_a_file_is_chosen_in_a_list_where_nothing_can_be_changed(desk: Desk, tmp_path: Path) -> None:
    _visit, path = sealed_file(desk, tmp_path)
    page = opened(desk)
    page.area.setFocus()
    QTest.keyClick(page.area, Qt.Key.Key_Space)
    dialog = desk.shell.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.testOption(QFileDialog.Option.ReadOnly)
    page.acted.emit(FileWanted())
    assert len(desk.shell.findChildren(QFileDialog)) == 1

    desk.seconds = 200
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Tab)
    desk.seconds = 400
    desk.idle.tick()
    assert desk.side.signed_in, "who looks for a file is there"

    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(path))
    accept = next(one for one in dialog.findChildren(QPushButton) if one.isDefault())
    desk.qtbot.waitUntil(accept.isEnabled)
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    assert verdict(desk).title == WORDS["check_file.is_ours"]
    desk.qtbot.waitUntil(lambda: desk.shell.findChild(QFileDialog) is None)


def test_what_cannot_be_checked_is_said_on_the_page_which_takes_the_next_file(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "note.txt").write_bytes(b"hello")
    page = opened(desk)
    for name, key in (
        ("", "check_file.folder"),
        ("empty.pdf", "check_file.empty"),
        ("gone.pdf", "check_file.unreadable"),
        ("note.txt", "codes.not_a_scan"),
    ):
        page.acted.emit(FilesGiven((str(tmp_path / name),)))
        desk.qtbot.waitUntil(lambda key=key: page.error_text() == WORDS[key], timeout=WAIT_MS)  # type: ignore[misc]
        assert desk.shell.shown is page


def test_a_desk_that_locks_hides_the_verdict_and_comes_back_empty(desk: Desk, tmp_path: Path) -> None:
    _visit, path = sealed_file(desk, tmp_path)
    page = opened(desk)
    page.acted.emit(FilesGiven((str(path),)))
    shown = verdict(desk)
    desk.idle.asked.emit()
    desk.wait_for(SignInScreen)
    desk.qtbot.waitUntil(lambda: not _alive(shown))
    desk.sign_in()
    desk.today()
    desk.click("today.check_file")
    again = desk.shell.shown
    assert isinstance(again, VerifyScreen)
    assert again.error_text() == ""


def _alive(screen: Screen) -> bool:
    from shiboken6 import isValid

    return isValid(screen)


def test_a_verdict_that_comes_after_the_lock_is_dropped_and_the_list_of_files_closed(
    desk: Desk, tmp_path: Path
) -> None:
    _visit, path = sealed_file(desk, tmp_path)
    page = opened(desk)
    gate = threading.Event()
    desk.bridge.submit(lambda _clinic: gate.wait(10), done=lambda _none: None, failed=desk.surprised)
    page.acted.emit(FileWanted())
    page.acted.emit(FilesGiven((str(path),)))
    # What is dropped while a file is being checked is not taken.
    page.acted.emit(FilesGiven((str(tmp_path),)))
    page.acted.emit(FileWanted())
    desk.idle.asked.emit()
    gate.set()
    desk.wait_for(SignInScreen)
    desk.qtbot.waitUntil(lambda: desk.shell.findChild(QFileDialog) is None)
    assert not isinstance(desk.shell.shown, VerdictScreen)


def test_nobody_checks_anything_without_signing_in(desk: Desk, tmp_path: Path) -> None:
    page = opened(desk)
    desk.idle.asked.emit()
    page.acted.emit(FilesGiven((str(tmp_path),)))
    desk.wait_for(SignInScreen)


class Pages:
    """Where the pages would be shown, for a side that stands alone on a desk's clinic."""

    def __init__(self, desk: Desk, *, filing: bool) -> None:
        self.desk = desk
        self.shown: list[Screen] = []
        self.closed = 0
        self.filed: list[tuple[str, tuple[Path, ...]]] = []
        hooks = Hooks(
            show=self.shown.append,
            do=lambda job, done: desk.bridge.submit(job, done=done, failed=desk.surprised),
            back=self.back,
            file_scan=self.file if filing else None,
        )
        self.side = VerifySide(desk.shell, desk.settings, WORDS, idle=desk.idle, clock=desk.clock, hooks=hooks)

    def back(self) -> None:
        self.closed += 1

    def file(self, visit: str, paths: tuple[Path, ...]) -> None:
        self.filed.append((visit, paths))


def prepared(desk: Desk, visit: str) -> bytes:
    """Return a photo of a form of one page that was printed for a visit."""
    key = desk.ask(lambda clinic: read_page_key(clinic.vault))
    assert key is not None
    code = PageCode(CodeKind.PREPARED, "F-1", 1, 1, DAY, bytes(16), "ketamine-iv", "en", visit)
    return as_file(square(write_text(code, key.signer)))


@pytest.mark.parametrize("filing", [True, False])
def test_a_form_of_a_visit_is_filed_where_the_desk_can_do_that(desk: Desk, tmp_path: Path, *, filing: bool) -> None:
    visit = desk.walk(lambda walk: walk.until("page:session"))
    photo = tmp_path / "scan.png"
    photo.write_bytes(prepared(desk, visit))
    pages = Pages(desk, filing=filing)
    pages.side.open()
    assert pages.side.act(FilesGiven((str(photo),)), NURSE)
    desk.qtbot.waitUntil(lambda: isinstance(pages.shown[-1], VerdictScreen), timeout=WAIT_MS)
    screen = pages.shown[-1]
    assert isinstance(screen, VerdictScreen)

    assert screen.title == WORDS["check_file.is_form"]
    assert (screen.findChild(QWidget, "check_file.file_scan") is not None) == filing
    assert pages.side.act(ScanFilingWanted(visit), NURSE)
    assert pages.filed == ([(visit, (photo,))] if filing else [])
    assert pages.side.act(AnotherWanted(), NURSE)
    assert pages.side.act(VerifyClosed(), NURSE)
    assert pages.closed == 1
    assert not pages.side.act(object(), NURSE)
    for shown in pages.shown:
        desk.qtbot.addWidget(shown)


def test_nothing_dropped_is_nothing_to_do(desk: Desk) -> None:
    pages = Pages(desk, filing=False)
    assert pages.side.act(FilesGiven(()), NURSE)
    assert pages.shown == []


@pytest.mark.parametrize(("theme", "step"), [("light", "1.0"), ("contrast", "2.0")])
def test_the_list_of_files_has_two_ways_about_and_targets_for_a_finger(
    qtbot: QtBot, make_look: MakeLook, theme: ThemeName, step: TextStep
) -> None:
    look = make_look(theme, step)
    shell = Shell(Brand("Harbour Street Clinic"), look, WORDS)
    qtbot.addWidget(shell)
    shell.resize(1280, 800)
    shell.show()
    dialog = verify_side._file_list(shell, look, WORDS)
    dialog.open()
    tools = [one for one in dialog.findChildren(QToolButton) if one.isVisible()]
    assert {one.objectName() for one in tools} == {"backButton", "toParentButton"}
    pushes = dialog.findChildren(QPushButton)
    assert {one.text().replace("&", "") for one in pushes} == {"Check", "Cancel"}
    assert all(one.height() >= 48 and one.width() >= 48 for one in (*tools, *pushes))
    assert dialog.width() == round(1280 * 0.9)
    assert dialog.grab().toImage().pixelColor(3, 3) == look.color("canvas")
    dialog.close()


def test_the_list_of_files_begins_in_a_folder_that_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path))
    assert verify_side._start() == str(tmp_path)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path / "gone"))
    assert verify_side._start() == QDir.homePath()
