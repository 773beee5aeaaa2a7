"""The events of a kiosk: their stable names and versions, canonical bytes, and how old ones are read.

An event is a frozen msgspec struct. Its stored name and version are promises: a change of meaning is a new version with
an up-caster in `UPCASTERS`, never an edit. Times are aware UTC datetimes; people are named by staff id and the name as
it stood then, so that a record stays readable when accounts change.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

import msgspec

from kiosk.errors import TamperError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "EVENT_TYPES",
    "KIOSK_STREAM",
    "Actor",
    "BreakTaken",
    "CheckAnswered",
    "CheckCleared",
    "CheckHandedOver",
    "ChoiceConfirmed",
    "CompanionRecorded",
    "ConditionAnswered",
    "ContentAdopted",
    "DecisionConfirmed",
    "DecisionMade",
    "DisplayChanged",
    "DocumentResealed",
    "DocumentSealed",
    "Event",
    "FormShown",
    "HelpAsked",
    "IdentityAnswered",
    "Ink",
    "KioskClosed",
    "KioskOpened",
    "LedgerEntry",
    "PageShown",
    "PaperFormPrinted",
    "PaperSignatureReceived",
    "Patient",
    "QuestionAnswered",
    "QuestionChanged",
    "QuestionRaised",
    "QuestionRemoved",
    "RecordPrinted",
    "RecordViewed",
    "SealFailed",
    "SignInFailed",
    "SignatureGiven",
    "SignedIn",
    "SignedOut",
    "StaffAdded",
    "StepEntered",
    "Stroke",
    "TeachBackGiven",
    "TeachBackRated",
    "ValueRated",
    "VisitClosed",
    "VisitOpened",
    "VisitResumed",
    "canonical_bytes",
    "decode_event",
    "encode_event",
    "entry_hash",
    "utc",
]

KIOSK_STREAM = "kiosk"
"""The stream of events that belong to no visit: opening, signing in, staff."""

Choice = Literal["agree", "decline", "talk"]
ConditionAnswer = Literal["yes", "no", "unsure"]
TeachBackRating = Literal[0, 1, 2]
SignatureMethod = Literal["ink", "typed", "mark", "paper"]
DocumentKind = Literal["consent", "refusal", "summary"]


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an event; unknown fields are refused, so that nothing a newer program wrote is read half."""


class Actor(Value, frozen=True):
    """Who acted: a patient at the kiosk, a member of staff, or the program itself."""

    kind: Literal["patient", "staff", "system"]
    id: str = ""
    name: str = ""


class Patient(Value, frozen=True):
    """The person as staff checked them in. `name` is kept exactly as typed (NFC)."""

    name: str
    birth_date: date
    record_number: str


class Stroke(Value, frozen=True):
    """One line of ink: parallel lists; x and y in pad units (0 to 1 of the pad's width), t in ms, pressure 0 to 1."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    t: tuple[int, ...]
    pressure: tuple[float, ...]


class Ink(Value, frozen=True):
    """A handwritten signature. `aspect` is the pad's height divided by its width."""

    strokes: tuple[Stroke, ...]
    aspect: float
    device: Literal["touch", "pen", "mouse", "mixed"] = "mouse"


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happened. Subclasses set their stored `name` and `version`."""

    name: ClassVar[str]
    version: ClassVar[int] = 1


class VisitOpened(Event, frozen=True):
    """Staff checked a patient in and checked who they are. `route` is empty in visits of version 1."""

    name: ClassVar[str] = "VisitOpened"
    version: ClassVar[int] = 2
    visit_id: str
    patient: Patient
    treatment: str
    treatment_version: str
    reason: str
    language: str
    content_version: str
    content_digest: str
    staff: Actor
    identity_method: str
    order_seed: int
    demo: bool
    route: str = ""


class IdentityAnswered(Event, frozen=True):
    """The patient said whether the shown name, birth date and treatment are theirs."""

    name: ClassVar[str] = "IdentityAnswered"
    confirmed: bool


class CompanionRecorded(Event, frozen=True):
    """Who is with the patient; names are as the patient or helper typed them."""

    name: ClassVar[str] = "CompanionRecorded"
    kind: Literal["none", "helper", "interpreter"]
    companion_name: str = ""
    companion_role: str = ""


class DisplayChanged(Event, frozen=True):
    """The look the patient chose: theme, text step, and whether reading aloud was used."""

    name: ClassVar[str] = "DisplayChanged"
    theme: Literal["light", "dark", "contrast"]
    text_step: Literal["1.0", "1.25", "1.5", "2.0"]
    read_aloud: bool


class StepEntered(Event, frozen=True):
    """The patient moved to a step; replay reopens the visit there."""

    name: ClassVar[str] = "StepEntered"
    step: str


class PageShown(Event, frozen=True):
    """One part of a content page was on screen in full. A page counts as shown when all parts of one layout were."""

    name: ClassVar[str] = "PageShown"
    page: str
    part: int
    parts: int


class ConditionAnswered(Event, frozen=True):
    """The patient said whether something applies to them; a later answer takes the place of an earlier one."""

    name: ClassVar[str] = "ConditionAnswered"
    condition: str
    answer: ConditionAnswer


class CheckAnswered(Event, frozen=True):
    """An answer to a check item. `order` is the order the choices stood in; choice `not-sure` is always last."""

    name: ClassVar[str] = "CheckAnswered"
    must_know: str
    item: str
    choice: str
    right: bool
    attempt: int
    order: tuple[str, ...]


class CheckHandedOver(Event, frozen=True):
    """A must-know fact goes to the clinician, by the limit of tries or by the patient's wish."""

    name: ClassVar[str] = "CheckHandedOver"
    must_know: str
    by: Literal["limit", "patient"]


class CheckCleared(Event, frozen=True):
    """Staff talked a handed-over fact through with the patient."""

    name: ClassVar[str] = "CheckCleared"
    must_know: str
    note: str
    staff: Actor


class TeachBackGiven(Event, frozen=True):
    """The patient said a fact in own words: typed as `text`, or told to staff (`spoken`). A later one replaces it."""

    name: ClassVar[str] = "TeachBackGiven"
    must_know: str
    text: str
    spoken: bool


class TeachBackRated(Event, frozen=True):
    """Staff rated what the patient said of a fact: 0 not understood, 1 in part, 2 understood."""

    name: ClassVar[str] = "TeachBackRated"
    must_know: str
    rating: TeachBackRating
    note: str
    staff: Actor


class HelpAsked(Event, frozen=True):
    """The patient asked for a person to come; `step` is what was on screen."""

    name: ClassVar[str] = "HelpAsked"
    step: str


class QuestionRaised(Event, frozen=True):
    """The patient asked something: ready-made picks by id, own words, and the page it is about."""

    name: ClassVar[str] = "QuestionRaised"
    question: str
    page: str
    picks: tuple[str, ...]
    text: str


class QuestionChanged(Event, frozen=True):
    """The patient changed a saved question; the earlier words stay in the ledger."""

    name: ClassVar[str] = "QuestionChanged"
    question: str
    picks: tuple[str, ...]
    text: str


class QuestionRemoved(Event, frozen=True):
    """The patient took a saved question back."""

    name: ClassVar[str] = "QuestionRemoved"
    question: str


class QuestionAnswered(Event, frozen=True):
    """Staff wrote down the answer that was given."""

    name: ClassVar[str] = "QuestionAnswered"
    question: str
    answer: str
    staff: Actor


class ValueRated(Event, frozen=True):
    """How much one thing matters, 1 to 5; None clears the line (recorded as no answer)."""

    name: ClassVar[str] = "ValueRated"
    value: str
    rating: int | None


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


class BreakTaken(Event, frozen=True):
    """The patient paused or went idle; the place is kept and staff reopen it."""

    name: ClassVar[str] = "BreakTaken"
    cause: Literal["patient", "idle", "restart"]


class VisitResumed(Event, frozen=True):
    """Staff reopened the visit."""

    name: ClassVar[str] = "VisitResumed"
    staff: Actor


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


class VisitClosed(Event, frozen=True):
    """A visit ended without a document, e.g. the wrong record was opened."""

    name: ClassVar[str] = "VisitClosed"
    cause: Literal["wrong_person", "staff"]


class KioskOpened(Event, frozen=True):
    """The vault was unlocked for the day."""

    name: ClassVar[str] = "KioskOpened"
    program: str
    content_digest: str


class KioskClosed(Event, frozen=True):
    """The program ended in an orderly way."""

    name: ClassVar[str] = "KioskClosed"


class ContentAdopted(Event, frozen=True):
    """Another content digest than the last one is in use from here on."""

    name: ClassVar[str] = "ContentAdopted"
    content_version: str
    content_digest: str
    status: str


class StaffAdded(Event, frozen=True):
    """An account was made; ids are never used again."""

    name: ClassVar[str] = "StaffAdded"
    staff_id: str
    staff_name: str
    role: str


class SignedIn(Event, frozen=True):
    """A member of staff gave the right PIN."""

    name: ClassVar[str] = "SignedIn"
    staff: Actor


class SignInFailed(Event, frozen=True):
    """A wrong PIN; `locked_until` is set when it was one too many."""

    name: ClassVar[str] = "SignInFailed"
    staff_id: str
    locked_until: datetime | None = None


class SignedOut(Event, frozen=True):
    """The desk was locked, by hand or by itself."""

    name: ClassVar[str] = "SignedOut"
    staff: Actor
    cause: Literal["button", "idle", "handed_over"]


EVENT_TYPES: dict[tuple[str, int], type[Event]] = {(kind.name, kind.version): kind for kind in Event.__subclasses__()}
"""Every event that this program can read as it stands, by stored name and version."""


def _open_without_route(fields: dict[str, Any]) -> tuple[str, int, dict[str, Any]]:
    """Lift VisitOpened 1, which knew no routes: its treatment had a single one."""
    if "route" in fields:
        raise msgspec.ValidationError("the first version has no route")
    return "VisitOpened", 2, {**fields, "route": ""}


UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], tuple[str, int, dict[str, Any]]]] = {
    ("VisitOpened", 1): _open_without_route,
}
"""How an older stored form becomes the next one: (name, version) -> function of the fields."""


class LedgerEntry(Value, frozen=True):
    """One row of the ledger. `previous` and `hash` are hex SHA-256; `sequence` starts at 1 and has no gaps."""

    device: str
    sequence: int
    wall: datetime
    monotonic_ns: int
    actor: Actor
    stream: str
    stream_version: int
    event_name: str
    event_version: int
    payload: str
    previous: str
    hash: str


_CANONICAL: Final = msgspec.json.Encoder(order="deterministic")


def canonical_bytes(value: object) -> bytes:
    """Return the one byte form of a value: JSON, keys sorted, no spaces, UTF-8, times as RFC 3339 in UTC."""
    return _CANONICAL.encode(msgspec.to_builtins(value, builtin_types=()))


def encode_event(event: Event) -> str:
    """Return the stored payload of an event."""
    return canonical_bytes(event).decode()


def decode_event(name: str, version: int, payload: str) -> Event:
    """Read a stored event, lifting old versions step by step.

    Raises:
        TamperError: the event or its version is unknown (a newer program wrote it, or somebody edited it), or its
            fields do not fit. An unknown event is refused, never skipped.
    """
    kind = EVENT_TYPES.get((name, version))
    try:
        if kind is not None:
            return msgspec.json.decode(payload, type=kind)
        fields = msgspec.json.decode(payload, type=dict[str, Any])
        while (name, version) in UPCASTERS:
            name, version, fields = UPCASTERS[name, version](fields)
        kind = EVENT_TYPES.get((name, version))
        if kind is None:
            raise TamperError("ledger.unknown_event", event=name, version=version)
        return msgspec.convert(fields, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TamperError("ledger.unreadable_event", event=name, version=version) from error


def entry_hash(entry: LedgerEntry) -> str:
    """Return the hash that an entry must carry: SHA-256 over the canonical bytes of all its other fields."""
    # The canonical form without its detour: every append and every check of a ledger comes through here.
    fields = msgspec.structs.asdict(entry) | {"actor": msgspec.structs.asdict(entry.actor)}
    del fields["hash"]
    return hashlib.sha256(_CANONICAL.encode(fields)).hexdigest()


def utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; naive times are refused because they prove nothing."""
    if moment.tzinfo is None:
        raise TypeError("a time in a record must carry its zone")
    return moment.astimezone(UTC)
