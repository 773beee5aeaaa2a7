"""Composing: the same visit gives the same document, each choice has its own, and no text is ever interpreted."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import events as e
from kiosk.document import (
    ConsentDocument,
    Heading,
    KeyValues,
    SignatureBlock,
    compose,
    compose_form,
    document_text,
    form_digest,
    kind_of,
)
from kiosk.environment import templates_root
from kiosk.errors import ContentError
from kiosk.settings import demo_settings
from kiosk.visit import AnswerQuestion, AskQuestion, GoNext, MakeDecision, RecordCompanion, ShowForm, Sign
from tests.golden.golden import assert_golden
from tests.kiosk.document.test_markup import HOSTILE
from tests.kiosk.visits import (
    CLINICIAN,
    RealWalk,
    english,
    finished,
    full_visit,
    paper_visit,
    plain_visit,
    real_content,
    real_text,
    real_treatment,
    stamp,
)

VERSION = real_treatment().template_version
PUBLISHED = {
    "base/1.0/en.html.j2": "2bf61dd29005fa18833f479378966a2d67b0538a344255ef1465be08bae1e850",
    "base/1.0/macros.html.j2": "8c44b272e6ca134a66f5a60df9ab21716203ca312b90011c3dccf3fa38ba6f25",
    "ketamine-iv/1.0/en.html.j2": "b743af8f65fea197b31df6d9ecc1d6fecbc3b12de40fc3d95668d37a8a0af430",
    "ketamine-iv/1.1/en.html.j2": "1daf0d8ea5575d24026832148e645b8c86cdb0d8bd08d7a130ceb39e93491366",
}
"""Templates that documents were sealed with: a change to one of them is a new version beside it."""


def hostile_visit(text: str) -> RealWalk:
    """Walk with one text in every place that a person types into."""
    walk = RealWalk(text, text)
    walk.until("companion")
    walk.do(RecordCompanion("helper", text, text), GoNext())
    walk.do(AskQuestion("q1", "", (), text), AnswerQuestion("q1", text, CLINICIAN))
    walk.until("decision")
    walk.do(MakeDecision("talk"), GoNext(), GoNext())
    return walk


def shape(document: ConsentDocument) -> list[str]:
    return [type(block).__name__ for block in document.blocks]


# ---------------------------------------------------------------- three kinds


@pytest.mark.parametrize(
    ("choice", "kind", "title"),
    [
        ("agree", "consent", "Informed consent for ketamine infusion"),
        ("decline", "refusal", ""),
        ("talk", "summary", ""),
    ],
)
def test_each_choice_is_its_own_complete_document(choice: e.Choice, kind: str, title: str) -> None:
    document = finished(plain_visit(choice))
    words = real_text()
    assert (document.kind, document.title) == (kind, title or words.document_title[kind])
    headings = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    last = "Signatures" if choice == "agree" else "Confirmation"
    numbered = [*(section.heading for section in words.document_sections), "Checks of understanding"]
    numbered += ["Questions and answers", "Decision", last]
    assert headings == [
        *(f"{number}. {heading}" for number, heading in enumerate(numbered, start=1)),
        "Annex A: What was shown",
        "Annex B: Record of the visit",
    ]
    assert [block.level for block in document.blocks if isinstance(block, Heading)].count(1) == 1
    assert "⟨" not in document_text(document), "a key without words"
    assert "⟨" not in "".join(document.labels.values())


def test_a_visit_without_a_decision_has_no_document() -> None:
    with pytest.raises(ValueError, match="decision"):
        kind_of(RealWalk().state)


def test_head_and_foot_name_the_document() -> None:
    document = finished(plain_visit())
    labels = document.labels
    assert labels["document"] == f"Document CN-2026-0512-0417 · version {VERSION} · English"
    assert (labels["code_label"], labels["code"]) == ("Verification code", stamp().code)
    assert labels["sealed"] == "Made and sealed 12 May 2026, 11:08:00 (UTC-04:00)"
    assert labels["page"].format(page=1, pages=2) == "Page 1 of 2"
    assert document.clinic == ("Harbour Street Clinic", "12 Harbour Street, Sampletown · 555 0100")
    assert document.patient == ("Rosa Delgado", "Born 14 March 1961 · Record 20418")
    assert document.content_digest == real_content().digest
    form = plain_visit().form()
    assert "sealed" not in form.labels
    assert form.id == ""


def test_a_form_on_paper_says_in_its_foot_what_it_belongs_to() -> None:
    walk = plain_visit(sign=Sign("paper", "", ""))
    form = walk.form(on_paper=True)
    assert form.labels["document"] == f"Visit v1 · form {form_digest(form)[:16]}, version {VERSION}"
    assert form_digest(form) == form_digest(walk.form())
    assert walk.form().labels["document"] == f"Form version {VERSION} · English"


def test_what_the_form_says_of_its_annexes_is_true_on_paper() -> None:
    belongs = english()["document.annexes_belong"]
    for document in (plain_visit().form(), plain_visit().form(on_paper=True), finished(plain_visit())):
        assert belongs in document_text(document)
    assert "keeps them with the record" in belongs


# ---------------------------------------------------------------- digests


def test_the_same_visit_gives_the_same_bytes() -> None:
    first, second = finished(full_visit()), finished(full_visit())
    assert e.canonical_bytes(first) == e.canonical_bytes(second)
    assert first.digest == second.digest
    assert first.digest != finished(full_visit(words="Another question.")).digest


def test_a_document_is_read_back_from_its_bytes() -> None:
    document = finished(full_visit())
    again = msgspec.json.decode(e.canonical_bytes(document), type=ConsentDocument)
    assert again == document
    assert again.digest == document.digest


def test_what_was_read_is_what_was_sealed() -> None:
    walk = RealWalk()
    walk.choose("agree")
    read = form_digest(walk.form())
    assert form_digest(walk.form(on_paper=True)) == read
    signed = plain_visit()
    assert form_digest(signed.form()) == read
    assert form_digest(finished(signed)) == read
    assert form_digest(finished(paper_visit())) == read


def test_an_answer_after_signing_changes_what_is_to_be_confirmed() -> None:
    walk = plain_visit()
    before = form_digest(walk.form())
    walk.do(AskQuestion("q1", "", (), "Why?"))
    assert form_digest(walk.form()) != before


def test_the_form_has_no_annexes() -> None:
    form = plain_visit().form()
    assert [block.text for block in form.blocks if isinstance(block, Heading) and block.part] == []
    assert isinstance(form.blocks[-1], SignatureBlock)


# ---------------------------------------------------------------- what people typed


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_text_stands_as_typed_and_makes_no_blocks(text: str) -> None:
    document = finished(hostile_visit(text))
    plain = finished(hostile_visit("Qwxyz"))
    assert shape(document) == shape(plain)
    assert document_text(document) == document_text(plain).replace("Qwxyz", text)
    assert document.patient[0] == text


@settings(max_examples=10)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip))
def test_every_name_comes_through(text: str) -> None:
    walk = RealWalk(text)
    form = walk.form()
    assert form.patient[0] == text
    assert document_text(form).count(text) >= 2
    assert shape(form) == shape(RealWalk().form())


# ---------------------------------------------------------------- templates


def test_a_broken_template_is_refused(tmp_path: Path) -> None:
    shutil.copytree(templates_root(), tmp_path / "templates")
    template = tmp_path / "templates" / "base" / "1.1" / "en.html.j2"
    template.write_text(template.read_text(encoding="utf-8") + "<div>more</div>", encoding="utf-8")
    walk = plain_visit()
    with pytest.raises(ContentError) as refused:
        compose(
            walk.state,
            walk.plan,
            real_content(),
            demo_settings(),
            english(),
            stamp=stamp(),
            templates=tmp_path / "templates",
        )
    [problem] = refused.value.problems
    assert (problem.file, problem.field) == (f"ketamine-iv/{VERSION}/en.html.j2", "div")


def test_a_language_without_a_template_is_refused(tmp_path: Path) -> None:
    walk = plain_visit()
    with pytest.raises(ContentError):
        compose_form(walk.state, walk.plan, real_content(), demo_settings(), english(), templates=tmp_path)


def test_every_shipped_template_has_a_treatment() -> None:
    treatments = {(one.template, one.template_version) for one in real_content().treatments.values()}
    for template, version in treatments:
        for language in real_content().languages:
            for name in (language.id, f"withdrawal-{language.id}"):
                assert (templates_root() / template / version / f"{name}.html.j2").is_file()


def test_a_published_template_is_never_edited() -> None:
    for name, digest in PUBLISHED.items():
        assert hashlib.sha256((templates_root() / name).read_bytes()).hexdigest() == digest, name


def test_the_first_template_still_makes_a_document() -> None:
    content, walk = real_content(), full_visit()
    first = dataclasses.replace(content.treatments["ketamine-iv"], template_version="1.0")
    old = dataclasses.replace(content, treatments=content.treatments | {"ketamine-iv": first})
    document = compose(walk.state, walk.plan, old, demo_settings(), english(), stamp=stamp())
    assert document.template_version == "1.0"
    kinds = {type(block) for block in finished(walk).blocks}
    assert {type(block) for block in document.blocks} == kinds


def test_every_template_of_a_treatment_extends_the_shared_base() -> None:
    folders = {path.name for path in templates_root().iterdir() if path.is_dir()}
    copies = {"patient-copy", "clinician-summary"}
    assert folders - copies == {"base", "ketamine-iv", "ketamine-im", "ketamine-oral", "esketamine-nasal", "kap"}
    walk = full_visit()
    wanted = shape(finished(walk))
    for folder in sorted(folders - {"base"} - copies):
        version = "1.2" if folder == "ketamine-iv" else "1.1"
        content = real_content()
        other = dataclasses.replace(content.treatments["ketamine-iv"], template=folder, template_version=version)
        changed = dataclasses.replace(content, treatments=content.treatments | {"ketamine-iv": other})
        document = compose(walk.state, walk.plan, changed, demo_settings(), english(), stamp=stamp())
        assert shape(document) == wanted
        assert (document.template, document.template_version) == (folder, version)


# ---------------------------------------------------------------- every treatment, every reason, every route


def variants() -> list[tuple[str, str, str]]:
    """Return every reason of every treatment by its first route, and every other route for the first reason."""
    found = []
    for one in real_content().treatments.values():
        found += [(one.id, reason, one.routes[0]) for reason in one.reasons]
        found += [(one.id, one.reasons[0], route) for route in one.routes[1:]]
    return found


@pytest.mark.parametrize(("treatment", "reason", "route"), variants())
def test_each_path_ends_in_a_document_of_its_own(treatment: str, reason: str, route: str) -> None:
    walk = RealWalk(treatment=treatment, reason=reason, route=route)
    walk.choose("agree")
    digest = form_digest(walk.form())
    walk.do(ShowForm(digest), Sign("typed", walk.text.meaning["agree"], digest, typed_name="Rosa Delgado"))
    document = finished(walk)
    text = document_text(document)
    content, whole = real_content(), real_content().treatments[treatment]
    assert "⟨" not in text
    assert not re.search(r"\{[a-z_]+\}", text), "a place that nobody filled"
    assert (document.template, document.template_version) == (whole.template, whole.template_version)
    assert document.subtitle == content.reasons["en"][reason].subtitle
    rows = {label: said for block in document.blocks if isinstance(block, KeyValues) for label, said in block.rows}
    assert rows["Treatment"].startswith(walk.text.name)
    assert rows["Product"] == {"ketamine": "Ketamine", "esketamine": "Esketamine nasal spray"}[whole.product]
    assert rows["Reason for the treatment"] == content.reasons["en"][reason].label
    approved = reason in whole.approved_for
    assert rows["This use in the US"].startswith("Approved" if approved else "Off-label")
    pages = content.pages["en"]
    lines = text.split("\n")
    assert all(pages[page].title in lines for page in walk.plan.pages)
    assert all(content.condition_texts["en"][one].ask in text for one in whole.conditions)
    assert all(content.teach_back["en"][one].prompt in text for one in walk.plan.teach_back)
    assert len(walk.plan.teach_back) >= 3
    said = [block.spans for section in walk.text.document_sections for block in section.blocks]
    assert all("".join(span.text for span in spans) in text for spans in said)
    if approved:
        assert not [line for line in lines if "off-label" in line.lower()]
    if whole.product == "ketamine":
        approves = re.compile(r"esketamine[^.]*\b(is|was|has been) (FDA-)?approved", re.IGNORECASE)
        assert not [line for line in lines if approves.search(line)]


# ---------------------------------------------------------------- golden


def test_the_demo_visits_document_is_as_it_was() -> None:
    """Digests and the content's version go their own way; the rest changes only when somebody means it to."""
    walk = full_visit()
    document = finished(walk)
    text = document_text(document)
    assert walk.state.signature is not None
    changing = {
        form_digest(document): "FORM NOW",
        walk.state.signature.event.form_digest: "FORM READ",
        real_content().digest: "CONTENT",
        f"version {real_content().version}": "version CONTENT",
        stamp().code: "CODE",
    }
    for value, name in changing.items():
        text = text.replace(value, name)
    assert_golden("demo-consent.txt", text + "\n")


def test_replay_gives_the_same_document() -> None:
    walk = full_visit()
    from kiosk.visit import evolve

    state = None
    for event, at in walk.log:
        stored = e.decode_event(event.name, event.version, e.encode_event(event))
        state = evolve(state, stored, at)
    assert state is not None
    again = dataclasses.replace(walk.state)
    assert state == again
    assert compose(state, walk.plan, real_content(), demo_settings(), english(), stamp=stamp()) == finished(walk)
