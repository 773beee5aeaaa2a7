"""A security token in software (SoftHSM), with a key and its certificate: one more judge that must be there.

Its driver reads its settings once in a process: all tests of a process share one store, each with a token of its own.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from kiosk.seal import KeyPair

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    "C:/SoftHSM2/lib/softhsm2-x64.dll",
)
LIBRARY = next((place for one in PLACES if (place := Path(one)).exists()), Path(PLACES[0]))
PIN = "835617"
LABEL = "seal"


@functools.cache
def store() -> Path:
    """Make the store of this process, and point the driver to it."""
    folder = Path(tempfile.mkdtemp(prefix="softhsm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n", encoding="utf-8")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    return folder


def make_token(name: str, pair: KeyPair, *, certificate: bool = True) -> int:
    """Put a key on a new token, with its certificates; return the slot, counted from 0."""
    folder = store()
    _run("--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", "5678")
    key = load_pem_private_key(pair.private_key_pem, password=None)
    file = folder / f"{name}.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _run("--import", str(file), "--token", name, "--label", LABEL, "--id", "01", "--pin", PIN)
    driver = pkcs11.lib(str(LIBRARY))
    # What was plugged in since is seen after a new start only.
    driver.reinitialize()
    slots = driver.get_slots(token_present=True)
    place = next(number for number, slot in enumerate(slots) if slot.get_token().label == name)
    if certificate:
        with slots[place].get_token().open(user_pin=PIN, rw=True) as session:
            for number, der in enumerate((pair.certificate_der, *pair.chain_der)):
                session.create_object(
                    {
                        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                        pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                        pkcs11.Attribute.TOKEN: True,
                        pkcs11.Attribute.LABEL: LABEL if number == 0 else f"above {number}",
                        pkcs11.Attribute.ID: bytes([number + 1]),
                        pkcs11.Attribute.SUBJECT: x509.load_der_x509_certificate(der).subject.public_bytes(),
                        pkcs11.Attribute.VALUE: der,
                    }
                )
    return place


def _run(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)
