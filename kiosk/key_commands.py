"""What `candor keys` does: list, rotate, revoke, import, token. Each change asks for the vault's passphrase."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.commands import ask_passphrase, read_bytes
from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.settings import read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from cryptography.x509 import Certificate

    from kiosk.i18n import Words
    from kiosk.seal import ClinicKeys
    from kiosk.service import KeyRow, PageKey, Renewed
    from kiosk.vault import Vault

__all__ = ["keys_import", "keys_list", "keys_revoke", "keys_rotate", "keys_token"]

_CODES: Final = "codes"
"""The key for the codes on paper; the others sign files."""


@contextmanager
def _opened(folder: Path, words: Words, now: datetime) -> Iterator[Vault]:
    """Open the vault to change keys, if the clock can be right; a vault of earlier versions is lifted first."""
    from kiosk.clinic import lift_keys
    from kiosk.service import require_time
    from kiosk.vault import Vault

    settings = read_settings(folder)
    with Vault.open(folder, ask_passphrase(folder, words)) as vault:
        lift_keys(folder, vault, settings, now)
        require_time(vault, settings, now)
        yield vault


def _publisher(folder: Path) -> Callable[[ClinicKeys, PageKey], None]:
    """Return what writes the clinic's trust file."""
    from kiosk.clinic import write_certificate

    return partial(write_certificate, folder)


def keys_list(arguments: argparse.Namespace) -> int:
    """List all keys of the clinic."""
    from kiosk.service import list_keys
    from kiosk.vault import Vault

    words, folder, now = catalogue("en"), Path(arguments.data), datetime.now(UTC)
    with Vault.open(folder, ask_passphrase(folder, words)) as vault:
        rows = list_keys(vault, now)
    if arguments.json:
        print(json.dumps({"keys": [_json(row) for row in rows]}, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(_line(row, words))
    return 0


def _json(row: KeyRow) -> dict[str, object]:
    return {
        "purpose": row.purpose,
        "whose": row.whose,
        "staff_id": row.staff_id,
        "fingerprint": row.fingerprint,
        "serial": row.serial,
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
        "days_left": row.days,
        "place": row.place,
        "imported": row.imported,
        "revoked": None if row.revoked is None else row.revoked.isoformat(),
        "lost": row.lost,
    }


def _line(row: KeyRow, words: Words) -> str:
    facts: dict[str, str | int] = {
        "purpose": words[f"keys.purpose_{row.purpose}"],
        "whose": row.whose,
        "until": row.until.date().isoformat(),
        "days": row.days,
        "fingerprint": row.fingerprint,
    }
    told = [words.say("keys.row", facts) if row.days >= 0 else words.say("keys.row_over", facts)]
    if row.place != "vault":
        told.append(words[f"keys.place_{row.place}"])
    if row.imported:
        told.append(words["keys.imported"])
    if row.revoked is not None:
        since = {"since": row.revoked.date().isoformat()}
        told.append(words.say("keys.is_lost" if row.lost else "keys.is_revoked", since))
    return " ".join(told)


def keys_rotate(arguments: argparse.Namespace) -> int:
    """Replace one of the clinic's own keys."""
    from kiosk.seal import Purpose
    from kiosk.service import rotate_codes, rotate_key

    words, folder, now = catalogue("en"), Path(arguments.data), datetime.now(UTC)
    publish = _publisher(folder)
    with _opened(folder, words, now) as vault:
        if arguments.key == _CODES:
            certificate = rotate_codes(vault, now, publish)
        else:
            certificate = rotate_key(vault, Purpose[arguments.key.upper()], now, publish).certificate
    _tell_new(words, "keys.rotated", arguments.key, certificate)
    if arguments.key == _CODES:
        # The root vouches for new seals by itself. A code has no room for a certificate: its checker has to have it.
        print(words.say("keys.hand_out", {"file": _trust_name()}))
    return 0


def keys_revoke(arguments: argparse.Namespace) -> int:
    """Take back a key of the clinic's or of a clinician's."""
    from kiosk.seal import Purpose
    from kiosk.service import revoke_clinician, revoke_codes, revoke_key

    words, folder, now = catalogue("en"), Path(arguments.data), datetime.now(UTC)
    with _opened(folder, words, now) as vault:
        publish = _publisher(folder)
        if arguments.staff:
            staff_id, name = _find_staff(vault, arguments.staff)
            revoke_clinician(vault, staff_id, now, publish, lost=arguments.lost)
            print(words.say("keys.revoked_staff", {"name": name}))
        elif arguments.key == _CODES:
            certificate = revoke_codes(vault, now, publish, lost=arguments.lost)
            _tell_new(words, "keys.revoked_key", arguments.key, certificate)
            if arguments.lost:
                print(words["keys.codes_lost"])
        else:
            purpose = Purpose[arguments.key.upper()]

            def told(one: Renewed) -> None:
                until = "" if one.until is None else one.until.date().isoformat()
                print(words.say(f"reseal.{one.outcome}", {"file": one.name, "until": until}))

            pair = revoke_key(vault, purpose, now, publish, lost=arguments.lost, told=told)
            _tell_new(words, "keys.revoked_key", arguments.key, pair.certificate)
    print(words.say("keys.hand_out", {"file": _trust_name()}))
    return 0


def _find_staff(vault: Vault, wanted: str) -> tuple[str, str]:
    """Return the id and name of a member of staff; closed accounts count, for their keys have to be taken back, too.

    Raises:
        OperatorError: nobody, or several people, have this name.
    """
    import uuid

    from kiosk.staff import StaffBook

    accounts = StaffBook(vault, new_id=lambda: uuid.uuid4().hex).accounts()
    found = [one for one in accounts if one.id == wanted]
    found = found or [one for one in accounts if one.name.casefold() == " ".join(wanted.split()).casefold()]
    if not found:
        raise OperatorError("keys.no_such_staff", name=wanted)
    if len(found) > 1:
        raise OperatorError("keys.several_staff", name=wanted, ids=", ".join(one.id for one in found))
    return found[0].id, found[0].name


def keys_import(arguments: argparse.Namespace) -> int:
    """Use a PKCS #12 file for the clinic's seal."""
    from kiosk.seal import import_pkcs12
    from kiosk.service import import_seal

    words, folder, now = catalogue("en"), Path(arguments.data), datetime.now(UTC)
    data = read_bytes(arguments.file)
    with _opened(folder, words, now) as vault:
        pair = import_pkcs12(data, getpass(words["keys.ask_p12"]), now)
        import_seal(vault, pair, now, _publisher(folder))
    _tell_new(words, "keys.seal_is", "seal", pair.certificate)
    print(words.say("keys.hand_out", {"file": _trust_name()}))
    return 0


def keys_token(arguments: argparse.Namespace) -> int:
    """Use a key on a security token for the clinic's seal."""
    from kiosk.seal import find_token_key
    from kiosk.service import use_token

    words, folder, now = catalogue("en"), Path(arguments.data), datetime.now(UTC)
    with _opened(folder, words, now) as vault:
        pin = getpass(words["keys.ask_token_pin"])
        key = find_token_key(Path(arguments.module), arguments.slot, arguments.label, pin, now)
        certificate = use_token(vault, key, pin, now, _publisher(folder))
    _tell_new(words, "keys.seal_is", "seal", certificate)
    print(words.say("keys.hand_out", {"file": _trust_name()}))
    return 0


def _tell_new(words: Words, key: str, which: str, certificate: Certificate) -> None:
    from kiosk.seal import fingerprint

    facts = {
        "purpose": words[f"keys.purpose_{which}"],
        "until": certificate.not_valid_after_utc.date().isoformat(),
        "fingerprint": fingerprint(certificate),
    }
    print(words.say(key, facts))


def _trust_name() -> str:
    from kiosk.clinic import CERTIFICATE_FILE

    return CERTIFICATE_FILE
