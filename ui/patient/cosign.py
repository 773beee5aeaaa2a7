"""Sign as a witness or an interpreter, or sign to take a consent back: what is signed, and the place to sign.

The second half of signing as somebody; who they are was asked before (`ui.patient.signer`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from kiosk.document.blocks import Block
from kiosk.visit import LeaveSigning, SignAs
from ui.theme import Look
from ui.widgets.intents import SignerAgain, SignerKnown, TabletRole
from ui.widgets.patient_screen import Frame
from ui.widgets.signing_screen import SignData, SigningScreen

__all__ = ["CosignData", "CosignScreen"]


@dataclass(frozen=True, slots=True)
class CosignData:
    """Who signs, and what: the blocks that `digest` names. `withdrawal` tells that they take a consent back.

    `words`: `sign.*`, `cosign.*`, `signer.leave*`, `page.show_more`.
    """

    words: Mapping[str, str]
    role: TabletRole
    signer: SignerKnown
    blocks: tuple[Block, ...]
    digest: str
    meaning: str
    date: str
    withdrawal: bool = False


class CosignScreen(SigningScreen):
    """Next sends `SignAs`, Back leads to who they are, and the second way in the bar is `LeaveSigning`."""

    def __init__(self, data: CosignData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(_sign_data(data), look, parent=parent)
        self._given = data

    @property
    def frame(self) -> Frame:
        # They see what they sign, and nothing else of the patient's visit.
        decides = self._given.role in {"patient", "representative"}
        leave = self._given.words["signer.leave_withdrawal" if decides else "signer.leave"]
        return replace(super().frame, top="aids", progress=False, question=False, other=leave)

    def next_commands(self) -> list[object]:
        data, signer, given = self._given, self._given.signer, self.panel.given()
        return [
            SignAs(
                role=data.role,
                signer_name=signer.name,
                meaning=data.meaning,
                method=given.way,
                identity_method=signer.identity_method,
                form_digest=data.digest,
                ink=given.ink,
                typed_name=given.typed_name,
                interpreter=signer.interpreter,
            )
        ]

    def on_back(self) -> list[object]:
        return [] if self.retreat() else [SignerAgain()]

    def on_other(self) -> list[object]:
        return [LeaveSigning()]


def _sign_data(data: CosignData) -> SignData:
    """Return the same for the page to sign on, in the words of this role."""
    words, role = data.words, data.role
    away = data.signer.interpreter is not None and data.signer.interpreter.mode != "in_person"
    said = dict(words)
    said["sign.title"] = words["cosign.title_withdrawal" if data.withdrawal else "cosign.title"]
    said["sign.here"] = words[f"cosign.here_{role}"]
    if away:
        # Who is on the phone cannot hold the pen: the name is typed for them, as they say it.
        said["sign.type_name"] = words["cosign.type_name_away"]
        said["sign.type_hint"] = words["cosign.type_hint_away"]
        said["sign.type_confirm"] = words["cosign.type_confirm_away"]
    return SignData(
        words=said,
        blocks=data.blocks,
        digest=data.digest,
        meaning=data.meaning,
        name=data.signer.name,
        date=data.date,
        ways=("typed",) if away else ("ink", "typed"),
    )
