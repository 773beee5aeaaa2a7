"""Checking files: each kind of file gets its one verdict, with what the ledger knows of it."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import msgspec
import pikepdf
import pytest

from kiosk import events as e
from kiosk.codes import CodeKey, CodeKind, PageCode, write_text
from kiosk.errors import OperatorError, TamperError
from kiosk.i18n import catalogue
from kiosk.seal import Finding, Reason, Trust, make_clinic_keys, reseal, verify
from kiosk.service import (
    CODE_KEY,
    FileCheck,
    InLedger,
    KioskService,
    Known,
    Since,
    Verdict,
    check_files,
    make_page_key,
    put_keys,
    put_page_key,
    read_files,
    withdraw,
)
from kiosk.service import checking_files as module
from kiosk.service.checking_files import find_document
from kiosk.service.renewing import trust_of
from kiosk.settings import ClinicSettings, demo_settings
from kiosk.vault import StoredFile
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.codes.scans import DAY, as_file, as_scan, square
from tests.kiosk.services import Clock, clinic_keys, countersign, keyed_ledger, page_key
from tests.kiosk.visits import ServiceWalk, real_content

NOW = datetime(2026, 5, 13, tzinfo=UTC)
STAFF = e.Actor(kind="staff", id="s1", name="Priya Raman")
WORDS = catalogue("en")
SIGNER = page_key().signer
DIGEST = bytes(range(16))


@cache
def _sealed() -> tuple[MemoryLedger, str, bytes]:
    ledger = keyed_ledger()
    service = KioskService(ledger, real_content(), demo_settings(), clock=Clock())
    visit = ServiceWalk(service).to_the_end("talk").visit_id
    service.seal(visit)
    return ledger, visit, service.read_sealed(visit)


class Desk:
    """A kiosk with one sealed visit, and somebody who checks what is brought."""

    def __init__(self) -> None:
        ledger, self.visit, self.file = _sealed()
        self.ledger = copy.deepcopy(ledger)
        self.service = KioskService(self.ledger, real_content(), demo_settings(), clock=Clock(hours=2))

    def check(self, *files: bytes, now: datetime = NOW) -> FileCheck:
        return check_files(self.service, files, STAFF, now)

    def views(self) -> int:
        return sum(isinstance(event, e.RecordViewed) for event in self.ledger.events(self.visit))

    @property
    def document(self) -> e.DocumentSealed:
        sealed = self.service.state(self.visit).document
        assert sealed is not None
        return sealed.event


@pytest.fixture
def desk() -> Desk:
    return Desk()


def pdf(pages: int = 1, **saving: object) -> bytes:
    """Return a PDF that nobody sealed."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        out = BytesIO()
        made.save(out, **saving)  # type: ignore[arg-type]
        return out.getvalue()


def photo(code: PageCode, key: CodeKey | None = SIGNER) -> bytes:
    return as_file(square(write_text(code, key)))


def page(number: int = 1, pages: int = 2, document: str = "CN-2026-0512-0001") -> PageCode:
    return PageCode(CodeKind.SEALED, document, number, pages, DAY, DIGEST)


def form(number: int = 1, pages: int = 1, visit: str = "") -> PageCode:
    kind = CodeKind.PREPARED if visit else CodeKind.BLANK
    return PageCode(kind, "F-2026-0512-0007", number, pages, DAY, DIGEST, "ketamine-iv", "en", visit)


# ---------------------------------------------------------------------- sealed files


def test_a_file_of_this_kiosk_is_known_by_its_entry_and_the_look_at_it_is_noted(desk: Desk) -> None:
    check = desk.check(desk.file)

    assert (check.verdict, check.ledger.known, check.ledger.visit) == (Verdict.OURS, Known.FILE, desk.visit)
    entry = next(one for one in desk.ledger.entries() if one.sequence == check.ledger.entry)
    assert entry.event_name == e.DocumentSealed.name
    assert check.code == desk.document.verification_code
    assert check.elsewhere == ""
    assert check.visit is not None
    assert check.visit.opened.event.patient.name == "Rosa Delgado"
    assert desk.views() == 1
    assert desk.ledger.events(desk.visit)[-1] == e.RecordViewed(staff=STAFF)


def test_the_sentences_are_those_of_the_verifier(desk: Desk) -> None:
    check = desk.check(desk.file)
    assert check.report is not None
    said = check.remarks(WORDS)
    whole = check.report.sentence(WORDS)

    assert said == check.report.remarks(WORDS)
    assert all(sentence in whole for sentence in said)
    assert said[0] == WORDS["verify.unchanged"]


def test_a_copy_with_a_later_stamp_is_known_as_the_document(desk: Desk) -> None:
    later = datetime(2026, 5, 14, tzinfo=UTC)
    longer = reseal(desk.file, clinic_keys(), trust_of(clinic_keys()), later)
    check = desk.check(longer, now=later)

    assert (check.verdict, check.ledger.known) == (Verdict.OURS, Known.DOCUMENT)
    assert check.visit is not None


def test_what_this_kiosk_resealed_is_known_by_its_own_entry(desk: Desk) -> None:
    new = StoredFile.of("CN-2026-0512-0001.1", "sealed-pdf", desk.file + b" ")
    event = e.DocumentResealed(
        document_id=desk.document.document_id,
        file_id=new.id,
        file_digest=new.sha256,
        digest_before=desk.document.file_digest,
        protected_until=NOW,
        resealed_at=NOW,
    )
    version = desk.ledger.version(desk.visit)
    [entry] = desk.ledger.append(desk.visit, version, [event], actor=STAFF, now=NOW, files=(new,))

    assert find_document(desk.ledger, "", new.sha256) == InLedger(Known.FILE, entry.sequence, desk.visit)


def test_copies_and_scans_are_found_too(desk: Desk) -> None:
    original = desk.document
    files = (
        StoredFile.of(f"{original.document_id}-P", "sealed-pdf", b"the copy"),
        StoredFile.of("SC-2026-0512-0001", "sealed-scan", b"the scan"),
    )
    copied = e.CopySealed(
        kind="patient_copy",
        original=original.document_id,
        document_id=files[0].id,
        file_digest=files[0].sha256,
        content_digest=original.content_digest,
        pages=3,
        sealed_at=NOW,
    )
    scanned = e.ScanSealed(
        document_id=files[1].id,
        form_id="BF-2026-0512-36eb0870",
        form_kind="blank",
        file_digest=files[1].sha256,
        content_digest="4" * 64,
        original_digests=("5" * 64,),
        pages=3,
        sealed_at=NOW,
        staff=STAFF,
    )
    version = desk.ledger.version(desk.visit)
    entries = desk.ledger.append(desk.visit, version, [copied, scanned], actor=STAFF, now=NOW, files=files)

    # The record in a copy names the original.
    named = (original.document_id, scanned.document_id)
    events: tuple[e.CopySealed | e.ScanSealed, ...] = (copied, scanned)
    for sealed, name, entry in zip(events, named, entries, strict=True):
        exact = find_document(desk.ledger, name, sealed.file_digest, sealed.content_digest)
        assert exact == InLedger(Known.FILE, entry.sequence, desk.visit)
        on_paper = find_document(desk.ledger, sealed.document_id)
        assert on_paper == InLedger(Known.DOCUMENT, entry.sequence, desk.visit)


def test_a_document_of_the_same_number_with_other_content_is_not_ours(desk: Desk) -> None:
    found = find_document(desk.ledger, desk.document.document_id, "0" * 64, "1" * 64)

    assert (found.known, found.visit) == (Known.OTHER, desk.visit)
    assert find_document(desk.ledger, "CN-2026-0512-0002", "0" * 64) == InLedger()
    assert find_document(desk.ledger, "", "0" * 64) == InLedger()


def test_the_ledger_knows_copies_and_scans_by_file_and_by_number(desk: Desk) -> None:
    files = (StoredFile.of("CN-1-P", "sealed-pdf", b"a copy"), StoredFile.of("SC-1", "sealed-scan", b"a scan"))
    copied = e.CopySealed("patient_copy", "CN-1", "CN-1-P", files[0].sha256, "1" * 64, 3, NOW)
    scanned = e.ScanSealed("SC-1", "PF-1", "prepared", files[1].sha256, "2" * 64, ("c" * 64,), 3, NOW, STAFF)
    version = desk.ledger.version(desk.visit)
    entries = desk.ledger.append(desk.visit, version, [copied, scanned], actor=STAFF, now=NOW, files=files)

    for entry, file in zip(entries, files, strict=True):
        number = entry.sequence
        assert find_document(desk.ledger, "", file.sha256) == InLedger(Known.FILE, number, desk.visit)
        # The codes on a printed copy name the copy.
        assert find_document(desk.ledger, file.id) == InLedger(Known.DOCUMENT, number, desk.visit)


def test_another_kiosk_does_not_know_the_file_and_notes_nothing() -> None:
    _ledger, _visit, file = _sealed()
    other = KioskService(keyed_ledger(), real_content(), replace_device("kiosk-2"), clock=Clock())
    check = check_files(other, [file], STAFF, NOW)

    assert (check.verdict, check.ledger, check.visit) == (Verdict.OURS, InLedger(), None)
    assert check.elsewhere == "demo-kiosk"
    assert list(other.store.entries()) == []


def replace_device(device: str) -> ClinicSettings:
    return msgspec.structs.replace(demo_settings(), device_id=device)


def test_a_file_that_another_clinic_sealed_gets_no_word_of_our_ledger_by_its_own_claims(desk: Desk) -> None:
    stranger = make_clinic_keys("Harbour Street Clinic", datetime(2026, 5, 1, tzinfo=UTC))
    put_keys(desk.ledger, stranger)
    put_page_key(desk.ledger, make_page_key(stranger))
    longer = reseal(desk.file, clinic_keys(), trust_of(clinic_keys()), datetime(2026, 5, 14, tzinfo=UTC))
    check = desk.check(longer, now=datetime(2026, 5, 15, tzinfo=UTC))

    assert (check.verdict, check.ledger, check.visit) == (Verdict.OTHER_CLINIC, InLedger(), None)
    assert desk.views() == 0


@cache
def _consented() -> MemoryLedger:
    ledger = keyed_ledger()
    ServiceWalk(KioskService(ledger, real_content(), demo_settings(), clock=Clock())).to_the_end().countersign()
    return ledger


def consented() -> tuple[KioskService, str]:
    """Return a kiosk with one sealed consent."""
    ledger = copy.deepcopy(_consented())
    [visit] = [one.stream for one in ledger.visit_streams()]
    return KioskService(ledger, real_content(), demo_settings(), clock=Clock(hours=4)), visit


def test_of_a_consent_that_was_taken_back_the_desk_says_so_and_not_of_the_withdrawal() -> None:
    service, visit = consented()
    consent = service.read_sealed(visit)
    assert check_files(service, [consent], STAFF, NOW).since is Since.NOTHING

    withdraw(service, visit, "patient", "said", "", STAFF)
    check = check_files(service, [consent], STAFF, NOW)
    assert (check.verdict, check.since) == (Verdict.OURS, Since.WITHDRAWN), "at once, signed or not"
    sealed = countersign(service, visit).state.withdrawal
    assert sealed is not None
    assert check_files(service, [consent], STAFF, NOW).since is Since.WITHDRAWN
    withdrawal = service.read_sealed(visit, sealed.event.document_id)
    assert check_files(service, [withdrawal], STAFF, NOW).since is Since.NOTHING
    document = service.state(visit).document
    assert document is not None
    paper = check_files(service, [photo(page(document=document.event.document_id))], STAFF, NOW)
    assert (paper.verdict, paper.since) == (Verdict.PAPER_PART, Since.WITHDRAWN)
    paper = check_files(service, [photo(page(document=sealed.event.document_id))], STAFF, NOW)
    assert paper.since is Since.NOTHING
    assert check_files(service, [consent[:-9]], STAFF, NOW).since is Since.NOTHING, "it is not that consent"


def test_a_consent_with_a_newer_one_names_it() -> None:
    service, visit = consented()
    consent = service.read_sealed(visit)
    renewal = ServiceWalk(service, renews=visit).to_the_end()
    assert check_files(service, [consent], STAFF, NOW).since is Since.NOTHING, "nothing newer is sealed yet"
    newer = renewal.countersign().document
    assert newer is not None

    check = check_files(service, [consent], STAFF, NOW)
    assert (check.since, check.newer) == (Since.RENEWED, newer.event.document_id)
    assert check_files(service, [service.read_sealed(renewal.visit_id)], STAFF, NOW).since is Since.NOTHING

    withdraw(service, renewal.visit_id, "patient", "said", "", STAFF)
    check = check_files(service, [consent], STAFF, NOW)
    assert (check.since, check.newer) == (Since.ENDED, newer.event.document_id)


def test_years_later_the_seal_ran_out(desk: Desk) -> None:
    check = desk.check(desk.file, now=datetime(2040, 1, 1, tzinfo=UTC))
    assert (check.verdict, check.ledger.known) == (Verdict.EXPIRED, Known.FILE)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda data: data[:-100], Verdict.CHANGED),
        (lambda data: data[:1000] + b"Z" + data[1001:], Verdict.CHANGED),
        (lambda data: data + b"x", Verdict.ADDED),
        (lambda _data: pdf(), Verdict.NO_SEAL),
        (lambda _data: b"%PDF-1.7\nnothing", Verdict.NO_SEAL),
    ],
)
def test_a_file_that_is_not_what_was_sealed(desk: Desk, change: Callable[[bytes], bytes], verdict: Verdict) -> None:
    check = desk.check(change(desk.file))

    assert (check.verdict, check.ledger, check.visit, check.code) == (verdict, InLedger(), None, "")
    assert desk.views() == 0


@pytest.mark.parametrize("trust", [Trust.TIME, Trust.REVOKED, Trust.WRONG_KEY, Trust.NO_LIST, Trust.STAMP])
def test_an_unchanged_file_whose_sealer_is_not_proven(
    desk: Desk, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = replace(verify(desk.file, now=NOW), trust=trust)
    monkeypatch.setattr("kiosk.seal.verify", lambda _data, **_how: report)
    assert desk.check(desk.file).verdict is Verdict.DOUBTFUL


@pytest.mark.parametrize(
    ("finding", "reason", "verdict"),
    [
        (Finding.UNFINISHED, Reason.STAMP_MISSING, Verdict.UNFINISHED),
        (Finding.BAD_SEAL, Reason.RECORD_DISAGREES, Verdict.BAD_SEAL),
        (Finding.BAD_SEAL, Reason.NOT_OURS, Verdict.NO_SEAL),
    ],
)
def test_a_seal_that_is_not_right(
    desk: Desk, finding: Finding, reason: Reason, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = replace(verify(b"%PDF-", now=NOW), finding=finding, reason=reason)
    monkeypatch.setattr("kiosk.seal.verify", lambda _data, **_how: refused)
    assert desk.check(pdf()).verdict is verdict


def test_a_record_of_a_later_version_costs_the_code_and_not_the_verdict(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newer(_data: bytes) -> None:
        raise TamperError("record.unreadable")

    monkeypatch.setattr("kiosk.record.read_attached_record", newer)
    check = desk.check(desk.file)
    assert (check.verdict, check.code) == (Verdict.OURS, "")


# ---------------------------------------------------------------------- paper


def test_all_pages_of_a_paper_of_this_kiosk(desk: Desk) -> None:
    photos = [photo(page(number, 2, desk.document.document_id)) for number in (2, 1)]
    check = desk.check(*photos)

    assert check.verdict is Verdict.PAPER
    assert (check.ledger.known, check.ledger.visit) == (Known.DOCUMENT, desk.visit)
    assert check.visit is not None
    assert desk.views() == 1
    assert check.paper is not None
    assert check.remarks(WORDS) == (check.paper.sentence(WORDS),)


def test_one_page_alone_is_a_part(desk: Desk) -> None:
    check = desk.check(photo(page(document="CN-2026-0512-0777")))
    assert (check.verdict, check.ledger, check.visit) == (Verdict.PAPER_PART, InLedger(), None)


@pytest.mark.parametrize(
    ("codes", "verdict"),
    [
        ([photo(page(1)), photo(page(1))], Verdict.PAPER_FALSE),
        ([photo(page(1)), photo(page(2, document="CN-2026-0512-0002"))], Verdict.PAPER_FALSE),
        ([photo(page(), CodeKey(bytes(range(32))))], Verdict.PAPER_OTHER),
        ([photo(page(1, 3)), photo(page(2, 3))], Verdict.PAPER_OPEN),
        ([as_file(square("https://example.org"))], Verdict.PAPER_OPEN),
    ],
)
def test_paper_that_is_not_right(desk: Desk, codes: list[bytes], verdict: Verdict) -> None:
    check = desk.check(*codes)
    assert (check.verdict, check.ledger, check.visit) == (verdict, InLedger(), None)
    assert desk.views() == 0


def test_a_scan_in_a_pdf_is_judged_as_paper(desk: Desk) -> None:
    scan = as_scan([square(write_text(page(number), SIGNER)).resize((600, 600)) for number in (1, 2)])
    assert desk.check(scan).verdict is Verdict.PAPER


def test_a_pdf_with_pictures_and_no_code_has_no_seal(desk: Desk) -> None:
    check = desk.check(as_scan([square("https://example.org").resize((600, 600))]))
    assert (check.verdict, check.paper) == (Verdict.NO_SEAL, None)


def test_a_form_for_a_visit_is_filed_to_it_and_the_look_is_noted(desk: Desk) -> None:
    check = desk.check(photo(form(visit=desk.visit)))

    assert check.verdict is Verdict.FORM
    assert check.visit is not None
    assert check.visit.visit_id == desk.visit
    assert check.filing is not None
    assert check.remarks(WORDS) == (check.filing.sentence(WORDS),)
    assert desk.views() == 1


def test_a_blank_form_and_one_for_another_kiosks_visit_belong_to_no_visit(desk: Desk) -> None:
    blank, other = desk.check(photo(form(), None)), desk.check(photo(form(visit="0f" * 8)))
    assert (blank.verdict, blank.visit) == (Verdict.FORM, None)
    assert (other.verdict, other.visit) == (Verdict.FORM, None)


def test_a_form_with_a_page_missing_is_not_filed_yet(desk: Desk) -> None:
    check = desk.check(photo(form(1, 2, desk.visit)))
    assert check.verdict is Verdict.PAPER_OPEN
    assert check.visit is not None
    assert check.remarks(WORDS)[0].startswith(WORDS["codes.not_filed"])


# ---------------------------------------------------------------------- what cannot be judged


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ([b"hello"], "codes.not_a_scan"),
        ([b"\xff\xd8\xffjunk"], "codes.cannot_read_picture"),
        ([pdf(encryption=pikepdf.Encryption(owner="a", user="b"))], "codes.locked_pdf"),
        ([pdf(), pdf()], "check_file.one_pdf"),
        ([pdf(), b"\x89PNG\r\n\x1a\n"], "check_file.one_pdf"),
    ],
)
def test_what_is_no_document_gets_a_sentence(desk: Desk, files: list[bytes], key: str) -> None:
    with pytest.raises(OperatorError) as caught:
        desk.check(*files)
    assert caught.value.key == key
    assert WORDS.say(key, caught.value.facts)


def test_a_picture_that_breaks_its_reader_is_a_bad_picture(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        raise AttributeError(data)

    monkeypatch.setattr("kiosk.codes.reading.read_pictures", broken)
    with pytest.raises(OperatorError, match=r"codes\.cannot_read_picture"):
        desk.check(b"\x89PNG\r\n\x1a\n")
    assert desk.check(pdf()).verdict is Verdict.NO_SEAL


def test_a_clinic_without_a_key_for_codes_says_so(desk: Desk) -> None:
    desk.ledger.put_secret(CODE_KEY, b"{}")
    with pytest.raises(TamperError, match=r"codes\.key_damaged"):
        desk.check(photo(page()))
    empty = KioskService(MemoryLedger(), real_content(), demo_settings(), clock=Clock())
    with pytest.raises(TamperError, match=r"codes\.key_damaged"):
        check_files(empty, [photo(page())], STAFF, NOW)


def test_files_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"one")
    (tmp_path / "b.png").write_bytes(b"two")
    assert read_files([tmp_path / "a.pdf", tmp_path / "b.png"]) == (b"one", b"two")
    assert hashlib.sha256(read_files([tmp_path / "a.pdf"])[0]).hexdigest() == hashlib.sha256(b"one").hexdigest()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("album", "check_file.folder"),
        ("empty.pdf", "check_file.empty"),
        ("gone.pdf", "check_file.unreadable"),
        ("nul\0.pdf", "check_file.unreadable"),
        ("large.pdf", "check_file.too_large"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_without_its_name(
    tmp_path: Path, name: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    (tmp_path / "album").mkdir()
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "small.pdf").write_bytes(b"x" * 600)
    (tmp_path / "large.pdf").write_bytes(b"x" * 600)
    with pytest.raises(OperatorError) as caught:
        read_files([tmp_path / "small.pdf", tmp_path / name])
    assert caught.value.key == key
    assert name not in str(caught.value)


def test_a_whole_album_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"check_file\.too_many"):
        read_files([tmp_path / f"{number}.jpg" for number in range(module.MOST_FILES + 1)])
