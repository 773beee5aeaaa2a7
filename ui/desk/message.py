"""A page for staff with one plain sentence and what to do next: the vault is read-only, the disk is full, printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.desk_form import DeskPage
from ui.widgets.labels import IconLine, plain

__all__ = ["DeskMessage", "MessageAnswered", "MessagePage"]


@dataclass(frozen=True, slots=True)
class MessageAnswered:
    """Somebody pressed one of the buttons: `key` as given."""

    key: str


@dataclass(frozen=True, slots=True)
class DeskMessage:
    """A title, a sentence, what to do next; (key, label) of the buttons, the first one filled.

    `trouble` puts the alert sign before the sentence. Without `actions` there is one button, "Back to the list" with
    the key `back`. A page that `waits` has none: it goes by itself. `words`: `desk.back_to_list`.
    """

    words: Mapping[str, str]
    title: str
    text: str
    next_step: str = ""
    trouble: bool = True
    actions: tuple[tuple[str, str], ...] = ()
    waits: bool = False


class MessagePage(DeskPage):
    """Emits `MessageAnswered`."""

    def __init__(self, data: DeskMessage, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(data.title, look, widest=760, parent=parent)
        self.body.addStretch(1)
        self.body.addWidget(self.heading)
        icon = "clock" if data.waits else "alert" if data.trouble else "circlecheck"
        color = "errText" if data.trouble and not data.waits else "ink"
        self.body.addWidget(IconLine(icon, data.text, look, "lead", color=color))
        if data.next_step:
            self.body.addWidget(plain(data.next_step, look, "body"))
        self.body.addSpacing(look.space(4))
        self.buttons: list[PrimaryButton | SecondaryButton] = []
        actions = data.actions or (("back", data.words["desk.back_to_list"]),)
        for index, (key, label) in enumerate(() if data.waits else actions):
            button = SecondaryButton(label, look) if index else PrimaryButton(label, look)
            button.setObjectName(f"message.{key}")
            button.clicked.connect(lambda _checked=False, key=key: self.acted.emit(MessageAnswered(key)))
            self.body.addWidget(button)
            self.buttons.append(button)
        self.body.addStretch(2)

    def focus_first(self) -> None:
        (self.buttons[0] if self.buttons else self.heading).setFocus()
