"""The acts at the desk on a real clinic: countersign, explain, call, withdraw, renew, print what there is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk import events as e
from kiosk.clinic import OpenClinic
from kiosk.errors import OperatorError
from kiosk.seal import verify
from kiosk.visit import GoNext, LeaveSigning, RecordCompanion
from tests.kiosk.codes.scans import as_scan, rendered
from tests.kiosk.service.test_kept import without_treatment
from tests.ui.clinics import PIN, DeskWalk, child, refused_through_an_interpreter
from tests.ui.desks import Desk
from ui.acts_side import form_of
from ui.desk.check_in import CheckInDraft, CheckInScreen, RepresentativeDraft
from ui.desk.message import MessagePage
from ui.desk.not_signed import NotSignedScreen
from ui.desk.paper import PaperScreen
from ui.desk.print_choice import PrintChoiceScreen
from ui.desk.sign_in import SignInScreen
from ui.desk.staff_sign import StaffSignScreen
from ui.desk.verify import FilesGiven, VerdictScreen, VerifyScreen
from ui.desk.withdraw import WithdrawScreen
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.choice import Choice
from ui.widgets.labels import IconLine, PlainLabel

WAIT_MS = 15000
WRONG = "999999"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, look: Look) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path, look)
    yield made
    assert made.bridge.close()


def said(desk: Desk) -> list[str]:
    shown = desk.shell.shown
    assert shown is not None
    return [label.text() for label in shown.findChildren(PlainLabel) if label.isVisible()]


def sealed(walk: DeskWalk) -> None:
    walk.end()
    walk.countersign()


def interpreted(walk: DeskWalk) -> None:
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "Spanish"), GoNext())
    walk.end()
    walk.do(LeaveSigning())


def open_signing(desk: Desk) -> StaffSignScreen:
    desk.cheap_key()
    desk.sign_in()
    desk.open()
    desk.click("review.sign")
    screen = desk.wait_for(StaffSignScreen)
    assert isinstance(screen, StaffSignScreen)
    return screen


def wait_for_error(desk: Desk, screen: StaffSignScreen, text: str) -> None:
    desk.qtbot.waitUntil(lambda: text in screen.error_text(), timeout=WAIT_MS)


def withdraw_page(desk: Desk) -> WithdrawScreen:
    desk.sign_in()
    desk.open()
    desk.click("review.withdraw")
    screen = desk.wait_for(WithdrawScreen)
    assert isinstance(screen, WithdrawScreen)
    return screen


def choose(desk: Desk, name: str) -> None:
    shown = desk.shell.shown
    assert shown is not None
    QTest.mouseClick(child(shown, Choice, name), Qt.MouseButton.LeftButton)


# ---------------------------------------------------------------- signing


def test_the_clinician_reads_what_it_means_gives_the_pin_again_and_the_document_is_sealed(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end())
    open_signing(desk)
    assert desk.words["document.meaning_clinician"] in said(desk)
    desk.give_pin()
    page = desk.wait_for(MessagePage)
    assert page.title == desk.words["staff_sign.done_title"]
    state = desk.state(visit)
    assert state.document is not None
    assert [one.event.staff.name for one in state.role_signatures if one.event.staff] == ["Dr Amara Osei"]
    assert verify(desk.ask(lambda clinic: clinic.service.read_sealed(visit)), now=desk.clock()).ok
    desk.click(f"message.keep:{visit}")
    desk.review()
    assert any("Dr Amara Osei" in text for text in said(desk) if desk.words["signer.clinician"] in text)


def test_a_wrong_pin_says_how_many_tries_are_left_and_signs_nothing(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end())
    screen = open_signing(desk)
    desk.give_pin(WRONG)
    desk.qtbot.waitUntil(lambda: "Tries left: 4" in screen.error_text(), timeout=WAIT_MS)
    assert screen.pin.text() == ""
    assert desk.shell.shown is screen
    assert desk.state(visit).role_signatures == ()
    desk.give_pin()
    desk.wait_for(MessagePage)
    assert desk.state(visit).document is not None


@pytest.mark.parametrize("key", ["vault.disk_full", "seal.draft_unusable"])
def test_a_seal_that_fails_after_the_pin_signs_nothing_and_the_pin_is_asked_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise OperatorError(key)

    visit = desk.walk(lambda walk: walk.end())
    screen = open_signing(desk)
    with monkeypatch.context() as patch:
        patch.setattr("kiosk.service.acts.seal_visit", fail)
        desk.give_pin()
        wait_for_error(desk, screen, desk.words[key])
    assert desk.shell.shown is screen
    assert screen.pin.text() == ""
    state = desk.state(visit)
    assert (state.role_signatures, state.document) == ((), None)
    desk.give_pin()
    desk.wait_for(MessagePage)
    assert desk.state(visit).document is not None


def test_a_lock_while_the_document_is_sealed_shows_nothing_of_it_and_loses_nothing(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end())
    open_signing(desk)
    gate = threading.Event()
    desk.bridge.submit(lambda _clinic: gate.wait(10), done=lambda _none: None, failed=desk.surprised)
    screen = desk.shell.shown
    assert isinstance(screen, StaffSignScreen)
    QTest.keyClicks(screen.pin, PIN)
    desk.click("staff_sign.sign")
    desk.idle.asked.emit()
    gate.set()
    desk.wait_for(SignInScreen)
    assert desk.state(visit).document is not None
    assert isinstance(desk.shell.shown, SignInScreen)


def test_an_account_that_is_locked_by_wrong_pins_is_told_so(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    screen = open_signing(desk)
    for left in (4, 3, 2, 1):
        desk.give_pin(WRONG)
        wait_for_error(desk, screen, f"left: {left}")
    desk.give_pin(WRONG)
    wait_for_error(desk, screen, "Wait 15 minutes")
    desk.give_pin()
    desk.qtbot.waitUntil(lambda: not desk.bridge.busy, timeout=WAIT_MS)
    assert desk.shell.shown is screen


def test_the_lock_closes_an_open_pin_and_nobody_gets_it_back(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    screen = open_signing(desk)
    QTest.keyClicks(screen.pin, PIN[:4])
    desk.seconds += desk.settings.staff_lock_s + 1
    desk.idle.tick()
    desk.wait_for(SignInScreen)
    desk.sign_in()
    desk.today()


def test_who_is_no_clinician_is_told_who_has_to_sign(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    desk.sign_in("Priya Raman")
    review = desk.open()
    assert review.findChild(Button, "review.sign") is None
    assert desk.words["review.needs_clinician"] in said(desk)


def test_whoever_explained_signs_first_and_the_document_waits_for_the_clinician(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end())
    desk.sign_in("Priya Raman")
    desk.open()
    desk.click("review.explain")
    assert isinstance(desk.wait_for(StaffSignScreen), StaffSignScreen)
    desk.give_pin()
    desk.review()
    state = desk.state(visit)
    assert [one.event.role for one in state.role_signatures] == ["explainer"]
    assert state.document is None
    assert any("Priya Raman" in text for text in said(desk))


def test_signing_by_hand_needs_ink(desk: Desk) -> None:
    visit = desk.walk(lambda walk: walk.end())
    screen = open_signing(desk)
    choose(desk, "staff_sign.ink")
    desk.give_pin()
    assert screen.error_text() == desk.words["staff_sign.problem_empty"]
    ink = next(one for one in _ink_of(desk, visit))
    screen.pad.set_ink(ink)
    desk.click("staff_sign.sign")
    desk.wait_for(MessagePage)
    (signed,) = desk.state(visit).role_signatures
    assert (signed.event.method, signed.event.ink is not None) == ("ink", True)


def _ink_of(desk: Desk, visit: str) -> list[e.Ink]:
    given = desk.state(visit).signature
    assert given is not None
    assert given.event.ink is not None
    return [given.event.ink]


def test_not_now_leads_back_to_the_visit(desk: Desk) -> None:
    desk.walk(lambda walk: walk.end())
    open_signing(desk)
    desk.click("staff_sign.cancel")
    desk.review()


def test_the_interpreter_gets_the_tablet(desk: Desk) -> None:
    visit = desk.walk(interpreted)
    desk.sign_in("Priya Raman")
    desk.open()
    assert desk.words["review.why_interpreter"] in said(desk)
    desk.click("review.call_interpreter")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    assert desk.wanted[0].state.step == "cosign:interpreter"
    assert not desk.side.signed_in
    assert desk.state(visit).document is None


def test_a_refusal_whose_interpreter_is_gone_is_sealed_with_the_reason(desk: Desk) -> None:
    visit = desk.walk(refused_through_an_interpreter)
    desk.sign_in("Priya Raman")
    desk.open()
    desk.click("review.excuse_interpreter")
    desk.wait_for(NotSignedScreen)
    assert any("Ines Vale" in text for text in said(desk))
    desk.click("not_signed.cancel")
    desk.review()
    assert desk.state(visit).document is None
    desk.click("review.excuse_interpreter")
    page = desk.wait_for(NotSignedScreen)
    assert isinstance(page, NotSignedScreen)
    QTest.keyClicks(page.reason, "She had to leave.")
    desk.click("not_signed.confirm")
    desk.qtbot.waitUntil(lambda: desk.state(visit).document is not None, timeout=WAIT_MS)
    desk.review()
    desk.qtbot.waitUntil(lambda: any("She had to leave." in text for text in said(desk)), timeout=WAIT_MS)
    [line] = [text for text in said(desk) if "She had to leave." in text]
    assert line.startswith("Interpreter did not sign (noted by Priya Raman, ")
    assert verify(desk.ask(lambda clinic: clinic.service.read_sealed(visit)), now=desk.clock()).ok
    [noted] = desk.state(visit).not_signed
    assert noted.event.staff.name == "Priya Raman"


def test_a_reason_that_cannot_be_printed_is_told_where_it_was_typed(desk: Desk) -> None:
    visit = desk.walk(refused_through_an_interpreter)
    desk.sign_in()
    desk.open()
    desk.click("review.excuse_interpreter")
    page = desk.wait_for(NotSignedScreen)
    assert isinstance(page, NotSignedScreen)
    page.reason.setPlainText("\U0010fffd")
    desk.click("not_signed.confirm")
    refusal = desk.words["document.unsupported_character"][:20]
    desk.qtbot.waitUntil(lambda: any(text.startswith(refusal) for text in said(desk)), timeout=WAIT_MS)
    assert page.reason.typed() == "\U0010fffd"
    assert desk.state(visit).not_signed == ()


# ---------------------------------------------------------------- taking back


def test_a_withdrawal_counts_at_once_and_the_clinician_seals_it(desk: Desk) -> None:
    visit = desk.walk(sealed)
    page = withdraw_page(desk)
    choose(desk, "withdraw.way_said")
    QTest.keyClicks(page.text, "I changed my mind.")
    desk.click("withdraw.confirm")
    desk.review()
    assert any(desk.words["review.withdrawn_patient"][:30] in text for text in said(desk))
    taken = desk.state(visit).withdrawn
    assert taken is not None
    assert (taken.event.by, taken.event.way, taken.event.words) == ("patient", "said", "I changed my mind.")
    desk.click("review.back")
    assert desk.today().rows[0].data.status == desk.words["today.status_withdrawn_open"]
    desk.row()
    desk.review()
    desk.click("review.sign")
    desk.give_pin()
    desk.wait_for(MessagePage)
    withdrawal = desk.state(visit).withdrawal
    assert withdrawal is not None
    desk.click(f"message.print:{visit}")
    desk.wait_for(PrintChoiceScreen)
    desk.click("print_choice.withdrawal")
    desk.today()
    (printed,) = list(desk.printed.iterdir())
    assert withdrawal.event.document_id in printed.name


def test_a_consent_to_a_treatment_that_is_gone_is_found_and_taken_back(
    qtbot: QtBot, tmp_path: Path, look: Look
) -> None:
    before = Desk(qtbot, tmp_path, look)
    visit = before.walk(sealed)
    assert before.bridge.close()
    desk = Desk(qtbot, tmp_path, look, content=without_treatment(), days=1)
    desk.sign_in()
    desk.today()
    desk.click("today.earlier")
    desk.qtbot.waitUntil(lambda: desk.today().title == desk.words["today.earlier_title"], timeout=WAIT_MS)
    assert desk.today().rows[0].data.treatment.startswith("Ketamine infusion")
    review = desk.open()
    assert "I want to have ketamine treatment" in said(desk)
    assert "renew" not in review.tasks
    desk.click("review.withdraw")
    desk.wait_for(WithdrawScreen)
    assert any("Ketamine infusion" in text for text in said(desk))
    choose(desk, "withdraw.way_said")
    desk.click("withdraw.confirm")
    desk.review()
    desk.click("review.sign")
    desk.give_pin()
    desk.wait_for(MessagePage)
    withdrawal = desk.state(visit).withdrawal
    assert withdrawal is not None
    data = desk.ask(lambda clinic: clinic.service.read_sealed(visit, withdrawal.event.document_id))
    assert verify(data, now=desk.clock()).ok
    desk.click(f"message.print:{visit}")
    choice = desk.wait_for(PrintChoiceScreen)
    offered = [button.objectName() for button in choice.findChildren(Button) if button.isVisible()]
    assert "print_choice.withdrawal" in offered
    assert "print_choice.large_print" in offered
    assert "print_choice.patient_copy" not in offered
    assert desk.bridge.close()


def test_a_withdrawal_needs_to_be_said_how_and_can_be_left(desk: Desk) -> None:
    visit = desk.walk(sealed)
    withdraw_page(desk)
    desk.click("withdraw.confirm")
    assert desk.words["withdraw.choose"] in said(desk)
    desk.click("withdraw.cancel")
    desk.review()
    assert desk.state(visit).withdrawn is None


def test_who_wants_to_sign_the_withdrawal_gets_the_tablet(desk: Desk) -> None:
    desk.walk(sealed)
    withdraw_page(desk)
    choose(desk, "withdraw.way_tablet")
    desk.click("withdraw.confirm")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    assert desk.wanted[0].state.step == "cosign:patient"
    assert desk.wanted[0].state.withdrawn is not None


def test_a_half_typed_withdrawal_comes_back_to_its_writer_only(desk: Desk) -> None:
    desk.walk(sealed)
    page = withdraw_page(desk)
    choose(desk, "withdraw.way_wrote")
    page.text.setPlainText("By letter")
    typed = page.draft()
    desk.seconds += desk.settings.staff_lock_s + 1
    desk.idle.tick()
    desk.wait_for(SignInScreen)
    desk.sign_in()
    again = desk.wait_for(WithdrawScreen)
    assert again.draft() == typed


# ---------------------------------------------------------------- renewing, another decides


def test_a_consent_is_renewed_with_the_identity_checked_again(desk: Desk) -> None:
    visit = desk.walk(sealed)
    desk.sign_in()
    desk.open()
    desk.click("review.renew")
    screen = desk.wait_for(CheckInScreen)
    assert isinstance(screen, CheckInScreen)
    assert not screen.name.isVisible()
    assert "Rosa Delgado" in said(desk)
    desk.click("check_in.start")
    assert screen.inputs["identity_method"].error()
    screen.identity_method.setCurrentIndex(screen.identity_method.findData("known"))
    desk.click("check_in.start")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    opened = desk.wanted[0].state.opened.event
    assert opened.renews is not None
    assert opened.renews.visit_id == visit
    assert opened.patient.name == "Rosa Delgado"


def test_after_a_renewal_was_taken_back_the_older_consent_says_that_none_stands(desk: Desk) -> None:
    first = desk.walk(sealed)

    def renew(clinic: OpenClinic) -> str:
        walk = DeskWalk(clinic.service, renews=first)
        sealed(walk)
        walk.withdraw()
        return walk.visit_id

    renewal = desk.ask(renew)
    desk.sign_in()
    rows = {row.data.visit_id: row.data for row in desk.today().rows}
    assert rows[first].status == desk.words["today.status_renewal_withdrawn"]
    assert rows[renewal].status == desk.words["today.status_withdrawn_open"]
    review = desk.open([row.data.visit_id for row in desk.today().rows].index(first))
    [notice] = [text for text in said(desk) if "which was taken back on" in text]
    assert notice.endswith("no consent stands until a new one is given.")
    assert not {"withdraw", "renew"} & set(review.tasks)
    desk.click("review.print")
    desk.wait_for(PrintChoiceScreen)
    desk.click("print_choice.back")
    desk.review()
    assert notice in said(desk)


def test_somebody_else_decides_and_what_is_wrong_is_said_at_its_field(desk: Desk) -> None:
    desk.sign_in()
    desk.today()
    desk.click("today.new")
    screen = desk.wait_for(CheckInScreen)
    assert isinstance(screen, CheckInScreen)
    person = RepresentativeDraft("Ana Delgado", "guardian", "Daughter", "", "photo_id")
    draft = CheckInDraft(
        "Rosa Delgado", "14", "3", "1961", "20418", "ketamine-iv", "trd", "intravenous", "en", "photo_id",
        represented=True, representative=person,
    )  # fmt: skip
    screen.restore_draft(draft)
    desk.click("check_in.start")
    desk.qtbot.waitUntil(lambda: bool(screen.inputs["representative_document"].error()), timeout=WAIT_MS)
    assert desk.wanted == []
    screen.restore_draft(replace(draft, representative=replace(person, document="Court paper of 2 May 2026")))
    desk.click("check_in.start")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    representative = desk.wanted[0].state.opened.event.representative
    assert representative is not None
    assert (representative.name, representative.basis) == ("Ana Delgado", "guardian")
    assert representative.document_seen == "Court paper of 2 May 2026"


def test_a_patient_who_decides_has_no_representative(desk: Desk) -> None:
    assert form_of.__module__ == "ui.acts_side"
    desk.sign_in()
    desk.today()
    desk.click("today.new")
    screen = desk.wait_for(CheckInScreen)
    screen.restore_draft(
        CheckInDraft("Rosa", "14", "3", "1961", "1", "ketamine-iv", "trd", "intravenous", "en", "asked")
    )
    desk.click("check_in.start")
    desk.qtbot.waitUntil(lambda: bool(desk.wanted), timeout=WAIT_MS)
    assert desk.wanted[0].state.opened.event.representative is None


def test_a_printer_fault_is_said_where_it_was_chosen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.printing import FilePrinter

    def fail(_self: FilePrinter, _document: object, _copies: int = 1) -> None:
        raise OperatorError("print.no_printer")

    monkeypatch.setattr(FilePrinter, "print_document", fail)
    desk.walk(sealed)
    desk.sign_in()
    desk.open()
    desk.click("review.print")
    desk.wait_for(PrintChoiceScreen)
    desk.click("print_choice.document")
    desk.qtbot.waitUntil(lambda: desk.words["print.no_printer"] in said(desk), timeout=WAIT_MS)
    lines = [line.text() for line in desk.wait_for(PrintChoiceScreen).findChildren(IconLine)]
    assert desk.words["print.no_printer"] in lines
    desk.click("print_choice.back")
    desk.review()


def test_who_prints_from_the_list_and_goes_back_has_looked_at_no_record(desk: Desk) -> None:
    visit = desk.walk(sealed)
    desk.sign_in()
    desk.row()
    desk.wait_for(PrintChoiceScreen)
    desk.click("print_choice.back")
    desk.today()
    assert e.RecordViewed.name not in [one.event_name for one in desk.visit_events(visit)]


def test_a_copy_for_one_reader_is_printed(desk: Desk) -> None:
    visit = desk.walk(sealed)
    desk.sign_in()
    desk.open()
    desk.click("review.print")
    desk.wait_for(PrintChoiceScreen)
    desk.click("print_choice.patient_copy")
    desk.today()
    (copy,) = desk.state(visit).copies
    assert copy.event.kind == "patient_copy"
    (printed,) = list(desk.printed.iterdir())
    assert copy.event.document_id in printed.name


# ---------------------------------------------------------------- paper that comes back


def scanned_form(desk: Desk, folder: Path) -> tuple[str, Path]:
    """Print the form of a visit at the desk, and scan it."""
    visit = desk.walk(lambda walk: walk.end(method="paper"))
    desk.sign_in()
    desk.open()
    desk.click("review.paper")
    desk.wait_for(PaperScreen)
    desk.click("paper.print")
    desk.qtbot.waitUntil(lambda: desk.state(visit).paper_printed is not None, timeout=WAIT_MS)
    desk.wait_for(PaperScreen)
    (printed,) = list(desk.printed.iterdir())
    scan = folder / "scan.pdf"
    scan.write_bytes(as_scan(rendered(printed.read_bytes(), folder)))
    desk.click("paper.back")
    desk.review()
    desk.click("review.back")
    desk.today()
    return visit, scan


def drop(desk: Desk, scan: Path) -> VerdictScreen:
    desk.click("today.check_file")
    desk.wait_for(VerifyScreen).acted.emit(FilesGiven((str(scan),)))
    shown = desk.wait_for(VerdictScreen)
    assert isinstance(shown, VerdictScreen)
    return shown


def test_the_scan_of_a_signed_form_counts_as_its_signature_and_the_clinician_is_next(
    desk: Desk, tmp_path: Path
) -> None:
    visit, scan = scanned_form(desk, tmp_path)
    assert drop(desk, scan).title == desk.words["check_file.is_form"]
    desk.click("check_file.file_scan")
    row = desk.today().rows[0].data
    state = desk.state(visit)
    (filed,) = state.scans
    assert desk.words.say("today.scan_counts", {"document": filed.event.document_id}) in said(desk)
    assert state.paper_received is not None
    assert row.status == desk.words["today.status_clinician"]
    desk.cheap_key()
    desk.open()
    desk.click("review.sign")
    desk.give_pin()
    desk.wait_for(MessagePage)
    assert desk.state(visit).document is not None


def test_a_scan_that_cannot_be_filed_is_told_of_beside_its_verdict(desk: Desk, tmp_path: Path) -> None:
    visit, scan = scanned_form(desk, tmp_path)
    drop(desk, scan)
    desk.click("check_file.file_scan")
    desk.today()
    (filed,) = desk.state(visit).scans
    page = drop(desk, scan)
    desk.click("check_file.file_scan")
    sentence = desk.words.say("scan.already", {"document": filed.event.document_id})
    desk.qtbot.waitUntil(lambda: sentence in said(desk), timeout=WAIT_MS)
    assert desk.shell.shown is page
    desk.click("check_file.back")
    desk.today()
