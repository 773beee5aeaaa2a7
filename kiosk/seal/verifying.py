"""Judge a file: is it what was sealed, is every signature right, can they be believed.

Two readers must agree. The first (`kiosk.seal.revisions`) looks at bytes only and forgives nothing; just what passes
it is given to a PDF library, which must find the same fields with the same signatures. So a damaged or hostile file
never reaches a PDF parser. Files of the first version have a judge of their own (`kiosk.seal.first_form`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final, Literal

import msgspec
import pikepdf
from cryptography import x509
from cryptography.x509.oid import NameOID

from kiosk.seal.attached import unpacked
from kiosk.seal.authority import Purpose
from kiosk.seal.keys import fingerprint
from kiosk.seal.people import (
    bindings_hold,
    content_holds,
    is_bound,
    mapping,
    notes_hold,
    recorded_copy,
    recorded_document,
    recorded_ledger,
    recorded_not_signed,
    recorded_people,
    recorded_scan,
    text_or_none,
)
from kiosk.seal.report import ArchiveStamp, CopyPoint, Finding, Reason, SealReport, Signature, Trust, refusal
from kiosk.seal.revisions import Signed, Story, read_story
from kiosk.seal.trust import Judged, judge
from kiosk.seal.updates import CLINIC_FIELD, field_role

__all__ = ["SIGNATURE_FIELD", "verify"]

SIGNATURE_FIELD: Final = CLINIC_FIELD
"""The clinic's field, which every draft has ready."""

WARN_DAYS: Final = 90
_RECORD_FILE: Final = "record.json"
_COPY_FILE: Final = "copy.json"
_MOST_SIGNATURES: Final = 100
"""In a record; there are fields for fewer."""


def verify(
    data: bytes,
    *,
    trust: x509.Certificate | Sequence[x509.Certificate] | None = None,
    lists: Iterable[bytes] = (),
    now: datetime,
) -> SealReport:
    """Judge one file. Whatever the bytes are, the answer is a report.

    Args:
        data: the whole file.
        trust: the clinic's root (with all that it sealed with before it had one), or None to leave that question open.
        lists: revocation lists (DER) of the clinic's that are newer than those in the file.
        now: the time (with zone) at which trust is judged.

    Raises:
        ImportError: the file is of the first form, and pyHanko, which that takes, is not installed.
    """
    file_digest = hashlib.sha256(data).hexdigest()
    if not data.startswith(b"%PDF-"):
        return refusal(Finding.NOT_A_PDF, file_digest)
    roots = None if trust is None else (trust,) if isinstance(trust, x509.Certificate) else tuple(trust)
    story = read_story(data)
    if story is None:
        from kiosk.seal.first_form import verify_first_form

        return verify_first_form(data, roots, now, file_digest)
    if isinstance(story, Reason):
        return refusal(Finding.CHANGED, file_digest, story)
    if story.reason is not None:
        finding = Finding.ADDED if story.reason is Reason.FOREIGN_UPDATE else Finding.CHANGED
        return refusal(finding, file_digest, story.reason, _signatures(story, None, {}))
    if story.stamped and story.written.unstamped:
        return refusal(Finding.ADDED, file_digest, Reason.FOREIGN_UPDATE, _signatures(story, None, {}))
    missing = _missing(story)
    if missing is not None:
        return refusal(Finding.UNFINISHED, file_digest, missing, _signatures(story, None, {}))
    try:
        record, told = _second_reading(data, story)
        copied = recorded_copy(told, record)
        wrong = _disagreement(record, story, copied)
        judged = None if roots is None else judge(story, roots, tuple(lists), now)
    except _UnreadableError:
        return refusal(Finding.BAD_SEAL, file_digest, Reason.RECORD_UNREADABLE)
    except Exception:  # noqa: BLE001 - a signed PDF can still be built to break its reader
        return refusal(Finding.BAD_SEAL, file_digest, Reason.READERS_DISAGREE)
    if wrong is not None:
        return refusal(Finding.BAD_SEAL, file_digest, wrong)
    return replace(_report(story, record, judged, now, file_digest), copied=copied)


def _missing(story: Story) -> Reason | None:
    """Return which part a file lacks whose every part is right."""
    written = story.written
    if len(written.signed) < len(written.fields) or not written.sealed:
        return Reason.SIGNATURE_MISSING
    if not story.lists:
        return Reason.VALIDATION_MISSING
    return None if story.stamped else Reason.STAMP_MISSING


def _report(
    story: Story, record: Mapping[str, Any], judged: Judged | None, now: datetime, file_digest: str
) -> SealReport:
    """Put together the report on a file in which everything is right."""
    scan = recorded_scan(record)
    notes = [] if scan is None else ["verify.note_scan"]
    # A stamp that is not believed protects nothing; of one that has run out it is told until when it did.
    trust = Trust.NOT_ASKED if judged is None else judged.trust
    until = None if judged is None else judged.until
    if until is not None and not (trust is Trust.YES or (trust is Trust.EXPIRED and now > until)):
        until = None
    if until is not None and judged is not None and judged.trust is Trust.YES:
        if (until - now).days <= WARN_DAYS:
            notes.append("verify.note_renew")
        if judged.unlisted:
            notes.append("verify.note_unlisted")
    return SealReport(
        Finding.UNCHANGED,
        file_digest,
        intact=True,
        valid=True,
        trust=trust,
        covers_whole_file=True,
        signatures=_signatures(story, judged, record),
        not_signed=recorded_not_signed(record),
        document_id=text_or_none(mapping(record.get("document")).get("id")),
        content_digest=text_or_none(record.get("content_digest")),
        kind=text_or_none(mapping(record.get("document")).get("kind")),
        withdraws=recorded_document(record, "withdrawal"),
        renews=recorded_document(record, "renews"),
        pack_digest=text_or_none(record.get("pack_digest")),
        ledger=recorded_ledger(record),
        scan=scan,
        level="B-LTA",
        stamps=tuple(ArchiveStamp(one.stamp.time.isoformat(), one.stop) for one in story.stamped),
        protected_until="" if until is None else until.isoformat(),
        notes=tuple(notes),
    )


# ---------------------------------------------------------------------- signatures


def _signatures(story: Story, judged: Judged | None, record: Mapping[str, Any]) -> tuple[Signature, ...]:
    """Return who signed, in the file's order; those who are in the record only stand before the last."""
    people = list(recorded_people(record))
    found: list[Signature] = []
    for place, signed in enumerate(story.signed):
        role = field_role(signed.name)
        known = next((one for one in people if one.role == role and one.name == signed.entries.name), None)
        if known is not None:
            people.remove(known)
        trust, proven = (Trust.NOT_ASKED, None) if judged is None else judged.signatures[place]
        found.append(_signature(story, signed, known, (trust, proven)))
    return (*found[:-1], *people, *found[-1:])


def _signature(
    story: Story, signed: Signed, known: Signature | None, answer: tuple[Trust, datetime | None]
) -> Signature:
    certificate = signed.container.certificate
    entries, (trust, proven) = signed.entries, answer
    role = field_role(signed.name)
    return Signature(
        role,
        entries.name,
        entries.reason,
        entries.time.isoformat(),
        fingerprint(certificate),
        how="seal" if role == "clinic" else "certificate" if known is None else known.how,
        received_by=None if known is None else known.received_by,
        identity="" if known is None else known.identity,
        key_name=_common_name(certificate),
        key_kind=_key_kind(certificate, role),
        proven="" if proven is None else proven.isoformat(),
        trust=trust,
        covers=signed.stop,
        later=tuple(kind for kind, end in story.kinds if end > signed.stop),
    )


def _key_kind(certificate: x509.Certificate, role: str) -> Literal["own", "kiosk", "clinic"]:
    if role == "clinic":
        return "clinic"
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return "own" if units and units[0].value == Purpose.CLINICIAN else "kiosk"


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


# ---------------------------------------------------------------------- the second reader


def _second_reading(data: bytes, story: Story) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Read the PDF as its readers do; return the attached record, and what a copy tells of itself.

    Raises:
        ValueError: what a reader finds is not what the bytes say.
        Exception: of any kind, from the reader.
    """
    written = story.written
    with pikepdf.open(BytesIO(data)) as pdf:
        fields = pdf.Root.AcroForm.Fields
        values = {str(one.T): (one.V.objgen[0], one.V) for one in fields}
        wanted = {one.name: (written.signed[one.name], one.place, one.stop) for one in story.signed}
        objects = {name: number for name, (number, _) in values.items() if name in wanted}
        stamps = {f"ArchiveStamp{i}": one for i, one in enumerate(story.stamped, start=1)}
        if objects != written.signed or values.keys() != wanted.keys() | stamps.keys() or len(fields) != len(values):
            raise ValueError("other fields")
        places = {name: (place, stop) for name, (_, place, stop) in wanted.items()}
        places |= {name: (one.place, one.stop) for name, one in stamps.items()}
        for name, ((start, end), stop) in places.items():
            if [int(part) for part in values[name][1].ByteRange] != [0, start, end, stop - end]:
                raise ValueError("another range")
        if pdf.Root.Perms.DocMDP.objgen[0] != next(iter(written.signed.values())):
            raise ValueError("certified by another signature")
        return _attached(pdf, _RECORD_FILE), _attached(pdf, _COPY_FILE)


def _attached(pdf: pikepdf.Pdf, name: str) -> Mapping[str, Any]:
    """Return an attached JSON object; empty when the document has none that can be read.

    Raises:
        _UnreadableError: it is too much to be one of ours.
    """
    if name not in pdf.attachments:
        return {}
    file = pdf.attachments[name].get_file().obj
    packed: Any = file.get("/Filter", [])
    filters = [str(one) for one in packed] if isinstance(packed, pikepdf.Array | list) else [str(packed)]
    try:
        found = mapping(msgspec.json.decode(unpacked(file.read_raw_bytes(), filters)))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    except (ValueError, RecursionError) as error:
        raise _UnreadableError from error
    if len(recorded_people(found)) > _MOST_SIGNATURES:
        raise _UnreadableError
    return found


class _UnreadableError(Exception):
    """What is attached is larger than anything that Candor attaches, or nested deeper."""


def _disagreement(record: Mapping[str, Any], story: Story, copied: CopyPoint | None) -> Reason | None:
    """Return in what the attached record does not agree with the signatures or with itself; None if it does."""
    if not _record_agrees(record, story, whole=copied is None and is_bound(record)) or not notes_hold(record):
        return Reason.RECORD_DISAGREES
    if not content_holds(record):
        return Reason.CONTENT_DISAGREES
    return None if bindings_hold(record) else Reason.INK_DISAGREES


def _record_agrees(record: Mapping[str, Any], story: Story, *, whole: bool) -> bool:
    """Whether those who signed are those of whom the record tells, for the roles that it tells of.

    With `whole` that is everybody but the clinic. Who signed is only in the record of a copy, and of older documents.
    """
    recorded: dict[str, list[str]] = {}
    for one in recorded_people(record):
        recorded.setdefault(one.role, []).append(one.name)
    signed: dict[str, list[str]] = {}
    for entry in story.signed:
        signed.setdefault(field_role(entry.name), []).append(entry.entries.name)
    roles = recorded.keys() & signed.keys()
    if whole and roles != (recorded.keys() | signed.keys()) - {field_role(CLINIC_FIELD)}:
        return False
    return all(sorted(recorded[role]) == sorted(signed[role]) for role in roles)
