"""Rules on checks (C201 to C207): each must-know fact is taught and asked fairly; only knowledge finds the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kiosk.content import CheckItem, Content, Places
from kiosk.errors import Problem
from kiosk.lint.texts import Role, page_texts

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
        required = set(treatment.pages)
        for entry in treatment.must_know:
            if len(entry.items) < _ITEMS:
                field = f"must_know.{entry.id}.items"
                message = (
                    f"a must-know fact has at least {_ITEMS} check items, a new one for the next try: write one more"
                )
                yield Problem("C201", file, places.line(file, field), field, message)
        for checks in content.checks.values():
            for entry in treatment.must_know:
                for item in (checks[name] for name in entry.items):
                    if item.page not in required:
                        field = f"{item.id}.page"
                        message = f"the page {item.page!r} is not on the required path: send people to {entry.page!r}"
                        yield Problem("C202", item.file, places.line(item.file, field), field, message)
    yield from _untaught(content, places)
    for checks in content.checks.values():
        seen: dict[str, str] = {}
        for item in checks.values():
            words = " ".join(re.findall(r"\w+", item.question.lower()))
            if words in seen:
                field = f"{item.id}.question"
                message = f"the same question stands in {seen[words]!r}: the next try needs a new one"
                yield Problem("C206", item.file, places.line(item.file, field), field, message)
            seen.setdefault(words, item.id)


def _untaught(content: Content, places: Places) -> Iterator[Problem]:
    """Give the must-know sentences that do not stand, word for word, on the page that teaches the fact."""
    must_know = {entry.id: entry for treatment in content.treatments.values() for entry in treatment.must_know}
    for language, known in content.must_know_texts.items():
        for entry in must_know.values():
            page = content.pages[language][entry.page]
            said = [text.text for text in page_texts(page) if text.role is Role.BODY]
            for sentence in known[entry.id].sentences:
                if not any(_says(text, sentence) for text in said):
                    start = " ".join(sentence.split()[:6])
                    message = f"the page does not say “{start} ...”, which {entry.id!r} must teach: put it back"
                    yield Problem("C207", page.file, places.line(page.file, "body.0"), "body", message)


def _says(text: str, sentence: str) -> bool:
    """Say whether a sentence stands in a text, whole: from a sentence's begin to its end (or the text's)."""
    if sentence not in text:
        return False
    end = r"(?:\s|$)" if sentence.endswith((".", "!", "?")) else "$"
    return re.search(rf"(?:^|[.!?:]\s+){re.escape(sentence)}{end}", text) is not None


def giveaway_problems(content: Content, places: Places) -> Iterator[Problem]:
    """Give what would let a person find the right answer without knowing it."""
    for checks in content.checks.values():
        for item in checks.values():
            for field, message, rule in _one_item(item):
                place = f"{item.id}.{field}"
                yield Problem(rule, item.file, places.line(item.file, place), place, message)
        if len(checks) >= _ENOUGH:
            for item, rule, message in _whole_pack(checks):
                yield Problem(rule, item.file, places.line(item.file, item.id), item.id, message)


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


def _whole_pack(checks: Mapping[str, CheckItem]) -> Iterator[tuple[CheckItem, str, str]]:
    """Give what all checks together give away, each with the first check that could be changed."""
    total = len(checks)
    spots: dict[int, list[CheckItem]] = {}
    for item in checks.values():
        spots.setdefault([choice.right for choice in item.choices].index(True) + 1, []).append(item)
    for spot, items in spots.items():
        if len(items) > _MOST_IN_ONE_PLACE * total:
            message = f"{len(items)} of {total} right answers stand in place {spot}: spread them over the places"
            yield items[0], "C203", message
    for what, sign in (("longest", 1), ("shortest", -1)):
        items = [item for item in checks.values() if _stands_out(item, sign)]
        if len(items) > _MOST_EXTREME * total:
            message = f"in {len(items)} of {total} checks the right answer is the {what}: even the lengths out"
            yield items[0], "C204", message


def _stands_out(item: CheckItem, sign: int) -> bool:
    """Say whether the right answer alone is the longest (`sign` 1) or the shortest (-1)."""
    right = sign * len(item.right_choice.text)
    return all(right > sign * len(choice.text) for choice in item.choices if not choice.right)
