"""A ledger in memory that keeps the vault's promises; `tests/contracts/test_ledger.py` holds both to them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from kiosk.errors import OperatorError, TamperError
from kiosk.events import KIOSK_STREAM, Actor, Event, LedgerEntry, decode_event, utc
from kiosk.vault import ChainReport, LedgerHead, StoredFile, StreamSummary, verify_chain
from kiosk.vault.ledger import FILE_EVENTS, GENESIS, Moment, check_files, check_stream, link_entries


class MemoryLedger:
    """Keeps everything in lists. Time stands still on its monotonic clock, so that entries can be compared."""

    def __init__(self, device: str = "memory") -> None:
        self.device = device
        self.stored: list[LedgerEntry] = []
        self._files: dict[str, StoredFile] = {}
        self._accounts: dict[str, bytes] = {}
        self._secrets: dict[str, bytes] = {}

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
        if not events:
            if files or accounts or secrets:
                raise ValueError("nothing is stored without an event that tells of it")
            return ()
        check_files(events, files)
        version = self.version(stream)
        if version != expected_version:
            raise OperatorError("vault.conflict", expected=expected_version, found=version)
        if any(file.id in self._files for file in files):
            raise ValueError("a stored file is never replaced")
        at = Moment(now, 0)
        entries = link_entries(self.head(), (stream, version), events, device=self.device, actor=actor, at=at)
        self.stored.extend(entries)
        self._files.update({file.id: file for file in files})
        self._accounts.update(accounts or {})
        self._secrets.update(secrets or {})
        return entries

    def version(self, stream: str) -> int:
        return max((entry.stream_version for entry in self.stored if entry.stream == stream), default=0)

    def read(self, stream: str) -> tuple[LedgerEntry, ...]:
        return check_stream(tuple(entry for entry in self.stored if entry.stream == stream))

    def events(self, stream: str) -> tuple[Event, ...]:
        return tuple(decode_event(entry.event_name, entry.event_version, entry.payload) for entry in self.read(stream))

    def entries(self, after: int = 0, *, named: Collection[str] = ()) -> Iterator[LedgerEntry]:
        return (one for one in self.stored if one.sequence > after and (not named or one.event_name in named))

    def head(self) -> LedgerHead:
        return LedgerHead(self.stored[-1].sequence, self.stored[-1].hash) if self.stored else GENESIS

    def latest(self) -> datetime | None:
        return max((entry.wall for entry in self.stored), default=None)

    def visit_streams(self, since: datetime | None = None) -> tuple[StreamSummary, ...]:
        found: dict[str, StreamSummary] = {}
        for entry in self.stored:
            first = found[entry.stream].first_wall if entry.stream in found else entry.wall
            found[entry.stream] = StreamSummary(entry.stream, first, entry.wall, entry.stream_version)
        found.pop(KIOSK_STREAM, None)
        return tuple(summary for summary in found.values() if since is None or summary.first_wall >= utc(since))

    def file(self, file_id: str) -> bytes:
        if file_id not in self._files:
            raise OperatorError("vault.no_file")
        file = self._files[file_id]
        if hashlib.sha256(file.data).hexdigest() != file.sha256:
            raise TamperError("ledger.file_changed")
        return file.data

    def files(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((file.id, file.kind, file.sha256) for file in self._files.values())

    def accounts(self) -> tuple[tuple[str, bytes], ...]:
        return tuple(self._accounts.items())

    def secret(self, name: str) -> bytes | None:
        return self._secrets.get(name)

    def put_secret(self, name: str, value: bytes) -> None:
        self._secrets[name] = value

    def secret_names(self, prefix: str) -> tuple[str, ...]:
        return tuple(sorted(name for name in self._secrets if name.startswith(prefix)))

    def verify(self, against: Iterable[LedgerHead] = ()) -> ChainReport:
        report = verify_chain(self.stored, against)
        digests = {hashlib.sha256(file.data).hexdigest() for file in self._files.values()}
        for entry in self.stored if report.ok else ():
            event = decode_event(entry.event_name, entry.event_version, entry.payload)
            if isinstance(event, FILE_EVENTS) and event.file_digest not in digests:
                return ChainReport(report.count, report.head, entry.sequence, "ledger.file_changed")
        return report
