"""Take in a certificate that the clinic got elsewhere, with its key: a PKCS #12 file."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from kiosk.errors import OperatorError
from kiosk.seal.authority import KeyPair
from kiosk.seal.cms import usable_key

__all__ = ["import_pkcs12"]


def import_pkcs12(data: bytes, passphrase: str) -> KeyPair:
    """Read a key and its certificates from a PKCS #12 file (`.p12`, `.pfx`).

    Raises:
        OperatorError: `seal.p12_unreadable`: it is no such file, or the passphrase is wrong; `seal.p12_incomplete`:
            key or certificate are missing; `seal.p12_weak`: neither RSA from 2048 bits nor a NIST curve from 256.
    """
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(data, passphrase.encode() or None)
    except (ValueError, TypeError) as error:
        raise OperatorError("seal.p12_unreadable") from error
    if private is None or certificate is None:
        raise OperatorError("seal.p12_incomplete")
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or not usable_key(certificate):
        raise OperatorError("seal.p12_weak")
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = []
    top = certificate
    # The file has its certificates in any order; the signature wants the nearest first.
    while above := [one for one in others if one.subject == top.issuer and one not in chain and one != top]:
        top = above[0]
        chain.append(top)
    der = serialization.Encoding.DER
    return KeyPair(pem, certificate.public_bytes(der), tuple(one.public_bytes(der) for one in chain))
