"""Check-in: who is here, for which treatment, and how staff made sure of it. Errors stand next to their fields.

Somebody else may decide for the patient: then who, on what ground, and what was seen is asked for, too. For a renewal
patient and treatment stand already; who is here is checked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from ui.drafts import Page
from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.choice import Choice
from ui.widgets.desk_form import DeskPage, Input, choice_box, chosen_key, line_edit
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.pair import Pair

__all__ = [
    "CheckInCancelled",
    "CheckInData",
    "CheckInDraft",
    "CheckInGiven",
    "CheckInScreen",
    "RepresentativeDraft",
    "RepresentativeGiven",
]

WIDE_FROM: Final = 900
FIELDS: Final = ("name", "birth_date", "record_number", "treatment", "reason", "route", "language", "identity_method")
CHOSEN: Final = ("treatment", "reason", "language", "identity_method")
HINTED: Final = ("name", "birth_date")
PERSON: Final = "representative_"
"""Begins the names of the fields about who decides for the patient."""
PERSON_FIELDS: Final = tuple(f"{PERSON}{field}" for field in ("name", "basis", "relation", "document", "identity"))
PERSON_HINTED: Final = ("name", "basis", "relation", "document")
RENEWED: Final = ("name", "birth_date", "record_number", "treatment", "reason", "route")
"""What a renewal takes from the earlier visit."""
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RepresentativeGiven:
    """Who decides for the patient. Texts are as typed, without blanks around them; the others are keys."""

    name: str
    basis: str
    relation: str
    document: str
    identity: str


@dataclass(frozen=True, slots=True)
class CheckInGiven:
    """Start a visit. Texts are as typed, without blanks around them; the others are keys of the options.

    `representative` is None where the patient decides. `renews` is the visit whose consent is renewed, or empty.
    """

    name: str
    birth_date: date
    record_number: str
    treatment: str
    reason: str
    route: str
    language: str
    identity_method: str
    representative: RepresentativeGiven | None = None
    renews: str = ""


@dataclass(frozen=True, slots=True)
class CheckInCancelled:
    """Back to the list; nothing was saved. `renews` as in `CheckInGiven`."""

    renews: str = ""


@dataclass(frozen=True, slots=True)
class RepresentativeDraft:
    """What stands in the fields about who decides for the patient, right or wrong."""

    name: str = ""
    basis: str = ""
    relation: str = ""
    document: str = ""
    identity: str = ""


@dataclass(frozen=True, slots=True)
class CheckInDraft:
    """What stands in the form, right or wrong. `renews` and `renewed` as in `CheckInData`."""

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
    represented: bool = False
    representative: RepresentativeDraft = RepresentativeDraft()
    renews: str = ""
    renewed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckInData:
    """What can be chosen, as (key, text): `reasons` and `routes` by treatment.

    The first treatment, reason and route are chosen beforehand; a treatment with one route does not ask for it.
    `months` are twelve names, `today` the clinic's day. `bases`: on what ground one may decide for another.
    `renews` is the visit whose consent is renewed, and `renewed` what stands already, in lines: then the draft has the
    patient and the treatment, and neither is asked for. `words`: `check_in.*`.
    """

    words: Mapping[str, str]
    treatments: Options
    reasons: Mapping[str, Options]
    routes: Mapping[str, Options]
    languages: Options
    identity_methods: Options
    months: tuple[str, ...]
    today: date
    bases: Options
    renews: str = ""
    renewed: tuple[str, ...] = ()


class CheckInScreen(DeskPage):
    """Emits `CheckInGiven` when every field holds something possible, and `CheckInCancelled`."""

    def __init__(self, data: CheckInData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        title, lead = (
            ("check_in.renew_title", "check_in.renew_lead") if data.renews else ("check_in.title", "check_in.lead")
        )
        super().__init__(words[title], look, widest=1000, parent=parent)
        self._data = data
        self.page = Page("check_in", data.renews)
        self.body.setSpacing(look.space(3))
        self.body.addWidget(Pair(self.heading, plain(words[lead], look, "body", color="ink2"), look, share=0.3))
        if data.renewed:
            self.body.addWidget(plain(data.renewed[0], look, "lead", bold=True))
            self.body.addWidget(plain(" · ".join(data.renewed[1:]), look, "body"))
        self.inputs: dict[str, Input] = {}
        self._make_fields()
        self._wide: bool | None = None
        self._grid, self._person_grid = self._new_grid(), self._new_grid()
        self.body.addLayout(self._grid)
        self.represented = Choice(words["check_in.represented"], look, kind="check", text_role="body", least_height=56)
        self.represented.setObjectName("check_in.represented")
        self.represented.toggled.connect(self._ask_person)
        self.body.addWidget(self.represented)
        self._person_head = Heading(words["check_in.representative_title"], look, "lead")
        self._person_help = plain(words["check_in.representative_lead"], look, "small", color="ink2")
        self.body.addWidget(self._person_head)
        self.body.addWidget(self._person_help)
        self._make_person()
        self.body.addLayout(self._person_grid)
        self._ask_person(asked=False)
        self._trouble = IconLine("alert", "", look, "body", bold=True, color="errText")
        self._trouble.hide()
        self.body.addWidget(self._trouble)
        row = QHBoxLayout()
        row.setSpacing(look.space(4))
        self.cancel = SecondaryButton(words["check_in.cancel"], look, size="primary")
        self.cancel.setObjectName("check_in.cancel")
        self.cancel.clicked.connect(lambda: self.acted.emit(CheckInCancelled(data.renews)))
        self.start = PrimaryButton(words["check_in.start"], look, "next", size="primary")
        self.start.setObjectName("check_in.start")
        self.start.clicked.connect(self._give)
        row.addWidget(self.cancel)
        row.addStretch(1)
        row.addWidget(self.start)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.treatment.currentIndexChanged.connect(lambda _index: self._fill("", ""))
        self._fill("", "")

    def _make_fields(self) -> None:
        """Make the fields about patient and treatment."""
        data, look, words = self._data, self.look, self._data.words
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
        for field, edit in edits.items():
            edit.setObjectName(f"check_in.{field}")
            hint = words[f"check_in.{field}_hint"] if field in HINTED else ""
            self.inputs[field] = Input(words[f"check_in.{field}"], edit, look, hint, parent=self)

    def _new_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.look.space(8))
        grid.setVerticalSpacing(self.look.space(2))
        return grid

    def _make_person(self) -> None:
        """Make the fields about who decides for the patient."""
        data, look, words = self._data, self.look, self._data.words
        choose = words["check_in.choose"]
        self.person_name = line_edit(look)
        self.basis = choice_box(look, data.bases, choose)
        self.relation = line_edit(look)
        self.document_seen = line_edit(look)
        self.person_identity = choice_box(look, data.identity_methods, choose)
        edits = (self.person_name, self.basis, self.relation, self.document_seen, self.person_identity)
        for field, edit in zip(PERSON_FIELDS, edits, strict=True):
            edit.setObjectName(f"check_in.{field}")
            hint = words[f"check_in.{field}_hint"] if field.removeprefix(PERSON) in PERSON_HINTED else ""
            self.inputs[field] = Input(words[f"check_in.{field}"], edit, look, hint, parent=self)

    def _ask_person(self, asked: bool) -> None:
        """Show the fields about who decides for the patient, or take them away."""
        for widget in (self._person_head, self._person_help, *(self.inputs[field] for field in PERSON_FIELDS)):
            widget.setVisible(asked)

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
        asked = [field for field in FIELDS if self._asks(field)]
        for field in FIELDS:
            self.inputs[field].setVisible(field in asked)
        for grid, fields in ((self._grid, asked), (self._person_grid, PERSON_FIELDS)):
            cell = 0
            for field in fields:
                # The reasons are the longest texts; where a route is asked for it stands beside them.
                across = 2 if wide and field == "reason" and not self._asks("route") else 1
                row, column = divmod(cell, 2) if wide else (cell, 0)
                grid.addWidget(self.inputs[field], row, column, 1, across)
                cell += across
            for column in range(2):
                grid.setColumnStretch(column, 1 if wide or not column else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def focus_first(self) -> None:
        (self.identity_method if self._data.renews else self.name).setFocus()

    def _asks(self, field: str) -> bool:
        """Whether a field about the patient is asked for: a renewal has most, one route needs no question."""
        if self._data.renews and field in RENEWED:
            return False
        return field != "route" or len(self._data.routes.get(chosen_key(self.treatment), ())) > 1

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
            self.represented.isChecked(),
            RepresentativeDraft(
                self.person_name.text(),
                chosen_key(self.basis),
                self.relation.text(),
                self.document_seen.text(),
                chosen_key(self.person_identity),
            ),
            self._data.renews,
            self._data.renewed,
        )

    def restore_draft(self, draft: object) -> None:
        if not isinstance(draft, CheckInDraft):
            return
        for edit, text in (
            (self.name, draft.name),
            (self.day, draft.day),
            (self.year, draft.year),
            (self.record_number, draft.record_number),
            (self.person_name, draft.representative.name),
            (self.relation, draft.representative.relation),
            (self.document_seen, draft.representative.document),
        ):
            edit.setText(text)
        boxes: tuple[tuple[QComboBox, str], ...] = (
            (self.month, draft.month),
            (self.treatment, draft.treatment),
            (self.language, draft.language),
            (self.identity_method, draft.identity_method),
            (self.basis, draft.representative.basis),
            (self.person_identity, draft.representative.identity),
        )
        for box, key in boxes:
            box.setCurrentIndex(max(box.findData(key), 0))
        self._fill(draft.reason, draft.route)
        self.represented.setChecked(draft.represented)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Say what is wrong next to each field and go to the first one. Any other key is about the whole form."""
        for field, field_input in self.inputs.items():
            field_input.set_error(errors.get(field, ""))
        trouble = " ".join(text for field, text in errors.items() if field not in self.inputs)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        if trouble:
            announce(self, trouble)
        for field in (*FIELDS, *PERSON_FIELDS):
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
        person = draft.representative if draft.represented else None
        errors |= self._person_errors(person) if person is not None else {}
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
                    None if person is None else _stripped(person),
                    self._data.renews,
                )
            )

    def _person_errors(self, person: RepresentativeDraft) -> dict[str, str]:
        """Return what is missing about who decides for the patient, by field."""
        words = self._data.words
        missing = {
            "name": words["check_in.representative_name_missing"],
            "basis": words["check_in.choose_one"],
            "relation": words["check_in.representative_relation_missing"],
            "identity": words["check_in.choose_one"],
        }
        typed = {"name": person.name, "basis": person.basis, "relation": person.relation, "identity": person.identity}
        return {f"{PERSON}{field}": text for field, text in missing.items() if not typed[field].strip()}


def _stripped(person: RepresentativeDraft) -> RepresentativeGiven:
    return RepresentativeGiven(
        person.name.strip(),
        person.basis,
        person.relation.strip(),
        person.document.strip(),
        person.identity,
    )
