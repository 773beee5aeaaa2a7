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
    TickBoxes,
    TickTable,
    WriteField,
    WriteFields,
    block_text,
)
from kiosk.document.composing import ConsentDocument, compose, compose_form, document_text, form_digest, kind_of
from kiosk.document.copying import CopyRecord, clinician_summary, copy_id, large_print, patient_copy
from kiosk.document.meanings import meaning
from kiosk.document.paper import PaperForm, compose_blank, compose_prepared, form_id, paper_text
from kiosk.document.scans import ScanDocument, ScannedForm, compose_scan
from kiosk.document.stamps import CODE_ALPHABET, Stamp, document_id

__all__ = [
    "CODE_ALPHABET",
    "Block",
    "Bullets",
    "Choice",
    "Choices",
    "ConsentDocument",
    "CopyRecord",
    "FigureBlock",
    "FigureGroup",
    "FigureRow",
    "Heading",
    "KeyValues",
    "NoteBox",
    "PageBreak",
    "PaperForm",
    "Paragraph",
    "Run",
    "ScanDocument",
    "ScannedForm",
    "SignatureBlock",
    "Stamp",
    "Table",
    "TickBoxes",
    "TickTable",
    "WriteField",
    "WriteFields",
    "block_text",
    "clinician_summary",
    "compose",
    "compose_blank",
    "compose_form",
    "compose_prepared",
    "compose_scan",
    "copy_id",
    "document_id",
    "document_text",
    "form_digest",
    "form_id",
    "kind_of",
    "large_print",
    "meaning",
    "paper_text",
    "patient_copy",
]
