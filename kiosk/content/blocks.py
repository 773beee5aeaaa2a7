"""The parts of a page: runs of text, paragraphs, lists, notes and cards.

The four kinds of block are tagged msgspec structs, everything else in the model is a frozen dataclass: so a whole pack
is written to bytes and read back by msgspec alone (see `kiosk.content.cache`). To change a copy of a block use
`msgspec.structs.replace`.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

__all__ = ["Block", "Bullets", "Card", "Note", "Paragraph", "Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. `term` is a glossary id, or empty."""

    text: str
    bold: bool = False
    term: str = ""


class Paragraph(msgspec.Struct, frozen=True, tag=True):
    """One idea in running text."""

    spans: tuple[Span, ...]


class Bullets(msgspec.Struct, frozen=True, tag=True):
    """A list of one level."""

    items: tuple[tuple[Span, ...], ...]


class Note(msgspec.Struct, frozen=True, tag=True):
    """A limit or a caution: drawn with a bar."""

    spans: tuple[Span, ...]


class Card(msgspec.Struct, frozen=True, tag=True):
    """One card of a `cards` or `choices` page: icon, heading, text and its own source line."""

    icon: str
    heading: str
    blocks: tuple[Paragraph | Bullets, ...]
    facts: tuple[str, ...]
    source: str


Block = Paragraph | Bullets | Note | Card
