"""The order of signing: who has signed, who may sign now, and who is still missing. Pure.

The order is a small graph in the treatment's settings (`Plan.signing`), one for each act. The clinic's seal comes when
nobody is missing any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.content import Signer
    from kiosk.events import Act, Role, RoleNotSigned
    from kiosk.flow import Plan
    from kiosk.visit.state import Timed, VisitState

__all__ = ["act_of", "may_sign", "missing_role", "not_signed", "signed_by", "waiting_roles"]

_ACTS: dict[str, Act] = {"agree": "agreement", "decline": "refusal", "talk": "talk"}


def act_of(state: VisitState) -> Act | None:
    """Return what is being signed: by the choice, or the withdrawal of what was sealed; None before a choice."""
    if state.withdrawn is not None:
        return "withdrawal"
    if state.choice is None:
        return None
    renews = state.opened.event.renews is not None and state.choice == "agree"
    return "renewal" if renews else _ACTS[state.choice]


def signed_by(state: VisitState, act: Act) -> frozenset[Role]:
    """Return the roles that have signed an act."""
    signed: set[Role] = {one.event.role for one in state.role_signatures if one.event.act == act}
    given = state.signature.event if state.signature is not None else None
    # Who chose paper has signed when staff hold the paper.
    on_paper = given is not None and given.method == "paper" and state.paper_received is None
    if act in {"agreement", "renewal"} and given is not None and not on_paper:
        signed.add("representative" if state.represented else "patient")
        if given.method == "mark":
            # The panel asks for the name of the witness together with the mark.
            signed.add("witness")
    return frozenset(signed)


def not_signed(state: VisitState, act: Act | None) -> tuple[Timed[RoleNotSigned], ...]:
    """Return what staff noted of those who were to sign an act and could not."""
    return tuple(one for one in state.not_signed if one.event.act == act)


def _needed(signer: Signer, state: VisitState) -> bool:
    """Whether the act cannot be sealed without this signature."""
    match signer.needed:
        case "always":
            return True
        case "represented":
            return state.represented
        case "unless_represented":
            return not state.represented
        case "marked":
            return state.signature is not None and state.signature.event.method == "mark"
        case "interpreted":
            return state.companion is not None and state.companion.kind == "interpreter"
        case "wanted":
            return False


def waiting_roles(state: VisitState, plan: Plan) -> tuple[Role, ...]:
    """Return the roles whose signature is still needed for what is being signed, in the order of the settings."""
    act = act_of(state)
    if act is None:
        return ()
    over = signed_by(state, act) | {one.event.role for one in not_signed(state, act)}
    return tuple(one.role for one in plan.signing.get(act, ()) if one.role not in over and _needed(one, state))


def missing_role(state: VisitState, plan: Plan) -> Role | None:
    """Return the role that stands next before the seal; None when everybody needed has signed."""
    waiting = waiting_roles(state, plan)
    return next((role for role in waiting if may_sign(state, plan, role)), waiting[0] if waiting else None)


def may_sign(state: VisitState, plan: Plan, role: Role) -> bool:
    """Whether it is this role's turn: it is in the order, has not signed, and those needed before it have.

    Nobody who comes before somebody else may sign after them, wanted or not; and nobody does of whom staff noted that
    they cannot: the document says so.
    """
    act = act_of(state)
    order = plan.signing.get(act, ()) if act is not None else ()
    if act is None or role not in {one.role for one in order}:
        return False
    signed, waiting = signed_by(state, act), set(waiting_roles(state, plan))
    mine = next(one for one in order if one.role == role)
    too_late = any(role in one.after and one.role in signed for one in order)
    apart = {"represented": state.represented, "unless_represented": not state.represented}.get(mine.needed, True)
    # Nobody signs in the place of a patient who decides, whatever the order says of it.
    apart = apart and (role != "representative" or state.represented)
    over = signed | {one.event.role for one in not_signed(state, act)}
    return apart and role not in over and not too_late and not waiting & set(mine.after)
