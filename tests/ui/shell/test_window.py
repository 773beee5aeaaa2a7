from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kiosk.i18n import catalogue
from kiosk.visit import GoBack, GoNext
from tests.ui.conftest import MakeLook
from tests.ui.desk.sample_desk import PLACES, check_in_data, desk_makers
from tests.ui.layout import SECTIONS, SIZES, STEPS, accessible, in_shell, problems, tap
from tests.ui.layout import button as layout_button
from ui.desk.check_in import CheckInScreen
from ui.patient.cover import CoverData, CoverScreen
from ui.shell import Brand, DeskFrame, FrameData, Shell
from ui.shell.cover import Cover
from ui.theme import Look, TextStep, ThemeName
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.intents import StaffWanted
from ui.widgets.patient_screen import Frame, PatientScreen
from ui.widgets.progress import ProgressData, SectionProgress
from ui.widgets.screen import Screen
from ui.widgets.sheet import Sheet

WORDS = catalogue("en")
CLINIC = "Harbour Street Clinic"
PLACE = ProgressData(SECTIONS, 2, 1, 3)
MakeShell = Callable[..., Shell]


class Page(PatientScreen):
    """A patient's page in parts, with a line to type into and a gap that can be missing."""

    def __init__(self, look: Look, title: str = "A page", *, parts: int = 1, frame: Frame | None = None) -> None:
        super().__init__(title)
        self.line = QLineEdit()
        self.line.setAccessibleName("Your answer")
        self.line.setMinimumHeight(56)
        self.button = SecondaryButton("Words explained", look, size="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.addWidget(self.line)
        column.addWidget(self.button)
        column.addStretch(1)
        self._frame = frame or Frame()
        self._parts, self._part = parts, 1
        self.missing = ""

    @property
    def frame(self) -> Frame:
        return self._frame

    def change_frame(self, frame: Frame) -> None:
        self._frame = frame
        self.moved.emit()

    def part(self) -> int:
        return self._part

    def parts(self) -> int:
        return self._parts

    def advance(self) -> bool:
        if self._part < self._parts:
            self._part += 1
            return True
        return False

    def retreat(self) -> bool:
        if self._part > 1:
            self._part -= 1
            return True
        return False

    def problem(self) -> str:
        return self.missing

    def focus_first(self) -> None:
        self.line.setFocus()


@pytest.fixture
def make_shell(qtbot: QtBot, look: Look) -> MakeShell:
    def make(size: tuple[int, int] = (1280, 800), using: Look = look, *, demo: bool = False) -> Shell:
        shell = Shell(Brand(CLINIC, demo, speech=True), using, WORDS)
        qtbot.addWidget(shell)
        shell.resize(*size)
        shell.show()
        return shell

    return make


@pytest.fixture
def shell(make_shell: MakeShell) -> Shell:
    return make_shell()


def button(shell: Shell, name: str) -> Button:
    found = [one for one in shell.findChildren(Button, name) if one.isVisible()]
    assert len(found) == 1, name
    return found[0]


def commands(shell: Shell) -> list[object]:
    got: list[object] = []
    shell.commanded.connect(got.append)
    return got


def messages(shell: Shell) -> list[str]:
    labels = [label for label in shell.findChildren(QLabel) if label.isVisible()]
    return [label.text() for label in labels if label.text() == WORDS["shell.saved"]]


# ---------------------------------------------------------------- Next and Back


def test_next_and_back_send_what_the_screen_says(shell: Shell, look: Look) -> None:
    got = commands(shell)
    shell.show_screen(Page(look), FrameData(PLACE))
    QTest.mouseClick(button(shell, "shell.next"), Qt.MouseButton.LeftButton)
    QTest.keyClick(button(shell, "shell.back"), Qt.Key.Key_Return)
    assert got == [(GoNext(),), (GoBack(),)]


def test_a_finger_goes_on_and_a_double_tap_goes_on_once(shell: Shell, look: Look) -> None:
    got = commands(shell)
    shell.show_screen(Page(look), FrameData(PLACE))
    tap(button(shell, "shell.next"))
    tap(button(shell, "shell.next"))
    assert got == [(GoNext(),)]


def test_a_plain_screen_goes_on_and_back_as_well(shell: Shell) -> None:
    got = commands(shell)
    shell.show_screen(Screen("Plain"), FrameData())
    button(shell, "shell.next").click()
    button(shell, "shell.back").click()
    assert got == [(GoNext(),), (GoBack(),)]


def test_parts_are_gone_through_before_the_page_is_left(shell: Shell, look: Look) -> None:
    got = commands(shell)
    page = Page(look, parts=3)
    shell.show_screen(page, FrameData(PLACE))
    progress = shell.findChild(SectionProgress)
    assert progress is not None
    heard = []
    for _ in range(2):
        button(shell, "shell.next").click()
        heard.append(accessible(progress)[0])
    assert got == []
    assert heard[0] != heard[1]
    assert "part 3 of 3" in heard[1]
    button(shell, "shell.next").click()
    assert got == [(GoNext(),)]
    button(shell, "shell.back").click()
    assert page.part() == 2
    assert len(got) == 1


def test_what_is_missing_keeps_the_person_on_the_page(shell: Shell, look: Look) -> None:
    got = commands(shell)
    page = Page(look)
    page.missing = "Choose one."
    shell.show_screen(page, FrameData())
    button(shell, "shell.next").click()
    assert got == []
    assert button(shell, "shell.next").isEnabled()


def test_a_press_while_a_command_is_on_its_way_is_done_afterwards(shell: Shell, look: Look) -> None:
    got = commands(shell)
    page = Page(look)
    shell.show_screen(page, FrameData())
    shell.set_busy(True)
    button(shell, "shell.next").click()
    assert got == []
    shell.set_busy(False)
    assert got == [(GoNext(),)]
    shell.set_busy(False)
    assert len(got) == 1


def test_a_press_that_was_meant_for_another_page_is_forgotten(shell: Shell, look: Look) -> None:
    got = commands(shell)
    shell.show_screen(Page(look), FrameData())
    shell.set_busy(True)
    button(shell, "shell.next").click()
    shell.show_screen(Page(look, "The next page"), FrameData())
    shell.set_busy(False)
    assert got == []


# ---------------------------------------------------------------- bars


def test_every_button_of_the_frame_asks_for_its_thing(qtbot: QtBot, shell: Shell, look: Look) -> None:
    shell.show_screen(Page(look), FrameData(PLACE))
    for name, signal in (
        ("shell.question", shell.question_pressed),
        ("shell.display", shell.display_pressed),
        ("shell.break", shell.break_pressed),
        ("shell.read_aloud", shell.read_aloud_pressed),
    ):
        with qtbot.waitSignal(signal):
            button(shell, name).click()
    shell.show_screen(Page(look, frame=Frame(top="help")), FrameData())
    with qtbot.waitSignal(shell.someone_pressed):
        button(shell, "shell.someone").click()


def test_the_menu_holds_what_has_no_room(qtbot: QtBot, make_shell: MakeShell, look: Look) -> None:
    shell = make_shell((600, 1024))
    shell.show_screen(Page(look), FrameData(PLACE))
    for name, signal in (("menu.display", shell.display_pressed), ("menu.break", shell.break_pressed)):
        button(shell, "shell.menu").click()
        sheet = next(one for one in shell.findChildren(Sheet) if one.isVisible())
        assert problems(shell) == []
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button(shell, name), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda sheet=sheet: not isValid(sheet) or not sheet.isVisible())  # type: ignore[misc]


def test_the_frame_follows_a_screen_that_moved(shell: Shell, look: Look) -> None:
    page = Page(look)
    shell.show_screen(page, FrameData(PLACE))
    page.change_frame(Frame(next_label="Save", question=False, progress=False))
    assert accessible(button(shell, "shell.next"))[0] == "Save"
    progress = shell.findChild(SectionProgress)
    assert progress is not None
    assert not progress.isVisible()


def test_the_frame_shows_its_data(shell: Shell, look: Look) -> None:
    shell.show_screen(Page(look), FrameData(PLACE, questions=2, reading=True))
    assert accessible(button(shell, "shell.question"))[0] == WORDS.say("shell.question_count", {"count": 2})
    assert accessible(button(shell, "shell.read_aloud"))[0] == WORDS["shell.stop_reading"]
    progress = shell.findChild(SectionProgress)
    assert progress is not None
    name, role, _state = accessible(progress)
    assert role == QAccessible.Role.ProgressBar
    assert name == "Benefits. Section 3 of 7 · page 1 of 3"


@pytest.mark.parametrize(("size", "step", "theme"), PLACES)
def test_nothing_of_the_frame_is_cut_or_crowded(
    make_shell: MakeShell, make_look: MakeLook, size: tuple[int, int], step: TextStep, theme: ThemeName
) -> None:
    look = make_look(theme, step)
    shell = make_shell(size, look, demo=True)
    shell.show_screen(Page(look, parts=2), FrameData(PLACE, 2, WORDS["shell.saved"]))
    QApplication.processEvents()
    assert shell.size().toTuple() == size
    bars = [one for one in shell.findChildren(QWidget) if one.parent() is shell._patient and one is not shell._pages]
    assert [problem for bar in bars if bar.isVisible() for problem in problems(bar)] == []
    shell.cover(CoverScreen(CoverData(WORDS, 60), look))
    QApplication.processEvents()
    covers = [problem for problem in problems(shell) if "brand" in problem]
    assert covers == []
    shell.show_neutral()
    QApplication.processEvents()
    assert problems(shell) == []
    assert shell.size().toTuple() == size


@pytest.mark.parametrize("step", ["1.5", "2.0"])
@pytest.mark.parametrize("speech", [True, False])
def test_a_low_window_with_large_text_leaves_half_to_the_page(
    qtbot: QtBot, make_look: MakeLook, step: TextStep, speech: bool
) -> None:
    look = make_look(step=step)
    page = Page(look, parts=2)
    shell = in_shell(page, look, (1024, 600), FrameData(PLACE, 2), speech=speech)
    qtbot.addWidget(shell)
    QApplication.processEvents()
    assert page.height() >= 300
    for name in ("back", "question", "next"):
        assert min(layout_button(shell, name).size().toTuple()) >= look.target("primary")


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600)])
def test_other_windows_have_bars_as_high_as_the_design_says(
    make_shell: MakeShell, look: Look, size: tuple[int, int]
) -> None:
    shell = make_shell(size)
    shell.show_screen(Page(look), FrameData(PLACE))
    QApplication.processEvents()
    assert (shell._top.height(), shell._bottom.height()) == (look.bar_height("top"), look.bar_height("bottom"))


def test_a_window_that_is_turned_changes_its_bars_and_back(make_shell: MakeShell, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    shell = make_shell((600, 1024), look)
    page = Page(look)
    shell.show_screen(page, FrameData(PLACE, 1, WORDS["shell.saved"]))
    QApplication.processEvents()
    before = page.height()
    shell.resize(1024, 600)
    QApplication.processEvents()
    assert button(shell, "shell.question").y() == button(shell, "shell.next").y()
    assert len(messages(shell)) == 1
    shell.resize(600, 1024)
    QApplication.processEvents()
    assert page.height() == before
    assert len(messages(shell)) == 1


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", STEPS)
def test_a_message_is_seen_once_in_every_window(
    make_shell: MakeShell, make_look: MakeLook, size: tuple[int, int], step: TextStep
) -> None:
    look = make_look(step=step)
    shell = make_shell(size, look)
    shell.show_screen(Page(look), FrameData(PLACE, 1, WORDS["shell.saved"]))
    QApplication.processEvents()
    assert len(messages(shell)) == 1
    shell.set_frame(FrameData(PLACE, 1))
    assert messages(shell) == []


def test_a_message_goes_by_itself_and_survives_a_page_change(
    qtbot: QtBot, shell: Shell, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell._message_timer.setInterval(40)
    data = FrameData(PLACE, 1, WORDS["shell.saved"])
    shell.show_screen(Page(look), data)
    shell.show_screen(Page(look), data)
    assert len(messages(shell)) == 1
    qtbot.waitUntil(lambda: messages(shell) == [])
    assert shell.frame_data.message == ""
    assert shell.frame_data.questions == 1


# ---------------------------------------------------------------- pages and their fading


def test_the_page_before_is_gone(qtbot: QtBot, shell: Shell, look: Look) -> None:
    first, second = Page(look, "One"), Page(look, "Two")
    shell.show_screen(first, FrameData())
    shell.show_screen(second, FrameData())
    assert shell.shown is second
    assert shell.patient_screen is second
    qtbot.waitUntil(lambda: not isValid(first))
    assert second.line is shell.focusWidget()


def test_a_page_is_there_at_once(make_shell: MakeShell, make_look: MakeLook) -> None:
    look = make_look(reduced_motion=False)
    shell = make_shell(using=look)
    shell.show_screen(Page(look, "One"), FrameData())
    shell.show_screen(Page(look, "Two"), FrameData())
    # Nothing lies over the new page, and nobody waits for it.
    got = commands(shell)
    QTest.mouseClick(button(shell, "shell.next"), Qt.MouseButton.LeftButton)
    assert got == [(GoNext(),)]


# ---------------------------------------------------------------- another look


def test_another_look_takes_effect_and_asks_for_the_page_anew(qtbot: QtBot, shell: Shell, make_look: MakeLook) -> None:
    shell.show_screen(Page(shell.look), FrameData(PLACE, questions=2))
    small = button(shell, "shell.next").height()
    other = make_look("contrast", "2.0")
    with qtbot.waitSignal(shell.look_changed) as signal:
        shell.set_look(other)
    assert signal.args == [other]
    assert shell.look is other
    shell.show_screen(Page(other), shell.frame_data)
    QApplication.processEvents()
    assert button(shell, "shell.next").height() > small
    assert shell.grab().toImage().pixelColor(5, 300) == other.color("canvas")
    assert accessible(button(shell, "shell.question"))[0].endswith("(2)")


def test_a_look_that_was_chosen_behind_the_desk_has_its_ground_on_the_first_page(
    make_shell: MakeShell, make_look: MakeLook
) -> None:
    shell = make_shell()
    shell.show_desk(desk_makers()["message"](shell.look), DeskFrame(CLINIC))
    QApplication.processEvents()
    contrast = make_look("contrast")
    shell.set_look(contrast)
    shell.show_screen(Page(contrast), FrameData())
    QApplication.processEvents()
    assert shell.grab().toImage().pixelColor(4, 300) == contrast.color("canvas")


def test_another_language_comes_with_the_next_look(shell: Shell, look: Look) -> None:
    shell.show_screen(Page(look), FrameData(PLACE))
    shell.set_words({**WORDS, "shell.next": "Weiter"})
    shell.set_look(look)
    assert accessible(button(shell, "shell.next"))[0] == "Weiter"


# ---------------------------------------------------------------- the cover


def test_a_cover_hides_the_page_from_eyes_keys_and_screen_readers(qtbot: QtBot, shell: Shell, look: Look) -> None:
    page = Page(look)
    shell.show_screen(page, FrameData(PLACE, message=WORDS["shell.saved"]))
    page.line.setText("Rosa Delgado")
    cover = CoverScreen(CoverData(WORDS, 60), look)
    shell.cover(cover)
    assert (shell.shown, shell.patient_screen) == (cover, page)
    assert not page.isVisible()
    assert messages(shell) == []
    assert accessible(page.line)[2].invisible
    stops = shell.tab_stops()
    assert [stop.objectName() for stop in stops[2:]] == ["shell.someone"]
    assert set(stops[:2]) == {cover.here, cover.done}
    for _ in range(4):
        QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
        assert shell.focusWidget() in stops
    with qtbot.waitSignal(shell.someone_pressed):
        stops[2].setFocus()
        QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Space)
    got = commands(shell)
    shell._move("next")
    assert got == []
    shell.uncover()
    assert shell.shown is page
    assert page.isVisible()
    assert shell.focusWidget() is page.line
    assert page.line.text() == "Rosa Delgado"


def test_a_cover_lies_over_open_sheets_and_gives_them_back(shell: Shell, look: Look) -> None:
    shell.show_screen(Page(look), FrameData(PLACE))
    body = QLineEdit()
    body.setAccessibleName("Question")
    sheet = Sheet(body, look, shell, name="Ask", start=SecondaryButton("Cancel", look), more_word="More")
    sheet.open_sheet()
    body.setText("will it hurt")
    shell.cover(CoverScreen(CoverData(WORDS, 60), look))
    assert not sheet.isVisible()
    # A page that comes while it is covered stays covered.
    shell.show_screen(Page(look, "Later"), FrameData(PLACE))
    covers = shell.findChildren(Cover)
    assert covers[0].isVisible()
    shell.uncover()
    assert sheet.isVisible()
    assert body.text() == "will it hurt"
    assert sheet.isAncestorOf(shell.focusWidget())
    sheet.close_sheet()


def test_the_cover_follows_the_window(shell: Shell, look: Look) -> None:
    shell.show_screen(Page(look), FrameData())
    shell.cover(CoverScreen(CoverData(WORDS, 60), look))
    shell.resize(800, 1280)
    QApplication.processEvents()
    assert shell.findChildren(Cover)[0].geometry() == shell.rect()
    shell.uncover()
    shell.uncover()


def test_the_neutral_screen_covers_desk_and_page_and_calls_staff(shell: Shell, look: Look) -> None:
    shell.show_desk(desk_makers()["today"](look), DeskFrame(CLINIC, "Ben Lindqvist", "Nurse"))
    neutral = shell.show_neutral()
    assert shell.shown is neutral
    got: list[object] = []
    neutral.acted.connect(got.append)
    staff = next(one for one in neutral.findChildren(Button) if one.isVisible())
    QTest.keyClick(staff, Qt.Key.Key_Return)
    assert got == [StaffWanted()]
    seen = [label.text() for label in shell.findChildren(QLabel) if label.isVisible()]
    assert not any("Delgado" in text for text in seen)


def test_the_desk_takes_away_page_cover_sheets_and_message(qtbot: QtBot, shell: Shell, look: Look) -> None:
    page = Page(look)
    shell.show_screen(page, FrameData(PLACE, 3, WORDS["shell.saved"]))
    sheet = Sheet(QWidget(), look, shell, name="Ask", start=SecondaryButton("Cancel", look), more_word="More")
    sheet.open_sheet()
    shell.cover(CoverScreen(CoverData(WORDS, 60), look))
    desk = desk_makers()["sign_in"](look)
    shell.show_desk(desk, DeskFrame(CLINIC))
    assert shell.shown is desk
    assert shell.patient_screen is None
    assert shell.frame_data == FrameData()
    assert messages(shell) == []
    qtbot.waitUntil(lambda: not isValid(page) and not isValid(sheet) and shell.findChildren(Cover) == [])
    got = commands(shell)
    shell._move("next")
    assert got == []


def test_the_same_desk_page_anew_lets_who_types_go_on_and_another_begins_at_its_title(shell: Shell, look: Look) -> None:
    frame = DeskFrame(CLINIC, "Ben Lindqvist", "Nurse")
    first, again, other = (CheckInScreen(check_in_data(), look) for _ in range(3))
    shell.show_desk(first, frame, stay=True)
    first.record_number.setText("1984")
    first.record_number.setFocus()
    first.record_number.setCursorPosition(2)
    again.record_number.setText("1984")
    shell.show_desk(again, frame, stay=True)
    assert shell.focusWidget() is again.record_number
    assert again.record_number.cursorPosition() == 2
    shell.show_desk(other, frame)
    assert shell.focusWidget() is other.name
    listed = desk_makers()["today"](look)
    shell.show_desk(listed, frame, stay=True)
    assert shell.focusWidget() is not None
    assert listed.isAncestorOf(shell.focusWidget())


# ---------------------------------------------------------------- keys


def test_tab_goes_down_the_page_then_along_the_bars(shell: Shell, look: Look) -> None:
    page = Page(look)
    shell.show_screen(page, FrameData(PLACE))
    names = [stop.objectName() for stop in shell.tab_stops()]
    assert shell.tab_stops()[:2] == [page.line, page.button]
    assert names[2:] == [
        "shell.back",
        "shell.question",
        "shell.next",
        "shell.read_aloud",
        "shell.display",
        "shell.break",
        "shell.someone",
    ]
    for stop in [*shell.tab_stops()[1:], page.line]:
        QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
        assert shell.focusWidget() is stop
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert shell.focusWidget().objectName() == "shell.someone"


def test_a_window_with_nothing_in_it_keeps_the_focus(shell: Shell) -> None:
    shell.show_screen(Screen("Empty"), FrameData())
    shell.set_frame(FrameData())
    empty = Shell(Brand(CLINIC), shell.look, WORDS, parent=shell)
    assert empty.shown is None
    empty.set_frame(FrameData())
    assert empty.focusNextPrevChild(True)
    empty.deleteLater()


def test_who_made_the_window_is_asked_before_it_closes(shell: Shell) -> None:
    allowed = False
    shell.may_close = lambda: allowed
    assert not shell.close()
    assert shell.isVisible()
    allowed = True
    assert shell.close()
    assert not shell.isVisible()
