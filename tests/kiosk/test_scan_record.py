"""The record of a scan: its canonical form, and what is refused."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from kiosk import events as e
from kiosk.errors import TamperError
from kiosk.record import LedgerRecord
from kiosk.scan_record import (
    FileRecord,
    FormRecord,
    ScanDocumentRecord,
    ScanRecord,
    SheetRecord,
    read_scan_record,
    scan_record_bytes,
)
from tests.kiosk.visits import SEALED_AT

RECORD = ScanRecord(
    schema="scan-record 1",
    program="0.4",
    document=ScanDocumentRecord(id="SC-2026-0512-0001", title="Scan", language="en", pages=2),
    content_digest="cd" * 32,
    form=FormRecord(
        id="PF-2026-0512-0badcafe",
        kind="prepared",
        treatment="ketamine-iv",
        language="en",
        printed_on=date(2026, 5, 12),
        digest="ab" * 16,
        signed_by_clinic=True,
    ),
    visit="v1",
    patient=e.Patient(name="Rosa Delgado", birth_date=date(1961, 3, 14), record_number="20418"),
    files=(FileRecord(name="original-01.pdf", media_type="application/pdf", size=3, sha256="ef" * 32),),
    sheets=(SheetRecord(page=1, sheet=2, sha256="01" * 32),),
    empty_sheets=(1,),
    received_at=SEALED_AT,
    received_by=e.Actor(kind="staff", id="s1", name="Priya Raman"),
    counts_as_signature=False,
    handwriting_checked=False,
    ledger=LedgerRecord("demo-kiosk", 12, "ab" * 32),
)


def test_a_record_comes_back_as_it_was_written() -> None:
    data = scan_record_bytes(RECORD)
    assert read_scan_record(data) == RECORD
    assert data.startswith(b'{"content_digest":')
    assert b'"handwriting_checked":false' in data


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"scan-record 1", b"scan-record 2"),
        (b'"handwriting_checked":false', b'"handwriting_checked":true'),
        (b'"visit":"v1"', b'"visit":"v1","more":1'),
        (b'"visit":"v1"', b'"visit": "v1"'),
        (b'"visit":"v1"', b'"visit":7'),
        (b"}", b""),
        (b"Rosa", b"\xff"),
    ],
)
def test_what_is_not_written_so_is_refused(old: bytes, new: bytes) -> None:
    data = scan_record_bytes(RECORD)
    assert old in data
    with pytest.raises(TamperError, match=r"record\.unreadable"):
        read_scan_record(data.replace(old, new))


def test_the_fields_are_a_promise() -> None:
    assert sorted(msgspec.json.decode(scan_record_bytes(RECORD))) == [
        "content_digest",
        "counts_as_signature",
        "document",
        "empty_sheets",
        "files",
        "form",
        "handwriting_checked",
        "ledger",
        "patient",
        "program",
        "received_at",
        "received_by",
        "schema",
        "sheets",
        "visit",
    ]
