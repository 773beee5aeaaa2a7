"""Rules on hard words (C306, C307): the reading grade of whole paths, and words that nobody explains. English only.

A word is hard if it has three syllables or more and is not on the list of words that most fourth-graders know (Dale
and Chall, as textstat has it). It is explained if it is a word of the glossary, or if a page links it to one. Words of
daily life that the list does not know stand in `plain_words.yaml`, where those who answer for the content put them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module

from kiosk.content import Content, Page, Places
from kiosk.errors import Problem
from kiosk.lint.reading import names_of, reading_text
from kiosk.lint.texts import Role, Text
from kiosk.lint.wording import LANGUAGES

__all__ = ["hard_word_problems", "is_hard", "smog", "smog_problems"]

_SMOG = 8.0
_SYLLABLES = 3
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*[A-Za-z]")
_ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly", "’s")
_READ = frozenset({Role.TITLE, Role.BODY, Role.QUESTION, Role.RIGHT, Role.WRONG, Role.SUMMARY, Role.DOCUMENT})


def smog(text: str) -> float:
    """Return the SMOG grade of English text of 30 sentences or more. Loads textstat when first called."""
    return float(import_module("textstat").smog_index(text))


@cache
def is_hard(word: str) -> bool:
    """Tell whether a word, in lower case, is hard for somebody who reads at sixth grade."""
    return bool(import_module("textstat").difficult_words_list(word, _SYLLABLES))


def smog_problems(content: Content, places: Places, grade: Callable[[str], float] = smog) -> Iterator[Problem]:
    """Give the paths that read at too high a grade, each treatment once with its hardest path."""
    for language in (one.id for one in content.languages if one.id in LANGUAGES):
        names = names_of(content, language)
        texts = {name: reading_text(page, names) for name, page in content.pages[language].items()}
        for treatment in content.treatments.values():
            paths = {variant.pages: variant for variant in treatment.variants()}
            grades = {pages: grade(" ".join(texts[page] for page in pages)) for pages in paths}
            hardest = max(grades, key=lambda pages: grades[pages])
            if grades[hardest] > _SMOG:
                file = f"treatments/{treatment.id}.yaml"
                message = (
                    f"for the reason {paths[hardest].reasons[0]!r}, the path reads at SMOG grade "
                    f"{grades[hardest]:.1f}, above {_SMOG:.0f}: fewer long words"
                )
                yield Problem("C306", file, places.line(file, "sections"), "sections", message)


def hard_word_problems(content: Content, texts: Iterable[Text], places: Places) -> Iterator[Problem]:
    """Give each hard word that is not explained, once for each text."""
    explained = {language: _explained(content, language) for language in LANGUAGES & content.pages.keys()}
    for text in texts:
        if text.role not in _READ or text.language not in explained:
            continue
        for word in dict.fromkeys(match.group().lower() for match in _WORD.finditer(text.text)):
            if is_hard(word) and not _known(word, explained[text.language]):
                message = f"“{word}” is a hard word: explain it in the glossary and link it, or say it in plain words"
                yield text.problem("C307", message, places)


def _explained(content: Content, language: str) -> frozenset[str]:
    known = {word.lower() for word in content.plain_words[language]}
    for term in content.glossary[language].values():
        known.update(match.group().lower() for match in _WORD.finditer(term.word))
    for page in content.pages[language].values():
        for shown in _linked(page):
            known.update(match.group().lower() for match in _WORD.finditer(shown))
    return frozenset(known)


def _linked(page: Page) -> Iterator[str]:
    return (span.text for span in page.spans if span.term)


def _known(word: str, explained: frozenset[str]) -> bool:
    """Say whether a word, its plain form, or each of its parts is explained."""
    forms = {word.removesuffix(ending) for ending in _ENDINGS} | {f"{word.removesuffix('ing')}e", word[:-1] + "y"}
    if forms & explained:
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(_known(part, explained) or not is_hard(part) for part in parts)
