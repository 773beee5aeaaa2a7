"""Reading records: the same bytes each time, and files of old versions that must stay readable."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.document import document_text, form_digest
from kiosk.errors import TamperError
from kiosk.events import binding_digest, ink_digest
from kiosk.record import (
    RECORD_FILE,
    read_attached_record,
    read_record,
    record_bytes,
    stored_record_id,
)
from tests.golden.golden import FOLDER
from tests.kiosk.document.test_composing import hostile_visit
from tests.kiosk.document.test_markup import HOSTILE
from tests.kiosk.signers import agreed, not_signed, refused, renewed, represented, whole, withdrawn
from tests.kiosk.visits import RealWalk, full_visit, plain_visit, record_of

FIRST = FOLDER / "record-1.json"
SECOND = FOLDER / "record-2.json"
SAMPLE = FOLDER / "record-3.json"
TAKEN_BACK = FOLDER / "record-3-withdrawal.json"
NOT_SIGNED = FOLDER / "record-3-not-signed.json"
"""Records as each version wrote them. They are never written anew: a change of meaning is a new schema."""

# ---------------------------------------------------------------- bytes


def test_the_same_record_gives_the_same_bytes() -> None:
    first, second = record_bytes(record_of(full_visit())), record_bytes(record_of(full_visit()))
    assert first == second
    again = read_record(first)
    assert again == record_of(full_visit())
    assert record_bytes(again) == first


@pytest.mark.parametrize("visit", [agreed, represented, refused, not_signed, withdrawn, renewed])
def test_a_record_of_each_kind_comes_back_as_it_was(visit: Callable[[], RealWalk]) -> None:
    _, record = whole(visit())
    assert read_record(record_bytes(record)) == record


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_text_comes_back_as_it_was(text: str) -> None:
    record = record_of(hostile_visit(text))
    again = read_record(record_bytes(record))
    assert again == record
    assert (again.patient.name, again.questions[0].text, again.questions[0].answer) == (text, text, text)


# ---------------------------------------------------------------- old, new and broken ones


SECOND_ADDED = {"route": "", "sign_offs": [], "conditions": [], "teach_backs": [], "help_asked": []}
THIRD_ADDED = dict.fromkeys(("representative", "wishes", "electronic", "renews", "withdrawal")) | {"act": "agreement"}
SIGNATURE_ADDED = {"identity_method": "", "staff": None, "interpreter": None, "ink_digest": "", "binding": ""}


def lifted(fields: dict[str, Any]) -> dict[str, Any]:
    signatures = [one | SIGNATURE_ADDED for one in fields["signatures"]]
    return fields | THIRD_ADDED | {"signatures": signatures, "schema": 3}


def test_a_record_of_the_first_version_is_read_for_ever() -> None:
    data = FIRST.read_bytes()
    record = read_record(data)
    assert json.loads(record_bytes(record)) == lifted(json.loads(data) | SECOND_ADDED)
    assert read_record(record_bytes(record)) == record
    assert record.document.digest == record.content_digest
    assert form_digest(record.document) == record.form_digest
    assert record.patient.name == "Rosa Delgado"
    assert "Informed consent" in document_text(record.document)


def test_a_record_of_the_second_version_is_read_for_ever() -> None:
    data = SECOND.read_bytes()
    record = read_record(data)
    assert json.loads(record_bytes(record)) == lifted(json.loads(data))
    assert record.document.digest == record.content_digest
    assert form_digest(record.document) == record.form_digest
    assert (record.route, len(record.teach_backs), len(record.help_asked)) == ("intravenous", 3, 1)
    assert "Informed consent" in document_text(record.document)


def test_a_choice_that_was_taken_back_is_lifted_with_its_signature() -> None:
    old = json.loads(SECOND.read_bytes())
    moment = old["chosen_at"]
    earlier = {"choice": "agree", "chosen_at": moment, "confirmed_at": moment, "reconfirmed_at": None}
    earlier |= {"taken_back_at": moment, "signature": old["signatures"][0]}
    unsigned = earlier | {"signature": None}
    record = read_record(json.dumps(old | {"earlier": [earlier, unsigned]}).encode())
    assert isinstance(record.earlier, tuple)
    assert record.earlier[0].signature == record.signatures[0]
    assert record.earlier[1].signature is None


def test_a_record_of_the_third_version_is_read_for_ever() -> None:
    data = SAMPLE.read_bytes()
    record = read_record(data)
    assert record.schema == 3
    assert record_bytes(record) == data
    assert record.document.digest == record.content_digest
    assert form_digest(record.document) == record.form_digest
    assert (record.act, record.document.kind) == ("renewal", "renewal")
    assert record.representative is not None
    assert record.wishes is not None
    assert record.electronic is not None
    assert record.renews is not None
    assert [one.role for one in record.signatures] == [
        "representative",
        "witness",
        "interpreter",
        "explainer",
        "clinician",
    ]


def test_a_withdrawal_of_the_third_version_is_read_for_ever() -> None:
    data = TAKEN_BACK.read_bytes()
    record = read_record(data)
    assert record_bytes(record) == data
    assert record.document.digest == record.content_digest
    assert record.withdrawal is not None
    assert record.withdrawal.document_id == "CN-2026-0512-0417"
    assert (record.act, record.document.kind, record.document.id) == ("withdrawal", "withdrawal", "CN-2026-0514-0021")


def test_a_note_that_somebody_did_not_sign_is_read_for_ever() -> None:
    data = NOT_SIGNED.read_bytes()
    record = read_record(data)
    assert record_bytes(record) == data
    assert record.document.digest == record.content_digest
    assert (record.act, record.signatures) == ("talk", ())
    assert not isinstance(record.not_signed, msgspec.UnsetType)
    assert [(one.role, one.name) for one in record.not_signed] == [("interpreter", "Inés Vidal")]
    for older in (FIRST, SECOND, SAMPLE, TAKEN_BACK):
        assert isinstance(read_record(older.read_bytes()).not_signed, msgspec.UnsetType)


@pytest.mark.parametrize("file", [SAMPLE, TAKEN_BACK])
def test_the_digests_of_a_sample_stay_what_they_are(file: Path) -> None:
    data = file.read_bytes()
    record, plain = read_record(data), json.loads(data)
    for one, fields in zip(record.signatures, plain["signatures"], strict=True):
        assert one.ink_digest == ("" if one.ink is None else ink_digest(one.ink))
        assert one.binding == binding_digest(record.document.id, fields)


@pytest.mark.parametrize("field", ["route", "sign_offs", "conditions", "teach_backs", "help_asked"])
def test_a_record_cannot_say_what_its_version_did_not_know(field: str) -> None:
    old, new = json.loads(FIRST.read_bytes()), json.loads(SECOND.read_bytes())
    with pytest.raises(TamperError, match=r"record\.unreadable"):
        read_record(json.dumps(old | {field: new[field]}).encode())
    del new[field]
    with pytest.raises(TamperError, match=r"record\.unreadable"):
        read_record(json.dumps(new).encode())


@pytest.mark.parametrize("field", [*THIRD_ADDED, *SIGNATURE_ADDED])
def test_what_came_with_the_third_version_is_there_and_nowhere_before(field: str) -> None:
    old, new = json.loads(SECOND.read_bytes()), json.loads(SAMPLE.read_bytes())
    first_old, first_new = (one["signatures"][0] if field in SIGNATURE_ADDED else one for one in (old, new))
    first_old[field] = first_new.pop(field)
    for fields in (old, new):
        with pytest.raises(TamperError, match=r"record\.unreadable"):
            read_record(json.dumps(fields).encode())


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
        changed(schema=2),
        changed(schema=4),
        changed(schema="3"),
        changed(schema=2.5),
        changed(act="other"),
        changed(signatures={}),
        changed(withdrawal={}),
        changed(earlier="none"),
        changed(not_signed=[{"role": "interpreter"}]),
        changed(teach_backs=[{"must_know": "mk-purpose"}]),
        changed(conditions=[{"answer": "maybe", "condition": "heart"}]),
        FIRST.read_bytes()[:-1],
        FIRST.read_bytes().replace(b'"choice":"agree"', b'"choice":"maybe"'),
        FIRST.read_bytes().replace(b'"schema":1', b'"schema":2'),
        SECOND.read_bytes().replace(b'"schema":2', b'"schema":3'),
        SECOND.read_bytes().replace(b'"choice":"agree"', b'"choice":["agree"]'),
        SECOND.read_bytes().replace(b'"signatures":[', b'"signatures":[7,'),
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
@given(
    file=st.sampled_from([FIRST, SECOND, SAMPLE, TAKEN_BACK, NOT_SIGNED]),
    place=st.integers(0),
    byte=st.integers(0, 255),
)
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
