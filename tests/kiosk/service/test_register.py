"""The register: how far each visit came, as its whole state says it, and always as the ledger is now."""

from __future__ import annotations

import pytest

from kiosk import events as e
from kiosk.service import KioskService, withdraw
from kiosk.service.register import Register
from kiosk.settings import demo_settings
from kiosk.visit import VisitState
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import FORM, Clock, countersign, keyed_ledger
from tests.kiosk.visits import ServiceWalk, real_content
from tests.kiosk.walks import STAFF


@pytest.fixture
def ledger() -> MemoryLedger:
    return keyed_ledger()


@pytest.fixture
def service(ledger: MemoryLedger) -> KioskService:
    return KioskService(ledger, real_content(), demo_settings(), clock=Clock())


def agrees(service: KioskService, ledger: MemoryLedger) -> None:
    """Hold the register of a service, and one that is read anew, to the states of all visits."""
    lines = service.register()
    assert lines == Register(ledger).lines()
    for line, state in zip(lines, service.visits(), strict=True):
        assert (line.visit_id, line.at, line.opened) == (state.visit_id, state.opened.at, state.opened.event)
        assert line.document == _event(state.document)
        assert line.withdrawal == _event(state.withdrawal)
        assert (line.withdrawn, line.closed) == (state.withdrawn is not None, state.closed is not None)
        assert line.is_over == _is_over(state)


def _event(sealed: object) -> object:
    return getattr(sealed, "event", None)


def _is_over(state: VisitState) -> bool:
    return state.withdrawal is not None if state.withdrawn else bool(state.document or state.closed)


def test_it_follows_each_visit_to_its_end(service: KioskService, ledger: MemoryLedger) -> None:
    assert service.register() == ()
    closed = service.check_in(FORM, STAFF).state.visit_id
    agrees(service, ledger)
    service.close_visit(closed, STAFF)
    agrees(service, ledger)

    walk = ServiceWalk(service).to_the_end()
    agrees(service, ledger)
    countersign(service, walk.visit_id)
    agrees(service, ledger)
    withdraw(service, walk.visit_id, "patient", "said", "", STAFF)
    agrees(service, ledger)
    countersign(service, walk.visit_id)
    agrees(service, ledger)
    assert [line.is_over for line in service.register()] == [True, True]


def test_a_renewal_takes_the_place_of_a_consent_once_it_is_sealed(service: KioskService, ledger: MemoryLedger) -> None:
    first = ServiceWalk(service).to_the_end()
    countersign(service, first.visit_id)
    renewal = ServiceWalk(service, renews=first.visit_id).to_the_end()
    assert [line.renewed for line in service.register()] == ["", ""]
    countersign(service, renewal.visit_id)
    assert [line.renewed for line in service.register()] == ["", first.visit_id]
    # A later refusal of a renewal leaves the consent as it was.
    declined = ServiceWalk(service, renews=renewal.visit_id).to_the_end("decline")
    service.seal(declined.visit_id)
    assert service.register()[-1].renewed == ""
    agrees(service, ledger)


def test_only_what_is_new_is_read(service: KioskService, ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    service.check_in(FORM, STAFF)
    service.register()
    asked: list[int] = []
    whole = MemoryLedger.entries

    def noted(self: MemoryLedger, after: int = 0, **more: object) -> object:
        asked.append(after)
        return whole(self, after, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(MemoryLedger, "entries", noted)
    assert len(service.register()) == 1
    assert asked == [ledger.head().sequence]


def test_a_visit_without_its_beginning_is_no_visit(ledger: MemoryLedger) -> None:
    ledger.append("v", 0, [e.VisitClosed(cause="staff")], actor=STAFF, now=Clock()())
    with pytest.raises(TypeError):
        Register(ledger).lines()
