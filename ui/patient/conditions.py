"""What applies to you: questions about conditions and medicines, each answered Yes, No or Not sure.

Nothing is decided here: the three answers have the same size and look, and none is chosen beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast, get_args

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.events import ConditionAnswer
from kiosk.visit import AnswerCondition
from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.card import Card
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, plain
from ui.widgets.page_flow import Row, Space
from ui.widgets.painting import follow_width, start_x
from ui.widgets.parts_screen import Arrangement, PartsScreen

__all__ = ["ANSWERS", "ConditionsData", "ConditionsScreen"]

ANSWERS: Final[tuple[ConditionAnswer, ...]] = get_args(ConditionAnswer)
PAD: Final = 14
GAP: Final = 12
BETWEEN: Final = 10
LEAST: Final = 60
"""The least height of an answer, in px."""
ASK_EMS: Final = 15
"""The least room of a question beside its answers, in type sizes."""
LARGE: Final = 2.0


@dataclass(frozen=True, slots=True)
class ConditionsData:
    """The questions (id and words) and the answers so far. `words`: `conditions.*`, `page.show_more`."""

    words: Mapping[str, str]
    conditions: tuple[tuple[str, str], ...]
    answers: Mapping[str, str]


class ConditionCard(Card):
    """One question and its three answers: beside it where there is room, else below it."""

    accessible_role = QAccessible.Role.Grouping
    answered = Signal(str)

    def __init__(self, key: str, ask: str, answer: str, look: Look, words: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(look, padding=0, parent=parent)
        # At the largest text a question has to be low enough for a low place.
        self._pad = PAD if look.step < LARGE else GAP
        self._gap = look.space(3) if look.step < LARGE else look.space(2)
        self._ask = plain(ask, look, "body", bold=True)
        self._ask.setParent(self)
        self._least_ask = ASK_EMS * look.px("body")
        self.group = ChoiceGroup(parent=self)
        self._choices: list[Choice] = []
        for one in ANSWERS:
            word = words[f"conditions.{one}"]
            choice = Choice(word, look, text_role="body", least_height=LEAST, parent=self)
            choice.setAccessibleName(words["conditions.choice"].format(answer=word, ask=ask))
            choice.setObjectName(f"conditions.{key}.{one}")
            self._choices.append(self.group.add(one, choice))
        self.group.choose(*([answer] if answer else []))
        self.group.chosen.connect(self.answered)
        self.setAccessibleName(ask)
        follow_width(self)

    def text(self) -> str:
        """Return the question."""
        return self._ask.text()

    def _each(self) -> int:
        """Return the width of an answer that holds the longest of the three on one line."""
        return max(choice.sizeHint().width() for choice in self._choices)

    def _plan(self, width: int) -> tuple[int, int, int]:
        """Return the width of the question, how many answers stand in a row, and how wide each one is."""
        inner = width - 2 * self._pad
        three = 3 * self._each() + 2 * GAP
        if inner - three - 2 * self._gap >= self._least_ask:
            return inner - three - 2 * self._gap, 3, self._each()
        across = 3 if three <= inner else 1
        return inner, across, (inner - (across - 1) * GAP) // across

    def _heights(self, width: int) -> tuple[int, int]:
        ask, _, each = self._plan(width)
        return self._ask.heightForWidth(ask), max(choice.heightForWidth(each) for choice in self._choices)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room, across, _ = self._plan(width)
        ask, answer = self._heights(width)
        if room < width - 2 * self._pad:
            return max(ask, answer) + 2 * self._pad
        rows = len(ANSWERS) // across
        return ask + self._gap + rows * answer + (rows - 1) * GAP + 2 * self._pad

    def sizeHint(self) -> QSize:
        return QSize(800, self.heightForWidth(800))

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, direction = self.width(), self.layoutDirection()
        room, across, each = self._plan(width)
        ask, answer = self._heights(width)
        beside = room < width - 2 * self._pad
        top = (self.height() - ask) // 2 if beside else self._pad
        self._ask.setGeometry(round(start_x(self._pad, room, width, direction)), top, room, ask)
        left = width - self._pad - 3 * each - 2 * GAP if beside else self._pad
        first = (self.height() - answer) // 2 if beside else self._pad + ask + self._gap
        for index, choice in enumerate(self._choices):
            row, place = divmod(index, across)
            at = round(start_x(left + place * (each + GAP), each, width, direction))
            choice.setGeometry(at, first + row * (answer + GAP), each, answer)


class ConditionsScreen(PartsScreen):
    """Emits `AnswerCondition` with each tap; Next goes on when all questions on screen have an answer."""

    def __init__(self, data: ConditionsData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["conditions.title"], look, words["page.show_more"], parent=parent)
        self._words = words
        self._title = Heading(words["conditions.title"], look, parent=self)
        self._lead = plain(words["conditions.lead"], look, "body")
        self._lead.setParent(self)
        self._cards: dict[str, ConditionCard] = {}
        self._missing = ""
        for key, ask in data.conditions:
            card = ConditionCard(key, ask, data.answers.get(key, ""), look, words, self)
            card.answered.connect(lambda answer, key=key: self._answered(key, answer))
            self._cards[key] = card

    def group(self, condition: str) -> ChoiceGroup:
        """Return the three answers of a question."""
        return self._cards[condition].group

    def _answered(self, key: str, answer: str) -> None:
        self.acted.emit(AnswerCondition(key, cast("ConditionAnswer", answer)))
        if self._missing == key:
            self._missing = ""
            self.clear_problem()

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        for lead_gap, between in ((look.space(2), BETWEEN), (look.space(1), 8)):
            rows = [self.row(self._title, width), self.row(self._lead, width, lead_gap)]
            for index, (key, card) in enumerate(self._cards.items()):
                gap = between if index else look.space(3)
                if key == self._missing:
                    rows += self.problem_rows(width, gap)
                    gap = look.space(2)
                rows.append(self.row(card, width, gap))
            yield self._kept_together(rows, space)

    def _kept_together(self, rows: list[Row], space: Space) -> Arrangement:
        """Fill parts; the message that an answer is missing is never the last thing of a part."""
        parts = self.flow(rows, space)
        at = next((index for index, row in enumerate(rows) if row.cells[0].widget is self.problem_line), -1)
        if at < 0 or any(at in part.rows and at + 1 in part.rows for part in parts):
            return parts
        before = self.flow(rows[:at], space)
        return (*before, *self.flow_on(rows[at:], space, before))

    def on_next(self) -> list[object]:
        """Ask for what is missing on this part before the next one comes up."""
        self._missing = self._first_open(on_screen=True)
        if self._missing:
            self.show_problem(self._words["conditions.missing"])
            announce(self, self._words["conditions.missing"])
            return []
        return super().on_next()

    def _first_open(self, *, on_screen: bool = False) -> str:
        """Return the first question without an answer, of those on this part or of all; empty if there is none."""
        for key, card in self._cards.items():
            if not card.group.chosen_id() and (card.isVisibleTo(self) or not on_screen):
                return key
        return ""

    def problem(self) -> str:
        self._missing = self._first_open()
        return self._words["conditions.missing"] if self._missing else ""

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        group = self._cards[self._missing].group
        group.choice(group.ids()[0]).setFocus()

    def entries(self) -> object:
        return {key: card.group.chosen_id() for key, card in self._cards.items()}

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, dict):
            for key, card in self._cards.items():
                answer = str(entries.get(key, ""))
                card.group.choose(*([answer] if answer else []))

    def read_aloud_text(self) -> tuple[str, ...]:
        shown = [card for card in self._cards.values() if card.isVisibleTo(self)]
        head = (self.title, self._lead.text()) if self._title.isVisibleTo(self) else ()
        return (*head, *(card.text() for card in shown))

    def focus_first(self) -> None:
        if self._title.isVisibleTo(self):
            self._title.setFocus()
        else:
            super().focus_first()
