"""Check-in: who is here, for which treatment, and how staff made sure of it. Errors stand next to their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.desk_form import DeskPage, Input, choice_box, chosen_key, line_edit
from ui.widgets.labels import IconLine, plain

__all__ = ["CheckInCancelled", "CheckInData", "CheckInDraft", "CheckInGiven", "CheckInScreen"]

WIDE_FROM: Final = 900
FIELDS: Final = ("name", "birth_date", "record_number", "treatment", "reason", "route", "language", "identity_method")
CHOSEN: Final = ("treatment", "reason", "language", "identity_method")
HINTED: Final = ("name", "birth_date")
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CheckInGiven:
    """Start a visit. Texts are as typed, without blanks around them; the others are keys of the options."""

    name: str
    birth_date: date
    record_number: str
    treatment: str
    reason: str
    route: str
    language: str
    identity_method: str


@dataclass(frozen=True, slots=True)
class CheckInCancelled:
    """Back to the list; nothing was saved."""


@dataclass(frozen=True, slots=True)
class CheckInDraft:
    """What stands in the form, right or wrong."""

    name: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    record_number: str = ""
    treatment: str = ""
    reason: str = ""
    route: str = ""
    language: str = ""
    identity_method: str = ""


@dataclass(frozen=True, slots=True)
class CheckInData:
    """What can be chosen, as (key, text): `reasons` and `routes` by treatment.

    The first treatment, reason and route are chosen beforehand; a treatment with one route does not ask for it.
    `months` are twelve names, `today` the clinic's day. `words`: `check_in.*`.
    """

    words: Mapping[str, str]
    treatments: Options
    reasons: Mapping[str, Options]
    routes: Mapping[str, Options]
    languages: Options
    identity_methods: Options
    months: tuple[str, ...]
    today: date


class CheckInScreen(DeskPage):
    """Emits `CheckInGiven` when every field holds something possible, and `CheckInCancelled`."""

    def __init__(self, data: CheckInData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["check_in.title"], look, widest=1000, parent=parent)
        self._data = data
        self.body.addWidget(self.heading)
        self.body.addWidget(plain(words["check_in.lead"], look, "body", color="ink2"))
        choose = words["check_in.choose"]
        self.name = line_edit(look)
        self.day = line_edit(look, most=2, digits=True)
        self.month = choice_box(
            look, [(str(n), text) for n, text in enumerate(data.months, 1)], words["check_in.month"]
        )
        self.year = line_edit(look, most=4, digits=True)
        self.record_number = line_edit(look, most=60)
        self.treatment = choice_box(look, data.treatments, "")
        self.reason = choice_box(look, (), "")
        self.route = choice_box(look, (), "")
        self.language = choice_box(look, data.languages, choose)
        self.identity_method = choice_box(look, data.identity_methods, choose)
        edits: dict[str, QWidget] = {
            "name": self.name,
            "birth_date": self._date_row(),
            "record_number": self.record_number,
            "treatment": self.treatment,
            "reason": self.reason,
            "route": self.route,
            "language": self.language,
            "identity_method": self.identity_method,
        }
        self.inputs: dict[str, Input] = {}
        for field, edit in edits.items():
            edit.setObjectName(f"check_in.{field}")
            hint = words[f"check_in.{field}_hint"] if field in HINTED else ""
            self.inputs[field] = Input(words[f"check_in.{field}"], edit, look, hint, parent=self)
        self._wide: bool | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.space(8))
        self._grid.setVerticalSpacing(look.space(3))
        self.body.addLayout(self._grid)
        self._trouble = IconLine("alert", "", look, "body", bold=True, color="errText")
        self._trouble.hide()
        self.body.addWidget(self._trouble)
        row = QHBoxLayout()
        row.setSpacing(look.space(4))
        self.cancel = SecondaryButton(words["check_in.cancel"], look)
        self.cancel.setObjectName("check_in.cancel")
        self.cancel.clicked.connect(lambda: self.acted.emit(CheckInCancelled()))
        self.start = PrimaryButton(words["check_in.start"], look, "next")
        self.start.setObjectName("check_in.start")
        self.start.clicked.connect(self._give)
        row.addWidget(self.cancel)
        row.addStretch(1)
        row.addWidget(self.start)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.treatment.currentIndexChanged.connect(lambda _index: self._fill("", ""))
        self._fill("", "")

    def _date_row(self) -> QWidget:
        """Day, month by name, year: no order of digits to mix up."""
        words = self._data.words
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.space(2))
        for edit, key, share in ((self.day, "day", 2), (self.month, "month", 5), (self.year, "year", 3)):
            edit.setAccessibleName(words[f"check_in.{key}"])
            edit.setObjectName(f"check_in.{key}")
            if isinstance(edit, QLineEdit):
                edit.setPlaceholderText(words[f"check_in.{key}"])
            row.addWidget(edit, share)
        place.setFocusProxy(self.day)
        return place

    def _arrange(self) -> None:
        wide = self.width() >= WIDE_FROM * self.look.step
        if wide == self._wide:
            return
        self._wide = wide
        self.inputs["route"].setVisible(self._asks_route())
        cell = 0
        for field in FIELDS:
            # The reasons are the longest texts; where a route is asked for it stands beside them.
            across = 2 if wide and field == "reason" and not self._asks_route() else 1
            if field == "route" and not self._asks_route():
                continue
            row, column = divmod(cell, 2) if wide else (cell, 0)
            self._grid.addWidget(self.inputs[field], row, column, 1, across)
            cell += across
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if wide or not column else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def focus_first(self) -> None:
        self.name.setFocus()

    def _asks_route(self) -> bool:
        return len(self._data.routes.get(chosen_key(self.treatment), ())) > 1

    def _fill(self, reason: str, route: str) -> None:
        """Offer what the chosen treatment is given for, and how."""
        treatment = chosen_key(self.treatment)
        for box, options, chosen in (
            (self.reason, self._data.reasons.get(treatment, ()), reason),
            (self.route, self._data.routes.get(treatment, ()), route),
        ):
            box.clear()
            for key, text in options:
                box.addItem(text, key)
            box.setCurrentIndex(max(box.findData(chosen), 0))
        self._wide = None
        self._arrange()

    # ------------------------------------------------------------ what stands in it

    def draft(self) -> CheckInDraft:
        return CheckInDraft(
            self.name.text(),
            self.day.text(),
            chosen_key(self.month),
            self.year.text(),
            self.record_number.text(),
            chosen_key(self.treatment),
            chosen_key(self.reason),
            chosen_key(self.route),
            chosen_key(self.language),
            chosen_key(self.identity_method),
        )

    def restore_draft(self, draft: object) -> None:
        if not isinstance(draft, CheckInDraft):
            return
        for edit, text in (
            (self.name, draft.name),
            (self.day, draft.day),
            (self.year, draft.year),
            (self.record_number, draft.record_number),
        ):
            edit.setText(text)
        boxes: tuple[tuple[QComboBox, str], ...] = (
            (self.month, draft.month),
            (self.treatment, draft.treatment),
            (self.language, draft.language),
            (self.identity_method, draft.identity_method),
        )
        for box, key in boxes:
            box.setCurrentIndex(max(box.findData(key), 0))
        self._fill(draft.reason, draft.route)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong next to each field and go to the first one. Any other key is about the whole form."""
        for field, field_input in self.inputs.items():
            field_input.set_error(errors.get(field, ""))
        trouble = " ".join(text for field, text in errors.items() if field not in self.inputs)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        if trouble:
            announce(self, trouble)
        for field in FIELDS:
            if field in errors:
                self.inputs[field].edit.setFocus()
                return

    def _birth_date(self) -> date | None:
        try:
            born = date(int(self.year.text()), int(chosen_key(self.month)), int(self.day.text()))
        except ValueError:
            return None
        return born if born <= self._data.today and born.year > self._data.today.year - 130 else None

    def _give(self) -> None:
        words = self._data.words
        draft = self.draft()
        errors: dict[str, str] = {}
        if not draft.name.strip():
            errors["name"] = words["check_in.name_missing"]
        born = self._birth_date()
        if born is None:
            errors["birth_date"] = words["check_in.date_wrong"]
        if not draft.record_number.strip():
            errors["record_number"] = words["check_in.record_missing"]
        for field in CHOSEN:
            if not getattr(draft, field):
                errors[field] = words["check_in.choose_one"]
        self.show_errors(errors)
        if born is not None and not errors:
            self.acted.emit(
                CheckInGiven(
                    draft.name.strip(),
                    born,
                    draft.record_number.strip(),
                    draft.treatment,
                    draft.reason,
                    draft.route,
                    draft.language,
                    draft.identity_method,
                )
            )
