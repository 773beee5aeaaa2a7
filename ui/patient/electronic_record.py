"""Sign on this tablet, or on paper: the choice of how the form is kept, apart from the choice of the treatment.

Says before the choice what 15 USC 7001(c)(1) asks for: paper is there and free, for which form it counts, how to change
one's mind, how to get paper later, and what is needed to open a copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtWidgets import QWidget

from kiosk.visit import AnswerElectronicRecord, GoNext
from ui.theme import Look
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Row, Space
from ui.widgets.parts_screen import COLUMN_GAP, Arrangement, PartsScreen

__all__ = ["ElectronicRecordData", "ElectronicRecordScreen"]

TABLET: Final = "tablet"
PAPER: Final = "paper"
POINTS: Final = (("free", "print"), ("only", "document"), ("change", "undo"), ("later", "calendar"), ("need", "tablet"))
"""What has to be said before the choice, and the icon of each."""
SHARE: Final = 0.56
"""The part of a wide page that the points have."""


@dataclass(frozen=True, slots=True)
class ElectronicRecordData:
    """What was chosen before, or nothing. `words`: `record.*`, `page.show_more`."""

    words: Mapping[str, str]
    answer: Literal["", "tablet", "paper"] = ""


class ElectronicRecordScreen(PartsScreen):
    """Next sends `AnswerElectronicRecord` and `GoNext`. Nothing is chosen beforehand."""

    def __init__(self, data: ElectronicRecordData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["record.title"], look, words["page.show_more"], parent=parent)
        self._words = words
        self._title = Heading(words["record.title"], look, parent=self)
        self._lead = plain(words["record.lead"], look, "body")
        self._lead.setParent(self)
        self._points = [IconLine(icon, words[f"record.{key}"], look, parent=self) for key, icon in POINTS]
        self.group = self._make(details=True)
        self._short = self._make(details=False)
        self._chosen = ""
        self._choose(data.answer)

    def _make(self, *, details: bool) -> ChoiceGroup:
        """Make the two choices, for a low place without the line below each; both sets always say the same."""
        words, group = self._words, ChoiceGroup(parent=self)
        for key in (TABLET, PAPER):
            detail = words[f"record.{key}_detail"]
            choice = Choice(words[f"record.{key}"], self.look, detail if details else "", bold=True, parent=self)
            choice.setAccessibleDescription(detail)
            group.add(key, choice)
        group.chosen.connect(self._choose)
        return group

    def _choose(self, key: str) -> None:
        self._chosen = key
        for group in (self.group, self._short):
            group.choose(*([key] if key else []))
        self.clear_problem()

    def chosen(self) -> str:
        """Return `tablet`, `paper` or an empty string."""
        return self._chosen

    # ------------------------------------------------------------ arranging

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        if self.width() >= look.tokens.breakpoints.wide and look.step <= 1.25:
            for gap in (4, 3):
                start = round((width - COLUMN_GAP) * SHARE)
                end = width - COLUMN_GAP - start
                beside = self.columns(self._told(start, gap), self._asked(self.group, end, 0), space, start)
                if beside is not None:
                    yield beside
        for group in (self.group, self._short):
            for gap in (4, 3, 2):
                yield self.flow([*self._told(width, gap), *self._asked(group, width, 5)], space)
        for group in (self.group, self._short):
            # What is said may take more than one part; the two choices are always on the same one.
            yield self.flow_together(self._told(width, 3), self._asked(group, width, 4), space)

    def _told(self, width: int, gap: int) -> list[Row]:
        space = self.look.space
        points = [self.row(point, width, space(gap)) for point in self._points]
        return [self.row(self._title, width), self.row(self._lead, width, space(gap)), *points]

    def _asked(self, group: ChoiceGroup, width: int, gap: int) -> list[Row]:
        space = self.look.space
        choices = [group.choice(key) for key in group.ids()]
        return [
            *self.equal_rows(choices, width, space(gap) if gap else 0, space(3)),
            *self.problem_rows(width, space(3)),
        ]

    # ------------------------------------------------------------ answering

    def problem(self) -> str:
        return "" if self._chosen else self._words["record.missing"]

    def next_commands(self) -> list[object]:
        return [AnswerElectronicRecord(accepted=self._chosen == TABLET), GoNext()]

    def entries(self) -> object:
        return self._chosen

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, str):
            self._choose(entries)

    def read_aloud_text(self) -> tuple[str, ...]:
        choices = [self.group.choice(key) for key in self.group.ids()]
        spoken = [part for choice in choices for part in (choice.text(), choice.accessibleDescription())]
        return (self.title, self._lead.text(), *(point.text() for point in self._points), *spoken)

    def focus_first(self) -> None:
        self._title.setFocus()
