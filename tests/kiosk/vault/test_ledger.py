"""The chain finds every change. What ledgers do with it is in tests/contracts/test_ledger.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import TamperError
from kiosk.events import Actor, LedgerEntry, PageShown, StepEntered, entry_hash
from kiosk.vault.ledger import (
    GENESIS,
    ChainReport,
    LedgerHead,
    Moment,
    StoredFile,
    check_files,
    check_stream,
    link_entries,
    verify_chain,
)

NOW = datetime(2026, 5, 12, 14, 42, 16, tzinfo=UTC)


def ledger(count: int = 12) -> list[LedgerEntry]:
    """Two visits, taking turns."""
    entries: list[LedgerEntry] = []
    for number in range(count):
        head = LedgerHead(entries[-1].sequence, entries[-1].hash) if entries else GENESIS
        stream = ("even" if number % 2 == 0 else "odd", number // 2)
        at = Moment(NOW + timedelta(seconds=number), number)
        event = PageShown(f"page-{number}", 1, 1)
        entries += link_entries(head, stream, [event], device="k1", actor=Actor("patient"), at=at)
    return entries


LEDGER = ledger()
CHANGES = st.sampled_from(
    [
        {"device": "k2"},
        {"wall": NOW + timedelta(days=1)},
        {"monotonic_ns": 99},
        {"actor": Actor("staff", "s-1", "Priya Raman")},
        {"stream": "another"},
        {"stream_version": 99},
        {"event_name": "StepEntered"},
        {"event_version": 2},
        {"payload": '{"page":"other","part":1,"parts":1}'},
        {"previous": "f" * 64},
        {"hash": "f" * 64},
        {"sequence": 99},
    ]
)


def test_a_whole_ledger_is_good() -> None:
    assert verify_chain(LEDGER) == ChainReport(12, LedgerHead(12, LEDGER[-1].hash))
    assert verify_chain([]) == ChainReport(0, GENESIS)


@given(place=st.integers(0, 11), change=CHANGES)
def test_every_change_of_a_field_is_found_where_it_is(place: int, change: dict[str, object]) -> None:
    entries = list(LEDGER)
    entries[place] = msgspec.structs.replace(entries[place], **change)
    report = verify_chain(entries)
    assert (report.ok, report.first_bad, report.count) == (False, place + 1, place)
    assert report.reason.startswith("ledger.")


@given(place=st.integers(0, 11), change=CHANGES)
def test_a_change_that_is_hashed_anew_breaks_the_next_link(place: int, change: dict[str, object]) -> None:
    entries = list(LEDGER)
    changed = msgspec.structs.replace(entries[place], **change)
    entries[place] = msgspec.structs.replace(changed, hash=entry_hash(changed))
    head = LedgerHead(12, LEDGER[-1].hash)
    # Only the last entry has no next one: then the head that a sealed file keeps tells.
    assert verify_chain(entries, [head]).ok is (entries == LEDGER)


@given(place=st.integers(0, 10))
def test_a_missing_entry_is_found(place: int) -> None:
    report = verify_chain(LEDGER[:place] + LEDGER[place + 1 :])
    assert (report.first_bad, report.reason) == (place + 1, "ledger.gap")


@given(order=st.permutations(range(12)))
def test_another_order_is_found(order: list[int]) -> None:
    entries = [LEDGER[place] for place in order]
    assert verify_chain(entries).ok is (entries == LEDGER)


@given(length=st.integers(0, 12))
def test_a_cut_end_is_found_by_a_head_kept_elsewhere(length: int) -> None:
    head = LedgerHead(12, LEDGER[-1].hash)
    report = verify_chain(LEDGER[:length], [head])
    assert report.ok is (length == 12)
    assert report.unmatched == (() if length == 12 else (head,))


def test_an_entry_put_in_twice_is_found() -> None:
    assert verify_chain([*LEDGER[:3], LEDGER[2], *LEDGER[3:]]).first_bad == 4


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"device": "k2"}, "ledger.other_device"),
        ({"stream_version": 7}, "ledger.bad_version"),
        ({"event_name": "Invented"}, "ledger.unknown_event"),
        ({"event_version": 2}, "ledger.unknown_event"),
        ({"payload": "{}"}, "ledger.unreadable_event"),
        ({"payload": '{"page":"p","part":1,"parts":1,"more":1}'}, "ledger.unreadable_event"),
    ],
)
def test_a_well_hashed_entry_must_also_make_sense(change: dict[str, object], reason: str) -> None:
    changed = msgspec.structs.replace(LEDGER[-1], **change)
    entries = [*LEDGER[:-1], msgspec.structs.replace(changed, hash=entry_hash(changed))]
    report = verify_chain(entries)
    assert (report.reason, report.first_bad) == (reason, 12)


def test_a_report_with_a_missing_head_is_not_ok() -> None:
    report = verify_chain(LEDGER)
    assert not replace(report, unmatched=(LedgerHead(1, "f" * 64),)).ok
    assert not replace(report, reason="ledger.gap").ok


def test_a_stream_must_be_whole_and_unchanged() -> None:
    even = tuple(entry for entry in LEDGER if entry.stream == "even")
    assert check_stream(even) == even
    with pytest.raises(TamperError, match=r"ledger\.bad_version"):
        check_stream(even[1:])
    with pytest.raises(TamperError, match=r"ledger\.bad_hash"):
        check_stream((msgspec.structs.replace(even[0], payload="{}"),))


def test_a_file_takes_its_own_digest() -> None:
    file = StoredFile.of("f", "consent", b"")
    assert file.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    check_files([StepEntered("x")], [file])
    with pytest.raises(TamperError):
        check_files([StepEntered("x")], [replace(file, data=b"x")])
