"""The answer "not now" carries its reason."""

from __future__ import annotations

from kiosk.visit.commands import Refused


def test_a_refusal_carries_its_reason() -> None:
    assert Refused("visit.closed").reason == "visit.closed"
