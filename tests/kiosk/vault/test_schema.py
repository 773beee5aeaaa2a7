"""The migrations, and vaults of every published form: each must open and keep what was in it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.events import StepEntered
from kiosk.vault import KdfParameters, Vault
from kiosk.vault.schema import MAJOR, MIGRATIONS, pack_version, unpack_version

SAMPLES = Path(__file__).with_name("samples")
WORDS = "a sample, not a secret"
CHEAP = KdfParameters(1, 8, 1)
SAMPLE_TIME = datetime(2026, 5, 12, 14, 42, 16, tzinfo=UTC)


def test_migrations_are_numbered_without_gaps() -> None:
    assert [migration.number for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))
    assert len({migration.name for migration in MIGRATIONS}) == len(MIGRATIONS)


def test_the_version_holds_two_numbers() -> None:
    assert unpack_version(pack_version(3, 17)) == (3, 17)
    assert unpack_version(0) == (0, 0)


def test_every_published_form_has_its_sample() -> None:
    assert {folder.name for folder in SAMPLES.iterdir()} == {f"{MAJOR}.{step.number}" for step in MIGRATIONS}


@pytest.mark.parametrize("sample", sorted(folder.name for folder in SAMPLES.iterdir()))
def test_a_vault_of_every_published_form_opens_and_goes_on(sample: str, tmp_path: Path) -> None:
    """The samples were made by the program of that version, with the events that are expected here."""
    folder = tmp_path / "data"
    shutil.copytree(SAMPLES / sample, folder)
    with Vault.open(folder, WORDS, kdf=CHEAP) as vault:
        assert vault.device == "sample"
        assert vault.verify().ok
        assert [summary.stream for summary in vault.visit_streams()] == ["visit-1"]
        assert vault.file("CN-1") == b"%PDF sample"
        assert vault.secret("key") == b"sample"
        assert vault.accounts() == (("s-1", b"{}"),)
        version = vault.version("visit-1")
        vault.append("visit-1", version, [StepEntered("on")], actor=vault.read("visit-1")[0].actor, now=SAMPLE_TIME)
        assert vault.verify().count == vault.head().sequence
    with Vault.open(folder, WORDS, kdf=CHEAP) as again:
        assert again.events("visit-1")[-1] == StepEntered("on")
