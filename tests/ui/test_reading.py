"""Reading aloud on the real window, with Qt's own silent engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kiosk.visits import RealWalk, real_content
from tests.ui.patients import OpenTablet, Patient
from ui.patient.done import DoneScreen
from ui.patient.sign import SignScreen
from ui.patient.someone import SomeoneScreen

TEXT = real_content().treatments["ketamine-iv"].text["en"]


def test_read_aloud_is_recorded_and_keeps_the_tablet_awake(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(voice=True)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("page:session")
    patient.press(words["shell.read_aloud"])
    tablet.later(500)
    assert not patient.sees("cover.title")
    patient.press(words["shell.stop_reading"])
    assert patient.can(words["shell.read_aloud"])
    assert tablet.stored().read_aloud_used
    tablet.later(120)
    assert patient.sees("cover.title")


def test_each_page_is_read_as_it_comes_up_if_that_was_chosen(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(voice=True)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("page:session")
    speaker = tablet.speaker
    assert speaker is not None
    patient.press(words["shell.display"])
    patient.press(words["aid.on"])
    patient.press(words["sheet.close"])
    assert speaker._sentences == tablet.screen.read_aloud_text()
    patient.next()
    assert speaker._sentences == tablet.screen.read_aloud_text()
    assert speaker._sentences[0] == real_content().pages["en"]["experience"].title
    patient.press(words["shell.display"])
    patient.press(words["aid.off"])
    assert not speaker.speaking
    patient.press(words["sheet.close"])
    patient.next()
    assert not speaker.speaking


def test_the_screen_that_asks_for_a_person_is_read_too(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(voice=True)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("page:session")
    speaker = tablet.speaker
    assert speaker is not None
    patient.press(words["shell.someone"])
    assert not speaker.speaking
    patient.press(words["someone.go_on"])
    patient.press(words["shell.display"])
    patient.press(words["aid.on"])
    patient.press(words["sheet.close"])
    patient.press(words["shell.someone"])
    assert isinstance(tablet.screen, SomeoneScreen)
    assert speaker._sentences == tablet.screen.read_aloud_text()
    assert speaker._sentences[0] == words["someone.title"]
    patient.press(words["someone.go_on"])
    assert not speaker.speaking


def test_a_new_part_is_read_and_an_old_one_is_not_read_on(open_tablet: OpenTablet) -> None:
    tablet = open_tablet((1024, 600), voice=True)
    patient = Patient(tablet)
    tablet.give_at("page:session")
    tablet.shell.set_look(replace(tablet.shell.look, text_step="2.0"))
    tablet.settle()
    speaker = tablet.speaker
    assert speaker is not None
    tablet.shell.read_aloud_pressed.emit()
    first = speaker._sentences
    assert (speaker.speaking, tablet.shell.frame_data.reading) == (True, True)
    while tablet.screen.part() == 1:
        patient.next()
    assert (speaker.speaking, tablet.shell.frame_data.reading) == (False, False)
    tablet.shell.read_aloud_pressed.emit()
    assert speaker._sentences != first


def test_the_sentence_that_is_spoken_is_marked(open_tablet: OpenTablet, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet = open_tablet(voice=True)
    tablet.give_at("page:session")
    marked: list[int] = []
    monkeypatch.setattr(tablet.screen, "highlight_sentence", marked.append)
    tablet.shell.read_aloud_pressed.emit()
    tablet.wait_until(lambda: 1 in marked)
    tablet.shell.read_aloud_pressed.emit()
    assert marked[0] == 0
    assert marked[-1] == -1


def test_the_end_does_not_count_down_while_it_is_read(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(voice=True)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("decision")
    patient.press(words["shell.display"])
    patient.press(words["aid.on"])
    patient.press(words["sheet.close"])
    patient.press(TEXT.decision["talk"].title)
    patient.next()
    patient.next()
    screen = tablet.screen
    assert isinstance(screen, DoneScreen)
    assert not screen._timer.isActive()
    tablet.shell.read_aloud_pressed.emit()
    assert screen._timer.isActive()


def test_the_next_patient_is_not_surprised_by_a_voice(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(voice=True)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("page:session")
    patient.press(words["shell.display"])
    patient.press(words["aid.on"])
    patient.press(words["sheet.close"])
    patient.press(words["shell.break"])
    patient.press(words["break.take"])
    assert tablet.speaker is not None
    assert not tablet.speaker.speaking
    tablet.give(RealWalk("Sam Okafor"))
    assert not tablet.speaker.speaking
    patient.step()
    assert not tablet.speaker.speaking


def test_a_screen_with_nothing_to_say_leaves_no_trace(open_tablet: OpenTablet, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet = open_tablet(voice=True)
    tablet.give_at("page:session")
    monkeypatch.setattr(tablet.screen, "read_aloud_text", lambda: ())
    tablet.shell.read_aloud_pressed.emit()
    assert not tablet.shell.frame_data.reading
    tablet.later(120)
    assert Patient(tablet).sees("cover.title")


def test_without_a_voice_nothing_is_offered(open_tablet: OpenTablet) -> None:
    tablet = open_tablet()
    patient = Patient(tablet)
    tablet.give_at("page:session")
    assert not patient.can(tablet.words["shell.read_aloud"])
    patient.press(tablet.words["shell.display"])
    assert not patient.can(tablet.words["aid.on"])
    tablet.shell.read_aloud_pressed.emit()
    assert not tablet.shell.frame_data.reading


def test_a_form_that_is_read_aloud_for_the_first_time_says_so_before_it_is_signed(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(voice=True)
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("sign")
    patient.read_form()
    patient.press(words["shell.read_aloud"])
    assert tablet.stored().read_aloud_used
    screen = tablet.screen
    assert isinstance(screen, SignScreen)
    assert not screen.form_seen()
    # The reading goes on, with the words as they are now.
    assert tablet.speaker is not None
    assert tablet.speaker.speaking
    assert tablet.speaker._sentences == screen.read_aloud_text()
    patient.press(words["shell.stop_reading"])
    patient.read_form()
    patient.draw()
    patient.next()
    assert tablet.at == "done"
