"""Stamps: ids by the clinic's day, and a code that changes with whatever it stands for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.document import CODE_ALPHABET, Stamp, document_id
from kiosk.document.stamps import document_date
from tests.kiosk.visits import stamp


def test_a_code_can_be_read_aloud() -> None:
    code = stamp().code
    groups = code.split(" · ")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(CODE_ALPHABET)
    assert not set("01OI") & set(CODE_ALPHABET)
    assert len(set(CODE_ALPHABET)) == 32


def test_a_code_is_a_promise() -> None:
    """An old document's code must come out the same for ever."""
    old = Stamp(
        document_id="CN-2026-0512-0001",
        sealed_at=datetime(2026, 5, 12, 15, 8, tzinfo=UTC),
        device="demo-kiosk",
        ledger_sequence=1,
        ledger_hash="0" * 64,
        content_digest="1" * 64,
    )
    assert old.code == "G9V9 · 3PUU · V9L6 · 5BYV"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_id", "CN-2026-0512-0418"),
        ("sealed_at", stamp().sealed_at + timedelta(seconds=1)),
        ("device", "other"),
        ("ledger_sequence", 413),
        ("ledger_hash", "cd" * 32),
        ("content_digest", "0" * 64),
    ],
)
def test_another_record_has_another_code(field: str, value: object) -> None:
    assert msgspec.structs.replace(stamp(), **{field: value}).code != stamp().code


@given(number=st.integers(1, 10**6), sequence=st.integers(0, 2**40))
def test_every_code_has_the_same_form(number: int, sequence: int) -> None:
    made = msgspec.structs.replace(stamp(), document_id=f"CN-{number}", ledger_sequence=sequence)
    assert len(made.code) == 25
    assert made.code == msgspec.structs.replace(made).code


def test_an_id_has_the_clinics_day() -> None:
    late = datetime(2026, 5, 13, 2, 30, tzinfo=UTC)
    assert document_id(late, ZoneInfo("America/New_York"), 417) == "CN-2026-0512-0417"
    assert document_id(late, ZoneInfo("Asia/Tokyo"), 12345) == "CN-2026-0513-12345"


def test_an_id_says_its_date() -> None:
    assert document_date("CN-2026-0512-0417") == date(2026, 5, 12)
    for other in ("", "CN-2026-1312-0001", "XX-2026-0512-0001"):
        with pytest.raises(ValueError, match=r"format|unconverted"):
            document_date(other)
