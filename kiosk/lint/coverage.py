"""Rules on checks (C201 to C206): each must-know fact is asked fairly, and nothing but knowledge finds the answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from kiosk.content import CheckItem, Content, Places
from kiosk.errors import Problem

__all__ = ["coverage_problems", "giveaway_problems"]

_ITEMS = 2
_ENOUGH = 6  # items below which a count of places or lengths says nothing
_MOST_IN_ONE_PLACE = 0.5  # a third is even; above a half a person could learn the place
_MOST_EXTREME = 0.5
_TOO_LONG = 1.5  # times the longest wrong answer
_SHORT = 12  # characters: "Yes" and "No" may differ by any factor
_ALL = re.compile(r"\b(?:all|none|both|neither) of (?:the above|these|them)\b", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\bNOT\b|(?i:\bexcept\b)|"
    r"(?i:\b(?:which|what)\b[^?]*\b(?:is|are|was|do|does|did|should|can|must|may|will) (?:not|never)\b)"
)


def coverage_problems(content: Content, places: Places) -> Iterator[Problem]:
    """Give what keeps a must-know fact from being taught and asked twice."""
    for treatment in content.treatments.values():
        file = f"treatments/{treatment.id}.yaml"
        required = {page for section in treatment.sections for page in section.pages}
        for entry in treatment.must_know:
            if len(entry.items) < _ITEMS:
                field = f"must_know.{entry.id}.items"
                message = (
                    f"a must-know fact has at least {_ITEMS} check items, a new one for the next try: write one more"
                )
                yield Problem("C201", file, places.line(file, field), field, message)
        for language, checks in content.checks.items():
            for entry in treatment.must_know:
                for item in (checks[name] for name in entry.items):
                    if item.page not in required:
                        home = f"{language}/checks.yaml"
                        field = f"{item.id}.page"
                        message = f"the page {item.page!r} is not on the required path: send people to {entry.page!r}"
                        yield Problem("C202", home, places.line(home, field), field, message)
    for language, checks in content.checks.items():
        seen: dict[str, str] = {}
        for item in checks.values():
            words = " ".join(re.findall(r"\w+", item.question.lower()))
            if words in seen:
                file = f"{language}/checks.yaml"
                field = f"{item.id}.question"
                message = f"the same question stands in {seen[words]!r}: the next try needs a new one"
                yield Problem("C206", file, places.line(file, field), field, message)
            seen.setdefault(words, item.id)


def giveaway_problems(content: Content, places: Places) -> Iterator[Problem]:
    """Give what would let a person find the right answer without knowing it."""
    for language, checks in content.checks.items():
        file = f"{language}/checks.yaml"
        for item in checks.values():
            for field, message, rule in _one_item(item):
                place = f"{item.id}.{field}"
                yield Problem(rule, file, places.line(file, place), place, message)
        if len(checks) >= _ENOUGH:
            for rule, message in _whole_pack(checks):
                yield Problem(rule, file, 1, "-", message)


def _one_item(item: CheckItem) -> Iterator[tuple[str, str, str]]:
    right = item.right_choice
    wrong = [choice.text for choice in item.choices if not choice.right]
    longest = max(map(len, wrong), default=0)
    if len(right.text) > _TOO_LONG * longest and len(right.text) - longest > _SHORT:
        message = f"the right answer has {len(right.text)} characters, the longest wrong one {longest}: even them out"
        yield f"choices.{right.id}.text", message, "C204"
    shortest = min(map(len, wrong), default=0)
    if len(right.text) * _TOO_LONG < shortest and shortest - len(right.text) > _SHORT:
        message = f"the right answer has {len(right.text)} characters, the shortest wrong one {shortest}: even them out"
        yield f"choices.{right.id}.text", message, "C204"
    for choice in item.choices:
        if _ALL.search(choice.text):
            yield f"choices.{choice.id}.text", "an answer says one thing: no “all of the above”", "C205"
    if _NEGATIVE.search(item.question):
        yield "question", "ask for what is so, not for what is not: a tired reader misses the “not”", "C205"


def _whole_pack(checks: Mapping[str, CheckItem]) -> Iterator[tuple[str, str]]:
    total = len(checks)
    spots = Counter([choice.right for choice in item.choices].index(True) + 1 for item in checks.values())
    spot, count = spots.most_common(1)[0]
    if count > _MOST_IN_ONE_PLACE * total:
        yield "C203", f"{count} of {total} right answers stand in place {spot}: spread them over the places"
    for what, sign in (("longest", 1), ("shortest", -1)):
        count = sum(_stands_out(item, sign) for item in checks.values())
        if count > _MOST_EXTREME * total:
            yield "C204", f"in {count} of {total} checks the right answer is the {what}: even the lengths out"


def _stands_out(item: CheckItem, sign: int) -> bool:
    """Say whether the right answer alone is the longest (`sign` 1) or the shortest (-1)."""
    right = sign * len(item.right_choice.text)
    return all(right > sign * len(choice.text) for choice in item.choices if not choice.right)
