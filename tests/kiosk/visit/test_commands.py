"""The answer "not now" carries its reason."""

from __future__ import annotations

from kiosk.errors import Refused
from kiosk.visit.commands import GoNext, is_command


def test_a_refusal_carries_its_reason() -> None:
    assert Refused("visit.closed").reason == "visit.closed"


def test_a_command_is_told_from_other_things() -> None:
    assert is_command(GoNext())
    assert not is_command("GoNext")
