"""What PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) ask of the file, read back. D7 to D11."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from kiosk.document import Heading, Paragraph, Table
from kiosk.pdf import draw
from kiosk.record import record_bytes
from tests.kiosk.pdf.papers import draft, form, sample, words
from tests.kiosk.visits import SEALED_AT

NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@cache
def drawn() -> bytes:
    return draw(*sample()).data


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(drawn())) as opened:
        yield opened


def fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in pdf.pages for font in page.obj.Resources.Font.values()]


def test_version_and_identity(pdf: pikepdf.Pdf) -> None:
    assert pdf.pdf_version == "1.7"
    assert len(pdf.trailer.ID) == 2
    assert not pdf.is_encrypted


def test_the_file_ends_where_it_says(pdf: pikepdf.Pdf) -> None:
    assert drawn().rstrip().endswith(b"%%EOF")
    assert drawn().count(b"%%EOF") == 1


def test_metadata_say_the_same_twice(pdf: pikepdf.Pdf) -> None:
    tree = ET.fromstring(pdf.Root.Metadata.read_bytes().decode())  # noqa: S314  # our own
    info = pdf.docinfo

    def said(path: str) -> str | None:
        return tree.findtext(f".//{path}", namespaces=NAMES)

    document, _ = sample()
    assert said("dc:title/rdf:Alt/rdf:li") == str(info["/Title"]) == f"{document.title}: {document.id}"
    assert said("dc:creator/rdf:Seq/rdf:li") == str(info["/Author"]) == document.clinic[0]
    assert said("dc:description/rdf:Alt/rdf:li") == str(info["/Subject"]) == document.subtitle
    assert said("xmp:CreateDate") == said("xmp:ModifyDate") == SEALED_AT.isoformat()
    assert str(info["/CreationDate"]) == str(info["/ModDate"]) == f"D:{SEALED_AT:%Y%m%d%H%M%S}+00'00'"
    assert said("pdf:Producer") == str(info["/Producer"])
    assert said("xmp:CreatorTool") == str(info["/Creator"])
    assert (said("pdfaid:part"), said("pdfaid:conformance"), said("pdfuaid:part")) == ("3", "A", "1")


def test_signs_of_markup_in_a_clinics_name_are_escaped() -> None:
    with pikepdf.open(BytesIO(form(Paragraph(words("x")), clinic=("A & <B>", "")))) as opened:
        tree = ET.fromstring(opened.Root.Metadata.read_bytes().decode())  # noqa: S314  # our own

    assert tree.findtext(".//dc:creator/rdf:Seq/rdf:li", namespaces=NAMES) == "A & <B>"


def test_the_catalogue_says_that_it_is_tagged_and_in_which_language(pdf: pikepdf.Pdf) -> None:
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == "en"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert "/PageMode" not in pdf.Root
    assert not {"/OpenAction", "/AA", "/JavaScript", "/XFA"} & set(pdf.Root.keys())


def test_colours_have_an_output_intent(pdf: pikepdf.Pdf) -> None:
    [intent] = list(pdf.Root.OutputIntents)

    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_every_font_is_embedded_as_a_subset(pdf: pikepdf.Pdf) -> None:
    assert fonts(pdf)
    for font in fonts(pdf):
        assert font.Subtype == "/TrueType"
        assert "+" in str(font.BaseFont)
        assert len(font.FontDescriptor.FontFile2.read_bytes()) > 500
        assert len(font.Widths) == int(font.LastChar) - int(font.FirstChar) + 1


def test_every_code_leads_to_a_character() -> None:
    many = "".join(chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x250)))
    with pikepdf.open(BytesIO(form(Paragraph(words(many))))) as opened:
        for font in fonts(opened):
            written = font.ToUnicode.read_bytes()
            assert b"> <0000>" not in written
            assert all(int(line.split()[0]) <= 100 for line in written.split(b"\n") if line.endswith(b"beginbfchar"))


def test_no_page_has_what_an_archive_forbids(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        assert not {"/Trans", "/AA", "/Group", "/Thumb"} & set(page.obj.keys())
        assert "/ExtGState" not in page.obj.Resources
        assert page.obj.Tabs == "/S"


def test_every_mark_leads_to_an_element_and_back(pdf: pikepdf.Pdf) -> None:
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    tree = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))

    for page in pdf.pages:
        elements = tree[int(page.obj.StructParents)]
        marks = [
            int(one.operands[1].MCID)
            for one in pikepdf.parse_content_stream(page)
            if str(one.operator) == "BDC" and "/MCID" in one.operands[1]
        ]
        assert marks == list(range(len(elements)))
        assert all("/S" in element and "/Pg" in element for element in elements)


def test_every_field_is_empty_visible_named_and_tagged(pdf: pikepdf.Pdf) -> None:
    widgets = list(pdf.Root.AcroForm.Fields)
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    elements = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))

    assert [str(widget.T) for widget in widgets] == ["Patient", "ClinicSeal"]
    assert [str(widget.TU) for widget in widgets] == ["Rosa Delgado, Patient", sample()[0].labels["seal_name"]]
    for widget in widgets:
        assert (str(widget.FT), str(widget.Subtype)) == ("/Sig", "/Widget")
        assert "/V" not in widget
        assert int(widget.F) == 132
        left, low, right, high = (float(side) for side in widget.Rect)
        assert right - left > 100
        assert high - low > 40
        assert [float(side) for side in widget.AP.N.BBox] == pytest.approx([0, 0, right - left, high - low], abs=0.02)
        element = elements[int(widget.StructParent)]
        assert element.S == "/Form"
        assert element.K.Type == "/OBJR"
        assert element.K.Obj.objgen == widget.objgen
        assert element.K.Pg.objgen == widget.P.objgen
        assert widget.objgen in [one.objgen for one in widget.P.Annots]
    assert widgets[-1].P.objgen == pdf.pages[-1].obj.objgen


def test_each_field_says_what_its_signature_locks(pdf: pikepdf.Pdf) -> None:
    patient, clinic = (widget.Lock for widget in pdf.Root.AcroForm.Fields)

    assert patient.Action == "/Include"
    assert [str(name) for name in patient.Fields] == ["Patient"]
    assert clinic.Action == "/All"
    assert clinic.P == 1
    assert pdf.Root.AcroForm.SigFlags == 3


def test_the_record_is_attached_as_the_documents_data(pdf: pikepdf.Pdf) -> None:
    [file] = list(pdf.Root.AF)
    data = record_bytes(sample()[1])

    assert (str(file.F), str(file.UF), str(file.AFRelationship)) == ("record.json", "record.json", "/Data")
    assert file.EF.F.Subtype == "/application/json"
    assert file.EF.F.read_bytes() == data
    assert int(file.EF.F.Params.Size) == len(data)
    assert bytes(file.EF.F.Params.CheckSum) == hashlib.md5(data, usedforsecurity=False).digest()
    assert pdf.attachments["record.json"].get_file().read_bytes() == data


def test_bookmarks_are_the_headings() -> None:
    data = form(
        Heading(1, "Form"),
        Heading(2, "1. What it is"),
        Heading(2, "Annex", part=True),
        Heading(3, "A page"),
        Heading(2, "Another", part=True),
    )
    with pikepdf.open(BytesIO(data)) as opened, opened.open_outline() as outline:
        [top] = outline.root
        assert top.title == "Form"
        assert [item.title for item in top.children] == ["1. What it is", "Annex", "Another"]
        assert [item.title for item in top.children[1].children] == ["A page"]
        destination = top.children[2].destination
        assert isinstance(destination, pikepdf.Array)
        assert destination[0].objgen == opened.pages[2].obj.objgen


def test_a_table_over_pages_is_one_element() -> None:
    rows = tuple((words(f"row {i}"), words("x")) for i in range(80))
    with pikepdf.open(BytesIO(draft(Table(("A", "B"), rows, (1, 1))).data)) as opened:
        table = opened.Root.StructTreeRoot.K.K[0]
        assert table.S == "/Table"
        assert len(table.K) == 81
        assert table.K[80].K[0].Pg.objgen != opened.pages[0].obj.objgen
