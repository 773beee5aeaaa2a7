from __future__ import annotations

import hashlib

from kiosk.seal.foreign import read_foreign_stamp
from kiosk.seal.stamping import LocalStamper
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import clinic

DIGEST = hashlib.sha256(b"a signature").digest()
TOKEN = LocalStamper(clinic("Service").stamps).stamp(DIGEST, NOW)


def test_a_token_is_read() -> None:
    stamp = read_foreign_stamp(TOKEN)

    assert stamp is not None
    assert (stamp.time, stamp.imprint) == (NOW, DIGEST)
    assert not stamp.own
    assert stamp.certificate == clinic("Service").stamps.certificate


def test_a_changed_token_is_none() -> None:
    for part in (DIGEST, NOW.strftime("%Y%m%d%H%M%SZ").encode()):
        place = TOKEN.index(part)
        changed = TOKEN[:place] + bytes([TOKEN[place] ^ 1]) + TOKEN[place + 1 :]
        assert read_foreign_stamp(changed) is None


def test_what_is_no_token_is_none() -> None:
    for data in (b"", b"nonsense", TOKEN[:-1], clinic().seal.certificate_der):
        assert read_foreign_stamp(data) is None
