"""Rules on whole paths (C208, C308, C701 to C709): all elements, in balance, true to the product, for each variant.

A path is what one patient reads: the pages of one treatment for one reason and one route. A rule that only looked at
the treatment's list would miss a page that stands on nobody's path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from kiosk.content import Content, Places, Treatment
from kiosk.errors import Problem
from kiosk.lint.texts import Role, Text, page_texts, treatment_texts

__all__ = ["ELEMENTS", "Limits", "path_problems"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a required path may take, in minutes at `words_per_minute`, and how far benefit and harm may differ."""

    least_minutes: float = 10
    most_minutes: float = 15
    words_per_minute: int = 180
    balance: float = 0.75
    """The smaller of the two, of words or of pages, divided by the larger."""


ELEMENTS = {
    "key_information": "K1",
    "time": "F3",
    "questions": "F4",
    "copy": "F7",
    "paper": "F10",
    "purpose": "C7",
    "procedures": "C7",
    "duration": "C7",
    "benefits": "C7",
    "risks": "C7",
    "alternatives": "C7",
    "confidentiality": "C7",
    "injury": "C7",
    "contacts": "C7",
    "voluntary": "C7",
    "future_use": "C7",
    "unforeseen": "C8",
    "ended_by_clinic": "C8",
    "cost": "C8",
    "stopping": "C8",
    "new_findings": "C8",
    "long_term": "R4",
    "evaluation": "R4",
    "support": "R4",
    "experience": "R4",
    "limits": "R4",
    "after_care": "R4",
    "who_should_not": "R4",
}
"""What every consent covers: element -> the id of its row in the table of standards (FDA, 45 CFR 46.116, APA 2017)."""

_OF_PRODUCT = {
    "ketamine": {"off_label": "C7", "fda_warning": "R3"},
    "esketamine": {"status": "C7", "rems": "R1"},
}
_FACTS_OF_PRODUCT = {
    # The warning on compounded ketamine, October 2023: each thing that it names.
    "ketamine": (
        "R3",
        (
            ("not-approved-psychiatric", "compounded-not-approved"),
            ("esk-ae-sedation", "esk-sedation-scale"),
            ("esk-ae-dissociation", "dissociative-drug"),
            ("psychiatric-effects-persist", "paranoia-dysphoria"),
            ("controlled-misuse-label",),
            ("esk-ae-bp", "esk-bp-timing"),
            ("respiratory-depression",),
            ("bladder-mechanism-severity", "bladder-recreational-prevalence"),
            ("home-use-risk",),
        ),
    ),
    # The safety programme of the nasal spray: what its patient form states.
    "esketamine": (
        "R1",
        (
            ("esk-ae-sedation", "esk-sedation-scale"),
            ("esk-ae-dissociation",),
            ("respiratory-depression",),
            ("controlled-misuse-label",),
            ("esketamine-visit",),
            ("esketamine-two-hours",),
            ("bp-before-esketamine",),
            ("escort-home",),
            ("no-driving",),
            ("rems-clinics-only",),
        ),
    ),
}
_TEACH_BACKS = 3
_SENTENCE = re.compile(r"[^.!?]+")
_OFF_LABEL = re.compile(r"\boff[- ]label\b", re.IGNORECASE)
_STATING = frozenset({Role.TITLE, Role.BODY, Role.SUMMARY, Role.DOCUMENT, Role.DECISION})


@dataclass(frozen=True, slots=True)
class _Said:
    """A text that speaks of esketamine's approval, or of off-label use; `shown` is how it begins."""

    text: Text
    shown: str


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the pages of one language tell, gathered once for all paths. Pages by id, texts by treatment."""

    approved: dict[str, list[_Said]]
    off_label: dict[str, list[_Said]]


def path_problems(content: Content, places: Places, limits: Limits) -> Iterator[Problem]:
    """Give what is wrong with a path, each thing once, with the first reason and route that it was found on."""
    seen: set[tuple[str, str, str]] = set()
    tellings = {language.id: _telling(content, language.id) for language in content.languages}
    for treatment in content.treatments.values():
        yield from _teach_backs(treatment, places)
        for telling in tellings.values():
            yield from _own_approval(treatment, telling, places)
        for variant in treatment.variants():
            for problem, key in _variant_problems(variant, content, tellings, places, limits):
                if (problem.file, problem.rule, key) not in seen:
                    seen.add((problem.file, problem.rule, key))
                    yield problem


def length_problems(content: Content, places: Places, limits: Limits) -> Iterator[Problem]:
    """Give, for each treatment, its shortest path if it is too short and its longest if it is too long."""
    for treatment in content.treatments.values():
        for pages in content.pages.values():
            paths = [
                (sum(pages[page].words for page in variant.pages) / limits.words_per_minute, variant)
                for variant in treatment.variants()
            ]
            shortest = min(paths, key=itemgetter(0))
            longest = max(paths, key=itemgetter(0))
            if shortest[0] < limits.least_minutes:
                yield _length(*shortest, f"under {limits.least_minutes:g}: say more", places)
            if longest[0] > limits.most_minutes:
                yield _length(*longest, f"over {limits.most_minutes:g}: move depth into the library", places)


def _length(minutes: float, variant: Treatment, advice: str, places: Places) -> Problem:
    file = f"treatments/{variant.id}.yaml"
    message = (
        f"for the reason {variant.reasons[0]!r}, route {variant.route!r}, the path takes {minutes:.2f} minutes to "
        f"read, {advice}"
    )
    return Problem("C308", file, places.line(file, "sections"), "sections", message)


def _variant_problems(
    variant: Treatment, content: Content, tellings: Mapping[str, _Telling], places: Places, limits: Limits
) -> Iterator[tuple[Problem, str]]:
    """Give the problems of one path, each with what makes it the same problem on another one."""
    file = f"treatments/{variant.id}.yaml"
    path = f"for the reason {variant.reasons[0]!r}, route {variant.route!r}"

    def at(field: str, rule: str, message: str, key: str = "") -> tuple[Problem, str]:
        return Problem(rule, file, places.line(file, field), field, message), key

    for name, standard in (ELEMENTS | _OF_PRODUCT.get(variant.product, {})).items():
        if not variant.elements.get(name):
            message = f"nothing on the path covers {name!r} ({standard}) {path}: name the page that does, or write it"
            yield at("elements" if name not in variant.elements else f"elements.{name}", "C701", message, name)
    pages = content.pages[content.default_language]
    cited = set().union(*(pages[page].facts for page in variant.pages))
    standard, groups = _FACTS_OF_PRODUCT.get(variant.product, ("", ()))
    for group in groups:
        if cited.isdisjoint(group):
            message = f"{standard} asks for {' or '.join(group)}, and no page on the path {path} rests on it: add it"
            yield at("sections", "C702", message, group[0])
    first = next((section.pages[0] for section in variant.sections if section.id == "treatment" and section.pages), "")
    if variant.elements.get("key_information") and first not in variant.elements["key_information"]:
        message = f"the key information comes first: {first!r} opens the section `treatment` {path} (K1)"
        yield at("elements.key_information", "C703", message)
    for language, telling in tellings.items():
        yield from _balance(variant, content, language, limits, at_place=(file, path, places))
        if variant.product != "ketamine":
            yield from _off_label_use(variant, telling, places)


def _teach_backs(treatment: Treatment, places: Places) -> Iterator[Problem]:
    if len(treatment.teach_back) < _TEACH_BACKS:
        file = f"treatments/{treatment.id}.yaml"
        message = f"at least {_TEACH_BACKS} must-know facts are told back in the person's own words: name them"
        yield Problem("C208", file, places.line(file, "teach_back"), "teach_back", message)


def _balance(
    variant: Treatment, content: Content, language: str, limits: Limits, at_place: tuple[str, str, Places]
) -> Iterator[tuple[Problem, str]]:
    """Compare the pages on benefits with those on risks: their number, their words and their figures."""
    file, path, places = at_place
    pages = content.pages[language]
    sides = [[pages[one] for one in variant.elements.get(name, ())] for name in ("benefits", "risks")]
    if not all(sides):
        return  # C701 says so
    for rule, what, counts in (
        ("C704", "words", [sum(page.words for page in side) for side in sides]),
        ("C705", "pages", [len(side) for side in sides]),
    ):
        if min(counts) < limits.balance * max(counts):
            message = (
                f"{path}, benefits have {counts[0]} {what} and risks {counts[1]}: bring them within "
                f"{1 - limits.balance:.0%} of each other"
            )
            yield Problem(rule, file, places.line(file, "elements.benefits"), "elements.benefits", message), language
    figures = [sum(bool(page.figure) for page in side) for side in sides]
    # Two and three are 33 per cent apart: with so few figures, one more or less is as even as it gets.
    if min(figures) < limits.balance * max(figures) and abs(figures[0] - figures[1]) > 1:
        message = f"{path}, benefits have {figures[0]} figures and risks {figures[1]}: even them out"
        yield Problem("C706", file, places.line(file, "elements.benefits"), "elements.benefits", message), language


def _telling(content: Content, language: str) -> _Telling:
    """Look through all pages, and the words of summary, decision and form, for the two things that are told."""
    choices = content.choices[language]
    said: dict[str, Iterable[Text]] = {
        name: page_texts(page, choices) for name, page in content.pages[language].items()
    }
    said |= {_own(one): treatment_texts(one, language) for one in content.treatments.values()}
    telling = _Telling({}, {})
    for name, texts in said.items():
        for text in texts:
            if text.role in _STATING:
                low = text.text.lower()
                if "esketamine" in low and "approved" in low:
                    telling.approved.setdefault(name, []).extend(_approvals(text))
                if "label" in low and _OFF_LABEL.search(text.text):
                    telling.off_label.setdefault(name, []).append(_Said(text, ""))
    return telling


def _approvals(text: Text) -> Iterator[_Said]:
    """Give the sentences that speak of esketamine and of an approval."""
    for match in _SENTENCE.finditer(text.text):
        words = set(re.findall(r"\w+", match.group().lower()))
        if {"esketamine", "approved"} <= words:
            yield _Said(text, " ".join(match.group().split()[:6]))


def _own(treatment: Treatment) -> str:
    """Return the key of a treatment's own words; no page's id has a slash."""
    return f"treatments/{treatment.id}"


def _own_approval(treatment: Treatment, telling: _Telling, places: Places) -> Iterator[Problem]:
    """Keep the two products apart: what is approved for one says nothing about the other."""
    if treatment.product != "ketamine":
        return
    for name in (*treatment.pages, _own(treatment)):
        for said in telling.approved.get(name, ()):
            message = f"“{said.shown} ...”: on a path of ketamine this reads as its own approval: take it out"
            yield said.text.problem("C707", message, places)


def _off_label_use(variant: Treatment, telling: _Telling, places: Places) -> Iterator[tuple[Problem, str]]:
    """Say off-label where it is, and only there."""
    reason = variant.reasons[0]
    said = [one.text for page in variant.pages for one in telling.off_label.get(page, ())]
    said += [
        one.text for one in telling.off_label.get(_own(variant), ()) if one.text.scope.holds(reason, variant.route)
    ]
    if reason in variant.approved_for:
        for text in said:
            message = f"the product is approved for the reason {reason!r}, so this is not off-label use: scope it"
            yield text.problem("C708", message, places), text.field
    elif not said:
        file = f"treatments/{variant.id}.yaml"
        message = f"the product is not approved for the reason {reason!r}: say on a page that its use is off-label"
        yield Problem("C709", file, places.line(file, "approved_for"), "approved_for", message), reason
