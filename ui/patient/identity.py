"""The identity screen (02): name, date of birth and reason, and whether they are right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.visit import ConfirmIdentity, GoNext
from ui.theme import Look
from ui.widgets.card import Card, Line
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Row, Space
from ui.widgets.parts_screen import COLUMN_GAP, Arrangement, PartsScreen

__all__ = ["IdentityData", "IdentityScreen"]

LEAST: Final = 112


@dataclass(frozen=True, slots=True)
class IdentityData:
    """Who staff checked in. `answer` is what the patient said before. `words`: `identity.*`, `page.show_more`.

    With a `representative`, the tablet asks them: they decide for the patient, who is `called` so for short.
    """

    words: Mapping[str, str]
    name: str
    birth_date: str
    treatment: str
    answer: Literal["", "yes", "no"] = ""
    representative: str = ""
    called: str = ""


class IdentityScreen(PartsScreen):
    """Next sends `ConfirmIdentity`, and `GoNext` after a yes."""

    def __init__(self, data: IdentityData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        kind = "_for" if data.representative else ""
        title = words[f"identity.title{kind}"].format(name=data.called)
        super().__init__(title, look, words["page.show_more"], parent=parent)
        self._data = data
        self._title = Heading(title, look, parent=self)
        self._lead = plain(words["identity.lead"], look, "lead")
        self._lead.setParent(self)
        self._card = self._make_card(compact=False)
        self._low_card = self._make_card(compact=True)
        self._facts = [self._make_fact(label, value) for label, value, _ in self._lines()]
        self.group = ChoiceGroup(parent=self)
        least = LEAST if look.step <= 1.25 else 0
        for key, detail in (("yes", ""), ("no", words["identity.no_next"])):
            name = words["identity.yes_for" if key == "yes" and data.representative else f"identity.{key}"]
            choice = Choice(name, look, detail, text_role="h3", bold=True, least_height=least, parent=self)
            self.group.add(key, choice)
        self.group.choose(data.answer)
        self.group.chosen.connect(lambda _key: self.clear_problem())
        # Who decides for somebody is told whom the pages speak to.
        helper = words["identity.you_means" if data.representative else "identity.helper"].format(name=data.called)
        self._helper = IconLine("people", helper, look, color="ink2", parent=self)

    def _make_card(self, *, compact: bool) -> Card:
        """The facts under each other; in a compact card labels and values side by side, with less air."""
        look = self.look
        card = Card(look, padding=18 if compact else 32, parent=self)
        card.body.setSpacing(0)
        facts = self._lines()
        for index, (label, value, role) in enumerate(facts):
            quiet = plain(label, look, "small", color="ink2")
            if compact:
                row = QHBoxLayout()
                row.setSpacing(look.space(4))
                row.addWidget(quiet, 2)
                row.addWidget(plain(value, look, "body", bold=True), 3)
                card.body.addSpacing(look.space(1) if index else 0)
                card.body.addLayout(row)
                continue
            if index:
                card.body.addSpacing(look.space(5))
                card.body.addWidget(Line(look))
                card.body.addSpacing(look.space(5))
            card.body.addWidget(quiet)
            card.body.addWidget(plain(value, look, role, bold=True))
        card.body.addStretch(1)
        card.setAccessibleName(". ".join(f"{label}: {value}" for label, value, _ in facts))
        return card

    def _lines(self) -> tuple[tuple[str, str, str], ...]:
        """Label, value and type role of each fact."""
        words, data = self._data.words, self._data
        name, role = (words["identity.name"], "h2")
        decides: tuple[tuple[str, str, str], ...] = ()
        if data.representative:
            name, role = (words["identity.for"], "h3")
            decides = ((words["identity.you"], data.representative, role),)
        return (
            *decides,
            (name, data.name, role),
            (words["identity.birth_date"], data.birth_date, role),
            (words["identity.treatment"], data.treatment, "h3"),
        )

    def _make_fact(self, label: str, value: str) -> Card:
        """One fact by itself."""
        card = Card(self.look, padding=12, parent=self)
        card.body.setSpacing(0)
        card.body.addWidget(plain(label, self.look, "small", color="ink2"))
        card.body.addWidget(plain(value, self.look, "body", bold=True))
        card.setAccessibleName(f"{label}: {value}")
        return card

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        choices = [self.group.choice(key) for key in self.group.ids()]
        for card, gap in ((self._card, look.space(6)), (self._low_card, look.space(3))):
            if self.width() >= look.tokens.breakpoints.wide and look.step <= 1.25:
                half = (space.width - COLUMN_GAP) // 2
                start = [
                    self.row(self._title, half),
                    self.row(self._lead, half, look.space(3)),
                    self.row(card, half, gap),
                ]
                end = [*self.equal_rows(choices, half, 0, look.space(4)), *self.problem_rows(half, look.space(4))]
                end.append(self.row(self._helper, half, gap))
                beside = self.columns(start, end, space, half)
                if beside is not None:
                    yield beside
            yield self.flow(self._one_column(space.width, card, gap), space)
        low = self._one_column(space.width, self._low_card, look.space(3))
        if self._data.representative:
            # The two answers stay together, and whom the pages speak to is said in any place.
            title, facts_row, helper, answers = low[0], low[2], low[-1], low[3:-1]
            yield self.flow_blocks([[title, helper], [facts_row], answers], space)
            facts = [self.row(fact, space.width, look.space(2)) for fact in self._facts]
            yield self.flow_blocks([[title, helper, *facts], answers], space)
            return
        # In a low place the hint about a helper may go, the next page asks about one; and then the lead.
        low = low[:-1]
        yield self.flow(low, space)
        yield self.flow([low[0], *low[2:]], space)
        facts = [self.row(fact, space.width, look.space(2)) for fact in self._facts]
        yield self.flow([*low[:2], *facts, *low[3:]], space)

    def _one_column(self, width: int, card: Card, gap: int) -> list[Row]:
        look = self.look
        choices = [self.group.choice(key) for key in self.group.ids()]
        return [
            self.row(self._title, width),
            self.row(self._lead, width, look.space(2)),
            self.row(card, width, gap),
            *self.equal_rows(choices, width, gap, look.space(3)),
            *self.problem_rows(width, look.space(3)),
            self.row(self._helper, width, gap),
        ]

    def problem(self) -> str:
        return "" if self.group.chosen_id() else self._data.words["identity.missing"]

    def next_commands(self) -> list[object]:
        if self.group.chosen_id() == "yes":
            return [ConfirmIdentity(confirmed=True), GoNext()]
        return [ConfirmIdentity(confirmed=False)]

    def entries(self) -> object:
        return self.group.chosen_id()

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, str):
            self.group.choose(entries)

    def read_aloud_text(self) -> tuple[str, ...]:
        choices = tuple(self.group.choice(key).text() for key in self.group.ids())
        return (self.title, self._lead.text(), self._card.accessibleName(), *choices, self._helper.text())

    def focus_first(self) -> None:
        self._title.setFocus()
