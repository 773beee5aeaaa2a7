"""Opening the kiosk for the day: the clinic's passphrase, which is never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import Look
from ui.widgets.buttons import PrimaryButton
from ui.widgets.choice import Choice
from ui.widgets.desk_form import DeskPage, Input, line_edit
from ui.widgets.labels import IconLine, plain

__all__ = ["UnlockData", "UnlockGiven", "UnlockScreen"]


@dataclass(frozen=True, slots=True)
class UnlockGiven:
    """Open with this passphrase; empty for the demo, which made its own."""

    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnlockData:
    """`demo`: no passphrase is asked for, and the screen says why. `error`: what went wrong before this."""

    words: Mapping[str, str]
    clinic: str
    demo: bool = False
    error: str = ""


class UnlockScreen(DeskPage):
    """Emits `UnlockGiven`. `show_error` empties the line and says what to do; `show_busy` while the key is made."""

    def __init__(self, data: UnlockData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["unlock.title"], look, widest=640, parent=parent)
        self._data = data
        lead = words["unlock.lead_demo" if data.demo else "unlock.lead"]
        self.body.addStretch(1)
        self.body.addWidget(self.heading)
        self.body.addWidget(plain(lead.format(clinic=data.clinic), look, "body", color="ink2"))
        self.body.addSpacing(look.space(2))
        self.passphrase = line_edit(look)
        self.passphrase.setObjectName("unlock.passphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        hints = self.passphrase.inputMethodHints()
        self.passphrase.setInputMethodHints(hints | Qt.InputMethodHint.ImhSensitiveData)
        self.passphrase.returnPressed.connect(self._give)
        self._input = Input(words["unlock.passphrase"], self.passphrase, look)
        self.show_it = Choice(words["unlock.show"], look, kind="check")
        self.show_it.setObjectName("unlock.show")
        self.show_it.toggled.connect(self._show_characters)
        for widget in (self._input, self.show_it):
            # Only in its place: what is shown without one becomes a window.
            self.body.addWidget(widget)
            widget.setVisible(not data.demo)
        self._busy = IconLine("clock", words["unlock.busy"], look, "body")
        self._busy.hide()
        self._trouble = IconLine("alert", data.error, look, "body", bold=True, color="errText")
        self.body.addWidget(self._busy)
        self.body.addWidget(self._trouble)
        self._trouble.setVisible(data.demo and bool(data.error))
        self.body.addSpacing(look.space(2))
        self.open = PrimaryButton(words["unlock.open_demo" if data.demo else "unlock.open"], look)
        self.open.setObjectName("unlock.open")
        self.open.clicked.connect(self._give)
        self.body.addWidget(self.open)
        self.body.addStretch(2)
        if not data.demo:
            self._input.set_error(data.error)

    def focus_first(self) -> None:
        (self.open if self._data.demo else self.passphrase).setFocus()

    def error_text(self) -> str:
        """Return what went wrong, or nothing."""
        if self._data.demo:
            return "" if self._trouble.isHidden() else self._trouble.text()
        return self._input.error()

    def show_error(self, text: str) -> None:
        """Say what went wrong; the passphrase has to be typed again."""
        self._busy.hide()
        if self._data.demo:
            self._trouble.setText(text)
            self._trouble.setVisible(bool(text))
            return
        self.passphrase.clear()
        self._input.set_error(text)
        self.passphrase.setFocus()

    def show_busy(self) -> None:
        """Say that it takes a moment."""
        self._input.set_error("")
        self._trouble.hide()
        self._busy.show()

    def _show_characters(self, shown: bool) -> None:
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _give(self) -> None:
        if not self._busy.isHidden():
            return
        if self._data.demo:
            self.acted.emit(UnlockGiven(""))
        elif not self.passphrase.text():
            self.show_error(self._data.words["unlock.empty"])
        else:
            self.acted.emit(UnlockGiven(self.passphrase.text()))
