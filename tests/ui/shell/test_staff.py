from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.conftest import MakeLook
from tests.ui.desk.sample_desk import CLINIC, NAMES, PLACES, WORDS, desk_makers, in_desk
from tests.ui.layout import THEMES, controls, problems
from ui.shell import Brand, DeskFrame, Shell
from ui.shell.staff import Band, DragArea, StaffFrame
from ui.theme import Look, TextStep, ThemeName
from ui.widgets.buttons import Button
from ui.widgets.labels import PlainLabel
from ui.widgets.screen import Screen

SIGNED_IN = DeskFrame(CLINIC, "Dr Amara Osei", "Psychiatrist", note=WORDS["desk.kept_here"], demo=True)
NOBODY = DeskFrame(CLINIC, note=WORDS.say("desk.locks", {"minutes": 5}), patient_screen=True, demo=True)


def frame_for(name: str) -> DeskFrame:
    return NOBODY if name.startswith(("unlock", "sign_in")) else SIGNED_IN


@pytest.fixture
def shell(qtbot: QtBot, look: Look) -> Iterator[Shell]:
    made = Shell(Brand(CLINIC), look, WORDS)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    yield made
    made.close()


def texts(widget: QWidget) -> list[str]:
    """Return all that is written anywhere in a widget, hidden or not."""
    labels = [label.text() for label in widget.findChildren(QLabel) if isValid(label)]
    return labels + [one.accessibleName() for one in widget.findChildren(QWidget) if isValid(one)]


def forget(qtbot: QtBot, screen: Screen) -> None:
    qtbot.waitUntil(lambda: not isValid(screen))


@pytest.mark.parametrize(("size", "step", "theme"), PLACES)
def test_nothing_is_cut_crowded_or_nameless_on_any_desk_screen(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int], step: TextStep, theme: ThemeName
) -> None:
    look = make_look(theme, step)
    shell = Shell(Brand(CLINIC), look, WORDS)
    qtbot.addWidget(shell)
    shell.resize(*size)
    shell.show()
    shell.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is shell)
    found = []
    for name, make in desk_makers().items():
        screen = make(look)
        shell.show_desk(screen, frame_for(name))
        QApplication.processEvents()
        parts = [screen, *(band for band in shell.findChildren(Band) if band.isVisible())]
        found += [f"{name}: {problem}" for part in parts for problem in problems(part)]
        assert shell.size().toTuple() == size, name
        # A part that is shown before it has a place is a window for a moment, and takes the focus away.
        assert QApplication.activeWindow() is shell, name
    assert found == []


def test_a_window_that_is_turned_is_laid_out_anew(qtbot: QtBot, look: Look) -> None:
    for name in ("unlock", "sign_in", "today", "check_in_wrong", "review", "paper"):
        screen = desk_makers()[name](look)
        shell = in_desk(screen, look, (1920, 1080), frame_for(name))
        qtbot.addWidget(shell)
        for size in ((800, 1280), (1024, 600)):
            shell.resize(*size)
            QApplication.processEvents()
            assert size[0] - screen.width() in (0, 12), name
            assert problems(screen) == [], (name, size)
        shell.close()


def test_the_ground_has_the_colour_of_the_theme(qtbot: QtBot, make_look: MakeLook) -> None:
    for theme in THEMES:
        look = make_look(theme)
        shell = in_desk(desk_makers()["message"](look), look)
        qtbot.addWidget(shell)
        assert shell.grab().toImage().pixelColor(20, 200) == look.color("canvas")


def test_the_header_tells_who_is_signed_in_and_locks(qtbot: QtBot, shell: Shell, look: Look) -> None:
    shell.show_desk(desk_makers()["today"](look), SIGNED_IN)
    assert {"Dr Amara Osei", "Psychiatrist", WORDS["desk.title_demo"]} <= set(texts(shell))
    lock = shell.findChild(Button, "desk.lock")
    assert lock is not None
    with qtbot.waitSignal(shell.lock_pressed):
        QTest.mouseClick(lock, Qt.MouseButton.LeftButton)
    lock.setFocus()
    with qtbot.waitSignal(shell.lock_pressed):
        QTest.keyClick(lock, Qt.Key.Key_Space)


def test_nobody_signed_in_means_no_lock_and_a_way_back(qtbot: QtBot, shell: Shell, look: Look) -> None:
    shell.show_desk(desk_makers()["sign_in"](look), NOBODY)
    back = shell.findChild(Button, "desk.patient_screen")
    assert back is not None
    assert shell.findChild(Button, "desk.lock") is None
    with qtbot.waitSignal(shell.patient_screen_pressed):
        QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(shell.patient_screen_pressed):
        QTest.keyClick(back, Qt.Key.Key_Return)


def test_names_are_gone_when_the_desk_is_locked(qtbot: QtBot, shell: Shell, look: Look) -> None:
    listed = desk_makers()["today"](look)
    shell.show_desk(listed, SIGNED_IN)
    assert NAMES[0] in "\n".join(texts(shell))
    shell.show_desk(desk_makers()["sign_in"](look), NOBODY)
    forget(qtbot, listed)
    written = "\n".join(texts(shell))
    assert not any(name in written for name in NAMES)


def test_names_are_gone_when_a_patient_has_the_tablet(qtbot: QtBot, shell: Shell, look: Look) -> None:
    listed = desk_makers()["today"](look)
    shell.show_desk(listed, SIGNED_IN)
    shell.show_screen(Screen("Welcome"), shell.frame_data)
    forget(qtbot, listed)
    written = "\n".join(texts(shell))
    assert not any(name in written for name in (*NAMES, "Dr Amara Osei"))


def test_tab_goes_through_the_screen_then_foot_and_header(shell: Shell, look: Look) -> None:
    shell.show_desk(desk_makers()["today"](look), SIGNED_IN)
    stops = shell.tab_stops()
    assert [stop.objectName() for stop in stops[:2]] == ["today.new", "today.review"]
    assert stops[-1].objectName() == "desk.lock"
    assert set(stops) == set(controls(shell))
    seen = []
    for _ in stops:
        QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
        seen.append(shell.focusWidget())
    assert set(seen) == set(stops)
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert shell.focusWidget() is seen[-2]


@pytest.mark.parametrize("name", ["review_said", "paper_printed"])
def test_a_page_with_newer_contents_stays_where_it_was(qtbot: QtBot, shell: Shell, name: str) -> None:
    control = {"review_said": "review.save.said.mk-stop", "paper_printed": "paper.received"}[name]
    shell.resize(1024, 600)
    shell.activateWindow()
    make = desk_makers()[name]
    shell.show_desk(make(shell.look), SIGNED_IN)
    QApplication.processEvents()

    def bar() -> QScrollBar:
        (area,) = (one for one in shell.findChildren(DragArea) if one.isVisible())
        return area.verticalScrollBar()

    assert shell.shown is not None
    button = shell.shown.findChild(Button, control)
    assert button is not None
    bar().setValue(bar().maximum() - 20)
    button.setFocus()
    at = bar().value()
    assert at > 100
    newer = make(shell.look)
    shell.show_desk(newer, SIGNED_IN, stay=True)
    QApplication.processEvents()
    assert bar().value() == at
    qtbot.waitUntil(lambda: shell.focusWidget() is newer.findChild(Button, control))

    shell.show_desk(desk_makers()["today"](shell.look), SIGNED_IN)
    shell.show_desk(make(shell.look), SIGNED_IN)
    QApplication.processEvents()
    assert bar().value() == 0, "it is opened anew"


def test_the_focus_is_scrolled_into_view(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    screen = desk_makers()["today"](look)
    shell = in_desk(screen, look, (1024, 600))
    qtbot.addWidget(shell)
    area = next(one for one in shell.findChildren(QScrollArea) if one.isAncestorOf(screen))
    for _ in range(len(shell.tab_stops()) - 1):
        QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
        focus = shell.focusWidget()
        if screen.isAncestorOf(focus):
            top = focus.mapTo(area.viewport(), focus.rect().topLeft()).y()
            assert top >= 0
            assert top + focus.height() <= area.viewport().height()


def test_a_narrow_header_keeps_the_name_and_lock(qtbot: QtBot, shell: Shell, look: Look) -> None:
    shell.show_desk(desk_makers()["today"](look), SIGNED_IN)
    role = next(label for label in shell.findChildren(QLabel) if label.text() == "Psychiatrist")
    assert role.isVisible()
    shell.resize(800, 1280)
    qtbot.waitUntil(lambda: not role.isVisible())
    lock = shell.findChild(Button, "desk.lock")
    assert lock is not None
    assert lock.isVisible()


def test_a_note_without_room_beside_the_way_back_is_left_out(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    shell = in_desk(desk_makers()["sign_in"](look), look, (1920, 1080), NOBODY)
    qtbot.addWidget(shell)
    note = next(label for label in shell.findChildren(QLabel) if label.text() == NOBODY.note)
    assert note.isVisible()
    shell.resize(800, 1280)
    qtbot.waitUntil(lambda: not note.isVisible())
    back = shell.findChild(Button, "desk.patient_screen")
    assert back is not None
    assert back.isVisible()
    foot = back.parentWidget()
    assert foot is not None
    assert foot.height() == look.bar_height("top")


def test_another_look_builds_the_bars_anew(qtbot: QtBot, shell: Shell, make_look: MakeLook) -> None:
    shell.show_desk(desk_makers()["message"](shell.look), SIGNED_IN)
    frame = shell.findChild(StaffFrame)
    assert frame is not None
    before = frame.bar_stops()[-1].height()
    shell.set_look(make_look("dark", "2.0"))
    assert frame.bar_stops()[-1].height() > before
    assert frame.bar_stops()[-1].objectName() == "desk.lock"
    assert shell.grab().toImage().pixelColor(20, 300) == shell.look.color("canvas")


def test_a_page_is_dragged_where_nothing_takes_the_press(qtbot: QtBot) -> None:
    area = DragArea()
    qtbot.addWidget(area)
    page = QLabel("A tall page")
    page.setFixedSize(300, 2000)
    area.setWidget(page)
    area.resize(320, 400)
    area.show()
    bar, button = area.verticalScrollBar(), Qt.MouseButton.LeftButton
    QTest.mousePress(page, button, pos=QPoint(100, 300))
    QTest.mouseMove(page, QPoint(100, 180))
    assert bar.value() == 120
    QTest.mouseRelease(page, button, pos=QPoint(100, 300))
    before = bar.value()
    QTest.mouseMove(page, QPoint(100, 500))
    assert bar.value() == before
    # A second press at once counts as a double click to Qt.
    QTest.mouseDClick(page, button, pos=QPoint(100, 300))
    QTest.mousePress(page, button, pos=QPoint(100, 300))
    QTest.mouseMove(page, QPoint(100, 250))
    assert bar.value() > before


@pytest.mark.parametrize("demo", [True, False])
def test_a_narrow_header_keeps_the_name_on_one_line(qtbot: QtBot, make_look: MakeLook, *, demo: bool) -> None:
    look = make_look(step="2.0")
    frame = StaffFrame(look, WORDS)
    qtbot.addWidget(frame)
    frame.resize(800, 1280)
    frame.show_desk(Screen("Desk"), DeskFrame("Harbour Street Clinic", "Dr Amara Osei", "Psychiatrist", demo=demo))
    frame.show()
    QApplication.processEvents()
    labels = {label.text(): label for label in frame.findChildren(PlainLabel) if label.isVisible()}
    assert labels["Dr Amara Osei"].height() < 2 * look.line("small")
    assert (WORDS["shell.demo"] in labels) == demo
    assert WORDS["desk.title_demo"] not in labels
    assert problems(frame) == []
    frame.resize(1280, 800)
    QApplication.processEvents()
    title = WORDS["desk.title_demo" if demo else "desk.title"]
    assert title in {label.text() for label in frame.findChildren(PlainLabel) if label.isVisible()}
