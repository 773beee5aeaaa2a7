"""Forms for a visit: what staff checked in stands on them, their codes are the clinic's, and printing is an event."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk import events as e
from kiosk.codes import CodeKind, read_sheets, read_text, read_trust
from kiosk.document import compose_blank
from kiosk.errors import OperatorError, TamperError
from kiosk.service import CheckIn, KioskService, draw_paper_form, prepared_form, trust_file
from kiosk.settings import demo_settings
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.codes.scans import as_scan, rendered
from tests.kiosk.pdf.papers import read
from tests.kiosk.services import Clock, clinic_keys, keyed_ledger, page_key
from tests.kiosk.visits import english, real_content, real_treatment
from tests.kiosk.walks import STAFF

DAY = date(2026, 5, 12)
FORM = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")


@pytest.fixture
def ledger() -> MemoryLedger:
    return keyed_ledger()


@pytest.fixture
def service(ledger: MemoryLedger) -> KioskService:
    return KioskService(ledger, real_content(), demo_settings(), clock=Clock())


@pytest.fixture
def visit(service: KioskService) -> str:
    return service.check_in(FORM, STAFF).state.visit_id


def test_every_page_of_a_form_for_a_visit_has_a_code_of_the_clinic(
    service: KioskService, ledger: MemoryLedger, visit: str, tmp_path: Path
) -> None:
    data = prepared_form(service, visit, STAFF)
    sheets = read_sheets(as_scan(rendered(data, tmp_path)))
    trust = read_trust(trust_file(clinic_keys(), page_key()))
    printed = ledger.events(visit)[-1]
    assert isinstance(printed, e.RecordPrinted)
    assert (printed.ok, printed.copies, printed.staff) == (True, 1, STAFF)
    for number, sheet in enumerate(sheets, start=1):
        [found] = sheet.codes
        assert found.text is not None
        code = found.text.code
        assert (code.kind, code.page, code.pages) == (CodeKind.PREPARED, number, len(sheets))
        assert (code.document, code.visit, code.treatment) == (printed.document_id, visit, "ketamine-iv")
        assert trust.signer(found.text) is not None
    assert "Rosa Delgado" in read(data).whole


def test_a_form_of_the_other_paper_has_another_number_of_points(service: KioskService, visit: str) -> None:
    assert b"/MediaBox [ 0 0 612 792 ]" in prepared_form(service, visit, STAFF, "letter")


def test_there_is_no_form_for_a_visit_that_is_not_there(service: KioskService) -> None:
    with pytest.raises(OperatorError, match=r"visit\.unknown"):
        prepared_form(service, "nowhere", STAFF)


def test_there_is_no_form_for_a_visit_that_was_closed(service: KioskService, visit: str) -> None:
    service.close_visit(visit, STAFF)
    with pytest.raises(OperatorError, match=r"scan\.visit_closed"):
        prepared_form(service, visit, STAFF)


def test_without_the_clinics_key_there_is_no_form_for_a_visit(service: KioskService, visit: str) -> None:
    service.store.put_secret("code-key", b"broken")
    with pytest.raises(TamperError, match=r"codes\.key_damaged"):
        prepared_form(service, visit, STAFF)


@pytest.mark.parametrize("treatment", ["ketamine-iv", "ketamine-im", "ketamine-oral", "esketamine-nasal", "kap"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_treatment_is_drawn_on_both_papers(treatment: str, paper: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = real_content().treatments[treatment]
    variant = real_treatment(treatment, first.reasons[0])
    form = compose_blank(real_content(), variant, "en", english(), day=DAY, settings=demo_settings())
    drawn: list[str] = []
    # The symbols take half of the time, and are looked at elsewhere.
    monkeypatch.setattr("kiosk.pdf.running.draw_code", lambda _sheet, text, *_place, **_size: drawn.append(text))
    data = draw_paper_form(form, DAY, "letter" if paper == "letter" else "a4")
    codes = [found.code for text in drawn if (found := read_text(text)) is not None]
    assert [code.page for code in codes] == list(range(1, len(codes) + 1))
    assert {(code.kind, code.document, code.pages, code.visit) for code in codes} == {
        (CodeKind.BLANK, form.id, len(codes), "")
    }
    assert 8 <= len(codes) <= 20
    assert b"/StructTreeRoot" in data
    assert draw_paper_form(form, DAY, "letter" if paper == "letter" else "a4") == data
