"""Rules on truth (C101 to C115): each statement on facts, each fact on references, each number as in the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kiosk.content import Content, Fact, Figure, Page, Places
from kiosk.errors import Problem
from kiosk.lint.numbers import (
    Known,
    joined,
    known_in_fact,
    known_in_figure,
    known_in_note,
    may_have_numbers,
    other_denominators,
    roundings,
    wrong_numbers,
)
from kiosk.lint.texts import Role, Text

__all__ = ["truth_problems"]

_SMALL_GROUP = 50  # people; evidence README: below this a picture of 100 people looks more exact than it is
_DENOMINATOR = 100
_GROUPS = 2
_UNPROVEN = "RECALLED-CHECK"
_WHO = frozenset({Role.FIGURE, Role.SOURCE_NOTE})  # texts that tell who was studied, as a fact's note does
_STATES = frozenset({Role.BODY, Role.SUMMARY, Role.DOCUMENT})


def truth_problems(content: Content, texts: Iterable[Text], places: Places) -> Iterator[Problem]:
    """Give the problems of statements, facts, numbers and figures."""
    yield from _facts(content, places)
    numbers = _Numbers(content)
    for text in texts:
        yield from _text(text, numbers, places)
    for figure in content.figures.values():
        yield from _figure(figure, content, places)
    for pages in content.pages.values():
        for page in pages.values():
            yield from _page(page, content, places)


class _Numbers:
    """The numbers that texts may use, each worked out once and only if some text has a number at all."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._facts: dict[str, Known] = {}
        self._joined: dict[tuple[object, ...], Known] = {}

    def of(self, text: Text, *, unproven: bool = False) -> Known:
        """Return what a text's facts and figures know; facts that are still to be checked only if asked for."""
        who = text.role in _WHO
        key = (text.facts, text.figures, who, unproven)
        if key not in self._joined:
            facts = [self._content.facts[name] for name in text.facts]
            facts = [fact for fact in facts if unproven or fact.confidence != _UNPROVEN]
            parts = [self._fact(fact) for fact in facts]
            parts += [known_in_note(fact) for fact in facts if who]
            parts += [known_in_figure(self._content.figures[name]) for name in text.figures]
            self._joined[key] = joined(parts)
        return self._joined[key]

    def _fact(self, fact: Fact) -> Known:
        if fact.id not in self._facts:
            self._facts[fact.id] = known_in_fact(fact)
        return self._facts[fact.id]


def _facts(content: Content, places: Places) -> Iterator[Problem]:
    for fact in content.facts.values():
        if not fact.references:
            line = places.line("facts.yaml", fact.id)
            message = "the fact has no reference: add the source, or do not use the fact"
            yield Problem("C102", "facts.yaml", line, f"{fact.id}.references", message)
    for treatment in content.treatments.values():
        file = f"treatments/{treatment.id}.yaml"
        for entry in treatment.must_know:
            if not entry.facts:
                field = f"must_know.{entry.id}.facts"
                message = "a must-know fact rests on facts: name them"
                yield Problem("C101", file, places.line(file, field), field, message)


def _text(text: Text, numbers: _Numbers, places: Places) -> Iterator[Problem]:
    if text.role in _STATES and not text.facts:
        yield text.problem("C101", "this text states something and rests on no fact: name its facts", places)
        return
    if text.role is Role.FIGURE and not text.facts:
        return  # C105 says so, at the figure
    if text.role is Role.WRONG or not may_have_numbers(text.text):
        return  # a wrong answer may hold a wrong number: its explanation may not
    known = numbers.of(text)
    for shown in other_denominators(text.text, known):
        message = f"“{shown}” cannot be compared: count people of 100, in the whole text (of 1,000 what is under 1)"
        yield text.problem("C114", message, places)
    wrong = list(wrong_numbers(text.text, known))
    recalled = wrong and list(wrong_numbers(text.text, numbers.of(text, unproven=True)))
    for shown in wrong:
        if shown not in recalled:
            message = f"“{shown}” rests on a fact that is still to be checked ({_UNPROVEN}): take it out"
            yield text.problem("C115", message, places)
            continue
        cited = ", ".join(text.facts[:4]) + (" ..." if len(text.facts) > 4 else "")  # noqa: PLR2004  # a short line
        message = f"the number “{shown}” is not in the text's facts ({cited or 'none'}): correct it, or name its fact"
        yield text.problem("C103", message, places)


def _figure(figure: Figure, content: Content, places: Places) -> Iterator[Problem]:
    yield from _shown(figure, places)
    parts = [(figure.id, figure.counts, figure.facts)]
    parts += [(f"{figure.id}.rows.{row.id}", row.counts, row.facts) for row in figure.rows]
    for field, counts, names in parts:
        line = places.line("figures.yaml", field)
        facts = [content.facts[name] for name in names]
        if not facts:
            message = "the figure's numbers rest on no fact: name it in `facts`"
            yield Problem("C105", "figures.yaml", line, f"{field}.facts", message)
            continue
        for fact in facts:
            if fact.confidence == _UNPROVEN:
                message = f"the fact {fact.id!r} is still to be checked ({_UNPROVEN}): it may not stand behind a figure"
                yield Problem("C106", "figures.yaml", line, f"{field}.facts", message)
        if figure.denominator == _DENOMINATOR:
            yield from _counts(field, counts, facts, places)
    yield from _small_study(figure, content, places)


def _shown(figure: Figure, places: Places) -> Iterator[Problem]:
    """Give what a reader would need to make something of the figure, and does not find."""
    file = "figures.yaml"
    if not figure.groups:
        message = "nobody could tell who was counted: name the groups in `groups`"
        yield Problem("C109", file, places.line(file, figure.id), f"{figure.id}.groups", message)
    elif len(figure.groups) < _GROUPS:
        message = "a number alone says little: add the group that it is compared with"
        field = f"{figure.id}.groups"
        yield Problem("C110", file, places.line(file, field), field, message)
    if figure.denominator != _DENOMINATOR:
        field = f"{figure.id}.denominator"
        message = f"all figures count people of {_DENOMINATOR}, so that they can be compared: count these so too"
        yield Problem("C113", file, places.line(file, field), field, message)
    for language, text in figure.text.items():
        words = f"{language}/{file}"
        for rule, field, given, asked in (
            ("C111", "time", text.time, "when this was measured"),
            ("C112", "population", text.population, "who was studied"),
        ):
            if not given:
                line = places.line(words, f"{figure.id}.{field}")
                yield Problem(rule, words, line, f"{figure.id}.{field}", f"the figure does not say {asked}: add it")


def _counts(field: str, counts: tuple[tuple[str, int], ...], facts: list[Fact], places: Places) -> Iterator[Problem]:
    """Compare each count with the percentages of one figure of one fact, so that groups cannot be swapped."""
    entries = [entry for fact in facts for entry in fact.figures]
    if any(_fits(counts, entry) for entry in entries):
        return
    best = max(entries, key=lambda entry: sum(_group_fits(group, count, entry) for group, count in counts), default={})
    shown = ", ".join(f"{key} {best[key]}" for key in ("treatment_pct", "comparator_pct") if best.get(key) is not None)
    for group, count in counts:
        if not best or not _group_fits(group, count, best):
            place = f"{field}.counts.{group}"
            message = f"{count} for {group!r} is not in the facts ({shown or 'they have no numbers'}): correct it"
            yield Problem("C104", "figures.yaml", places.line("figures.yaml", place), place, message)


def _fits(counts: tuple[tuple[str, int], ...], entry: dict[str, object]) -> bool:
    return all(_group_fits(group, count, entry) for group, count in counts)


def _group_fits(group: str, count: int, entry: dict[str, object]) -> bool:
    """Say whether a group's count is the arm's percentage; the arm is told by the group's name, where it can be."""
    named = [arm for arm in ("treatment", "comparator") if _names(group, str(entry.get(arm) or ""))]
    arms = named[:1] or ["treatment", "comparator"]
    values = [entry.get(f"{arm}_pct") for arm in arms]
    if not named:
        values += [value for key, value in entry.items() if key.endswith("_pct")]
    return any(count in roundings(value) for value in values if isinstance(value, int | float))


def _names(group: str, arm: str) -> bool:
    return re.search(rf"\b{re.escape(group.replace('-', ' '))}\b", arm, re.IGNORECASE) is not None


def _small_study(figure: Figure, content: Content, places: Places) -> Iterator[Problem]:
    """A figure on a small group must say so: in its own words, or in the source note of each page that shows it."""
    sizes = [
        entry.get(key)
        for fact in figure.facts
        for entry in content.facts[fact].figures
        for key in ("treatment_n", "comparator_n")
    ]
    if not any(isinstance(size, int) and size < _SMALL_GROUP for size in sizes):
        return
    text = figure.text.get("en")
    if text is None or "small" in f"{text.population} {''.join(span.text for span in text.intro)}".lower():
        return
    for page in content.pages["en"].values():
        if page.figure == figure.id and "small" not in page.source_note.lower():
            message = "a group of this study had under 50 people: say “a small study of N people” in `source_note`"
            yield Problem("C108", page.file, places.line(page.file, "source_note"), "source_note", message)


def _page(page: Page, content: Content, places: Places) -> Iterator[Problem]:
    if not page.facts:
        message = "the page rests on no fact: name the facts of its statements in `facts`"
        yield Problem("C101", page.file, places.line(page.file, "facts"), "facts", message)
    if page.figure:
        missing = [fact for fact in content.figures[page.figure].facts if fact not in page.facts]
        if missing:
            message = f"the page does not cite its figure's facts: add {', '.join(missing)}"
            yield Problem("C107", page.file, places.line(page.file, "facts"), "facts", message)
