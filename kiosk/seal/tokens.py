"""Sign with a key on a security token (PKCS #11), by pyHanko's support. An optional extra: it needs `python-pkcs11`.

The key never leaves the token. What comes back is checked like every other signature, and written in the one spelling
that a sealed file may have.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.errors import OperatorError
from kiosk.seal import cms

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["TokenSigner", "open_token"]


class _Raw(Protocol):
    """What of pyHanko's signers is used here."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's form
        """Return the signature of some bytes."""


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """A key on a token, with its certificate."""

    raw: _Raw
    certificate_der: bytes
    chain_der: tuple[bytes, ...] = ()

    def sign(self, data: bytes) -> bytes:
        """Return the signature over some bytes, by SHA-256.

        Raises:
            OperatorError: `seal.token_failed`: the token is gone, or its key is not the certificate's.
        """
        certificate = cms.parsed(self.certificate_der)
        key = certificate.public_key()
        try:
            signature = asyncio.run(self.raw.async_sign_raw(data, "sha256"))
            if isinstance(key, ec.EllipticCurvePublicKey):
                signature = cms.lower(signature, key.curve.name)
            good = cms.good_signature(certificate, data, signature)
        except Exception as error:  # a driver raises what it likes
            raise OperatorError("seal.token_failed") from error
        if not good:
            raise OperatorError("seal.token_failed")
        return signature


@contextmanager
def open_token(library: Path, token: str, pin: str, key: str, certificate: x509.Certificate) -> Iterator[TokenSigner]:
    """Open a token and give its signer for as long as the block runs.

    Args:
        library: the driver of the token's maker.
        token: the token's label.
        pin: of its user.
        key: the label of the key on it.
        certificate: the key's, which may lie on the token or in the clinic's settings.

    Raises:
        OperatorError: `seal.token_failed`: no driver, no such token, or a wrong PIN.
    """
    der = certificate.public_bytes(serialization.Encoding.DER)
    try:
        from asn1crypto import x509 as asn1_x509
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        session = open_pkcs11_session(str(library), token_criteria=TokenCriteria(label=token), user_pin=pin)
    except Exception as error:  # a driver raises what it likes
        raise OperatorError("seal.token_failed") from error
    with session:
        # Digests are made here: not every token can (SoftHSM cannot, for curves).
        own = asn1_x509.Certificate.load(der)
        signer = PKCS11Signer(session, signing_cert=own, key_label=key, use_raw_mechanism=True)
        yield TokenSigner(signer, der)
