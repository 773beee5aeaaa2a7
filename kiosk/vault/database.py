"""One SQLCipher connection, typed, with its errors sorted and its schema kept up to date. Only importer of sqlcipher3.

Each error of SQLite is either the world's fault (a sentence for staff), damage (a TamperError) or a bug of ours; the
line between them is the table below and nothing else.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from kiosk.errors import CandorError, OperatorError, TamperError
from kiosk.vault.schema import MAJOR, MIGRATIONS, Migration, pack_version, unpack_version

__all__ = ["Database", "Value", "sort_error"]

Value = str | int | bytes
"""What a column holds; the tables are STRICT and have no empty columns."""

# Primary result codes, https://www.sqlite.org/rescode.html
_WORLD = {
    3: "vault.read_only",  # PERM
    5: "vault.in_use",  # BUSY
    7: "vault.no_memory",  # NOMEM
    8: "vault.read_only",  # READONLY
    10: "vault.disk_trouble",  # IOERR
    13: "vault.disk_full",  # FULL
    14: "vault.cannot_open",  # CANTOPEN
    15: "vault.in_use",  # PROTOCOL: lost a race for the write-ahead log
}
# The key was proven right before the file is opened, so "not a database" is damage too.
_DAMAGE = {11, 26}  # CORRUPT, NOTADB


def sort_error(error: Exception) -> CandorError | None:
    """Return the error that staff can act on, or None when it is a bug of ours.

    Args:
        error: what sqlcipher3 raised; its `sqlite_errorcode` may be an extended code.
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _DAMAGE:
        return TamperError("vault.damaged")
    if code in _WORLD:
        return OperatorError(_WORLD[code])
    return None


@contextlib.contextmanager
def _errors_sorted() -> Iterator[None]:
    try:
        yield
    except dbapi2.Error as error:
        known = sort_error(error)
        if known is None:
            raise
        raise known from error


class Database:
    """An open, encrypted database; use it from one thread. The folder's lock is the caller's."""

    def __init__(self, path: Path, key: bytes, *, create: bool = False) -> None:
        """Open the file, set it up for durable writes and bring its schema up to date.

        Args:
            path: the database file.
            key: the 256-bit data key.
            create: make the file; otherwise it has to be there.

        Raises:
            OperatorError: the file cannot be opened or written, or a newer program wrote it.
            TamperError: it is damaged, or its tables are not as we made them.
        """
        if not create:
            if not path.exists():
                raise OperatorError("vault.not_found")
            # SQLite would open it for reading alone, and then fail at something else.
            if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
                raise OperatorError("vault.read_only")
        with _errors_sorted():
            self._connection: Any = dbapi2.connect(
                f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}",
                uri=True,
                isolation_level=None,
                timeout=0,
            )
        try:
            self._prepare(key)
            self._migrate(MIGRATIONS)
            self._check_schema()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        with _errors_sorted():
            self._connection.close()

    def run(self, sql: str, parameters: Sequence[Value] = ()) -> None:
        """Execute one statement."""
        with _errors_sorted():
            self._connection.execute(sql, parameters)

    def run_many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Execute one statement for each row."""
        with _errors_sorted():
            self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, one at a time."""
        with _errors_sorted():
            yield from self._connection.execute(sql, parameters)

    def row(self, sql: str, parameters: Sequence[Value] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        with _errors_sorted():
            found: tuple[Any, ...] | None = self._connection.execute(sql, parameters).fetchone()
        return found

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all writes inside durable together, or none of them."""
        with _errors_sorted():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite has already rolled back after some errors (full, I/O); a second rollback would be an error.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def is_sound(self) -> bool:
        """Whether every page carries its own authentication code and the tables and indexes agree; reads it all."""
        if any(True for _ in self.rows("PRAGMA cipher_integrity_check")):
            return False
        return list(self.rows("PRAGMA integrity_check(1)")) == [("ok",)]

    def _prepare(self, key: bytes) -> None:
        self.run("PRAGMA cipher_log_level = NONE")  # SQLCipher writes to standard error by itself
        # cipher_memory_security stays off: it takes a third of an append's speed, and Python holds the key too.
        self.run(f"PRAGMA key = \"x'{key.hex()}'\"")
        self.run("PRAGMA cipher_compatibility = 4")  # a later SQLCipher must read, and write, today's form
        # We hold the folder's lock anyway; this one keeps the log's index in memory, so that no third file is made.
        self.run("PRAGMA locking_mode = EXCLUSIVE")
        if self.row("PRAGMA journal_mode = WAL") != ("wal",):
            raise OperatorError("vault.read_only")
        self.run("PRAGMA synchronous = FULL")
        self.run("PRAGMA fullfsync = ON")  # of effect on macOS only, where fsync alone does not reach the disk
        self.run("PRAGMA foreign_keys = ON")
        self.run("PRAGMA recursive_triggers = ON")
        self.run("PRAGMA trusted_schema = OFF")
        self.run("PRAGMA cell_size_check = ON")

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        stored = self.row("PRAGMA user_version")
        major, number = unpack_version(stored[0] if stored else 0)
        if major > MAJOR:
            raise OperatorError("vault.newer")
        for migration in migrations[number:]:
            with self.transaction():
                for statement in migration.statements:
                    self.run(statement)
                self.run(f"PRAGMA user_version = {pack_version(MAJOR, migration.number)}")

    def _check_schema(self) -> None:
        """Refuse a vault in which a table, an index or a guard is missing or was changed."""
        query = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        model: Any = dbapi2.connect(":memory:", isolation_level=None)
        try:
            for migration in MIGRATIONS:
                for statement in migration.statements:
                    model.execute(statement)
            wanted = set(model.execute(query))
        finally:
            model.close()
        if not wanted <= set(self.rows(query)):
            raise TamperError("vault.schema_changed")
