"""The key facts of a document: the few that must not be another patient's or another decision's.

The code of each page holds their digest. They stand on the paper in words, and go along with the file as JSON
(`facts_json`): whoever holds the paper writes down what it says, and learns whether the clinic signed just that.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from typing import Final

import msgspec

from kiosk.codes.payload import DIGEST_BYTES
from kiosk.errors import OperatorError
from kiosk.events import canonical_bytes

__all__ = ["KeyFacts", "facts_digest", "facts_json", "read_facts"]

_CONTEXT: Final = b"candor-facts-1\n"


class KeyFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who, what, how decided, when. As they stand in the document; spaces and the way of composing do not matter."""

    document: str
    """The document's id: equal facts in two documents have two digests."""
    name: str
    birth_date: date
    record_number: str
    treatment: str
    decision: str
    date: date
    """The clinic's date of the document."""


def facts_json(facts: KeyFacts) -> bytes:
    """Return the canonical JSON of the facts: keys sorted, no spaces, UTF-8, NFC."""
    return canonical_bytes({key: _plain(value) for key, value in msgspec.structs.asdict(facts).items()})


def facts_digest(facts: KeyFacts) -> bytes:
    """Return the first 128 bits of the SHA-256 over `candor-facts-1`, a line end, and the canonical JSON."""
    return hashlib.sha256(_CONTEXT + facts_json(facts)).digest()[:DIGEST_BYTES]


def read_facts(data: bytes) -> KeyFacts:
    """Read a file of facts.

    Raises:
        OperatorError: `codes.bad_facts`: something is missing, or nobody knows it.
    """
    try:
        return msgspec.json.decode(data, type=KeyFacts)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # What is wrong is not told further: it could hold what a patient is called.
        raise OperatorError("codes.bad_facts", fields=", ".join(KeyFacts.__struct_fields__)) from error


def _plain(value: object) -> object:
    return " ".join(unicodedata.normalize("NFC", value).split()) if isinstance(value, str) else value
