"""Binding: ink has one digest wherever it is read from, and a signature's digest names its document."""

from __future__ import annotations

import json

import msgspec
import pytest

from kiosk.events import BOUND, binding_digest, canonical_bytes, ink_digest
from tests.kiosk.visits import scribble

SIGNATURE = dict.fromkeys(BOUND, "x") | {"time": "2026-05-12T14:02:06Z"}


def test_ink_has_one_digest_as_it_was_drawn_and_as_it_is_read() -> None:
    ink = scribble()
    assert ink_digest(json.loads(canonical_bytes(ink))) == ink_digest(ink)
    assert len(ink_digest(ink)) == 64


def test_each_point_of_the_ink_counts() -> None:
    ink = scribble()
    first, *others = ink.strokes
    moved = msgspec.structs.replace(first, x=(first.x[0] + 0.00001, *first.x[1:]))
    assert ink_digest(msgspec.structs.replace(ink, strokes=(moved, *others))) != ink_digest(ink)
    assert ink_digest(msgspec.structs.replace(ink, device="pen")) != ink_digest(ink)


@pytest.mark.parametrize("name", sorted(BOUND))
def test_everything_that_is_bound_counts(name: str) -> None:
    whole = binding_digest("CN-1", SIGNATURE)
    assert binding_digest("CN-1", SIGNATURE | {name: "other"}) != whole
    assert binding_digest("CN-2", SIGNATURE) != whole
    with pytest.raises(KeyError):
        binding_digest("CN-1", {key: value for key, value in SIGNATURE.items() if key != name})


def test_what_is_not_bound_does_not_count() -> None:
    assert binding_digest("CN-1", SIGNATURE | {"paper": None}) == binding_digest("CN-1", SIGNATURE)
