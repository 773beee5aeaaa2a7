"""Signing: the form and its signature, who signs beside the one who decides, and taking a consent back. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk import events as e
from kiosk.errors import Refused
from kiosk.visit.commands import (
    AnswerElectronicRecord,
    CallSigner,
    LeaveSigning,
    NoteNotSigned,
    RecordWishes,
    ShowForm,
    Sign,
    SignAs,
    Withdraw,
)
from kiosk.visit.evolving import evolve
from kiosk.visit.gates import missing_for_role, missing_for_signature
from kiosk.visit.order import act_of, may_sign, waiting_roles
from kiosk.visit.signatures import is_complete, is_complete_role
from kiosk.visit.telling import refuse_unless

if TYPE_CHECKING:
    from kiosk.flow import Plan
    from kiosk.visit.commands import Command
    from kiosk.visit.state import VisitState

__all__ = [
    "STAFF_ROLES",
    "can_choose_again",
    "decide_desk_signing",
    "decide_form",
    "decide_role",
    "step_after_signing",
    "waits_for_paper",
]

STAFF_ROLES: Final[frozenset[e.Role]] = frozenset({"explainer", "clinician"})
"""Who signs at the desk with an account and its PIN; the others sign on the tablet."""
_BESIDE: Final[tuple[e.Role, ...]] = ("witness", "interpreter")
"""Who is asked to sign on the tablet without being called: those who sit beside the one who decides."""
LONGEST_REASON: Final = 500
"""Most characters of the reason why somebody did not sign: it stands in the document in the place of a signature."""


def waits_for_paper(state: VisitState) -> bool:
    """Whether the patient is to sign the printed form, and staff do not hold it yet."""
    if not _is_at_the_end(state):
        # The patient is choosing again: what was signed then is not asked for any more.
        return False
    return state.signature is not None and state.signature.event.method == "paper" and state.paper_received is None


def can_choose_again(state: VisitState) -> bool:
    """Whether a signed agreement can still be taken back by a new choice: until it is sealed it binds nobody."""
    return state.signature is not None and state.document is None and _is_at_the_end(state)


def _is_at_the_end(state: VisitState) -> bool:
    return state.step in {"done", "reconfirm"} or state.step.startswith("cosign:")


def step_after_signing(state: VisitState, plan: Plan, left: str = "") -> str:
    """Return where the tablet goes after a signature: to the next who sits there and has to sign, else to the end.

    `left` is the role whose turn it was on the tablet; those before it are not asked again.
    """
    act = act_of(state)
    order = [one.role for one in plan.signing.get(act, ())] if act is not None else []
    later = order[order.index(left) + 1 :] if left in order else order
    waiting = waiting_roles(state, plan)
    roles = (role for role in later if role in _BESIDE and role in waiting and may_sign(state, plan, role))
    return next((f"cosign:{role}" for role in roles), "done")


# ------------------------------------------------------------------ on the tablet


def decide_form(state: VisitState, command: Command, plan: Plan) -> tuple[e.Event, ...] | None:
    """Decide what comes before the deciding signature, and that signature; None if the command is another's.

    Raises:
        Refused: it is not possible now.
    """
    step = plan.step(state.step)
    match command:
        case RecordWishes(wishes, assent):
            refuse_unless(step.kind == "wishes", "visit.not_here")
            refuse_unless(bool(wishes.strip()) or assent == "cannot_say", "visit.wishes_empty")
            told = e.WishesRecorded(wishes=wishes, assent=assent)
            return () if state.wishes is not None and state.wishes.event == told else (told,)
        case AnswerElectronicRecord(accepted):
            refuse_unless(step.kind == "record", "visit.not_here")
            answered = e.ElectronicRecordAnswered(accepted=accepted)
            return () if state.electronic is not None and state.electronic.event == answered else (answered,)
        case ShowForm(content_digest):
            refuse_unless(step.kind == "sign", "visit.not_here")
            known = state.form_shown is not None and state.form_shown.event.content_digest == content_digest
            return () if known else (e.FormShown(content_digest=content_digest),)
        case Sign() as sign:
            refuse_unless(step.kind == "sign" and state.signature is None, "visit.not_here")
            return _sign(state, sign, plan)
        case _:
            return None


def _sign(state: VisitState, sign: Sign, plan: Plan) -> tuple[e.Event, ...]:
    missing = missing_for_signature(state, plan)
    refuse_unless(not missing, missing)
    shown = state.form_shown is not None and state.form_shown.event.content_digest == sign.form_digest
    refuse_unless(shown, "visit.form_not_shown")
    on_paper = state.electronic is not None and not state.electronic.event.accepted
    refuse_unless(sign.method == "paper" or not on_paper, "visit.paper_only")
    refuse_unless(is_complete(sign, state.decider, state.opened.event.patient.name), "visit.signature_incomplete")
    signature = e.SignatureGiven(
        method=sign.method,
        meaning=sign.meaning,
        form_digest=sign.form_digest,
        ink=sign.ink,
        typed_name=sign.typed_name,
        witness_name=sign.witness_name,
    )
    # Only the step after it is looked up in this state: no time of it is kept.
    signed = evolve(state, signature, state.opened.at)
    return (signature, e.StepEntered(step=step_after_signing(signed, plan)))


def decide_role(state: VisitState, command: Command, plan: Plan) -> tuple[e.Event, ...] | None:
    """Decide a signature beside the deciding one on the tablet, or that it is left for later.

    Raises:
        Refused: it is not this person's turn, or something is missing in the signature.
    """
    step = plan.step(state.step)
    match command:
        case SignAs() as sign:
            signed = _sign_as(state, sign, plan)
            refuse_unless(step.kind == "cosign" and step.subject == sign.role, "visit.not_here")
            after = evolve(state, signed, state.opened.at)
            return (signed, e.StepEntered(step=step_after_signing(after, plan, sign.role)))
        case LeaveSigning():
            refuse_unless(step.kind == "cosign", "visit.not_here")
            return (e.StepEntered(step=step_after_signing(state, plan, step.subject)),)
        case _:
            return None


def _sign_as(state: VisitState, sign: SignAs, plan: Plan) -> e.RoleSigned:
    act = act_of(state)
    if act is None or (act != "withdrawal" and state.confirmed is None):
        raise Refused("visit.decision_open")
    # The one who decides signs the form by `Sign`, with all that belongs to it.
    decides = act != "withdrawal" and sign.role in {"patient", "representative"}
    refuse_unless(not decides and may_sign(state, plan, sign.role), "visit.out_of_order")
    missing = missing_for_role(state, sign.role)
    refuse_unless(not missing, missing)
    by_staff = sign.role in STAFF_ROLES
    refuse_unless(by_staff == (sign.staff is not None), "visit.signature_incomplete")
    refuse_unless(is_complete_role(sign, state.decider, state.opened.event.patient.name), "visit.signature_incomplete")
    return e.RoleSigned(
        act=act,
        role=sign.role,
        signer_name=sign.signer_name,
        meaning=sign.meaning,
        method=sign.method,
        identity_method=sign.identity_method,
        form_digest=sign.form_digest,
        ink=sign.ink,
        typed_name=sign.typed_name,
        staff=sign.staff,
        interpreter=sign.interpreter,
    )


# ------------------------------------------------------------------ at the desk


def decide_desk_signing(state: VisitState, command: Command, plan: Plan) -> tuple[e.Event, ...] | None:
    """Decide what staff sign, whom they call to the tablet or wait for no more, and a withdrawal they were told of.

    Raises:
        Refused: it is not possible now.
    """
    match command:
        case SignAs(role=role) as sign if role in STAFF_ROLES:
            signed = _sign_as(state, sign, plan)
            # Who is choosing again, or still has to confirm, has not signed for good.
            refuse_unless(_is_at_the_end(state), "visit.out_of_order")
            ends = role == "clinician" and state.step != "done"
            return (signed, e.StepEntered(step="done")) if ends else (signed,)
        case CallSigner(role, staff):
            refuse_unless(role not in STAFF_ROLES and _is_at_the_end(state), "visit.out_of_order")
            decides = state.withdrawn is None and role in {"patient", "representative"}
            refuse_unless(not decides and state.confirmed is not None, "visit.out_of_order")
            refuse_unless(may_sign(state, plan, role), "visit.out_of_order")
            return (e.VisitResumed(staff=staff), e.StepEntered(step=f"cosign:{role}"))
        case NoteNotSigned() as note:
            return _not_signed(state, note, plan)
        case Withdraw(by, way, words, staff):
            sealed = state.document.event.kind if state.document is not None else ""
            refuse_unless(sealed in {"consent", "renewal"}, "visit.nothing_to_withdraw")
            refuse_unless(state.withdrawn is None, "visit.already_withdrawn")
            refuse_unless(by == "patient" or state.represented, "visit.no_representative")
            return (e.ConsentWithdrawn(by=by, way=way, words=words, staff=staff),)
        case _:
            return None


def _not_signed(state: VisitState, note: NoteNotSigned, plan: Plan) -> tuple[e.Event, ...]:
    """Decide that nobody waits for an interpreter any more: only for what binds the patient to nothing.

    Who agrees through an interpreter agrees to what the interpreter said: that they have to sign for.
    """
    act = act_of(state)
    refuse_unless(note.role == "interpreter", "visit.out_of_order")
    refuse_unless(act in {"refusal", "talk"}, "visit.interpreter_needed")
    refuse_unless(state.confirmed is not None and _is_at_the_end(state), "visit.out_of_order")
    if act is None or note.role not in waiting_roles(state, plan):
        raise Refused("visit.out_of_order")
    refuse_unless(bool(note.reason.strip()), "visit.reason_empty")
    refuse_unless(len(note.reason) <= LONGEST_REASON, "visit.too_long")
    companion = state.companion
    noted = e.RoleNotSigned(
        act=act,
        role=note.role,
        signer_name=companion.companion_name if companion is not None else "",
        # It stands in half of a page's width, beside its label: lines that are left free have no place there.
        reason=" ".join(note.reason.split()),
        staff=note.staff,
    )
    return (noted,) if state.step == "done" else (noted, e.StepEntered(step="done"))
