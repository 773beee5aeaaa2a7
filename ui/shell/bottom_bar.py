"""The bar at the bottom of the patient's side: Back, I have a question, Next, which never move when a label changes.

Optional pages have "Close" in the question's place; the welcome has a second way in beside its first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QAccessible, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets.buttons import Button, PrimaryButton, QuestionButton, SecondaryButton
from ui.widgets.labels import IconLine, PlainLabel
from ui.widgets.painting import smooth, start_x
from ui.widgets.patient_screen import Frame
from ui.widgets.text import TextBlock

__all__ = ["BottomBar"]

BACK: Final = (160, 144)
NEXT: Final = (224, 168)
"""Widths of the outer buttons in wide and in narrow windows, at text step 1.0."""
STACK_BELOW: Final = 640
GAP: Final = 16
ROW_GAP: Final = 8
MANY: Final = 10
EDGE: Final = 12
"""Least free space above and below the buttons: the focus ring needs 6."""
LOW_EDGE: Final = 8


class BottomBar(QWidget):
    """Three places. Below 640 px or at text step 2.0 the question stands on a row of its own above Back and Next.

    In a window that is low for its text all three stand in one row of lower buttons, the question with a shorter word
    where the whole one has no room.
    """

    back_pressed = Signal()
    question_pressed = Signal()
    next_pressed = Signal()
    other_pressed = Signal()

    def __init__(self, look: Look, words: Mapping[str, str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = words
        self._frame = Frame(bottom="none")
        self._shown: tuple[Frame, int] | None = None
        self._questions = 0
        self._low = False
        self.back = SecondaryButton(words["shell.back"], look, "back", parent=self)
        self.question = QuestionButton(words["shell.question"], look, parent=self)
        self.next = PrimaryButton(words["shell.next"], look, "next", parent=self)
        self.other = SecondaryButton("", look, parent=self)
        self.back.setObjectName("shell.back")
        self.other.setObjectName("shell.other")
        self.question.setObjectName("shell.question")
        self.next.setObjectName("shell.next")
        self.back.clicked.connect(self.back_pressed)
        self.question.clicked.connect(self.question_pressed)
        self.next.clicked.connect(self.next_pressed)
        self.other.clicked.connect(self.other_pressed)
        self._note = IconLine("lock", "", look, "small", color="ink2", parent=self)
        self._message = Message(look, self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_low(low=False)

    def set_low(self, *, low: bool) -> None:
        """Leave a low window as much of its height as the buttons do not need."""
        self._low = low
        for button in (self.back, self.next, self.other):
            button.set_size("primary" if low else "bar")
        # At the largest text the bar is two rows high; a lower button leaves the page what it can.
        self.question.set_size("primary" if low or self._look.step >= 2.0 else "bar")
        self._whole, self._short = (self._widest(key) for key in ("shell.question_count", "shell.question_short_count"))
        self._shown = None
        self.set_frame(self._frame, self._questions)

    def _widest(self, key: str) -> int:
        """Return the question button's width for any count: it stays when the first question is saved."""
        self.question.set_text(self._words[key].format(count=MANY))
        return self.question.sizeHint().width()

    def set_frame(self, frame: Frame, questions: int) -> None:
        """Show what a screen asks for, and how many questions are saved. A message goes: show it again if it stands."""
        self._message.hide()
        if (frame, questions) == self._shown:
            return
        self._shown = (frame, questions)
        self._frame = frame
        self._questions = questions
        words = self._words
        steps = frame.bottom == "steps"
        self.setVisible(frame.bottom != "none")
        self.back.setVisible(frame.back)
        self.question.setVisible(steps and frame.question)
        self.other.setVisible(bool(frame.other))
        self.other.set_text(frame.other, frame.other_icon)
        self.next.setVisible(frame.forward)
        self.next.set_text(frame.next_label or words["shell.next"], frame.next_icon)
        self._note.setText(frame.note)
        self._note.setVisible(bool(frame.note) and not steps)
        self.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        self._name_question()
        self.setFixedHeight(self.height_for(self.width()))
        self._place()

    def _name_question(self) -> None:
        """Write on the question button what has room there; its name for a screen reader is always the whole one."""
        whole, count = self._words["shell.question"], self._questions
        if count:
            whole = self._words["shell.question_count"].format(count=count)
        short = self._question_width(self.width()) < self._whole
        key = "shell.question_short_count" if count else "shell.question_short"
        self.question.set_text(self._words[key].format(count=count) if short else whole)
        self.question.setAccessibleName(whole)

    def show_message(self, text: str) -> bool:
        """Show a message beside the buttons, or take it away with an empty one; False if it has no room here."""
        self._message.hide()
        place = self._message_place(text)
        if not text or place is None:
            return not text
        self._message.setGeometry(place)
        self._message.show()
        return True

    def buttons(self) -> list[Button]:
        """Return the buttons on screen, in tab order: Back, question or the second way, Next."""
        every: tuple[Button, ...] = (self.back, self.question, self.other, self.next)
        # Without a bar there are no buttons either: Enter on one that cannot be seen would leave the screen.
        return [button for button in every if button.isVisibleTo(self) and not self.isHidden()]

    @property
    def _middle(self) -> Button | None:
        """What stands between Back and Next."""
        if self._frame.bottom != "steps":
            return None
        return self.question if self._frame.question else self.other if self._frame.other else None

    def stacked(self, width: int) -> bool:
        """Tell whether what stands in the middle has a row of its own at a width."""
        if self._frame.other and not self._frame.question:
            # "Close" is short: it stays between the others unless the longest words leave it no room.
            ends = self._base(BACK, width) + self._base(NEXT, width)
            # It stands in the exact middle: what is left of it and right of it has to hold a word, too.
            words = 2 * max(self.back.minimumSizeHint().width(), self.next.minimumSizeHint().width())
            return max(ends, words) + self._middle_width(width) + 2 * GAP > width - 2 * self._look.gutter(width)
        if self._low:
            least = self.back.minimumSizeHint().width() + self.next.minimumSizeHint().width()
            return least + self._short + 2 * GAP > width - 2 * self._look.gutter(width)
        return width < STACK_BELOW or self._look.step >= 2.0

    def height_for(self, width: int) -> int:
        """Return the bar's height at a width, in px."""
        outer = self._outer_height(width)
        edge = LOW_EDGE if self._low else EDGE
        height = max(0 if self._low else self._look.bar_height("bottom"), outer + 2 * edge)
        if self._frame.note and self._frame.bottom == "start":
            height = max(height, self._note.heightForWidth(self._note_place(width)[1]) + 2 * edge)
        middle = self._middle
        if self.stacked(width) and middle is not None:
            inner = width - 2 * self._look.gutter(width)
            height = outer + 2 * edge + ROW_GAP + middle.heightForWidth(min(self._middle_width(width), inner))
        return height

    def sizeHint(self) -> QSize:
        return QSize(600, self.height_for(max(self.width(), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._fit()
        else:
            self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.fillRect(self.rect(), self._look.color("surface"))
        painter.fillRect(0, 0, self.width(), self._look.border("hairline"), self._look.color("line"))

    # ------------------------------------------------------------ measuring and placing

    def _outer(self, button: Button, widths: tuple[int, int], width: int) -> int:
        """Return an outer button's width: the fixed one, more for a long label, never more than its share."""
        base = self._base(widths, width)
        inner = width - 2 * self._look.gutter(width)
        alone = self.stacked(width) or self._middle is None
        middle = 0 if alone else self._middle_width(width) + GAP
        share = (inner - middle - GAP) // 2
        wanted = button.sizeHint().width()
        if self._beside and button is not self.back:
            # The two ways in are equally wide.
            wanted = max(self.other.sizeHint().width(), self.next.sizeHint().width())
        return max(min(max(base, wanted), share), min(base, share))

    def _base(self, widths: tuple[int, int], width: int) -> int:
        wide = widths[0 if width >= self._look.tokens.breakpoints.wide else 1]
        return round(wide * (1 + (self._look.step - 1) / 4))

    def _outer_height(self, width: int) -> int:
        forward = self._outer(self.next, NEXT, width)
        beside = [self.other.heightForWidth(forward)] if self._beside else []
        return max(
            self.back.heightForWidth(self._outer(self.back, BACK, width)), self.next.heightForWidth(forward), *beside
        )

    @property
    def _beside(self) -> bool:
        """Whether the second way stands beside Next, as wide as it."""
        return self._frame.bottom == "start" and bool(self._frame.other)

    def _middle_width(self, width: int) -> int:
        """Return the width of what stands in the middle."""
        if self._frame.other and not self._frame.question:
            return max(self.other.sizeHint().width(), self._base(BACK, width))
        return self._question_width(width)

    def _question_width(self, width: int) -> int:
        """Return the question button's width: that of the whole words unless a low bar has no room for them."""
        inner = width - 2 * self._look.gutter(width)
        beside = self._base(BACK, width) + self._base(NEXT, width) + 2 * GAP
        return self._short if self._low and beside + self._whole > inner else self._whole

    def _put(self, widget: QWidget, at: int, top: int, width: int, height: int) -> None:
        left = round(start_x(at, width, self.width(), self.layoutDirection()))
        widget.setGeometry(left, top, width, height)

    def _place(self) -> None:
        width, gutter = self.width(), self._look.gutter(self.width())
        inner = width - 2 * gutter
        outer = self._outer_height(width)
        back, forward = self._outer(self.back, BACK, width), self._outer(self.next, NEXT, width)
        middle = self._middle
        stacked = self.stacked(width) and middle is not None
        edge = LOW_EDGE if self._low else EDGE
        top = self.height() - edge - outer if stacked else (self.height() - outer) // 2
        self._put(self.back, gutter, top, back, outer)
        self._put(self.next, width - gutter - forward, top, forward, outer)
        room = min(self._middle_width(width), inner)
        if middle is not None and stacked:
            self._put(middle, (width - room) // 2, edge, room, middle.heightForWidth(room))
        elif middle is not None:
            self._put(middle, (width - room) // 2, top, room, outer)
        if self._beside:
            self._put(self.other, width - gutter - 2 * forward - GAP, top, forward, outer)
        start, room = self._note_place(width)
        height = self._note.heightForWidth(room)
        self._put(self._note, start, (self.height() - height) // 2, room, height)

    def _note_place(self, width: int) -> tuple[int, int]:
        """Return where the note begins and how wide its place is, in px."""
        gutter = self._look.gutter(width)
        start = gutter + (self._outer(self.back, BACK, width) + GAP if self._frame.back else 0)
        forward = self._outer(self.next, NEXT, width)
        ends = (forward + GAP) * (2 if self._beside else 1)
        return start, max(width - gutter - ends - start, 1)

    def _message_place(self, text: str) -> QRect | None:
        """Return the free place before the question button, or None if the message does not fit there."""
        if not text or self._frame.bottom != "steps":
            return None
        gutter = self._look.gutter(self.width())
        back = gutter + (self._outer(self.back, BACK, self.width()) if self._frame.back else 0) + GAP
        direction = self.layoutDirection()
        edge = self.width() - gutter - self._outer(self.next, NEXT, self.width())
        top = 0
        middle = self._middle
        if middle is not None and not self.stacked(self.width()):
            edge = round(start_x(middle.x(), middle.width(), self.width(), direction))
        elif middle is not None:
            top = middle.y() + middle.height()
        room = edge - GAP - back
        height = self._message.fit(text, room)
        if not height or height > self.height() - top:
            return None
        left = round(start_x(back, room, self.width(), direction))
        return QRect(left, top + (self.height() - top - height) // 2, room, height)


class Message(QWidget):
    """A short message: with a tick where there is room, smaller and without it where there is less.

    Whoever shows it says it to a screen reader.
    """

    accessible_role = QAccessible.Role.StaticText

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        with_tick = IconLine("check", "", look, "small", bold=True, parent=self)
        without = PlainLabel("", look, "cap", bold=True, parent=self)
        self._forms = (
            Form(with_tick, "small", look.icon_size("tool") + look.space(3)),
            Form(without, "cap", 0),
        )
        self.hide()

    def fit(self, text: str, width: int) -> int:
        """Take a text and return its height at a width; 0 if not even the small form fits on two lines."""
        self.setAccessibleName(text)
        found = 0
        for form in self._forms:
            form.label.setText(text)
            words = (TextBlock(word, self._look, form.role, bold=True).natural_width for word in text.split())
            height = form.label.heightForWidth(max(width, 1))
            fits = form.indent + max(words, default=0) <= width and height <= 2 * self._look.line(form.role)
            form.label.setVisible(fits and not found)
            if fits and not found:
                form.label.setGeometry(0, 0, width, height)
                found = height
        return found


@dataclass(frozen=True, slots=True)
class Form:
    """One way to show the message: its label, type role, and what stands before the text, in px."""

    label: PlainLabel
    role: str
    indent: int
