"""The card of the signatures beside the patient's (16): who has signed, what the clinician says, what is missing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desk.review.cards import PADDING
from ui.desk.review.data import NotSignedWanted, ReviewData, SignerCalled, Signing, StaffSignWanted
from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.painting import follow_width

__all__ = ["SigningCard"]


class SigningCard(Card):
    """Asks for `StaffSignWanted`, `SignerCalled` and `NotSignedWanted`.

    Countersign always works: too soon, it says what is missing.
    """

    wanted = Signal(object)
    too_soon = Signal()

    def __init__(self, data: ReviewData, signing: Signing, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, padding=PADDING, parent=parent)
        self._data, self._signing, self._look_of = data, signing, look
        words = data.words
        self.body.addWidget(Heading(signing.title, look, "body"))
        if signing.meaning:
            self.body.addWidget(plain(signing.meaning, look, "small"))
        for role, line in signing.signed:
            self.body.addWidget(IconLine("circlecheck", f"{role}: {line}", look, "small", color="okText"))
        for role, why, noted in signing.unsigned:
            said = words["review.unsigned"].format(role=role, reason=why, noted=noted)
            self.body.addWidget(IconLine("info", said, look, "small"))
        self.body.addStretch(1)
        self._why = IconLine("alert", signing.why_not, look, "small", color="attnText")
        # Only in its place: what is shown without one becomes a window.
        self.body.addWidget(self._why)
        self._why.setVisible(bool(signing.why_not))
        self.buttons: dict[str, Button] = {}
        for role in signing.calls:
            self._add(f"call_{role}", words[f"review.call_{role}"], "tablet", SignerCalled(data.visit_id, role))
        for role in signing.excused:
            self._add(f"excuse_{role}", words[f"review.excuse_{role}"], "", NotSignedWanted(data.visit_id, role))
        if signing.explainer:
            self._add("explain", words["review.explain"], "people", StaffSignWanted(data.visit_id, "explainer"))
        if signing.by_clinician and not signing.done:
            self._add("sign", words["review.sign"], "pen", StaffSignWanted(data.visit_id, "clinician"))

    def _add(self, name: str, label: str, icon: str, intent: object) -> None:
        task = self._data.next_task
        # The first one who is called is the one who is waited for.
        first = task == name or (task == "call" and not self.buttons and name.startswith("call_"))
        make = PrimaryButton if first else SecondaryButton
        button = make(label, self._look_of, icon, size="primary", icon_at="start")
        button.setObjectName(f"review.{name}")
        follow_width(button)
        button.clicked.connect(lambda: self._press(name, intent))
        self.body.addWidget(button)
        self.buttons[name] = button

    def _press(self, name: str, intent: object) -> None:
        if name == "sign" and self._signing.why_not:
            announce(self, self._signing.why_not)
            self.too_soon.emit()
        else:
            self.wanted.emit(intent)
