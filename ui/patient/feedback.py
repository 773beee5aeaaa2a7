"""After an answer (07): what was chosen, what to know and why, reading again, and the clinician. No score, no red."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from kiosk.content.model import Paragraph, Span
from kiosk.visit import EnterSideStep, GoNext, HandOverCheck
from ui.theme import Look
from ui.widgets.buttons import QuestionButton, SecondaryButton
from ui.widgets.card import Card, Line
from ui.widgets.chip import Chip
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.parts_screen import COLUMN_GAP, Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame
from ui.widgets.prose import Prose

__all__ = ["FeedbackData", "FeedbackScreen"]


@dataclass(frozen=True, slots=True)
class FeedbackData:
    """An answer and what to say about it.

    `kind` is one kind sentence, `safe` what to know, `why` one or two sentences for the choice that was made.
    `handed_over` tells that the clinician goes over the fact with the patient. `words`: `check.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    number: int
    count: int
    must_know: str
    chosen: str
    right: bool
    handed_over: bool
    kind: str
    safe: str
    why: str


class FeedbackScreen(PartsScreen):
    """Next tries again with a new item, or goes on when the fact is settled."""

    def __init__(self, data: FeedbackData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        title = words["check.right_title" if data.right else "check.again_title"]
        super().__init__(title, look, words["page.show_more"], parent=parent)
        self._data = data
        self._chip = Chip(words["check.number"].format(number=data.number, count=data.count), look, parent=self)
        self._title = Heading(title, look, parent=self)
        self._kind = plain(data.kind, look, "body")
        self._kind.setParent(self)
        if data.right:
            self._kind.hide()
        self._buttons: list[QWidget] = []
        self._make_buttons()
        self._choice = self._make_choice()
        self._answer = self._make_answer()
        key = "check.right_line" if data.right else "check.with_clinician" if data.handed_over else "check.again_line"
        icon = "reread" if self._tries_again() else "info"
        self._line = IconLine(icon, words[key], look, color="ink2", parent=self)

    def _tries_again(self) -> bool:
        return not self._data.right and not self._data.handed_over

    @property
    def frame(self) -> Frame:
        if not self._tries_again() or self.part() < self.parts():
            return Frame()
        return Frame(next_label=self._data.words["check.try_again"])

    def _make_buttons(self) -> None:
        data, look = self._data, self.look
        if not self._tries_again():
            return
        reread = SecondaryButton(data.words["check.reread"], look, "book", align="start", parent=self)
        reread.clicked.connect(lambda: self.acted.emit(EnterSideStep(f"reread:{data.must_know}")))
        clinician = QuestionButton(data.words["check.clinician"], look, "flag", align="start", parent=self)
        clinician.clicked.connect(lambda: self.acted.emit(HandOverCheck(data.must_know)))
        self._buttons = [reread, clinician]

    def _make_choice(self) -> Card:
        look, data = self.look, self._data
        card = Card(look, "quiet", padding=18 if look.step > 1.25 else 22, parent=self)
        card.body.setSpacing(2)
        card.body.addWidget(plain(data.words["check.you_chose"], look, "small", color="ink2"))
        card.body.addWidget(plain(data.chosen, look, "lead" if look.step <= 1.25 else "body"))
        return card

    def _make_answer(self) -> Card:
        look, data = self.look, self._data
        card = Card(look, "accent", padding=18 if look.step > 1.25 else 26, parent=self)
        card.body.addWidget(IconLine("info", data.words["check.know"], look, "small", bold=True, color="accentText"))
        card.body.addWidget(plain(data.safe, look, "h3" if look.step <= 1.25 else "body", bold=True))
        card.body.addSpacing(look.space(1))
        card.body.addWidget(Line(look))
        card.body.addSpacing(look.space(1))
        why = (Span(f"{data.words['check.why']} ", bold=True), Span(data.why))
        card.body.addWidget(Prose((Paragraph(why),), look))
        card.body.addStretch(1)
        return card

    def _chip_row(self) -> Row:
        size = self._chip.sizeHint()
        return Row((Cell(self._chip, 0, size.width()),), size.height(), 0)

    def _kind_rows(self, width: int) -> list[Row]:
        return [] if self._data.right else [self.row(self._kind, width, self.look.space(3))]

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        if self.width() >= look.tokens.breakpoints.wide and look.step <= 1.25:
            for share in (0.39, 0.45):
                width = round((space.width - COLUMN_GAP) * share)
                other = space.width - COLUMN_GAP - width
                for chip, gap in ((True, 4), (False, 2)):
                    start = [self._chip_row()] if chip else []
                    start += [self.row(self._title, width, look.space(4)), *self._kind_rows(width)]
                    start += [
                        self.row(button, width, look.space(3 if index else 2 + gap))
                        for index, button in enumerate(self._buttons)
                    ]
                    end = [self.row(card, other, look.space(gap)) for card in (self._choice, self._answer)]
                    end.append(self.row(self._line, other, look.space(gap)))
                    beside = self.columns(start, end, space, width)
                    if beside is not None:
                        yield beside
        width = space.width
        rows = [
            self.row(self._title, width),
            *self._kind_rows(width),
            self.row(self._choice, width, look.space(3)),
            self.row(self._answer, width, look.space(3)),
            self.row(self._line, width, look.space(3)),
            *self._button_rows(width),
        ]
        yield self.flow([self._chip_row(), *([replaced(rows[0], look.space(3)), *rows[1:]])], space)
        yield self.flow(rows, space)
        if not self._data.handed_over:
            # That one can go on is no reason for another part.
            yield self.flow([row for row in rows if row.cells[0].widget is not self._line], space)

    def _button_rows(self, width: int) -> list[Row]:
        if not self._buttons:
            return []
        gap = self.look.space(4)
        half = (width - gap) // 2
        if all(button.sizeHint().width() <= half for button in self._buttons):
            return [self.equal_row(self._buttons, width, gap, gap)]
        return [self.row(button, width, self.look.space(3)) for button in self._buttons]

    def next_commands(self) -> list[object]:
        return [EnterSideStep(f"check:{self._data.must_know}")] if self._tries_again() else [GoNext()]

    def read_aloud_text(self) -> tuple[str, ...]:
        data = self._data
        kind = () if data.right else (data.kind,)
        return (self.title, *kind, data.words["check.you_chose"], data.chosen, data.safe, data.why, self._line.text())

    def focus_first(self) -> None:
        self._title.setFocus()


def replaced(row: Row, gap: int) -> Row:
    """Return a row with another gap above it."""
    return Row(row.cells, row.height, gap)
