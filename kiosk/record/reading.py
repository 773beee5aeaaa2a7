"""Reading a record: from its bytes or from a sealed file, of every schema there ever was; and its canonical bytes."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import msgspec

from kiosk import events as e
from kiosk.errors import TamperError
from kiosk.record.schema import ConsentRecord

__all__ = ["RECORD_FILE", "read_attached_record", "read_record", "record_bytes", "stored_record_id"]

RECORD_FILE = "record.json"
"""The name of the record in a sealed file."""

_ACTS: Final[dict[str, e.Act]] = {"agree": "agreement", "decline": "refusal", "talk": "talk"}


def record_bytes(record: ConsentRecord) -> bytes:
    """Return the canonical bytes of a record: the same record always gives the same bytes."""
    return e.canonical_bytes(record)


def stored_record_id(document_id: str) -> str:
    """Return the id under which a document's record is stored beside the sealed file."""
    return f"{document_id}.json"


class _Version(msgspec.Struct, frozen=True):
    """What tells how a record is to be read."""

    schema: int


def read_record(data: bytes) -> ConsentRecord:
    """Read a stored record; one of an older schema is lifted to this one.

    Raises:
        TamperError: it is no record, or one of a newer schema.
    """
    try:
        schema = msgspec.json.decode(data, type=_Version).schema
        if schema not in _LIFTS:
            return msgspec.json.decode(data, type=ConsentRecord)
        fields = msgspec.json.decode(data, type=dict[str, Any])
        while schema in _LIFTS:
            fields = _LIFTS[schema](fields)
            schema += 1
        return msgspec.convert(fields, type=ConsentRecord)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise TamperError("record.unreadable") from error


def _added(fields: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    """Add what a schema did not know yet, which a record of it cannot say."""
    if added.keys() & fields.keys():
        raise msgspec.ValidationError("a record of this schema has no such field")
    return {**fields, **added}


def _from_first(fields: dict[str, Any]) -> dict[str, Any]:
    """Lift a record of schema 1, which knew nothing of what came with schema 2."""
    return _added(fields, {"route": "", "sign_offs": [], "conditions": [], "teach_backs": [], "help_asked": []})


def _from_second(fields: dict[str, Any]) -> dict[str, Any]:
    """Lift a record of schema 2, which knew a patient and the witness of a mark, and no digest of their ink."""
    choice = fields.get("choice")
    if not isinstance(choice, str) or choice not in _ACTS:
        raise msgspec.ValidationError("a record without a choice")
    nothing = dict.fromkeys(("representative", "wishes", "electronic", "renews", "withdrawal"))
    lifted = _added(fields, {"act": _ACTS[choice], **nothing})
    lifted["signatures"] = [_signature(one) for one in _listed(fields.get("signatures"))]
    if "earlier" in fields:
        lifted["earlier"] = [
            one | {"signature": None if one.get("signature") is None else _signature(one["signature"])}
            for one in _listed(fields["earlier"])
        ]
    return lifted | {"schema": 3}


def _listed(value: object) -> list[dict[str, Any]]:
    """Return a list of objects.

    Raises:
        ValidationError: it is something else.
    """
    return msgspec.convert(value, type=list[dict[str, Any]])


def _signature(fields: object) -> dict[str, Any]:
    signature = msgspec.convert(fields, type=dict[str, Any])
    return _added(
        signature, {"identity_method": "", "staff": None, "interpreter": None, "ink_digest": "", "binding": ""}
    )


_LIFTS: Final = {1: _from_first, 2: _from_second}
"""What lifts a record of a schema to the next one."""


def read_attached_record(pdf: bytes) -> ConsentRecord:
    """Read the record that is attached to a sealed file. The caller has verified the file before.

    Raises:
        TamperError: there is none, or it cannot be read.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            data = opened.attachments[RECORD_FILE].get_file().read_bytes()
    except (pikepdf.PdfError, KeyError) as error:
        raise TamperError("record.unreadable") from error
    return read_record(data)
