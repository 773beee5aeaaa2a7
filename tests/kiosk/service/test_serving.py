"""The service: check-in, commands that are durable before they are shown, and replay after a restart."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from kiosk import events as e
from kiosk.content import Content, Scope
from kiosk.document import form_digest
from kiosk.errors import OperatorError
from kiosk.flow import build_plan
from kiosk.i18n import catalogue
from kiosk.service import CheckIn, KioskService, utc_now
from kiosk.settings import demo_settings
from kiosk.visit import (
    AnswerCondition,
    AskForHelp,
    ConfirmIdentity,
    GiveTeachBack,
    GoNext,
    RateTeachBack,
    RecordCompanion,
    Refused,
    ShowForm,
    Sign,
)
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import FORM, Clock
from tests.kiosk.visits import ServiceWalk, scribble
from tests.kiosk.walks import STAFF


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
        ("language", "xx"),
        ("identity_method", "none"),
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


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("treatment", "none", "check_in.no_such_treatment"),
        ("treatment", "", "check_in.no_such_treatment"),
        ("reason", "none", "check_in.no_such_reason"),
        ("reason", "ocd", "check_in.no_such_reason"),
        ("route", "none", "check_in.no_such_route"),
        ("route", "intranasal", "check_in.no_such_route"),
    ],
)
def test_what_the_content_does_not_have_is_refused_with_its_own_sentence(
    ledger: MemoryLedger, two_ways: Content, field: str, value: str, key: str
) -> None:
    service = KioskService(ledger, two_ways, demo_settings(), clock=Clock())
    with pytest.raises(OperatorError) as refused:
        service.check_in(replace(FORM, **{field: value}), STAFF)  # type: ignore[arg-type]  # a text field
    assert (refused.value.key, refused.value.facts) == (key, {"field": field})
    assert key in catalogue("en")
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


# ---------------------------------------------------------------- treatment, reason and route


@pytest.fixture(scope="module")
def two_ways(content: Content) -> Content:
    """Return content whose infusion has two reasons and two routes, and a page, a fact and a point for one of each."""
    whole = content.treatments["ketamine-iv"]
    sections = tuple(
        replace(section, scopes={page: Scope(reasons=("ptsd",)) for page in section.pages[-1:]})
        if section.id == "benefits"
        else replace(section, scopes={page: Scope(routes=("intramuscular",)) for page in section.pages[-1:]})
        for section in whole.sections
    )
    facts = (replace(whole.must_know[0], scope=Scope(routes=("intramuscular",))), *whole.must_know[1:])
    words = whole.text["en"]
    points = (replace(words.benefits[0], scope=Scope(reasons=("ptsd",))), *words.benefits[1:])
    changed = replace(
        whole,
        routes=("intravenous", "intramuscular"),
        reasons=("trd", "ptsd"),
        sections=sections,
        must_know=facts,
        text={"en": replace(words, benefits=points)},
    )
    return replace(content, treatments={"ketamine-iv": changed})


@pytest.mark.parametrize("reason", ["trd", "ptsd"])
@pytest.mark.parametrize("route", ["", "intravenous", "intramuscular"])
def test_a_visit_is_of_one_reason_and_one_route(
    ledger: MemoryLedger, two_ways: Content, reason: str, route: str
) -> None:
    service = KioskService(ledger, two_ways, demo_settings(), clock=Clock())
    view = service.check_in(replace(FORM, reason=reason, route=route), STAFF)
    route = route or "intravenous"
    opened = view.state.opened.event
    assert (opened.reason, opened.route) == (reason, route)
    assert view.treatment == two_ways.treatments["ketamine-iv"].variant(reason, route)
    assert view.plan == build_plan(view.treatment, conditions=two_ways.conditions)
    whole = two_ways.treatments["ketamine-iv"]
    first, last = whole.must_know[0].id, next(one for one in whole.sections if one.id == "benefits").pages[-1]
    assert (first in view.plan.must_know) == (route == "intramuscular")
    assert (last in view.plan.pages) == (reason == "ptsd")
    point = whole.text["en"].benefits[0]
    assert (point in view.treatment.text["en"].benefits) == (reason == "ptsd")
    again = KioskService(ledger, two_ways, demo_settings(), clock=Clock())
    assert again.view(view.state.visit_id) == view


def test_visits_of_two_reasons_do_not_get_each_others_pages(ledger: MemoryLedger, two_ways: Content) -> None:
    service = KioskService(ledger, two_ways, demo_settings(), clock=Clock())
    first = service.check_in(FORM, STAFF)
    second = service.check_in(replace(FORM, reason="ptsd"), STAFF)
    assert set(second.plan.pages) > set(first.plan.pages)
    assert service.view(first.state.visit_id).plan == first.plan


def test_a_visit_from_before_there_were_routes_has_the_first_one(ledger: MemoryLedger, content: Content) -> None:
    opened = {
        "visit_id": "old",
        "patient": {"name": "Rosa Delgado", "birth_date": "1961-03-14", "record_number": "20418"},
        "treatment": "ketamine-iv",
        "treatment_version": "1.0",
        "reason": "trd",
        "language": "en",
        "content_version": content.version,
        "content_digest": content.digest,
        "staff": {"kind": "staff", "id": "s1", "name": "Priya Raman"},
        "identity_method": "photo_id",
        "order_seed": 7,
        "demo": True,
    }
    old = e.decode_event("VisitOpened", 1, json.dumps(opened))
    ledger.append("old", 0, [old], actor=STAFF, now=datetime(2026, 5, 12, 14, tzinfo=UTC))
    view = KioskService(ledger, content, demo_settings(), clock=Clock()).view("old")
    assert view.treatment.route == content.treatments["ketamine-iv"].route


def test_the_clinics_own_number_of_tries_holds_for_every_visit(ledger: MemoryLedger, content: Content) -> None:
    settings = msgspec.structs.replace(demo_settings(), check_tries=3)
    view = KioskService(ledger, content, settings, clock=Clock()).check_in(FORM, STAFF)
    assert view.plan.check_tries == 3


def test_the_content_says_the_clinics_own_name_and_numbers(ledger: MemoryLedger, content: Content) -> None:
    page = content.pages["en"][next(iter(content.pages["en"]))]
    asks = replace(page, title="{clinic_name}, {clinic_phone}: {emergency_number}, {crisis_line}")
    placed = replace(content, pages={"en": content.pages["en"] | {page.id: asks}})
    settings = msgspec.structs.replace(demo_settings(), clinic_name='Quay "A" & Sons', crisis_line="call 111")
    service = KioskService(ledger, placed, settings)
    said = service.content.pages["en"][page.id].title
    assert said == f'Quay "A" & Sons, 555 0100: {content.countries["US"].emergency_number}, call 111'
    assert service.content.digest == content.digest


# ---------------------------------------------------------------- what a visit keeps


def test_what_applies_own_words_and_help_survive_a_restart(ledger: MemoryLedger, content: Content) -> None:
    service = KioskService(ledger, content, demo_settings(), clock=Clock())
    walk = ServiceWalk(service)
    walk.until("conditions")
    condition = walk.plan.conditions[0]
    walk.do(AnswerCondition(condition, "unsure"), AskForHelp())
    fact = walk.plan.teach_back[0]
    walk.until(f"teach_back:{fact}")
    walk.do(GiveTeachBack(fact, "My sister drives."))
    service.submit(walk.visit_id, RateTeachBack(fact, 2, "Good.", STAFF), STAFF)
    again = KioskService(ledger, content, demo_settings(), clock=Clock(hours=1)).state(walk.visit_id)
    assert again == service.state(walk.visit_id)
    assert again.conditions[condition] == "unsure"
    assert again.teach_backs[fact].event.text == "My sister drives."
    assert again.teach_back_ratings[fact].event.staff == STAFF
    assert len(again.help_asked) == 1


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


def started(service: KioskService) -> ServiceWalk:
    walk = ServiceWalk(service)
    walk.until("companion")
    return walk


def test_a_signature_under_another_sentence_is_refused(service: KioskService, ledger: MemoryLedger) -> None:
    walk = ServiceWalk(service)
    walk.choose("agree")
    digest = form_digest(service.form(walk.visit_id))
    walk.do(ShowForm(digest))
    before = len(ledger.stored)
    for meaning in ("", "I waive all my rights."):
        with pytest.raises(Refused, match=r"visit\.other_meaning"):
            walk.do(Sign("ink", meaning, digest, ink=scribble()))
    assert len(ledger.stored) == before
    assert service.state(walk.visit_id).signature is None
