"""Copies: the same document for one reader, and a page about it that says first what needs a look."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Literal

import msgspec
import pytest

from kiosk import events as e
from kiosk.document import (
    ConsentDocument,
    CopyRecord,
    Heading,
    PageBreak,
    clinician_summary,
    copy_id,
    document_text,
    large_print,
    patient_copy,
)
from kiosk.pdf import draw_copy
from kiosk.settings import demo_settings
from kiosk.visit import AskQuestion, evolve
from tests.kiosk.signers import DAUGHTER, opened_as, represented, whole
from tests.kiosk.visits import (
    CLINICIAN,
    SEALED_AT,
    RealWalk,
    english,
    finished,
    full_visit,
    plain_visit,
    real_content,
    sign_walk,
)

NUMBERS = (("The clinic", "555 0100"), ("In an emergency", "911"))


@pytest.fixture(scope="module")
def full() -> RealWalk:
    return full_visit()


def patients(walk: RealWalk, document: ConsentDocument | None = None) -> ConsentDocument:
    document = document or finished(walk)
    content = real_content()
    return patient_copy(document, walk.state, walk.plan, content, demo_settings(), english(), numbers=NUMBERS)


def summary(walk: RealWalk, document: ConsentDocument | None = None) -> ConsentDocument:
    document = document or finished(walk)
    return clinician_summary(document, walk.state, walk.plan, real_content(), demo_settings(), english())


def first_page(document: ConsentDocument) -> str:
    end = next(i for i, block in enumerate(document.blocks) if isinstance(block, PageBreak))
    return document_text(msgspec.structs.replace(document, blocks=document.blocks[:end]))


def test_a_copys_id_names_its_document_and_its_kind() -> None:
    assert copy_id("CN-2026-0512-0417", "patient_copy") == "CN-2026-0512-0417-P"
    assert copy_id("CN-2026-0512-0417", "large_print") == "CN-2026-0512-0417-L"
    assert copy_id("CN-2026-0512-0417", "clinician_summary", 2) == "CN-2026-0512-0417-C2"


def test_large_print_has_the_documents_own_blocks_and_says_what_it_is_on_each_page(full: RealWalk) -> None:
    document = finished(full)
    large = large_print(document, english())
    assert large.blocks == document.blocks
    assert "LARGE PRINT" in large.labels["demo"]
    assert large.labels["demo"].startswith(document.labels["demo"])
    assert document.id in large.labels["document"]


def test_a_patients_copy_is_the_whole_document_behind_one_plain_page(full: RealWalk) -> None:
    document = finished(full)
    copied = patients(full)
    assert copied.blocks[-len(document.blocks) :] == document.blocks
    assert isinstance(copied.blocks[-len(document.blocks) - 1], PageBreak)
    words = first_page(copied)
    assert "I want to have ketamine treatment" in words
    assert "Someone takes you home." in words
    assert "911" in words
    assert document.id in words


def test_a_patients_first_page_weighs_benefit_harm_and_doubt_alike(full: RealWalk) -> None:
    headings = [block.text for block in patients(full).blocks if isinstance(block, Heading)]
    assert headings[1:5] == ["Most of all", "Possible benefits", "Possible harms", "What is not known"]


def test_what_to_remember_is_left_out_once_the_content_is_another_one(full: RealWalk) -> None:
    content = dataclasses.replace(real_content(), digest="00" * 32)
    copied = patient_copy(finished(full), full.state, full.plan, content, demo_settings(), english(), numbers=NUMBERS)
    words = first_page(copied)
    assert "Possible benefits" not in words
    assert "911" in words


def test_a_withdrawn_consent_says_so_on_its_copies(full: RealWalk) -> None:
    walk = full_visit()
    document = finished(walk)
    walk.state = evolve(walk.state, e.ConsentWithdrawn("patient", "said", "", CLINICIAN), SEALED_AT + timedelta(days=3))
    assert "taken back on 15 May 2026" in first_page(patients(walk, document))
    assert "taken back on 15 May 2026" in document_text(summary(walk, document))
    assert "taken back" not in first_page(patients(full))


def test_the_summary_keeps_what_the_visit_had_when_the_content_has_moved_on(full: RealWalk) -> None:
    content, plan = real_content(), full.plan
    fact, condition, value = plan.teach_back[0], plan.conditions[0], plan.values[0]
    old = [content.must_know_texts["en"][fact].name, content.condition_texts["en"][condition].short]
    before = document_text(summary(full))
    assert all(name in before for name in old)

    later = dataclasses.replace(
        content,
        digest="00" * 32,
        must_know_texts={"en": {key: text for key, text in content.must_know_texts["en"].items() if key != fact}},
        condition_texts={"en": {key: text for key, text in content.condition_texts["en"].items() if key != condition}},
    )
    facts = {key: known for key, known in plan.must_know.items() if key != fact}
    new = dataclasses.replace(plan.must_know[fact], id="mk-new")
    moved = dataclasses.replace(
        plan, must_know=facts | {"mk-new": new}, conditions=plan.conditions[1:], values=plan.values[1:]
    )
    words = document_text(clinician_summary(finished(full), full.state, moved, later, demo_settings(), english()))

    assert fact in words
    assert condition in words
    assert f"{full.text.values[value]}: {full.state.values[value]}" in words
    assert "mk-new" not in words
    assert f"of {len(plan.must_know)}." in words


def test_the_summary_says_what_applies_what_was_hard_and_what_matters(full: RealWalk) -> None:
    words = document_text(summary(full))
    first, second = full.plan.conditions[:2]
    short = real_content().condition_texts["en"]
    assert f"The patient is not sure: {short[first].short}." in words
    assert f"Applies, the patient says: {short[second].short}." in words
    assert "asked for a person to come: 1" in words
    assert "rated 1 of 2" in words
    assert "Said in own words and not rated" in words
    assert f"Right at the first try: {len(full.plan.must_know) - 2} of {len(full.plan.must_know)}." in words
    assert "right at try 2" in words
    assert "gone over." in words
    assert words.index("Feeling better soon: 5") < words.index("What it costs me: 2")
    assert "Talked through. Medicine for sickness offered." in words


def test_the_summary_does_not_tell_as_the_patients_what_a_representative_said() -> None:
    walk = opened_as(full_visit(), representative=DAUGHTER)
    words = document_text(summary(walk))
    assert "Applies, says the one who decides" in words
    for theirs in ("the patient says", "The patient is not sure", "The patient asked", "Patient asked"):
        assert theirs not in words


def test_the_summary_of_a_plain_visit_claims_nothing() -> None:
    words = document_text(summary(plain_visit()))
    assert "Nothing was rated." in words
    assert "No questions were asked." in words


def test_many_and_long_questions_are_cut_and_said_to_be() -> None:
    walk = RealWalk()
    walk.until("values")
    walk.do(*(AskQuestion(f"q{i}", "", (), f"{i} " + "why " * 200) for i in range(12)))
    sign_walk(walk)
    words = document_text(summary(walk))
    assert "And 4 more: see the document." in words
    assert max(len(line) for line in words.splitlines() if "why" in line) == 220
    assert "Questions without an answer: 12." in words


def test_a_representatives_doubt_about_the_patients_will_is_told() -> None:
    walk = plain_visit()
    walk.state = evolve(walk.state, e.WishesRecorded("He turned away.", "cannot_say"), SEALED_AT)
    assert "The patient’s own will: cannot say." in document_text(summary(walk))
    walk.state = evolve(walk.state, e.WishesRecorded("Yes.", "agrees"), SEALED_AT)
    assert "own will" not in document_text(summary(walk))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_summary_is_one_page_with_everybody_there(paper: Literal["a4", "letter"]) -> None:
    walk = represented()
    walk.state = evolve(walk.state, e.CompanionRecorded("interpreter", "Ines Vale", "Spanish"), SEALED_AT)
    document, record = whole(walk)
    page = clinician_summary(document, walk.state, walk.plan, real_content(), demo_settings(), english())
    copied = CopyRecord(
        program="Candor",
        kind="clinician_summary",
        id=copy_id(document.id, "clinician_summary"),
        original=document.id,
        original_digest="ab" * 32,
        content_digest=record.content_digest,
        made_at=SEALED_AT,
    )
    drawn = draw_copy(page, record, copied, paper=paper, code_for=lambda *_: "CODE", facts=b"{}")
    assert drawn.pages == 1
