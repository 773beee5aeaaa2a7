"""Composing: from a visit's state and its content to a `ConsentDocument`, by way of the treatment's template."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from kiosk.content import Content
from kiosk.document.annexes import annex_lists, annex_pages, record_list, reference_lines
from kiosk.document.blocks import Block, SignatureBlock, block_text
from kiosk.document.figures import figure_blocks
from kiosk.document.form import (
    Desk,
    about_rows,
    check_table,
    choice_lines,
    document_title,
    form_sections,
    identity_rows,
    marks,
    question_table,
    remarks,
    representative_rows,
    standing_rows,
)
from kiosk.document.markup import Parts, parse_markup, render_template
from kiosk.document.renewal import change_sections
from kiosk.document.signatures import confirmation_rows, paper_blocks, signature_blocks
from kiosk.document.stamps import Stamp
from kiosk.document.withdrawal import means_section, withdrawn_rows
from kiosk.environment import templates_root
from kiosk.events import Act, DocumentKind, canonical_bytes
from kiosk.flow import Plan
from kiosk.i18n import Words
from kiosk.settings import ClinicSettings
from kiosk.visit import VisitState, act_of

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
    """Compose the finished document of a visit: by the patient's choice, or the withdrawal of what was sealed.

    Args:
        state: the visit, decided and signed by all who sign.
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
    """Compose the form as it is read before signing: with an empty signature and no annexes.

    It is the form of what the visit is about: the consent or its renewal, also before there is a choice; the record of
    a refusal for its interpreter; the withdrawal, once a consent is taken back. With `on_paper` it has lines to sign on
    by hand, for who decides and for the member of staff who is there, and its foot names the visit and the form's
    digest.

    Raises:
        ContentError: the template does not render or is not in the subset.
    """
    composer = _Composer(state, plan, content, settings, words, templates)
    kind: DocumentKind = "consent" if state.choice is None else kind_of(state)
    return composer.document(kind, "paper" if on_paper else "form")


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
    act = act_of(state)
    if act is None:
        raise ValueError("a visit without a decision has no document")
    return _KINDS[act]


_KINDS: Final[dict[Act, DocumentKind]] = {
    "agreement": "consent",
    "refusal": "refusal",
    "talk": "summary",
    "withdrawal": "withdrawal",
    "renewal": "renewal",
}


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
        content, words, opened = desk.content, desk.words, desk.opened
        language = next(known for known in content.languages if known.id == opened.language)
        signatures = self._signatures(purpose)
        figures = figure_blocks(content, opened.language, words)
        title = document_title(desk, kind)
        values: dict[str, Any] = {
            "t": functools.partial(_say, words),
            "title": title,
            "subtitle": desk.reason.subtitle,
            "remarks": remarks(desk),
            "identity": identity_rows(desk, language.name),
            "about": about_rows(desk),
            "signatures": tuple(signatures),
            "sealed_note": "" if stamp is None else " ".join((words["document.sealed_note"], *doubts)),
        }
        if kind == "withdrawal":
            name = self._template("withdrawal-")
            values |= self._withdrawal_values(stamp)
        else:
            name = self._template()
            values |= self._decision_values(kind, stamp, signed=bool(signatures))
        markup = render_template(self.templates, name, values)
        document = ConsentDocument(
            kind=kind,
            id=stamp.document_id if stamp else "",
            language=language.id,
            language_name=language.name,
            direction=language.direction,
            title=title,
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

    def _template(self, prefix: str = "") -> str:
        """Return the name of the template of a treatment in the visit's language."""
        treatment = self.treatment
        return f"{treatment.template}/{treatment.template_version}/{prefix}{self.desk.opened.language}.html.j2"

    def _decision_values(self, kind: DocumentKind, stamp: Stamp | None, *, signed: bool) -> dict[str, Any]:
        """Return what only the document of a decision has: the form, and sealed its annexes."""
        desk = self.desk
        values: dict[str, Any] = {
            "standing": standing_rows(desk),
            "sections": (*change_sections(desk), *form_sections(desk)),
            "checks": check_table(desk),
            "questions": question_table(desk),
            "choices": choice_lines(desk),
            "chosen": desk.words["document.chosen_for" if desk.state.represented else "document.chosen"],
            "confirmation": () if kind in {"consent", "renewal"} else confirmation_rows(desk),
            "annexes": stamp is not None,
        }
        if stamp is not None:
            values["pages"] = annex_pages(desk)
            values["lists"] = annex_lists(desk, stamp, form_digest(self.document(kind, "form")) if signed else "")
            values["references"] = reference_lines(desk)
        return values

    def _withdrawal_values(self, stamp: Stamp | None) -> dict[str, Any]:
        """Return what only a withdrawal has: which consent is taken back, and what that means."""
        desk = self.desk
        form = "" if stamp is None else form_digest(self.document("withdrawal", "form"))
        return {
            "standing": representative_rows(desk),
            "withdrawn": withdrawn_rows(desk),
            "means": means_section(desk),
            "lists": () if stamp is None else (record_list(desk, stamp, form),),
        }

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
        """Return the signatures by the names that the template refers to them with, in their order."""
        place = purpose == "form"
        blocks = paper_blocks(self.desk) if purpose == "paper" else signature_blocks(self.desk, place=place)
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
