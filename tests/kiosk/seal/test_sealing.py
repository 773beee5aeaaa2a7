from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pikepdf
import pytest
from cryptography import x509

from kiosk.errors import OperatorError, TamperError
from kiosk.seal import (
    Finding,
    KeyPair,
    NetworkFirst,
    Purpose,
    Reason,
    begin,
    fingerprint,
    finish,
    migrate_clinic_key,
    read_certificates,
    refresh,
    reseal,
    resume,
    revoke,
    rotate,
    seal_document,
    sign,
    trust_bundle,
    verify,
)
from kiosk.seal.scopes import covers
from kiosk.seal.stamping import LocalStamper
from tests.kiosk.seal import drafts
from tests.kiosk.seal.drafts import CONTENT_DIGEST, NOW, RECORD, SmallDraft
from tests.kiosk.seal.files import FIELDS, MADE, NAMES, at, clinic, clinician, draft, sealed, setup, steps, whole
from tests.kiosk.seal.stranger import opinions
from tests.kiosk.seal.test_stamping import Service, service_pair


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealing") / "sealed.pdf"
    path.write_bytes(whole())
    return path


def test_what_was_sealed_is_told_with_it() -> None:
    document = sealed()

    assert (document.document_id, document.content_digest, document.sealed_at) == ("D-0001", CONTENT_DIGEST, NOW)
    assert document.certificate_fingerprint == fingerprint(clinic().seal.certificate)
    assert document.file_digest == verify(document.data, now=NOW).file_digest


def test_the_draft_stays_as_it_is_at_the_head_of_the_file() -> None:
    assert whole().startswith(draft().data)


@pytest.mark.parametrize("fields", [("ClinicSeal",), ("Patient", "ClinicSeal"), FIELDS])
def test_one_to_many_sign(fields: tuple[str, ...]) -> None:
    report = verify(sealed(fields=fields).data, trust=clinic().root.certificate, now=NOW)

    assert report.trusted
    assert [one.name for one in report.signatures if one.covers] == [NAMES[field] for field in fields]


def test_pdfsig_finds_every_signature_valid(file: Path) -> None:
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout

    assert re.findall(r"Signature Field Name: (\w+)", said) == [*FIELDS, "ArchiveStamp1"]
    assert said.count("Signature is Valid.") == len(FIELDS)
    assert said.count("ETSI.CAdES.detached") == len(FIELDS)
    assert said.count("SHA-256") == len(FIELDS) + 1
    assert said.count("Total document signed") == 1


def test_qpdf_finds_the_file_sound(file: Path) -> None:
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_stranger_finds_every_signature_good_for_long() -> None:
    found = opinions(whole(), clinic().root.certificate_der, NOW + timedelta(days=10))

    assert [one.field for one in found] == list(FIELDS)
    assert {one.verdict for one in found} == {"AdESPassed.OK"}
    assert [one.changes for one in found] == ["FORM_FILLING True"] * 3 + ["LTA_UPDATES True"]
    assert {one.proven for one in found} == {NOW}


def test_the_first_certifies_each_locks_its_own_and_the_last_locks_all(file: Path) -> None:
    with pikepdf.open(file) as pdf:
        values = [field.V for field in pdf.Root.AcroForm.Fields]
        methods = [[str(one.TransformMethod) for one in value.get("/Reference", [])] for value in values]
        assert methods == [["/DocMDP", "/FieldMDP"], ["/FieldMDP"], ["/FieldMDP"], ["/FieldMDP"], []]
        assert values[0].Reference[0].TransformParams.P == 2
        assert [str(name) for name in values[1].Reference[0].TransformParams.Fields] == ["Witness"]
        assert values[3].Reference[0].TransformParams.Action == "/All"
        assert pdf.Root.Perms.DocMDP.objgen == values[0].objgen


def test_a_signature_says_who_what_when_and_where(file: Path) -> None:
    with pikepdf.open(file) as pdf:
        value = pdf.Root.AcroForm.Fields[2].V
        said = [str(value[key]) for key in ("/Name", "/Reason", "/Location", "/ContactInfo", "/M")]

    assert said == [
        "Dr Amara Osei",
        "Meaning of Clinician",
        "1 Harbor Street",
        "+1 555 0100",
        "D:20260812140530+00'00'",
    ]


def test_certificates_and_lists_are_in_the_file(file: Path) -> None:
    with pikepdf.open(file) as pdf:
        assert [one.read_bytes() for one in pdf.Root.DSS.Certs] == [clinic().root.certificate_der]
        lists = [x509.load_der_x509_crl(one.read_bytes()) for one in pdf.Root.DSS.CRLs]
    used = [pair.certificate for pair in (clinic().kiosk, clinician(), clinic().seal, clinic().stamps)]
    assert [[covers(one, certificate) for certificate in used] for one in lists] == [
        [number == at for at in range(4)] for number in range(4)
    ]
    assert [one.next_update_utc for one in lists] == [one.not_valid_after_utc for one in used]


def test_ink_given_before_keeps_its_own_time() -> None:
    given = NOW - timedelta(hours=1)
    own = [replace(step, time=given) if step.field == "Patient" else step for step in steps()]

    report = verify(seal_document(draft(), own, setup(), NOW).data, trust=clinic().root.certificate, now=NOW)

    assert (report.signatures[0].time, report.signatures[0].proven) == (given.isoformat(), NOW.isoformat())


def test_names_of_any_script_come_through() -> None:
    name = "أنا 山田 José \U0001f58a"
    own = [replace(step, name=name) if step.field == "Witness" else step for step in steps()]

    report = verify(seal_document(draft(), own, setup(), NOW).data, now=NOW)

    assert report.signatures[1].name == name


# ---------------------------------------------------------------------- order, and putting away between


def test_signing_follows_the_order() -> None:
    unfinished = begin(draft(), FIELDS)

    assert unfinished.next_field == "Patient"
    with pytest.raises(OperatorError, match=r"seal\.out_of_order \(field=Clinician\)"):
        sign(unfinished, steps()[2], setup(), NOW)
    with pytest.raises(OperatorError, match=r"seal\.out_of_order \(field=Patient\)"):
        finish(unfinished, setup(), NOW)


@pytest.mark.parametrize(
    "order", [FIELDS[:3], (*FIELDS[:2], "ClinicSeal", "Clinician"), (*FIELDS, "Patient"), ("Patient",), ()]
)
def test_an_order_names_every_field_once_and_the_clinics_last(order: tuple[str, ...]) -> None:
    with pytest.raises(TamperError, match=r"seal\.draft_unusable"):
        begin(draft(), order)


def test_another_order_is_as_good() -> None:
    own = [steps()[2], steps()[0], steps()[1], steps()[3]]

    report = verify(seal_document(draft(), own, setup(), NOW).data, trust=clinic().root.certificate, now=NOW)

    assert [one.role for one in report.signatures] == ["clinician", "patient", "witness", "clinic"]


def test_a_document_is_put_away_and_taken_up_again() -> None:
    unfinished = begin(draft(), FIELDS)
    for number, step in enumerate(steps()):
        now = NOW + timedelta(hours=number)
        unfinished = resume(replace(draft(), data=unfinished.data), FIELDS)
        unfinished = sign(unfinished, step, setup(), now)
        between = verify(unfinished.data, now=now)
        assert between.finding is Finding.UNFINISHED
        assert [one.role for one in between.unharmed] == ["patient", "witness", "clinician", "clinic"][: number + 1]

    later = NOW + timedelta(hours=3)
    report = verify(finish(unfinished, setup(), later).data, trust=clinic().root.certificate, now=later)
    assert [one.proven for one in report.signatures] == [
        (NOW + timedelta(hours=number)).isoformat() for number in range(4)
    ]


def test_a_document_that_was_changed_while_it_lay_is_not_taken_up() -> None:
    first = sign(begin(draft(), FIELDS), steps()[0], setup(), NOW).data

    for data in (first + b"\n", first.replace(b"10 10 l", b"10 11 l"), whole()):
        with pytest.raises(TamperError, match=r"seal\.draft_unusable"):
            resume(SmallDraft(data), FIELDS)
    with pytest.raises(TamperError, match=r"seal\.draft_unusable"):
        resume(SmallDraft(first), (FIELDS[1], FIELDS[0], *FIELDS[2:]))


# ---------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"hello",
        draft().data[:1500],
        drafts.draft().data,
        draft(fields=("Patient",)).data,
        draft().data.replace(b"/FT /Sig", b"/FT /Btn", 1),
        draft().data + b"\n",
        draft().data.replace(b"(Witness)", b"(Patient)"),
    ],
    ids=["empty", "head", "text", "cut", "another-form", "no-seal", "no-signature", "more", "twice"],
)
def test_a_draft_that_cannot_be_sealed_is_told(data: bytes) -> None:
    with pytest.raises(TamperError, match=r"seal\.draft_unusable"):
        seal_document(SmallDraft(data), steps(), setup(), NOW)


def test_a_clock_before_the_certificate_is_told() -> None:
    with pytest.raises(OperatorError, match=r"seal\.clock_wrong \(since=2026-08-10\)"):
        sealed(now=MADE - timedelta(days=1))


def test_an_expired_certificate_is_told() -> None:
    with pytest.raises(OperatorError, match=r"seal\.certificate_expired \(until=2029-08-10\)"):
        sealed(now=at(4))


def test_a_revoked_key_signs_no_more() -> None:
    keys = revoke(clinic(), clinician().certificate, NOW, lost=True)
    own = [replace(step, signer=clinician()) if step.field == "Clinician" else step for step in steps(keys)]

    with pytest.raises(OperatorError, match=r"seal\.key_revoked"):
        seal_document(draft(), own, setup(keys), NOW)


def test_a_key_that_is_not_its_certificates_is_caught() -> None:
    broken = KeyPair(clinic("Another").kiosk.private_key_pem, clinic().kiosk.certificate_der)
    own = [replace(steps()[0], signer=broken), *steps()[1:]]

    with pytest.raises(TamperError, match=r"seal\.self_check \(finding=signature_wrong\)"):
        seal_document(draft(), own, setup(), NOW)


def test_a_key_that_is_for_something_else_is_caught() -> None:
    own = [*steps()[:3], replace(steps()[3], signer=clinician())]

    with pytest.raises(TamperError, match=r"seal\.self_check \(finding=wrong_key\)"):
        seal_document(draft(), own, setup(), NOW)


@pytest.mark.parametrize("wrong", [replace(draft(), content_digest="00" * 32), replace(draft(), document_id="D-2")])
def test_a_draft_with_another_documents_record_is_caught(wrong: SmallDraft) -> None:
    with pytest.raises(TamperError, match=r"seal\.self_check"):
        seal_document(wrong, steps(), setup(), NOW)


def test_a_signer_of_whom_the_record_does_not_tell_is_caught() -> None:
    listed = [{"role": "patient", "name": "Eva Andere"}]
    with pytest.raises(TamperError, match=r"record_disagrees"):
        sealed(draft(record=json.dumps(RECORD | {"signatures": listed})))


# ---------------------------------------------------------------------- stamps of a service


def test_a_service_stamps_the_clinics_signature_and_the_clinic_all_else() -> None:
    service = Service()
    held = replace(setup(), stamper=NetworkFirst(service.ask, LocalStamper(clinic().stamps), seconds=10))

    data = seal_document(draft(), steps(), held, NOW + timedelta(seconds=5)).data

    later = NOW + timedelta(minutes=1)
    report = verify(data, trust=clinic().root.certificate, now=later)
    known = verify(data, trust=(clinic().root.certificate, service_pair().certificate), now=later)
    assert report.trusted
    assert len(service.asked) == 1
    # Without the service's certificate the clinic's archive stamp proves the time.
    assert {one.proven for one in report.signatures} == {(NOW + timedelta(seconds=5)).isoformat()}
    assert known.signatures[-1].proven == (NOW + timedelta(seconds=3)).isoformat()
    assert {one.proven for one in known.signatures[:-1]} == {(NOW + timedelta(seconds=5)).isoformat()}


# ---------------------------------------------------------------------- renewal


def renewed(data: bytes, *years: float) -> bytes:
    """Renew a file's protection at some times, with the keys that the clinic has then."""
    keys = clinic()
    for year in years:
        keys = refresh(keys, at(year))
        data = reseal(data, keys, (clinic().root.certificate,), at(year))
    return data


@pytest.mark.parametrize(("renewals", "asked"), [((), 3), ((6,), 10), ((6, 12, 18), 20), ((9, 17, 25, 33), 37)])
def test_with_renewal_a_file_is_believed_for_decades(renewals: tuple[float, ...], asked: float) -> None:
    data = renewed(whole(), *renewals)

    report = verify(data, trust=clinic().root.certificate, now=at(asked))

    assert report.trusted
    assert report.ok
    assert len(report.stamps) == 1 + len(renewals)
    assert {one.proven for one in report.signatures} == {NOW.isoformat()}


@pytest.mark.parametrize("asked", [10, 20])
def test_without_renewal_it_is_said_what_still_holds(asked: float) -> None:
    report = verify(whole(), trust=clinic().root.certificate, now=at(asked))

    assert (report.intact, report.valid, report.trusted) == (True, True, False)
    assert "verify.trust_expired_stamp" in report.sentence_keys
    assert report.protected_until.startswith("2036-08-10")


def test_that_renewal_is_due_is_told_ninety_days_ahead() -> None:
    assert verify(whole(), trust=clinic().root.certificate, now=at(9.7)).notes == ()
    assert verify(whole(), trust=clinic().root.certificate, now=at(9.8)).notes == ("verify.note_renew",)


def test_a_renewed_file_satisfies_the_judges(tmp_path: Path) -> None:
    path = tmp_path / "renewed.pdf"
    path.write_bytes(renewed(whole(), 0.01, 0.02))

    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    found = opinions(path.read_bytes(), clinic().root.certificate_der, NOW + timedelta(days=12))

    assert said.count("Signature is Valid.") == len(FIELDS)
    assert checked.returncode == 0
    assert {one.verdict for one in found} == {"AdESPassed.OK"}


@pytest.mark.parametrize("renewals", [(), (6,), (9.5,), (3, 6, 12), (6, 12, 18), (9, 17, 25, 33)])
def test_the_other_judge_says_the_same_for_decades(renewals: tuple[float, ...]) -> None:
    """The signers' certificates end after 3 years, each stamp's after 7 to 10."""
    data = renewed(whole(), *renewals)
    last = max((0, *renewals))

    for after, believed in ((0.2, True), (2, True), (4, True), (6.9, True), (10.2, False)):
        own = verify(data, trust=clinic().root.certificate, now=at(last + after))
        found = opinions(data, clinic().root.certificate_der, at(last + after))
        assert own.trusted is believed
        assert {one.verdict == "AdESPassed.OK" for one in found} == {believed}
        assert not believed or {one.proven for one in found} == {NOW}


def test_too_late_is_too_late() -> None:
    with pytest.raises(OperatorError, match=r"reseal\.too_late \(why=expired\)"):
        reseal(whole(), refresh(clinic(), at(11)), (clinic().root.certificate,), at(11))


@pytest.mark.parametrize("data", [b"", draft().data, drafts.sealed().data, whole()[:-9]])
def test_what_has_no_stamp_is_not_renewed(data: bytes) -> None:
    with pytest.raises(OperatorError, match=r"reseal\.not_ours"):
        reseal(data, clinic(), (clinic().root.certificate, drafts.clinic_key().certificate), NOW)


def test_a_file_outlives_its_root_when_a_new_one_stamps_it() -> None:
    new = migrate_clinic_key(drafts.clinic_key(), "Harbor Clinic", at(5))
    new = msgspec.structs.replace(new, former=(clinic().root.certificate_der,))

    data = reseal(whole(), refresh(new, at(6)), (clinic().root.certificate,), at(6))

    assert verify(data, trust=read_certificates(trust_bundle(new)), now=at(14)).trusted
    assert not verify(data, trust=clinic().root.certificate, now=at(14)).trusted


def test_a_stamp_of_a_new_key_serves_as_well() -> None:
    keys = rotate(clinic(), Purpose.STAMPS, NOW)

    assert verify(sealed(keys=keys).data, trust=clinic().root.certificate, now=NOW).trusted


def test_a_cut_file_says_which_part_is_missing() -> None:
    assert verify(sign(begin(draft(), FIELDS), steps()[0], setup(), NOW).data, now=NOW).reason is (
        Reason.SIGNATURE_MISSING
    )
