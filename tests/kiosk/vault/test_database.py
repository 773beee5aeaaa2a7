"""The guards inside the database, its versions, and how its errors are sorted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kiosk.errors import OperatorError, TamperError
from kiosk.vault.database import Database, Value, sort_error
from kiosk.vault.schema import MAJOR, MIGRATIONS, pack_version

KEY = b"k" * 32
ENTRY = (1, "k1", 0, 0, "{}", "v", 1, "StepEntered", 1, "{}", b"0" * 32, b"1" * 32)
INSERT = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    database = Database(path, KEY, create=True)
    database.run(INSERT, ENTRY)
    database.run("INSERT INTO files VALUES (1, 'f', 'consent', x'00', 1, x'01')")
    database.run("INSERT INTO accounts VALUES (1, 'a', x'01')")
    yield database
    database.close()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE ledger SET payload = 'x'", "never changed"),
        ("UPDATE OR REPLACE ledger SET sequence = 2", "never changed"),
        ("DELETE FROM ledger", "taken out"),
        ("DELETE FROM ledger WHERE sequence = 1", "taken out"),
        ("UPDATE files SET data = x'02'", "never changed"),
        ("DELETE FROM files", "taken out"),
        ("INSERT OR REPLACE INTO files VALUES (1, 'f', 'consent', x'00', 1, x'02')", "never replaced"),
        ("INSERT OR REPLACE INTO files VALUES (2, 'f', 'consent', x'00', 1, x'02')", "never replaced"),
        ("DELETE FROM accounts", "never taken out"),
    ],
)
def test_what_is_stored_stays(database: Database, statement: str, why: str) -> None:
    with pytest.raises(dbapi2.IntegrityError, match=why):
        database.run(statement)
    assert list(database.rows("SELECT * FROM ledger")) == [ENTRY]
    assert list(database.rows("SELECT data FROM files")) == [(b"\x01",)]


@pytest.mark.parametrize("sequence", [-1, 0, 1, 3, 2**40])
@pytest.mark.parametrize("word", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_the_ledger_grows_at_its_end_only(database: Database, word: str, sequence: int) -> None:
    other: tuple[Value, ...] = (sequence, *ENTRY[1:6], 2, *ENTRY[7:])
    with pytest.raises(dbapi2.IntegrityError, match="only grows"):
        database.run(INSERT.replace("INSERT", word), other)
    assert list(database.rows("SELECT * FROM ledger")) == [ENTRY]


def test_the_guards_hold_without_our_settings(database: Database) -> None:
    """Another program with the key has recursive triggers off, and REPLACE then deletes unseen."""
    database.run("PRAGMA recursive_triggers = OFF")
    with pytest.raises(dbapi2.IntegrityError, match="only grows"):
        database.run(INSERT.replace("INSERT", "INSERT OR REPLACE"), ENTRY)
    with pytest.raises(dbapi2.IntegrityError, match="never replaced"):
        database.run("REPLACE INTO files VALUES (1, 'g', 'consent', x'00', 1, x'02')")


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    twice = [("a", b"1"), ("b", b"2"), ("a", b"3")]
    with pytest.raises(dbapi2.IntegrityError), database.transaction():
        database.run_many("INSERT INTO secrets VALUES (?, ?)", twice)
    assert list(database.rows("SELECT * FROM secrets")) == []
    with database.transaction():
        database.run_many("INSERT INTO secrets VALUES (?, ?)", twice[:2])
    assert list(database.rows("SELECT * FROM secrets")) == twice[:2]


@pytest.mark.parametrize("drop", ["TRIGGER ledger_keeps_all", "TRIGGER files_keep_bytes", "INDEX ledger_opened"])
def test_a_dropped_guard_is_found_at_the_next_start(database: Database, path: Path, drop: str) -> None:
    database.run(f"DROP {drop}")
    database.close()
    with pytest.raises(TamperError, match=r"vault\.schema_changed"):
        Database(path, KEY)


def test_writes_are_durable_and_the_log_is_encrypted(database: Database) -> None:
    assert database.row("PRAGMA synchronous") == (2,)
    assert database.row("PRAGMA journal_mode") == ("wal",)
    assert database.row("PRAGMA foreign_keys") == (1,)
    assert database.row("PRAGMA cipher_use_hmac") == ("1",)
    assert database.row("PRAGMA temp_store") is not None
    assert database.is_sound()


def test_a_newer_major_is_refused_and_a_newer_minor_is_not(database: Database, path: Path) -> None:
    database.run("CREATE TABLE later (x) ")
    database.run(f"PRAGMA user_version = {pack_version(MAJOR, len(MIGRATIONS) + 1)}")
    database.close()
    later = Database(path, KEY)
    assert later.row("PRAGMA user_version") == (pack_version(MAJOR, len(MIGRATIONS) + 1),)
    later.run(f"PRAGMA user_version = {pack_version(MAJOR + 1, 0)}")
    later.close()
    with pytest.raises(OperatorError, match=r"vault\.newer"):
        Database(path, KEY)


def test_a_wrong_key_or_no_database_is_damage(database: Database, path: Path) -> None:
    database.close()
    with pytest.raises(TamperError, match=r"vault\.damaged"):
        Database(path, b"x" * 32)
    path.write_bytes(os.urandom(40_960))
    with pytest.raises(TamperError, match=r"vault\.damaged"):
        Database(path, KEY)


def test_a_missing_file_is_not_made_anew(path: Path) -> None:
    with pytest.raises(OperatorError, match=r"vault\.not_found"):
        Database(path, KEY)
    assert not path.exists()


def test_the_cipher_writes_nothing_to_standard_error(
    database: Database, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    database.close()
    with pytest.raises(TamperError):
        Database(path, b"x" * 32)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("SQLITE_FULL", "vault.disk_full"),
        ("SQLITE_IOERR", "vault.disk_trouble"),
        ("SQLITE_IOERR_FSYNC", "vault.disk_trouble"),
        ("SQLITE_IOERR_WRITE", "vault.disk_trouble"),
        ("SQLITE_READONLY", "vault.read_only"),
        ("SQLITE_READONLY_DIRECTORY", "vault.read_only"),
        ("SQLITE_PERM", "vault.read_only"),
        ("SQLITE_BUSY", "vault.in_use"),
        ("SQLITE_NOMEM", "vault.no_memory"),
        ("SQLITE_CANTOPEN", "vault.cannot_open"),
        ("SQLITE_CORRUPT", "vault.damaged"),
        ("SQLITE_NOTADB", "vault.damaged"),
    ],
)
def test_the_faults_of_the_world_have_their_sentence(code: str, key: str) -> None:
    error = dbapi2.OperationalError("x")
    error.sqlite_errorcode = getattr(sqlite3, code)
    known = sort_error(error)
    assert known is not None
    assert known.key == key
    assert isinstance(known, TamperError if key == "vault.damaged" else OperatorError)


@pytest.mark.parametrize("code", ["SQLITE_CONSTRAINT", "SQLITE_MISUSE", "SQLITE_LOCKED", "SQLITE_TOOBIG"])
def test_anything_else_is_a_bug(code: str) -> None:
    error = dbapi2.OperationalError("x")
    error.sqlite_errorcode = getattr(sqlite3, code)
    assert sort_error(error) is None
    assert sort_error(dbapi2.ProgrammingError("no code at all")) is None
