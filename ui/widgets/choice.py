"""Choices: one of several (radio, card, segment) or any of several (check). Painted cards with accessible states.

Owns what "chosen" looks like - border, tint and filled circle, never colour or bold alone - and how keys move in a
group.
"""

from __future__ import annotations

import functools
from typing import Final, Literal

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.theme import Look
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.tap import TapButton
from ui.widgets.text import TextBlock

__all__ = ["Choice", "ChoiceGroup", "ChoiceKind"]

ChoiceKind = Literal["radio", "check", "card", "segment"]
FORWARD: Final = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Right})
ARROWS: Final = FORWARD | {Qt.Key.Key_Up, Qt.Key.Key_Left}
LEAST: Final[dict[ChoiceKind, int]] = {"radio": 84, "check": 60, "card": 84, "segment": 60}
MARKS: Final[dict[ChoiceKind, int]] = {"radio": 32, "check": 28, "card": 40, "segment": 0}
PAD: Final[dict[ChoiceKind, int]] = {"radio": 22, "check": 18, "card": 28, "segment": 16}


class Choice(TapButton):
    """One thing that can be chosen.

    `radio` and `check` are rows: mark, then text (and `detail` below it). `card` stands upright: mark, title, a
    hairline, `detail_label` and `detail`. `segment` is a short word in a row of others, with a tick when chosen.
    `text_role`, `bold` and `least_height` change the kind's own values where a screen's picture does.
    """

    def __init__(  # noqa: PLR0913 - each is one property of the picture
        self,
        text: str,
        look: Look,
        detail: str = "",
        kind: ChoiceKind = "radio",
        *,
        detail_label: str = "",
        text_role: str = "",
        bold: bool | None = None,
        least_height: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kind: ChoiceKind = kind
        self._least = least_height or LEAST[kind]
        role = text_role or {"radio": "lead", "check": "body", "card": "h3", "segment": "small"}[kind]
        self._role = role
        self._bold = kind in ("card", "segment") if bold is None else bold
        align: Literal["start", "center"] = "center" if kind == "segment" else "start"
        self._text = TextBlock(
            text,
            look,
            role,
            bold=self._bold,
            align=align,
            line=round(look.line(role) * (0.92 if kind == "card" else 0.9)) if role in ("body", "lead") else 0,
        )
        self._label = TextBlock(detail_label, look, "small") if detail_label else None
        self._detail = TextBlock(detail, look, "body") if detail else None
        self.setCheckable(True)
        # Exclusive and checkable is what Qt's accessible interface calls a radio button.
        self.setAutoExclusive(kind != "check")
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(f"{detail_label} {detail}".strip())
        follow_width(self)

    @property
    def _mark(self) -> int:
        return round(MARKS[self._kind] * (1 + (self._look.step - 1) / 2))

    def set_least_height(self, least: int) -> None:
        """Be at least this high, in px; 0 is the kind's own height. For places where all would not fit together."""
        self._least = least or LEAST[self._kind]
        self.updateGeometry()

    def _row_text_x(self) -> int:
        return PAD[self._kind] + self._mark + 18

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._card_height(width) if self._kind == "card" else self._row_height(width)

    def _row_height(self, width: int) -> int:
        if self._kind == "segment":
            return max(self._least, self._text.lay_out(width - self._segment_extra()) + 2 * 12)
        room = width - self._row_text_x() - PAD[self._kind]
        height = self._text.lay_out(room)
        if self._detail is not None:
            height += 4 + self._detail.lay_out(room)
        return max(self._least, max(height, self._mark) + 2 * 14)

    def _card_height(self, width: int) -> int:
        room = width - 2 * PAD["card"]
        height = PAD["card"] + self._mark + 20 + self._text.lay_out(room)
        if self._detail is not None:
            height += 20 + 1 + 18 + (self._label.lay_out(room) + 4 if self._label else 0) + self._detail.lay_out(room)
        return max(self._least, height + PAD["card"])

    def _segment_extra(self) -> int:
        return 2 * PAD["segment"] + self._look.icon_size("inline") + 10

    def sizeHint(self) -> QSize:
        if self._kind == "segment":
            width = self._text.natural_width + self._segment_extra()
        elif self._kind == "card":
            width = 2 * PAD["card"] + min(self._text.natural_width, 16 * self._look.px("h3"))
        else:
            details = self._detail.natural_width if self._detail else 0
            natural = max(self._text.natural_width, details)
            width = self._row_text_x() + PAD[self._kind] + min(natural, 30 * self._look.px("body"))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        if self._kind == "segment":
            words = (
                TextBlock(word, self._look, self._role, bold=self._bold).natural_width for word in self.text().split()
            )
            return QSize(max(words, default=0) + self._segment_extra(), self._least)
        return QSize(
            min(self.sizeHint().width(), self._row_text_x() + PAD[self._kind] + 6 * self._look.px("body")), self._least
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ARROWS:
            # A group moves by its own filter; alone, arrows mean nothing here.
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        look = self._look
        chosen = self.isChecked()
        fill = "accentTint" if chosen or self.isDown() else "surface"
        width = look.border("chosen" if chosen else "control")
        radius = look.radius("tool" if self._kind == "segment" else "control")
        panel(
            painter, QRectF(self.rect()), radius, look.color(fill), look.color("accent" if chosen else "control"), width
        )
        {"card": self._paint_card, "segment": self._paint_segment}.get(self._kind, self._paint_row)(painter)

    def _paint_row(self, painter: QPainter) -> None:
        look, direction = self._look, self.layoutDirection()
        x = self._row_text_x()
        room = self.width() - x - PAD[self._kind]
        text_height = self._text.lay_out(room)
        total = text_height + (4 + self._detail.lay_out(room) if self._detail else 0)
        top = (self.height() - total) / 2
        left = start_x(x, room, self.width(), direction)
        self._text.draw(painter, left, top, look.color("ink"))
        if self._detail is not None:
            self._detail.draw(painter, left, top + text_height + 4, look.color("ink2"))
        mark_left = start_x(PAD[self._kind], self._mark, self.width(), direction)
        self._paint_mark(painter, QRectF(mark_left, (self.height() - self._mark) / 2, self._mark, self._mark))

    def _paint_card(self, painter: QPainter) -> None:
        look, pad = self._look, PAD["card"]
        room = self.width() - 2 * pad
        mark_left = start_x(pad, self._mark, self.width(), self.layoutDirection())
        self._paint_mark(painter, QRectF(mark_left, pad, self._mark, self._mark))
        y = float(pad + self._mark + 20)
        height = self._text.lay_out(room)
        self._text.draw(painter, pad, y, look.color("ink"))
        y += height + 20
        if self._detail is None:
            return
        painter.setPen(QPen(look.color("control" if self.isChecked() else "line"), look.border("hairline")))
        painter.drawLine(QPointF(pad, y), QPointF(self.width() - pad, y))
        y += 19
        if self._label is not None:
            label_height = self._label.lay_out(room)
            self._label.draw(painter, pad, y, look.color("ink2"))
            y += label_height + 4
        self._detail.lay_out(room)
        self._detail.draw(painter, pad, y, look.color("ink"))

    def _paint_segment(self, painter: QPainter) -> None:
        look, direction = self._look, self.layoutDirection()
        side = look.icon_size("inline") if self.isChecked() else 0
        gap = 10 if side else 0
        width = min(self._text.natural_width, self.width() - self._segment_extra())
        height = self._text.lay_out(width)
        at = (self.width() - width - side - gap) / 2
        left = start_x(at + side + gap, width, self.width(), direction)
        self._text.draw(painter, left, (self.height() - height) / 2, look.color("ink"))
        if side:
            tick = QPointF(start_x(at, side, self.width(), direction), (self.height() - side) / 2)
            draw_icon(painter, look, "check", tick, side, "ink")

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        look, chosen = self._look, self.isChecked()
        width = look.border("chosen" if chosen else "control")
        inner = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(look.color("accent" if chosen else "control"), width))
        if self._kind == "check":
            painter.setBrush(look.color("accent" if chosen else "surface"))
            painter.drawRoundedRect(inner, look.radius("small") - 1, look.radius("small") - 1)
            if chosen:
                side = round(box.width() * 0.7)
                offset = (box.width() - side) / 2
                draw_icon(painter, look, "check", box.topLeft() + QPointF(offset, offset), side, "onAccent")
            return
        painter.setBrush(look.color("surface"))
        painter.drawEllipse(inner)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            radius = box.width() * 0.29
            painter.drawEllipse(box.center(), radius, radius)


class ChoiceGroup(QObject):
    """A set of choices with ids. Exclusive ones behave as one stop of the tab order; arrow keys move and choose."""

    chosen = Signal(str)
    """Emitted with the id when the person chose it (exclusive), or switched it on or off (not exclusive)."""

    def __init__(self, *, exclusive: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(exclusive)
        self._exclusive = exclusive
        self._choices: dict[str, Choice] = {}
        self._group.buttonClicked.connect(self._clicked)

    def add(self, key: str, choice: Choice) -> Choice:
        """Take a choice in under an id; order of adding is the order of the arrow keys."""
        self._choices[key] = choice
        if self._exclusive:
            self._group.addButton(choice)
            choice.installEventFilter(self)
            self.set_stop()
        else:
            # In a button group, even one that is not exclusive, Qt leaves a single stop of the tab order.
            choice.clicked.connect(functools.partial(self._clicked, choice))
        return choice

    def ids(self) -> tuple[str, ...]:
        """Return all ids in order."""
        return tuple(self._choices)

    def choice(self, key: str) -> Choice:
        """Return the choice of an id."""
        return self._choices[key]

    def chosen_id(self) -> str:
        """Return the chosen id of an exclusive group, or an empty string."""
        return next((key for key, choice in self._choices.items() if choice.isChecked()), "")

    def chosen_ids(self) -> tuple[str, ...]:
        """Return all chosen ids in order."""
        return tuple(key for key, choice in self._choices.items() if choice.isChecked())

    def choose(self, *keys: str) -> None:
        """Set what is chosen, without a signal; no keys: nothing is."""
        self._group.setExclusive(False)
        for key, choice in self._choices.items():
            choice.setChecked(key in keys)
        self._group.setExclusive(self._exclusive)
        self.set_stop()

    def set_stop(self) -> None:
        """Make the chosen one, or else the first, the group's stop of the tab order.

        Call it when other choices of the group came on screen: a stop that is hidden would lock the keyboard out.
        """
        shown = self._shown()
        stop = next((choice for choice in shown if choice.isChecked()), shown[0] if shown else None)
        for choice in self._choices.values() if self._exclusive else ():
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus if choice is stop else Qt.FocusPolicy.ClickFocus)

    def _shown(self) -> list[Choice]:
        """The choices that are not on another part of the page; all, while nothing is on screen."""
        return [choice for choice in self._choices.values() if not choice.isHidden()] or list(self._choices.values())

    def _clicked(self, button: QObject, *_checked: bool) -> None:
        for key, choice in self._choices.items():
            if choice is button:
                self.chosen.emit(key)

    def eventFilter(self, watched: QObject, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress and event.key() in ARROWS:
            self._move(watched, self._step(event.key(), watched))
            return True
        return False

    def _step(self, key: int, watched: QObject) -> int:
        forward = key in FORWARD
        sideways = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if sideways and isinstance(watched, QWidget) and watched.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            forward = not forward
        return 1 if forward else -1

    def _move(self, watched: QObject, step: int) -> None:
        order = self._shown()
        for index, choice in enumerate(order):
            if choice is watched:
                target = order[(index + step) % len(order)]
                target.setFocus(Qt.FocusReason.TabFocusReason)
                target.click()
                return
