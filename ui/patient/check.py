"""A check (06): one question about a must-know fact, three or four answers, "I am not sure" always last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from kiosk.visit import AnswerCheck, GoNext
from ui.theme import Look
from ui.widgets.chip import Chip
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.parts_screen import COLUMN_GAP, Arrangement, PartsScreen

__all__ = ["CheckData", "CheckScreen"]

LOW_ROW: Final = 66
"""The least height of an answer where the usual one leaves no room for all of them, in px."""

CLOSE: Final = 8
"""The least space between answers, in px."""


@dataclass(frozen=True, slots=True)
class CheckData:
    """One check item. `choices` are ids and texts in the patient's own order, "not sure" last.

    `right` is the id of the right choice. `settled` tells that the fact needs no answer any more (answered right, or
    with the clinician): then `chosen` is shown and stays. `words`: `check.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    number: int
    count: int
    must_know: str
    item: str
    question: str
    choices: tuple[tuple[str, str], ...]
    right: str
    chosen: str = ""
    settled: bool = False


class CheckScreen(PartsScreen):
    """Next sends `AnswerCheck`; on a settled check it only goes on."""

    def __init__(self, data: CheckData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(data.question, look, words["page.show_more"], parent=parent)
        self._data = data
        self._chip = Chip(words["check.number"].format(number=data.number, count=data.count), look, parent=self)
        self._question = Heading(data.question, look, parent=self)
        self._lead = plain(words["check.lead"], look, "body")
        self._lead.setParent(self)
        self._hint = IconLine("info", words["check.settled"], look, parent=self) if data.settled else None
        self._choose = plain(words["check.choose"], look, "body", color="ink2")
        self._choose.setParent(self)
        self.group = ChoiceGroup(parent=self)
        for key, text in data.choices:
            self.group.add(key, Choice(text, look, parent=self))
        self.group.choose(data.chosen)
        self.group.chosen.connect(self._changed)

    def _changed(self, _key: str) -> None:
        if self._data.settled:
            self.group.choose(self._data.chosen)
        self.clear_problem()

    def _chip_row(self) -> Row:
        size = self._chip.sizeHint()
        return Row((Cell(self._chip, 0, size.width()),), size.height(), 0)

    def _words_rows(self, width: int, *, spare: bool) -> list[Row]:
        """The lines under the question; sparing ones only say what to do."""
        look = self.look
        rows = [] if spare else [self.row(self._lead, width, look.space(3))]
        line = self._hint or self._choose
        problem = self.problem_rows(width, look.space(3))
        return [*rows, *(problem or [self.row(line, width, look.space(3))])]

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        choices = [self.group.choice(key) for key in self.group.ids()]
        if self.width() >= look.tokens.breakpoints.wide and look.step <= 1.25:
            # In a low place lower rows keep the answers together: on one part all have the same weight.
            for share, least in ((0.388, 0), (0.388, LOW_ROW), (0.5, LOW_ROW)):
                for choice in choices:
                    choice.set_least_height(least)
                width = round((space.width - COLUMN_GAP) * share)
                other = space.width - COLUMN_GAP - width
                for gap in (14, CLOSE):
                    end = self._low_rows(choices, other, gap) if least else self.equal_rows(choices, other, 0, gap)
                    for spare in (False, True):
                        start = [self._chip_row(), self.row(self._question, width, look.space(4))]
                        beside = self.columns([*start, *self._words_rows(width, spare=spare)], end, space, width)
                        if beside is not None:
                            yield beside
        for choice in choices:
            choice.set_least_height(0)
        width = space.width
        for spare, gap in ((False, 14), (True, CLOSE)):
            head = [self._chip_row(), self.row(self._question, width, look.space(3))]
            head += self._words_rows(width, spare=spare)
            yield self._with_answers(head, choices, space, gap)
        sparest = [self.row(self._question, width), *self.problem_rows(width, look.space(3))]
        yield self._with_answers(sparest, choices, space, CLOSE)

    def _with_answers(self, head: list[Row], choices: list[Choice], space: Space, gap: int) -> Arrangement:
        """The question and the answers, closer or lower if only that keeps the answers together."""
        width = space.width
        usual = self._answers(choices, width, gap)
        for answers in (usual, self._answers(choices, width, CLOSE), self._low_rows(choices, width, CLOSE)):
            parts = self.flow_together(head, answers, space)
            if any(all(row in part.rows for row in range(len(head), len(head) + len(choices))) for part in parts):
                return parts
        return self.flow([*head, *usual], space)

    def _low_rows(self, choices: list[Choice], width: int, gap: int) -> list[Row]:
        """Answers under each other, each no higher than it has to be."""
        return [self.row(choice, width, gap) for choice in choices]

    def _answers(self, choices: list[Choice], width: int, gap: int) -> list[Row]:
        """Answers under each other; in parts they stay equally high."""
        return self.equal_rows(choices, width, self.look.space(4), gap)

    def problem(self) -> str:
        return "" if self.group.chosen_id() or self._data.settled else self._data.words["check.missing"]

    def next_commands(self) -> list[object]:
        data, chosen = self._data, self.group.chosen_id()
        if data.settled:
            return [GoNext()]
        order = tuple(key for key, _ in data.choices)
        return [AnswerCheck(data.must_know, data.item, chosen, chosen == data.right, order)]

    def entries(self) -> object:
        return (self._data.item, self.group.chosen_id())

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, tuple) and entries[0] == self._data.item and not self._data.settled:
            self.group.choose(entries[1])

    def read_aloud_text(self) -> tuple[str, ...]:
        return (self.title, self._lead.text(), *(text for _, text in self._data.choices))

    def focus_first(self) -> None:
        self._question.setFocus()
