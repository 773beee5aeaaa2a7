"""The cover of a sealed scan: in words, which form it is of, whose, who received it, and what nobody has checked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

from kiosk.content import Language
from kiosk.document.blocks import Block, Bullets, Heading, KeyValues, NoteBox, Paragraph, Run, Table
from kiosk.events import Actor, VisitOpened, canonical_bytes
from kiosk.i18n import Words, long_date, stamp
from kiosk.settings import ClinicSettings

__all__ = ["ScanDocument", "ScannedForm", "compose_scan"]


@dataclass(frozen=True, slots=True)
class ScannedForm:
    """What is known of a scan: the form as its codes tell of it, and how it came in.

    `treatment` is its name in words, `language` the id of its language; `files` are names, sizes in bytes and digests.
    """

    id: str
    kind: Literal["blank", "prepared"]
    treatment: str
    language: str
    printed_on: date
    sheets: int
    files: tuple[tuple[str, int, str], ...]
    received_at: datetime
    received_by: Actor
    counts: bool


class ScanDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A cover that can be drawn like a document (`kiosk.pdf.Printable`); the sheets follow it as pictures."""

    id: str
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    subtitle: str
    clinic: tuple[str, str]
    patient: tuple[str, str]
    visit: str
    labels: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes of the cover, hex."""
        return hashlib.sha256(canonical_bytes(self)).hexdigest()


def compose_scan(
    document_id: str,
    form: ScannedForm,
    opened: VisitOpened,
    settings: ClinicSettings,
    language: Language,
    words: Words,
    doubts: Sequence[str] = (),
) -> ScanDocument:
    """Compose the cover of a scan.

    Args:
        document_id: the number of the sealed scan.
        form: what is known of the scan.
        opened: how the visit began that it is filed to.
        settings: the clinic's, for its name and its time zone.
        language: that of the visit.
        words: the catalogue of that language.
        doubts: sentences on what speaks against the time of sealing.
    """
    patient = opened.patient
    born = long_date(patient.birth_date, words)
    received = stamp(form.received_at, settings.zone, words)
    marks = [words["scan.mark"], *([words["document.demo_mark"]] if opened.demo else [])]
    return ScanDocument(
        id=document_id,
        language=language.id,
        direction=language.direction,
        title=words["scan.title"],
        subtitle=form.treatment,
        clinic=(settings.clinic_name, f"{settings.address} · {settings.phone}"),
        patient=(
            patient.name,
            words.say("document.head_patient", {"born": born, "record": patient.record_number}),
        ),
        visit=opened.visit_id,
        labels={
            "page": words["document.foot_page"],
            "demo": " · ".join(marks),
            "document": words.say("scan.foot", {"id": document_id}),
            "code": words.say("scan.foot_form", {"form": form.id}),
            "sealed": words.say("document.foot_sealed", {"time": received}),
            "seal_name": words.say("document.seal_alt", {"clinic": settings.clinic_name}),
            "seal_text": words.say("scan.seal_text", {"clinic": settings.clinic_name}),
            "sheet": words["scan.sheet"],
            "sheet_alt": words.say("scan.sheet_alt", {"form": form.id}),
        },
        blocks=tuple(_blocks(form, opened, received, words, doubts)),
    )


def _blocks(form: ScannedForm, opened: VisitOpened, received: str, words: Words, doubts: Sequence[str]) -> list[Block]:
    patient = opened.patient
    receiver = form.received_by.name or words["scan.nobody"]
    about = (
        (words["document.patient"], patient.name),
        (words["scan.visit"], opened.visit_id),
        (words["document.birth_date"], long_date(patient.birth_date, words)),
        (words["document.record_number"], patient.record_number),
    )
    facts = (
        (words["scan.form"], form.id),
        (words["scan.kind"], words[f"scan.kind_{form.kind}"]),
        (words["document.treatment"], form.treatment),
        (words["scan.printed_on"], long_date(form.printed_on, words)),
        (words["scan.sheets"], str(form.sheets)),
        (words["scan.received_at"], received),
        (words["scan.received_by"], receiver),
    )
    rows = tuple(
        ((Run(name),), (Run(words.say("scan.bytes", {"count": size})),), (Run(digest),))
        for name, size, digest in form.files
    )
    proven = tuple((Run(words[f"scan.proves_{number}"]),) for number in range(1, 4))
    counts = words["scan.counts" if form.counts else "scan.counts_not"]
    return [
        Heading(1, words["scan.title"]),
        Paragraph((Run(form.treatment),), "lead"),
        NoteBox((Run("\n".join((words["scan.not_checked"], *doubts))),), "info"),
        KeyValues(about, boxed=True),
        KeyValues(facts),
        Paragraph((Run(counts),)),
        Heading(2, words["scan.proves"]),
        Bullets(proven),
        Heading(2, words["scan.files"]),
        Paragraph((Run(words["scan.files_intro"]),)),
        Table((words["scan.file"], words["scan.size"], words["scan.digest"]), rows, (24, 18, 58)),
    ]
