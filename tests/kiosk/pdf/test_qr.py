from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from kiosk.codes import write_text
from kiosk.pdf.finish import Meta, finish
from kiosk.pdf.qr import CODE_SIDE, SEALED_SIDE, draw_code, make_symbol
from kiosk.pdf.sheet import INK, Piece, Sheet
from kiosk.pdf.tags import Node
from tests.kiosk.codes.scans import A4, KEY, form_code, sealed_code
from tests.kiosk.pdf.papers import plain_faces, read

SEALED = write_text(sealed_code(), KEY)
FORM = write_text(form_code(), KEY)


def drawn(text: str) -> bytes:
    """Return a finished file of one page with a line of text and a tagged code."""
    root, sheet = Node("Document"), Sheet(A4, plain_faces())
    paragraph, figure = root.add("P"), root.add("Figure", alt="Code of page 1 of 3")
    sheet.mark(paragraph)
    sheet.text(50, 60, (Piece("abc", 11, INK),))
    draw_code(sheet, text, 400, 700, owner=figure)
    sheet.end_page()
    meta = Meta("Title", "Clinic", "About", "en", "ltr", datetime(2026, 5, 12, tzinfo=UTC))
    return finish(sheet.finish(), root, sheet.marks, meta)


@pytest.mark.parametrize(("text", "version"), [(SEALED, 7), (FORM, 8), (write_text(form_code(visit="")), 5)])
def test_symbols_are_small_and_stand_some_loss(text: str, version: int) -> None:
    symbol = make_symbol(text)
    assert (symbol.version, symbol.level in {"M", "Q", "H"}) == (version, True)
    assert len(symbol.rows) == 17 + 4 * version
    assert symbol.quiet(45.0) == pytest.approx(180 / len(symbol.rows))


def test_the_longest_text_that_is_written_fits_version_10() -> None:
    assert make_symbol("A" * 311).version == 10


def test_another_program_reads_the_symbol() -> None:
    rows = make_symbol(FORM).rows
    picture = Image.new("L", (len(rows) + 8,) * 2, 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if dark else 255)
    [found] = zxingcpp.read_barcodes(picture.resize((400, 400), Image.Resampling.NEAREST))
    assert (found.text, str(found.ec_level)) == (FORM, "M")


def test_the_symbol_of_a_sealed_page_has_modules_as_large_as_those_of_the_longest_form() -> None:
    longest = replace(form_code(), document="KF-2026-0512-ab12cd", treatment="esketamine-nasal")
    sealed, form = make_symbol(SEALED), make_symbol(write_text(longest, KEY))
    assert (sealed.version, form.version) == (7, 9)
    assert SEALED_SIDE / len(sealed.rows) == pytest.approx(CODE_SIDE / len(form.rows), rel=0.01)


def test_a_code_is_a_figure_with_its_place_and_words() -> None:
    data = drawn(SEALED)
    [figure] = read(data).all("Figure")
    assert figure.alt == "Code of page 1 of 3"
    with pikepdf.open(BytesIO(data)) as pdf:
        box = [float(value) for value in pdf.Root.StructTreeRoot.K.K[1].A.BBox]
    assert box == pytest.approx([400, A4[1] - 700 - CODE_SIDE, 400 + CODE_SIDE, A4[1] - 700], abs=0.01)


def test_a_code_of_the_running_foot_is_no_part_of_the_text() -> None:
    sheet = Sheet(A4, plain_faces())
    draw_code(sheet, SEALED, 400, 700)
    sheet.end_page()
    assert sheet.marks == [[], []]
    with pikepdf.open(BytesIO(sheet.finish())) as pdf:
        marks = [one.operands for one in pikepdf.parse_content_stream(pdf.pages[0]) if str(one.operator) == "BDC"]
    assert [(str(tag), str(entries.Type)) for tag, entries in marks] == [("/Artifact", "/Pagination")]


def test_the_same_code_gives_the_same_bytes() -> None:
    assert drawn(SEALED) == drawn(SEALED)


def test_a_code_costs_few_bytes() -> None:
    with pikepdf.open(BytesIO(drawn(FORM))) as pdf:
        assert len(pdf.pages[0].obj.Contents.read_raw_bytes()) < 700
