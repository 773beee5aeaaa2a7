"""What a sealed record keeps: a consent is taken back whatever became of the content since."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk import events as e
from kiosk.content import Content, Signer, SignOff
from kiosk.document import KeyValues, document_text, form_digest
from kiosk.errors import OperatorError, TamperError
from kiosk.record import ConsentRecord, read_record, stored_record_id
from kiosk.seal import verify
from kiosk.service import KioskService, call_signer, make_copy, meaning_of, print_copy, withdraw
from kiosk.service.kept import kept_content
from kiosk.settings import demo_settings
from kiosk.vault import StoredFile
from kiosk.visit import missing_for_seal
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import Clock, FakePrinter, account, clinic_keys, countersign, keyed_ledger
from tests.kiosk.visits import ServiceWalk, english, real_content, scribble
from tests.kiosk.walks import REPRESENTATIVE, STAFF, beside

LATER = datetime(2026, 5, 13, 20, tzinfo=UTC)
NAME = "Ketamine infusion"


@functools.cache
def _sealed(renewed: bool, represented: bool) -> MemoryLedger:
    ledger = keyed_ledger()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    account(service)
    walk = ServiceWalk(service, representative=REPRESENTATIVE if represented else None).to_the_end()
    countersign(service, walk.visit_id)
    if renewed:
        again = ServiceWalk(service, renews=walk.visit_id).to_the_end()
        countersign(service, again.visit_id)
    return ledger


def sealed(*, renewed: bool = False, represented: bool = False) -> MemoryLedger:
    return copy.deepcopy(_sealed(renewed, represented))


def without_treatment() -> Content:
    content = real_content()
    treatments = {key: one for key, one in content.treatments.items() if key != "ketamine-iv"}
    return replace(content, digest="0" * 64, version="9.0", treatments=treatments)


def without_reason() -> Content:
    content = real_content()
    treatment = replace(content.treatments["ketamine-iv"], reasons=("ptsd",))
    reasons = {"en": {key: text for key, text in content.reasons["en"].items() if key != "trd"}}
    changed = {**content.treatments, treatment.id: treatment}
    return replace(content, digest="1" * 64, treatments=changed, reasons=reasons)


def without_route() -> Content:
    content = real_content()
    treatment = replace(content.treatments["ketamine-iv"], routes=("intranasal",))
    return replace(content, digest="2" * 64, treatments={**content.treatments, treatment.id: treatment})


def without_anything() -> Content:
    """Return a pack of another clinic in another language: nothing of the visit is in it."""
    content = real_content()
    [english_one] = [one for one in content.languages if one.id == "en"]
    other = replace(english_one, id="xx", name="Other")
    return replace(content, digest="3" * 64, treatments={}, reasons={"en": {}}, languages=(other,))


def with_other_words() -> Content:
    """Return a pack with the treatment under another name, in a newer version."""
    content = real_content()
    whole = content.treatments["ketamine-iv"]
    titles = {**whole.text["en"].document_title, "consent": "Another title"}
    text = replace(whole.text["en"], name="Another name", document_title=titles)
    treatment = replace(whole, version="2.0", text={"en": text})
    given = SignOff("4" * 64, "Dr Ines Vale", "MD 10442", "2026-05-13", "All")
    changed = {**content.treatments, treatment.id: treatment}
    return replace(content, digest="4" * 64, treatments=changed, sign_offs=(given,))


CHANGED = (without_treatment, without_reason, without_route, without_anything, with_other_words)


def later(ledger: MemoryLedger, content: Content, *, hours: int = 24) -> tuple[KioskService, str]:
    """Return a service with another pack, a day later, and the newest visit."""
    clock = Clock()
    clock.now += timedelta(hours=hours)
    service = KioskService(ledger, content, demo_settings(), clock=clock)
    return service, service.visits()[-1].visit_id


def record_of(service: KioskService, visit: str, document: str) -> ConsentRecord:
    return read_record(service.store.file(stored_record_id(document)))


def rows(record: ConsentRecord) -> dict[str, str]:
    return {
        label: value for block in record.document.blocks if isinstance(block, KeyValues) for label, value in block.rows
    }


# ---------------------------------------------------------------- taking back


@pytest.mark.parametrize("pack", CHANGED)
def test_a_consent_is_taken_back_whatever_became_of_the_content(pack: Callable[[], Content]) -> None:
    ledger = sealed()
    service, visit = later(ledger, pack())
    before = record_of(service, visit, service.sealed_event(visit).document_id)
    view = service.view_record(visit, STAFF)
    assert missing_for_seal(view.state, view.plan) == "visit.already_sealed"
    view = withdraw(service, visit, "patient", "said", "It made me feel far away.", STAFF)
    assert view.turn == "clinician"
    view = countersign(service, visit)
    taken = view.state.withdrawal
    assert taken is not None
    report = verify(
        service.read_sealed(visit, taken.event.document_id), trust=clinic_keys().root.certificate, now=LATER
    )
    assert report.trusted
    assert [one.role for one in report.signatures] == ["clinician", "clinic"]
    record = record_of(service, visit, taken.event.document_id)
    assert record.withdrawal is not None
    assert record.withdrawal.document_id == before.document.id
    assert record.schema == 3
    # It says what the consent said, not what the content says now.
    assert record.document.title == english().say("document.title_withdrawal", {"treatment": NAME})
    assert record.document.subtitle == before.document.subtitle
    assert rows(record)[english()["document.withdrawn_document"]] == before.document.title
    assert (record.treatment_version, record.sign_offs) == (before.treatment_version, before.sign_offs)
    assert f"{NAME}, version {before.treatment_version}" in rows(record)[english()["document.treatment"]]
    assert ledger.verify().ok


def test_without_a_change_a_withdrawal_says_the_same() -> None:
    service, visit = later(sealed(), real_content())
    assert kept_content(service, service.state(visit)) is service.content


@pytest.mark.parametrize("role", ["patient", "representative"])
def test_who_takes_it_back_signs_on_the_tablet_without_the_treatment(role: e.Role) -> None:
    represented = role == "representative"
    service, visit = later(sealed(represented=represented), without_treatment())
    withdraw(service, visit, "representative" if represented else "patient", "tablet", "", STAFF)
    view = call_signer(service, visit, role, STAFF)
    assert view.state.step == f"cosign:{role}"
    assert view.plan.progress(view.plan.step(view.state.step)).sections
    form = service.form(visit)
    assert NAME in form.title
    sign = replace(
        beside(role, view.state.decider),
        meaning=meaning_of(service, view, role),
        form_digest=form_digest(form),
        ink=scribble(),
    )
    service.submit(visit, sign)
    view = countersign(service, visit)
    assert view.state.withdrawal is not None
    data = service.read_sealed(visit, view.state.withdrawal.event.document_id)
    report = verify(data, trust=clinic_keys().root.certificate, now=LATER)
    assert report.trusted
    assert [one.role for one in report.signatures] == [role, "clinician", "clinic"]


def test_a_renewal_is_taken_back_by_its_own_title() -> None:
    service, visit = later(sealed(renewed=True), without_treatment())
    before = record_of(service, visit, service.sealed_event(visit).document_id)
    assert before.document.kind == "renewal"
    withdraw(service, visit, "patient", "said", "", STAFF)
    taken = countersign(service, visit).state.withdrawal
    assert taken is not None
    record = record_of(service, visit, taken.event.document_id)
    assert rows(record)[english()["document.withdrawn_document"]] == before.document.title


def test_a_changed_order_of_signing_holds_for_the_withdrawal() -> None:
    content = with_other_words()
    whole = content.treatments["ketamine-iv"]
    signing = {**whole.signing, "withdrawal": (Signer("patient", "always"),)}
    changed = {**content.treatments, whole.id: replace(whole, signing=signing)}
    service, visit = later(sealed(), replace(content, treatments=changed))
    assert withdraw(service, visit, "patient", "said", "", STAFF).turn == "patient"


def test_a_template_without_a_withdrawal_is_replaced_by_the_common_one() -> None:
    ledger = sealed()
    service, visit = later(ledger, without_treatment())
    stored = stored_record_id(service.sealed_event(visit).document_id)
    old = b'"template_version":"1.2"'
    data = ledger._files[stored].data
    assert old in data
    ledger._files[stored] = StoredFile.of(stored, "record", data.replace(old, b'"template_version":"1.1"'))
    withdraw(service, visit, "patient", "said", "", STAFF)
    form = service.form(visit)
    assert (form.template, form.template_version) == ("base", "1.1")
    assert english()["document.withdrawal_stops"] in document_text(form)


# ---------------------------------------------------------------- what is shown, and what is not possible any more


def test_what_is_shown_is_what_the_record_says() -> None:
    service, visit = later(sealed(), without_treatment())
    view = service.view(visit)
    assert view.kept
    assert view.treatment.text["en"].name == NAME
    assert view.treatment.text["en"].decision["agree"].restated == "I want to have ketamine treatment"
    there, _ = later(sealed(), with_other_words())
    assert not there.view(visit).kept


def test_a_visit_that_is_not_sealed_still_needs_its_content() -> None:
    ledger = keyed_ledger()
    walk = ServiceWalk(KioskService(ledger, real_content(), demo_settings(), clock=Clock())).to_the_end()
    service, _ = later(ledger, without_treatment())
    with pytest.raises(OperatorError, match=r"visit\.other_content"):
        service.view(walk.visit_id)


def test_a_record_that_was_changed_says_nothing() -> None:
    ledger = sealed()
    service, visit = later(ledger, without_treatment())
    stored = stored_record_id(service.sealed_event(visit).document_id)
    ledger._files[stored] = replace(ledger._files[stored], data=b"{}")
    with pytest.raises(TamperError):
        service.view(visit)


def test_copies_in_other_words_need_the_treatment() -> None:
    ledger = sealed()
    service, visit = later(ledger, real_content())
    first = make_copy(service, visit, "patient_copy", STAFF)
    service, visit = later(ledger, without_treatment(), hours=25)
    assert make_copy(service, visit, "patient_copy", STAFF).document_id == first.document_id
    assert make_copy(service, visit, "large_print", STAFF).pages
    with pytest.raises(OperatorError, match=r"copy\.treatment_gone"):
        print_copy(service, visit, "clinician_summary", FakePrinter(), STAFF)
