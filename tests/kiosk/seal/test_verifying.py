"""Files of today's form, PAdES B-LTA. Those of the first version are in `test_first_form`."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import kiosk
from kiosk.seal import Finding, SealReport, Trust, fingerprint, read_certificates, verify
from tests.kiosk.seal.drafts import CONTENT_DIGEST, NOW, RECORD
from tests.kiosk.seal.files import clinic, draft, sealed, whole

SAMPLES = Path(__file__).parent / "samples"
EN = Path(kiosk.__file__).parent / "locale" / "en.yaml"
CATALOGUE: dict[str, str] = yaml.safe_load(EN.read_text(encoding="utf-8"))


def good() -> SealReport:
    return verify(whole(), trust=clinic().root.certificate, now=NOW)


def test_a_document_of_this_version_verifies_for_ever() -> None:
    data = (SAMPLES / "b-lta.pdf").read_bytes()
    trust = read_certificates((SAMPLES / "b-lta.pem").read_bytes())

    report = verify(data, trust=trust, now=datetime(2030, 1, 1, tzinfo=UTC))

    assert report.ok
    assert report.trusted
    assert report.level == "B-LTA"
    assert [one.role for one in report.signatures] == ["patient", "witness", "clinician", "clinic"]


def test_a_whole_consent_of_this_version_verifies_for_ever() -> None:
    """As the service made it: a mark, a witness, names of five scripts. It is never made anew."""
    data = (SAMPLES / "full.pdf").read_bytes()
    trust = read_certificates((SAMPLES / "full.pem").read_bytes())

    report = verify(data, trust=trust, now=datetime(2030, 1, 1, tzinfo=UTC))

    assert (report.ok, report.trusted, report.level) == (True, True, "B-LTA")
    assert [(one.role, one.name) for one in report.signatures] == [
        ("patient", "Rosa محمّد 王小明 श्रीकृष्ण"),
        ("witness", "Wim Зойге"),
        ("clinic", "Harbour Street Clinic"),
    ]
    assert report.ledger is not None
    assert (report.ledger.device, report.ledger.sequence) == ("demo-kiosk", 125)
    assert verify(data, trust=trust, now=datetime(2037, 1, 1, tzinfo=UTC)).trust is Trust.EXPIRED


def test_an_untouched_file_is_good() -> None:
    report = good()

    assert report.ok
    assert report.finding is Finding.UNCHANGED
    assert (report.intact, report.valid, report.trusted, report.covers_whole_file) == (True, True, True, True)
    assert (report.document_id, report.content_digest, report.level) == ("D-0001", CONTENT_DIGEST, "B-LTA")
    assert report.file_digest == hashlib.sha256(whole()).hexdigest()


def test_each_signature_is_explained() -> None:
    patient, witness, clinician, seal = good().signatures

    assert (patient.role, patient.name, patient.meaning) == ("patient", "Ana Beispiel", "Meaning of Patient")
    assert patient.key_name == "Harbor Clinic – kiosk"
    assert (witness.how, clinician.how, seal.how) == ("certificate", "certificate", "seal")
    assert clinician.key_name == clinician.name == "Dr Amara Osei"
    assert seal.fingerprint == fingerprint(clinic().seal.certificate)
    assert {one.proven for one in good().signatures} == {NOW.isoformat()}
    assert {one.trust for one in good().signatures} == {Trust.YES}


def test_what_a_signature_covers_and_what_came_after_it_is_told() -> None:
    later = [one.later for one in good().signatures]
    covers = [one.covers for one in good().signatures]

    assert later[0] == ("signature", "signature", "signature", "validation", "stamp")
    assert later[3] == ("validation", "stamp")
    assert covers == sorted(covers)
    assert covers[-1] < len(whole())
    assert [one.covers for one in good().stamps] == [len(whole())]


def test_the_sentence_says_it_all() -> None:
    said = good().sentence(CATALOGUE)

    assert said.startswith("This file is unchanged since it was sealed.")
    assert "Dr Amara Osei (clinician) signed on 2026-08-12 14:05 +0000: Meaning of Clinician." in said
    assert "Harbor Clinic sealed it on" in said
    assert "archive time stamp is of 2026-08-12 14:05 +0000" in said
    assert said.endswith(CATALOGUE["verify.trust_yes"])


def test_json_says_it_all() -> None:
    found = json.loads(json.dumps(good().to_json()))

    assert found["signatures"][0]["later"] == ["signature", "signature", "signature", "validation", "stamp"]
    assert found["stamps"] == [{"time": NOW.isoformat(), "covers": len(whole())}]
    assert found["protected_until"].startswith("2036-08-10")
    assert found["reason"] is None


def test_people_who_are_in_the_record_only_are_told_too() -> None:
    listed = [
        {"role": "patient", "name": "Ana Beispiel", "method": "ink"},
        {"role": "supporter", "name": "Sol Beistand", "method": "typed"},
    ]
    record = json.dumps(RECORD | {"signatures": listed})

    found = verify(sealed(draft(record=record)).data, now=NOW).signatures

    assert [(one.role, one.how) for one in found] == [
        ("patient", "ink"),
        ("witness", "certificate"),
        ("clinician", "certificate"),
        ("supporter", "typed"),
        ("clinic", "seal"),
    ]
    assert "covers" not in found[3].to_json()


def test_without_a_root_trust_stays_open() -> None:
    report = verify(whole(), now=NOW)

    assert report.ok
    assert report.trusted is None
    assert report.protected_until == ""
    assert {one.trust for one in report.signatures} == {Trust.NOT_ASKED}


@pytest.mark.parametrize("record", ["no json", "[]", "{}"])
def test_a_record_that_says_nothing_leaves_the_seal_alone(record: str) -> None:
    report = verify(sealed(draft(record=record)).data, now=NOW)

    assert report.ok
    assert (report.content_digest, report.document_id) == (None, None)


@given(st.binary(max_size=300))
def test_any_bytes_get_a_report(data: bytes) -> None:
    for file in (data, b"%PDF-1.7\n" + data, b"%PDF-1.7\n%%EOF\n%Candor 1 " + data, whole()[:9000] + data):
        assert not verify(file, now=NOW).ok


@settings(max_examples=60)
@given(st.integers(0, 30000), st.binary(min_size=1, max_size=40))
def test_anything_written_over_it_is_seen(place: int, data: bytes) -> None:
    changed = BytesIO(whole())
    changed.seek(place)
    changed.write(data)

    assert changed.getvalue() == whole() or not verify(changed.getvalue(), now=NOW).ok
