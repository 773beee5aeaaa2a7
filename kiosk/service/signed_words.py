"""Signed words: the sentence that stands for a signature, of each role and act, and the form that it is put under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.service.kept import kept_content
from kiosk.visit import STAFF_ROLES, Refused, Sign, SignAs, act_of, refuse_other_meaning

if TYPE_CHECKING:
    from kiosk.document import ConsentDocument
    from kiosk.events import Role
    from kiosk.service.serving import KioskService, VisitView
    from kiosk.visit import Command

__all__ = ["meaning_of", "refuse_other_words", "signed_form"]


def meaning_of(service: KioskService, view: VisitView, role: Role) -> str:
    """Return what a role signs now, in the visit's language; before a choice, what it would under an agreement."""
    from kiosk.document import meaning

    state, language = view.state, view.state.opened.event.language
    text = view.treatment.text[language]
    return meaning(state, text, service.words(language), role, act_of(state) or "agreement")


def signed_form(service: KioskService, view: VisitView) -> ConsentDocument:
    """Return what is on the screen to be signed: the form as it stands now."""
    from kiosk.document import compose_form

    state = view.state
    words = service.words(state.opened.event.language)
    return compose_form(state, view.plan, kept_content(service, state), service.settings, words)


def refuse_other_words(service: KioskService, view: VisitView, command: Command) -> None:
    """Refuse a signature under another sentence or another form than this visit has now, and one of staff.

    Staff give their PIN again and sign by `sign_as_staff`: no other command can stand for that.

    Raises:
        Refused: the command signs something else, or for a member of staff.
    """
    from kiosk.document import form_digest

    match command:
        case SignAs(role=role) if role in STAFF_ROLES:
            raise Refused("visit.out_of_order")
        case Sign():
            signer: Role = "representative" if view.state.represented else "patient"
        case SignAs(role=role):
            signer = role
        case _:
            return
    refuse_other_meaning(command, meaning_of(service, view, signer))
    if command.form_digest != form_digest(signed_form(service, view)):
        raise Refused("visit.form_not_shown")
