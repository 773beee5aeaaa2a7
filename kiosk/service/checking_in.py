"""Checking in: what staff typed becomes the first event of a visit, or is refused with the field that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import msgspec

from kiosk import events as e
from kiosk.errors import OperatorError
from kiosk.service.chains import newest_renewal
from kiosk.service.entry import MAX_NAME, clean_line, require_printable
from kiosk.visit import IDENTITY_METHODS

if TYPE_CHECKING:
    from kiosk.content import Treatment
    from kiosk.service.entry import CheckIn
    from kiosk.service.serving import KioskService

__all__ = ["changed_pages", "opening_of", "representative_of", "require_renewable"]

OLDEST_YEARS = 130
MAX_RECORD = 60
MAX_LINE = 200
_PAPERS: frozenset[e.AuthorityBasis] = frozenset({"health_care_agent", "guardian", "court_order"})
"""On what ground somebody decides who has a paper for it, which staff have to see."""


def opening_of(service: KioskService, form: CheckIn, staff: e.Actor, visit_id: str, seed: int) -> e.VisitOpened:
    """Return the event that starts a visit.

    Raises:
        OperatorError: a field is empty, too long, holds a character that no record may hold or that the fonts do not
            have, or names something that this clinic does not offer. The fact `field` says which one.
    """
    name = clean_line(form.name, "name", MAX_NAME)
    record = clean_line(form.record_number, "record_number", MAX_RECORD)
    require_printable(staff.name, "staff")
    today = service.today()
    if not (today.year - OLDEST_YEARS < form.birth_date.year and form.birth_date <= today):
        raise OperatorError("check_in.bad_field", field="birth_date")
    treatment = _offered(service, form)
    if form.language not in treatment.text:
        raise OperatorError("check_in.bad_field", field="language")
    if form.identity_method not in IDENTITY_METHODS:
        raise OperatorError("check_in.bad_field", field="identity_method")
    content = service.content
    opened = e.VisitOpened(
        visit_id=visit_id,
        patient=e.Patient(name=name, birth_date=form.birth_date, record_number=record),
        treatment=treatment.id,
        treatment_version=treatment.version,
        reason=form.reason,
        language=form.language,
        content_version=content.version,
        content_digest=content.digest,
        staff=staff,
        identity_method=form.identity_method,
        order_seed=seed,
        demo=service.settings.demo,
        route=treatment.route,
        representative=None if form.representative is None else representative_of(form.representative),
    )
    if not form.renews:
        return opened
    return msgspec.structs.replace(opened, renews=_renewal(service, form.renews, opened))


def _offered(service: KioskService, form: CheckIn) -> Treatment:
    """Return the variant that staff chose; an empty route is the treatment's first.

    Raises:
        OperatorError: the content does not have this treatment, for this reason, or by this route.
    """
    treatment = service.content.treatments.get(form.treatment)
    if treatment is None:
        raise OperatorError("check_in.no_such_treatment", field="treatment")
    if form.reason not in treatment.reasons:
        raise OperatorError("check_in.no_such_reason", field="reason")
    if form.route and form.route not in treatment.routes:
        raise OperatorError("check_in.no_such_route", field="route")
    return treatment.variant(form.reason, form.route)


def representative_of(typed: e.Representative) -> e.Representative:
    """Return who decides in the patient's place, in the form that a record keeps.

    Who has a paper that says so (an agent, a guardian, a court) shows it; `document_seen` may else be empty.

    Raises:
        OperatorError: a field is empty, too long or cannot be printed; the fact `field` begins with `representative`.
    """
    if typed.basis not in get_args(e.AuthorityBasis):
        raise OperatorError("check_in.bad_field", field="representative_basis")
    if typed.identity_method not in IDENTITY_METHODS:
        raise OperatorError("check_in.bad_field", field="representative_identity")
    seen = typed.document_seen
    if seen.strip() or typed.basis in _PAPERS:
        seen = clean_line(seen, "representative_document", MAX_LINE)
    return msgspec.structs.replace(
        typed,
        name=clean_line(typed.name, "representative_name", MAX_NAME),
        relation=clean_line(typed.relation, "representative_relation", MAX_LINE),
        document_seen=seen.strip(),
    )


def _renewal(service: KioskService, visit_id: str, opened: e.VisitOpened) -> e.Renewal:
    """Return which consent a visit renews, and the pages that say something new since.

    Raises:
        OperatorError: the earlier visit has no consent, it was taken back, or it is of another patient or treatment.
    """
    earlier = service.state(visit_id)
    before, document = earlier.opened.event, earlier.document
    if document is None or document.event.kind not in {"consent", "renewal"}:
        raise OperatorError("check_in.nothing_to_renew", field="renews")
    require_renewable(service, visit_id)
    if before.treatment != opened.treatment:
        raise OperatorError("check_in.renews_other_treatment", field="renews")
    then, now = before.patient, opened.patient
    if (then.birth_date, then.record_number) != (now.birth_date, now.record_number):
        raise OperatorError("check_in.renews_other_patient", field="renews")
    return e.Renewal(visit_id, document.event.document_id, changed_pages(service, visit_id, opened))


def require_renewable(service: KioskService, visit_id: str) -> None:
    """Refuse to renew a consent that was taken back, or that a renewal has taken the place of.

    Only the newest of a chain can be renewed: with the older one, staff would believe that all was done.

    Raises:
        OperatorError: it was, or has.
    """
    newest = newest_renewal(service, visit_id)
    taken_back = service.state(visit_id).withdrawn is not None if newest is None else newest.withdrawn
    if taken_back:
        raise OperatorError("check_in.renews_withdrawn", field="renews")
    if newest is not None:
        document = service.sealed_event(newest.visit_id).document_id
        raise OperatorError("check_in.renews_renewed", field="renews", document=document)


def changed_pages(service: KioskService, earlier: str, opened: e.VisitOpened) -> tuple[str, ...]:
    """Return the pages of a visit's path that an earlier visit, or one that it renewed, does not have word for word.

    Raises:
        OperatorError: the earlier visit has no document.
        TamperError: an earlier record was changed.
    """
    from kiosk.document.changes import new_pages
    from kiosk.record import read_record

    documents, visit = [], earlier
    while visit:
        documents.append(read_record(service.read_record(visit)).document)
        renewed = service.state(visit).opened.event.renews
        visit = "" if renewed is None else renewed.visit_id
    words = service.words(opened.language)
    return new_pages(documents, opened, service.content, service.settings, words, service.clock())
