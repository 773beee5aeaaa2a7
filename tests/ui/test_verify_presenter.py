"""From checks to words: every verdict has its sentences, and nothing in a file steers the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.codes import CodeKind, PageCode, PaperVerdict, ScanFiling
from kiosk.events import Actor, ConsentWithdrawn
from kiosk.i18n import catalogue
from kiosk.seal import ArchiveStamp, CopyPoint, Finding, LedgerPoint, SealReport, Signature, Trust
from kiosk.service import FileCheck, InLedger, Known, Since, Verdict
from kiosk.visit import Timed, VisitState
from tests.kiosk.visits import RealWalk
from ui.desk.verify import VerdictData
from ui.verify_presenter import clean, grouped, verdict_data

WORDS = catalogue("en")
ZONE = ZoneInfo("America/New_York")
PATIENT = Signature(
    "patient",
    "Rosa Delgado",
    "I want this treatment.",
    "2026-05-12T14:01:52+00:00",
    "ab" * 32,
    how="ink",
    key_name="Harbour Street Clinic – kiosk",
    proven="2026-05-12T14:01:53+00:00",
    trust=Trust.YES,
    covers=382068,
    later=("signature", "signature", "stamp"),
)
SEAL = replace(PATIENT, role="clinic", name="Harbour Street Clinic", how="seal", later=())
REPORT = SealReport(
    Finding.UNCHANGED,
    "cd" * 32,
    intact=True,
    valid=True,
    trust=Trust.YES,
    covers_whole_file=True,
    signatures=(PATIENT, SEAL),
    document_id="CN-2026-0512-0001",
    content_digest="ef" * 32,
    pack_digest="01" * 32,
    ledger=LedgerPoint("demo-kiosk", 125, "23" * 32),
    level="B-LTA",
    stamps=(ArchiveStamp("2026-05-12T14:01:54+00:00", 394944),),
    protected_until="2036-05-01T00:00:00+00:00",
)
GOOD = FileCheck(Verdict.OURS, REPORT, ledger=InLedger(Known.FILE, 126, "v1"), code="HTDG · HRNK · TGG9 · AGEQ")
CODE = PageCode(CodeKind.PREPARED, "F-7", 1, 2, date(2026, 5, 12), bytes(16), "ketamine-iv", "en", "0f" * 8)


STAFF = Actor(kind="staff", id="s1", name="Priya Raman")
TAKEN_BACK = ConsentWithdrawn(by="patient", way="said", words="", staff=STAFF)


def visit() -> VisitState:
    return RealWalk().state


def told(check: FileCheck, *files: str, can_file: bool = False) -> VerdictData:
    return verdict_data(check, files or ("consent.pdf",), WORDS, ZONE, can_file=can_file)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_headline_a_meaning_and_what_to_do(verdict: Verdict) -> None:
    data = told(FileCheck(verdict))
    assert not any("⟨" in text or not text for text in (data.verdict, data.chip, data.means, data.todo))
    assert (data.tone == "good") == (verdict in {Verdict.OURS, Verdict.FORM})
    assert (data.chip == WORDS["check_file.chip_bad"]) == (data.tone == "bad")


@pytest.mark.parametrize("verdict", [Verdict.OURS, Verdict.EXPIRED, Verdict.PAPER, Verdict.PAPER_PART])
def test_nobody_is_told_to_rely_on_a_consent_that_was_taken_back(verdict: Verdict) -> None:
    state = replace(visit(), withdrawn=Timed(datetime(2026, 5, 12, 15, 0, tzinfo=UTC), TAKEN_BACK))
    data = told(replace(GOOD, verdict=verdict, visit=state, since=Since.WITHDRAWN))
    assert (data.tone, data.verdict) == ("doubt", "This consent was withdrawn")
    assert data.means.endswith("But the consent was taken back: 12 May 2026, 11:00:00 (UTC-04:00).")
    assert data.means.startswith(WORDS[f"check_file.means_{verdict}"])
    assert data.todo == WORDS["check_file.todo_withdrawn"]
    assert data.chip == "Does not count any more"


def test_the_newer_consent_is_named() -> None:
    data = told(replace(GOOD, visit=visit(), since=Since.RENEWED, newer="CN-2027-0512-0001"))
    assert (data.tone, data.verdict) == ("doubt", "A newer consent took the place of this one")
    assert "CN-2027-0512-0001" in data.means
    assert data.todo == WORDS["check_file.todo_renewed"]


def test_of_a_consent_whose_renewal_was_taken_back_neither_is_to_be_relied_on() -> None:
    data = told(replace(GOOD, visit=visit(), since=Since.ENDED, newer="CN-2027-0512-0001"))
    assert (data.tone, data.chip) == ("doubt", "Does not count any more")
    assert data.verdict == WORDS["check_file.is_ended"]
    assert "CN-2027-0512-0001, was taken back" in data.means
    assert data.todo == WORDS["check_file.todo_ended"]


def test_of_another_kiosks_document_nobody_knows_here_what_became_of_it() -> None:
    data = told(replace(GOOD, ledger=InLedger(), elsewhere="kiosk-2"))
    assert (data.tone, data.todo) == ("good", WORDS["check_file.todo_ours_elsewhere"])
    assert told(GOOD).todo == WORDS["check_file.todo_ours"]


def test_a_good_copy_is_not_called_what_was_signed() -> None:
    report = replace(REPORT, copied=CopyPoint("patient_copy", "CN-1-P", "CN-1", "ab"))
    data = told(replace(GOOD, report=report))
    assert data.verdict == told(GOOD).verdict
    assert "not this copy" in data.means
    assert "what was signed here" in told(GOOD).means


def test_a_good_file_in_words() -> None:
    data = told(replace(GOOD, visit=visit()))

    assert data.said == REPORT.remarks(WORDS)
    assert dict(data.lines) == {
        "Document": "CN-2026-0512-0001",
        "Verification code": "HTDG · HRNK · TGG9 · AGEQ",
        "Archive time stamp": "Of 12 May 2026, 10:01:54 (UTC-04:00). It can be believed until 30 April 2036.",
        "Record of the visit": "Attached to the file, unchanged",
        "This kiosk’s ledger": "Has exactly this file: entry 126",
        "Visit": "Rosa Delgado, born 14 March 1961, record 20418. Begun 12 May 2026, 10:00:00 (UTC-04:00)",
    }
    assert data.signers_title == "Who signed"
    patient, seal = data.signers
    assert (patient.name, patient.role, patient.meaning) == ("Rosa Delgado", "Patient", "I want this treatment.")
    assert (patient.when, patient.how) == ("Signed 12 May 2026, 10:01:52 (UTC-04:00)", "Signed on the clinic tablet")
    assert "later signatures, archive time stamps." in patient.covers
    assert patient.covers.endswith("A time stamp proves that it was there 12 May 2026, 10:01:53 (UTC-04:00).")
    assert (seal.role, seal.how) == ("Clinic", "The clinic’s seal")
    assert seal.when == "Sealed 12 May 2026, 10:01:52 (UTC-04:00)"
    assert "Nothing was added after it." in seal.covers
    assert not data.can_file
    assert data.visit_id == ""


def test_the_details_say_what_the_verifier_says_with_digests_that_can_be_read() -> None:
    data = told(GOOD)
    assert data.details[: len(REPORT.details(WORDS))] == tuple(grouped(one) for one in REPORT.details(WORDS))
    assert data.details[-1] == "SHA-256 of the file: " + " ".join(["cdcdcdcd"] * 8)
    assert any("abababab abababab" in one for one in data.details)


@pytest.mark.parametrize(
    ("ledger", "elsewhere", "said"),
    [
        (InLedger(Known.DOCUMENT, 9, "v1"), "", "Has this document: entry 9. This file is another copy of it"),
        (InLedger(Known.OTHER, 9, "v1"), "", "Has another document with this number: entry 9."),
        (InLedger(), "", "Does not have it"),
        (InLedger(), "kiosk-2", "Does not have it. It was sealed on another kiosk: kiosk-2"),
    ],
)
def test_what_the_ledger_has(ledger: InLedger, elsewhere: str, said: str) -> None:
    data = told(replace(GOOD, ledger=ledger, elsewhere=elsewhere))
    assert dict(data.lines)["This kiosk’s ledger"].startswith(said)


def test_a_form_signed_by_hand_a_plain_record_and_a_way_that_is_not_known_yet() -> None:
    paper = replace(PATIENT, how="paper", received_by="Priya Raman", covers=0, proven="")
    newer = replace(PATIENT, role="notary", how="voice", time="yesterday", proven="")
    report = replace(REPORT, signatures=(paper, newer), document_id=None, stamps=(), protected_until="")
    data = told(FileCheck(Verdict.DOUBTFUL, report))

    assert data.signers_title == "Who signed, as the file says"
    assert data.signers[0].when == "Received by Priya Raman, 12 May 2026, 10:01:52 (UTC-04:00)"
    assert data.signers[0].covers == ""
    assert (data.signers[1].role, data.signers[1].how, data.signers[1].when) == ("notary", "voice", "Signed yesterday")
    assert dict(data.lines) == {"Record of the visit": "The file has none", "This kiosk’s ledger": "Does not have it"}


def test_a_stamp_without_an_end_and_a_time_without_a_zone() -> None:
    report = replace(REPORT, protected_until="", stamps=(ArchiveStamp("2026-05-12T14:01:54", 1),))
    assert dict(told(FileCheck(Verdict.OTHER_CLINIC, report)).lines)["Archive time stamp"] == "Of 2026-05-12T14:01:54."


def test_paper_in_words() -> None:
    code = replace(CODE, kind=CodeKind.SEALED, document="CN-1", treatment="", language="", visit="")
    paper = PaperVerdict((), code, "Harbour Street Clinic", (1, 2))
    data = told(FileCheck(Verdict.PAPER, paper=paper), "a.jpg", "b.jpg", "c.jpg")

    assert data.files == "a.jpg and 2 more"
    assert data.said == (paper.sentence(WORDS),)
    assert dict(data.lines) == {"Document": "CN-1", "Made": "12 May 2026", "Pages shown": "1, 2 of 2"}
    assert data.tone == "doubt"


def test_a_form_offers_to_be_filed_only_where_it_can_be() -> None:
    filing = ScanFiling((), CODE, (1, 2))
    paper = PaperVerdict((), CODE, "", (1, 2))
    known = FileCheck(Verdict.FORM, filing=filing, paper=paper, visit=visit())

    assert (told(known).can_file, told(known, can_file=True).can_file) == (False, True)
    assert told(known, can_file=True).visit_id == "v1"
    assert dict(told(known).lines)["Treatment"] == "ketamine-iv"
    assert told(known).said == (filing.sentence(WORDS),)
    elsewhere = told(replace(known, visit=None), can_file=True)
    assert not elsewhere.can_file
    assert dict(elsewhere.lines)["Visit"] == f"This kiosk does not have the visit {'0f' * 8}"
    open_yet = told(replace(known, verdict=Verdict.PAPER_OPEN), can_file=True)
    assert (open_yet.can_file, open_yet.visit_id) == (False, "")


def test_nothing_to_read_has_no_lines() -> None:
    data = told(FileCheck(Verdict.PAPER_OPEN, paper=PaperVerdict(())))
    assert (data.lines, data.signers, data.details) == ((), (), ())


def test_signs_that_steer_are_taken_out_and_names_of_every_script_stay() -> None:
    for name in ("نادية", "שרה בת-אל", "می‌خواهم", "Nguyễn", "王小明", "O'Brien"):
        assert clean(name) == name
    assert clean("Rosa\u202eogadleD\nSealed\x07") == "Rosa�ogadleD�Sealed�"
    hostile = replace(GOOD, report=replace(REPORT, signatures=(replace(PATIENT, name="Rosa\u202e"),)))
    assert told(hostile, "a\u202efdp.exe").signers[0].name == "Rosa�"
    assert told(hostile, "a\u202efdp.exe").files == "a�fdp.exe"


def test_a_moment_is_in_the_clinics_zone() -> None:
    at = datetime(2026, 5, 12, 14, 1, 52, tzinfo=UTC)
    assert f"{at.astimezone(ZONE):%H:%M:%S}" in told(GOOD).signers[0].when
