"""Pages, finished: cards, source lines, references and word counts are made from what a page's file names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from kiosk.content.blocks import Block, Bullets, Card, Note, Paragraph, Span
from kiosk.content.model import Choice, ChoiceTable, Fact, Figure, Page, Reference
from kiosk.content.words import DraftPage

__all__ = ["PageMaker"]

_SHORTS = 3  # citations on a page's source line; all of them stand on the Sources sheet
_LAYOUTS: Mapping[str, Literal["cards", "rows", "choices"]] = {"cards": "cards", "rows": "rows", "choices": "choices"}


@dataclass(frozen=True, slots=True)
class PageMaker:
    """What the pages of one language are made with."""

    facts: dict[str, Fact]
    references: dict[str, Reference]
    figures: dict[str, Figure]
    choices: ChoiceTable
    language: str

    def page(self, draft: DraftPage, file: str, digest: str, origin: Literal["core", "clinic"] = "core") -> Page:
        """Finish a page: its cards, source line, references and word count. `digest` is of its file's bytes."""
        figure = self.figures.get(draft.figure)
        chosen = [self.choices.choices[name] for name in draft.choices if name in self.choices.choices]
        facts = _once(draft.facts, *(card.facts for card in draft.cards), *(choice.facts for choice in chosen))
        shown = [fact for fact in figure.facts if fact in facts] if figure else []
        references = _once(self._references(shown), self._references(facts))
        blocks: tuple[Block, ...] = tuple(placed.block for placed in draft.blocks)
        blocks = (*blocks, *self._cards(draft), *(self._choice(choice) for choice in chosen))
        return Page(
            id=draft.id,
            language=self.language,
            title=draft.title,
            layout=_LAYOUTS.get(draft.layout, "text"),
            blocks=blocks,
            facts=facts,
            figure=draft.figure,
            source=_sentences(self._source(references), draft.source_note),
            references=references,
            status=draft.status,
            review_by=draft.review_by,
            words=len(f"{draft.title} {_words_of(blocks)} {_figure_words(figure, self.language)}".split()),
            file=file,
            source_note=draft.source_note,
            more=draft.more,
            local=draft.local,
            choices=draft.choices,
            origin=origin,
            digest=digest,
            source_digest=draft.source_digest,
        )

    def _cards(self, draft: DraftPage) -> tuple[Card, ...]:
        result = []
        for card, text in zip(draft.cards, draft.card_texts, strict=False):
            parts = (placed.block for placed in text.blocks)
            blocks = tuple(part for part in parts if not isinstance(part, Note))
            result.append(Card(card.icon, text.heading, blocks, card.facts, self._source(self._references(card.facts))))
        return tuple(result)

    def _choice(self, choice: Choice) -> Card:
        """Make a choice's card: a paragraph for each row, its label in bold."""
        blocks = tuple(
            Paragraph((Span(f"{label}.", bold=True), *_after_label(choice.rows[row])))
            for row, label in self.choices.rows.items()
            if row in choice.rows
        )
        return Card(choice.icon, choice.name, blocks, choice.facts, self._source(self._references(choice.facts)))

    def _references(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Return the references of facts: the first of each fact, then the second of each, and so on."""
        lists = [self.facts[fact].references for fact in facts if fact in self.facts]
        return _once(name for rank in zip_longest(*lists) for name in rank if name is not None)

    def _source(self, references: Iterable[str]) -> str:
        """Return the short citations, at most three, each once; an ellipsis says that there are more."""
        shorts = _once(self.references[name].short for name in references if name in self.references)
        more = ("…",) if len(shorts) > _SHORTS else ()
        return "; ".join((*shorts[:_SHORTS], *more))


def _after_label(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Put a space between the label and the text; a plain text takes it in, so that words stay one run."""
    if spans and not spans[0].bold and not spans[0].term:
        return (Span(f" {spans[0].text}"), *spans[1:])
    return (Span(" "), *spans)


def _sentences(source: str, note: str) -> str:
    """Join the citations and the note."""
    if not source or not note:
        return source or note
    return f"{source} {note}" if source.endswith(("…", ".")) else f"{source}. {note}"


def _once(*lists: Iterable[str]) -> tuple[str, ...]:
    """Join lists; each entry stays where it stands first."""
    return tuple(dict.fromkeys(entry for entries in lists for entry in entries))


def _words_of(blocks: Iterable[Block]) -> str:
    """Return everything that stands in blocks, as one text."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Card):
            parts.extend((block.heading, _words_of(block.blocks)))
        else:
            runs = block.items if isinstance(block, Bullets) else (block.spans,)
            parts.extend("".join(span.text for span in run) for run in runs)
    return " ".join(parts)


def _figure_words(figure: Figure | None, language: str) -> str:
    """Return what a reader reads of a figure."""
    text = figure.text.get(language) if figure else None
    if text is None:
        return ""
    intro = "".join(span.text for span in text.intro)
    rows = " ".join(f"{row.name} {row.explain} {row.duration}" for row in text.rows.values())
    return f"{intro} {text.outcome} {text.rest} {' '.join(text.groups.values())} {rows}"
