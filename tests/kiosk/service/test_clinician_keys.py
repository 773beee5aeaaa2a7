"""Clinicians' keys: opened by their owner's PIN alone, renewed in time, and told of by their certificates."""

from __future__ import annotations

import json
import logging
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from kiosk.errors import OperatorError, TamperError
from kiosk.events import KIOSK_STREAM, Actor, KeyChanged
from kiosk.seal import KeyPair, fingerprint, has_own_list, make_clinic_keys, revoke
from kiosk.service import CLINICIAN_KEY, clinician_certificate, clinicians, put_keys, read_keys, signing_key
from kiosk.vault import KdfParameters
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import clinic_keys

NOW = datetime(2026, 5, 12, 14, tzinfo=UTC)
CHEAP = KdfParameters(1, 8, 1)
GOLDEN = Path(__file__).parents[2] / "golden"
PIN = "472910"
NAME = "Dr Amara Osei"


@pytest.fixture
def store() -> MemoryLedger:
    ledger = MemoryLedger()
    put_keys(ledger, clinic_keys())
    return ledger


def key(store: MemoryLedger, pin: str = PIN, *, name: str = NAME, now: datetime = NOW, staff: str = "s2") -> KeyPair:
    return signing_key(store, staff, name, pin, now, kdf=CHEAP)


def test_the_first_signing_makes_a_key_of_the_clinicians_own(store: MemoryLedger) -> None:
    assert clinician_certificate(store, "s2") is None
    assert clinicians(store) == {}
    pair = key(store)
    certificate = pair.certificate
    said = {one.oid: one.value for one in certificate.subject}
    assert said == {
        NameOID.ORGANIZATION_NAME: clinic_keys().clinic_name,
        NameOID.ORGANIZATIONAL_UNIT_NAME: "Clinician",
        NameOID.COMMON_NAME: NAME,
        NameOID.USER_ID: "s2",
    }
    certificate.verify_directly_issued_by(clinic_keys().root.certificate)
    assert clinician_certificate(store, "s2") == certificate
    assert key(store) == pair
    [entry] = store.read(KIOSK_STREAM)
    assert entry.actor == Actor("staff", "s2", NAME)
    assert store.events(KIOSK_STREAM) == (KeyChanged("issued", "Clinician", fingerprint(certificate), staff_id="s2"),)


def test_each_clinician_has_an_own_one(store: MemoryLedger) -> None:
    first, second = key(store), key(store, "83561742", name="Dr Ines Vale", staff="s3")
    assert clinicians(store) == {"s2": first.certificate, "s3": second.certificate}
    assert first.certificate.public_key() != second.certificate.public_key()


def test_a_pin_that_somebody_else_set_does_not_open_it(store: MemoryLedger) -> None:
    """11.200(a): standards P18."""
    before = key(store)
    with pytest.raises(OperatorError, match=r"keys\.pin_does_not_open") as caught:
        key(store, "999000")
    assert caught.value.facts == {"name": NAME}
    for later in (NOW + timedelta(days=365 * 3), NOW - timedelta(days=9)):
        with pytest.raises(OperatorError, match=r"keys\.pin_does_not_open"):
            key(store, "999000", now=later)
    with pytest.raises(OperatorError, match=r"keys\.pin_does_not_open"):
        key(store, "999000", name="Dr Amara Osei-Kane")
    assert clinician_certificate(store, "s2") == before.certificate


def test_a_revoked_one_is_replaced_and_the_owner_starts_anew(store: MemoryLedger) -> None:
    before = key(store)
    put_keys(store, revoke(read_keys(store), before.certificate, NOW, lost=True))
    after = key(store, "999001")
    assert after.certificate.serial_number != before.certificate.serial_number
    assert clinician_certificate(store, "s2") == after.certificate
    with pytest.raises(OperatorError, match=r"keys\.pin_does_not_open"):
        key(store)


def test_it_is_renewed_before_it_runs_out(store: MemoryLedger) -> None:
    before = key(store)
    until = before.certificate.not_valid_after_utc
    assert key(store, now=until - timedelta(days=90)) == before
    late = until - timedelta(days=90) + timedelta(seconds=1)
    after = key(store, now=late)
    assert after.certificate.not_valid_before_utc == late
    assert key(store, now=late) == after


def test_another_printed_name_gets_another_certificate(store: MemoryLedger) -> None:
    before, after = key(store), key(store, name="Dr Amara Kane")
    assert before.certificate.public_key() != after.certificate.public_key()
    [said] = after.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert said.value == "Dr Amara Kane"


def test_names_that_differ_behind_what_a_certificate_holds_are_told_apart(store: MemoryLedger) -> None:
    long = "Dr " + "Wilhelmina" * 11
    before = key(store, name=long)
    assert key(store, name=long) == before
    assert key(store, name=f"{long}x") != before


def test_a_key_of_a_clock_that_was_ahead_gives_way(store: MemoryLedger) -> None:
    ahead = key(store, now=NOW + timedelta(days=400))
    back = key(store)
    assert back != ahead
    assert back.certificate.not_valid_before_utc == NOW


def test_a_key_of_another_root_gives_way(store: MemoryLedger) -> None:
    before = key(store)
    put_keys(store, make_clinic_keys(clinic_keys().clinic_name, NOW))
    after = key(store, "999001")
    assert after != before
    after.certificate.verify_directly_issued_by(read_keys(store).root.certificate)


def stored(store: MemoryLedger) -> dict[str, object]:
    fields: dict[str, object] = json.loads(store._secrets[f"{CLINICIAN_KEY}s2"])
    return fields


@pytest.mark.parametrize("field", ["certificate_der", "salt", "name", "wrapped"])
def test_nothing_beside_the_wrapped_key_can_be_exchanged(store: MemoryLedger, field: str) -> None:
    key(store)
    other = MemoryLedger()
    put_keys(other, clinic_keys())
    key(other, name="Dr Ines Vale")
    fields = stored(store) | {field: stored(other)[field]}
    store.put_secret(f"{CLINICIAN_KEY}s2", json.dumps(fields).encode())
    with pytest.raises(OperatorError, match=r"keys\.pin_does_not_open"):
        key(store)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"staff_id": "s3"},
        {"nonce": b64encode(b"short").decode()},
        {"certificate_der": b64encode(b"none").decode()},
        {"kdf": {"time_cost": 1, "memory_kib": 2**30, "lanes": 1}},
        {"more": 1},
    ],
)
def test_a_damaged_one_is_told(store: MemoryLedger, change: dict[str, object]) -> None:
    key(store)
    store.put_secret(f"{CLINICIAN_KEY}s2", json.dumps(stored(store) | change).encode())
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        key(store)


def test_a_key_of_the_first_version_opens_for_ever_and_gives_way_to_one_with_a_list_of_its_own() -> None:
    sample = json.loads((GOLDEN / "clinician-key.json").read_bytes())
    store = MemoryLedger()
    store.put_secret("clinic-key", json.dumps(sample["clinic_keys"]).encode())
    store.put_secret(f"{CLINICIAN_KEY}s2", json.dumps(sample["clinician_key"]).encode())
    first = clinician_certificate(store, "s2")
    assert first is not None
    assert not has_own_list(first)
    with pytest.raises(OperatorError, match=r"keys\.pin_does_not_open"):
        key(store, "999000")
    assert clinician_certificate(store, "s2") == first
    pair = key(store)
    assert pair.sign(b"data")
    assert has_own_list(pair.certificate)
    assert key(store).certificate == clinician_certificate(store, "s2") == pair.certificate
    assert pair.certificate.not_valid_before_utc == NOW
    # The clinic's own keys were replaced on the way, under the same root.
    changed = [event.purpose for event in store.events(KIOSK_STREAM) if isinstance(event, KeyChanged)]
    assert changed == ["Seal", "Kiosk", "Time stamps", "Clinician"]


def test_the_stored_form_gives_nothing_away(store: MemoryLedger, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    pair = key(store)
    private = serialization.load_pem_private_key(pair.private_key_pem, password=None)
    number = private.private_numbers().private_value.to_bytes(32, "big")  # type: ignore[union-attr]
    raw = store._secrets[f"{CLINICIAN_KEY}s2"]
    parts = [raw, *(b64decode(str(stored(store)[name])) for name in ("wrapped", "salt", "nonce", "certificate_der"))]
    assert not any(secret in part for secret in (pair.private_key_pem, number, PIN.encode()) for part in parts)
    with pytest.raises(OperatorError) as caught:
        key(store, "999000")
    said = f"{pair!r} {caught.value} {caplog.text}"
    assert "999000" not in said
    assert "PRIVATE" not in said
