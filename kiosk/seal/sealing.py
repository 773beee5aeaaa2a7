"""Seal a document, signature by signature: PAdES B-LTA without a network.

A draft has an empty field for everybody who signs. `begin` opens it with the order in which they sign; `sign` puts one
signature into its field, in an update that leaves every earlier byte alone; `finish` adds the validation data and the
archive time stamp. The first signature certifies the document (DocMDP 2), each locks its own field, and the clinic's,
always the last, locks all. Each has a time stamp.

Who signs on the kiosk (patient, representative, witness, interpreter, and the person who explained) has no key: the
kiosk's key seals that step as evidence, with the person's name and meaning in the signature. The clinician who treats
signs with a key of their own.

What comes out was verified here, by the same code that a stranger will use.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from cryptography import x509

from kiosk.errors import OperatorError, TamperError
from kiosk.seal import cms
from kiosk.seal.authority import ClinicKeys, list_for
from kiosk.seal.keys import fingerprint
from kiosk.seal.report import Trust
from kiosk.seal.revisions import Story, read_story
from kiosk.seal.stamping import LocalStamper, Stamper
from kiosk.seal.updates import (
    CLINIC_FIELD,
    Entries,
    Update,
    Written,
    read_draft,
    write_signature,
    write_stamp,
    write_validation,
)
from kiosk.seal.verifying import verify

__all__ = [
    "Draft",
    "SealSetup",
    "SealedPdf",
    "Step",
    "Unfinished",
    "begin",
    "finish",
    "reseal",
    "resume",
    "seal_document",
    "sign",
]

_ROUND = 128


class Draft(Protocol):
    """What is sealed: a finished PDF with an empty, visible, tagged field for each signature."""

    @property
    def data(self) -> bytes:
        """The PDF."""

    @property
    def content_digest(self) -> str:
        """Digest of the document's head and blocks, hex."""

    @property
    def document_id(self) -> str:
        """The document's id."""


@dataclass(frozen=True, slots=True)
class SealSetup:
    """What all seals of a clinic have in common: its keys, its address, and who stamps."""

    keys: ClinicKeys
    location: str
    contact: str = ""
    stamper: Stamper | None = None
    """Over the clinic's signature, which covers all others; None for the clinic's own stamps. Those over the other
    signatures and the archive stamp are always the clinic's own."""
    lists: tuple[bytes, ...] = ()
    """Revocation lists (DER) of those who issued certificates from elsewhere."""


@dataclass(frozen=True, slots=True)
class Step:
    """One signature: the field it goes into, the printed name, what it means, whose key, and when it was given."""

    field: str
    name: str
    meaning: str
    signer: cms.Signer
    time: datetime | None = None
    """With zone. None for the moment of sealing; an earlier time for ink that was given before."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A document on its way: some have signed, the clinic has not. It is no record yet."""

    data: bytes = field(repr=False)
    document_id: str
    content_digest: str
    order: tuple[str, ...]
    """The fields in the order in which they are to be signed."""
    written: Written = field(repr=False)

    @property
    def next_field(self) -> str | None:
        """Whose turn it is; None when everybody has signed."""
        done = len(self.written.signed)
        return self.order[done] if done < len(self.order) else None


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """A sealed and verified file. Only sealing makes one; a draft is another type and never passes for it."""

    data: bytes = field(repr=False)
    file_digest: str
    """SHA-256 of `data`, hex."""
    document_id: str
    content_digest: str
    certificate_fingerprint: str
    """SHA-256 of the certificate of the clinic's seal, hex."""
    sealed_at: datetime


def seal_document(draft: Draft, steps: Sequence[Step], setup: SealSetup, now: datetime) -> SealedPdf:
    """Seal a draft with all its signatures in one go, the clinic's last.

    Raises:
        OperatorError, TamperError: see `begin`, `sign` and `finish`.
    """
    unfinished = begin(draft, [step.field for step in steps])
    for step in steps:
        unfinished = sign(unfinished, step, setup, now)
    return finish(unfinished, setup, now)


def begin(draft: Draft, order: Sequence[str]) -> Unfinished:
    """Open a draft for signing, in an order that names each of its fields once and the clinic's last.

    Raises:
        TamperError: `seal.draft_unusable`: the draft is no PDF that can be sealed, or has other fields.
    """
    try:
        written = read_draft(draft.data, len(draft.data))
    except ValueError as error:
        raise TamperError("seal.draft_unusable") from error
    return _ordered(draft, written, order)


def resume(draft: Draft, order: Sequence[str]) -> Unfinished:
    """Open a document that was put away between two signatures; `draft.data` is the file as it was then.

    Whose keys signed it so far is checked with everything else by `finish`.

    Raises:
        TamperError: `seal.draft_unusable`: the file is not as it was left, or is finished.
    """
    story = read_story(draft.data)
    if story is None:
        return begin(draft, order)
    if not isinstance(story, Story) or story.reason is not None or story.written.store is not None:
        raise TamperError("seal.draft_unusable")
    return _ordered(draft, story.written, order)


def _ordered(draft: Draft, written: Written, order: Sequence[str]) -> Unfinished:
    fits = sorted(order) == sorted(written.fields) and order[-1] == CLINIC_FIELD
    if not fits or tuple(written.signed) != tuple(order[: len(written.signed)]):
        raise TamperError("seal.draft_unusable")
    return Unfinished(draft.data, draft.document_id, draft.content_digest, tuple(order), written)


def sign(unfinished: Unfinished, step: Step, setup: SealSetup, now: datetime) -> Unfinished:
    """Put one signature into its field.

    Raises:
        OperatorError: `seal.out_of_order`: it is somebody else's turn; `seal.clock_wrong` or
            `seal.certificate_expired`: `now` is outside the time of the signer's certificate; `seal.key_revoked`.
        TamperError: `seal.draft_unusable`: the step's texts cannot be written.
    """
    if step.field != unfinished.next_field:
        raise OperatorError("seal.out_of_order", field=step.field)
    moment = now.replace(microsecond=0)
    certificate = cms.parsed(step.signer.certificate_der)
    _require_usable(certificate, setup.keys, moment)
    stamper = setup.stamper if step.field == CLINIC_FIELD else None
    stamper = stamper or LocalStamper(setup.keys.stamps)
    claimed = moment if step.time is None else step.time.replace(microsecond=0)
    entries = Entries(step.name, step.meaning, setup.location, setup.contact, claimed)
    certificates = (step.signer.certificate_der, *step.signer.chain_der)
    room = cms.room(step.signer) + stamper.size
    data = unfinished.data
    try:
        update = write_signature(unfinished.written, step.field, entries, _reserved(room), _sha256(data))
    except ValueError as error:
        raise TamperError("seal.draft_unusable") from error
    attributes = cms.signed_attributes(cms.DATA, _digest(data, update), step.signer.certificate_der)
    signature = step.signer.sign(attributes)
    token = stamper.stamp(_sha256(signature), moment)
    container = cms.build(certificates, attributes, signature, token=token)
    return replace(unfinished, data=_filled(data, update, container), written=update.after)


def finish(unfinished: Unfinished, setup: SealSetup, now: datetime) -> SealedPdf:
    """Add validation data and the archive time stamp to a document that everybody has signed, and verify it.

    Raises:
        OperatorError: `seal.out_of_order`: somebody has not signed yet; `seal.clock_wrong`.
        TamperError: `seal.self_check`: what came out does not verify. Nothing may be stored or printed then.
    """
    if unfinished.next_field is not None:
        raise OperatorError("seal.out_of_order", field=unfinished.next_field)
    moment = now.replace(microsecond=0)
    keys = setup.keys
    _require_usable(keys.stamps.certificate, keys, moment)
    data = _archived(unfinished, setup, moment)
    trusted = (keys.root.certificate, keys.seal.certificate)
    report = verify(data, trust=trusted, lists=(keys.revocation_list,), now=now)
    same = (
        report.content_digest in (None, unfinished.content_digest),
        report.document_id in (None, unfinished.document_id),
        data.startswith(unfinished.data),
    )
    if not (report.ok and report.trusted and all(same)):
        raise TamperError("seal.self_check", finding=str(report.reason or report.trust or report.finding))
    return SealedPdf(
        data=data,
        file_digest=report.file_digest,
        document_id=unfinished.document_id,
        content_digest=unfinished.content_digest,
        certificate_fingerprint=report.signatures[-1].fingerprint or "",
        sealed_at=moment,
    )


def reseal(data: bytes, keys: ClinicKeys, trust: Sequence[x509.Certificate], now: datetime) -> bytes:
    """Renew a sealed file's protection: a new revocation list, and a new archive time stamp over everything.

    Args:
        data: a finished file that can still be believed.
        keys: the clinic's keys of today; the root may be another one than in the file.
        trust: what the file is checked against: today's root, and those that were used before.
        now: the time, with zone.

    Raises:
        OperatorError: `reseal.not_ours`: the file is damaged, or of the first version, which has no stamp to renew;
            `reseal.too_late`: its last stamp can no longer be believed, so that a new one would prove nothing.
        TamperError: `seal.self_check`.
    """
    moment = now.replace(microsecond=0)
    before = verify(data, trust=trust, lists=(keys.revocation_list,), now=now)
    story = read_story(data)
    if not before.intact or story is None or not isinstance(story, Story):
        raise OperatorError("reseal.not_ours")
    if before.trust is not Trust.YES:
        raise OperatorError("reseal.too_late", why=str(before.trust))
    _require_usable(keys.stamps.certificate, keys, moment)
    root = keys.root.certificate_der
    roots = [] if root in story.certificates else [root]
    # The signers' lists are there since the seal: a newer one would say nothing of that time.
    lists = _lists(keys, (story.stamped[-1].stamp.certificate, keys.stamps.certificate), moment)
    renewed, written = _add(data, story.written, roots, lists)
    renewed = _stamped(renewed, written, keys, moment)
    after = verify(renewed, trust=(*trust, keys.root.certificate), lists=(keys.revocation_list,), now=now)
    if not (after.ok and after.trusted):
        raise TamperError("seal.self_check", finding=str(after.reason or after.trust))
    return renewed


# ---------------------------------------------------------------------- parts of it


def _require_usable(certificate: x509.Certificate, keys: ClinicKeys, now: datetime) -> None:
    """Refuse to sign with a certificate whose time is not now, or that was taken back."""
    if now < certificate.not_valid_before_utc:
        raise OperatorError("seal.clock_wrong", since=certificate.not_valid_before_utc.date().isoformat())
    if now > certificate.not_valid_after_utc:
        raise OperatorError("seal.certificate_expired", until=certificate.not_valid_after_utc.date().isoformat())
    ours = certificate.issuer == keys.root.certificate.subject
    if ours and any(int(one.serial, 16) == certificate.serial_number for one in keys.revoked):
        raise OperatorError("seal.key_revoked", fingerprint=fingerprint(certificate)[:16])


def _archived(unfinished: Unfinished, setup: SealSetup, now: datetime) -> bytes:
    """Return the file with validation data and an archive time stamp."""
    keys = setup.keys
    story = read_story(unfinished.data)
    if not isinstance(story, Story):
        raise TamperError("seal.self_check", finding="unfinished")
    signers = (one.container.certificate for one in story.signed)
    lists = (*_lists(keys, (*signers, keys.stamps.certificate), now), *setup.lists)
    data, written = _add(unfinished.data, unfinished.written, [keys.root.certificate_der], lists)
    return _stamped(data, written, keys, now)


def _lists(keys: ClinicKeys, certificates: Iterable[x509.Certificate], now: datetime) -> tuple[bytes, ...]:
    """Return the revocation lists that speak of some certificates, each once."""
    found = (list_for(keys, one, now) for one in dict.fromkeys(certificates))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _add(data: bytes, written: Written, certificates: Sequence[bytes], lists: Sequence[bytes]) -> tuple[bytes, Written]:
    update = write_validation(written, certificates, lists, _sha256(data))
    return data + update.data, update.after


def _stamped(data: bytes, written: Written, keys: ClinicKeys, now: datetime) -> bytes:
    stamper = LocalStamper(keys.stamps)
    update = write_stamp(written, _reserved(stamper.size), _sha256(data))
    return _filled(data, update, stamper.stamp(_digest(data, update), now))


def _reserved(room: int) -> int:
    """Return the hex digits to keep free for so many bytes."""
    return -(-room // _ROUND) * _ROUND * 2


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _digest(data: bytes, update: Update) -> bytes:
    """Return the digest of the file with its update, all but the value."""
    covered = hashlib.sha256(data)
    at = len(data)
    covered.update(memoryview(update.data)[: update.start - at])
    covered.update(memoryview(update.data)[update.end - at :])
    return covered.digest()


def _filled(data: bytes, update: Update, container: bytes) -> bytes:
    """Return the file with its update and the value in it.

    Raises:
        TamperError: `seal.self_check`: the value is longer than the room for it.
    """
    start, end = update.start + 1 - len(data), update.end - 1 - len(data)
    value = container.hex().upper().encode("ascii")
    if len(value) > end - start:
        raise TamperError("seal.self_check", finding="value_too_long")
    return b"".join((data, update.data[:start], value.ljust(end - start, b"0"), update.data[end:]))
