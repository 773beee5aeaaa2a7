"""The service: the one object that the window and the command line talk to, and what staff hand it to start a visit."""

from kiosk.service.acts import call_signer, meaning_of, note_not_signed, sign_as_staff, withdraw
from kiosk.service.calls import waits_for_person
from kiosk.service.chains import newest_renewals, with_renewal
from kiosk.service.checking_files import (
    FileCheck,
    InLedger,
    Known,
    Since,
    Verdict,
    check_files,
    find_document,
    read_files,
)
from kiosk.service.clinician_keys import CLINICIAN_KEY, clinician_certificate, clinicians, signing_key
from kiosk.service.copying import StoredCopy, make_copy, print_copy
from kiosk.service.entry import IDENTITY_METHODS, CheckIn, can_print, require_printable_settings
from kiosk.service.forms import draw_paper_form, prepared_form
from kiosk.service.key_changes import (
    KeyRow,
    import_seal,
    list_keys,
    require_time,
    revoke_clinician,
    revoke_codes,
    revoke_key,
    rotate_codes,
    rotate_key,
    use_token,
)
from kiosk.service.keyring import CLINIC_KEY, fresh_keys, lifted_keys, put_keys, read_keys
from kiosk.service.local_words import local_words
from kiosk.service.marking import CODE_KEY, PageKey, make_page_key, put_page_key, read_page_key, trust_file
from kiosk.service.register import Line
from kiosk.service.renewing import Renewed, renew, renew_stored, renewals_due
from kiosk.service.scanning import SealedScan, preview_scan, seal_scan
from kiosk.service.sealing import clock_doubts, steady_seconds
from kiosk.service.serving import KioskService, VisitView, utc_now

__all__ = [
    "CLINICIAN_KEY",
    "CLINIC_KEY",
    "CODE_KEY",
    "IDENTITY_METHODS",
    "CheckIn",
    "FileCheck",
    "InLedger",
    "KeyRow",
    "KioskService",
    "Known",
    "Line",
    "PageKey",
    "Renewed",
    "SealedScan",
    "Since",
    "StoredCopy",
    "Verdict",
    "VisitView",
    "call_signer",
    "can_print",
    "check_files",
    "clinician_certificate",
    "clinicians",
    "clock_doubts",
    "draw_paper_form",
    "find_document",
    "fresh_keys",
    "import_seal",
    "lifted_keys",
    "list_keys",
    "local_words",
    "make_copy",
    "make_page_key",
    "meaning_of",
    "newest_renewals",
    "note_not_signed",
    "prepared_form",
    "preview_scan",
    "print_copy",
    "put_keys",
    "put_page_key",
    "read_files",
    "read_keys",
    "read_page_key",
    "renew",
    "renew_stored",
    "renewals_due",
    "require_printable_settings",
    "require_time",
    "revoke_clinician",
    "revoke_codes",
    "revoke_key",
    "rotate_codes",
    "rotate_key",
    "seal_scan",
    "sign_as_staff",
    "signing_key",
    "steady_seconds",
    "trust_file",
    "use_token",
    "utc_now",
    "waits_for_person",
    "with_renewal",
    "withdraw",
]
