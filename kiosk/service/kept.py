"""Kept: what a sealed record holds of the content, for visits whose content has changed since.

A consent can be taken back whatever became of the treatment's words, its reasons, routes and languages, or of the
treatment itself. What its withdrawal says of it is what was printed in the sealed document.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.content import (
    DecisionText,
    Language,
    ReasonText,
    Section,
    Signer,
    SignOff,
    Treatment,
    TreatmentText,
)
from kiosk.environment import templates_root
from kiosk.flow import FIRST_SECTION, LAST_SECTION, Plan, build_plan

if TYPE_CHECKING:
    from kiosk.content import Content
    from kiosk.document import ConsentDocument
    from kiosk.i18n import Words
    from kiosk.record import ConsentRecord
    from kiosk.service.serving import KioskService
    from kiosk.visit import VisitState

__all__ = ["kept_content", "kept_plan", "offers"]

ORDER: Final = (
    Signer("patient", "wanted"),
    Signer("representative", "wanted"),
    Signer("clinician", "always", ("patient", "representative")),
)
"""Who signs a withdrawal where no treatment says it: who takes the consent back may, then the clinician does."""
COMMON: Final = ("base", "1.1")
"""The template that every treatment's withdrawal rests on, and its version."""


def kept_content(service: KioskService, state: VisitState) -> Content:
    """Return the content that documents of a visit are made with: of a sealed one with what its record holds.

    Raises:
        TamperError: the record was changed.
    """
    content, opened = service.content, state.opened.event
    if state.document is None or opened.content_digest == content.digest:
        return content
    record = _record(service, state)
    known = content.reasons.get(record.language, {}).get(record.reason)
    words = service.words(record.language)
    label = _printed(record.document, words["document.reason"]) or record.reason
    reason = ReasonText(label, known.short if known else "", record.document.subtitle)
    languages = content.languages
    if record.language not in {one.id for one in languages}:
        document = record.document
        languages = (*languages, Language(document.language, document.language_name, document.direction, ""))
    return replace(
        content,
        treatments={**content.treatments, record.treatment: _treatment(content, record, words)},
        reasons={
            **content.reasons,
            record.language: {**content.reasons.get(record.language, {}), record.reason: reason},
        },
        languages=languages,
        sign_offs=tuple(
            SignOff(record.pack_digest, one.name, one.licence, one.date, one.scope) for one in record.sign_offs
        ),
    )


def kept_plan(service: KioskService, state: VisitState) -> tuple[Treatment, Plan]:
    """Return the treatment of a sealed visit and its steps, as far as the record holds them: the last ones.

    Raises:
        TamperError: the record was changed.
    """
    record = _record(service, state)
    treatment = _bare(service.content, record, service.words(record.language))
    return treatment, build_plan(treatment, represented=state.represented)


def _record(service: KioskService, state: VisitState) -> ConsentRecord:
    from kiosk.record import read_record

    return read_record(service.read_record(state.visit_id))


def _printed(document: ConsentDocument, label: str) -> str:
    """Return the first value that stands beside a label in a document; empty if there is none."""
    from kiosk.document import KeyValues

    rows = (row for block in document.blocks if isinstance(block, KeyValues) for row in block.rows)
    return next((value for name, value in rows if name == label), "")


def _name(record: ConsentRecord, words: Words) -> str:
    """Return the treatment's name as it was printed. The title says it too, if a document has no such line."""
    return _printed(record.document, words["document.treatment"]) or record.document.title


def _treatment(content: Content, record: ConsentRecord, words: Words) -> Treatment:
    """Return the content's treatment under the name that was printed, or what the record holds of one that is gone."""
    whole = content.treatments.get(record.treatment)
    if whole is None or not offers(whole, record.reason, record.route, record.language):
        return _bare(content, record, words)
    text = whole.text[record.language]
    titles = {**text.document_title, record.document.kind: record.document.title}
    said = replace(text, name=_name(record, words), document_title=titles)
    return replace(whole, version=record.treatment_version, text={**whole.text, record.language: said})


def offers(treatment: Treatment, reason: str, route: str, language: str) -> bool:
    """Whether a treatment is still there for a reason, by a route (its first one if empty) and in a language."""
    return reason in treatment.reasons and (not route or route in treatment.routes) and language in treatment.text


def _bare(content: Content, record: ConsentRecord, words: Words) -> Treatment:
    """Return a treatment that says what was printed, and has nothing to read and nothing to check."""
    document, name = record.document, _name(record, words)
    template, version = _template(record)
    text = TreatmentText(
        name=name,
        short_name=name,
        routes={},
        sections=_section_names(content, document.title),
        values={},
        benefits=(),
        harms=(),
        unknown=(),
        other_choices="",
        decision=_decisions(record),
        meaning={},
        document_title={document.kind: document.title},
        document_sections=(),
    )
    return Treatment(
        id=record.treatment,
        version=record.treatment_version,
        status="",
        product="",
        routes=(record.route,),
        reasons=(record.reason,),
        template=template,
        template_version=version,
        check_tries=1,
        sections=(Section(FIRST_SECTION, ()), Section(LAST_SECTION, ())),
        must_know=(),
        values=(),
        elements={},
        text=dict.fromkeys((record.language, content.default_language), text),
        signing={"withdrawal": ORDER},
    )


def _section_names(content: Content, title: str) -> dict[str, str]:
    """Return the names of the first and the last step of the progress bar, which all treatments have in common."""
    texts = (one.text.get(content.default_language) for one in content.treatments.values())
    names = next((text.sections for text in texts if text is not None), {})
    return {section: names.get(section, title) for section in (FIRST_SECTION, LAST_SECTION)}


def _decisions(record: ConsentRecord) -> dict[str, DecisionText]:
    """Return the three choices as they were printed."""
    from kiosk.document import Choices

    printed = next((block.items for block in record.document.blocks if isinstance(block, Choices)), ())
    titles = dict(zip(record.choice_order, (one.text for one in printed), strict=False))
    return {choice: DecisionText(titles.get(choice, ""), "", titles.get(choice, "")) for choice in record.choice_order}


def _template(record: ConsentRecord) -> tuple[str, str]:
    """Return a template that has a withdrawal: the document's own, or the common one for documents of before."""
    document = record.document
    own = templates_root() / document.template / document.template_version / f"withdrawal-{document.language}.html.j2"
    return (document.template, document.template_version) if own.is_file() else COMMON
