"""The service: the one object that the window and the command line talk to, and what staff hand it to start a visit."""

from kiosk.service.entry import IDENTITY_METHODS, CheckIn, can_print, require_printable_settings
from kiosk.service.keyring import CLINIC_KEY, fresh_keys, lifted_keys, put_keys, read_keys
from kiosk.service.local_words import local_words
from kiosk.service.renewing import Renewed, renew, renew_stored, renewals_due
from kiosk.service.sealing import clock_doubts, steady_seconds
from kiosk.service.serving import KioskService, VisitView, utc_now

__all__ = [
    "CLINIC_KEY",
    "IDENTITY_METHODS",
    "CheckIn",
    "KioskService",
    "Renewed",
    "VisitView",
    "can_print",
    "clock_doubts",
    "fresh_keys",
    "lifted_keys",
    "local_words",
    "put_keys",
    "read_keys",
    "renew",
    "renew_stored",
    "renewals_due",
    "require_printable_settings",
    "steady_seconds",
    "utc_now",
]
