"""Every text that a patient can read, with its place and with the facts and figures that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

import msgspec

from kiosk.content import (
    Bullets,
    Card,
    CheckItem,
    ChoiceTable,
    Content,
    Note,
    Page,
    Paragraph,
    Places,
    Scope,
    Span,
    Treatment,
    TreatmentText,
)
from kiosk.errors import Problem

__all__ = ["Role", "Text", "all_texts", "page_texts", "plain", "treatment_texts"]


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
    CONDITION = "what applies"
    TEACH_BACK = "teach-back"
    LISTEN = "what to listen for"
    LABEL = "label"


_EVERYBODY = Scope()


class Text(msgspec.Struct, frozen=True, gc=False):
    """One text. `unit` joins what is read together (a page, a check); `facts` and `figures` are ids.

    `scope` is whom a treatment's text is for. `written_in` and `written_as` are the file and the field to change, where
    they are not the ones that show the text: the words of a choice stand on pages and are written in choices.yaml.
    """

    language: str
    file: str
    field: str
    role: Role
    unit: str
    text: str
    facts: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    scope: Scope = _EVERYBODY
    written_in: str = ""
    written_as: str = ""

    def problem(self, rule: str, message: str, places: Places) -> Problem:
        """Return a problem of this text, at the place where somebody can mend it."""
        file, field = self.written_in or self.file, self.written_as or self.field
        return Problem(rule, file, places.line(file, field), field, message)


def plain(spans: Iterable[Span]) -> str:
    """Return the words of spans."""
    return "".join(span.text for span in spans)


def all_texts(content: Content) -> Iterator[Text]:
    """Give every text of the pack, language by language."""
    for language in content.languages:
        for page in content.pages[language.id].values():
            yield from page_texts(page, content.choices[language.id])
        yield from _figure_texts(content, language.id)
        yield from _check_texts(content, language.id)
        for term in content.glossary[language.id].values():
            file = f"{language.id}/glossary.yaml"
            yield Text(language.id, file, f"{term.id}.meaning", Role.TERM, term.id, term.meaning, term.facts)
        for question in content.questions[language.id].values():
            file = f"{language.id}/questions.yaml"
            yield Text(language.id, file, f"{question.id}.text", Role.READY, question.id, question.text)
        for treatment in content.treatments.values():
            yield from treatment_texts(treatment, language.id)
        yield from _shared_texts(content, language.id)


def page_texts(page: Page, choices: ChoiceTable | None = None) -> Iterator[Text]:
    """Give the texts of one page; a card's text rests on the card's own facts.

    With `choices` the texts of a page of choices know where they are written.
    """
    figures = (page.figure,) if page.figure else ()

    def text(
        field: str, role: Role, words: str, facts: tuple[str, ...] = page.facts, written: tuple[str, str] = ("", "")
    ) -> Text:
        return Text(
            page.language, page.file, field, role, page.id, words, facts, figures, _EVERYBODY, written[0], written[1]
        )

    yield text("title", Role.TITLE, page.title)
    for place, block in enumerate(page.blocks):
        if not isinstance(block, Card):
            for words in _words(block):
                yield text(f"body.{place}", Role.BODY, words)
            continue
        # A page of choices has one card for each of them, after its paragraphs; a card has a paragraph for each row.
        written = _written(page, place - len(page.blocks), choices) if page.choices else []
        heading, *rows = written or [("", "")]
        yield text(f"body.{place}", Role.TITLE, block.heading, block.facts, heading)
        for inner, part in enumerate(block.blocks):
            for words in _words(part):
                row = rows[inner] if inner < len(rows) else ("", "")
                yield text(f"body.{place}.{inner}", Role.BODY, words, block.facts, row)
    if page.source_note:
        yield text("source_note", Role.SOURCE_NOTE, page.source_note)


def _words(part: Paragraph | Bullets | Note) -> Iterator[str]:
    for spans in part.items if isinstance(part, Bullets) else (part.spans,):
        yield plain(spans)


def _written(page: Page, from_end: int, choices: ChoiceTable | None) -> list[tuple[str, str]]:
    """Return where a card's heading and each of its rows are written; `from_end` counts from the last card (-1)."""
    if choices is None:
        return []
    file, choice = f"{page.language}/choices.yaml", page.choices[from_end]
    told = choices.choices[choice].rows
    return [
        (file, f"choices.{choice}.name"),
        *((file, f"choices.{choice}.rows.{row}") for row in choices.rows if row in told),
    ]


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
            yield Text(language, item.file, f"{item.id}.{field}", role, item.id, words, facts, figures)


def _item_parts(item: CheckItem) -> Iterator[tuple[str, Role, str]]:
    yield "question", Role.QUESTION, item.question
    for choice in item.choices:
        yield f"choices.{choice.id}.text", Role.RIGHT if choice.right else Role.WRONG, choice.text
        yield f"choices.{choice.id}.why", Role.EXPLAIN, choice.why
    yield "safe", Role.EXPLAIN, item.safe
    yield "kind", Role.EXPLAIN, item.kind
    yield "not_sure", Role.EXPLAIN, item.not_sure


def _shared_texts(content: Content, language: str) -> Iterator[Text]:
    """Give the short texts that all treatments share: conditions, teach-back, reasons, names of must-know facts."""
    for name, condition in content.condition_texts[language].items():
        facts = content.conditions[name].facts
        for field, role, words in (("ask", Role.CONDITION, condition.ask), ("short", Role.LABEL, condition.short)):
            yield Text(language, f"{language}/conditions.yaml", f"{name}.{field}", role, name, words, facts)
    must_know = {entry.id: entry for treatment in content.treatments.values() for entry in treatment.must_know}
    for name, told in content.teach_back[language].items():
        facts = must_know[name].facts if name in must_know else ()
        file = f"{language}/teach_back.yaml"
        yield Text(language, file, f"{name}.prompt", Role.TEACH_BACK, name, told.prompt, facts)
        for point in told.listen_for:
            yield Text(language, file, f"{name}.listen_for", Role.LISTEN, name, point, facts)
    for name, reason in content.reasons[language].items():
        for field, words in (("label", reason.label), ("short", reason.short), ("subtitle", reason.subtitle)):
            yield Text(language, f"{language}/reasons.yaml", f"{name}.{field}", Role.LABEL, name, words)
    for name, known in content.must_know_texts[language].items():
        yield Text(language, f"{language}/must_know.yaml", f"{name}.name", Role.LABEL, name, known.name)


def treatment_texts(treatment: Treatment, language: str) -> Iterator[Text]:
    """Give the words of a treatment outside its pages: summary, decision and form."""
    file = f"{language}/treatments/{treatment.id}.yaml"
    text: TreatmentText = treatment.text[language]

    def one(field: str, role: Role, words: str, facts: tuple[str, ...] = (), scope: Scope = _EVERYBODY) -> Text:
        return Text(language, file, field, role, f"{treatment.id}.{field}", words, facts, scope=scope)

    for name, points in (("benefits", text.benefits), ("harms", text.harms), ("unknown", text.unknown)):
        for place, point in enumerate(points, 1):
            yield one(f"summary.{name}.{place}.text", Role.SUMMARY, point.text, point.facts, point.scope)
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
                yield one(field, Role.DOCUMENT, plain(block.spans), block.facts, block.scope)
