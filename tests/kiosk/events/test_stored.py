"""The events' promises: names and versions, one byte form, and refusal of what is not known."""

from __future__ import annotations

import hashlib
import json
import types
import typing
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import events
from kiosk.errors import TamperError
from kiosk.events import (
    EVENT_TYPES,
    Actor,
    Event,
    LedgerEntry,
    PageShown,
    Patient,
    RoleNotSigned,
    SignInFailed,
    StepEntered,
    VisitOpened,
    canonical_bytes,
    decode_event,
    encode_event,
    entry_hash,
    utc,
)
from kiosk.events.stored import UPCASTERS

NOW = datetime(2026, 5, 12, 14, 42, 16, 123456, tzinfo=UTC)
TEXT = st.text(max_size=40)
OPENED_1 = (
    '{"content_digest":"cd","content_version":"0.2.0","demo":true,"identity_method":"photo_id","language":"en",'
    '"order_seed":7,"patient":{"birth_date":"1961-03-14","name":"Rosa Delgado","record_number":"20418"},'
    '"reason":"trd","staff":{"id":"s1","kind":"staff","name":"Priya Raman"},"treatment":"ketamine-iv",'
    '"treatment_version":"1.0","visit_id":"v1"}'
)
"""How a visit's first event was stored before treatments had routes."""
NOT_SIGNED = (
    '{"act":"refusal","reason":"She had to leave.","role":"interpreter","signer_name":"Ines Vale",'
    '"staff":{"id":"s1","kind":"staff","name":"P"}}'
)
"""A note that somebody did not sign, as it is stored."""
RATED = '{"must_know":"mk-one","note":"","rating":2,"staff":{"id":"s1","kind":"staff","name":"Priya"}}'
PLAIN: dict[object, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**40), 2**40),
    float: st.floats(0, 1),
    bool: st.booleans(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    type(None): st.none(),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type form: a class, a union, a literal
    """Return a strategy for a field's type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of(*(values_of(argument) for argument in arguments))
    fields = {field.name: values_of(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


ANY_EVENT = st.sampled_from(sorted(EVENT_TYPES, key=str)).flatmap(lambda key: values_of(EVENT_TYPES[key]))


@given(ANY_EVENT)
def test_every_event_comes_back_as_it_was(event: Event) -> None:
    payload = encode_event(event)
    assert decode_event(event.name, event.version, payload) == event
    assert encode_event(decode_event(event.name, event.version, payload)) == payload


def test_stored_names_are_promises() -> None:
    """A rename would make stored records unreadable: this list only grows."""
    assert sorted(name for name, _ in EVENT_TYPES) == sorted(kind.__name__ for kind in EVENT_TYPES.values())
    assert {name: version for name, version in EVENT_TYPES if version > 1} == {"VisitOpened": 3}
    assert set(events.__all__) >= {name for name, _ in EVENT_TYPES}
    assert {
        "VisitOpened",
        "ConditionAnswered",
        "TeachBackGiven",
        "TeachBackRated",
        "HelpAsked",
        "WishesRecorded",
        "RoleSigned",
        "RoleNotSigned",
        "ConsentWithdrawn",
        "CopySealed",
        "ScanSealed",
        "KeyChanged",
        "PageShown",
        "CheckAnswered",
        "DecisionMade",
        "SignatureGiven",
        "DocumentSealed",
        "SignInFailed",
        "RecordPrinted",
    } <= {name for name, _ in EVENT_TYPES}


def test_there_is_one_byte_form() -> None:
    assert canonical_bytes({"b": 1, "a": (2.5, None, "ü")}) == '{"a":[2.5,null,"ü"],"b":1}'.encode()
    assert encode_event(PageShown("p", 1, 2)) == '{"page":"p","part":1,"parts":2}'
    assert canonical_bytes(NOW) == b'"2026-05-12T14:42:16.123456Z"'
    assert canonical_bytes(NOW.replace(microsecond=0)) == b'"2026-05-12T14:42:16Z"'


@pytest.mark.parametrize(
    ("name", "version", "payload", "key"),
    [
        ("Invented", 1, "{}", "ledger.unknown_event"),
        ("PageShown", 2, '{"page":"p","part":1,"parts":2}', "ledger.unknown_event"),
        ("PageShown", 0, '{"page":"p","part":1,"parts":2}', "ledger.unknown_event"),
        ("PageShown", 1, '{"page":"p","part":1,"parts":2,"more":1}', "ledger.unreadable_event"),
        ("PageShown", 1, '{"page":"p","part":1}', "ledger.unreadable_event"),
        ("PageShown", 1, '{"page":"p","part":"1","parts":2}', "ledger.unreadable_event"),
        ("PageShown", 1, "not json", "ledger.unreadable_event"),
        ("Invented", 1, "not json", "ledger.unreadable_event"),
        ("VisitOpened", 1, "[]", "ledger.unreadable_event"),
        ("VisitOpened", 1, '{"visit_id":"v1"}', "ledger.unreadable_event"),
        ("VisitOpened", 1, OPENED_1.replace('"order_seed":7', '"order_seed":"7"'), "ledger.unreadable_event"),
        ("VisitOpened", 1, OPENED_1.replace('"demo"', '"later":1,"demo"'), "ledger.unreadable_event"),
        ("VisitOpened", 4, OPENED_1, "ledger.unknown_event"),
        ("ConditionAnswered", 1, '{"answer":"maybe","condition":"heart"}', "ledger.unreadable_event"),
        ("TeachBackRated", 1, RATED.replace("2", "3"), "ledger.unreadable_event"),
        ("DecisionMade", 1, '{"choice":"maybe","order":[]}', "ledger.unreadable_event"),
    ],
)
def test_what_is_not_known_is_refused(name: str, version: int, payload: str, key: str) -> None:
    with pytest.raises(TamperError) as caught:
        decode_event(name, version, payload)
    assert caught.value.key == key
    assert payload not in str(caught.value)


def test_an_old_event_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def from_first(fields: dict[str, Any]) -> tuple[str, int, dict[str, Any]]:
        return "PageTurned", 2, {"page": fields["id"]}

    def from_second(fields: dict[str, Any]) -> tuple[str, int, dict[str, Any]]:
        return "StepEntered", 1, {"step": fields["page"]}

    monkeypatch.setitem(UPCASTERS, ("PageTurned", 1), from_first)
    monkeypatch.setitem(UPCASTERS, ("PageTurned", 2), from_second)
    assert decode_event("PageTurned", 1, '{"id":"p"}') == StepEntered("p")
    assert decode_event("PageTurned", 2, '{"page":"p"}') == StepEntered("p")
    with pytest.raises(TamperError, match=r"ledger\.unknown_event"):
        decode_event("PageTurned", 3, "{}")


def test_a_visit_of_the_first_version_is_read_as_one_without_a_route() -> None:
    opened = decode_event("VisitOpened", 1, OPENED_1)
    assert isinstance(opened, VisitOpened)
    assert opened.route == ""
    assert opened.patient == Patient("Rosa Delgado", date(1961, 3, 14), "20418")
    assert (opened.representative, opened.renews) == (None, None)
    later = {"route": "", "representative": None, "renews": None}
    assert (opened.version, json.loads(encode_event(opened))) == (3, json.loads(OPENED_1) | later)


def test_a_visit_of_the_second_version_was_the_patients_own_and_the_first() -> None:
    second = OPENED_1.replace('"reason"', '"route":"oral","reason"')
    opened = decode_event("VisitOpened", 2, second)
    assert isinstance(opened, VisitOpened)
    assert (opened.route, opened.representative, opened.renews) == ("oral", None, None)
    with pytest.raises(TamperError, match=r"ledger\.unreadable_event"):
        decode_event("VisitOpened", 2, second.replace('"reason"', '"renews":null,"reason"'))


def test_a_note_that_somebody_did_not_sign_is_read_for_ever() -> None:
    noted = decode_event("RoleNotSigned", 1, NOT_SIGNED)
    assert noted == RoleNotSigned("refusal", "interpreter", "Ines Vale", "She had to leave.", Actor("staff", "s1", "P"))
    assert encode_event(noted) == NOT_SIGNED
    with pytest.raises(TamperError, match=r"ledger\.unreadable_event"):
        decode_event("RoleNotSigned", 1, NOT_SIGNED.replace('"reason"', '"method":"ink","reason"'))


def test_an_old_event_cannot_say_what_its_version_did_not_know() -> None:
    with pytest.raises(TamperError, match=r"ledger\.unreadable_event"):
        decode_event("VisitOpened", 1, OPENED_1.replace('"demo"', '"route":"oral","demo"'))


def test_an_entrys_hash_covers_every_other_field() -> None:
    entry = LedgerEntry("k1", 1, NOW, 7, Actor("patient"), "v", 1, "StepEntered", 1, '{"step":"x"}', "0" * 64, "")
    changes: dict[str, Any] = {
        "device": "k2",
        "sequence": 2,
        "wall": NOW + timedelta(microseconds=1),
        "monotonic_ns": 8,
        "actor": Actor("patient", name="x"),
        "stream": "w",
        "stream_version": 2,
        "event_name": "PageShown",
        "event_version": 2,
        "payload": "{}",
        "previous": "1" * 64,
    }
    assert {*changes, "hash"} == set(LedgerEntry.__struct_fields__)
    hashes = {entry_hash(msgspec.structs.replace(entry, **{name: value})) for name, value in changes.items()}
    assert len(hashes | {entry_hash(entry)}) == len(changes) + 1
    assert entry_hash(msgspec.structs.replace(entry, hash="f" * 64)) == entry_hash(entry)


def test_an_entrys_hash_can_be_worked_out_by_anybody() -> None:
    entry = LedgerEntry("k1", 1, NOW, 7, Actor("patient"), "v", 1, "StepEntered", 1, '{"step":"x"}', "0" * 64, "")
    text = (
        '{"actor":{"id":"","kind":"patient","name":""},"device":"k1","event_name":"StepEntered","event_version":1,'
        '"monotonic_ns":7,"payload":"{\\"step\\":\\"x\\"}","previous":"' + "0" * 64 + '","sequence":1,"stream":"v",'
        '"stream_version":1,"wall":"2026-05-12T14:42:16.123456Z"}'
    )
    assert entry_hash(entry) == hashlib.sha256(text.encode()).hexdigest()


def test_times_carry_their_zone() -> None:
    local = NOW.astimezone(timezone(timedelta(hours=-4)))
    assert utc(local) == NOW
    assert utc(local).tzinfo is UTC
    with pytest.raises(TypeError):
        utc(NOW.replace(tzinfo=None))


def test_events_cannot_be_changed() -> None:
    event = SignInFailed("s-1")
    for name in event.__struct_fields__:
        with pytest.raises(AttributeError):
            setattr(event, name, "s-2")
