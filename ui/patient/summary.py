"""Before the decision (10): benefits, harms and what is not known with the same weight, other choices, questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Bullets, Span
from kiosk.visit import EnterSideStep
from ui.theme import Look
from ui.widgets.buttons import Button, QuestionButton, SecondaryButton
from ui.widgets.card import Card, Line
from ui.widgets.intents import SeeQuestions
from ui.widgets.labels import Heading, plain
from ui.widgets.page_flow import Row, Space
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.prose import Prose

__all__ = ["SummaryData", "SummaryScreen"]

PAD: Final = 20
GAP: Final = 16


@dataclass(frozen=True, slots=True)
class SummaryData:
    """The main points. `other_page` is the page that "See again" opens. `words`: `summary.*`, `page.show_more`."""

    words: Mapping[str, str]
    benefits: tuple[str, ...]
    harms: tuple[str, ...]
    unknown: tuple[str, ...]
    other_choices: str
    other_page: str
    questions: int


class Pointer(QWidget):
    """A quiet panel with an icon, a heading, a line and a button that leads somewhere."""

    def __init__(
        self,
        icon: str,
        heading: str,
        text: str,
        button: Button,
        look: Look,
        kind: Literal["quiet", "flag"],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._icon, self._flag = look, icon, kind == "flag"
        color = "flagText" if self._flag else "ink"
        self._heading = plain(heading, look, "body", bold=True, color=color)
        self._text = plain(text, look, "small", color=color)
        self.button = button
        for child in (self._heading, self._text, button):
            child.setParent(self)
        follow_width(self)

    def sentences(self) -> tuple[str, ...]:
        """Return what there is to read."""
        return (self._heading.text(), self._text.text())

    @property
    def _indent(self) -> int:
        return PAD + self._look.icon_size("card") + 16

    def _below(self, width: int) -> bool:
        """Tell whether the button needs a row of its own."""
        return width - self._indent - PAD - 16 - self.button.sizeHint().width() < 13 * self._look.px("small")

    def _room(self, width: int) -> int:
        button = 0 if self._below(width) else self.button.sizeHint().width() + 16
        return width - self._indent - PAD - button

    def _words(self, width: int) -> int:
        room = self._room(width)
        return self._heading.heightForWidth(room) + 2 + self._text.heightForWidth(room)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        button = self.button.sizeHint().height()
        if self._below(width):
            return 2 * 14 + self._words(width) + 10 + button
        return 2 * 14 + max(self._words(width), button)

    def sizeHint(self) -> QSize:
        return QSize(590, self.heightForWidth(590))

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, direction = self.width(), self.layoutDirection()
        room, words = self._room(width), self._words(width)
        size = self.button.sizeHint()
        below = self._below(width)
        top = 14 if below else (self.height() - words) // 2
        left = round(start_x(self._indent, room, width, direction))
        tall = self._heading.heightForWidth(room)
        self._heading.setGeometry(left, top, room, tall)
        self._text.setGeometry(left, top + tall + 2, room, words - tall - 2)
        at = self._indent if below else width - PAD - size.width()
        y = top + words + 10 if below else (self.height() - size.height()) // 2
        self.button.setGeometry(round(start_x(at, size.width(), width, direction)), y, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        edge = look.color("line") if look.theme == "contrast" else None
        fill = look.color("flagBg" if self._flag else "sunken")
        panel(painter, QRectF(self.rect()), look.radius("card"), fill, edge, look.border("hairline"))
        side = look.icon_size("card")
        left = start_x(PAD, side, self.width(), self.layoutDirection())
        top = 14 if self._below(self.width()) else (self.height() - side) / 2
        draw_icon(painter, look, self._icon, QPointF(left, top), side, "flagText" if self._flag else "ink")


class SummaryScreen(PartsScreen):
    """Emits `EnterSideStep` for the other choices and `SeeQuestions`. Nothing to choose."""

    def __init__(self, data: SummaryData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["summary.title"], look, words["page.show_more"], parent=parent)
        self._title = Heading(words["summary.title"], look, parent=self)
        self._lead = plain(words["summary.lead"], look, "body")
        self._lead.setParent(self)
        self._cards: list[QWidget] = []
        self._points: list[QWidget] = []
        self._spoken: list[str] = [self.title, self._lead.text()]
        for key, points in (("benefits", data.benefits), ("harms", data.harms), ("unknown", data.unknown)):
            self._cards.append(self._card(words[f"summary.{key}"], points))
        again = SecondaryButton(words["summary.see_again"], look, size="tool")
        again.setAccessibleDescription(words["summary.other_choices"])
        again.clicked.connect(lambda: self.acted.emit(EnterSideStep(f"revisit:{data.other_page}")))
        self._other = Pointer("people", words["summary.other_choices"], data.other_choices, again, look, "quiet", self)
        count = data.questions
        key = "summary.questions_none" if not count else "summary.questions_one" if count == 1 else "summary.questions"
        see = QuestionButton(words["summary.see_them"], look, "", size="tool")
        see.clicked.connect(lambda: self.acted.emit(SeeQuestions()))
        line_key = ("questions_none_line", "questions_line_one", "questions_line")[min(count, 2)]
        line = words[f"summary.{line_key}"]
        see.setAccessibleDescription(line)
        self._questions = Pointer("question", words[key].format(count=count), line, see, look, "flag", self)
        if not count:
            see.hide()
        self._spoken += [*self._other.sentences(), *self._questions.sentences()]

    def _card(self, heading: str, points: tuple[str, ...]) -> Card:
        look = self.look
        card = Card(look, padding=24 if look.step <= 1.25 else 18, parent=self)
        card.body.setSpacing(look.space(3))
        card.body.addWidget(plain(heading, look, "h3", bold=True))
        card.body.addWidget(Line(look))
        card.body.addWidget(Prose((Bullets(tuple((Span(point),) for point in points)),), look))
        card.body.addStretch(1)
        self._spoken += [heading, *points]
        self._points += [self._point(heading, point) for point in points]
        return card

    def _point(self, heading: str, point: str) -> Card:
        """One point by itself, under the name of its list."""
        look = self.look
        card = Card(look, padding=18, parent=self)
        card.body.setSpacing(look.space(1))
        card.body.addWidget(plain(heading, look, "small", color="ink2"))
        card.body.addWidget(plain(point, look, "body"))
        card.body.addStretch(1)
        return card

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        head = [self.row(self._title, width), self.row(self._lead, width, look.space(2))]
        cards = [self.row(card, width, GAP) for card in self._cards]
        pointers = [self._other, self._questions]
        below = [self.row(pointer, width, GAP) for pointer in pointers]
        beside = [self.equal_row(pointers, width, GAP, GAP)]
        if self.width() >= look.tokens.breakpoints.wide and look.step <= 1.25:
            for gap in (GAP, 10):
                row = self.equal_row(self._cards, width, gap, GAP)
                yield self._headed([*head, row, *(_with_gap(one, gap) for one in beside)], space)
        yield self._headed([*head, *cards, *below], space)
        # A card that is taller than the page goes on as single points; none of them has to scroll.
        points = [self.row(point, width, GAP) for point in self._points]
        yield self._headed([*head, *points, *below], space)

    def _headed(self, rows: list[Row], space: Space) -> Arrangement:
        """Fill parts with rows; the title and the line below it keep the first card with them where it fits."""
        parts = self.flow(rows, space)
        if parts[0].rows != (0, 1):
            return parts
        first = self.flow(rows[:3], space)
        return (*first, *self.flow_on(rows[3:], space, first)) if len(first) == 1 else parts

    def read_aloud_text(self) -> tuple[str, ...]:
        return tuple(self._spoken)

    def focus_first(self) -> None:
        self._title.setFocus()


def _with_gap(row: Row, gap: int) -> Row:
    return Row(row.cells, row.height, gap)
