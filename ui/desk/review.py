"""Review (16, a plain form for now): answer the questions, clear handed-over facts, then the patient confirms.

What applies to the patient stands first: yes and not sure before no. What was said in own words is rated here, which
holds nothing up.

The order is fixed: what is open first, then the patient's confirmation on the tablet, then the seal. The one filled
button is the next task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.card import Card, Line
from ui.widgets.chip import Chip
from ui.widgets.desk_form import DeskPage, Input, TextArea
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.painting import follow_width
from ui.widgets.segments import Segment, Segments

__all__ = [
    "AnswerGiven",
    "Applies",
    "ChooseAgainWanted",
    "CloseVisitWanted",
    "FactCleared",
    "OpenFact",
    "OpenQuestion",
    "PaperWanted",
    "PrintWanted",
    "RatingGiven",
    "ReopenForConfirmation",
    "ReviewClosed",
    "ReviewData",
    "ReviewScreen",
    "Said",
]

WIDE_FROM: Final = 1000
RATINGS: Final = (0, 1, 2)
SAID: Final = "said."
"""Begins the key of what was said in own words."""
RATED: Final = "rating:"
"""Begins the key of a rating in a draft."""
NextTask = Literal["answers", "paper", "confirm", "print", "wait"]


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """Staff write down the answer that was given to the patient."""

    visit_id: str
    question_id: str
    text: str


@dataclass(frozen=True, slots=True)
class FactCleared:
    """Staff went over a handed-over fact with the patient."""

    visit_id: str
    must_know: str
    note: str


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """Go to the page for signing on paper."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class ReopenForConfirmation:
    """Give the tablet to the patient to confirm the choice."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class ChooseAgainWanted:
    """Give the tablet to a patient who would sign on paper and now wants to choose again."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class CloseVisitWanted:
    """End a visit that does not go on."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class PrintWanted:
    """Print the sealed document."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """Staff rated what the patient said in own words: 0, 1 or 2. The note may be empty."""

    visit_id: str
    must_know: str
    rating: int
    note: str


@dataclass(frozen=True, slots=True)
class ReviewClosed:
    """Back to the list."""


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A must-know fact that was handed over; `note` is what staff wrote, or empty while it is open."""

    must_know: str
    title: str
    detail: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A patient's question as typed and picked; `place` says which page; `answer` is empty while it is open."""

    question_id: str
    place: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Applies:
    """A condition or medicine and what the patient said of it: `yes`, `unsure` or `no`."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Said:
    """A must-know fact in the patient's own words; `text` is empty if it is told to staff.

    `listen_for` is what a good answer holds. `rating` is None while there is none; a `fixed` one stays as it is.
    """

    must_know: str
    title: str
    prompt: str
    text: str
    listen_for: tuple[str, ...]
    rating: int | None = None
    note: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class ReviewData:
    """A visit in words. `next_task` says what is next: it gets the filled button; `status` says it in a sentence.

    `paper`, `can_choose_again`, `sealed` (it can be printed) and `can_close` say what else can be done.
    `facts_line` is "Born ... · Record ...". `lines` are (label, value) about the visit. `words`: `review.*`.
    """

    words: Mapping[str, str]
    visit_id: str
    name: str
    facts_line: str
    decision: str
    status: str
    next_task: NextTask
    facts: tuple[OpenFact, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    applies: tuple[Applies, ...] = ()
    said: tuple[Said, ...] = ()
    paper: bool = False
    can_choose_again: bool = False
    sealed: bool = False
    can_close: bool = False
    error: str = ""


class ReviewScreen(DeskPage):
    """Emits what staff write down, `AnswerGiven`, `FactCleared` and `RatingGiven`, and one intent for each button."""

    def __init__(self, data: ReviewData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(data.name, look, parent=parent)
        self._data = data
        self._words = data.words
        self._texts: dict[str, TextArea] = {}
        self._ratings: dict[str, Segments] = {}
        self._add_head()
        self._error = IconLine("alert", data.error, look, "body", bold=True, color="errText")
        self._error.setVisible(bool(data.error))
        self.body.addWidget(self._error)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(look.space(4))
        start, end = QVBoxLayout(), QVBoxLayout()
        self._start = start
        self._applies = self._applies_card() if data.applies else None
        for column in (start, end):
            column.setSpacing(look.space(4))
        start.addWidget(self._decision_card())
        if data.lines:
            start.addWidget(self._lines_card())
        if data.can_close:
            close = SecondaryButton(self._words["review.close"], look, size="primary")
            close.setObjectName("review.close")
            close.clicked.connect(lambda: self.acted.emit(CloseVisitWanted(data.visit_id)))
            start.addWidget(close)
        start.addStretch(1)
        for card in self._task_cards():
            end.addWidget(card)
        end.addStretch(1)
        self._columns.addLayout(start, 2)
        self._columns.addLayout(end, 3)
        self.body.addLayout(self._columns)
        self.body.addStretch(1)
        self._arrange()

    @property
    def visit_id(self) -> str:
        """The visit on screen."""
        return self._data.visit_id

    def show_error(self, text: str) -> None:
        """Say why something did not work; what was typed stays."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        announce(self, text)

    # ------------------------------------------------------------ parts

    def _add_head(self) -> None:
        data, look = self._data, self.look
        head = QHBoxLayout()
        head.setSpacing(look.space(4))
        # One of the two buttons with an icon alone: staff Back.
        self.back = SecondaryButton("", look, "back", size="tool")
        self.back.setAccessibleName(self._words["review.back"])
        self.back.setObjectName("review.back")
        self.back.clicked.connect(lambda: self.acted.emit(ReviewClosed()))
        head.addWidget(self.back)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.heading = Heading(data.name, look, "h2")
        names.addWidget(self.heading)
        names.addWidget(plain(data.facts_line, look, "small", color="ink2"))
        head.addLayout(names, 1)
        self.body.addLayout(head)

    def _card(self, title: str, icon: str = "") -> Card:
        card = Card(self.look, padding=20)
        card.body.addWidget(
            IconLine(icon, title, self.look, "body", bold=True, color="flagText")
            if icon
            else Heading(title, self.look, "body")
        )
        return card

    def _decision_card(self) -> Card:
        data, look, words = self._data, self.look, self._words
        card = self._card(words["review.decision"])
        card.body.addWidget(plain(data.decision or words["review.no_decision"], look, "body"))
        card.body.addSpacing(look.space(2))
        icon = "circlecheck" if data.next_task == "print" else "alert" if data.next_task == "answers" else "info"
        card.body.addWidget(IconLine(icon, data.status, look, "small", bold=True))
        self.tasks: dict[str, Button] = {}
        if data.paper:
            self._add_action(card, "paper", "document", PaperWanted(data.visit_id))
        if data.next_task == "confirm":
            self._add_action(card, "confirm", "tablet", ReopenForConfirmation(data.visit_id))
        if data.can_choose_again:
            self._add_action(card, "again", "undo", ChooseAgainWanted(data.visit_id))
        if data.sealed:
            self._add_action(card, "print", "print", PrintWanted(data.visit_id))
        return card

    def _add_action(self, card: Card, name: str, icon: str, intent: object) -> None:
        make = PrimaryButton if self._data.next_task == name else SecondaryButton
        button = make(self._words[f"review.{name}"], self.look, icon, size="primary", icon_at="start")
        button.setObjectName(f"review.{name}")
        # A long word wraps sooner than it makes the card wider than the window.
        follow_width(button)
        button.clicked.connect(lambda: self.acted.emit(intent))
        card.body.addSpacing(self.look.space(2))
        card.body.addWidget(button)
        self.tasks[name] = button

    def _lines_card(self) -> Card:
        card = self._card(self._words["review.visit"])
        for label, value in self._data.lines:
            row = QHBoxLayout()
            row.addWidget(plain(label, self.look, "small", color="ink2"), 1)
            row.addWidget(plain(value, self.look, "small", bold=True, align="end"), 1)
            card.body.addLayout(row)
        return card

    def _applies_card(self) -> Card:
        """What the clinician has to know first: each yes and not sure on a line, then all that is denied."""
        words, look = self._words, self.look
        card = self._card(words["review.applies"])
        for one in self._data.applies:
            if one.answer != "no":
                row = QHBoxLayout()
                row.addWidget(plain(one.text, look, "body", bold=True), 1)
                row.addWidget(Chip(words[f"conditions.{one.answer}"], look, "alert", "attention"))
                card.body.addLayout(row)
        denied = [one.text for one in self._data.applies if one.answer == "no"]
        if denied:
            text = words["review.applies_no"].format(conditions="; ".join(denied))
            card.body.addWidget(plain(text, look, "small", color="ink2"))
        return card

    def _task_cards(self) -> list[Card]:
        data, words = self._data, self._words
        cards = []
        first = data.next_task == "answers"
        if data.questions:
            done = sum(bool(question.answer) for question in data.questions)
            card = self._card(words["review.questions"].format(done=done, count=len(data.questions)), "question")
            for index, question in enumerate(data.questions):
                if index:
                    card.body.addWidget(Line(self.look))
                self._add_question(card, question, first=first)
                first = first and bool(question.answer)
            cards.append(card)
        if data.facts:
            done = sum(bool(fact.note) for fact in data.facts)
            card = self._card(words["review.facts"].format(done=done, count=len(data.facts)), "flag")
            for index, fact in enumerate(data.facts):
                if index:
                    card.body.addWidget(Line(self.look))
                self._add_fact(card, fact, first=first)
                first = first and bool(fact.note)
            cards.append(card)
        if data.said:
            done = sum(said.rating is not None for said in data.said)
            card = self._card(words["review.said"].format(done=done, count=len(data.said)))
            for index, said in enumerate(data.said):
                if index:
                    card.body.addWidget(Line(self.look))
                self._add_said(card, said)
            cards.append(card)
        if not data.questions and not data.facts:
            cards.insert(0, self._card(words["review.nothing_open"]))
        return cards

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
                self.acted.emit(RatingGiven(self._data.visit_id, said.must_know, int(mark), note.typed()))
            else:
                announce(self, missing.text())

        button.clicked.connect(give)
        for widget in (rating, missing, entry):
            card.body.addWidget(widget)
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        self._texts[key], self._ratings[key] = note, rating

    def _add_question(self, card: Card, question: OpenQuestion, *, first: bool) -> None:
        card.body.addWidget(plain(question.place, self.look, "small", color="ink2"))
        card.body.addWidget(plain(question.text, self.look, "body", bold=True))
        if question.answer:
            self._add_done(card, question.answer, self._words["review.answered"])
            return
        visit = self._data.visit_id
        self._add_task(
            card,
            question.question_id,
            ("answer", "save_answer", "answer_missing"),
            lambda text: AnswerGiven(visit, question.question_id, text),
            first=first,
        )

    def _add_fact(self, card: Card, fact: OpenFact, *, first: bool) -> None:
        card.body.addWidget(plain(fact.title, self.look, "body", bold=True))
        card.body.addWidget(plain(fact.detail, self.look, "small"))
        if fact.note:
            self._add_done(card, fact.note, self._words["review.cleared"])
            return
        visit = self._data.visit_id
        self._add_task(
            card,
            fact.must_know,
            ("note", "save_note", "note_missing"),
            lambda text: FactCleared(visit, fact.must_know, text),
            first=first,
        )

    def _add_done(self, card: Card, text: str, word: str) -> None:
        card.body.addWidget(plain(text, self.look, "small"))
        card.body.addWidget(Chip(word, self.look, "check", "ok"))

    def _add_task(
        self, card: Card, key: str, names: tuple[str, str, str], intent: Callable[[str], object], *, first: bool
    ) -> None:
        """Add a text and its button; `names` are the words for the label, the button and the message."""
        look, words = self.look, self._words
        label, save, missing = (words[f"review.{name}"] for name in names)
        text = TextArea(look, 2)
        text.setObjectName(f"review.text.{key}")
        entry = Input(label, text, look)
        make = PrimaryButton if first else SecondaryButton
        button = make(save, look, "pen", size="primary", icon_at="start")
        button.setObjectName(f"review.save.{key}")

        def give() -> None:
            entry.set_error("" if text.typed() else missing)
            if text.typed():
                self.acted.emit(intent(text.typed()))
            else:
                text.setFocus()

        button.clicked.connect(give)
        card.body.addWidget(entry)
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        self._texts[key] = text

    # ------------------------------------------------------------ arranging and drafts

    def _arrange(self) -> None:
        wide = self.width() >= WIDE_FROM * self.look.step
        # Narrow: one column, what applies and the questions first.
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop)
        if self._applies is not None:
            # What a clinician has to know first stands first, in one column too.
            place = self._start if wide else self.body
            if place.indexOf(self._applies) < 0:
                (self.body if wide else self._start).removeWidget(self._applies)
                place.insertWidget(1 if wide else 2, self._applies)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def text_of(self, key: str) -> TextArea:
        """Return the text of an open question or fact by its id."""
        return self._texts[key]

    def draft(self) -> dict[str, str]:
        texts = {key: text.toPlainText() for key, text in self._texts.items() if text.toPlainText()}
        ratings = {f"{RATED}{key}": rating.group.chosen_id() for key, rating in self._ratings.items()}
        return texts | {key: mark for key, mark in ratings.items() if mark}

    def restore_draft(self, draft: object) -> None:
        if not isinstance(draft, dict):
            return
        for key, text in self._texts.items():
            if key in draft:
                text.setPlainText(str(draft[key]))
        for key, rating in self._ratings.items():
            if draft.get(f"{RATED}{key}"):
                rating.group.choose(str(draft[f"{RATED}{key}"]))
