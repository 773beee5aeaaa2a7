"""A row of short choices under a label with an icon: text size, colours, read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import IconLine
from ui.widgets.painting import follow_width, start_x

__all__ = ["Segment", "Segments", "aids"]

GAP: Final = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice: its id, the word on it, its name for screen readers, and its type role if not the usual one."""

    id: str
    text: str
    name: str = ""
    role: str = ""


class Segments(QWidget):
    """Equal segments in one row; in a narrow place two in a row, then one."""

    accessible_role = QAccessible.Role.Grouping
    chosen = Signal(str)
    """The id that the person chose."""

    def __init__(
        self,
        icon: str,
        label: str,
        segments: Sequence[Segment],
        look: Look,
        *,
        chosen: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(label)
        self._label = IconLine(icon, label, look, "body", bold=True, parent=self)
        self.group = ChoiceGroup(parent=self)
        self._choices: list[Choice] = []
        for segment in segments:
            choice = Choice(segment.text, look, kind="segment", text_role=segment.role, parent=self)
            choice.setAccessibleName(segment.name or segment.text)
            self._choices.append(self.group.add(segment.id, choice))
        self.group.choose(chosen)
        self.group.chosen.connect(self.chosen)
        follow_width(self)

    def _across(self, width: int) -> int:
        widest = max(choice.sizeHint().width() for choice in self._choices)
        for count in (len(self._choices), 2):
            if count * widest + (count - 1) * GAP <= width:
                return count
        return 1

    def _grid(self, width: int) -> tuple[int, int, int]:
        """Return how many stand in a row, and each one's width and height."""
        across = self._across(width)
        each = (width - (across - 1) * GAP) // across
        return across, each, max(choice.heightForWidth(each) for choice in self._choices)

    def natural_width(self) -> int:
        """Return the width that holds all segments in one row, in px."""
        widest = max(choice.sizeHint().width() for choice in self._choices)
        count = len(self._choices)
        return max(count * widest + (count - 1) * GAP, self._label.sizeHint().width())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        across, _, height = self._grid(width)
        rows = -(-len(self._choices) // across)
        return self._label.heightForWidth(width) + self._look.space(3) + rows * height + (rows - 1) * GAP

    def sizeHint(self) -> QSize:
        width = self.natural_width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(max(choice.minimumSizeHint().width() for choice in self._choices), self._look.target("primary"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.width()
        label = self._label.heightForWidth(width)
        self._label.setGeometry(0, 0, width, label)
        across, each, least = self._grid(width)
        rows = -(-len(self._choices) // across)
        # More height than asked for goes to the segments: sets next to each other are equally high.
        spare = self.height() - label - self._look.space(3) - (rows - 1) * GAP
        height = max(least, spare // rows)
        for index, choice in enumerate(self._choices):
            row, place = divmod(index, across)
            left = round(start_x(place * (each + GAP), each, width, self.layoutDirection()))
            choice.setGeometry(left, label + self._look.space(3) + row * (height + GAP), each, height)


def aids(
    words: Mapping[str, str], look: Look, *, read_aloud: bool | None, parent: QWidget | None = None
) -> tuple[Segments, ...]:
    """Return the reading aids as they are set in `look`: text size, colours and, unless it is None, read aloud.

    `words`: `aid.size`, `aid.size_1` to `aid.size_4`, `aid.letter`, `aid.colours`, `aid.light`, `aid.dark`,
    `aid.contrast`, `aid.read`, `aid.off`, `aid.on`.
    """
    steps = (("1.0", "small"), ("1.25", "lead"), ("1.5", "h2"), ("2.0", "h1"))
    sizes = [
        Segment(step, words["aid.letter"], words[f"aid.size_{number}"], role)
        for number, (step, role) in enumerate(steps, 1)
    ]
    themes = [Segment(theme, words[f"aid.{theme}"]) for theme in ("light", "dark", "contrast")]
    made = [
        Segments("textsize", words["aid.size"], sizes, look, chosen=look.text_step, parent=parent),
        Segments("contrast", words["aid.colours"], themes, look, chosen=look.theme, parent=parent),
    ]
    if read_aloud is not None:
        switch = [Segment("off", words["aid.off"]), Segment("on", words["aid.on"])]
        now = "on" if read_aloud else "off"
        made.append(Segments("speaker", words["aid.read"], switch, look, chosen=now, parent=parent))
    return tuple(made)
