from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from kiosk.errors import OperatorError, TamperError
from kiosk.seal import fingerprint, make_clinic_key, verify
from tests.kiosk.seal.drafts import CONTENT_DIGEST, NOW, REASON, RECORD, SmallDraft, clinic_key, draft, sealed


@pytest.fixture(scope="module")
def sealed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seal") / "sealed.pdf"
    path.write_bytes(sealed().data)
    return path


def test_what_was_sealed_is_told_with_it() -> None:
    document = sealed()

    assert document.document_id == "D-0001"
    assert document.content_digest == CONTENT_DIGEST
    assert document.sealed_at == NOW
    assert document.certificate_fingerprint == fingerprint(clinic_key().certificate)
    assert document.file_digest == verify(document.data, now=NOW).file_digest


def test_pdfsig_finds_the_signature_valid(sealed_file: Path) -> None:
    said = subprocess.run(["pdfsig", sealed_file], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "SHA-256" in said
    assert "Signature Field Name: ClinicSeal" in said


def test_qpdf_finds_the_file_sound(sealed_file: Path) -> None:
    checked = subprocess.run(["qpdf", "--check", sealed_file], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_seal_says_what_it_means(sealed_file: Path) -> None:
    with pikepdf.open(sealed_file) as pdf:
        value = pdf.Root.AcroForm.Fields[0].V
        assert str(value.Reason) == REASON
        assert str(value.Name) == "Harbor Clinic"
        assert str(value.Location) == "1 Harbor Street"
        assert str(value.ContactInfo) == "+1 555 0100"
        assert str(value.M).startswith("D:20260812140530")


def test_the_seal_certifies_the_document_for_signing_and_filling_in_only(sealed_file: Path) -> None:
    with pikepdf.open(sealed_file) as pdf:
        value = pdf.Root.AcroForm.Fields[0].V
        assert pdf.Root.Perms.DocMDP.objgen == value.objgen
        assert value.Reference[0].TransformMethod == "/DocMDP"
        assert value.Reference[0].TransformParams.P == 2
        assert pdf.Root.AcroForm.SigFlags == 3


def test_what_made_the_draft_accessible_stays(sealed_file: Path) -> None:
    with pikepdf.open(BytesIO(draft().data)) as before, pikepdf.open(sealed_file) as after:
        widget = after.Root.AcroForm.Fields[0]
        assert str(widget.TU) == "Seal of the clinic"
        assert widget.StructParent == 1
        assert widget.AP.N.read_bytes() == before.Root.AcroForm.Fields[0].AP.N.read_bytes()
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert dict(after.docinfo) == dict(before.docinfo)
        assert after.trailer.ID[0] == before.trailer.ID[0]
        assert after.trailer.ID[1] != before.trailer.ID[1]


def test_the_draft_stays_as_it_is_at_the_head_of_the_file() -> None:
    assert sealed().data.startswith(draft().data)


def test_two_seals_on_one_draft_differ_in_the_value_only() -> None:
    first, second = sealed().data, sealed().data

    assert len(first) == len(second)
    start, end = first.rindex(b"/Contents <"), first.rindex(b"/ByteRange")
    assert first[:start] + first[end:] == second[:start] + second[end:]


def test_a_clock_before_the_certificate_is_told() -> None:
    with pytest.raises(OperatorError, match=r"seal\.clock_wrong \(since=2026-08-12\)"):
        sealed(now=NOW - timedelta(days=1))


def test_an_expired_certificate_is_told() -> None:
    with pytest.raises(OperatorError, match=r"seal\.certificate_expired \(until=2036-08-12\)"):
        sealed(now=NOW + timedelta(days=366 * 10))


def test_a_broken_signer_is_caught_before_anything_comes_out() -> None:
    other = make_clinic_key("Harbor Clinic", NOW)
    broken = replace(clinic_key(), private_key_pem=other.private_key_pem)

    with pytest.raises(TamperError, match=r"seal\.self_check"):
        sealed(key=broken)


@pytest.mark.parametrize("wrong", [replace(draft(), content_digest="00" * 32), replace(draft(), document_id="D-0002")])
def test_a_draft_with_another_documents_record_is_caught(wrong: SmallDraft) -> None:
    with pytest.raises(TamperError, match=r"seal\.self_check"):
        sealed(wrong)


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"hello", draft().data[:1500], draft(field="Other").data],
    ids=["empty", "head", "text", "cut", "no-field"],
)
def test_a_draft_that_cannot_be_sealed_is_told(data: bytes) -> None:
    with pytest.raises(TamperError, match=r"seal\.draft_unusable"):
        sealed(SmallDraft(data))


def test_a_sealed_file_is_not_sealed_again() -> None:
    with pytest.raises(TamperError, match=r"seal\.draft_unusable"):
        sealed(SmallDraft(sealed().data))


def test_texts_of_any_script_come_through() -> None:
    record = json.dumps({**RECORD, "signatures": [{"role": "patient", "name": "أنا 山田"}]})

    report = verify(sealed(draft(record)).data, now=NOW)

    assert report.signatures[0].name == "أنا 山田"
