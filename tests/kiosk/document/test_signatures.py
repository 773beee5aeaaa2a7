"""Signatures: each way to sign told as it was, and everybody who signs named with role, meaning, time and way."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from kiosk import events as e
from kiosk.document import ConsentDocument, SignatureBlock, document_text, form_digest
from kiosk.document.blocks import Heading, KeyValues
from kiosk.pdf import draw
from kiosk.visit import Sign, Timed, VisitState
from kiosk.visit.signing import LONGEST_REASON
from tests.kiosk.signers import (
    DAUGHTER,
    agreed,
    not_signed,
    opened_as,
    refused,
    renewed,
    represented,
    sign_as,
    signed_by_decider,
    taken_back,
    whole,
    with_interpreter,
    withdrawn,
)
from tests.kiosk.visits import (
    RealWalk,
    english,
    finished,
    full_visit,
    paper_visit,
    plain_visit,
    real_treatment,
    scribble,
)


def signature(document: ConsentDocument) -> SignatureBlock:
    [block, *_] = [block for block in document.blocks if isinstance(block, SignatureBlock)]
    assert block.role == "patient"
    return block


def test_before_signing_the_place_is_empty() -> None:
    walk = RealWalk()
    walk.choose("agree")
    block = signature(walk.form())
    assert (block.method, block.ink, block.typed, block.alternative) == ("blank", None, "", "")
    assert dict(block.rows)["Signed"] == "Not signed yet"


@pytest.mark.parametrize(
    ("sign", "how"),
    [
        (Sign("ink", "", "", ink=scribble()), "Signed on the clinic tablet, by finger"),
        (Sign("ink", "", "", ink=msgspec.structs.replace(scribble(), device="pen")), "with a pen"),
        (Sign("ink", "", "", ink=msgspec.structs.replace(scribble(), device="mouse")), "with a mouse"),
        (Sign("ink", "", "", ink=msgspec.structs.replace(scribble(), device="mixed")), "Signed on the clinic tablet"),
        (Sign("typed", "", "", typed_name="Rosa D."), "Typed the name on the clinic tablet, and confirmed it"),
        (
            Sign("mark", "", "", ink=scribble(), witness_name="Joe {0}"),
            "Made a mark on the clinic tablet. Witness: Joe {0}",
        ),
    ],
)
def test_each_way_to_sign_is_told_as_it_was(sign: Sign, how: str) -> None:
    block = signature(finished(plain_visit(sign=sign)))
    rows = dict(block.rows)
    assert block.method == sign.method
    assert rows["How"].endswith(how)
    assert rows["Signed"].startswith("12 May 2026, 10:")
    assert rows["Meaning"] == real_treatment().text["en"].meaning["agree"]
    assert (block.ink, block.typed) == (sign.ink, sign.typed_name)
    said = {"ink": "Handwritten signature of Rosa Delgado", "mark": "Handwritten mark of Rosa Delgado", "typed": ""}
    assert block.alternative == said[sign.method]


def test_the_witness_of_a_mark_signs_by_name() -> None:
    marked = finished(plain_visit(sign=Sign("mark", "", "", ink=scribble(), witness_name="Joe Blow")))
    patient, witness = [block for block in marked.blocks if isinstance(block, SignatureBlock)]
    assert (witness.role, witness.name, witness.typed, witness.method) == ("witness", "Joe Blow", "Joe Blow", "typed")
    assert witness.meaning == "I saw the patient make this mark."
    assert dict(witness.rows)["Signed"] == dict(patient.rows)["Signed"]
    for sign in (Sign("ink", "", "", ink=scribble()), Sign("typed", "", "", typed_name="Rosa D.")):
        signed = finished(plain_visit(sign=sign))
        assert len([block for block in signed.blocks if isinstance(block, SignatureBlock)]) == 1


def test_a_signature_on_paper_names_no_time_that_nobody_knows() -> None:
    block = signature(finished(paper_visit()))
    rows = dict(block.rows)
    assert (block.method, block.line, block.alternative) == ("paper", "Signed by hand on the paper form", "")
    assert rows["Signed"] == "By hand, on the paper form"
    chosen, received = rows["How"].split("\n")
    assert chosen.startswith("Chose on the clinic tablet to sign on paper, 12 May 2026, ")
    assert received.startswith("Dr Amara Osei received the signed paper form, 12 May 2026, ")


def test_before_the_paper_is_back_it_is_not_received() -> None:
    block = signature(finished(plain_visit(sign=Sign("paper", "", ""))))
    assert "received" not in dict(block.rows)["How"]


def test_the_paper_form_has_lines_for_both_hands() -> None:
    form = plain_visit(sign=Sign("paper", "", "")).form(on_paper=True)
    patient, present = [block for block in form.blocks if isinstance(block, SignatureBlock)]
    assert (patient.method, patient.name, present.method, present.role) == ("blank", "Rosa Delgado", "blank", "present")
    assert set(dict(patient.rows)["Date and time"]) == set(dict(present.rows)["Name"]) == {"_"}
    assert dict(present.rows)["Meaning"] == "I saw the patient sign this form."
    assert "no record until it is signed" in form.labels["code"]


def test_the_confirmation_after_the_answers_is_told() -> None:
    rows = dict(signature(finished(full_visit())).rows)
    assert rows["Confirmed"].endswith(", after the questions were answered")
    assert rows["Signed"] < rows["Confirmed"]


# ---------------------------------------------------------------- everybody who signs


def blocks_of(document: ConsentDocument) -> list[SignatureBlock]:
    return [block for block in document.blocks if isinstance(block, SignatureBlock)]


def test_everybody_stands_in_the_order_they_signed() -> None:
    document, record = whole(agreed())
    blocks = blocks_of(document)
    assert [block.role for block in blocks] == ["patient", "interpreter", "explainer", "clinician"]
    assert [block.role for block in blocks] == [one.role for one in record.signatures]
    for block, one in zip(blocks, record.signatures, strict=True):
        rows = dict(block.rows)
        assert list(rows)[:5] == ["Name", "Role", "Meaning", "Signed", "How"]
        assert (rows["Name"], rows["Meaning"]) == (one.name, one.meaning)
        assert rows["Signed"].startswith("12 May 2026, 10:")
        assert rows["Signed"].endswith("(UTC-04:00)")
        assert block.ink == one.ink


def test_staff_sign_with_their_pin() -> None:
    _, _, explainer, clinician = blocks_of(whole(agreed())[0])
    assert dict(explainer.rows)["How"] == "Signed in with a personal PIN"
    assert (explainer.typed, explainer.ink) == ("Jonas Weber", None)
    assert dict(clinician.rows)["How"] == "Signed in with a personal PIN, and signed on the screen"
    assert clinician.alternative == "Handwritten signature of Dr Amara Osei"
    assert "Identity" not in dict(clinician.rows)


def test_an_interpreter_is_named_with_number_language_and_how() -> None:
    _, interpreter, *_ = blocks_of(whole(agreed())[0])
    rows = dict(interpreter.rows)
    assert rows["Role"] == "Interpreter"
    assert (rows["Number"], rows["Language"], rows["Was there"]) == ("CHI-88213", "Spanish", "By video")
    assert (rows["Capacity"], rows["Identity"]) == ("Qualified interpreter", "Photo identification was seen")
    assert "Reason" not in rows


def test_a_relative_who_interprets_says_why() -> None:
    walk = sign_as(signed_by_decider(with_interpreter()), "interpreter", method="typed")
    given = walk.state.role_signatures[0]
    relative = e.InterpreterDetails("", "Igbo", "in_person", "relative", "No interpreter for Igbo could be reached")
    walk.state = msgspec_replaced(
        walk, msgspec.structs.replace(given.event, interpreter=relative, identity_method="asked")
    )
    _, interpreter = blocks_of(whole(walk)[0])
    rows = dict(interpreter.rows)
    assert (rows["Number"], rows["Capacity"]) == ("None", "Adult relative or friend")
    assert rows["Reason"] == "No interpreter for Igbo could be reached"
    assert rows["How"] == "Typed the name on the clinic tablet"
    assert rows["Identity"].startswith("Asked for name and date of birth")


def msgspec_replaced(walk: RealWalk, event: e.RoleSigned) -> VisitState:
    return replace(walk.state, role_signatures=(Timed(walk.now, event),))


@pytest.mark.parametrize("value", ["in_person", "phone", "video", "qualified", "staff", "relative"])
def test_what_is_said_of_interpreters_has_words(value: str) -> None:
    assert f"document.interpreter_{value}" in english()


def test_who_decides_for_the_patient_signs_in_their_place() -> None:
    document, _ = whole(represented(Sign("mark", "", "", ink=scribble(), witness_name="Wim Zeuge")))
    representative, witness, clinician = blocks_of(document)
    rows = dict(representative.rows)
    assert (representative.role, representative.name) == ("representative", "Ana Delgado")
    assert rows["Role"] == "Decides for Rosa Delgado (daughter)"
    assert rows["Meaning"].startswith("I decide for Rosa Delgado.")
    assert rows["Identity"] == "Photo identification was seen"
    assert dict(witness.rows)["Identity"] == "Named on the clinic tablet. Nobody checked it further"
    assert "decides for the patient" in witness.meaning
    assert clinician.role == "clinician"


def test_a_place_for_who_decides_is_there_before_they_sign() -> None:
    walk = opened_as(RealWalk(), representative=DAUGHTER)
    [place] = blocks_of(walk.form())
    assert (place.role, place.name, place.method, place.line) == ("representative", "Ana Delgado", "blank", "Signature")
    paper, present = blocks_of(walk.form(on_paper=True))
    assert (paper.role, paper.name, present.role) == ("representative", "Ana Delgado", "present")


def test_a_refusal_is_confirmed_and_its_interpreter_signs() -> None:
    walk = with_interpreter()
    walk.choose("decline")
    before = walk.form()
    [place] = blocks_of(before)
    assert (place.role, place.method, dict(place.rows)["Name"]) == ("interpreter", "blank", "Not named yet")
    document, _ = whole(sign_as(walk, "interpreter", method="typed"))
    [interpreter] = blocks_of(document)
    assert interpreter.role == "interpreter"
    assert form_digest(document) == form_digest(before)
    titles = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert [one for one in titles if one.endswith(("Confirmation", "Signatures"))] == [
        "10. Confirmation",
        "11. Signatures",
    ]


def test_a_representative_who_declines_does_it_for_the_patient() -> None:
    walk = opened_as(RealWalk(), representative=DAUGHTER)
    walk.choose("decline")
    document, _ = whole(walk)
    plain = [dict(block.rows) for block in document.blocks if isinstance(block, KeyValues) and not block.boxed]
    rows = next(rows for rows in plain if "Meaning" in rows)
    assert (rows["Name"], rows["Role"]) == ("Ana Delgado", "Decides for Rosa Delgado (daughter)")
    assert rows["Meaning"].startswith("I decide for Rosa Delgado. I have read about this treatment")


def test_a_withdrawal_is_signed_by_who_took_it_back_and_the_clinician() -> None:
    walk = taken_back(signed_by_decider(RealWalk()))
    [place] = blocks_of(walk.form())
    assert (place.role, place.method) == ("patient", "blank")
    read = form_digest(walk.form())
    document, _ = whole(withdrawn(words=""))
    patient, clinician = blocks_of(document)
    assert (patient.role, clinician.role) == ("patient", "clinician")
    assert patient.meaning == "I take back my consent. I do not want this treatment to go on."
    assert clinician.meaning.startswith("I know that this consent is taken back.")
    sign_as(walk, "clinician", method="typed")
    assert form_digest(whole(walk)[0]) == form_digest(walk.form()) == read
    assert [block.role for block in blocks_of(whole(walk)[0])] == ["clinician"]


@pytest.mark.parametrize(
    ("method", "how"),
    [
        ("ink", "Signed on the clinic tablet, by finger"),
        ("typed", "Typed the name on the clinic tablet, and confirmed it"),
        ("mark", "Made a mark on the clinic tablet"),
        ("paper", "By hand, on the paper form"),
    ],
)
def test_each_way_to_sign_a_withdrawal_is_told(method: e.SignatureMethod, how: str) -> None:
    walk = sign_as(taken_back(signed_by_decider(RealWalk())), "patient", method=method)
    [block] = blocks_of(whole(walk)[0])
    rows = dict(block.rows)
    assert (block.method, rows["How"]) == (method, how)
    assert (rows["Signed"] == "By hand, on the paper form") == (method == "paper")
    assert (block.line != "") == (method == "paper")


def test_what_was_read_is_what_was_sealed_for_every_kind() -> None:
    for walk in (agreed(), represented(), renewed("key-risks"), withdrawn(), refused()):
        document, _ = whole(walk)
        assert form_digest(document) == form_digest(walk.form())


def test_the_digest_of_each_ink_stands_in_the_document() -> None:
    text = document_text(whole(agreed())[0])
    assert text.count(e.ink_digest(scribble())) == 3
    assert "Digest of the ink of Dr Amara Osei (SHA-256)" in text
    assert "Digest of the ink of Jonas Weber" not in text


# ---------------------------------------------------------------- who did not sign


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_where_somebody_did_not_sign_stands_why_and_who_noted_it(choice: e.Choice) -> None:
    walk = not_signed(choice)
    document, _ = whole(walk)
    [block] = [one for one in document.blocks if isinstance(one, SignatureBlock)]
    assert (block.method, block.role, block.name) == ("not_signed", "interpreter", "Inés Vidal")
    assert (block.line, block.typed, block.ink, block.signed_at) == ("Did not sign", "", None, None)
    rows = dict(block.rows)
    assert (rows["Name"], rows["Role"]) == ("Inés Vidal", "Interpreter")
    assert rows["Reason"] == "She had to leave, and nobody can reach her."
    assert rows["Noted by"].startswith("Dr Amara Osei, 12 May 2026, ")
    assert any(isinstance(one, Heading) and one.text.endswith("Signatures") for one in document.blocks)


def test_a_note_changes_nothing_of_what_was_read() -> None:
    before = with_interpreter()
    before.choose("decline")
    assert form_digest(not_signed().form()) == form_digest(before.form())


def test_who_signs_after_a_note_stands_after_it() -> None:
    walk = sign_as(not_signed(), "clinician")
    document, record = whole(walk)
    roles = [(one.role, one.method) for one in document.blocks if isinstance(one, SignatureBlock)]
    assert roles == [("interpreter", "not_signed"), ("clinician", "ink")]
    assert [one.role for one in record.signatures] == ["clinician"]


def test_the_longest_reason_is_drawn_and_sealed_whole() -> None:
    reason = "Wegen " * 40 + "x" * (LONGEST_REASON - 240)
    assert len(reason) == LONGEST_REASON
    document, record = whole(not_signed(reason=reason))
    drawn = draw(document, record)
    assert [field.name for field in drawn.signature_fields] == ["ClinicSeal"]
    assert reason in document_text(document)
