"""Sealing a visit: is the clock right, who signs in which order, and with whose key."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk import events as e
from kiosk.service.keyring import fresh_keys, read_keys
from kiosk.service.marking import code_maker, key_facts
from kiosk.service.own_seal import clinic_signer
from kiosk.vault import StoredFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.content import Content
    from kiosk.flow import Plan
    from kiosk.i18n import Words
    from kiosk.pdf import DraftPdf
    from kiosk.record import ConsentRecord
    from kiosk.seal import ClinicKeys, KeyPair, SealedPdf, Step
    from kiosk.service.time_service import TimeService
    from kiosk.settings import ClinicSettings
    from kiosk.vault import Ledger
    from kiosk.visit import VisitState

__all__ = [
    "ClockWatch",
    "SealDesk",
    "clock_doubts",
    "new_document_id",
    "seal_draft",
    "seal_visit",
    "steady_seconds",
    "steps_of",
]


def steady_seconds() -> float:
    """Return a clock that nobody sets, in seconds; it goes on while the machine sleeps, as a tablet does overnight."""
    # Python's monotonic clock stands still in sleep on Linux; Windows has no other one, and there it goes on.
    number = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if number is None else time.clock_gettime(number)


@dataclass(frozen=True, slots=True)
class ClockWatch:
    """Both clocks as they stood when the kiosk was opened, and the steady one to look at again."""

    wall: datetime
    seconds: float
    steady: Callable[[], float]

    @classmethod
    def started(cls, now: datetime, steady: Callable[[], float]) -> ClockWatch:
        """Take the first look."""
        return cls(now, steady(), steady)


def clock_doubts(store: Ledger, settings: ClinicSettings, now: datetime, watch: ClockWatch | None) -> tuple[str, ...]:
    """Judge the clock before a seal; return the catalogue keys of doubts to print, if the clinic goes on with them.

    Args:
        store: whose latest entry counts.
        settings: say whether to go on.
        now: the wall clock, with zone.
        watch: the first look at both clocks; without it nobody knows whether the clock was set since.

    Raises:
        OperatorError: `seal.clock_...`: with this clock nothing can be sealed.
        TamperError: the clinic's keys are damaged.
    """
    from kiosk.seal import Clock, judge_clock

    go_on = settings.clock_doubt == "print"
    first, seconds = (None, 0.0) if watch is None else (Clock(watch.wall, watch.seconds), watch.steady())
    root = read_keys(store).root.certificate
    verdict = judge_clock(Clock(now, seconds), first=first, last_event=store.latest(), certificates=(root,))
    verdict.require(go_on=go_on)
    # Only a clock that was judged may renew keys. What cannot be renewed here, such as a bought seal, is judged after.
    keys = fresh_keys(store, now)
    certificates = [pair.certificate for pair in (keys.seal, keys.kiosk, keys.stamps)]
    judge_clock(Clock(now, seconds), last_event=None, certificates=certificates).require(go_on=go_on)
    return verdict.printed_keys


@dataclass(frozen=True, slots=True)
class SealDesk:
    """What a seal needs of the kiosk: its store, content and settings, the visit's words, and the look at the clock."""

    store: Ledger
    content: Content
    settings: ClinicSettings
    words: Words
    watch: ClockWatch | None = None
    stamps: TimeService | None = None
    """A time-stamp service in the network: never while a patient waits."""


def seal_visit(
    desk: SealDesk, state: VisitState, plan: Plan, now: datetime, clinician: KeyPair | None = None
) -> tuple[e.DocumentSealed, tuple[StoredFile, ...]]:
    """Make, seal and verify the document of what a visit ends with; return the event, and the files to store with it.

    Args:
        desk: see there.
        state: the visit, with everybody's signature in it; one that is not stored yet is stored with what this returns.
        plan: its steps.
        now: the wall clock, with zone.
        clinician: the clinician's own key, where a clinician signs.

    Raises:
        OperatorError: the clock is wrong, a character cannot be printed, or a key was revoked.
        TamperError: what came out does not verify, or the clinic's keys are damaged.
        ValueError: a clinician signs, and there is no key of theirs.
    """
    from kiosk.codes import facts_json
    from kiosk.document import Stamp, compose
    from kiosk.pdf import draw
    from kiosk.record import build_record, record_bytes, stored_record_id

    store, settings, words = desk.store, desk.settings, desk.words
    doubts = clock_doubts(store, settings, now, desk.watch)
    now = now.replace(microsecond=0)
    head = store.head()
    stamp = Stamp(
        document_id=new_document_id(store, settings, now),
        sealed_at=now,
        device=settings.device_id,
        ledger_sequence=head.sequence,
        ledger_hash=head.hash,
        content_digest=desk.content.digest,
    )
    said = [words[key] for key in doubts]
    document = compose(state, plan, desk.content, settings, words, stamp=stamp, doubts=said)
    record = build_record(state, document, stamp, desk.content.sign_offs)
    facts = key_facts(record, settings)
    code_for = code_maker(facts, store)
    draft = draw(document, record, paper=settings.paper, code_for=code_for, facts=facts_json(facts))
    sealed = seal_draft(draft, record, store, settings, words, clinician, desk.stamps)
    event = e.DocumentSealed(
        kind=document.kind,
        document_id=sealed.document_id,
        file_digest=sealed.file_digest,
        content_digest=document.digest,
        verification_code=stamp.code,
        pages=draft.pages,
        sealed_at=now,
    )
    files = (
        StoredFile.of(sealed.document_id, "sealed-pdf", sealed.data),
        StoredFile.of(stored_record_id(sealed.document_id), "record", record_bytes(record)),
    )
    return event, files


def new_document_id(store: Ledger, settings: ClinicSettings, now: datetime) -> str:
    """Return the first id of the clinic's day of `now` that no document has."""
    from kiosk.document import document_id

    taken = {file_id for file_id, _kind, _digest in store.files()}
    ids = (document_id(now, settings.zone, number) for number in itertools.count(1))
    return next(new for new in ids if new not in taken)


def steps_of(
    draft: DraftPdf,
    record: ConsentRecord,
    keys: ClinicKeys,
    settings: ClinicSettings,
    words: Words,
    clinician: KeyPair | None = None,
) -> list[Step]:
    """Return who signs a draft, in order: the people of the record, then the clinic.

    The clinician signs with the key that nobody else has; of all others the kiosk's key seals the evidence.

    Raises:
        ValueError: the draft has other fields than the record has signatures, or the clinician's key is missing.
    """
    from kiosk.seal import Step, field_role

    *fields, clinic = draft.signature_fields
    if [field_role(field.name) for field in fields] != [one.role for one in record.signatures]:
        raise ValueError("the draft has other fields than the record has signatures")
    people = zip(fields, record.signatures, strict=True)
    steps = [
        Step(field.name, one.name, one.meaning, _key_for(one.role, keys, clinician), one.time) for field, one in people
    ]
    return [*steps, Step(clinic.name, settings.clinic_name, words["seal.reason"], keys.seal)]


def _key_for(role: str, keys: ClinicKeys, clinician: KeyPair | None) -> KeyPair:
    if role != "clinician":
        return keys.kiosk
    if clinician is None:
        raise ValueError("a clinician signs with a key of their own")
    return clinician


def seal_draft(
    draft: DraftPdf,
    record: ConsentRecord,
    store: Ledger,
    settings: ClinicSettings,
    words: Words,
    clinician: KeyPair | None = None,
    service: TimeService | None = None,
) -> SealedPdf:
    """Seal a draft to B-LTA at the time that its record names, and verify it.

    `service` may stamp the clinic's signature; None in front of a patient, where nobody waits for a network.

    Raises:
        OperatorError: the clock is outside of a certificate's time, a key was revoked, or the clinic's seal lies on a
            security token that is not there.
        TamperError: what came out does not verify, or the clinic's keys are damaged.
    """
    from kiosk.seal import SealSetup, seal_document

    keys = read_keys(store)
    setup = SealSetup(keys, settings.address, settings.phone, None if service is None else service.stamper(keys))
    *people, clinic = steps_of(draft, record, keys, settings, words, clinician)
    with clinic_signer(store, keys) as signer:
        return seal_document(draft, [*people, replace(clinic, signer=signer)], setup, record.sealed_at)
