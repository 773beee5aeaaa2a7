"""Runs the rules in the right company: all of them for writers, the ones on truth when the kiosk opens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kiosk.content import Content, Loaded, Places, load
from kiosk.errors import ContentError, Problem
from kiosk.lint.coverage import coverage_problems, giveaway_problems
from kiosk.lint.reading import reading_problems
from kiosk.lint.texts import Text, all_texts
from kiosk.lint.truth import truth_problems
from kiosk.lint.wording import wording_problems

__all__ = ["check", "check_at_start", "open_content"]


def check(loaded: Loaded, today: date) -> tuple[Problem, ...]:
    """Return every problem of a pack: those of loading, or, if it loads, those of all rules."""
    if loaded.content is None:
        return loaded.problems
    texts = tuple(all_texts(loaded.content))
    places = loaded.places
    return _in_order(
        (
            *_true_and_fair(loaded.content, texts, places),
            *giveaway_problems(loaded.content, places),
            *reading_problems(loaded.content, texts, places),
            *_overdue(loaded.content, places, today),
        )
    )


def check_at_start(loaded: Loaded) -> tuple[Problem, ...]:
    """Return the problems that keep a kiosk closed: no readability library, no dates, some ten milliseconds."""
    if loaded.content is None:
        return loaded.problems
    texts = tuple(all_texts(loaded.content))
    return _in_order(_true_and_fair(loaded.content, texts, loaded.places))


def open_content(root: Path) -> Content:
    """Load a pack for patients.

    Raises:
        ContentError: with all problems, if the pack does not load or breaks a rule that is checked at start.
    """
    loaded = load(root)
    problems = check_at_start(loaded)
    if loaded.content is None or problems:
        raise ContentError(problems)
    return loaded.content


def _true_and_fair(content: Content, texts: Iterable[Text], places: Places) -> Iterable[Problem]:
    yield from truth_problems(content, texts, places)
    yield from coverage_problems(content, places)
    yield from wording_problems(texts, places)


def _overdue(content: Content, places: Places, today: date) -> Iterable[Problem]:
    for pages in content.pages.values():
        for page in pages.values():
            if page.review_by < today.isoformat():
                message = f"the review was due on {page.review_by}: review the page, then set a new date"
                yield Problem("C501", page.file, places.line(page.file, "review_by"), "review_by", message)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda one: (one.file, one.line, one.rule, one.field, one.message)))
