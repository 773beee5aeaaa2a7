"""Teach-back: the patient says a fact in own words, typed here or told to a member of staff.

It checks how well the fact was explained, and says so; the two ways have the same size and look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kiosk.visit import GiveTeachBack, GoNext
from ui.theme import Look
from ui.widgets.chip import Chip
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, plain
from ui.widgets.own_words import OwnWords
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.parts_screen import COLUMN_GAP, Arrangement, PartsScreen

__all__ = ["TeachBackData", "TeachBackScreen"]

WRITE: Final = "write"
TELL: Final = "tell"
LINES: Final = (8, 5, 3, 2)
"""How many lines the field has, by how much room there is."""
ASK_SHARES: Final = (0.42, 0.5)
BESIDE: Final = 900
"""From this width on, in px, the question stands beside the answer."""


@dataclass(frozen=True, slots=True)
class TeachBackData:
    """One fact to say in own words, the `number`th of `count`; `text` and `spoken` are what was given before.

    `words`: `teach_back.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    number: int
    count: int
    must_know: str
    prompt: str
    text: str = ""
    spoken: bool = False


class TeachBackScreen(PartsScreen):
    """Next sends `GiveTeachBack` if it is another answer than before, and `GoNext`."""

    def __init__(self, data: TeachBackData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(data.prompt, look, words["page.show_more"], parent=parent)
        self._data = data
        self._words = words
        self._chip = Chip(words["teach_back.number"].format(number=data.number, count=data.count), look, parent=self)
        self._prompt = Heading(data.prompt, look, parent=self)
        self._lead = plain(words["teach_back.lead"], look, "body")
        self._lead.setParent(self)
        self.group = ChoiceGroup(parent=self)
        for key in (WRITE, TELL):
            self.group.add(key, Choice(words[f"teach_back.{key}"], look, parent=self))
        self._label = plain(words["teach_back.field"], look, "body", bold=True)
        self._label.setParent(self)
        self._told = plain(words["teach_back.told"], look, "body")
        self._told.setParent(self)
        self.field = OwnWords(look, LINES[-1], parent=self)
        self.field.let_grow()
        self.field.setAccessibleName(words["teach_back.field"])
        self.field.setPlainText(data.text)
        self.field.textChanged.connect(self._typed)
        self.group.choose(*([TELL] if data.spoken else [WRITE] if data.text else []))
        self.group.chosen.connect(self._changed)

    def text(self) -> str:
        """Return what was typed, without blanks around it."""
        return self.field.toPlainText().strip()

    def _typed(self) -> None:
        if self.text():
            self.clear_problem()

    def _changed(self, _key: str) -> None:
        # The focus stays: arrow keys go on from one way to the other.
        self.shown_problem = ""
        self.refit()

    # ------------------------------------------------------------ arranging

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        choices = [self.group.choice(key) for key in self.group.ids()]
        if self.width() >= BESIDE and look.step <= 1.25:
            for share in ASK_SHARES:
                width = round((space.width - COLUMN_GAP) * share)
                other = space.width - COLUMN_GAP - width
                start = [self._chip_row(), self.row(self._prompt, width, look.space(4))]
                start.append(self.row(self._lead, width, look.space(3)))
                for lines in LINES:
                    end = [*self._way_rows(choices, other, 0), *self._answer_rows(lines, other)]
                    beside = self.columns(start, end, space, width)
                    if beside is not None:
                        yield beside
        width = space.width
        for spare in (False, True):
            for lines in LINES:
                below = [*self._way_rows(choices, width, look.space(4)), *self._answer_rows(lines, width)]
                parts = self.flow([*self._head_rows(width, spare=spare), *below], space)
                if len(parts) == 1:
                    yield parts
        # What does not fit with the question: both ways and what belongs to them stay together.
        held = [*self._way_rows(choices, width, look.space(4)), *self._answer_rows(LINES[-1], width)]
        yield self.flow_together(self._head_rows(width, spare=True), held, space)

    def _head_rows(self, width: int, *, spare: bool) -> list[Row]:
        prompt = self.row(self._prompt, width, self.look.space(3))
        return [*([] if spare else [self._chip_row()]), prompt, self.row(self._lead, width, self.look.space(2))]

    def _chip_row(self) -> Row:
        size = self._chip.sizeHint()
        return Row((Cell(self._chip, 0, size.width()),), size.height(), 0)

    def _way_rows(self, choices: Sequence[Choice], width: int, gap: int) -> list[Row]:
        """The two ways beside each other where both fit on a line, else under each other; always equally large."""
        between = self.look.space(3)
        half = (width - between) // 2
        beside = all(choice.sizeHint().width() <= half for choice in choices)
        rows = (
            [self.equal_row(choices, width, gap, between)] if beside else self.equal_rows(choices, width, gap, between)
        )
        missing = not self.group.chosen_id()
        return [*rows, *(self.problem_rows(width, between) if missing else [])]

    def _answer_rows(self, lines: int, width: int) -> list[Row]:
        """What belongs to the way that is chosen, with the message that nothing was typed right above the field."""
        space, chosen = self.look.space, self.group.chosen_id()
        if chosen == TELL:
            return [self.row(self._told, width, space(4))]
        if chosen != WRITE:
            return []
        problem = self.problem_rows(width, space(2))
        place = Row((Cell(self.field, 0, width),), self.field.height_of(lines), space(2))
        return [self.row(self._label, width, space(4)), *problem, place]

    # ------------------------------------------------------------ answering

    def problem(self) -> str:
        chosen = self.group.chosen_id()
        if not chosen:
            return self._words["teach_back.missing"]
        return self._words["teach_back.empty"] if chosen == WRITE and not self.text() else ""

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        if self.group.chosen_id() == WRITE:
            self.show_part_of(self.field)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_commands(self) -> list[object]:
        data, spoken = self._data, self.group.chosen_id() == TELL
        text = "" if spoken else self.text()
        if (text, spoken) == (data.text, data.spoken):
            return [GoNext()]
        return [GiveTeachBack(data.must_know, text, spoken), GoNext()]

    def entries(self) -> object:
        return (self._data.must_know, self.group.chosen_id(), self.field.toPlainText())

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, tuple) and entries[0] == self._data.must_know:
            self.group.choose(*([entries[1]] if entries[1] else []))
            self.field.setPlainText(entries[2])
            self.refit()

    def read_aloud_text(self) -> tuple[str, ...]:
        ways = (self.group.choice(key).text() for key in self.group.ids())
        return (self.title, self._lead.text(), *ways)

    def focus_first(self) -> None:
        self._prompt.setFocus()
