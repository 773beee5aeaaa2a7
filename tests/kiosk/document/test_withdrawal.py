"""The withdrawal: it names the consent that is taken back, and says in plain words what that means."""

from __future__ import annotations

import pytest

from kiosk.document import compose_form, document_text
from kiosk.document.blocks import Bullets, Heading, KeyValues
from kiosk.document.form import Desk
from kiosk.document.withdrawal import MEANS, withdrawn_rows
from kiosk.lint.reading import flesch_kincaid, sentences
from kiosk.settings import demo_settings
from tests.kiosk.signers import represented, signed_by_decider, taken_back, whole, withdrawn
from tests.kiosk.visits import RealWalk, english, real_content, real_treatment


def test_the_consent_that_is_taken_back_is_named() -> None:
    document, _ = whole(withdrawn())
    rows = next(dict(block.rows) for block in document.blocks if isinstance(block, KeyValues) and not block.boxed)
    assert rows == {
        "Consent": "Informed consent for ketamine infusion",
        "Document": "CN-2026-0512-0417",
        "Verification code": "7KQ4 · M2XD · 91HT · C6RV",
        "Sealed": "12 May 2026, 11:08:00 (UTC-04:00)",
        "Withdrawn": rows["Withdrawn"],
        "By": "Rosa Delgado, the patient",
        "How": "Said it to staff",
        "Staff who were told": "Priya Raman",
        "In their own words": "“It made me feel far away from my children.”",
    }
    assert rows["Withdrawn"].startswith("14 May 2026, ")


def test_words_that_nobody_wanted_kept_leave_no_row() -> None:
    assert "In their own words" not in document_text(whole(withdrawn(words=" "))[0])


def test_who_decides_for_the_patient_takes_it_back() -> None:
    document, _ = whole(withdrawn(represented()))
    text = document_text(document)
    assert "Ana Delgado, who decides for the patient" in text
    assert "Health care power of attorney, 3 March 2024" in text
    assert "What the patient wants" not in text


def test_it_says_what_it_means_and_each_sentence_rests_on_a_fact() -> None:
    document, _ = whole(withdrawn())
    assert [block.text for block in document.blocks if isinstance(block, Heading)] == [
        "Consent withdrawn: Ketamine infusion",
        "1. What is withdrawn",
        "2. What this means",
        "3. Signatures",
        "4. This record",
    ]
    [means] = [block for block in document.blocks if isinstance(block, Bullets)]
    assert ["".join(run.text for run in item) for item in means.items] == [english()[key] for key, _ in MEANS]
    facts = real_content().facts
    assert all(fact in facts for _, known in MEANS for fact in known)
    assert "⟨" not in document_text(document)


def test_what_a_person_reads_of_a_withdrawal_is_plain() -> None:
    text = " ".join(english()[key] for key, _ in MEANS)
    assert flesch_kincaid(text) <= 6
    assert all(len(sentence.split()) <= 20 for sentence in sentences(text))


def test_the_form_is_shown_before_anybody_signs() -> None:
    walk = taken_back(signed_by_decider(RealWalk()))
    form = compose_form(walk.state, walk.plan, real_content(), demo_settings(), english())
    assert form.kind == "withdrawal"
    assert form.id == ""
    assert "This record" not in document_text(form)


def test_nothing_is_withdrawn_that_was_not_sealed() -> None:
    walk = RealWalk()
    desk = Desk(walk.state, walk.plan, real_content(), demo_settings(), english(), real_treatment())
    with pytest.raises(ValueError, match="no consent"):
        withdrawn_rows(desk)
