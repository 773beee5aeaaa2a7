"""Every text that a patient can read, with its place and with the facts and figures that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from kiosk.content import Bullets, Card, CheckItem, Content, Page, Span, Treatment, TreatmentText

__all__ = ["Role", "Text", "all_texts", "plain"]


class Role(Enum):
    """What a text is for: the rules differ."""

    TITLE = "title"
    BODY = "body"
    SOURCE_NOTE = "source note"
    FIGURE = "figure"
    TERM = "glossary"
    QUESTION = "question"
    RIGHT = "right answer"
    WRONG = "wrong answer"
    EXPLAIN = "explanation"
    READY = "ready question"
    SUMMARY = "summary"
    DECISION = "decision"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `unit` joins what is read together (a page, a check); `facts` and `figures` are ids."""

    language: str
    file: str
    field: str
    role: Role
    unit: str
    text: str
    facts: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


def plain(spans: Iterable[Span]) -> str:
    """Return the words of spans."""
    return "".join(span.text for span in spans)


def all_texts(content: Content) -> Iterator[Text]:
    """Give every text of the pack, language by language."""
    for language in content.languages:
        for page in content.pages[language.id].values():
            yield from page_texts(page)
        yield from _figure_texts(content, language.id)
        yield from _check_texts(content, language.id)
        for term in content.glossary[language.id].values():
            file = f"{language.id}/glossary.yaml"
            yield Text(language.id, file, f"{term.id}.meaning", Role.TERM, term.id, term.meaning, term.facts)
        for question in content.questions[language.id].values():
            file = f"{language.id}/questions.yaml"
            yield Text(language.id, file, f"{question.id}.text", Role.READY, question.id, question.text)
        for treatment in content.treatments.values():
            yield from _treatment_texts(treatment, treatment.text[language.id], language.id)


def page_texts(page: Page) -> Iterator[Text]:
    """Give the texts of one page; a card's text rests on the card's own facts."""
    figures = (page.figure,) if page.figure else ()

    def text(field: str, role: Role, words: str, facts: tuple[str, ...] = page.facts) -> Text:
        return Text(page.language, page.file, field, role, page.id, words, facts, figures)

    yield text("title", Role.TITLE, page.title)
    for place, block in enumerate(page.blocks):
        if isinstance(block, Card):
            yield text(f"body.{place}", Role.TITLE, block.heading, block.facts)
        for inner, part in enumerate(block.blocks if isinstance(block, Card) else (block,)):
            field = f"body.{place}.{inner}" if isinstance(block, Card) else f"body.{place}"
            facts = block.facts if isinstance(block, Card) else page.facts
            for spans in part.items if isinstance(part, Bullets) else (part.spans,):
                yield text(field, Role.BODY, plain(spans), facts)
    if page.source_note:
        yield text("source_note", Role.SOURCE_NOTE, page.source_note)


def _figure_texts(content: Content, language: str) -> Iterator[Text]:
    file = f"{language}/figures.yaml"
    for figure in content.figures.values():
        words = figure.text[language]
        named = [("intro", plain(words.intro)), ("population", words.population), ("time", words.time)]
        named += [("outcome", words.outcome), ("rest", words.rest)]
        named += [(f"groups.{group}", text) for group, text in words.groups.items()]
        for field, text in named:
            if text:
                place = f"{figure.id}.{field}"
                yield Text(language, file, place, Role.FIGURE, figure.id, text, figure.facts, (figure.id,))
        facts = {row.id: row.facts for row in figure.rows}
        for row, row_text in words.rows.items():
            parts = (("name", row_text.name), ("explain", row_text.explain), ("duration", row_text.duration))
            for field, text in parts:
                if text:
                    place = f"{figure.id}.rows.{row}.{field}"
                    yield Text(language, file, place, Role.FIGURE, figure.id, text, facts[row], (figure.id,))


def _check_texts(content: Content, language: str) -> Iterator[Text]:
    must_know = {entry.id: entry for treatment in content.treatments.values() for entry in treatment.must_know}
    for item in content.checks[language].values():
        page = content.pages[language][item.page]
        facts = tuple(dict.fromkeys((*must_know[item.must_know].facts, *page.facts)))
        figures = (page.figure,) if page.figure else ()
        for field, role, words in _item_parts(item):
            yield Text(language, f"{language}/checks.yaml", f"{item.id}.{field}", role, item.id, words, facts, figures)


def _item_parts(item: CheckItem) -> Iterator[tuple[str, Role, str]]:
    yield "question", Role.QUESTION, item.question
    for choice in item.choices:
        yield f"choices.{choice.id}.text", Role.RIGHT if choice.right else Role.WRONG, choice.text
        yield f"choices.{choice.id}.why", Role.EXPLAIN, choice.why
    yield "safe", Role.EXPLAIN, item.safe
    yield "kind", Role.EXPLAIN, item.kind
    yield "not_sure", Role.EXPLAIN, item.not_sure


def _treatment_texts(treatment: Treatment, text: TreatmentText, language: str) -> Iterator[Text]:
    file = f"{language}/treatments/{treatment.id}.yaml"

    def one(field: str, role: Role, words: str, facts: tuple[str, ...] = (), figures: tuple[str, ...] = ()) -> Text:
        return Text(language, file, field, role, f"{treatment.id}.{field}", words, facts, figures)

    for name, points in (("benefits", text.benefits), ("harms", text.harms), ("unknown", text.unknown)):
        for place, point in enumerate(points, 1):
            yield one(f"summary.{name}.{place}.text", Role.SUMMARY, point.text, point.facts)
    yield one("summary.other_choices", Role.DECISION, text.other_choices)
    for name, decision in text.decision.items():
        yield one(f"decision.{name}.title", Role.DECISION, decision.title)
        yield one(f"decision.{name}.next", Role.DECISION, decision.next)
        yield one(f"decision.{name}.restated", Role.DECISION, decision.restated)
    for name, words in text.meaning.items():
        yield one(f"meaning.{name}", Role.DECISION, words)
    for section in text.document_sections:
        for place, block in enumerate(section.blocks, 1):
            field = f"document.sections.{section.id}.blocks.{place}.text"
            if block.spans:
                yield one(field, Role.DOCUMENT, plain(block.spans), block.facts)
