"""Errors carry a key and facts, and content problems their place."""

from __future__ import annotations

from kiosk.errors import ContentError, OperatorError, Problem, TamperError


def test_key_and_facts() -> None:
    error = OperatorError("vault.conflict", expected=1, found=2)
    assert (error.key, error.facts) == ("vault.conflict", {"expected": 1, "found": 2})
    assert str(error) == "vault.conflict (expected=1, found=2)"
    assert str(TamperError("ledger.gap")) == "ledger.gap"


def test_a_problem_says_where_it_is() -> None:
    problem = Problem("C101", "en/pages/a.md", 3, "facts", "add a fact")
    assert str(problem) == "en/pages/a.md:3: [C101] facts: add a fact"
    assert ContentError((problem,)).facts == {"count": 1}
