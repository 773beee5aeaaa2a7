"""Certificates as files, and the single key of the first versions: one self-signed pair per clinic, and no authority.

The key is still read, so that a vault that has one can be lifted (`kiosk.seal.authority`). Nothing makes one any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from kiosk.errors import OperatorError, TamperError
from kiosk.seal.scopes import read_list

__all__ = ["ClinicKey", "fingerprint", "read_certificate", "read_certificates", "read_lists"]

_CERTIFICATE_START = b"-----BEGIN CERTIFICATE-----"
_LIST_START, _LIST_END = b"-----BEGIN X509 CRL-----", b"-----END X509 CRL-----"


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


def read_certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """Read a file of certificates: one, as PEM or DER, or several as PEM, as a clinic hands them out.

    Those of Ed25519 keys are left out: such keys sign the codes on paper, and no file may be believed for one.

    Raises:
        OperatorError: `verify.bad_certificate`: the bytes hold no certificate that can be a seal's.
    """
    if _CERTIFICATE_START not in data:
        return (read_certificate(data),)
    try:
        certificates = x509.load_pem_x509_certificates(data)
        found = tuple(one for one in certificates if not isinstance(one.public_key(), ed25519.Ed25519PublicKey))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise OperatorError("verify.bad_certificate") from error
    if not found:
        raise OperatorError("verify.bad_certificate")
    return found


def read_lists(data: bytes) -> tuple[bytes, ...]:
    """Read the revocation lists (DER) in a file of certificates, as a clinic hands them out once it took a key back.

    Raises:
        OperatorError: `verify.bad_certificate`: one of them cannot be read.
    """
    found = []
    # From one beginning to the next: a pattern with an end would look for it through the whole file each time.
    for part in data.split(_LIST_START)[1:]:
        text, end, _ = part.partition(_LIST_END)
        try:
            made = x509.load_pem_x509_crl(_LIST_START + text + end).public_bytes(serialization.Encoding.DER)
            found.append(read_list(made).public_bytes(serialization.Encoding.DER))
        except ValueError as error:
            raise OperatorError("verify.bad_certificate") from error
    return tuple(found)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate's DER bytes, hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()
