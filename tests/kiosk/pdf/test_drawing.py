from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import msgspec
import pikepdf
import pytest

from kiosk.codes import read_sheets
from kiosk.document import ConsentDocument, CopyRecord, Heading, NoteBox, Paragraph, document_text
from kiosk.errors import OperatorError
from kiosk.events import CopyKind
from kiosk.pdf import DraftPdf, draw, draw_copy, draw_form, heading_pages
from kiosk.pdf.blocks import BODY
from kiosk.pdf.drawing import LARGE
from kiosk.pdf.wrap import prepared
from kiosk.record import read_record, record_bytes
from tests.kiosk.codes.scans import rendered
from tests.kiosk.pdf.papers import draft, form, paper, read, sample, signature, words

SIZES = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
Paper = Literal["a4", "letter"]


@cache
def drawn(size: Paper = "a4") -> DraftPdf:
    return draw(*sample(), paper=size)


def page_texts(data: bytes) -> list[str]:
    """Return the pages' texts as poppler reads them, running heads and feet included."""
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return [" ".join(page.split()) for page in said.stdout.decode().split("\f")[:-1]]


def test_a_draft_says_what_it_is_and_does_not_show_its_bytes() -> None:
    document, _ = sample()
    made = drawn()

    assert made.document_id == document.id
    assert made.content_digest == document.digest
    assert made.data.startswith(b"%PDF-1.7")
    assert "%PDF" not in repr(made)


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_all_pages_have_the_papers_size_and_their_number(size: Paper) -> None:
    made = drawn(size)
    texts = page_texts(made.data)

    assert made.pages == len(texts)
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {made.pages}" in text
    with pikepdf.open(BytesIO(made.data)) as pdf:
        boxes = {tuple(float(side) for side in page.mediabox) for page in pdf.pages}
    assert boxes == {(0, 0, *SIZES[size])}


def test_each_page_names_the_clinic_the_patient_the_document_and_its_code() -> None:
    document, record = sample()

    for text in page_texts(drawn().data):
        for wanted in (
            *document.clinic,
            *document.patient,
            document.id,
            record.verification_code,
            "sealed 12 May 2026",
        ):
            assert wanted in text


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_headings_are_found_on_the_page_that_they_are_drawn_on(size: Paper) -> None:
    document = paper(
        Heading(1, "Title"),
        *(block for n in range(60) for block in (Heading(2, f"Part {n}"), Paragraph(words("word " * 60)))),
    )
    drawn_on = [
        (element.whole, min(element.pages) + 1)
        for element in read(draw_form(document, paper=size)).walk()
        if element.tag in {"H1", "H2"}
    ]
    pages = heading_pages(document, paper=size)

    assert pages == tuple(page for _, page in drawn_on)
    assert len(pages) == 61
    assert pages[-1] > 3
    assert [text for text, _ in drawn_on] == ["Title", *(f"Part {n}" for n in range(60))]


def test_the_running_head_and_foot_are_not_read_aloud() -> None:
    structure = read(drawn().data)

    assert structure.whole.count("Page 1 of") == 0
    assert structure.whole.count(sample()[0].clinic[1]) <= 1


def test_a_made_up_visit_or_a_draft_is_marked_on_each_page() -> None:
    labels = sample()[0].labels

    assert labels["demo"]
    assert all(labels["demo"] in text for text in page_texts(drawn().data))
    without = form(Paragraph(words("x")), labels=labels | {"demo": ""})
    assert all(labels["demo"] not in text for text in page_texts(without))


def test_the_mark_of_a_copy_keeps_clear_of_the_clinics_name(tmp_path: Path) -> None:
    # The longest mark, over a clinic whose name goes on to the middle of the page.
    labels = {**sample()[0].labels, "demo": "DEMO · Content draft, not signed off · PATIENT COPY"}
    made = form(paragraph(), labels=labels, clinic=("Écija Street Community Clinic for Pain and Mood", "1 Street"))
    dots = 144
    head = rendered(made, tmp_path, dots)[0]
    left, right = (round(place * dots / 72) for place in (180, 320))
    inked = [min(head.crop((left, y, right, y + 1)).tobytes()) < 200 for y in range(round(36 * dots / 72))]
    name = max(y for y in range(1, len(inked)) if inked[y] and not inked[y - 1])
    mark = max(y for y in range(1, name + 1) if inked[y - 1] and not inked[y])
    gap = (name - mark) * 72 / dots
    assert gap >= 4, f"{gap} pt between the mark and the name"


def test_everything_in_the_document_is_read_in_its_order() -> None:
    document, _ = sample()
    texts = iter([element.alt or element.text for element in read(drawn().data).walk()])
    heard = " ".join(" ".join(texts).split())

    at = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            at = heard.index(block.text, at) + len(block.text)
    for text in document_text(document).split("\n"):
        if len(text) > 60:
            assert " ".join(prepared(text).split()) in heard


def test_the_same_record_gives_the_same_bytes(top: Path) -> None:
    code = (
        "import hashlib; from tests.kiosk.pdf.papers import draw, sample;"
        "print(hashlib.sha256(draw(*sample()).data).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        cwd=top,
        env={"PYTHONHASHSEED": "42", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert draw(*sample()).data == drawn().data
    assert other.stdout.strip() == hashlib.sha256(drawn().data).hexdigest()


def test_a_record_read_from_its_file_gives_the_same_bytes() -> None:
    record = read_record(record_bytes(sample()[1]))

    assert draw(record.document, record).data == drawn().data


def test_another_record_gives_other_bytes() -> None:
    document, record = sample()

    assert draw(document, msgspec.structs.replace(record, breaks=record.breaks + 1)).data != drawn().data


def test_a_document_is_drawn_with_its_own_record_only() -> None:
    document, record = sample()

    with pytest.raises(ValueError, match="record"):
        draw(msgspec.structs.replace(document, title="Another"), record)


def test_the_field_for_the_seal_lies_on_the_last_page_inside_of_the_margins() -> None:
    made = drawn()
    field = made.signature_field
    left, low, right, high = field.rect

    assert (field.name, field.page) == ("ClinicSeal", made.pages)
    assert 48 < left < right < SIZES["a4"][0] - 48
    assert 60 < low < high < SIZES["a4"][1] - 70
    assert high - low >= 40


def test_every_signature_has_a_field_over_it() -> None:
    two = signature(role="witness", name="Wim")
    fields = draft(signature(), two, signature(role="witness"), signature(method="blank"), paragraph()).signature_fields

    assert [field.name for field in fields] == ["Patient", "Witness", "Witness2", "ClinicSeal"]
    assert all(field.rect[3] - field.rect[1] >= 50 for field in fields)
    # In twos beside each other, the third below the first.
    patient, witness, second, seal = (field.rect for field in fields)
    assert 48 < patient[0] == second[0] == seal[0] < 50
    assert patient[2] < witness[0] < witness[2] < SIZES["a4"][0] - 48
    assert patient[1] == witness[1] > second[3]
    assert draft().signature_fields == (draft().signature_field,)


def test_a_form_to_be_signed_by_hand_has_no_fields() -> None:
    with pikepdf.open(BytesIO(form(signature(), signature(method="blank")))) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_a_field_is_read_after_its_signature_and_before_who_signed() -> None:
    tags = [element.tag for element in read(draft(signature()).data).kids]

    assert tags == ["P", "Form", "L", "P", "Form"]


def paragraph() -> Paragraph:
    return Paragraph(words("x"))


def test_the_field_is_the_last_thing_that_is_read() -> None:
    document = read(drawn().data)

    assert [element.tag for element in document.kids[-2:]] == ["P", "Form"]
    assert document.kids[-1].kids[0].alt == sample()[0].labels["seal_name"]
    assert document.kids[-2].whole == sample()[0].labels["seal_text"]


def test_a_form_has_neither_a_field_nor_a_record() -> None:
    with pikepdf.open(BytesIO(form(Paragraph(words("x"))))) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "/AF" not in pdf.Root
        assert len(pdf.attachments) == 0


def refuse(document: ConsentDocument) -> None:
    with pytest.raises(OperatorError, match=r"document\.unsupported_character"):
        draw_form(document)


def test_what_cannot_be_printed_is_refused_wherever_it_stands() -> None:
    refuse(paper(Paragraph(words("\u202eRosa"))))
    refuse(paper(patient=("\u202eRosa", "Born 1961")))
    refuse(paper(clinic=("\u202eRosa", "")))
    refuse(paper(title="\u202eRosa"))


def test_a_name_too_long_for_the_head_is_cut_there_and_whole_in_the_text() -> None:
    name = "Maria " * 400
    data = form(Paragraph(words(name)), patient=(name, "Born 1961"))

    assert read(data).whole == name.strip()
    assert re.search(r"(Maria )+.{0,6}…", page_texts(data)[0])


def test_a_document_right_to_left_says_so() -> None:
    for direction, wanted in (("ltr", "/L2R"), ("rtl", "/R2L")):
        with pikepdf.open(BytesIO(form(Paragraph(words("x")), direction=direction))) as pdf:
            assert pdf.Root.ViewerPreferences.Direction == wanted


def test_an_empty_document_still_has_its_field() -> None:
    made = draft()

    assert made.pages == 1
    assert made.signature_field.page == 1


@pytest.mark.parametrize("size", ["a4", "letter"])
@pytest.mark.parametrize("lines", range(30, 48, 3))
def test_no_page_holds_the_box_of_the_seal_alone(size: Paper, lines: int) -> None:
    _, record = sample()
    short = paper(*[Paragraph(words("A line.")) for _ in range(lines)], NoteBox(words("The note."), icon="lock"))
    own = msgspec.structs.replace(record, document=short, content_digest=short.digest)

    pages = page_texts(draw(short, own, paper=size).data)
    assert "A line. The note." in pages[-1]


def code(page: int, pages: int) -> str:
    """A text as long as a real one."""
    return f"CANDOR1:{page:02}{pages:02}" + "7K2 Q9" * 30


def test_each_page_has_its_code_in_the_foot_and_nothing_else_lies_there(tmp_path: Path) -> None:
    made = draw(*sample(), code_for=code, facts=b"{}")
    assert made.data == draw(*sample(), code_for=code, facts=b"{}").data
    assert made.pages >= drawn().pages
    for number, page in enumerate(rendered(made.data, tmp_path), start=1):
        picture = BytesIO()
        page.save(picture, "PNG")
        [found] = [one.raw for sheet in read_sheets(picture.getvalue()) for one in sheet.codes]
        assert found == code(number, made.pages)
    with pikepdf.open(BytesIO(made.data)) as pdf:
        assert pdf.attachments["facts.json"].get_file().read_bytes() == b"{}"
        assert [str(file.F) for file in pdf.Root.AF] == ["record.json", "facts.json"]


def test_a_code_changes_nothing_that_is_read_aloud() -> None:
    with_codes, without = read(draw(*sample(), code_for=code).data), read(drawn().data)
    assert with_codes.whole == without.whole
    assert [one.tag for one in with_codes.walk()] == [one.tag for one in without.walk()]
    text = page_texts(draw(*sample(), code_for=code).data)
    assert all(
        sample()[0].id in page and f"Page {number} of {len(text)}" in page for number, page in enumerate(text, 1)
    )


# ---------------------------------------------------------------------- copies


def copied(kind: CopyKind) -> CopyRecord:
    document, record = sample()
    return CopyRecord(
        program="Candor",
        kind=kind,
        id=f"{document.id}-X",
        original=document.id,
        original_digest="ab" * 32,
        content_digest=record.content_digest,
        made_at=record.sealed_at,
    )


@cache
def copy(kind: CopyKind, size: Paper = "a4") -> DraftPdf:
    return draw_copy(*sample(), copied(kind), paper=size, code_for=lambda page, pages: f"{page}/{pages}", facts=b"{}")


def test_a_copy_has_the_clinics_field_alone_and_the_documents_own_record() -> None:
    document, record = sample()
    made = copy("patient_copy")

    assert [field.name for field in made.signature_fields] == ["ClinicSeal"]
    assert (made.document_id, made.content_digest) == (document.id, document.digest)
    with pikepdf.open(BytesIO(made.data)) as pdf:
        assert {str(one.T) for one in pdf.Root.AcroForm.Fields} == {"ClinicSeal"}
        assert pdf.attachments["record.json"].get_file().read_bytes() == record_bytes(record)
        told = msgspec.json.decode(pdf.attachments["copy.json"].get_file().read_bytes(), type=CopyRecord)
    assert told == copied("patient_copy")
    assert made == draw_copy(
        *sample(), copied("patient_copy"), code_for=lambda page, pages: f"{page}/{pages}", facts=b"{}"
    )


def test_a_copy_of_another_record_is_not_drawn() -> None:
    other = msgspec.structs.replace(copied("patient_copy"), content_digest="00" * 32)

    with pytest.raises(ValueError, match="not that of this record"):
        draw_copy(*sample(), other, code_for=lambda *_: "", facts=b"{}")


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_running_text_in_large_print_has_eighteen_points_and_nothing_leaves_its_page(size: Paper) -> None:
    sizes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=copy("large_print", size).data, capture_output=True, check=True
    ).stdout.decode()
    words = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<', sizes)
    wide, high = SIZES[size]

    assert len(words) > 1000
    assert all(float(left) >= 40 and float(right) <= wide - 40 and float(low) <= high for left, right, low, _ in words)
    with pikepdf.open(BytesIO(copy("large_print", size).data)) as pdf:
        for page in pdf.pages:
            scales = [
                float(step.operands[0])
                for step in pikepdf.parse_content_stream(page)
                if str(step.operator) == "cm" and float(step.operands[0]) != 1
            ]
            assert LARGE in scales
    assert LARGE * BODY.size >= 18


def told_in_order(made: DraftPdf, folder: Path) -> str:
    """Return all quoted text of a file's structure, in its order, without spaces."""
    path = folder / "told.pdf"
    path.write_bytes(made.data)
    said = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True).stdout.decode()
    return "".join("".join(re.findall(r'^ *"(.*)"$', said, re.MULTILINE)).split())


def test_large_print_tells_the_same_in_the_same_order(tmp_path: Path) -> None:
    usual, large = told_in_order(drawn(), tmp_path), told_in_order(copy("large_print"), tmp_path)

    assert len(usual) > 10_000
    assert large == usual


def test_bookmarks_and_the_seal_lie_where_they_are_on_the_enlarged_page() -> None:
    made = copy("large_print")
    wide, high = SIZES["a4"]
    x1, y1, x2, y2 = made.signature_field.rect

    assert 40 < x1 < x2 < wide - 40
    assert 60 < y1 < y2 < high - 80
    with pikepdf.open(BytesIO(made.data)) as pdf, pdf.open_outline() as outline:
        tops = [item.destination[3] for item in outline.root if isinstance(item.destination, pikepdf.Array)]
    assert tops
    assert all(0 < float(top) <= high - 60 for top in tops)
