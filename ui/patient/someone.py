"""I need someone now: a calm full screen to show to staff, with whom to call, and the way on.

Nothing of the page before stands on it, and nothing about a patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.buttons import PrimaryButton, ToolButton
from ui.widgets.card import Card
from ui.widgets.intents import AllRight, StaffWanted
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame

__all__ = ["SomeoneData", "SomeoneScreen"]

MEASURE: Final = 820


@dataclass(frozen=True, slots=True)
class SomeoneData:
    """Whom to call, each in a sentence, the most urgent first. `words`: `someone.*`, `page.show_more`."""

    words: Mapping[str, str]
    calls: tuple[str, ...]


class SomeoneScreen(PartsScreen):
    """Emits `AllRight` to go on, and `StaffWanted`."""

    def __init__(self, data: SomeoneData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["someone.title"], look, words["page.show_more"], parent=parent)
        large = look.step > 1.25
        self._title = Heading(self.title, look, "h1" if large else "disp", parent=self)
        self._lead = plain(words["someone.lead"], look, "body" if large else "lead")
        self._lead.setParent(self)
        self._calls = Card(look, padding=look.space(3) if large else 24, parent=self)
        self._lines = [IconLine("people", call, look, "body" if large else "lead", bold=True) for call in data.calls]
        for line in self._lines:
            self._calls.body.addWidget(line)
        self.go_on = PrimaryButton(words["someone.go_on"], look, parent=self)
        self.go_on.setObjectName("someone.go_on")
        self.go_on.clicked.connect(lambda: self.acted.emit(AllRight()))
        self.staff = ToolButton("lock", words["someone.staff"], look, parent=self)
        self.staff.setObjectName("someone.staff")
        self.staff.clicked.connect(lambda: self.acted.emit(StaffWanted()))

    @property
    def frame(self) -> Frame:
        return Frame(top="brand", progress=False, bottom="none", back=False, question=False)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.look.color("canvas"))

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        width = min(space.width, round(MEASURE * min(look.step, 1.5)))
        left = space.left + (space.width - width) // 2
        for gap in (6, 4, 3, 2):
            rows = [self.row(self._title, width), self.row(self._lead, width, look.space(min(gap, 3)))]
            if self._lines:
                rows.append(Row((Cell(self._calls, 0, width),), self._calls.heightForWidth(width), look.space(gap)))
            rows.append(self._way_row(width, look.space(gap)))
            needed = sum(row.height for row in rows) + sum(row.gap for row in rows[1:])
            if needed <= space.height or gap == 2:
                drop = max((space.height - needed) // 2, 0)
                yield self.one_part(rows, Space(left, space.top + drop, width, space.height - drop, 0))

    def _way_row(self, width: int, gap: int) -> Row:
        """The large way on, and the quiet one for staff at the end of the line."""
        staff = self.staff.sizeHint().width()
        room = width - staff - self.look.space(6)
        return Row(
            (Cell(self.go_on, 0, room), Cell(self.staff, width - staff, staff)), self.go_on.heightForWidth(room), gap
        )

    def next_commands(self) -> list[object]:
        return []

    def read_aloud_text(self) -> tuple[str, ...]:
        return (self.title, self._lead.text(), *(line.text() for line in self._lines))

    def focus_first(self) -> None:
        self._title.setFocus()
