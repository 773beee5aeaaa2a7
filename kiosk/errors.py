"""The three roads an error can take, and the answer "not now"; anything that is none of them is a bug."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CandorError", "ContentError", "OperatorError", "Problem", "Refused", "TamperError"]


class CandorError(Exception):
    """A failure that has a sentence for staff.

    `key` names the sentence in the message catalogue, `facts` fill its places. Facts never hold patient data:
    they end up in logs.
    """

    def __init__(self, key: str, **facts: str | int) -> None:
        """Keep the message key and the facts that fill it."""
        super().__init__(key)
        self.key = key
        self.facts: dict[str, str | int] = facts

    def __str__(self) -> str:
        """Show key and facts, for logs and tests; people get the catalogue's sentence."""
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.key} ({facts})" if facts else self.key


class OperatorError(CandorError):
    """The world's fault, and staff can act: printer off, disk full, wrong PIN, clock wrong."""


class TamperError(CandorError):
    """A hash, a chain or a seal does not match. Stop, keep the evidence, tell staff."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the content: where it is and what to do about it."""

    rule: str
    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        """Give the usual `file:line: [rule] field: what to do` form."""
        return f"{self.file}:{self.line}: [{self.rule}] {self.field}: {self.message}"


class ContentError(CandorError):
    """Content was refused. Holds every problem found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep all problems, in file and line order."""
        super().__init__("content.refused", count=len(problems))
        self.problems = problems


class Refused(Exception):  # noqa: N818  # it is an answer, not an error: screens show its reason
    """A command was not possible now; `reason` is a message key."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason
