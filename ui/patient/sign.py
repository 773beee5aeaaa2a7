"""Read and sign (12): the patient, or who decides for them, signs the real form."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk.visit import ShowForm, Sign
from ui.theme import Look
from ui.widgets.signing_screen import SignData, SigningScreen

__all__ = ["SignScreen"]


class SignScreen(SigningScreen):
    """Emits `ShowForm` when all of the form was on screen; Next sends `Sign`."""

    def __init__(self, data: SignData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(data, look, parent=parent)
        self._signed = data

    def all_seen(self) -> None:
        self.acted.emit(ShowForm(self._signed.digest))

    def next_commands(self) -> list[object]:
        data, given = self._signed, self.panel.given()
        return [Sign(given.way, data.meaning, data.digest, given.ink, given.typed_name, given.witness_name)]
