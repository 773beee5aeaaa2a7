"""Who is with the patient: nobody, a helper, or an interpreter; name and role go into the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from PySide6.QtWidgets import QWidget

from kiosk.visit import GoNext, RecordCompanion
from ui.theme import Look
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.field import Field
from ui.widgets.labels import Heading, plain
from ui.widgets.page_flow import Row, Space
from ui.widgets.parts_screen import COLUMN_GAP, Arrangement, PartsScreen

__all__ = ["CompanionData", "CompanionKind", "CompanionScreen"]

CompanionKind = Literal["none", "helper", "interpreter"]


@dataclass(frozen=True, slots=True)
class CompanionData:
    """What was said before, or nothing. `words`: `companion.*`, `page.show_more`."""

    words: Mapping[str, str]
    kind: Literal["", "none", "helper", "interpreter"] = ""
    name: str = ""
    role: str = ""


class CompanionScreen(PartsScreen):
    """Next sends `RecordCompanion` and `GoNext`. The name is needed when somebody is there; the role may stay empty."""

    def __init__(self, data: CompanionData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["companion.title"], look, words["page.show_more"], parent=parent)
        self._words = words
        self._title = Heading(words["companion.title"], look, parent=self)
        self._lead = plain(words["companion.lead"], look, "lead")
        self._lead.setParent(self)
        self.group = self._make(details=True)
        self._short = self._make(details=False)
        self.group.choose(data.kind)
        hint = words["companion.role_hint"] if look.step <= 1.25 else ""
        self.name = Field(words["companion.name"], look, parent=self)
        self.role = Field(words["companion.role"], look, hint, parent=self)
        self.name.edit.setText(data.name)
        self.role.edit.setText(data.role)
        self.name.edit.textEdited.connect(lambda _text: self.clear_problem())

    def _make(self, *, details: bool) -> ChoiceGroup:
        """Make the choices, for a low place without the line below each; both sets always say the same."""
        words, group = self._words, ChoiceGroup(parent=self)
        for key in ("none", "helper", "interpreter"):
            detail = words[f"companion.{key}_detail"]
            choice = Choice(words[f"companion.{key}"], self.look, detail if details else "", bold=True, parent=self)
            choice.setAccessibleDescription(detail)
            group.add(key, choice)
        group.chosen.connect(self._changed)
        return group

    def _changed(self, key: str) -> None:
        self.group.choose(key)
        self.shown_problem = ""
        self.refit()

    def _asks(self) -> bool:
        return self.group.chosen_id() in ("helper", "interpreter")

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        self._short.choose(self.group.chosen_id())
        choices = [self.group.choice(key) for key in self.group.ids()]
        if self.width() >= look.tokens.breakpoints.wide and look.step <= 1.25:
            half = (space.width - COLUMN_GAP) // 2
            head = [self.row(self._title, half), self.row(self._lead, half, look.space(3))]
            end = [*self.equal_rows(choices, half, 0, look.space(3)), *self._kind_problem(half)]
            fields = self._field_rows(space.width, look.space(6))
            for gap in (look.space(6), look.space(3)):
                beside = self.columns([*head, *self._field_rows(half, gap)], end, space, half)
                if beside is not None:
                    yield beside
            narrow = round((space.width - COLUMN_GAP) * 0.36)
            rest = space.width - COLUMN_GAP - narrow
            head = [self.row(self._title, narrow), self.row(self._lead, narrow, look.space(3))]
            end = [*self.equal_rows(choices, rest, 0, look.space(3)), *self._kind_problem(rest)]
            after = self.columns(head, end, space, narrow)
            if after is not None:
                # Too low for both: the name is asked for on a part of its own.
                yield (*after, *self.flow_on(fields, space, after)) if fields else after
        width = space.width
        spread = []
        for group in (self.group, self._short):
            choices = [group.choice(key) for key in group.ids()]
            head = [self.row(self._title, width), self.row(self._lead, width, look.space(2))]
            held = self.equal_rows(choices, width, look.space(4), look.space(3))
            fields = self._field_rows(width, look.space(4))
            parts = self.flow([*head, *held, *self._kind_problem(width), *fields], space)
            if not self._together(parts):
                parts = self.flow_together(head, [*held, *self._kind_problem(width)], space)
                parts = (*parts, *self.flow_on(fields, space, parts)) if fields else parts
            if self._together(parts):
                yield parts
                return
            spread.append(parts)
        # The choices need more than one part: with the lines below them, unless they would scroll.
        yield from spread

    def _together(self, parts: Arrangement) -> bool:
        """Tell whether all choices are on one part."""
        shown = [sum(1 for widget, _ in part.places if isinstance(widget, Choice)) for part in parts]
        return max(shown) == len(self.group.ids())

    def _kind_problem(self, width: int) -> list[Row]:
        return [] if self._asks() else self.problem_rows(width, self.look.space(3))

    def _field_rows(self, width: int, gap: int) -> list[Row]:
        """The fields, with the message that the name is missing right under its field."""
        if not self._asks():
            return []
        space = self.look.space
        problem = self.problem_rows(width, space(2))
        return [self.row(self.name, width, gap), *problem, self.row(self.role, width, space(4))]

    def problem(self) -> str:
        if not self.group.chosen_id():
            return self._words["companion.missing"]
        return self._words["companion.name_missing"] if self._asks() and not self.name.text() else ""

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        if self._asks():
            self.show_part_of(self.name)
            self.name.edit.setFocus()

    def next_commands(self) -> list[object]:
        kind = cast("CompanionKind", self.group.chosen_id())
        if not self._asks():
            return [RecordCompanion(kind), GoNext()]
        return [RecordCompanion(kind, self.name.text(), self.role.text()), GoNext()]

    def entries(self) -> object:
        return (self.group.chosen_id(), self.name.edit.text(), self.role.edit.text())

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, tuple):
            kind, name, role = entries
            self.group.choose(kind)
            self.name.edit.setText(name)
            self.role.edit.setText(role)
            self.refit()

    def read_aloud_text(self) -> tuple[str, ...]:
        return (self.title, self._lead.text(), *(self.group.choice(key).text() for key in self.group.ids()))

    def focus_first(self) -> None:
        self._title.setFocus()
