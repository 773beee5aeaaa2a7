"""The frozen model of the content: what a loaded and checked pack looks like to the rest of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.content.blocks import Block, Bullets, Card, Note, Paragraph, Span
from kiosk.content.treatment import (
    DecisionText,
    DocumentBlock,
    DocumentSection,
    MustKnow,
    Scope,
    Section,
    Signer,
    SummaryPoint,
    Treatment,
    TreatmentText,
)

__all__ = [
    "Block",
    "Bullets",
    "Card",
    "CheckChoice",
    "CheckItem",
    "Choice",
    "ChoiceTable",
    "Condition",
    "ConditionText",
    "Content",
    "Country",
    "DecisionText",
    "DocumentBlock",
    "DocumentSection",
    "Fact",
    "Figure",
    "FigureRow",
    "FigureText",
    "Language",
    "MustKnow",
    "MustKnowText",
    "Note",
    "Overlay",
    "Page",
    "Paragraph",
    "ReadyQuestion",
    "ReasonText",
    "Reference",
    "RowText",
    "Scope",
    "Section",
    "Shelf",
    "SignOff",
    "Signer",
    "Span",
    "SummaryPoint",
    "TeachBackText",
    "Term",
    "Topic",
    "Treatment",
    "TreatmentText",
]


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
    """Numbers as people: `icon_array` uses `counts`, `effect_rows` uses `rows`. The compiler wants 100 for each."""

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
    text and figure. On a `cards` page `blocks` are the paragraphs above the cards, if any, and then the cards. A
    `choices` page is the same, with one card for each of `choices` (ids of the language's choices.yaml, in this order).

    `more` are the pages that "Learn more" opens. `local`: a clinic may put a page of its own in this one's place.
    `origin` is "clinic" for a page out of a clinic's own folder. `digest` is the start of the SHA-256 of the file's
    bytes (16 hex digits); a translation names in `source_digest` the digest of the page that it was made from.
    """

    id: str
    language: str
    title: str
    layout: Literal["text", "cards", "rows", "choices"]
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
    more: tuple[str, ...] = ()
    local: bool = False
    choices: tuple[str, ...] = ()
    origin: Literal["core", "clinic"] = "core"
    digest: str = ""
    source_digest: str = ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every run of text of the page's body, in order."""
        spans: list[Span] = []
        for block in self.blocks:
            parts = block.blocks if isinstance(block, Card) else (block,)
            for part in parts:
                if isinstance(part, Bullets):
                    spans.extend(span for item in part.items for span in item)
                else:
                    spans.extend(part.spans)
        return tuple(spans)

    @property
    def terms(self) -> tuple[str, ...]:
        """Glossary ids that stand on the page, in order, each once."""
        return tuple(dict.fromkeys(span.term for span in self.spans if span.term))


@dataclass(frozen=True, slots=True)
class CheckChoice:
    """One answer and the explanation for having chosen it."""

    id: str
    text: str
    why: str
    right: bool


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One check item: three choices; "I am not sure" is added by the screen and is always last.

    `file` is the file that it stands in, such as `en/checks/shared.yaml`.
    """

    id: str
    must_know: str
    page: str
    question: str
    choices: tuple[CheckChoice, ...]
    safe: str
    kind: str
    not_sure: str
    file: str = ""

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
class ReasonText:
    """A reason for treatment: what staff pick, what stands after the treatment's name, and the form's subtitle."""

    label: str
    short: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class MustKnowText:
    """A must-know fact's name for staff and record, and the sentences of its page that teach it, word for word."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeachBackText:
    """A prompt to say a must-know fact in own words, and what the clinician listens for."""

    prompt: str
    listen_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A health problem, a medicine or a part of life that matters for a treatment; `page` explains why."""

    id: str
    group: Literal["heart", "mind", "body", "medicines", "life"]
    page: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConditionText:
    """The question to the patient, answered Yes, No or Not sure, and its short name for the clinician's summary."""

    ask: str
    short: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on, told in the same rows as every other: row id -> text."""

    id: str
    name: str
    icon: str
    facts: tuple[str, ...]
    rows: dict[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class ChoiceTable:
    """The choices side by side: row id -> label, in the order of the rows, and choice id -> choice."""

    rows: dict[str, str]
    choices: dict[str, Choice]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the library and its pages in order."""

    id: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the list of topics: what covers it, or why it (or a part of it) is left out."""

    topic: str
    pages: tuple[str, ...]
    terms: tuple[str, ...]
    facts: tuple[str, ...]
    excluded: str


@dataclass(frozen=True, slots=True)
class Country:
    """Numbers to call in a country, as they stand in running text."""

    id: str
    emergency_number: str
    crisis_line: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlay:
    """A clinic's own folder of content, laid over the pack."""

    id: str
    version: str
    clinic: str


@dataclass(frozen=True, slots=True)
class SignOff:
    """A clinician's signature to one content digest: name, licence number, date (ISO), and what was looked at."""

    digest: str
    name: str
    licence: str
    date: str
    scope: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pack, in its own name."""

    id: str
    name: str
    direction: Literal["ltr", "rtl"]
    status: str


@dataclass(frozen=True, slots=True)
class Content:
    """A whole loaded pack.

    Words (pages, checks, glossary, questions, reasons, conditions, must-know, teach-back, choices, shelf names) are
    keyed by language, then by id. `digest` is of the exact bytes of all files, a clinic's own included; `sign_offs`
    are those that were given for this very digest. `plain_words` are words of daily life that need no explanation,
    for the compiler.
    """

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
    conditions: dict[str, Condition]
    library: tuple[Shelf, ...]
    topics: tuple[Topic, ...]
    countries: dict[str, Country]
    pages: dict[str, dict[str, Page]]
    checks: dict[str, dict[str, CheckItem]]
    glossary: dict[str, dict[str, Term]]
    questions: dict[str, dict[str, ReadyQuestion]]
    reasons: dict[str, dict[str, ReasonText]]
    condition_texts: dict[str, dict[str, ConditionText]]
    must_know_texts: dict[str, dict[str, MustKnowText]]
    teach_back: dict[str, dict[str, TeachBackText]]
    choices: dict[str, ChoiceTable]
    shelf_names: dict[str, dict[str, str]]
    plain_words: dict[str, tuple[str, ...]]
    overlay: Overlay | None = None
    sign_offs: tuple[SignOff, ...] = ()

    def reading_minutes(
        self, treatment: str, language: str, *, reason: str = "", route: str = "", words_per_minute: int = 180
    ) -> int:
        """Return how long a required path takes, in whole minutes: reading, and half a minute for each check.

        The path is that of one reason and route, of the treatment's first ones if they are empty.
        """
        whole = self.treatments[treatment]
        plan = whole.variant(reason or whole.reasons[0], route)
        words = sum(self.pages[language][page].words for page in plan.pages)
        return round(words / words_per_minute + len(plan.must_know) / 2)

    def filled(self, values: Mapping[str, str]) -> Content:
        """Return a copy in which every text says `values` (see `kiosk.content.filling`) in place of `{name}`.

        Raises:
            KeyError: if a value is missing that a text asks for.
        """
        from kiosk.content.filling import filled

        return filled(self, values)
