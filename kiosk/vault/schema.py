"""The tables of the vault, as numbered migrations, each applied in one transaction with the note that it ran.

`PRAGMA user_version` holds `MAJOR << 16 | number of the last migration`. A higher major means that an older program
would read the vault wrongly: it must refuse. A higher number within the same major only adds what older programs may
ignore. A published migration is never edited: `tests/kiosk/vault/samples` keeps vaults of each published form.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MAJOR", "MIGRATIONS", "Migration", "pack_version", "unpack_version"]

MAJOR = 1


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from the schema before to the schema after it."""

    number: int
    name: str
    statements: tuple[str, ...]


# Walls are whole microseconds since 1970 (UTC): exact, and they sort. Hashes are 32 bytes.
#
# The guards hold against mistakes and other programs with the key, REPLACE included (it deletes without asking the
# delete trigger unless recursive triggers are on). Who holds the key and drops the guards is found by the chain.
_FIRST = Migration(
    1,
    "ledger, files, accounts, secrets",
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """CREATE TABLE ledger (
            sequence INTEGER PRIMARY KEY,
            device TEXT NOT NULL,
            wall INTEGER NOT NULL,
            monotonic_ns INTEGER NOT NULL,
            actor TEXT NOT NULL,
            stream TEXT NOT NULL,
            stream_version INTEGER NOT NULL,
            event_name TEXT NOT NULL,
            event_version INTEGER NOT NULL,
            payload TEXT NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL,
            UNIQUE (stream, stream_version)
        ) STRICT""",
        # Touched only when a stream begins, so that an ordinary append writes no third page.
        "CREATE INDEX ledger_opened ON ledger (wall) WHERE stream_version = 1",
        # ROLLBACK, not ABORT: then SQLite keeps no statement journal, which every append would pay for.
        """CREATE TRIGGER ledger_keeps_order BEFORE INSERT ON ledger
            WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM ledger)
            BEGIN SELECT raise(ROLLBACK, 'the ledger only grows at its end'); END""",
        """CREATE TRIGGER ledger_keeps_entries BEFORE UPDATE ON ledger
            BEGIN SELECT raise(ABORT, 'the ledger is never changed'); END""",
        """CREATE TRIGGER ledger_keeps_all BEFORE DELETE ON ledger
            BEGIN SELECT raise(ABORT, 'nothing is taken out of the ledger'); END""",
        """CREATE TABLE files (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            sha256 BLOB NOT NULL,
            sequence INTEGER NOT NULL REFERENCES ledger (sequence),
            data BLOB NOT NULL
        ) STRICT""",
        """CREATE TRIGGER files_are_new BEFORE INSERT ON files
            WHEN EXISTS (SELECT 1 FROM files WHERE id = NEW.id OR number = NEW.number)
            BEGIN SELECT raise(ABORT, 'a stored file is never replaced'); END""",
        """CREATE TRIGGER files_keep_bytes BEFORE UPDATE ON files
            BEGIN SELECT raise(ABORT, 'a stored file is never changed'); END""",
        """CREATE TRIGGER files_keep_all BEFORE DELETE ON files
            BEGIN SELECT raise(ABORT, 'a stored file is never taken out'); END""",
        """CREATE TABLE accounts (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            record BLOB NOT NULL
        ) STRICT""",
        """CREATE TRIGGER accounts_keep_ids BEFORE DELETE ON accounts
            BEGIN SELECT raise(ABORT, 'an account is closed, never taken out'); END""",
        "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    ),
)

MIGRATIONS: tuple[Migration, ...] = (_FIRST,)
"""All steps in order; numbers start at 1 and have no gaps."""


def pack_version(major: int, number: int) -> int:
    """Return the value of `PRAGMA user_version`."""
    return major << 16 | number


def unpack_version(value: int) -> tuple[int, int]:
    """Return (major, number of the last migration)."""
    return value >> 16, value & 0xFFFF
