"""Blocks: all that a reader sees is in their text, in reading order."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.document.blocks import (
    Block,
    Bullets,
    Choice,
    Choices,
    FigureBlock,
    FigureGroup,
    FigureRow,
    Heading,
    KeyValues,
    NoteBox,
    PageBreak,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    TickBoxes,
    TickTable,
    WriteField,
    WriteFields,
    block_text,
)
from kiosk.events import canonical_bytes

RUNS = (Run("a "), Run("b", bold=True))
GROUP = FigureGroup("tea", 3, 10, "3 of 10", "slept", "7 did not", "3 of 10 people slept: tea.")
CASES: tuple[tuple[Block, tuple[str, ...]], ...] = (
    (Heading(1, "Title"), ("Title",)),
    (Paragraph(RUNS), ("a b",)),
    (NoteBox(RUNS, "lock"), ("a b",)),
    (Bullets((RUNS, (Run("c"),))), ("a b", "c")),
    (KeyValues((("Name", "Rosa"),)), ("Name", "Rosa")),
    (Table(("Q", "A"), ((RUNS, ()),), (1, 1)), ("Q", "A", "a b", "")),
    (
        FigureBlock("f", (FigureRow((GROUP,), "Sleep", "More of it", "A night"),), (Run("Look:"),), "Who: all."),
        (
            "Look:",
            "Sleep",
            "More of it",
            "A night",
            "3 of 10",
            "tea",
            "slept",
            "7 did not",
            "3 of 10 people slept: tea.",
            "Who: all.",
        ),
    ),
    (Choices((Choice("yes", checked=True, mark="chosen"), Choice("no", checked=False))), ("yes", "chosen", "no")),
    (
        SignatureBlock("typed", "patient", "Rosa", (("Name", "Rosa"),), line="", typed="Rosa D"),
        ("Rosa D", "Name", "Rosa"),
    ),
    (PageBreak(), ()),
    (WriteFields((WriteField("Name", "Rosa"), WriteField("Date")), 2), ("Name", "Rosa", "Date")),
    (TickBoxes(("one", "two"), "equal"), ("one", "two")),
    (TickTable(("Ask", "Yes"), (("Old?", "Yes"),), (3, 1)), ("Ask", "Yes", "Old?", "Yes")),
)


@pytest.mark.parametrize(("block", "text"), CASES)
def test_all_text_of_a_block(block: Block, text: tuple[str, ...]) -> None:
    assert block_text(block) == text


@pytest.mark.parametrize("block", [block for block, _ in CASES])
def test_a_block_is_read_back_from_its_bytes(block: Block) -> None:
    data = canonical_bytes(block)
    again = msgspec.json.decode(data, type=Block)
    assert again == block
    assert canonical_bytes(again) == data


def test_a_figure_says_itself_in_full_words() -> None:
    figure = FigureBlock("f", (FigureRow((GROUP, GROUP)), FigureRow((GROUP,))))
    assert figure.sentences == (GROUP.sentence,) * 3
