"""The library: the shelves, or the pages of one shelf, to read without a name and without a visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.intents import ReaderBack, ReaderClosed, ReaderOpened
from ui.widgets.labels import Heading, plain
from ui.widgets.list_row import ListRow
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame

__all__ = ["LibraryData", "LibraryScreen"]

GAP: Final = 12


@dataclass(frozen=True, slots=True)
class LibraryData:
    """One list: `entries` are ids and titles; `top` tells that it is the list of shelves.

    `title` and `lead` stand above it. `words`: `library.*`, `reader.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    title: str
    lead: str
    entries: tuple[tuple[str, str], ...]
    top: bool = False


class LibraryScreen(PartsScreen):
    """Emits `ReaderOpened` with the entry; Back gives `ReaderBack`, Close gives `ReaderClosed`."""

    def __init__(self, data: LibraryData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(data.title, look, data.words["page.show_more"], parent=parent)
        self._data = data
        self._title = Heading(data.title, look, parent=self)
        self._lead = plain(data.lead, look, "body")
        self._lead.setParent(self)
        self.rows: list[ListRow] = []
        for key, text in data.entries:
            row = ListRow(text, look, parent=self)
            row.setObjectName(f"library.{key}")
            row.clicked.connect(lambda _checked=False, key=key: self.acted.emit(ReaderOpened(key)))
            self.rows.append(row)

    @property
    def frame(self) -> Frame:
        back = not self._data.top or self.part() > 1
        close, last = self._data.words["reader.close"], self.part() == self.parts()
        return Frame(top="aids", progress=False, back=back, question=False, other=close, forward=not last)

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        head = [self.row(self._title, width), self.row(self._lead, width, look.space(2))]
        for across in (2, 1):
            each = (width - (across - 1) * GAP) // across
            if across > 1 and (not self.wide() or len(self.rows) < 2):
                continue
            height = max((row.heightForWidth(each) for row in self.rows), default=0)
            rows = list(head)
            for index in range(0, len(self.rows), across):
                cells = tuple(
                    Cell(row, place * (each + GAP), each) for place, row in enumerate(self.rows[index : index + across])
                )
                rows.append(Row(cells, height, GAP if index else look.space(4)))
            yield self.flow(rows, space)

    def on_back(self) -> list[object]:
        return [] if self.retreat() else [ReaderBack()]

    def on_other(self) -> list[object]:
        return [ReaderClosed()]

    def next_commands(self) -> list[object]:
        return []

    def read_aloud_text(self) -> tuple[str, ...]:
        return (self.title, self._lead.text(), *(row.text() for row in self.rows if row.isVisibleTo(self)))

    def focus_first(self) -> None:
        if self._title.isVisibleTo(self):
            self._title.setFocus()
        else:
            super().focus_first()
