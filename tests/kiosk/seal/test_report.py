from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
import yaml

import kiosk
from kiosk.seal import ArchiveStamp, Finding, Reason, SealReport, Signature, Trust
from kiosk.seal.report import CopyPoint, ScanPoint, refusal

EN = Path(kiosk.__file__).parent / "locale" / "en.yaml"
CATALOGUE: dict[str, str] = yaml.safe_load(EN.read_text(encoding="utf-8"))
PATIENT = Signature("patient", "Ana Beispiel", "I agree", "2026-08-12T10:04:00-04:00")
CLINIC = Signature("clinic", "Harbor Clinic", "Complete record", "2026-08-12T14:05:30+00:00", "ab" * 32)


def good(trust: Trust = Trust.NOT_ASKED, *signatures: Signature) -> SealReport:
    return SealReport(
        Finding.UNCHANGED, "00", intact=True, valid=True, trust=trust, covers_whole_file=True, signatures=signatures
    )


@pytest.mark.parametrize("finding", Finding)
def test_each_finding_has_a_sentence(finding: Finding) -> None:
    assert refusal(finding, "00").sentence(CATALOGUE)


@pytest.mark.parametrize("trust", Trust)
def test_each_answer_on_trust_has_a_sentence(trust: Trust) -> None:
    said = good(trust).sentence(CATALOGUE)

    assert said.startswith("This file is unchanged")
    assert CATALOGUE[f"verify.trust_{trust}"] in said


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_a_sentence(reason: Reason) -> None:
    said = refusal(Finding.CHANGED, "00", reason, (PATIENT,)).sentence(CATALOGUE)

    assert CATALOGUE[f"verify.reason_{reason}"] in said
    assert "Ana Beispiel (patient)" in said


def test_a_stamp_that_ran_out_says_what_still_holds_and_why() -> None:
    stamp = ArchiveStamp("2026-08-12T14:05:30+00:00", 9)

    said = replace(good(Trust.EXPIRED), stamps=(stamp,), protected_until="2036-08-10T00:00:00+00:00").sentence(
        CATALOGUE
    )

    assert "until 2036-08-10" in said
    assert "What still holds" in said


def test_remarks_are_told() -> None:
    said = replace(
        good(Trust.YES),
        protected_until="2036-08-10T00:00:00+00:00",
        notes=("verify.note_renew", "verify.note_unlisted"),
    ).sentence(CATALOGUE)

    assert "before 2036-08-10" in said
    assert CATALOGUE["verify.note_unlisted"] in said


def test_somebody_in_the_record_is_not_taken_for_the_clinics_seal() -> None:
    assert Signature("clinic", "X", "", "").sentence_key == "verify.signer"
    assert CLINIC.sentence_key == "verify.seal"


def test_the_sentence_says_who_signed_what_and_when() -> None:
    said = good(Trust.YES, PATIENT, CLINIC).sentence(CATALOGUE)

    assert "Ana Beispiel (patient) signed on 2026-08-12 10:04 -0400: I agree." in said
    assert "Harbor Clinic sealed it on 2026-08-12 14:05 +0000: Complete record." in said


def test_a_form_signed_on_paper_is_not_said_to_be_signed_when_staff_got_it() -> None:
    paper = Signature(
        "patient", "Ana Beispiel", "I agree", "2026-08-12T10:04:00-04:00", how="paper", received_by="Priya\x1b Raman"
    )

    said = good(Trust.YES, paper, CLINIC).sentence(CATALOGUE)

    assert "signed on 2026" not in said
    wanted = (
        "Ana Beispiel (patient) signed on paper, received by Priya\N{REPLACEMENT CHARACTER} Raman on 2026-08-12 10:04"
    )
    assert wanted in said
    assert (paper.to_json()["how"], paper.to_json()["time"]) == ("paper", paper.time)


def test_typed_text_cannot_steer_a_terminal_or_fill_places() -> None:
    hostile = Signature("patient", "\x1b[2J{time}\u202eabc", "line\nbreak", "{role}")

    said = good(Trust.YES, hostile).sentence(CATALOGUE)

    assert said.isprintable()
    assert "{time}" in said


@pytest.mark.parametrize(
    ("trust", "trusted", "ok"),
    [
        (Trust.NOT_ASKED, None, True),
        (Trust.YES, True, True),
        (Trust.OTHER, False, False),
        (Trust.EXPIRED, False, False),
    ],
)
def test_trust_counts_only_when_it_was_asked(trust: Trust, trusted: bool | None, ok: bool) -> None:
    report = good(trust)

    assert report.trusted is trusted
    assert report.ok is ok


def test_json_holds_the_contract_of_the_command_line() -> None:
    found = good(Trust.YES, PATIENT, CLINIC).to_json()

    assert {"intact", "valid", "trusted", "signatures", "content_digest", "pack_digest"} <= found.keys()
    assert found["signatures"] == [PATIENT.to_json(), CLINIC.to_json()]


def test_a_refusal_claims_nothing() -> None:
    report = refusal(Finding.CHANGED, "00")

    assert not report.ok
    assert (report.intact, report.valid, report.trusted, report.signatures) == (False, False, None, ())


def test_a_copy_is_told_as_one_before_the_signatures_of_its_original() -> None:
    """Who hears "Ana Beispiel signed" of a summary that she never saw is told something false."""
    copied = CopyPoint("clinician_summary", "CN-1-C", "CN-1", "ab" * 32)
    said = replace(good(Trust.YES, PATIENT, CLINIC), copied=copied, document_id="CN-1", content_digest="cd").sentence(
        CATALOGUE
    )
    first, second, *_ = said.split(". ")
    assert first.startswith("This file is unchanged")
    assert "copy for one reader, made from the document CN-1" in second
    assert said.index("clinic's seal only") < said.index("Ana Beispiel (patient) signed")


@pytest.mark.parametrize(("kind", "said"), [("consent", "consent"), ("refusal", "declined"), ("summary", "no choice")])
def test_what_a_document_records_is_told(kind: str, said: str) -> None:
    """Nobody signs a refusal or a summary for a talk: without this, the verdict would not say what was sealed."""
    assert said in replace(good(Trust.YES, CLINIC), kind=kind).sentence(CATALOGUE)
    assert said not in replace(good(Trust.YES, CLINIC), kind="of a later version").sentence(CATALOGUE)


def test_a_scan_is_told_as_what_it_is() -> None:
    scan = ScanPoint("PF-1", "v1", "2026-05-12T14:00:00+00:00", "Priya\x1b[31m Raman", 2, counts_as_signature=False)
    report = replace(good(Trust.YES, CLINIC), notes=("verify.note_scan",), scan=scan, document_id="SC-1")
    assert "What is written by hand was not checked" in report.sentence(CATALOGUE)
    [line] = report.details(CATALOGUE)
    assert line.startswith("Scan of the form PF-1 of the visit v1, received by Priya")
    assert "\x1b" not in line
    assert report.to_json()["scan"] == {
        "form": "PF-1",
        "visit": "v1",
        "received_at": "2026-05-12T14:00:00+00:00",
        "received_by": scan.received_by,
        "files": 2,
        "counts_as_signature": False,
        "handwriting_checked": False,
    }
    assert "scan" not in good().to_json()


def test_the_remarks_are_the_sentence_without_the_signers() -> None:
    report = good(Trust.YES, PATIENT, CLINIC)
    first, *rest = report.remarks(CATALOGUE)
    said = report.sentence(CATALOGUE)
    assert said.startswith(first)
    assert said.endswith(" ".join(rest))
    assert not any(PATIENT.name in remark for remark in (first, *rest))


@pytest.mark.parametrize(
    ("role", "how", "identity", "said"),
    [
        ("patient", "ink", "photo_id", "(patient) signed on 2026-08-12 10:04 -0400, by hand on a screen: I agree."),
        ("representative", "mark", "", "(decides for the patient) signed on 2026-08-12 10:04 -0400, with a mark"),
        ("interpreter", "typed", "asked", "(interpreter) signed on 2026-08-12 10:04 -0400, by typing the name: I"),
        ("clinician", "typed", "pin", "(clinician) signed on 2026-08-12 10:04 -0400, with a personal PIN: I agree."),
        ("nobody", "other", "", "(nobody) signed on 2026-08-12 10:04 -0400: I agree."),
    ],
)
def test_each_role_and_each_way_has_words(role: str, how: str, identity: str, said: str) -> None:
    signed = replace(PATIENT, role=role, how=how, identity=identity)
    assert said in good(Trust.YES, signed).sentence(CATALOGUE)
    assert signed.to_json()["identity"] == identity


@pytest.mark.parametrize(
    ("key_kind", "said"),
    [
        ("own", "signed with a personal key of X"),
        ("kiosk", "sealed as evidence with the key of X"),
        ("clinic", "sealed with the key of X"),
    ],
)
def test_whose_key_it_is_is_told(key_kind: Literal["own", "kiosk", "clinic"], said: str) -> None:
    [line, *_] = good(Trust.YES, replace(PATIENT, key_name="X", key_kind=key_kind, covers=9)).details(CATALOGUE)
    assert f"Ana Beispiel (patient): {said}. It covers the first 9 bytes" in line


def test_a_withdrawal_says_what_it_takes_back_and_a_consent_that_it_cannot_know() -> None:
    taken_back = replace(good(), kind="withdrawal", withdraws="CN-1", document_id="CN-2", content_digest="ab")
    assert "It takes back the consent CN-1." in taken_back.sentence(CATALOGUE)
    assert (taken_back.to_json()["kind"], taken_back.to_json()["withdraws"]) == ("withdrawal", "CN-1")
    renewal = replace(good(), kind="renewal", renews="CN-1")
    assert "It renews the consent CN-1." in renewal.sentence(CATALOGUE)
    cannot = CATALOGUE["verify.detail_withdrawn"]
    assert cannot in renewal.details(CATALOGUE)
    assert cannot not in taken_back.details(CATALOGUE)
