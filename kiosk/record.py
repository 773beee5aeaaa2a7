"""The record of a finished visit: all that was shown, answered, asked, chosen and signed, with times and digests.

Owns the record's schema (version 2) and its canonical bytes. The record holds the document's own blocks, so that it can
be drawn again, and what programs ask for beside them. It is written to `visit.json` and attached to the sealed PDF as
`record.json`; a change of meaning is a new `schema` number, and a migration of the older ones.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from kiosk import __version__
from kiosk import events as e
from kiosk.document import ConsentDocument, SignatureBlock, Stamp, form_digest
from kiosk.errors import TamperError
from kiosk.visit import Question, SupersededChoice, Timed, VisitState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.content import SignOff

__all__ = [
    "RECORD_FILE",
    "CheckRecord",
    "ConditionRecord",
    "ConsentRecord",
    "EarlierRecord",
    "HelpRecord",
    "LedgerRecord",
    "PageRecord",
    "PaperRecord",
    "PatientRecord",
    "QuestionRecord",
    "SignOffRecord",
    "SignatureRecord",
    "TeachBackRecord",
    "build_record",
    "read_attached_record",
    "read_record",
    "record_bytes",
    "stored_record_id",
]

RECORD_FILE = "record.json"
"""The name of the record in a sealed file."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a record; unknown fields are refused, so that nothing a newer program wrote is read half."""


class PatientRecord(_Part, frozen=True):
    """Who the record is about, as staff checked them in, and how identity was checked."""

    name: str
    birth_date: date
    record_number: str
    identity_method: str
    checked_by: e.Actor
    checked_at: datetime
    confirmed_at: datetime | None


class PageRecord(_Part, frozen=True):
    """A page that was shown in full: when first, and how often it was read again."""

    page: str
    shown_at: datetime
    rereads: int


class CheckRecord(_Part, frozen=True):
    """All answers on one must-know fact, in order, how often its page was read again, and how it was settled."""

    must_know: str
    answers: tuple[tuple[datetime, e.CheckAnswered], ...]
    rereads: int
    handed_over_at: datetime | None
    handed_over_by: Literal["limit", "patient"] | None
    cleared_at: datetime | None
    cleared_by: e.Actor | None
    note: str


class ConditionRecord(_Part, frozen=True):
    """Whether something applies to the patient, as the patient last said."""

    condition: str
    answer: e.ConditionAnswer


class TeachBackRecord(_Part, frozen=True):
    """A must-know fact in the patient's own words, and how staff rated them; `rating` is None until they did."""

    must_know: str
    text: str
    spoken: bool
    given_at: datetime
    rating: e.TeachBackRating | None
    note: str
    rated_by: e.Actor | None
    rated_at: datetime | None


class HelpRecord(_Part, frozen=True):
    """The patient asked for a person to come; `step` is what was on screen."""

    step: str
    at: datetime


class SignOffRecord(_Part, frozen=True):
    """A clinician's sign-off of exactly the content that was shown; `date` is the day, in ISO form."""

    name: str
    licence: str
    date: str
    scope: str


class QuestionRecord(_Part, frozen=True):
    """A question of the patient's, with its answer."""

    id: str
    page: str
    picks: tuple[str, ...]
    text: str
    asked_at: datetime
    answer: str
    answered_by: e.Actor | None
    answered_at: datetime | None


class PaperRecord(_Part, frozen=True):
    """A form signed by hand: who printed it and who received it signed; `note` says where it is kept."""

    printed_at: datetime
    printed_by: e.Actor
    form_digest: str
    received_at: datetime
    received_by: e.Actor
    note: str


class SignatureRecord(_Part, frozen=True):
    """A signature: who, in which role, with which meaning, when and how; `form_digest` names what was read.

    `time` is when it was given on the tablet; for one on paper, when staff received it.
    """

    role: str
    name: str
    meaning: str
    time: datetime
    method: e.SignatureMethod
    form_digest: str
    witness_name: str
    typed_name: str
    ink: e.Ink | None
    paper: PaperRecord | None


class EarlierRecord(_Part, frozen=True):
    """A choice that the patient confirmed and then took back by a new one, with its signature if there was one."""

    choice: e.Choice
    chosen_at: datetime
    confirmed_at: datetime
    signature: SignatureRecord | None
    reconfirmed_at: datetime | None
    taken_back_at: datetime


class LedgerRecord(_Part, frozen=True):
    """The ledger's last entry when the record was made."""

    device: str
    sequence: int
    hash: str


class ConsentRecord(_Part, frozen=True, kw_only=True):
    """Schema 2. Times are UTC; digests are SHA-256 in hex; ids are those of the content pack.

    Schema 1 had no `route`, `sign_offs`, `conditions`, `teach_backs` and `help_asked`: there they are read as empty.
    """

    schema: Literal[2] = 2
    program: str
    document: ConsentDocument
    content_digest: str
    """Digest of the document's head and blocks: what the sealed event and `candor verify` name."""
    pack_digest: str
    """Digest of the content pack that was shown."""
    sign_offs: tuple[SignOffRecord, ...]
    """Who had signed off that pack; nobody, if it was a draft."""
    form_digest: str
    """Digest of the part above the first signature, as it stands in this document."""
    verification_code: str
    sealed_at: datetime
    ledger: LedgerRecord
    visit_id: str
    demo: bool
    patient: PatientRecord
    companion: e.CompanionRecorded | None
    treatment: str
    treatment_version: str
    reason: str
    route: str
    language: str
    read_aloud_used: bool
    display: e.DisplayChanged | None
    breaks: int
    pages: tuple[PageRecord, ...]
    checks: tuple[CheckRecord, ...]
    conditions: tuple[ConditionRecord, ...]
    teach_backs: tuple[TeachBackRecord, ...]
    help_asked: tuple[HelpRecord, ...]
    questions: tuple[QuestionRecord, ...]
    values: dict[str, int]
    choice: e.Choice
    choice_order: tuple[str, ...]
    chosen_at: datetime
    confirmed_at: datetime
    form_shown_at: datetime | None
    reconfirmed_at: datetime | None
    signatures: tuple[SignatureRecord, ...]
    earlier: tuple[EarlierRecord, ...] | msgspec.UnsetType = msgspec.UNSET
    """Choices that were taken back, in their order; left out where there is none, as in the first records."""


def build_record(
    state: VisitState, document: ConsentDocument, stamp: Stamp, sign_offs: Sequence[SignOff] = ()
) -> ConsentRecord:
    """Return the record of a decided visit and the document composed of it with the same stamp.

    `sign_offs` are those of the content that was shown.

    Raises:
        ValueError: the visit is not decided, or the document is another one.
    """
    opened, decision, confirmed = state.opened.event, state.decision, state.confirmed
    if decision is None or confirmed is None or document.id != stamp.document_id:
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
        choice=decision.event.choice,
        choice_order=decision.event.order,
        chosen_at=decision.at,
        confirmed_at=confirmed.at,
        form_shown_at=state.form_shown.at if state.form_shown else None,
        reconfirmed_at=state.reconfirmed.at if state.reconfirmed else None,
        signatures=_signatures(state, document),
        earlier=tuple(_earlier(state, old) for old in state.superseded) or msgspec.UNSET,
    )


def record_bytes(record: ConsentRecord) -> bytes:
    """Return the canonical bytes of a record: the same record always gives the same bytes."""
    return e.canonical_bytes(record)


def stored_record_id(document_id: str) -> str:
    """Return the id under which a document's record is stored beside the sealed file."""
    return f"{document_id}.json"


class _Version(msgspec.Struct, frozen=True):
    """What tells how a record is to be read."""

    schema: int


def read_record(data: bytes) -> ConsentRecord:
    """Read a stored record; one of an older schema is lifted to this one.

    Raises:
        TamperError: it is no record, or one of a newer schema.
    """
    try:
        if msgspec.json.decode(data, type=_Version).schema == 1:
            return msgspec.convert(_from_first(msgspec.json.decode(data, type=dict[str, Any])), type=ConsentRecord)
        return msgspec.json.decode(data, type=ConsentRecord)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise TamperError("record.unreadable") from error


def _from_first(fields: dict[str, Any]) -> dict[str, Any]:
    """Lift a record of schema 1, which knew nothing of what came with schema 2."""
    added = {"route": "", "sign_offs": [], "conditions": [], "teach_backs": [], "help_asked": []}
    if added.keys() & fields.keys():
        raise msgspec.ValidationError("a record of schema 1 has no such field")
    return {**fields, **added, "schema": 2}


def read_attached_record(pdf: bytes) -> ConsentRecord:
    """Read the record that is attached to a sealed file. The caller has verified the file before.

    Raises:
        TamperError: there is none, or it cannot be read.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            data = opened.attachments[RECORD_FILE].get_file().read_bytes()
    except (pikepdf.PdfError, KeyError) as error:
        raise TamperError("record.unreadable") from error
    return read_record(data)


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


def _signatures(state: VisitState, document: ConsentDocument) -> tuple[SignatureRecord, ...]:
    """Return the signatures in the order they were given: the patient's, and that of the witness of a mark."""
    given = state.signature
    if given is None:
        return ()
    patient = _signature(state, given, _paper(state.paper_printed, state.paper_received))
    witnesses = (block for block in document.blocks if isinstance(block, SignatureBlock) and block.role == "witness")
    return (patient, *(_witness(block, given) for block in witnesses))


def _witness(block: SignatureBlock, given: Timed[e.SignatureGiven]) -> SignatureRecord:
    return SignatureRecord(
        role="witness",
        name=block.name,
        meaning=block.meaning,
        time=given.at,
        method="typed",
        form_digest=given.event.form_digest,
        witness_name="",
        typed_name=block.name,
        ink=None,
        paper=None,
    )


def _signature(state: VisitState, given: Timed[e.SignatureGiven], paper: PaperRecord | None) -> SignatureRecord:
    signed = given.event
    return SignatureRecord(
        role="patient",
        name=state.opened.event.patient.name,
        meaning=signed.meaning,
        time=paper.received_at if paper else given.at,
        method=signed.method,
        form_digest=signed.form_digest,
        witness_name=signed.witness_name,
        typed_name=signed.typed_name,
        ink=signed.ink,
        paper=paper,
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
