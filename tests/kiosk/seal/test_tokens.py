from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kiosk.errors import OperatorError
from kiosk.seal import TokenKey, find_token_key, open_token, read_certificates, seal_document, verify
from kiosk.seal.tokens import TokenSigner
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.elsewhere_certs import ec_key, pair, rsa_key
from tests.kiosk.seal.files import clinic, draft, setup, steps
from tests.kiosk.seal.soft_token import LABEL, LIBRARY, PIN, make_token


@dataclass
class FakeToken:
    """A token whose key is in memory."""

    sign: Callable[[bytes], bytes]

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT002
        assert digest_algorithm == "sha256"
        return self.sign(data)


def broken(data: bytes) -> bytes:
    raise RuntimeError("removed")


def test_a_key_on_a_token_seals() -> None:
    signer = TokenSigner(FakeToken(clinic().seal.sign), clinic().seal.certificate_der)
    own = [*steps()[:3], steps()[3].__class__("ClinicSeal", "Harbor Clinic", "Complete", signer)]

    data = seal_document(draft(), own, setup(), NOW).data

    assert verify(data, trust=clinic().root.certificate, now=NOW).trusted


@pytest.mark.parametrize("sign", [broken, clinic().kiosk.sign, lambda _: b""], ids=["removed", "other key", "nothing"])
def test_a_token_that_does_not_sign_is_told(sign: Callable[[bytes], bytes]) -> None:
    with pytest.raises(OperatorError, match=r"seal\.token_failed"):
        TokenSigner(FakeToken(sign), clinic().seal.certificate_der).sign(b"data")


def test_a_driver_that_is_not_there_is_told(tmp_path: Path) -> None:
    key = TokenKey(str(tmp_path / "no.so"), "clinic", "1", "seal", clinic().seal.certificate_der)
    with pytest.raises(OperatorError, match=r"seal\.token_failed"), open_token(key, "1234"):
        pass
    with pytest.raises(OperatorError, match=r"seal\.token_failed"):
        find_token_key(tmp_path / "no.so", None, "seal", "1234", NOW)


def test_without_the_optional_part_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(OperatorError, match=r"seal\.token_no_support"):
        find_token_key(LIBRARY, None, "seal", PIN, NOW)


# ---------------------------------------------------------------------- SoftHSM


@pytest.mark.parametrize("key", [ec_key(), rsa_key()], ids=["curve", "RSA"])
def test_softhsm_seals(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
    bought = pair(key)
    slot = make_token(f"seals {type(key).__name__[:3]}", bought)

    found = find_token_key(LIBRARY, slot, LABEL, PIN, NOW)
    with open_token(found, PIN) as signer:
        own = [*steps()[:3], steps()[3].__class__("ClinicSeal", "Harbor Clinic", "Complete", signer)]
        keys = msgspec.structs.replace(clinic(), seal=bought)
        data = seal_document(draft(), own, setup(keys), NOW).data

    assert (found.certificate_der, found.chain_der) == (bought.certificate_der, bought.chain_der)
    trust = (clinic().root.certificate, *read_certificates(bought.certificate_der))
    assert verify(data, trust=trust, now=NOW).trusted


def test_a_token_is_known_again_by_its_serial_number() -> None:
    slot = make_token("moved", pair())
    found = find_token_key(LIBRARY, slot, LABEL, PIN, NOW)
    make_token("another", pair())
    with open_token(found, PIN) as signer:
        assert signer.sign(b"data")
    other = msgspec.structs.replace(found, serial="0000")
    with pytest.raises(OperatorError, match=r"seal\.token_failed"), open_token(other, PIN):
        pass


def test_what_is_missing_on_a_token_is_told() -> None:
    make_token("second", pair())
    slot = make_token("bare", pair(), certificate=False)
    with pytest.raises(OperatorError, match=r"seal\.token_no_certificate \(label=seal\)"):
        find_token_key(LIBRARY, slot, LABEL, PIN, NOW)
    with pytest.raises(OperatorError, match=r"seal\.token_failed"):
        find_token_key(LIBRARY, slot, LABEL, "000000", NOW)
    with pytest.raises(OperatorError, match=r"seal\.token_failed"):
        find_token_key(LIBRARY, 99, LABEL, PIN, NOW)
    with pytest.raises(OperatorError, match=r"seal\.token_unclear"):
        find_token_key(LIBRARY, None, LABEL, PIN, NOW)


def test_the_judge_is_there() -> None:
    assert LIBRARY.exists()
    assert subprocess.run(["softhsm2-util", "--version"], check=True, capture_output=True).stdout
