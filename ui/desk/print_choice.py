"""What to print of a visit: each sealed document, and each copy that is made of one for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.desk_form import DeskPage, PageLine
from ui.widgets.labels import plain
from ui.widgets.painting import follow_width
from ui.widgets.pair import Pair

__all__ = ["PrintChoiceClosed", "PrintChoiceData", "PrintChoiceScreen", "PrintChosen"]


@dataclass(frozen=True, slots=True)
class PrintChosen:
    """Print this one: `key` as given."""

    visit_id: str
    key: str


@dataclass(frozen=True, slots=True)
class PrintChoiceClosed:
    """Back to where it was asked for: the visit, or the list."""

    visit_id: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class PrintChoiceData:
    """`kinds` are (key, name, what it is for). `listed`: it was asked for in the list. `words`: `print_choice.*`."""

    words: Mapping[str, str]
    visit_id: str
    patient: str
    kinds: tuple[tuple[str, str, str], ...]
    listed: bool = False


class PrintChoiceScreen(DeskPage):
    """Emits `PrintChosen` and `PrintChoiceClosed`."""

    def __init__(self, data: PrintChoiceData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["print_choice.title"], look, widest=820, parent=parent)
        self._data = data
        self.body.setSpacing(look.space(2))
        self.body.addWidget(self.heading)
        self.body.addWidget(plain(data.patient, look, "lead", bold=True))
        self._error = PageLine(look)
        self.body.addWidget(self._error)
        self._busy = PageLine(look, "clock", color="ink")
        self.body.addWidget(self._busy)
        for key, name, detail in data.kinds:
            card = Card(look, padding=12)
            button = SecondaryButton(words["print_choice.print"], look, "print", size="primary", icon_at="start")
            button.setObjectName(f"print_choice.{key}")
            button.setAccessibleName(words["print_choice.print_name"].format(name=name))
            button.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            told = QWidget()
            column = QVBoxLayout(told)
            column.setContentsMargins(look.space(2), 0, 0, 0)
            column.setSpacing(0)
            column.addWidget(plain(name, look, "body", bold=True))
            column.addWidget(plain(detail, look, "small", color="ink2"))
            follow_width(told)
            card.body.addWidget(Pair(told, button, look))
            self.body.addWidget(card)
        self.back = SecondaryButton(
            words["desk.back_to_list" if data.listed else "print_choice.back"], look, "back", size="primary"
        )
        self.back.setObjectName("print_choice.back")
        self.back.clicked.connect(lambda: self.acted.emit(PrintChoiceClosed(data.visit_id, data.listed)))
        self.body.addWidget(self.back)
        self.body.addStretch(1)

    @property
    def visit_id(self) -> str:
        """The visit whose documents can be printed."""
        return self._data.visit_id

    def show_error(self, text: str) -> None:
        """Say why something could not be printed."""
        self._busy.say("")
        self._error.say(text)

    def _choose(self, key: str) -> None:
        """Print once, however often it is pressed while that takes."""
        if not self._busy.said():
            self._error.say("")
            self._busy.say(self._data.words["print_choice.busy"])
            self.acted.emit(PrintChosen(self._data.visit_id, key))
