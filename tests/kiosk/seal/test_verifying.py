"""Files of today's form, PAdES B-LTA. Those of the first version are in `test_first_form`."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

import kiosk
from kiosk.events import binding_digest, canonical_bytes
from kiosk.pdf import draw
from kiosk.record import record_bytes
from kiosk.seal import Finding, Reason, SealReport, Step, Trust, begin, fingerprint, read_certificates, sign, verify
from kiosk.seal.sealing import _archived
from tests.kiosk.seal.drafts import CONTENT_DIGEST, NOW, RECORD, SmallDraft
from tests.kiosk.seal.files import at, clinic, clinician, draft, sealed, setup, whole
from tests.kiosk.seal.forgeries import FORGERIES, foreign_archive_stamp, forged
from tests.kiosk.seal.stranger import opinions
from tests.kiosk.signers import not_signed, represented
from tests.kiosk.signers import whole as consent
from tests.kiosk.visits import RealWalk

SAMPLES = Path(__file__).parent / "samples"
EN = Path(kiosk.__file__).parent / "locale" / "en.yaml"
CATALOGUE: dict[str, str] = yaml.safe_load(EN.read_text(encoding="utf-8"))


def good() -> SealReport:
    return verify(whole(), trust=clinic().root.certificate, now=NOW)


@pytest.mark.parametrize("name", ["b-lta", "archive-place"])
def test_a_document_of_this_version_verifies_for_ever(name: str) -> None:
    """The second is the first whose archive stamp has a place on no page. They are never made anew."""
    data = (SAMPLES / f"{name}.pdf").read_bytes()
    trust = read_certificates((SAMPLES / f"{name}.pem").read_bytes())

    report = verify(data, trust=trust, now=datetime(2030, 1, 1, tzinfo=UTC))

    assert report.ok
    assert report.trusted
    assert report.level == "B-LTA"
    assert [one.role for one in report.signatures] == ["patient", "witness", "clinician", "clinic"]


def test_a_document_with_a_list_for_each_certificate_verifies_for_ever_and_not_in_our_eyes_only() -> None:
    """Sealed in August 2026, renewed in 2032 and 2038. It is never made anew."""
    data = (SAMPLES / "own-lists.pdf").read_bytes()
    trust = read_certificates((SAMPLES / "own-lists.pem").read_bytes())
    root = trust[0].public_bytes(Encoding.DER)

    for year, believed in ((2039, True), (2047, True), (2049, False)):
        now = datetime(year, 1, 1, tzinfo=UTC)
        report = verify(data, trust=trust, now=now)
        assert (report.intact, report.valid, report.trusted) == (True, True, believed)
        assert {one.verdict == "AdESPassed.OK" for one in opinions(data, root, now)} == {believed}


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


def test_a_copy_and_a_scan_of_this_version_verify_for_ever() -> None:
    """A summary for the clinician, and two sheets that came back signed. They are never made anew."""
    trust = read_certificates((SAMPLES / "others.pem").read_bytes())
    copy, scan = (
        verify((SAMPLES / f"{name}.pdf").read_bytes(), trust=trust, now=datetime(2030, 1, 1, tzinfo=UTC))
        for name in ("copy", "scan")
    )
    assert (copy.ok, copy.trusted, scan.ok, scan.trusted) == (True, True, True, True)
    assert copy.copied is not None
    assert (copy.copied.kind, copy.copied.id) == ("clinician_summary", f"{copy.document_id}-C")
    assert scan.scan is not None
    assert (scan.scan.form, scan.scan.received_by) == ("PF-2026-0512-0badcafe", "Priya Raman")


@pytest.mark.parametrize(
    ("name", "kind", "document", "earlier", "roles"),
    [
        (
            "roles",
            "renewal",
            "CN-2026-0512-0002",
            (None, "CN-2026-0512-0001"),
            ["representative", "witness", "interpreter", "explainer", "clinician", "clinic"],
        ),
        (
            "withdrawal",
            "withdrawal",
            "CN-2026-0512-0003",
            ("CN-2026-0512-0002", "CN-2026-0512-0001"),
            ["representative", "clinician", "clinic"],
        ),
    ],
)
def test_what_everybody_signed_in_this_version_verifies_for_ever(
    name: str, kind: str, document: str, earlier: tuple[str | None, str], roles: list[str]
) -> None:
    """A renewal that all roles signed, and its withdrawal, as the service made them. They are never made anew."""
    trust = read_certificates((SAMPLES / "roles.pem").read_bytes())

    report = verify((SAMPLES / f"{name}.pdf").read_bytes(), trust=trust, now=datetime(2030, 1, 1, tzinfo=UTC))

    assert (report.ok, report.trusted, report.level) == (True, True, "B-LTA")
    assert (report.kind, report.document_id, (report.withdraws, report.renews)) == (kind, document, earlier)
    assert [one.role for one in report.signatures] == roles
    assert [one.key_kind for one in report.signatures][-2:] == ["own", "clinic"]


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


# ---------------------------------------------------------------- ink of another document


def drawn_with(change: Callable[[dict[str, Any]], None], visit: Callable[[], RealWalk] = represented) -> bytes:
    """Return a consent that was sealed with the clinic's keys, and with another record than it was drawn from."""
    document, record = consent(visit())
    fields = json.loads(record_bytes(record))
    change(fields)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kiosk.pdf.drawing.record_bytes", lambda _record: canonical_bytes(fields))
        drawn = draw(document, record)
    keys = clinic()
    signers = {"Clinician": clinician(), "ClinicSeal": keys.seal}
    names = {one.role.title(): (one.name, one.meaning) for one in record.signatures}
    names["ClinicSeal"] = ("Harbor Clinic", "Complete")
    told = [Step(one.name, *names[one.name], signers.get(one.name, keys.kiosk)) for one in drawn.signature_fields]
    unfinished = begin(drawn, [step.field for step in told])
    for step in told:
        unfinished = sign(unfinished, step, setup(), NOW)
    # What `finish` does, but for its own look at what came out.
    return _archived(unfinished, setup(), NOW)


def test_ink_that_was_given_for_another_document_is_refused_whoever_sealed_it() -> None:
    def transplanted(fields: dict[str, Any]) -> None:
        fields["signatures"][0]["ink"]["strokes"].reverse()

    found = verify(drawn_with(lambda _: None), trust=clinic().root.certificate, now=NOW)
    assert found.ok
    assert (found.kind, found.withdraws, found.renews) == ("consent", None, None)
    assert [one.key_kind for one in found.signatures] == ["kiosk", "own", "clinic"]
    report = verify(drawn_with(transplanted), trust=clinic().root.certificate, now=NOW)
    assert (report.finding, report.reason) == (Finding.BAD_SEAL, Reason.INK_DISAGREES)
    assert "was not given for this document" in report.sentence(CATALOGUE)


def test_who_did_not_sign_is_told_and_one_of_whom_only_the_record_tells_is_refused() -> None:
    def slipped_in(fields: dict[str, Any]) -> None:
        fields["not_signed"] = [{**fields["not_signed"][0], "reason": "She was never there."}]

    report = verify(drawn_with(lambda _: None, not_signed), trust=clinic().root.certificate, now=NOW)
    assert report.trusted
    assert [one.role for one in report.signatures] == ["clinic"]
    [absent] = report.not_signed
    assert (absent.role, absent.name) == ("interpreter", "Inés Vidal")
    told = "Inés Vidal (interpreter) was to sign and did not: She had to leave, and nobody can reach her."
    assert told in report.details(CATALOGUE)
    assert report.to_json()["not_signed"] == [
        {"role": "interpreter", "name": "Inés Vidal", "reason": "She had to leave, and nobody can reach her."}
    ]
    assert "not_signed" not in good().to_json()
    report = verify(drawn_with(slipped_in, not_signed), trust=clinic().root.certificate, now=NOW)
    assert (report.finding, report.reason) == (Finding.BAD_SEAL, Reason.RECORD_DISAGREES)


def test_somebody_of_whom_only_the_record_tells_has_not_signed() -> None:
    """Else whoever has the clinic's seal could say that a clinician signed, without that clinician's own key."""

    def claimed(fields: dict[str, Any]) -> None:
        document, listed = fields["document"], fields["signatures"]
        blocks = [one for one in document["blocks"] if one["type"] == "signature"]
        document["blocks"].append({**blocks[-1], "role": "explainer"})
        listed.append({**listed[-1], "role": "explainer"})
        listed[-1]["binding"] = binding_digest(document["id"], listed[-1])
        fields["content_digest"] = hashlib.sha256(canonical_bytes(document)).hexdigest()

    report = verify(drawn_with(claimed), trust=clinic().root.certificate, now=NOW)
    assert (report.finding, report.reason) == (Finding.BAD_SEAL, Reason.RECORD_DISAGREES)


def test_a_record_with_another_document_than_it_names_is_refused() -> None:
    def another(fields: dict[str, Any]) -> None:
        fields["document"]["subtitle"] = "For something else"

    report = verify(drawn_with(another), trust=clinic().root.certificate, now=NOW)
    assert (report.finding, report.reason) == (Finding.BAD_SEAL, Reason.CONTENT_DISAGREES)
    assert "another content" in report.sentence(CATALOGUE)


def test_a_stamp_that_somebody_else_added_protects_nothing() -> None:
    later = verify(foreign_archive_stamp(), trust=clinic().root.certificate, now=NOW)

    assert (later.finding, later.trust, later.protected_until) == (Finding.UNCHANGED, Trust.STAMP, "")
    assert "a time stamp in it is not one of the clinic's" in later.sentence(CATALOGUE)
    assert not [line for line in later.details(CATALOGUE) if "can be believed until" in line]


def packed(record: bytes, times: int) -> SmallDraft:
    """Return a draft whose record is compressed, once or more."""
    with pikepdf.open(BytesIO(draft().data)) as pdf:
        file = pdf.Root.Names.EmbeddedFiles.Names[1].EF.F
        for _ in range(times):
            record = zlib.compress(record, 9)
        file.write(record, filter=pikepdf.Array([pikepdf.Name.FlateDecode] * times))
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return SmallDraft(out.getvalue())


@pytest.mark.parametrize(
    ("record", "times"),
    [
        (b" " * 9_000_000, 1),
        (b" " * 9_000_000, 2),
        (b'{"signatures":%b%b}' % (b"[" * 5000, b"]" * 5000), 1),
        (b'{"signatures":[%b{}]}' % (b"{}," * 200), 1),
    ],
)
def test_a_record_that_is_a_bomb_is_not_unpacked(record: bytes, times: int) -> None:
    """Whoever has keys of their own can make a file whose signatures are all right: 41 KB of it filled 2 GB."""
    report = verify(forged(of=packed(record, times)), now=NOW)
    assert (report.finding, report.reason) == (Finding.BAD_SEAL, Reason.RECORD_UNREADABLE)
    assert "was not read" in report.sentence(CATALOGUE)
    assert verify(forged(of=packed(json.dumps(RECORD).encode(), 1)), now=NOW).ok


@pytest.mark.parametrize(
    ("name", "said", "unsaid"),
    [
        ("foreign_kiosk", "That concerns: Ana Beispiel (patient).", "the seal was made with another"),
        ("clinician_by_another", "That concerns: Dr Amara Osei (clinician).", "patient), Wim"),
        ("claims_later_time", "after a later time stamp", "the seal's time"),
        ("expired_key", "had run out before anything proves", "nobody renewed it"),
        ("renewed_too_late", "had run out before anything proves", "nobody renewed it"),
        ("not_renewed", "nobody renewed it", "That concerns"),
        ("foreign_clinic", "the seal was made with another certificate", "That concerns"),
        ("foreign_signature_stamps", "That concerns: Harbor Clinic (clinic).", "Ana Beispiel (patient)."),
    ],
)
def test_each_word_on_a_forgery_is_true(name: str, said: str, unsaid: str) -> None:
    """An auditor relies on the words: what is wrong with one signature is not told of the seal, and not of all."""
    forgery = FORGERIES[name]
    report = verify(forgery.build(), trust=forgery.root().root.certificate, now=at(forgery.years))
    sentence = report.sentence(CATALOGUE)
    assert said in sentence
    assert unsaid not in sentence
    assert bool(report.protected_until) is (name == "not_renewed")
