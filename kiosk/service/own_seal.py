"""A seal on a security token: where it lies, the PIN that opens it, and the signer of the clinic's part of a seal.

All of it is a secret of the vault: the PIN for its own sake, and the driver's place because whoever could change it in
an open file could make Candor load any library.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from kiosk.errors import TamperError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.seal import ClinicKeys, Signer, TokenKey
    from kiosk.service.keyring import Secrets

__all__ = ["SEAL_TOKEN", "clinic_signer", "read_token", "stored_token"]

SEAL_TOKEN: Final = "seal-token"  # noqa: S105 - the name of a secret, not one
"""The secret of the vault; empty once the seal has moved on."""
_PIN: Final = "pin"


def stored_token(key: TokenKey, pin: str) -> bytes:
    """Return what the vault keeps of a token."""
    return msgspec.json.encode(msgspec.to_builtins(key) | {_PIN: pin})


def read_token(store: Secrets) -> tuple[TokenKey, str] | None:
    """Return where the seal's key lies, and the PIN; None when it lies in the vault.

    Raises:
        TamperError: `seal.key_damaged`.
    """
    from kiosk.seal import TokenKey

    stored = store.secret(SEAL_TOKEN)
    if not stored:
        return None
    try:
        fields = msgspec.json.decode(stored, type=dict[str, object])
        pin = fields.pop(_PIN)
        return msgspec.convert(fields, TokenKey), str(pin)
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError) as error:
        raise TamperError("seal.key_damaged") from error


@contextmanager
def clinic_signer(store: Secrets, keys: ClinicKeys) -> Iterator[Signer]:
    """Give what signs as the clinic, for as long as the block runs: its key in the vault, or the one on its token.

    Raises:
        OperatorError: `seal.token_failed`: the token is not there, or its PIN was changed.
        TamperError: `seal.key_damaged`.
    """
    from kiosk.seal import open_token

    on_token = None if keys.seal.private_key_pem else read_token(store)
    if on_token is None:
        yield keys.seal
        return
    if on_token[0].certificate_der != keys.seal.certificate_der:
        raise TamperError("seal.key_damaged")
    with open_token(*on_token) as signer:
        yield signer
