"""What the ledger costs: one append to the vault against one insert into a bare SQLite table that is as durable.

Both write the same row in one transaction, with a write-ahead log and synchronous=FULL, to the same disk, in turn. The
bare table is not encrypted, and has no chain, no guards and no index of its streams. It is written by the same library
without a key: then both wait for the same system call. Python's own sqlite3 is measured beside them for the record: on
Linux it is usually built to call fdatasync, which leaves out a file's times, where the wheels of sqlcipher3 call fsync.

The first appends of a day make the log grow, later ones write over it, and the two cost differently. So a whole day is
measured, from the first event after opening.
"""

from __future__ import annotations

import contextlib
import sqlite3
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from kiosk import events as e
from kiosk.vault import KdfParameters, Vault
from kiosk.vault.ledger import GENESIS, Moment, link_entries
from tests.bench.measure import Figure, figure

__all__ = ["measure"]

PATIENT = e.Actor(kind="patient")
SHOWN = e.PageShown(page="key-information", part=1, parts=2)
CREATE = (
    "CREATE TABLE ledger (sequence INTEGER PRIMARY KEY, device TEXT, wall INTEGER, monotonic_ns INTEGER, actor TEXT, "
    "stream TEXT, stream_version INTEGER, event_name TEXT, event_version INTEGER, payload TEXT, previous BLOB, "
    "hash BLOB)"
)
INSERT = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class BareTable:
    """A table in a plain SQLite file, written as durably as the vault."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401  # sqlcipher3 has no types
        """Make the table on a new connection in autocommit mode."""
        self.connection = connection
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", CREATE):
            self.connection.execute(statement)
        now = datetime.now(UTC)
        (entry,) = link_entries(GENESIS, ("v", 0), [SHOWN], device="k", actor=PATIENT, at=Moment(now, 1))
        wall = int(now.timestamp() * 1_000_000)
        actor = '{"id":"","kind":"patient","name":""}'
        self._row = ("k", wall, 1, actor, "v", 1, entry.event_name, 1, entry.payload, bytes(32), bytes(32))
        self._sequence = 0

    def insert(self) -> float:
        """Insert the next row; return the seconds until it was durable."""
        self._sequence += 1
        row = (self._sequence, *self._row)
        began = time.perf_counter()
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(INSERT, row)
        self.connection.execute("COMMIT")
        return time.perf_counter() - began


def _append(vault: Vault, version: int) -> float:
    """Append one event as the service does; return the seconds until it was durable."""
    began = time.perf_counter()
    vault.append("visit", version, [SHOWN], actor=PATIENT, now=datetime.now(UTC))
    return time.perf_counter() - began


def measure(folder: Path, rounds: int = 100, appends: int = 25) -> list[Figure]:
    """Append and insert in turn, `appends` of each in a round, from the first event on.

    Raises:
        OperatorError: the folder cannot be written.
    """
    times: dict[str, list[float]] = {"ours": [], "bare": [], "stdlib": []}
    kdf = KdfParameters(1, 8, 1)
    made = Vault.create(folder / "vault", "four words of the day", now=datetime.now(UTC), device_id="k", kdf=kdf)
    same = BareTable(dbapi2.connect(str(folder / "bare.db"), isolation_level=None))
    other = BareTable(sqlite3.connect(folder / "stdlib.db", isolation_level=None))
    with made as vault, contextlib.closing(same.connection), contextlib.closing(other.connection):
        for number in range(rounds):
            times["ours"] += [_append(vault, number * appends + one) for one in range(appends)]
            times["bare"] += [same.insert() for _ in range(appends)]
            times["stdlib"] += [other.insert() for _ in range(appends)]
    return [
        _compared("ledger append, speed", times["ours"], times["bare"], "by the same library without a key", goal=0.7),
        _compared("ledger append, speed against sqlite3", times["ours"], times["stdlib"], "by Python's own sqlite3"),
    ]


def _compared(name: str, ours: Sequence[float], bare: Sequence[float], how: str, goal: float | None = None) -> Figure:
    """Return the ratio of the medians, their own values in microseconds beside it."""
    mine, theirs = statistics.median(ours), statistics.median(bare)
    against = (
        f"a bare SQLite insert {how}, WAL and synchronous=FULL too: {theirs * 1e6:.0f} µs, "
        f"ours {mine * 1e6:.0f} µs (medians of {len(ours)}, in turn)"
    )
    return figure(name, theirs / mine, "x", against, goal, "more")
