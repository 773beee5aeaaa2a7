"""The clinic's seal: signs a finished draft, and says of any file whether it is still what was sealed.

Owns the clinic's authority and keys, the signatures of everybody in a document (PAdES B-LTA), its time stamps, their
renewal, and the reading of all that. The only package that imports pyHanko. It knows neither how a document is drawn
nor where anything is stored: keys come in and go out as values. It never uses a network by itself.
"""

from kiosk.seal.authority import (
    ClinicKeys,
    Expiry,
    KeyPair,
    Purpose,
    expiring,
    issue_clinician_key,
    make_clinic_keys,
    migrate_clinic_key,
    refresh,
    revoke,
    rotate,
    trust_bundle,
    with_own_seal,
)
from kiosk.seal.clock import Clock, ClockDoubt, ClockVerdict, judge_clock
from kiosk.seal.cms import Signer
from kiosk.seal.elsewhere import require_signs
from kiosk.seal.keys import ClinicKey, fingerprint, read_certificate, read_certificates, read_lists
from kiosk.seal.pkcs12 import import_pkcs12
from kiosk.seal.report import (
    ArchiveStamp,
    CopyPoint,
    Finding,
    LedgerPoint,
    Reason,
    SealReport,
    Signature,
    Trust,
    printable,
)
from kiosk.seal.scopes import has_own_list
from kiosk.seal.sealing import (
    Draft,
    SealedPdf,
    SealSetup,
    Step,
    Unfinished,
    begin,
    finish,
    reseal,
    resume,
    seal_document,
    sign,
)
from kiosk.seal.stamping import Ask, LocalStamper, NetworkFirst, Stamper
from kiosk.seal.tokens import TokenKey, find_token_key, open_token
from kiosk.seal.updates import field_role
from kiosk.seal.verifying import SIGNATURE_FIELD, verify

__all__ = [
    "SIGNATURE_FIELD",
    "ArchiveStamp",
    "Ask",
    "ClinicKey",
    "ClinicKeys",
    "Clock",
    "ClockDoubt",
    "ClockVerdict",
    "CopyPoint",
    "Draft",
    "Expiry",
    "Finding",
    "KeyPair",
    "LedgerPoint",
    "LocalStamper",
    "NetworkFirst",
    "Purpose",
    "Reason",
    "SealReport",
    "SealSetup",
    "SealedPdf",
    "Signature",
    "Signer",
    "Stamper",
    "Step",
    "TokenKey",
    "Trust",
    "Unfinished",
    "begin",
    "expiring",
    "field_role",
    "find_token_key",
    "fingerprint",
    "finish",
    "has_own_list",
    "import_pkcs12",
    "issue_clinician_key",
    "judge_clock",
    "make_clinic_keys",
    "migrate_clinic_key",
    "open_token",
    "printable",
    "read_certificate",
    "read_certificates",
    "read_lists",
    "refresh",
    "require_signs",
    "reseal",
    "resume",
    "revoke",
    "rotate",
    "seal_document",
    "sign",
    "trust_bundle",
    "verify",
    "with_own_seal",
]
