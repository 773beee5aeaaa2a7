"""Chains of renewals: the newest one speaks for all, and when it is taken back nothing older counts again."""

from __future__ import annotations

import pytest

from kiosk.errors import OperatorError
from kiosk.service import KioskService, newest_renewals, with_renewal, withdraw
from kiosk.settings import demo_settings
from tests.kiosk.services import Clock, countersign, keyed_ledger
from tests.kiosk.visits import ServiceWalk, real_content
from tests.kiosk.walks import STAFF


def chain(length: int) -> tuple[KioskService, list[str]]:
    """Return a service with a consent and its renewals, the oldest first."""
    service = KioskService(keyed_ledger(), real_content(), demo_settings(), clock=Clock())
    visits: list[str] = []
    for _ in range(length):
        walk = ServiceWalk(service, renews=visits[-1] if visits else "").to_the_end()
        countersign(service, walk.visit_id)
        visits.append(walk.visit_id)
    return service, visits


def newest_of(service: KioskService) -> dict[str, str]:
    return {visit: newest.visit_id for visit, newest in newest_renewals(service.register()).items()}


def test_the_newest_of_a_chain_stands_for_each_older_one() -> None:
    service, (first, second, third) = chain(3)
    assert newest_of(service) == {first: third, second: third}
    begun = ServiceWalk(service, renews=third)
    assert newest_of(service) == {first: third, second: third}
    begun.to_the_end("decline")
    service.seal(begun.visit_id)
    # Who does not want it again has not renewed it.
    assert newest_of(service) == {first: third, second: third}


def test_a_view_is_told_of_the_newest_renewal() -> None:
    service, (first, second) = chain(2)
    view = with_renewal(service, service.view(first))
    assert view.newest is not None
    assert view.newest.visit_id == second
    assert with_renewal(service, service.view(second)).newest is None
    refused = service.view(ServiceWalk(service).to_the_end("decline").visit_id)
    assert with_renewal(service, refused) is refused


def test_after_the_newest_is_taken_back_nothing_older_can_be_taken_back_or_renewed() -> None:
    service, (first, second, third) = chain(3)
    newest = service.sealed_event(third).document_id
    for older in (first, second):
        with pytest.raises(OperatorError, match=r"withdraw\.renewed") as refused:
            withdraw(service, older, "patient", "said", "", STAFF)
        assert refused.value.facts["document"] == newest
    withdraw(service, third, "patient", "said", "", STAFF)
    for older in (first, second):
        with pytest.raises(OperatorError, match=r"withdraw\.renewal_withdrawn") as refused:
            withdraw(service, older, "patient", "said", "", STAFF)
        assert refused.value.facts["document"] == newest
        with pytest.raises(OperatorError, match=r"check_in\.renews_withdrawn"):
            ServiceWalk(service, renews=older)
        assert service.state(older).withdrawn is None
