"""Clinicians' own keys: each wrapped by its owner's PIN, with its certificate in the clear beside it.

A clinician signs with a key that the clinic's root certified for this person and nobody else. It lies in the vault,
encrypted (AES-256-GCM) under a key that Argon2id (RFC 9106) makes of the PIN. So the vault's passphrase alone does not
open it, and a PIN that somebody else sets does not either: that key has to be taken back, which is in the ledger, and
its owner gets another one at the next signing (21 CFR 11.200(a)). A PIN has few digits: against somebody who has both
the passphrase and a lot of time, this wrapping is a delay and no wall.

Neither key nor PIN is part of any `repr`, error or log.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.errors import OperatorError, TamperError
from kiosk.events import KIOSK_STREAM, Actor, KeyChanged
from kiosk.service.keyring import Secrets, fresh_keys
from kiosk.vault import DEFAULT_KDF, KdfParameters, Ledger

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.x509 import Certificate

    from kiosk.seal import ClinicKeys, KeyPair

__all__ = ["CLINICIAN_KEY", "clinician_certificate", "clinicians", "signing_key"]

CLINICIAN_KEY: Final = "clinician-key:"
"""What the name of the vault's secret begins with; the staff id follows."""
RENEW_DAYS: Final = 90
_FORMAT: Final = 1
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12


class _Wrapped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is stored. `name` is the printed name that the certificate was issued for, whole."""

    format: int
    staff_id: str
    name: str
    certificate_der: bytes
    kdf: KdfParameters
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def __repr__(self) -> str:
        """Keep even the wrapped key out of logs."""
        return f"_Wrapped({self.staff_id})"


def signing_key(
    store: Ledger, staff_id: str, name: str, pin: str, now: datetime, *, kdf: KdfParameters = DEFAULT_KDF
) -> KeyPair:
    """Return a clinician's own key, opened by the PIN; it is made at the first signing.

    It is made anew when its certificate has less than 90 days left or names no revocation list of its own (as in the
    first versions), when the printed name changed, and after it was revoked. In all cases but the last the PIN has to
    open the old one: whoever cannot is not its owner. Takes about half a second, on purpose. That one was issued is an
    event of the kiosk's, in one transaction with the key.

    Args:
        store: the vault.
        staff_id: the account's id, which is never given to another person.
        name: the printed name, as the certificate shall say it.
        pin: as it was typed just now, and found right for the account.
        now: aware wall time, judged before (`clock_doubts`).
        kdf: what guessing the PIN costs; a key that is stored keeps the costs it was wrapped with.

    Raises:
        OperatorError: `keys.pin_does_not_open`: the PIN is not the one that the key was wrapped with.
            Or the disk refuses.
        TamperError: `seal.key_damaged`: the stored key, or the clinic's, cannot be used.
    """
    from kiosk.seal import Purpose, fingerprint, has_own_list, issue_clinician_key

    keys = fresh_keys(store, now)
    kept = _read(store, staff_id)
    if kept is not None and not _is_taken_back(kept, keys):
        pair = _unwrap(kept, pin)
        certificate = pair.certificate
        # One that is not valid yet was made while the clock stood in the future.
        timely = certificate.not_valid_before_utc <= now and has_own_list(certificate)
        if timely and certificate.not_valid_after_utc - now >= timedelta(days=RENEW_DAYS) and kept.name == name:
            return pair
    pair = issue_clinician_key(keys, name, staff_id, now)
    event = KeyChanged("issued", str(Purpose.CLINICIAN), fingerprint(pair.certificate), staff_id=staff_id)
    store.append(
        KIOSK_STREAM,
        store.version(KIOSK_STREAM),
        [event],
        actor=Actor("staff", staff_id, name),
        now=now,
        secrets={_secret_name(staff_id): msgspec.json.encode(_wrap(pair, staff_id, name, pin, kdf))},
    )
    return pair


def clinician_certificate(store: Secrets, staff_id: str) -> Certificate | None:
    """Return the certificate of a clinician's newest key, or None before the first signing; no PIN is needed.

    Raises:
        TamperError: `seal.key_damaged`.
    """
    kept = _read(store, staff_id)
    return None if kept is None else _certificate(kept)


def clinicians(store: Secrets) -> dict[str, Certificate]:
    """Return the certificates of all clinicians who have signed, by staff id.

    Raises:
        TamperError: `seal.key_damaged`.
    """
    ids = (name.removeprefix(CLINICIAN_KEY) for name in store.secret_names(CLINICIAN_KEY))
    found = {staff_id: clinician_certificate(store, staff_id) for staff_id in ids}
    return {staff_id: certificate for staff_id, certificate in found.items() if certificate is not None}


def _secret_name(staff_id: str) -> str:
    return f"{CLINICIAN_KEY}{staff_id}"


def _read(store: Secrets, staff_id: str) -> _Wrapped | None:
    stored = store.secret(_secret_name(staff_id))
    if stored is None:
        return None
    try:
        kept = msgspec.json.decode(stored, type=_Wrapped)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TamperError("seal.key_damaged") from error
    if kept.format != _FORMAT or kept.staff_id != staff_id or len(kept.nonce) != _NONCE_BYTES:
        raise TamperError("seal.key_damaged")
    return kept


def _certificate(kept: _Wrapped) -> Certificate:
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(kept.certificate_der)
    except ValueError as error:
        raise TamperError("seal.key_damaged") from error


def _is_taken_back(kept: _Wrapped, keys: ClinicKeys) -> bool:
    """Whether a key cannot be used any more, whatever its owner's PIN is."""
    from cryptography.exceptions import InvalidSignature

    certificate = _certificate(kept)
    try:
        certificate.verify_directly_issued_by(keys.root.certificate)
    except (InvalidSignature, ValueError):
        # The clinic has another root by now.
        return True
    return any(int(one.serial, 16) == certificate.serial_number for one in keys.revoked)


def _wrap(pair: KeyPair, staff_id: str, name: str, pin: str, kdf: KdfParameters) -> _Wrapped:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    bare = _Wrapped(_FORMAT, staff_id, name, pair.certificate_der, kdf, salt, nonce, b"")
    wrapped = AESGCM(_derive(pin, bare)).encrypt(nonce, pair.private_key_pem, _bound(bare))
    return msgspec.structs.replace(bare, wrapped=wrapped)


def _unwrap(kept: _Wrapped, pin: str) -> KeyPair:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from kiosk.seal import KeyPair

    try:
        pem = AESGCM(_derive(pin, kept)).decrypt(kept.nonce, kept.wrapped, _bound(kept))
    except InvalidTag:
        raise OperatorError("keys.pin_does_not_open", name=kept.name) from None
    private = serialization.load_pem_private_key(pem, password=None)
    if private.public_key() != _certificate(kept).public_key():
        raise TamperError("seal.key_damaged")
    return KeyPair(pem, kept.certificate_der)


def _derive(pin: str, kept: _Wrapped) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    kdf = kept.kdf
    return hash_secret_raw(
        unicodedata.normalize("NFC", pin).encode(),
        kept.salt,
        time_cost=kdf.time_cost,
        memory_cost=max(kdf.memory_kib, 8 * kdf.lanes),
        parallelism=kdf.lanes,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )


def _bound(kept: _Wrapped) -> bytes:
    """Return what AES-GCM binds to the wrapped key: nobody can put in another certificate, owner or cost unseen."""
    fields = (kept.format, kept.staff_id, kept.name, kept.certificate_der, kept.kdf, kept.salt)
    return msgspec.json.encode(fields, order="deterministic")
