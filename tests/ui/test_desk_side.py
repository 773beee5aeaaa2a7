"""The desk at work on a real clinic: sign-in, list, check-in, handing over, answers, paper, printing, locking."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk import events as e
from kiosk.errors import OperatorError, TamperError
from kiosk.seal import verify
from kiosk.service import serving
from kiosk.staff import Account, StaffBook
from kiosk.visit import AskForHelp, ConfirmAfterAnswers, TakeBreak
from tests.kiosk.visits import real_content
from tests.ui.clinics import PIN, DeskWalk, child
from tests.ui.desks import Desk
from ui.desk.check_in import CheckInDraft, CheckInScreen
from ui.desk.message import MessagePage
from ui.desk.paper import PaperScreen
from ui.desk.print_choice import PrintChoiceScreen
from ui.desk.review import ReviewScreen
from ui.desk.sign_in import SignInScreen
from ui.shell import FrameData
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLine, PlainLabel
from ui.widgets.screen import Screen

WAIT_MS = 15000
T = TypeVar("T")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, look: Look) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path, look)
    yield made
    assert made.bridge.close()


def answered(walk: DeskWalk) -> None:
    """Sign with a question open."""
    walk.until("page:session")
    walk.ask("What will it cost me?")
    walk.end()


def test_the_right_pin_opens_the_list(desk: Desk) -> None:
    desk.sign_in()
    assert desk.today().rows == []
    assert desk.side.signed_in


def test_a_wrong_pin_says_how_many_tries_are_left_and_shows_nothing(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    desk.sign_in(pin="999999")
    screen = desk.wait_for(SignInScreen)
    assert isinstance(screen, SignInScreen)
    desk.qtbot.waitUntil(lambda: "Tries left: 4" in screen.error_text(), timeout=WAIT_MS)
    assert screen.pin_length() == 0
    assert not desk.side.signed_in


def test_documents_that_must_be_renewed_soon_are_announced(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "renewals_due", lambda _store, _now: ("CN-1", "CN-2"))
    desk.sign_in()
    said = [line.text() for line in desk.today().findChildren(IconLine)]
    assert said == [desk.words.say("today.renew", {"count": 2})]


def test_a_file_that_cannot_be_judged_does_not_hide_the_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(*_arguments: object) -> None:
        raise TamperError("ledger.file_changed")

    monkeypatch.setattr(serving, "renewals_due", changed)
    desk.sign_in()
    assert desk.today().findChildren(IconLine) == []


def test_a_patient_is_checked_in_and_gets_the_tablet(desk: Desk) -> None:
    desk.sign_in("Priya Raman")
    desk.today()
    desk.click("today.new")
    screen = desk.wait_for(CheckInScreen)
    reason = real_content().treatments["ketamine-iv"].reasons[0]
    draft = CheckInDraft(
        "Rosa Delgado", "14", "3", "1961", "20418", "ketamine-iv", reason, "intravenous", "en", "photo_id"
    )
    screen.restore_draft(draft)
    desk.click("check_in.start")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    opened = desk.wanted[0].state.opened.event
    assert opened.patient.name == "Rosa Delgado"
    assert opened.staff.name == "Priya Raman"
    assert not desk.side.signed_in
    assert isinstance(desk.kiosk_events()[-1], e.SignedOut)


def test_a_name_that_no_record_can_hold_is_refused_at_its_field_and_nothing_is_lost(desk: Desk) -> None:
    desk.sign_in()
    desk.today()
    desk.click("today.new")
    screen = desk.wait_for(CheckInScreen)
    assert isinstance(screen, CheckInScreen)
    reason = real_content().treatments["ketamine-iv"].reasons[0]
    draft = CheckInDraft("Rosa\x07", "14", "3", "1961", "20418", "ketamine-iv", reason, "intravenous", "en", "photo_id")
    screen.restore_draft(draft)
    typed = screen.draft()
    desk.click("check_in.start")
    desk.qtbot.waitUntil(lambda: bool(screen.inputs["name"].error()), timeout=WAIT_MS)
    assert screen.draft() == typed
    assert desk.wanted == []


def test_who_asked_for_a_person_stands_first_until_somebody_opens_the_visit(desk: Desk) -> None:
    def call(walk: DeskWalk) -> None:
        walk.until("page:session")
        walk.do(AskForHelp())

    visits = [desk.walk(lambda walk: walk.until("page:session")), desk.walk(call, "June")]
    desk.sign_in()
    rows = [row.data for row in desk.today().rows]
    assert [(row.visit_id, row.status == "Needs help") for row in rows] == [(visits[1], True), (visits[0], False)]
    desk.today().rows[0].name.click()
    desk.wait_for(ReviewScreen)
    desk.click("review.back")
    assert [row.data.visit_id for row in desk.today().rows] == visits


def test_a_visit_that_a_pulled_plug_cut_off_reopens_at_its_place(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.until("page:session"))
    desk.sign_in()
    assert desk.today().rows[0].data.action == "resume"
    desk.row()
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    state = desk.state(visit)
    assert state.step == "page:session"
    assert not state.on_break
    assert state.breaks == 1


def test_answers_lead_to_the_patients_confirmation_and_then_to_the_seal(desk: Desk) -> None:
    visit = desk.walk(answered)
    desk.sign_in()
    assert desk.today().rows[0].data.first
    desk.row()
    review = desk.review()
    desk.click("review.write.q1")
    text = review.text_of("q1")
    QTest.keyClicks(text, "It is 450 dollars.")
    desk.click("review.save.q1")
    desk.qtbot.waitUntil(lambda: desk.state(visit).questions["q1"].answer == "It is 450 dollars.", timeout=WAIT_MS)
    desk.review()
    assert desk.state(visit).document is None
    desk.click("review.confirm")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    assert desk.wanted[0].state.step == "reconfirm"
    desk.ask(lambda clinic: clinic.service.submit(visit, ConfirmAfterAnswers()))
    desk.countersign()
    data = desk.ask(lambda clinic: clinic.service.read_sealed(visit))
    assert isinstance(data, bytes)
    assert verify(data, now=desk.clock()).ok


def test_what_was_typed_for_one_question_stays_when_another_is_saved(desk: Desk) -> None:
    def two(walk: DeskWalk) -> None:
        walk.until("page:session")
        walk.ask("What will it cost me?")
        walk.ask("May I drive?")
        walk.end()

    visit = desk.walk(two)
    desk.sign_in()
    desk.row()
    review = desk.review()
    desk.click("review.write.q1")
    desk.click("review.write.q2")
    QTest.keyClicks(review.text_of("q1"), "Half a")
    QTest.keyClicks(review.text_of("q2"), "Not on that day.")
    desk.click("review.save.q2")
    desk.qtbot.waitUntil(lambda: bool(desk.state(visit).questions["q2"].answer), timeout=WAIT_MS)
    again = desk.review()
    assert again is not review
    assert again.text_of("q1").toPlainText() == "Half a"


def test_a_fact_that_was_handed_over_is_gone_over(desk: Desk) -> None:
    def missed(walk: DeskWalk) -> None:
        walk.miss()
        walk.end()

    visit = desk.walk(missed)
    desk.sign_in()
    desk.row()
    desk.review()
    desk.click("review.write.mk-off-label")
    QTest.keyClicks(desk.review().text_of("mk-off-label"), "Explained off-label use.")
    desk.click("review.save.mk-off-label")
    desk.qtbot.waitUntil(lambda: "mk-off-label" in desk.state(visit).cleared, timeout=WAIT_MS)
    desk.review()
    child(desk.review(), Button, "review.confirm")


def test_the_form_is_printed_signed_by_hand_and_received(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end(method="paper"))
    desk.sign_in()
    desk.row()
    desk.review()
    desk.click("review.paper")
    desk.wait_for(PaperScreen)
    desk.click("paper.print")
    desk.qtbot.waitUntil(lambda: desk.state(visit).paper_printed is not None, timeout=WAIT_MS)
    assert [path.name.split("-")[1] for path in desk.printed.iterdir()] == ["form"]
    screen = desk.wait_for(PaperScreen)
    assert isinstance(screen, PaperScreen)
    QTest.keyClicks(screen.note, "Binder 3")
    desk.click("paper.received")
    desk.qtbot.waitUntil(lambda: desk.state(visit).paper_received is not None, timeout=WAIT_MS)
    child(desk.review(), Button, "review.sign")


def test_a_sealed_document_is_verified_and_printed(desk: Desk) -> None:
    def sealed(walk: DeskWalk) -> None:
        walk.end()
        walk.countersign()

    visit = desk.walk(sealed)
    desk.sign_in()
    assert desk.today().rows[0].data.action == "print"
    desk.row()
    desk.wait_for(PrintChoiceScreen)
    desk.click("print_choice.document")
    desk.qtbot.waitUntil(lambda: desk.printed.exists() and any(desk.printed.iterdir()), timeout=WAIT_MS)
    desk.today()
    printed = next(desk.printed.iterdir()).read_bytes()
    assert desk.ask(lambda clinic: clinic.service.read_sealed(visit)) == printed


def test_looking_at_a_finished_record_is_noted(desk: Desk) -> None:
    def declined(walk: DeskWalk) -> None:
        walk.end("decline")
        walk.service.seal(walk.state.visit_id)

    visit = desk.walk(declined)
    desk.sign_in()
    desk.row()
    desk.review()
    events = desk.ask(lambda clinic: list(clinic.vault.events(visit)))
    assert isinstance(events, list)
    assert isinstance(events[-1], e.RecordViewed)
    assert events[-1].staff.name == "Dr Amara Osei"


def test_the_desk_locks_by_itself_and_gives_a_draft_back_to_its_writer_only(desk: Desk) -> None:
    desk.sign_in()
    desk.today()
    desk.click("today.new")
    screen = desk.wait_for(CheckInScreen)
    screen.restore_draft(CheckInDraft(name="Rosa Del"))
    desk.seconds += desk.settings.staff_lock_s + 1
    desk.idle.tick()
    desk.wait_for(SignInScreen)
    assert not desk.side.signed_in
    ended = desk.kiosk_events()[-1]
    assert isinstance(ended, e.SignedOut)
    assert ended.cause == "idle"
    desk.sign_in()
    back = desk.wait_for(CheckInScreen)
    draft = back.draft()
    assert isinstance(draft, CheckInDraft)
    assert draft.name == "Rosa Del"
    desk.seconds += desk.settings.staff_lock_s + 1
    desk.idle.tick()
    desk.wait_for(SignInScreen)
    desk.sign_in("Priya Raman")
    desk.today()


def test_lock_and_back_to_the_patient_screen(desk: Desk) -> None:
    left: list[bool] = []
    desk.side.left.connect(lambda: left.append(True))
    desk.sign_in()
    desk.today()
    desk.shell.lock_pressed.emit()
    desk.wait_for(SignInScreen)
    assert not desk.side.signed_in
    desk.shell.patient_screen_pressed.emit()
    desk.qtbot.waitUntil(lambda: bool(left), timeout=WAIT_MS)


def test_a_list_that_arrives_after_the_lock_is_not_shown(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    desk.sign_in()
    desk.today()
    desk.click("today.new")
    desk.wait_for(CheckInScreen)
    desk.click("check_in.cancel")
    desk.shell.lock_pressed.emit()
    desk.wait_for(SignInScreen)
    desk.qtbot.waitUntil(lambda: not desk.bridge.busy, timeout=WAIT_MS)
    assert isinstance(desk.shell.shown, SignInScreen)


@pytest.mark.parametrize("pin", [PIN, "999999"])
def test_a_pin_that_is_answered_after_staff_left_opens_nothing(desk: Desk, pin: str) -> None:
    desk.side.left.connect(lambda: desk.shell.show_screen(Screen("Welcome"), FrameData()))
    desk.sign_in(pin=pin)
    desk.shell.patient_screen_pressed.emit()
    desk.qtbot.waitUntil(lambda: not desk.bridge.busy, timeout=WAIT_MS)
    shown = desk.shell.shown
    assert shown is not None
    assert shown.title == "Welcome"
    assert not desk.side.signed_in


def test_names_leave_the_screen_before_the_disk_has_noted_the_lock(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    desk.sign_in()
    desk.today()
    hold = threading.Event()
    desk.bridge.submit(lambda _clinic: hold.wait(WAIT_MS / 1000), done=lambda _none: None, failed=desk.surprised)
    desk.shell.lock_pressed.emit()
    assert isinstance(desk.shell.shown, SignInScreen)
    hold.set()
    desk.wait_for(SignInScreen)


def test_a_message_without_anybody_signed_in_leads_to_the_sign_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_book: StaffBook) -> tuple[Account, ...]:
        raise OperatorError("vault.disk_trouble")

    desk.walk(lambda _walk: None)
    with monkeypatch.context() as broken:
        broken.setattr(StaffBook, "accounts", fail)
        desk.side.sign_in()
        shown = desk.wait_for(MessagePage)
    assert desk.words["vault.disk_trouble"] in [line.text() for line in shown.findChildren(IconLine)]
    desk.click("message.back")
    desk.wait_for(SignInScreen)


def test_what_went_wrong_before_is_said_to_the_next_who_signs_in(desk: Desk) -> None:
    desk.side.note_trouble(desk.words["vault.disk_full"])
    desk.sign_in()
    shown = desk.wait_for(MessagePage)
    assert desk.words["vault.disk_full"] in [line.text() for line in shown.findChildren(IconLine)]
    desk.click("message.back")
    desk.today()


def test_a_break_before_the_identity_answer_is_resumed(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.do(TakeBreak("idle")))
    desk.sign_in()
    desk.row()
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    assert not desk.state(visit).on_break


# ---------------------------------------------------------------- what is noted, and as whose doing


def test_opening_a_visit_is_noted_once_and_answers_and_paper_are_not_another_opening(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end(method="paper"))
    desk.sign_in()
    desk.row()
    desk.review()
    desk.click("review.paper")
    desk.wait_for(PaperScreen)
    desk.click("paper.back")
    desk.review()
    seen = [entry for entry in desk.visit_events(visit) if entry.event_name == "RecordViewed"]
    assert [entry.actor.name for entry in seen] == ["Dr Amara Osei"]
    desk.click("review.back")
    desk.row()
    desk.review()
    assert [entry.event_name for entry in desk.visit_events(visit)].count("RecordViewed") == 2


def test_a_cut_off_visit_is_paused_by_who_reopens_it(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.until("page:session"))
    desk.sign_in("Priya Raman")
    desk.row()
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    doings = {entry.event_name: entry.actor for entry in desk.visit_events(visit)}
    for name in ("BreakTaken", "VisitResumed"):
        assert (doings[name].kind, doings[name].name) == ("staff", "Priya Raman")


def test_what_was_left_open_by_a_refusal_is_gone_over_after_the_seal(desk: Desk) -> None:
    def declined(walk: DeskWalk) -> None:
        walk.miss()
        walk.ask("What will it cost me?")
        walk.end("decline")
        walk.service.seal(walk.state.visit_id)

    visit = desk.walk(declined)
    before = desk.ask(lambda clinic: clinic.service.read_sealed(visit))
    desk.sign_in()
    row = desk.today().rows[0].data
    assert (row.questions, row.action) == (2, "review")
    desk.row()
    desk.review()
    desk.click("review.write.q1")
    QTest.keyClicks(desk.review().text_of("q1"), "450 dollars.")
    desk.click("review.save.q1")
    desk.qtbot.waitUntil(lambda: bool(desk.state(visit).questions["q1"].answer), timeout=WAIT_MS)
    QTest.keyClicks(desk.review().text_of("mk-off-label"), "Explained.")
    desk.click("review.save.mk-off-label")
    desk.qtbot.waitUntil(lambda: not desk.state(visit).open_checks, timeout=WAIT_MS)
    said = [label.text() for label in desk.review().findChildren(PlainLabel)]
    assert {"450 dollars.", "Explained."} <= set(said)
    assert desk.ask(lambda clinic: clinic.service.read_sealed(visit)) == before
    desk.click("review.back")
    assert desk.today().rows[0].data.action == "view"


# ---------------------------------------------------------------- choosing again, closing a visit, closing the day


def test_who_chose_paper_gets_the_tablet_to_choose_again(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end(method="paper"))
    desk.sign_in()
    desk.row()
    desk.review()
    desk.click("review.again")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    assert desk.wanted[0].state.step == "decision"
    assert not desk.side.signed_in
    assert {entry.actor.name for entry in desk.visit_events(visit)[-2:]} == {"Dr Amara Osei"}


def test_a_visit_is_closed_after_one_question_and_kept_on_the_other_answer(desk: Desk) -> None:
    visit = desk.walk(answered)
    desk.sign_in()
    desk.open()
    desk.click("review.write.q1")
    QTest.keyClicks(desk.review().text_of("q1"), "Half a")
    desk.click("review.close")
    shown = desk.wait_for(MessagePage)
    assert isinstance(shown, MessagePage)
    assert [button.objectName().partition(":")[0] for button in shown.buttons] == ["message.keep", "message.close"]
    assert "Rosa Delgado" in " ".join(line.text() for line in shown.findChildren(IconLine))
    shown.buttons[0].click()
    assert desk.review().text_of("q1").toPlainText() == "Half a"
    assert desk.state(visit).closed is None
    desk.click("review.close")
    again = desk.wait_for(MessagePage)
    assert isinstance(again, MessagePage)
    again.buttons[1].click()
    assert desk.today().rows[0].data.status == desk.words["today.status_closed"]
    closed = desk.state(visit).closed
    assert closed is not None
    assert closed.event.cause == "staff"
    assert desk.visit_events(visit)[-1].actor.name == "Dr Amara Osei"
    assert [entry.event_name for entry in desk.visit_events(visit)].count("RecordViewed") == 1


def test_a_visit_that_has_not_begun_can_be_closed_too(desk: Desk) -> None:
    desk.walk(lambda _walk: None)
    desk.sign_in()
    assert desk.today().rows[0].data.action == "start"
    desk.open()
    desk.click("review.close")
    page = desk.wait_for(MessagePage)
    assert isinstance(page, MessagePage)
    page.buttons[1].click()
    assert desk.today().rows[0].data.status == desk.words["today.status_closed"]


def test_the_day_is_closed_after_one_question(desk: Desk) -> None:
    desk.sign_in()
    desk.today()
    desk.click("today.close_day")
    desk.wait_for(MessagePage)
    desk.click("message.back")
    desk.today()
    assert desk.ended == []
    desk.click("today.close_day")
    desk.wait_for(MessagePage)
    desk.click("message.close_day")
    assert len(desk.ended) == 1
    assert not desk.side.signed_in
    left = desk.kiosk_events()[-1]
    assert isinstance(left, e.SignedOut)
    assert left.staff.name == "Dr Amara Osei"


def test_what_staff_copied_goes_when_they_leave(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten: list[None] = []
    monkeypatch.setattr("ui.desk_side.forget_copied", lambda: forgotten.append(None))
    desk.sign_in()
    desk.today()
    forgotten.clear()
    desk.shell.lock_pressed.emit()
    assert forgotten
    desk.wait_for(SignInScreen)


def test_the_demo_tells_its_pin(desk: Desk) -> None:
    desk.side.sign_in()
    shown = desk.wait_for(SignInScreen)
    assert f"Demo PIN: {PIN}" in [label.text() for label in shown.findChildren(PlainLabel)]
