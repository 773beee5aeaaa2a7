"""Checking in: who decides for a patient, and which consent a visit renews."""

from __future__ import annotations

import copy
import functools
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from kiosk import events as e
from kiosk.content import Content
from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.service import CheckIn, KioskService, withdraw
from kiosk.service.checking_in import representative_of
from kiosk.settings import demo_settings
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import Clock, countersign, keyed_ledger
from tests.kiosk.visits import ServiceWalk, real_content
from tests.kiosk.walks import REPRESENTATIVE, STAFF

FORM = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")


def fresh(content: Content | None = None, ledger: MemoryLedger | None = None, hours: int = 0) -> KioskService:
    return KioskService(ledger or keyed_ledger(), content or real_content(), demo_settings(), clock=Clock(hours=hours))


# ---------------------------------------------------------------- who decides for a patient


def test_who_decides_is_kept_as_staff_checked_them() -> None:
    typed = msgspec.structs.replace(REPRESENTATIVE, name="  Ana Delgado ", document_seen=" Proxy of 3 May 2024  ")
    view = fresh().check_in(replace(FORM, representative=typed), STAFF)
    assert view.state.opened.event.representative == msgspec.structs.replace(
        REPRESENTATIVE, document_seen="Proxy of 3 May 2024"
    )
    assert (view.state.represented, view.state.decider) == (True, "Ana Delgado")
    assert "wishes" in {step.id for step in view.plan.steps}
    assert "wishes" not in {step.id for step in fresh().check_in(FORM, STAFF).plan.steps}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "representative_name"),
        ({"name": "x" * 201}, "representative_name"),
        ({"name": "Ana\x00"}, "representative_name"),
        ({"relation": ""}, "representative_relation"),
        ({"relation": "\U0010fffd"}, "representative_relation"),
        ({"document_seen": ""}, "representative_document"),
        ({"basis": "guardian", "document_seen": " "}, "representative_document"),
        ({"basis": "court_order", "document_seen": ""}, "representative_document"),
        ({"basis": "next_of_kin", "document_seen": "x" * 201}, "representative_document"),
        ({"basis": "neighbour"}, "representative_basis"),
        ({"identity_method": "pin"}, "representative_identity"),
    ],
)
def test_a_bad_field_of_who_decides_is_named_and_nothing_is_stored(changes: dict[str, str], field: str) -> None:
    ledger = MemoryLedger()
    typed = msgspec.structs.replace(REPRESENTATIVE, **changes)
    with pytest.raises(OperatorError) as refused:
        fresh(ledger=ledger).check_in(replace(FORM, representative=typed), STAFF)
    assert refused.value.facts == {"field": field}
    assert ledger.stored == []


@pytest.mark.parametrize("basis", ["next_of_kin", "parent", "other"])
def test_next_of_kin_have_no_paper_to_show(basis: str) -> None:
    typed = msgspec.structs.replace(REPRESENTATIVE, basis=basis, document_seen="")
    assert representative_of(typed) == typed


# ---------------------------------------------------------------- renewal


@functools.cache
def _consented(choice: e.Choice = "agree") -> MemoryLedger:
    ledger = keyed_ledger()
    walk = ServiceWalk(fresh(ledger=ledger)).to_the_end(choice)
    if choice == "agree":
        walk.countersign()
    else:
        walk.service.seal(walk.visit_id)
    return ledger


def consented(choice: e.Choice = "agree", content: Content | None = None) -> tuple[KioskService, str]:
    ledger = copy.deepcopy(_consented(choice))
    [visit] = [one.stream for one in ledger.visit_streams()]
    return fresh(content, ledger, hours=4), visit


def test_a_renewal_without_changes_shows_what_always_is_shown_again() -> None:
    service, visit = consented()
    view = service.check_in(replace(FORM, renews=visit), STAFF)
    earlier = service.state(visit).document
    assert earlier is not None
    assert view.state.opened.event.renews == e.Renewal(visit, earlier.event.document_id, ())
    assert set(view.plan.pages) == set(view.treatment.renewal_pages)
    assert {fact.page for fact in view.plan.must_know.values()} <= set(view.plan.pages)
    assert view.plan.conditions == service.view(visit).plan.conditions


def test_a_renewal_shows_the_pages_that_say_something_new_and_checks_them() -> None:
    content = real_content()
    old = content.treatments["ketamine-iv"].variant("trd")
    fact = next(one for one in old.must_know if one.page not in old.renewal_pages)
    pages = content.pages["en"]
    other = next(page for page in old.pages if page not in old.renewal_pages and page != fact.page)
    changed = {
        fact.page: replace(pages[fact.page], blocks=pages[fact.page].blocks[:-1]),
        other: replace(pages[other], title=f"{pages[other].title} (new)"),
    }
    service, visit = consented(content=replace(content, digest="0" * 64, pages={"en": pages | changed}))
    view = service.check_in(replace(FORM, renews=visit), STAFF)
    renews = view.state.opened.event.renews
    assert renews is not None
    assert set(renews.changed) == {fact.page, other}
    assert [page for page in old.pages if page in renews.changed] == list(renews.changed)
    assert set(view.plan.pages) == {*old.renewal_pages, fact.page, other}
    assert fact.id in view.plan.must_know


def test_a_renewal_is_sealed_as_one_and_can_be_renewed_itself() -> None:
    service, visit = consented()
    walk = ServiceWalk(service, renews=visit).to_the_end()
    walk.countersign()
    document = service.state(walk.visit_id).document
    assert document is not None
    assert document.event.kind == "renewal"
    # A renewal shows fewer pages; those that it left out were read with the consent.
    again = service.check_in(replace(FORM, renews=walk.visit_id), STAFF)
    assert again.state.opened.event.renews == e.Renewal(walk.visit_id, document.event.document_id, ())


def test_a_plan_is_made_for_each_renewal() -> None:
    service, visit = consented()
    renewal = service.check_in(replace(FORM, renews=visit), STAFF)
    first = service.check_in(FORM, STAFF)
    assert len(renewal.plan.pages) < len(first.plan.pages)
    again = fresh(ledger=service.store, hours=5)  # type: ignore[arg-type]  # the ledger in memory
    assert again.view(renewal.state.visit_id).plan == renewal.plan


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"birth_date": date(1961, 3, 15)}, "check_in.renews_other_patient"),
        ({"record_number": "20419"}, "check_in.renews_other_patient"),
        ({"treatment": "ketamine-im"}, "check_in.renews_other_treatment"),
    ],
)
def test_another_patients_or_treatments_consent_is_not_renewed(changes: dict[str, object], key: str) -> None:
    service, visit = consented()
    with pytest.raises(OperatorError) as refused:
        service.check_in(replace(FORM, renews=visit, **changes), STAFF)  # type: ignore[arg-type]  # fields of the form
    assert (refused.value.key, refused.value.facts) == (key, {"field": "renews"})
    assert key in catalogue("en")


def test_a_consent_that_was_taken_back_is_not_renewed() -> None:
    service, visit = consented()
    withdraw(service, visit, "patient", "said", "", STAFF)
    with pytest.raises(OperatorError, match=r"check_in\.renews_withdrawn"):
        service.check_in(replace(FORM, renews=visit), STAFF)


def test_a_consent_that_is_taken_back_during_its_renewal_is_not_renewed() -> None:
    service, visit = consented()
    walk = ServiceWalk(service, renews=visit).to_the_end()
    withdraw(service, visit, "patient", "said", "", STAFF)
    version = service.state(walk.visit_id).version
    with pytest.raises(OperatorError, match=r"check_in\.renews_withdrawn"):
        walk.countersign()
    assert service.state(walk.visit_id).version == version


def test_only_the_newest_of_a_chain_is_renewed_or_taken_back() -> None:
    service, visit = consented()
    other = ServiceWalk(service, renews=visit).to_the_end()
    walk = ServiceWalk(service, renews=visit).to_the_end()
    walk.countersign()
    newer = service.sealed_event(walk.visit_id).document_id
    with pytest.raises(OperatorError, match=r"check_in\.renews_renewed") as refused:
        service.check_in(replace(FORM, renews=visit), STAFF)
    assert refused.value.facts["document"] == newer
    with pytest.raises(OperatorError, match=r"check_in\.renews_renewed"):
        other.countersign()
    with pytest.raises(OperatorError, match=r"withdraw\.renewed"):
        withdraw(service, visit, "patient", "said", "", STAFF)
    assert service.state(visit).withdrawn is None
    withdraw(service, walk.visit_id, "patient", "said", "", STAFF)
    with pytest.raises(OperatorError, match=r"check_in\.renews_withdrawn"):
        service.check_in(replace(FORM, renews=visit), STAFF)
    with pytest.raises(OperatorError, match=r"check_in\.renews_withdrawn"):
        other.countersign()


def test_only_a_sealed_consent_is_renewed() -> None:
    service, visit = consented("decline")
    with pytest.raises(OperatorError, match=r"check_in\.nothing_to_renew"):
        service.check_in(replace(FORM, renews=visit), STAFF)
    unsealed = service.check_in(FORM, STAFF).state.visit_id
    with pytest.raises(OperatorError, match=r"check_in\.nothing_to_renew"):
        service.check_in(replace(FORM, renews=unsealed), STAFF)
    with pytest.raises(OperatorError, match=r"visit\.unknown"):
        service.check_in(replace(FORM, renews="none"), STAFF)


def test_who_decides_can_renew_too() -> None:
    service, visit = consented()
    walk = ServiceWalk(service, renews=visit, representative=REPRESENTATIVE).to_the_end()
    view = countersign(service, walk.visit_id)
    assert view.state.document is not None
    assert view.state.represented
