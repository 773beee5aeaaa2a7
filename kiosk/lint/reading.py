"""Rules on reading (C301 to C305): grade, length of sentences and pages. Measured by textstat; English only.

Left out of the grade are glossary words, the words that pages link to the glossary, and a few medical names that the
pages explain: each is counted as a word of one syllable, so that it still counts in the length of its sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from kiosk.content import Block, Bullets, Card, Content, Page, Places
from kiosk.errors import Problem
from kiosk.lint.texts import Role, Text, page_texts
from kiosk.lint.wording import LANGUAGES

__all__ = ["Grade", "closed", "flesch_kincaid", "names_of", "reading_problems", "reading_text", "sentences"]

Grade = Callable[[str], float]
"""Text to reading grade."""

_GRADE = 6.0
_SENTENCE = 20  # words
_AVERAGE = 12  # words
_SHORTEST_PAGE, _LONGEST_PAGE = 40, 120  # words
_LONGEST_CARD = 80  # words of one choice, its labels included
_NAMES = ("ketamine", "esketamine", "midazolam", "placebo", "depression", "antidepressant", "medicine", "treatment")
_END = re.compile(r"(?<=[.!?])[”\"')]*\s+|(?<=:)\s+(?=[A-Z“])")
_WORD = re.compile(r"[^\W_][\w’'./-]*")
_PROSE = frozenset({Role.TITLE, Role.BODY})
_EXPLAINED = frozenset({Role.QUESTION, Role.RIGHT, Role.WRONG})


def flesch_kincaid(text: str) -> float:
    """Return the Flesch-Kincaid grade of English text. Loads textstat (half a second) when first called."""
    # By name, because the library ships no types and takes half a second: nothing else may load it.
    return float(import_module("textstat").flesch_kincaid_grade(text))


def sentences(text: str) -> list[str]:
    """Split a text into sentences; a full stop within a number or an abbreviation of one letter does not end one."""
    kept = re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\.|\s+[a-z])", r"\1", text)
    return [part.strip() for part in _END.split(kept) if _WORD.search(part)]


def reading_problems(
    content: Content, texts: Iterable[Text], places: Places, grade: Grade = flesch_kincaid
) -> Iterator[Problem]:
    """Give what is too hard or too long to read."""
    units: dict[tuple[str, str, str, bool], list[Text]] = defaultdict(list)
    for text in texts:
        if text.language not in LANGUAGES:
            continue
        yield from _long_sentences(text, places)
        if text.role in _PROSE:
            units[text.language, text.file, text.unit, False].append(text)
        elif text.role in _EXPLAINED or text.role is Role.EXPLAIN:
            units[text.language, text.file, text.unit, text.role is Role.EXPLAIN].append(text)
    names = {language: names_of(content, language) for language in LANGUAGES if language in content.glossary}
    for (language, file, unit, explains), parts in units.items():
        is_page = file.endswith(".md")
        words = " ".join(closed(names[language].sub("word", part.text)) for part in parts)
        measured = grade(words)
        if measured > _GRADE:
            what = "page" if is_page else "explanations of this check" if explains else "question with its answers"
            message = f"the {what} reads at grade {measured:.1f}, above {_GRADE:.0f}: shorter words, shorter sentences"
            field = "body" if is_page else unit
            yield Problem("C301" if is_page else "C302", file, places.line(file, parts[0].field), field, message)
        if is_page:
            yield from _average(parts, file, places)
    for language in names:
        for page in content.pages[language].values():
            yield from _page_length(page, places)


def _long_sentences(text: Text, places: Places) -> Iterator[Problem]:
    for sentence in sentences(text.text):
        count = len(_WORD.findall(sentence))
        if count > _SENTENCE:
            start = " ".join(sentence.split()[:5])
            message = f"the sentence “{start} ...” has {count} words, more than {_SENTENCE}: make two of it"
            yield text.problem("C303", message, places)


def _average(parts: list[Text], file: str, places: Places) -> Iterator[Problem]:
    lengths = [len(_WORD.findall(one)) for part in parts if part.role is Role.BODY for one in sentences(part.text)]
    if lengths and sum(lengths) / len(lengths) > _AVERAGE:
        average = sum(lengths) / len(lengths)
        message = f"sentences have {average:.1f} words on average, more than {_AVERAGE}: shorten some"
        yield Problem("C305", file, places.line(file, parts[0].field), "body", message)


def _page_length(page: Page, places: Places) -> Iterator[Problem]:
    if page.layout == "choices":
        yield from _card_lengths(page, places)
        return
    body = _body_words(page)
    if page.words < _SHORTEST_PAGE or body > _LONGEST_PAGE:
        count = page.words if page.words < _SHORTEST_PAGE else body
        message = f"the page has {count} words; one screen holds {_SHORTEST_PAGE} to {_LONGEST_PAGE}: one idea a page"
        yield Problem("C304", page.file, places.line(page.file, "body.0"), "body", message)


def _card_lengths(page: Page, places: Places) -> Iterator[Problem]:
    """A page of choices is read card by card: each is held to a length of its own."""
    cards = (block for block in page.blocks if isinstance(block, Card))
    for choice, card in zip(page.choices, cards, strict=True):
        count = _block_words(card)
        if count > _LONGEST_CARD:
            file, field = f"{page.language}/choices.yaml", f"choices.{choice}.rows"
            message = f"the choice {card.heading!r} has {count} words, more than {_LONGEST_CARD}: shorten its rows"
            yield Problem("C304", file, places.line(file, field), field, message)


def _body_words(page: Page) -> int:
    return sum(_block_words(block) for block in page.blocks)


def _block_words(block: Block) -> int:
    total = len(block.heading.split()) if isinstance(block, Card) else 0
    for part in block.blocks if isinstance(block, Card) else (block,):
        for spans in part.items if isinstance(part, Bullets) else (part.spans,):
            total += len("".join(span.text for span in spans).split())
    return total


def names_of(content: Content, language: str) -> re.Pattern[str]:
    """Return the words that are left out of the grade, with their plurals."""
    words = set(_NAMES) | {term.word.lower() for term in content.glossary[language].values()}
    for page in content.pages[language].values():
        words.update(span.text.lower() for span in page.spans if span.term)
    ordered = sorted((re.escape(word) for word in words if word.strip()), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(ordered) + r")(?:s|es)?\b", re.IGNORECASE)


def reading_text(page: Page, names: re.Pattern[str]) -> str:
    """Return a page's title and text in one, as it is graded."""
    parts = (text.text for text in page_texts(page) if text.role in _PROSE)
    return " ".join(closed(names.sub("word", part)) for part in parts)


def closed(text: str) -> str:
    """Return a text that ends as a sentence, so that a heading does not run into the next text."""
    return text if text.endswith((".", "!", "?")) else text.rstrip(":;,”") + "."
