from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.i18n import catalogue
from tests.ui.conftest import MakeLook
from tests.ui.layout import SIZES, STEPS, accessible, problems
from ui.shell.bottom_bar import BottomBar
from ui.theme import Look
from ui.widgets.labels import PlainLabel
from ui.widgets.patient_screen import Frame

WORDS = catalogue("en")
SAVED = WORDS["shell.saved"]
MakeBar = Callable[..., BottomBar]


@pytest.fixture
def make_bar(qtbot: QtBot, look: Look) -> MakeBar:
    def make(width: int = 1280, *, using: Look = look, frame: Frame | None = None, questions: int = 0) -> BottomBar:
        bar = BottomBar(using, WORDS)
        qtbot.addWidget(bar)
        bar.resize(width, 88)
        bar.set_frame(frame or Frame(), questions)
        bar.show()
        bar.resize(width, bar.height())
        QApplication.processEvents()
        return bar

    return make


def places(bar: BottomBar) -> tuple[QRect, QRect, QRect]:
    return bar.back.geometry(), bar.question.geometry(), bar.next.geometry()


def test_every_button_by_mouse_and_keyboard(qtbot: QtBot, make_bar: MakeBar) -> None:
    bar = make_bar()
    for button, signal in (
        (bar.back, bar.back_pressed),
        (bar.question, bar.question_pressed),
        (bar.next, bar.next_pressed),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(signal):
            QTest.keyClick(button, Qt.Key.Key_Return)


@pytest.mark.parametrize("width", [600, 800, 1024, 1280, 1920])
def test_nothing_moves_when_a_label_or_the_count_changes(make_bar: MakeBar, width: int) -> None:
    bar = make_bar(width)
    before = places(bar)
    for frame, questions in (
        (Frame(next_label="Save"), 0),
        (Frame(next_label="Try again", next_icon=""), 1),
        (Frame(), 9),
    ):
        bar.set_frame(frame, questions)
        assert places(bar) == before


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_the_question_stands_in_the_exact_middle(make_bar: MakeBar, width: int) -> None:
    bar = make_bar(width)
    box = bar.question.geometry()
    assert abs((box.x() + box.width() / 2) - width / 2) <= 1


def test_the_count_of_saved_questions_is_in_the_name(make_bar: MakeBar) -> None:
    bar = make_bar(questions=3)
    assert accessible(bar.question)[0] == WORDS.say("shell.question_count", {"count": 3})
    bar.set_frame(Frame(), 0)
    assert accessible(bar.question)[0] == WORDS["shell.question"]


def test_what_a_screen_does_not_want_is_not_there(make_bar: MakeBar) -> None:
    bar = make_bar()
    assert [b.objectName() for b in bar.buttons()] == ["shell.back", "shell.question", "shell.next"]
    bar.set_frame(Frame(back=False), 0)
    assert [b.objectName() for b in bar.buttons()] == ["shell.question", "shell.next"]
    bar.set_frame(Frame(question=False), 0)
    assert [b.objectName() for b in bar.buttons()] == ["shell.back", "shell.next"]
    start = make_bar(frame=Frame(bottom="start", back=False, next_label="Start", note="Only your clinic reads this."))
    assert [b.objectName() for b in start.buttons()] == ["shell.next"]
    assert accessible(start.next)[0] == "Start"
    note = next(label for label in start.findChildren(PlainLabel) if label.isVisible())
    assert note.text() == "Only your clinic reads this."
    bar.set_frame(Frame(bottom="none"), 0)
    assert not bar.isVisible()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("width", [600, *sorted({size[0] for size in SIZES})])
@pytest.mark.parametrize("message", ["", SAVED])
def test_nothing_overlaps_at_any_width(
    make_bar: MakeBar, make_look: MakeLook, step: str, width: int, message: str
) -> None:
    bar = make_bar(width, using=make_look(step=step), questions=2)
    bar.show_message(message)
    assert problems(bar) == []
    start = Frame(bottom="start", back=False, next_label="Start", note="Only your clinic reads what you say here.")
    bar.set_frame(start, 0)
    assert problems(bar) == []


@pytest.mark.parametrize("step", ["1.0", "1.25", "1.5", "2.0"])
@pytest.mark.parametrize("width", [600, 800, 1024, 1280, 1920])
def test_a_low_bar_is_lower_and_nothing_in_it_is_cut_or_moves(
    make_bar: MakeBar, make_look: MakeLook, step: str, width: int
) -> None:
    look = make_look(step=step)
    bar = make_bar(width, using=look, questions=2)
    before = bar.height()
    bar.set_low(low=True)
    QApplication.processEvents()
    assert bar.height() < before
    assert problems(bar, least=look.target("primary")) == []
    stands = places(bar)
    bar.set_frame(Frame(), 9)
    assert places(bar) == stands
    bar.set_frame(Frame(next_label="Show more", next_icon="down"), 0)
    assert problems(bar, least=look.target("primary")) == []
    bar.set_low(low=False)
    bar.set_frame(Frame(), 2)
    assert bar.height() == before


def test_a_low_bar_at_the_largest_text_has_one_row_and_a_short_word(make_bar: MakeBar, make_look: MakeLook) -> None:
    bar = make_bar(1024, using=make_look(step="2.0"), questions=2)
    bar.set_low(low=True)
    assert bar.question.y() == bar.next.y() == bar.back.y()
    assert bar.question.text() == WORDS.say("shell.question_short_count", {"count": 2})
    # A screen reader has no need of the room.
    assert accessible(bar.question)[0] == WORDS.say("shell.question_count", {"count": 2})
    bar.set_frame(Frame(), 0)
    assert bar.question.text() == WORDS["shell.question_short"]
    bar.resize(1280, bar.height())
    assert bar.question.text() == WORDS["shell.question"]
    bar.set_low(low=False)
    bar.resize(1024, bar.height())
    assert bar.question.text() == WORDS["shell.question"]


def test_narrow_or_large_the_question_has_a_row_of_its_own(make_bar: MakeBar, make_look: MakeLook) -> None:
    for bar in (make_bar(600), make_bar(1280, using=make_look(step="2.0"))):
        assert bar.question.geometry().bottom() < bar.next.y()
        assert bar.back.y() == bar.next.y()
    wide = make_bar(1280)
    assert wide.question.y() == wide.next.y()


def test_a_message_stands_beside_the_buttons_where_it_has_room(make_bar: MakeBar) -> None:
    bar = make_bar(1280)
    assert bar.show_message(SAVED)
    shown = [label for label in bar.findChildren(PlainLabel) if label.isVisible() and label.text() == SAVED]
    assert len(shown) == 1
    assert bar.show_message("")
    assert not any(label.isVisible() and label.text() == SAVED for label in bar.findChildren(PlainLabel))


def test_a_message_without_room_is_told_to_whoever_asks(make_bar: MakeBar) -> None:
    bar = make_bar(800)
    assert not bar.show_message(SAVED)
    assert bar.show_message("")
    assert not make_bar(frame=Frame(bottom="start")).show_message(SAVED)


def test_it_is_mirrored(make_bar: MakeBar, make_look: MakeLook) -> None:
    bar = make_bar(using=make_look(rtl=True))
    assert bar.next.x() < bar.question.x() < bar.back.x()


CLOSING = Frame(question=False, other="Close")
TWO_WAYS = Frame(bottom="start", back=False, question=False, next_label="Start", other="Just learn", other_icon="book")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("size", SIZES)
def test_close_stands_in_the_middle_and_the_others_stay(
    make_bar: MakeBar, make_look: MakeLook, step: str, size: tuple[int, int]
) -> None:
    look = make_look(step=step)
    bar = make_bar(size[0], using=look, frame=CLOSING)
    box = bar.other.geometry()
    assert abs((box.x() + box.width() / 2) - size[0] / 2) <= 1
    assert not bar.question.isVisible()
    assert bar.buttons() == [bar.back, bar.other, bar.next]
    assert problems(bar) == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("width", [600, 800, 1024, 1280])
def test_two_ways_in_have_one_size(make_bar: MakeBar, make_look: MakeLook, step: str, width: int) -> None:
    bar = make_bar(width, using=make_look(step=step), frame=TWO_WAYS)
    assert bar.other.size() == bar.next.size()
    assert bar.other.geometry().right() < bar.next.x()
    assert problems(bar) == []


def test_the_second_way_by_mouse_and_keyboard(qtbot: QtBot, make_bar: MakeBar) -> None:
    bar = make_bar(frame=TWO_WAYS)
    with qtbot.waitSignal(bar.other_pressed):
        QTest.mouseClick(bar.other, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.other_pressed):
        QTest.keyClick(bar.other, Qt.Key.Key_Return)
    bar.set_frame(Frame(forward=False, question=False, other="Close"), 0)
    assert bar.buttons() == [bar.back, bar.other]
