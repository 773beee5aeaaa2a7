"""What `candor content stats` tells: pages, words, minutes and grades, what rests on what, what each path covers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from kiosk.content import Content, Page, Treatment
from kiosk.lint.hard_words import smog
from kiosk.lint.paths import ELEMENTS, Limits
from kiosk.lint.reading import flesch_kincaid, names_of, reading_text, sentences
from kiosk.lint.texts import Role, page_texts

__all__ = ["PageStats", "PathStats", "page_stats", "path_stats", "stats_as_data", "stats_as_text"]

Grade = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class PageStats:
    """One page: its words (title, text, figure), Flesch-Kincaid grade, and words in a sentence."""

    id: str
    words: int
    grade: float
    longest_sentence: int
    average_sentence: float
    facts: int
    references: int


@dataclass(frozen=True, slots=True)
class PathStats:
    """One treatment for one reason by one route. `minutes` are those of reading, without the checks."""

    treatment: str
    reason: str
    route: str
    pages: int
    words: int
    minutes: float
    smog: float
    benefit_words: int
    risk_words: int
    figures: int
    checks: int
    elements: int
    """How many of the required elements have a page, of `len(ELEMENTS)`."""


def page_stats(content: Content, language: str, grade: Grade = flesch_kincaid) -> tuple[PageStats, ...]:
    """Return the figures of every page of a language, in the order of their ids."""
    names = names_of(content, language)
    return tuple(_page(page, names, grade) for _, page in sorted(content.pages[language].items()))


def path_stats(content: Content, language: str, grade: Grade = smog) -> tuple[PathStats, ...]:
    """Return the figures of every path: each treatment, reason and route. Equal paths of two routes stand twice."""
    names = names_of(content, language)
    texts = {name: reading_text(page, names) for name, page in content.pages[language].items()}
    grades: dict[tuple[str, ...], float] = {}
    found = []
    for treatment in content.treatments.values():
        for variant in treatment.variants():
            if variant.pages not in grades:
                grades[variant.pages] = grade(" ".join(texts[page] for page in variant.pages))
            found.append(_path(variant, content, language, grades[variant.pages]))
    return tuple(found)


def stats_as_data(content: Content, language: str) -> dict[str, Any]:
    """Return everything as plain data, for JSON."""
    pages, paths = page_stats(content, language), path_stats(content, language)
    return {
        "content": {"id": content.id, "version": content.version, "status": content.status, "digest": content.digest},
        "counts": dict(_counts(content, language)),
        "pages": [asdict(page) for page in pages],
        "paths": [asdict(path) for path in paths],
        "elements": {
            treatment.id: {name: list(treatment.elements.get(name, ())) for name in _elements(treatment)}
            for treatment in content.treatments.values()
        },
    }


def stats_as_text(content: Content, language: str, *, as_json: bool = False) -> str:
    """Return what the command prints, without a line end."""
    if as_json:
        return json.dumps(stats_as_data(content, language), ensure_ascii=False, indent=2)
    lines = [f"{content.id} {content.version} ({content.status}), {language}"]
    lines += [f"  {name}: {count}" for name, count in _counts(content, language)]
    lines += ["", *_table(_PATH_HEAD, map(_path_row, path_stats(content, language)))]
    lines += ["", *_table(_PAGE_HEAD, map(_page_row, page_stats(content, language)))]
    for treatment in content.treatments.values():
        lines += ["", f"{treatment.id}: what covers each required element"]
        lines += [f"  {name}: {', '.join(treatment.elements.get(name, ())) or '-'}" for name in _elements(treatment)]
    return "\n".join(lines)


_PATH_HEAD = (
    "treatment", "reason", "route", "pages", "words", "minutes", "SMOG", "benefit", "risk", "figures", "checks",
    "elements",
)  # fmt: skip
_PAGE_HEAD = ("page", "words", "grade", "longest", "average", "facts", "references")


def _path_row(path: PathStats) -> tuple[str, ...]:
    return (
        *(path.treatment, path.reason, path.route, str(path.pages), str(path.words), f"{path.minutes:.1f}"),
        *(f"{path.smog:.1f}", str(path.benefit_words), str(path.risk_words), str(path.figures)),
        *(str(path.checks), f"{path.elements}/{len(ELEMENTS)}"),
    )


def _page_row(page: PageStats) -> tuple[str, ...]:
    sentence = (str(page.longest_sentence), f"{page.average_sentence:.1f}")
    return page.id, str(page.words), f"{page.grade:.1f}", *sentence, str(page.facts), str(page.references)


def _page(page: Page, names: re.Pattern[str], grade: Grade) -> PageStats:
    parts = [text.text for text in page_texts(page) if text.role is Role.BODY]
    lengths = [len(one.split()) for part in parts for one in sentences(part)] or [0]
    return PageStats(
        id=page.id,
        words=page.words,
        grade=grade(reading_text(page, names)),
        longest_sentence=max(lengths),
        average_sentence=fmean(lengths),
        facts=len(page.facts),
        references=len(page.references),
    )


def _path(variant: Treatment, content: Content, language: str, grade: float) -> PathStats:
    pages = content.pages[language]

    def words(names: Iterable[str]) -> int:
        return sum(pages[name].words for name in names)

    total = words(variant.pages)
    return PathStats(
        treatment=variant.id,
        reason=variant.reasons[0],
        route=variant.route,
        pages=len(variant.pages),
        words=total,
        minutes=total / Limits().words_per_minute,
        smog=grade,
        benefit_words=words(variant.elements.get("benefits", ())),
        risk_words=words(variant.elements.get("risks", ())),
        figures=sum(bool(pages[name].figure) for name in variant.pages),
        checks=len(variant.must_know),
        elements=sum(bool(variant.elements.get(name)) for name in ELEMENTS),
    )


def _counts(content: Content, language: str) -> Iterator[tuple[str, int]]:
    pages = content.pages[language]
    required = {page for treatment in content.treatments.values() for page in treatment.pages}
    shelved = {page for shelf in content.library for page in shelf.pages}
    used = {fact for page in pages.values() for fact in page.facts}
    cited = {name for fact in used for name in content.facts[fact].references}
    yield "pages", len(pages)
    yield "pages on a required path", len(required)
    yield "pages in the library", len(shelved)
    yield "words", sum(page.words for page in pages.values())
    yield "figures", len(content.figures)
    yield "facts used by pages", len(used)
    yield "facts", len(content.facts)
    yield "references used by pages", len(cited)
    yield "references", len(content.references)
    yield "check items", len(content.checks[language])
    yield "glossary words", len(content.glossary[language])
    yield "must-know facts", len({entry.id for one in content.treatments.values() for entry in one.must_know})


def _elements(treatment: Treatment) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ELEMENTS, *treatment.elements)))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return aligned lines: the first three columns of words to the left, numbers to the right."""
    table = [head, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    numbers = [all(row[column][:1].isdigit() for row in table[1:]) for column in range(len(head))]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()
        for row in table
    ]
