"""What a vault adds to a ledger: a folder, a passphrase, and a head that survives failures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.errors import OperatorError, TamperError
from kiosk.events import Actor, DocumentSealed, Event, StepEntered
from kiosk.vault import KdfParameters, LedgerHead, StoredFile, Vault, change_passphrase, vault_exists
from kiosk.vault.keys import read_key_file

NOW = datetime(2026, 5, 12, 14, 42, 16, tzinfo=UTC)
WORDS = "correct horse battery"
CHEAP = KdfParameters(1, 8, 1)
PATIENT = Actor("patient")
STEP: tuple[Event, ...] = (StepEntered("welcome"),)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    with Vault.create(folder, WORDS, now=NOW, device_id="k1", kdf=CHEAP, monotonic=lambda: 7) as vault:
        yield vault


def reopen(folder: Path, passphrase: str = WORDS, kdf: KdfParameters = CHEAP) -> Vault:
    return Vault.open(folder, passphrase, kdf=kdf)


def test_all_is_there_after_a_restart(vault: Vault, folder: Path) -> None:
    file = StoredFile.of("CN-1", "consent", bytes(range(256)) * 300)
    sealed = DocumentSealed("consent", "CN-1", file.sha256, "0" * 64, "code", 9, NOW)
    vault.append("v", 0, STEP, actor=PATIENT, now=NOW)
    entries = vault.append("v", 1, [sealed], actor=Actor("system"), now=NOW, files=[file], accounts={"s": b"1"})
    vault.put_secret("key", b"secret")
    vault.close()
    with reopen(folder) as again:
        assert again.device == "k1"
        assert again.head() == LedgerHead(2, entries[-1].hash)
        assert again.events("v") == (*STEP, sealed)
        assert again.read("v")[1] == entries[-1]
        assert again.read("v")[0].monotonic_ns == 7
        assert again.file("CN-1") == file.data
        assert again.accounts() == (("s", b"1"),)
        assert again.secret("key") == b"secret"
        assert again.verify([again.head()]).ok


def test_a_vault_is_never_made_over_another(vault: Vault, folder: Path) -> None:
    vault.close()
    with pytest.raises(OperatorError, match=r"vault\.exists"):
        Vault.create(folder, WORDS, now=NOW, device_id="k2", kdf=CHEAP)
    (folder / "vault.json").unlink()
    assert vault_exists(folder)
    with pytest.raises(OperatorError, match=r"vault\.exists"):
        Vault.create(folder, WORDS, now=NOW, device_id="k2", kdf=CHEAP)


def test_what_cannot_be_opened_says_why(vault: Vault, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"vault\.in_use"):
        reopen(folder)
    vault.close()
    with pytest.raises(OperatorError, match=r"vault\.wrong_passphrase"):
        reopen(folder, "incorrect horse battery")
    with pytest.raises(OperatorError, match=r"vault\.not_found"):
        reopen(tmp_path / "elsewhere")
    assert not vault_exists(tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
    with pytest.raises(OperatorError, match=r"vault\.weak_passphrase"):
        Vault.create(tmp_path / "elsewhere", "short", now=NOW, device_id="k1", kdf=CHEAP)
    # A refused attempt leaves no lock behind.
    reopen(folder).close()


def test_a_new_passphrase_opens_the_same_vault(vault: Vault, folder: Path) -> None:
    vault.append("v", 0, STEP, actor=PATIENT, now=NOW)
    with pytest.raises(OperatorError, match=r"vault\.in_use"):
        change_passphrase(folder, WORDS, "four other good words", kdf=CHEAP)
    vault.close()
    with pytest.raises(OperatorError, match=r"vault\.wrong_passphrase"):
        change_passphrase(folder, "not the right words", "four other good words", kdf=CHEAP)
    with pytest.raises(OperatorError, match=r"vault\.weak_passphrase"):
        change_passphrase(folder, WORDS, "short", kdf=CHEAP)
    database = (folder / "vault.db").read_bytes()
    change_passphrase(folder, WORDS, "four other good words", kdf=CHEAP)
    assert (folder / "vault.db").read_bytes() == database
    with pytest.raises(OperatorError, match=r"vault\.wrong_passphrase"):
        reopen(folder)
    with reopen(folder, "four other good words") as again:
        assert again.events("v") == STEP


def test_costs_grow_with_the_program(vault: Vault, folder: Path) -> None:
    vault.close()
    dearer = KdfParameters(2, 64, 1)
    reopen(folder, kdf=dearer).close()
    assert read_key_file(folder / "vault.json").kdf == dearer
    reopen(folder, kdf=CHEAP).close()
    assert read_key_file(folder / "vault.json").kdf == dearer


def test_a_full_disk_loses_nothing_that_was_confirmed(vault: Vault, folder: Path) -> None:
    vault.append("v", 0, STEP, actor=PATIENT, now=NOW)
    pages = vault._database.row("PRAGMA page_count")
    assert pages is not None
    vault._database.run(f"PRAGMA max_page_count = {pages[0]}")
    file = StoredFile.of("CN-1", "consent", bytes(100_000))
    sealed = DocumentSealed("consent", "CN-1", file.sha256, "0" * 64, "code", 9, NOW)
    for _ in range(2):
        with pytest.raises(OperatorError, match=r"vault\.disk_full"):
            vault.append("v", 1, [sealed], actor=PATIENT, now=NOW, files=[file])
    assert (vault.version("v"), vault.head().sequence, vault.files()) == (1, 1, ())
    vault._database.run("PRAGMA max_page_count = 100000")
    vault.append("v", 1, [sealed], actor=PATIENT, now=NOW, files=[file])
    vault.close()
    with reopen(folder) as again:
        assert again.verify().ok
        assert again.events("v") == (*STEP, sealed)


def test_a_stored_file_is_never_replaced(vault: Vault) -> None:
    file, other = (StoredFile.of("CN-1", "consent", data) for data in (b"one", b"two"))
    vault.append("v", 0, STEP, actor=PATIENT, now=NOW, files=[file])
    before = vault.head()
    with pytest.raises(Exception, match="never replaced"):
        vault.append("v", 1, STEP, actor=PATIENT, now=NOW, files=[other])
    assert vault.head() == before
    assert vault.file("CN-1") == b"one"
    vault.append("v", 1, STEP, actor=PATIENT, now=NOW)
    assert vault.verify().ok


def without_guards(vault: Vault) -> None:
    """Do what somebody with the key and a database shell can do."""
    for (name,) in list(vault._database.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")):
        vault._database.run(f"DROP TRIGGER {name}")


def test_a_forger_with_the_key_is_found_by_the_chain(vault: Vault) -> None:
    for version in range(4):
        vault.append("v", version, STEP, actor=PATIENT, now=NOW)
    head = vault.head()
    without_guards(vault)
    vault._database.run("""UPDATE ledger SET payload = '{"step":"decision"}' WHERE sequence = 3""")
    report = vault.verify()
    assert (report.ok, report.first_bad, report.reason) == (False, 3, "ledger.bad_hash")
    with pytest.raises(TamperError, match=r"ledger\.bad_hash"):
        vault.events("v")
    vault._database.run("DELETE FROM ledger WHERE sequence >= 3")
    assert vault.verify().ok
    assert vault.verify([head]).unmatched == (head,)


def test_a_changed_last_entry_is_found_when_the_vault_is_opened(vault: Vault, folder: Path) -> None:
    vault.append("v", 0, STEP, actor=PATIENT, now=NOW)
    vault._database.run("DROP TRIGGER ledger_keeps_entries")
    vault._database.run("UPDATE ledger SET wall = wall + 1")
    vault._database.run("""CREATE TRIGGER ledger_keeps_entries BEFORE UPDATE ON ledger
            BEGIN SELECT raise(ABORT, 'the ledger is never changed'); END""")
    vault.close()
    with pytest.raises(TamperError, match=r"ledger\.bad_hash"):
        reopen(folder)


@pytest.mark.parametrize(
    "forgery", ["UPDATE files SET data = x'00'", "DELETE FROM files", "UPDATE files SET sha256 = x'00', data = x'00'"]
)
def test_a_changed_document_is_found(vault: Vault, forgery: str) -> None:
    file = StoredFile.of("CN-1", "consent", b"%PDF")
    sealed = DocumentSealed("consent", "CN-1", file.sha256, "0" * 64, "code", 9, NOW)
    vault.append("v", 0, [*STEP, sealed], actor=PATIENT, now=NOW, files=[file])
    without_guards(vault)
    vault._database.run(forgery)
    report = vault.verify()
    assert (report.first_bad, report.reason) == (2, "ledger.file_changed")


def test_an_unreadable_actor_is_damage_and_not_a_bug(vault: Vault) -> None:
    vault.append("v", 0, STEP, actor=PATIENT, now=NOW)
    without_guards(vault)
    vault._database.run("UPDATE ledger SET actor = 'nobody'")
    with pytest.raises(TamperError, match=r"ledger\.unreadable_entry"):
        vault.read("v")
    assert vault.verify().reason == "ledger.unreadable_entry"
