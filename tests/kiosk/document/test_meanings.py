"""Meanings: each role under each act has a sentence of its own, and names the patient where it decides for them."""

from __future__ import annotations

from typing import get_args

import pytest

from kiosk import events as e
from kiosk.document import meaning
from kiosk.lint.reading import flesch_kincaid, sentences
from kiosk.visit import Sign
from tests.kiosk.signers import DAUGHTER, opened_as, signed_by_decider
from tests.kiosk.visits import RealWalk, english, real_text, scribble


def said(walk: RealWalk, role: e.Role, act: e.Act) -> str:
    return meaning(walk.state, real_text(), english(), role, act)


@pytest.mark.parametrize("act", get_args(e.Act))
@pytest.mark.parametrize("role", get_args(e.Role))
def test_every_role_has_a_sentence_under_every_act(role: e.Role, act: e.Act) -> None:
    text = said(RealWalk(), role, act)
    assert text.endswith(".")
    assert not set("{⟨") & set(text)


@pytest.mark.parametrize("role", get_args(e.Role))
def test_what_people_sign_is_plain(role: e.Role) -> None:
    for act in ("agreement", "withdrawal"):
        text = said(RealWalk(), role, act)
        assert flesch_kincaid(text) <= 7
        assert all(len(sentence.split()) <= 20 for sentence in sentences(text))


def test_the_patient_signs_the_treatments_own_words() -> None:
    walk = RealWalk()
    assert said(walk, "patient", "agreement") == said(walk, "patient", "renewal") == real_text().meaning["agree"]
    assert said(walk, "patient", "refusal") == real_text().meaning["decline"]
    assert said(walk, "patient", "withdrawal").startswith("I take back my consent.")


def test_who_decides_for_the_patient_names_them() -> None:
    walk = opened_as(RealWalk(), representative=DAUGHTER)
    for act in ("agreement", "withdrawal"):
        assert said(walk, "representative", act).startswith("I decide for Rosa Delgado.")


def test_a_clinician_talked_with_the_patient_and_with_who_decides_for_them() -> None:
    assert said(RealWalk(), "clinician", "agreement").startswith("I have talked with this patient, answered their")
    daughter = opened_as(RealWalk(), representative=DAUGHTER)
    assert "the person who decides for them" in said(daughter, "clinician", "agreement")


def test_a_witness_says_what_they_saw() -> None:
    ink = Sign("ink", "", "", ink=scribble())
    mark = Sign("mark", "", "", ink=scribble(), witness_name="Wim Zeuge")
    assert said(signed_by_decider(RealWalk(), ink), "witness", "agreement") == "I saw Rosa Delgado sign this form."
    assert said(signed_by_decider(RealWalk(), mark), "witness", "agreement") == "I saw the patient make this mark."
    daughter = signed_by_decider(opened_as(RealWalk(), representative=DAUGHTER), mark)
    assert "decides for the patient" in said(daughter, "witness", "agreement")
