from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest

from kiosk.pdf.fonts import faces_for
from kiosk.pdf.sheet import ACCENT, INK, WHITE, Piece, Sheet
from kiosk.pdf.tags import ARTIFACT, PAGINATION, Node
from tests.kiosk.pdf.papers import plain_faces

SIZE = (200.0, 300.0)


def operators(sheet: Sheet) -> list[list[tuple[str, list[object]]]]:
    """Return the operators and operands of each page."""
    with pikepdf.open(BytesIO(sheet.finish())) as pdf:
        return [
            [(str(one.operator), [_plain(each) for each in one.operands]) for one in pikepdf.parse_content_stream(page)]
            for page in pdf.pages
        ]


def _plain(operand: object) -> object:
    return {key: str(value) for key, value in operand.items()} if isinstance(operand, pikepdf.Dictionary) else operand


def names(page: list[tuple[str, list[object]]]) -> str:
    return " ".join(name for name, _ in page)


def test_each_content_is_in_the_mark_of_its_owner() -> None:
    sheet = Sheet(SIZE, plain_faces())
    node = Node("P")
    sheet.mark(ARTIFACT)
    sheet.rule(10, 10, 50, 10)
    sheet.mark(node)
    sheet.text(10, 20, (Piece("a", 11, INK),))
    sheet.mark(node)
    sheet.text(10, 40, (Piece("b", 11, INK),))
    sheet.mark(PAGINATION)
    sheet.fill(0, 0, 5, 5, ACCENT)
    sheet.end_page()

    [page] = operators(sheet)

    marks = [operands for name, operands in page if name == "BDC"]
    assert marks == [
        ["/Artifact", {"/Type": "/Layout"}],
        ["/P", {"/MCID": "0"}],
        ["/Artifact", {"/Type": "/Pagination"}],
    ]
    assert node.kids == [(0, 0)]
    assert sheet.marks == [[node]]
    assert names(page).count("BDC") == names(page).count("EMC")


def test_what_goes_on_over_a_page_has_a_mark_on_each() -> None:
    sheet = Sheet(SIZE, plain_faces())
    node = Node("P")
    for _ in range(2):
        sheet.mark(node)
        sheet.text(10, 20, (Piece("a", 11, INK),))
        sheet.end_page()

    pages = operators(sheet)

    assert node.kids == [(0, 0), (1, 0)]
    assert [names(page).count("EMC") for page in pages] == [1, 1]


def test_text_counts_from_the_top_and_changes_font_only_where_it_must() -> None:
    faces = faces_for("Łą ж")
    sheet = Sheet(SIZE, faces)
    sheet.mark(Node("P"))
    sheet.text(10, 40, (Piece("ab", 11, INK), Piece("c", 11, INK), Piece("Ł ж", 11, INK, bold=True)))
    sheet.end_page()

    [page] = operators(sheet)

    start = next(i for i, (name, _) in enumerate(page) if name == "Tm")
    assert [float(str(one)) for one in page[start][1][4:]] == [10, 260]
    assert [name for name, _ in page[start:] if name in {"Tf", "Tj"}] == ["Tf", "Tj", "Tj", "Tf", "Tj", "Tf", "Tj"]


def test_no_text_is_no_operator() -> None:
    sheet = Sheet(SIZE, plain_faces())
    sheet.text(10, 40, ())
    sheet.end_page()

    assert "Tj" not in names(operators(sheet)[0])


def test_shapes_leave_the_state_of_the_page_as_it_was() -> None:
    sheet = Sheet(SIZE, plain_faces())
    sheet.mark(ARTIFACT)
    sheet.dots([], 3, INK)
    sheet.dots([(10, 10), (20, 10)], 3, INK)
    sheet.curves([(1.5, [(10, 10), (11, 11, 12, 12, 13, 13)])], INK)
    sheet.polyline([(0, 0), (5, 5), (9, 0)], INK, 1)
    sheet.shape([(10, 10), (11, 11, 12, 12, 13, 13)], ACCENT)
    sheet.box((10, 10, 50, 20), fill=WHITE, edge=INK, radius=3)
    sheet.box((10, 10, 50, 20), fill=None, edge=INK, radius=3)
    sheet.end_page()

    [page] = operators(sheet)
    drawn = names(page)

    assert drawn.count("q ") == drawn.count("Q")
    assert "RG J w m l m l S Q" in drawn
    assert "RG J j w m c S Q" in drawn
    assert "RG J j w m l l S Q" in drawn
    assert "rg m c h f Q" in drawn
    [dots] = [i for i, (name, operands) in enumerate(page) if name == "w" and str(operands[0]) == "3.00"]
    assert [float(str(one)) for one in page[dots + 1][1]] == [10, 290]


def shown(text: str, *, rtl: bool = False) -> list[tuple[str, Any]]:
    """Return the operators that draw a line of text; of a Tm the place from the left, of others the first operand."""
    sheet = Sheet(SIZE, faces_for(text))
    sheet.mark(Node("P"))
    sheet.text(10, 20, (Piece(text, 10, INK, rtl=rtl),))
    sheet.end_page()
    [page] = operators(sheet)
    return [(name, operands[4 if name == "Tm" else 0]) for name, operands in page if name in {"Tm", "Tf", "Tj", "TJ"}]


def test_plain_letters_are_drawn_as_they_always_were() -> None:
    assert [name for name, _ in shown("Rosa")] == ["Tm", "Tf", "Tj"]


def test_each_part_of_a_mixed_line_is_put_in_its_place() -> None:
    found = shown("Noa שרה Иван")

    assert [name for name, _ in found] == ["Tm", "Tf", "Tj", "Tm", "Tf", "TJ", "Tm", "Tf", "Tj", "Tm", "Tf", "Tj"]
    places = [float(place) for name, place in found if name == "Tm"]
    assert places[0] == 10.0
    assert len(set(places)) == 4


def test_letters_from_right_to_left_are_drawn_in_the_order_of_the_text_each_left_of_the_one_before() -> None:
    (_, place), _, (_, parts) = shown("שרה", rtl=True)
    *_, first = faces_for("שרה").steps("הרש", bold=False, size=10)

    assert [bytes(part) for part in list(parts)[::2]] == [b"\0\1", b"\0\2", b"\0\3"]
    assert all(float(step) > 500 for step in list(parts)[1::2])
    whole = faces_for("שרה").width("שרה", bold=False, size=10)
    assert float(place) == pytest.approx(10 + whole - first[1], abs=0.02)


def test_a_line_of_digits_in_a_paragraph_from_right_to_left_is_put_in_its_order() -> None:
    assert [name for name, _ in shown("27 (28)")] == ["Tm", "Tf", "Tj"]
    places = [float(place) for name, place in shown("27 (28)", rtl=True) if name == "Tm"]
    assert places[0] == max(places)


def test_a_bitmap_is_one_mask_of_one_bit_a_cell() -> None:
    sheet = Sheet(SIZE, plain_faces())
    sheet.mark(ARTIFACT)
    rows = [[x in (y, 0) for x in range(9)] for y in range(9)]
    sheet.bitmap(rows, (20, 50), 13.5, INK)
    sheet.end_page()

    [page] = operators(sheet)

    assert "q rg cm INLINE IMAGE Q" in names(page)
    *_, place = [operands for name, operands in page if name == "cm"]
    assert [float(str(one)) for one in place] == [13.5, 0, 0, 13.5, 20, 300 - 50 - 13.5]
    [image] = [operands[0] for name, operands in page if name == "INLINE IMAGE"]
    assert isinstance(image, pikepdf.PdfInlineImage)
    assert (image.width, image.height, image.image_mask) == (9, 9, True)
    # A cell that is painted is a 0; what fills a row's last byte is not painted.
    samples = "".join(f"{0xFFFF ^ (1 << 15 | 1 << 15 - y):04X}" for y in range(9))
    assert f"{samples}>\nEI".encode() in image.unparse()


def test_what_is_stamped_is_written_once_and_painted_on_each_page() -> None:
    sheet = Sheet(SIZE, plain_faces())
    drawn = []

    def head() -> None:
        drawn.append(1)
        sheet.text(20, 40, (Piece("same", 11, INK),))

    for page in "ab":
        sheet.mark(PAGINATION)
        sheet.stamp("head", head)
        sheet.text(20, 60, (Piece(page, 11, INK),))
        sheet.end_page()

    data = sheet.finish()
    assert len(drawn) == 1
    with pikepdf.open(BytesIO(data)) as pdf:
        [one], [two] = (list(page.obj.Resources.XObject.values()) for page in pdf.pages)
        assert one.objgen == two.objgen
        assert b"(same) Tj" in one.read_bytes()
        assert [b"same" in page.obj.Contents.read_bytes() for page in pdf.pages] == [False, False]


def test_letters_stand_in_literal_strings_with_their_brackets_escaped() -> None:
    sheet = Sheet(SIZE, plain_faces())
    sheet.mark(ARTIFACT)
    sheet.text(20, 40, (Piece("a(b)\\c é", 11, INK),))
    sheet.end_page()
    with pikepdf.open(BytesIO(sheet.finish())) as pdf:
        written = pdf.pages[0].obj.Contents.read_bytes()
    assert b"(a\\050b\\051\\134c " in written
    assert written.isascii()
