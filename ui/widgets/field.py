"""A labelled line to type into: the label above, and the length that a record can hold."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.theme import Look, families_for
from ui.widgets.labels import plain

__all__ = ["Field"]

MOST: Final = 200
"""Most characters of a name or a role."""


class Field(QWidget):
    """A label and a line edit under it; `hint` stands beside the label in quiet type."""

    def __init__(
        self, label: str, look: Look, hint: str = "", *, most: int = MOST, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        column.addWidget(plain(label, look, "body", bold=True))
        if hint:
            column.addWidget(plain(hint, look, "small", color="ink2"))
        self.edit = QLineEdit()
        self.edit.setMaxLength(most)
        # Each script that is typed is there to be seen.
        self.edit.textChanged.connect(families_for)
        self.edit.setAccessibleName(label)
        self.edit.setAccessibleDescription(hint)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText)
        self.edit.setMinimumHeight(max(look.target("primary"), round(look.line("body") * 1.4)))
        column.addWidget(self.edit)

    def text(self) -> str:
        """Return what was typed as one line, without blanks around it: what is pasted may have line ends."""
        return " ".join(self.edit.text().splitlines()).strip()
