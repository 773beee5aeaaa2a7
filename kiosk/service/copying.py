"""Copies: of a sealed document for one reader, sealed by the clinic, stored with their event, and printed.

A copy is made once of each state of the document: asked for again, the stored one comes back. It is made anew when
there is something new to say, such as a withdrawal.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kiosk import __version__
from kiosk import events as e
from kiosk.errors import OperatorError
from kiosk.service.keyring import read_keys
from kiosk.service.local_words import local_words
from kiosk.service.marking import code_maker, key_facts
from kiosk.service.own_seal import clinic_signer
from kiosk.service.printouts import print_sealed
from kiosk.service.sealing import clock_doubts
from kiosk.vault import StoredFile

if TYPE_CHECKING:
    from kiosk.document import ConsentDocument
    from kiosk.i18n import Words
    from kiosk.printing import Printer
    from kiosk.record import ConsentRecord
    from kiosk.seal import SealedPdf
    from kiosk.service.serving import KioskService, VisitView

__all__ = ["StoredCopy", "make_copy", "print_copy"]

_TOLD: Final = (e.CheckCleared, e.TeachBackRated, e.QuestionAnswered, e.HelpAsked, e.ConsentWithdrawn)
"""What can happen after the seal and stands on a copy. Large print is the sealed document, which stays as it is."""


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A sealed copy in the vault; `pages` is how many sheets it takes to print one-sided."""

    document_id: str
    kind: e.CopyKind
    pages: int
    file_digest: str
    data: bytes = field(repr=False)


def make_copy(service: KioskService, visit_id: str, kind: e.CopyKind, staff: e.Actor) -> StoredCopy:
    """Return a sealed copy of a visit's document, made now if there is none of this state yet.

    Raises:
        OperatorError: `vault.no_file`: there is no document yet; `copy.treatment_gone`: a copy in other words needs the
            treatment; the clock is wrong, or the disk refuses.
        TamperError: the document, its record or the new copy does not verify; nothing is stored.
    """
    view = service.view(visit_id)
    document = view.state.document
    if document is None:
        raise OperatorError("vault.no_file")
    known = _known(service, visit_id, kind)
    if known is not None:
        data = service.read_sealed(visit_id, known.document_id)
        return StoredCopy(known.document_id, kind, known.pages, hashlib.sha256(data).hexdigest(), data)
    if view.kept and kind != "large_print":
        raise OperatorError("copy.treatment_gone")
    number = 1 + sum(one.event.kind == kind for one in view.state.copies)
    sealed, pages = _sealed_copy(service, view, kind, number)
    event = e.CopySealed(
        kind=kind,
        original=document.event.document_id,
        document_id=_id_of(document.event.document_id, kind, number),
        file_digest=sealed.file_digest,
        content_digest=document.event.content_digest,
        pages=pages,
        sealed_at=sealed.sealed_at,
    )
    file = StoredFile.of(event.document_id, "sealed-pdf", sealed.data)
    service.append(view.state, [event], staff, (file,))
    return StoredCopy(event.document_id, kind, pages, sealed.file_digest, sealed.data)


def print_copy(
    service: KioskService, visit_id: str, kind: e.CopyKind, printer: Printer, staff: e.Actor, copies: int = 1
) -> VisitView:
    """Verify a copy once more and print it. Printed and failed are events, too.

    Raises:
        OperatorError: the printer could not take it, or it could not be made.
        TamperError: it does not verify; nothing is printed.
    """
    stored = make_copy(service, visit_id, kind, staff)
    print_sealed(service, visit_id, (stored.document_id, stored.data), printer, staff, copies)
    return service.view(visit_id)


def _id_of(original: str, kind: e.CopyKind, number: int) -> str:
    from kiosk.document import copy_id

    return copy_id(original, kind, number)


def _known(service: KioskService, visit_id: str, kind: e.CopyKind) -> e.CopySealed | None:
    """Return the newest copy of a kind, if nothing happened since that it would have to say: by the order of events."""
    for event in reversed(service.store.events(visit_id)):
        if isinstance(event, e.CopySealed) and event.kind == kind:
            return event
        if kind != "large_print" and isinstance(event, _TOLD):
            return None
    return None


def _sealed_copy(service: KioskService, view: VisitView, kind: e.CopyKind, number: int) -> tuple[SealedPdf, int]:
    """Draw a copy from the stored record and seal it with the clinic's seal alone."""
    from kiosk.codes import facts_json
    from kiosk.document import CopyRecord
    from kiosk.pdf import draw_copy
    from kiosk.record import read_record
    from kiosk.seal import SealSetup, Step, seal_document

    settings, store = service.settings, service.store
    now = service.clock()
    clock_doubts(store, settings, now, service.watch)
    now = now.replace(microsecond=0)
    visit_id = view.state.visit_id
    record = read_record(service.read_record(visit_id))
    words = service.words(record.language)
    made_from = hashlib.sha256(service.read_sealed(visit_id)).hexdigest()
    copied = CopyRecord(
        program=f"Candor {__version__}",
        kind=kind,
        id=_id_of(record.document.id, kind, number),
        original=record.document.id,
        original_digest=made_from,
        content_digest=record.content_digest,
        made_at=now,
    )
    facts = key_facts(record, settings, copied.id)
    draft = draw_copy(
        _composed(service, view, kind, record, words),
        record,
        copied,
        paper=settings.paper,
        code_for=code_maker(facts, store),
        facts=facts_json(facts),
    )
    keys = read_keys(store)
    with clinic_signer(store, keys) as signer:
        step = Step(draft.signature_field.name, settings.clinic_name, words["copy.seal_reason"], signer)
        sealed = seal_document(draft, [step], SealSetup(keys, settings.address, settings.phone), now)
    return sealed, draft.pages


def _composed(
    service: KioskService, view: VisitView, kind: e.CopyKind, record: ConsentRecord, words: Words
) -> ConsentDocument:
    from kiosk.document import clinician_summary, large_print, patient_copy

    content, settings = service.content, service.settings
    match kind:
        case "large_print":
            return large_print(record.document, words)
        case "clinician_summary":
            return clinician_summary(record.document, view.state, view.plan, content, settings, words)
        case "patient_copy":
            own = local_words(settings, content.countries, words)
            numbers = (
                (words["copy.call_clinic"], own["clinic_phone"]),
                (words["copy.call_emergency"], own["emergency_number"]),
                (words["copy.call_crisis"], own["crisis_line"]),
            )
            return patient_copy(record.document, view.state, view.plan, content, settings, words, numbers=numbers)
