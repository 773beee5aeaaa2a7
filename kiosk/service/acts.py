"""Acts: what is signed at the desk or called to the tablet, and taking a consent back.

A clinician's signature and the seal are one transaction: either both are in the vault, or neither is and the clinician
signs again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kiosk.errors import OperatorError
from kiosk.service.chains import newest_renewal
from kiosk.service.checking_in import require_renewable
from kiosk.service.clinician_keys import signing_key
from kiosk.service.entry import check_typed
from kiosk.service.sealing import clock_doubts, seal_visit
from kiosk.service.signed_words import meaning_of, signed_form
from kiosk.visit import CallSigner, NoteNotSigned, SignAs, Withdraw, act_of, decide, evolve, missing_for_seal

if TYPE_CHECKING:
    from kiosk import events as e
    from kiosk.service.serving import KioskService, VisitView
    from kiosk.staff import Account, StaffBook

__all__ = ["call_signer", "meaning_of", "note_not_signed", "sign_as_staff", "withdraw"]

StaffRole = Literal["explainer", "clinician"]


def sign_as_staff(
    service: KioskService,
    book: StaffBook,
    visit_id: str,
    staff_id: str,
    pin: str,
    role: StaffRole,
    *,
    method: e.SignatureMethod = "typed",
    ink: e.Ink | None = None,
) -> VisitView:
    """Sign a visit's document with an account, whose PIN is given again; it is sealed when nobody is missing any more.

    Who may sign is asked now, not at sign-in: the account as it stands in the store counts (21 CFR 11.10(g)).

    Args:
        service: the kiosk.
        book: the accounts.
        visit_id: what is signed.
        staff_id: whose account.
        pin: as typed just now; wrong tries count and lock as at sign-in.
        role: as what they sign. Only a clinician signs as one.
        method: `typed` is the account's name; `ink` comes with the ink.
        ink: drawn on the pad.

    Raises:
        Refused: it is not this role's turn, something is still open, or the ink is none. The PIN was not looked at.
        OperatorError: unknown or closed account, no clinician, wrong PIN, the consent that is renewed was taken back
            meanwhile, the clock is wrong, or the disk refuses.
        TamperError: what was sealed does not verify. Nothing is stored then but the failure.
    """
    view = service.view(visit_id)
    account = book.account(staff_id)
    _require_standing(service, view)
    # Nobody should type a PIN to learn that it is not their turn.
    decide(view.state, _signature(service, view, account, role, method, ink), view.plan)
    _require_right(account, role)
    now = service.clock()
    account = book.confirm_pin(staff_id, pin, now=now)
    command = _signature(service, view, account, role, method, ink)
    check_typed(command)
    happened = list(decide(view.state, command, view.plan))
    signed = view.state
    for event in happened:
        signed = evolve(signed, event, now)
    if missing_for_seal(signed, view.plan):
        service.append(view.state, happened, account.actor, now=now)
        return service.view(visit_id)
    with service.noted_failure(visit_id):
        # Keys are made and opened only by a clock that was judged.
        clock_doubts(service.store, service.settings, now, service.watch)
        own = signing_key(service.store, account.id, account.name, pin, now) if role == "clinician" else None
        event, files = seal_visit(service.seal_desk(signed, patient_waits=False), signed, view.plan, now, own)
        service.append(view.state, [*happened, event], account.actor, files, now=now)
    return service.view(visit_id)


def _require_standing(service: KioskService, view: VisitView) -> None:
    """Refuse to renew a consent that was taken back or renewed after check-in: the walk of a renewal rests on it.

    Raises:
        OperatorError: it was.
    """
    renews = view.state.opened.event.renews
    if act_of(view.state) != "renewal" or renews is None:
        return
    require_renewable(service, renews.visit_id)


def _require_right(account: Account, role: StaffRole) -> None:
    """Refuse an account that may not sign as this.

    Raises:
        OperatorError: it is closed, or signs as a clinician and is none.
    """
    if not account.active:
        raise OperatorError("staff.closed")
    if role == "clinician" and account.role != "clinician":
        raise OperatorError("staff.no_clinician")


def _signature(
    service: KioskService,
    view: VisitView,
    account: Account,
    role: StaffRole,
    method: e.SignatureMethod,
    ink: e.Ink | None,
) -> SignAs:
    from kiosk.document import form_digest

    return SignAs(
        role=role,
        signer_name=account.name,
        meaning=meaning_of(service, view, role),
        method=method,
        identity_method="pin",
        form_digest=form_digest(signed_form(service, view)),
        ink=ink,
        typed_name=account.name if method == "typed" else "",
        staff=account.actor,
    )


def call_signer(service: KioskService, visit_id: str, role: e.Role, staff: e.Actor) -> VisitView:
    """Hand the tablet to somebody to sign: a witness, an interpreter, or who takes a consent back.

    Raises:
        Refused: it is not their turn, or they have signed.
    """
    return service.submit(visit_id, CallSigner(role, staff), staff)


def note_not_signed(service: KioskService, visit_id: str, role: e.Role, reason: str, staff: e.Actor) -> VisitView:
    """Note why somebody who was to sign a refusal or a summary cannot. It can be sealed then; the document says why.

    Raises:
        Refused: it is an agreement, nobody waits for them, or there is no reason.
        OperatorError: the reason cannot be printed, or the vault could not take it.
    """
    return service.submit(visit_id, NoteNotSigned(role, reason, staff), staff)


def withdraw(
    service: KioskService,
    visit_id: str,
    by: Literal["patient", "representative"],
    way: Literal["said", "wrote", "tablet"],
    words: str,
    staff: e.Actor,
) -> VisitView:
    """Take a sealed consent back. It counts when this returns, signed or not; `words` may be empty.

    Raises:
        Refused: there is no sealed consent, or it was taken back already.
        OperatorError: a renewal has taken its place, which may have been taken back itself; the words cannot be
            printed, or the vault could not take it.
    """
    newest = newest_renewal(service, visit_id)
    if newest is not None:
        key = "withdraw.renewal_withdrawn" if newest.withdrawn else "withdraw.renewed"
        raise OperatorError(key, document=service.sealed_event(newest.visit_id).document_id)
    return service.submit(visit_id, Withdraw(by, way, words, staff), staff)
