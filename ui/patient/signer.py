"""Who signs now, besides the one who decided: a witness, an interpreter, or the person who takes a consent back.

The first half of signing as somebody; the form and the place to sign follow. It shows nothing of the patient's answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from PySide6.QtWidgets import QWidget

from kiosk.events import InterpreterDetails
from kiosk.visit import LeaveSigning, witness_fits
from ui.theme import Look
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.field import Field
from ui.widgets.intents import SignerKnown, TabletRole
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.page_flow import Row, Space
from ui.widgets.paginator import Block, stack_height
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame

__all__ = ["SignerData", "SignerScreen"]

MODES: Final = ("in_person", "phone", "video")
CAPACITIES: Final = ("qualified", "staff", "relative")
IDENTITIES: Final = ("photo_id", "asked", "known")
LEAST: Final = 60
"""The least height of an answer, in px."""
BESIDE: Final = 860
"""From this width on, in px, two fields stand next to each other."""


@dataclass(frozen=True, slots=True)
class SignerData:
    """Which role signs. `others` are the names of people who have signed: this one is somebody else.

    `name` is who was named before; with `fixed` it cannot be changed, because staff checked it in. `known` is what
    this person gave before they came back here. `words`: `signer.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    role: TabletRole
    others: tuple[str, ...] = ()
    name: str = ""
    fixed: bool = False
    known: SignerKnown | None = None


class SignerScreen(PartsScreen):
    """Next sends `SignerKnown`; the second way in the bar is `LeaveSigning`. Back stays on this page."""

    def __init__(self, data: SignerData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words[f"signer.title_{data.role}"], look, words["page.show_more"], parent=parent)
        self._data, self._words = data, words
        self._interprets = data.role == "interpreter"
        self._title = Heading(self.title, look, parent=self)
        self._lead = plain(words[f"signer.lead_{data.role}"], look, "body")
        self._lead.setParent(self)
        self._who = IconLine("person", data.name, look, bold=True, parent=self)
        self.name = self._field("name")
        self.language = self._field("language")
        self.badge = self._field("badge", hint=look.step <= 1.25)
        self.reason = self._field("reason", hint=look.step <= 1.25)
        self.mode = self._group("mode", MODES)
        self.capacity = self._group("capacity", CAPACITIES)
        self.identity = self._group("identity", IDENTITIES)
        self._no_children = IconLine("info", words["signer.no_children"], look, parent=self)
        self._asks = {key: self._label(key) for key in ("mode", "capacity", "identity")}
        self._restore(data.known)

    def _field(self, key: str, *, hint: bool = False) -> Field:
        words = self._words
        field = Field(words[f"signer.{key}"], self.look, words[f"signer.{key}_hint"] if hint else "", parent=self)
        field.edit.textEdited.connect(lambda _text: self.clear_problem())
        return field

    def _group(self, key: str, ids: Sequence[str]) -> ChoiceGroup:
        group = ChoiceGroup(parent=self)
        for one in ids:
            text = self._words[f"signer.{key}_{one}"]
            choice = Choice(text, self.look, text_role="body", least_height=LEAST, parent=self)
            choice.setAccessibleDescription(self._words[f"signer.{key}"])
            group.add(one, choice)
        group.chosen.connect(lambda _key: self._changed())
        return group

    def _label(self, key: str) -> QWidget:
        label = plain(self._words[f"signer.{key}"], self.look, "body", bold=True)
        label.setParent(self)
        return label

    def _changed(self) -> None:
        # The reason is asked for only where a relative interprets; the focus stays on the choice.
        self.shown_problem = ""
        self.refit()

    def _relative(self) -> bool:
        return self._interprets and self.capacity.chosen_id() == "relative"

    @property
    def frame(self) -> Frame:
        # Nobody else gets into the patient's pages from here, nor asks a question in their name.
        # Who takes a consent back is here, and need not sign.
        leave = self._words["signer.leave_withdrawal" if self._data.fixed else "signer.leave"]
        # Back leads to what they gave on a part before, never out of this page.
        return Frame(top="aids", progress=False, back=self.part() > 1, question=False, other=leave)

    def on_back(self) -> list[object]:
        self.retreat()
        return []

    def on_other(self) -> list[object]:
        return [LeaveSigning()]

    # ------------------------------------------------------------ arranging

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        for gap in (5, 4, 2):
            yield self.flow_blocks(self._blocks(space, gap), space)

    def _blocks(self, place: Space, gap: int) -> list[list[Row]]:
        """The head with the names, and each question with its answers."""
        space, width = self.look.space, place.width
        head = [self.row(self._title, width), self.row(self._lead, width, space(2))]
        if not self._interprets:
            return [[*head, *self._name_rows(width, gap)], self._question_rows("identity", self.identity, width, gap)]
        capacity = self._question_rows("capacity", self.capacity, width, gap)
        capacity.append(self.row(self._no_children, width, space(2)))
        more = self.reason if self._relative() else self.badge
        return [
            [*head, *self._name_rows(width, gap)],
            self._question_rows("mode", self.mode, width, gap),
            *self._together(capacity, self._field_rows([more], width, 3), place),
            self._question_rows("identity", self.identity, width, gap),
        ]

    def _together(self, answers: list[Row], field: list[Row], place: Space) -> list[list[Row]]:
        """Keep a field with the answers that it belongs to; where both do not fit, at least these stay together."""
        rows = [*answers, *field]
        fits = stack_height([Block(row.height, row.gap) for row in rows]) <= place.height
        return [rows] if fits else [answers, field]

    def _name_rows(self, width: int, gap: int) -> list[Row]:
        if self._data.fixed:
            return [self.row(self._who, width, self.look.space(gap))]
        return self._field_rows([self.name, *([self.language] if self._interprets else [])], width, gap)

    def _field_rows(self, fields: Sequence[Field], width: int, gap: int) -> list[Row]:
        """Fields next to each other in a wide place, with the message about one of them below."""
        space = self.look.space
        beside = len(fields) > 1 and self.look.step <= 1.25 and width >= BESIDE
        rows = (
            [self.equal_row(fields, width, space(gap), space(6))]
            if beside
            else [self.row(field, width, space(gap if not index else 3)) for index, field in enumerate(fields)]
        )
        about = self._about()
        return [*rows, *(self.problem_rows(width, space(2)) if about in fields else [])]

    def _question_rows(self, key: str, group: ChoiceGroup, width: int, gap: int) -> list[Row]:
        """A question and its answers: in one row where all have room for their words, else under each other."""
        space = self.look.space
        choices = [group.choice(one) for one in group.ids()]
        each = (width - space(3) * (len(choices) - 1)) // len(choices)
        if all(choice.sizeHint().width() <= each for choice in choices):
            rows = [self.equal_row(choices, width, space(2), space(3))]
        else:
            rows = self.equal_rows(choices, width, space(2), space(2))
        problem = self.problem_rows(width, space(2)) if self._about() is group else []
        return [self.row(self._asks[key], width, space(gap)), *rows, *problem]

    # ------------------------------------------------------------ answering

    def _missing(self) -> tuple[object, str] | None:
        """Return the first thing that is missing, a field or a group, and the key of what to say about it."""
        name = self._name()
        asked: list[tuple[object, bool, str]] = []
        if not self._data.fixed:
            asked.append((self.name, any(map(str.isalpha, name)), "no_name"))
            asked.append((self.name, all(witness_fits(name, other) for other in self._data.others), "other_name"))
        if self._interprets:
            asked += [
                (self.language, bool(self.language.text()), "no_language"),
                (self.mode, bool(self.mode.chosen_id()), "choose"),
                (self.capacity, bool(self.capacity.chosen_id()), "choose"),
                (self.badge, self.capacity.chosen_id() != "qualified" or bool(self.badge.text()), "no_badge"),
                (self.reason, not self._relative() or bool(self.reason.text()), "no_reason"),
            ]
        asked.append((self.identity, bool(self.identity.chosen_id()), "choose"))
        return next(((what, key) for what, given, key in asked if not given), None)

    def _about(self) -> object:
        """Return what the message on screen is about."""
        missing = self._missing()
        return missing[0] if missing is not None and self.shown_problem else None

    def problem(self) -> str:
        missing = self._missing()
        return self._words[f"signer.{missing[1]}"] if missing is not None else ""

    def show_problem(self, problem: str) -> None:
        super().show_problem(problem)
        about = self._about()
        if isinstance(about, Field):
            self.show_part_of(about)
            about.edit.setFocus()

    def _name(self) -> str:
        return self._data.name if self._data.fixed else self.name.text()

    def _details(self) -> InterpreterDetails | None:
        if not self._interprets:
            return None
        relative = self._relative()
        return InterpreterDetails(
            interpreter_id="" if relative else self.badge.text(),
            language=self.language.text(),
            mode=cast("Literal['in_person', 'phone', 'video']", self.mode.chosen_id()),
            capacity=cast("Literal['qualified', 'staff', 'relative']", self.capacity.chosen_id()),
            reason=self.reason.text() if relative else "",
        )

    def next_commands(self) -> list[object]:
        return [SignerKnown(self._name(), self.identity.chosen_id(), self._details())]

    def _restore(self, known: SignerKnown | None) -> None:
        """Show what was given before."""
        self.name.edit.setText(known.name if known is not None else self._data.name)
        if known is None:
            return
        self.identity.choose(known.identity_method)
        details = known.interpreter
        if details is not None:
            self.language.edit.setText(details.language)
            self.badge.edit.setText(details.interpreter_id)
            self.reason.edit.setText(details.reason)
            self.mode.choose(details.mode)
            self.capacity.choose(details.capacity)

    # ------------------------------------------------------------ keeping and reading

    def entries(self) -> object:
        fields = tuple(field.edit.text() for field in (self.name, self.language, self.badge, self.reason))
        return (fields, tuple(group.chosen_id() for group in (self.mode, self.capacity, self.identity)))

    def restore_entries(self, entries: object) -> None:
        if isinstance(entries, tuple):
            texts, chosen = entries
            for field, text in zip((self.name, self.language, self.badge, self.reason), texts, strict=True):
                field.edit.setText(text)
            for group, one in zip((self.mode, self.capacity, self.identity), chosen, strict=True):
                group.choose(*([one] if one else []))
            self.refit()

    def read_aloud_text(self) -> tuple[str, ...]:
        spoken = [self.title, self._lead.text()]
        groups = [("identity", self.identity)]
        if self._interprets:
            groups = [("mode", self.mode), ("capacity", self.capacity), *groups]
        for key, group in groups:
            spoken += [self._words[f"signer.{key}"], *(group.choice(one).text() for one in group.ids())]
        return (*spoken, *([self._no_children.text()] if self._interprets else []))

    def focus_first(self) -> None:
        self._title.setFocus()
