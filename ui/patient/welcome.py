"""The welcome screen (01): language, text size, colours, read aloud, the way in, and the staff's way in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.theme import Look, TextStep, ThemeName
from ui.widgets.buttons import ToolButton
from ui.widgets.card import Line
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.intents import DisplayChosen, LanguageChosen, LibraryWanted, StaffWanted, StartPressed
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Cell, Part, Row, Space
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame
from ui.widgets.segments import Segments, aids

__all__ = ["WelcomeData", "WelcomeScreen"]

GAP: Final = 12
AID_GAP: Final = 40
MEASURE_EMS: Final = 40
NOTE_BELOW: Final = 1.5
NOTE_FROM: Final = 720
"""From this text step on, and in windows narrower than this in px, the note about privacy stands on the page."""


@dataclass(frozen=True, slots=True)
class WelcomeData:
    """What the welcome shows.

    `languages` are ids with their own names; without any the choice is left out. `read_aloud` is None where there is no
    voice. `ready` tells that a visit waits for the patient, and `library` that there is something to just read.
    `words`: `welcome.*`, `aid.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    minutes: int
    languages: tuple[tuple[str, str], ...]
    language: str
    read_aloud: bool | None
    ready: bool
    library: bool = False


class WelcomeScreen(PartsScreen):
    """Emits `LanguageChosen` and `DisplayChosen` at once, `StartPressed` on Next, `LibraryWanted` and `StaffWanted`.

    The way in for staff stands on the first part, and on later ones where there is room: with no visit open it is the
    only way on.
    """

    def __init__(self, data: WelcomeData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["welcome.title"], look, words["page.show_more"], parent=parent)
        self._data = data
        self._title = Heading(words["welcome.title"], look, "disp", parent=self)
        self._lead = plain(words["welcome.lead"].format(minutes=data.minutes), look, "lead")
        self._lead.setParent(self)
        self._globe = IconLine("globe", words["welcome.language"], look, "h3", bold=True, parent=self)
        self.languages = ChoiceGroup(parent=self)
        self._names: list[Choice] = []
        for key, name in data.languages:
            choice = Choice(name, look, text_role="h3", bold=True, least_height=80, parent=self)
            self._names.append(self.languages.add(key, choice))
        self.languages.choose(data.language)
        self.languages.chosen.connect(lambda key: self.acted.emit(LanguageChosen(key)))
        self._touched = -1
        self._resume = -1
        self._line = Line(look, self)
        self.aids = aids(words, look, read_aloud=data.read_aloud, parent=self)
        for index, aid in enumerate(self.aids):
            aid.chosen.connect(partial(self._display, index))
        self._note = IconLine("lock", words["welcome.private"], look, "small", color="ink2", parent=self)
        # Made last, and so last by Tab: what the patient came for is first.
        self.staff = ToolButton("lock", words["welcome.staff"], look, parent=self)
        self.staff.setObjectName("welcome.staff")
        self.staff.setAccessibleDescription(words["welcome.staff_detail"])
        self.staff.clicked.connect(lambda: self.acted.emit(StaffWanted()))

    def _display(self, aid: int, _key: str) -> None:
        self._touched = aid
        chosen = [aid.group.chosen_id() for aid in self.aids]
        theme, step = cast("ThemeName", chosen[1]), cast("TextStep", chosen[0])
        self.acted.emit(DisplayChosen(theme, step, read_aloud=len(chosen) > 2 and chosen[2] == "on"))

    def entries(self) -> object:
        """Return which aid was touched: with every change the screen is made anew, and the hand is still there."""
        return self._touched

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, int) and 0 <= entries < len(self.aids):
            self._touched = self._resume = entries

    # ------------------------------------------------------------ arranging

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        lead = self.row(self._lead, min(width, MEASURE_EMS * look.px("lead")), look.space(2))
        head = [self._title_row(width), lead, *self.problem_rows(width, look.space(3))]
        note = [self.row(self._note, width, look.space(4))] if self._note_on_page() else []
        for across in (3, 2, 1):
            if across > 1 and not self._fits(across, width):
                continue
            for tight in (False, True):
                gap = look.space(3 if tight else 6)
                languages = self._language_rows(width, across, gap)
                beside = self._aids_beside(width)
                line = Row((Cell(self._line, 0, width),), self._line.height(), gap)
                if beside is not None:
                    yield self._with_staff([*head, *languages, line, beside, *note], space)
                yield self._with_staff([*head, *languages, *self._aids_below(width, gap), *note], space)

    def _note_on_page(self) -> bool:
        return self.look.step >= NOTE_BELOW or self.width() < NOTE_FROM

    def _title_row(self, width: int) -> Row:
        staff = self.staff.sizeHint()
        room = width - staff.width() - AID_GAP
        height = max(self._title.heightForWidth(room), staff.height())
        return Row((Cell(self._title, 0, room), Cell(self.staff, width - staff.width(), staff.width())), height, 0)

    def _with_staff(self, rows: Sequence[Row], space: Space) -> Arrangement:
        """Fill parts with rows; on the later parts the way in for staff stands at the bottom, where there is room."""
        size = self.staff.sizeHint()
        parts = []
        for part in self.flow(rows, space):
            held = [widget for widget, _ in part.places]
            used = max((place.bottom() + 1 for _, place in part.places), default=space.top + space.height)
            top = space.top + space.height - size.height()
            if self.staff not in held and used + GAP <= top:
                place = QRect(space.left + space.width - size.width(), top, size.width(), size.height())
                part = Part((*part.places, (self.staff, place)), part.rows)  # noqa: PLW2901 - the same part, with more on it
            parts.append(part)
        return tuple(parts)

    def _fits(self, across: int, width: int) -> bool:
        each = (width - (across - 1) * GAP) // across
        return all(name.sizeHint().width() <= each for name in self._names)

    def _language_rows(self, width: int, across: int, gap: int) -> list[Row]:
        if not self._names:
            return []
        each = (width - (across - 1) * GAP) // across
        height = max(name.heightForWidth(each) for name in self._names)
        rows = [self.row(self._globe, width, gap)]
        for index in range(0, len(self._names), across):
            cells = tuple(
                Cell(name, place * (each + GAP), each) for place, name in enumerate(self._names[index : index + across])
            )
            rows.append(Row(cells, height, GAP))
        return rows

    def _aids_beside(self, width: int) -> Row | None:
        """All aids in one row, the free width given to the narrowest; None if there is too little."""
        widths = [aid.natural_width() for aid in self.aids]
        spare = width - sum(widths) - AID_GAP * (len(widths) - 1)
        return self._aid_row(levelled(widths, min(spare, 80 * len(widths)))) if spare >= 0 else None

    def _aid_row(self, widths: Sequence[int]) -> Row:
        cells, at = [], 0
        for aid, width in zip(self.aids, widths, strict=True):
            cells.append(Cell(aid, at, width))
            at += width + AID_GAP
        height = max(cell.widget.heightForWidth(cell.width) for cell in cells)
        return Row(tuple(cells), height, self.look.space(4))

    def _aids_below(self, width: int, gap: int) -> list[Row]:
        return [self.row(aid, min(width, self._widest(aid)), gap) for aid in self.aids]

    def _widest(self, aid: Segments) -> int:
        return aid.natural_width() + 160

    # ------------------------------------------------------------ the way in

    @property
    def frame(self) -> Frame:
        words, last = self._data.words, self.part() == self.parts()
        return Frame(
            top="help",
            progress=False,
            bottom="start",
            back=self.part() > 1,
            question=False,
            next_label=words["welcome.start"] if last else "",
            note="" if self._note_on_page() else words["welcome.private"],
            other=words["welcome.learn"] if self._data.library and self.part() == 1 else "",
            other_icon="book",
        )

    def on_other(self) -> list[object]:
        return [LibraryWanted()]

    def on_back(self) -> list[object]:
        self.retreat()
        return []

    def problem(self) -> str:
        return "" if self._data.ready else self._data.words["welcome.not_ready"]

    def next_commands(self) -> list[object]:
        return [StartPressed()]

    def read_aloud_text(self) -> tuple[str, ...]:
        return (self.title, self._lead.text())

    def focus_first(self) -> None:
        if self._resume < 0:
            self._title.setFocus()
            return
        aid, self._resume = self.aids[self._resume], -1
        self.show_part_of(aid)
        aid.group.choice(aid.group.chosen_id()).setFocus()


def levelled(widths: Sequence[int], spare: int) -> list[int]:
    """Return widths with `spare` px given out, the narrowest first, so that they come as near to equal as they can."""
    level = list(widths)
    for _ in range(spare // 4):
        level[level.index(min(level))] += 4
    return level
