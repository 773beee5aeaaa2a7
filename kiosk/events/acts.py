"""The events of a decision: the choice, who signed what, what was sealed, printed, looked at, and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from kiosk.events.base import Act, Actor, Choice, Event, Ink, Role, SignatureMethod, Value

__all__ = [
    "ChoiceConfirmed",
    "ConsentWithdrawn",
    "CopyKind",
    "CopySealed",
    "DecisionConfirmed",
    "DecisionMade",
    "DocumentKind",
    "DocumentResealed",
    "DocumentSealed",
    "FormShown",
    "InterpreterDetails",
    "PaperFormPrinted",
    "PaperSignatureReceived",
    "RecordPrinted",
    "RecordViewed",
    "RoleNotSigned",
    "RoleSigned",
    "ScanSealed",
    "SealFailed",
    "SignatureGiven",
]

DocumentKind = Literal["consent", "refusal", "summary", "withdrawal", "renewal"]
CopyKind = Literal["patient_copy", "large_print", "clinician_summary"]
"""What is made of a sealed document for one reader."""


class DecisionMade(Event, frozen=True):
    """One of three equal choices, with the order they stood in."""

    name: ClassVar[str] = "DecisionMade"
    choice: Choice
    order: tuple[str, ...]


class DecisionConfirmed(Event, frozen=True):
    """The choice was repeated in the patient's words and the patient went on."""

    name: ClassVar[str] = "DecisionConfirmed"
    choice: Choice


class FormShown(Event, frozen=True):
    """The whole form was on screen; the digest names exactly what was read."""

    name: ClassVar[str] = "FormShown"
    content_digest: str


class SignatureGiven(Event, frozen=True):
    """The patient signed, in one of four equal ways. `form_digest` is what `FormShown` recorded."""

    name: ClassVar[str] = "SignatureGiven"
    method: SignatureMethod
    meaning: str
    form_digest: str
    ink: Ink | None = None
    typed_name: str = ""
    witness_name: str = ""


class InterpreterDetails(Value, frozen=True):
    """Who interpreted: number of the certificate or badge, into which language, how, and in which capacity.

    `reason` says why a relative had to interpret (45 CFR 92.201(e)); empty for the others.
    """

    interpreter_id: str
    language: str
    mode: Literal["in_person", "phone", "video"]
    capacity: Literal["qualified", "staff", "relative"]
    reason: str = ""


class RoleSigned(Event, frozen=True):
    """Somebody signed beside the one who decided, or signed a withdrawal: who, as what, with which meaning, and how.

    `form_digest` names what was on the screen; `identity_method` how it was checked who signs: `pin` for staff, whose
    account is `staff`. `interpreter` is there for that role only.
    """

    name: ClassVar[str] = "RoleSigned"
    act: Act
    role: Role
    signer_name: str
    meaning: str
    method: SignatureMethod
    identity_method: str
    form_digest: str
    ink: Ink | None = None
    typed_name: str = ""
    staff: Actor | None = None
    interpreter: InterpreterDetails | None = None


class RoleNotSigned(Event, frozen=True):
    """Staff noted why somebody who was to sign a refusal or a summary could not: nobody waits for them any more.

    `signer_name` is whom they were waiting for, as far as the visit knows it.
    """

    name: ClassVar[str] = "RoleNotSigned"
    act: Act
    role: Role
    signer_name: str
    reason: str
    staff: Actor


class ConsentWithdrawn(Event, frozen=True):
    """The patient, or who decides for them, took a sealed consent back. It counts from here on, signed or not.

    `words` are what was said or written, if the person wanted them kept; nobody has to give a reason.
    """

    name: ClassVar[str] = "ConsentWithdrawn"
    by: Literal["patient", "representative"]
    way: Literal["said", "wrote", "tablet"]
    words: str
    staff: Actor


class PaperFormPrinted(Event, frozen=True):
    """The form was printed to be signed on paper; the visit waits for it."""

    name: ClassVar[str] = "PaperFormPrinted"
    form_digest: str
    staff: Actor


class PaperSignatureReceived(Event, frozen=True):
    """Staff hold the form signed on paper."""

    name: ClassVar[str] = "PaperSignatureReceived"
    note: str
    staff: Actor


class ChoiceConfirmed(Event, frozen=True):
    """After questions were answered, the patient confirmed the choice at the kiosk."""

    name: ClassVar[str] = "ChoiceConfirmed"
    choice: Choice


class DocumentSealed(Event, frozen=True):
    """The sealed file, stored in the same transaction. Digest is SHA-256 of its bytes, hex."""

    name: ClassVar[str] = "DocumentSealed"
    kind: DocumentKind
    document_id: str
    file_digest: str
    content_digest: str
    verification_code: str
    pages: int
    sealed_at: datetime


class DocumentResealed(Event, frozen=True):
    """A sealed file got a newer archive time stamp. Digests are SHA-256, hex.

    The longer file is stored in the same transaction, under an id of its own; the older one stays.
    """

    name: ClassVar[str] = "DocumentResealed"
    document_id: str
    file_id: str
    file_digest: str
    digest_before: str
    protected_until: datetime
    resealed_at: datetime


class CopySealed(Event, frozen=True):
    """A copy of a sealed document for one reader was made, sealed and stored in the same transaction."""

    name: ClassVar[str] = "CopySealed"
    kind: CopyKind
    original: str
    document_id: str
    file_digest: str
    content_digest: str
    pages: int
    sealed_at: datetime


class ScanSealed(Event, frozen=True):
    """A scan of a form that was signed on paper was sealed as a scan, and stored in the same transaction.

    `form_id` and `form_kind` are what the codes on the paper say; `original_digests` name the files as they came in.
    """

    name: ClassVar[str] = "ScanSealed"
    document_id: str
    form_id: str
    form_kind: str
    file_digest: str
    content_digest: str
    original_digests: tuple[str, ...]
    pages: int
    sealed_at: datetime
    staff: Actor


class SealFailed(Event, frozen=True):
    """Sealing stopped; `key` is the message key, never patient data."""

    name: ClassVar[str] = "SealFailed"
    key: str


class RecordPrinted(Event, frozen=True):
    """Re-verified bytes went to the printer, or could not."""

    name: ClassVar[str] = "RecordPrinted"
    document_id: str
    ok: bool
    copies: int
    staff: Actor


class RecordViewed(Event, frozen=True):
    """A member of staff opened a finished record."""

    name: ClassVar[str] = "RecordViewed"
    staff: Actor
