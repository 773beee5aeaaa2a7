"""The choice repeated before anything is saved, and once more after the clinician answered the open questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from kiosk.visit import ConfirmAfterAnswers, Reconsider
from ui.theme import Look
from ui.widgets.card import Card
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Space
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame

__all__ = ["AnsweredQuestion", "ConfirmData", "ConfirmScreen", "ReconfirmData", "ReconfirmScreen"]

MEASURE = 860


@dataclass(frozen=True, slots=True)
class ConfirmData:
    """The choice in the patient's words and what happens next. `words`: `confirm.*`, `decision.next`.

    `meaning` is the sentence that the document keeps as what the choice means, where Next is what confirms it; empty
    where a signature does.
    """

    words: Mapping[str, str]
    restated: str
    next: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question (or a fact that the clinician went over) and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReconfirmData:
    """The choice that was signed, and what staff answered since. `words`: `reconfirm.*`, `page.show_more`."""

    words: Mapping[str, str]
    restated: str
    answers: tuple[AnsweredQuestion, ...]


class ConfirmScreen(PartsScreen):
    """Back changes the choice, Next keeps it: no "are you sure"."""

    def __init__(self, data: ConfirmData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["confirm.title"], look, words["page.show_more"], parent=parent)
        self._title = Heading(words["confirm.title"], look, parent=self)
        chosen = (("", data.restated),)
        means = ((words["confirm.meaning"], data.meaning),) if data.meaning else ()
        then = ((words["decision.next"], data.next),)
        told = (*chosen, *means, *then)
        self._card = self._told(told, 32 if look.step <= 1.25 else 20)
        self._low_card = self._told(told, 16, tight=True)
        self._pieces = [self._told(piece, 16, tight=True) for piece in (chosen, means, then) if piece]
        self._how = IconLine("info", words["confirm.how"], look, parent=self)
        lines = (line for pair in told for line in pair if line)
        self._spoken = (self.title, *lines, words["confirm.how"])

    def _told(self, told: Sequence[tuple[str, str]], padding: int, *, tight: bool = False) -> Card:
        """Return a card with texts under their labels; the one without a label is the choice itself."""
        look, large = self.look, self.look.step <= 1.25 and not tight
        card = Card(look, padding=padding, parent=self)
        for index, (label, text) in enumerate(told):
            if index:
                card.body.addSpacing(0 if tight else look.space(2))
            if label:
                card.body.addWidget(plain(label, look, "small", color="ink2"))
                card.body.addWidget(plain(text, look, "lead" if large else "body"))
            else:
                card.body.addWidget(plain(text, look, "h2" if large else "body" if tight else "lead", bold=True))
        return card

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        measure = min(space.width, round(MEASURE * look.step))
        for card, width in ((self._card, measure), (self._low_card, space.width)):
            for how, gap in ((True, 5), (True, 2), (False, 2)):
                rows = [self.row(self._title, width), self.row(card, width, look.space(gap))]
                # In a low place the buttons' own words are enough.
                last = [self.row(self._how, width, look.space(gap))] if how else []
                parts = self.flow([*rows, *last], space)
                if len(parts) == 1 and not parts[0].scrolling:
                    yield parts
        # No part has the title alone, or a label without its text.
        rows = [self.row(card, space.width, look.space(2)) for card in self._pieces]
        yield self.flow([self.row(self._title, space.width), *rows], space)

    def read_aloud_text(self) -> tuple[str, ...]:
        return self._spoken

    def focus_first(self) -> None:
        self._title.setFocus()


class ReconfirmScreen(PartsScreen):
    """Two equal ways on: keep the choice (`ConfirmAfterAnswers`) or choose again (`Reconsider`). There is no Back."""

    def __init__(self, data: ReconfirmData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["reconfirm.title"], look, words["page.show_more"], parent=parent)
        self._words = words
        self._title = Heading(words["reconfirm.title"], look, parent=self)
        self._lead = plain(words["reconfirm.lead"], look, "body")
        self._lead.setParent(self)
        self._answers = [self._answer(answer) for answer in data.answers]
        self._choice = plain(data.restated, look, "h3" if look.step <= 1.25 else "body", bold=True)
        self._choice.setParent(self)
        self.group = ChoiceGroup(parent=self)
        for key in ("keep", "again"):
            choice = Choice(words[f"reconfirm.{key}"], look, bold=True, parent=self)
            self.group.add(key, choice)
        self.group.chosen.connect(lambda _key: self.clear_problem())
        answers = [line for answer in data.answers for line in (answer.question, answer.answer)]
        self._spoken = (self.title, self._lead.text(), *answers, data.restated)

    def _answer(self, answer: AnsweredQuestion) -> Card:
        card = Card(self.look, padding=18, parent=self)
        card.body.setSpacing(self.look.space(1))
        card.body.addWidget(plain(answer.question, self.look, "body", bold=True))
        if answer.answer:
            card.body.addWidget(plain(answer.answer, self.look, "body"))
        return card

    @property
    def frame(self) -> Frame:
        return Frame(back=self.part() > 1, question=False)

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        choices = [self.group.choice(key) for key in self.group.ids()]
        for tight in (False, True):
            gap = look.space(3 if tight else 5)
            rows = [self.row(self._title, width), self.row(self._lead, width, look.space(2))]
            rows += [self.row(card, width, look.space(3)) for card in self._answers]
            rows.append(self.row(self._choice, width, gap))
            if look.step <= 1.25 and width >= 640:
                rows.append(self.equal_row(choices, width, look.space(3), look.space(4)))
            else:
                rows += self.equal_rows(choices, width, look.space(3), look.space(3))
            yield self.flow([*rows, *self.problem_rows(width, look.space(3))], space)

    def on_back(self) -> list[object]:
        self.retreat()
        return []

    def problem(self) -> str:
        return "" if self.group.chosen_id() else self._words["reconfirm.missing"]

    def next_commands(self) -> list[object]:
        return [ConfirmAfterAnswers() if self.group.chosen_id() == "keep" else Reconsider()]

    def entries(self) -> object:
        return self.group.chosen_id()

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, str):
            self.group.choose(entries)

    def read_aloud_text(self) -> tuple[str, ...]:
        return self._spoken

    def focus_first(self) -> None:
        self._title.setFocus()
