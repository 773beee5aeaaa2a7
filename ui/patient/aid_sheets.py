"""The small sheets behind the top bar: how the page looks, and taking a break."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.visit import TakeBreak
from ui.theme import Look, TextStep, ThemeName
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.intents import DisplayChosen
from ui.widgets.labels import Heading, plain
from ui.widgets.segments import aids
from ui.widgets.sheet import Sheet

__all__ = ["BreakSheet", "DisplaySheet"]


class DisplaySheet(Sheet):
    """Text size, colours and read aloud. Emits `DisplayChosen` with each change: it shows at once behind the sheet.

    The window rebuilds its screen for the new look and opens a new sheet in it. `read_aloud` is None without a voice.
    `words`: `aid.*`, `display.title`, `sheet.close`, `page.show_more`.
    """

    acted = Signal(object)

    def __init__(self, window: QWidget, words: Mapping[str, str], look: Look, *, read_aloud: bool | None) -> None:
        body = QWidget()
        close = SecondaryButton(words["sheet.close"], look)
        name = words["display.title"]
        more, less = words["page.show_more"], words["page.go_up"]
        super().__init__(body, look, window, name=name, start=close, more_word=more, less_word=less)
        column = QVBoxLayout(body)
        column.setSpacing(look.space(6))
        column.addWidget(Heading(name, look, "h2"))
        self.aids = aids(words, look, read_aloud=read_aloud)
        for aid in self.aids:
            column.addWidget(aid)
            aid.chosen.connect(self._chosen)
        column.addStretch(1)

    def _chosen(self, _key: str) -> None:
        chosen = [aid.group.chosen_id() for aid in self.aids]
        theme, step = cast("ThemeName", chosen[1]), cast("TextStep", chosen[0])
        self.acted.emit(DisplayChosen(theme, step, read_aloud=len(chosen) > 2 and chosen[2] == "on"))


class BreakSheet(Sheet):
    """Asks before the tablet locks for a break: a stray touch must not send anybody to the desk. Emits `TakeBreak`.

    `words`: `break.title`, `break.lead`, `break.stay`, `break.take`, `page.show_more`.
    """

    acted = Signal(object)

    def __init__(self, window: QWidget, words: Mapping[str, str], look: Look) -> None:
        body = QWidget()
        stay = SecondaryButton(words["break.stay"], look)
        self.take = PrimaryButton(words["break.take"], look, "pause", icon_at="start")
        name, more, less = words["break.title"], words["page.show_more"], words["page.go_up"]
        super().__init__(body, look, window, name=name, start=stay, end=self.take, more_word=more, less_word=less)
        column = QVBoxLayout(body)
        column.setSpacing(look.space(3))
        column.addWidget(Heading(name, look, "h2"))
        column.addWidget(plain(words["break.lead"], look, "lead"))
        column.addStretch(1)
        self.take.clicked.connect(self._take)

    def _take(self) -> None:
        self.close_sheet()
        self.acted.emit(TakeBreak("patient"))
