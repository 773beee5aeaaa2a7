"""Small drafts with fields for several people, the keys of a clinic, and whole sealed files: for tests of B-LTA."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from kiosk.seal import (
    ClinicKeys,
    KeyPair,
    SealedPdf,
    SealSetup,
    Step,
    issue_clinician_key,
    make_clinic_keys,
    seal_document,
)
from tests.kiosk.seal.drafts import NOW, RECORD, SmallDraft

FIELDS = ("Patient", "Witness", "Clinician", "ClinicSeal")
MADE = NOW - timedelta(days=2)
"""When the clinic made its keys."""
NAMES = {
    "Patient": "Ana Beispiel",
    "Witness": "Wim Zeuge",
    "Clinician": "Dr Amara Osei",
    "ClinicSeal": "Harbor Clinic",
}
XMP = (
    b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    b"<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' rdf:about='' dc:format='application/pdf'/>"
    b"</rdf:RDF></x:xmpmeta>"
)


@cache
def draft(note: str = "", fields: Sequence[str] = FIELDS, record: str = "") -> SmallDraft:
    """Return one page with an annotation-free text, ink, XMP, a record, and an empty field for each name."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    ink = pdf.make_stream(b"0 0 m 10 10 l 20 0 l S")
    ink.Type, ink.Subtype, ink.BBox = Name.XObject, Name.Form, Array([0, 0, 30, 30])
    page.obj.Contents = pdf.make_stream(b"/Artifact BMC 0 0 m 10 10 l S /Ink Do EMC %" + note.encode())
    page.obj.Resources = Dictionary(XObject=Dictionary(Ink=ink))
    widgets = []
    for number, name in enumerate(fields):
        place = Array([50, 50 + 70 * number, 250, 110 + 70 * number])
        widgets.append(
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Widget,
                    FT=Name.Sig,
                    T=String(name),
                    TU=String(f"Signature: {name}"),
                    Rect=place,
                    F=132,
                    P=page.obj,
                )
            )
        )
    page.obj.Annots = Array(widgets)
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(widgets), SigFlags=3))
    pdf.Root.Lang = String("en")
    pdf.Root.Metadata = pdf.make_indirect(pikepdf.Stream(pdf, XMP, Type=Name.Metadata, Subtype=Name.XML))
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String("Consent")))
    told = record or json.dumps(RECORD | {"note": "plain" + note})
    pdf.attachments["record.json"] = AttachedFileSpec(
        pdf,
        told.encode(),
        description="Record",
        filename="record.json",
        mime_type="application/json",
        creation_date="",
        mod_date="",
    )
    output = BytesIO()
    pdf.save(
        output,
        deterministic_id=True,
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return SmallDraft(output.getvalue())


@cache
def clinic(name: str = "Harbor Clinic") -> ClinicKeys:
    """Return the keys of a clinic."""
    return make_clinic_keys(name, MADE)


def clinician(of: ClinicKeys | None = None) -> KeyPair:
    """Return the own key of a clinic's one clinician."""
    return _clinician(of or clinic())


@cache
def _clinician(keys: ClinicKeys) -> KeyPair:
    return issue_clinician_key(keys, "Dr Amara Osei", "staff-7", MADE)


def setup(keys: ClinicKeys | None = None) -> SealSetup:
    """Return what all seals of the clinic have in common."""
    return SealSetup(keys or clinic(), "1 Harbor Street", "+1 555 0100")


def steps(keys: ClinicKeys | None = None, fields: Sequence[str] = FIELDS) -> list[Step]:
    """Return a signature for each field, with the keys that belong there."""
    held = keys or clinic()
    signers = {"Patient": held.kiosk, "Witness": held.kiosk, "Clinician": clinician(held), "ClinicSeal": held.seal}
    return [Step(field, NAMES[field], f"Meaning of {field}", signers[field]) for field in fields]


def sealed(
    of: SmallDraft | None = None, keys: ClinicKeys | None = None, now: datetime = NOW, fields: Sequence[str] = FIELDS
) -> SealedPdf:
    """Return a file that everybody has signed."""
    return seal_document(of or draft(fields=tuple(fields)), steps(keys, fields), setup(keys), now)


@cache
def whole() -> bytes:
    """Return one whole sealed file, always the same in a run of the tests."""
    return sealed().data


def at(years: float) -> datetime:
    """Return a time so many years after the seal."""
    return NOW + timedelta(days=365.25 * years)
