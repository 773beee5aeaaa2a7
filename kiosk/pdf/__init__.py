"""The PDF: draws a document and its record as a tagged, archivable file, the same bytes for the same record.

The only package that imports ReportLab. It knows neither keys nor stores: what it makes is a draft until it is sealed.
"""

from kiosk.pdf.drawing import DraftPdf, Printable, SignatureField, draw, draw_form, heading_pages
from kiosk.pdf.glyphs import refuse_unsupported, unsupported_characters

__all__ = [
    "DraftPdf",
    "Printable",
    "SignatureField",
    "draw",
    "draw_form",
    "heading_pages",
    "refuse_unsupported",
    "unsupported_characters",
]
