"""Building the record of a finished visit: all that was shown, answered, asked, chosen and signed, with times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from kiosk import __version__
from kiosk import events as e
from kiosk.document import ConsentDocument, SignatureBlock, Stamp, form_digest
from kiosk.record.schema import (
    CheckRecord,
    ConditionRecord,
    ConsentRecord,
    EarlierRecord,
    ElectronicRecord,
    HelpRecord,
    LedgerRecord,
    NotSignedRecord,
    PageRecord,
    PaperRecord,
    PatientRecord,
    QuestionRecord,
    SignatureRecord,
    SignOffRecord,
    TeachBackRecord,
    WishesRecord,
    WithdrawalRecord,
)
from kiosk.visit import Question, SupersededChoice, Timed, VisitState, act_of, not_signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.content import SignOff

__all__ = ["build_record"]


def build_record(
    state: VisitState, document: ConsentDocument, stamp: Stamp, sign_offs: Sequence[SignOff] = ()
) -> ConsentRecord:
    """Return the record of a decided visit and the document composed of it with the same stamp.

    `sign_offs` are those of the content that was shown.

    Raises:
        ValueError: the visit is not decided, or the document is another one.
    """
    opened, decision, confirmed, act = state.opened.event, state.decision, state.confirmed, act_of(state)
    if decision is None or confirmed is None or act is None or document.id != stamp.document_id:
        raise ValueError("a record needs a confirmed decision and its own document")
    return ConsentRecord(
        program=f"Candor {__version__}",
        document=document,
        content_digest=document.digest,
        pack_digest=opened.content_digest,
        sign_offs=tuple(SignOffRecord(one.name, one.licence, one.date, one.scope) for one in sign_offs),
        form_digest=form_digest(document),
        verification_code=stamp.code,
        sealed_at=stamp.sealed_at,
        ledger=LedgerRecord(stamp.device, stamp.ledger_sequence, stamp.ledger_hash),
        visit_id=opened.visit_id,
        demo=opened.demo,
        patient=PatientRecord(
            opened.patient.name,
            opened.patient.birth_date,
            opened.patient.record_number,
            opened.identity_method,
            opened.staff,
            state.opened.at,
            state.identity.at if state.identity else None,
        ),
        companion=state.companion,
        treatment=opened.treatment,
        treatment_version=opened.treatment_version,
        reason=opened.reason,
        route=opened.route,
        language=opened.language,
        read_aloud_used=state.read_aloud_used,
        display=state.display,
        breaks=state.breaks,
        pages=tuple(PageRecord(page, at, state.rereads.get(page, 0)) for page, at in state.pages_shown.items()),
        checks=tuple(_check(state, fact) for fact in dict.fromkeys((*state.answers, *state.handed_over))),
        conditions=tuple(ConditionRecord(condition, answer) for condition, answer in state.conditions.items()),
        teach_backs=tuple(_teach_back(state, fact) for fact in state.teach_backs),
        help_asked=tuple(HelpRecord(timed.event.step, timed.at) for timed in state.help_asked),
        questions=tuple(_question(question) for question in state.questions.values()),
        values=dict(state.values),
        representative=opened.representative,
        wishes=_wishes(state),
        act=act,
        choice=decision.event.choice,
        choice_order=decision.event.order,
        chosen_at=decision.at,
        confirmed_at=confirmed.at,
        electronic=ElectronicRecord(state.electronic.event.accepted, state.electronic.at) if state.electronic else None,
        renews=opened.renews,
        withdrawal=_withdrawal(state),
        form_shown_at=state.form_shown.at if state.form_shown else None,
        reconfirmed_at=state.reconfirmed.at if state.reconfirmed else None,
        signatures=_signatures(state, act, document),
        earlier=tuple(_earlier(state, old) for old in state.superseded) or msgspec.UNSET,
        not_signed=tuple(_not_signed(one) for one in not_signed(state, act)) or msgspec.UNSET,
    )


def _check(state: VisitState, fact: str) -> CheckRecord:
    handed, cleared = state.handed_over.get(fact), state.cleared.get(fact)
    return CheckRecord(
        must_know=fact,
        answers=tuple((timed.at, timed.event) for timed in state.answers.get(fact, ())),
        rereads=state.rereads.get(fact, 0),
        handed_over_at=handed.at if handed else None,
        handed_over_by=handed.event.by if handed else None,
        cleared_at=cleared.at if cleared else None,
        cleared_by=cleared.event.staff if cleared else None,
        note=cleared.event.note if cleared else "",
    )


def _teach_back(state: VisitState, fact: str) -> TeachBackRecord:
    given, rated = state.teach_backs[fact], state.teach_back_ratings.get(fact)
    return TeachBackRecord(
        must_know=fact,
        text=given.event.text,
        spoken=given.event.spoken,
        given_at=given.at,
        rating=rated.event.rating if rated else None,
        note=rated.event.note if rated else "",
        rated_by=rated.event.staff if rated else None,
        rated_at=rated.at if rated else None,
    )


def _wishes(state: VisitState) -> WishesRecord | None:
    said = state.wishes
    return None if said is None else WishesRecord(said.event.wishes, said.event.assent, said.at)


def _withdrawal(state: VisitState) -> WithdrawalRecord | None:
    """Return which consent was taken back, and how; None in the record of anything else."""
    taken, sealed = state.withdrawn, state.document
    if taken is None or sealed is None:
        return None
    return WithdrawalRecord(
        document_id=sealed.event.document_id,
        kind=sealed.event.kind,
        verification_code=sealed.event.verification_code,
        file_digest=sealed.event.file_digest,
        sealed_at=sealed.event.sealed_at,
        by=taken.event.by,
        way=taken.event.way,
        words=taken.event.words,
        told_to=taken.event.staff,
        withdrawn_at=taken.at,
    )


def _question(question: Question) -> QuestionRecord:
    return QuestionRecord(
        question.id,
        question.page,
        question.picks,
        question.text,
        question.asked_at,
        question.answer,
        question.answered_by,
        question.answered_at,
    )


# ---------------------------------------------------------------------- signatures


def _signatures(state: VisitState, act: e.Act, document: ConsentDocument) -> tuple[SignatureRecord, ...]:
    """Return the signatures under an act in the order they were given, each bound to the document."""
    found: list[SignatureRecord] = []
    if act in {"agreement", "renewal"} and state.signature is not None:
        found.append(_signature(state, state.signature, _paper(state.paper_printed, state.paper_received)))
        found += _witnesses(document, state.signature)
    found += [_role(one) for one in state.role_signatures if one.event.act == act]
    return tuple(_bound(document.id, one) for one in found)


def _not_signed(noted: Timed[e.RoleNotSigned]) -> NotSignedRecord:
    event = noted.event
    return NotSignedRecord(event.role, event.signer_name, event.reason, event.staff, noted.at)


def _bound(document_id: str, signature: SignatureRecord) -> SignatureRecord:
    return msgspec.structs.replace(signature, binding=e.binding_digest(document_id, msgspec.structs.asdict(signature)))


def _witnesses(document: ConsentDocument, given: Timed[e.SignatureGiven]) -> list[SignatureRecord]:
    """Return the signature of the witness who was named when the patient made a mark."""
    if not given.event.witness_name:
        return []
    meaning = next(
        (one.meaning for one in document.blocks if isinstance(one, SignatureBlock) and one.role == "witness"), ""
    )
    return [
        SignatureRecord(
            role="witness",
            name=given.event.witness_name,
            meaning=meaning,
            time=given.at,
            method="typed",
            form_digest=given.event.form_digest,
            witness_name="",
            typed_name=given.event.witness_name,
            ink=None,
            paper=None,
            identity_method="",
            staff=None,
            interpreter=None,
            ink_digest="",
            binding="",
        )
    ]


def _role(signed: Timed[e.RoleSigned]) -> SignatureRecord:
    event = signed.event
    return SignatureRecord(
        role=event.role,
        name=event.signer_name,
        meaning=event.meaning,
        time=signed.at,
        method=event.method,
        form_digest=event.form_digest,
        witness_name="",
        typed_name=event.typed_name,
        ink=event.ink,
        paper=None,
        identity_method=event.identity_method,
        staff=event.staff,
        interpreter=event.interpreter,
        ink_digest="" if event.ink is None else e.ink_digest(event.ink),
        binding="",
    )


def _signature(state: VisitState, given: Timed[e.SignatureGiven], paper: PaperRecord | None) -> SignatureRecord:
    """Return the signature of who decides: the patient, or who may decide for them. It is not bound yet."""
    signed, opened = given.event, state.opened.event
    representative = opened.representative
    return SignatureRecord(
        role="patient" if representative is None else "representative",
        name=state.decider,
        meaning=signed.meaning,
        time=paper.received_at if paper else given.at,
        method=signed.method,
        form_digest=signed.form_digest,
        witness_name=signed.witness_name,
        typed_name=signed.typed_name,
        ink=signed.ink,
        paper=paper,
        identity_method=opened.identity_method if representative is None else representative.identity_method,
        staff=None,
        interpreter=None,
        ink_digest="" if signed.ink is None else e.ink_digest(signed.ink),
        binding="",
    )


def _earlier(state: VisitState, old: SupersededChoice) -> EarlierRecord:
    given, paper = old.signature, _paper(old.paper_printed, old.paper_received)
    # Who chose to sign on paper and never did has given no signature.
    signed = given is not None and (given.event.method != "paper" or paper is not None)
    return EarlierRecord(
        choice=old.decision.event.choice,
        chosen_at=old.decision.at,
        confirmed_at=old.confirmed.at,
        signature=_signature(state, given, paper) if given is not None and signed else None,
        reconfirmed_at=old.reconfirmed.at if old.reconfirmed else None,
        taken_back_at=old.taken_back_at,
    )


def _paper(
    printed: Timed[e.PaperFormPrinted] | None, received: Timed[e.PaperSignatureReceived] | None
) -> PaperRecord | None:
    """Return how the form was signed by hand, once staff have it."""
    if printed is None or received is None:
        return None
    return PaperRecord(
        printed_at=printed.at,
        printed_by=printed.event.staff,
        form_digest=printed.event.form_digest,
        received_at=received.at,
        received_by=received.event.staff,
        note=received.event.note,
    )
