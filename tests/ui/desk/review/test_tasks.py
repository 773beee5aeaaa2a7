from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import QUESTIONS, SAID, review_data
from ui.desk.review import AnswerGiven, FactCleared
from ui.desk.review.tasks import Tasks
from ui.theme import Look
from ui.widgets.buttons import Button


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def make(place: QWidget, look: Look, **changes: object) -> Tasks:
    tasks = Tasks(review_data(**changes), look, place)
    for card in (*tasks.open_cards, *([tasks.said_card] if tasks.said_card else [])):
        card.setParent(place)
    return tasks


def test_what_is_open_is_written_down_under_its_own_key(place: QWidget, look: Look) -> None:
    tasks = make(place, look)
    given: list[object] = []
    tasks.given.connect(given.append)
    for key, text in (("q2", "450 dollars."), ("mk-home", "Gone over.")):
        tasks.text_of(key).setPlainText(text)
        save = place.findChild(Button, f"review.save.{key}")
        assert save is not None
        save.click()
    assert given == [AnswerGiven("v1", "q2", "450 dollars."), FactCleared("v1", "mk-home", "Gone over.")]


def test_the_first_open_thing_is_opened_and_a_draft_opens_its_own(place: QWidget, look: Look) -> None:
    tasks, other = make(place, look, said=SAID), make(place, look, said=SAID)
    tasks.write_first()
    assert not tasks.text_of("q2").isHidden()
    tasks.text_of("mk-home").setPlainText("half")
    other.restore(tasks.draft())
    assert not other.text_of("q2").isHidden()
    assert other.draft() == {"q2": "", "mk-home": "half"}
    other.restore("nothing of ours")
    assert other.draft() == {"q2": "", "mk-home": "half"}


def test_a_note_that_was_taken_out_of_a_rating_stays_out(place: QWidget, look: Look) -> None:
    rated = (replace(SAID[0], rating=2, note="Well said."),)
    tasks, other = make(place, look, said=rated), make(place, look, said=rated)
    key = f"said.{SAID[0].must_know}"
    before = tasks.draft()
    tasks.text_of(key).clear()
    assert tasks.draft() != before
    other.restore(tasks.draft())
    assert other.text_of(key).toPlainText() == ""


def test_nothing_open_is_one_card_and_opens_nothing(place: QWidget, look: Look) -> None:
    tasks = make(place, look, questions=QUESTIONS[:1], facts=())
    tasks.write_first()
    assert tasks.draft() == {}
    assert len(make(place, look, questions=(), facts=()).open_cards) == 1
    assert tasks.said_card is None
