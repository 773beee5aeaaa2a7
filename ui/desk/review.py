"""Review (16, a plain form for now): answer the questions, clear handed-over facts, then the patient confirms.

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

__all__ = [
    "AnswerGiven",
    "ChooseAgainWanted",
    "CloseVisitWanted",
    "FactCleared",
    "OpenFact",
    "OpenQuestion",
    "PaperWanted",
    "PrintWanted",
    "ReopenForConfirmation",
    "ReviewClosed",
    "ReviewData",
    "ReviewScreen",
]

WIDE_FROM: Final = 1000
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
    paper: bool = False
    can_choose_again: bool = False
    sealed: bool = False
    can_close: bool = False
    error: str = ""


class ReviewScreen(DeskPage):
    """Emits what staff write down, `AnswerGiven` and `FactCleared`, and what they press: one intent per button."""

    def __init__(self, data: ReviewData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(data.name, look, parent=parent)
        self._data = data
        self._words = data.words
        self._texts: dict[str, TextArea] = {}
        self._add_head()
        self._error = IconLine("alert", data.error, look, "body", bold=True, color="errText")
        self._error.setVisible(bool(data.error))
        self.body.addWidget(self._error)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(look.space(4))
        start, end = QVBoxLayout(), QVBoxLayout()
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
        if not cards:
            cards.append(self._card(words["review.nothing_open"]))
        return cards

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
        # Narrow: one column, questions first.
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def text_of(self, key: str) -> TextArea:
        """Return the text of an open question or fact by its id."""
        return self._texts[key]

    def draft(self) -> dict[str, str]:
        return {key: text.toPlainText() for key, text in self._texts.items() if text.toPlainText()}

    def restore_draft(self, draft: object) -> None:
        if isinstance(draft, dict):
            for key, text in self._texts.items():
                text.setPlainText(str(draft.get(key, "")))
