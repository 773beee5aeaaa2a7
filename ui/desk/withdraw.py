"""Withdrawing: a sealed consent is taken back. It counts at once; nobody has to give a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.drafts import Page
from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.desk_form import DeskPage, Input, PageLine, TextArea
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.painting import follow_width

__all__ = ["WithdrawCancelled", "WithdrawData", "WithdrawDraft", "WithdrawGiven", "WithdrawScreen"]

WIDE_FROM: Final = 900
WAYS: Final = ("said", "wrote", "tablet")
NEXT: Final = ("counts", "care", "sign", "document")
"""What happens next, one line each."""


@dataclass(frozen=True, slots=True)
class WithdrawGiven:
    """The consent is taken back, by whom and how they let staff know. `text` may be empty."""

    visit_id: str
    by: Literal["patient", "representative"]
    way: Literal["said", "wrote", "tablet"]
    text: str


@dataclass(frozen=True, slots=True)
class WithdrawCancelled:
    """Back to the visit; the consent stands."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class WithdrawDraft:
    """What stands on the page, for which visit."""

    visit_id: str
    by: str = ""
    way: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawData:
    """`about` names patient and treatment; `document` which document is taken back.

    `representative` is who decides for the patient, or empty: then there is only one who can say so.
    `words`: `withdraw.*`.
    """

    words: Mapping[str, str]
    visit_id: str
    patient: str
    about: str
    document: str
    representative: str = ""


class WithdrawScreen(DeskPage):
    """Emits `WithdrawGiven` and `WithdrawCancelled`."""

    def __init__(self, data: WithdrawData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["withdraw.title"], look, widest=1100, parent=parent)
        self._data = data
        self.page = Page("withdraw", data.visit_id)
        self.body.addLayout(self._head())
        self._error = PageLine(look)
        self.body.addWidget(self._error)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(look.space(8))
        self._asked, more = QVBoxLayout(), QVBoxLayout()
        for column in (self._asked, more):
            column.setSpacing(look.space(2))
            self._columns.addLayout(column, 1)
        self.body.addLayout(self._columns)
        self.by = ChoiceGroup(parent=self)
        people = {"patient": words["withdraw.by_patient"].format(name=data.patient)}
        if data.representative:
            people["representative"] = words["withdraw.by_representative"].format(name=data.representative)
        self._add_choices(words["withdraw.by"], self.by, people, "by")
        if not data.representative:
            self.by.choose("patient")
        self.way = ChoiceGroup(parent=self)
        ways = {key: words[f"withdraw.way_{key}"] for key in WAYS}
        self._missing = self._add_choices(words["withdraw.way"], self.way, ways, "way")
        self.text = TextArea(look, 2)
        self.text.setObjectName("withdraw.text")
        more.addWidget(Input(words["withdraw.text"], self.text, look, words["withdraw.text_hint"]))
        after = Card(look, "quiet", padding=20)
        after.body.addWidget(plain(words["withdraw.next"], look, "body", bold=True))
        for key in NEXT:
            after.body.addWidget(plain(f"• {words[f'withdraw.next_{key}']}", look, "small"))
        more.addWidget(after)
        self._asked.addStretch(1)
        more.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(look.space(4))
        self.cancel = SecondaryButton(words["withdraw.cancel"], look)
        self.cancel.setObjectName("withdraw.cancel")
        self.cancel.clicked.connect(lambda: self.acted.emit(WithdrawCancelled(data.visit_id)))
        self.confirm = PrimaryButton(words["withdraw.confirm"], look)
        self.confirm.setObjectName("withdraw.confirm")
        self.confirm.clicked.connect(self._give)
        for button in (self.cancel, self.confirm):
            follow_width(button)
        row.addWidget(self.cancel, 1)
        row.addWidget(self.confirm, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self._arrange()

    def _head(self) -> QVBoxLayout:
        """Return what the page is about: close together, so that a low window has room for what is typed."""
        data, head = self._data, QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.heading)
        head.addWidget(plain(data.patient, self.look, "body", bold=True))
        head.addWidget(plain(f"{data.about} · {data.document}", self.look, "small", color="ink2"))
        return head

    def _add_choices(self, title: str, group: ChoiceGroup, options: Mapping[str, str], name: str) -> IconLine:
        """Add a question with its choices, and return where it is said that none is chosen."""
        look = self.look
        self._asked.addWidget(Heading(title, look, "body"))
        missing = IconLine("alert", self._data.words["withdraw.choose"], look, "small", bold=True, color="errText")
        missing.hide()
        self._asked.addWidget(missing)
        for key, label in options.items():
            choice = Choice(label, look, text_role="body", least_height=56)
            choice.setObjectName(f"withdraw.{name}_{key}")
            self._asked.addWidget(group.add(key, choice))
        if name == "by":
            self._nobody = missing
        return missing

    @property
    def visit_id(self) -> str:
        """The visit whose consent is taken back."""
        return self._data.visit_id

    def show_error(self, text: str) -> None:
        """Say why it did not work; what was typed stays."""
        self._error.say(text)

    def draft(self) -> WithdrawDraft:
        return WithdrawDraft(self._data.visit_id, self.by.chosen_id(), self.way.chosen_id(), self.text.toPlainText())

    def restore_draft(self, draft: object) -> None:
        if not isinstance(draft, WithdrawDraft) or draft.visit_id != self._data.visit_id:
            return
        for group, key in ((self.by, draft.by), (self.way, draft.way)):
            if key in group.ids():
                group.choose(key)
        self.text.setPlainText(draft.text)

    def _give(self) -> None:
        by, way = self.by.chosen_id(), self.way.chosen_id()
        self._nobody.setVisible(not by)
        self._missing.setVisible(not way)
        for group, key in ((self.by, by), (self.way, way)):
            if not key:
                announce(self, self._data.words["withdraw.choose"])
                group.choice(group.ids()[0]).setFocus()
                return
        who: Literal["patient", "representative"] = "representative" if by == "representative" else "patient"
        how: Literal["said", "wrote", "tablet"] = "said" if way == "said" else "wrote" if way == "wrote" else "tablet"
        self.acted.emit(WithdrawGiven(self._data.visit_id, who, how, self.text.typed()))

    # ------------------------------------------------------------ arranging

    def _arrange(self) -> None:
        wide = self.width() >= WIDE_FROM * self.look.step
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)
