"""The sentence and the form that are signed are those that the content has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.document import form_digest
from kiosk.service import KioskService
from kiosk.service.signed_words import meaning_of, refuse_other_words, signed_form
from kiosk.settings import demo_settings
from kiosk.visit import AskQuestion, GoNext, Refused, ShowForm, Sign
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import Clock
from tests.kiosk.visits import ServiceWalk, english, real_content, scribble
from tests.kiosk.walks import REPRESENTATIVE, as_staff, beside


def service() -> KioskService:
    return KioskService(MemoryLedger(), real_content(), demo_settings(), clock=Clock())


def test_each_role_has_its_sentence() -> None:
    walk = ServiceWalk(service())
    view = walk.service.view(walk.visit_id)
    assert meaning_of(walk.service, view, "patient") == walk.text.meaning["agree"]
    for role in ("interpreter", "explainer", "clinician"):
        assert meaning_of(walk.service, view, role) == english()[f"document.meaning_{role}"]
    assert "Rosa Delgado" in meaning_of(walk.service, view, "witness")


def test_who_decides_names_for_whom() -> None:
    walk = ServiceWalk(service(), representative=REPRESENTATIVE)
    view = walk.service.view(walk.visit_id)
    assert "Rosa Delgado" in meaning_of(walk.service, view, "representative")
    digest = form_digest(signed_form(walk.service, view))
    refuse_other_words(walk.service, view, Sign("ink", meaning_of(walk.service, view, "representative"), digest))
    with pytest.raises(Refused, match=r"visit\.other_meaning"):
        refuse_other_words(walk.service, view, Sign("ink", walk.text.meaning["agree"], digest))


def test_another_sentence_or_form_is_refused() -> None:
    walk = ServiceWalk(service()).to_the_end()
    view = walk.service.view(walk.visit_id)
    sign = beside("witness")
    with pytest.raises(Refused, match=r"visit\.other_meaning"):
        refuse_other_words(walk.service, view, sign)
    said = replace(sign, meaning=meaning_of(walk.service, view, "witness"))
    with pytest.raises(Refused, match=r"visit\.form_not_shown"):
        refuse_other_words(walk.service, view, said)
    refuse_other_words(walk.service, view, GoNext())
    assert form_digest(signed_form(walk.service, view)) == form_digest(walk.service.form(walk.visit_id))


def test_a_form_that_says_something_else_by_now_is_not_signed() -> None:
    walk = ServiceWalk(service())
    walk.choose("agree")
    shown = form_digest(walk.service.form(walk.visit_id))
    walk.do(ShowForm(shown), AskQuestion("q1", "session", (), "Does it hurt?"))
    for digest in (shown, "a" * 64):
        walk.do(ShowForm(digest))
        with pytest.raises(Refused, match=r"visit\.form_not_shown"):
            walk.do(Sign("ink", walk.text.meaning["agree"], digest, ink=scribble()))
    now = form_digest(walk.service.form(walk.visit_id))
    walk.do(ShowForm(now), Sign("ink", walk.text.meaning["agree"], now, ink=scribble()))
    assert walk.state.step == "done"


def test_nobody_signs_as_staff_without_a_pin() -> None:
    walk = ServiceWalk(service()).to_the_end()
    view, version = walk.service.view(walk.visit_id), walk.state.version
    meaning, digest = meaning_of(walk.service, view, "clinician"), form_digest(signed_form(walk.service, view))
    with pytest.raises(Refused, match=r"visit\.out_of_order"):
        walk.do(replace(as_staff("clinician"), meaning=meaning, form_digest=digest))
    assert walk.service.state(walk.visit_id).version == version
