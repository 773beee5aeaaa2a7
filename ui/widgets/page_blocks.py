"""The blocks of a content page as widgets: texts, notes and cards, and what belongs to what.

Owns which widget a block of the content becomes. Where they stand is the page's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Bullets, Card, Note, Page, Paragraph
from ui.theme import Look
from ui.widgets.note import Note as NoteWidget
from ui.widgets.prose import Prose
from ui.widgets.row_card import RowCard, align
from ui.widgets.topic_card import TopicCard

__all__ = ["CARD_LAYOUTS", "PageBlocks", "has_terms", "make_blocks"]

CARD_LAYOUTS: Final = frozenset({"cards", "choices"})


@dataclass(slots=True)
class PageBlocks:
    """Widgets with the free space above each, in px; `joined` holds those that belong to the one before them."""

    texts: list[tuple[QWidget, int]] = field(default_factory=list)
    notes: list[tuple[QWidget, int]] = field(default_factory=list)
    cards: list[TopicCard | RowCard] = field(default_factory=list)
    joined: set[QWidget] = field(default_factory=set)


def make_blocks(page: Page, look: Look, source: str, term: SignalInstance, parent: QWidget) -> PageBlocks:
    """Make the widgets of a page's blocks as children of `parent`.

    Args:
        page: whose blocks.
        look: their look.
        source: the line that names a card's own source, with {source}.
        term: takes the id of a glossary word that is tapped.
        parent: the page's screen.
    """
    made = PageBlocks()
    gap = look.space(4)
    role = "lead" if page.layout in CARD_LAYOUTS else "body"
    for block in page.blocks:
        if isinstance(block, Card) and page.layout == "choices":
            row_card = RowCard(block, look, parent=parent)
            row_card.term_activated.connect(term)
            made.cards.append(row_card)
        elif isinstance(block, Card):
            card = TopicCard(block, source.format(source=block.source) if block.source else "", look, parent=parent)
            card.prose.term_activated.connect(term)
            made.cards.append(card)
        elif isinstance(block, Note):
            note = NoteWidget(block.spans, look, parent=parent)
            note.prose.term_activated.connect(term)
            made.notes.append((note, gap))
        else:
            # A note between paragraphs is text; only notes at the end go after the figure.
            made.texts.extend(made.notes)
            made.notes.clear()
            _add_text(made, block, look, role, term, parent)
    align([card for card in made.cards if isinstance(card, RowCard)])
    return made


def _add_text(
    made: PageBlocks,
    block: Paragraph | Bullets,
    look: Look,
    role: str,
    term: SignalInstance,
    parent: QWidget,
) -> None:
    # List items stand by themselves, so that a long list can go on on the next part.
    pieces: Sequence[Paragraph | Bullets] = (
        [block] if isinstance(block, Paragraph) else [Bullets((item,)) for item in block.items]
    )
    # A list belongs to the text that leads up to it, and its items to each other.
    led = isinstance(block, Bullets) and bool(made.texts) and isinstance(made.texts[-1][0], Prose)
    for index, piece in enumerate(pieces):
        prose = Prose((piece,), look, role=role, parent=parent)
        prose.term_activated.connect(term)
        made.texts.append((prose, look.space(2) if index else look.space(4)))
        if index or led:
            made.joined.add(prose)


def has_terms(widget: QWidget) -> bool:
    """Tell whether a block holds glossary words."""
    prose = widget if isinstance(widget, Prose | RowCard) else getattr(widget, "prose", None)
    return isinstance(prose, Prose | RowCard) and prose.has_terms()
