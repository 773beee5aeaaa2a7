"""Rules on wording (C401 to C405): no waiver, no persuasion, no number that only looks like information."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kiosk.content import Places
from kiosk.errors import Problem
from kiosk.lint.texts import Role, Text

__all__ = ["LANGUAGES", "wording_problems"]

LANGUAGES = frozenset({"en"})
"""Languages that have word lists."""

_NEGATION = re.compile(
    r"\b(?:no|not|never|cannot|can[’']t|don[’']t|nobody|nothing|without|neither|nor)\b", re.IGNORECASE
)
_REACH = 45  # characters before a word in which a negation turns it round ("you do not give up any rights")

_WAIVERS = (
    r"waiv(?:e|es|ed|er|ers|ing)",
    r"releas(?:e|es|ed|ing)\b[^.]{0,40}\bliab\w+",
    r"hold(?:s|ing)? harmless",
    r"not (?:be )?(?:held )?(?:liable|responsible)",
    r"(?:assume|accept|take)s? (?:full|all|the full|any and all) (?:responsibilit\w+|risks?|liabilit\w+)",
    r"(?:give|giving|gives|sign) (?:up|away) (?:\w+ ){0,3}rights?",
    r"at (?:my|your) own risk",
    r"agree not to (?:sue|complain|claim)",
    r"cannot (?:sue|complain|claim)",
)
_PERSUASION = (
    r"breakthroughs?",
    r"miracles?|miraculous",
    r"wonder drugs?",
    r"safe and effective",
    r"(?:completely|perfectly|totally|entirely) (?:safe|harmless)",
    r"(?:risk|side[- ]effect|pain)[- ]free",
    r"guarantee(?:s|d)?",
    r"you (?:should|must|need to|ought to) (?:choose|agree|accept|have (?:ketamine|this treatment)|sign|say yes)",
    r"we (?:strongly )?(?:advise|recommend|urge) (?:that )?you (?:to )?(?:choose|agree|accept|have|say yes|sign)",
    r"(?:best|right) (?:choice|option|treatment) for you",
    r"life[- ]changing|game[- ]chang\w+|revolution\w+|cutting[- ]edge|state of the art|world[- ]class",
    r"cures?|cured",
    r"proven to",
    r"amazing|remarkabl[ey]|incredibl[ey]|magic\w*|dramatic(?:ally)?",
    r"highly effective|very effective",
    r"nothing to (?:lose|fear|worry about)",
    r"act now|do not miss|don't miss|last chance|before it is too late",
)
_RELATIVE = (
    r"odds ratios?",
    r"(?:relative|absolute) risks?",
    r"risk ratios?|hazard ratios?",
    r"numbers? needed to (?:treat|harm)",
    r"NN[TH]",
    r"(?:twice|\w+ times|\w+[- ]fold) (?:as|more|less|higher|lower|greater)(?: likely)?",
    r"(?:doubles?|halves?|triples?) (?:the|your) (?:risk|chance)s?",
)
_VAGUE = r"rare|rarely|very rare|uncommon|very common"


def _any_of(parts: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(parts) + r")\b", re.IGNORECASE)


_RULES = (
    (
        "C401",
        _any_of(_WAIVERS),
        True,
        "signing takes no right away from the patient, and no text may say so: rewrite it",
    ),
    ("C402", _any_of(_PERSUASION), True, "the kiosk informs and does not persuade or promise: say it neutrally"),
    ("C405", _any_of(_RELATIVE), False, "say it as people of 100 in each group, with the comparison"),
)
_PERCENT = re.compile(r"\d ?%|\bper ?cent(?:age)?\b", re.IGNORECASE)
_VAGUE_WORD = _any_of((_VAGUE,))


def wording_problems(texts: Iterable[Text], places: Places) -> Iterator[Problem]:
    """Give the banned words. Wrong answers are left out: a plausible wrong answer may promise too much."""
    for text in texts:
        if text.language in LANGUAGES and text.role is not Role.WRONG:
            for rule, shown, message in _found(text):
                line = places.line(text.file, text.field)
                yield Problem(rule, text.file, line, text.field, f"“{shown}”: {message}")


def _found(text: Text) -> Iterator[tuple[str, str, str]]:
    for rule, pattern, may_be_denied, message in _RULES:
        for match in pattern.finditer(text.text):
            if not (may_be_denied and _denied(text.text, match.start())):
                yield rule, match.group(), message
    for match in _PERCENT.finditer(text.text):
        yield "C403", match.group(), "a bare percentage is hard to picture: say it as people of 100"
    if text.role is not Role.QUESTION and not re.search(r"\d", text.text):
        for match in _VAGUE_WORD.finditer(text.text):
            yield (
                "C404",
                match.group(),
                "say how many of 100, of 1,000 or of 10,000, or say that the number is not known",
            )


def _denied(text: str, start: int) -> bool:
    """Say whether a negation stands before the place, in the same sentence and close by."""
    before = re.split(r"[.!?;]", text[max(0, start - _REACH) : start])[-1]
    return _NEGATION.search(before) is not None
