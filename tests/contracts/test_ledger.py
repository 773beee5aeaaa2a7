"""What every ledger must do. A store for the service is a class here; all of them run the same tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kiosk.errors import OperatorError, TamperError
from kiosk.events import (
    KIOSK_STREAM,
    Actor,
    CheckAnswered,
    DocumentSealed,
    Event,
    KioskOpened,
    PageShown,
    ScanSealed,
    StepEntered,
    ValueRated,
    entry_hash,
)
from kiosk.vault import KdfParameters, Ledger, LedgerHead, StoredFile, Vault, verify_chain
from kiosk.vault.ledger import GENESIS
from tests.contracts.memory_ledger import MemoryLedger

NOW = datetime(2026, 5, 12, 14, 42, 16, 123456, tzinfo=UTC)
PATIENT = Actor("patient")
STAFF = Actor("staff", "s-1", "Priya Raman")
CHEAP = KdfParameters(1, 8, 1)
EVENTS: tuple[Event, ...] = (
    StepEntered("page/what-it-is"),
    PageShown("what-it-is", 1, 2),
    CheckAnswered("mk-off-label", "q1", "b", right=True, attempt=1, order=("b", "a", "not-sure")),
    ValueRated("sleep", None),
)


def sealed(file: StoredFile) -> DocumentSealed:
    return DocumentSealed("consent", "CN-1", file.sha256, "0" * 64, "7KQ4-M2XD", 9, NOW)


class LedgerContract:
    """Subclasses give the fixture `ledger`: an empty one."""

    def test_starts_empty(self, ledger: Ledger) -> None:
        assert ledger.head() == GENESIS
        assert ledger.version("v") == 0
        assert ledger.read("v") == ()
        assert ledger.events("v") == ()
        assert list(ledger.entries()) == []
        assert ledger.visit_streams() == ()
        assert ledger.files() == ()
        assert ledger.accounts() == ()
        assert ledger.secret("key") is None
        assert ledger.verify().ok

    def test_returns_what_was_appended(self, ledger: Ledger) -> None:
        entries = ledger.append("v", 0, EVENTS, actor=PATIENT, now=NOW)
        assert ledger.read("v") == entries
        assert ledger.events("v") == EVENTS
        assert tuple(ledger.entries()) == entries
        assert [entry.stream_version for entry in entries] == [1, 2, 3, 4]
        assert {entry.actor for entry in entries} == {PATIENT}
        assert {entry.wall for entry in entries} == {NOW}
        assert entries[0].previous == GENESIS.hash
        assert all(entry_hash(entry) == entry.hash for entry in entries)
        assert ledger.head() == (4, entries[-1].hash)

    def test_streams_share_one_chain(self, ledger: Ledger) -> None:
        ledger.append(KIOSK_STREAM, 0, [KioskOpened("0.1", "d")], actor=STAFF, now=NOW)
        ledger.append("v1", 0, EVENTS[:2], actor=PATIENT, now=NOW)
        ledger.append("v2", 0, EVENTS[:1], actor=PATIENT, now=NOW)
        ledger.append("v1", 2, EVENTS[2:3], actor=PATIENT, now=NOW)
        assert [entry.sequence for entry in ledger.entries()] == [1, 2, 3, 4, 5]
        assert [entry.stream_version for entry in ledger.read("v1")] == [1, 2, 3]
        assert [entry.sequence for entry in ledger.entries(after=3)] == [4, 5]
        named = [EVENTS[0].name, EVENTS[2].name]
        assert [entry.event_name for entry in ledger.entries(named=named)] == [named[0], named[0], named[1]]
        assert [entry.sequence for entry in ledger.entries(after=2, named=named)] == [4, 5]
        assert verify_chain(ledger.entries()) == ledger.verify()
        assert ledger.verify().count == 5

    def test_refuses_a_writer_who_is_behind(self, ledger: Ledger) -> None:
        ledger.append("v", 0, EVENTS[:2], actor=PATIENT, now=NOW)
        before = ledger.head()
        for expected in (0, 1, 3):
            with pytest.raises(OperatorError, match=r"vault\.conflict"):
                ledger.append("v", expected, EVENTS[:1], actor=PATIENT, now=NOW)
        assert ledger.head() == before

    def test_no_events_store_nothing(self, ledger: Ledger) -> None:
        assert ledger.append("v", 0, [], actor=PATIENT, now=NOW) == ()
        assert ledger.head() == GENESIS
        with pytest.raises(ValueError, match="without an event"):
            ledger.append("v", 0, [], actor=PATIENT, now=NOW, accounts={"a": b"x"})

    def test_times_are_kept_in_utc_and_naive_ones_refused(self, ledger: Ledger) -> None:
        local = NOW.astimezone(timezone(timedelta(hours=-4)))
        (entry,) = ledger.append("v", 0, EVENTS[:1], actor=PATIENT, now=local)
        assert entry.wall == NOW
        assert ledger.read("v")[0].wall.tzinfo == UTC
        with pytest.raises(TypeError):
            ledger.append("v", 1, EVENTS[:1], actor=PATIENT, now=NOW.replace(tzinfo=None))
        assert ledger.version("v") == 1

    def test_lists_visits_and_not_the_kiosk(self, ledger: Ledger) -> None:
        later = NOW + timedelta(hours=1)
        ledger.append(KIOSK_STREAM, 0, [KioskOpened("0.1", "d")], actor=STAFF, now=NOW)
        ledger.append("b", 0, EVENTS[:1], actor=PATIENT, now=NOW)
        ledger.append("a", 0, EVENTS[:1], actor=PATIENT, now=later)
        ledger.append("b", 1, EVENTS[:2], actor=PATIENT, now=later)
        assert ledger.visit_streams() == (("b", NOW, later, 3), ("a", later, later, 1))
        assert ledger.visit_streams(since=later) == (("a", later, later, 1),)
        assert ledger.visit_streams(since=later + timedelta(seconds=1)) == ()

    def test_stores_a_file_with_its_event(self, ledger: Ledger) -> None:
        file = StoredFile.of("CN-1", "consent", b"%PDF-1.7 sealed")
        ledger.append("v", 0, [sealed(file)], actor=Actor("system"), now=NOW, files=[file])
        assert ledger.file("CN-1") == file.data
        assert ledger.files() == (("CN-1", "consent", file.sha256),)
        assert ledger.verify().ok
        with pytest.raises(OperatorError, match=r"vault\.no_file"):
            ledger.file("CN-2")

    def test_refuses_a_file_that_is_not_its_digest(self, ledger: Ledger) -> None:
        file = StoredFile("CN-1", "consent", b"%PDF-1.7 other", "0" * 64)
        with pytest.raises(TamperError, match=r"ledger\.file_changed"):
            ledger.append("v", 0, [sealed(file)], actor=Actor("system"), now=NOW, files=[file])
        assert ledger.version("v") == 0

    def test_refuses_a_sealed_document_without_its_file(self, ledger: Ledger) -> None:
        file = StoredFile.of("CN-1", "consent", b"%PDF-1.7 sealed")
        with pytest.raises(ValueError, match="one transaction"):
            ledger.append("v", 0, [sealed(file)], actor=Actor("system"), now=NOW)
        scan = ScanSealed("SC-1", "PF-1", "prepared", file.sha256, "c" * 64, (), 2, NOW, STAFF)
        with pytest.raises(ValueError, match="one transaction"):
            ledger.append("v", 0, [scan], actor=STAFF, now=NOW)
        ledger.append("v", 0, [scan], actor=STAFF, now=NOW, files=[file])
        assert ledger.verify().ok

    def test_accounts_change_with_their_event(self, ledger: Ledger) -> None:
        opened = [KioskOpened("0.1", "d")]
        ledger.append(KIOSK_STREAM, 0, opened, actor=STAFF, now=NOW, accounts={"s-2": b"1", "s-1": b"2"})
        ledger.append(KIOSK_STREAM, 1, opened, actor=STAFF, now=NOW, accounts={"s-2": b"3"})
        assert ledger.accounts() == (("s-2", b"3"), ("s-1", b"2"))

    def test_a_conflict_changes_no_account(self, ledger: Ledger) -> None:
        with pytest.raises(OperatorError):
            ledger.append(KIOSK_STREAM, 1, EVENTS[:1], actor=STAFF, now=NOW, accounts={"s-1": b"1"})
        assert ledger.accounts() == ()

    def test_keeps_the_last_secret_of_a_name(self, ledger: Ledger) -> None:
        ledger.put_secret("key", b"old")
        ledger.put_secret("key", b"\x00new")
        ledger.put_secret("certificate", b"c")
        assert ledger.secret("key") == b"\x00new"
        assert ledger.secret("certificate") == b"c"

    def test_keeps_secrets_with_their_event_or_not_at_all(self, ledger: Ledger) -> None:
        ledger.put_secret("key", b"old")
        with pytest.raises(OperatorError):
            ledger.append(KIOSK_STREAM, 1, EVENTS[:1], actor=STAFF, now=NOW, secrets={"key": b"new"})
        with pytest.raises(ValueError, match="without an event"):
            ledger.append(KIOSK_STREAM, 0, [], actor=STAFF, now=NOW, secrets={"key": b"new"})
        assert ledger.secret("key") == b"old"
        ledger.append(KIOSK_STREAM, 0, EVENTS[:1], actor=STAFF, now=NOW, secrets={"key": b"new", "other": b"1"})
        assert (ledger.secret("key"), ledger.secret("other")) == (b"new", b"1")

    def test_names_the_secrets_that_begin_alike(self, ledger: Ledger) -> None:
        for name in ("staff:s2", "staff:s1", "staf", "STAFF:s1", "staff%"):
            ledger.put_secret(name, b"1")
        assert ledger.secret_names("staff:") == ("staff:s1", "staff:s2")
        assert ledger.secret_names("other") == ()

    def test_knows_the_heads_it_once_had(self, ledger: Ledger) -> None:
        ledger.append("v", 0, EVENTS[:2], actor=PATIENT, now=NOW)
        head = ledger.head()
        ledger.append("v", 2, EVENTS[2:], actor=PATIENT, now=NOW)
        assert ledger.verify([head, ledger.head(), GENESIS]).ok
        strange = LedgerHead(2, "f" * 64)
        beyond = LedgerHead(5, head.hash)
        report = ledger.verify([beyond, head, strange])
        assert not report.ok
        assert report.unmatched == (strange, beyond)

    def test_text_comes_back_as_it_was_typed(self, ledger: Ledger) -> None:
        hostile = "Zoë \u202e{{7*7}}<b>\U0001f600\x00'\"\n" + "ä" * 10_000
        (entry,) = ledger.append("v", 0, [StepEntered(hostile)], actor=Actor("staff", "s", hostile), now=NOW)
        assert ledger.events("v") == (StepEntered(hostile),)
        assert ledger.read("v") == (entry,)
        assert ledger.verify().ok


class TestMemoryLedger(LedgerContract):
    @pytest.fixture
    def ledger(self) -> Ledger:
        return MemoryLedger()


class TestVault(LedgerContract):
    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[Ledger]:
        with Vault.create(tmp_path / "data", "correct horse battery", now=NOW, device_id="k1", kdf=CHEAP) as vault:
            yield vault
