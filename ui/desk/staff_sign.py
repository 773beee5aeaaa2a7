"""Signing by staff: the clinician, or whoever explained, reads what the signature means and gives the PIN again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kiosk.events import Ink
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.desk_form import DeskPage, Input, PageLine, line_edit
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.segments import Segment, Segments
from ui.widgets.signature_pad import PadWords, SignaturePad

__all__ = ["StaffRole", "StaffSignCancelled", "StaffSignData", "StaffSignScreen", "StaffSigned"]

StaffRole = Literal["explainer", "clinician"]
LEAST_PIN: Final = 6
MOST_PIN: Final = 32
WIDE_FROM: Final = 900
PAD_HEIGHT: Final = 220


@dataclass(frozen=True, slots=True)
class StaffSigned:
    """Sign with this PIN: with the printed name, or with what was drawn."""

    visit_id: str
    role: StaffRole
    pin: str = field(repr=False)
    ink: Ink | None = None


@dataclass(frozen=True, slots=True)
class StaffSignCancelled:
    """Back to the visit; nothing is signed."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class StaffSignData:
    """Who signs what: `about` is what is signed, `meaning` the sentence that stands over the signature.

    `name` and `staff_role` are those of the account that is signed in; `date` is the clinic's day. `seals`: with this
    signature the document is sealed. `demo_pin`: the PIN of the demo's made-up staff. `words`: `staff_sign.*`,
    `sign.*`, `sign_in.*`.
    """

    words: Mapping[str, str]
    visit_id: str
    role: StaffRole
    about: str
    meaning: str
    name: str
    staff_role: str
    date: str
    seals: bool = False
    demo_pin: str = ""


class StaffSignScreen(DeskPage):
    """Emits `StaffSigned` and `StaffSignCancelled`. The PIN leaves the line when it is used, or too short to be."""

    def __init__(self, data: StaffSignData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words[f"staff_sign.title_{data.role}"], look, widest=1040, parent=parent)
        self._data = data
        self._busy = False
        self.body.addWidget(self.heading)
        self._trouble = PageLine(look)
        self.body.addWidget(self._trouble)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.space(4))
        self._row.addWidget(self._meaning_card(), 3)
        self._row.addWidget(self._pin_card(), 2)
        self.body.addLayout(self._row)
        self.body.addStretch(1)
        self._arrange()

    @property
    def visit_id(self) -> str:
        """The visit whose document is signed."""
        return self._data.visit_id

    def focus_first(self) -> None:
        self.pin.setFocus()

    def _meaning_card(self) -> Card:
        data, look, words = self._data, self.look, self._data.words
        card = Card(look, padding=20)
        card.body.addWidget(plain(data.about, look, "small", color="ink2"))
        card.body.addWidget(plain(words["staff_sign.meaning"], look, "small", bold=True))
        card.body.addWidget(plain(data.meaning, look, "lead"))
        card.body.addSpacing(look.space(2))
        ways = (Segment("typed", words["staff_sign.typed"]), Segment("ink", words["staff_sign.ink"]))
        self.ways = Segments("pen", words["staff_sign.way"], ways, look, chosen="typed")
        for key in ("typed", "ink"):
            self.ways.group.choice(key).setObjectName(f"staff_sign.{key}")
        self.ways.chosen.connect(self._use)
        card.body.addWidget(self.ways)
        card.body.addSpacing(look.space(1))
        self._name = QWidget()
        names = QVBoxLayout(self._name)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(look.space(1))
        names.addWidget(Heading(data.name, look, "h2"))
        names.addWidget(plain(f"{data.staff_role} · {data.date}", look, "small", color="ink2"))
        card.body.addWidget(self._name)
        self._ink = QWidget()
        drawn = QVBoxLayout(self._ink)
        drawn.setContentsMargins(0, 0, 0, 0)
        drawn.setSpacing(look.space(2))
        pad_words = PadWords(words["sign.pad"], words["sign.hint"], words["sign.strokes"])
        self.pad = SignaturePad(look, pad_words, name=data.name, date=data.date)
        self.pad.setFixedHeight(max(PAD_HEIGHT, self.pad.minimumSizeHint().height()))
        drawn.addWidget(self.pad)
        row = QHBoxLayout()
        row.setSpacing(look.space(3))
        for name, icon, press in (("undo", "undo", self.pad.undo), ("clear", "clear", self.pad.clear)):
            button = SecondaryButton(words[f"sign.{name}"], look, icon, size="primary")
            button.setObjectName(f"staff_sign.{name}")
            button.clicked.connect(press)
            row.addWidget(button)
        row.addStretch(1)
        drawn.addLayout(row)
        card.body.addWidget(self._ink)
        self._ink.hide()
        card.body.addStretch(1)
        return card

    def _pin_card(self) -> Card:
        data, look, words = self._data, self.look, self._data.words
        card = Card(look, padding=20)
        self.pin = line_edit(look, most=MOST_PIN, digits=True)
        self.pin.setObjectName("staff_sign.pin")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setInputMethodHints(self.pin.inputMethodHints() | Qt.InputMethodHint.ImhSensitiveData)
        self.pin.returnPressed.connect(self._give)
        hint = words["sign_in.demo_pin"].format(pin=data.demo_pin) if data.demo_pin else words["staff_sign.pin_hint"]
        self._input = Input(words["sign_in.pin_for"].format(name=data.name), self.pin, look, hint)
        card.body.addWidget(self._input)
        if data.seals:
            card.body.addWidget(IconLine("lock", words["staff_sign.seals"], look, "small"))
        self._wait = IconLine("clock", words["staff_sign.busy"], look, "small", bold=True)
        self._wait.hide()
        card.body.addWidget(self._wait)
        card.body.addSpacing(look.space(2))
        label = words["staff_sign.sign_and_seal" if data.seals else "staff_sign.sign"]
        self.sign = PrimaryButton(label, look, "pen", size="primary", icon_at="start")
        self.sign.setObjectName("staff_sign.sign")
        self.sign.clicked.connect(self._give)
        self.cancel = SecondaryButton(words["staff_sign.cancel"], look, size="primary")
        self.cancel.setObjectName("staff_sign.cancel")
        self.cancel.clicked.connect(lambda: self.acted.emit(StaffSignCancelled(data.visit_id)))
        card.body.addWidget(self.sign)
        card.body.addWidget(self.cancel)
        card.body.addStretch(1)
        return card

    # ------------------------------------------------------------ acting

    def error_text(self) -> str:
        """Return what is wrong, or nothing."""
        return self._input.error() or self._trouble.said()

    def show_pin_error(self, text: str) -> None:
        """Say why the PIN did not do, next to it."""
        self._set_busy(busy=False)
        self._input.set_error(text)
        self.pin.setFocus()

    def show_error(self, text: str) -> None:
        """Say why something else did not work."""
        self._set_busy(busy=False)
        self._trouble.say(text)

    def _use(self, way: str) -> None:
        self._ink.setVisible(way == "ink")
        self._name.setVisible(way != "ink")

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._wait.setVisible(busy)

    def _give(self) -> None:
        """Take the PIN out of the line and sign with it."""
        if self._busy:
            return
        words, pin = self._data.words, self.pin.text()
        self.show_error("")
        self._input.set_error("")
        inked = self.ways.group.chosen_id() == "ink"
        problem = self.pad.problem() if inked else ""
        if problem:
            self.show_error(words[f"staff_sign.problem_{problem}"])
        elif len(pin) < LEAST_PIN:
            self.pin.clear()
            self.show_pin_error(words["sign_in.short"].format(least=LEAST_PIN))
        else:
            self.pin.clear()
            self._set_busy(busy=True)
            ink = self.pad.ink() if inked else None
            self.acted.emit(StaffSigned(self._data.visit_id, self._data.role, pin, ink))

    # ------------------------------------------------------------ arranging

    def _arrange(self) -> None:
        wide = self.width() >= WIDE_FROM * self.look.step
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)
