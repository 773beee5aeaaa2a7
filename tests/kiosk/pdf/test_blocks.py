from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.document import (
    Block,
    Bullets,
    Choice,
    Choices,
    Heading,
    KeyValues,
    NoteBox,
    PageBreak,
    Paragraph,
    Run,
    Table,
    block_text,
)
from kiosk.document.blocks import SignatureMethod
from kiosk.pdf.wrap import prepared
from tests.kiosk.pdf.papers import Element, form, read, signature, words
from tests.kiosk.visits import scribble

HOSTILE = (
    "<b>bold</b> &amp; <para>x</para>",
    "{{ 7*7 }} {% for x in y %}",
    "%s {0} $x \\n \\u0041",
    "\"double\" 'single' `back`",
    "(a) Tj ET endstream endobj",
    "one\ntwo\r\nthree\tfour",
    "  spaces   stay  ",
    "Łukasz Ковалёв Nguyễn",
)


def outline(element: Element) -> object:
    """Return tags as nested lists."""
    return [element.tag, *(outline(kid) for kid in element.kids)] if element.kids else element.tag


def drawn(*blocks: Block) -> Element:
    return read(form(*blocks))


def flat(text: str) -> str:
    return " ".join(prepared(text).split())


def test_headings_are_tagged_by_their_level() -> None:
    document = drawn(*(Heading(level, f"Level {level}") for level in (1, 2, 3, 4)))

    assert [(element.tag, element.whole) for element in document.kids] == [
        (f"H{n}", f"Level {n}") for n in (1, 2, 3, 4)
    ]


def test_a_part_begins_a_page() -> None:
    document = drawn(Paragraph(words("before")), Heading(2, "Annex", part=True), Paragraph(words("after")))

    assert [element.pages for element in document.kids] == [{0}, {1}, {1}]


def test_what_follows_a_page_break_begins_a_page() -> None:
    document = drawn(Paragraph(words("before")), PageBreak(), Paragraph(words("after")), PageBreak())

    assert [element.pages for element in document.kids] == [{0}, {1}]


def test_a_paragraph_has_all_of_its_runs_as_one_text() -> None:
    document = drawn(Paragraph((Run("About "), Run("64 of 100", bold=True), Run(" people."))))

    assert outline(document) == ["Document", "P"]
    assert document.kids[0].text == "About 64 of 100 people. "


def test_a_list_has_labels_and_bodies() -> None:
    document = drawn(Bullets((words("one"), words("two")), small=True))

    assert outline(document) == ["Document", ["L", ["LI", "Lbl", "LBody"], ["LI", "Lbl", "LBody"]]]
    assert [element.whole for element in document.all("LBody")] == ["one", "two"]
    assert document.kids[0].attributes["/ListNumbering"] == "/Disc"


@pytest.mark.parametrize("boxed", [False, True])
def test_labels_stand_before_their_values_in_order(boxed: bool) -> None:
    rows = (("Patient", "Rosa"), ("Language", "English"), ("Born", "1961"))
    document = drawn(KeyValues(rows, boxed=boxed))

    assert [element.whole for element in document.all("LI")] == ["Patient Rosa", "Language English", "Born 1961"]
    assert outline(document.all("LI")[0]) == ["LI", "Lbl", "LBody"]


def test_a_table_has_a_row_of_column_heads() -> None:
    document = drawn(Table(("Question", "Answer"), ((words("Why?"), words("So.")),), (1, 2)))

    assert outline(document) == ["Document", ["Table", ["TR", "TH", "TH"], ["TR", "TD", "TD"]]]
    assert all(head.attributes["/Scope"] == "/Column" for head in document.all("TH"))


def test_a_long_table_is_one_table_and_no_row_is_broken() -> None:
    rows = tuple((words(f"row {i}"), words("word " * 60)) for i in range(40))
    document = drawn(Table(("A", "B"), rows, (1, 1)))

    [table] = document.all("Table")
    assert len(table.kids) == 41
    assert all(len({page for cell in row.kids for page in cell.pages}) == 1 for row in table.kids)
    assert len({page for cell in table.walk() for page in cell.pages}) > 2


def test_an_empty_cell_is_there() -> None:
    document = drawn(Table(("A", "B"), ((words(""), words("x")),), (1, 1)))

    assert outline(document.all("TR")[1]) == ["TR", "TD", "TD"]


def test_all_choices_are_printed_and_the_mark_is_in_words() -> None:
    document = drawn(Choices((Choice("I agree", checked=True, mark="Chosen"), Choice("I do not", checked=False))))

    assert [element.whole for element in document.all("LBody")] == ["I agree – Chosen", "I do not"]


def test_ink_is_a_figure_with_words() -> None:
    document = drawn(signature(method="ink", typed="", ink=scribble(), alternative="Signed by hand"))

    [figure] = document.all("Figure")
    assert figure.alt == "Signed by hand"
    assert "/BBox" in figure.attributes
    assert [element.tag for element in document.kids] == ["Figure", "L"]


@pytest.mark.parametrize(
    ("method", "typed", "line", "written"),
    [
        ("typed", "Rosa Delgado", "", ["Rosa Delgado"]),
        ("paper", "", "Signs on paper", ["Signs on paper"]),
        ("blank", "", "", []),
    ],
)
def test_what_stands_for_ink_is_printed(method: SignatureMethod, typed: str, line: str, written: list[str]) -> None:
    document = drawn(signature(method=method, typed=typed, line=line))

    assert [element.whole for element in document.kids if element.tag == "P"] == written
    assert [element.whole for element in document.all("LI")] == ["Name Rosa Delgado", "Role Patient"]


@pytest.mark.parametrize("lines", range(20, 44, 4))
def test_a_signature_is_never_broken_and_its_heading_stands_with_it(lines: int) -> None:
    rows = (("Name", "Rosa Delgado"), ("Meaning", "I have read this form. " * 8))
    document = drawn(Paragraph(words("text\n" * lines)), Heading(2, "Signatures"), signature(rows=rows))

    after = [element for kid in document.kids[1:] for element in kid.walk()]
    assert len({page for element in after for page in element.pages}) == 1


def test_signatures_stand_in_twos_and_each_is_read_to_its_end() -> None:
    names = ("Rosa", "Inés", "Jonas")
    blocks = [signature(typed=name, rows=(("Name", name), ("Role", f"As {name}"))) for name in names]
    document = drawn(*blocks, Paragraph(words("After.")))

    assert [element.tag for element in document.kids] == ["P", "L"] * 3 + ["P"]
    assert [element.whole for element in document.all("P")] == [*names, "After."]
    assert [element.whole for element in document.all("LI")] == [
        text for name in names for text in (f"Name {name}", f"Role As {name}")
    ]


def test_signatures_that_fill_a_page_stand_below_each_other() -> None:
    rows = (("Name", "Rosa"), ("Meaning", "I have read this form. " * 62))
    document = drawn(signature(rows=rows), signature(rows=rows))

    first, second = (element for element in document.kids if element.tag == "L")
    assert max(page for part in first.walk() for page in part.pages) < min(
        page for part in second.walk() for page in part.pages
    )


@pytest.mark.parametrize("icon", ["", "lock", "info"])
def test_a_note_is_a_paragraph(icon: str) -> None:
    document = drawn(NoteBox(words("Mind this."), icon=icon))  # type: ignore[arg-type]

    assert outline(document) == ["Document", "P"]


def test_sources_stand_with_the_text_that_they_are_of() -> None:
    for lines in range(30, 50):
        document = drawn(
            Paragraph(words("text\n" * lines)),
            Paragraph(words("A statement.")),
            Paragraph(words("Source: a study"), style="small"),
        )
        assert document.kids[1].pages == document.kids[2].pages


def every_block(text: str) -> tuple[Block, ...]:
    return (
        Heading(1, text),
        Heading(2, text),
        Paragraph((Run(text), Run(text, bold=True))),
        Bullets((words(text), words("x"))),
        KeyValues(((text, text), ("x", text)), boxed=True),
        KeyValues(((text, text), ("x", text))),
        Table(("A", "B"), ((words(text), words(text)),), (1, 3)),
        Choices((Choice(text, checked=True, mark="x"), Choice(text, checked=False))),
        signature(typed=text, rows=(("Name", text), ("Meaning", text))),
        NoteBox(words(text), icon="lock"),
        NoteBox(words(text)),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_printed_as_typed(text: str) -> None:
    blocks = every_block(text)
    document = drawn(*blocks)

    assert document.whole.replace(" – ", " ").replace("• ", "") == flat(
        " ".join(t for b in blocks for t in block_text(b))
    )


@pytest.mark.parametrize(
    "text",
    ["W" * 10_000, "wide words " * 900, "\n" * 1_000, " " * 10_000 + "end", "a\n" * 1_000],
    ids=["one word", "words", "line breaks", "spaces", "short lines"],
)
def test_a_text_of_any_length_is_printed_to_its_end(text: str) -> None:
    blocks = every_block(text)
    document = drawn(*blocks)

    wanted = "".join("".join(t.split()) for b in blocks for t in block_text(b))
    # Columns that go on over a page are drawn line by line, but each belongs to its element.
    assert document.whole.replace(" ", "").replace("•", "").replace("–", "") == wanted


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(every_block("x")), st.integers(0, 400)), max_size=12))
def test_any_order_of_blocks_is_read_in_that_order(given_blocks: list[tuple[Block, int]]) -> None:
    blocks = [
        msgspec.structs.replace(block, runs=words("word " * count)) if isinstance(block, Paragraph | NoteBox) else block
        for block, count in given_blocks
    ]
    document = drawn(*blocks)

    wanted = " ".join(text for block in blocks for text in block_text(block))
    assert document.whole.replace(" – ", " ").replace("• ", "") == flat(wanted)
