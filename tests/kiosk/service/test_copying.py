"""Copies: sealed by the clinic alone, stored with their event, made anew only when there is something new to say."""

from __future__ import annotations

import copy
import dataclasses
import functools
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import get_args

import msgspec
import pikepdf
import pytest

from kiosk import events as e
from kiosk.codes import read_sheets
from kiosk.document import CopyRecord
from kiosk.errors import OperatorError, TamperError
from kiosk.i18n import catalogue
from kiosk.seal import CopyPoint, verify
from kiosk.service import KioskService, withdraw
from kiosk.service.copying import make_copy, print_copy
from kiosk.service.renewing import trust_of
from kiosk.settings import demo_settings
from kiosk.vault import StoredFile
from kiosk.visit import AnswerQuestion, AskQuestion
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.codes.scans import as_scan, rendered
from tests.kiosk.services import Clock, FakePrinter, clinic_keys, failing, keyed_ledger, reopened, seal
from tests.kiosk.visits import CLINICIAN, ServiceWalk, real_content

KINDS: tuple[e.CopyKind, ...] = get_args(e.CopyKind)
STAFF = e.Actor(kind="staff", id="s1", name="Priya Raman")


@functools.cache
def _ledger() -> MemoryLedger:
    ledger = keyed_ledger()
    walk = ServiceWalk(KioskService(ledger, real_content(), demo_settings(), clock=Clock()))
    walk.until("values")
    walk.do(AskQuestion("q1", "", (), "Does it hurt?"))
    walk.to_the_end("talk")
    walk.service.seal(walk.visit_id)
    return ledger


@pytest.fixture
def ledger() -> MemoryLedger:
    return copy.deepcopy(_ledger())


def opened(ledger: MemoryLedger) -> tuple[KioskService, str]:
    return reopened(ledger, real_content())


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_is_sealed_stored_and_tells_what_it_is_a_copy_of(kind: e.CopyKind, ledger: MemoryLedger) -> None:
    service, visit = opened(ledger)
    original = service.sealed_event(visit)
    made = make_copy(service, visit, kind, STAFF)

    report = verify(made.data, trust=trust_of(clinic_keys()), now=service.clock())
    assert report.ok
    assert report.trusted
    assert (report.document_id, report.content_digest) == (original.document_id, original.content_digest)
    assert [one.role for one in report.signatures if one.fingerprint] == ["clinic"]
    assert report.copied == CopyPoint(kind, made.document_id, original.document_id, original.file_digest)
    assert any(made.document_id in line and original.document_id in line for line in report.details(catalogue("en")))
    assert report.to_json()["copy"] == report.copied.to_json()
    assert "copy" not in verify(service.read_sealed(visit), now=service.clock()).to_json()
    with pikepdf.open(BytesIO(made.data)) as pdf:
        told = msgspec.json.decode(pdf.attachments["copy.json"].get_file().read_bytes(), type=CopyRecord)
    assert (told.id, told.original, told.original_digest) == (
        made.document_id,
        original.document_id,
        original.file_digest,
    )
    [noted] = service.state(visit).copies
    assert noted.event.kind == kind
    assert ledger.file(noted.event.document_id) == made.data
    assert service.state(visit).files[made.document_id] == (made.document_id, made.file_digest)


def test_the_codes_of_a_copy_name_the_copy(ledger: MemoryLedger, tmp_path: Path) -> None:
    service, visit = opened(ledger)
    made = make_copy(service, visit, "clinician_summary", STAFF)
    [sheet] = read_sheets(as_scan(rendered(made.data, tmp_path)))
    [code] = sheet.codes
    assert code.text is not None
    assert (code.text.code.document, code.text.code.pages) == (made.document_id, made.pages)


def test_asked_for_again_the_stored_copy_comes_back(ledger: MemoryLedger) -> None:
    service, visit = opened(ledger)
    first = make_copy(service, visit, "patient_copy", STAFF)
    count = len(ledger.stored)
    assert make_copy(service, visit, "patient_copy", STAFF) == first
    assert len(ledger.stored) == count
    again, same = opened(ledger)
    assert make_copy(again, same, "patient_copy", STAFF) == first


def test_a_later_answer_is_a_reason_for_a_new_summary_and_not_for_new_large_print(ledger: MemoryLedger) -> None:
    service, visit = opened(ledger)
    before = {kind: make_copy(service, visit, kind, STAFF) for kind in KINDS}
    service.submit(visit, AnswerQuestion("q1", "A little.", CLINICIAN), CLINICIAN)
    after = {kind: make_copy(service, visit, kind, STAFF) for kind in KINDS}
    assert after["large_print"] == before["large_print"]
    assert after["clinician_summary"].document_id == f"{before['clinician_summary'].document_id}2"
    assert after["patient_copy"].document_id == f"{before['patient_copy'].document_id}2"


def test_a_consent_taken_back_while_the_clock_stood_wrong_is_not_handed_out_as_if_it_stood() -> None:
    ledger = keyed_ledger()
    walk = ServiceWalk(KioskService(ledger, real_content(), demo_settings(), clock=Clock()))
    walk.to_the_end()
    seal(walk.service, walk.visit_id)
    first = make_copy(walk.service, walk.visit_id, "patient_copy", STAFF)

    early, visit = opened(ledger)
    early.clock = Clock(hours=-3)
    withdraw(early, visit, "patient", "said", "", STAFF)
    with pytest.raises(OperatorError, match=r"seal\.clock_"):
        make_copy(early, visit, "patient_copy", STAFF)
    later, _visit = opened(ledger)
    assert make_copy(later, visit, "patient_copy", STAFF).document_id == f"{first.document_id}2"


def test_there_is_no_copy_of_what_is_not_sealed() -> None:
    ledger = keyed_ledger()
    walk = ServiceWalk(KioskService(ledger, real_content(), demo_settings(), clock=Clock()))
    with pytest.raises(OperatorError, match=r"vault\.no_file"):
        make_copy(walk.service, walk.visit_id, "patient_copy", STAFF)


def test_a_full_disk_keeps_nothing_and_hides_nothing(ledger: MemoryLedger) -> None:
    full = failing(ledger)
    service, visit = opened(full)
    full.refuses = "files"
    with pytest.raises(OperatorError, match=r"vault\.disk_full"):
        make_copy(service, visit, "patient_copy", STAFF)
    assert service.state(visit).copies == ()
    full.refuses = ""
    assert make_copy(service, visit, "patient_copy", STAFF).pages > 1


def test_a_stored_copy_that_was_exchanged_is_found(ledger: MemoryLedger) -> None:
    service, visit = opened(ledger)
    made = make_copy(service, visit, "patient_copy", STAFF)
    ledger._files[made.document_id] = StoredFile.of(made.document_id, "sealed-pdf", made.data + b"\n")
    with pytest.raises(TamperError, match=r"ledger\.file_changed"):
        make_copy(service, visit, "patient_copy", STAFF)


def test_printed_and_not_printed_are_events(ledger: MemoryLedger) -> None:
    service, visit = opened(ledger)
    printer = FakePrinter()
    print_copy(service, visit, "large_print", printer, STAFF, copies=2)
    [(title, data, copies)] = printer.printed
    assert (title, data, copies) == ("CN-2026-0512-0001-L", make_copy(service, visit, "large_print", STAFF).data, 2)
    with pytest.raises(OperatorError, match=r"print\.failed"):
        print_copy(service, visit, "large_print", FakePrinter("print.failed"), STAFF)
    printed = [event for event in ledger.events(visit) if isinstance(event, e.RecordPrinted)]
    assert [(one.document_id, one.ok, one.copies) for one in printed] == [(title, True, 2), (title, False, 1)]


def test_a_copy_is_made_of_the_record_even_when_the_content_has_moved_on(ledger: MemoryLedger) -> None:
    later = dataclasses.replace(real_content(), digest="00" * 32)
    service, visit = reopened(ledger, later)
    assert make_copy(service, visit, "large_print", STAFF).pages > 1
    assert verify(make_copy(service, visit, "patient_copy", STAFF).data, now=service.clock() + timedelta(hours=1)).ok
