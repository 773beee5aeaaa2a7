"""The question sheet (08): ready-made questions, own words, and saving for the clinician."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.visit import AskQuestion, ChangeQuestion
from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.chip import Chip
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.own_words import OwnWords
from ui.widgets.painting import draw_icon, smooth
from ui.widgets.sheet import Sheet
from ui.widgets.tiles import Tiles

__all__ = ["QuestionData", "QuestionSheet"]

LOW: Final = 720
"""A window lower than this, in px, has no room for the lines that explain."""


@dataclass(frozen=True, slots=True)
class QuestionData:
    """A question to ask or to change.

    `question` is its id (a new one, or that of the question to change), `page` the id of the page that it is about and
    `about` the words for that page. `ready` are ids and texts. `words`: `question.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    question: str
    page: str
    about: str
    ready: tuple[tuple[str, str], ...]
    picks: tuple[str, ...] = ()
    text: str = ""
    changing: bool = False


class TitleMark(QWidget):
    """The plum question mark before the title."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._side = look.icon_size("card")
        self.setFixedSize(self._side, self._side)

    def paintEvent(self, event: object) -> None:
        draw_icon(smooth(self), self._look, "question", self.rect().topLeft().toPointF(), self._side, "flagText")


class QuestionSheet(Sheet):
    """The sheet. It emits `AskQuestion` or `ChangeQuestion` and closes; Cancel and Escape keep nothing."""

    acted = Signal(object)

    def __init__(self, window: QWidget, data: QuestionData, look: Look) -> None:
        words = data.words
        self._data = data
        self._words = words
        self.save = PrimaryButton(words["question.save"], look, "flag", icon_at="start")
        self.cancel = SecondaryButton(words["question.cancel"], look)
        body = QWidget()
        super().__init__(
            body,
            look,
            window,
            name=words["question.title"],
            start=self.cancel,
            end=self.save,
            more_word=words["page.show_more"],
            less_word=words["page.go_up"],
        )
        self.group = ChoiceGroup(exclusive=False, parent=self)
        for key, text in data.ready:
            self.group.add(key, Choice(text, look, kind="check"))
        self.group.choose(*data.picks)
        # In a low place only what is needed stands on the sheet.
        self._low = look.step > 1.25 or window.height() < LOW
        self._window_width = window.width()
        self.own = OwnWords(look, 2 if self._low else 4)
        self.own.setPlainText(data.text)
        self.own.setAccessibleName(words["question.own"])
        self.own.setAccessibleDescription(words["question.own_hint"])
        problem = IconLine("alert", words["question.empty"], look, bold=True, color="errText")
        problem.hide()
        self.own.textChanged.connect(self._there_is_one)
        self.group.chosen.connect(self._there_is_one)
        self._problem = problem
        self._folding: list[QWidget] = []
        self._spare: list[QWidget] = []
        # One row instead of the picks; it puts the keyboard away, and they are back.
        self.picks_row = SecondaryButton(words["question.folded"], look, "down", size="primary", align="start")
        self.picks_row.clicked.connect(lambda: QGuiApplication.inputMethod().hide())
        self.picks_row.hide()
        self._fill(body, look)
        self.save.clicked.connect(self._save)

    def _fill(self, body: QWidget, look: Look) -> None:
        words = self._words
        column = QVBoxLayout(body)
        column.setSpacing(look.space(2))
        top = QWidget()
        head = QHBoxLayout(top)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(look.space(4))
        head.addWidget(TitleMark(look))
        head.addWidget(Heading(words["question.title"], look, "h1" if look.step <= 1.25 else "h2"), 1)
        self._spare = [top]
        about = Chip(words["question.about"].format(page=self._data.about), look, "document", "flag")
        if look.step <= 1.25 and about.sizeHint().width() < 400:
            head.addWidget(about, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(top)
        if look.step > 1.25 or about.sizeHint().width() >= 400:
            about.deleteLater()
            line = plain(words["question.about"].format(page=self._data.about), look, "small", color="ink2")
            column.addWidget(line)
            self._spare.insert(0, line)
        picks = plain(words["question.pick"], look, "body", bold=True)
        choices = [self.group.choice(key) for key in self.group.ids()]
        widest = max((choice.sizeHint().width() for choice in choices), default=0)
        tiles = Tiles(choices, most=3, least=min(widest, 20 * look.px("body")), gap=look.space(3))
        self._folding = [picks, tiles]
        if not self._low:
            self._folding.insert(0, plain(words["question.lead"], look, "body"))
        for widget in self._folding:
            if widget is tiles:
                # Under the label, where a sheet that scrolls shows it too.
                column.addWidget(self._problem)
            column.addWidget(widget)
        column.addWidget(self.picks_row)
        column.addSpacing(look.space(1))
        column.addLayout(self._own_label(look))
        column.addWidget(self.own)
        if not self._low:
            say = plain(words["question.say"], look, "small", color="ink2")
            column.addWidget(say)
            self._folding.append(say)
        column.addStretch(1)

    def _own_label(self, look: Look) -> QHBoxLayout:
        """Return the label of the field, with the quiet word that it may stay empty beside it where there is room."""
        words = self._words
        row = QHBoxLayout()
        row.setSpacing(look.space(2))
        label = plain(words["question.own"], look, "body", bold=True)
        hint = plain(words["question.own_hint"], look, "small", color="ink2")
        width = self._window_width - 2 * look.gutter(self._window_width)
        if label.natural_width() + hint.natural_width() + look.space(2) > width:
            hint.deleteLater()
            row.addWidget(label, 1)
            return row
        label.setFixedWidth(label.natural_width())
        row.addWidget(label)
        row.addWidget(hint, 1, Qt.AlignmentFlag.AlignVCenter)
        return row

    def fold(self, room: int | None) -> None:
        typing, was_on_row = room is not None, self.picks_row.hasFocus()
        for widget in (*self._folding, *self._spare):
            widget.setVisible(not typing or widget in self._spare)
        self.own.set_room(0 if typing else None)
        picked = len(self.group.chosen_ids())
        key = "question.folded_count" if picked else "question.folded"
        self.picks_row.set_text(self._words[key].format(count=picked))
        if not typing and was_on_row:
            self.group.choice(self.group.ids()[0]).setFocus(Qt.FocusReason.OtherFocusReason)
        self.picks_row.setVisible(typing and bool(self.group.ids()))
        if room is None:
            return
        for widget in (*self._spare, self.picks_row):
            if self.wanted(self.width()) > room:
                widget.hide()
        self.own.set_room(self.own.height() + room - self.wanted(self.width()))

    def _there_is_one(self) -> None:
        """Take the message away: something was picked or written."""
        if not self._problem.isHidden():
            self._problem.hide()
            self.refit()

    def _save(self) -> None:
        picks, text = self.group.chosen_ids(), self.own.toPlainText().strip()
        if not picks and not text:
            self._problem.show()
            self.refit()
            self._area.area.verticalScrollBar().setValue(0)
            announce(self, self._words["question.empty"])
            return
        data = self._data
        if data.changing:
            self.acted.emit(ChangeQuestion(data.question, picks, text))
        else:
            self.acted.emit(AskQuestion(data.question, data.page, picks, text))
        self.close_sheet()
