"""The list of saved questions, from the summary: each can be changed or removed until it has an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.visit import RemoveQuestion
from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.intents import ChangeQuestionWanted
from ui.widgets.labels import Heading, plain
from ui.widgets.sheet import Sheet

__all__ = ["SavedQuestion", "SavedQuestionsData", "SavedQuestionsSheet"]


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question: the ready-made ones as texts, own words, and the answer once it was given."""

    id: str
    about: str
    picks: tuple[str, ...]
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SavedQuestionsData:
    """All questions in the order they were asked. `words`: `question.*`, `sheet.close`, `page.show_more`."""

    words: Mapping[str, str]
    questions: tuple[SavedQuestion, ...]


class SavedQuestionsSheet(Sheet):
    """The sheet. It closes when it emits `RemoveQuestion` or `ChangeQuestionWanted`; the window opens what follows."""

    acted = Signal(object)

    def __init__(self, window: QWidget, data: SavedQuestionsData, look: Look) -> None:
        words = data.words
        body = QWidget()
        self._words = words
        super().__init__(
            body,
            look,
            window,
            name=words["question.saved_title"],
            start=SecondaryButton(words["sheet.close"], look),
            more_word=words["page.show_more"],
            less_word=words["page.go_up"],
        )
        column = QVBoxLayout(body)
        column.setSpacing(look.space(3))
        column.addWidget(Heading(words["question.saved_title"], look, "h2"))
        column.addWidget(plain(words["question.lead" if data.questions else "question.none"], look, "body"))
        for question in data.questions:
            column.addWidget(self._card(question, look))
        column.addStretch(1)

    def _card(self, question: SavedQuestion, look: Look) -> Card:
        words = self._words
        card = Card(look, padding=20)
        if question.about:
            about = words["question.about"].format(page=question.about)
            card.body.addWidget(plain(about, look, "small", color="ink2"))
        for text in (*question.picks, question.text):
            if text:
                card.body.addWidget(plain(text, look, "body", bold=True))
        if question.answer:
            card.body.addWidget(plain(words["question.answered"].format(answer=question.answer), look, "body"))
            return card
        row = QHBoxLayout()
        row.setSpacing(look.space(3))
        for key, wanted in (
            ("question.change", ChangeQuestionWanted(question.id)),
            ("question.remove", RemoveQuestion(question.id)),
        ):
            button = SecondaryButton(words[key], look, size="primary")
            button.setAccessibleDescription("; ".join((*question.picks, question.text)))
            button.clicked.connect(lambda _checked=False, wanted=wanted: self._act(wanted))
            row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _act(self, wanted: object) -> None:
        self.close_sheet()
        self.acted.emit(wanted)
