"""A certificate from elsewhere: what is wrong with it is said when it is taken in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.errors import OperatorError
from kiosk.seal import KeyPair
from kiosk.seal.elsewhere import chain_of, require_signs
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.elsewhere_certs import DER, above, bought, ec_key, pair, rsa_key, self_made


def test_the_chain_is_put_in_order_and_others_are_left_out() -> None:
    below, root = above()
    assert chain_of(bought(), [self_made(rsa_key()), root, below], NOW) == (below, root)
    assert chain_of(bought(), [below], NOW) == (below,)
    assert chain_of(self_made(), [], NOW) == ()


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: bought(rsa_key(1024)), r"seal\.own_weak"),
        (lambda: bought(ec.generate_private_key(ec.SECP192R1())), r"seal\.own_weak"),
        (lambda: bought(signs=False), r"seal\.own_usage"),
        (lambda: bought(until=NOW - timedelta(days=1)), r"seal\.own_expired \(until=20"),
        (lambda: bought(since=NOW + timedelta(days=1)), r"seal\.own_not_yet \(since=20"),
    ],
    ids=["short RSA", "small curve", "for encryption", "over", "not yet"],
)
def test_what_cannot_be_a_seal_is_refused(make: Callable[[], x509.Certificate], key: str) -> None:
    with pytest.raises(OperatorError, match=key):
        chain_of(make(), above(), NOW)


def test_a_weak_hash_is_refused() -> None:
    """D12."""
    good = self_made(rsa_key()).public_bytes(DER)
    with_sha256, with_sha1 = (bytes.fromhex(f"06092a864886f70d0101{last}") for last in ("0b", "05"))
    assert good.count(with_sha256) == 2
    with pytest.raises(OperatorError, match=r"seal\.own_weak"):
        chain_of(x509.load_der_x509_certificate(good.replace(with_sha256, with_sha1)), [], NOW)
    with pytest.raises(OperatorError, match=r"seal\.own_weak"):
        chain_of(bought(digest=hashes.SHA224()), above(), NOW)


@pytest.mark.parametrize("others", [[], [above()[1]], [self_made()]], ids=["none", "the root only", "another"])
def test_a_missing_chain_is_told(others: list[x509.Certificate]) -> None:
    with pytest.raises(OperatorError, match=r"seal\.own_no_chain \(issuer=CN=Below\)"):
        chain_of(bought(), others, NOW)


@pytest.mark.parametrize("key", [ec_key(), rsa_key()], ids=["curve", "RSA"])
def test_a_right_key_signs(key: ec.EllipticCurvePrivateKey) -> None:
    require_signs(pair(key))


def test_a_key_of_another_certificate_is_found() -> None:
    other = KeyPair(pair(rsa_key()).private_key_pem, pair().certificate_der)
    with pytest.raises(OperatorError, match=r"seal\.own_unusable"):
        require_signs(other)
