"""The codes on paper: what the QR code of a page says, who signed it, and what a scan or a photo proves.

Owns the code's format, the clinic's key for it, the reading of pictures and the verdict. It knows neither how a page is
drawn (`kiosk.pdf.qr`) nor where a scan is kept, and it needs no vault: paper is checked with a file of keys alone.
"""

from kiosk.codes.checking import PaperProblem, PaperVerdict, Reason, check_paper, use_of
from kiosk.codes.facts import KeyFacts, facts_digest, facts_json, read_facts
from kiosk.codes.filing import ScanFiling, file_scan, file_sheets
from kiosk.codes.keys import CodeKey, CodeTrust, TrustedKey, certify_code_key, make_code_key, read_trust
from kiosk.codes.payload import DIGEST_BYTES, CodeKind, PageCode, PageText, read_text, write_text
from kiosk.codes.pictures import SheetPicture, sheet_pictures
from kiosk.codes.reading import ReadCode, ScanSheet, is_scan, read_all_sheets, read_codes, read_sheets

__all__ = [
    "DIGEST_BYTES",
    "CodeKey",
    "CodeKind",
    "CodeTrust",
    "KeyFacts",
    "PageCode",
    "PageText",
    "PaperProblem",
    "PaperVerdict",
    "ReadCode",
    "Reason",
    "ScanFiling",
    "ScanSheet",
    "SheetPicture",
    "TrustedKey",
    "certify_code_key",
    "check_paper",
    "facts_digest",
    "facts_json",
    "file_scan",
    "file_sheets",
    "is_scan",
    "make_code_key",
    "read_all_sheets",
    "read_codes",
    "read_facts",
    "read_sheets",
    "read_text",
    "read_trust",
    "sheet_pictures",
    "use_of",
    "write_text",
]
