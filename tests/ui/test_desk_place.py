"""Each page of the desk that is typed on: locked and opened, left and come back to, and drawn anew meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from kiosk.service import KioskService, VisitView
from tests.ui.clinics import PIN, DeskWalk, refused_through_an_interpreter
from tests.ui.desks import Desk
from ui.desk.check_in import CheckInDraft, CheckInScreen
from ui.desk.message import MessagePage
from ui.desk.not_signed import NotSignedScreen
from ui.desk.paper import PaperScreen
from ui.desk.review import ReviewScreen
from ui.desk.sign_in import SignInScreen
from ui.desk.staff_sign import StaffSignScreen
from ui.desk.today import TodayScreen
from ui.desk.withdraw import WithdrawScreen
from ui.drafts import Drafts
from ui.theme import Look
from ui.widgets.desk_form import DeskPage

WAIT_MS = 15000


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, look: Look) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path, look)
    yield made
    assert made.bridge.close()


def two_questions(walk: DeskWalk) -> None:
    walk.until("page:session")
    walk.ask("What will it cost me?")
    walk.ask("May I drive?")
    walk.end()


def refused(walk: DeskWalk) -> None:
    walk.until("page:session")
    walk.ask("What will it cost me?")
    walk.end("decline")


def shown(desk: Desk, kind: type[DeskPage]) -> DeskPage:
    page = desk.wait_for(kind)
    assert isinstance(page, DeskPage)
    return page


def field(desk: Desk, name: str) -> QPlainTextEdit | QLineEdit:
    page = desk.shell.shown
    assert page is not None
    found = page.findChild(QWidget, name)
    assert isinstance(found, QPlainTextEdit | QLineEdit)
    return found


def has(desk: Desk, name: str) -> bool:
    return desk.shell.findChild(QWidget, name) is not None and not desk.bridge.busy


def text(desk: Desk, name: str) -> str:
    found = field(desk, name)
    return found.text() if isinstance(found, QLineEdit) else found.toPlainText()


def write(desk: Desk, name: str, words: str) -> None:
    found = field(desk, name)
    found.setFocus()
    QTest.keyClicks(found, words)


def open_answer(desk: Desk) -> None:
    desk.walk(two_questions)
    desk.sign_in()
    desk.open()
    desk.click("review.write.q1")


def open_paper(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end(method="paper"))
    desk.sign_in()
    desk.open()
    desk.click("review.paper")
    desk.wait_for(PaperScreen)


def open_not_signed(desk: Desk) -> None:
    desk.walk(refused_through_an_interpreter)
    desk.sign_in()
    desk.open()
    desk.click("review.excuse_interpreter")
    desk.wait_for(NotSignedScreen)


def open_check_in(desk: Desk) -> None:
    desk.sign_in()
    desk.today()
    desk.click("today.new")
    desk.wait_for(CheckInScreen)


def open_search(desk: Desk) -> None:
    desk.sign_in()
    desk.today()
    desk.click("today.earlier")
    desk.qtbot.waitUntil(lambda: _is_search(desk), timeout=WAIT_MS)


def _is_search(desk: Desk) -> bool:
    page = desk.shell.shown
    return isinstance(page, TodayScreen) and page.page is not None and not desk.bridge.busy


PLACES: dict[str, tuple[Callable[[Desk], None], type[DeskPage], str]] = {
    "answer": (open_answer, ReviewScreen, "review.text.q1"),
    "paper": (open_paper, PaperScreen, "paper.note"),
    "not signed": (open_not_signed, NotSignedScreen, "not_signed.reason"),
    "check-in": (open_check_in, CheckInScreen, "check_in.name"),
    "search": (open_search, TodayScreen, "today.find"),
}
"""Pages of the desk that are typed on: what opens them, and one of their fields."""


def lock(desk: Desk) -> None:
    desk.seconds += desk.settings.staff_lock_s + 1
    desk.idle.tick()
    desk.wait_for(SignInScreen)


def kept(desk: Desk) -> Drafts:
    return desk.side._place.drafts


@pytest.mark.parametrize("place", PLACES)
def test_who_signs_in_again_after_the_lock_types_on_where_they_were(desk: Desk, place: str) -> None:
    open_page, kind, name = PLACES[place]
    open_page(desk)
    write(desk, name, "Half a sen")
    lock(desk)
    assert not desk.shell.findChildren(QPlainTextEdit)
    desk.sign_in()
    desk.wait_for(kind)
    desk.qtbot.waitUntil(lambda: text(desk, name) == "Half a sen", timeout=WAIT_MS)
    assert field(desk, name).isVisible()


def test_a_withdrawal_and_a_renewal_come_back_and_go_when_they_are_sent_or_thrown_away(desk: Desk) -> None:
    def sealed(walk: DeskWalk) -> None:
        walk.end()
        walk.countersign()

    def lock_and_come_back(name: str) -> None:
        write(desk, name, "Half a sen")
        lock(desk)
        desk.sign_in()
        desk.qtbot.waitUntil(lambda: has(desk, name) and text(desk, name) == "Half a sen", timeout=WAIT_MS)

    desk.walk(sealed)
    desk.sign_in()
    desk.open()
    desk.click("review.withdraw")
    desk.wait_for(WithdrawScreen)
    lock_and_come_back("withdraw.text")
    desk.click("withdraw.cancel")
    desk.review()
    assert kept(desk).typed == {}
    desk.click("review.renew")
    cast("CheckInScreen", desk.wait_for(CheckInScreen)).represented.click()
    lock_and_come_back("check_in.representative_relation")
    assert not field(desk, "check_in.name").isVisible()
    desk.click("check_in.cancel")
    desk.open()
    assert kept(desk).typed == {}
    desk.click("review.withdraw")
    cast("WithdrawScreen", desk.wait_for(WithdrawScreen)).way.choice("said").click()
    write(desk, "withdraw.text", "I changed my mind.")
    desk.click("withdraw.confirm")
    desk.review()
    assert kept(desk).typed == {}


def test_a_colleague_neither_sees_nor_keeps_what_was_typed(desk: Desk) -> None:
    open_answer(desk)
    write(desk, "review.text.q1", "Half a")
    lock(desk)
    desk.sign_in("Priya Raman")
    desk.open()
    assert text(desk, "review.text.q1") == ""
    desk.shell.lock_pressed.emit()
    desk.wait_for(SignInScreen)
    desk.sign_in()
    desk.open()
    assert text(desk, "review.text.q1") == ""


def test_back_to_the_list_and_again_to_the_visit_loses_nothing(desk: Desk) -> None:
    desk.walk(lambda walk: walk.until("page:session"), "June")
    open_answer(desk)
    write(desk, "review.text.q1", "Half a")
    desk.click("review.back")
    desk.open(1)
    assert not isinstance(desk.shell.shown, ReviewScreen) or desk.shell.shown.draft() == {}
    desk.click("review.back")
    desk.open()
    assert text(desk, "review.text.q1") == "Half a"


def test_back_from_the_paper_and_from_the_search_loses_nothing(desk: Desk) -> None:
    open_paper(desk)
    write(desk, "paper.note", "Folder 1")
    desk.click("paper.back")
    desk.review()
    desk.click("review.paper")
    desk.wait_for(PaperScreen)
    assert text(desk, "paper.note") == "Folder 1"
    desk.click("paper.back")
    desk.review()
    desk.click("review.back")
    desk.today()
    desk.click("today.earlier")
    desk.qtbot.waitUntil(lambda: _is_search(desk), timeout=WAIT_MS)
    write(desk, "today.find", "Ros")
    desk.click("today.back")
    desk.qtbot.waitUntil(lambda: not _is_search(desk) and not desk.bridge.busy, timeout=WAIT_MS)
    desk.click("today.earlier")
    desk.qtbot.waitUntil(lambda: _is_search(desk), timeout=WAIT_MS)
    assert text(desk, "today.find") == "Ros"


def test_a_note_waits_while_the_tablet_is_with_the_patient(desk: Desk) -> None:
    open_paper(desk)
    write(desk, "paper.note", "Folder 1")
    desk.click("paper.back")
    desk.review()
    desk.click("review.again")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    assert [*kept(desk).typed.values()] == ["Folder 1"]


def test_what_was_sent_before_the_desk_was_locked_is_not_sent_again(desk: Desk) -> None:
    open_check_in(desk)
    draft = CheckInDraft("Rosa", "14", "3", "1961", "1", "ketamine-iv", "trd", "intravenous", "en", "asked")
    shown(desk, CheckInScreen).restore_draft(draft)
    hold = threading.Event()
    desk.bridge.submit(lambda _clinic: hold.wait(10), done=lambda _none: None, failed=desk.surprised)
    desk.click("check_in.start")
    desk.shell.lock_pressed.emit()
    hold.set()
    desk.sign_in()
    assert len(desk.today().rows) == 1
    assert kept(desk).typed == {}


def test_the_form_is_still_there_after_a_fault_of_the_program_and_left_by_the_lock_while_nothing_is_in_it(
    desk: Desk,
) -> None:
    open_check_in(desk)
    lock(desk)
    desk.sign_in()
    desk.today()
    desk.click("today.new")
    desk.wait_for(CheckInScreen)
    write(desk, "check_in.name", "Jun")
    desk.side.note_trouble(desk.words["vault.disk_full"])
    desk.sign_in()
    desk.wait_for(MessagePage)
    desk.click("message.back")
    desk.today()
    desk.click("today.new")
    assert text(desk, "check_in.name") == "Jun"


class MidWord:
    """An on-screen keyboard on which a word is being put together; it gives the word when it has to."""

    def __init__(self, into: QWidget) -> None:
        self._into = into
        QApplication.sendEvent(into, QInputMethodEvent("clin", []))

    def inputMethod(self) -> MidWord:
        return self

    def commit(self) -> None:
        event = QInputMethodEvent()
        event.setCommitString("clinic")
        QApplication.sendEvent(self._into, event)


def test_a_word_that_is_being_put_together_is_kept_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    open_paper(desk)
    write(desk, "paper.note", "In the ")
    monkeypatch.setattr("ui.desk_place.QGuiApplication", MidWord(field(desk, "paper.note")))
    assert text(desk, "paper.note") == "In the "
    lock(desk)
    assert [*kept(desk).typed.values()] == ["In the clinic"]


def test_a_closed_visit_leaves_nothing_typed_and_neither_does_the_kiosk(desk: Desk) -> None:
    open_answer(desk)
    write(desk, "review.text.q1", "Half a")
    desk.click("review.close")
    page = desk.wait_for(MessagePage)
    assert isinstance(page, MessagePage)
    assert kept(desk).typed
    page.buttons[1].click()
    desk.today()
    assert kept(desk).typed == {}
    desk.click("today.new")
    write(desk, "check_in.name", "Jun")
    desk.side.close()
    assert kept(desk) == Drafts()


def test_neither_pin_nor_ink_is_kept(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    desk.sign_in()
    desk.open()
    desk.click("review.explain")
    page = desk.wait_for(StaffSignScreen)
    assert isinstance(page, StaffSignScreen)
    assert page.page is None
    write(desk, "staff_sign.pin", PIN[:4])
    lock(desk)
    assert (kept(desk).typed, kept(desk).fresh) == ({}, None)


# ---------------------------------------------------------------- news while somebody types


def high(desk: Desk, widget: QWidget) -> int:
    """Return how far down a widget stands on the display, in px."""
    return widget.mapTo(desk.shell, widget.rect().topLeft()).y()


def test_an_answer_that_is_saved_meanwhile_moves_neither_cursor_nor_page(desk: Desk) -> None:
    desk.shell.resize(800, 600)
    open_answer(desk)
    desk.click("review.write.q2")
    hold = threading.Event()
    desk.bridge.submit(lambda _clinic: hold.wait(10), done=lambda _none: None, failed=desk.surprised)
    write(desk, "review.text.q2", "Not on that day.")
    desk.click("review.save.q2")
    write(desk, "review.text.q1", "It costs dollars")
    answer = field(desk, "review.text.q1")
    for _ in range(len("dollars")):
        QTest.keyClick(answer, Qt.Key.Key_Left)
    area = desk.shell.findChildren(QScrollArea)[-1]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    before, page = high(desk, answer), desk.shell.shown
    hold.set()
    desk.qtbot.waitUntil(lambda: desk.shell.shown is not page and not desk.bridge.busy, timeout=WAIT_MS)
    again = field(desk, "review.text.q1")
    assert desk.shell.focusWidget() is again
    desk.qtbot.waitUntil(lambda: abs(high(desk, again) - before) <= 1, timeout=WAIT_MS)
    QTest.keyClicks(desk.shell.focusWidget(), "450 ")
    assert text(desk, "review.text.q1") == "It costs 450 dollars"


def test_a_seal_that_comes_late_lets_who_answers_type_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = threading.Event()

    def late(service: KioskService, view: VisitView) -> VisitView:
        hold.wait(10)
        return service.seal(view.state.visit_id, patient_waits=False)

    visit = desk.walk(refused)
    desk.sign_in()
    monkeypatch.setattr("ui.desk_side._sealed", late)
    QTest.mouseClick(desk.today().rows[0].name, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: isinstance(desk.shell.shown, ReviewScreen), timeout=WAIT_MS)
    first = desk.shell.shown
    desk.click("review.write.q1")
    answer = field(desk, "review.text.q1")
    hold.set()
    desk.qtbot.waitUntil(lambda: desk.shell.shown is not first, timeout=WAIT_MS)
    assert desk.state(visit).document is not None
    assert field(desk, "review.text.q1") is not answer
    QTest.keyClicks(desk.shell.focusWidget(), "450 dollars.")
    assert text(desk, "review.text.q1") == "450 dollars."


def test_a_visit_about_which_nothing_is_new_is_not_drawn_anew(desk: Desk) -> None:
    open_answer(desk)
    page = desk.review()
    desk.side._show_review_again(desk.ask(lambda clinic: clinic.service.view(page.data.visit_id)))
    assert desk.shell.shown is page
    other = desk.walk(refused, "June")
    desk.side._show_review_again(desk.ask(lambda clinic: clinic.service.view(other)))
    assert desk.shell.shown is page


def test_a_form_that_is_printed_meanwhile_lets_who_notes_its_place_type_on(desk: Desk) -> None:
    open_paper(desk)
    hold = threading.Event()
    desk.bridge.submit(lambda _clinic: hold.wait(10), done=lambda _none: None, failed=desk.surprised)
    desk.click("paper.print")
    write(desk, "paper.note", "Fol")
    first = field(desk, "paper.note")
    hold.set()
    desk.qtbot.waitUntil(lambda: field(desk, "paper.note") is not first and not desk.bridge.busy, timeout=WAIT_MS)
    QTest.keyClicks(desk.shell.focusWidget(), "der 1")
    assert text(desk, "paper.note") == "Folder 1"


def test_a_search_goes_on_from_what_was_typed_since(desk: Desk) -> None:
    open_search(desk)
    hold = threading.Event()
    desk.bridge.submit(lambda _clinic: hold.wait(10), done=lambda _none: None, failed=desk.surprised)
    write(desk, "today.find", "Ro")
    first = field(desk, "today.find")
    QTest.keyClick(first, Qt.Key.Key_Return)
    QTest.keyClicks(first, "s")
    hold.set()
    desk.qtbot.waitUntil(lambda: field(desk, "today.find") is not first and not desk.bridge.busy, timeout=WAIT_MS)
    QTest.keyClicks(desk.shell.focusWidget(), "a")
    assert text(desk, "today.find") == "Rosa"
    second = field(desk, "today.find")
    QTest.keyClick(second, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: field(desk, "today.find") is not second and not desk.bridge.busy, timeout=WAIT_MS)
    assert text(desk, "today.find") == "Rosa"
    # Who looks for what they typed wants to see what was found: the on-screen keyboard goes.
    assert desk.shell.focusWidget() is not field(desk, "today.find")


def test_a_visit_that_comes_up_late_takes_nothing_from_a_new_patient(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    desk.sign_in()
    row = desk.today().rows[0]
    hold = threading.Event()
    desk.bridge.submit(lambda _clinic: hold.wait(10), done=lambda _none: None, failed=desk.surprised)
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    desk.click("today.new")
    write(desk, "check_in.name", "Jun")
    hold.set()
    desk.review()
    desk.click("review.back")
    desk.today()
    desk.click("today.new")
    page = cast("CheckInScreen", desk.wait_for(CheckInScreen))
    assert page.name.text() == "Jun"


def test_a_visit_stays_where_it_was_when_an_answer_in_it_is_saved(desk: Desk) -> None:
    desk.shell.resize(1024, 600)
    open_answer(desk)
    write(desk, "review.text.q1", "It costs nothing here.")
    [area] = [one for one in desk.shell.findChildren(QScrollArea) if one.isVisible()]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum() // 2)
    at = area.verticalScrollBar().value()
    before = desk.shell.shown
    desk.click("review.save.q1")
    desk.qtbot.waitUntil(lambda: desk.shell.shown is not before and not desk.bridge.busy, timeout=WAIT_MS)

    def scrolled() -> int:
        [now] = [one for one in desk.shell.findChildren(QScrollArea) if one.isVisible()]
        return now.verticalScrollBar().value()

    assert at > 0
    desk.qtbot.waitUntil(lambda: scrolled() == at)
