"""The frozen model of the content: what a loaded and checked pack looks like to the rest of the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Block",
    "Bullets",
    "Card",
    "CheckChoice",
    "CheckItem",
    "Content",
    "DecisionText",
    "DocumentBlock",
    "DocumentSection",
    "Fact",
    "Figure",
    "FigureRow",
    "FigureText",
    "Language",
    "MustKnow",
    "Note",
    "Page",
    "Paragraph",
    "ReadyQuestion",
    "Reference",
    "RowText",
    "Section",
    "Span",
    "SummaryPoint",
    "Term",
    "Treatment",
    "TreatmentText",
]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. `term` is a glossary id, or empty."""

    text: str
    bold: bool = False
    term: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One idea in running text."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of one level."""

    items: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A limit or a caution: drawn with a bar."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a `cards` page: icon, heading, text and its own source line."""

    icon: str
    heading: str
    blocks: tuple[Paragraph | Bullets, ...]
    facts: tuple[str, ...]
    source: str


Block = Paragraph | Bullets | Note | Card


@dataclass(frozen=True, slots=True)
class Fact:
    """A neutral statement with its references; `figures` are the numbers that a text may use."""

    id: str
    topic: str
    statement: str
    figures: tuple[dict[str, object], ...]
    strength: str
    references: tuple[str, ...]
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A full citation and the short form that patients see."""

    id: str
    short: str
    authors: str
    title: str
    journal: str
    year: int
    volume: str
    pages: str
    doi: str
    pmid: str
    url: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One effect of an `effect_rows` figure: group id -> people of 100."""

    id: str
    counts: tuple[tuple[str, int], ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowText:
    """The words of one effect row."""

    name: str
    explain: str
    duration: str


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure's words in one language."""

    intro: tuple[Span, ...]
    outcome: str
    rest: str
    groups: dict[str, str]
    population: str
    time: str
    rows: dict[str, RowText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """Numbers as people: `icon_array` uses `counts`, `effect_rows` uses `rows`; the denominator is always 100."""

    id: str
    kind: Literal["icon_array", "effect_rows"]
    denominator: int
    groups: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    rows: tuple[FigureRow, ...]
    facts: tuple[str, ...]
    text: dict[str, FigureText]


@dataclass(frozen=True, slots=True)
class Page:
    """One content page in one language.

    `source` is the ready source line (without the word "Source"): at most three short citations, an ellipsis if there
    are more, and the page's own `source_note`. `references` has all ids, for the Sources sheet. `words` counts title,
    text and figure. On a `cards` page `blocks` are the paragraphs above the cards, if any, and then the cards.
    """

    id: str
    language: str
    title: str
    layout: Literal["text", "cards", "rows"]
    blocks: tuple[Block, ...]
    facts: tuple[str, ...]
    figure: str
    source: str
    references: tuple[str, ...]
    status: str
    review_by: str
    words: int
    file: str
    source_note: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """Glossary ids that stand on the page, in order, each once."""
        spans: list[Span] = []
        for block in self.blocks:
            parts = block.blocks if isinstance(block, Card) else (block,)
            for part in parts:
                if isinstance(part, Bullets):
                    spans.extend(span for item in part.items for span in item)
                else:
                    spans.extend(part.spans)
        return tuple(dict.fromkeys(span.term for span in spans if span.term))


@dataclass(frozen=True, slots=True)
class CheckChoice:
    """One answer and the explanation for having chosen it."""

    id: str
    text: str
    why: str
    right: bool


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One check item: three choices; "I am not sure" is added by the screen and is always last."""

    id: str
    must_know: str
    page: str
    question: str
    choices: tuple[CheckChoice, ...]
    safe: str
    kind: str
    not_sure: str

    @property
    def right_choice(self) -> CheckChoice:
        """The one right answer."""
        return next(choice for choice in self.choices if choice.right)


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary word; `facts` are what its meaning rests on, where it states more than a word's sense."""

    id: str
    word: str
    meaning: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadyQuestion:
    """A ready-made question of the question sheet."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class MustKnow:
    """A fact that a person must know to decide, the page that teaches it and its check items in order of use."""

    id: str
    page: str
    facts: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One of the seven named steps of the progress bar and its required content pages."""

    id: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryPoint:
    """One bullet of the summary before the decision."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionText:
    """One of the three choices: title, what happens next, and the repeat of it ("You want ...")."""

    title: str
    next: str
    restated: str


@dataclass(frozen=True, slots=True)
class DocumentBlock:
    """A paragraph, a bullet or a figure of the form's plain-language part; text is inline Markdown as spans."""

    kind: Literal["paragraph", "bullet", "figure"]
    spans: tuple[Span, ...]
    figure: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A numbered section of the form."""

    id: str
    heading: str
    blocks: tuple[DocumentBlock, ...]


@dataclass(frozen=True, slots=True)
class TreatmentText:
    """All words of a treatment in one language."""

    name: str
    short_name: str
    reasons: dict[str, str]
    sections: dict[str, str]
    must_know: dict[str, str]
    values: dict[str, str]
    benefits: tuple[SummaryPoint, ...]
    harms: tuple[SummaryPoint, ...]
    unknown: tuple[SummaryPoint, ...]
    other_choices: str
    decision: dict[str, DecisionText]
    meaning: dict[str, str]
    document_title: dict[str, str]
    document_subtitle: str
    document_sections: tuple[DocumentSection, ...]


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the patient is asked to decide on: structure here, words in `text` by language."""

    id: str
    version: str
    status: str
    product: str
    route: str
    reasons: tuple[str, ...]
    template: str
    template_version: str
    check_tries: int
    sections: tuple[Section, ...]
    must_know: tuple[MustKnow, ...]
    values: tuple[str, ...]
    elements: dict[str, tuple[str, ...]]
    text: dict[str, TreatmentText]


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pack, in its own name."""

    id: str
    name: str
    direction: Literal["ltr", "rtl"]
    status: str


@dataclass(frozen=True, slots=True)
class Content:
    """A whole loaded pack. Page, check, glossary and question maps are keyed by language, then by id."""

    id: str
    version: str
    status: str
    reviewed_by: str
    default_language: str
    languages: tuple[Language, ...]
    digest: str
    facts: dict[str, Fact]
    references: dict[str, Reference]
    figures: dict[str, Figure]
    treatments: dict[str, Treatment]
    pages: dict[str, dict[str, Page]]
    checks: dict[str, dict[str, CheckItem]]
    glossary: dict[str, dict[str, Term]]
    questions: dict[str, dict[str, ReadyQuestion]]

    def reading_minutes(self, treatment: str, language: str, words_per_minute: int = 180) -> int:
        """Return how long the required path takes, in whole minutes: reading, plus half a minute for each check."""
        plan = self.treatments[treatment]
        words = sum(self.pages[language][page].words for section in plan.sections for page in section.pages)
        return round(words / words_per_minute + len(plan.must_know) / 2)
