"""Take in a certificate that the clinic got elsewhere, with its key: a PKCS #12 file."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from kiosk.errors import OperatorError
from kiosk.seal.authority import KeyPair
from kiosk.seal.elsewhere import chain_of, require_signs

__all__ = ["import_pkcs12"]


def import_pkcs12(data: bytes, passphrase: str, now: datetime) -> KeyPair:
    """Read a key and its certificates from a PKCS #12 file (`.p12`, `.pfx`), and try the key.

    Raises:
        OperatorError: `seal.p12_unreadable`: it is no such file, or the passphrase is wrong; `seal.p12_incomplete`:
            key or certificate are missing; `seal.own_...`: the certificate cannot be the clinic's seal, see `chain_of`
            and `require_signs`.
    """
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(data, passphrase.encode() or None)
    except (ValueError, TypeError) as error:
        raise OperatorError("seal.p12_unreadable") from error
    if private is None or certificate is None:
        raise OperatorError("seal.p12_incomplete")
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise OperatorError("seal.own_weak")
    chain = chain_of(certificate, others, now)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    der = serialization.Encoding.DER
    pair = KeyPair(pem, certificate.public_bytes(der), tuple(one.public_bytes(der) for one in chain))
    require_signs(pair)
    return pair
