"""The record of a finished visit: all that was shown, answered, asked, chosen and signed, with times and digests.

Owns the record's schema (version 3), its canonical bytes, and the reading of every older one.
"""

from kiosk.record.building import build_record
from kiosk.record.reading import RECORD_FILE, read_attached_record, read_record, record_bytes, stored_record_id
from kiosk.record.schema import (
    CheckRecord,
    ConditionRecord,
    ConsentRecord,
    EarlierRecord,
    ElectronicRecord,
    HelpRecord,
    LedgerRecord,
    NotSignedRecord,
    PageRecord,
    PaperRecord,
    PatientRecord,
    QuestionRecord,
    SignatureRecord,
    SignOffRecord,
    TeachBackRecord,
    WishesRecord,
    WithdrawalRecord,
)

__all__ = [
    "RECORD_FILE",
    "CheckRecord",
    "ConditionRecord",
    "ConsentRecord",
    "EarlierRecord",
    "ElectronicRecord",
    "HelpRecord",
    "LedgerRecord",
    "NotSignedRecord",
    "PageRecord",
    "PaperRecord",
    "PatientRecord",
    "QuestionRecord",
    "SignOffRecord",
    "SignatureRecord",
    "TeachBackRecord",
    "WishesRecord",
    "WithdrawalRecord",
    "build_record",
    "read_attached_record",
    "read_record",
    "record_bytes",
    "stored_record_id",
]
