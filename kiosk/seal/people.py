"""What the record that is attached to a document tells: who signed, what it takes back, where the ledger stood."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from kiosk.events import BOUND, binding_digest, canonical_bytes, ink_digest
from kiosk.seal.report import CopyPoint, LedgerPoint, NotSigned, ScanPoint, Signature

__all__ = [
    "bindings_hold",
    "content_holds",
    "is_bound",
    "mapping",
    "notes_hold",
    "recorded_copy",
    "recorded_document",
    "recorded_ledger",
    "recorded_not_signed",
    "recorded_people",
    "recorded_scan",
    "text_or_none",
]

_BOUND_SINCE: Final = 3
"""The first schema of the record whose signatures are bound to the document."""
_NOT_SIGNED: Final = "not_signed"
_REASON_ROW: Final = 2
"""How a document marks the place of somebody who did not sign, and in which of its rows the reason stands."""


def recorded_people(record: Mapping[str, Any]) -> tuple[Signature, ...]:
    """Return the signatures of people that a record lists.

    Later versions may write more or other fields: what is missing here is left out.
    """
    return tuple(_person(one) for one in _mappings(record.get("signatures")))


def _mappings(listed: object) -> list[Mapping[str, Any]]:
    """Return what of a list is a mapping; nothing if it is no list."""
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _person(listed: Mapping[str, Any]) -> Signature:
    role, name, meaning, time, how = (
        text_or_none(listed.get(key)) or "" for key in ("role", "name", "meaning", "time", "method")
    )
    receiver = mapping(mapping(listed.get("paper")).get("received_by"))
    return Signature(
        role,
        name,
        meaning,
        time,
        how=how,
        received_by=text_or_none(receiver.get("name")),
        identity=text_or_none(listed.get("identity_method")) or "",
    )


def recorded_not_signed(record: Mapping[str, Any]) -> tuple[NotSigned, ...]:
    """Return who was to sign and could not, as a record tells it."""
    return tuple(
        NotSigned(*(text_or_none(one.get(key)) or "" for key in ("role", "name", "reason")))
        for one in _mappings(record.get("not_signed"))
    )


def is_bound(record: Mapping[str, Any]) -> bool:
    """Whether a record is of a schema that ties its signatures and its digests to its document."""
    schema = record.get("schema")
    return isinstance(schema, int) and schema >= _BOUND_SINCE


def content_holds(record: Mapping[str, Any]) -> bool:
    """Whether the content digest of a record is that of the document in it."""
    if not is_bound(record):
        return True
    return record.get("content_digest") == sha256(canonical_bytes(record.get("document"))).hexdigest()


def bindings_hold(record: Mapping[str, Any]) -> bool:
    """Whether each signature of a record is the one that was given for its document (21 CFR 11.70).

    Its ink must be that of its digest, and the one that the document shows for this person; and the digest over all of
    it must name this document. Records before schema 3 have no such digests.
    """
    if not is_bound(record):
        return True
    document = mapping(record.get("document"))
    shown = [
        (block.get("role"), block.get("name"), block.get("ink"))
        for block in _mappings(document.get("blocks"))
        if block.get("type") == "signature" and block.get("method") != _NOT_SIGNED
    ]
    listed = _mappings(record.get("signatures"))
    if shown != [(one.get("role"), one.get("name"), one.get("ink")) for one in listed]:
        return False
    return all(_bound(text_or_none(document.get("id")) or "", one) for one in listed)


def notes_hold(record: Mapping[str, Any]) -> bool:
    """Whether those of whom the document says that they did not sign are those of whom the record says it, and why."""
    blocks = _mappings(mapping(record.get("document")).get("blocks"))
    shown = [
        (block.get("role"), block.get("name"), _reason(block))
        for block in blocks
        if block.get("type") == "signature" and block.get("method") == _NOT_SIGNED
    ]
    listed = _mappings(record.get("not_signed"))
    return shown == [(one.get("role"), one.get("name"), one.get("reason")) for one in listed]


def _reason(block: Mapping[str, Any]) -> object:
    """Return why somebody did not sign, as it stands in the document: the value of the third row."""
    rows = block.get("rows")
    row = rows[_REASON_ROW] if isinstance(rows, list) and len(rows) > _REASON_ROW else None
    return row[1] if isinstance(row, list) and len(row) > 1 else None


def _bound(document_id: str, signature: Mapping[str, Any]) -> bool:
    ink = signature.get("ink")
    if signature.get("ink_digest") != ("" if ink is None else ink_digest(mapping(ink))):
        return False
    whole = signature.keys() >= BOUND
    return whole and signature.get("binding") == binding_digest(document_id, signature)


def recorded_document(record: Mapping[str, Any], part: str) -> str | None:
    """Return the id of the document that a record names in one of its parts: `withdrawal` or `renews`."""
    return text_or_none(mapping(record.get(part)).get("document_id"))


def recorded_ledger(record: Mapping[str, Any]) -> LedgerPoint | None:
    """Return where the ledger ended when a record was made; None where the record does not say it."""
    told = mapping(record.get("ledger"))
    device, sequence, digest = told.get("device"), told.get("sequence"), told.get("hash")
    if isinstance(device, str) and isinstance(sequence, int) and isinstance(digest, str):
        return LedgerPoint(device, sequence, digest)
    return None


def recorded_scan(record: Mapping[str, Any]) -> ScanPoint | None:
    """Return what a scan's record tells of it; None for any other record.

    All that begins like the schema counts: a later version is a scan, too.
    """
    if not (text_or_none(record.get("schema")) or "").startswith("scan-record "):
        return None
    files, receiver = record.get("files"), mapping(record.get("received_by"))
    return ScanPoint(
        form=text_or_none(mapping(record.get("form")).get("id")) or "",
        visit=text_or_none(record.get("visit")) or "",
        received_at=text_or_none(record.get("received_at")) or "",
        received_by=text_or_none(receiver.get("name")) or "",
        files=len(files) if isinstance(files, list) else 0,
        counts_as_signature=record.get("counts_as_signature") is True,
    )


def recorded_copy(told: Mapping[str, Any], record: Mapping[str, Any]) -> CopyPoint | None:
    """Return what the attached `copy.json` tells; None where there is none.

    Raises:
        ValueError: it tells of another document than the attached record.
    """
    if not told:
        return None
    of = (told.get("original"), told.get("content_digest"))
    if of != (mapping(record.get("document")).get("id"), record.get("content_digest")):
        raise ValueError("a copy of another document")
    kind, number, digest = (text_or_none(told.get(key)) or "" for key in ("kind", "id", "original_digest"))
    return CopyPoint(kind, number, text_or_none(of[0]) or "", digest)


def mapping(value: object) -> Mapping[str, Any]:
    """Return a value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def text_or_none(value: object) -> str | None:
    """Return a value if it is a text."""
    return value if isinstance(value, str) else None
