from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from kiosk.errors import OperatorError
from kiosk.seal import seal_document, verify
from kiosk.seal.tokens import TokenSigner, open_token
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import clinic, draft, setup, steps

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


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
    with (
        pytest.raises(OperatorError, match=r"seal\.token_failed"),
        open_token(tmp_path / "no.so", "clinic", "1234", "seal", clinic().seal.certificate),
    ):
        pass


@pytest.mark.skipif(
    not SOFTHSM.exists() or importlib.util.find_spec("pkcs11") is None,
    reason="PKCS #11 is an optional extra: python-pkcs11 or SoftHSM is not installed",
)
def test_softhsm_seals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "tokens"
    store.mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    key = load_pem_private_key(clinic().seal.private_key_pem, password=None)
    file = tmp_path / "key.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    said = ["--label", "clinic", "--pin", "1234"]
    subprocess.run(["softhsm2-util", "--init-token", "--free", *said, "--so-pin", "5678"], check=True)
    subprocess.run(
        ["softhsm2-util", "--import", file, "--token", "clinic", "--label", "seal", "--id", "01", "--pin", "1234"],
        check=True,
    )

    with open_token(SOFTHSM, "clinic", "1234", "seal", clinic().seal.certificate) as signer:
        own = [*steps()[:3], steps()[3].__class__("ClinicSeal", "Harbor Clinic", "Complete", signer)]
        data = seal_document(draft(), own, setup(), NOW).data

    assert verify(data, trust=clinic().root.certificate, now=NOW).trusted
