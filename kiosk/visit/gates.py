"""The gates of a visit: what stands before a signature and before a seal (standards.md P6, F4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.visit.order import missing_role

if TYPE_CHECKING:
    from kiosk.events import Role
    from kiosk.flow import Plan
    from kiosk.visit.state import VisitState


def next_why(state: VisitState, plan: Plan) -> str:
    """Return the first condition that may apply to the patient and whose page was not shown yet; empty if none is."""
    for condition in plan.conditions:
        if state.may_apply(condition) and plan.condition_pages[condition] not in state.pages_shown:
            return condition
    return ""


def missing_for_confirmation(state: VisitState, plan: Plan) -> str:
    """Return what the patient has not read, answered or said yet, as a message key; empty if that is all done."""
    if any(page not in state.pages_shown for page in plan.pages):
        return "visit.page_not_shown"
    if any(condition not in state.conditions for condition in plan.conditions):
        return "visit.condition_open"
    if next_why(state, plan):
        return "visit.page_not_shown"
    if any(not state.settled(fact) for fact in plan.must_know):
        return "visit.check_open"
    if any(fact not in state.teach_backs for fact in plan.teach_back):
        return "visit.teach_back_open"
    if state.represented and state.wishes is None:
        return "visit.wishes_open"
    return "visit.patient_objects" if state.objects else ""


def missing_for_signature(state: VisitState, plan: Plan) -> str:
    """Return the first thing that stands before a signature, as a message key; empty if nothing does."""
    if state.identity is None or not state.identity.event.confirmed:
        return "visit.identity_open"
    missing = missing_for_confirmation(state, plan)
    if missing:
        return missing
    if state.choice != "agree" or state.confirmed is None:
        return "visit.decision_open"
    return "visit.record_open" if state.electronic is None else ""


def missing_for_role(state: VisitState, role: Role) -> str:
    """Return what keeps somebody beside the one who decides from signing, order apart; empty if nothing does.

    Whoever signs that all was explained and answered signs when it was: the clinician. A withdrawal waits for nothing.
    """
    if state.withdrawn is not None or role != "clinician" or state.choice != "agree":
        return ""
    if state.open_questions:
        return "visit.question_open"
    if state.open_checks:
        return "visit.handed_over_open"
    if state.signature is not None and state.signature.event.method == "paper" and state.paper_received is None:
        return "visit.paper_open"
    return "visit.confirmation_open" if state.needs_reconfirmation else ""


def turn(state: VisitState, plan: Plan) -> Role | None:
    """Return whose signature is needed next for what is to be sealed; None if nobody's is, or nothing is."""
    if state.closed is not None or state.confirmed is None or _sealed(state):
        return None
    return missing_role(state, plan)


def _sealed(state: VisitState) -> bool:
    """Whether the document that the visit is at is sealed: the first one, or that of its withdrawal."""
    return (state.document if state.withdrawn is None else state.withdrawal) is not None


def missing_for_seal(state: VisitState, plan: Plan) -> str:
    """Return what still keeps the visit's document from being sealed, as a message key; empty if nothing does."""
    if _sealed(state):
        return "visit.already_sealed"
    if state.closed is not None:
        return "visit.closed"
    if state.confirmed is None:
        return "visit.decision_open"
    if state.choice == "agree" and state.withdrawn is None:
        missing = missing_for_signature(state, plan)
        if missing:
            return missing
        if state.signature is None:
            return "visit.representative_open" if state.represented else "visit.signature_open"
        missing = missing_for_role(state, "clinician")
        if missing:
            return missing
    role = missing_role(state, plan)
    return "" if role is None else f"visit.{role}_open"
