"""The clinic's signing key and its certificate.

One EC P-256 pair per clinic, made at set-up. The certificate is self-signed and not an authority: whoever wants to
check a seal pins this very certificate, which the clinic hands out (`candor verify --trust`). The private key leaves
this module only as the bytes that the vault keeps.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.errors import OperatorError, TamperError

__all__ = ["ClinicKey", "fingerprint", "make_clinic_key", "read_certificate"]

VALID_YEARS = 10
_MAX_NAME = 64
"""What X.520 allows in a common name and in an organisation name (`ub-common-name`); counted in bytes of UTF-8."""
_CERTIFICATE_START = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class ClinicKey:
    """The private key (PEM, PKCS #8, unencrypted: the vault encrypts it) and its certificate (DER)."""

    private_key_pem: bytes = field(repr=False)
    certificate_der: bytes = field(repr=False)

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate, parsed."""
        return x509.load_der_x509_certificate(self.certificate_der)

    @property
    def certificate_pem(self) -> bytes:
        """The certificate as a PEM file: what a clinic gives to those who check its documents."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def to_bytes(self) -> bytes:
        """Return both parts as one PEM file, for the vault's secret store only."""
        return self.private_key_pem + self.certificate_pem

    @classmethod
    def from_bytes(cls, stored: bytes) -> ClinicKey:
        """Read what `to_bytes` wrote.

        Raises:
            TamperError: `seal.key_damaged`: a part is missing or unreadable, or the two do not belong together.
        """
        pem, start, rest = stored.partition(_CERTIFICATE_START)
        try:
            private = serialization.load_pem_private_key(pem, password=None)
            certificate = x509.load_pem_x509_certificate(start + rest)
        except (ValueError, TypeError) as error:
            raise TamperError("seal.key_damaged") from error
        if private.public_key() != certificate.public_key():
            raise TamperError("seal.key_damaged")
        return cls(pem, certificate.public_bytes(serialization.Encoding.DER))


def make_clinic_key(clinic_name: str, now: datetime) -> ClinicKey:
    """Make a new key pair and its certificate, valid for ten years from `now` (with zone).

    The certificate says: subject and issuer the clinic, not an authority, for digital signatures and
    non-repudiation only (RFC 5280, 4.2.1.3 and 4.2.1.9). Names longer than X.520 allows are cut.
    """
    start = now.astimezone(UTC).replace(microsecond=0)
    private = ec.generate_private_key(ec.SECP256R1())
    short = clinic_name.strip().encode()[:_MAX_NAME].decode(errors="ignore").strip()
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, short), x509.NameAttribute(NameOID.COMMON_NAME, short)]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    identifier = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(_years_later(start, VALID_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return ClinicKey(pem, certificate.public_bytes(serialization.Encoding.DER))


def read_certificate(data: bytes) -> x509.Certificate:
    """Read a certificate file, PEM or DER.

    Raises:
        OperatorError: `verify.bad_certificate`: the bytes hold no certificate.
    """
    try:
        if _CERTIFICATE_START in data:
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise OperatorError("verify.bad_certificate") from error


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate's DER bytes, hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _years_later(moment: datetime, years: int) -> datetime:
    """Return the same day and time some years on; 29 February becomes the 28th where the year has none."""
    last_day = calendar.monthrange(moment.year + years, moment.month)[1]
    return moment.replace(year=moment.year + years, day=min(moment.day, last_day))
