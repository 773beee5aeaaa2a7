from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import OperatorError, TamperError
from kiosk.events import KIOSK_STREAM, Actor, KioskOpened, SignedIn, SignedOut, SignInFailed, StaffAdded
from kiosk.staff import (
    LOCK_TIME,
    MAX_TRIES,
    ROLES,
    Account,
    StaffBook,
    check_name,
    check_pin,
    decide_sign_in,
    locked_minutes,
    tries_left,
)
from tests.contracts.memory_ledger import MemoryLedger

NOW = datetime(2026, 5, 12, 14, 42, 16, tzinfo=UTC)
SYSTEM = Actor("system")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PIN = "274951"
WRONG = "831264"
ACCOUNT = Account("s-1", "Priya Raman", "front_desk", CHEAP.hash(PIN))


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def book(ledger: MemoryLedger) -> StaffBook:
    ids = iter(f"s-{number}" for number in range(1, 100))
    return StaffBook(ledger, new_id=lambda: next(ids), hasher=CHEAP)


# ---------------------------------------------------------------- PINs and names


@pytest.mark.parametrize("pin", ["", "12345", "27495", "27 495 1", "27495a", "٢٧٤٩٥١", "²74951", "1" * 33, "-274951"])
def test_a_pin_is_made_of_six_digits_or_more(pin: str) -> None:
    with pytest.raises(OperatorError, match=r"staff\.pin_form"):
        check_pin(pin)


@pytest.mark.parametrize(
    "pin",
    [
        "000000",
        "111111",
        "123456",
        "654321",
        "234567",
        "890123",
        "987654321",
        "121212",
        "123123",
        "12312312",
        "1212121",
    ],
)
def test_a_pin_of_a_plain_pattern_is_refused(pin: str) -> None:
    with pytest.raises(OperatorError, match=r"staff\.pin_easy"):
        check_pin(pin)


@pytest.mark.parametrize("pin", ["274951", "135790", "112233", "12345678901234567891", "246813"])
def test_other_pins_are_taken(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize("name", ["", "   ", "\n", "a\x00b", "x" * 121, "a\u202eb"])
def test_a_name_that_cannot_stand_in_a_record_is_refused(name: str) -> None:
    with pytest.raises(OperatorError, match=r"staff\.name_form"):
        check_name(name)


def test_a_name_has_one_form() -> None:
    assert check_name("  Zoe\u0308   Müller ") == "Zoë Müller"


# ---------------------------------------------------------------- signing in, as a decision


def test_the_right_pin_signs_in() -> None:
    outcome = decide_sign_in(ACCOUNT, PIN, NOW, CHEAP)
    assert (outcome.account, outcome.events, outcome.refusal) == (ACCOUNT, (SignedIn(ACCOUNT.actor),), None)


def test_the_fifth_wrong_pin_locks_for_a_quarter_of_an_hour() -> None:
    account = ACCOUNT
    for left in (4, 3, 2, 1):
        outcome = decide_sign_in(account, WRONG, NOW, CHEAP)
        account = outcome.account
        assert outcome.refusal is not None
        assert (outcome.refusal.key, outcome.refusal.facts) == ("staff.wrong_pin", {"tries": left})
        assert outcome.events == (SignInFailed("s-1"),)
        assert tries_left(account) == left
    outcome = decide_sign_in(account, WRONG, NOW, CHEAP)
    assert outcome.refusal is not None
    assert (outcome.refusal.key, outcome.refusal.facts) == ("staff.locked", {"minutes": 15})
    assert outcome.events == (SignInFailed("s-1", NOW + LOCK_TIME),)
    locked = outcome.account

    early = decide_sign_in(locked, PIN, NOW + LOCK_TIME - timedelta(seconds=1), CHEAP)
    assert early.refusal is not None
    assert (early.refusal.key, early.refusal.facts, early.account) == ("staff.locked", {"minutes": 1}, locked)

    after = decide_sign_in(locked, PIN, NOW + LOCK_TIME, CHEAP)
    assert after.refusal is None
    assert after.account == ACCOUNT


def test_a_right_pin_forgives_the_wrong_ones_before() -> None:
    account = decide_sign_in(ACCOUNT, WRONG, NOW, CHEAP).account
    assert account.failed == 1
    assert decide_sign_in(account, PIN, NOW, CHEAP).account.failed == 0


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 1200)), max_size=30))
def test_a_locked_account_judges_no_pin_until_its_time_is_over(tries: list[tuple[bool, int]]) -> None:
    account, now, wrong, until = ACCOUNT, NOW, 0, NOW
    for right, seconds in tries:
        now += timedelta(seconds=seconds)
        outcome = decide_sign_in(account, PIN if right else WRONG, now, CHEAP)
        if now < until:
            assert outcome.account == account
            assert outcome.refusal is not None
            continue
        account = outcome.account
        assert (outcome.refusal is None) is right
        wrong = 0 if right else wrong + 1
        if wrong == MAX_TRIES:
            wrong, until = 0, now + LOCK_TIME


def test_a_closed_account_never_signs_in() -> None:
    closed = msgspec.structs.replace(ACCOUNT, active=False)
    outcome = decide_sign_in(closed, PIN, NOW, CHEAP)
    assert outcome.refusal is not None
    assert (outcome.refusal.key, outcome.events) == ("staff.closed", (SignInFailed("s-1"),))


def test_a_hash_that_was_made_cheaper_is_made_anew() -> None:
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    fresh = decide_sign_in(ACCOUNT, PIN, NOW, dearer).account
    assert fresh.pin_hash != ACCOUNT.pin_hash
    assert not dearer.check_needs_rehash(fresh.pin_hash)
    assert decide_sign_in(fresh, PIN, NOW, dearer).refusal is None
    assert decide_sign_in(ACCOUNT, WRONG, NOW, dearer).account.pin_hash == ACCOUNT.pin_hash


def test_a_broken_hash_is_damage() -> None:
    with pytest.raises(TamperError, match=r"staff\.unreadable"):
        decide_sign_in(msgspec.structs.replace(ACCOUNT, pin_hash="x"), PIN, NOW, CHEAP)


def test_minutes_are_rounded_up() -> None:
    locked = msgspec.structs.replace(ACCOUNT, locked_until=NOW + timedelta(seconds=61))
    assert locked_minutes(locked, NOW) == 2
    assert locked_minutes(locked, NOW + timedelta(seconds=60)) == 1
    assert locked_minutes(locked, NOW + timedelta(seconds=61)) == 0
    assert locked_minutes(ACCOUNT, NOW) == 0


# ---------------------------------------------------------------- the book


def test_an_account_is_made_and_told_of(book: StaffBook, ledger: MemoryLedger) -> None:
    account = book.add(" Priya  Raman", "front_desk", PIN, by=SYSTEM, now=NOW)
    assert (account.id, account.name, account.role) == ("s-1", "Priya Raman", "front_desk")
    assert book.accounts() == (account,)
    assert book.account("s-1") == account
    assert ledger.events(KIOSK_STREAM) == (StaffAdded("s-1", "Priya Raman", "front_desk"),)


def test_the_ledger_never_sees_a_pin_or_its_hash(book: StaffBook, ledger: MemoryLedger) -> None:
    account = book.add("Priya Raman", "nurse", PIN, by=SYSTEM, now=NOW)
    book.sign_in(account.id, PIN, now=NOW)
    with pytest.raises(OperatorError):
        book.sign_in(account.id, WRONG, now=NOW)
    written = "".join(entry.payload for entry in ledger.entries())
    assert not any(secret in written for secret in (PIN, WRONG, "argon2", account.pin_hash))
    assert PIN.encode() not in b"".join(record for _, record in ledger.accounts())


def test_what_cannot_be_an_account_is_refused(book: StaffBook) -> None:
    book.add("Priya Raman", "nurse", PIN, by=SYSTEM, now=NOW)
    with pytest.raises(OperatorError, match=r"staff\.name_taken"):
        book.add("priya raman", "clinician", PIN, by=SYSTEM, now=NOW)
    with pytest.raises(OperatorError, match=r"staff\.pin_easy"):
        book.add("Amara Osei", "clinician", "123456", by=SYSTEM, now=NOW)
    with pytest.raises(OperatorError, match=r"staff\.unknown_role"):
        book.add("Amara Osei", "surgeon", PIN, by=SYSTEM, now=NOW)  # type: ignore[arg-type] # as a set-up file may say
    assert len(book.accounts()) == 1
    assert len(ROLES) == 4


def test_tries_are_counted_across_restarts(book: StaffBook, ledger: MemoryLedger) -> None:
    account = book.add("Priya Raman", "nurse", PIN, by=SYSTEM, now=NOW)
    for number in range(1, MAX_TRIES + 1):
        restarted = StaffBook(ledger, new_id=lambda: "unused", hasher=CHEAP)
        key = "staff.wrong_pin" if number < MAX_TRIES else "staff.locked"
        with pytest.raises(OperatorError, match=key):
            restarted.sign_in(account.id, WRONG, now=NOW)
    with pytest.raises(OperatorError, match=r"staff\.locked"):
        book.sign_in(account.id, PIN, now=NOW)
    assert book.sign_in(account.id, PIN, now=NOW + LOCK_TIME).name == "Priya Raman"
    names = [event.name for event in ledger.events(KIOSK_STREAM)]
    assert names == ["StaffAdded", *["SignInFailed"] * 6, "SignedIn"]


# ---------------------------------------------------------------- the PIN again, to sign


def test_the_pin_to_sign_is_judged_and_counted_like_the_one_to_sign_in(book: StaffBook, ledger: MemoryLedger) -> None:
    account = book.add("Priya Raman", "clinician", PIN, by=SYSTEM, now=NOW)
    assert book.confirm_pin(account.id, PIN, now=NOW) == account
    for number in range(1, MAX_TRIES + 1):
        # It is one count: who guesses at the desk has no further tries at signing.
        attempt = book.confirm_pin if number % 2 else book.sign_in
        with pytest.raises(OperatorError) as refused:
            attempt(account.id, WRONG, now=NOW)
        assert refused.value.key == ("staff.wrong_pin" if number < MAX_TRIES else "staff.locked")
    for attempt in (book.confirm_pin, book.sign_in):
        with pytest.raises(OperatorError, match=r"staff\.locked"):
            attempt(account.id, PIN, now=NOW)
    assert book.confirm_pin(account.id, PIN, now=NOW + LOCK_TIME).failed == 0
    failed = [event for event in ledger.events(KIOSK_STREAM) if isinstance(event, SignInFailed)]
    assert {event.staff_id for event in failed} == {account.id}


def test_an_account_that_was_closed_meanwhile_does_not_sign(book: StaffBook, ledger: MemoryLedger) -> None:
    account = book.add("Priya Raman", "clinician", PIN, by=SYSTEM, now=NOW)
    book.sign_in(account.id, PIN, now=NOW)
    closed = msgspec.json.encode(msgspec.structs.replace(account, active=False))
    version = ledger.version(KIOSK_STREAM)
    ledger.append(KIOSK_STREAM, version, [KioskOpened("0", "d")], actor=SYSTEM, now=NOW, accounts={account.id: closed})
    with pytest.raises(OperatorError, match=r"staff\.closed"):
        book.confirm_pin(account.id, PIN, now=NOW)
    assert ledger.events(KIOSK_STREAM)[-1] == SignInFailed(account.id)
    with pytest.raises(OperatorError, match=r"staff\.unknown"):
        book.confirm_pin("s-9", PIN, now=NOW)


def test_signing_out_is_told_of(book: StaffBook, ledger: MemoryLedger) -> None:
    account = book.add("Priya Raman", "nurse", PIN, by=SYSTEM, now=NOW)
    book.sign_out(account.id, "idle", now=NOW)
    assert ledger.events(KIOSK_STREAM)[-1] == SignedOut(account.actor, "idle")
    with pytest.raises(OperatorError, match=r"staff\.unknown"):
        book.sign_out("s-9", "idle", now=NOW)


def test_an_unreadable_record_is_damage(book: StaffBook, ledger: MemoryLedger) -> None:
    ledger.append(KIOSK_STREAM, 0, [KioskOpened("0", "d")], actor=SYSTEM, now=NOW, accounts={"s-1": b"{}"})
    with pytest.raises(TamperError, match=r"staff\.unreadable"):
        book.accounts()
