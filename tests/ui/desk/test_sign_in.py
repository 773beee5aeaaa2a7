from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.desk.sample_desk import CLINIC, MANY, PLACES, STAFF, WORDS, Seen, in_desk
from tests.ui.layout import accessible
from tests.ui.layout import tap as touch
from ui.desk.sign_in import KEYS, PinGiven, SignInData, SignInScreen
from ui.shell import DeskFrame
from ui.theme import Look, TextStep, ThemeName
from ui.widgets.labels import PlainLabel

PIN = "493157"


@pytest.fixture
def screen(qtbot: QtBot, look: Look) -> SignInScreen:
    made = SignInScreen(SignInData(WORDS, STAFF), look)
    qtbot.addWidget(made)
    made.resize(1280, 650)
    made.show()
    return made


def message(screen: QWidget) -> str:
    shown = [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]
    return "\n".join(shown)


def left_of(widget: QWidget, screen: QWidget) -> int:
    return widget.mapTo(screen, widget.rect().topLeft()).x()


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_name_and_a_pin_by_mouse(screen: SignInScreen) -> None:
    seen = Seen(screen)
    click(screen.group.choice("ben"))
    for digit in PIN:
        click(screen.keys[digit])
    click(screen.enter)
    assert seen.all == [PinGiven("ben", PIN)]
    assert screen.pin_length() == 0


def test_a_pin_that_is_being_checked_says_so_and_is_given_once(screen: SignInScreen) -> None:
    seen = Seen(screen)
    screen.group.choice("ben").click()
    QTest.keyClicks(screen, PIN)
    screen.enter.click()
    screen.enter.click()
    assert seen.all == [PinGiven("ben", PIN)]
    assert screen.error_text() == ""
    assert WORDS["sign_in.checking"] in message(screen)
    screen.show_error("This PIN is wrong.")
    assert WORDS["sign_in.checking"] not in message(screen)
    QTest.keyClicks(screen, PIN)
    screen.enter.click()
    assert len(seen.all) == 2


def test_a_name_and_a_pin_by_keyboard(screen: SignInScreen) -> None:
    seen = Seen(screen)
    screen.group.choice("amara").setFocus()
    QTest.keyClick(screen.group.choice("amara"), Qt.Key.Key_Down)
    for digit in PIN:
        QTest.keyClicks(screen.focusWidget(), digit)
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Return)
    assert seen.all == [PinGiven("ben", PIN)]


def test_a_pin_by_touch(qtbot: QtBot, look: Look) -> None:
    screen = SignInScreen(SignInData(WORDS, STAFF, "amara"), look)
    shell = in_desk(screen, look, frame=DeskFrame(CLINIC))
    qtbot.addWidget(shell)
    seen = Seen(screen)
    for digit in "111111":
        touch(screen.keys[digit])
    touch(screen.enter)
    assert seen.all == [PinGiven("amara", "111111")]


def test_digits_reach_the_pin_wherever_the_focus_is(qtbot: QtBot, look: Look) -> None:
    screen = SignInScreen(SignInData(WORDS, MANY, "amara0"), look)
    shell = in_desk(screen, look, frame=DeskFrame(CLINIC))
    qtbot.addWidget(shell)
    places = [screen.box, screen.heading, screen.enter, *screen.keys.values()]
    for count, place in enumerate(places, 1):
        place.setFocus()
        QTest.keyClicks(place, "7")
        assert screen.pin_length() == count, place


def test_deleting_by_keys_and_by_keyboard(screen: SignInScreen) -> None:
    for digit in PIN:
        QTest.keyClicks(screen, digit)
    click(screen.keys["back"])
    assert screen.pin_length() == 5
    QTest.keyClick(screen.enter, Qt.Key.Key_Backspace)
    assert screen.pin_length() == 4
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Escape):
        QTest.keyClicks(screen, "1")
        QTest.keyClick(screen.enter, key)
        assert screen.pin_length() == 0
    QTest.keyClicks(screen, "1")
    click(screen.keys["clear"])
    assert screen.pin_length() == 0


def test_keys_are_not_shuffled_and_a_pin_has_an_end(screen: SignInScreen) -> None:
    places = [screen.keys[name].mapTo(screen, screen.keys[name].rect().topLeft()) for name in KEYS]
    assert places == sorted(places, key=lambda point: (point.y(), point.x()))
    for _ in range(50):
        QTest.keyClicks(screen, "1")
    assert screen.pin_length() == 32


def test_the_pad_runs_from_left_to_right_in_every_language(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = SignInScreen(SignInData(WORDS, STAFF), make_look(rtl=True))
    qtbot.addWidget(screen)
    screen.resize(1280, 650)
    screen.show()
    QApplication.processEvents()
    assert screen.keys["1"].x() < screen.keys["3"].x()
    assert left_of(screen.heading, screen) > left_of(screen.dots, screen)


def test_what_is_missing_is_said_and_what_was_typed_stays(screen: SignInScreen) -> None:
    seen = Seen(screen)
    click(screen.enter)
    assert WORDS["sign_in.no_name"] in message(screen)
    click(screen.group.choice("ben"))
    assert WORDS["sign_in.no_name"] not in message(screen)
    for digit in "4931":
        QTest.keyClicks(screen, digit)
    click(screen.enter)
    assert WORDS["sign_in.short"].format(least=6) in message(screen)
    assert screen.pin_length() == 4
    assert seen.all == []


def test_another_name_starts_with_an_empty_pin_and_the_same_name_does_not(screen: SignInScreen) -> None:
    click(screen.group.choice("ben"))
    QTest.keyClicks(screen, "1")
    screen.group.choice("ben").click()
    assert screen.pin_length() == 1
    screen.group.choice("amara").click()
    assert screen.pin_length() == 0
    assert WORDS["sign_in.pin_for"].format(name="Dr Amara Osei") in message(screen)


@pytest.mark.parametrize(
    "text", [WORDS.say("staff.wrong_pin", {"tries": 3}), WORDS.say("staff.locked", {"minutes": 12})]
)
def test_a_wrong_pin_and_a_locked_account_are_said_above_the_dots(screen: SignInScreen, text: str) -> None:
    click(screen.group.choice("ben"))
    for digit in PIN:
        QTest.keyClicks(screen, digit)
    screen.show_error(text)
    assert screen.pin_length() == 0
    assert text in message(screen)
    line = next(label for label in screen.findChildren(PlainLabel) if label.text() == text)
    assert line.y() < screen.dots.y()


def test_keys_do_not_move_under_a_finger_that_types_after_a_message(qtbot: QtBot, screen: SignInScreen) -> None:
    screen.show_error("Wrong.")
    QApplication.processEvents()
    before = screen.keys["5"].mapToGlobal(screen.keys["5"].rect().center())
    click(screen.keys["5"])
    QApplication.processEvents()
    assert screen.keys["5"].mapToGlobal(screen.keys["5"].rect().center()) == before


def test_the_pin_is_in_no_repr_no_log_and_no_accessible_text(
    screen: SignInScreen, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    seen = Seen(screen)
    with caplog.at_level(logging.DEBUG):
        screen.group.choice("ben").click()
        for digit in PIN:
            QTest.keyClicks(screen, digit)
        heard = [accessible(one)[0] for one in screen.findChildren(QWidget)]
        screen.enter.click()
    assert PIN not in repr(seen.all)
    assert not any(PIN in name for name in heard)
    assert PIN not in caplog.text + "".join(capfd.readouterr())


def test_a_screen_reader_hears_how_many_digits_are_typed_and_what_the_keys_do(screen: SignInScreen) -> None:
    QTest.keyClicks(screen, "1")
    QTest.keyClicks(screen, "2")
    name, role, _state = accessible(screen.dots)
    assert (name, role) == (WORDS["sign_in.dots"].format(count=2), QAccessible.Role.StaticText)
    assert accessible(screen.keys["back"])[0] == WORDS["sign_in.delete"]
    assert accessible(screen.keys["clear"])[0] == WORDS["sign_in.clear"]
    assert accessible(screen.keys["7"])[:2] == ("7", QAccessible.Role.Button)
    assert accessible(screen.group.choice("ben"))[1] == QAccessible.Role.RadioButton


def test_one_account_is_chosen_already(qtbot: QtBot, look: Look) -> None:
    screen = SignInScreen(SignInData(WORDS, STAFF[:1]), look)
    qtbot.addWidget(screen)
    seen = Seen(screen)
    screen.show()
    for digit in PIN:
        QTest.keyClicks(screen, digit)
    QTest.keyClick(screen, Qt.Key.Key_Enter)
    assert seen.all == [PinGiven("amara", PIN)]


def test_many_names_and_narrow_windows_have_a_drop_down(qtbot: QtBot, look: Look) -> None:
    screen = SignInScreen(SignInData(WORDS, STAFF), look)
    shell = in_desk(screen, look, frame=DeskFrame(CLINIC))
    qtbot.addWidget(shell)
    assert not screen.box.isVisible()
    shell.resize(800, 1280)
    qtbot.waitUntil(screen.box.isVisible)
    assert not screen.group.choice("ben").isVisible()
    seen = Seen(screen)
    screen.box.setFocus()
    QTest.keyClick(screen.box, Qt.Key.Key_Down)
    QTest.keyClick(screen.box, Qt.Key.Key_Down)
    for digit in PIN:
        QTest.keyClicks(screen.focusWidget(), digit)
    QTest.keyClick(screen.focusWidget(), Qt.Key.Key_Return)
    assert seen.all == [PinGiven("ben", PIN)]
    many = SignInScreen(SignInData(WORDS, MANY), look)
    qtbot.addWidget(many)
    many.resize(1280, 650)
    many.show()
    assert many.box.isVisible()


def test_return_in_the_drop_down_takes_the_name_and_does_not_sign_in(qtbot: QtBot, look: Look) -> None:
    screen = SignInScreen(SignInData(WORDS, MANY, "amara0"), look)
    shell = in_desk(screen, look, frame=DeskFrame(CLINIC))
    qtbot.addWidget(shell)
    seen = Seen(screen)
    for digit in PIN:
        QTest.keyClicks(screen.focusWidget(), digit)
    screen.box.setFocus()
    QTest.keyClick(screen.box, Qt.Key.Key_Return)
    assert seen.all == []
    screen.enter.setFocus()
    QTest.keyClick(screen.enter, Qt.Key.Key_Return)
    assert seen.all == [PinGiven("amara0", PIN)]


def test_the_pad_fits_into_the_smallest_window(qtbot: QtBot, look: Look) -> None:
    screen = SignInScreen(SignInData(WORDS, STAFF, "ben", "This PIN is not right. Tries left: 3."), look)
    shell = in_desk(screen, look, (1024, 600), DeskFrame(CLINIC, note="Locks.", patient_screen=True))
    qtbot.addWidget(shell)
    bottom = screen.enter.mapTo(shell, screen.enter.rect().bottomLeft()).y()
    assert bottom < 600 - look.bar_height("top")
    assert screen.keys["1"].height() >= 48
    shell.resize(1280, 800)
    qtbot.waitUntil(lambda: screen.keys["1"].height() == look.target_size("pinKey")[1])


@pytest.mark.parametrize(("size", "step", "theme"), PLACES)
def test_the_demo_shows_its_pin_in_every_window(
    qtbot: QtBot, make_look: MakeLook, size: tuple[int, int], step: TextStep, theme: ThemeName
) -> None:
    screen = SignInScreen(SignInData(WORDS, STAFF, demo_pin="472910"), make_look(theme, step))
    shell = in_desk(screen, make_look(theme, step), size, DeskFrame(CLINIC, patient_screen=True, demo=True))
    qtbot.addWidget(shell)
    label = next(one for one in screen.findChildren(PlainLabel) if one.text() == "Demo PIN: 472910")
    assert label.isVisible()
    # Seen without scrolling.
    assert shell.rect().contains(QRect(label.mapTo(shell, QPoint(0, 0)), label.size()))


def test_a_clinic_shows_no_pin(qtbot: QtBot, look: Look) -> None:
    screen = SignInScreen(SignInData(WORDS, STAFF), look)
    qtbot.addWidget(screen)
    assert not [one for one in screen.findChildren(PlainLabel) if "Demo" in one.text()]
