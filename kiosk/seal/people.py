"""What the record that is attached to a document tells: who signed, and where the ledger stood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.seal.report import LedgerPoint, Signature

__all__ = ["mapping", "recorded_ledger", "recorded_people", "text_or_none"]


def recorded_people(record: Mapping[str, Any]) -> tuple[Signature, ...]:
    """Return the signatures of people that a record lists.

    Later versions may write more or other fields: what is missing here is left out.
    """
    listed = record.get("signatures")
    return tuple(_person(one) for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict))


def _person(listed: Mapping[str, Any]) -> Signature:
    role, name, meaning, time, how = (
        text_or_none(listed.get(key)) or "" for key in ("role", "name", "meaning", "time", "method")
    )
    receiver = mapping(mapping(listed.get("paper")).get("received_by"))
    return Signature(role, name, meaning, time, how=how, received_by=text_or_none(receiver.get("name")))


def recorded_ledger(record: Mapping[str, Any]) -> LedgerPoint | None:
    """Return where the ledger ended when a record was made; None where the record does not say it."""
    told = mapping(record.get("ledger"))
    device, sequence, digest = told.get("device"), told.get("sequence"), told.get("hash")
    if isinstance(device, str) and isinstance(sequence, int) and isinstance(digest, str):
        return LedgerPoint(device, sequence, digest)
    return None


def mapping(value: object) -> Mapping[str, Any]:
    """Return a value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def text_or_none(value: object) -> str | None:
    """Return a value if it is a text."""
    return value if isinstance(value, str) else None
