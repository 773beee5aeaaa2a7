"""Printouts: a sealed document or a form to be signed by hand goes to the printer. Printed and failed are events."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from kiosk import events as e
from kiosk.errors import CandorError, TamperError
from kiosk.printing import PrintableDocument, UnsealedForm
from kiosk.service.marking import form_code_maker
from kiosk.visit import PrintPaperForm, decide

if TYPE_CHECKING:
    from kiosk.printing import Printer
    from kiosk.service.serving import KioskService

__all__ = ["print_form", "print_record", "print_sealed"]


def print_record(
    service: KioskService, visit_id: str, printer: Printer, staff: e.Actor, copies: int, document_id: str = ""
) -> None:
    """Verify a sealed file of a visit once more and print it; without an id, the document of the decision.

    Raises:
        OperatorError: the printer could not take it; that is an event, too.
        TamperError: the file does not verify; nothing is printed.
    """
    data = service.read_sealed(visit_id, document_id)
    wanted = document_id or service.sealed_event(visit_id).document_id
    print_sealed(service, visit_id, (wanted, data), printer, staff, copies)


def print_sealed(
    service: KioskService, visit_id: str, sealed: tuple[str, bytes], printer: Printer, staff: e.Actor, copies: int
) -> None:
    """Verify a sealed file of a visit (id and bytes) once more and print it.

    Raises:
        OperatorError: the printer could not take it; that is an event, too.
        TamperError: the file does not verify; nothing is printed.
    """
    from kiosk.seal import verify

    document_id, data = sealed
    report = verify(data, now=service.clock())
    if not report.ok:
        raise TamperError("ledger.file_changed")
    printable = PrintableDocument(document_id, data, report.file_digest)
    try:
        printer.print_document(printable, copies)
    except CandorError:
        _note_failure(service, visit_id, e.RecordPrinted(document_id, ok=False, copies=copies, staff=staff))
        raise
    printed = e.RecordPrinted(document_id=document_id, ok=True, copies=copies, staff=staff)
    service.append(service.state(visit_id), [printed], staff)


def print_form(service: KioskService, visit_id: str, printer: Printer, staff: e.Actor) -> None:
    """Print the form for a patient who signs on paper; the visit waits until staff hold it signed.

    Raises:
        Refused: the patient did not ask for paper, or the form came back already.
        OperatorError: the printer could not take it; that is an event, too.
    """
    from kiosk.document import compose_form, form_digest, form_id
    from kiosk.pdf import draw_form

    view = service.view(visit_id)
    words = service.words(view.state.opened.event.language)
    form = compose_form(view.state, view.plan, service.content, service.settings, words, on_paper=True)
    digest = form_digest(form)
    happened = decide(view.state, PrintPaperForm(digest, staff), view.plan)
    day = service.today()
    about = (view.treatment.id, form.language, visit_id)
    code_for = form_code_maker(form_id("KF", digest, day), digest, about, day, service.store)
    unsealed = UnsealedForm(visit_id, draw_form(form, paper=service.settings.paper, code_for=code_for))
    try:
        printer.print_form(unsealed)
    except CandorError:
        _note_failure(service, visit_id, e.RecordPrinted(f"form-{visit_id}", ok=False, copies=1, staff=staff))
        raise
    service.append(view.state, list(happened), staff)


def _note_failure(service: KioskService, visit_id: str, failed: e.RecordPrinted) -> None:
    """Record that nothing was printed. If that fails, too, the printer's fault is what staff have to know."""
    with contextlib.suppress(CandorError):
        service.append(service.state(visit_id), [failed], failed.staff)
