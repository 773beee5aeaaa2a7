"""What a ledger is, apart from where it is kept: its chain, how entries are linked, and how the chain is judged.

The vault and the memory ledger of the tests both build their entries here, so the chain has one definition. All
functions are pure. Hashes are SHA-256 in hex; see `kiosk.events.entry_hash` for what they cover.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from kiosk.errors import TamperError
from kiosk.events import (
    Actor,
    CopySealed,
    DocumentResealed,
    DocumentSealed,
    Event,
    LedgerEntry,
    ScanSealed,
    decode_event,
    encode_event,
    entry_hash,
    utc,
)

__all__ = [
    "FILE_EVENTS",
    "GENESIS",
    "ChainReport",
    "Ledger",
    "LedgerHead",
    "Moment",
    "StoredFile",
    "StreamSummary",
    "check_files",
    "check_stream",
    "link_entries",
    "verify_chain",
]


FILE_EVENTS = (DocumentSealed, DocumentResealed, CopySealed, ScanSealed)
"""The events that name a sealed file: it is stored in one transaction with them."""


class LedgerHead(NamedTuple):
    """The last entry of a ledger: it stands for everything before it. Sequence 0 is the empty ledger."""

    sequence: int
    hash: str


GENESIS = LedgerHead(0, "0" * 64)
"""The head of an empty ledger; the first entry names its hash as the previous one."""


class Moment(NamedTuple):
    """When entries are written: wall clock (aware) and the machine's monotonic clock in nanoseconds."""

    wall: datetime
    monotonic_ns: int


class StreamSummary(NamedTuple):
    """One visit as the ledger sees it: its stream, its first and last time (UTC), and its number of events."""

    stream: str
    first_wall: datetime
    last_wall: datetime
    last_version: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is stored together with the event that names it. `sha256` is hex, of exactly `data`."""

    id: str
    kind: str
    data: bytes
    sha256: str

    @classmethod
    def of(cls, file_id: str, kind: str, data: bytes) -> StoredFile:
        """Make a file of its bytes and take their digest."""
        return cls(file_id, kind, data, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The verdict on a ledger."""

    count: int
    """How many entries were found good, from the first on."""
    head: LedgerHead
    """The last good entry."""
    first_bad: int | None = None
    """The sequence number at which the first fault stands; None when no fault or no place is known."""
    reason: str = ""
    """The catalogue key of the first fault; empty when there is none."""
    unmatched: tuple[LedgerHead, ...] = ()
    """Heads named by sealed files that this ledger does not hold: it was cut short, or is another one."""

    @property
    def ok(self) -> bool:
        """Whether everything that was asked holds."""
        return not self.reason and not self.unmatched


class Ledger(Protocol):
    """What the service needs of a store. `tests/contracts` holds the suite that each one must pass."""

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
        """Store events, files and changed accounts in one durable transaction, or nothing."""
        ...

    def version(self, stream: str) -> int:
        """Return the version of a stream's last event; 0 for a stream that does not exist."""
        ...

    def read(self, stream: str) -> tuple[LedgerEntry, ...]:
        """Return a stream's entries in order; each hash is checked."""
        ...

    def events(self, stream: str) -> tuple[Event, ...]:
        """Return a stream's events in order; unknown ones are refused."""
        ...

    def entries(self, after: int = 0, *, named: Collection[str] = ()) -> Iterator[LedgerEntry]:
        """Yield all entries with a sequence greater than `after`, as they are stored; only those of events so named."""
        ...

    def head(self) -> LedgerHead:
        """Return the last entry's sequence and hash."""
        ...

    def latest(self) -> datetime | None:
        """Return the latest time (UTC) that any entry has, or None for an empty ledger."""
        ...

    def visit_streams(self, since: datetime | None = None) -> tuple[StreamSummary, ...]:
        """Return the visits whose first event is not before `since`, in the order they were opened."""
        ...

    def file(self, file_id: str) -> bytes:
        """Return a stored file; its hash is checked."""
        ...

    def files(self) -> tuple[tuple[str, str, str], ...]:
        """Return (id, kind, sha256) of all stored files in the order they were stored."""
        ...

    def accounts(self) -> tuple[tuple[str, bytes], ...]:
        """Return (id, record) of all staff accounts, oldest first."""
        ...

    def secret(self, name: str) -> bytes | None:
        """Return a secret, or None."""
        ...

    def put_secret(self, name: str, value: bytes) -> None:
        """Store a secret under a name, instead of an earlier one."""
        ...

    def secret_names(self, prefix: str) -> tuple[str, ...]:
        """Return the names of the secrets that begin so, in alphabetical order."""
        ...

    def verify(self, against: Iterable[LedgerHead] = ()) -> ChainReport:
        """Check the whole ledger, the stored files, and that it holds the given heads."""
        ...


def link_entries(
    head: LedgerHead,
    stream: tuple[str, int],
    events: Sequence[Event],
    *,
    device: str,
    actor: Actor,
    at: Moment,
) -> tuple[LedgerEntry, ...]:
    """Return the entries that continue a chain.

    Args:
        head: the last entry so far.
        stream: the stream's name and its last version; the first new entry has the next one.
        events: what happened, in order.
        device: id of the kiosk; each kiosk writes its own ledger only.
        actor: who did it.
        at: when; the wall time must be aware and is stored in UTC.
    """
    name, version = stream
    sequence, previous = head
    wall = utc(at.wall)
    entries: list[LedgerEntry] = []
    for number, event in enumerate(events, start=1):
        bare = LedgerEntry(
            device=device,
            sequence=sequence + number,
            wall=wall,
            monotonic_ns=at.monotonic_ns,
            actor=actor,
            stream=name,
            stream_version=version + number,
            event_name=event.name,
            event_version=event.version,
            payload=encode_event(event),
            previous=previous,
            hash="",
        )
        previous = entry_hash(bare)
        entries.append(msgspec.structs.replace(bare, hash=previous))
    return tuple(entries)


def check_files(events: Iterable[Event], files: Iterable[StoredFile]) -> None:
    """Refuse an append that would break the bond between a sealed file and the event that names it.

    Raises:
        TamperError: a file's bytes are not those of its digest.
        ValueError: a document is called sealed and its file is not stored with it; this would be our own mistake.
    """
    digests = set[str]()
    for file in files:
        if hashlib.sha256(file.data).hexdigest() != file.sha256:
            raise TamperError("ledger.file_changed")
        digests.add(file.sha256)
    for event in events:
        if isinstance(event, FILE_EVENTS) and event.file_digest not in digests:
            raise ValueError("a sealed document is stored in one transaction with its event")


def check_stream(entries: tuple[LedgerEntry, ...]) -> tuple[LedgerEntry, ...]:
    """Return a stream's entries when each carries its own hash and none is missing.

    Raises:
        TamperError: an entry was changed, or one is missing.
    """
    for number, entry in enumerate(entries, start=1):
        if entry.stream_version != number:
            raise TamperError("ledger.bad_version", sequence=entry.sequence)
        if entry_hash(entry) != entry.hash:
            raise TamperError("ledger.bad_hash", sequence=entry.sequence)
    return entries


def verify_chain(entries: Iterable[LedgerEntry], against: Iterable[LedgerHead] = ()) -> ChainReport:
    """Check every link of a ledger, from its first entry on, and that it holds the given heads.

    A chain proves that nothing inside it was changed. That nothing was cut off its end is proved only by a head that
    was kept elsewhere, as each sealed file does: `against` names such heads.

    Args:
        entries: all entries in the order they are stored, with sequence 1 first.
        against: heads named by sealed files.
    """
    wanted = set(against)
    unmatched = {head for head in wanted if head != GENESIS}
    versions: dict[str, int] = {}
    device: str | None = None
    head = GENESIS
    for entry in entries:
        device = entry.device if device is None else device
        reason = _fault(entry, head, device, versions.get(entry.stream, 0))
        if reason:
            return ChainReport(head.sequence, head, head.sequence + 1, reason, _in_order(unmatched))
        versions[entry.stream] = entry.stream_version
        head = LedgerHead(entry.sequence, entry.hash)
        unmatched.discard(head)
    return ChainReport(head.sequence, head, unmatched=_in_order(unmatched))


def _fault(entry: LedgerEntry, head: LedgerHead, device: str, version: int) -> str:
    """Return the catalogue key of what is wrong with one entry, or nothing."""
    if entry.sequence != head.sequence + 1:
        return "ledger.gap"
    if entry.previous != head.hash:
        return "ledger.bad_link"
    if entry_hash(entry) != entry.hash:
        return "ledger.bad_hash"
    if entry.device != device:
        return "ledger.other_device"
    if entry.stream_version != version + 1:
        return "ledger.bad_version"
    try:
        decode_event(entry.event_name, entry.event_version, entry.payload)
    except TamperError as error:
        return error.key
    return ""


def _in_order(heads: set[LedgerHead]) -> tuple[LedgerHead, ...]:
    return tuple(sorted(heads))
