"""Renewing: old files get a newer archive time stamp, and everything that was there before stays."""

from __future__ import annotations

import copy
import functools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk import events as e
from kiosk.errors import OperatorError, TamperError
from kiosk.seal import make_clinic_keys, verify
from kiosk.service import KioskService, Renewed, fresh_keys, read_keys, renew, renew_stored, renewals_due, serving
from kiosk.service.renewing import trust_of
from kiosk.settings import demo_settings
from kiosk.vault import StoredFile
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.seal import drafts
from tests.kiosk.services import Clock, keyed_ledger, reopened
from tests.kiosk.visits import ServiceWalk, real_content
from tests.kiosk.walks import STAFF

SEALED = datetime(2026, 5, 12, 16, tzinfo=UTC)
DOCUMENT = "CN-2026-0512-0001"


def after(years: float) -> datetime:
    return SEALED + timedelta(days=365.25 * years)


@functools.cache
def _ledger() -> MemoryLedger:
    ledger = keyed_ledger()
    walk = ServiceWalk(KioskService(ledger, real_content(), demo_settings(), clock=Clock())).to_the_end("talk")
    service, _ = reopened(ledger, real_content())
    service.seal(walk.visit_id)
    return ledger


@pytest.fixture
def ledger() -> MemoryLedger:
    return copy.deepcopy(_ledger())


def renewed(ledger: MemoryLedger, now: datetime, days: int = 90) -> list[Renewed]:
    return list(renew_stored(ledger, now, days))


def test_a_young_file_is_left_alone(ledger: MemoryLedger) -> None:
    before = len(ledger.stored)
    [one] = renewed(ledger, after(1))
    assert (one.name, one.outcome) == (DOCUMENT, "good")
    assert one.until is not None
    assert one.until > after(7)
    assert len(ledger.stored) == before
    assert renewals_due(ledger, after(1)) == ()


def test_an_old_file_is_renewed_beside_the_old_one(ledger: MemoryLedger) -> None:
    old = ledger.file(DOCUMENT)
    [one] = renewed(ledger, after(9.9))
    assert one.outcome == "renewed"
    assert one.until is not None
    assert one.until > after(16)
    new = ledger.file(f"{DOCUMENT}.1")
    assert new.startswith(old)
    assert ledger.file(DOCUMENT) == old
    service, visit = reopened(ledger, real_content())
    event = service.store.events(visit)[-1]
    assert isinstance(event, e.DocumentResealed)
    assert (event.document_id, event.file_id, event.protected_until) == (DOCUMENT, f"{DOCUMENT}.1", one.until)
    assert service.read_sealed(visit) == new
    assert service.read_record(visit)
    document = service.state(visit).document
    assert document is not None
    assert document.event.file_digest == event.digest_before
    assert ledger.verify().ok


def with_more_files(ledger: MemoryLedger) -> str:
    """Add a copy, a scan and a withdrawal to the one visit; their bytes are those of its document."""
    [visit] = ledger.visit_streams()
    sealed = next(one for one in ledger.events(visit.stream) if isinstance(one, e.DocumentSealed))
    data = ledger.file(DOCUMENT)
    common: dict[str, Any] = {
        "file_digest": sealed.file_digest,
        "content_digest": "",
        "pages": 1,
        "sealed_at": sealed.sealed_at,
    }
    events: list[e.Event] = [
        e.CopySealed(kind="large_print", original=DOCUMENT, document_id="CN-COPY", **common),
        e.ScanSealed(
            document_id="CN-SCAN", form_id="F-1", form_kind="blank", original_digests=(), staff=STAFF, **common
        ),
        e.DocumentSealed(kind="withdrawal", document_id="CN-BACK", verification_code="", **common),
    ]
    files = tuple(StoredFile.of(name, "sealed-pdf", data) for name in ("CN-COPY", "CN-SCAN", "CN-BACK"))
    ledger.append(visit.stream, visit.last_version, events, actor=STAFF, now=SEALED, files=files)
    return visit.stream


def test_every_sealed_file_of_a_visit_is_renewed(ledger: MemoryLedger) -> None:
    visit = with_more_files(ledger)
    names = [DOCUMENT, "CN-COPY", "CN-SCAN", "CN-BACK"]
    assert renewals_due(ledger, after(9.9)) == tuple(names)
    assert [(one.name, one.outcome) for one in renewed(ledger, after(9.9))] == [(name, "renewed") for name in names]
    service, _ = reopened(ledger, real_content())
    files = service.state(visit).files
    assert {name: files[name][0] for name in names} == {name: f"{name}.1" for name in names}
    assert all(ledger.file(file_id).startswith(ledger.file(name)) for name, (file_id, _) in files.items())
    assert [one.outcome for one in renewed(ledger, after(10))] == ["good"] * 4
    assert renewals_due(ledger, after(10)) == ()
    assert ledger.verify().ok


def test_what_is_renewed_in_time_is_believed_for_decades(ledger: MemoryLedger) -> None:
    for years in (9.5, 18, 27):
        assert [one.outcome for one in renewed(ledger, after(years), 600)] == ["renewed"]
    service, visit = reopened(ledger, real_content())
    data = service.read_sealed(visit)
    keys = read_keys(ledger)
    report = verify(data, trust=trust_of(keys), now=after(30))
    assert report.trusted
    assert len(report.stamps) == 4
    assert [kind for _, kind, _ in ledger.files()].count("sealed-pdf") == 4
    assert [one.outcome for one in renewed(ledger, after(30))] == ["good"]


def test_what_was_not_renewed_in_time_is_told_and_left_alone(ledger: MemoryLedger) -> None:
    before = len(ledger.stored)
    [one] = renewed(ledger, after(11))
    assert (one.outcome, one.data) == ("expired", b"")
    assert {entry.event_name for entry in ledger.stored[before:]} == {"KeyChanged"}


def test_it_is_announced_ninety_days_ahead(ledger: MemoryLedger) -> None:
    [one] = renewed(ledger, after(1))
    assert one.until is not None
    assert renewals_due(ledger, one.until - timedelta(days=91)) == ()
    assert renewals_due(ledger, one.until - timedelta(days=89)) == (DOCUMENT,)
    assert renewals_due(ledger, one.until - timedelta(days=120), 130) == (DOCUMENT,)
    assert renewals_due(ledger, one.until + timedelta(days=1)) == ()
    renewed(ledger, one.until - timedelta(days=80))
    assert renewals_due(ledger, one.until - timedelta(days=79)) == ()


def test_a_file_that_was_exchanged_is_found(ledger: MemoryLedger) -> None:
    stored, before = ledger._files[DOCUMENT], len(ledger.stored)
    for other in (replace(stored, data=b"%PDF-", sha256="0" * 64), StoredFile.of(DOCUMENT, stored.kind, b"%PDF-other")):
        ledger._files[DOCUMENT] = other
        assert [one.outcome for one in renewed(ledger, after(9.9))] == ["changed"]
    assert all(entry.event_name == "KeyChanged" for entry in ledger.stored[before:])


def test_a_file_that_was_exchanged_does_not_let_the_others_run_out(ledger: MemoryLedger) -> None:
    visit = with_more_files(ledger)
    stored = ledger._files["CN-COPY"]
    ledger._files["CN-COPY"] = replace(stored, data=b"%PDF-")
    assert renewals_due(ledger, after(9.9)) == (DOCUMENT, "CN-SCAN", "CN-BACK")

    outcomes = [(one.name, one.outcome) for one in renewed(ledger, after(9.9))]
    assert outcomes == [(DOCUMENT, "renewed"), ("CN-COPY", "changed"), ("CN-SCAN", "renewed"), ("CN-BACK", "renewed")]
    kept = [event.document_id for event in ledger.events(visit) if isinstance(event, e.DocumentResealed)]
    assert kept == [DOCUMENT, "CN-SCAN", "CN-BACK"]


def test_a_copy_of_the_first_version_has_no_stamp_to_renew() -> None:
    keys = make_clinic_keys("Harbor Clinic", drafts.NOW)
    assert renew("a.pdf", drafts.sealed().data, keys, drafts.NOW).outcome == "first_form"


def test_a_copy_of_another_clinic_or_a_changed_one_is_refused(ledger: MemoryLedger) -> None:
    data, keys = ledger.file(DOCUMENT), read_keys(ledger)
    with pytest.raises(OperatorError, match=r"reseal\.not_ours"):
        renew("a.pdf", data, make_clinic_keys("Other", SEALED), after(0.1))
    with pytest.raises(TamperError, match=r"ledger\.file_changed"):
        renew("a.pdf", data[:-1] + b" ", keys, after(0.1))
    assert renew("a.pdf", data, fresh_keys(ledger, after(9.9)), after(9.9)).data.startswith(data)


def test_a_visit_without_a_document_is_passed_over(ledger: MemoryLedger) -> None:
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock(hours=4))
    ServiceWalk(service).until("companion")
    assert [one.name for one in renewed(ledger, after(1))] == [DOCUMENT]
    assert service.renewals_due() == ()


def test_the_service_looks_once_a_day(ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[datetime] = []

    def look(_store: object, now: datetime) -> tuple[str, ...]:
        looks.append(now)
        return (DOCUMENT,)

    monkeypatch.setattr(serving, "renewals_due", look)
    times = iter([after(7), after(7) + timedelta(minutes=5), after(7) + timedelta(days=1)])
    service = KioskService(ledger, real_content(), demo_settings(), clock=lambda: next(times))
    assert [service.renewals_due() for _ in range(3)] == [(DOCUMENT,)] * 3
    assert looks == [after(7), after(7) + timedelta(days=1)]
