"""The record: everything in it, the same bytes each time, and files of old versions that must stay readable."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import events as e
from kiosk.content import SignOff
from kiosk.document import document_text, form_digest
from kiosk.errors import TamperError
from kiosk.record import (
    RECORD_FILE,
    SignOffRecord,
    build_record,
    read_attached_record,
    read_record,
    record_bytes,
    stored_record_id,
)
from kiosk.visit import Sign
from tests.golden.golden import FOLDER
from tests.kiosk.document.test_composing import hostile_visit
from tests.kiosk.document.test_markup import HOSTILE
from tests.kiosk.visits import (
    CLINICIAN,
    RealWalk,
    finished,
    full_visit,
    paper_visit,
    plain_visit,
    real_content,
    record_of,
    scribble,
    stamp,
    taken_back,
)

FIRST = FOLDER / "record-1.json"
SAMPLE = FOLDER / "record-2.json"
"""Records as each version wrote them. They are never written anew: a change of meaning is a new schema."""


def test_all_of_a_visit_is_in_its_record() -> None:
    walk = full_visit()
    document = finished(walk)
    record = build_record(walk.state, document, stamp())
    assert record.schema == 2
    assert record.document == document
    assert record.content_digest == document.digest
    assert record.pack_digest == real_content().digest
    assert record.form_digest == form_digest(document)
    assert record.verification_code == stamp().code
    assert (record.ledger.device, record.ledger.sequence, record.ledger.hash) == ("demo-kiosk", 412, "ab" * 32)
    assert (record.patient.name, record.patient.record_number) == ("Rosa Delgado", "20418")
    assert record.patient.identity_method == "photo_id"
    assert record.patient.checked_by.name == "Priya Raman"
    assert record.companion == e.CompanionRecorded("helper", "Ana Delgado", "daughter")
    assert {page.page for page in record.pages} == {*walk.plan.pages, *explained(walk)}
    assert (record.treatment, record.reason, record.route) == ("ketamine-iv", "trd", "intravenous")
    assert record.sign_offs == ()
    answers = [(one.condition, one.answer) for one in record.conditions]
    assert answers[:2] == list(zip(walk.plan.conditions, ("unsure", "yes"), strict=False))
    assert {answer for _, answer in answers[2:]} == {"no"}
    assert [one.condition for one in record.conditions] == list(walk.plan.conditions)
    assert [one.must_know for one in record.teach_backs] == list(walk.plan.teach_back)
    typed, *told, last = record.teach_backs
    assert typed.text.startswith("My daughter drives me home.")
    assert (typed.spoken, typed.rating, typed.rated_by) == (False, 1, CLINICIAN)
    assert typed.note == "Talked about the bus, too."
    assert typed.rated_at is not None
    assert typed.rated_at > typed.given_at
    assert all((one.spoken, one.text, one.rating) == (True, "", 2) for one in told)
    assert (last.spoken, last.rating, last.note, last.rated_by, last.rated_at) == (True, None, "", None, None)
    [asked] = record.help_asked
    assert (asked.step, asked.at) == ("conditions", walk.state.help_asked[0].at)
    checks = {check.must_know: check for check in record.checks}
    assert set(checks) == set(walk.plan.must_know)
    assert [answer.right for _, answer in checks["mk-purpose"].answers] == [False, True]
    assert checks["mk-purpose"].rereads == 1
    off_label = checks["mk-off-label"]
    assert (off_label.handed_over_by, off_label.cleared_by, off_label.note) == (
        "limit",
        CLINICIAN,
        "Explained what off-label means.",
    )
    [question] = record.questions
    assert (question.picks, question.answered_by) == (("cost",), CLINICIAN)
    assert record.values == {"better-soon": 5, "cost": 2}
    assert (record.choice, record.choice_order, record.breaks) == ("agree", ("agree", "decline", "talk"), 2)
    moments = [record.chosen_at, record.confirmed_at, record.form_shown_at, record.reconfirmed_at, record.sealed_at]
    assert moments == sorted(moment for moment in moments if moment is not None)
    [signature] = record.signatures
    assert (signature.role, signature.name, signature.method, signature.paper) == (
        "patient",
        "Rosa Delgado",
        "ink",
        None,
    )
    assert signature.ink == scribble()


def explained(walk: RealWalk) -> set[str]:
    return {walk.plan.condition_pages[one] for one in walk.plan.conditions if walk.state.may_apply(one)}


def test_who_signed_the_content_off_is_in_the_record() -> None:
    walk = plain_visit("talk")
    given = SignOff("d" * 64, "Dr Ines Vale", "MD 10442", "2026-05-04", "All pages and checks")
    record = build_record(walk.state, finished(walk), stamp(), (given,))
    assert record.sign_offs == (SignOffRecord("Dr Ines Vale", "MD 10442", "2026-05-04", "All pages and checks"),)
    assert read_record(record_bytes(record)) == record


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_a_choice_without_a_signature_is_a_whole_record(choice: e.Choice) -> None:
    record = record_of(plain_visit(choice))
    assert (record.choice, record.signatures, record.form_shown_at) == (choice, (), None)
    assert read_record(record_bytes(record)) == record


def test_a_signature_on_paper_has_the_time_that_is_known() -> None:
    walk = paper_visit()
    [signature] = record_of(walk).signatures
    received = walk.state.paper_received
    assert received is not None
    assert signature.paper is not None
    assert (signature.time, signature.paper.received_at) == (received.at, received.at)
    assert (signature.paper.printed_by.name, signature.paper.note) == ("Priya Raman", "Folder 7, front desk")


@pytest.mark.parametrize(
    "sign",
    [
        Sign("typed", "", "", typed_name="Rosa D."),
        Sign("mark", "", "", ink=scribble(), witness_name="Joe Blow"),
        Sign("ink", "", "", ink=scribble()),
    ],
)
def test_each_way_to_sign_is_kept(sign: Sign) -> None:
    [signature, *witnesses] = record_of(plain_visit(sign=sign)).signatures
    assert [(one.role, one.name, one.time, one.form_digest) for one in witnesses] == (
        [("witness", "Joe Blow", signature.time, signature.form_digest)] if sign.method == "mark" else []
    )
    assert (signature.method, signature.typed_name, signature.witness_name, signature.ink) == (
        sign.method,
        sign.typed_name,
        sign.witness_name,
        sign.ink,
    )


def test_a_signature_that_was_taken_back_is_kept() -> None:
    walk = taken_back()
    record = record_of(walk)
    assert (record.choice, record.signatures) == ("decline", ())
    assert isinstance(record.earlier, tuple)
    [old] = record.earlier
    assert old.signature is not None
    assert (old.choice, old.signature.method, old.signature.ink) == ("agree", "ink", scribble())
    assert old.chosen_at < old.confirmed_at < old.signature.time < old.taken_back_at == record.chosen_at
    assert read_record(record_bytes(record)) == record


def test_who_chose_paper_and_never_signed_has_given_no_signature() -> None:
    record = record_of(taken_back(Sign("paper", "", "")))
    assert isinstance(record.earlier, tuple)
    assert record.earlier[0].signature is None


def test_a_record_without_an_earlier_choice_says_nothing_of_it() -> None:
    assert b'"earlier"' not in record_bytes(record_of(plain_visit("talk")))


# ---------------------------------------------------------------- bytes


def test_the_same_record_gives_the_same_bytes() -> None:
    first, second = record_bytes(record_of(full_visit())), record_bytes(record_of(full_visit()))
    assert first == second
    again = read_record(first)
    assert again == record_of(full_visit())
    assert record_bytes(again) == first


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_text_comes_back_as_it_was(text: str) -> None:
    record = record_of(hostile_visit(text))
    again = read_record(record_bytes(record))
    assert again == record
    assert (again.patient.name, again.questions[0].text, again.questions[0].answer) == (text, text, text)


def test_a_record_needs_a_decision_and_its_own_document() -> None:
    walk = plain_visit()
    with pytest.raises(ValueError, match="decision"):
        build_record(RealWalk().state, finished(walk), stamp())
    with pytest.raises(ValueError, match="document"):
        build_record(walk.state, finished(walk), msgspec.structs.replace(stamp(), document_id="CN-1"))


# ---------------------------------------------------------------- old, new and broken ones


def test_a_record_of_the_first_version_is_read_for_ever() -> None:
    data = FIRST.read_bytes()
    record = read_record(data)
    assert record.schema == 2
    added = {"route": "", "sign_offs": [], "conditions": [], "teach_backs": [], "help_asked": []}
    assert json.loads(record_bytes(record)) == json.loads(data) | added | {"schema": 2}
    assert read_record(record_bytes(record)) == record
    assert record.document.digest == record.content_digest
    assert form_digest(record.document) == record.form_digest
    assert record.patient.name == "Rosa Delgado"
    assert "Informed consent" in document_text(record.document)


def test_a_record_of_the_second_version_is_read_for_ever() -> None:
    data = SAMPLE.read_bytes()
    record = read_record(data)
    assert record.schema == 2
    assert record_bytes(record) == data
    assert record.document.digest == record.content_digest
    assert form_digest(record.document) == record.form_digest
    assert (record.route, len(record.teach_backs), len(record.help_asked)) == ("intravenous", 3, 1)
    assert "Informed consent" in document_text(record.document)


@pytest.mark.parametrize("field", ["route", "sign_offs", "conditions", "teach_backs", "help_asked"])
def test_a_record_cannot_say_what_its_version_did_not_know(field: str) -> None:
    old, new = json.loads(FIRST.read_bytes()), json.loads(SAMPLE.read_bytes())
    with pytest.raises(TamperError, match=r"record\.unreadable"):
        read_record(json.dumps(old | {field: new[field]}).encode())
    del new[field]
    with pytest.raises(TamperError, match=r"record\.unreadable"):
        read_record(json.dumps(new).encode())


def changed(**fields: Any) -> bytes:  # noqa: ANN401  # any JSON
    return json.dumps(json.loads(SAMPLE.read_bytes()) | fields).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"schema": "\xff"}',
        b"[" * 100_000,
        changed(schema=0),
        changed(schema=1),
        changed(schema=3),
        changed(schema="2"),
        changed(schema=2.5),
        changed(teach_backs=[{"must_know": "mk-purpose"}]),
        changed(conditions=[{"answer": "maybe", "condition": "heart"}]),
        FIRST.read_bytes()[:-1],
        FIRST.read_bytes().replace(b'"choice":"agree"', b'"choice":"maybe"'),
        FIRST.read_bytes().replace(b'"schema":1', b'"schema":2'),
        changed(unknown=1),
        changed(choice="maybe"),
        changed(pages=[{"page": "x"}]),
        changed(program="\ud800"),
        SAMPLE.read_bytes()[:-1],
        b"%PDF-1.7",
    ],
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(TamperError, match=r"record\.unreadable"):
        read_record(data)


@settings(max_examples=30)
@given(file=st.sampled_from([FIRST, SAMPLE]), place=st.integers(0), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_makes_a_whole_record(file: Path, place: int, byte: int) -> None:
    data = bytearray(file.read_bytes())
    data[place % len(data)] = byte
    try:
        record = read_record(bytes(data))
    except TamperError:
        return
    assert read_record(record_bytes(record)) == record


def with_attachment(name: str, data: bytes) -> bytes:
    stream = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments[name] = data
        pdf.save(stream)
    return stream.getvalue()


def test_the_attached_record_is_read() -> None:
    record = record_of(plain_visit("talk"))
    assert read_attached_record(with_attachment(RECORD_FILE, record_bytes(record))) == record


@pytest.mark.parametrize(
    "pdf", [b"", b"%PDF-1.7 nothing", with_attachment("other.json", b"{}"), with_attachment(RECORD_FILE, b"{}")]
)
def test_a_file_without_a_record_is_refused(pdf: bytes) -> None:
    with pytest.raises(TamperError, match=r"record\.unreadable"):
        read_attached_record(pdf)


def test_a_stored_record_has_its_own_id() -> None:
    assert stored_record_id("CN-2026-0512-0001") == "CN-2026-0512-0001.json"
