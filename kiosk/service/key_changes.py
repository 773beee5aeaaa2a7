"""Looking after the keys: which there are, and each change of one, kept together with the event that tells of it.

What a key made before it was taken back stays good: time stamps prove when that was. Only a lost key of the stamps
themselves would pull down everything that it stamped, so all stored files get a newer stamp first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.errors import OperatorError
from kiosk.events import KIOSK_STREAM, KeyChanged
from kiosk.service.clinician_keys import clinician_certificate, clinicians
from kiosk.service.keyring import CLINIC_KEY, SYSTEM, read_keys
from kiosk.service.marking import CODE_KEY, next_page_key, read_page_key, require_page_key
from kiosk.service.own_seal import SEAL_TOKEN, stored_token
from kiosk.service.renewing import renew_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from cryptography.x509 import Certificate

    from kiosk.seal import ClinicKeys, KeyPair, Purpose, TokenKey
    from kiosk.service.keyring import Secrets
    from kiosk.service.marking import PageKey
    from kiosk.service.renewing import Renewed
    from kiosk.settings import ClinicSettings
    from kiosk.vault import Ledger

    Publish = Callable[[ClinicKeys, PageKey], None]

__all__ = [
    "KeyRow",
    "import_seal",
    "list_keys",
    "require_time",
    "revoke_clinician",
    "revoke_codes",
    "revoke_key",
    "rotate_codes",
    "rotate_key",
    "use_token",
]

WARN_DAYS: Final = 90
_CODES: Final = "Paper codes"
"""The purpose of the key for the codes, as its certificate has it."""
_EVER: Final = 365 * 100
"""Days: no stamp holds for longer, so every file is due."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One certificate of the clinic's: what for, whose, until when, and whether it was taken back.

    `purpose` is the end of the catalogue key `keys.purpose_`; `place` is `vault`, `token`, or `former` for a seal that
    is used no more. `serial` and `fingerprint` (SHA-256) are hex.
    """

    purpose: str
    whose: str
    fingerprint: str
    serial: str
    since: datetime
    until: datetime
    days: int
    """Days left; negative when it is over."""
    place: str = "vault"
    staff_id: str = ""
    imported: bool = False
    revoked: datetime | None = None
    lost: bool = False


def list_keys(store: Secrets, now: datetime) -> tuple[KeyRow, ...]:
    """Return all certificates; what runs out within 90 days comes first, the next one at the top.

    Raises:
        TamperError: a key is damaged.
    """
    from cryptography import x509

    keys = read_keys(store)
    seal_place = "vault" if keys.seal.private_key_pem else "token"
    rows = [
        _row(keys, "root", keys.root.certificate, now),
        _row(keys, "seal", keys.seal.certificate, now, place=seal_place),
        _row(keys, "kiosk", keys.kiosk.certificate, now),
        _row(keys, "stamps", keys.stamps.certificate, now),
    ]
    page_key = read_page_key(store)
    if page_key is not None:
        rows.append(_row(keys, "codes", _of_codes(page_key), now))
    for staff_id, certificate in clinicians(store).items():
        rows.append(_row(keys, "clinician", certificate, now, staff_id=staff_id))
    used_before = (x509.load_der_x509_certificate(one) for one in keys.former)
    rows += [_row(keys, "seal", certificate, now, place="former") for certificate in used_before]
    # Nobody has to do anything about a seal that is used no more.
    soon = [row for row in rows if row.days < WARN_DAYS and row.place != "former"]
    return (*sorted(soon, key=lambda row: row.until), *(row for row in rows if row not in soon))


def _row(
    keys: ClinicKeys, purpose: str, certificate: Certificate, now: datetime, place: str = "vault", staff_id: str = ""
) -> KeyRow:
    from cryptography.x509.oid import NameOID

    from kiosk.seal import fingerprint

    until = certificate.not_valid_after_utc
    ours = certificate.issuer == keys.root.certificate.subject
    taken = next((one for one in keys.revoked if ours and int(one.serial, 16) == certificate.serial_number), None)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return KeyRow(
        purpose,
        str(names[0].value) if names else certificate.subject.rfc4514_string(),
        fingerprint(certificate),
        f"{certificate.serial_number:x}",
        certificate.not_valid_before_utc,
        until,
        (until - now) // timedelta(days=1),
        place,
        staff_id,
        imported=not ours,
        revoked=None if taken is None else taken.since,
        lost=taken is not None and taken.lost,
    )


def require_time(store: Ledger, settings: ClinicSettings, now: datetime) -> None:
    """Refuse to change keys by a clock that cannot be right.

    Raises:
        OperatorError: `seal.clock_...`.
        TamperError: the clinic's keys are damaged.
    """
    from kiosk.seal import Clock, judge_clock

    root = read_keys(store).root.certificate
    verdict = judge_clock(Clock(now, 0.0), last_event=store.latest(), certificates=(root,))
    verdict.require(go_on=settings.clock_doubt == "print")


# ---------------------------------------------------------------------- changes


def rotate_key(store: Ledger, purpose: Purpose, now: datetime, publish: Publish) -> KeyPair:
    """Replace one of the clinic's own keys; what the old one made stays good. Return the new one.

    Args:
        store: the vault.
        purpose: which key; not the clinicians'.
        now: aware wall time, judged before.
        publish: writes the clinic's trust file. It comes before the keys: a file that names too much harms nobody.

    Raises:
        OperatorError: the disk refuses.
        TamperError: the clinic's keys are damaged.
    """
    from kiosk.seal import rotate

    keys = rotate(read_keys(store), purpose, now)
    pair = _of(keys, purpose)
    _keep(store, keys, [_event("rotated", purpose, pair.certificate)], now, publish, leaves_token=purpose)
    return pair


def revoke_key(
    store: Ledger,
    purpose: Purpose,
    now: datetime,
    publish: Publish,
    *,
    lost: bool,
    told: Callable[[Renewed], None],
) -> KeyPair:
    """Take one of the clinic's own keys back and put a new one in its place at once. Return the new one.

    A lost key of the stamps can stamp whatever its finder likes, with any time. So every stored file is stamped by the
    new key first, and the old one counts as taken back from the second after that. A file that was changed cannot be
    saved so, and does not keep the key in use: its finder would go on stamping.

    Args:
        store: the vault.
        purpose: which key; not the clinicians'.
        now: aware wall time, judged before.
        publish: see `rotate_key`.
        lost: whether somebody else may have it.
        told: is given each stored file that got a newer stamp, or could not.

    Raises:
        OperatorError: `keys.not_ours`: the seal is from elsewhere, only its issuer can take it back; or the disk
            refuses: then nothing was taken back.
        TamperError: the keys or the ledger were changed.
    """
    from kiosk.seal import Purpose, revoke, rotate

    before = read_keys(store)
    certificate = _of(before, purpose).certificate
    if certificate.issuer != before.root.certificate.subject:
        raise OperatorError("keys.not_ours")
    keys = rotate(before, purpose, now)
    since = now
    if purpose is Purpose.STAMPS and lost:
        for one in renew_stored(store, now, _EVER, keys=keys):
            told(one)
        since = now + timedelta(seconds=1)
    keys = revoke(keys, certificate, since, lost=lost)
    pair = _of(keys, purpose)
    events = [_event("revoked", purpose, certificate, lost=lost), _event("rotated", purpose, pair.certificate)]
    _keep(store, keys, events, now, publish, leaves_token=purpose)
    return pair


def revoke_clinician(store: Ledger, staff_id: str, now: datetime, publish: Publish, *, lost: bool) -> Certificate:
    """Take a clinician's key back; the next signing makes another one, under the PIN of that day.

    Return the certificate that was taken back.

    Raises:
        OperatorError: `keys.none_yet`: there is no key; `keys.revoked_before`; or the disk refuses.
        TamperError: a key is damaged.
    """
    from kiosk.seal import Purpose, revoke

    keys = read_keys(store)
    certificate = clinician_certificate(store, staff_id)
    if certificate is None:
        raise OperatorError("keys.none_yet")
    after = revoke(keys, certificate, now, lost=lost)
    if after is keys:
        raise OperatorError("keys.revoked_before")
    event = _event("revoked", Purpose.CLINICIAN, certificate, lost=lost, staff_id=staff_id)
    _keep(store, after, [event], now, publish)
    return certificate


def rotate_codes(store: Ledger, now: datetime, publish: Publish) -> Certificate:
    """Replace the key for the codes on paper; codes of the old one stay good. Return the new certificate.

    Raises:
        OperatorError: the disk refuses.
        TamperError: a key is damaged.
    """
    keys, page_key = read_keys(store), require_page_key(store)
    new = next_page_key(keys, page_key, now)
    certificate = _of_codes(new)
    _keep(store, keys, [_event("rotated", _CODES, certificate)], now, publish, page_key=new)
    return certificate


def revoke_codes(store: Ledger, now: datetime, publish: Publish, *, lost: bool) -> Certificate:
    """Take the key for the codes on paper back and put a new one in its place at once. Return the new certificate.

    A code has no time stamp: whoever has the key can write any day into one. So once it is lost none of its codes is
    believed any more, and the sealed file alone proves what a paper says.

    Raises:
        OperatorError: the disk refuses.
        TamperError: a key is damaged.
    """
    from kiosk.seal import revoke

    keys, page_key = read_keys(store), require_page_key(store)
    old, new = _of_codes(page_key), next_page_key(keys, page_key, now)
    certificate = _of_codes(new)
    events = [_event("revoked", _CODES, old, lost=lost), _event("rotated", _CODES, certificate)]
    _keep(store, revoke(keys, old, now, lost=lost), events, now, publish, page_key=new)
    return certificate


def _of_codes(page_key: PageKey) -> Certificate:
    from cryptography import x509

    return x509.load_der_x509_certificate(page_key.certificate_der)


def import_seal(store: Ledger, pair: KeyPair, now: datetime, publish: Publish) -> None:
    """Use a key that the clinic got elsewhere for its seal (`kiosk.seal.import_pkcs12`).

    Raises:
        OperatorError: the disk refuses.
        TamperError: the clinic's keys are damaged.
    """
    from kiosk.seal import Purpose, with_own_seal

    keys = with_own_seal(read_keys(store), pair)
    event = _event("imported", Purpose.SEAL, pair.certificate)
    _keep(store, keys, [event], now, publish, leaves_token=Purpose.SEAL)


def use_token(store: Ledger, key: TokenKey, pin: str, now: datetime, publish: Publish) -> Certificate:
    """Use a key on a security token for the clinic's seal, after it has signed once. Return its certificate.

    Raises:
        OperatorError: `seal.token_failed`, `seal.own_unusable`; or the disk refuses.
        TamperError: the clinic's keys are damaged.
    """
    from kiosk.seal import KeyPair, Purpose, open_token, require_signs, with_own_seal

    with open_token(key, pin) as signer:
        require_signs(signer)
    pair = KeyPair(b"", key.certificate_der, key.chain_der)
    keys = with_own_seal(read_keys(store), pair)
    event = _event("token", Purpose.SEAL, pair.certificate)
    _keep(store, keys, [event], now, publish, token=stored_token(key, pin))
    return pair.certificate


def _of(keys: ClinicKeys, purpose: Purpose) -> KeyPair:
    from kiosk.seal import Purpose

    return {Purpose.SEAL: keys.seal, Purpose.KIOSK: keys.kiosk, Purpose.STAMPS: keys.stamps}[purpose]


def _event(what: str, purpose: str, certificate: Certificate, *, lost: bool = False, staff_id: str = "") -> KeyChanged:
    from kiosk.seal import fingerprint

    return KeyChanged(what, str(purpose), fingerprint(certificate), lost=lost, staff_id=staff_id)  # type: ignore[arg-type]


def _keep(
    store: Ledger,
    keys: ClinicKeys,
    events: Iterable[KeyChanged],
    now: datetime,
    publish: Publish,
    *,
    leaves_token: Purpose | None = None,
    token: bytes = b"",
    page_key: PageKey | None = None,
) -> None:
    """Write the trust file, then keys and events in one transaction. A token that is left is forgotten, PIN and all."""
    from kiosk.seal import Purpose

    publish(keys, page_key or require_page_key(store))
    secrets = {CLINIC_KEY: keys.to_bytes()}
    if page_key is not None:
        secrets[CODE_KEY] = page_key.to_bytes()
    if token or (leaves_token is Purpose.SEAL and store.secret(SEAL_TOKEN)):
        secrets[SEAL_TOKEN] = token
    store.append(KIOSK_STREAM, store.version(KIOSK_STREAM), list(events), actor=SYSTEM, now=now, secrets=secrets)
