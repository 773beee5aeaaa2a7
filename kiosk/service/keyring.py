"""Keyring: the clinic's keys in the vault, as every seal and every renewal takes them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from kiosk.errors import TamperError
from kiosk.events import KIOSK_STREAM, Actor, KeyChanged

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.seal import ClinicKeys
    from kiosk.vault import Ledger

__all__ = ["CLINIC_KEY", "Secrets", "fresh_keys", "lifted_keys", "put_keys", "read_keys"]

CLINIC_KEY: Final = "clinic-key"
"""The secret of the vault that holds the clinic's keys; in the first versions it held a single one."""
SYSTEM: Final = Actor(kind="system")
_SINGLE: Final = b"-----BEGIN"
"""What the single key began with."""


class Secrets(Protocol):
    """What a store must do for the keys."""

    def secret(self, name: str) -> bytes | None:
        """Return a secret, or None."""

    def put_secret(self, name: str, value: bytes) -> None:
        """Store a secret under a name, instead of an earlier one."""

    def secret_names(self, prefix: str) -> tuple[str, ...]:
        """Return the names of the secrets that begin so, in alphabetical order."""


def put_keys(store: Secrets, keys: ClinicKeys) -> None:
    """Keep the keys in the vault, instead of earlier ones.

    Raises:
        OperatorError: the disk refuses.
    """
    store.put_secret(CLINIC_KEY, keys.to_bytes())


def read_keys(store: Secrets) -> ClinicKeys:
    """Return the clinic's keys.

    Raises:
        TamperError: there are none, or they are damaged.
    """
    from kiosk.seal import ClinicKeys

    stored = store.secret(CLINIC_KEY)
    if stored is None:
        raise TamperError("seal.key_damaged")
    return ClinicKeys.from_bytes(stored)


def lifted_keys(store: Secrets, clinic_name: str, now: datetime) -> ClinicKeys | None:
    """Return a root and the keys below it for a vault of the first versions, which has a single key; else None.

    What the single key sealed stays trusted by its certificate. Once these keys are put in its place it is gone:
    nobody can seal in the old form any more.

    Raises:
        TamperError: the single key is damaged.
    """
    stored = store.secret(CLINIC_KEY)
    if stored is None or not stored.startswith(_SINGLE):
        return None
    from kiosk.seal import ClinicKey, migrate_clinic_key

    return migrate_clinic_key(ClinicKey.from_bytes(stored), clinic_name, now)


def fresh_keys(store: Ledger, now: datetime) -> ClinicKeys:
    """Return keys that are good to seal with now; what was due for renewal is in the vault before it is used.

    A key that was replaced is an event of the kiosk's, in one transaction with it. A newer revocation list is none.

    Raises:
        TamperError: there are none, or they are damaged.
        OperatorError: the disk refuses.
    """
    from kiosk.seal import Purpose, fingerprint, refresh

    kept = read_keys(store)
    keys = refresh(kept, now)
    pairs = {
        Purpose.SEAL: (kept.seal, keys.seal),
        Purpose.KIOSK: (kept.kiosk, keys.kiosk),
        Purpose.STAMPS: (kept.stamps, keys.stamps),
    }
    events = [
        KeyChanged("rotated", str(purpose), fingerprint(new.certificate))
        for purpose, (old, new) in pairs.items()
        if new is not old
    ]
    if events:
        secrets = {CLINIC_KEY: keys.to_bytes()}
        store.append(KIOSK_STREAM, store.version(KIOSK_STREAM), events, actor=SYSTEM, now=now, secrets=secrets)
    elif keys is not kept:
        put_keys(store, keys)
    return keys
