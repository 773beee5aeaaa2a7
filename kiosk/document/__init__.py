"""Documents: what a person reads and signs, as typed blocks made by one render of a template.

The review screen and the PDF draw the same blocks. Nothing here draws, and nothing looks at a clock or a store.
"""

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
    block_text,
)
from kiosk.document.composing import ConsentDocument, compose, compose_form, document_text, form_digest, kind_of
from kiosk.document.stamps import CODE_ALPHABET, Stamp, document_id

__all__ = [
    "CODE_ALPHABET",
    "Block",
    "Bullets",
    "Choice",
    "Choices",
    "ConsentDocument",
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
    "Stamp",
    "Table",
    "block_text",
    "compose",
    "compose_form",
    "document_id",
    "document_text",
    "form_digest",
    "kind_of",
]
