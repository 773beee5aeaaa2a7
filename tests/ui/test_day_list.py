"""Which visits stand on the lists of the desk, on a service with visits of several days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiosk.errors import TamperError
from kiosk.service import KioskService, serving, withdraw
from kiosk.settings import demo_settings
from tests.kiosk.services import Clock, countersign, keyed_ledger
from tests.kiosk.visits import ServiceWalk, real_content
from tests.kiosk.walks import STAFF
from ui.day_list import earlier, of_the_day

DAY = date(2026, 5, 12)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def service() -> KioskService:
    return KioskService(keyed_ledger(), real_content(), demo_settings(), clock=Clock())


def names(found: object) -> list[str]:
    return [state.opened.event.patient.name for state, _view in found.visits]  # type: ignore[attr-defined]


def test_the_day_has_its_visits_and_all_that_still_waits(service: KioskService) -> None:
    sealed, waiting = ServiceWalk(service, "Rosa"), ServiceWalk(service, "Idris")
    sealed.to_the_end()
    countersign(service, sealed.visit_id)
    assert names(of_the_day(service, DAY)) == ["Rosa", "Idris"]
    assert names(of_the_day(service, NEXT)) == ["Idris"]
    assert names(earlier(service, DAY, "")) == []
    assert names(earlier(service, NEXT, "")) == ["Rosa"]
    withdraw(service, sealed.visit_id, "patient", "said", "", STAFF)
    # A withdrawal that waits for the clinician is work for today.
    assert names(of_the_day(service, NEXT)) == ["Rosa", "Idris"]
    countersign(service, sealed.visit_id)
    assert names(of_the_day(service, NEXT)) == ["Idris"]
    assert waiting.state.document is None


def test_an_earlier_visit_is_found_by_name_and_number_and_knows_its_renewal(service: KioskService) -> None:
    first = ServiceWalk(service, "Rosa Delgado").to_the_end()
    countersign(service, first.visit_id)
    for find in ("", " rosa ", "DELGADO", "204"):
        assert names(earlier(service, NEXT, find)) == ["Rosa Delgado"]
    assert names(earlier(service, NEXT, "Idris")) == []
    renewal = ServiceWalk(service, "Rosa Delgado", renews=first.visit_id)
    assert of_the_day(service, DAY).renewed == frozenset()
    renewal.to_the_end()
    countersign(service, renewal.visit_id)
    assert of_the_day(service, DAY).renewed == earlier(service, NEXT, "").renewed == frozenset({first.visit_id})


def test_the_lists_replay_only_the_visits_that_they_show(service: KioskService) -> None:
    for name in ("Rosa", "Idris"):
        service.seal(ServiceWalk(service, name).to_the_end("talk").visit_id)
    waiting = ServiceWalk(service, "Ada")
    again = KioskService(service.store, real_content(), demo_settings(), clock=Clock(hours=2))
    assert names(of_the_day(again, NEXT)) == ["Ada"]
    assert set(again._states) == {waiting.visit_id}
    assert names(earlier(again, NEXT, "idris")) == ["Idris"]
    assert len(again._states) == 2


def test_a_renewal_that_was_taken_back_ends_the_consent_before_it(service: KioskService) -> None:
    first = ServiceWalk(service, "Rosa Delgado").to_the_end()
    countersign(service, first.visit_id)
    renewal = ServiceWalk(service, "Rosa Delgado", renews=first.visit_id).to_the_end()
    countersign(service, renewal.visit_id)
    assert of_the_day(service, DAY).ended == frozenset()
    withdraw(service, renewal.visit_id, "patient", "said", "", STAFF)
    found = earlier(service, NEXT, "")
    assert of_the_day(service, DAY).ended == found.ended == frozenset({first.visit_id})
    assert found.renewed == frozenset({first.visit_id})


def test_a_file_that_cannot_be_judged_does_not_hide_the_list(
    service: KioskService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*_arguments: object) -> None:
        raise TamperError("ledger.file_changed")

    ServiceWalk(service)
    monkeypatch.setattr(serving, "renewals_due", changed)
    found = of_the_day(service, DAY)
    assert (found.due, len(found.visits)) == (0, 1)
