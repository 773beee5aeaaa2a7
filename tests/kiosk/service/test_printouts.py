"""Printouts: what is sealed is verified once more before it is printed; forms to be signed by hand are waited for."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk import events as e
from kiosk.content import Content
from kiosk.errors import OperatorError, TamperError
from kiosk.record import read_record
from kiosk.seal import verify
from kiosk.service import CheckIn, KioskService
from kiosk.settings import demo_settings
from kiosk.vault import StoredFile
from kiosk.visit import ReceivePaperSignature, Refused, Sign
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import Clock, FakePrinter, countersign, failing, keyed_ledger, reopened
from tests.kiosk.visits import ServiceWalk, real_content

STAFF = e.Actor(kind="staff", id="s1", name="Priya Raman")
FORM = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")


@pytest.fixture(scope="module")
def content() -> Content:
    return real_content()


@pytest.fixture(scope="module")
def sealed_once(content: Content) -> MemoryLedger:
    ledger = keyed_ledger()
    service = KioskService(ledger, content, demo_settings(), clock=Clock())
    service.seal(ServiceWalk(service).to_the_end("talk").visit_id)
    return ledger


@pytest.fixture
def sealed(sealed_once: MemoryLedger) -> MemoryLedger:
    return copy.deepcopy(sealed_once)


def test_a_sealed_document_is_verified_and_printed(sealed: MemoryLedger, content: Content) -> None:
    service, visit = reopened(sealed, content)
    printer = FakePrinter()
    service.print_record(visit, printer, STAFF, copies=2)
    assert printer.printed == [("CN-2026-0512-0001", service.read_sealed(visit), 2)]
    assert sealed.events(visit)[-1] == e.RecordPrinted("CN-2026-0512-0001", ok=True, copies=2, staff=STAFF)


def test_a_failed_print_is_an_event_too(sealed: MemoryLedger, content: Content) -> None:
    service, visit = reopened(sealed, content)
    with pytest.raises(OperatorError, match=r"print\.failed"):
        service.print_record(visit, FakePrinter("print.failed"), STAFF)
    assert sealed.events(visit)[-1] == e.RecordPrinted("CN-2026-0512-0001", ok=False, copies=1, staff=STAFF)


def test_the_printers_fault_is_told_when_the_disk_is_full_too(sealed: MemoryLedger, content: Content) -> None:
    ledger = failing(sealed)
    service, visit = reopened(ledger, content)
    ledger.refuses = "all"
    with pytest.raises(OperatorError, match=r"print\.no_printer"):
        service.print_record(visit, FakePrinter("print.no_printer"), STAFF)


def test_what_is_not_sealed_is_not_printed(content: Content) -> None:
    service = KioskService(MemoryLedger(), content, demo_settings(), clock=Clock())
    visit = service.check_in(FORM, STAFF).state.visit_id
    printer = FakePrinter()
    with pytest.raises(OperatorError, match=r"vault\.no_file"):
        service.print_record(visit, printer, STAFF)
    assert printer.printed == []


@pytest.mark.parametrize("forge", ["bytes", "bytes and digest", "another sealed file"])
def test_another_file_than_the_sealed_one_is_found_and_not_printed(
    sealed: MemoryLedger, content: Content, forge: str
) -> None:
    stored = sealed._files["CN-2026-0512-0001"]
    data = stored.data[:-1] + b"\n\n"
    if forge == "bytes":
        sealed._files[stored.id] = replace(stored, data=data)
    elif forge == "bytes and digest":
        sealed._files[stored.id] = StoredFile.of(stored.id, stored.kind, data)
    else:
        service, visit = reopened(sealed, content)
        other = service.seal(ServiceWalk(service).to_the_end("decline").visit_id).state.document
        assert other is not None
        sealed._files[stored.id] = replace(sealed._files[other.event.document_id], id=stored.id)
    service = KioskService(sealed, content, demo_settings(), clock=Clock(hours=3))
    visit = sealed.visit_streams()[0].stream
    printer = FakePrinter()
    with pytest.raises(TamperError, match=r"ledger\.file_changed"):
        service.print_record(visit, printer, STAFF)
    assert printer.printed == []


# ---------------------------------------------------------------- signing on paper


@pytest.fixture(scope="module")
def on_paper_once(content: Content) -> MemoryLedger:
    ledger = keyed_ledger()
    service = KioskService(ledger, content, demo_settings(), clock=Clock())
    ServiceWalk(service).to_the_end(sign=Sign("paper", "", ""))
    return ledger


@pytest.fixture
def on_paper(on_paper_once: MemoryLedger) -> MemoryLedger:
    return copy.deepcopy(on_paper_once)


def test_the_form_is_printed_and_the_visit_waits_for_it(on_paper: MemoryLedger, content: Content) -> None:
    service, visit = reopened(on_paper, content)
    printer = FakePrinter()
    assert service.view(visit).waits_for == "visit.paper_open"
    with pytest.raises(Refused, match=r"visit\.no_paper_wanted"):
        service.submit(visit, ReceivePaperSignature("Folder 7", STAFF), STAFF)
    view = service.print_form(visit, printer, STAFF)
    [(title, data, copies)] = printer.printed
    assert (title, copies, data[:5]) == (visit, 1, b"%PDF-")
    assert not verify(data, now=datetime(2026, 5, 12, 20, tzinfo=UTC)).ok
    assert view.state.paper_printed is not None
    assert view.state.signature is not None
    assert view.state.paper_printed.event.form_digest == view.state.signature.event.form_digest
    assert view.waits_for == "visit.paper_open"
    view = service.submit(visit, ReceivePaperSignature("Folder 7", STAFF), STAFF)
    assert (view.waits_for, view.turn) == ("visit.clinician_open", "clinician")
    countersign(service, visit)
    signature, *_ = read_record(service.read_record(visit)).signatures
    assert signature.method == "paper"
    assert signature.paper is not None
    assert signature.paper.note == "Folder 7"
    with pytest.raises(Refused, match=r"visit\.already_sealed"):
        service.print_form(visit, printer, STAFF)


def test_a_form_that_was_not_printed_is_not_waited_for(on_paper: MemoryLedger, content: Content) -> None:
    service, visit = reopened(on_paper, content)
    with pytest.raises(OperatorError, match=r"print\.no_printer"):
        service.print_form(visit, FakePrinter("print.no_printer"), STAFF)
    assert on_paper.events(visit)[-1] == e.RecordPrinted(f"form-{visit}", ok=False, copies=1, staff=STAFF)
    assert service.state(visit).paper_printed is None


def test_nobody_prints_a_form_that_was_not_asked_for(content: Content) -> None:
    service = KioskService(MemoryLedger(), content, demo_settings(), clock=Clock())
    visit = ServiceWalk(service).to_the_end("agree").visit_id
    printer = FakePrinter()
    with pytest.raises(Refused, match=r"visit\.no_paper_wanted"):
        service.print_form(visit, printer, STAFF)
    assert printer.printed == []
