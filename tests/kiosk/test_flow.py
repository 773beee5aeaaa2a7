"""Steps, their order, and where the progress bar stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.flow import build_plan, parse_step
from tests.kiosk.walks import CONDITIONS, small_plan, small_treatment


def test_the_line_starts_with_identity_and_ends_with_done() -> None:
    ids = [step.id for step in small_plan().steps]
    assert ids[:5] == ["identity", "companion", "page:about-you-page", "conditions", "page:treatment-page"]
    assert ids[5] == "check:mk-one"
    assert ids[-9:-7] == ["teach_back:mk-two", "teach_back:mk-one"]
    assert ids[-7:] == ["values", "summary", "decision", "confirm", "record", "sign", "done"]


def test_a_treatment_without_conditions_and_teach_backs_has_no_such_steps() -> None:
    plan = build_plan(replace(small_treatment(), conditions=(), teach_back=()))
    assert {step.kind for step in plan.steps}.isdisjoint({"conditions", "teach_back"})
    with pytest.raises(KeyError):
        plan.step("why:psychosis")


def test_a_condition_that_the_content_does_not_have_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        build_plan(small_treatment())


def test_the_plan_knows_what_is_asked_and_which_page_explains_it() -> None:
    plan = small_plan()
    assert plan.conditions == ("psychosis", "heart", "worry", "falls")
    assert plan.condition_pages == {
        "psychosis": "why-mind",
        "heart": "why-heart",
        "worry": "why-mind",
        "falls": "risks-page",
    }
    assert plan.teach_back == ("mk-two", "mk-one")
    assert "why-mind" not in plan.pages


def test_after_and_before_are_neighbours_on_the_line() -> None:
    plan = small_plan()
    for one, other in zip(plan.steps, plan.steps[1:], strict=False):
        assert plan.after(one) == other
        assert plan.before(other) == one
    assert plan.before(plan.first) == plan.first
    assert plan.after(plan.steps[-1]) == plan.steps[-1]


@pytest.mark.parametrize(
    ("step", "after", "before"),
    [
        ("feedback:mk-one", "page:benefits-page", "page:treatment-page"),
        ("reread:mk-one", "check:mk-one", "feedback:mk-one"),
        ("revisit:risks-page", "summary", "summary"),
        ("reconfirm", "done", "reconfirm"),
        ("why:heart", "page:treatment-page", "conditions"),
    ],
)
def test_side_steps_lead_back(step: str, after: str, before: str) -> None:
    plan = small_plan()
    assert plan.after(plan.step(step)).id == after
    assert plan.before(plan.step(step)).id == before


@pytest.mark.parametrize(
    "step", ["page:none", "check:none", "reread:none", "revisit:none", "reconfirm:x", "why:other", "why:", "nonsense"]
)
def test_an_unknown_step_is_refused(step: str) -> None:
    with pytest.raises(KeyError):
        small_plan().step(step)


def test_the_page_of_a_step() -> None:
    plan = small_plan()
    assert plan.page_of(plan.step("page:risks-page")) == "risks-page"
    assert plan.page_of(plan.step("check:mk-two")) == "risks-page"
    assert plan.page_of(plan.step("why:worry")) == "why-mind"
    assert plan.page_of(plan.step("summary")) == ""


def test_progress_counts_pages_of_the_section_and_not_checks() -> None:
    plan = small_plan()
    progress = plan.progress(plan.step("companion"))
    assert (progress.index, progress.page, progress.pages, progress.check) == (0, 2, 4, False)
    assert plan.progress(plan.step("check:mk-two")).check
    assert plan.progress(plan.step("teach_back:mk-one")).page == 2
    assert plan.progress(plan.step("sign")).page == 8
    assert plan.progress(plan.step("reconfirm")).page == 6
    assert plan.progress(plan.step("revisit:risks-page")).page == 4
    assert plan.progress(plan.step("reread:mk-two")).page == 1


def test_a_page_on_a_condition_stands_where_the_conditions_do() -> None:
    plan = small_plan()
    asked = plan.progress(plan.step("conditions"))
    assert (asked.index, asked.page, asked.pages, asked.check) == (0, 4, 4, False)
    assert plan.progress(plan.step("why:falls")) == asked


def test_no_step_forward_takes_the_progress_back() -> None:
    plan = small_plan()
    places = [plan.progress(step) for step in plan.steps if step.kind != "check"]
    at = [(place.index, place.page) for place in places]
    assert at == sorted(set(at))
    assert all(place.page <= place.pages for place in places)


def test_checks_are_numbered_along_the_line() -> None:
    assert small_plan().check_number("mk-two") == (2, 2)


def test_the_clinic_may_set_its_own_number_of_tries() -> None:
    assert build_plan(small_treatment(), 3, conditions=CONDITIONS).check_tries == 3
    assert small_plan().check_tries == 2


def test_parse_step() -> None:
    assert parse_step("page:a") == ("page", "a")
    assert parse_step("done") == ("done", "")


# ---------------------------------------------------------------- who decides for a patient, and renewals


def test_who_decides_for_a_patient_is_asked_what_the_patient_wants_before_the_decision() -> None:
    ids = [step.id for step in small_plan(represented=True).steps]
    assert ids[ids.index("summary") : ids.index("decision") + 1] == ["summary", "wishes", "decision"]
    assert "wishes" not in {step.id for step in small_plan().steps}


def test_a_renewal_has_the_pages_that_changed_and_those_that_are_always_shown() -> None:
    plan = small_plan(changed=("benefits-page",))
    assert plan.pages == ("benefits-page", "risks-page")
    assert tuple(plan.must_know) == plan.teach_back == ("mk-two",)
    assert plan.conditions == small_plan().conditions
    ids = [step.id for step in plan.steps]
    assert ids[:4] == ["identity", "companion", "changes", "conditions"]
    assert small_plan(changed=()).pages == ("risks-page",)


@pytest.mark.parametrize("role", ["patient", "representative", "witness", "interpreter", "explainer", "clinician"])
def test_whoever_signs_beside_has_a_step_that_leads_to_the_end(role: str) -> None:
    plan = small_plan()
    step = plan.step(f"cosign:{role}")
    assert (plan.after(step).id, plan.before(step), plan.page_of(step)) == ("done", step, "")
    assert plan.progress(step).page == plan.progress(plan.step("sign")).page


def test_nobody_else_has_a_step_to_sign() -> None:
    with pytest.raises(KeyError):
        small_plan().step("cosign:clinic")
    with pytest.raises(KeyError):
        replace(small_plan(), signing={}).step("cosign:witness")
