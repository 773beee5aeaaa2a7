"""The clinic's seal: signs a finished draft, and says of any file whether it is still what was sealed.

Owns the clinic's key pair, the PAdES B-B signature and the reading of it. The only package that imports pyHanko. It
knows neither how a document is drawn nor where it is stored, and it never uses a network: no time stamps, no
revocation look-ups.
"""

from kiosk.seal.keys import ClinicKey, fingerprint, make_clinic_key, read_certificate
from kiosk.seal.report import Finding, SealReport, Signature, Trust
from kiosk.seal.signing import SIGNATURE_FIELD, Draft, SealedPdf, seal
from kiosk.seal.verifying import verify

__all__ = [
    "SIGNATURE_FIELD",
    "ClinicKey",
    "Draft",
    "Finding",
    "SealReport",
    "SealedPdf",
    "Signature",
    "Trust",
    "fingerprint",
    "make_clinic_key",
    "read_certificate",
    "seal",
    "verify",
]
