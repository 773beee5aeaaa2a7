"""Sign with a key on a security token (PKCS #11), by pyHanko's support. An optional extra: it needs `python-pkcs11`.

The key never leaves the token. What comes back is checked like every other signature, and written in the one spelling
that a sealed file may have. A token is known again by its label and serial number: slots change when it is plugged in
elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.errors import OperatorError
from kiosk.seal import cms
from kiosk.seal.elsewhere import chain_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

__all__ = ["TokenKey", "TokenSigner", "find_token_key", "open_token"]


class TokenKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a key lies, and whose it is: all that a seal needs but the PIN."""

    library: str
    """The driver of the token's maker: a file."""
    token: str
    """The token's label."""
    serial: str
    """The token's serial number, as it says it."""
    label: str
    """Of the key, and of its certificate."""
    certificate_der: bytes
    chain_der: tuple[bytes, ...] = ()


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
def open_token(key: TokenKey, pin: str) -> Iterator[TokenSigner]:
    """Open a token and give its signer for as long as the block runs.

    Raises:
        OperatorError: `seal.token_failed`: no driver, no such token, or a wrong PIN; `seal.token_no_support`.
    """
    _require_support()
    public = cms.parsed(key.certificate_der).public_key()
    try:
        from asn1crypto import x509 as asn1_x509
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        criteria = TokenCriteria(label=key.token, serial=key.serial.encode())
        session = open_pkcs11_session(key.library, token_criteria=criteria, user_pin=pin)
    except Exception as error:  # a driver raises what it likes
        raise OperatorError("seal.token_failed") from error
    with session:
        own = asn1_x509.Certificate.load(key.certificate_der)
        # For curves digests are made here: not every token can (SoftHSM cannot).
        raw = isinstance(public, ec.EllipticCurvePublicKey)
        signer = PKCS11Signer(session, signing_cert=own, key_label=key.label, use_raw_mechanism=raw)
        yield TokenSigner(signer, key.certificate_der, key.chain_der)


def find_token_key(library: Path, slot: int | None, label: str, pin: str, now: datetime) -> TokenKey:
    """Find a key on a token by its label, with the certificate that has the same one.

    Args:
        library: the driver of the token's maker.
        slot: which of the slots, counted from 0; None for the only token that there is.
        label: of key and certificate.
        pin: of the token's user.
        now: the time, with zone.

    Raises:
        OperatorError: `seal.token_failed`: no driver, no token, a wrong PIN; `seal.token_unclear`: there are several;
            `seal.token_no_certificate`; `seal.token_no_support`; `seal.own_...`: it cannot be the clinic's seal.
    """
    _require_support()
    try:
        import pkcs11

        slots = pkcs11.lib(str(library)).get_slots(token_present=True)
        tokens = [one.get_token() for one in (slots if slot is None else slots[slot : slot + 1])]
        ready = [one for one in tokens if pkcs11.TokenFlag.TOKEN_INITIALIZED in one.flags]
        found = [] if len(ready) != 1 else _certificates(ready[0], pin)
    except Exception as error:  # a driver raises what it likes
        raise OperatorError("seal.token_failed") from error
    if len(ready) > 1:
        raise OperatorError("seal.token_unclear", count=len(ready))
    if not ready:
        raise OperatorError("seal.token_failed")
    own = next((certificate for name, certificate in found if name == label), None)
    if own is None:
        raise OperatorError("seal.token_no_certificate", label=label)
    chain = chain_of(own, [certificate for _, certificate in found], now)
    der = serialization.Encoding.DER
    above = tuple(one.public_bytes(der) for one in chain)
    [token] = ready
    return TokenKey(str(library), token.label, token.serial.decode(), label, own.public_bytes(der), above)


def _certificates(token: Any, pin: str) -> list[tuple[str, x509.Certificate]]:  # noqa: ANN401 - the optional extra's
    """Return all certificates on a token, with their labels."""
    import pkcs11

    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
    with token.open(user_pin=pin) as session:
        return [
            (str(one[pkcs11.Attribute.LABEL]), x509.load_der_x509_certificate(bytes(one[pkcs11.Attribute.VALUE])))
            for one in session.get_objects(wanted)
        ]


def _require_support() -> None:
    from importlib.util import find_spec

    if find_spec("pkcs11") is None:
        raise OperatorError("seal.token_no_support")
