"""The form: every value of a visit in its place, and each way to sign told as it was."""

from __future__ import annotations

import dataclasses
from typing import get_args

import msgspec
import pytest

from kiosk import events as e
from kiosk.content import Content, SignOff
from kiosk.document import ConsentDocument, compose, document_text, form_digest
from kiosk.document.blocks import Choices, Heading, KeyValues, NoteBox, SignatureBlock, Table, block_text
from kiosk.settings import ClinicSettings, demo_settings
from kiosk.visit import (
    AskQuestion,
    ChooseDisplay,
    ClearCheck,
    EnterSideStep,
    HandOverCheck,
    RecordCompanion,
)
from tests.kiosk.signers import DAUGHTER, WISHES, happen, opened_as, renewed, represented, whole, withdrawn
from tests.kiosk.visits import (
    CLINICIAN,
    RealWalk,
    english,
    finished,
    full_visit,
    plain_visit,
    real_content,
    real_treatment,
    stamp,
)

SIGNED = "12 May 2026, 10:01:4"


def table(document: ConsentDocument, first: str) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and block.header[0] == first)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple("".join(run.text for run in cell) for cell in row) for row in table.rows]


def boxed(document: ConsentDocument) -> dict[str, str]:
    [box] = [block for block in document.blocks if isinstance(block, KeyValues) and block.boxed]
    return dict(box.rows)


# ---------------------------------------------------------------- who it is about


def test_the_box_says_who_and_how() -> None:
    assert boxed(finished(full_visit())) == {
        "Patient": "Rosa Delgado",
        "Language read in": "English",
        "Date of birth": "14 March 1961",
        "Helper or interpreter": "Ana Delgado, helper (daughter)",
        "Record number": "20418",
        "Identity checked by": "Priya Raman",
    }


@pytest.mark.parametrize(
    ("companion", "said"),
    [
        (RecordCompanion("none"), "None"),
        (RecordCompanion("helper", "Ana"), "Ana, helper"),
        (RecordCompanion("interpreter", "Ana"), "Ana, interpreter"),
        (RecordCompanion("interpreter", "Ana", "agency {0} <b>"), "Ana, interpreter (agency {0} <b>)"),
    ],
)
def test_who_was_there(companion: RecordCompanion, said: str) -> None:
    walk = RealWalk()
    walk.until("companion")
    walk.do(companion)
    assert boxed(walk.form())["Helper or interpreter"] == said


def test_reading_aloud_stays_in_the_record() -> None:
    walk = RealWalk()
    walk.do(ChooseDisplay("dark", "1.5", read_aloud=True), ChooseDisplay("dark", "1.5", read_aloud=False))
    assert boxed(walk.form())["Language read in"] == "English, read aloud used"


# ---------------------------------------------------------------- demo and draft


def notes(document: ConsentDocument) -> str:
    return " ".join(text for block in document.blocks if isinstance(block, NoteBox) for text in block_text(block))


SIGN_OFF = SignOff("d" * 64, "Dr Ines Vale", "MD 10442", "2026-05-04", "All pages and checks")


def real_clinic() -> ClinicSettings:
    return msgspec.structs.replace(demo_settings(), demo=False)


def signed_off(*given: SignOff) -> Content:
    return dataclasses.replace(real_content(), sign_offs=given)


def real_walk(choice: e.Choice = "agree") -> RealWalk:
    """Return a visit that is no demo."""
    walk = plain_visit(choice)
    opened = walk.state.opened
    event = msgspec.structs.replace(opened.event, demo=False)
    walk.state = dataclasses.replace(walk.state, opened=dataclasses.replace(opened, event=event))
    return walk


def test_a_demo_with_a_draft_says_so_on_every_page() -> None:
    document = finished(plain_visit())
    assert document.labels["demo"] == "DEMO · Content draft, not signed off"
    assert "demonstration" in notes(document)
    assert "No clinician has reviewed it yet" in notes(document)


def composed(walk: RealWalk, content: Content) -> ConsentDocument:
    return compose(walk.state, walk.plan, content, real_clinic(), english(), stamp=stamp())


def test_a_draft_that_nobody_signed_off_says_so_whatever_old_settings_say() -> None:
    walk = real_walk()
    old = msgspec.structs.replace(real_clinic(), accept_unreviewed_content=True, content_reviewer="Dr Ines Vale")
    document = compose(walk.state, walk.plan, real_content(), old, english(), stamp=stamp())
    assert document.labels["demo"] == "Content draft, not signed off"
    assert about(document)["State of this text"] == "Draft. No clinician has reviewed it."
    assert "Ines Vale" not in document_text(document)


@pytest.mark.parametrize("choice", ["agree", "decline", "talk"])
def test_content_that_was_signed_off_names_who_in_the_form_and_in_the_record(choice: e.Choice) -> None:
    document = composed(real_walk(choice), signed_off(SIGN_OFF))
    said = "Signed off by Dr Ines Vale, licence MD 10442, 4 May 2026"
    assert about(document)["State of this text"] == said
    assert document_text(document).split("\n").count(said) == 2
    assert document.labels["demo"] == ""
    assert "draft" not in notes(document).lower()
    assert "demonstration" not in notes(document)


def test_every_sign_off_is_named() -> None:
    second = dataclasses.replace(SIGN_OFF, name="Dr Amara Osei", licence="7", date="2026-05-11")
    said = about(composed(real_walk(), signed_off(SIGN_OFF, second)))["State of this text"].split("\n")
    assert said[1] == "Signed off by Dr Amara Osei, licence 7, 11 May 2026"
    assert len(said) == 2


def test_a_sign_off_that_lapses_changes_what_is_signed() -> None:
    walk = real_walk()
    given, none = (form_digest(composed(walk, content)) for content in (signed_off(SIGN_OFF), real_content()))
    assert given != none


# ---------------------------------------------------------------- what it is about


def about(document: ConsentDocument) -> dict[str, str]:
    plain = [block for block in document.blocks if isinstance(block, KeyValues) and not block.boxed]
    return dict(plain[0].rows)


def test_the_form_names_treatment_product_route_reason_and_status() -> None:
    treatment, reason = real_treatment(), real_content().reasons["en"]["trd"]
    document = finished(plain_visit())
    assert document.subtitle == reason.subtitle
    assert reason.subtitle in document_text(document)
    found = about(document)
    assert list(found) == [
        "Treatment",
        "Product",
        "How it is given",
        "Reason for the treatment",
        "This use in the US",
        "State of this text",
    ]
    assert (found["Treatment"], found["Product"]) == (treatment.text["en"].name, "Ketamine")
    assert found["Reason for the treatment"] == reason.label
    assert found["This use in the US"].startswith("Off-label: not approved")
    assert about(plain_visit().form()) == found


def of_treatment(**changes: object) -> Content:
    """Return the content with the infusion changed."""
    content = real_content()
    changed = dataclasses.replace(content.treatments["ketamine-iv"], **changes)  # type: ignore[arg-type]  # fields
    return dataclasses.replace(content, treatments=content.treatments | {"ketamine-iv": changed})


def test_a_use_that_is_approved_is_not_called_off_label() -> None:
    walk = real_walk()
    found = about(composed(walk, of_treatment(product="esketamine", approved_for=("trd", "suicidal-thoughts"))))
    assert found["Product"] == "Esketamine nasal spray"
    assert found["This use in the US"] == "Approved by the Food and Drug Administration (FDA)"
    other = about(composed(walk, of_treatment(product="esketamine", approved_for=("suicidal-thoughts",))))
    assert other["This use in the US"].startswith("Off-label")


@pytest.mark.parametrize("route", ["intravenous", "intramuscular", "subcutaneous", "sublingual", "oral", "intranasal"])
def test_every_route_has_its_words(route: str) -> None:
    walk = real_walk()
    opened = walk.state.opened
    event = msgspec.structs.replace(opened.event, route=route)
    walk.state = dataclasses.replace(walk.state, opened=dataclasses.replace(opened, event=event))
    words = {"en": dataclasses.replace(real_content().treatments["ketamine-iv"].text["en"], routes={})}
    plain = about(composed(walk, of_treatment(routes=("intravenous", route), text=words)))["How it is given"]
    assert plain == english()[f"document.route_{route}"]
    words = {"en": dataclasses.replace(words["en"], routes={route: "As this clinic does it"})}
    named = about(composed(walk, of_treatment(routes=("intravenous", route), text=words)))["How it is given"]
    assert named == "As this clinic does it"


def test_a_status_in_the_files_is_no_sign_off() -> None:
    walk = real_walk()
    reviewed = dataclasses.replace(real_content(), status="clinically-reviewed", reviewed_by="Dr Ines Vale")
    document = composed(walk, reviewed)
    assert "Dr Ines Vale" not in document_text(document)
    assert document == composed(walk, real_content())


# ---------------------------------------------------------------- checks and questions


def test_each_must_know_fact_has_its_row() -> None:
    walk = full_visit()
    rows = cells(table(finished(walk), "Question"))
    assert len(rows) == len(walk.plan.must_know)
    assert [row[2] for row in rows[2:]] == ["First try"] * (len(rows) - 2)
    assert rows[0][2] == "Try 2, page read again"
    first, second, third = rows[1][2].split("\n")
    assert first == "Went to the clinician after try 2"
    assert second.startswith("Talked through with Dr Amara Osei, 12 May 2026, ")
    assert third == "Explained what off-label means."


def test_a_later_try_without_reading_again() -> None:
    walk = RealWalk()
    walk.until("check:mk-purpose")
    walk.answer(right=False)
    walk.do(EnterSideStep("check:mk-purpose"))
    walk.answer(right=True)
    rows = cells(table(walk.form(), "Question"))
    assert rows[0][2] == "Try 2"
    assert rows[1] == (rows[1][0], "No answer", "Not settled")


def test_a_fact_that_the_patient_handed_over_is_open_until_it_is_gone_over() -> None:
    walk = RealWalk()
    walk.until("check:mk-purpose")
    walk.do(HandOverCheck("mk-purpose"))
    rows = cells(table(walk.form(), "Question"))
    assert rows[0][1:] == ("No answer", "The patient chose to go over it with the clinician\nNot gone over yet")
    walk.do(ClearCheck("mk-purpose", " ", CLINICIAN))
    said = cells(table(walk.form(), "Question"))[0][2].split("\n")
    assert len(said) == 2
    assert said[1].startswith("Talked through with Dr Amara Osei")


def test_not_sure_is_an_answer() -> None:
    walk = RealWalk()
    walk.until("check:mk-purpose")
    item = walk.plan.must_know["mk-purpose"].items[0]
    from kiosk.visit import AnswerCheck

    order = (*(choice.id for choice in real_content().checks["en"][item].choices), "not-sure")
    walk.do(AnswerCheck("mk-purpose", item, "not-sure", right=False, order=order))
    assert cells(table(walk.form(), "Question"))[0][1] == "I am not sure"


def test_questions_stand_with_their_answers() -> None:
    asked, answered = cells(table(finished(full_visit()), "Patient asked"))[0]
    lines = asked.split("\n")
    assert lines[:2] == ["“What will it cost me?”", "“I have felt sick with anaesthetics before.”"]
    assert lines[2].startswith("On the page “How does a session go?”, 12 May 2026, ")
    assert answered.startswith("Talked through. Medicine for sickness offered.\nAnswered by Dr Amara Osei, 12 May")


def test_an_open_question_says_that_it_is_open() -> None:
    walk = RealWalk()
    walk.until("page:off-label")
    walk.do(AskQuestion("q1", "", (), "Why?"), AskQuestion("q2", "off-label", ("how-long",), ""))
    rows = cells(table(walk.form(), "Patient asked"))
    assert [row[1] for row in rows] == ["Not answered yet", "Not answered yet"]
    assert rows[0][0].startswith("“Why?”\n12 May 2026, ")


# ---------------------------------------------------------------- decision and signature


@pytest.mark.parametrize(("choice", "place"), [("agree", 0), ("decline", 1), ("talk", 2)])
def test_all_three_choices_stand_in_their_order(choice: e.Choice, place: int) -> None:
    [choices] = [block for block in finished(plain_visit(choice)).blocks if isinstance(block, Choices)]
    assert [item.checked for item in choices.items] == [place == i for i in range(3)]
    assert [bool(item.mark) for item in choices.items] == [place == i for i in range(3)]


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_a_choice_without_a_signature_is_confirmed_in_words(choice: e.Choice) -> None:
    document = finished(plain_visit(choice))
    meaning = real_treatment().text["en"].meaning[choice]
    assert not [block for block in document.blocks if isinstance(block, SignatureBlock)]
    titles = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert any(title.endswith("Confirmation") for title in titles)
    plain = [dict(block.rows) for block in document.blocks if isinstance(block, KeyValues) and not block.boxed]
    rows = next(rows for rows in plain if "Meaning" in rows)
    assert (rows["Name"], rows["Role"], rows["Meaning"]) == ("Rosa Delgado", "Patient", meaning)
    assert rows["Confirmed"].endswith("(UTC-04:00)")
    assert "needs no signature" in rows["How"]


# ---------------------------------------------------------------- who decides, and how the record is kept


def test_who_decides_for_the_patient_stands_at_the_head() -> None:
    document, _ = whole(represented())
    rows = {label: said for block in document.blocks if isinstance(block, KeyValues) for label, said in block.rows}
    assert rows["Decides for the patient"] == "Ana Delgado"
    assert rows["Relation to the patient"] == "daughter"
    assert rows["Why they may decide"].startswith("The patient named them as health care agent")
    assert rows["Document that was seen"] == "Health care power of attorney, 3 March 2024"
    assert rows["Their identity"] == "Photo identification was seen"
    assert rows["What the patient wants"] == "“She wants to feel less low, and to be at home.”"
    assert rows["The patient’s own will"] == "The patient does not object"
    [choices] = [block for block in document.blocks if isinstance(block, Choices)]
    assert choices.items[0].mark == "Chosen for the patient"
    assert rows["Electronic record"].startswith("Agreed to sign and keep this record electronically, 12 May 2026")
    text = document_text(finished(plain_visit()))
    assert "Decides for the patient" not in text


def test_nothing_that_a_representative_said_is_told_as_the_patients() -> None:
    """A record that says that the patient answered, where somebody else did, is false."""
    fact = next(iter(full_visit().plan.must_know))
    handed = e.CheckHandedOver(fact, "patient")
    theirs = document_text(finished(happen(full_visit(), handed)))
    text = document_text(finished(happen(opened_as(full_visit(), representative=DAUGHTER), WISHES, handed)))
    for words in (
        "Patient’s answer",
        "Patient asked",
        "The patient answered",
        "the patient’s own words",
        "What the patient said",
        "Patient confirmed",
        "The patient could open",
        "The patient chose",
    ):
        assert words in theirs
        assert words not in text
    assert "Answer given" in text


@pytest.mark.parametrize("basis", get_args(e.AuthorityBasis))
def test_every_ground_and_every_answer_on_assent_has_words(basis: e.AuthorityBasis) -> None:
    assert f"document.authority_{basis}" in english()
    assert all(f"document.assent_{one}" in english() for one in get_args(e.Assent))


def test_wishes_that_nobody_knows_are_told_so() -> None:
    walk = opened_as(RealWalk(), representative=msgspec.structs.replace(DAUGHTER, document_seen=""))
    walk.until("wishes" if "wishes" in [step.kind for step in walk.plan.steps] else "decision")
    happen(walk, e.WishesRecorded(wishes=" ", assent="cannot_say"), e.ElectronicRecordAnswered(accepted=False))
    form = walk.form()
    rows = {label: said for block in form.blocks if isinstance(block, KeyValues) for label, said in block.rows}
    assert rows["What the patient wants"] == "The patient could not say, and nobody knows"
    assert rows["The patient’s own will"] == "The patient cannot say"
    assert rows["Document that was seen"] == "None"
    assert rows["Electronic record"].startswith("Chose paper, 12 May 2026")


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("consent", "Informed consent for ketamine infusion"),
        ("renewal", "Informed consent for ketamine infusion: renewal"),
        ("withdrawal", "Consent withdrawn: Ketamine infusion"),
    ],
)
def test_each_kind_has_its_title(kind: e.DocumentKind, title: str) -> None:
    walks = {"consent": plain_visit(), "renewal": renewed(), "withdrawal": withdrawn()}
    document, _ = whole(walks[kind])
    assert (document.kind, document.title) == (kind, title)
    assert next(block for block in document.blocks if isinstance(block, Heading)).text == title
