"""The clinic's key for the codes on paper, and what a checker trusts.

One Ed25519 pair, made at set-up. The public key goes out as a file of its own or in a certificate from the clinic's
authority; the private one leaves this module only as the bytes that the vault keeps.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

from kiosk.codes.payload import NO_KEY, PageText
from kiosk.errors import OperatorError, TamperError

__all__ = ["CodeKey", "CodeTrust", "TrustedKey", "certify_code_key", "make_code_key", "read_trust"]

PURPOSE: Final = "Paper codes"
"""What stands in the certificate as the organisational unit."""
_PEM: Final = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\r?\n[^-]*\r?\n-----END \1-----")
_EAST: Final = timedelta(hours=14)
"""By how much a clinic's clock can be ahead of UTC: codes say the clinic's date."""
_HARMLESS: Final = frozenset({x509.ReasonFlags.superseded, x509.ReasonFlags.cessation_of_operation})
"""Taken back in good order: what was signed before stays good. With any other reason nothing does."""


@dataclass(frozen=True, slots=True)
class CodeKey:
    """The private key that signs codes: 32 bytes (RFC 8032)."""

    private: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        """The first four bytes of the public key's SHA-256: which key to try, and no proof of anything."""
        return _key_id(self.public)

    @property
    def public_pem(self) -> bytes:
        """The public key as a PEM file: what a clinic gives to those who check its paper."""
        return self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, data: bytes) -> bytes:
        """Return the signature, 64 bytes; the same data give the same."""
        return self._key.sign(data)

    def to_bytes(self) -> bytes:
        """Return the key, for the vault's secret store only."""
        return self.private

    @classmethod
    def from_bytes(cls, stored: bytes) -> CodeKey:
        """Read what `to_bytes` wrote.

        Raises:
            TamperError: `codes.key_damaged`.
        """
        try:
            Ed25519PrivateKey.from_private_bytes(stored)
        except ValueError as error:
            raise TamperError("codes.key_damaged") from error
        return cls(stored)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private)


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key that the checker trusts, for which days, and as whose."""

    public: bytes
    name: str = ""
    """The clinic, as the certificate has it; empty for a bare key."""
    since: date = date.min
    until: date = date.max
    """The last day for which its signature counts."""
    revoked: bool = False
    """It was lost or misused: nothing that it signed can be believed."""

    @property
    def key_id(self) -> bytes:
        """See `CodeKey.key_id`."""
        return _key_id(self.public)


@dataclass(frozen=True, slots=True)
class CodeTrust:
    """All keys that the checker trusts."""

    keys: tuple[TrustedKey, ...]

    def named(self, key_id: bytes) -> tuple[TrustedKey, ...]:
        """Return the keys that a code may mean."""
        return tuple(key for key in self.keys if key.key_id == key_id)

    def signer(self, read: PageText) -> TrustedKey | None:
        """Return the trusted key that signed a code; None when none of them did."""
        for key in self.named(read.key_id):
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(read.signature, read.signed)
            except InvalidSignature:
                continue
            return key
        return None


def make_code_key() -> CodeKey:
    """Make a new key."""
    while True:
        key = CodeKey(Ed25519PrivateKey.generate().private_bytes_raw())
        if key.key_id != NO_KEY:
            return key


def certify_code_key(
    public: bytes, issuer: x509.Certificate, issuer_key: EllipticCurvePrivateKey, since: datetime, until: datetime
) -> bytes:
    """Return a certificate (DER) of a code key, issued by the clinic's authority.

    Args:
        public: the code key's public half.
        issuer: the authority's certificate.
        issuer_key: its private key.
        since: from when the key signs, with zone.
        until: the end of its time.
    """
    key = Ed25519PublicKey.from_public_bytes(public)
    organisation = issuer.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    subject = x509.Name(
        [
            *organisation,
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, PURPOSE),
            x509.NameAttribute(NameOID.COMMON_NAME, PURPOSE),
        ]
    )
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since.astimezone(UTC).replace(microsecond=0))
        .not_valid_after(until.astimezone(UTC).replace(microsecond=0))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.DER)


def read_trust(data: bytes) -> CodeTrust:
    """Read what a clinic gave to those who check its paper: PEM, one or more parts, or one part as DER.

    A public key counts as it is, unless the file has its certificate, too. A certificate of a code key counts if an
    authority in the same file issued it, or, in a file without any authority, as it is. A revocation list of such an
    authority takes keys back.

    Raises:
        OperatorError: `codes.bad_trust`: nothing in it can check a code.
    """
    certificates: list[x509.Certificate] = []
    lists: list[x509.CertificateRevocationList] = []
    keys: list[TrustedKey] = []
    try:
        for kind, part in _parts(data):
            if kind == b"CERTIFICATE":
                certificates.append(x509.load_pem_x509_certificate(part))
            elif kind == b"X509 CRL":
                lists.append(x509.load_pem_x509_crl(part))
            elif kind == b"PUBLIC KEY":
                keys += _bare(serialization.load_pem_public_key(part))
        certified = _certified(certificates, lists)
        # Whether a key was taken back is known by its certificate only, and a bare one must not undo that.
        known = {key.public for key in certified}
        keys = [*(key for key in keys if key.public not in known), *certified]
    except (ValueError, UnsupportedAlgorithm) as error:
        raise OperatorError("codes.bad_trust") from error
    if not keys:
        raise OperatorError("codes.bad_trust")
    return CodeTrust(tuple(keys))


def _parts(data: bytes) -> Iterable[tuple[bytes, bytes]]:
    """Return the parts of a file with their kinds, each as PEM."""
    found = [(match[1], match[0] + b"\n") for match in _PEM.finditer(data)]
    if found:
        return found
    try:
        certificate = x509.load_der_x509_certificate(data)
    except ValueError:
        key = serialization.load_der_public_key(data)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return [(b"PUBLIC KEY", key.public_bytes(serialization.Encoding.PEM, form))]
    return [(b"CERTIFICATE", certificate.public_bytes(serialization.Encoding.PEM))]


def _bare(key: object) -> list[TrustedKey]:
    return [TrustedKey(key.public_bytes_raw())] if isinstance(key, Ed25519PublicKey) else []


def _certified(
    certificates: Sequence[x509.Certificate], lists: Sequence[x509.CertificateRevocationList]
) -> list[TrustedKey]:
    """Return the code keys that the file's certificates vouch for."""
    authorities = [one for one in certificates if _is_authority(one)]
    found = []
    for certificate in certificates:
        key = certificate.public_key()
        if not isinstance(key, Ed25519PublicKey) or certificate in authorities:
            continue
        issuers = [one for one in authorities if _issued(certificate, one)]
        if authorities and not issuers:
            continue
        last = certificate.not_valid_after_utc
        revoked = False
        for taken in _entries(certificate, issuers, lists):
            last = min(last, taken.revocation_date_utc)
            revoked = revoked or _reason(taken) not in _HARMLESS
        names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        name = str(names[0].value) if names else ""
        since = certificate.not_valid_before_utc
        found.append(TrustedKey(key.public_bytes_raw(), name, since.date(), _last_day(last), revoked))
    lost = {key.public for key in found if key.revoked}
    called = {key.public: {one.name for one in found if one.public == key.public} for key in found}
    # Each clinic can certify another's key: whose it is, two of them cannot both say.
    return [
        replace(key, revoked=key.public in lost, name=key.name if len(called[key.public]) == 1 else "") for key in found
    ]


def _last_day(last: datetime) -> date:
    """Return the day that it is anywhere on Earth at a moment; at the end of time there is no day after."""
    return last.date() if last.year == date.max.year else (last + _EAST).date()


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _entries(
    certificate: x509.Certificate,
    issuers: Sequence[x509.Certificate],
    lists: Sequence[x509.CertificateRevocationList],
) -> Iterable[x509.RevokedCertificate]:
    """Return what the issuers' lists say of a certificate.

    In a file without any authority nobody can tell whether a list is right; a certificate that is trusted as it is
    there, is not where the same file says that it was taken back.
    """
    for taken in lists:
        unsure = not issuers and taken.issuer == certificate.issuer
        if unsure or any(taken.issuer == one.subject and _signed(taken, one) for one in issuers):
            entry = taken.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None:
                yield entry


def _signed(taken: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    key = authority.public_key()
    return isinstance(key, EllipticCurvePublicKey | RSAPublicKey) and taken.is_signature_valid(key)


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return None


def _key_id(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()[:4]
