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

__all__ = [
    "Known",
    "joined",
    "known_in_fact",
    "known_in_figure",
    "known_in_note",
    "may_have_numbers",
    "other_denominators",
    "roundings",
    "wrong_numbers",
]

_DIGITS = r"(?=\d)(?<![\w.,])(?<![A-Za-z]-)\d+(?:,\d{3})*(?:\.\d+)?(?![\d])"
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
_WORD = rf"(?=[zotfsenh])\b(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_SMALL[1:10])}))?|{_PLAIN})\b(?!-)"
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
# In lower case: what stands in every text that has a number (free words aside), that counts people, that names a share.
# To look for these is many times quicker than to search with the patterns.
_DIGIT = re.compile(r"\d")
_MARKS = (
    *("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twel", "teen", "twenty", "thirt"),
    *("fort", "fift", "hundred", "thousand", "half", "third", "quarter"),
)
_BASE_MARKS = ("10", "1,000", "ten", "hundred")
_SHARE_MARKS = ("half of", "third", "quarter")
_OF_DIGIT = re.compile(r"of \d", re.IGNORECASE)
_SMALL_STUDY = 50  # people in a group, below which a study is told in its own numbers
_PER_CENT = 100
_MEDIAN = 50.0  # per cent: a median is where half of the people are
_LARGE = 10  # per cent below which "of 1,000" says more than "of 100"


@dataclass(frozen=True, slots=True)
class Known:
    """The numbers that a text may use: as they stand (or rounded), as people of 100, and both together."""

    exact: frozenset[float] = frozenset()
    numbers: frozenset[float] = frozenset()
    of_hundred: frozenset[float] = frozenset()


def known_in_fact(fact: Fact) -> Known:
    """Return the numbers of a fact, whether it is checked or not."""
    numbers = {value for value, _ in _found(fact.statement, all_words=True)}
    shares: set[float] = set()
    if "median" in fact.statement.lower() or any("median" in f"{entry}".lower() for entry in fact.figures):
        shares.add(_MEDIAN)
    low = fact.statement.lower()
    percents = _PERCENT.finditer(fact.statement) if "%" in low or "cent" in low else ()
    for match in (*percents, *_people(fact.statement)):
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
    of_hundred |= {round(_PER_CENT - value, 4) for value in of_hundred if value <= _PER_CENT}
    return Known(exact, exact | of_hundred, frozenset(of_hundred))


def may_have_numbers(text: str) -> bool:
    """Say whether a text could hold any number; a quick look that spares most texts the slow one."""
    return _DIGIT.search(text) is not None or _has(text.lower(), _MARKS)


def wrong_numbers(text: str, known: Known) -> Iterator[str]:
    """Give the parts of a text whose numbers are not known. Denominators are for `other_denominators`."""
    rest = text
    for match in _people(text):
        scale = _base(match) / _PER_CENT
        said = [value for value, _ in _found(match.group(1), all_words=True)]
        if not all(any(_same(value, share * scale, scale) for share in known.of_hundred) for value in said):
            yield match.group()
        rest = _without(rest, match)
    for match in _SHARE.finditer(rest) if _has(rest.lower(), _SHARE_MARKS) else ():
        wanted = _share(match.group(1).lower())
        if not any(abs(wanted - share) <= _SHARE_SLACK for share in known.of_hundred):
            yield match.group().strip()
    rest = _ALONE.sub(" ", rest)
    for match in list(_of_other(rest, known)):
        rest = _without(rest, match)
    for value, shown in _found(rest, all_words=False):
        if value not in known.numbers:
            yield shown


def other_denominators(text: str, known: Known) -> Iterator[str]:
    """Give the parts of a text that count people in a way that cannot be compared.

    People are counted of 100 (or of 10), and of 1,000 or 10,000 what is under 1 of 100; in one text one way only. A
    small study may be told as it is ("4 of 18 people").
    """
    rest = text
    first = 0.0
    for match in _people(text):
        rest = _without(rest, match)
        base = _base(match)
        if base > _PER_CENT and max(value for value, _ in _found(match.group(1), all_words=True)) < base / _PER_CENT:
            continue
        if first and base != first:
            yield match.group()
        first = first or base
    yield from (match.group() for match in _of_other(_ALONE.sub(" ", rest), known))


def _of_other(rest: str, known: Known) -> Iterator[re.Match[str]]:
    """Give the counts out of another number than 10, 100 and so on, small studies aside."""
    if not _OF_DIGIT.search(rest):
        return
    for match in _OF_OTHER.finditer(rest):
        base = _value(match.group(1) or match.group(2))
        if match.group(2) or base >= _SMALL_STUDY or base not in known.exact:
            yield match


def _has(low: str, marks: Iterable[str]) -> bool:
    return any(mark in low for mark in marks)


def _people(text: str) -> Iterator[re.Match[str]]:
    """Give the counts of people of 10, of 100 and so on."""
    return _PEOPLE.finditer(text) if _has(text.lower(), _BASE_MARKS) else iter(())


def _base(people: re.Match[str]) -> float:
    """Return the number that people are counted out of."""
    return next(value for value, _ in _found(people.group(2).removeprefix("one "), all_words=True))


def _without(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]


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
