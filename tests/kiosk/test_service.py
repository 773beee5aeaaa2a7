"""The service: check-in, commands that are durable before they are shown, and replay after a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk import events as e
from kiosk.content import Content, load_or_raise
from kiosk.errors import OperatorError
from kiosk.service import CheckIn, KioskService, utc_now
from kiosk.settings import content_root, demo_settings
from kiosk.visit import ConfirmIdentity, GoNext, RecordCompanion, Refused
from tests.contracts.memory_ledger import MemoryLedger

STAFF = e.Actor(kind="staff", id="s1", name="Priya Raman")
FORM = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")


class Clock:
    """A clock that moves on by a second at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 12, 14, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(scope="module")
def content() -> Content:
    return load_or_raise(content_root())


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def service(ledger: MemoryLedger, content: Content) -> KioskService:
    return KioskService(ledger, content, demo_settings(), clock=Clock())


def test_a_visit_starts_at_the_identity_question(service: KioskService, ledger: MemoryLedger) -> None:
    view = service.check_in(FORM, STAFF)
    assert view.state.step == "identity"
    assert view.waits_for == "visit.decision_open"
    assert not view.ready_to_seal
    assert [entry.event_name for entry in ledger.read(view.state.visit_id)] == ["VisitOpened"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "x" * 201),
        ("name", "Rosa\x00"),
        ("name", "Rosa\nDelgado"),
        ("record_number", ""),
        ("birth_date", date(2030, 1, 1)),
        ("birth_date", date(1800, 1, 1)),
        ("treatment", "none"),
        ("reason", "none"),
        ("language", "xx"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_stored(
    service: KioskService, ledger: MemoryLedger, field: str, value: object
) -> None:
    fields = {name: getattr(FORM, name) for name in CheckIn.__dataclass_fields__} | {field: value}
    with pytest.raises(OperatorError) as refused:
        service.check_in(CheckIn(**fields), STAFF)
    assert refused.value.facts == {"field": field}
    assert ledger.stored == []


def test_what_submit_returns_is_in_the_ledger(service: KioskService, ledger: MemoryLedger, content: Content) -> None:
    visit = service.check_in(FORM, STAFF).state.visit_id
    service.submit(visit, ConfirmIdentity(confirmed=True))
    service.submit(visit, GoNext())
    view = service.submit(visit, RecordCompanion("none"))
    again = KioskService(ledger, content, demo_settings(), clock=Clock())
    assert again.state(visit) == view.state


def test_a_refused_command_stores_nothing(service: KioskService, ledger: MemoryLedger) -> None:
    visit = service.check_in(FORM, STAFF).state.visit_id
    with pytest.raises(Refused):
        service.submit(visit, GoNext())
    assert len(ledger.read(visit)) == 1


def test_a_command_that_changes_nothing_stores_nothing(service: KioskService, ledger: MemoryLedger) -> None:
    visit = service.check_in(FORM, STAFF).state.visit_id
    service.submit(visit, ConfirmIdentity(confirmed=True))
    service.submit(visit, GoNext())
    before = len(ledger.stored)
    state = service.state(visit)
    assert service.view(visit).state is state
    assert len(ledger.stored) == before


def test_an_unknown_visit_is_refused(service: KioskService) -> None:
    with pytest.raises(OperatorError, match=r"visit\.unknown"):
        service.state("nobody")


def test_a_visit_of_other_content_is_not_shown(service: KioskService, ledger: MemoryLedger, content: Content) -> None:
    visit = service.check_in(FORM, STAFF).state.visit_id
    other = KioskService(ledger, replace(content, digest="0" * 64), demo_settings())
    with pytest.raises(OperatorError, match=r"visit\.other_content"):
        other.view(visit)


def test_the_visits_of_a_day(service: KioskService) -> None:
    first = service.check_in(FORM, STAFF).state.visit_id
    second = service.check_in(FORM, STAFF).state.visit_id
    assert [state.visit_id for state in service.visits()] == [first, second]
    assert [state.visit_id for state in service.visits(date(2026, 5, 12))] == [first, second]
    assert service.visits(date(2026, 5, 13)) == ()


def test_opening_the_day_records_new_content_once(service: KioskService, ledger: MemoryLedger) -> None:
    service.open_day()
    service.close_day()
    service.open_day()
    names = [entry.event_name for entry in ledger.read(e.KIOSK_STREAM)]
    assert names == ["KioskOpened", "ContentAdopted", "KioskClosed", "KioskOpened"]


def test_the_clock_carries_its_zone() -> None:
    assert utc_now().tzinfo is UTC
