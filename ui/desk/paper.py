"""Signing on paper: print the form, let it be signed, then record that the signed paper is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.drafts import Page
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.desk_form import DeskPage, Input, PageLine, TextArea
from ui.widgets.labels import IconLine, plain

__all__ = ["PaperClosed", "PaperData", "PaperFormWanted", "PaperReceived", "PaperScreen"]


@dataclass(frozen=True, slots=True)
class PaperFormWanted:
    """Print the form that is to be signed."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class PaperReceived:
    """Staff hold the signed form; `note` says where it is kept."""

    visit_id: str
    note: str


@dataclass(frozen=True, slots=True)
class PaperClosed:
    """Back to the visit."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class PaperData:
    """`printed`: when the form was printed, in words, or empty. `error`: why printing or saving failed."""

    words: Mapping[str, str]
    visit_id: str
    patient: str
    printed: str = ""
    error: str = ""


class PaperScreen(DeskPage):
    """Emits `PaperFormWanted`, `PaperReceived` and `PaperClosed`."""

    def __init__(self, data: PaperData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["paper.title"], look, widest=760, parent=parent)
        self._data = data
        self.page = Page("paper", data.visit_id)
        self.body.addWidget(self.heading)
        self.body.addWidget(plain(data.patient, look, "lead", bold=True))
        self._error = PageLine(look)
        self.body.addWidget(self._error)
        self._error.say(data.error)
        first = self._card(words["paper.step_1"], words["paper.print_help"])
        if data.printed:
            first.body.addWidget(IconLine("check", words["paper.printed"].format(time=data.printed), look, "small"))
        label = words["paper.print_again" if data.printed else "paper.print"]
        make = SecondaryButton if data.printed else PrimaryButton
        self.print = make(label, look, "print", size="primary", icon_at="start")
        self.print.setObjectName("paper.print")
        self.print.clicked.connect(lambda: self.acted.emit(PaperFormWanted(data.visit_id)))
        first.body.addWidget(self.print)
        self._card(words["paper.step_2"], words["paper.sign_help"])
        third = self._card(words["paper.step_3"], words["paper.received_help"])
        self.note = TextArea(look, 2)
        self.note.setObjectName("paper.note")
        self._input = Input(words["paper.where"], self.note, look)
        third.body.addWidget(self._input)
        done = PrimaryButton if data.printed else SecondaryButton
        self.received = done(words["paper.received"], look, "check", size="primary", icon_at="start")
        self.received.setObjectName("paper.received")
        self.received.clicked.connect(self._receive)
        third.body.addWidget(self.received)
        self.back = SecondaryButton(words["paper.back"], look, "back", size="primary")
        self.back.setObjectName("paper.back")
        self.back.clicked.connect(lambda: self.acted.emit(PaperClosed(data.visit_id)))
        self.body.addWidget(self.back)
        self.body.addStretch(1)

    def show_error(self, text: str) -> None:
        """Say why something did not work; what was typed stays."""
        self._error.say(text)

    def draft(self) -> object:
        return self.note.toPlainText()

    def restore_draft(self, draft: object) -> None:
        if isinstance(draft, str):
            self.note.setPlainText(draft)

    def _card(self, title: str, text: str) -> Card:
        card = Card(self.look, padding=20)
        card.body.addWidget(plain(title, self.look, "body", bold=True))
        card.body.addWidget(plain(text, self.look, "body", color="ink2"))
        self.body.addWidget(card)
        return card

    def _receive(self) -> None:
        if not self._data.printed:
            self._input.set_error(self._data.words["paper.print_first"])
        elif not self.note.typed():
            self._input.set_error(self._data.words["paper.where_missing"])
            self.note.setFocus()
        else:
            self._input.set_error("")
            self.acted.emit(PaperReceived(self._data.visit_id, self.note.typed()))
