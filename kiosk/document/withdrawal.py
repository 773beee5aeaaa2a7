"""The withdrawal of a consent: which one is taken back, by whom and how, and what that means, in plain words.

Each sentence on what it means rests on a fact of the content (`MEANS`), and on what the program itself does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.content import Span
from kiosk.document.form import FormSection, Item, document_title

if TYPE_CHECKING:
    from kiosk.document.form import Desk

__all__ = ["MEANS", "means_section", "withdrawn_rows"]

MEANS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("document.withdrawal_stops", ("consent-voluntary-withdraw",)),
    ("document.withdrawal_care", ("consent-voluntary-withdraw",)),
    ("document.withdrawal_given", ("can-ask-to-stop",)),
    ("document.withdrawal_medicines", ("do-not-stop-medicines",)),
    ("document.withdrawal_again", ("consent-voluntary-withdraw",)),
    ("document.withdrawal_record", ()),
)
"""What a withdrawal means: the keys of the sentences, each with the facts that it rests on."""


def withdrawn_rows(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return which consent was taken back, when, how and by whom, whom they told, and their words if they were kept.

    Raises:
        ValueError: nothing was taken back.
    """
    words, sealed, taken = desk.words, desk.state.document, desk.state.withdrawn
    if sealed is None or taken is None:
        raise ValueError("no consent was withdrawn")
    who = desk.opened.patient.name if taken.event.by == "patient" else desk.state.decider
    rows = [
        (words["document.withdrawn_document"], document_title(desk, sealed.event.kind)),
        (words["document.document_id"], sealed.event.document_id),
        (words["document.code"], sealed.event.verification_code),
        (words["document.withdrawn_sealed"], desk.time(sealed.event.sealed_at)),
        (words["document.withdrawn_at"], desk.time(taken.at)),
        (words["document.withdrawn_by"], desk.say(f"withdrawn_by_{taken.event.by}", name=who)),
        (words["document.withdrawn_how"], words[f"document.withdrawn_{taken.event.way}"]),
        (words["document.withdrawn_told"], taken.event.staff.name),
    ]
    if taken.event.words.strip():
        rows.append((words["document.withdrawn_words"], desk.say("quoted", text=taken.event.words)))
    return tuple(rows)


def means_section(desk: Desk) -> FormSection:
    """Return what a withdrawal means for the patient."""
    items = tuple((Span(desk.words[key]),) for key, _ in MEANS)
    return FormSection(desk.words["document.withdrawal_means"], (Item("bullets", items=items),))
