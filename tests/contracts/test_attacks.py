"""Every attack is refused, each with the right explanation; built in `tests.kiosk.seal`."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

import kiosk
from kiosk.seal import Finding, Trust, revoke, verify
from tests.kiosk.seal.attacks import ATTACKS
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import at, clinic, clinician, whole
from tests.kiosk.seal.forgeries import DECEPTIONS, FORGERIES

EN = Path(kiosk.__file__).parent / "locale" / "en.yaml"
CATALOGUE: dict[str, str] = yaml.safe_load(EN.read_text(encoding="utf-8"))


def test_the_file_that_is_attacked_is_good() -> None:
    report = verify(whole(), trust=clinic().root.certificate, now=NOW)

    assert report.ok
    assert report.trusted


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_and_explained(name: str) -> None:
    attack = ATTACKS[name]
    data = attack.build()
    assert data != whole()

    for trust in (None, clinic().root.certificate):
        report = verify(data, trust=trust, now=NOW)
        assert not report.ok
        assert not report.intact
        assert report.finding is attack.finding
        assert report.reason in attack.reasons
        assert report.signatures == ()
        assert report.sentence(CATALOGUE).startswith(CATALOGUE[f"verify.{attack.finding}"])


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_not_trusted(name: str) -> None:
    forgery = FORGERIES[name]
    data = forgery.build()
    now = at(forgery.years)

    report = verify(data, trust=forgery.root().root.certificate, lists=forgery.lists(), now=now)

    assert (report.intact, report.valid, report.trusted) == (True, True, False), report.reason
    assert report.trust is forgery.trust
    assert not report.ok
    assert CATALOGUE[report.sentence_keys[-1]].split("{")[0] in report.sentence(CATALOGUE)


@pytest.mark.parametrize("name", DECEPTIONS)
def test_a_draft_made_to_deceive_is_refused(name: str) -> None:
    build, reason = DECEPTIONS[name]

    report = verify(build(), trust=clinic().root.certificate, now=NOW)

    assert (report.finding, report.reason) == (Finding.BAD_SEAL, reason)
    assert not report.ok


def test_there_are_enough_of_them() -> None:
    assert len(ATTACKS) + len(FORGERIES) + len(DECEPTIONS) >= 60


def test_what_is_still_right_is_told() -> None:
    report = verify(ATTACKS["stamp_of_other_signature"].build(), now=NOW)

    assert [one.role for one in report.unharmed] == ["patient"]
    assert "Ana Beispiel (patient)" in report.sentence(CATALOGUE)


@pytest.mark.parametrize("percent", range(100))
def test_a_file_cut_at_any_place_is_refused(percent: int) -> None:
    length = len(whole()) * percent // 100

    report = verify(whole()[:length], trust=clinic().root.certificate, now=NOW)

    assert not report.ok
    assert report.finding in {Finding.NOT_A_PDF, Finding.NO_SEAL, Finding.CHANGED, Finding.UNFINISHED}


def test_a_file_cut_close_to_its_end_is_refused() -> None:
    for length in range(len(whole()) - 1500, len(whole()), 9):
        assert not verify(whole()[:length], now=NOW).ok, length


def test_400_random_flips_are_refused() -> None:
    rng = random.Random(11)
    for _ in range(400):
        changed = bytearray(whole())
        place, bit = rng.randrange(len(changed)), rng.randrange(8)
        changed[place] ^= 1 << bit
        assert not verify(bytes(changed), now=NOW).ok, (place, bit)


def test_a_lost_key_does_no_harm_to_what_was_stamped_before() -> None:
    later = revoke(clinic(), clinician().certificate, NOW + timedelta(days=1), lost=True)

    report = verify(
        whole(), trust=clinic().root.certificate, lists=(later.revocation_list,), now=NOW + timedelta(days=2)
    )

    assert report.trust is Trust.YES
