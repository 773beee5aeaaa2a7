"""The window gives way to an on-screen keyboard: fields stay in sight, buttons within reach, and all comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.i18n import catalogue
from tests.ui.conftest import MakeLook
from tests.ui.desk.sample_desk import CLINIC, desk_makers
from tests.ui.layout import SECTIONS, button, problems
from tests.ui.patient.sample_screens import QUESTION, sign
from tests.ui.shell.test_window import Page
from ui.desk.check_in import CheckInScreen
from ui.desk.unlock import UnlockScreen
from ui.patient.companion import CompanionData, CompanionScreen
from ui.patient.cover import CoverData, CoverScreen
from ui.patient.question_sheet import QuestionSheet
from ui.shell import Brand, DeskFrame, FrameData, Shell
from ui.shell.cover import Cover
from ui.shell.keyboard import KeyboardRoom, keyboard_rectangle, press_is_on
from ui.theme import Look, TextStep
from ui.widgets.progress import ProgressData

WORDS = catalogue("en")
PLACE = FrameData(ProgressData(SECTIONS, 3, 2, 4))
FOOT = DeskFrame(CLINIC, note=WORDS["desk.kept_here"], patient_screen=True)
PLACES = (((1280, 800), 400, "1.0"), ((1280, 800), 400, "2.0"), ((1024, 600), 320, "1.0"), ((800, 1280), 250, "2.0"))
"""Windows, how much the keyboard takes of them in px (Qt's own, half of a wide screen), and text steps."""


@dataclass
class Keyboard:
    """A keyboard that is where a test says, and a finger that is down when it says so."""

    place: QRectF
    pressed: bool = False

    def room(self, window: QWidget) -> KeyboardRoom:
        return KeyboardRoom(window, rectangle=lambda: self.place, pressed=lambda: self.pressed)


class Kiosk:
    """A window, its keyboard, and waiting until the one has given way to the other."""

    def __init__(self, qtbot: QtBot, look: Look, size: tuple[int, int]) -> None:
        self.qtbot = qtbot
        self.keyboard = Keyboard(QRectF())
        self.shell = Shell(Brand(CLINIC, speech=True), look, WORDS, room=self.keyboard.room)
        qtbot.addWidget(self.shell)
        self.shell.resize(*size)
        self.shell.show()
        self.shell.activateWindow()
        qtbot.waitUntil(self.shell.isActiveWindow)

    def move(self, height: int) -> None:
        """Let the keyboard come up to a height, or go with 0."""
        width, bottom = self.shell.width(), self.shell.height()
        self.keyboard.place = QRectF(0, bottom - height, width, height) if height else QRectF()
        self.shell.keyboard.look()

    def type_in(self, field: QWidget, height: int) -> None:
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        self.move(height)
        self.qtbot.waitUntil(lambda: self.shell.keyboard.covered == height and in_sight(field))

    def put_away(self) -> None:
        self.move(0)
        self.qtbot.waitUntil(lambda: not self.shell.keyboard.covered)


MakeKiosk = Callable[..., Kiosk]


@pytest.fixture
def make_kiosk(qtbot: QtBot, look: Look) -> MakeKiosk:
    def make(size: tuple[int, int] = (1280, 800), using: Look = look) -> Kiosk:
        return Kiosk(qtbot, using, size)

    return make


def in_sight(widget: QWidget) -> bool:
    """Tell whether all of a widget is on screen."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


def bottom(widget: QWidget) -> int:
    """Return where the lower edge of a widget is in its window, in px."""
    return widget.mapTo(widget.window(), widget.rect().bottomLeft()).y()


# ---------------------------------------------------------------- what is covered


def room_of(qtbot: QtBot, keyboard: Keyboard) -> tuple[KeyboardRoom, list[int]]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    room = keyboard.room(window)
    seen: list[int] = []
    room.changed.connect(lambda: seen.append(room.covered))
    return room, seen


@pytest.mark.parametrize(
    ("place", "covered"),
    [
        (QRectF(0, 400, 1280, 400), 400),
        (QRectF(0, 549.6, 1280, 250.4), 250),
        (QRectF(0, 700, 1280, 400), 100),
        (QRectF(0, 0, 1280, 800), 600),
        (QRectF(), 0),
        (QRectF(400, 200, 400, 200), 0),
        (QRectF(0, 800, 1280, 400), 0),
    ],
    ids=["half", "uneven", "partly below", "the whole window", "none", "floating", "below the window"],
)
def test_only_what_the_keyboard_takes_of_the_lower_edge_counts(qtbot: QtBot, place: QRectF, covered: int) -> None:
    keyboard = Keyboard(QRectF(0, 500, 1280, 300))
    room, seen = room_of(qtbot, keyboard)
    room.look()
    qtbot.waitUntil(lambda: seen == [300])
    keyboard.place = place
    room.look()
    qtbot.waitUntil(lambda: seen == [300, covered])


def test_from_field_to_field_the_window_does_not_move(qtbot: QtBot) -> None:
    keyboard = Keyboard(QRectF(0, 400, 1280, 400))
    room, seen = room_of(qtbot, keyboard)
    room.look()
    qtbot.waitUntil(lambda: seen == [400])
    # Qt's keyboard goes and comes in one turn when the focus goes from one field to another.
    keyboard.place = QRectF()
    room.look()
    keyboard.place = QRectF(0, 400, 1280, 400)
    room.look()
    qtbot.waitUntil(lambda: not room._timer.isActive())
    assert seen == [400]


def test_a_press_ends_where_it_began(qtbot: QtBot) -> None:
    keyboard = Keyboard(QRectF(0, 400, 1280, 400))
    room, seen = room_of(qtbot, keyboard)
    room.look()
    qtbot.waitUntil(lambda: seen == [400])
    keyboard.pressed, keyboard.place = True, QRectF()
    room.look()
    with qtbot.assertNotEmitted(room.changed, wait=150):
        pass
    keyboard.pressed = False
    qtbot.waitUntil(lambda: seen == [400, 0])


def test_without_a_keyboard_there_is_none(qapp: QApplication) -> None:
    assert keyboard_rectangle().isEmpty()
    assert not press_is_on()


# ---------------------------------------------------------------- the patient's side


@pytest.mark.parametrize(("size", "height", "step"), PLACES)
def test_the_companions_name_and_role_are_in_sight_while_they_are_typed(
    make_kiosk: MakeKiosk, make_look: MakeLook, size: tuple[int, int], height: int, step: TextStep
) -> None:
    look = make_look(step=step)
    kiosk = make_kiosk(size, look)
    screen = CompanionScreen(CompanionData(WORDS, "helper", name="Ana"), look)
    kiosk.shell.show_screen(screen, PLACE)
    for field in (screen.name.edit, screen.role.edit):
        while not field.isVisible():
            assert screen.advance()
        kiosk.type_in(field, height)
        assert in_sight(field)
        assert kiosk.shell.focusWidget() is field
        QTest.keyClicks(field, "x")
        for name in ("back", "next"):
            assert in_sight(button(kiosk.shell, name))
            assert bottom(button(kiosk.shell, name)) < size[1] - height
        assert problems(kiosk.shell) == []
        kiosk.put_away()
        assert field.isVisible()
        assert problems(kiosk.shell) == []
    assert (screen.name.text(), screen.role.text()) == ("Anax", "x")


@pytest.mark.parametrize(("size", "height", "step"), PLACES)
def test_the_typed_name_is_in_sight_although_the_form_takes_the_place(
    make_kiosk: MakeKiosk, make_look: MakeLook, size: tuple[int, int], height: int, step: TextStep
) -> None:
    look = make_look(step=step)
    kiosk = make_kiosk(size, look)
    screen = sign(look, seen=True, way="typed")
    kiosk.shell.show_screen(screen, PLACE)
    screen.go_to_part(2)
    field = screen.panel.typed.edit
    kiosk.type_in(field, height)
    assert in_sight(field)
    assert kiosk.shell.focusWidget() is field
    assert in_sight(button(kiosk.shell, "next"))
    kiosk.put_away()
    assert in_sight(field)
    assert problems(kiosk.shell) == []


def test_in_the_lowest_place_the_field_has_all_the_room(make_kiosk: MakeKiosk, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    kiosk = make_kiosk((1024, 600), look)
    screen = sign(look, seen=True, way="typed")
    kiosk.shell.show_screen(screen, PLACE)
    screen.go_to_part(2)
    more = screen.panel.area.button
    shown = more.isVisible()
    kiosk.type_in(screen.panel.typed.edit, 320)
    assert not more.isVisible()
    # The focus goes on to the confirmation, and so the keyboard goes.
    screen.panel.confirm.setFocus()
    kiosk.put_away()
    assert more.isVisible() == shown


def test_in_a_low_place_only_the_page_and_its_buttons_stay(make_kiosk: MakeKiosk, look: Look) -> None:
    kiosk = make_kiosk()
    page = Page(look)
    kiosk.shell.show_screen(page, PLACE)
    before = [button(kiosk.shell, name).geometry() for name in ("back", "question", "next")]
    kiosk.type_in(page.line, 400)
    assert not button(kiosk.shell, "display").isVisible()
    assert page.height() >= 300
    assert kiosk.shell._place.isHidden()
    # What comes while one types is no reason for the bars to come back.
    kiosk.shell.set_frame(PLACE)
    assert not button(kiosk.shell, "display").isVisible()
    kiosk.put_away()
    assert button(kiosk.shell, "someone").isVisible()
    assert kiosk.shell._place.isVisible()
    assert [button(kiosk.shell, name).geometry() for name in ("back", "question", "next")] == before


def test_a_high_window_keeps_its_bars_over_the_keyboard(make_kiosk: MakeKiosk, look: Look) -> None:
    kiosk = make_kiosk((800, 1280))
    page = Page(look)
    kiosk.shell.show_screen(page, PLACE)
    kiosk.type_in(page.line, 250)
    assert button(kiosk.shell, "someone").isVisible()
    assert kiosk.shell._place.isVisible()


def test_a_press_on_next_with_the_keyboard_up_goes_on(make_kiosk: MakeKiosk, look: Look, qtbot: QtBot) -> None:
    kiosk = make_kiosk()
    page = Page(look)
    kiosk.shell.show_screen(page, PLACE)
    kiosk.type_in(page.line, 400)
    following = button(kiosk.shell, "next")
    kiosk.keyboard.pressed = True
    with qtbot.waitSignal(kiosk.shell.commanded):
        QTest.mousePress(following, Qt.MouseButton.LeftButton)
        # The focus went, and the keyboard with it; the window waits for the finger.
        kiosk.move(0)
        with qtbot.assertNotEmitted(kiosk.shell.keyboard.changed, wait=100):
            pass
        QTest.mouseRelease(following, Qt.MouseButton.LeftButton)
    kiosk.keyboard.pressed = False
    qtbot.waitUntil(lambda: kiosk.shell.contentsRect() == kiosk.shell.rect())


def test_the_question_sheet_takes_all_that_is_left(make_kiosk: MakeKiosk, look: Look) -> None:
    kiosk = make_kiosk()
    kiosk.shell.show_screen(Page(look), PLACE)
    sheet = QuestionSheet(kiosk.shell, QUESTION, look)
    sheet.open_sheet()
    kiosk.type_in(sheet.own, 400)
    assert sheet.geometry().getRect() == (0, 0, 1280, 400)
    assert in_sight(sheet.own)
    assert in_sight(sheet.save)
    kiosk.put_away()
    assert sheet.geometry() == kiosk.shell.rect()
    assert sheet.group.choice("cost").isVisible()


def test_a_cover_ends_above_the_keyboard_and_takes_its_place_when_it_goes(make_kiosk: MakeKiosk, look: Look) -> None:
    kiosk = make_kiosk()
    page = Page(look)
    kiosk.shell.show_screen(page, PLACE)
    kiosk.type_in(page.line, 400)
    kiosk.shell.cover(CoverScreen(CoverData(WORDS, 60), look))
    cover = kiosk.shell.findChildren(Cover)[-1]
    assert cover.geometry() == kiosk.shell.contentsRect()
    assert bottom(cover) < 400
    kiosk.put_away()
    assert cover.geometry() == kiosk.shell.rect()
    kiosk.shell.uncover()
    assert in_sight(page.line)


def test_a_window_that_is_turned_looks_anew(make_kiosk: MakeKiosk, look: Look, qtbot: QtBot) -> None:
    kiosk = make_kiosk()
    page = Page(look)
    kiosk.shell.show_screen(page, PLACE)
    kiosk.type_in(page.line, 400)
    kiosk.keyboard.place = QRectF(0, 1030, 800, 250)
    kiosk.shell.resize(800, 1280)
    qtbot.waitUntil(lambda: kiosk.shell.keyboard.covered == 250)
    assert button(kiosk.shell, "someone").isVisible()


# ---------------------------------------------------------------- the staff's side


@pytest.mark.parametrize(("size", "height", "step"), PLACES)
def test_every_field_of_the_check_in_is_in_sight_while_it_is_typed_into(
    make_kiosk: MakeKiosk, make_look: MakeLook, size: tuple[int, int], height: int, step: TextStep
) -> None:
    look = make_look(step=step)
    kiosk = make_kiosk(size, look)
    screen = desk_makers()["check_in"](look)
    assert isinstance(screen, CheckInScreen)
    kiosk.shell.show_desk(screen, FOOT)
    for name in ("name", "day", "year", "record_number"):
        field = screen.findChild(QWidget, f"check_in.{name}")
        assert field is not None, name
        kiosk.type_in(field, height)
        assert in_sight(field), name
        assert bottom(field) < size[1] - height
        kiosk.put_away()
        assert in_sight(field), name


def test_a_page_that_is_drawn_anew_while_it_is_typed_on_stays_in_sight(make_kiosk: MakeKiosk, look: Look) -> None:
    kiosk = make_kiosk()
    first, again = desk_makers()["check_in"](look), desk_makers()["check_in"](look)
    assert isinstance(first, CheckInScreen)
    assert isinstance(again, CheckInScreen)
    kiosk.shell.show_desk(first, FOOT)
    kiosk.type_in(first.record_number, 400)
    kiosk.shell.show_desk(again, FOOT, stay=True)
    kiosk.qtbot.waitUntil(lambda: in_sight(again.record_number))
    assert again.record_number.hasFocus()
    assert bottom(again.record_number) < 800 - 400
    assert kiosk.shell.keyboard.covered == 400


def test_the_passphrase_is_in_sight_and_the_bars_come_back(make_kiosk: MakeKiosk, look: Look) -> None:
    kiosk = make_kiosk()
    screen = desk_makers()["unlock"](look)
    assert isinstance(screen, UnlockScreen)
    kiosk.shell.show_desk(screen, FOOT)
    back = next(one for one in kiosk.shell.tab_stops() if one.objectName() == "desk.patient_screen")
    kiosk.type_in(screen.passphrase, 400)
    assert in_sight(screen.passphrase)
    assert not back.isVisible()
    assert back not in kiosk.shell.tab_stops()
    kiosk.put_away()
    assert in_sight(back)
    assert in_sight(screen.open)


def test_a_tab_from_field_to_field_is_scrolled_to(make_kiosk: MakeKiosk, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    kiosk = make_kiosk((1280, 800), look)
    screen = desk_makers()["check_in"](look)
    assert isinstance(screen, CheckInScreen)
    kiosk.shell.show_desk(screen, FOOT)
    kiosk.type_in(screen.name, 400)
    for _ in range(4):
        QTest.keyClick(kiosk.shell.focusWidget(), Qt.Key.Key_Tab)
        assert in_sight(kiosk.shell.focusWidget())
