"""The record of a scan: which form it is of, whose, who received it, and the digests of what came in.

Owns the schema `scan-record 1`. It is attached to a sealed scan as `record.json`; a change of meaning is a new schema.
Nothing in it says what is written by hand on the paper: no program has read that.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from kiosk import events as e
from kiosk.errors import TamperError
from kiosk.record import LedgerRecord

__all__ = [
    "FileRecord",
    "FormRecord",
    "ScanDocumentRecord",
    "ScanRecord",
    "SheetRecord",
    "read_scan_record",
    "scan_record_bytes",
]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a record; unknown fields are refused, so that nothing a newer program wrote is read half."""


class ScanDocumentRecord(_Part, frozen=True):
    """The sealed file: its number and its title."""

    id: str
    title: str
    language: str
    pages: int


class FormRecord(_Part, frozen=True):
    """What the codes on the paper say: the form's number and kind, and the beginning of its digest (hex)."""

    id: str
    kind: Literal["blank", "prepared"]
    treatment: str
    language: str
    printed_on: date
    digest: str
    signed_by_clinic: bool
    """Whether the codes carry the clinic's signature; those of a blank form need not."""


class FileRecord(_Part, frozen=True):
    """A file as it came in, and under which name it is attached. The digest is SHA-256, hex."""

    name: str
    media_type: str
    size: int
    sha256: str


class SheetRecord(_Part, frozen=True):
    """A page of the form: on which sheet of the scan it was (from 1), and the digest of the picture in this file."""

    page: int
    sheet: int
    sha256: str


class ScanRecord(_Part, frozen=True):
    """Everything about one sealed scan."""

    schema: Literal["scan-record 1"]
    program: str
    document: ScanDocumentRecord
    content_digest: str
    """Digest of the cover: names exactly what stands there."""
    form: FormRecord
    visit: str
    patient: e.Patient
    files: tuple[FileRecord, ...]
    sheets: tuple[SheetRecord, ...]
    empty_sheets: tuple[int, ...]
    received_at: datetime
    received_by: e.Actor
    counts_as_signature: bool
    """Whether the visit waited for this very form, and goes on with it."""
    handwriting_checked: Literal[False]
    ledger: LedgerRecord


def scan_record_bytes(record: ScanRecord) -> bytes:
    """Return the canonical JSON of a record."""
    return e.canonical_bytes(record)


def read_scan_record(data: bytes) -> ScanRecord:
    """Read a record.

    Raises:
        TamperError: `record.unreadable`: it is none, was changed, or was written by a newer program.
    """
    try:
        record = msgspec.json.decode(data, type=ScanRecord)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise TamperError("record.unreadable") from error
    if scan_record_bytes(record) != data:
        raise TamperError("record.unreadable")
    return record
