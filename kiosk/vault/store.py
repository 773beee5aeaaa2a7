"""The vault: a ledger, sealed files, staff accounts and secrets in one encrypted file, written durably or not at all.

Used from one thread. What `append` returned is on the disk; what raised is not (or, after a failing disk, is found
whole at the next start). The head of the chain is kept in memory and read anew after any failure.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from kiosk.errors import CandorError, OperatorError, TamperError
from kiosk.events import (
    KIOSK_STREAM,
    Actor,
    Event,
    LedgerEntry,
    canonical_bytes,
    decode_event,
    entry_hash,
    utc,
)
from kiosk.vault.database import Database
from kiosk.vault.keys import (
    DEFAULT_KDF,
    KdfParameters,
    check_passphrase,
    new_data_key,
    read_key_file,
    unwrap_key,
    wrap_key,
    write_key_file,
)
from kiosk.vault.ledger import (
    FILE_EVENTS,
    GENESIS,
    ChainReport,
    LedgerHead,
    Moment,
    StoredFile,
    StreamSummary,
    check_files,
    check_stream,
    link_entries,
    verify_chain,
)
from kiosk.vault.lock import FolderLock

__all__ = ["Vault", "change_passphrase", "vault_exists"]

DATABASE = "vault.db"
KEY_FILE = "vault.json"
LOCK_FILE = "vault.lock"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COLUMNS = (
    "sequence, device, wall, monotonic_ns, actor, stream, stream_version, event_name, event_version, payload, "
    "previous, hash"
)
_INSERT_ENTRY = f"INSERT INTO ledger ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants

_PUT_SECRET = "INSERT INTO secrets VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"  # noqa: S105


def vault_exists(folder: Path) -> bool:
    """Whether a folder holds a vault, or a part of one that must not be written over.

    Raises:
        OperatorError: this user may not look into the folder.
    """
    with _folder_errors("vault.cannot_open"):
        return (folder / KEY_FILE).exists() or (folder / DATABASE).exists()


def change_passphrase(folder: Path, old: str, new: str, *, kdf: KdfParameters = DEFAULT_KDF) -> None:
    """Wrap the vault's key under a new passphrase; the vault itself stays as it is.

    Raises:
        OperatorError: the old passphrase is wrong, the new one weak, the vault in use, or the folder not writable.
        TamperError: the key file is damaged.
    """
    check_passphrase(new)
    path = folder / KEY_FILE
    lock = FolderLock(folder / LOCK_FILE)
    try:
        key = unwrap_key(read_key_file(path), old)
        with _folder_errors():
            write_key_file(path, wrap_key(key, new, kdf))
    finally:
        lock.release()


class Vault:
    """An open vault; made by `create` or `open`, and a context manager. Satisfies `kiosk.vault.ledger.Ledger`."""

    def __init__(self, database: Database, lock: FolderLock, monotonic: Callable[[], int]) -> None:
        """Take over an open database and the lock; use `create` or `open` instead."""
        self._database = database
        self._lock = lock
        self._monotonic = monotonic
        self._head: LedgerHead | None = None
        self._latest: datetime | None = None
        self._versions: dict[str, int] = {}
        found = database.row("SELECT value FROM meta WHERE name = 'device'")
        if found is None:
            raise TamperError("vault.damaged")
        self.device: str = found[0]
        self.head()

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: str,
        *,
        now: datetime,
        device_id: str,
        kdf: KdfParameters = DEFAULT_KDF,
        monotonic: Callable[[], int] = time.monotonic_ns,
    ) -> Vault:
        """Make a vault in a folder and open it.

        The database comes first and the key file last: a folder is a vault when its key file is there.

        Raises:
            OperatorError: there is one already, the passphrase is weak, or the folder cannot be written.
        """
        check_passphrase(passphrase)
        if vault_exists(folder):
            raise OperatorError("vault.exists")
        with _folder_errors():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.ExitStack() as undo:
            lock = FolderLock(folder / LOCK_FILE)
            undo.callback(lock.release)
            key = new_data_key()
            database = Database(folder / DATABASE, key, create=True)
            undo.callback(database.close)
            with database.transaction():
                rows = [("device", device_id), ("created", utc(now).isoformat())]
                database.run_many("INSERT INTO meta VALUES (?, ?)", rows)
            with _folder_errors():
                write_key_file(folder / KEY_FILE, wrap_key(key, passphrase, kdf))
            vault = cls(database, lock, monotonic)
            undo.pop_all()
        return vault

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str,
        *,
        kdf: KdfParameters = DEFAULT_KDF,
        monotonic: Callable[[], int] = time.monotonic_ns,
    ) -> Vault:
        """Open the vault in a folder; takes about half a second, on purpose.

        A key file made with lower costs than `kdf` is wrapped anew.

        Raises:
            OperatorError: no vault, wrong passphrase, in use, made by a newer program, or not writable.
            TamperError: the vault or its key file is damaged.
        """
        if not vault_exists(folder):
            raise OperatorError("vault.not_found")
        path = folder / KEY_FILE
        with contextlib.ExitStack() as undo:
            lock = FolderLock(folder / LOCK_FILE)
            undo.callback(lock.release)
            key_file = read_key_file(path)
            key = unwrap_key(key_file, passphrase)
            database = Database(folder / DATABASE, key)
            undo.callback(database.close)
            if key_file.kdf.is_weaker_than(kdf):
                with _folder_errors():
                    write_key_file(path, wrap_key(key, passphrase, kdf))
            vault = cls(database, lock, monotonic)
            undo.pop_all()
        return vault

    def close(self) -> None:
        """Close the database and let go of the folder; a second call does nothing."""
        try:
            self._database.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------ writing

    def append(
        self,
        stream: str,
        expected_version: int,
        events: Sequence[Event],
        *,
        actor: Actor,
        now: datetime,
        files: Sequence[StoredFile] = (),
        accounts: Mapping[str, bytes] | None = None,
        secrets: Mapping[str, bytes] | None = None,
    ) -> tuple[LedgerEntry, ...]:
        """Store events, files, changed accounts and secrets in one durable transaction, or nothing.

        Args:
            stream: a visit's id, or `KIOSK_STREAM`.
            expected_version: the version that the caller's state stands at; 0 for a new stream.
            events: what happened, in order; without events nothing is stored.
            actor: who did it.
            now: aware wall time.
            files: sealed files that these events name.
            accounts: staff accounts as they stand after these events, by id.
            secrets: secrets as they stand after these events, by name.

        Raises:
            OperatorError: the stream has moved on (`vault.conflict`), or the disk refuses.
            TamperError: a file's bytes do not have its digest.
            ValueError: files, accounts or secrets without an event, or a sealed document without its file.
        """
        if not events:
            if files or accounts or secrets:
                raise ValueError("nothing is stored without an event that tells of it")
            return ()
        check_files(events, files)
        version = self.version(stream)
        if version != expected_version:
            raise OperatorError("vault.conflict", expected=expected_version, found=version)
        at = Moment(now, self._monotonic())
        entries = link_entries(self.head(), (stream, version), events, device=self.device, actor=actor, at=at)
        last = entries[-1]
        rows = [_to_row(entry) for entry in entries]
        try:
            with self._database.transaction():
                self._database.run_many(_INSERT_ENTRY, rows)
                for file in files:
                    self._database.run(
                        "INSERT INTO files (id, kind, sha256, sequence, data) VALUES (?, ?, ?, ?, ?)",
                        (file.id, file.kind, bytes.fromhex(file.sha256), last.sequence, file.data),
                    )
                for account_id, record in (accounts or {}).items():
                    self._database.run(
                        "INSERT INTO accounts (id, record) VALUES (?, ?) "
                        "ON CONFLICT (id) DO UPDATE SET record = excluded.record",
                        (account_id, record),
                    )
                for name, value in (secrets or {}).items():
                    self._database.run(_PUT_SECRET, (name, value))
        except BaseException:
            self._head = self._latest = None
            self._versions.clear()
            raise
        if self._latest is not None:
            self._latest = max(self._latest, last.wall)
        self._head = LedgerHead(last.sequence, last.hash)
        self._versions[stream] = last.stream_version
        return entries

    def put_secret(self, name: str, value: bytes) -> None:
        """Store a secret (the clinic's key, its certificate) under a name, instead of an earlier one."""
        with self._database.transaction():
            self._database.run(_PUT_SECRET, (name, value))

    # ------------------------------------------------------------------ reading

    def version(self, stream: str) -> int:
        """Return the version of a stream's last event; 0 for a stream that does not exist."""
        known = self._versions.get(stream)
        if known is None:
            row = self._database.row("SELECT max(stream_version) FROM ledger WHERE stream = ?", (stream,))
            known = (row[0] or 0) if row else 0
            self._versions[stream] = known
        return known

    def read(self, stream: str) -> tuple[LedgerEntry, ...]:
        """Return a stream's entries in order.

        Raises:
            TamperError: an entry was changed or is missing.
        """
        query = f"SELECT {_COLUMNS} FROM ledger WHERE stream = ? ORDER BY stream_version"  # noqa: S608 - constants
        return check_stream(tuple(_to_entry(row) for row in self._database.rows(query, (stream,))))

    def events(self, stream: str) -> tuple[Event, ...]:
        """Return a stream's events in order.

        Raises:
            TamperError: an entry was changed or is missing, or an event is unknown to this program.
        """
        return tuple(decode_event(entry.event_name, entry.event_version, entry.payload) for entry in self.read(stream))

    def entries(self, after: int = 0, *, named: Collection[str] = ()) -> Iterator[LedgerEntry]:
        """Yield all entries with a sequence greater than `after`, as they are stored; `verify` judges them.

        With `named` only those of events of these names: a look for few among many.
        """
        only = f" AND event_name IN ({', '.join('?' * len(named))})" if named else ""
        query = f"SELECT {_COLUMNS} FROM ledger WHERE sequence > ?{only} ORDER BY sequence"  # noqa: S608 - constants
        for row in self._database.rows(query, (after, *named)):
            yield _to_entry(row)

    def head(self) -> LedgerHead:
        """Return the last entry's sequence and hash.

        Raises:
            TamperError: the last entry was changed.
        """
        if self._head is None:
            query = f"SELECT {_COLUMNS} FROM ledger ORDER BY sequence DESC LIMIT 1"  # noqa: S608 - constants
            row = self._database.row(query)
            if row is None:
                self._head = GENESIS
            else:
                entry = _to_entry(row)
                if entry_hash(entry) != entry.hash:
                    raise TamperError("ledger.bad_hash", sequence=entry.sequence)
                self._head = LedgerHead(entry.sequence, entry.hash)
        return self._head

    def latest(self) -> datetime | None:
        """Return the latest time (UTC) that any entry has, or None for an empty ledger."""
        if self._latest is None:
            row = self._database.row("SELECT max(wall) FROM ledger")
            if row is not None and row[0] is not None:
                self._latest = _from_microseconds(row[0])
        return self._latest

    def visit_streams(self, since: datetime | None = None) -> tuple[StreamSummary, ...]:
        """Return the visits whose first event is not before `since`, in the order they were opened."""
        query = """
            SELECT opened.stream, opened.wall, latest.wall, latest.stream_version
            FROM ledger AS opened
            JOIN ledger AS latest ON latest.stream = opened.stream AND latest.stream_version =
                (SELECT max(stream_version) FROM ledger WHERE stream = opened.stream)
            WHERE opened.stream_version = 1 AND opened.wall >= ? AND opened.stream <> ?
            ORDER BY opened.sequence"""
        earliest = -(2**62) if since is None else _to_microseconds(utc(since))
        return tuple(
            StreamSummary(stream, _from_microseconds(first), _from_microseconds(last), version)
            for stream, first, last, version in self._database.rows(query, (earliest, KIOSK_STREAM))
        )

    def file(self, file_id: str) -> bytes:
        """Return a stored file.

        Raises:
            OperatorError: there is none with this id.
            TamperError: its bytes are not those that were stored.
        """
        row = self._database.row("SELECT data, sha256 FROM files WHERE id = ?", (file_id,))
        if row is None:
            raise OperatorError("vault.no_file")
        data: bytes = row[0]
        if hashlib.sha256(data).digest() != row[1]:
            raise TamperError("ledger.file_changed")
        return data

    def files(self) -> tuple[tuple[str, str, str], ...]:
        """Return (id, kind, sha256) of all stored files in the order they were stored."""
        rows = self._database.rows("SELECT id, kind, sha256 FROM files ORDER BY number")
        return tuple((file_id, kind, digest.hex()) for file_id, kind, digest in rows)

    def accounts(self) -> tuple[tuple[str, bytes], ...]:
        """Return (id, record) of all staff accounts, oldest first; `kiosk.staff` reads the records."""
        rows = self._database.rows("SELECT id, record FROM accounts ORDER BY number")
        return tuple((account_id, record) for account_id, record in rows)

    def secret(self, name: str) -> bytes | None:
        """Return a secret, or None."""
        row = self._database.row("SELECT value FROM secrets WHERE name = ?", (name,))
        return None if row is None else row[0]

    def secret_names(self, prefix: str) -> tuple[str, ...]:
        """Return the names of the secrets that begin so, in alphabetical order."""
        query = "SELECT name FROM secrets WHERE substr(name, 1, ?) = ? ORDER BY name"
        return tuple(name for (name,) in self._database.rows(query, (len(prefix), prefix)))

    # ------------------------------------------------------------------ judging

    def verify(self, against: Iterable[LedgerHead] = ()) -> ChainReport:
        """Check every page, every link of the chain, every stored file, and that the ledger holds the given heads.

        Never raises on damage: what is wrong stands in the report.
        """
        heads = tuple(against)
        try:
            if not self._database.is_sound():
                return ChainReport(0, GENESIS, None, "vault.damaged", heads)
            report = verify_chain(self.entries(), heads)
            return self._verify_files(report) if report.ok else report
        except CandorError as error:
            return ChainReport(0, GENESIS, None, error.key, heads)

    def _verify_files(self, report: ChainReport) -> ChainReport:
        """Add to a good report the first sealed document whose file is missing or changed."""
        digests = {
            hashlib.sha256(data).hexdigest(): digest.hex()
            for data, digest in self._database.rows("SELECT data, sha256 FROM files")
        }
        for entry in self.entries(named=[kind.name for kind in FILE_EVENTS]):
            event = decode_event(entry.event_name, entry.event_version, entry.payload)
            if isinstance(event, FILE_EVENTS) and event.file_digest not in digests:
                return ChainReport(report.count, report.head, entry.sequence, "ledger.file_changed")
        if any(computed != stored for computed, stored in digests.items()):
            return ChainReport(report.count, report.head, None, "ledger.file_changed")
        return report


@contextlib.contextmanager
def _folder_errors(refused: str = "vault.read_only") -> Iterator[None]:
    """Turn the system's refusal of a file into a sentence for staff."""
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        raise OperatorError("vault.disk_full" if full else refused) from error


def _to_microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _from_microseconds(value: int) -> datetime:
    return _EPOCH + value * _MICROSECOND


def _to_row(entry: LedgerEntry) -> tuple[str | int | bytes, ...]:
    """Return an entry's columns, in the order of `_COLUMNS`."""
    return (
        entry.sequence,
        entry.device,
        _to_microseconds(entry.wall),
        entry.monotonic_ns,
        canonical_bytes(entry.actor).decode(),
        entry.stream,
        entry.stream_version,
        entry.event_name,
        entry.event_version,
        entry.payload,
        bytes.fromhex(entry.previous),
        bytes.fromhex(entry.hash),
    )


def _to_entry(row: tuple[Any, ...]) -> LedgerEntry:
    """Return the entry of a row."""
    try:
        actor = msgspec.json.decode(row[4], type=Actor)
        wall = _from_microseconds(row[2])
    except (msgspec.MsgspecError, UnicodeDecodeError, OverflowError) as error:
        raise TamperError("ledger.unreadable_entry", sequence=row[0]) from error
    return LedgerEntry(
        sequence=row[0],
        device=row[1],
        wall=wall,
        monotonic_ns=row[3],
        actor=actor,
        stream=row[5],
        stream_version=row[6],
        event_name=row[7],
        event_version=row[8],
        payload=row[9],
        previous=row[10].hex(),
        hash=row[11].hex(),
    )
