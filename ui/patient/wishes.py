"""What does the patient want? Asked of somebody who decides in the patient's place, before they decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast, get_args

from PySide6.QtWidgets import QWidget

from kiosk.events import Assent
from kiosk.visit import GoNext, RecordWishes
from ui.theme import Look
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.own_words import OwnWords
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.parts_screen import COLUMN_GAP, Arrangement, PartsScreen

__all__ = ["WishesData", "WishesScreen"]

ASSENTS: Final[tuple[Assent, ...]] = get_args(Assent)
LINES: Final = (6, 4, 3, 2)
"""How many lines the field has, by how much room there is."""
LEAST: Final = 72
"""The least height of a choice, in px."""


@dataclass(frozen=True, slots=True)
class WishesData:
    """What the patient is called, and what was said before. `words`: `wishes.*`, `page.show_more`."""

    words: Mapping[str, str]
    name: str
    wishes: str = ""
    assent: str = ""


class WishesScreen(PartsScreen):
    """Next sends `RecordWishes` and `GoNext`. Words may be missing only where the patient cannot say what they want."""

    def __init__(self, data: WishesData, look: Look, *, parent: QWidget | None = None) -> None:
        self._words = {
            key: text.format(name=data.name) for key, text in data.words.items() if key.startswith("wishes.")
        }
        words = self._words
        super().__init__(words["wishes.title"], look, data.words["page.show_more"], parent=parent)
        self._title = Heading(words["wishes.title"], look, parent=self)
        self._lead = plain(words["wishes.lead"], look, "body")
        self._label = plain(words["wishes.field"], look, "body", bold=True)
        self._ask = plain(words["wishes.assent"], look, "body", bold=True)
        for label in (self._lead, self._label, self._ask):
            label.setParent(self)
        self.field = OwnWords(look, LINES[-1], parent=self)
        self.field.let_grow()
        self.field.setAccessibleName(words["wishes.field"])
        self.field.setPlainText(data.wishes)
        self.field.textChanged.connect(self._typed)
        self.group = ChoiceGroup(parent=self)
        role = "lead" if look.step <= 1.25 else "body"
        for key in ASSENTS:
            self.group.add(key, Choice(words[f"wishes.{key}"], look, text_role=role, least_height=LEAST, parent=self))
        self.group.choose(*([data.assent] if data.assent else []))
        self.group.chosen.connect(self._changed)
        self._next = IconLine("info", words["wishes.objects_next"], look, parent=self)

    def text(self) -> str:
        """Return what was typed, without blanks around it."""
        return self.field.toPlainText().strip()

    def _typed(self) -> None:
        if self.text() and self.shown_problem == self._words["wishes.empty"]:
            self.clear_problem()

    def _changed(self, _key: str) -> None:
        # What an objection leads to is told at once; the focus stays on the choice.
        self.shown_problem = ""
        self.refit()

    # ------------------------------------------------------------ arranging

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        if self.width() >= look.tokens.breakpoints.wide and look.step <= 1.25:
            half = (width - COLUMN_GAP) // 2
            for lines in LINES:
                start = [self.row(self._title, half), self.row(self._lead, half, look.space(3))]
                start += self._said(lines, half, 5)
                beside = self.columns(start, self._asked(half, 0), space, half)
                if beside is not None:
                    yield beside
        head = [self.row(self._title, width), self.row(self._lead, width, look.space(2))]
        for gap in (4, 3):
            for lines in LINES:
                # The field stays with its label, and the four answers with their question.
                yield self.flow_blocks([head, self._said(lines, width, gap), self._asked(width, gap)], space)

    def _said(self, lines: int, width: int, gap: int) -> list[Row]:
        """The field under its label, with the message that nothing was typed right above it."""
        space = self.look.space
        empty = self.shown_problem == self._words["wishes.empty"]
        problem = self.problem_rows(width, space(2)) if empty else []
        place = Row((Cell(self.field, 0, width),), self.field.height_of(lines), space(2))
        return [self.row(self._label, width, space(gap)), *problem, place]

    def _asked(self, width: int, gap: int) -> list[Row]:
        space = self.look.space
        choices = [self.group.choice(key) for key in self.group.ids()]
        missing = self.shown_problem == self._words["wishes.missing"]
        rows = [self.row(self._ask, width, space(gap) if gap else 0), *self._answers(choices, width)]
        rows += self.problem_rows(width, space(3)) if missing else []
        return [*rows, *([self.row(self._next, width, space(3))] if self.group.chosen_id() == "objects" else [])]

    def _answers(self, choices: Sequence[Choice], width: int) -> list[Row]:
        """Two in a row where all have room for their words, else under each other; always equally large."""
        between = self.look.space(2)
        if any(choice.sizeHint().width() > (width - between) // 2 for choice in choices):
            return self.equal_rows(choices, width, between, between)
        return [self.equal_row(choices[start : start + 2], width, between, between) for start in (0, 2)]

    # ------------------------------------------------------------ answering

    def problem(self) -> str:
        chosen = self.group.chosen_id()
        if not self.text() and chosen != "cannot_say":
            return self._words["wishes.empty"]
        return "" if chosen else self._words["wishes.missing"]

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        if problem == self._words["wishes.empty"]:
            self.show_part_of(self.field)
            self.field.setFocus()

    def next_commands(self) -> list[object]:
        return [RecordWishes(self.text(), cast("Assent", self.group.chosen_id())), GoNext()]

    def entries(self) -> object:
        return (self.field.toPlainText(), self.group.chosen_id())

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, tuple):
            text, chosen = entries
            self.field.setPlainText(text)
            self.group.choose(*([chosen] if chosen else []))
            self.refit()

    def read_aloud_text(self) -> tuple[str, ...]:
        choices = (self.group.choice(key).text() for key in self.group.ids())
        told = (self._next.text(),) if self.group.chosen_id() == "objects" else ()
        return (self.title, self._lead.text(), self._label.text(), self._ask.text(), *choices, *told)

    def focus_first(self) -> None:
        self._title.setFocus()
