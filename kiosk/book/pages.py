"""Pages in the booklet: as they are shown, with what they rest on, what must be known of them, and its checks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from kiosk import content as c
from kiosk.book.review import Review, label, plain, small
from kiosk.content import CheckItem, Fact, MustKnow, Page, Scope, Span
from kiosk.document import Block, Bullets, FigureBlock, Heading, NoteBox, Paragraph, Run, Table

__all__ = ["fact_table", "page_blocks", "runs", "shown_blocks"]

Figures = Mapping[str, FigureBlock]


def page_blocks(review: Review, name: str, figures: Figures, scope: Scope | None = None) -> Iterator[Block]:
    """Give one page: its heading, its state, its text as shown, its facts, and the checks of what it teaches."""
    page = review.page(name)
    yield Heading(3, page.title)
    yield from _state(review, page, scope or Scope())
    yield from shown_blocks(review, page, figures)
    facts = review.facts_of(name)
    yield Heading(4, review.say("facts"))
    yield from fact_table(review, facts, page=name)
    for entry in review.treatment.must_know:
        if entry.page == name and review.holds(entry.scope):
            yield from _must_know(review, entry)


def _state(review: Review, page: Page, scope: Scope) -> Iterator[Block]:
    yield small(review.say("state", page=page.id, status=page.status, date=page.review_by, words=page.words))
    marks = review.marks(scope)
    if marks:
        yield Paragraph((Run(marks, bold=True),), "small")
    covered = [name.replace("_", " ") for name, pages in review.treatment.elements.items() if page.id in pages]
    if covered:
        yield small(review.say("covers", elements=", ".join(covered)))
    if page.more:
        yield small(review.say("leads_to", pages="; ".join(review.page(name).title for name in page.more)))
    if page.origin == "clinic":
        yield NoteBox(plain(review.words["document.clinic_text"]), "info")
    elif page.local:
        yield small(review.say("local"))


def shown_blocks(review: Review, page: Page, figures: Figures) -> Iterator[Block]:
    """Give a page's text, figure and sources as they are shown: the figure stands before the notes."""
    place = next((i for i, block in enumerate(page.blocks) if isinstance(block, c.Note)), len(page.blocks))
    for index, block in enumerate(page.blocks):
        if index == place and page.figure:
            yield figures[page.figure]
        yield from _shown(review, block)
    if page.figure and place == len(page.blocks):
        yield figures[page.figure]
    cards = [block for block in page.blocks if isinstance(block, c.Card)]
    # As on the screen: where each card names its own source, the page's line would say it all again.
    if page.source and not (cards and all(card.source for card in cards)):
        yield small(review.words.say("document.source", {"source": page.source}))


def _shown(review: Review, block: c.Block) -> Iterator[Block]:
    match block:
        case c.Paragraph(spans=spans):
            yield Paragraph(runs(spans))
        case c.Bullets(items=items):
            yield Bullets(tuple(runs(item) for item in items))
        case c.Note(spans=spans):
            yield NoteBox(runs(spans))
        case c.Card():
            yield Heading(4, block.heading)
            for part in block.blocks:
                yield from _shown(review, part)
            if block.source:
                yield small(review.words.say("document.source", {"source": block.source}))


def runs(spans: Iterable[Span]) -> tuple[Run, ...]:
    """Return runs of a page's text as a document has them."""
    return tuple(Run(span.text, span.bold) for span in spans)


# ---------------------------------------------------------------------- facts


def fact_table(review: Review, facts: Iterable[str], page: str = "") -> Iterator[Block]:
    """Give facts word for word, with how sure they are, their figures and the numbers of their works.

    On a later `page` than the first one that rests on it, a fact stands without its figures and works.
    """
    rows = tuple(_fact_row(review, review.content.facts[name], page) for name in facts)
    if rows:
        yield Table((review.say("fact"), review.say("statement")), rows, (33, 67))
    else:
        yield small(review.say("no_facts"))


def _fact_row(review: Review, fact: Fact, page: str) -> tuple[tuple[Run, ...], ...]:
    first = review.first_page.get(fact.id, "")
    if page and first != page:
        return (Run(fact.id, bold=True),), plain(f"{fact.statement} {review.say('figures_on', page=first)}")
    how_sure = review.say("how_sure", strength=fact.strength, confidence=fact.confidence)
    works = "; ".join(
        review.say("work", number=review.numbers[name], short=review.content.references[name].short)
        for name in fact.references
    )
    lines = [fact.statement, *(_figure_line(figure) for figure in fact.figures), review.say("works", works=works)]
    return (Run(fact.id, bold=True), Run(f"\n{how_sure}")), plain("\n".join(lines))


def _figure_line(figure: Mapping[str, object]) -> str:
    """Return a fact's figure as it stands in its file."""
    parts = (
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in figure.items()
        if value is not None
    )
    return f"– {'; '.join(parts)}"


# ---------------------------------------------------------------------- what must be known


def _must_know(review: Review, entry: MustKnow) -> Iterator[Block]:
    text = review.content.must_know_texts[review.language][entry.id]
    yield Heading(4, review.say("must_know", name=text.name))
    marks = review.marks(entry.scope)
    if marks:
        yield Paragraph((Run(marks, bold=True),), "small")
    yield Paragraph(plain(review.say("taught_by")))
    yield Bullets(tuple(plain(sentence) for sentence in text.sentences))
    for number, name in enumerate(entry.items, start=1):
        yield from _check(review, review.content.checks[review.language][name], number)


def _check(review: Review, item: CheckItem, number: int) -> Iterator[Block]:
    yield Paragraph(label(review.say("check", number=number), item.question))
    rows = [
        (
            (Run(review.say("right", text=choice.text), bold=True),) if choice.right else plain(choice.text),
            plain(choice.why),
        )
        for choice in item.choices
    ]
    rows.append((plain(review.words["check.not_sure"]), plain(item.not_sure)))
    yield Table((review.say("answer"), review.say("explained")), tuple(rows), (42, 58))
    yield small(review.say("always_said", safe=item.safe, kind=item.kind, item=item.id))
