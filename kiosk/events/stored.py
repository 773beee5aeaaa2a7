"""How events are stored: every known name and version, canonical bytes, old forms and how they are lifted, the ledger.

A stored name and version are promises: a change of meaning is a new version with an up-caster in `UPCASTERS`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kiosk.errors import TamperError
from kiosk.events import acts, day, walk
from kiosk.events.base import Actor, Event, Value

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "EVENT_TYPES",
    "UPCASTERS",
    "LedgerEntry",
    "canonical_bytes",
    "decode_event",
    "encode_event",
    "entry_hash",
    "utc",
]

EVENT_TYPES: dict[tuple[str, int], type[Event]] = {
    (kind.name, kind.version): kind
    for home in (walk, acts, day)
    for kind in vars(home).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Every event that this program can read as it stands, by stored name and version."""


def _open_without_route(fields: dict[str, Any]) -> tuple[str, int, dict[str, Any]]:
    """Lift VisitOpened 1, which knew no routes: its treatment had a single one."""
    if "route" in fields:
        raise msgspec.ValidationError("the first version has no route")
    return "VisitOpened", 2, {**fields, "route": ""}


def _open_without_representative(fields: dict[str, Any]) -> tuple[str, int, dict[str, Any]]:
    """Lift VisitOpened 2: the patient decided, and for the first time."""
    if fields.keys() & {"representative", "renews"}:
        raise msgspec.ValidationError("the second version has neither representative nor renewal")
    return "VisitOpened", 3, {**fields, "representative": None, "renews": None}


UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], tuple[str, int, dict[str, Any]]]] = {
    ("VisitOpened", 1): _open_without_route,
    ("VisitOpened", 2): _open_without_representative,
}
"""How an older stored form becomes the next one: (name, version) -> function of the fields."""


class LedgerEntry(Value, frozen=True):
    """One row of the ledger. `previous` and `hash` are hex SHA-256; `sequence` starts at 1 and has no gaps."""

    device: str
    sequence: int
    wall: datetime
    monotonic_ns: int
    actor: Actor
    stream: str
    stream_version: int
    event_name: str
    event_version: int
    payload: str
    previous: str
    hash: str


_CANONICAL: Final = msgspec.json.Encoder(order="deterministic")


def canonical_bytes(value: object) -> bytes:
    """Return the one byte form of a value: JSON, keys sorted, no spaces, UTF-8, times as RFC 3339 in UTC."""
    return _CANONICAL.encode(msgspec.to_builtins(value, builtin_types=()))


def encode_event(event: Event) -> str:
    """Return the stored payload of an event."""
    return canonical_bytes(event).decode()


def decode_event(name: str, version: int, payload: str) -> Event:
    """Read a stored event, lifting old versions step by step.

    Raises:
        TamperError: the event or its version is unknown (a newer program wrote it, or somebody edited it), or its
            fields do not fit. An unknown event is refused, never skipped.
    """
    kind = EVENT_TYPES.get((name, version))
    try:
        if kind is not None:
            return msgspec.json.decode(payload, type=kind)
        fields = msgspec.json.decode(payload, type=dict[str, Any])
        while (name, version) in UPCASTERS:
            name, version, fields = UPCASTERS[name, version](fields)
        kind = EVENT_TYPES.get((name, version))
        if kind is None:
            raise TamperError("ledger.unknown_event", event=name, version=version)
        return msgspec.convert(fields, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TamperError("ledger.unreadable_event", event=name, version=version) from error


def entry_hash(entry: LedgerEntry) -> str:
    """Return the hash that an entry must carry: SHA-256 over the canonical bytes of all its other fields."""
    # The canonical form without its detour: every append and every check of a ledger comes through here.
    fields = msgspec.structs.asdict(entry) | {"actor": msgspec.structs.asdict(entry.actor)}
    del fields["hash"]
    return hashlib.sha256(_CANONICAL.encode(fields)).hexdigest()


def utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; naive times are refused because they prove nothing."""
    if moment.tzinfo is None:
        raise TypeError("a time in a record must carry its zone")
    return moment.astimezone(UTC)
