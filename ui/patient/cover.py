"""The privacy cover (20): opaque, asks "Are you still there?", counts down, and hides everything behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import SecondaryButton
from ui.widgets.intents import CountdownStopped, DoneForNow, StillHere
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame
from ui.widgets.ring import CountdownRing

__all__ = ["CoverData", "CoverScreen"]

MEASURE: Final = 760


@dataclass(frozen=True, slots=True)
class CoverData:
    """How long the cover waits before it locks. `words`: `cover.*`, `page.show_more`."""

    words: Mapping[str, str]
    seconds: int


class CoverScreen(PartsScreen):
    """Emits `StillHere`, `DoneForNow` (also when the time is over) and `CountdownStopped`."""

    def __init__(self, data: CoverData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["cover.title"], look, words["page.show_more"], parent=parent)
        self._words = words
        self._left = data.seconds
        self._ring = CountdownRing(look, data.seconds, name=words["cover.ring"], parent=self)
        self._title = Heading(words["cover.title"], look, "disp" if look.step <= 1.25 else "h1", parent=self)
        self._lead = plain("", look, "lead" if look.step <= 1.25 else "body")
        self._lead.setParent(self)
        self.here = SecondaryButton(words["cover.here"], look, parent=self)
        self.done = SecondaryButton(words["cover.done"], look, parent=self)
        self.here.clicked.connect(lambda: self.acted.emit(StillHere()))
        self.done.clicked.connect(self._lock)
        role = "body" if look.step <= 1.25 else "small"
        self._help = IconLine("people", words["cover.help"], look, role, color="ink2", parent=self)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._stopped = False
        self._tell()
        self._timer.start()

    @property
    def frame(self) -> Frame:
        return Frame(top="help", progress=False, bottom="none", back=False, question=False)

    def remaining(self) -> int:
        """Return the seconds until the kiosk locks."""
        return self._left

    def stopped(self) -> bool:
        """Tell whether a touch beside the buttons stopped the countdown."""
        return self._stopped

    def _tell(self) -> None:
        key = "cover.stopped" if self._stopped else "cover.lead_one" if self._left == 1 else "cover.lead"
        self._lead.setText(self._words[key].format(seconds=self._left))
        self._ring.set_remaining(self._left)

    def _tick(self) -> None:
        self._left -= 1
        self._tell()
        if self._left <= 0:
            self._lock()

    def _lock(self) -> None:
        self._timer.stop()
        self.acted.emit(DoneForNow())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A touch beside the buttons: the cover stays, only the countdown stops."""
        if not self._stopped:
            self._stopped = True
            self._timer.stop()
            self._tell()
            self.refit()
            announce(self, self._words["cover.stopped"])
            self.acted.emit(CountdownStopped())

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.look.color("canvas"))

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        width = min(space.width, round(MEASURE * min(look.step, 1.5)))
        left = space.left + (space.width - width) // 2
        side = self._ring.sizeHint().height()
        buttons = [self.here, self.done]
        # The buttons never go below an edge: in a low place the ring goes first, then the line about help.
        for ring, gap, help_line in ((True, 6, True), (True, 3, True), (False, 3, True), (False, 3, False)):
            rows = [Row((Cell(self._ring, 0, side),), side, 0)] if ring and not self._stopped else []
            rows += [
                self.row(self._title, width, look.space(gap)),
                self.row(self._lead, width, look.space(3)),
                self._button_row(buttons, width, gap),
            ]
            if help_line:
                rows.append(self.row(self._help, width, look.space(gap)))
            needed = sum(row.height for row in rows) + sum(row.gap for row in rows[1:])
            if needed <= space.height or not help_line:
                drop = max((space.height - needed) // 2, 0)
                yield self.one_part(rows, Space(left, space.top + drop, width, space.height - drop, 0))

    def _button_row(self, buttons: list[SecondaryButton], width: int, gap: int) -> Row:
        row = self.equal_row(buttons, width, self.look.space(gap), self.look.space(4))
        return Row(row.cells, max(row.height, 88 if self.look.step <= 1.25 and gap > 3 else 0), row.gap)

    def read_aloud_text(self) -> tuple[str, ...]:
        return (self.title, self._lead.text(), self.here.text(), self.done.text(), self._help.text())

    def focus_first(self) -> None:
        self.here.setFocus()
