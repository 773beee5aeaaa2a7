"""Files of the first version: the clinic's one seal, PAdES B-B."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.seal import ClinicKey, Finding, Trust, read_certificate, verify
from kiosk.seal.envelope import find_envelopes
from tests.kiosk.seal.drafts import CONTENT_DIGEST, NOW, REASON, RECORD, clinic_key, draft, sealed
from tests.kiosk.seal.elsewhere_certs import bought, ec_key, self_made
from tests.kiosk.seal.first_sealer import forge, make_clinic_key

SEALED = sealed().data
[ENVELOPE] = find_envelopes(SEALED)


def flipped(data: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


SAMPLES = Path(__file__).parent / "samples"


def test_a_document_of_the_first_version_verifies_for_ever() -> None:
    trust = read_certificate((SAMPLES / "first-form.pem").read_bytes())

    report = verify((SAMPLES / "first-form.pdf").read_bytes(), trust=trust, now=datetime(2030, 1, 1, tzinfo=UTC))

    assert report.ok
    assert report.trusted
    assert report.level == "B-B"
    assert [one.role for one in report.signatures] == ["patient", "clinic"]
    assert report.file_digest == "4d061f53556a3dd4b728c792c92143f6c8e2369665c0e1b2eb232c9205016296"


def test_an_untouched_file_is_good() -> None:
    report = verify(SEALED, trust=clinic_key().certificate, now=NOW)

    assert report.ok
    assert report.finding is Finding.UNCHANGED
    assert (report.intact, report.valid, report.trusted, report.covers_whole_file) == (True, True, True, True)
    assert report.content_digest == CONTENT_DIGEST
    assert report.document_id == "D-0001"


def test_people_and_the_seal_are_listed() -> None:
    patient, clinic = verify(SEALED, now=NOW).signatures

    assert (patient.role, patient.name, patient.meaning) == ("patient", "Ana Beispiel", "I agree")
    assert patient.time == "2026-08-12T10:04:00-04:00"
    assert patient.fingerprint is None
    assert (clinic.role, clinic.name, clinic.meaning) == ("clinic", "Harbor Clinic", REASON)
    assert clinic.time == NOW.isoformat()
    assert clinic.fingerprint == sealed().certificate_fingerprint


def test_200_random_flips_are_refused() -> None:
    rng = random.Random(7)
    for _ in range(200):
        place, bit = rng.randrange(len(SEALED)), rng.randrange(8)
        report = verify(flipped(SEALED, place, bit), now=NOW)
        assert not report.ok, (place, bit)
        assert report.signatures == ()


def test_each_bit_of_the_seals_value_and_its_brackets_counts() -> None:
    value_end = SEALED.index(b"0" * 200, ENVELOPE.start)
    places = [*range(ENVELOPE.start, value_end + 40), *range(ENVELOPE.end - 40, ENVELOPE.end)]
    for place in places:
        # Bit 5 turns the case of a letter: the same hex to a lenient reader.
        for bit in (0, 5):
            assert not verify(flipped(SEALED, place, bit), now=NOW).ok, (place, bit)


def test_each_bit_of_the_byte_range_counts() -> None:
    start = SEALED.rindex(b"/ByteRange")
    for place in range(start, start + 60):
        for bit in range(8):
            assert not verify(flipped(SEALED, place, bit), now=NOW).ok, (place, bit)


def test_40_cuts_are_refused() -> None:
    rng = random.Random(8)
    for length in [0, 1, 4, 5, len(draft().data), len(SEALED) - 1, *(rng.randrange(len(SEALED)) for _ in range(34))]:
        report = verify(SEALED[:length], now=NOW)
        assert not report.ok, length
        assert report.finding in {Finding.NOT_A_PDF, Finding.NO_SEAL, Finding.CHANGED}


@pytest.mark.parametrize("tail", [b"\n", b"\0", b"0", b"%%EOF\n", SEALED])
def test_bytes_after_the_end_are_seen(tail: bytes) -> None:
    report = verify(SEALED + tail, now=NOW)

    assert report.finding is Finding.ADDED
    assert report.valid
    assert not report.intact
    assert not report.covers_whole_file
    assert not report.ok


def test_an_incremental_update_is_seen() -> None:
    with pikepdf.open(BytesIO(SEALED)) as pdf:
        size = int(pdf.trailer.Size)
    previous = SEALED.rindex(b"startxref\n") + len(b"startxref\n")
    xref = SEALED[previous:].split(b"\n")[0]
    body = b"%d 0 obj\n<< /Type /Catalog >>\nendobj\n" % size
    table = b"xref\n%d 1\n%010d 00000 n \n" % (size, len(SEALED))
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %s >>\n" % (size + 1, size, xref)
    update = body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(SEALED) + len(body))

    assert verify(SEALED + update, now=NOW).finding is Finding.ADDED


def test_a_file_that_was_saved_anew_is_refused() -> None:
    output = BytesIO()
    with pikepdf.open(BytesIO(SEALED)) as pdf:
        pdf.save(output)

    assert not verify(output.getvalue(), now=NOW).ok


def test_a_seal_that_was_moved_to_another_document_is_refused() -> None:
    other = sealed(draft(json.dumps({**RECORD, "note": "another document"}))).data
    [place] = find_envelopes(other)
    value = SEALED[ENVELOPE.start : ENVELOPE.end]

    report = verify(other[: place.start] + value + other[place.end :], now=NOW)

    assert report.finding is Finding.CHANGED


def test_a_whole_signature_put_on_another_draft_is_refused() -> None:
    other = draft(json.dumps({**RECORD, "note": "x" * 500})).data

    assert not verify(other + SEALED[len(draft().data) :], now=NOW).ok


def test_zeros_may_not_be_spent_on_a_longer_value() -> None:
    # Data after the container's end, where a lenient reader expects padding.
    place = ENVELOPE.end - 9
    assert not verify(SEALED[:place] + b"DEADBEEF" + SEALED[place + 8 :], now=NOW).ok


def test_spaces_in_the_value_are_refused() -> None:
    place = ENVELOPE.end - 3
    assert not verify(SEALED[:place] + b"  " + SEALED[place + 2 :], now=NOW).ok


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"", Finding.NOT_A_PDF),
        (b"hello", Finding.NOT_A_PDF),
        (b"\n" + SEALED, Finding.NOT_A_PDF),
        (b"%PDF-1.7\n", Finding.NO_SEAL),
        (b"%PDF-1.7\n/ByteRange [0 1 2 3]", Finding.CHANGED),
        (b"%PDF-1.7\n<3000>/ByteRange [0 9 15 21]%%%", Finding.CHANGED),
    ],
)
def test_a_file_that_cannot_be_sealed_gets_its_own_word(data: bytes, finding: Finding) -> None:
    assert verify(data, now=NOW).finding is finding


def test_a_draft_has_no_seal() -> None:
    data = draft("{}").data

    assert verify(data, now=NOW).finding is Finding.NO_SEAL


@given(st.binary(max_size=300))
def test_any_bytes_get_a_report(data: bytes) -> None:
    assert not verify(data, now=NOW).ok
    assert not verify(b"%PDF-1.7\n" + data, now=NOW).ok


@given(st.binary(min_size=1, max_size=1300))
def test_any_value_of_the_seal_gets_a_report(value: bytes) -> None:
    digits = value.hex().upper().encode()
    data = SEALED[: ENVELOPE.start + 1] + digits + SEALED[ENVELOPE.start + 1 + len(digits) :]
    assume(data != SEALED)

    assert not verify(data, now=NOW).ok


# ---------------------------------------------------------------------- trust


def test_without_a_certificate_trust_stays_open() -> None:
    report = verify(SEALED, now=NOW)

    assert report.trusted is None
    assert report.ok


def test_another_clinics_certificate_of_the_same_name_is_not_trusted() -> None:
    report = verify(SEALED, trust=make_clinic_key("Harbor Clinic", NOW).certificate, now=NOW)

    assert (report.intact, report.valid, report.trusted) == (True, True, False)
    assert report.trust is Trust.OTHER
    assert not report.ok


def test_one_of_several_certificates_is_enough() -> None:
    other = make_clinic_key("Harbor Clinic", NOW).certificate

    assert verify(SEALED, trust=(other, clinic_key().certificate), now=NOW).trusted
    assert verify(SEALED, trust=(other,), now=NOW).trust is Trust.OTHER
    assert verify(SEALED, trust=(), now=NOW).trust is Trust.OTHER


def test_a_seal_of_another_key_is_not_trusted() -> None:
    forged = sealed(key=make_clinic_key("Harbor Clinic", NOW)).data

    assert verify(forged, trust=clinic_key().certificate, now=NOW).trust is Trust.OTHER


def test_after_the_certificates_time_the_file_is_intact_and_no_longer_trusted() -> None:
    report = verify(SEALED, trust=clinic_key().certificate, now=NOW + timedelta(days=366 * 15))

    assert (report.intact, report.valid, report.trusted) == (True, True, False)
    assert report.trust is Trust.EXPIRED


def test_a_seal_from_the_future_is_not_trusted() -> None:
    early = NOW - timedelta(hours=1)

    assert verify(SEALED, trust=clinic_key().certificate, now=early).trust is Trust.TIME


# ---------------------------------------------------------------------- the record


@pytest.mark.parametrize(
    "record",
    [
        "no json",
        "[]",
        "{}",
        json.dumps({"document": 7, "signatures": {"role": "patient"}, "content_digest": None}),
        json.dumps({"signatures": ["patient", 7, None]}),
    ],
)
def test_a_record_that_says_nothing_leaves_the_seal_alone(record: str) -> None:
    report = verify(sealed(draft(record)).data, now=NOW)

    assert report.ok
    assert [one.role for one in report.signatures] == ["clinic"]
    assert report.content_digest is None
    assert report.document_id is None


def test_missing_fields_of_a_signature_are_empty() -> None:
    report = verify(sealed(draft(json.dumps({"signatures": [{"role": "witness", "name": 7}]}))).data, now=NOW)

    assert report.signatures[0].to_json() == {
        "role": "witness",
        "name": "",
        "meaning": "",
        "time": "",
        "how": "",
        "received_by": None,
        "identity": "",
        "fingerprint": None,
    }


def test_a_form_signed_on_paper_names_who_received_it() -> None:
    signed = {"role": "patient", "name": "Ana", "meaning": "I agree", "time": "2026-08-12T10:04:00-04:00"}
    paper = signed | {"method": "paper", "paper": {"received_by": {"kind": "staff", "name": "Priya Raman"}}}
    report = verify(
        sealed(draft(json.dumps({"signatures": [paper, signed | {"method": "ink", "paper": None}]}))).data, now=NOW
    )

    assert [(one.how, one.received_by) for one in report.signatures] == [
        ("paper", "Priya Raman"),
        ("ink", None),
        ("seal", None),
    ]


@pytest.mark.parametrize("certificate", [bought(), self_made()])
def test_a_stolen_seal_from_elsewhere_cannot_go_back_to_the_form_that_took_one_key(
    certificate: x509.Certificate,
) -> None:
    """A file of today needs the kiosk's key and the stamps' besides; this form had one key, no stamp and no list."""
    private = ec_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    stolen = ClinicKey(private, certificate.public_bytes(Encoding.DER))
    report = verify(forge(draft(), stolen, NOW), trust=(clinic_key().certificate, certificate), now=NOW)
    assert (report.trusted, report.trust) == (False, Trust.WRONG_KEY)
