"""The blocks that a document is made of: what a person reads, and what the review screen and the PDF draw.

All are frozen structs with plain text in them; nothing here is markup any more. Their canonical bytes are what a
document's digest stands for, so a field is added only with a new template version in mind.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from kiosk.events import Ink

__all__ = [
    "Block",
    "Bullets",
    "Choice",
    "Choices",
    "FigureBlock",
    "FigureGroup",
    "FigureRow",
    "Heading",
    "KeyValues",
    "NoteBox",
    "PageBreak",
    "Paragraph",
    "Run",
    "SignatureBlock",
    "SignatureMethod",
    "Table",
    "TickBoxes",
    "TickTable",
    "WriteField",
    "WriteFields",
    "block_text",
]

SignatureMethod = Literal["blank", "ink", "typed", "mark", "paper", "not_signed"]
Runs = tuple["Run", ...]


class Run(msgspec.Struct, frozen=True):
    """Text of one weight. A newline in it is a line break; every other character is printed as it stands."""

    text: str
    bold: bool = False


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading; level 1 is the document's title. With `part` it opens an annex, on a page of its own."""

    level: int
    text: str
    part: bool = False


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Running text; `lead` is the line under the title, `small` is for sources and remarks."""

    runs: Runs
    style: Literal["body", "lead", "small"] = "body"


class Bullets(msgspec.Struct, frozen=True, tag="bullets"):
    """A list of one level; `small` is for references."""

    items: tuple[Runs, ...]
    small: bool = False


class KeyValues(msgspec.Struct, frozen=True, tag="key_values"):
    """Labels and their values: `boxed` in two columns (who this is about), otherwise as a plain list."""

    rows: tuple[tuple[str, str], ...]
    boxed: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A table with a header row; `widths` are the columns' shares of the width."""

    header: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[int, ...]


class FigureGroup(msgspec.Struct, frozen=True):
    """One group of people: `count` of `total` are drawn filled. `sentence` says the same in full words."""

    label: str
    count: int
    total: int
    number: str
    outcome: str
    rest: str
    sentence: str


class FigureRow(msgspec.Struct, frozen=True):
    """Groups that are compared with each other; an effect also has a name, an explanation and how long it lasts."""

    groups: tuple[FigureGroup, ...]
    name: str = ""
    explain: str = ""
    duration: str = ""


class FigureBlock(msgspec.Struct, frozen=True, tag="figure"):
    """Numbers as people. `brief` leaves out what stands in the text beside it: intro, "did not", who was studied."""

    id: str
    rows: tuple[FigureRow, ...]
    intro: Runs = ()
    caption: str = ""
    brief: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """The figure in full words, a sentence for each group."""
        return tuple(group.sentence for row in self.rows for group in row.groups)


class Choice(msgspec.Struct, frozen=True):
    """One of the choices; `mark` is the word that stands at the chosen one, for those who cannot see the box."""

    text: str
    checked: bool
    mark: str = ""


class Choices(msgspec.Struct, frozen=True, tag="choices"):
    """All choices that there were, with boxes."""

    items: tuple[Choice, ...]


class SignatureBlock(msgspec.Struct, frozen=True, tag="signature"):
    """A signature, or the place for one: `rows` are name, role, meaning, time and way (21 CFR 11.50).

    With `not_signed` it says in their stead that somebody did not sign: why, and who noted it when. `typed` is the name
    that was typed in place of ink; `alternative` says in words what the ink is.
    """

    method: SignatureMethod
    role: str
    name: str
    rows: tuple[tuple[str, str], ...]
    line: str = ""
    alternative: str = ""
    typed: str = ""
    ink: Ink | None = None
    signed_at: datetime | None = None

    @property
    def meaning(self) -> str:
        """What the signature means, as it stands below it."""
        return self.rows[2][1]


class NoteBox(msgspec.Struct, frozen=True, tag="note"):
    """A remark in a box; the icon names its topic."""

    runs: Runs
    icon: Literal["lock", "info", ""] = ""


class PageBreak(msgspec.Struct, frozen=True, tag="page_break"):
    """What follows begins on a new page."""


class WriteField(msgspec.Struct, frozen=True):
    """Something to write by hand: its label, how many lines there are for it, and what is on the line already.

    With `sign` it has room for a signature.
    """

    label: str
    value: str = ""
    lines: int = 1
    sign: bool = False


class WriteFields(msgspec.Struct, frozen=True, tag="write_fields"):
    """Lines to write on, one below the other or two side by side. Only on paper."""

    fields: tuple[WriteField, ...]
    columns: Literal[1, 2] = 1


class TickBoxes(msgspec.Struct, frozen=True, tag="tick_boxes"):
    """Boxes to tick by hand: a list, a row, or large ones of one size. No choice looks different from another."""

    items: tuple[str, ...]
    layout: Literal["boxes", "equal", "inline"] = "boxes"


class TickTable(msgspec.Struct, frozen=True, tag="tick_table"):
    """Statements with a row of boxes each: the first cell of a row is the statement, the others are the boxes' words.

    `widths` are the columns' shares of the width.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = (
    Heading
    | Paragraph
    | Bullets
    | KeyValues
    | Table
    | FigureBlock
    | Choices
    | SignatureBlock
    | NoteBox
    | PageBreak
    | WriteFields
    | TickBoxes
    | TickTable
)


def block_text(block: Block) -> tuple[str, ...]:
    """Return all text of a block, in reading order."""
    match block:
        case Heading(text=text):
            return (text,)
        case Paragraph(runs=runs) | NoteBox(runs=runs):
            return (_plain(runs),)
        case Bullets(items=items):
            return tuple(_plain(item) for item in items)
        case KeyValues(rows=rows):
            return tuple(text for row in rows for text in row)
        case Table(header=header, rows=cells):
            return (*header, *(_plain(cell) for row in cells for cell in row))
        case FigureBlock():
            return _figure_text(block)
        case Choices(items=choices):
            return tuple(text for choice in choices for text in (choice.text, choice.mark) if text)
        case SignatureBlock(rows=rows, line=line, typed=typed):
            return (*(text for text in (line, typed) if text), *(text for row in rows for text in row))
        case WriteFields() | TickBoxes() | TickTable():
            return _hand_text(block)
        case PageBreak():
            return ()


def _plain(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _hand_text(block: WriteFields | TickBoxes | TickTable) -> tuple[str, ...]:
    match block:
        case WriteFields(fields=fields):
            return tuple(text for field in fields for text in (field.label, field.value) if text)
        case TickBoxes(items=items):
            return items
        case TickTable(header=header, rows=rows):
            return (*header, *(text for row in rows for text in row))


def _figure_text(figure: FigureBlock) -> tuple[str, ...]:
    texts = [_plain(figure.intro)]
    for row in figure.rows:
        texts += [row.name, row.explain, row.duration]
        for group in row.groups:
            texts += [group.number, group.label, group.outcome, group.rest, group.sentence]
    return tuple(text for text in (*texts, figure.caption) if text)
