"""A small tagged PDF with an empty signature field, and a seal on it: what the seal's tests work on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from kiosk.seal import ClinicKey, SealedPdf
from tests.kiosk.seal.first_sealer import make_clinic_key, seal

NOW = datetime(2026, 8, 12, 14, 5, 30, tzinfo=UTC)
CONTENT_DIGEST = "c0" * 32
RECORD = {
    "document": {"id": "D-0001", "kind": "consent"},
    "content_digest": CONTENT_DIGEST,
    "signatures": [
        {
            "role": "patient",
            "name": "Ana Beispiel",
            "meaning": "I agree",
            "time": "2026-08-12T10:04:00-04:00",
        },
    ],
    # Typed by somebody, and no signature at all.
    "note": "/ByteRange [0 10 20 30] /Contents <00>",
}
REASON = "Sealed by the clinic as the complete record"


@dataclass(frozen=True)
class SmallDraft:
    data: bytes
    content_digest: str = CONTENT_DIGEST
    document_id: str = "D-0001"


@cache
def draft(record: str = json.dumps(RECORD), field: str = "ClinicSeal") -> SmallDraft:
    """One page, tagged, with a visible field that has an appearance of vectors and a second field for a colleague."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    page.obj.Contents = pdf.make_stream(b"/P <</MCID 0>> BDC 0 0 m 10 10 l S EMC")
    page.obj.Tabs = Name.S
    page.obj.StructParents = 0
    look = pdf.make_stream(b"/Artifact BMC 0.5 w 1 1 198 58 re S EMC")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 60])
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(field),
            TU=String("Seal of the clinic"),
            Rect=Array([50, 50, 250, 110]),
            F=132,
            P=page.obj,
            StructParent=1,
            AP=Dictionary(N=look),
        )
    )
    page.obj.Annots = Array([widget])
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    top = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    paragraph = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=top, Pg=page.obj, K=0))
    form = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Form, P=top, K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=page.obj))
    )
    top.K = Array([paragraph, form])
    root.K = top
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, Array([paragraph]), 1, form])))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("en")
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=1)
    pdf.attachments["record.json"] = AttachedFileSpec(
        pdf,
        record.encode(),
        description="Record",
        filename="record.json",
        mime_type="application/json",
        creation_date="",
        mod_date="",
    )
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = "Consent"
        metadata["pdfaid:part"] = "3"
    output = BytesIO()
    pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return SmallDraft(output.getvalue())


@cache
def clinic_key() -> ClinicKey:
    return make_clinic_key("Harbor Clinic", NOW)


def sealed(of: SmallDraft | None = None, key: ClinicKey | None = None, now: datetime = NOW) -> SealedPdf:
    return seal(
        of or draft(),
        key or clinic_key(),
        reason=REASON,
        signer_name="Harbor Clinic",
        location="1 Harbor Street",
        now=now,
        contact="+1 555 0100",
    )
