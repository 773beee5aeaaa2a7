"""Signed paper comes back: filed by its codes, sealed as a scan, and refused with a reason where it belongs nowhere."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from kiosk import events as e
from kiosk.codes import CodeKey, CodeKind, PageCode, write_text
from kiosk.errors import OperatorError
from kiosk.scan_record import read_scan_record
from kiosk.seal import Finding, verify
from kiosk.service import CheckIn, KioskService, preview_scan, seal_scan
from kiosk.service.scanning import STORED_SCAN
from kiosk.settings import demo_settings
from kiosk.visit import Sign, waits_for_paper
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.codes.scans import as_file, as_scan, rendered, square, worn
from tests.kiosk.services import Clock, FakePrinter, clinic_keys, countersign, failing, keyed_ledger, page_key, reopened
from tests.kiosk.visits import ServiceWalk, english, real_content
from tests.kiosk.walks import STAFF

DAY = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 20, tzinfo=UTC)
FORM = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")
DIGEST = bytes(range(16))


@pytest.fixture
def ledger() -> MemoryLedger:
    return keyed_ledger()


@pytest.fixture
def service(ledger: MemoryLedger) -> KioskService:
    return KioskService(ledger, real_content(), demo_settings(), clock=Clock())


@pytest.fixture
def visit(service: KioskService) -> str:
    return service.check_in(FORM, STAFF).state.visit_id


def code(page: int, visit: str = "", *, pages: int = 2, form: str = "PF-2026-0512-0badcafe") -> PageCode:
    kind = CodeKind.PREPARED if visit else CodeKind.BLANK
    return PageCode(kind, form, page, pages, DAY, DIGEST, "ketamine-iv", "en", visit)


def pictures(*codes: PageCode, key: CodeKey | None = None) -> list[Image.Image]:
    """Return sheets that show nothing but their codes, signed by the clinic if nobody else is named."""
    return [square(write_text(one, key or page_key().signer)) for one in codes]


def scan(*codes: PageCode, key: CodeKey | None = None) -> bytes:
    return as_scan(pictures(*codes, key=key))


def both(visit: str) -> bytes:
    return scan(code(1, visit), code(2, visit))


def refused(service: KioskService, files: bytes | Sequence[bytes], visit: str | None = None) -> OperatorError:
    """Return why a scan is refused; nothing may have changed."""
    head, files_before = service.store.head(), service.store.files()
    with pytest.raises(OperatorError) as caught:
        seal_scan(service, files, STAFF, visit)
    assert (service.store.head(), service.store.files()) == (head, files_before)
    return caught.value


def attached(data: bytes) -> dict[str, bytes]:
    import io

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {name: one.get_file().read_bytes() for name, one in pdf.attachments.items()}


# ---------------------------------------------------------------------- what is filed


def test_a_form_for_a_visit_files_itself(service: KioskService, ledger: MemoryLedger, visit: str) -> None:
    data = both(visit)
    filing = preview_scan(service, data)
    assert filing.ok
    assert filing.visit == visit
    assert filing.sentence(english()).endswith(f"It belongs to the visit {visit}.")

    done = seal_scan(service, data, STAFF)

    [timed] = done.state.scans
    event = timed.event
    assert ledger.events(visit)[-1] == event
    assert (event.document_id, event.form_id, event.form_kind) == (done.document_id, code(1).document, "prepared")
    assert event.original_digests == (hashlib.sha256(data).hexdigest(),)
    assert (event.pages, event.staff, done.sheets, done.counted) == (3, STAFF, 2, False)
    assert ledger.files()[-1] == (done.document_id, STORED_SCAN, event.file_digest)
    assert ledger.verify().ok


def test_what_is_sealed_says_that_it_is_a_scan(service: KioskService, ledger: MemoryLedger, visit: str) -> None:
    data = both(visit)
    done = seal_scan(service, data, STAFF)
    sealed = ledger.file(done.document_id)
    report = verify(sealed, trust=clinic_keys().root.certificate, now=NOW)
    assert report.ok
    assert (report.document_id, report.level) == (done.document_id, "B-LTA")
    assert [one.role for one in report.signatures] == ["clinic"]
    assert report.content_digest == done.state.scans[0].event.content_digest
    said = report.sentence(english())
    assert "It is a scan of a form signed on paper. What is written by hand was not checked" in said
    assert any("Scan of the form PF-2026-0512-0badcafe" in line for line in report.details(english()))
    assert not any("The record of the visit is attached" in line for line in report.details(english()))
    told = report.to_json()["scan"]
    assert isinstance(told, dict)
    assert (told["handwriting_checked"], told["visit"], told["files"]) == (False, visit, 1)

    files = attached(sealed)
    assert files.keys() == {"record.json", "original-01.pdf"}
    assert files["original-01.pdf"] == data
    record = read_scan_record(files["record.json"])
    assert record.files[0].sha256 == hashlib.sha256(data).hexdigest()
    assert (record.visit, record.patient.name, record.counts_as_signature) == (visit, "Rosa Delgado", False)
    assert [(one.page, one.sheet) for one in record.sheets] == [(1, 1), (2, 2)]
    assert record.ledger.sequence == ledger.head().sequence - 1


def test_sheets_in_any_order_and_files_of_their_own_are_one_scan(service: KioskService, visit: str) -> None:
    second, first = (as_file(one, "JPEG") for one in pictures(code(2, visit), code(1, visit)))
    done = seal_scan(service, [second, first], STAFF)
    files = attached(service.store.file(done.document_id))
    assert files.keys() == {"record.json", "original-01.jpg", "original-02.jpg"}
    assert files["original-01.jpg"] == second
    record = read_scan_record(files["record.json"])
    assert [(one.page, one.sheet) for one in record.sheets] == [(1, 2), (2, 1)]
    assert len(record.files) == 2


def test_a_blank_form_needs_to_be_told_its_visit(service: KioskService, visit: str) -> None:
    data = scan(code(1), code(2))
    error = refused(service, data)
    assert (error.key, error.facts["form"]) == ("scan.needs_visit", "PF-2026-0512-0badcafe")
    done = seal_scan(service, data, STAFF, visit)
    assert done.state.scans[0].event.form_kind == "blank"
    record = read_scan_record(attached(service.store.file(done.document_id))["record.json"])
    assert not record.form.signed_by_clinic


def test_a_scan_is_filed_to_a_visit_whose_language_the_content_does_not_have_any_more(ledger: MemoryLedger) -> None:
    content = real_content()
    treatment = content.treatments[FORM.treatment]
    in_both = {FORM.treatment: replace(treatment, text=treatment.text | {"xx": treatment.text["en"]})}
    before = KioskService(ledger, replace(content, treatments=in_both), demo_settings(), clock=Clock())
    visit = before.check_in(replace(FORM, language="xx"), STAFF).state.visit_id

    service, _visit = reopened(ledger, content)
    done = seal_scan(service, both(visit), STAFF)
    record = read_scan_record(attached(ledger.file(done.document_id))["record.json"])
    assert (record.visit, record.document.language) == (visit, "en")


def test_each_scan_gets_a_number_of_its_own(service: KioskService, visit: str) -> None:
    other = scan(code(1, form="BF-2026-0512-00000002", pages=1))
    numbers = [seal_scan(service, both(visit), STAFF).document_id, seal_scan(service, other, STAFF, visit).document_id]
    assert numbers == ["SC-2026-0512-0001", "SC-2026-0512-0002"]


# ---------------------------------------------------------------------- what is refused


def test_a_page_that_is_missing_or_there_twice_or_of_another_form_is_refused(service: KioskService, visit: str) -> None:
    for data, words in (
        (scan(code(1, visit)), "Not all pages are there. Missing: page 2."),
        (scan(code(1, visit), code(2, visit), code(2, visit)), "page 2 is there more than once"),
        (scan(code(1, visit), code(2, visit, form="PF-2026-0512-00000002")), "not of one document"),
        (scan(code(1, visit), code(2, "1234567890abcdef")), "not of one document"),
        (scan(code(1, visit), code(2)), "not of one document"),
        (as_file(Image.effect_noise((400, 500), 60)), "No code can be read"),
    ):
        error = refused(service, data)
        assert error.key == "scan.refused"
        assert words in str(error.facts["reason"])


def test_a_code_that_the_clinic_did_not_make_is_refused(service: KioskService, visit: str) -> None:
    class Impostor(CodeKey):
        """Signs with a key of its own under the clinic's key id."""

        @property
        def key_id(self) -> bytes:
            return page_key().signer.key_id

    stranger = CodeKey(bytes(range(3, 35)))
    for key, words in ((stranger, "a key that you do not trust"), (Impostor(bytes(range(3, 35))), "is forged")):
        error = refused(service, scan(code(1, visit), code(2, visit), key=key))
        assert words in str(error.facts["reason"])


def test_a_form_of_another_visit_treatment_or_closed_visit_is_refused(service: KioskService, visit: str) -> None:
    other = service.check_in(replace(FORM, name="Ada Berg", treatment="kap", reason="ptsd"), STAFF).state.visit_id
    assert refused(service, both(visit), other).key == "scan.other_visit"
    assert refused(service, scan(code(1), code(2)), other).key == "scan.other_treatment"
    assert refused(service, both("feedfeedfeedfeed")).key == "visit.unknown"
    service.open_day()
    assert refused(service, scan(code(1), code(2)), e.KIOSK_STREAM).key == "visit.unknown"
    service.close_visit(visit, STAFF)
    assert refused(service, both(visit)).key == "scan.visit_closed"


def test_the_same_file_is_not_filed_twice_and_a_sealed_one_not_at_all(service: KioskService, visit: str) -> None:
    data = both(visit)
    done = seal_scan(service, data, STAFF)
    error = refused(service, data)
    assert (error.key, error.facts["document"]) == ("scan.already", done.document_id)
    assert refused(service, service.store.file(done.document_id)).key == "scan.sealed_file"


def test_a_paper_copy_of_a_sealed_document_is_no_form(service: KioskService, visit: str) -> None:
    sealed = PageCode(CodeKind.SEALED, "CN-2026-0512-0001", 1, 1, DAY, DIGEST)
    assert refused(service, scan(sealed), visit).key == "scan.sealed_copy"


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\nnothing", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_scan_is_refused_in_a_sentence(service: KioskService, visit: str, data: bytes) -> None:
    error = refused(service, data, visit)
    assert error.key.startswith("codes.")
    assert "⟨" not in english().say(error.key, error.facts)


def test_with_a_clock_in_doubt_nothing_is_sealed(ledger: MemoryLedger, service: KioskService, visit: str) -> None:
    clock = Clock()
    clock.now -= timedelta(days=3)
    late = KioskService(ledger, real_content(), demo_settings(), clock=clock)
    assert refused(late, both(visit)).key.startswith("seal.clock_")


def test_a_full_disk_stores_nothing(ledger: MemoryLedger, service: KioskService, visit: str) -> None:
    full = failing(ledger)
    full.refuses = "files"
    stopped = KioskService(full, real_content(), demo_settings(), clock=Clock(hours=1))
    assert refused(stopped, both(visit)).key == "vault.disk_full"
    assert stopped.state(visit).scans == ()


# ---------------------------------------------------------------------- the visit that waits


@pytest.fixture(scope="module")
def waiting() -> tuple[MemoryLedger, bytes]:
    """Return a ledger with a visit that waits for its paper form, and the form as it was printed."""
    ledger, printer = keyed_ledger(), FakePrinter()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    walk = ServiceWalk(service).to_the_end(sign=Sign("paper", "", ""))
    service.print_form(walk.visit_id, printer, STAFF)
    return ledger, printer.printed[0][1]


def test_the_form_that_a_visit_waits_for_is_its_signature(waiting: tuple[MemoryLedger, bytes], tmp_path: Path) -> None:
    ledger = copy.deepcopy(waiting[0])
    service, visit = reopened(ledger, real_content())
    sheets = [worn(page, 40 + i) for i, page in enumerate(rendered(waiting[1], tmp_path))]
    sheets[0] = sheets[0].rotate(180)
    done = seal_scan(service, as_scan([sheets[-1], *sheets[:-1]]), STAFF)

    assert done.counted
    assert not waits_for_paper(done.state)
    received, sealed = ledger.events(visit)[-1], ledger.events(visit)[-2]
    assert isinstance(sealed, e.ScanSealed)
    assert isinstance(received, e.PaperSignatureReceived)
    assert (received.staff, done.document_id in received.note) == (STAFF, True)
    assert sealed.form_id.startswith("KF-2026-0512-")
    assert service.view(visit).turn == "clinician"
    assert countersign(service, visit).state.document is not None
    report = verify(ledger.file(done.document_id), trust=clinic_keys().root.certificate, now=NOW)
    assert report.ok
    assert report.scan is not None
    assert report.scan.counts_as_signature


def test_another_form_is_filed_and_the_visit_waits_on(waiting: tuple[MemoryLedger, bytes]) -> None:
    ledger = copy.deepcopy(waiting[0])
    service, visit = reopened(ledger, real_content())
    done = seal_scan(service, both(visit), STAFF)
    assert not done.counted
    assert waits_for_paper(done.state)
    assert isinstance(ledger.events(visit)[-1], e.ScanSealed)


def test_nobody_without_an_account_receives_a_signature(waiting: tuple[MemoryLedger, bytes], tmp_path: Path) -> None:
    service, _visit = reopened(copy.deepcopy(waiting[0]), real_content())
    data = as_scan(rendered(waiting[1], tmp_path))
    done = seal_scan(service, data, e.Actor(kind="system"))
    assert not done.counted


def test_a_changed_scan_is_found(service: KioskService, ledger: MemoryLedger, visit: str) -> None:
    data = bytearray(ledger.file(seal_scan(service, both(visit), STAFF).document_id))
    place = data.index(b"/DCTDecode")
    data[data.index(b"stream\n", place) + 400] ^= 1
    report = verify(bytes(data), now=NOW)
    assert report.finding is Finding.CHANGED
    assert report.scan is None
