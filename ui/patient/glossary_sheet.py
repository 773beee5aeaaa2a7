"""The sheets behind a content page: "Words explained" and the full sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.content.model import Reference, Term
from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Heading, plain
from ui.widgets.sheet import Sheet

__all__ = ["citation", "glossary_sheet", "sources_sheet"]


def glossary_sheet(
    window: QWidget, terms: Sequence[Term], chosen: str, look: Look, strings: Mapping[str, str]
) -> Sheet:
    """Return a sheet with words and their meanings, the tapped one (`chosen`, or empty) first.

    `strings`: `glossary.title`, `sheet.close`, `page.show_more`, `page.go_up`.
    """
    ordered = sorted(terms, key=lambda term: term.id != chosen)
    return _list_sheet(
        window, strings["glossary.title"], [(term.word, term.meaning) for term in ordered], look, strings
    )


def sources_sheet(window: QWidget, references: Sequence[Reference], look: Look, strings: Mapping[str, str]) -> Sheet:
    """Return a sheet with full citations. `strings`: `sources.title`, `sheet.close`, `page.show_more`, `page.go_up`."""
    entries = [(reference.short, citation(reference)) for reference in references]
    return _list_sheet(window, strings["sources.title"], entries, look, strings)


def citation(reference: Reference) -> str:
    """Return a reference in one line, with what is known of it."""
    where = " ".join(part for part in (reference.journal, str(reference.year or ""), reference.volume) if part)
    pages = f": {reference.pages}" if reference.pages else ""
    doi = f"doi:{reference.doi}" if reference.doi else reference.url
    return " ".join(
        part if part.endswith((".", "?")) else f"{part}."
        for part in (reference.authors, reference.title, where + pages)
        if part
    ) + (f" {doi}" if doi else "")


def _list_sheet(
    window: QWidget, title: str, entries: Sequence[tuple[str, str]], look: Look, strings: Mapping[str, str]
) -> Sheet:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setSpacing(look.space(1))
    column.addWidget(Heading(title, look, "h2"))
    for word, meaning in entries:
        column.addSpacing(look.space(3))
        column.addWidget(plain(word, look, "lead", bold=True))
        column.addWidget(plain(meaning, look, "body"))
    column.addStretch(1)
    close = SecondaryButton(strings["sheet.close"], look)
    more, less = strings["page.show_more"], strings["page.go_up"]
    return Sheet(body, look, window, name=title, start=close, more_word=more, less_word=less)
