from __future__ import annotations

import json
from datetime import date

import msgspec
import pytest

from kiosk.codes import KeyFacts, facts_digest, facts_json, read_facts
from kiosk.errors import OperatorError
from tests.kiosk.codes.scans import FACTS


def test_the_digest_of_facts_stays_what_it_is() -> None:
    """Paper lies in a drawer for decades: what this digest is over may never change."""
    assert facts_digest(FACTS).hex() == "0aacbf607a98ea0393ba3f2f2c09a0e6"


def test_the_json_is_canonical_and_comes_back() -> None:
    written = facts_json(FACTS)
    assert written == json.dumps(json.loads(written), sort_keys=True, separators=(",", ":")).encode()
    assert read_facts(written) == FACTS


@pytest.mark.parametrize(
    "changes",
    [
        {"document": "CN-2026-0512-0418"},
        {"name": "Rosa Delgada"},
        {"birth_date": date(1961, 3, 15)},
        {"record_number": "20419"},
        {"treatment": "esketamine"},
        {"decision": "decline"},
        {"date": date(2026, 5, 13)},
    ],
)
def test_each_fact_counts(changes: dict[str, object]) -> None:
    assert facts_digest(msgspec.structs.replace(FACTS, **changes)) != facts_digest(FACTS)


def test_how_a_name_is_composed_and_spaced_does_not_count() -> None:
    one, other = (
        msgspec.structs.replace(FACTS, name=name) for name in ("José  Núñez ", "Jose\u0301 Nu\u0301n\u0303ez")
    )
    assert facts_digest(one) == facts_digest(other)
    assert facts_json(one) == facts_json(other)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, facts_json(FACTS)[:-1] + b',"more":1}', b'{"name":3}']
)
def test_a_bad_file_of_facts_says_which_fields_there_are(data: bytes) -> None:
    with pytest.raises(OperatorError) as caught:
        read_facts(data)
    assert caught.value.key == "codes.bad_facts"
    assert caught.value.facts == {"fields": ", ".join(KeyFacts.__struct_fields__)}
