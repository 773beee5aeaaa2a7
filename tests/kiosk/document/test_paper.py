"""The form to fill in by hand: whole, for every treatment, and without a hint at which answer is right."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import date

import msgspec
import pytest

from kiosk import events as e
from kiosk.content import Treatment
from kiosk.document import (
    FigureBlock,
    Heading,
    PaperForm,
    TickBoxes,
    TickTable,
    WriteField,
    WriteFields,
    compose_blank,
    compose_prepared,
    form_id,
    paper_text,
)
from kiosk.document.paper import QUESTIONS
from kiosk.settings import demo_settings
from kiosk.visit import DECISION_ORDER, Timed
from tests.kiosk.visits import RealWalk, english, real_content, real_treatment

DAY = date(2026, 5, 12)
EVERY = [variant for treatment in real_content().treatments.values() for variant in treatment.variants()]


def blank(treatment: Treatment | None = None, *, clinic: bool = True) -> PaperForm:
    settings = demo_settings() if clinic else None
    return compose_blank(real_content(), treatment or real_treatment(), "en", english(), day=DAY, settings=settings)


def fields(form: PaperForm) -> list[WriteField]:
    return [field for block in form.blocks if isinstance(block, WriteFields) for field in block.fields]


def lists(form: PaperForm, layout: str) -> list[tuple[str, ...]]:
    return [block.items for block in form.blocks if isinstance(block, TickBoxes) and block.layout == layout]


@pytest.mark.parametrize("treatment", EVERY, ids=lambda one: f"{one.id}-{one.reasons[0]}-{one.route}")
def test_a_form_holds_the_whole_consent(treatment: Treatment) -> None:
    form, text = blank(treatment), treatment.text["en"]
    headings = [block.text for block in form.blocks if isinstance(block, Heading)]
    said = paper_text(form)

    for section in text.document_sections:
        assert any(heading.endswith(f". {section.heading}") for heading in headings)
    figures = [one.figure for section in text.document_sections for one in section.blocks if one.kind == "figure"]
    assert [block.id for block in form.blocks if isinstance(block, FigureBlock)] == figures
    conditions, values = (block for block in form.blocks if isinstance(block, TickTable))
    asks = real_content().condition_texts["en"]
    assert [row[0] for row in conditions.rows] == [asks[one].ask for one in treatment.conditions]
    assert [row[0] for row in values.rows] == [text.values[one] for one in treatment.values]
    assert {row[1:] for row in conditions.rows} == {("Yes", "No", "Not sure")}
    assert {row[1:] for row in values.rows} == {("1", "2", "3", "4", "5")}
    assert lists(form, "equal") == [tuple(text.decision[choice].title for choice in DECISION_ORDER)]
    for fact in treatment.must_know:
        assert real_content().checks["en"][fact.items[0]].question in headings
    for name in treatment.teach_back:
        assert real_content().teach_back["en"][name].prompt in said
    assert "⟨" not in said


def test_the_checks_say_nothing_of_which_answer_is_right() -> None:
    places: Counter[int] = Counter()
    for treatment in EVERY:
        form = blank(treatment)
        checks = lists(form, "boxes")
        items = [real_content().checks["en"][fact.items[0]] for fact in treatment.must_know]
        assert len(checks) == len(items)
        for item, choices in zip(items, checks, strict=True):
            *others, last = choices
            assert last == "I am not sure"
            assert sorted(others) == sorted(choice.text for choice in item.choices)
            places[others.index(next(choice.text for choice in item.choices if choice.right))] += 1
            # What feedback says after an answer is nowhere on the sheet.
            told = {item.safe, item.kind, item.not_sure, *(choice.why for choice in item.choices)}
            assert not told & set(paper_text(form).splitlines())
    # Nobody finds the right ones by their place: each place has its share.
    assert max(places.values()) < 0.5 * sum(places.values())


def test_moving_the_right_answer_changes_nothing_on_the_sheet() -> None:
    content = real_content()
    before = blank()
    flipped = {
        name: dataclasses.replace(
            item, choices=tuple(dataclasses.replace(choice, right=not choice.right) for choice in item.choices)
        )
        for name, item in content.checks["en"].items()
    }
    changed = dataclasses.replace(content, checks=content.checks | {"en": flipped})
    after = compose_blank(changed, real_treatment(), "en", english(), day=DAY, settings=demo_settings())
    assert after.blocks == before.blocks


def test_every_signer_has_a_place_with_all_that_a_signature_needs() -> None:
    form = blank(clinic=False)
    headings = [block.text for block in form.blocks if isinstance(block, Heading) and block.level == 3]
    roles = [
        "Patient",
        "Person who decides for the patient",
        "Witness",
        "Interpreter",
        "Person who explained",
        "Clinician who treats",
    ]
    assert headings[-len(roles) :] == roles
    start = next(i for i, block in enumerate(form.blocks) if isinstance(block, Heading) and block.text == "Patient")
    labels = Counter(
        field.label for block in form.blocks[start:] if isinstance(block, WriteFields) for field in block.fields
    )
    for label in ("Signature", "Printed name", "Date", "Time", "Time zone"):
        assert labels[label] == len(roles)
    assert sum(field.sign for field in fields(form)) == len(roles)
    identity = ("Photo ID was seen", "Asked for name and date of birth", "Known to the staff")
    assert lists(form, "inline").count(identity) == len(roles)
    # 42 CFR 482.51(b)(2): who explained it, and that benefits, risks and other choices were.
    assert "The benefits, the risks and the other choices were explained." in paper_text(form)
    for label in ("Why you may decide for the patient", "Document that was seen", "What the patient wants"):
        assert labels[label] == 1
    assert ("Agrees", "Does not object", "Objects", "Cannot say") in lists(form, "inline")
    assert lists(form, "inline").count(("In person", "By phone", "By video")) == 2
    assert labels["Role in the clinic"] == 2


def test_there_is_room_for_questions_and_answers() -> None:
    asked = [field for field in fields(blank()) if field.label.endswith("What you want to know")]
    answered = [field for field in fields(blank()) if field.label == "The clinic’s answer"]
    assert (len(asked), len(answered)) == (QUESTIONS, QUESTIONS)
    assert all(field.lines > 1 for field in (*asked, *answered))


def test_a_blank_form_holds_nobody_and_names_the_clinic_if_there_is_one() -> None:
    with_clinic, without = blank(), blank(clinic=False)
    assert with_clinic.clinic == ("Harbour Street Clinic", "12 Harbour Street, Sampletown · 555 0100")
    assert without.clinic == ("Ketamine infusion", "")
    assert {field.value for field in fields(without)} == {""}
    assert {field.value for field in fields(with_clinic)} == {"", "Harbour Street Clinic", "America/New_York"}
    assert (with_clinic.visit, without.visit) == ("", "")
    assert without.patient[0] == ""
    assert "____" in without.patient[1]


def test_a_form_for_a_visit_has_on_its_lines_what_staff_checked_in() -> None:
    walk = RealWalk()
    form = compose_prepared(walk.state, real_content(), demo_settings(), english(), day=DAY)
    values = {field.label: field.value for field in fields(form) if field.value}
    assert values == {
        "Patient’s name": "Rosa Delgado",
        "Date of birth": "14 March 1961",
        "Record number": "20418",
        "Clinic": "Harbour Street Clinic",
        "Printed name": "Rosa Delgado",
        "Time zone": "America/New_York",
    }
    assert form.visit == "v1"
    assert form.patient == ("Rosa Delgado", "Born 14 March 1961 · Record 20418")
    assert "v1" in form.labels["code"]


def test_who_decides_for_the_patient_stands_on_the_form_if_staff_checked_them_in() -> None:
    walk = RealWalk()
    stands_in = e.Representative("Ana Delgado", "health_care_agent", "daughter", "Proxy of 2024", "photo_id")
    opened = msgspec.structs.replace(walk.state.opened.event, representative=stands_in)
    state = dataclasses.replace(walk.state, opened=Timed(walk.state.opened.at, opened))
    form = compose_prepared(state, real_content(), demo_settings(), english(), day=DAY)
    values = {field.value for field in fields(form)}
    assert {"Ana Delgado", "daughter", "Proxy of 2024"} <= values


def test_a_demo_and_a_draft_say_so_on_each_page() -> None:
    assert blank().labels["demo"] == "DEMO · Content draft, not signed off"
    assert blank(clinic=False).labels["demo"] == "Content draft, not signed off"


def test_the_number_says_kind_day_and_text() -> None:
    form = blank()
    assert form.id == form_id("BF", form.digest, DAY) == f"BF-2026-0512-{form.digest[:8]}"
    assert form.id in form.labels["document"]
    later = compose_blank(
        real_content(), real_treatment(), "en", english(), day=date(2026, 5, 13), settings=demo_settings()
    )
    assert later.digest == form.digest
    assert later.id != form.id
    assert blank(real_treatment("kap")).digest != form.digest
