from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.seal.updates import (
    MARK,
    Entries,
    Update,
    Written,
    entries_at,
    field_role,
    header,
    read_draft,
    write_signature,
    write_stamp,
    write_validation,
)
from tests.kiosk.pdf.papers import draft as drawn
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import FIELDS, draft

DATA = draft().data
DRAFT = read_draft(DATA, len(DATA))
DIGEST = hashlib.sha256(DATA).digest()
ENTRIES = Entries("Ana Beispiel", "I agree", "1 Harbor Street", "", NOW)


def signature(before: Written = DRAFT, name: str = "Patient", entries: Entries = ENTRIES) -> Update:
    return write_signature(before, name, entries, 64, DIGEST)


def after_all() -> Written:
    written = DRAFT
    for name in FIELDS:
        written = signature(written, name).after
    return written


def test_a_draft_is_read() -> None:
    assert list(DRAFT.fields) == list(FIELDS)
    assert DRAFT.end == len(DATA)
    assert not DRAFT.signed
    assert not DRAFT.sealed


def test_what_is_drawn_can_be_signed() -> None:
    data = drawn().data

    assert list(read_draft(data, len(data)).fields) == ["ClinicSeal"]


@pytest.mark.parametrize(("name", "role"), [("ClinicSeal", "clinic"), ("Patient", "patient"), ("Witness2", "witness")])
def test_a_field_tells_the_role(name: str, role: str) -> None:
    assert field_role(name) == role


def test_each_update_begins_with_a_line_of_its_own() -> None:
    data = DATA + signature().data

    assert header(data, len(DATA)) == ("signature", "Patient")
    assert header(data, 0) == ()
    assert header(data, len(data)) == ()


def test_readers_of_pdf_find_what_was_written() -> None:
    written, data = DRAFT, DATA
    for name in FIELDS:
        update = signature(written, name)
        data, written = data + update.data, update.after
    update = write_validation(written, [b"certificate"], [b"list one", b"list two"], DIGEST)
    data, written = data + update.data, update.after
    update = write_stamp(written, 64, DIGEST)
    data = data + update.data

    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        fields = list(pdf.Root.AcroForm.Fields)
        assert [str(field.T) for field in fields] == [*FIELDS, "ArchiveStamp1"]
        # Nobody is to see it: a place of no size, which no page knows of, so that nothing has to speak of it.
        assert [int(one) for one in fields[4].Rect] == [0, 0, 0, 0]
        assert fields[4].Subtype == "/Widget"
        assert all(fields[4].objgen != one.objgen for page in pdf.pages for one in page.get("/Annots", ()))
        assert [bytes(one.read_raw_bytes()) for one in pdf.Root.DSS.CRLs] == [b"list one", b"list two"]
        start, end = update.start, update.end
        assert [int(one) for one in fields[4].V.ByteRange] == [0, start, end, len(data) - end]
        assert data[start : start + 1] + data[end - 1 : end] == b"<>"
        assert bytes(pdf.trailer.ID[1]) == DIGEST[:16]


def test_a_stamp_can_still_be_written_as_earlier_versions_did() -> None:
    stored = write_validation(after_all(), [b"certificate"], [b"list"], DIGEST)
    earlier, now = write_stamp(stored.after, 64, DIGEST, "stamp"), write_stamp(stored.after, 64, DIGEST)

    assert earlier.data.startswith(MARK + b"stamp 1\n")
    assert b"/Rect" not in earlier.data
    assert now.data.startswith(MARK + b"archive 1\n")


@given(st.text(max_size=40), st.text(max_size=40), st.integers(-14 * 60, 14 * 60))
def test_what_a_signature_says_is_read_back(name: str, reason: str, minutes: int) -> None:
    moment = NOW.astimezone(timezone(timedelta(minutes=minutes)))
    entries = Entries(name, reason, "", "", moment)

    update = signature(entries=entries)

    found = entries_at(DATA + update.data, update.end)
    assert found == entries
    assert found.time.utcoffset() == moment.utcoffset()


def test_a_time_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        signature(entries=Entries("", "", "", "", datetime(2026, 1, 1)))  # noqa: DTZ001 - that is the fault


@pytest.mark.parametrize("tail", [b"", b" /ByteRange [0 1 2 3] /M (D:2026) /Name <FEFF>", b" /M (x)"])
def test_what_is_written_otherwise_is_refused(tail: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        entries_at(tail, 0)


def test_nothing_follows_out_of_its_place() -> None:
    signed, done = signature().after, after_all()
    stored = write_validation(done, [], [b"list"], DIGEST).after
    stamped = write_stamp(stored, 64, DIGEST).after
    attempts: tuple[Callable[[], Update], ...] = (
        lambda: signature(signed),
        lambda: signature(name="Nobody"),
        lambda: signature(signature(name="ClinicSeal").after),
        lambda: write_validation(signed, [], [], DIGEST),
        lambda: write_validation(stored, [], [], DIGEST),
        lambda: write_stamp(done, 64, DIGEST),
        lambda: write_stamp(stamped, 64, DIGEST),
    )
    for write in attempts:
        with pytest.raises(ValueError, match=r"\w"):
            write()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data.replace(b"xref\n0 ", b"xref\n1 "),
        lambda data: data.replace(b"/SigFlags 3", b"/SigFlags 1"),
        lambda data: data.replace(b"(ClinicSeal)", b"(ClinicXeal)"),
        lambda data: data.replace(b"(Patient)", b"(pAtient)"),
        lambda data: data.replace(b"/AcroForm", b"/AcroFarm"),
        lambda data: data.replace(b" /Info ", b" /Prev "),
    ],
)
def test_what_is_no_draft_is_refused(damage: object) -> None:
    assert callable(damage)
    data = damage(DATA)
    assert data != DATA

    with pytest.raises(ValueError, match=r"\w"):
        read_draft(data, len(data))


def test_a_draft_that_would_keep_its_reader_busy_for_days_is_refused() -> None:
    """Each field reaches to the end of the file, and there are thousands: 4 MB were read as 120 GB."""
    places, body = [0], b"%PDF-1.7\n"
    listed = b"".join(b"%d 0 R " % number for number in range(3, 303))
    for text in (b"<< /Type /Catalog /AcroForm 2 0 R /Lang (en) >>", b"<< /Fields [ %b] /SigFlags 3 >>" % listed):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (len(places) - 1, text)
    for number in range(3, 303):
        places.append(len(body))
        name = b"Field" + bytes(97 + int(digit) for digit in str(number)) if number < 302 else b"ClinicSeal"
        body += b"%d 0 obj\n<< /T (%b) /FT /Sig " % (number, name)
    body += b">>\nendobj\n"
    table = b"xref\n0 %d\n" % len(places) + b"".join(b"%010d 00000 n \n" % place for place in places)
    ids = b"<%b><%b>" % (b"0" * 32, b"0" * 32)
    end = b"trailer << /Info 1 0 R /Root 1 0 R /Size %d /ID [%b] >>\nstartxref\n%d\n%%%%EOF\n"
    data = body + table + end % (len(places), ids, len(body))
    with pytest.raises(ValueError, match="too many fields"):
        read_draft(data, len(data))


def test_an_object_that_does_not_end_is_refused() -> None:
    data = DATA.replace(b"/SigFlags 3 >>\nendobj", b"/SigFlags 3 >>\nendobx")
    with pytest.raises(ValueError, match=r"\w"):
        read_draft(data, len(data))
