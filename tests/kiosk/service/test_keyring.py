"""Keyring: the clinic's keys in the vault, renewed in time, and lifted from the single key of the first versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.errors import TamperError
from kiosk.events import KIOSK_STREAM, KeyChanged
from kiosk.seal import Purpose, fingerprint, make_clinic_keys, read_certificates, trust_bundle
from kiosk.service import CLINIC_KEY, fresh_keys, lifted_keys, put_keys, read_keys
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.seal.first_sealer import make_clinic_key

NOW = datetime(2026, 5, 12, 14, tzinfo=UTC)


@pytest.fixture
def store() -> MemoryLedger:
    ledger = MemoryLedger()
    put_keys(ledger, make_clinic_keys("Harbour Street Clinic", NOW))
    return ledger


def test_what_was_put_is_read(store: MemoryLedger) -> None:
    assert read_keys(store).clinic_name == "Harbour Street Clinic"


@pytest.mark.parametrize("stored", [b"", b"nonsense", b"{}"])
def test_damaged_keys_are_found(stored: bytes) -> None:
    ledger = MemoryLedger()
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        read_keys(ledger)
    ledger.put_secret(CLINIC_KEY, stored)
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        read_keys(ledger)


def test_keys_are_renewed_in_time_and_kept(store: MemoryLedger) -> None:
    before = read_keys(store)
    assert fresh_keys(store, NOW) == before
    later = fresh_keys(store, NOW + timedelta(days=365 * 3 - 60))
    assert later.seal != before.seal
    assert later.root == before.root
    assert read_keys(store) == later
    changed = [(Purpose.SEAL, later.seal), (Purpose.KIOSK, later.kiosk)]
    events = [KeyChanged("rotated", str(kind), fingerprint(new.certificate)) for kind, new in changed]
    assert store.events(KIOSK_STREAM) == tuple(events)


def test_a_newer_list_is_no_event(store: MemoryLedger) -> None:
    assert fresh_keys(store, NOW + timedelta(days=2)) != fresh_keys(store, NOW)
    assert store.events(KIOSK_STREAM) == ()


def test_keys_of_a_clock_that_was_ahead_give_way_to_some_that_are_valid_now(store: MemoryLedger) -> None:
    ahead = fresh_keys(store, NOW + timedelta(days=365 * 5))
    assert ahead.seal.certificate.not_valid_before_utc > NOW + timedelta(days=365)
    back = fresh_keys(store, NOW + timedelta(days=1))
    assert back.seal.certificate.not_valid_before_utc == NOW + timedelta(days=1)
    assert back.stamps.certificate.not_valid_before_utc == NOW + timedelta(days=1)


def test_a_single_key_is_lifted_once_and_is_gone_then(store: MemoryLedger) -> None:
    old = make_clinic_key("Harbour Street Clinic", NOW)
    store.put_secret(CLINIC_KEY, old.to_bytes())
    keys = lifted_keys(store, "Harbour Street Clinic", NOW)
    assert keys is not None
    assert old.certificate in read_certificates(trust_bundle(keys))
    put_keys(store, keys)
    assert lifted_keys(store, "Harbour Street Clinic", NOW) is None
    assert read_keys(store) == keys
    assert all(old.private_key_pem not in secret for secret in store._secrets.values())


def test_there_is_nothing_to_lift_in_a_vault_without_a_key_and_a_damaged_one_is_found() -> None:
    ledger = MemoryLedger()
    assert lifted_keys(ledger, "Clinic", NOW) is None
    ledger.put_secret(CLINIC_KEY, b"-----BEGIN PRIVATE KEY-----")
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        lifted_keys(ledger, "Clinic", NOW)
