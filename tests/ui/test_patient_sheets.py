"""What opens over a page, by real input on a real clinic: questions, words and sources, the reading aids, help."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kiosk.visit import (
    AskQuestion,
)
from tests.kiosk.visits import RealWalk, real_content
from tests.ui.patients import Patient, Tablet, words_on
from ui.widgets.sheet import Sheet

TEXT = real_content().treatments["ketamine-iv"].text["en"]


def look_of(tablet: Tablet) -> tuple[str, str]:
    """Return theme and text step."""
    return tablet.shell.look.theme, tablet.shell.look.text_step


def test_words_and_sources_open_over_the_page(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("page:session")
    patient.press(tablet.words["page.words"])
    sheet = tablet.shell.findChild(Sheet)
    assert isinstance(sheet, Sheet)
    first = real_content().pages["en"]["session"].terms[0]
    assert real_content().glossary["en"][first].meaning in words_on(tablet.shell)
    patient.press(tablet.words["sheet.close"])
    source = real_content().pages["en"]["session"].source
    tablet.screen.go_to_part(tablet.screen.parts())
    tablet.settle()
    patient.press(tablet.words.say("page.source", {"source": source}))
    one = real_content().references[real_content().pages["en"]["session"].references[0]]
    assert one.title in words_on(tablet.shell)
    patient.key(Qt.Key.Key_Escape)
    assert patient.can(tablet.words["shell.next"])


@pytest.mark.parametrize("step", ["companion", "page:session", "check:mk-purpose", "values", "summary", "decision"])
def test_a_question_can_be_asked_from_any_page(tablet: Tablet, patient: Patient, step: str) -> None:
    words = tablet.words
    tablet.give_at(step)
    patient.press(words["shell.question"])
    patient.press(words["question.save"])
    assert words["question.empty"] in words_on(tablet.shell)
    patient.press("How long does it last?")
    patient.write(words["question.own"], "Can my sister come?")
    patient.press(words["question.save"])
    assert words["question.saved"] in words_on(tablet.shell)
    assert patient.can(words.say("shell.question_count", {"count": 1}))
    assert tablet.at == step
    (question,) = tablet.stored().questions.values()
    assert (question.picks, question.text) == (("how-long",), "Can my sister come?")


def test_saved_questions_are_changed_and_removed(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    walk = RealWalk()
    walk.until("page:session")
    walk.do(AskQuestion("q1", "session", ("how-long",), ""), AskQuestion("q2", "session", (), "Does it hurt?"))
    walk.until("summary")
    tablet.give(walk)
    tablet.screen.go_to_part(tablet.screen.parts())
    assert words.say("summary.questions", {"count": 2}) in words_on(tablet.shell)
    patient.press(words["summary.see_them"])
    assert "Does it hurt?" in words_on(tablet.shell)
    patient.press(words["question.change"])
    patient.write(words["question.own"], "And at night?")
    patient.press(words["question.save"])
    assert tablet.stored().questions["q1"].text == "And at night?"
    patient.press(words["summary.see_them"])
    patient.press(words["question.remove"])
    assert list(tablet.stored().questions) == ["q2"]
    assert words["summary.questions_one"] in words_on(tablet.shell)
    assert patient.can(words.say("shell.question_count", {"count": 1}))


def test_a_question_that_cannot_be_printed_is_not_lost(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("page:session")
    patient.press(words["shell.question"])
    typed = "Will I be fine \ue000"
    patient.find(words["question.own"]).setProperty("plainText", typed)
    patient.press(words["question.save"])
    assert words["visit.cannot_print"] in words_on(tablet.shell)
    assert not tablet.stored().questions
    patient.press(words["shell.question"])
    assert patient.find(words["question.own"]).property("plainText") == typed
    patient.write(words["question.own"], "Will I be fine?")
    patient.press(words["question.save"])
    assert words["question.saved"] in words_on(tablet.shell)
    patient.press(words.say("shell.question_count", {"count": 1}))
    assert patient.find(words["question.own"]).property("plainText") == ""


def test_each_theme_and_text_step_keeps_what_is_unfinished(tablet: Tablet) -> None:
    patient, words = Patient(tablet), tablet.words
    tablet.give_at("check:mk-purpose")
    answer = real_content().checks["en"]["purpose-a"].right_choice.text
    patient.press(answer)
    patient.press(words["shell.display"])
    for theme in ("dark", "contrast", "light"):
        patient.press(words[f"aid.{theme}"])
        assert QApplication.focusWidget() is patient.find(words[f"aid.{theme}"])
        for number, step in enumerate(("1.25", "1.5", "2.0", "1.0"), 1):
            name = words[f"aid.size_{number % 4 + 1}"]
            patient.press(name)
            assert QApplication.focusWidget() is patient.find(name)
            display = tablet.stored().display
            assert display is not None
            assert look_of(tablet) == (display.theme, display.text_step) == (theme, step)
    patient.press(words["sheet.close"])
    assert patient.find(answer).property("checked")
    patient.next()
    assert tablet.at == "feedback:mk-purpose"


def test_a_half_written_name_and_ink_survive_another_look(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("companion")
    patient.press(words["companion.interpreter"])
    patient.write(words["companion.name"], "Ana")
    patient.press(words["shell.display"])
    patient.press(words["aid.dark"])
    patient.press(words["sheet.close"])
    assert patient.find(words["companion.name"]).property("text") == "Ana"
    tablet.give_at("sign")
    patient.read_form()
    patient.draw()
    patient.press(words["shell.display"])
    patient.press(words["aid.contrast"])
    patient.press(words["sheet.close"])
    patient.next()
    assert tablet.at == "done"


def test_the_first_screen_changes_at_once_and_the_focus_stays(tablet: Tablet) -> None:
    patient, words = Patient(tablet, "keys"), tablet.words
    tablet.give(RealWalk())
    for number in (2, 3, 4):
        patient.press(words[f"aid.size_{number}"])
        assert patient.sees("welcome.title")
        assert QApplication.focusWidget() is patient.find(words[f"aid.size_{number}"])
    assert tablet.shell.look.text_step == "2.0"
    shown = tablet.stored().display
    assert shown is not None
    assert shown.text_step == "2.0"
