"""A seal on a token: kept in the vault, opened for a seal, and never mistaken for another one."""

from __future__ import annotations

import pytest

from kiosk.errors import OperatorError, TamperError
from kiosk.seal import KeyPair, TokenKey, find_token_key, with_own_seal
from kiosk.service.own_seal import SEAL_TOKEN, clinic_signer, read_token, stored_token
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.elsewhere_certs import pair
from tests.kiosk.seal.soft_token import LABEL, LIBRARY, PIN, make_token
from tests.kiosk.services import clinic_keys, keyed_ledger

KEY = TokenKey("driver.so", "clinic", "0001", "seal", pair().certificate_der, pair().chain_der)


def test_a_seal_in_the_vault_signs_itself() -> None:
    store = keyed_ledger()
    assert read_token(store) is None
    with clinic_signer(store, clinic_keys()) as signer:
        assert signer is clinic_keys().seal


def test_what_is_kept_comes_back() -> None:
    store = keyed_ledger()
    store.put_secret(SEAL_TOKEN, stored_token(KEY, "835617"))
    assert read_token(store) == (KEY, "835617")
    store.put_secret(SEAL_TOKEN, b"")
    assert read_token(store) is None


@pytest.mark.parametrize("damaged", [b"nonsense", b"{}", b'{"pin": "1"}', b"[]"])
def test_what_is_damaged_is_told(damaged: bytes) -> None:
    store = keyed_ledger()
    store.put_secret(SEAL_TOKEN, damaged)
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        read_token(store)


def test_a_seal_on_a_token_is_opened_for_the_seal() -> None:
    bought = pair()
    slot = make_token("opened", bought)
    found = find_token_key(LIBRARY, slot, LABEL, PIN, NOW)
    keys = with_own_seal(clinic_keys(), KeyPair(b"", bought.certificate_der, bought.chain_der))
    store = keyed_ledger()
    store.put_secret(SEAL_TOKEN, stored_token(found, PIN))
    with clinic_signer(store, keys) as signer:
        assert signer.sign(b"data")
        assert (signer.certificate_der, signer.chain_der) == (bought.certificate_der, bought.chain_der)
    store.put_secret(SEAL_TOKEN, stored_token(found, "000000"))
    with pytest.raises(OperatorError, match=r"seal\.token_failed"), clinic_signer(store, keys):
        pass


def test_a_token_with_another_certificate_is_not_opened() -> None:
    store = keyed_ledger()
    store.put_secret(SEAL_TOKEN, stored_token(KEY, "835617"))
    keys = with_own_seal(clinic_keys(), KeyPair(b"", clinic_keys().kiosk.certificate_der))
    with pytest.raises(TamperError, match=r"seal\.key_damaged"), clinic_signer(store, keys):
        pass
