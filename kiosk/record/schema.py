"""The record's schema, version 3: what is written to `visit.json` and attached to the sealed PDF as `record.json`.

The record holds the document's own blocks, so that it can be drawn again, and what programs ask for beside them. A
change of meaning is a new `schema` number, and `kiosk.record.reading` lifts the older ones.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from kiosk import events as e
from kiosk.document import ConsentDocument

__all__ = [
    "CheckRecord",
    "ConditionRecord",
    "ConsentRecord",
    "EarlierRecord",
    "ElectronicRecord",
    "HelpRecord",
    "LedgerRecord",
    "PageRecord",
    "PaperRecord",
    "PatientRecord",
    "QuestionRecord",
    "SignOffRecord",
    "SignatureRecord",
    "TeachBackRecord",
    "WishesRecord",
    "WithdrawalRecord",
]


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

    `time` is when it was given on the tablet; for one on paper, when staff received it. `identity_method` says how it
    was checked who signs; it is empty where nobody checked. `staff` is the account that gave its PIN.
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
    identity_method: str
    staff: e.Actor | None
    interpreter: e.InterpreterDetails | None
    ink_digest: str
    """SHA-256 of the ink's canonical bytes; empty without ink, and in records before schema 3."""
    binding: str
    """Ties the signature to the document (`kiosk.events.binding_digest`); empty where nothing was sealed with it."""


class NotSignedRecord(_Part, frozen=True):
    """Somebody who was to sign and could not: who, as what, why, and who noted it when."""

    role: e.Role
    name: str
    reason: str
    noted_by: e.Actor
    noted_at: datetime


class WishesRecord(_Part, frozen=True):
    """What a patient wants for whom somebody else decides, and whether they assent."""

    wishes: str
    assent: e.Assent
    recorded_at: datetime


class ElectronicRecord(_Part, frozen=True):
    """Whether the patient agreed to sign and to have the record kept electronically (15 USC 7001(c))."""

    accepted: bool
    answered_at: datetime


class WithdrawalRecord(_Part, frozen=True):
    """The taking back of a sealed consent: which one, by whom, how, in which words, and who was told."""

    document_id: str
    kind: e.DocumentKind
    verification_code: str
    file_digest: str
    sealed_at: datetime
    by: Literal["patient", "representative"]
    way: Literal["said", "wrote", "tablet"]
    words: str
    told_to: e.Actor
    withdrawn_at: datetime


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
    """Schema 3. Times are UTC; digests are SHA-256 in hex; ids are those of the content pack.

    Schema 1 had no `route`, `sign_offs`, `conditions`, `teach_backs` and `help_asked`; schemas 1 and 2 had no `act`,
    `representative`, `wishes`, `electronic`, `renews` and `withdrawal`, and less of each signature. There they are
    read as empty.
    """

    schema: Literal[3] = 3
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
    representative: e.Representative | None
    """Who decided in the patient's place."""
    wishes: WishesRecord | None
    act: e.Act
    """What this document is the record of; `signatures` are those under it."""
    choice: e.Choice
    choice_order: tuple[str, ...]
    chosen_at: datetime
    confirmed_at: datetime
    electronic: ElectronicRecord | None
    renews: e.Renewal | None
    """The earlier consent that this one renews."""
    withdrawal: WithdrawalRecord | None
    """Only in the record of a withdrawal: the consent that it takes back."""
    form_shown_at: datetime | None
    reconfirmed_at: datetime | None
    signatures: tuple[SignatureRecord, ...]
    earlier: tuple[EarlierRecord, ...] | msgspec.UnsetType = msgspec.UNSET
    """Choices that were taken back, in their order; left out where there is none, as in the first records."""
    not_signed: tuple[NotSignedRecord, ...] | msgspec.UnsetType = msgspec.UNSET
    """Who was to sign this document and could not; left out where there is nobody, as in the first records."""
