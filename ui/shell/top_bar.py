"""The bar at the top of the patient's side: mark, clinic, tools, and the way to ask for a person.

It drops what does not fit, in a fixed order; "I need someone now" stands at the end on every screen, and never moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look, mark_paths
from ui.widgets.buttons import Button, ToolButton, button_height
from ui.widgets.chip import Chip
from ui.widgets.labels import PlainLabel
from ui.widgets.painting import smooth, start_x

__all__ = ["Brand", "Mark", "TopBar", "TopKind"]

TopKind = Literal["tools", "aids", "help", "brand", "none"]
MARK: Final = 36
GAP: Final = 12
LOW_EDGE: Final = 8
"""Free space above and below the tools in a window that is low for its text: the focus ring needs 6."""
MENU_BELOW: Final = 720
"""Narrower windows have one Menu button instead of Display and Break; so has the largest text step."""


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose kiosk it is, and what it can do: `demo` shows a chip, `speech` the button that reads aloud."""

    clinic: str
    demo: bool = False
    speech: bool = False


class Mark(QWidget):
    """The program's mark. Decoration: the clinic's name is the brand."""

    def __init__(self, look: Look, color: str = "accent", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._color = color
        self.setFixedSize(MARK, MARK)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        color = self._look.color(self._color)
        filled, hollow = mark_paths()
        painter.fillPath(filled, color)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 2.5))
        painter.drawPath(hollow)


class TopBar(QWidget):
    """Mark and clinic at the start, tools at the end.

    Narrow: the name goes first, then Display and Break go into a menu, then "I need someone now" takes its short word,
    and at last Read aloud goes into the menu, too.
    """

    read_aloud_pressed = Signal()
    display_pressed = Signal()
    break_pressed = Signal()
    menu_pressed = Signal()
    someone_pressed = Signal()

    def __init__(self, brand: Brand, look: Look, words: Mapping[str, str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = words
        self._brand = brand
        self._kind: TopKind = "brand"
        self._shown: tuple[TopKind, bool] | None = None
        self._mark = Mark(look, parent=self)
        self._name = PlainLabel(brand.clinic, look, "body", bold=True, parent=self)
        self._chip = Chip(words["shell.demo"], look, kind="attention", parent=self)
        self.read_aloud = ToolButton("speaker", words["shell.read_aloud"], look, parent=self)
        self.display = ToolButton("textsize", words["shell.display"], look, parent=self)
        self.pause = ToolButton("pause", words["shell.break"], look, parent=self)
        self.menu = ToolButton("settings", words["shell.menu"], look, parent=self)
        self.someone = ToolButton("people", words["shell.someone"], look, parent=self)
        for button, name, signal in (
            (self.read_aloud, "read_aloud", self.read_aloud_pressed),
            (self.display, "display", self.display_pressed),
            (self.pause, "break", self.break_pressed),
            (self.menu, "menu", self.menu_pressed),
            (self.someone, "someone", self.someone_pressed),
        ):
            button.setObjectName(f"shell.{name}")
            button.clicked.connect(signal)
        self.setFixedHeight(look.bar_height("top"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._place()

    def set_kind(self, kind: TopKind, *, reading: bool = False) -> None:
        """Show the tools of a kind of screen; `reading` turns Read aloud into Stop reading."""
        if (kind, reading) == self._shown:
            return
        self._shown = (kind, reading)
        self._kind = kind
        word, icon = ("shell.stop_reading", "stop") if reading else ("shell.read_aloud", "speaker")
        self.read_aloud.set_text(self._words[word], icon)
        self.setVisible(kind != "none")
        self._place()

    def set_low(self, *, low: bool) -> None:
        """Leave a low window as much of its height as the tools do not need."""
        height = self._look.bar_height("top")
        if low:
            height = min(height, max(button_height(self._look, "tool"), MARK) + 2 * LOW_EDGE)
        self.setFixedHeight(height)
        self._place()

    def buttons(self) -> list[Button]:
        """Return the buttons on screen, in reading order."""
        every: tuple[Button, ...] = (self.read_aloud, self.display, self.pause, self.menu, self.someone)
        return [button for button in every if button.isVisibleTo(self)]

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def menu_tools(self) -> tuple[str, ...]:
        """Return the names of the tools that the menu holds now: `read_aloud`, `display`, `break`."""
        tools = {"read_aloud": self.read_aloud, "display": self.display, "break": self.pause}
        every = self._tools(self._kind)
        return tuple(name for name, tool in tools.items() if tool in every and tool.isHidden())

    def _tools(self, kind: TopKind) -> list[Button]:
        """Return what a kind of screen has besides the way to ask for a person."""
        speech: list[Button] = [self.read_aloud] if self._brand.speech else []
        if kind == "tools":
            return [*speech, self.display, self.pause]
        return [*speech, self.display] if kind == "aids" else []

    def _wanted(self, room: int) -> list[Button]:
        """Return the buttons that fit, in order; the last one has the same words on every kind of screen."""
        every = self._tools("tools")
        in_menu: list[Button] = [self.read_aloud, self.menu] if self._brand.speech else [self.menu]
        forced = self.width() < MENU_BELOW or self._look.step >= 2.0
        plans: list[tuple[str, list[Button]]] = [("shell.someone", every)] if not forced else []
        plans += [("shell.someone", in_menu), ("shell.someone_short", in_menu), ("shell.someone_short", [self.menu])]
        for word, tools in plans:
            self.someone.set_text(self._words[word])
            if _row_width([*tools, self.someone]) <= room:
                break
        self.someone.setAccessibleName(self._words["shell.someone"])
        if self._kind in {"brand", "none"}:
            return []
        if self._kind != "help" and self.menu not in tools:
            tools = self._tools(self._kind)
        return [self.someone] if self._kind == "help" else [*tools, self.someone]

    def _place(self) -> None:
        width = self.width()
        gutter = self._look.gutter(width)
        chip = self._chip.sizeHint().width() + GAP if self._brand.demo else 0
        wanted = self._wanted(width - 2 * gutter - MARK - GAP - chip)
        for tool in (self.read_aloud, self.display, self.pause, self.menu, self.someone):
            tool.setVisible(tool in wanted)
        at = width - gutter
        for button in reversed(wanted):
            size = button.sizeHint()
            at -= size.width()
            self._put(button, at, size)
            at -= GAP
        self._put(self._mark, gutter, QSize(MARK, MARK))
        start = gutter + MARK + GAP
        start += self._place_name(start, at - start - chip)
        self._chip.setVisible(self._brand.demo)
        self._put(self._chip, start, self._chip.sizeHint())

    def _place_name(self, at: int, room: int) -> int:
        """Put the name on one line, or on two; return what it takes up. Without room it is left out."""
        natural = self._name.natural_width()
        width = min(natural, max(room, 0))
        least = self._name.minimumSizeHint().width()
        fits = width >= least and self._name.heightForWidth(width) <= min(self.height(), 2 * self._look.line("body"))
        self._name.setVisible(fits)
        if not fits:
            return 0
        self._put(self._name, at, QSize(width, self._name.heightForWidth(width)))
        return width + GAP

    def _put(self, widget: QWidget, at: int, size: QSize) -> None:
        left = round(start_x(at, size.width(), self.width(), self.layoutDirection()))
        widget.setGeometry(left, (self.height() - size.height()) // 2, size.width(), size.height())


def _row_width(buttons: list[Button]) -> int:
    return sum(button.sizeHint().width() + GAP for button in buttons)
