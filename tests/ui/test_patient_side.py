"""The patient's side on a real clinic: every way through a visit, by real input; what goes wrong; and what is left."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk import events as e
from kiosk.errors import CandorError, OperatorError, TamperError
from kiosk.visit import (
    AnswerQuestion,
    AskQuestion,
    ClearCheck,
    EnterSideStep,
    GoNext,
    MakeDecision,
)
from tests.kiosk.visits import CLINICIAN, RealWalk, real_content
from tests.ui.patients import OpenTablet, Patient, ShakyVault, Tablet, words_on
from ui.patient.content_page import ContentPage
from ui.patient.cover import CoverScreen
from ui.patient.done import DoneScreen
from ui.patient.sign import SignScreen
from ui.patient_side import PatientSide
from ui.shell.cover import Cover
from ui.widgets.sheet import Sheet

NAME = "Rosa Delgado"
TEXT = real_content().treatments["ketamine-iv"].text["en"]


def sealed(tablet: Tablet) -> e.DocumentSealed:
    """Wait for the seal and return it from the vault."""
    tablet.settle()
    document = tablet.stored().document
    assert document is not None
    assert tablet.do(lambda service: service.read_sealed(tablet.visit)).startswith(b"%PDF")
    return document.event


def test_from_the_first_page_to_a_sealed_consent(tablet: Tablet, patient: Patient) -> None:
    tablet.give(RealWalk())
    patient.go_on_to("done")
    state = tablet.stored()
    assert state.signature is not None
    assert state.signature.event.method == "ink"
    assert set(state.pages_shown) == set(tablet.view.plan.pages)
    assert all(state.answered_right(fact) for fact in tablet.view.plan.must_know)
    assert "Rosa" in words_on(tablet.shell)
    assert tablet.words["done.clinician_line"] in words_on(tablet.shell)
    tablet.countersign()
    assert sealed(tablet).kind == "consent"
    patient.press(tablet.words["done.clear"])
    assert patient.sees("welcome.title")
    assert tablet.side.view is None
    assert len(tablet.ended) == 1
    assert "Rosa" not in words_on(tablet.shell)
    patient.next()
    assert tablet.words["welcome.not_ready"] in words_on(tablet.shell)


def test_the_last_screen_clears_by_itself(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("confirm")
    patient.go_on_to("done")
    screen = tablet.screen
    assert isinstance(screen, DoneScreen)
    assert not tablet.idle.watching
    while screen.remaining() > 0:
        screen._tick()
    assert patient.sees("welcome.title")


def test_the_whole_way_by_keys_alone(tablet: Tablet) -> None:
    patient = Patient(tablet, "keys")
    words = tablet.words
    tablet.give(RealWalk())
    patient.go_on_to("sign")
    patient.read_form()
    patient.press(words["sign.other"])
    patient.press(words["sign.way_typed"])
    patient.press(words["sign.way_use"])
    patient.next()
    assert tablet.at == "sign"
    assert words["sign.no_name"] in words_on(tablet.shell)
    patient.write(words["sign.type_name"], NAME)
    patient.press(words["sign.type_confirm"])
    patient.next()
    assert tablet.at == "done"
    assert words["done.clinician"] in words_on(tablet.shell)
    tablet.countersign()
    assert sealed(tablet).kind == "consent"
    signature = tablet.stored().signature
    assert signature is not None
    assert signature.event.typed_name == NAME


def test_a_finger_goes_the_same_way(tablet: Tablet, patient: Patient) -> None:
    finger = Patient(tablet, "touch")
    tablet.give(RealWalk())
    finger.go_on_to("page:how-this-works")
    tablet.give_at("sign")
    patient.read_form()
    finger.draw()
    finger.next()
    signature = tablet.stored().signature
    assert signature is not None
    assert signature.event.ink is not None
    assert signature.event.ink.device == "touch"


@pytest.mark.parametrize(("choice", "kind"), [("decline", "refusal"), ("talk", "summary")])
def test_declining_and_talking_first_end_with_a_document_of_their_own(
    tablet: Tablet, patient: Patient, choice: str, kind: str
) -> None:
    tablet.give_at("decision")
    patient.press(TEXT.decision[choice].title)
    patient.next()
    assert TEXT.decision[choice].restated in words_on(tablet.shell)
    patient.next()
    assert patient.sees("done.title", name="Rosa")
    assert sealed(tablet).kind == kind
    assert tablet.stored().signature is None


def test_a_page_that_was_not_seen_says_so_and_stays(tablet: Tablet) -> None:
    tablet.give_at("companion")
    tablet.shell.commanded.emit((GoNext(),))
    tablet.settle()
    assert tablet.at == "companion"
    assert tablet.words["visit.companion_open"] in words_on(tablet.shell)


def test_a_part_that_was_turned_over_too_fast_comes_up_again(
    tablet: Tablet, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientSide, "_part_shown", lambda *_parts: None)
    tablet.give_at("page:serious-harms")
    page = tablet.shell.patient_screen
    assert isinstance(page, ContentPage)
    page.go_to_part(2)
    patient.press("Next")
    assert (tablet.at, page.part()) == ("page:serious-harms", 1)
    assert tablet.words["visit.page_not_shown"] in words_on(tablet.shell)


def test_what_was_picked_but_not_sent_is_there_again_after_back_and_next(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("decision")
    patient.press(TEXT.decision["decline"].title)
    patient.back()
    assert tablet.at == "summary"
    assert tablet.stored().decision is None
    patient.go_on_to("decision")
    assert patient.find(TEXT.decision["decline"].title).property("checked")
    patient.press(TEXT.decision["agree"].title)
    patient.next()
    patient.back()
    assert patient.find(TEXT.decision["agree"].title).property("checked")


def test_the_form_is_read_anew_when_a_question_was_added(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("sign")
    patient.read_form()
    patient.draw()
    patient.press(words["shell.question"])
    patient.write(words["question.own"], "One more thing")
    patient.press(words["question.save"])
    screen = tablet.screen
    assert isinstance(screen, SignScreen)
    assert not screen.form_seen()
    assert "One more thing" in "\n".join(screen.read_aloud_text())
    patient.next()
    assert tablet.at == "sign"
    assert words["sign.look_first"] in words_on(tablet.shell)
    patient.read_form()
    patient.draw()
    patient.next()
    assert tablet.at == "done"


def test_the_form_is_read_anew_after_back(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("sign")
    patient.read_form()
    patient.back()
    patient.press(words["shell.question"])
    patient.write(words["question.own"], "One more thing")
    patient.press(words["question.save"])
    patient.next()
    screen = tablet.screen
    assert isinstance(screen, SignScreen)
    assert not screen.form_seen()
    assert "One more thing" in "\n".join(screen.read_aloud_text())


def test_a_break_locks_and_staff_reopen_the_same_page_in_the_same_look(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("page:session")
    patient.press(words["shell.display"])
    patient.press(words["aid.dark"])
    patient.press(words["sheet.close"])
    patient.press(words["shell.break"])
    patient.press(words["break.stay"])
    assert tablet.at == "page:session"
    patient.press(words["shell.break"])
    patient.press(words["break.take"])
    assert patient.sees("locked.title")
    assert tablet.side.view is None
    assert not tablet.idle.watching
    assert "Rosa" not in words_on(tablet.shell)
    assert tablet.stored().on_break
    patient.press(words["locked.staff"])
    assert len(tablet.staff_calls) == 1
    assert look_of(tablet) == ("light", "1.0")
    tablet.reopen()
    assert tablet.screen.title == real_content().pages["en"]["session"].title
    assert look_of(tablet) == ("dark", "1.0")
    tablet.give(RealWalk("Sam Okafor"))
    assert look_of(tablet) == ("light", "1.0")
    assert patient.sees("welcome.title")


def look_of(tablet: Tablet) -> tuple[str, str]:
    """Return theme and text step."""
    return tablet.shell.look.theme, tablet.shell.look.text_step


def test_staff_may_sign_in_before_the_patient_has_begun(tablet: Tablet, patient: Patient) -> None:
    tablet.give(RealWalk())
    patient.press(tablet.words["aid.dark"])
    patient.press(tablet.words["welcome.staff"])
    assert len(tablet.staff_calls) == 1
    assert tablet.side.view is None
    assert not tablet.idle.watching
    assert look_of(tablet) == ("light", "1.0")


def test_nobody_there_is_asked_and_then_locked(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("page:session")
    title = tablet.screen.title
    tablet.later(119)
    assert tablet.screen.title == title
    tablet.later(1)
    assert patient.sees("cover.title")
    assert title not in words_on(tablet.shell)
    patient.press(words["cover.here"])
    assert tablet.screen.title == title
    tablet.later(120)
    screen = tablet.screen
    assert isinstance(screen, CoverScreen)
    while screen.remaining() > 0:
        screen._tick()
    tablet.settle()
    assert patient.sees("locked.title")
    assert tablet.stored().on_break
    paused = tablet.do(lambda service: service.store.read(tablet.visit)[-1])
    assert (paused.event_name, paused.actor.kind) == ("BreakTaken", "system")
    tablet.reopen()
    assert tablet.screen.title == title


def test_the_last_screen_left_alone_is_cleared_and_not_paused(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("confirm")
    patient.go_on_to("done")
    patient.press(tablet.words["done.stop"])
    tablet.later(120)
    patient.press(tablet.words["cover.done"])
    assert patient.sees("welcome.title")
    assert (len(tablet.ended), tablet.stored().breaks) == (1, 0)


def test_a_touch_beside_the_buttons_only_stops_the_countdown(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("page:session")
    tablet.later(120)
    patient.tap(QPoint(20, 400))
    screen = tablet.screen
    assert isinstance(screen, CoverScreen)
    assert screen.stopped()
    tablet.later(120)
    again = tablet.screen
    assert isinstance(again, CoverScreen)
    assert again is not screen
    assert not again.stopped()
    patient.press(tablet.words["cover.done"])
    assert patient.sees("locked.title")
    assert tablet.do(lambda service: service.store.read(tablet.visit)[-1]).actor.kind == "patient"


def test_the_cover_stays_until_the_break_is_kept_and_a_half_written_question_goes(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(vault=ShakyVault)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("page:session")
    patient.press(words["shell.question"])
    patient.write(words["question.own"], "Something private")
    tablet.later(120)
    assert "Something private" not in words_on(tablet.shell)
    vault, gate = tablet.vault(), threading.Event()
    vault.gate = gate
    screen = tablet.screen
    assert isinstance(screen, CoverScreen)
    screen.done.click()
    QApplication.processEvents()
    assert tablet.bridge.busy
    assert tablet.screen is screen
    gate.set()
    tablet.settle()
    assert patient.sees("locked.title")
    assert "Something private" not in words_on(tablet.shell)
    assert not [sheet for sheet in tablet.shell.findChildren(Sheet) if sheet.isVisible()]


def test_the_wrong_person_sees_no_name_any_more(tablet: Tablet, patient: Patient) -> None:
    tablet.give(RealWalk())
    patient.press(tablet.words["welcome.start"])
    assert NAME in words_on(tablet.shell)
    patient.press(tablet.words["identity.no"])
    patient.next()
    assert patient.sees("wrong_person.title")
    assert "Rosa" not in words_on(tablet.shell)
    assert tablet.side.view is None
    closed = tablet.stored().closed
    assert closed is not None
    assert closed.event.cause == "wrong_person"


# ---------------------------------------------------------------- waiting for staff


def test_an_open_question_waits_for_the_answer_and_the_confirmation(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    walk = RealWalk()
    walk.until("page:session")
    walk.do(AskQuestion("q1", "session", (), "Does it hurt?"))
    walk.until("check:mk-off-label")
    walk.answer(right=False)
    walk.do(EnterSideStep("check:mk-off-label"))
    walk.answer(right=False)
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext())
    tablet.give(walk)
    patient.go_on_to("done")
    assert words["done.agree_one"] in words_on(tablet.shell)
    assert tablet.stored().document is None
    patient.press(words["done.clear"])
    tablet.submit(AnswerQuestion("q1", "A small prick.", CLINICIAN), CLINICIAN)
    note = "We went over the label."
    view = tablet.submit(ClearCheck("mk-off-label", note, CLINICIAN), CLINICIAN)
    assert not view.ready_to_seal
    tablet.reopen()
    assert patient.sees("reconfirm.title")
    for said in ("Does it hurt?", "A small prick.", real_content().must_know_texts["en"]["mk-off-label"].name, note):
        assert said in words_on(tablet.shell)
    patient.next()
    assert words["reconfirm.missing"] in words_on(tablet.shell)
    patient.press(words["reconfirm.keep"])
    patient.next()
    assert patient.sees("done.title", name="Rosa")
    tablet.countersign()
    assert sealed(tablet).kind == "consent"


def test_choosing_again_after_the_answers(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    walk = RealWalk()
    walk.until("page:session")
    walk.do(AskQuestion("q1", "session", (), "Does it hurt?"))
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext())
    tablet.give(walk)
    patient.go_on_to("done")
    tablet.submit(AnswerQuestion("q1", "A bit.", CLINICIAN), CLINICIAN)
    tablet.reopen()
    patient.press(words["reconfirm.again"])
    patient.next()
    assert tablet.at == "decision"
    patient.press(TEXT.decision["decline"].title)
    patient.next()
    patient.next()
    assert tablet.at == "done"
    assert sealed(tablet).kind == "refusal"


def test_signing_on_paper_waits_for_the_paper(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("sign")
    patient.read_form()
    patient.press(words["sign.other"])
    patient.press(words["sign.way_paper"])
    patient.press(words["sign.way_use"])
    patient.press(words["sign.save_paper"])
    assert words["done.sign_paper_line"] in words_on(tablet.shell)
    state = tablet.stored()
    assert state.document is None
    assert state.signature is not None
    assert state.signature.event.method == "paper"


# ---------------------------------------------------------------- durable first


def test_nothing_is_shown_before_the_vault_has_it_and_a_second_press_goes_no_further(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(vault=ShakyVault)
    patient = Patient(tablet)
    walk = RealWalk()
    walk.until("page:experience")
    tablet.give(walk)
    patient.back()
    assert tablet.at == "page:session"
    screen, vault, gate = tablet.screen, tablet.vault(), threading.Event()
    vault.gate = gate
    tablet.shell._bottom.next.click()
    tablet.shell._bottom.next.click()
    QApplication.processEvents()
    assert tablet.screen is screen
    assert tablet.at == "page:session"
    gate.set()
    tablet.settle()
    assert tablet.at == "page:experience"


def test_a_press_that_comes_too_late_for_its_page_is_not_answered(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("check:mk-purpose")
    patient.answer(right=False)
    screen = tablet.screen
    for _ in range(2):
        screen.acted.emit(EnterSideStep("reread:mk-purpose"))
    tablet.settle()
    assert tablet.at == "reread:mk-purpose"
    assert tablet.shell.frame_data.message == ""


TROUBLES = [OperatorError("vault.disk_full"), TamperError("vault.damaged")]


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
@pytest.mark.parametrize(
    ("step", "event"),
    [("page:session", e.StepEntered), ("values", e.ValueRated), ("confirm", e.DecisionConfirmed)],
)
def test_a_vault_that_refuses_loses_nothing_and_shows_a_neutral_page(
    open_tablet: OpenTablet, trouble: CandorError, step: str, event: type[e.Event]
) -> None:
    tablet = open_tablet(vault=ShakyVault)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at(step)
    vault = tablet.vault()
    before = tablet.stored()
    vault.refusal, vault.refuses = trouble, event
    if step == "values":
        patient.rate(TEXT.values["cost"], 2)
    else:
        patient.next()
    assert patient.sees("neutral.title")
    assert tablet.troubles == [words.say(trouble.key, trouble.facts)]
    assert words[trouble.key] not in words_on(tablet.shell)
    assert "Rosa" not in words_on(tablet.shell)
    assert tablet.stored() == before
    vault.refuses = None
    patient.press(words["neutral.staff"])
    assert len(tablet.staff_calls) == 1
    tablet.reopen()
    assert tablet.at == step
    patient.step()
    assert tablet.at != step


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
def test_a_seal_that_fails_keeps_the_choice_and_is_made_up_for(open_tablet: OpenTablet, trouble: CandorError) -> None:
    tablet = open_tablet(vault=ShakyVault)
    patient = Patient(tablet)
    tablet.give_at("decision")
    patient.press(TEXT.decision["decline"].title)
    patient.next()
    vault = tablet.vault()
    vault.refusal, vault.refuses = trouble, e.DocumentSealed
    patient.next()
    assert patient.sees("neutral.title")
    assert tablet.troubles == [tablet.words.say(trouble.key, trouble.facts)]
    state = tablet.stored()
    assert state.confirmed is not None
    assert state.document is None
    vault.refuses = None
    tablet.reopen()
    assert tablet.at == "done"
    assert sealed(tablet).kind == "refusal"


def test_part_of_what_was_sent_may_be_in_the_vault(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(vault=ShakyVault)
    patient = Patient(tablet)
    tablet.give_at("decision")
    vault = tablet.vault()
    vault.refuses = e.StepEntered
    patient.press(TEXT.decision["talk"].title)
    patient.next()
    assert patient.sees("neutral.title")
    vault.refuses = None
    tablet.reopen()
    assert tablet.at == "decision"
    assert patient.find(TEXT.decision["talk"].title).property("checked")


def test_what_comes_back_for_a_visit_that_has_left_is_dropped(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(vault=ShakyVault)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("page:session")
    vault, gate = tablet.vault(), threading.Event()
    vault.gate = gate
    tablet.shell._bottom.next.click()
    QApplication.processEvents()
    tablet.side.wait()
    gate.set()
    tablet.settle()
    assert patient.sees("welcome.title")
    assert tablet.side.view is None
    assert tablet.stored().step == "page:experience"
    # A failure is still told to staff, and leaves the screen of whoever is there now alone.
    at_again = tablet.do(lambda service: service.view(tablet.visit))
    tablet.side.start(at_again)
    tablet.settle()
    vault.gate, vault.refuses = threading.Event(), e.StepEntered
    tablet.shell._bottom.next.click()
    QApplication.processEvents()
    tablet.side.wait()
    vault.gate.set()
    tablet.settle()
    assert patient.sees("welcome.title")
    assert tablet.troubles == [words["vault.disk_full"]]


def test_a_form_that_comes_late_is_never_shown_to_the_next_patient(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("record")
    patient.press(tablet.words["record.tablet"])
    tablet.shell._bottom.next.click()
    tablet.wait_until(lambda: tablet.at == "sign")
    tablet.side.wait()
    tablet.settle()
    assert patient.sees("welcome.title")
    assert "consent" not in words_on(tablet.shell)


def test_a_bug_lets_go_of_the_visit(tablet: Tablet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten: list[None] = []
    monkeypatch.setattr("ui.patient_side.forget_copied", lambda: forgotten.append(None))
    tablet.give_at("page:session")
    forgotten.clear()

    def stumble(_clinic: object) -> None:
        raise ValueError(NAME)

    with qtbot.waitSignal(tablet.bridge.crashed):
        tablet.bridge.submit(stumble, done=lambda _result: None, failed=lambda _failure: None)
    assert tablet.at == ""
    assert forgotten
    assert not tablet.idle.watching
    tablet.later(1000)
    assert tablet.shell.findChild(Cover) is None
    tablet.side.start(tablet.do(lambda service: service.view(tablet.visit)))
    tablet.settle()
    Patient(tablet).next()
    assert tablet.at == "page:experience"
