"""What lies over a page: the cover that asks who is there, and the screen that asks for a person."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from kiosk import events as e
from kiosk.errors import OperatorError
from tests.ui.patients import OpenTablet, Patient, ShakyVault, Tablet, words_on
from ui.patient.cover import CoverScreen
from ui.patient.done import DoneScreen
from ui.patient.someone import SomeoneScreen
from ui.widgets.sheet import Sheet

ASK_S = 120


def call(patient: Patient) -> None:
    patient.press(patient.words["shell.someone"])
    assert isinstance(patient.tablet.screen, SomeoneScreen)


def helps(tablet: Tablet) -> tuple[str, ...]:
    return tuple(asked.event.step for asked in tablet.stored().help_asked)


@pytest.mark.parametrize("step", ["identity", "page:session", "conditions", "check:mk-off-label", "values", "decision"])
def test_one_press_asks_for_a_person_and_the_page_is_as_it_was(tablet: Tablet, patient: Patient, step: str) -> None:
    tablet.give_at(step)
    page = tablet.shell.patient_screen
    call(patient)
    assert "911" in words_on(tablet.shell)
    assert "988" in words_on(tablet.shell)
    assert tablet.settings.phone in words_on(tablet.shell)
    assert patient.tablet.view.state.opened.event.patient.name not in words_on(tablet.shell)
    assert helps(tablet) == (step,)
    patient.press(tablet.words["someone.go_on"])
    assert tablet.screen is page
    assert tablet.at == step
    assert tablet.idle.watching


def test_a_soft_sound_goes_with_it(tablet: Tablet, patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[None] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(None))
    tablet.give_at("page:session")
    call(patient)
    assert len(heard) == 1


def test_what_was_typed_stays_under_it(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("companion")
    patient.press(words["companion.helper"])
    patient.write(words["companion.name"], "Lena Weber")
    call(patient)
    assert "Lena" not in words_on(tablet.shell)
    patient.press(words["someone.go_on"])
    assert "Lena Weber" in [getattr(widget, "text", str)() for widget in patient.controls().values()]


def test_before_and_after_a_visit_it_is_there_too(tablet: Tablet, patient: Patient) -> None:
    call(patient)
    patient.press(tablet.words["someone.go_on"])
    assert patient.sees("welcome.title")
    tablet.side.message("locked")
    call(patient)
    patient.press(tablet.words["someone.go_on"])
    assert patient.sees("locked.title")
    tablet.later(ASK_S + 1)
    assert patient.sees("locked.title")


def test_on_the_last_page_the_countdown_waits(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("decision")
    patient.press(tablet.view.treatment.text["en"].decision["talk"].title)
    while tablet.at != "done":
        patient.next()
    screen = tablet.screen
    assert isinstance(screen, DoneScreen)
    call(patient)
    assert not screen._timer.isActive()
    patient.press(tablet.words["someone.go_on"])
    assert screen._timer.isActive()
    assert not tablet.idle.watching


def test_staff_sign_in_from_there_and_the_place_is_kept(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("page:session")
    call(patient)
    patient.press(tablet.words["someone.staff"])
    assert tablet.staff_calls == [None]
    assert tablet.side.view is None
    assert tablet.stored().on_break
    tablet.reopen()
    assert tablet.at == "page:session"


def test_left_alone_it_first_asks_who_is_there_and_then_locks(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("page:session")
    call(patient)
    tablet.later(ASK_S + 1)
    assert isinstance(tablet.screen, SomeoneScreen)
    patient.press(tablet.words["someone.go_on"])
    assert isinstance(tablet.screen, CoverScreen)
    patient.press(tablet.words["cover.here"])
    call(patient)
    tablet.later(ASK_S + 1)
    tablet.later(ASK_S + 1)
    assert patient.sees("locked.title")
    assert tablet.stored().on_break


def test_from_the_cover_it_leads_back_to_the_cover(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("page:session")
    tablet.later(ASK_S + 1)
    assert isinstance(tablet.screen, CoverScreen)
    call(patient)
    patient.press(tablet.words["someone.go_on"])
    assert isinstance(tablet.screen, CoverScreen)


def test_a_sheet_under_it_is_there_again(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("page:session")
    patient.press(tablet.words["shell.question"])
    tablet.shell.someone_pressed.emit()
    tablet.settle()
    assert isinstance(tablet.screen, SomeoneScreen)
    tablet.shell.uncover()
    assert any(sheet.isVisible() for sheet in tablet.shell.findChildren(Sheet))


def test_a_note_that_the_vault_does_not_take_leaves_the_screen_up(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(vault=ShakyVault)
    patient = Patient(tablet)
    tablet.give_at("page:session")
    vault = tablet.vault()
    vault.refuses, vault.refusal = e.HelpAsked, OperatorError("vault.disk_full")
    call(patient)
    assert isinstance(tablet.screen, SomeoneScreen)
    assert tablet.troubles == [tablet.words["vault.disk_full"]]
    assert helps(tablet) == ()
