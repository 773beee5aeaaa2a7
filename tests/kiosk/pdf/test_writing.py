"""What is filled in by hand: lines far enough apart, boxes large enough, and all words in the structure."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from kiosk.document import Block, Heading, TickBoxes, TickTable, WriteField, WriteFields, block_text
from kiosk.pdf.writing import BOX_SIDE, LINE_GAP
from tests.kiosk.pdf.papers import Element, form, read

MM = 72 / 25.4
LONG = "a statement that is so long that it takes more than one line of its column, and perhaps even three of them"


def content(data: bytes) -> list[str]:
    """Return the operators of all pages, one for each."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [page.Contents.read_bytes().decode("latin-1") for page in pdf.pages]


def rules(data: bytes) -> list[tuple[float, float, float]]:
    """Return the straight level lines of the first page, but for head and foot: y, x and x2."""
    found = re.findall(r"n ([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", content(data)[0])
    level = [(float(y), float(x), float(x2)) for x, y, x2, y2 in found if y == y2]
    return [line for line in level if 110 < line[0] < 760]


def boxes(data: bytes) -> list[tuple[float, float]]:
    """Return width and height of all rounded boxes of the first page, in their order."""
    sizes = []
    for path in re.findall(r"\nn\n((?:[\d. ]+ [mlc]\n)+)h\n(?:S|B\*)", content(data)[0]):
        numbers = [float(number) for number in re.findall(r"[\d.]+", path)]
        xs, ys = numbers[::2], numbers[1::2]
        sizes.append((round(max(xs) - min(xs), 1), round(max(ys) - min(ys), 1)))
    return sizes


def heard(element: Element) -> list[str]:
    return [" ".join(one.text.split()) for one in element.walk() if one.text.strip()]


def test_hands_have_room() -> None:
    assert LINE_GAP >= 8 * MM
    assert BOX_SIDE >= 4 * MM


@pytest.mark.parametrize("columns", [1, 2])
def test_lines_stand_eight_millimetres_apart(columns: int) -> None:
    fields = tuple(WriteField(f"Field {number}") for number in range(6))
    ys = sorted({y for y, _x, _x2 in rules(form(WriteFields(fields, 2 if columns == 2 else 1)))})
    assert len(ys) == 6 // columns
    assert min(second - first for first, second in pairwise(ys)) >= 8 * MM - 0.01


def test_many_lines_run_over_the_whole_width() -> None:
    lines = rules(form(WriteFields((WriteField("What you want to know", lines=4),))))
    assert len(lines) == 4
    assert {(x, x2) for _y, x, x2 in lines} == {(48.2, 547.08)}
    ys = sorted(y for y, _x, _x2 in lines)
    assert min(second - first for first, second in pairwise(ys)) >= 8 * MM


def test_a_signature_has_more_room_above_its_line() -> None:
    plain, signed = (rules(form(WriteFields((WriteField("x", sign=sign),))))[0][0] for sign in (False, True))
    assert plain - signed > 20


def test_what_is_known_stands_on_its_line() -> None:
    tree = read(form(WriteFields((WriteField("Name", "Rosa Delgado"), WriteField("Date")), 2)))
    assert heard(tree) == ["Name", "Rosa Delgado", "Date"]
    assert [element.tag for element in tree.walk()][-6:] == ["L", "LI", "Lbl", "LBody", "LI", "LBody"]


@pytest.mark.parametrize("layout", ["boxes", "equal", "inline"])
def test_boxes_have_their_words_beside_them(layout: str) -> None:
    items = ("One", LONG, "Three")
    data = form(TickBoxes(items, layout))  # type: ignore[arg-type]  # one of the three
    assert heard(read(data)) == list(items)
    squares = [size for size in boxes(data) if size[0] == size[1]]
    assert len(squares) == len(items)
    assert min(side for side, _ in squares) >= 4 * MM


def test_large_choices_have_frames_of_one_size() -> None:
    data = form(TickBoxes(("Short", LONG * 2, "Short, too"), "equal"))
    frames = [size for size in boxes(data) if size[0] > 400]
    assert len(frames) == 3
    assert len(set(frames)) == 1
    assert heard(read(data)) == ["Short", " ".join((LONG * 2).split()), "Short, too"]


def test_a_row_of_boxes_is_broken_where_it_is_full() -> None:
    items = tuple(f"A longer word {number}" for number in range(9))
    assert heard(read(form(TickBoxes(items, "inline")))) == list(items)


def test_a_table_of_boxes_is_a_table() -> None:
    rows = tuple((f"{LONG} {number}", "Yes", "No") for number in range(40))
    tree = read(form(TickTable(("Does this apply?", "Yes", "No"), rows, (60, 20, 20))))
    [table] = tree.all("Table")
    assert [[cell.tag for cell in row.kids] for row in table.kids] == [["TH"] * 3, *[["TD"] * 3] * 40]
    assert all(cell.attributes["/Scope"] == "/Column" for cell in table.all("TH"))
    assert heard(table) == ["Does this apply?", "Yes", "No", *(text for row in rows for text in row)]
    # No word stands in an artifact of a further page.
    assert len({page for cell in table.walk() for page in cell.pages}) > 1


def test_all_words_are_drawn_in_their_order() -> None:
    blocks: tuple[Block, ...] = (
        Heading(2, "Who"),
        WriteFields((WriteField("Name"), WriteField("What you\nwant to know", lines=3), WriteField("Sign", sign=True))),
        TickBoxes(("a", "b")),
        TickTable(("q", "1", "2"), (("how", "1", "2"),), (2, 1, 1)),
        TickBoxes(("c", "d"), "equal"),
    )
    drawn = read(form(*blocks)).whole
    assert drawn == " ".join(" ".join(text.split()) for block in blocks for text in block_text(block))


def test_a_place_to_sign_is_not_torn() -> None:
    filler = tuple(WriteField(f"Line {number}") for number in range(20))
    place = (
        Heading(3, "Witness"),
        WriteFields((WriteField("Signature", sign=True), WriteField("Printed name"))),
        WriteFields((WriteField("Date"), WriteField("Time")), 2),
        TickBoxes(("Photo ID", "Known"), "inline"),
    )
    tree = read(form(WriteFields(filler), *place))
    wanted = {"Witness", "Signature", "Printed name", "Date", "Time", "Photo ID", "Known"}
    pages = {page for one in tree.walk() if one.text.strip() in wanted for page in one.pages}
    assert len(pages) == 1
