"""Calls for a person: a visit waits until a member of staff has turned to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.service import KioskService, waits_for_person
from kiosk.visit import AskForHelp, ResumeVisit, TakeBreak
from tests.kiosk.visits import ServiceWalk
from tests.kiosk.walks import STAFF


def waits(service: KioskService, walk: ServiceWalk) -> bool:
    return waits_for_person(service.store, service.state(walk.visit_id))


def resume(service: KioskService, walk: ServiceWalk) -> None:
    walk.do(TakeBreak("patient"))
    service.submit(walk.visit_id, ResumeVisit(STAFF), STAFF)


def look(service: KioskService, walk: ServiceWalk) -> None:
    service.view_record(walk.visit_id, STAFF)


def close(service: KioskService, walk: ServiceWalk) -> None:
    service.close_visit(walk.visit_id, STAFF)


@pytest.mark.parametrize("come", [resume, look, close])
def test_a_call_waits_until_staff_turn_to_the_visit(
    service: KioskService, come: Callable[[KioskService, ServiceWalk], None]
) -> None:
    walk = ServiceWalk(service)
    walk.until("page:session")
    assert not waits(service, walk)
    walk.do(AskForHelp())
    assert waits(service, walk)
    come(service, walk)
    assert not waits(service, walk)


def test_what_the_patient_does_ends_no_call_and_a_second_one_waits_again(service: KioskService) -> None:
    walk = ServiceWalk(service)
    walk.until("page:session")
    walk.do(AskForHelp())
    walk.until("page:experience")
    walk.do(TakeBreak("patient"))
    assert waits(service, walk)
    look(service, walk)
    service.submit(walk.visit_id, ResumeVisit(STAFF), STAFF)
    assert not waits(service, walk)
    walk.do(AskForHelp())
    assert waits(service, walk)
