"""The whole booklet: its title, its contents, all parts, and the sheet to sign; and how it becomes a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from kiosk.book.pages import page_blocks
from kiosk.book.parts import (
    choice_blocks,
    condition_blocks,
    form_blocks,
    library_blocks,
    other_fact_blocks,
    reference_blocks,
    summary_blocks,
    teach_back_blocks,
    term_blocks,
    uncertain_blocks,
)
from kiosk.book.review import Review, plain
from kiosk.content import Scope
from kiosk.document import Block, Heading, KeyValues, NoteBox, PageBreak, Paragraph, Run, SignatureBlock, Table
from kiosk.document.figures import figure_blocks

__all__ = ["Book", "compose_book", "draw_book"]

SHORT_DIGEST = 16
"""Hex digits of the digest in the head of each page; the whole one stands on the title page and on the last."""

PAGE = 3
"""The level of a page's heading: parts stand above it, and what belongs to a page below it."""

ROOM = "\n\n"
"""Empty lines in a table's cell: room to write by hand."""


@dataclass(frozen=True)
class Book:
    """A booklet that can be drawn (`kiosk.pdf.Printable`): the head's lines name the treatment and the content."""

    id: str
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    subtitle: str
    clinic: tuple[str, str]
    patient: tuple[str, str]
    labels: dict[str, str]
    blocks: tuple[Block, ...]


def draw_book(review: Review, *, paper: Literal["a4", "letter"] = "a4") -> bytes:
    """Draw the booklet; the same content gives the same bytes.

    Raises:
        OperatorError: `document.unsupported_character`.
    """
    from kiosk.pdf import draw_form, heading_pages

    # The list of contents is as long with every number as without, so that it can be filled in afterwards.
    numbers = heading_pages(compose_book(review), paper=paper)
    return draw_form(compose_book(review, numbers), paper=paper)


def compose_book(review: Review, numbers: Sequence[int] = ()) -> Book:
    """Compose the booklet. `numbers` are the pages that its headings stand on, for the list of contents."""
    content, text = review.content, review.text
    language = next(one for one in content.languages if one.id == review.language)
    short = content.digest[:SHORT_DIGEST]
    version = review.say("content_version", id=content.id, version=content.version)
    return Book(
        id="",
        language=language.id,
        direction=language.direction,
        title=review.say("title", treatment=text.name),
        subtitle=_subtitle(review),
        clinic=(review.say("head"), text.name),
        patient=(version, review.say("head_digest", digest=short)),
        labels={
            "page": review.words["document.foot_page"],
            "demo": "" if content.sign_offs else review.words["document.draft_mark"],
            "document": review.say("foot", treatment=review.treatment.id, version=review.treatment.version),
            "code": review.say("foot_digest", digest=short),
        },
        blocks=tuple(_blocks(review, numbers)),
    )


def _subtitle(review: Review) -> str:
    return review.reason_name(review.reason) if review.reason else review.say("all_reasons")


def _blocks(review: Review, numbers: Sequence[int]) -> Iterator[Block]:
    title = tuple(_title(review))
    rest = tuple(_parts(review))
    yield from title
    yield from _contents(review, (*title, *rest), numbers)
    yield from rest


def _parts(review: Review) -> Iterator[Block]:
    figures = figure_blocks(review.content, review.language, review.words)
    for section in review.treatment.sections:
        pages = review.of_section(section.id)
        if pages:
            yield Heading(2, review.say("section", name=review.text.sections[section.id]), part=True)
        for page in pages:
            yield from page_blocks(review, page, figures, section.scopes.get(page, Scope()))
    yield from chain(
        choice_blocks(review),
        condition_blocks(review, figures),
        teach_back_blocks(review),
        summary_blocks(review),
        form_blocks(review, figures),
        term_blocks(review),
        library_blocks(review, figures),
        uncertain_blocks(review),
        other_fact_blocks(review),
        reference_blocks(review),
        _sign_off_sheet(review),
    )


# ---------------------------------------------------------------------- title and contents


def _title(review: Review) -> Iterator[Block]:
    content, treatment = review.content, review.treatment
    yield Heading(1, review.say("title", treatment=review.text.name))
    yield Paragraph(plain(_subtitle(review)), "lead")
    yield NoteBox(plain("\n".join(_status(review))), "info")
    overlay = content.overlay
    own = review.say("overlay", clinic=overlay.clinic, version=overlay.version) if overlay else review.say("no_overlay")
    rows = [
        (review.say("treatment"), review.say("versioned", id=treatment.id, version=treatment.version)),
        (review.say("product"), _product(review)),
        (review.say("routes"), "\n".join(review.route_name(one) for one in treatment.routes)),
        (review.say("reasons"), "\n".join(review.reason_name(one) for one in review.reasons)),
        (review.say("content"), review.say("content_version", id=content.id, version=content.version)),
        (review.say("own"), own),
        (review.say("language"), next(one.name for one in content.languages if one.id == review.language)),
        (review.say("length"), _length(review)),
        (review.say("first_review"), _first_review(review)),
        (
            review.say("form_template"),
            review.say("versioned", id=treatment.template, version=treatment.template_version),
        ),
        (review.say("digest"), content.digest),
    ]
    yield KeyValues(tuple(rows))
    yield Heading(2, review.say("how"))
    yield from (Paragraph(plain(review.say(f"how_{number}"))) for number in range(1, 5))


def _status(review: Review) -> tuple[str, ...]:
    """Return who signed off exactly this content; else that nobody has."""
    signed = [
        review.say("signed_off", name=one.name, licence=one.licence, date=one.date, scope=one.scope)
        for one in review.content.sign_offs
    ]
    return (review.say("status", status=review.content.status), *(signed or [review.say("not_signed_off")]))


def _product(review: Review) -> str:
    known = f"document.product_{review.treatment.product}"
    if known not in review.words:
        return review.treatment.product
    return review.words[known]


def _length(review: Review) -> str:
    """Return how many pages a path has, and how long it takes: the shortest and the longest one."""
    variants = review.variants()
    pages = [len(one.pages) for one in variants]
    words = [sum(review.page(name).words for name in one.pages) for one in variants]
    minutes = [
        review.content.reading_minutes(one.id, review.language, reason=one.reasons[0], route=one.route)
        for one in variants
    ]
    return review.say("length_is", pages=_span(pages), words=_span(words), minutes=_span(minutes))


def _span(values: Sequence[int]) -> str:
    least, most = min(values), max(values)
    return str(least) if least == most else f"{least}–{most}"


def _first_review(review: Review) -> str:
    first = min(review.pages, key=lambda name: (review.page(name).review_by, name))
    return review.say("first_review_is", date=review.page(first).review_by, page=first)


def _contents(review: Review, blocks: Sequence[Block], numbers: Sequence[int]) -> Iterator[Block]:
    """Give the list of contents: each part and each page, with the sheet that it stands on."""
    yield PageBreak()
    yield Heading(2, review.say("contents"))
    headings = [block for block in blocks if isinstance(block, Heading)]
    # The list's own heading is among the numbers, after those of the title page.
    before = sum(isinstance(block, Heading) for block in _title(review))
    sheets = [*numbers[:before], *numbers[before + 1 :]] or [0] * len(headings)
    titles = {review.page(name).title for name in review.pages}
    rows = [
        ((Run(heading.text, bold=heading.level < PAGE),), plain(str(sheet)))
        for heading, sheet in list(zip(headings, sheets, strict=True))[before:]
        if heading.level < PAGE or (heading.level == PAGE and heading.text in titles)
    ]
    yield Table((review.say("contents_what"), review.say("contents_sheet")), tuple(rows), (88, 12))


# ---------------------------------------------------------------------- the last sheet


def _sign_off_sheet(review: Review) -> Iterator[Block]:
    content = review.content
    yield Heading(2, review.say("sheet"), part=True)
    yield Paragraph(plain(review.say("sheet_intro")))
    rows = [
        (
            plain(review.say("sheet_content")),
            plain(review.say("content_version", id=content.id, version=content.version)),
        ),
        (
            plain(review.say("sheet_treatment")),
            plain(review.say("sheet_about", treatment=review.text.name, reasons=_subtitle(review))),
        ),
        (plain(review.say("digest")), plain(content.digest)),
        *(
            (plain(review.say(f"sheet_{name}")), plain(ROOM))
            for name in ("name", "licence", "date", "scope", "remarks")
        ),
    ]
    yield Table((review.say("sheet_field"), review.say("sheet_value")), tuple(rows), (30, 70))
    yield SignatureBlock("paper", "clinician", "", ((review.say("sheet_signature"), review.say("sheet_meaning")),))
    yield Paragraph(plain(review.say("sheet_command")), "small")
