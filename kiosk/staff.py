"""Staff accounts: who may work at the desk, their PINs, and the lock after too many wrong tries.

The decisions are pure functions of an account, a PIN and the time; `StaffBook` joins them with a store. Each sign-in,
right or wrong, is an event, and the account's count of wrong tries is stored in the same transaction: pulling the plug
gives nobody a further try. PIN hashes stay in the account record and never reach the ledger.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol, get_args

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.errors import OperatorError, TamperError
from kiosk.events import KIOSK_STREAM, Actor, Event, LedgerEntry, SignedIn, SignedOut, SignInFailed, StaffAdded, utc

__all__ = [
    "LOCK_TIME",
    "MAX_TRIES",
    "MIN_PIN",
    "ROLES",
    "Account",
    "AccountStore",
    "NewStaff",
    "Role",
    "SignIn",
    "StaffBook",
    "check_name",
    "check_pin",
    "check_role",
    "decide_sign_in",
    "locked_minutes",
    "read_new_staff",
    "tries_left",
]

Role = Literal["front_desk", "nurse", "clinician", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

MIN_PIN = 6
MAX_PIN = 32
MAX_NAME = 120
MAX_TRIES = 5
LOCK_TIME = timedelta(minutes=15)


class Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member of staff. `id` is made once and never given to another person (21 CFR 11.100)."""

    id: str
    name: str
    role: Role
    pin_hash: str
    active: bool = True
    failed: int = 0
    locked_until: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Who this is in the ledger: the name as it stands now."""
        return Actor("staff", self.id, self.name)


class NewStaff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A member of staff to be added, as typed or read from a file. Holds the PIN: never stored, never shown."""

    staff_name: str
    staff_role: str
    staff_pin: str


class AccountStore(Protocol):
    """What staff accounts need of a store; the vault is one. Records are bytes to it."""

    def accounts(self) -> tuple[tuple[str, bytes], ...]:
        """Return (id, record) of all accounts, oldest first."""
        ...

    def version(self, stream: str) -> int:
        """Return the version of a stream's last event."""
        ...

    def append(
        self,
        stream: str,
        expected_version: int,
        events: Sequence[Event],
        *,
        actor: Actor,
        now: datetime,
        accounts: Mapping[str, bytes] | None = None,
    ) -> tuple[LedgerEntry, ...]:
        """Store events and changed accounts in one durable transaction."""
        ...


@dataclass(frozen=True, slots=True)
class SignIn:
    """The outcome of one try: what to store, and why it was refused, if it was."""

    account: Account
    events: tuple[Event, ...]
    refusal: OperatorError | None = None


def check_pin(pin: str) -> None:
    """Refuse a PIN that somebody would guess.

    Raises:
        OperatorError: it is not 6 to 32 digits, or a plain pattern: one digit, a run, or a short repeat.
    """
    if not (pin.isascii() and pin.isdigit() and MIN_PIN <= len(pin) <= MAX_PIN):
        raise OperatorError("staff.pin_form", least=MIN_PIN)
    digits = [int(sign) for sign in pin]
    steps = {(second - first) % 10 for first, second in itertools.pairwise(digits)}
    runs = steps <= {0} or steps in ({1}, {9})
    repeats = any(pin == (pin[:size] * len(pin))[: len(pin)] for size in (1, 2, 3))
    if runs or repeats:
        raise OperatorError("staff.pin_easy")


def check_name(name: str) -> str:
    """Return the name in one form: NFC, single spaces.

    Raises:
        OperatorError: it is empty, too long, or holds characters that cannot be printed.
    """
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if not plain or len(plain) > MAX_NAME or not plain.isprintable():
        raise OperatorError("staff.name_form", most=MAX_NAME)
    return plain


def check_role(role: str) -> Role:
    """Return a role by its name.

    Raises:
        OperatorError: there is no such role.
    """
    for known in ROLES:
        if role == known:
            return known
    raise OperatorError("staff.unknown_role", role=role)


def read_new_staff(path: Path) -> NewStaff:
    """Read a member of staff to be added from a JSON file.

    Raises:
        OperatorError: the file cannot be read, or an answer is missing or of the wrong kind.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=NewStaff)
    except OSError as error:
        raise OperatorError("setup.no_answers") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise OperatorError("setup.bad_answers", detail=str(error)) from error


def locked_minutes(account: Account, now: datetime) -> int:
    """Return for how many minutes, rounded up, the account is still locked; 0 when it is not."""
    if account.locked_until is None or now >= account.locked_until:
        return 0
    return -((now - account.locked_until) // timedelta(minutes=1))


def tries_left(account: Account) -> int:
    """Return how many wrong tries the account still has before it is locked."""
    return MAX_TRIES - account.failed


def decide_sign_in(account: Account, pin: str, now: datetime, hasher: PasswordHasher) -> SignIn:
    """Decide one try to sign in.

    A locked or closed account costs the same time as a wrong PIN: the hash is worked out in every case.

    Args:
        account: as it stands now.
        pin: as typed.
        now: aware wall time.
        hasher: the cost of PIN hashes; one that was made cheaper is made anew after a right PIN.
    """
    now = utc(now)
    right = _matches(account.pin_hash, pin, hasher)
    minutes = locked_minutes(account, now)
    if minutes:
        event = SignInFailed(account.id, account.locked_until)
        return SignIn(account, (event,), OperatorError("staff.locked", minutes=minutes))
    if not account.active:
        return SignIn(account, (SignInFailed(account.id),), OperatorError("staff.closed"))
    if right:
        fresh = msgspec.structs.replace(account, failed=0, locked_until=None)
        if hasher.check_needs_rehash(account.pin_hash):
            fresh = msgspec.structs.replace(fresh, pin_hash=hasher.hash(pin))
        return SignIn(fresh, (SignedIn(account.actor),))
    failed = account.failed + 1
    if failed >= MAX_TRIES:
        until = now + LOCK_TIME
        locked = msgspec.structs.replace(account, failed=0, locked_until=until)
        minutes = locked_minutes(locked, now)
        return SignIn(locked, (SignInFailed(account.id, until),), OperatorError("staff.locked", minutes=minutes))
    counted = msgspec.structs.replace(account, failed=failed, locked_until=None)
    refusal = OperatorError("staff.wrong_pin", tries=tries_left(counted))
    return SignIn(counted, (SignInFailed(account.id),), refusal)


class StaffBook:
    """The accounts of one clinic in a store. Used from the store's thread; `now` is handed in."""

    def __init__(self, store: AccountStore, *, new_id: Callable[[], str], hasher: PasswordHasher | None = None) -> None:
        """Take the store, a maker of ids that never come twice (a UUID), and the cost of PIN hashes."""
        self._store = store
        self._new_id = new_id
        self._hasher = hasher or PasswordHasher()

    def accounts(self) -> tuple[Account, ...]:
        """Return all accounts, oldest first, closed ones too.

        Raises:
            TamperError: a record cannot be read.
        """
        try:
            return tuple(msgspec.json.decode(record, type=Account) for _, record in self._store.accounts())
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise TamperError("staff.unreadable") from error

    def account(self, staff_id: str) -> Account:
        """Return one account.

        Raises:
            OperatorError: there is none with this id.
        """
        for account in self.accounts():
            if account.id == staff_id:
                return account
        raise OperatorError("staff.unknown")

    def add(self, name: str, role: Role, pin: str, *, by: Actor, now: datetime) -> Account:
        """Make an account.

        Raises:
            OperatorError: the name or PIN is refused, or an open account has the same name.
        """
        name = check_name(name)
        check_pin(pin)
        check_role(role)
        if any(other.active and other.name.casefold() == name.casefold() for other in self.accounts()):
            raise OperatorError("staff.name_taken")
        account = Account(self._new_id(), name, role, self._hasher.hash(pin))
        self._store_outcome(account, (StaffAdded(account.id, account.name, account.role),), by, now)
        return account

    def sign_in(self, staff_id: str, pin: str, *, now: datetime) -> Account:
        """Sign a member of staff in; the outcome is durable before this returns or raises.

        Raises:
            OperatorError: unknown account, wrong PIN (`tries` left), locked (for `minutes`), or closed.
        """
        outcome = decide_sign_in(self.account(staff_id), pin, now, self._hasher)
        self._store_outcome(outcome.account, outcome.events, outcome.account.actor, now)
        if outcome.refusal is not None:
            raise outcome.refusal
        return outcome.account

    def confirm_pin(self, staff_id: str, pin: str, *, now: datetime) -> Account:
        """Judge the PIN that somebody gives again to sign, and return the account as it stands now.

        Tries are counted and locked as at sign-in, and the ledger tells of right and wrong ones the same way: an
        account that was closed or locked meanwhile signs nothing (21 CFR 11.10(g), 11.200(a)).

        Raises:
            OperatorError: unknown account, wrong PIN (`tries` left), locked (for `minutes`), or closed.
        """
        return self.sign_in(staff_id, pin, now=now)

    def sign_out(self, staff_id: str, cause: Literal["button", "idle", "handed_over"], *, now: datetime) -> None:
        """Note that a member of staff left the desk."""
        account = self.account(staff_id)
        self._store_outcome(account, (SignedOut(account.actor, cause),), account.actor, now)

    def _store_outcome(self, account: Account, events: tuple[Event, ...], actor: Actor, now: datetime) -> None:
        self._store.append(
            KIOSK_STREAM,
            self._store.version(KIOSK_STREAM),
            events,
            actor=actor,
            now=now,
            accounts={account.id: msgspec.json.encode(account)},
        )


def _matches(pin_hash: str, pin: str, hasher: PasswordHasher) -> bool:
    try:
        return hasher.verify(pin_hash, pin)
    except VerificationError:
        return False
    except InvalidHashError as error:
        raise TamperError("staff.unreadable") from error
