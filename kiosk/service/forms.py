"""Forms on paper for a visit: what staff checked in stands on them, and their codes file the scan to the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kiosk import events as e
from kiosk.errors import OperatorError
from kiosk.service.marking import form_code_maker

if TYPE_CHECKING:
    from datetime import date

    from kiosk.document import PaperForm
    from kiosk.service.keyring import Secrets
    from kiosk.service.serving import KioskService

__all__ = ["draw_paper_form", "prepared_form"]


def prepared_form(
    service: KioskService, visit_id: str, staff: e.Actor, paper: Literal["a4", "letter"] | None = None
) -> bytes:
    """Return the whole consent for a visit as a PDF to fill in by hand, and note that it was made.

    Args:
        service: the kiosk.
        visit_id: a visit that was not closed.
        staff: who asked for it.
        paper: its size; without it the clinic's.

    Raises:
        OperatorError: there is no such visit, it was closed, it began with other content, or a name cannot be printed.
        TamperError: the key for the codes is damaged.
    """
    from kiosk.document import compose_prepared

    state = service.view(visit_id).state
    if state.closed is not None:
        # What is signed on it could not be filed.
        raise OperatorError("scan.visit_closed", visit=visit_id)
    day = service.today()
    words = service.words(state.opened.event.language)
    form = compose_prepared(state, service.content, service.settings, words, day=day)
    data = draw_paper_form(form, day, paper or service.settings.paper, service.store)
    printed = e.RecordPrinted(document_id=form.id, ok=True, copies=1, staff=staff)
    service.append(state, [printed], staff)
    return data


def draw_paper_form(form: PaperForm, day: date, paper: Literal["a4", "letter"], store: Secrets | None = None) -> bytes:
    """Draw a form with a code on each page; signed by the key of a store, which a form for a visit needs.

    Raises:
        OperatorError: `document.unsupported_character`.
        TamperError: the key for the codes is damaged.
    """
    from kiosk.pdf import draw_form

    about = (form.treatment, form.language, form.visit)
    return draw_form(form, paper=paper, code_for=form_code_maker(form.id, form.digest, about, day, store))
