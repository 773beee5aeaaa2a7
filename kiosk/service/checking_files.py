"""Checking files that somebody brings to the desk: a sealed PDF, or photos and scans of paper.

Joins the two judges (`kiosk.seal.verify`, `kiosk.codes.check_paper`) with the clinic's own keys and with what this
kiosk's ledger knows of the document. What is said in sentences comes from the judges: the window says what
`candor verify` says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk import events as e
from kiosk.errors import OperatorError, TamperError
from kiosk.service.chains import newest_renewal
from kiosk.service.keyring import read_keys
from kiosk.service.marking import require_page_key, trust_file
from kiosk.service.renewing import trust_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kiosk.codes import CodeTrust, PaperVerdict, ScanFiling
    from kiosk.i18n import Words
    from kiosk.seal import SealReport
    from kiosk.service.serving import KioskService
    from kiosk.vault import Ledger
    from kiosk.visit import VisitState

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "FileCheck",
    "InLedger",
    "Known",
    "Since",
    "Verdict",
    "check_files",
    "find_document",
    "read_files",
]

MOST_BYTES: Final = 100_000_000
"""All files of one check together; a document is well below 1 MB, a scanned page below 10."""
MOST_FILES: Final = 100
_PDF: Final = b"%PDF-"
_SEALED: Final = frozenset(one.name for one in (e.DocumentSealed, e.DocumentResealed, e.CopySealed, e.ScanSealed))
"""The events that name a sealed file."""


class Verdict(StrEnum):
    """The one thing to say first. Only `OURS` and `PAPER` are good without a further look."""

    OURS = "ours"
    """Unchanged, and sealed by this clinic."""
    EXPIRED = "expired"
    """Unchanged, sealed by this clinic, and nothing proves its age any more."""
    DOUBTFUL = "doubtful"
    """Unchanged, and one of its keys, lists or times cannot be believed."""
    OTHER_CLINIC = "other_clinic"
    """Unchanged, and sealed with a certificate that is not this clinic's."""
    CHANGED = "changed"
    ADDED = "added"
    UNFINISHED = "unfinished"
    BAD_SEAL = "bad_seal"
    NO_SEAL = "no_seal"
    """A PDF without a seal of Candor's: a draft, another document, or a scan without a code."""
    PAPER = "paper"
    """All pages of a paper with this clinic's codes."""
    PAPER_PART = "paper_part"
    """Codes of this clinic, not on all pages."""
    PAPER_FALSE = "paper_false"
    """A code is forged, moved, copied, or of a key that was taken back."""
    PAPER_OTHER = "paper_other"
    """Codes that no key of this clinic signed."""
    PAPER_OPEN = "paper_open"
    """What was shown does not let anybody judge: nothing readable, pages missing or out of order."""
    FORM = "form"
    """A form of this clinic, blank or prepared for a visit: it can be filed."""


_GENUINE: Final = frozenset({Verdict.OURS, Verdict.EXPIRED, Verdict.PAPER, Verdict.PAPER_PART})
"""Of these it is told what became of them."""


class Known(StrEnum):
    """What this kiosk's ledger has of a document."""

    FILE = "file"
    """The entry of exactly this file."""
    DOCUMENT = "document"
    """The entry of this document; the file is another copy, such as one with a later time stamp."""
    OTHER = "other"
    """An entry of a document with this id and other content."""
    NOTHING = "nothing"


class Since(StrEnum):
    """What became of a consent after it was sealed. Its file cannot say: it stays as it was."""

    NOTHING = "nothing"
    WITHDRAWN = "withdrawn"
    """It was taken back. The document that says so is no such one."""
    RENEWED = "renewed"
    """A newer consent took its place."""
    ENDED = "ended"
    """A newer consent took its place, and was taken back: none stands."""


@dataclass(frozen=True, slots=True)
class InLedger:
    """Where the ledger names a document."""

    known: Known = Known.NOTHING
    entry: int = 0
    """The entry's number, from 1; 0 for nothing."""
    visit: str = ""


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The answer on what was brought. A sealed file has a `report`, paper a `paper` verdict and a form a `filing`."""

    verdict: Verdict
    report: SealReport | None = None
    paper: PaperVerdict | None = None
    filing: ScanFiling | None = None
    ledger: InLedger = InLedger()
    visit: VisitState | None = None
    """The visit of this kiosk that it belongs to."""
    code: str = ""
    """The verification code that is printed in the document; only of a sealed file that is unchanged."""
    elsewhere: str = ""
    """The kiosk that the record names, where that is another one."""
    since: Since = Since.NOTHING
    newer: str = ""
    """The document that took its place."""

    def remarks(self, words: Words) -> tuple[str, ...]:
        """Return what `candor verify` says of the whole."""
        if self.filing is not None:
            return (self.filing.sentence(words),)
        from_report = () if self.report is None else self.report.remarks(words)
        return from_report if self.paper is None else (*from_report, self.paper.sentence(words))


# ---------------------------------------------------------------------- reading


def read_files(paths: Sequence[Path]) -> tuple[bytes, ...]:
    """Read what was chosen or dropped.

    Raises:
        OperatorError: one of it is no file, cannot be read, is empty, or all of it is too much. No name is told:
            names of files are often names of patients.
    """
    if len(paths) > MOST_FILES:
        raise OperatorError("check_file.too_many", most=MOST_FILES)
    found: list[bytes] = []
    room = MOST_BYTES
    for path in paths:
        try:
            if path.is_dir():
                raise OperatorError("check_file.folder")
            if not path.is_file():
                raise OperatorError("check_file.unreadable")
            with path.open("rb") as file:
                data = file.read(room + 1)
        except (OSError, ValueError) as error:
            raise OperatorError("check_file.unreadable") from error
        if not data:
            raise OperatorError("check_file.empty")
        room -= len(data)
        if room < 0:
            raise OperatorError("check_file.too_large", most=MOST_BYTES // 1_000_000)
        found.append(data)
    return tuple(found)


# ---------------------------------------------------------------------- judging


def check_files(service: KioskService, files: Sequence[bytes], staff: e.Actor, now: datetime) -> FileCheck:
    """Judge one PDF, or one or more pictures of one paper, with the clinic's own keys.

    Where it belongs to a visit of this kiosk, that is noted: staff looked at a record.

    Args:
        service: the kiosk's.
        files: the whole files; see `read_files`.
        staff: who looks.
        now: the time at which trust is judged, with zone.

    Raises:
        OperatorError: it is nothing that can be judged (also a PDF with a password), or the note was not taken.
        TamperError: the clinic's keys or the ledger were changed.
    """
    pdfs = [data for data in files if data.startswith(_PDF)]
    if pdfs and len(files) > 1:
        raise OperatorError("check_file.one_pdf")
    check = _check_pdf(service, pdfs[0], now) if pdfs else _check_paper(service, files)
    if check.visit is None:
        return check
    service.note_viewed(check.visit.visit_id, staff)
    return _with_sequel(service, check, check.visit)


def _check_pdf(service: KioskService, data: bytes, now: datetime) -> FileCheck:
    """Judge a PDF by its seal; one without a seal of ours may be a scan."""
    from kiosk.seal import Finding, Reason, verify

    keys = read_keys(service.store)
    report = verify(data, trust=trust_of(keys), lists=(keys.revocation_list,), now=now)
    foreign = report.finding is Finding.BAD_SEAL and report.reason is Reason.NOT_OURS
    if report.finding is Finding.NO_SEAL or foreign:
        scan = _as_scan(service, data)
        if scan is not None:
            return scan
    verdict = _verdict(report)
    # Whoever makes a seal of their own can write any id into their record.
    believed = report.document_id if verdict in {Verdict.OURS, Verdict.EXPIRED} else None
    ledger = find_document(service.store, believed or "", report.file_digest, report.content_digest or "")
    visit = service.state(ledger.visit) if ledger.known in {Known.FILE, Known.DOCUMENT} else None
    device = "" if report.ledger is None else report.ledger.device
    return FileCheck(
        verdict,
        report,
        ledger=ledger,
        visit=visit,
        code=_printed_code(data) if report.intact and report.valid else "",
        elsewhere=device if device != service.settings.device_id else "",
    )


def _verdict(report: SealReport) -> Verdict:
    """Return the one word for a report."""
    from kiosk.seal import Finding, Reason, Trust

    if report.finding is Finding.UNCHANGED:
        trusts = {Trust.YES: Verdict.OURS, Trust.EXPIRED: Verdict.EXPIRED, Trust.OTHER: Verdict.OTHER_CLINIC}
        return trusts.get(report.trust, Verdict.DOUBTFUL)
    if report.reason is Reason.NOT_OURS:
        return Verdict.NO_SEAL
    return Verdict(str(report.finding))


def _printed_code(data: bytes) -> str:
    """Return the verification code of an unchanged file; empty if its record is of a kind that is not known here."""
    from kiosk.record import read_attached_record

    try:
        return read_attached_record(data).verification_code
    except TamperError:
        return ""


def _as_scan(service: KioskService, data: bytes) -> FileCheck | None:
    """Judge a PDF without a seal as a scan; None if no page of it has a code of ours.

    Raises:
        OperatorError: it asks for a password.
    """
    from kiosk.codes import Reason

    try:
        check = _check_paper(service, (data,))
    except OperatorError as error:
        if error.key == "codes.locked_pdf":
            raise
        return None
    reasons = set() if check.paper is None else {problem.reason for problem in check.paper.problems}
    return None if reasons == {Reason.NO_CODE} else check


def _check_paper(service: KioskService, files: Sequence[bytes]) -> FileCheck:
    """Judge pictures of one paper by their codes."""
    from kiosk.codes import CodeKind, check_paper, file_sheets, read_all_sheets, use_of

    trust = _code_trust(service.store)
    sheets = read_all_sheets(files)
    paper = check_paper(sheets, trust, use=use_of(len(sheets), len(files)))
    code = paper.code
    if code is not None and code.kind is not CodeKind.SEALED:
        filing = file_sheets(sheets, trust)
        visit = _visit(service, code.visit)
        return FileCheck(Verdict.FORM if filing.ok else Verdict.PAPER_OPEN, filing=filing, paper=paper, visit=visit)
    ledger = InLedger()
    if paper.ok and code is not None:
        ledger = find_document(service.store, code.document)
    visit = _visit(service, ledger.visit)
    return FileCheck(_paper_verdict(paper), paper=paper, ledger=ledger, visit=visit)


def _paper_verdict(paper: PaperVerdict) -> Verdict:
    from kiosk.codes import Reason

    if paper.ok:
        return Verdict.PAPER if paper.complete else Verdict.PAPER_PART
    if paper.reason is Reason.UNKNOWN_KEY:
        return Verdict.PAPER_OTHER
    false = {Reason.MALFORMED, Reason.FORGED, Reason.REVOKED, Reason.KEY_TIME, Reason.COPIED, Reason.TWO_DOCUMENTS}
    return Verdict.PAPER_FALSE if paper.reason in false else Verdict.PAPER_OPEN


def _code_trust(store: Ledger) -> CodeTrust:
    """Return the clinic's own keys for codes.

    Raises:
        TamperError: there are none, or they are damaged.
    """
    from kiosk.codes import read_trust

    page_key = require_page_key(store)
    return read_trust(trust_file(read_keys(store), page_key))


# ---------------------------------------------------------------------- what the kiosk knows


def _visit(service: KioskService, visit_id: str) -> VisitState | None:
    """Return a visit of this kiosk; None for the one of another, or none."""
    if not visit_id:
        return None
    try:
        return service.state(visit_id)
    except OperatorError:
        return None


def _with_sequel(service: KioskService, check: FileCheck, visit: VisitState) -> FileCheck:
    """Add to a genuine document what became of it."""
    if check.verdict not in _GENUINE:
        return check
    if visit.withdrawn is not None:
        taken_back = "" if visit.withdrawal is None else visit.withdrawal.event.document_id
        return check if taken_back and _named(check) == taken_back else replace(check, since=Since.WITHDRAWN)
    newest = newest_renewal(service, visit.visit_id)
    if newest is None or newest.document is None:
        return check
    since = Since.ENDED if newest.withdrawn else Since.RENEWED
    return replace(check, since=since, newer=newest.document.document_id)


def _named(check: FileCheck) -> str:
    """Return the document that a file or a paper says it is."""
    if check.report is not None:
        return check.report.document_id or ""
    return "" if check.paper is None or check.paper.code is None else check.paper.code.document


def find_document(store: Ledger, document_id: str, file_digest: str = "", content_digest: str = "") -> InLedger:
    """Look in the ledger for a document, copy or scan: for exactly this file, else for what it says that it is.

    Args:
        store: the kiosk's.
        document_id: as the file or the paper says it; may be empty.
        file_digest: SHA-256 of the file, hex; empty for paper.
        content_digest: as the file's record says it; empty where only the id is known.

    Raises:
        TamperError: an entry cannot be read.
    """
    found = InLedger()
    for entry in store.entries(named=_SEALED):
        event = e.decode_event(entry.event_name, entry.event_version, entry.payload)
        if not isinstance(event, e.DocumentSealed | e.DocumentResealed | e.CopySealed | e.ScanSealed):
            continue
        if file_digest and event.file_digest == file_digest:
            return InLedger(Known.FILE, entry.sequence, entry.stream)
        if not isinstance(event, e.DocumentResealed) and document_id and event.document_id == document_id:
            same = content_digest in {"", event.content_digest}
            found = InLedger(Known.DOCUMENT if same else Known.OTHER, entry.sequence, entry.stream)
    return found
