"""Rules on wording (C401 to C406): no waiver, no persuasion, no number that only looks like information."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kiosk.content import Places
from kiosk.errors import Problem
from kiosk.lint.texts import Role, Text

__all__ = ["LANGUAGES", "wording_problems"]

LANGUAGES = frozenset({"en"})
"""Languages that have word lists."""

_NEGATION = re.compile(
    r"\b(?:no|not|never|cannot|can[’']t|don[’']t|nobody|nothing|without|neither|nor)\b", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_REACH = 45  # characters before a word in which a negation turns it round ("you do not give up any rights")

_WAIVERS = {
    "waiv": r"waiv(?:e|es|ed|er|ers|ing)",
    "liab": r"releas(?:e|es|ed|ing)\b[^.]{0,40}\bliab\w+",
    "harmless": r"hold(?:s|ing)? harmless",
    "not ": r"not (?:be )?(?:held )?(?:liable|responsible)",
    "assume": r"assumes? (?:full|all|the full|any and all) (?:responsibilit\w+|risks?|liabilit\w+)",
    "accept": r"accepts? (?:full|all|the full|any and all) (?:responsibilit\w+|risks?|liabilit\w+)",
    "take": r"takes? (?:full|all|the full|any and all) (?:responsibilit\w+|risks?|liabilit\w+)",
    "right": r"(?:give|giving|gives|sign) (?:up|away) (?:\w+ ){0,3}rights?",
    "own risk": r"at (?:my|your) own risk",
    "agree not": r"agree not to (?:sue|complain|claim)",
    "cannot": r"cannot (?:sue|complain|claim)",
}
_PERSUASION = {
    "breakthrough": r"breakthroughs?",
    "mirac": r"miracles?|miraculous",
    "wonder": r"wonder drugs?",
    "safe and": r"safe and effective",
    "ly ": r"(?:completely|perfectly|totally|entirely) (?:safe|harmless)",
    "free": r"(?:risk|side[- ]effect|pain)[- ]free",
    "guarantee": r"guarantee(?:s|d)?",
    "you ": (
        r"you (?:should|must|need to|ought to) (?:choose|agree|accept|have (?:ketamine|this treatment)|sign|say yes)"
    ),
    "we ": (
        r"we (?:strongly )?(?:advise|recommend|urge) (?:that )?you "
        r"(?:to )?(?:choose|agree|accept|have|say yes|sign)"
    ),
    "for you": r"(?:best|right) (?:choice|option|treatment) for you",
    "chang": r"life[- ]changing|game[- ]chang\w+",
    "revolution": r"revolution\w+",
    "cutting": r"cutting[- ]edge",
    "state of": r"state of the art",
    "world": r"world[- ]class",
    "cure": r"cures?|cured",
    "proven to": r"proven to",
    "amazing": r"amazing",
    "remarkabl": r"remarkabl[ey]",
    "incredibl": r"incredibl[ey]",
    "magic": r"magic\w*",
    "dramatic": r"dramatic(?:ally)?",
    "effective": r"(?:highly|very) effective",
    "nothing to": r"nothing to (?:lose|fear|worry about)",
    "act now": r"act now",
    "miss": r"(?:do not|don't) miss",
    "last chance": r"last chance",
    "too late": r"before it is too late",
}
_THAN = r"(?:as|more|less|higher|lower|greater)(?: likely)?"
_RELATIVE = {
    "odds": r"odds ratios?",
    "risk": r"(?:relative|absolute) risks?|risk ratios?|(?:doubles?|halves?|triples?) (?:the|your) risks?",
    "hazard": r"hazard ratios?",
    "chance": r"(?:doubles?|halves?|triples?) (?:the|your) chances?",
    "needed to": r"numbers? needed to (?:treat|harm)",
    "nn": r"NN[TH]",
    "twice": rf"twice {_THAN}",
    "times": rf"\w+ times {_THAN}",
    "fold": rf"\w+[- ]fold {_THAN}",
}
_BIOMETRIC = {"biometric": r"biometrics?"}
_VAGUE = {"rare": r"rare|rarely", "common": r"uncommon|very common"}


@dataclass(frozen=True, slots=True)
class _Wording:
    """One banned wording. A text in which `mark` (lower case) does not stand need not be searched."""

    mark: str
    pattern: re.Pattern[str]
    rule: str
    message: str
    may_be_denied: bool


def _wordings(rule: str, parts: Mapping[str, str], message: str, *, may_be_denied: bool = False) -> list[_Wording]:
    return [
        _Wording(mark, re.compile(rf"\b(?:{part})\b", re.IGNORECASE), rule, message, may_be_denied)
        for mark, part in parts.items()
    ]


_NOT_KNOWN = "say how many of 100, of 1,000 or of 10,000, or say that the number is not known"
_WORDINGS = (
    *_wordings(
        "C401",
        _WAIVERS,
        "signing takes no right away from the patient, and no text may say so: rewrite it",
        may_be_denied=True,
    ),
    *_wordings(
        "C402",
        _PERSUASION,
        "the kiosk informs and does not persuade or promise: say it neutrally",
        may_be_denied=True,
    ),
    *_wordings("C404", _VAGUE, _NOT_KNOWN),
    *_wordings("C405", _RELATIVE, "say it as people of 100 in each group, with the comparison"),
    *_wordings(
        "C406",
        _BIOMETRIC,
        "a drawn signature proves nobody's identity: call it a signature (P19)",
        may_be_denied=True,
    ),
)
_PERCENT = re.compile(r"\d ?%|\bper ?cent(?:age)?\b", re.IGNORECASE)


def wording_problems(texts: Iterable[Text], places: Places) -> Iterator[Problem]:
    """Give the banned words. Wrong answers are left out: a plausible wrong answer may promise too much."""
    read = [text for text in texts if text.language in LANGUAGES and text.role is not Role.WRONG]
    everything = "\n".join(text.text for text in read).lower()
    # Most marks stand nowhere at all; to look for the others is many times quicker than to search each text for all.
    wordings = [wording for wording in _WORDINGS if wording.mark in everything]
    for text in read:
        for rule, shown, message in _found(text, wordings):
            yield text.problem(rule, f"“{shown}”: {message}", places)


def _found(text: Text, wordings: Iterable[_Wording]) -> Iterator[tuple[str, str, str]]:
    low = text.text.lower()
    for wording in wordings:
        if wording.mark not in low or (wording.rule == "C404" and _may_be_vague(text)):
            continue
        for match in wording.pattern.finditer(text.text):
            if not (wording.may_be_denied and _denied(text.text, match.start())):
                yield wording.rule, match.group(), wording.message
    if "%" in low or "cent" in low:
        for match in _PERCENT.finditer(text.text):
            yield "C403", match.group(), "a bare percentage is hard to picture: say it as people of 100"


def _may_be_vague(text: Text) -> bool:
    """Say whether "rare" may stand here: beside a number, or in a question."""
    return text.role is Role.QUESTION or _DIGIT.search(text.text) is not None


def _denied(text: str, start: int) -> bool:
    """Say whether a negation stands before the place, in the same sentence and close by."""
    before = re.split(r"[.!?;]", text[max(0, start - _REACH) : start])[-1]
    return _NEGATION.search(before) is not None
