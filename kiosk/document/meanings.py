"""Meanings: the sentence that each role signs (21 CFR 11.50). It stands on the screen, in the document and in the seal.

The patient who decides signs the treatment's own text; everybody else a sentence of the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kiosk.content import TreatmentText
    from kiosk.events import Act, Role
    from kiosk.i18n import Words
    from kiosk.visit import VisitState

__all__ = ["meaning"]

_OTHER_IN_WITHDRAWAL: Final = frozenset({"patient", "representative", "clinician"})
"""Who signs another sentence under a withdrawal than under a decision."""


def meaning(state: VisitState, text: TreatmentText, words: Words, role: Role, act: Act) -> str:
    """Return what a role signs under an act.

    Args:
        state: the visit; a representative and a witness say whom they mean.
        text: the treatment's words, for the patient's own meaning.
        words: the catalogue of the visit's language.
        role: who signs.
        act: what is signed.
    """
    name = state.opened.event.patient.name
    if act == "withdrawal" and role in _OTHER_IN_WITHDRAWAL:
        return words.say(f"document.meaning_{role}_withdrawal", {"name": name})
    if role == "patient":
        return text.meaning[_CHOICES[act]]
    if role == "witness" and (state.signature is None or state.signature.event.method != "mark"):
        return words.say("document.meaning_witness_signed", {"name": state.decider})
    if role == "witness" and state.represented:
        return words["document.meaning_witness_represented"]
    if role == "clinician" and state.represented:
        return words["document.meaning_clinician_represented"]
    return words.say(f"document.meaning_{role}", {"name": name})


_CHOICES: Final[dict[Act, str]] = {"agreement": "agree", "renewal": "agree", "refusal": "decline", "talk": "talk"}
