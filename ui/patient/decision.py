"""The decision (11): three equal choices in a fixed order, none of them chosen beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from PySide6.QtWidgets import QWidget

from kiosk.visit import DECISION_ORDER, GoNext, MakeDecision
from ui.theme import Look
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Row, Space
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.tiles import Tiles

__all__ = ["DecisionData", "DecisionOption", "DecisionScreen"]

DecisionId = Literal["agree", "decline", "talk"]
CARD_GAP: Final = 20
ROW_GAP: Final = 12


@dataclass(frozen=True, slots=True)
class DecisionOption:
    """One choice: the sentence and what happens next."""

    title: str
    next: str


@dataclass(frozen=True, slots=True)
class DecisionData:
    """The three choices by id, and the one that was made before, if any.

    `against`: the patient, for whom somebody else decides, objects; nobody can agree then. `words`: `decision.*`,
    `visit.patient_objects`, `page.show_more`.
    """

    words: Mapping[str, str]
    options: Mapping[str, DecisionOption]
    chosen: str = ""
    against: bool = False


class DecisionScreen(PartsScreen):
    """Next sends `MakeDecision` and `GoNext`.

    The three forms - upright cards, rows with what happens next, rows with the title alone - are sets of their own;
    one of them is on screen, always as one block, so that the three are never on different parts.
    """

    def __init__(self, data: DecisionData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["decision.title"], look, words["page.show_more"], parent=parent)
        self._words = words
        self._title = Heading(words["decision.title"], look, parent=self)
        self._lead = plain(words["decision.lead"], look, "lead")
        self._lead.setParent(self)
        self._chosen, self._against = data.chosen, data.against
        self._groups: list[ChoiceGroup] = []
        label = words["decision.next"]
        options = data.options
        self._upright = self._make(options, kind="card", label=label, most=3)
        self._rows = self._make(options, kind="radio", label=label, most=1)
        self._short = self._make(options, kind="radio", label="", most=1)
        self._care = IconLine("info", words["decision.care"], look, parent=self)

    def _make(
        self, options: Mapping[str, DecisionOption], *, kind: Literal["card", "radio"], label: str, most: int
    ) -> Tiles:
        look = self.look
        group = ChoiceGroup(parent=self)
        choices = []
        for key in DECISION_ORDER:
            option = options[key]
            detail = option.next if label else ""
            least = look.target("decisionCard") if kind == "card" else look.target("primary")
            choice = Choice(
                option.title,
                look,
                detail,
                kind,
                detail_label=label if kind == "card" else "",
                text_role="h3" if look.step <= 1.25 else "body",
                bold=True,
                least_height=least if label else look.target("minimum"),
            )
            choice.setAccessibleDescription(f"{self._words['decision.next']}: {option.next}")
            choices.append(group.add(key, choice))
        group.chosen.connect(self._choose)
        if self._chosen:
            group.choose(self._chosen)
        self._groups.append(group)
        gap = CARD_GAP if kind == "card" else ROW_GAP
        return Tiles(choices, most=most, least=260, gap=gap, parent=self)

    def chosen(self) -> str:
        """Return the chosen id, or an empty string."""
        return self._chosen

    def choice(self, key: str) -> Choice:
        """Return the card of a choice in the form that is on screen."""
        shown = [group.choice(key) for group in self._groups]
        return next((choice for choice in shown if choice.isVisibleTo(self)), shown[0])

    def _choose(self, key: str) -> None:
        self._chosen = key
        for group in self._groups:
            group.choose(key)
        self.clear_problem()

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look, width = self.look, space.width
        lead = self.row(self._lead, width, look.space(2))
        title = self.row(self._title, width)
        last = self.problem_rows(width, look.space(4)) or [self.row(self._care, width, look.space(4))]
        if self.wide() or (self.width() >= look.tokens.breakpoints.wide and look.step == 1):
            for gap, after in ((7, 8), (4, 4)):
                cards = self.row(self._upright, width, look.space(gap))
                below = self.problem_rows(width, look.space(4)) or [self.row(self._care, width, look.space(after))]
                yield from self._single([title, lead, cards, *below], space)
        for tiles in (self._rows, self._short):
            yield from self._single([title, lead, self.row(tiles, width, look.space(4)), *last], space)
            yield from self._single([title, self.row(tiles, width, look.space(3)), *last], space)
        for tiles in (self._rows, self._short):
            # The care line goes first: after the choices it would be on a part of its own.
            care = self.row(self._care, width, look.space(3))
            rows = [title, lead, care, self.row(tiles, width, look.space(4)), *self.problem_rows(width, look.space(3))]
            parts = self.flow(rows, space)
            if not any(part.scrolling for part in parts):
                yield parts
        yield self.flow([title, lead, self.row(self._short, width, look.space(3)), *last], space)

    def _single(self, rows: list[Row], space: Space) -> Iterator[Arrangement]:
        parts = self.flow(rows, space)
        if len(parts) == 1 and not parts[0].scrolling:
            yield parts

    def problem(self) -> str:
        if self._against and self._chosen == "agree":
            # Said here, where it stays: a message of the window would be gone before it is read.
            return self._words["visit.patient_objects"]
        return "" if self._chosen else self._words["decision.missing"]

    def next_commands(self) -> list[object]:
        return [MakeDecision(cast("DecisionId", self._chosen)), GoNext()]

    def entries(self) -> object:
        return self._chosen

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, str) and entries:
            self._choose(entries)

    def read_aloud_text(self) -> tuple[str, ...]:
        spoken = [self.title, self._lead.text()]
        for key in DECISION_ORDER:
            choice = self._groups[0].choice(key)
            spoken += [choice.text(), choice.accessibleDescription()]
        return (*spoken, self._care.text())

    def focus_first(self) -> None:
        self._title.setFocus()
