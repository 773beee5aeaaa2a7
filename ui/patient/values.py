"""What matters (09): lines with five stops each; a line may stay empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.visit import RateValue
from ui.theme import Look
from ui.widgets.card import Card, Line
from ui.widgets.labels import Heading, PlainLabel, plain
from ui.widgets.page_flow import Space
from ui.widgets.painting import follow_width, start_x
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.scale import STOPS, Scale

__all__ = ["ValuesData", "ValuesScreen"]

PAD: Final = 28
CARD_PAD: Final = 16
LINE_HEIGHT: Final = 75
HEAD_HEIGHT: Final = 48
BESIDE: Final = 560
"""The width of the stops next to a label in large text, in px."""


@dataclass(frozen=True, slots=True)
class ValuesData:
    """The lines (id and text) and the ratings given so far. `words`: `values.*`, `page.show_more`."""

    words: Mapping[str, str]
    values: tuple[tuple[str, str], ...]
    ratings: Mapping[str, int]


class ValueTable(Card):
    """All lines in one card, the words for the ends once above the stops."""

    def __init__(self, labels: list[PlainLabel], scales: list[Scale], look: Look, words: Mapping[str, str]) -> None:
        super().__init__(look, padding=0)
        self._tap = plain(words["values.tap"], look, "small", bold=True)
        self._low = plain(words["values.low"], look, "small")
        self._high = plain(words["values.high"], look, "small", align="end")
        for widget in (self._tap, self._low, self._high, *labels, *scales):
            widget.setParent(self)
        self._labels, self._scales = labels, scales
        self._lines = [Line(look, self) for _ in labels]
        follow_width(self)

    def _room(self, width: int) -> int:
        return width - 2 * PAD - self._scales[0].sizeHint().width() - 16

    def _heights(self, width: int) -> list[int]:
        room = self._room(width)
        return [max(LINE_HEIGHT, label.heightForWidth(room) + 16) for label in self._labels]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return HEAD_HEIGHT + sum(self._heights(width)) + 4

    def sizeHint(self) -> QSize:
        return QSize(1100, self.heightForWidth(1100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, direction = self.width(), self.layoutDirection()
        stops = self._scales[0].sizeHint()
        at = width - PAD - stops.width() - 2
        room = self._room(width)

        def place(widget: QWidget, x: float, y: int, size: tuple[int, int]) -> None:
            widget.setGeometry(round(start_x(x, size[0], width, direction)), y, *size)

        inset = round((stops.width() / STOPS - 40) / 2)
        tap = self._tap.heightForWidth(room)
        top = (HEAD_HEIGHT - tap) // 2
        place(self._tap, PAD, top, (room, tap))
        half = stops.width() // 2 - inset
        place(self._low, at + inset, top, (half, tap))
        place(self._high, at + inset + half, top, (half, tap))
        y = HEAD_HEIGHT
        for label, scale, line, height in zip(
            self._labels, self._scales, self._lines, self._heights(width), strict=True
        ):
            place(line, PAD, y, (width - 2 * PAD, line.height()))
            tall = label.heightForWidth(room)
            place(label, PAD, y + (height - tall) // 2, (room, tall))
            place(scale, at, y + (height - stops.height()) // 2, (stops.width(), stops.height()))
            y += height


class ValueCard(Card):
    """One line by itself: the label above its stops, the words for the ends below them."""

    def __init__(self, label: PlainLabel, scale: Scale, look: Look, words: Mapping[str, str]) -> None:
        super().__init__(look, padding=0)
        # At the largest text a card has to be low enough for a low place.
        self._pad = CARD_PAD if look.step < 2 else 8
        self._label, self._scale = label, scale
        self._low = plain(words["values.low"], look, "small")
        self._high = plain(words["values.high"], look, "small", align="end")
        for widget in (label, scale, self._low, self._high):
            widget.setParent(self)
        follow_width(self)

    def _beside(self, width: int) -> bool:
        """Tell whether the stops fit next to the label."""
        return width - 2 * CARD_PAD - BESIDE - 24 >= 12 * self._look.px("lead")

    def _stops(self, width: int) -> int:
        if self._beside(width):
            return BESIDE
        return min(self._scale.sizeHint().width() + 140, width - 2 * CARD_PAD)

    def _label_room(self, width: int) -> int:
        return width - 2 * CARD_PAD - (BESIDE + 24 if self._beside(width) else 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        label = self._label.heightForWidth(self._label_room(width))
        stops = self._scale.sizeHint().height() + self._low.heightForWidth(self._stops(width) // 2)
        return 2 * self._pad + (max(label, stops) if self._beside(width) else label + stops)

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(600))

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, pad, direction = self.width(), self._pad, self.layoutDirection()
        room, stops, beside = self._label_room(width), self._stops(width), self._beside(width)
        tall = self._label.heightForWidth(room)
        height = self._scale.sizeHint().height()
        ends = self._low.heightForWidth(stops // 2)
        top = (self.height() - tall) // 2 if beside else pad
        self._label.setGeometry(round(start_x(CARD_PAD, room, width, direction)), top, room, tall)
        at = width - CARD_PAD - stops if beside else CARD_PAD
        y = (self.height() - height - ends) // 2 if beside else pad + tall
        self._scale.setGeometry(round(start_x(at, stops, width, direction)), y, stops, height)
        half = stops // 2
        for label, x in ((self._low, at), (self._high, at + half)):
            label.setGeometry(round(start_x(x, half, width, direction)), y + height, half, ends)


class ValuesScreen(PartsScreen):
    """Emits `RateValue` with each tap; Next goes on whatever was rated."""

    def __init__(self, data: ValuesData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["values.title"], look, words["page.show_more"], parent=parent)
        self._title = Heading(words["values.title"], look, parent=self)
        self._lead = plain(words["values.lead"], look, "body")
        self._lead.setParent(self)
        self._data = data
        self._names = tuple(words[f"values.stop_{stop}"] for stop in range(1, STOPS + 1))
        self._scales: dict[str, list[Scale]] = {key: [] for key, _ in data.values}
        labels = [plain(text, look, "lead", bold=True) for _, text in data.values]
        self._table = ValueTable(labels, [self._scale(key, text) for key, text in data.values], look, words)
        self._table.setParent(self)
        self._cards = []
        for key, text in data.values:
            card = ValueCard(plain(text, look, "lead", bold=True), self._scale(key, text), look, words)
            card.setParent(self)
            self._cards.append(card)

    def _scale(self, key: str, text: str) -> Scale:
        """Make a line of stops. The table and the cards have their own ones, which always show the same."""
        scale = Scale(text, self._names, self._data.words["values.empty"], self.look)
        scale.set_rating(self._data.ratings.get(key))
        scale.rated.connect(lambda rating: self._rated(key, rating))
        self._scales[key].append(scale)
        return scale

    def _rated(self, key: str, rating: int | None) -> None:
        for scale in self._scales[key]:
            scale.set_rating(rating)
        self.acted.emit(RateValue(key, rating))

    def scale(self, key: str) -> Scale:
        """Return the line that is on screen for a value, or its first one."""
        scales = self._scales[key]
        return next((scale for scale in scales if scale.isVisibleTo(self)), scales[0])

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        head = [self.row(self._title, width), self.row(self._lead, width, look.space(2))]
        if width >= 900 and look.step <= 1.25:
            table = self.flow([*head, self.row(self._table, width, look.space(3))], space)
            if not any(part.scrolling for part in table):
                yield table
        yield self.flow([*head, *(self.row(card, width, look.space(3)) for card in self._cards)], space)

    def read_aloud_text(self) -> tuple[str, ...]:
        return (self.title, self._lead.text(), *(text for _, text in self._data.values))

    def focus_first(self) -> None:
        self._title.setFocus()
