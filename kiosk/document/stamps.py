"""Stamps: a document's id, the time of its sealing, the ledger's head, and the code that a person can compare.

The code is 80 bits of a digest over the id, the time, the content and the ledger's head. The head stands for all
events before it, so that another visit, another answer or another time has another code. The alphabet has no 0, O, 1
and I: it is read aloud at a desk.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from kiosk.events import canonical_bytes

__all__ = ["CODE_ALPHABET", "Stamp", "document_date", "document_id"]

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS = 4
_GROUP = 4
_BITS = 5
_DATED = "CN-2026-0512"


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """What is known only when a document is made. Times are aware; digests are hex SHA-256."""

    document_id: str
    sealed_at: datetime
    device: str
    ledger_sequence: int
    ledger_hash: str
    content_digest: str

    @property
    def code(self) -> str:
        """The verification code, four groups of four."""
        digest = int.from_bytes(hashlib.sha256(b"candor-code-1\n" + canonical_bytes(self)).digest(), "big") >> 176
        letters = "".join(
            CODE_ALPHABET[digest >> shift & 31] for shift in range((_GROUPS * _GROUP - 1) * _BITS, -1, -_BITS)
        )
        return " · ".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def document_id(moment: datetime, zone: ZoneInfo, number: int) -> str:
    """Return a document's id, "CN-2026-0512-0417": the clinic's date and the number of that day's document."""
    return f"CN-{moment.astimezone(zone):%Y-%m%d}-{number:04d}"


def document_date(identifier: str) -> date:
    """Return the clinic's date that a document's id says.

    Raises:
        ValueError: it is no id of ours.
    """
    return datetime.strptime(identifier[: len(_DATED)], "CN-%Y-%m%d").date()  # noqa: DTZ007  # a date has no zone
