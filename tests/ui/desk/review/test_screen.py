from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import (
    APPLIES,
    HOSTILE,
    QUESTIONS,
    SAID,
    SIGNING,
    WORDS,
    Seen,
    in_desk,
    review_data,
)
from tests.ui.layout import accessible
from ui.desk.review import (
    AnswerGiven,
    ChooseAgainWanted,
    CloseVisitWanted,
    FactCleared,
    OpenFact,
    OpenQuestion,
    PaperWanted,
    PrintWanted,
    RatingGiven,
    RenewWanted,
    ReopenForConfirmation,
    ReviewClosed,
    ReviewScreen,
    SignerCalled,
    StaffSignWanted,
    WithdrawWanted,
)
from ui.theme import Look
from ui.widgets.buttons import Button, PrimaryButton
from ui.widgets.choice import Choice
from ui.widgets.desk_form import TextArea
from ui.widgets.labels import PlainLabel

Show = Callable[..., ReviewScreen]
READY = replace(SIGNING, why_not="")
BOTH_WAYS = pytest.mark.parametrize("way", ["mouse", "keyboard"])


@pytest.fixture
def show(qtbot: QtBot, look: Look) -> Show:
    def make(size: tuple[int, int] = (1280, 800), **changes: object) -> ReviewScreen:
        screen = ReviewScreen(review_data(**changes), look)
        qtbot.addWidget(in_desk(screen, look, size))
        return screen

    return make


def button(screen: ReviewScreen, name: str) -> Button:
    found = screen.findChild(Button, f"review.{name}")
    assert found is not None
    return found


def open_text(screen: ReviewScreen, key: str) -> TextArea:
    """Open the text of a question or fact as staff do, and return it."""
    button(screen, f"write.{key}").click()
    return screen.text_of(key)


def press(widget: QWidget, way: str) -> None:
    if way == "mouse":
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    else:
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Return)


def shown(screen: ReviewScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


@BOTH_WAYS
def test_an_answer_is_written_down(show: Show, way: str) -> None:
    screen = show()
    seen = Seen(screen)
    press(button(screen, "write.q2"), way)
    assert screen.text_of("q2").hasFocus()
    QTest.keyClicks(screen.text_of("q2"), "  We talked about the price.  ")
    press(button(screen, "save.q2"), way)
    assert seen.all == [AnswerGiven("v1", "q2", "We talked about the price.")]


@BOTH_WAYS
def test_a_fact_that_was_handed_over_is_gone_over(show: Show, way: str) -> None:
    screen = show()
    seen = Seen(screen)
    QTest.keyClicks(open_text(screen, "mk-home"), "No driving until the next day.")
    press(button(screen, "save.mk-home"), way)
    assert seen.all == [FactCleared("v1", "mk-home", "No driving until the next day.")]


@BOTH_WAYS
@pytest.mark.parametrize(
    ("name", "changes", "intent"),
    [
        ("paper", {"paper": True, "next_task": "paper"}, PaperWanted("v1")),
        ("confirm", {"next_task": "confirm"}, ReopenForConfirmation("v1")),
        ("again", {"can_choose_again": True, "next_task": "paper"}, ChooseAgainWanted("v1")),
        ("print", {"next_task": "print", "sealed": True}, PrintWanted("v1")),
        ("print", {"next_task": "answers", "sealed": True}, PrintWanted("v1")),
        ("close", {"can_close": True}, CloseVisitWanted("v1")),
        ("withdraw", {"can_withdraw": True}, WithdrawWanted("v1")),
        ("renew", {"can_renew": True}, RenewWanted("v1")),
        ("sign", {"signing": READY}, StaffSignWanted("v1", "clinician")),
        ("explain", {"signing": replace(READY, explainer=True)}, StaffSignWanted("v1", "explainer")),
        ("call_witness", {"signing": replace(READY, calls=("witness",))}, SignerCalled("v1", "witness")),
        ("back", {}, ReviewClosed()),
    ],
)
def test_each_thing_to_do(show: Show, way: str, name: str, changes: dict[str, object], intent: object) -> None:
    screen = show(**changes)
    seen = Seen(screen)
    press(button(screen, name), way)
    assert seen.all == [intent]


def test_an_empty_answer_says_what_is_missing_and_where(show: Show) -> None:
    screen = show()
    seen = Seen(screen)
    QTest.keyClicks(open_text(screen, "q2"), "   ")
    button(screen, "save.q2").click()
    open_text(screen, "mk-home")
    button(screen, "save.mk-home").click()
    assert seen.all == []
    assert {WORDS["review.answer_missing"], WORDS["review.note_missing"]} <= set(shown(screen))
    assert screen.text_of("mk-home").hasFocus()
    assert screen.text_of("mk-home").accessibleDescription() == WORDS["review.note_missing"]


def test_the_one_filled_button_is_the_next_task(show: Show) -> None:
    def filled(screen: ReviewScreen) -> list[str]:
        names = [one.objectName() for one in screen.findChildren(PrimaryButton)]
        # What is opened by a button is as filled as the button.
        return [name for name in names if name.replace("save", "write") == name]

    assert filled(show()) == ["review.write.q2"]
    assert filled(show(questions=QUESTIONS[:1])) == ["review.write.mk-home"]
    done = (OpenFact("mk-home", "Getting home", "Wrong 2 times.", "We went over it."),)
    assert filled(show(questions=QUESTIONS[:1], facts=done, next_task="confirm")) == ["review.confirm"]
    assert filled(show(questions=(), facts=(), paper=True, next_task="paper")) == ["review.paper"]
    assert filled(show(questions=(), facts=(), next_task="print", sealed=True)) == ["review.print"]
    assert filled(show(sealed=True)) == ["review.write.q2"]
    assert filled(show(questions=(), facts=(), next_task="sign", signing=READY)) == ["review.sign"]
    called = replace(READY, calls=("interpreter", "witness"), by_clinician=False)
    assert filled(show(questions=(), facts=(), next_task="call", signing=called)) == ["review.call_interpreter"]
    opened = show()
    open_text(opened, "q2")
    shown_filled = [one.objectName() for one in opened.findChildren(PrimaryButton) if one.isVisible()]
    assert shown_filled == ["review.save.q2"]
    assert filled(show(questions=(), facts=(), next_task="wait")) == []


def test_what_is_not_due_cannot_be_done(show: Show) -> None:
    screen = show()
    assert screen.findChild(Button, "review.confirm") is None
    for name in ("print", "again", "close"):
        assert screen.findChild(Button, f"review.{name}") is None


def test_what_is_done_is_shown_and_not_asked_again(show: Show) -> None:
    screen = show()
    assert screen.findChild(Button, "review.save.q1") is None
    assert QUESTIONS[0].answer in shown(screen)
    heads = [
        WORDS.say("review.answered_of", {"done": 1, "count": 2}),
        WORDS.say("review.done_of", {"done": 0, "count": 1}),
    ]
    assert set(heads) <= set(shown(screen))


def test_nothing_open_says_so(show: Show) -> None:
    screen = show(questions=(), facts=(), decision="", next_task="wait")
    assert {WORDS["review.nothing_open"], WORDS["review.no_decision"]} <= set(shown(screen))


def test_an_error_is_said_and_nothing_typed_is_lost(show: Show) -> None:
    screen = show()
    QTest.keyClicks(open_text(screen, "q2"), "We talked.")
    screen.show_error("The disk is full.")
    assert "The disk is full." in shown(screen)
    assert screen.text_of("q2").toPlainText() == "We talked."
    screen.show_error("")
    assert "The disk is full." not in shown(screen)


def test_a_draft_survives_another_look(show: Show) -> None:
    screen, other = show(), show()
    screen.text_of("q2").setPlainText("half an ans")
    other.restore_draft(screen.draft())
    assert other.text_of("q2").toPlainText() == "half an ans"
    assert other.text_of("q2").isVisible()
    assert not other.text_of("mk-home").isVisible()
    assert other.text_of("mk-home").toPlainText() == ""
    other.restore_draft(None)
    assert other.draft() == {"q2": "half an ans"}


def test_what_a_patient_typed_is_shown_as_typed(show: Show) -> None:
    screen = show(questions=(OpenQuestion("q", "Risks, page 1", HOSTILE),), name=HOSTILE)
    hostile = [label for label in screen.findChildren(PlainLabel) if label.text() == HOSTILE]
    assert len(hostile) == 2
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in hostile)
    seen = Seen(screen)
    screen.text_of("q").setPlainText(HOSTILE)
    button(screen, "save.q").click()
    assert seen.all == [AnswerGiven("v1", "q", HOSTILE)]


def test_narrow_windows_show_what_is_open_first(show: Show) -> None:
    def top(screen: ReviewScreen, widget: QWidget) -> int:
        return widget.mapTo(screen, widget.rect().topLeft()).y()

    tall = show((800, 1280), paper=True)
    assert top(tall, open_text(tall, "q2")) < top(tall, button(tall, "paper"))
    wide = show(paper=True, lines=(("Checked in by", "Priya Raman"),))
    question = button(wide, "write.q2")
    line = next(label for label in wide.findChildren(PlainLabel) if label.text() == "Checked in by")
    assert question.mapTo(wide, question.rect().topLeft()).x() > line.mapTo(wide, line.rect().topRight()).x()


def test_back_is_named_for_a_screen_reader(show: Show) -> None:
    screen = show()
    assert accessible(button(screen, "back"))[0] == WORDS["review.back"]
    assert accessible(screen.text_of("q2"))[0] == WORDS["review.answer"]


@BOTH_WAYS
def test_what_was_said_in_own_words_is_rated(show: Show, way: str) -> None:
    screen = show(said=SAID)
    seen = Seen(screen)
    for text in (SAID[0].title, SAID[0].prompt, *(f"• {point}" for point in SAID[0].listen_for)):
        assert text in shown(screen)
    assert WORDS["review.said_spoken"] in shown(screen)
    choice = screen.findChild(Choice, "review.rating.said.mk-home.1")
    assert choice is not None
    press(choice, way)
    if way == "keyboard":
        QTest.keyClick(choice, Qt.Key.Key_Space)
    QTest.keyClicks(screen.text_of("said.mk-home"), " Ask again about sleep. ")
    press(button(screen, "save.said.mk-home"), way)
    assert seen.all == [RatingGiven("v1", "mk-home", 1, "Ask again about sleep.")]


def test_a_rating_needs_a_number_and_no_note(show: Show) -> None:
    screen = show(said=SAID)
    seen = Seen(screen)
    button(screen, "save.said.mk-stop").click()
    assert seen.all == []
    assert WORDS["review.rating_missing"] in shown(screen)
    choice = screen.findChild(Choice, "review.rating.said.mk-stop.0")
    assert choice is not None
    choice.click()
    button(screen, "save.said.mk-stop").click()
    assert seen.all == [RatingGiven("v1", "mk-stop", 0, "")]


def test_the_same_fact_can_be_gone_over_and_rated(show: Show, look: Look, qtbot: QtBot) -> None:
    screen = show(said=SAID)
    screen.text_of("mk-home").setPlainText("gone over")
    screen.text_of("said.mk-home").setPlainText("rated")
    choice = screen.findChild(Choice, "review.rating.said.mk-home.2")
    assert choice is not None
    choice.click()
    other = ReviewScreen(review_data(said=SAID), look)
    qtbot.addWidget(other)
    other.restore_draft(screen.draft())
    assert other.draft() == screen.draft()
    assert other.text_of("mk-home").toPlainText() == "gone over"


def test_a_rating_of_a_sealed_visit_stays_as_it_is(show: Show) -> None:
    screen = show(said=(replace(SAID[0], rating=2, note="Well said.", fixed=True),), sealed=True)
    assert screen.findChild(Choice, "review.rating.said.mk-home.2") is None
    assert "Well said." in shown(screen)
    again = show(said=(replace(SAID[0], rating=2, note="Well said."),))
    chosen = again.findChild(Choice, "review.rating.said.mk-home.2")
    assert chosen is not None
    assert chosen.isChecked()
    assert again.text_of("said.mk-home").toPlainText() == "Well said."


def test_what_applies_stands_before_what_does_not(show: Show) -> None:
    screen = show(applies=APPLIES)
    texts = shown(screen)
    assert texts.index("Psychosis") < texts.index(APPLIES[1].text)
    (denied,) = [text for text in texts if "Liver or kidney disease" in text]
    assert denied == WORDS["review.applies_no"].format(
        conditions="Liver or kidney disease; Bladder problems; Pregnancy, now or possible"
    )
    assert texts.index(APPLIES[1].text) < texts.index(denied)


def test_countersign_works_too_soon_and_says_what_is_missing(show: Show) -> None:
    screen = show()
    seen = Seen(screen)
    button(screen, "sign").click()
    assert seen.all == []
    assert WORDS["review.why_one"] in shown(screen)
    assert screen.text_of("q2").hasFocus()


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1024, 600)])
def test_a_sealed_consent_is_renewed_or_taken_back_without_scrolling(show: Show, size: tuple[int, int]) -> None:
    screen = show(size, sealed=True, can_renew=True, can_withdraw=True, next_task="print")
    for name in ("print", "renew", "withdraw"):
        found = button(screen, name)
        assert found.visibleRegion().boundingRect() == found.rect(), name


def test_whose_decision_it_was_stands_above_it(show: Show) -> None:
    assert WORDS["review.decision"] in shown(show())
    texts = shown(show(represented=True))
    assert WORDS["review.decision_for"] in texts
    assert WORDS["review.decision"] not in texts


def test_what_was_withdrawn_is_said_above_everything(show: Show) -> None:
    said = WORDS.say("review.withdrawn_patient", {"when": "12 May 2026, 15:02", "staff": "Ben Lindqvist"})
    screen = show(notice=said)
    assert shown(screen).index(said) < shown(screen).index(WORDS["review.checks"])
