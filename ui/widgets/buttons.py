"""The push buttons: primary, secondary, question and tool. Painted, so that heights come from the tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.tap import TapButton
from ui.widgets.text import TextBlock

__all__ = ["Button", "ButtonSize", "PrimaryButton", "QuestionButton", "SecondaryButton", "ToolButton", "button_height"]

ButtonSize = Literal["bar", "primary", "tool"]
IconPlace = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Paint:
    """Colour roles of one kind of button."""

    fill: str
    pressed: str
    text: str
    border: str = ""


PRIMARY: Final = Paint("accent", "accentPressed", "onAccent")
SECONDARY: Final = Paint("surface", "accentTint", "ink", "control")
QUESTION: Final = Paint("surface", "flagBg", "flagText", "flagBar")
ROLES: Final[dict[ButtonSize, str]] = {"bar": "lead", "primary": "small", "tool": "small"}
PADS: Final[dict[ButtonSize, int]] = {"bar": 24, "primary": 20, "tool": 16}


def button_height(look: Look, size: ButtonSize) -> int:
    """Return the least height of a button in px; it grows with the text step."""
    if size == "bar":
        return look.target("barButton")
    least = look.target("minimum" if size == "tool" else "primary")
    return max(least, round(look.px("small") * 1.25) + least - 22)


class Button(TapButton):
    """A painted push button with a word and, if wanted, an icon. A label that is too long wraps; nothing is cut."""

    def __init__(
        self,
        text: str,
        look: Look,
        icon: str = "",
        *,
        paint: Paint = SECONDARY,
        size: ButtonSize = "bar",
        icon_at: IconPlace = "start",
        align: Literal["start", "center"] = "center",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._paint = paint
        self._size: ButtonSize = size
        self._icon = icon
        self._icon_at = icon_at
        self._align = align
        self._block = TextBlock("", look)
        self.set_text(text)
        follow_width(self, QSizePolicy.Policy.Minimum)

    def set_text(self, text: str, icon: str | None = None) -> None:
        """Change the word, and the icon if one is given."""
        if icon is not None:
            self._icon = icon
        self.setText(text)
        self.setAccessibleName(text)
        role = ROLES[self._size]
        self._longest: int | None = None
        self._block = TextBlock(
            text, self._look, role, bold=True, line=round(self._look.px(role) * (1.4 if self._look.rtl else 1.25))
        )
        self.updateGeometry()
        self.update()

    def set_size(self, size: ButtonSize) -> None:
        """Change the kind of place that the button stands in."""
        self._size = size
        self.set_text(self.text())

    @property
    def _icon_side(self) -> int:
        return self._look.icon_size("bar" if self._size == "bar" else "tool") if self._icon else 0

    @property
    def _gap(self) -> int:
        return self._look.space(3) if self._icon and self.text() else 0

    def _room(self, width: int) -> int:
        return width - 2 * PADS[self._size] - self._icon_side - self._gap

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        least = button_height(self._look, self._size)
        text = self._block.lay_out(min(self._room(width), self._block.natural_width))
        # One line may fill the least height; more lines keep the air that one line has.
        return max(least, text + 2 * self._look.space(3))

    def sizeHint(self) -> QSize:
        width = self._block.natural_width + self._icon_side + self._gap + 2 * PADS[self._size]
        return QSize(width, self.heightForWidth(width))

    def _longest_word(self) -> int:
        """Return the width of the widest word, in px; measured once, as layouts ask for it all the time."""
        if self._longest is None:
            role = ROLES[self._size]
            words = (TextBlock(word, self._look, role, bold=True).natural_width for word in self.text().split())
            self._longest = max(words, default=0)
        return self._longest

    def minimumSizeHint(self) -> QSize:
        width = max(
            self._longest_word() + self._icon_side + self._gap + 2 * PADS[self._size],
            button_height(self._look, self._size),
        )
        return QSize(width, button_height(self._look, self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        look, paint = self._look, self._paint
        border = look.color(paint.border) if paint.border else None
        radius = look.radius("tool" if self._size == "tool" else "control")
        width = look.border("hairline" if self._size == "tool" else "control")
        panel(
            painter,
            QRectF(self.rect()),
            radius,
            look.color(paint.pressed if self.isDown() else paint.fill),
            border,
            width,
        )
        room = self._room(self.width())
        text_width = min(self._block.natural_width, room)
        height = self._block.lay_out(text_width)
        side, gap = self._icon_side, self._gap
        content = side + gap + text_width
        at = (self.width() - content) / 2 if self._align == "center" else float(PADS[self._size])
        icon_first = self._icon_at == "start"
        text_x = at + (side + gap if icon_first else 0)
        direction = self.layoutDirection()
        color = look.color(paint.text)
        self._block.draw(
            painter, start_x(text_x, text_width, self.width(), direction), (self.height() - height) / 2, color
        )
        if self._icon:
            icon_x = start_x(at if icon_first else at + text_width + gap, side, self.width(), direction)
            draw_icon(painter, look, self._icon, QPointF(icon_x, (self.height() - side) / 2), side, paint.text)


class PrimaryButton(Button):
    """The one filled button of a screen: go on."""

    def __init__(
        self,
        text: str,
        look: Look,
        icon: str = "",
        *,
        size: ButtonSize = "bar",
        icon_at: IconPlace = "end",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, look, icon, paint=PRIMARY, size=size, icon_at=icon_at, parent=parent)


class SecondaryButton(Button):
    """Any other action."""

    def __init__(
        self,
        text: str,
        look: Look,
        icon: str = "",
        *,
        size: ButtonSize = "bar",
        icon_at: IconPlace = "start",
        align: Literal["start", "center"] = "center",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, look, icon, paint=SECONDARY, size=size, icon_at=icon_at, align=align, parent=parent)


class QuestionButton(Button):
    """Plum: the patient's own questions, and going over something with the clinician."""

    def __init__(
        self,
        text: str,
        look: Look,
        icon: str = "question",
        *,
        size: ButtonSize = "bar",
        align: Literal["start", "center"] = "center",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, look, icon, paint=QUESTION, size=size, align=align, parent=parent)


class ToolButton(Button):
    """A small button of the top bar or beside a text: `ToolButton(icon, text, look)`."""

    def __init__(self, icon: str, text: str, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(text, look, icon, paint=SECONDARY, size="tool", parent=parent)
