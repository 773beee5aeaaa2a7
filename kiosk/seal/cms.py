"""Signature containers: made in one form, and read in no other.

A container (CMS SignedData) has parts that no signature covers: its versions, lists of algorithms, further
certificates, the time stamp. Here a container is taken apart into what is covered or judged by itself (certificates,
signed attributes, signature, time stamp) and then written anew from these; when that gives other bytes, it is none of
ours. So no bit in it is free.

Sources: RFC 5652 (CMS), RFC 5035 (signing-certificate-v2), RFC 5754 and RFC 5758 (algorithms), RFC 3161 (time stamps),
EN 319 142-1, 6.3 (PAdES baseline: no signing time among the attributes).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from kiosk.seal import der

__all__ = [
    "DATA",
    "TIME_STAMP",
    "Container",
    "Signer",
    "build",
    "good_signature",
    "lower",
    "parsed",
    "read",
    "room",
    "signed_attributes",
    "usable_key",
]

DATA: Final = der.oid("1.2.840.113549.1.7.1")
"""Content type of a document's signature: the content lies outside."""
TIME_STAMP: Final = der.oid("1.2.840.113549.1.9.16.1.4")
"""Content type of a time stamp: the content lies inside."""

_SIGNED_DATA: Final = der.oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE: Final = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST: Final = der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE: Final = der.oid("1.2.840.113549.1.9.16.2.47")
_TIME_STAMP_TOKEN: Final = der.oid("1.2.840.113549.1.9.16.2.14")
# With NULL parameters: RFC 5754, 2, lets signers write either form, and older readers want them.
_SHA256: Final = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
_ECDSA_SHA256: Final = der.sequence(der.oid("1.2.840.10045.4.3.2"))
_RSA_SHA256: Final = der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL)

_MIN_RSA: Final = 2048
_ECDSA_SIZE: Final = 140
_FIXED: Final = 360
"""Bytes of a container for versions, algorithms and attributes, with some to spare."""
_ORDERS: Final = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp384r1": int("F" * 48 + "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973", 16),
    "secp521r1": int("1" + "F" * 64 + "FA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409", 16),
}
"""The curves that are used, with the number of their points (SEC 2)."""
_ISSUER_PLACE: Final = 3
"""Of a certificate with a version (all of ours): version, serial number, algorithm, issuer (RFC 5280, 4.1)."""


class Signer(Protocol):
    """Whoever can sign: a key in memory, or one on a token that never leaves it."""

    @property
    def certificate_der(self) -> bytes:
        """The signer's certificate."""

    @property
    def chain_der(self) -> tuple[bytes, ...]:
        """Certificates between the signer's and the root, the nearest first; without both."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature of some bytes, by SHA-256: ECDSA in DER, or RSA PKCS #1 v1.5."""


@dataclass(frozen=True, slots=True)
class Container:
    """A container that was read: all of it that is not fixed."""

    content: bytes | None
    """What is signed, if it lies inside (a time stamp's)."""
    certificates: tuple[bytes, ...]
    """The signer's certificate, then those above it. DER."""
    attributes: bytes
    """The signed attributes, as the SET that the signature covers. DER."""
    digest: bytes
    """The message digest among them: SHA-256 of what is signed."""
    signature: bytes
    token: bytes | None
    """The time stamp over the signature, itself a container."""

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's certificate, parsed."""
        return parsed(self.certificates[0])


@lru_cache(maxsize=64)
def parsed(certificate_der: bytes) -> x509.Certificate:
    """Parse a certificate; the same ones come again and again.

    Raises:
        ValueError: the bytes are no certificate.
    """
    return x509.load_der_x509_certificate(certificate_der)


def usable_key(certificate: x509.Certificate) -> bool:
    """Whether a certificate's key is strong enough to be believed: a NIST curve of 256 bits or more, RSA from 2048."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.curve.name in _ORDERS
    return isinstance(key, rsa.RSAPublicKey) and key.key_size >= _MIN_RSA


def room(signer: Signer) -> int:
    """Return how many bytes a signer's container takes at most, without content and time stamp."""
    key = parsed(signer.certificate_der).public_key()
    value = key.key_size // 8 if isinstance(key, rsa.RSAPublicKey) else _ECDSA_SIZE
    issuer = len(signer.certificate_der) // 2
    return sum(len(one) for one in (signer.certificate_der, *signer.chain_der)) + value + issuer + _FIXED


def signed_attributes(content_type: bytes, digest: bytes, certificate_der: bytes) -> bytes:
    """Write the signed attributes: what kind of content, its digest, and whose certificate."""
    identifier = der.sequence(der.element(der.OCTETS, hashlib.sha256(certificate_der).digest()))
    return der.set_of(
        _attribute(_CONTENT_TYPE, content_type),
        _attribute(_MESSAGE_DIGEST, der.element(der.OCTETS, digest)),
        _attribute(_SIGNING_CERTIFICATE, der.sequence(der.sequence(identifier))),
    )


def _attribute(kind: bytes, value: bytes) -> bytes:
    return der.sequence(kind, der.element(der.SET, value))


def build(
    certificates: tuple[bytes, ...],
    attributes: bytes,
    signature: bytes,
    *,
    content: bytes | None = None,
    token: bytes | None = None,
) -> bytes:
    """Write a container.

    Args:
        certificates: the signer's certificate first. DER.
        attributes: what `signed_attributes` wrote.
        signature: over these attributes.
        content: a time stamp's content; None for a signature of a document.
        token: the time stamp over the signature.
    """
    tbs = list(der.only(der.only(certificates[0]).parts()[0].whole).parts())
    parts = [
        der.integer(1),
        der.sequence(tbs[_ISSUER_PLACE].whole, tbs[1].whole),
        _SHA256,
        der.context(0, der.only(attributes).content),
        _algorithm(parsed(certificates[0])),
        der.element(der.OCTETS, signature),
    ]
    if token is not None:
        parts.append(der.context(1, _attribute(_TIME_STAMP_TOKEN, token)))
    encapsulated = der.sequence(DATA)
    if content is not None:
        encapsulated = der.sequence(TIME_STAMP, der.context(0, der.element(der.OCTETS, content)))
    signed = der.sequence(
        # RFC 5652, 5.1: 3 when the content is not plain data.
        der.integer(1 if content is None else 3),
        der.element(der.SET, _SHA256),
        encapsulated,
        der.context(0, b"".join(certificates)),
        der.element(der.SET, der.sequence(*parts)),
    )
    return der.sequence(_SIGNED_DATA, der.context(0, signed))


def _algorithm(certificate: x509.Certificate) -> bytes:
    return _RSA_SHA256 if isinstance(certificate.public_key(), rsa.RSAPublicKey) else _ECDSA_SHA256


def read(data: bytes) -> Container | None:
    """Read a container; None when it is not one that `build` writes."""
    try:
        container = _take_apart(data)
        again = build(
            container.certificates,
            container.attributes,
            container.signature,
            content=container.content,
            token=container.token,
        )
        kind = DATA if container.content is None else TIME_STAMP
        expected = signed_attributes(kind, container.digest, container.certificates[0])
    except Exception:  # noqa: BLE001 - on bytes that are no certificate their reader raises what it likes
        return None
    return container if (again, expected) == (data, container.attributes) else None


def _take_apart(data: bytes) -> Container:
    """Find the parts by their places. What stands around them is checked by writing it anew."""
    signed = der.only(der.only(data).parts()[1].content).parts()
    encapsulated = signed[2].parts()
    content = der.only(encapsulated[1].content).content if len(encapsulated) > 1 else None
    signer = der.only(signed[4].content).parts()
    attributes = der.element(der.SET, signer[3].content)
    [digest] = [
        der.only(parts[1].content).content
        for parts in (one.parts() for one in der.only(attributes).parts())
        if parts[0].whole == _MESSAGE_DIGEST
    ]
    token = der.only(der.only(signer[6].content).parts()[1].content).whole if len(signer) > 6 else None  # noqa: PLR2004
    certificates = tuple(one.whole for one in der.read(signed[3].content))
    return Container(content, certificates, attributes, digest, signer[5].content, token)


def lower(signature: bytes, curve: str) -> bytes:
    """Return the one of an ECDSA signature's two spellings that has the smaller number.

    With (r, s) also (r, n - s) is right, and everybody can work it out. Only one may be, or a sealed file could be
    changed without a trace.
    """
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, _ORDERS[curve] - s))


def good_signature(certificate: x509.Certificate, data: bytes, signature: bytes) -> bool:
    """Whether a signature by SHA-256 over some bytes is right, and in the one spelling that it may have.

    Weak keys have no right signatures.
    """
    if not usable_key(certificate):
        return False
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            return signature == lower(signature, key.curve.name)
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True
