"""Not signed: staff note why the interpreter of a refusal or a talk cannot sign, and it is sealed without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.events import Role
from ui.drafts import Page
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.desk_form import DeskPage, Input, PageLine, TextArea
from ui.widgets.labels import plain
from ui.widgets.painting import follow_width

__all__ = ["NotSignedCancelled", "NotSignedData", "NotSignedGiven", "NotSignedScreen"]

NEXT: Final = ("document", "sealed", "agreement")
"""What happens next, one line each."""


@dataclass(frozen=True, slots=True)
class NotSignedGiven:
    """Nobody waits for this signature any more; `reason` says why."""

    visit_id: str
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class NotSignedCancelled:
    """Back to the visit, which goes on waiting."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class NotSignedData:
    """`about` names treatment and decision; `signer` is who was to sign, as which `role`. `words`: `not_signed.*`."""

    words: Mapping[str, str]
    visit_id: str
    role: Role
    patient: str
    about: str
    signer: str


class NotSignedScreen(DeskPage):
    """Emits `NotSignedGiven` and `NotSignedCancelled`."""

    def __init__(self, data: NotSignedData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["not_signed.title"], look, widest=900, parent=parent)
        self._data = data
        self.page = Page("not_signed", data.visit_id)
        self.body.addWidget(self.heading)
        self.body.addWidget(plain(data.patient, look, "lead", bold=True))
        self.body.addWidget(plain(data.about, look, "small", color="ink2"))
        self._error = PageLine(look)
        self.body.addWidget(self._error)
        self.body.addWidget(plain(data.signer, look, "body"))
        self.reason = TextArea(look, 2)
        self.reason.setObjectName("not_signed.reason")
        self._input = Input(words["not_signed.reason"], self.reason, look, words["not_signed.reason_hint"])
        self.body.addWidget(self._input)
        after = Card(look, "quiet", padding=20)
        after.body.addWidget(plain(words["not_signed.next"], look, "body", bold=True))
        for key in NEXT:
            after.body.addWidget(plain(f"• {words[f'not_signed.next_{key}']}", look, "small"))
        self.body.addWidget(after)
        row = QHBoxLayout()
        row.setSpacing(look.space(4))
        self.cancel = SecondaryButton(words["not_signed.cancel"], look)
        self.cancel.setObjectName("not_signed.cancel")
        self.cancel.clicked.connect(lambda: self.acted.emit(NotSignedCancelled(data.visit_id)))
        self.confirm = PrimaryButton(words["not_signed.confirm"], look)
        self.confirm.setObjectName("not_signed.confirm")
        self.confirm.clicked.connect(self._give)
        for button in (self.cancel, self.confirm):
            follow_width(button)
            row.addWidget(button, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def show_error(self, text: str) -> None:
        """Say why it did not work; what was typed stays."""
        self._error.say(text)

    def draft(self) -> object:
        return self.reason.toPlainText()

    def restore_draft(self, draft: object) -> None:
        if isinstance(draft, str):
            self.reason.setPlainText(draft)

    def _give(self) -> None:
        reason = self.reason.typed()
        self._input.set_error("" if reason else self._data.words["visit.reason_empty"])
        if not reason:
            self.reason.setFocus()
            return
        self.acted.emit(NotSignedGiven(self._data.visit_id, self._data.role, reason))
