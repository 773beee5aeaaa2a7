"""The choice repeated before anything is saved, and once more after the clinician answered the open questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    """The choice in the patient's words and what happens next. `words`: `confirm.*`, `decision.next`."""

    words: Mapping[str, str]
    restated: str
    next: str


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
        self._card = Card(look, padding=32 if look.step <= 1.25 else 20, parent=self)
        self._card.body.addWidget(plain(data.restated, look, "h2" if look.step <= 1.25 else "lead", bold=True))
        self._card.body.addSpacing(look.space(2))
        self._card.body.addWidget(plain(words["decision.next"], look, "small", color="ink2"))
        self._card.body.addWidget(plain(data.next, look, "lead" if look.step <= 1.25 else "body"))
        self._how = IconLine("info", words["confirm.how"], look, parent=self)
        self._spoken = (self.title, data.restated, words["decision.next"], data.next, words["confirm.how"])

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        width = min(space.width, round(MEASURE * self.look.step))
        for how, gap in ((True, 5), (True, 2), (False, 2)):
            rows = [self.row(self._title, width), self.row(self._card, width, self.look.space(gap))]
            # In a low place the buttons' own words are enough.
            yield self.flow([*rows, self.row(self._how, width, self.look.space(gap))] if how else rows, space)

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
