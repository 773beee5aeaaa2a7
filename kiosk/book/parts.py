"""The other parts of the booklet: conditions, teach-back, choices, summary, the form, words, what is uncertain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from kiosk.book.pages import fact_table, page_blocks, runs
from kiosk.book.review import Review, label, plain, small
from kiosk.content import DocumentBlock, SummaryPoint
from kiosk.document import Block, Bullets, FigureBlock, Heading, Paragraph, Run, Table
from kiosk.document.annexes import citation
from kiosk.document.figures import BRIEF

__all__ = [
    "choice_blocks",
    "condition_blocks",
    "form_blocks",
    "library_blocks",
    "other_fact_blocks",
    "reference_blocks",
    "summary_blocks",
    "teach_back_blocks",
    "term_blocks",
    "uncertain_blocks",
]

Figures = Mapping[str, FigureBlock]

VERIFIED = "VERIFIED"


def _part(review: Review, name: str) -> Iterator[Block]:
    """Give a part's heading and what it is for."""
    yield Heading(2, review.say(name), part=True)
    yield Paragraph(plain(review.say(f"{name}_intro")))


def condition_blocks(review: Review, figures: Figures) -> Iterator[Block]:
    """Give the questions about what applies to the patient, and the pages behind them that stand on no path."""
    if not review.treatment.conditions:
        return
    content = review.content
    yield from _part(review, "conditions")
    rows = []
    for name in review.treatment.conditions:
        condition, text = content.conditions[name], content.condition_texts[review.language][name]
        about = review.say("condition", short=text.short, group=condition.group, facts=", ".join(condition.facts))
        rows.append((plain(text.ask), plain(about), plain(review.page(condition.page).title)))
    header = (review.say("asked"), review.say("condition_head"), review.say("page_why"))
    yield Table(header, tuple(rows), (40, 32, 28))
    for name in review.why:
        yield from page_blocks(review, name, figures)


def library_blocks(review: Review, figures: Figures) -> Iterator[Block]:
    """Give the optional pages of the library."""
    if review.optional:
        yield from _part(review, "library")
    for name in review.optional:
        yield from page_blocks(review, name, figures)


def teach_back_blocks(review: Review) -> Iterator[Block]:
    """Give the prompts to say something in own words, with what to listen for."""
    if not review.treatment.teach_back:
        return
    yield from _part(review, "teach_back")
    for name in review.treatment.teach_back:
        text = review.content.teach_back[review.language][name]
        yield Heading(3, review.content.must_know_texts[review.language][name].name)
        yield Paragraph(label(review.say("prompt"), text.prompt))
        yield Paragraph(plain(review.say("listen_for")))
        yield Bullets(tuple(plain(point) for point in text.listen_for))


def choice_blocks(review: Review) -> Iterator[Block]:
    """Give the choices of the path's pages row by row, so that each row can be compared."""
    table = review.content.choices[review.language]
    names = tuple(dict.fromkeys(choice for page in review.path for choice in review.page(page).choices))
    if not names:
        return
    yield from _part(review, "choices")
    for row, title in table.rows.items():
        cells = [
            ((Run(table.choices[name].name, bold=True),), runs(table.choices[name].rows.get(row, ()))) for name in names
        ]
        yield Heading(3, title)
        yield Table((review.say("choice"), title), tuple(cells), (27, 73))
    yield small(review.cited(fact for name in names for fact in table.choices[name].facts))


def summary_blocks(review: Review) -> Iterator[Block]:
    """Give what stands on the screens of what matters, of the summary and of the decision."""
    text, words = review.text, review.words
    yield from _part(review, "summary")
    yield Heading(3, review.say("values"))
    yield Bullets(tuple(plain(text.values[name]) for name in review.treatment.values))
    parts = (("benefits", text.benefits), ("harms", text.harms), ("unknown", text.unknown))
    for name, points in parts:
        yield Heading(3, words[f"document.summary_{name}"])
        yield Bullets(tuple(_point(review, point) for point in points if review.holds(point.scope)))
    yield Heading(3, words["document.summary_other"])
    yield Paragraph(plain(text.other_choices))
    yield Heading(3, words["document.decision_page"])
    yield Bullets(
        tuple(
            (Run(f"{one.title} ", bold=True), Run(f"{one.next} {one.restated}\n{text.meaning.get(name, '')}".rstrip()))
            for name, one in text.decision.items()
        )
    )


def _point(review: Review, point: SummaryPoint) -> tuple[Run, ...]:
    about = " ".join(part for part in (review.marks(point.scope), review.cited(point.facts)) if part)
    return (Run(point.text, bold=True), Run(f"\n{about}" if about else ""))


def form_blocks(review: Review, figures: Figures) -> Iterator[Block]:
    """Give the form's own text; what is only for some reasons or ways is marked."""
    yield from _part(review, "form")
    yield Paragraph(label(review.say("form_titles"), " · ".join(review.text.document_title.values())))
    subtitles = (review.content.reasons[review.language][reason].subtitle for reason in review.reasons)
    yield Paragraph(label(review.say("form_subtitles"), " · ".join(subtitles)))
    number = 0
    for section in review.text.document_sections:
        shown = [block for block in section.blocks if review.holds(block.scope)]
        if shown:
            number += 1
            yield Heading(3, f"{number}. {section.heading}")
            for scope, group in groupby(shown, key=lambda block: block.scope):
                marks = review.marks(scope)
                if marks:
                    # A heading, so that it is never parted from what it is about.
                    yield Heading(4, marks)
                yield from _form_blocks(tuple(group), figures)
            yield small(review.cited(fact for block in shown for fact in block.facts) or review.say("no_facts"))


def _form_blocks(blocks: Iterable[DocumentBlock], figures: Figures) -> Iterator[Block]:
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind == "bullet":
            yield Bullets(tuple(runs(block.spans) for block in group))
            continue
        for block in group:
            yield figures[BRIEF + block.figure] if kind == "figure" else Paragraph(runs(block.spans))


def term_blocks(review: Review) -> Iterator[Block]:
    """Give the words that are explained."""
    yield from _part(review, "terms")
    glossary = review.content.glossary[review.language]
    items = []
    for name in review.terms:
        term = glossary[name]
        cited = review.cited(term.facts)
        items.append((*label(f"{term.word}:", term.meaning), Run(f"\n{cited}" if cited else "")))
    yield Bullets(tuple(items))


def uncertain_blocks(review: Review) -> Iterator[Block]:
    """Give the facts of the booklet that nobody has compared with their source yet, those still to be checked first."""
    facts = [review.content.facts[name] for name in review.facts]
    unsure = [fact for fact in facts if fact.confidence != VERIFIED]
    yield from _part(review, "uncertain")
    if not unsure:
        yield Paragraph(plain(review.say("uncertain_none")))
        return
    for confidence in sorted({fact.confidence for fact in unsure}):
        rows = []
        for fact in unsure:
            if fact.confidence == confidence:
                pages = ", ".join(page for page in review.pages if fact.id in review.facts_of(page))
                used = review.say("used_by", pages=pages or review.say("no_page"))
                note = f"\n{fact.note}" if fact.note else ""
                rows.append(((Run(fact.id, bold=True), Run(f"\n{used}")), plain(f"{fact.statement}{note}")))
        yield Heading(3, confidence)
        yield Table((review.say("fact"), review.say("statement_note")), tuple(rows), (32, 68))


def other_fact_blocks(review: Review) -> Iterator[Block]:
    """Give the facts behind the form, the summary, the conditions and the words that stand with no page."""
    if review.other_facts:
        yield from _part(review, "other_facts")
        yield from fact_table(review, review.other_facts)


def reference_blocks(review: Review) -> Iterator[Block]:
    """Give all works in full, with their numbers."""
    yield from _part(review, "references")
    yield Bullets(tuple(plain(f"[{review.numbers[work.id]}] {citation(work)}") for work in review.works), small=True)
