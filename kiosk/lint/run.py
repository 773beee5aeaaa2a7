"""Runs the rules in the right company: all of them for writers, those that keep a kiosk closed when it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.content import Content, Loaded, Places, load
from kiosk.errors import ContentError, Problem
from kiosk.lint.coverage import coverage_problems, giveaway_problems
from kiosk.lint.freshness import overdue_problems, stale_problems
from kiosk.lint.hard_words import hard_word_problems, smog, smog_problems
from kiosk.lint.paths import Limits, length_problems, path_problems
from kiosk.lint.reading import Grade, flesch_kincaid, reading_problems
from kiosk.lint.texts import Text, all_texts
from kiosk.lint.truth import truth_problems
from kiosk.lint.wording import wording_problems

__all__ = ["Grades", "check", "check_at_start", "open_content"]


@dataclass(frozen=True, slots=True)
class Grades:
    """How texts are graded: Flesch-Kincaid for a page or a check, SMOG for a path."""

    page: Grade = flesch_kincaid
    path: Grade = smog


_LIMITS, _GRADES = Limits(), Grades()


def check(loaded: Loaded, today: date, *, limits: Limits = _LIMITS, grades: Grades = _GRADES) -> tuple[Problem, ...]:
    """Return every problem of a pack: those of loading, or, if it loads, those of all rules."""
    if loaded.content is None:
        return loaded.problems
    texts = tuple(all_texts(loaded.content))
    content, places = loaded.content, loaded.places
    return _in_order(
        (
            *_at_start(content, texts, places, limits),
            *giveaway_problems(content, places),
            *length_problems(content, places, limits),
            *reading_problems(content, texts, places, grades.page),
            *smog_problems(content, places, grades.path),
            *hard_word_problems(content, texts, places),
            *overdue_problems(content, places, today),
        )
    )


def check_at_start(loaded: Loaded, *, limits: Limits = _LIMITS) -> tuple[Problem, ...]:
    """Return the problems that keep a kiosk closed: no readability library, no dates, under a tenth of a second."""
    if loaded.content is None:
        return loaded.problems
    texts = tuple(all_texts(loaded.content))
    return _in_order(_at_start(loaded.content, texts, loaded.places, limits))


def open_content(root: Path, overlay: Path | None = None) -> Content:
    """Load a pack for patients, with a clinic's own folder laid over it if there is one.

    Raises:
        ContentError: with all problems, if the pack does not load or breaks a rule that is checked at start.
    """
    loaded = load(root, overlay)
    problems = check_at_start(loaded)
    if loaded.content is None or problems:
        raise ContentError(problems)
    return loaded.content


def _at_start(content: Content, texts: Iterable[Text], places: Places, limits: Limits) -> Iterable[Problem]:
    yield from truth_problems(content, texts, places)
    yield from coverage_problems(content, places)
    yield from wording_problems(texts, places)
    yield from path_problems(content, places, limits)
    yield from stale_problems(content, places)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda one: (one.file, one.line, one.rule, one.field, one.message)))
