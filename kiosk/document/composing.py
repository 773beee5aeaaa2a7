"""Composing: from a visit's state and its content to a `ConsentDocument`, by way of the treatment's template."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from kiosk.content import Content
from kiosk.document.annexes import annex_lists, annex_pages, reference_lines
from kiosk.document.blocks import Block, SignatureBlock, block_text
from kiosk.document.figures import figure_blocks
from kiosk.document.form import (
    Desk,
    about_rows,
    check_table,
    choice_lines,
    confirmation_rows,
    form_sections,
    identity_rows,
    marks,
    paper_blocks,
    question_table,
    remarks,
    signature_block,
    witness_blocks,
)
from kiosk.document.markup import Parts, parse_markup, render_template
from kiosk.document.stamps import Stamp
from kiosk.environment import templates_root
from kiosk.events import DocumentKind, canonical_bytes
from kiosk.flow import Plan
from kiosk.i18n import Words
from kiosk.settings import ClinicSettings
from kiosk.visit import VisitState

__all__ = ["ConsentDocument", "compose", "compose_form", "document_text", "form_digest", "kind_of"]

Purpose = Literal["record", "form", "paper"]
SHORT_DIGEST: Final = 16
"""Hex digits of the form's digest in the foot of a form on paper."""


class ConsentDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A whole document: what stands in its head, and its blocks. The review screen and the PDF draw the same ones.

    `labels` are the words of the running head and foot, so that whoever draws needs no catalogue: `page` (with places
    for both numbers), `demo` (the mark on every page of a demo or a draft, else empty), `document`, `code`,
    `seal_name`, `seal_text`; a document to be sealed has `code_label` and `sealed` beside them.
    """

    kind: DocumentKind
    id: str
    language: str
    language_name: str
    direction: Literal["ltr", "rtl"]
    title: str
    subtitle: str
    clinic: tuple[str, str]
    patient: tuple[str, str]
    template: str
    template_version: str
    content_version: str
    content_digest: str
    """Digest of the content pack that was shown, hex."""
    demo: bool
    labels: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes of the head and all blocks, hex: names exactly what stands here."""
        return _digest(self, self.blocks)


def compose(
    state: VisitState,
    plan: Plan,
    content: Content,
    settings: ClinicSettings,
    words: Words,
    *,
    stamp: Stamp,
    doubts: Sequence[str] = (),
    templates: Path | None = None,
) -> ConsentDocument:
    """Compose the finished document of a visit: consent, refusal or summary, by the patient's choice.

    Args:
        state: the visit, decided and (for a consent) signed.
        plan: its steps.
        content: the pack that the visit was opened with, the clinic's own words filled in.
        settings: the clinic's, for its name and its time zone.
        words: the document's language.
        stamp: id, time and ledger head.
        doubts: sentences on what speaks against the time of sealing, if the clinic goes on all the same.
        templates: the folder of the templates; the program's own by default.

    Raises:
        ContentError: the template does not render or is not in the subset.
    """
    composer = _Composer(state, plan, content, settings, words, templates)
    return composer.document(kind_of(state), "record", stamp, doubts)


def compose_form(
    state: VisitState,
    plan: Plan,
    content: Content,
    settings: ClinicSettings,
    words: Words,
    *,
    on_paper: bool = False,
    templates: Path | None = None,
) -> ConsentDocument:
    """Compose the consent form as the patient reads it before signing: with an empty signature and no annexes.

    With `on_paper` it has lines to sign on by hand, for the patient and for the member of staff who is there, and its
    foot names the visit and the form's digest.

    Raises:
        ContentError: the template does not render or is not in the subset.
    """
    composer = _Composer(state, plan, content, settings, words, templates)
    return composer.document("consent", "paper" if on_paper else "form")


def form_digest(document: ConsentDocument) -> str:
    """Return the digest of what stands above the first signature, hex: what a patient reads before signing.

    It is the same on the screen, on the paper form and in the sealed document: signing does not change it. An answer
    that staff write down afterwards does, and the patient then confirms the choice.
    """
    blocks = document.blocks
    end = next((i for i, block in enumerate(blocks) if isinstance(block, SignatureBlock)), len(blocks))
    # The id and the running head and foot come with the seal.
    return _digest(msgspec.structs.replace(document, id="", labels={}), blocks[:end])


def kind_of(state: VisitState) -> DocumentKind:
    """Return which document a decided visit ends with; one that is not decided ends with none.

    Raises:
        ValueError: there is no choice yet.
    """
    kinds: dict[str, DocumentKind] = {"agree": "consent", "decline": "refusal", "talk": "summary"}
    if state.choice is None:
        raise ValueError("a visit without a decision has no document")
    return kinds[state.choice]


def _digest(document: ConsentDocument, blocks: tuple[Block, ...]) -> str:
    return hashlib.sha256(canonical_bytes(msgspec.structs.replace(document, blocks=blocks))).hexdigest()


def document_text(document: ConsentDocument) -> str:
    """Return all text of a document, a line for each piece, in reading order."""
    return "\n".join(text for block in document.blocks for text in block_text(block))


class _Composer:
    """Gathers a template's values from one visit."""

    def __init__(
        self,
        state: VisitState,
        plan: Plan,
        content: Content,
        settings: ClinicSettings,
        words: Words,
        templates: Path | None,
    ) -> None:
        self.templates = templates or templates_root()
        opened = state.opened.event
        self.treatment = content.treatments[opened.treatment].variant(opened.reason, opened.route)
        self.desk = Desk(state, plan, content, settings, words, self.treatment)

    def document(
        self, kind: DocumentKind, purpose: Purpose, stamp: Stamp | None = None, doubts: Sequence[str] = ()
    ) -> ConsentDocument:
        desk = self.desk
        state, content, words, text = desk.state, desk.content, desk.words, desk.text
        opened = state.opened.event
        language = next(known for known in content.languages if known.id == opened.language)
        signatures = self._signatures(purpose) if kind == "consent" else {}
        figures = figure_blocks(content, opened.language, words)
        values: dict[str, Any] = {
            "t": functools.partial(_say, words),
            "title": text.document_title[kind],
            "subtitle": desk.reason.subtitle,
            "remarks": remarks(desk),
            "identity": identity_rows(desk, language.name),
            "about": about_rows(desk),
            "sections": form_sections(desk),
            "checks": check_table(desk),
            "questions": question_table(desk),
            "choices": choice_lines(desk),
            "signatures": tuple(signatures),
            "confirmation": () if signatures else confirmation_rows(desk),
            "sealed_note": "" if stamp is None else " ".join((words["document.sealed_note"], *doubts)),
            "annexes": stamp is not None,
        }
        if stamp is not None:
            form = form_digest(self.document(kind, "form")) if signatures else ""
            values["pages"] = annex_pages(desk)
            values["lists"] = annex_lists(desk, stamp, form)
            values["references"] = reference_lines(desk)
        name = f"{self.treatment.template}/{self.treatment.template_version}/{opened.language}.html.j2"
        markup = render_template(self.templates, name, values)
        document = ConsentDocument(
            kind=kind,
            id=stamp.document_id if stamp else "",
            language=language.id,
            language_name=language.name,
            direction=language.direction,
            title=text.document_title[kind],
            subtitle=desk.reason.subtitle,
            clinic=(desk.settings.clinic_name, f"{desk.settings.address} · {desk.settings.phone}"),
            patient=(opened.patient.name, words.say("document.head_patient", desk.patient_facts())),
            template=self.treatment.template,
            template_version=self.treatment.template_version,
            content_version=opened.content_version,
            content_digest=opened.content_digest,
            demo=opened.demo,
            labels=self._labels(stamp, language.name),
            blocks=parse_markup(markup, Parts(figures, signatures), name),
        )
        return self._on_paper(document) if purpose == "paper" else document

    def _on_paper(self, form: ConsentDocument) -> ConsentDocument:
        """Return a form whose foot tells which visit it belongs to and what it says, so that a sheet can be matched."""
        facts: dict[str, str | int] = {
            "version": self.treatment.template_version,
            "visit": self.desk.state.visit_id,
            "digest": form_digest(form)[:SHORT_DIGEST],
        }
        foot = self.desk.words.say("document.foot_paper", facts)
        return msgspec.structs.replace(form, labels=form.labels | {"document": foot})

    def _signatures(self, purpose: Purpose) -> dict[str, SignatureBlock]:
        """Return the signatures by the names that the template refers to them with."""
        if purpose == "paper":
            return {block.role: block for block in paper_blocks(self.desk)}
        blocks = (signature_block(self.desk), *witness_blocks(self.desk))
        return {block.role: block for block in blocks}

    def _labels(self, stamp: Stamp | None, language: str) -> dict[str, str]:
        """Return the words of the running head and foot and of the seal's box, filled except for page numbers."""
        desk = self.desk
        clinic = desk.settings.clinic_name
        facts: dict[str, str | int] = {"version": self.treatment.template_version, "language": language}
        labels = {
            "page": desk.words["document.foot_page"],
            "demo": " · ".join(marks(desk)),
            "seal_name": desk.say("seal_alt", clinic=clinic),
            "seal_text": desk.say("seal_text", clinic=clinic),
        }
        if stamp is None:
            unsealed = desk.words["document.unsealed"]
            return labels | {"document": desk.words.say("document.foot_form", facts), "code": unsealed}
        return labels | {
            "document": desk.words.say("document.foot_document", {**facts, "id": stamp.document_id}),
            "code_label": desk.words["document.foot_code"],
            "code": stamp.code,
            "sealed": desk.say("foot_sealed", time=desk.time(stamp.sealed_at)),
        }


def _say(words: Words, key: str) -> str:
    return words[key]
