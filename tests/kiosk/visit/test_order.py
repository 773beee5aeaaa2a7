"""The order of signing: whose turn it is, who is missing, and who may not sign any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk import events as e
from kiosk.content import Signer
from kiosk.visit import (
    GoNext,
    RecordCompanion,
    VisitState,
    act_of,
    evolve,
    may_sign,
    missing_role,
    signed_by,
    waiting_roles,
)
from tests.kiosk.walks import FORM, INK, REPRESENTATIVE, STAFF, Walk, as_staff, beside, opening, small_plan

ALL: tuple[e.Role, ...] = ("patient", "representative", "witness", "interpreter", "explainer", "clinician")


def free(walk: Walk, state: VisitState | None = None) -> set[e.Role]:
    return {role for role in ALL if may_sign(state or walk.state, walk.plan, role)}


def with_interpreter(walk: Walk) -> Walk:
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
    return walk


def test_before_a_choice_nobody_signs() -> None:
    walk = Walk()
    walk.until("decision")
    assert act_of(walk.state) is None
    assert waiting_roles(walk.state, walk.plan) == ()
    assert free(walk) == set()


def test_who_decides_signs_first_and_the_clinician_last() -> None:
    walk = Walk()
    walk.choose("agree")
    assert (act_of(walk.state), free(walk)) == ("agreement", {"patient"})
    assert waiting_roles(walk.state, walk.plan) == ("patient", "clinician")
    walk.sign()
    assert signed_by(walk.state, "agreement") == {"patient"}
    assert (missing_role(walk.state, walk.plan), free(walk)) == (
        "clinician",
        {"witness", "interpreter", "explainer", "clinician"},
    )
    walk.do(as_staff("explainer", STAFF))
    assert free(walk) == {"witness", "interpreter", "clinician"}
    walk.countersign()
    assert (missing_role(walk.state, walk.plan), free(walk)) == (None, set())


def test_the_clinician_waits_for_the_interpreter() -> None:
    walk = with_interpreter(Walk())
    walk.sign()
    assert waiting_roles(walk.state, walk.plan) == ("interpreter", "clinician")
    assert "clinician" not in free(walk)
    walk.do(beside("interpreter"))
    assert missing_role(walk.state, walk.plan) == "clinician"


def test_a_mark_comes_with_its_witness() -> None:
    walk = Walk()
    walk.choose("agree")
    signature = e.SignatureGiven("mark", "I agree", FORM, INK, "", "Wim Zeuge")
    state = evolve(walk.state, signature, walk.now)
    assert signed_by(state, "agreement") == {"patient", "witness"}
    assert not may_sign(state, walk.plan, "witness")


def test_who_chose_paper_has_not_signed_until_the_paper_is_there() -> None:
    walk = Walk()
    walk.choose("agree")
    state = evolve(walk.state, e.SignatureGiven("paper", "I agree", FORM), walk.now)
    assert missing_role(state, walk.plan) == "patient"
    assert not may_sign(state, walk.plan, "clinician")
    state = evolve(state, e.PaperSignatureReceived("Folder 7", STAFF), walk.now)
    assert missing_role(state, walk.plan) == "clinician"


def test_a_representative_signs_in_the_patients_place() -> None:
    walk = Walk(small_plan(represented=True), opened=opening(representative=REPRESENTATIVE))
    walk.choose("agree")
    assert free(walk) == {"representative"}
    assert missing_role(walk.state, walk.plan) == "representative"
    walk.sign()
    assert signed_by(walk.state, "agreement") == {"representative"}


@pytest.mark.parametrize(("choice", "act"), [("decline", "refusal"), ("talk", "talk")])
def test_the_other_choices_ask_for_the_interpreter_alone(choice: e.Choice, act: e.Act) -> None:
    walk = Walk()
    walk.choose(choice)
    assert (act_of(walk.state), waiting_roles(walk.state, walk.plan)) == (act, ())
    other = with_interpreter(Walk())
    other.choose(choice)
    assert waiting_roles(other.state, other.plan) == (("interpreter",) if choice == "decline" else ())


def test_a_renewal_is_signed_as_one() -> None:
    renews = e.Renewal("v0", "CN-2025-0512-0001", ())
    walk = Walk(small_plan(changed=()), opened=opening(renews=renews))
    walk.choose("agree")
    assert act_of(walk.state) == "renewal"
    walk.sign()
    walk.countersign()
    assert [one.event.act for one in walk.state.role_signatures] == ["renewal"]


def test_a_withdrawal_has_an_order_of_its_own() -> None:
    walk = Walk()
    walk.sign()
    walk.countersign()
    state = evolve(walk.state, e.ConsentWithdrawn("patient", "said", "", STAFF), walk.now)
    assert act_of(state) == "withdrawal"
    # What was signed under the consent does not count for taking it back.
    assert signed_by(state, "withdrawal") == frozenset()
    assert waiting_roles(state, walk.plan) == ("clinician",)
    assert free(walk, state) == {"patient", "clinician"}
    opened = replace(state.opened, event=opening(representative=REPRESENTATIVE))
    assert free(walk, replace(state, opened=opened)) == {"patient", "representative", "clinician"}


def test_an_order_that_a_clinic_made_is_kept() -> None:
    order = (
        Signer("patient", "unless_represented"),
        Signer("explainer", "always", ("patient",)),
        Signer("clinician", "always", ("patient", "explainer")),
    )
    walk = Walk(replace(small_plan(), signing={"agreement": order}))
    walk.choose("agree")
    walk.sign()
    assert free(walk) == {"explainer"}
    assert not may_sign(walk.state, walk.plan, "interpreter")
    walk.do(as_staff("explainer", STAFF))
    assert free(walk) == {"clinician"}
