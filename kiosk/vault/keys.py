"""The key of the vault: made of chance, wrapped under the clinic's passphrase, never on disk in the clear.

The database is encrypted with a random 256-bit data key. `vault.json` holds that key encrypted (AES-256-GCM) under a
key that Argon2id (RFC 9106) makes of the passphrase. A new passphrase, or stronger parameters, thus rewrite a few
hundred bytes and not the vault. The file carries a checksum, so that a damaged file is not taken for a wrong
passphrase; the checksum proves nothing against an attacker, AES-GCM does.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from pathlib import Path
from typing import Annotated

import msgspec

from kiosk.durable import write_durably
from kiosk.errors import OperatorError, TamperError

__all__ = [
    "DEFAULT_KDF",
    "KdfParameters",
    "KeyFile",
    "check_passphrase",
    "new_data_key",
    "read_key_file",
    "unwrap_key",
    "wrap_key",
    "write_key_file",
]

FORMAT = 1
MIN_PASSPHRASE = 10
"""Characters. The folder can be carried away, so the passphrase alone stands against guessing."""

_KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12


class KdfParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Costs of Argon2id. Bounds keep a forged file from eating the machine's memory before it is refused."""

    time_cost: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=1024 * 1024)] = 64 * 1024
    lanes: Annotated[int, msgspec.Meta(ge=1, le=16)] = 2

    def is_weaker_than(self, other: KdfParameters) -> bool:
        """Whether guessing would cost less than with the other parameters."""
        return self.time_cost * self.memory_kib < other.time_cost * other.memory_kib


DEFAULT_KDF = KdfParameters()
"""About 0.4 s on a two-core machine. 64 MiB is RFC 9106's second choice; more would hurt on a small tablet."""


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `vault.json` holds; bytes are base64 there. `check` is SHA-256 over all other fields, hex."""

    format: int
    kdf: KdfParameters
    salt: bytes
    nonce: bytes
    wrapped: bytes
    check: str = ""


def new_data_key() -> bytes:
    """Return a random key for a new vault."""
    return secrets.token_bytes(_KEY_BYTES)


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too easy to guess.

    Raises:
        OperatorError: it is too short, or made of very few different characters.
    """
    text = _normal(passphrase)
    if len(text) < MIN_PASSPHRASE or len(set(text)) < MIN_PASSPHRASE // 2:
        raise OperatorError("vault.weak_passphrase", least=MIN_PASSPHRASE)


def wrap_key(data_key: bytes, passphrase: str, kdf: KdfParameters) -> KeyFile:
    """Encrypt the data key under a passphrase, with a fresh salt and nonce."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    bare = KeyFile(FORMAT, kdf, secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES), b"")
    cipher = AESGCM(_derive(passphrase, bare))
    wrapped = msgspec.structs.replace(bare, wrapped=cipher.encrypt(bare.nonce, data_key, _bound(bare)))
    return msgspec.structs.replace(wrapped, check=_checksum(wrapped))


def unwrap_key(key_file: KeyFile, passphrase: str) -> bytes:
    """Return the data key.

    Raises:
        OperatorError: the passphrase is wrong.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_derive(passphrase, key_file)).decrypt(key_file.nonce, key_file.wrapped, _bound(key_file))
    except InvalidTag:
        raise OperatorError("vault.wrong_passphrase") from None


def read_key_file(path: Path) -> KeyFile:
    """Read `vault.json`.

    Raises:
        OperatorError: there is none, it cannot be read, or a newer program wrote it.
        TamperError: it is damaged.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise OperatorError("vault.not_found") from None
    except OSError as error:
        raise OperatorError("vault.cannot_open") from error
    try:
        if msgspec.json.decode(raw, type=_Format).format > FORMAT:
            raise OperatorError("vault.newer")
        key_file = msgspec.json.decode(raw, type=KeyFile)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TamperError("vault.key_file_damaged") from error
    if key_file.check != _checksum(key_file) or len(key_file.nonce) != _NONCE_BYTES:
        raise TamperError("vault.key_file_damaged")
    return key_file


def write_key_file(path: Path, key_file: KeyFile) -> None:
    """Replace `vault.json` so that after a power cut the old or the new one is there, whole.

    Raises:
        OSError: the folder cannot be written.
    """
    write_durably(path, msgspec.json.format(msgspec.json.encode(key_file), indent=2), mode=0o600)


class _Format(msgspec.Struct):
    """The one field that every version of the file must have."""

    format: int


def _normal(passphrase: str) -> str:
    """Give one form to letters that keyboards compose differently."""
    return unicodedata.normalize("NFC", passphrase)


def _derive(passphrase: str, key_file: KeyFile) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    kdf = key_file.kdf
    return hash_secret_raw(
        _normal(passphrase).encode(),
        key_file.salt,
        time_cost=kdf.time_cost,
        memory_cost=max(kdf.memory_kib, 8 * kdf.lanes),
        parallelism=kdf.lanes,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )


def _bound(key_file: KeyFile) -> bytes:
    """Return what AES-GCM binds to the wrapped key: nobody can swap salt or costs unseen."""
    return msgspec.json.encode((key_file.format, key_file.kdf, key_file.salt), order="deterministic")


def _checksum(key_file: KeyFile) -> str:
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(key_file, check=""))).hexdigest()
