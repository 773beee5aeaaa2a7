"""Scanning: signed paper comes back. Its codes say where it belongs; it is sealed as what it is, a scan, and filed.

Free functions on the service, for the window's worker and for the command line. Nothing here reads handwriting.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from kiosk import __version__
from kiosk import events as e
from kiosk.errors import OperatorError, Refused
from kiosk.service.keyring import read_keys
from kiosk.service.marking import read_page_key, trust_file
from kiosk.service.own_seal import clinic_signer
from kiosk.service.sealing import clock_doubts
from kiosk.vault import StoredFile
from kiosk.visit import ReceivePaperSignature, VisitState, decide, waits_for_paper

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.codes import PageCode, ScanFiling, ScanSheet, SheetPicture
    from kiosk.content import Language
    from kiosk.document import ScanDocument, ScannedForm
    from kiosk.pdf import Attachment, DraftPdf
    from kiosk.scan_record import ScanRecord
    from kiosk.seal import SealedPdf
    from kiosk.service.serving import KioskService

__all__ = ["STORED_SCAN", "SealedScan", "preview_scan", "seal_scan"]

STORED_SCAN: Final = "sealed-scan"
"""The kind of a sealed scan among the vault's files."""
Files = bytes | Sequence[bytes]
_KINDS: Final = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG", "image/png", "png"),
    (b"\xff\xd8", "image/jpeg", "jpg"),
    (b"", "image/tiff", "tif"),
)


@dataclass(frozen=True, slots=True)
class SealedScan:
    """A scan that was sealed and filed: under which numbers, and the visit as it stands now."""

    document_id: str
    form_id: str
    sheets: int
    counted: bool
    """Whether the visit waited for this form, and has its signature now."""
    state: VisitState


def preview_scan(service: KioskService, files: Files) -> ScanFiling:
    """Say where a scan belongs, or why it cannot be filed; nothing is stored.

    Args:
        service: the kiosk.
        files: one PDF, PNG, JPEG or TIFF, or several that are one scan.

    Raises:
        OperatorError: it is no scan; see `kiosk.codes.reading.read_sheets`.
        TamperError: the clinic's keys are damaged.
    """
    return _filed(service, _read(_listed(files), service.clock()))


def seal_scan(service: KioskService, files: Files, staff: e.Actor, visit_id: str | None = None) -> SealedScan:
    """Seal a scan of signed paper and file it to its visit, all or nothing.

    A form that a visit waits for counts as its signature on paper: the form must be the very one that was printed.

    Args:
        service: the kiosk.
        files: one PDF, PNG, JPEG or TIFF, or several that are one scan, their sheets in any order.
        staff: who received the form.
        visit_id: the visit that a blank form belongs to; any other form knows its own.

    Raises:
        OperatorError: it is no scan, or belongs nowhere; the sentence says why. Or the clock or the disk is wrong.
        TamperError: the keys are damaged, or what came out does not verify. Nothing is stored then.
    """
    listed = _listed(files)
    sheets = _read(listed, service.clock())
    filing = _filed(service, sheets)
    if not filing.ok or filing.code is None:
        raise OperatorError("scan.refused", reason=filing.sentence(service.words(service.content.default_language)))
    state = _visit(service, filing.code, visit_id)
    digests = tuple(hashlib.sha256(data).hexdigest() for data in listed)
    for known in state.scans:
        if set(digests) & set(known.event.original_digests):
            raise OperatorError("scan.already", document=known.event.document_id)
    return _Scan(service, listed, sheets, filing, state, staff).sealed(digests)


def _listed(files: Files) -> tuple[bytes, ...]:
    return (files,) if isinstance(files, bytes) else tuple(files)


def _read(files: Sequence[bytes], now: datetime) -> tuple[ScanSheet, ...]:
    from kiosk.codes import read_all_sheets
    from kiosk.seal import Finding, verify

    sealed = {Finding.UNCHANGED, Finding.ADDED, Finding.UNFINISHED}
    if any(data.startswith(b"%PDF-") and verify(data, now=now).finding in sealed for data in files):
        # A sealed file is a document already, and no paper: also a scan that was sealed before.
        raise OperatorError("scan.sealed_file")
    return read_all_sheets(files)


def _filed(service: KioskService, sheets: Sequence[ScanSheet]) -> ScanFiling:
    from kiosk.codes import file_sheets, read_trust

    page_key = read_page_key(service.store)
    trust = None if page_key is None else read_trust(trust_file(read_keys(service.store), page_key))
    return file_sheets(sheets, trust)


def _visit(service: KioskService, code: PageCode, visit_id: str | None) -> VisitState:
    """Return the visit that a form belongs to.

    Raises:
        OperatorError: there is none, it is another one, or it was closed.
    """
    from kiosk.codes import CodeKind

    if code.kind is CodeKind.SEALED:
        raise OperatorError("scan.sealed_copy", document=code.document)
    wanted = code.visit or visit_id
    if not wanted:
        raise OperatorError("scan.needs_visit", form=code.document)
    if visit_id and visit_id != wanted:
        raise OperatorError("scan.other_visit", form=code.document, visit=wanted)
    state = service.state(wanted)
    if state.closed is not None:
        raise OperatorError("scan.visit_closed", visit=wanted)
    if code.treatment != state.opened.event.treatment:
        raise OperatorError("scan.other_treatment", form=code.document, treatment=code.treatment)
    return state


@dataclass(frozen=True, slots=True)
class _Scan:
    """One scan on its way to the vault."""

    service: KioskService
    files: tuple[bytes, ...]
    sheets: tuple[ScanSheet, ...]
    filing: ScanFiling
    state: VisitState
    staff: e.Actor

    @property
    def code(self) -> PageCode:
        """What the codes say; a scan that is sealed has one."""
        if self.filing.code is None:
            raise ValueError("a scan without a code is not sealed")
        return self.filing.code

    @property
    def kind(self) -> Literal["blank", "prepared"]:
        """The form's kind."""
        return "prepared" if self.code.visit else "blank"

    def sealed(self, digests: tuple[str, ...]) -> SealedScan:
        """Seal, verify and store it."""
        from kiosk.codes import sheet_pictures
        from kiosk.document import ScannedForm, compose_scan
        from kiosk.pdf import draw_scan

        service, code, opened = self.service, self.code, self.state.opened.event
        language = self._language()
        words = service.words(language.id)
        now = service.clock()
        doubts = [words[key] for key in clock_doubts(service.store, service.settings, now, service.watch)]
        now = now.replace(microsecond=0)
        pictures = sheet_pictures(self.files, self.sheets, self.filing.order)
        number = self._new_id(now)
        received = self._received(number)
        attached = self._attached(words["scan.original"])
        form = ScannedForm(
            id=code.document,
            kind=self.kind,
            treatment=self._treatment_name(language.id),
            language=code.language,
            printed_on=code.day,
            sheets=len(pictures),
            files=tuple((one.name, len(one.data), digest) for one, digest in zip(attached, digests, strict=True)),
            received_at=now,
            received_by=self.staff,
            counts=bool(received),
        )
        cover = compose_scan(number, form, opened, service.settings, language, words, doubts)
        record = self._record(cover, form, pictures, attached)
        draft = draw_scan(
            cover,
            pictures,
            now,
            (_record_attachment(record), *attached),
            content_digest=cover.digest,
            paper=service.settings.paper,
        )
        sealed = self._seal(draft, words["scan.seal_reason"], now)
        event = e.ScanSealed(
            document_id=number,
            form_id=code.document,
            form_kind=self.kind,
            file_digest=sealed.file_digest,
            content_digest=cover.digest,
            original_digests=digests,
            pages=draft.pages,
            sealed_at=now,
            staff=self.staff,
        )
        file = StoredFile.of(number, STORED_SCAN, sealed.data)
        service.append(self.state, [event, *received], self.staff, (file,))
        state = service.state(opened.visit_id)
        return SealedScan(number, code.document, len(pictures), bool(received), state)

    def _received(self, number: str) -> tuple[e.Event, ...]:
        """Return the event of the signature on paper, if the visit waits for this very form."""
        printed = self.state.paper_printed
        if printed is None or not waits_for_paper(self.state) or self.staff.kind != "staff":
            return ()
        # An older form is filed, and binds nobody: the patient has chosen again since.
        if bytes.fromhex(printed.event.form_digest)[: len(self.code.digest)] != self.code.digest:
            return ()
        words = self.service.words(self.state.opened.event.language)
        note = words.say("scan.received_note", {"document": number})
        try:
            view = self.service.view(self.state.visit_id)
            return decide(view.state, ReceivePaperSignature(note, self.staff), view.plan)
        except (Refused, OperatorError):
            return ()

    def _new_id(self, now: datetime) -> str:
        taken = {file_id for file_id, _kind, _digest in self.service.store.files()}
        day = now.astimezone(self.service.settings.zone)
        ids = (f"SC-{day:%Y-%m%d}-{number:04d}" for number in itertools.count(1))
        return next(new for new in ids if new not in taken)

    def _language(self) -> Language:
        """Return the visit's language; the default one if the content does not have that any more."""
        content = self.service.content
        known = {one.id: one for one in content.languages}
        return known.get(self.state.opened.event.language, known[content.default_language])

    def _treatment_name(self, language: str) -> str:
        """Return the name of the visit's treatment; its id if the content does not have it any more."""
        treatment = self.state.opened.event.treatment
        known = self.service.content.treatments.get(treatment)
        return treatment if known is None or language not in known.text else known.text[language].name

    def _attached(self, description: str) -> tuple[Attachment, ...]:
        """Return the files as they came in, to be kept inside of the sealed one."""
        from kiosk.pdf import Attachment

        found = []
        for number, data in enumerate(self.files, start=1):
            media_type, ending = next((kind, end) for start, kind, end in _KINDS if data.startswith(start))
            found.append(Attachment(f"original-{number:02d}.{ending}", description, data, media_type, "Source"))
        return tuple(found)

    def _record(
        self,
        cover: ScanDocument,
        form: ScannedForm,
        pictures: Sequence[SheetPicture],
        attached: Sequence[Attachment],
    ) -> ScanRecord:
        from kiosk.record import LedgerRecord
        from kiosk.scan_record import FileRecord, FormRecord, ScanDocumentRecord, ScanRecord, SheetRecord

        head, order = self.service.store.head(), self.filing.order
        sheets = zip(order, pictures, strict=True)
        return ScanRecord(
            schema="scan-record 1",
            program=f"Candor {__version__}",
            document=ScanDocumentRecord(
                id=cover.id, title=cover.title, language=cover.language, pages=len(pictures) + 1
            ),
            content_digest=cover.digest,
            form=FormRecord(
                id=form.id,
                kind=form.kind,
                treatment=self.code.treatment,
                language=form.language,
                printed_on=form.printed_on,
                digest=self.code.digest.hex(),
                signed_by_clinic=form.kind == "prepared",
            ),
            visit=cover.visit,
            patient=self.state.opened.event.patient,
            files=tuple(
                FileRecord(name=one.name, media_type=one.media_type, size=size, sha256=digest)
                for one, (_name, size, digest) in zip(attached, form.files, strict=True)
            ),
            sheets=tuple(
                SheetRecord(page=page, sheet=sheet, sha256=hashlib.sha256(picture.data).hexdigest())
                for page, (sheet, picture) in enumerate(sheets, start=1)
            ),
            empty_sheets=self.filing.blank,
            received_at=form.received_at,
            received_by=form.received_by,
            counts_as_signature=form.counts,
            handwriting_checked=False,
            ledger=LedgerRecord(self.service.settings.device_id, head.sequence, head.hash),
        )

    def _seal(self, draft: DraftPdf, reason: str, now: datetime) -> SealedPdf:
        from kiosk.seal import SealSetup, Step, seal_document

        settings, keys = self.service.settings, read_keys(self.service.store)
        with clinic_signer(self.service.store, keys) as signer:
            step = Step(draft.signature_field.name, settings.clinic_name, reason, signer)
            return seal_document(draft, [step], SealSetup(keys, settings.address, settings.phone), now)


def _record_attachment(record: ScanRecord) -> Attachment:
    from kiosk.pdf import Attachment
    from kiosk.record import RECORD_FILE
    from kiosk.scan_record import scan_record_bytes

    return Attachment(RECORD_FILE, f"{record.document.title}: {record.document.id}", scan_record_bytes(record))
