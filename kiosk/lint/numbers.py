"""Numbers: what a text says must be what its facts and its figure say.

A text's numbers are its digits, its number words from three up, and halves, thirds and quarters of people. "One" and
"two" as words are free: they count things ("one infusion", "two choices") far more often than they measure.

A number is right if a cited fact has it (in its statement or among its figures), as it is or rounded to a whole
number. Percentages may also be said as people: 64.3 per cent as "64 of 100", its rest as "36 of 100", 0.4 per cent as
"4 of 1,000". After "of 100" only percentages count, so that the size of a study's group is never read as its result.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.content import Fact, Figure

__all__ = ["Known", "joined", "known_in_fact", "known_in_figure", "known_in_note", "roundings", "wrong_numbers"]

_DIGITS = r"(?<![\w.,])(?<![A-Za-z]-)\d+(?:,\d{3})*(?:\.\d+)?(?![\d])"
_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SMALL += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = (
    {word: number for number, word in enumerate(_SMALL)}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    | {f"{ten}-{_SMALL[unit]}": 10 * tens + unit for tens, ten in enumerate(_TENS, 2) for unit in range(1, 10)}
    | {"hundred": 100, "thousand": 1000}
)
# Longest first, compounds by their parts: this pattern is tried at every letter of every text.
_PLAIN = "|".join(sorted([*_SMALL, "hundred", "thousand"], key=len, reverse=True))
_WORD = rf"\b(?=[zotfsenh])(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_SMALL[1:10])}))?|{_PLAIN})\b(?!-)"
_NUMBER = rf"(?:{_DIGITS}|{_WORD})"
_LIST = rf"{_NUMBER}(?:(?:, | and | or | to |-|–|, and ){_NUMBER})*"
_BASE = r"(10,000|1,000|10000|1000|100|10|one hundred|ten)\b(?! (?:minutes|hours|days|weeks|months|years))"
_PEOPLE = re.compile(rf"({_LIST})(?: people)?(?: out)? (?:of|in)(?: every)? {_BASE}", re.IGNORECASE)
_OF_OTHER = re.compile(rf"{_NUMBER}(?: people)?(?: out)? of ({_DIGITS})|\bout of ({_DIGITS})", re.IGNORECASE)
_PERCENT = re.compile(rf"({_LIST}) ?(?:%|per ?cent)", re.IGNORECASE)
_ONE = re.compile(_NUMBER, re.IGNORECASE)
_SHARE = re.compile(
    r"\b(half|(?:a|one) third|two thirds|(?:a|one) quarter|three quarters) of (?!an hour|a day|an? )", re.IGNORECASE
)
_SHARES = {"half": 50.0, "third": 100 / 3, "two thirds": 200 / 3, "quarter": 25.0, "three quarters": 75.0}
_ALONE = re.compile(r"\b(?:of|in|every) (?:100|1,000|10,000)\b(?! (?:mg|m|g)\b)|\b100 people\b", re.IGNORECASE)
_SHARE_SLACK = 3  # of 100: "about half" may stand for 47 to 53
_FREE_WORDS = {"one", "two", "zero"}
_SMALL_STUDY = 50  # people in a group, below which a study is told in its own numbers
_MEDIAN = 50.0  # per cent: a median is where half of the people are
_LARGE = 10  # per cent below which "of 1,000" says more than "of 100"


@dataclass(frozen=True, slots=True)
class Known:
    """The numbers that a text may use: as they stand (or rounded), as people of 100, and both together."""

    exact: frozenset[float] = frozenset()
    numbers: frozenset[float] = frozenset()
    of_hundred: frozenset[float] = frozenset()


def known_in_fact(fact: Fact) -> Known:
    """Return the numbers of a fact; a fact that is still to be checked gives none."""
    if fact.confidence == "RECALLED-CHECK":
        return Known()
    numbers = {value for value, _ in _found(fact.statement, all_words=True)}
    shares: set[float] = set()
    if "median" in f"{fact.statement} {fact.figures}".lower():
        shares.add(_MEDIAN)
    for pattern in (_PERCENT, _PEOPLE):
        for match in pattern.finditer(fact.statement):
            shares.update(value for value, _ in _found(match.group(1), all_words=True))
    for entry in fact.figures:
        for key, value in entry.items():
            values = set(_values(value))
            numbers |= values
            if "pct" in key:
                shares |= values
    return _known(numbers, shares)


def known_in_note(fact: Fact) -> Known:
    """Return the numbers of a fact's note, which tells who was studied. They are never a result."""
    if fact.confidence == "RECALLED-CHECK":
        return Known()
    # A number with a leading zero is the name of a source article.
    numbers = frozenset(value for value, shown in _found(fact.note, all_words=True) if shown[0] != "0")
    return Known(numbers, numbers)


def known_in_figure(figure: Figure) -> Known:
    """Return the numbers of a figure: its counts, as people of 100."""
    pairs = (*figure.counts, *(pair for row in figure.rows for pair in row.counts))
    return _known((), {float(count) for _, count in pairs})


def joined(parts: Iterable[Known]) -> Known:
    """Return what several facts and figures know together."""
    parts = tuple(parts)
    none = frozenset[float]()
    return Known(
        none.union(*(part.exact for part in parts)),
        none.union(*(part.numbers for part in parts)),
        none.union(*(part.of_hundred for part in parts)),
    )


def _known(numbers: Iterable[float], shares: Iterable[float]) -> Known:
    """Add roundings, and what is left of 100."""
    exact = frozenset(numbers) | {float(whole) for value in numbers for whole in roundings(value)}
    of_hundred = set(shares) | {float(whole) for value in shares for whole in roundings(value)}
    of_hundred |= {round(100 - value, 4) for value in of_hundred if value <= 100}  # noqa: PLR2004  # per cent
    return Known(exact, exact | of_hundred, frozenset(of_hundred))


def wrong_numbers(text: str, known: Known) -> Iterator[str]:
    """Give the parts of a text whose numbers are not known."""
    rest = text
    for match in _PEOPLE.finditer(text):
        base = next(value for value, _ in _found(match.group(2).removeprefix("one "), all_words=True))
        scale = base / 100
        said = [value for value, _ in _found(match.group(1), all_words=True)]
        if not all(any(_same(value, share * scale, scale) for share in known.of_hundred) for value in said):
            yield match.group()
        rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    for match in _SHARE.finditer(rest):
        wanted = _share(match.group(1).lower())
        if not any(abs(wanted - share) <= _SHARE_SLACK for share in known.of_hundred):
            yield match.group().strip()
    rest = _ALONE.sub(" ", rest)
    for match in _OF_OTHER.finditer(rest):
        # A small study may be told as it is ("4 of 18 people"); all else has one denominator, or it cannot be compared.
        base = _value(match.group(1) or match.group(2))
        if match.group(2) or base >= _SMALL_STUDY or base not in known.exact:
            yield match.group()
    for value, shown in _found(rest, all_words=False):
        if value not in known.numbers:
            yield shown


def roundings(value: float) -> set[int]:
    """Return the whole numbers that a number may be rounded to (a half may go either way)."""
    return {math.floor(value + 0.5), round(value)}


def _same(value: float, exact: float, scale: float) -> bool:
    """Say whether people of 10 (scale 0.1), 100 (1), 1,000 (10) or 10,000 (100) are an exact share, rounded."""
    fine = scale > 1 and exact <= _LARGE * scale
    return value == exact or ((fine or scale < 1) and value in roundings(exact))


def _share(words: str) -> float:
    """Return per cent for "half", "a third", "three quarters" ..."""
    return _SHARES[words.removeprefix("a ").removeprefix("one ")]


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


def _values(value: object) -> Iterator[float]:
    """Give the numbers in a fact's figure: a number, or a text such as `7-12` or `0.49 (0.29-0.84)`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, str):
        for match in re.finditer(r"\d+(?:,\d{3})*(?:\.\d+)?", value):
            yield _value(match.group())


def _found(text: str, *, all_words: bool) -> Iterator[tuple[float, str]]:
    """Give each number of a text and how it is written; without `all_words` "one" and "two" are left out."""
    for match in _ONE.finditer(text):
        shown = match.group()
        word = shown.lower()
        if word in _WORDS:
            if all_words or word not in _FREE_WORDS:
                yield float(_WORDS[word]), shown
        else:
            yield _value(shown), shown
