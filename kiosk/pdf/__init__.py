"""The PDF: draws a document and its record as a tagged, archivable file, the same bytes for the same record.

The only package that imports ReportLab. It knows neither keys nor stores: what it makes is a draft until it is sealed.
"""

from kiosk.pdf.drawing import DraftPdf, Printable, SignatureField, draw, draw_copy, draw_form, draw_scan, heading_pages
from kiosk.pdf.finish import Attachment
from kiosk.pdf.glyphs import refuse_unsupported, unsupported_characters

__all__ = [
    "Attachment",
    "DraftPdf",
    "Printable",
    "SignatureField",
    "draw",
    "draw_copy",
    "draw_form",
    "draw_scan",
    "heading_pages",
    "refuse_unsupported",
    "unsupported_characters",
]
