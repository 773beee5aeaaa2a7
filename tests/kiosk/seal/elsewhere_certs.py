"""Certificates that a clinic buys: a seller's authority, one below it, and seals of several kinds."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.seal import KeyPair
from tests.kiosk.seal.drafts import NOW

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
DER = Encoding.DER


@functools.cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@functools.cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


@functools.cache
def authority(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Return an authority's key and certificate: the seller's root, or `Below`, which the root issued."""
    key = ec.generate_private_key(ec.SECP256R1())
    above, by = (key, named(name)) if name != "Below" else (authority("Seller")[0], named("Seller"))
    return key, _certificate(key, name, (above, by), is_authority=True)


def _certificate(
    key: Private,
    name: str,
    issuer: tuple[Private, x509.Name],
    *,
    is_authority: bool = False,
    since: datetime = NOW - timedelta(days=30),
    until: datetime = NOW + timedelta(days=800),
    signs: bool = True,
    digest: hashes.SHA256 | hashes.SHA224 | None = None,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=signs and not is_authority,
        content_commitment=False,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder(issuer[1], named(name), key.public_key(), x509.random_serial_number(), since, until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer[0], digest or hashes.SHA256())
    )


def bought(key: Private | None = None, **changed: object) -> x509.Certificate:
    """Return a certificate for the clinic's seal, issued by the authority below the seller's root."""
    below, certificate = authority("Below")
    return _certificate(key or ec_key(), "Harbour Street Clinic", (below, certificate.subject), **changed)  # type: ignore[arg-type]


def above() -> tuple[x509.Certificate, ...]:
    """Return the certificates above a bought one, the nearest first."""
    return authority("Below")[1], authority("Seller")[1]


def self_made(key: Private | None = None) -> x509.Certificate:
    """Return a certificate that its own key signed."""
    own = key or ec_key()
    return _certificate(own, "Harbour Street Clinic", (own, named("Harbour Street Clinic")))


def pair(key: Private | None = None, **changed: object) -> KeyPair:
    """Return a bought key with all that belongs to it."""
    own = key or ec_key()
    private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(private, bought(own, **changed).public_bytes(DER), tuple(one.public_bytes(DER) for one in above()))
