"""What staff write down in the review: answers, facts gone over, and ratings of what was said in own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.desk.review.cards import titled
from ui.desk.review.data import (
    AnswerGiven,
    FactCleared,
    OpenFact,
    OpenQuestion,
    RatingGiven,
    ReviewData,
    Said,
)
from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.card import Card, Line
from ui.widgets.chip import Chip
from ui.widgets.desk_form import Input, TextArea
from ui.widgets.labels import IconLine, PlainLabel, plain
from ui.widgets.pair import Pair
from ui.widgets.segments import Segment, Segments

__all__ = ["Tasks"]

RATINGS: Final = (0, 1, 2)
SAID: Final = "said."
"""Begins the key of what was said in own words."""
RATED: Final = "rating:"
"""Begins the key of a rating in a draft."""


class Tasks(QObject):
    """Makes the cards of what is open and of what was said, and keeps what is typed in them."""

    given = Signal(object)
    """What was written down: `AnswerGiven`, `FactCleared`, `RatingGiven`."""

    def __init__(self, data: ReviewData, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._data, self._words, self.look = data, data.words, look
        self._texts: dict[str, TextArea] = {}
        self._ratings: dict[str, Segments] = {}
        self._openers: dict[str, Button] = {}
        self._recorded: dict[str, str] = {}
        # The filled button is the first thing that is open.
        self._first = data.next_task == "answers"
        self.open_cards = self._open_cards()
        self.said_card = self._said_card() if data.said else None

    def text_of(self, key: str) -> TextArea:
        """Return the text of an open question or fact by its id."""
        return self._texts[key]

    def write_first(self) -> None:
        """Open the text of the first thing that is open."""
        for opener in self._openers.values():
            opener.click()
            return

    def draft(self) -> dict[str, str]:
        """Return all that is typed and chosen, and which texts are open, by the keys of its questions and facts."""
        texts = {key: text.toPlainText() for key, text in self._texts.items() if self._touched(key)}
        ratings = {f"{RATED}{key}": rating.group.chosen_id() for key, rating in self._ratings.items()}
        return texts | {key: mark for key, mark in ratings.items() if mark}

    def _touched(self, key: str) -> bool:
        """Whether a text is open to be written, or says something else than what is recorded."""
        opener = self._openers.get(key)
        opened = opener is not None and opener.isHidden()
        return opened or self._texts[key].toPlainText() != self._recorded.get(key, "")

    def restore(self, draft: object) -> None:
        """Take back what `draft` returned."""
        if not isinstance(draft, dict):
            return
        for key, text in self._texts.items():
            if key in draft:
                if key in self._openers:
                    self._openers[key].click()
                text.setPlainText(str(draft[key]))
        for key, rating in self._ratings.items():
            if draft.get(f"{RATED}{key}"):
                rating.group.choose(str(draft[f"{RATED}{key}"]))

    # ------------------------------------------------------------ the cards

    def _open_cards(self) -> list[Card]:
        data, words, look = self._data, self._words, self.look
        cards = []
        if data.questions:
            done = sum(bool(question.answer) for question in data.questions)
            count = words["review.answered_of"].format(done=done, count=len(data.questions))
            card = titled(words["review.questions"], look, count, icon="question")
            for index, question in enumerate(data.questions):
                if index:
                    card.body.addWidget(Line(look))
                self._add_question(card, question)
            cards.append(card)
        if data.facts:
            done = sum(bool(fact.note) for fact in data.facts)
            count = words["review.done_of"].format(done=done, count=len(data.facts))
            card = titled(words["review.facts"], look, count, icon="flag")
            for index, fact in enumerate(data.facts):
                if index:
                    card.body.addWidget(Line(look))
                self._add_fact(card, fact)
            cards.append(card)
        return cards or [titled(words["review.nothing_open"], look)]

    def _said_card(self) -> Card:
        data, words, look = self._data, self._words, self.look
        done = sum(said.rating is not None for said in data.said)
        count = words["review.rated_of"].format(done=done, count=len(data.said))
        card = titled(words["review.said"], look, count)
        for index, said in enumerate(data.said):
            if index:
                card.body.addWidget(Line(look))
            self._add_said(card, said)
        return card

    def _add_said(self, card: Card, said: Said) -> None:
        """Add what the patient said, what to listen for, and the rating: given, or to be given."""
        look, words = self.look, self._words
        card.body.addWidget(plain(said.title, look, "body", bold=True))
        card.body.addWidget(plain(said.prompt, look, "small", color="ink2"))
        spoken = words["review.said_spoken" if said.rating is None else "review.said_told"]
        text = words["review.said_text"].format(text=said.text) if said.text else spoken
        card.body.addWidget(plain(text, look, "body"))
        if said.listen_for:
            card.body.addWidget(plain(words["review.listen_for"], look, "small", bold=True))
        for point in said.listen_for:
            card.body.addWidget(plain(f"• {point}", look, "small"))
        if said.fixed:
            rated = words["review.rated"].format(rating=said.rating, means=words[f"review.rating_{said.rating}"])
            self._add_done(card, said.note, rated)
            return
        self._add_rating(card, said)

    def _add_rating(self, card: Card, said: Said) -> None:
        # The same fact may also wait to be gone over, with a note of its own.
        look, words, key = self.look, self._words, f"{SAID}{said.must_know}"
        marks = tuple(Segment(str(mark), words[f"review.rating_{mark}"]) for mark in RATINGS)
        chosen = "" if said.rating is None else str(said.rating)
        rating = Segments("info", words["review.rating"], marks, look, chosen=chosen)
        for mark in RATINGS:
            choice = rating.group.choice(str(mark))
            choice.setAccessibleName(words["review.rating_name"].format(title=said.title, rating=choice.text()))
            choice.setObjectName(f"review.rating.{key}.{mark}")
        note = TextArea(look, 1)
        note.setObjectName(f"review.text.{key}")
        note.setPlainText(said.note)
        entry = Input(words["review.rating_note"], note, look)
        button = SecondaryButton(words["review.save_rating"], look, "pen", size="primary", icon_at="start")
        button.setObjectName(f"review.save.{key}")
        missing = IconLine("alert", words["review.rating_missing"], look, "small", bold=True, color="errText")
        missing.hide()

        def give() -> None:
            mark = rating.group.chosen_id()
            missing.setVisible(not mark)
            if mark:
                self.given.emit(RatingGiven(self._data.visit_id, said.must_know, int(mark), note.typed()))
            else:
                announce(button, missing.text())

        button.clicked.connect(give)
        for widget in (rating, missing, entry):
            card.body.addWidget(widget)
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        self._texts[key], self._ratings[key], self._recorded[key] = note, rating, said.note

    def _add_question(self, card: Card, question: OpenQuestion) -> None:
        card.body.addWidget(plain(question.place, self.look, "small", color="ink2"))
        text = plain(question.text, self.look, "body", bold=True)
        if question.answer:
            card.body.addWidget(text)
            self._add_done(card, question.answer, self._words["review.answered"])
            return
        visit, key = self._data.visit_id, question.question_id
        self._add_task(card, text, key, "answer", lambda typed: AnswerGiven(visit, key, typed))

    def _add_fact(self, card: Card, fact: OpenFact) -> None:
        text = plain(fact.title, self.look, "body", bold=True)
        if fact.note:
            card.body.addWidget(text)
            card.body.addWidget(plain(fact.detail, self.look, "small"))
            self._add_done(card, fact.note, self._words["review.cleared"])
            return
        card.body.addWidget(plain(fact.detail, self.look, "small", color="ink2"))
        visit, key = self._data.visit_id, fact.must_know
        self._add_task(card, text, key, "note", lambda typed: FactCleared(visit, key, typed))

    def _add_done(self, card: Card, text: str, word: str) -> None:
        card.body.addWidget(plain(text, self.look, "small"))
        card.body.addWidget(Chip(word, self.look, "check", "ok"))

    def _add_task(self, card: Card, about: PlainLabel, key: str, name: str, intent: Callable[[str], object]) -> None:
        """Add what it is about with a button that opens its text; `name` begins the keys of its words."""
        look, words = self.look, self._words
        make = PrimaryButton if self._first else SecondaryButton
        self._first = False
        opener = make(words[f"review.write_{name}"], look, "pen", size="tool", icon_at="start")
        opener.setObjectName(f"review.write.{key}")
        opener.setAccessibleName(words["review.write_name"].format(write=opener.text(), about=about.text()))
        text = TextArea(look, 2)
        text.setObjectName(f"review.text.{key}")
        entry = Input(words[f"review.{name}"], text, look)
        button = make(words[f"review.save_{name}"], look, "pen", size="primary", icon_at="start")
        button.setObjectName(f"review.save.{key}")
        missing = words[f"review.{name}_missing"]

        def give() -> None:
            entry.set_error("" if text.typed() else missing)
            if text.typed():
                self.given.emit(intent(text.typed()))
            else:
                text.setFocus()

        def write() -> None:
            opener.hide()
            for widget in (entry, button):
                widget.show()
            text.setFocus()

        button.clicked.connect(give)
        opener.clicked.connect(write)
        card.body.addWidget(Pair(about, opener, look, share=0.4))
        card.body.addWidget(entry)
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        for widget in (entry, button):
            widget.hide()
        self._texts[key], self._openers[key] = text, opener
