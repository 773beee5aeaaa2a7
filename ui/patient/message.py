"""Full pages with one thing to say: the wrong person, a locked tablet, the clinician's turn, a trouble of the machine.

Nothing about a patient stands on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.intents import StaffWanted
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.painting import draw_icon, smooth, start_x
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame

__all__ = ["MessageKind", "MessageScreen"]

MessageKind = Literal["wrong_person", "locked", "neutral"]
ICONS: Final[dict[MessageKind, str]] = {"wrong_person": "tablet", "locked": "lock", "neutral": "tablet"}
MEASURE: Final = 820


class PageIcon(QWidget):
    """The large icon of such a page."""

    def __init__(self, icon: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._look = icon, look

    def side(self) -> int:
        """Return the icon's side in px."""
        return min(self._look.icon_size("page"), 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self.side()
        # Icons have free edges of a twelfth; the line itself stands where the text begins.
        left = start_x(-side / 12, side, self.width(), self.layoutDirection())
        draw_icon(smooth(self), self._look, self._icon, QPointF(left, 0), side, "accent")


class MessageScreen(PartsScreen):
    """`words`: `<kind>.title`, `<kind>.lead`, `<kind>.help`, `<kind>.staff`, `page.show_more`. Emits `StaffWanted`."""

    def __init__(
        self, kind: MessageKind, words: Mapping[str, str], look: Look, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(words[f"{kind}.title"], look, words["page.show_more"], parent=parent)
        self._kind = kind
        self._icon = PageIcon(ICONS[kind], look, self)
        self._title = Heading(self.title, look, "disp" if look.step <= 1.25 else "h1", parent=self)
        self._lead = plain(words[f"{kind}.lead"], look, "lead" if look.step <= 1.25 else "body")
        self._lead.setParent(self)
        self._help = IconLine("people", words[f"{kind}.help"], look, color="ink2", parent=self)
        self.staff = SecondaryButton(words[f"{kind}.staff"], look, "lock", size="primary", parent=self)
        self.staff.clicked.connect(lambda: self.acted.emit(StaffWanted()))

    @property
    def frame(self) -> Frame:
        top: Literal["brand", "help"] = "brand" if self._kind == "neutral" else "help"
        return Frame(top=top, progress=False, bottom="none", back=False, question=False)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.look.color("canvas"))

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        width = min(space.width, round(MEASURE * min(look.step, 1.5)))
        left = space.left + (space.width - width) // 2
        button = min(self.staff.sizeHint().width(), width)
        for icon, gap in ((True, 6), (False, 4)):
            rows = [Row((Cell(self._icon, 0, width),), self._icon.side(), 0)] if icon else []
            rows += [
                self.row(self._title, width, look.space(gap)),
                self.row(self._lead, width, look.space(3)),
                self.row(self._help, width, look.space(gap)),
                Row((Cell(self.staff, 0, button),), self.staff.heightForWidth(button), look.space(gap)),
            ]
            needed = sum(row.height for row in rows) + sum(row.gap for row in rows[1:])
            drop = max((space.height - needed) // 2, 0)
            yield self.one_part(rows, Space(left, space.top + drop, width, space.height - drop, 0))

    def next_commands(self) -> list[object]:
        return []

    def read_aloud_text(self) -> tuple[str, ...]:
        return (self.title, self._lead.text(), self._help.text())

    def focus_first(self) -> None:
        self._title.setFocus()
