"""Staff sign-in (14): a name, then a PIN by touch or by the keyboard's digits. Keys are not shuffled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import PrimaryButton
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.desk_form import DeskPage, Input, choice_box, chosen_key
from ui.widgets.labels import IconLine, PlainLabel, plain
from ui.widgets.painting import draw_icon, panel, smooth
from ui.widgets.tap import TapButton
from ui.widgets.text import TextBlock

__all__ = ["PinGiven", "SignInData", "SignInScreen", "StaffName"]

LEAST_PIN: Final = 6
MOST_PIN: Final = 32
LISTED: Final = 5
"""More names than these stand in a drop-down, as all do in a narrow window."""
WIDE_FROM: Final = 900
LIST_TO_STEP: Final = 1.5
PAD_WIDTH: Final = 360
LEAST_KEY: Final = 48
"""The pad's width and a key's least height, in px at text step 1.0."""
LEAST_NAMES: Final = 440
LOW: Final = 520
"""In a place lower than this, in px, the pad stands closer together."""
DOTS: Final = 36
KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "back")


@dataclass(frozen=True, slots=True)
class PinGiven:
    """Somebody wants to sign in."""

    staff_id: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StaffName:
    """One account: id, name as typed, role in words."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SignInData:
    """`words`: `sign_in.*`. `error`: why the last try failed, "locked, wait 12 minutes" included.

    `demo_pin`: the PIN of the demo's made-up staff, which is shown; empty in a clinic.
    """

    words: Mapping[str, str]
    staff: tuple[StaffName, ...]
    chosen: str = ""
    error: str = ""
    demo_pin: str = ""


class SignInScreen(DeskPage):
    """Emits `PinGiven`. `show_error` empties the dots and says why, above them."""

    def __init__(self, data: SignInData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["sign_in.title"], look, widest=936, parent=parent)
        self._words = words
        self._data = data
        self._busy = False
        self._pin = ""
        self._room = 0
        self._chosen = data.chosen or (data.staff[0].id if len(data.staff) == 1 else "")
        self._row = QHBoxLayout()
        self._row.setSpacing(look.space(16))
        self.body.addLayout(self._row)
        self.body.addStretch(1)
        self._names = QVBoxLayout()
        self._names.setSpacing(look.space(3))
        self._names.addWidget(self.heading)
        self._names.addWidget(plain(words["sign_in.lead"], look, "body", color="ink2"))
        if data.demo_pin:
            demo = words["sign_in.demo_pin"].format(pin=data.demo_pin)
            self._names.addWidget(IconLine("info", demo, look, "body", bold=True))
        self._names.addSpacing(look.space(2))
        self.group = ChoiceGroup(parent=self)
        for person in data.staff:
            choice = Choice(person.name, look, person.role, bold=True, text_role="body", least_height=80)
            self._names.addWidget(self.group.add(person.id, choice))
        self.group.choose(*([self._chosen] if self._chosen else []))
        self.group.chosen.connect(self._choose)
        self.box: QComboBox = choice_box(
            look, [(one.id, f"{one.name} · {one.role}") for one in data.staff], words["sign_in.choose"]
        )
        self.box.setCurrentIndex(max(self.box.findData(self._chosen), 0))
        self.box.activated.connect(lambda _index: self._choose(chosen_key(self.box)))
        self._drop = Input(words["sign_in.name"], self.box, look)
        self._names.addWidget(self._drop)
        self._names.addStretch(1)
        self._row.addLayout(self._names, 1)
        self._row.addLayout(self._make_pad())
        self._arrange()
        self._tell_name()
        if data.error:
            self.show_error(data.error)

    def _make_pad(self) -> QHBoxLayout:
        look, words = self.look, self._words
        self._pad = QWidget()
        self._pad_column = pad = QVBoxLayout(self._pad)
        pad.setContentsMargins(0, 0, 0, 0)
        pad.setSpacing(look.space(3))
        self._for = PlainLabel("", look, "lead", bold=True, align="center")
        self._error = IconLine("alert", "", look, "small", bold=True, color="errText")
        self._error.hide()
        self.dots = PinDots(look, words["sign_in.dots"])
        for widget in (self._for, self._error, self.dots):
            pad.addWidget(widget)
        grid = QGridLayout()
        grid.setSpacing(look.space(3))
        self.keys: dict[str, PinKey] = {}
        for index, name in enumerate(KEYS):
            text = {"clear": words["sign_in.clear"], "back": ""}.get(name, name)
            key = PinKey(text, look, words["sign_in.delete"] if name == "back" else text)
            key.setObjectName(f"sign_in.key_{name}")
            key.clicked.connect(lambda _checked=False, name=name: self._press(name))
            # A number pad is read from left to right in every language.
            grid.addWidget(key, index // 3, index % 3)
            self.keys[name] = key
        self._grid = QWidget()
        self._keys_grid = grid
        self._grid.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setLayout(grid)
        pad.addWidget(self._grid)
        # At the largest text a lower button leaves the keys what it can.
        self.enter = PrimaryButton(words["sign_in.enter"], look, size="primary" if look.step >= 2.0 else "bar")
        self.enter.setObjectName("sign_in.enter")
        self.enter.clicked.connect(self._give)
        pad.addWidget(self.enter)
        place = QHBoxLayout()
        # In a narrow window the pad stands in the middle of its place.
        place.addStretch(1)
        place.addWidget(self._pad, 0, Qt.AlignmentFlag.AlignTop)
        place.addStretch(1)
        return place

    # ------------------------------------------------------------ arranging

    def _arrange(self) -> None:
        look = self.look
        wide = self.width() >= WIDE_FROM
        listed = wide and look.step < LIST_TO_STEP and len(self._data.staff) <= LISTED
        for choice in (self.group.choice(key) for key in self.group.ids()):
            choice.setVisible(listed)
        self._drop.setVisible(not listed)
        self._pad.setFixedWidth(self._pad_width())
        self._row.setDirection(QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(look.space(16 if wide else 4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)
        self._fit_keys()

    def _pad_width(self) -> int:
        """Return how wide the pad is: with large text wider, if that leaves the names their room."""
        grown = self.look.step - 1
        wide = round(PAD_WIDTH * (1 + grown))
        return wide if self.inner_width() - wide >= LEAST_NAMES else round(PAD_WIDTH * (1 + grown / 2))

    def fit_height(self, height: int) -> None:
        """Make the keys as high as the place allows, so that the pad needs no scrolling where it can."""
        self._room = height
        self._fit_keys()

    def _fit_keys(self) -> None:
        """Share out what the place leaves to the four rows. Counted here: layouts remember heights for too long."""
        if not self._room:
            return
        pad, width = self._pad_column, self._pad.width()
        close = self._room < LOW or self.look.step >= LIST_TO_STEP
        for column in (pad, self._keys_grid):
            column.setSpacing(self.look.space(2 if close else 3))
        parts = [self._for, self.dots, self.enter, *([] if self._error.isHidden() else [self._error])]
        taken = sum(max(part.heightForWidth(width), part.minimumHeight()) for part in parts)
        taken += pad.spacing() * len(parts) + 3 * pad.spacing()
        margins = self.body.contentsMargins()
        taken += margins.top() + margins.bottom()
        if self._row.direction() == QHBoxLayout.Direction.TopToBottom:
            taken += self._names.heightForWidth(self.inner_width()) + self._row.spacing()
        for key in self.keys.values():
            key.set_height((self._room - taken) // 4)

    # ------------------------------------------------------------ acting

    def pin_length(self) -> int:
        """Return how many digits are typed."""
        return len(self._pin)

    def error_text(self) -> str:
        """Return why the last try failed, or nothing."""
        return "" if self._error.isHidden() else self._error.text()

    def show_error(self, text: str) -> None:
        """Say why it failed; the dots empty."""
        self._busy = False
        self._tell_name()
        self._set_pin("")
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self._fit_keys()
        announce(self, text)

    def _choose(self, key: str) -> None:
        if key == self._chosen:
            return
        self._chosen = key
        self.group.choose(*([key] if key else []))
        self.box.setCurrentIndex(max(self.box.findData(key), 0))
        self._set_pin("")
        self._error.hide()
        self._fit_keys()
        self._tell_name()

    def _tell_name(self) -> None:
        name = next((one.name for one in self._data.staff if one.id == self._chosen), "")
        self._for.setText(self._words["sign_in.pin_for"].format(name=name) if name else self._words["sign_in.pin"])

    def _press(self, name: str) -> None:
        if name == "clear":
            self._set_pin("")
        elif name == "back":
            self._set_pin(self._pin[:-1])
        elif len(self._pin) < MOST_PIN:
            # A message stays until the next try: if it went now, the keys would move under the finger.
            self._set_pin(self._pin + name)

    def _set_pin(self, pin: str) -> None:
        self._pin = pin
        self.dots.set_filled(len(pin))

    def _give(self) -> None:
        if self._busy:
            # The dots are empty already: a second press would be told that digits are missing.
            return
        if not self._chosen:
            self._tell(self._words["sign_in.no_name"])
        elif len(self._pin) < LEAST_PIN:
            self._tell(self._words["sign_in.short"].format(least=LEAST_PIN))
        else:
            pin = self._pin
            self._set_pin("")
            self._busy = True
            self._for.setText(self._words["sign_in.checking"])
            announce(self, self._words["sign_in.checking"])
            self.acted.emit(PinGiven(self._chosen, pin))

    def _tell(self, text: str) -> None:
        """Say what is missing and keep what was typed."""
        self._error.setText(text)
        self._error.show()
        self._fit_keys()
        announce(self, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if len(event.text()) == 1 and event.text() in "0123456789":
            self._press(event.text())
            # Enter then signs in, wherever the focus was.
            self.enter.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Backspace:
            self._press("back")
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Escape):
            self._press("clear")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # In the drop-down it only takes the name.
            if not self.box.hasFocus():
                self._give()
        else:
            super().keyPressEvent(event)


class PinKey(TapButton):
    """A key of the pad; the same digit twice in a row counts twice."""

    def __init__(self, text: str, look: Look, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        role = "h2" if len(text) == 1 else "small"
        self._block = TextBlock(text, look, role, bold=True, align="center")
        self.repeats = True
        self.setText(text)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._height = self.full_height()

    def full_height(self) -> int:
        """Return the height that the key has where there is room, in px."""
        height = self._look.target_size("pinKey")[1]
        return max(height, round(height * (self._look.step + 1) / 2))

    def set_height(self, height: int) -> None:
        """Ask for a height in px, within what a finger and the digit need."""
        least = max(LEAST_KEY, self._look.line("h2") + 8)
        self._height = min(max(height, least), self.full_height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self._look.target_size("pinKey")[0]
        return QSize(max(width, self._block.natural_width + 24), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(72, self._block.natural_width + 24), self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        fill = look.color("accentTint" if self.isDown() else "surface")
        panel(painter, QRectF(self.rect()), look.radius("control"), fill, look.color("control"), look.border("control"))
        if not self.text():
            side = look.icon_size("bar")
            middle = QPointF((self.width() - side) / 2, (self.height() - side) / 2)
            draw_icon(painter, look, "backspace", middle, side, "ink")
            return
        height = self._block.lay_out(self.width())
        self._block.draw(painter, 0, (self.height() - height) / 2, look.color("ink"))


class PinDots(QWidget):
    """How many digits are typed: filled and hollow dots, six at least."""

    accessible_role = QAccessible.Role.StaticText

    def __init__(self, look: Look, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._template = name
        self._filled = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_filled(0)

    def set_filled(self, count: int) -> None:
        """Show how many digits are typed."""
        self._filled = count
        self.setAccessibleName(self._template.format(count=count))
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return DOTS

    def sizeHint(self) -> QSize:
        return QSize(216, DOTS)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        count = max(self._filled, LEAST_PIN)
        step = min(36.0, self.width() / count)
        side = min(18.0, step - 4)
        painter.setPen(QPen(look.color("ink"), 2))
        for index in range(count):
            x = (self.width() - (count - 1) * step) / 2 + index * step
            painter.setBrush(look.color("ink") if index < self._filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, self.height() / 2), side / 2, side / 2)
