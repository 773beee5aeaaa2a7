from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.events import binding_digest, ink_digest
from kiosk.record import record_bytes
from kiosk.seal.people import (
    bindings_hold,
    content_holds,
    is_bound,
    mapping,
    notes_hold,
    recorded_copy,
    recorded_document,
    recorded_not_signed,
    recorded_people,
    recorded_scan,
    text_or_none,
)
from kiosk.seal.report import CopyPoint, ScanPoint
from tests.golden.golden import FOLDER
from tests.kiosk.signers import agreed, not_signed, represented, whole, withdrawn


@functools.cache
def _record() -> bytes:
    return record_bytes(whole(agreed())[1])


@functools.cache
def _other() -> bytes:
    return record_bytes(whole(represented())[1])


def record() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_record())
    return found


def test_people_are_read_from_a_record() -> None:
    one = {"role": "patient", "name": "Ana", "meaning": "I agree", "time": "2026-08-12", "method": "paper"}
    [found] = recorded_people({"signatures": [one | {"paper": {"received_by": {"name": "Priya"}}}]})

    assert (found.role, found.name, found.how, found.received_by) == ("patient", "Ana", "paper", "Priya")


def test_what_is_not_there_is_left_out() -> None:
    assert recorded_people({}) == ()
    assert recorded_people({"signatures": "nobody"}) == ()
    assert recorded_people({"signatures": ["x", 7, None]}) == ()
    assert recorded_people({"signatures": [{"name": 7}]})[0].name == ""


def test_only_values_of_the_right_kind_count() -> None:
    assert mapping([]) == {}
    assert mapping({"a": 1}) == {"a": 1}
    assert text_or_none(7) is None
    assert text_or_none("x") == "x"


def test_how_it_was_checked_who_signs_is_read() -> None:
    assert [one.identity for one in recorded_people(record())] == ["photo_id", "photo_id", "pin", "pin"]


def test_a_record_names_the_consent_that_it_takes_back() -> None:
    taken_back = json.loads(record_bytes(whole(withdrawn())[1]))
    assert recorded_document(taken_back, "withdrawal") == "CN-2026-0512-0417"
    assert recorded_document(taken_back, "renews") is None
    assert recorded_document(record(), "withdrawal") is None


# ---------------------------------------------------------------- what ties a record to its document


def test_a_record_names_the_content_of_its_own_document() -> None:
    assert content_holds(record())
    for old in ("record-1.json", "record-2.json", "record-3.json", "record-3-withdrawal.json"):
        assert content_holds(json.loads((FOLDER / old).read_bytes()))
    assert not content_holds(record() | {"content_digest": "ab" * 32})
    assert not content_holds(record() | {"document": None})


def test_a_record_is_bound_since_its_third_schema() -> None:
    assert is_bound(record())
    assert not any(is_bound({"schema": schema}) for schema in (2, "scan-record 1", None))
    assert not is_bound({})


# ---------------------------------------------------------------- what ties ink to its document


def test_the_signatures_of_a_record_are_bound_to_its_document() -> None:
    assert bindings_hold(record())
    for old in ("record-1.json", "record-2.json", "record-3.json", "record-3-withdrawal.json"):
        assert bindings_hold(json.loads((FOLDER / old).read_bytes()))


def ink_of_another(found: dict[str, Any]) -> None:
    """Somebody else's ink in the place of the patient's, in the record alone."""
    found["signatures"][0]["ink"]["strokes"].reverse()


def ink_shown_of_another(found: dict[str, Any]) -> None:
    """The same in the document alone: what is drawn."""
    shown(found)[0]["ink"]["strokes"].reverse()


def ink_in_both(found: dict[str, Any]) -> None:
    """The same in both, with the digest of the one who signed."""
    ink_of_another(found)
    ink_shown_of_another(found)


def ink_with_its_digest(found: dict[str, Any]) -> None:
    """The same with a digest of its own: it was not bound to this document."""
    ink_in_both(found)
    signature = found["signatures"][0]
    signature["ink_digest"] = ink_digest(signature["ink"])


def signature_of_another_document(found: dict[str, Any]) -> None:
    """A whole signature from another document, in the record and where it is shown."""
    other = json.loads(_other())
    found["signatures"][-1] = other["signatures"][-1]
    found["signatures"][-1]["binding"] = binding_digest("CN-2026-0512-0001", found["signatures"][-1])
    shown(found)[-1].update(shown(other)[-1])


def other_meaning(found: dict[str, Any]) -> None:
    """Another sentence than was signed."""
    found["signatures"][0]["meaning"] = "I agree to anything."


def other_time(found: dict[str, Any]) -> None:
    """A day earlier."""
    found["signatures"][0]["time"] = "2026-05-11T14:02:06Z"


def other_document(found: dict[str, Any]) -> None:
    """All signatures in another document."""
    found["document"]["id"] = "CN-2026-0512-0418"


def one_less(found: dict[str, Any]) -> None:
    """A signature that is shown and not told of."""
    found["signatures"].pop()


def no_digest(found: dict[str, Any]) -> None:
    """Ink without its digest."""
    del found["signatures"][0]["ink_digest"]


def no_ink(found: dict[str, Any]) -> None:
    """The digest of ink that is gone."""
    found["signatures"][0]["ink"] = shown(found)[0]["ink"] = None


def no_way(found: dict[str, Any]) -> None:
    """A signature that does not say how it was given."""
    del found["signatures"][1]["method"]


def shown(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in found["document"]["blocks"] if block["type"] == "signature"]


@pytest.mark.parametrize(
    "attack",
    [
        ink_of_another,
        ink_shown_of_another,
        ink_in_both,
        ink_with_its_digest,
        signature_of_another_document,
        other_meaning,
        other_time,
        other_document,
        one_less,
        no_digest,
        no_ink,
        no_way,
    ],
)
def test_ink_and_words_of_another_signature_are_found(attack: Callable[[dict[str, Any]], None]) -> None:
    found = record()
    attack(found)
    assert not bindings_hold(found)


@pytest.mark.parametrize("part", ["signatures", "document"])
def test_a_record_without_its_parts_is_not_bound(part: str) -> None:
    assert not bindings_hold(record() | {part: 7})


def test_a_scan_tells_of_itself() -> None:
    record = {
        "schema": "scan-record 1",
        "form": {"id": "PF-1"},
        "visit": "v1",
        "received_at": "2026-05-12T14:00:00Z",
        "received_by": {"name": "Priya Raman"},
        "files": [{}, {}],
        "counts_as_signature": True,
    }
    expected = ScanPoint("PF-1", "v1", "2026-05-12T14:00:00Z", "Priya Raman", 2, counts_as_signature=True)
    assert recorded_scan(record) == expected
    # A later version is a scan, too; what it writes in another way is left out.
    assert recorded_scan({"schema": "scan-record 7", "files": 3}) == ScanPoint("", "", "", "", 0, False)


def test_no_other_record_is_a_scan() -> None:
    assert recorded_scan({}) is None
    assert recorded_scan({"schema": 2}) is None
    assert recorded_scan({"schema": "record 2"}) is None


def test_a_copy_is_of_the_document_of_its_record() -> None:
    told = {"kind": "large_print", "id": "CN-1-L", "original": "CN-1", "original_digest": "cd", "content_digest": "ab"}
    record_of_it = {"document": {"id": "CN-1"}, "content_digest": "ab"}
    assert recorded_copy(told, record_of_it) == CopyPoint("large_print", "CN-1-L", "CN-1", "cd")
    assert recorded_copy({}, record_of_it) is None
    for other in ({"document": {"id": "CN-2"}, "content_digest": "ab"}, record_of_it | {"content_digest": "xx"}, {}):
        with pytest.raises(ValueError, match="another document"):
            recorded_copy(told, other)


def test_who_did_not_sign_is_told_by_document_and_record_alike() -> None:
    told: dict[str, Any] = json.loads(record_bytes(whole(not_signed())[1]))
    assert notes_hold(told)
    assert bindings_hold(told)
    assert notes_hold(record())
    [noted] = told["not_signed"]
    assert [(one.role, one.name) for one in recorded_not_signed(told)] == [("interpreter", "Inés Vidal")]
    assert recorded_not_signed({"not_signed": [{"role": 7}, "x"]})[0].to_json() == {
        "role": "",
        "name": "",
        "reason": "",
    }
    assert recorded_not_signed({"not_signed": "nobody"}) == ()
    assert not notes_hold({key: value for key, value in told.items() if key != "not_signed"})
    assert not notes_hold(told | {"not_signed": [noted, noted]})
    for field, value in (("reason", "She was ill."), ("name", "Ana"), ("role", "clinician")):
        assert not notes_hold(told | {"not_signed": [noted | {field: value}]})
    assert not notes_hold(record() | {"not_signed": [noted]})
    [place] = [block for block in told["document"]["blocks"] if block.get("method") == "not_signed"]
    place["rows"] = []
    assert not notes_hold(told)
