"""The content against the evidence: facts word for word, works that exist, and numbers drawn at random.

The numbers are found and read here by a few lines of their own, so that a fault of the compiler's cannot hide itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contracts.evidence import DOSSIER, entries, of_facts, of_references, recorded

CONTENT = Path(__file__).resolve().parents[2] / "content"
SAMPLE = 40


# ---------------------------------------------------------------- facts and works


def test_each_fact_is_word_for_word_that_of_the_evidence() -> None:
    known = recorded()["facts"]
    found = of_facts(CONTENT / "facts.yaml")
    assert len(found) >= 200
    assert [name for name, digest in found.items() if known.get(name) != digest] == []


def test_each_work_is_one_of_the_evidence_by_the_same_identifiers() -> None:
    known = recorded()["references"]
    found = of_references(CONTENT / "references.yaml")
    assert len(found) >= 100
    assert [name for name, work in found.items() if known.get(name) != work] == []


@pytest.mark.parametrize("kind", ["doi", "pmid"])
def test_each_identifier_stands_in_the_evidence(kind: str) -> None:
    known = {str(one[kind]) for one in recorded()["references"].values() if one[kind]}
    found = [str(one[kind]) for one in entries(CONTENT / "references.yaml").values() if one.get(kind)]
    assert len(found) >= 30
    assert [identifier for identifier in found if identifier not in known] == []
    assert len(found) == len(set(found)), "two works have one identifier"


@pytest.mark.skipif(not DOSSIER.is_dir(), reason="the dossier is not here: its record stands in for it")
def test_the_record_is_that_of_the_dossier() -> None:
    assert recorded()["facts"] == of_facts(DOSSIER / "facts.yaml")
    assert recorded()["references"] == of_references(DOSSIER / "references.yaml")


# ---------------------------------------------------------------- numbers drawn at random

UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
UNITS += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
FIGURES = re.compile(
    r"(?<![\w.])(?<![A-Za-z]-)\d+(?:,\d{3})*(?:\.\d+)?|\b(?:" + "|".join(UNITS[3:]) + r")\b", re.IGNORECASE
)
BASE = re.compile(r"\s*(?:people |adults )?(?:out )?(?:of|in)(?: every)? (10,000|1,000|100|10|ten)\b")
REST = re.compile(r"\s*(?:people )?(?:did|were|had) not\b")
IS_BASE = re.compile(r"(?:\bof|\bin|\bevery|\bOf) $")


@dataclass(frozen=True)
class Said:
    """A number on a page: as it stands, out of how many (0 if it is no count of people), and the facts cited there."""

    page: str
    words: str
    value: float
    base: float
    facts: tuple[str, ...]


def value_of(word: str) -> float:
    low = word.lower()
    return float(UNITS.index(low)) if low in UNITS else float(low.replace(",", ""))


def in_text(page: str, text: str, facts: tuple[str, ...]) -> Iterator[Said]:
    text = " ".join(re.sub(r"\*\*|\]\(term:[^)]*\)|\[|^> |^- ", "", text, flags=re.MULTILINE).split())
    for found in FIGURES.finditer(text):
        base = BASE.match(text, found.end())
        if IS_BASE.search(text[: found.start()]) and value_of(found.group()) in {10, 100, 1000, 10000}:
            continue  # "of 100" itself
        if text[found.end() :].startswith(" people:") or (
            found.group() == "100" and " people" in text[found.end() :][:8]
        ):
            continue  # "Picture 100 people"
        around = text[max(0, found.start() - 30) : found.end() + 30]
        rest = 100.0 if REST.match(text, found.end()) else 0.0
        yield Said(page, around, value_of(found.group()), value_of(base.group(1)) if base else rest, facts)


@cache
def numbers_on_pages() -> tuple[Said, ...]:
    """Return every number of the English pages, those of the choices included."""
    said: list[Said] = []
    for path in sorted((CONTENT / "en" / "pages").glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        page = yaml.safe_load(front)
        facts = (*page.get("facts", ()), *(fact for card in page.get("cards", ()) for fact in card["facts"]))
        for text in (page["title"], page.get("source_note", ""), *re.split(r"\n\n|\n(?=[-#>])", body)):
            said += in_text(path.name, text, facts)
    table = yaml.safe_load((CONTENT / "en" / "choices.yaml").read_text(encoding="utf-8"))
    for choice in table["choices"]:
        for text in choice["rows"].values():
            said += in_text(f"choice {choice['id']}", text, tuple(choice["facts"]))
    return tuple(said)


@cache
def numbers_of_fact(name: str) -> tuple[float, ...]:
    """Return every number that stands anywhere in a fact."""
    fact: dict[str, Any] = entries(CONTENT / "facts.yaml")[name]
    text = f"{fact['statement']} {fact['figures']} {fact.get('note')}"
    numbers = [value_of(found) for found in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text)]
    numbers += [value_of(word) for word in re.findall(r"[a-z]+", text.lower()) if word in UNITS]
    return (*numbers, 50.0) if "median" in text.lower() else tuple(numbers)  # a median is where half of the people are


def stands_in(said: Said, fact: str) -> bool:
    """Say whether a fact has the number: as it is, rounded, or as people of 10, 100 or 1,000 (or the rest of them)."""
    for number in numbers_of_fact(fact):
        shares = [number, 100 - number] if said.base else [number]
        if any(abs(share * (said.base or 100) / 100 - said.value) <= 0.5 for share in shares):
            return True
    return False


def test_there_are_numbers_enough_to_draw_from() -> None:
    said = numbers_on_pages()
    assert len(said) > 200
    assert len({one.page for one in said}) > 50


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4])
def test_forty_numbers_drawn_at_random_stand_in_cited_facts(seed: int) -> None:
    drawn = random.Random(f"candor {seed}").sample(numbers_on_pages(), SAMPLE)
    wrong = [f"{one.page}: {one.words!r}" for one in drawn if not any(stands_in(one, fact) for fact in one.facts)]
    assert wrong == []


def test_a_number_that_was_changed_is_seen() -> None:
    """The reading here is no empty form: most numbers, three higher, stand in no cited fact."""
    said = [one for one in numbers_on_pages() if one.value > 20]  # a small number is often near another
    seen = 0
    for one in said:
        other = Said(one.page, one.words, one.value + 3, one.base, one.facts)
        seen += not any(stands_in(other, fact) for fact in one.facts)
    assert seen > len(said) * 0.8
