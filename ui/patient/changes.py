"""What has changed since the last consent: the first page of a renewal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from kiosk.content.blocks import Bullets, Span
from ui.theme import Look
from ui.widgets.card import Card
from ui.widgets.labels import Heading, plain
from ui.widgets.page_flow import Space
from ui.widgets.parts_screen import COLUMN_GAP, Arrangement, PartsScreen
from ui.widgets.prose import Prose

__all__ = ["ChangesData", "ChangesScreen"]


@dataclass(frozen=True, slots=True)
class ChangesData:
    """The day of the earlier consent, and the titles of the pages that say something new since; none if none does.

    `words`: `changes.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    date: str
    pages: tuple[str, ...]


class ChangesScreen(PartsScreen):
    """Nothing to choose: Next goes on."""

    def __init__(self, data: ChangesData, look: Look, *, parent: QWidget | None = None) -> None:
        words, kind = data.words, "" if data.pages else "_none"
        title = words[f"changes.title{kind}"].format(date=data.date)
        super().__init__(title, look, words["page.show_more"], parent=parent)
        self._title = Heading(title, look, parent=self)
        self._lead = plain(words[f"changes.lead{kind}"].format(date=data.date), look, "lead")
        self._next = plain(words[f"changes.next{kind}"], look, "body")
        self._free = plain(words["changes.free"], look, "body")
        for label in (self._lead, self._next, self._free):
            label.setParent(self)
        self._cards = [self._card(words["changes.pages"], data.pages)] if data.pages else []
        self._head = plain(words["changes.pages"], look, "body", bold=True)
        self._head.setParent(self)
        self._lines = [Prose((Bullets(((Span(page),),)),), look, parent=self) for page in data.pages]
        self._spoken = (title, self._lead.text(), *data.pages, self._next.text(), self._free.text())

    def _card(self, heading: str, pages: tuple[str, ...]) -> Card:
        look = self.look
        card = Card(look, padding=24 if look.step <= 1.25 else 18, parent=self)
        card.body.setSpacing(look.space(3))
        card.body.addWidget(plain(heading, look, "h3" if look.step <= 1.25 else "body", bold=True))
        card.body.addWidget(Prose((Bullets(tuple((Span(page),) for page in pages)),), look))
        card.body.addStretch(1)
        return card

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        if self._cards and self.width() >= look.tokens.breakpoints.wide and look.step <= 1.25:
            half = (width - COLUMN_GAP) // 2
            start = [self.row(self._title, half), self.row(self._lead, half, look.space(3))]
            start += [self.row(self._next, half, look.space(6)), self.row(self._free, half, look.space(3))]
            beside = self.columns(start, [self.row(card, half) for card in self._cards], space, half)
            if beside is not None:
                yield beside
        head = [self.row(self._title, width), self.row(self._lead, width, look.space(2))]
        tail = [self.row(self._next, width, look.space(4)), self.row(self._free, width, look.space(2))]
        yield self.flow([*head, *(self.row(card, width, look.space(4)) for card in self._cards), *tail], space)
        if self._lines:
            # A list that is taller than the page goes on line by line.
            lines = [self.row(line, width, look.space(2)) for line in self._lines]
            yield self.flow([*head, self.row(self._head, width, look.space(4)), *lines, *tail], space)

    def read_aloud_text(self) -> tuple[str, ...]:
        return self._spoken

    def focus_first(self) -> None:
        self._title.setFocus()
