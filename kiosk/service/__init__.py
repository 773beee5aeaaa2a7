"""The service: the one object that the window and the command line talk to, and what staff hand it to start a visit."""

from kiosk.service.entry import IDENTITY_METHODS, CheckIn, can_print, require_printable_settings
from kiosk.service.keyring import CLINIC_KEY, fresh_keys, lifted_keys, put_keys, read_keys
from kiosk.service.local_words import local_words
from kiosk.service.marking import CODE_KEY, PageKey, make_page_key, put_page_key, read_page_key, trust_file
from kiosk.service.renewing import Renewed, renew, renew_stored, renewals_due
from kiosk.service.sealing import clock_doubts, steady_seconds
from kiosk.service.serving import KioskService, VisitView, utc_now

__all__ = [
    "CLINIC_KEY",
    "CODE_KEY",
    "IDENTITY_METHODS",
    "CheckIn",
    "KioskService",
    "PageKey",
    "Renewed",
    "VisitView",
    "can_print",
    "clock_doubts",
    "fresh_keys",
    "lifted_keys",
    "local_words",
    "make_page_key",
    "put_keys",
    "put_page_key",
    "read_keys",
    "read_page_key",
    "renew",
    "renew_stored",
    "renewals_due",
    "require_printable_settings",
    "steady_seconds",
    "trust_file",
    "utc_now",
]
