"""The service: the one object that the window and the command line talk to, and what staff hand it to start a visit."""

from kiosk.service.entry import IDENTITY_METHODS, CheckIn, can_print, require_printable_settings
from kiosk.service.local_words import local_words
from kiosk.service.serving import CLINIC_KEY, KioskService, VisitView, utc_now

__all__ = [
    "CLINIC_KEY",
    "IDENTITY_METHODS",
    "CheckIn",
    "KioskService",
    "VisitView",
    "can_print",
    "local_words",
    "require_printable_settings",
    "utc_now",
]
