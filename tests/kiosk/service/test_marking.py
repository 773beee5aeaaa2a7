"""Marking: a sealed document's pages carry codes that its clinic's bundle trusts, and no other clinic's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import msgspec
import pikepdf
import pytest

from kiosk.cli import main
from kiosk.codes import CodeKind, Reason, check_paper, facts_digest, read_facts, read_sheets, read_text, read_trust
from kiosk.errors import TamperError
from kiosk.record import read_attached_record
from kiosk.seal import make_clinic_keys, verify
from kiosk.service import CODE_KEY, KioskService, make_page_key, put_page_key, read_page_key, trust_file
from kiosk.service.marking import code_maker, form_code_maker, key_facts
from kiosk.settings import demo_settings
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.codes.scans import FACTS, as_scan, rendered
from tests.kiosk.services import Clock, clinic_keys, keyed_ledger, page_key
from tests.kiosk.visits import ServiceWalk, real_content


@cache
def sealed() -> bytes:
    """Return a document that the service sealed."""
    service = KioskService(keyed_ledger(), real_content(), demo_settings(), clock=Clock())
    visit = ServiceWalk(service).to_the_end("talk").visit_id
    service.seal(visit)
    return service.read_sealed(visit)


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the document printed and scanned: 150 dots per inch, grey."""
    return as_scan(rendered(sealed(), tmp_path_factory.mktemp("scan")))


def facts_file() -> bytes:
    """Return the facts that go along with the document."""
    with pikepdf.open(BytesIO(sealed())) as pdf:
        return pdf.attachments["facts.json"].get_file().read_bytes()


def test_every_page_of_a_sealed_document_reads_back_and_its_clinic_is_believed(scan: bytes) -> None:
    sheets = read_sheets(scan)
    trust = read_trust(trust_file(clinic_keys(), page_key()))
    record = read_attached_record(sealed())
    verdict = check_paper(sheets, trust, facts=read_facts(facts_file()), use="order")

    assert verdict.problems == ()
    assert (verdict.ok, verdict.complete, verdict.facts) == (True, True, True)
    assert (verdict.clinic, verdict.pages) == ("Harbour Street Clinic", tuple(range(1, len(sheets) + 1)))
    assert verdict.code is not None
    assert verdict.code.document == record.document.id
    assert verdict.code.digest == facts_digest(key_facts(record, demo_settings()))
    assert verify(sealed(), trust=clinic_keys().root.certificate, now=datetime(2026, 5, 13, tzinfo=UTC)).trusted


def test_another_clinics_bundle_and_other_facts_refuse(scan: bytes) -> None:
    sheets = read_sheets(scan)
    stranger = make_clinic_keys("Harbour Street Clinic", datetime(2026, 5, 1, tzinfo=UTC))
    other = read_trust(trust_file(stranger, make_page_key(stranger)))
    mixed = read_trust(trust_file(stranger, make_page_key(clinic_keys())) + trust_file(clinic_keys(), page_key()))
    facts = msgspec.structs.replace(read_facts(facts_file()), decision="agree")

    assert check_paper(sheets, other).reason is Reason.UNKNOWN_KEY
    assert check_paper(sheets, mixed).ok
    assert check_paper(sheets, mixed, facts=facts).reason is Reason.FACTS


def test_the_command_checks_paper(scan: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scan.pdf").write_bytes(scan)
    (tmp_path / "clinic.pem").write_bytes(trust_file(clinic_keys(), page_key()))
    (tmp_path / "facts.json").write_bytes(facts_file())
    count = len(read_sheets(scan))
    given = ["verify", "--paper", str(tmp_path / "scan.pdf"), "--trust", str(tmp_path / "clinic.pem")]

    assert main([*given, "--facts", str(tmp_path / "facts.json")]) == 0
    assert "All pages are there." in capsys.readouterr().out
    assert main([*given, "--json", "--printed", ",".join(str(page) for page in range(1, count + 1))]) == 0
    assert '"ok": true' in capsys.readouterr().out
    assert main([*given, "--printed", "1"]) == 2
    with pytest.raises(SystemExit):
        main([*given, "--printed", "0"])


def test_the_day_is_the_clinics() -> None:
    record = read_attached_record(sealed())
    late = msgspec.structs.replace(record, sealed_at=datetime(2026, 5, 13, 2, tzinfo=UTC))

    assert key_facts(late, demo_settings()).date == date(2026, 5, 12)


def test_a_clinic_that_was_set_up_tonight_makes_codes_that_count() -> None:
    [key] = read_trust(trust_file(clinic_keys(), page_key())).keys

    assert key.since == date(2026, 4, 30)
    assert key.until >= date(2066, 4, 30)


def test_the_same_page_has_the_same_code() -> None:
    first, second = code_maker(FACTS, keyed_ledger()), code_maker(FACTS, keyed_ledger())
    read = read_text(first(2, 9))

    assert first(2, 9) == second(2, 9) != first(3, 9)
    assert read is not None
    assert (read.code.page, read.code.pages, read.code.day) == (2, 9, FACTS.date)


def test_a_key_is_kept_and_not_shown() -> None:
    ledger = MemoryLedger()
    assert read_page_key(ledger) is None
    put_page_key(ledger, page_key())
    assert read_page_key(ledger) == page_key()
    assert repr(page_key()) == "PageKey()"


@pytest.mark.parametrize("stored", [None, b"", b"{}", b'{"private":"AAAA","certificate_der":"AAAA"}'])
def test_without_a_good_key_there_is_no_code(stored: bytes | None) -> None:
    ledger = MemoryLedger()
    if stored is not None:
        ledger.put_secret(CODE_KEY, stored)
    with pytest.raises(TamperError, match=r"codes\.key_damaged"):
        code_maker(FACTS, ledger)


def test_a_form_for_a_visit_has_codes_that_the_clinic_signed() -> None:
    about = ("ketamine-iv", "en", "v1")
    maker = form_code_maker("PF-1", "ab" * 32, about, date(2026, 5, 12), keyed_ledger())
    read = read_text(maker(2, 3))
    assert read is not None
    code = read.code
    assert (code.kind, code.document, code.page, code.pages) == (CodeKind.PREPARED, "PF-1", 2, 3)
    assert (code.treatment, code.language, code.visit, code.digest) == (*about, bytes.fromhex("ab" * 16))
    assert read_trust(trust_file(clinic_keys(), page_key())).signer(read) is not None


def test_a_blank_form_needs_no_key() -> None:
    read = read_text(form_code_maker("BF-1", "ab" * 32, ("kap", "en", ""), date(2026, 5, 12))(1, 1))
    assert read is not None
    assert (read.code.kind, read.is_signed) == (CodeKind.BLANK, False)


def test_a_form_for_a_visit_is_not_made_without_the_key() -> None:
    with pytest.raises(TamperError, match=r"codes\.key_damaged"):
        form_code_maker("PF-1", "ab" * 32, ("kap", "en", "v1"), date(2026, 5, 12), MemoryLedger())
