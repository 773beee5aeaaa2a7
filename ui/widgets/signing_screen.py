"""A form to read and sign (12): what is signed, the sentence that the signature means, and the place to sign.

Owns when the form counts as seen, and which places the two have: side by side, form above, or two steps. What becomes
of the signature is for the screens that are made of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainterPath, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.document.blocks import Block
from kiosk.events import Ink
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.form_view import FormView
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.painting import panel, smooth, start_x
from ui.widgets.patient_screen import Frame, PatientScreen
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.sheet import Sheet
from ui.widgets.sign_panel import WAYS, SignPanel, Way
from ui.widgets.text import TextBlock

__all__ = ["OtherWaySheet", "SignData", "SigningScreen"]

COLUMN_GAP: Final = 32
LOW: Final = 450
LOW_WINDOW: Final = 720
"""In a window lower than this, in px, the step to sign has no progress above it."""
PROGRESS: Final = 60
"""What the page gains by that, in px."""
PORTRAIT_FORM: Final = 380
"""Least height of the form when it stands above the pad, in px."""


@dataclass(frozen=True, slots=True)
class SignData:
    """The form to sign. `digest` names what the blocks say; `seen` tells that it was on screen to its end before.

    `name` is who signs; it is printed under the line with `date`, unless `printed` says it in more words. `ways` are
    those that are open to them, the first one in use at first. `others` can be no witness of their mark. `words`:
    `sign.*`, `page.show_more`.
    """

    words: Mapping[str, str]
    blocks: tuple[Block, ...]
    digest: str
    meaning: str
    name: str
    date: str
    seen: bool = False
    printed: str = ""
    ways: tuple[Way, ...] = WAYS
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignDraft:
    """What survives a rebuild: everything that was given in any way."""

    seen: bool
    step: int
    way: Way
    ink: Ink
    typed: str
    confirmed: bool
    witness: str


class Paper(QWidget):
    """The sheet of paper with the form in it."""

    def __init__(self, form: FormView, look: Look, words: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        more, less = words["page.show_more"], words["page.go_up"]
        self.area = ShowMoreArea(form, look, more, less_word=less, parent=self)
        self.area.set_gutter(look.space(4))
        self.area.scrolled.connect(self.update)
        self._below = TextBlock(words["sign.more"], look, "small")

    def screenful(self) -> tuple[int, int]:
        """Return which screenful of the form is shown, counted from 1, and about how many there are."""
        bar = self.area.area.verticalScrollBar()
        step = max(self.area.area.viewport().height() - 2 * self._look.line("body"), self._look.line("body"))
        count = 1 + math.ceil(bar.maximum() / step)
        return (count if self.area.at_end() else min(1 + bar.value() // step, count)), count

    def resizeEvent(self, event: QResizeEvent) -> None:
        edge = self._look.border("control")
        self.area.setGeometry(self.rect().adjusted(edge, edge, -edge, -edge))
        shape = QPainterPath()
        radius = self._look.radius("control") - edge
        shape.addRoundedRect(QRectF(self.area.rect()), radius, radius)
        self.area.setMask(QRegion(shape.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        edge = look.border("control")
        painter = smooth(self)
        panel(painter, QRectF(self.rect()), look.radius("control"), look.color("surface"), look.color("control"), edge)
        bar = self.area.height() - self.area.area.height()
        if bar > 0:
            painter.setPen(QPen(look.color("line"), look.border("hairline")))
            y = self.height() - bar - edge
            painter.drawLine(edge, y, self.width() - edge, y)
            room = self.width() - self.area.button.width() - 3 * look.space(4)
            tall = self._below.lay_out(room)
            up = self.area.up_button
            if up is not None and up.isVisible():
                return
            if room >= 8 * look.px("small") and tall <= bar:
                left = start_x(look.space(4), room, self.width(), self.layoutDirection())
                self._below.draw(painter, left, y + (bar - tall) / 2, look.color("ink2"))


class OtherWaySheet(Sheet):
    """The ways to sign, equal in the record. Emits `chosen` with the way."""

    chosen = Signal(str)

    def __init__(
        self, window: QWidget, words: Mapping[str, str], look: Look, way: Way, ways: Sequence[Way] = WAYS
    ) -> None:
        body = QWidget()
        cancel = SecondaryButton(words["sign.way_cancel"], look)
        self.use = PrimaryButton(words["sign.way_use"], look)
        name = words["sign.way_title"]
        more, less = words["page.show_more"], words["page.go_up"]
        super().__init__(body, look, window, name=name, start=cancel, end=self.use, more_word=more, less_word=less)
        self.group = ChoiceGroup(parent=self)
        column = QVBoxLayout(body)
        column.setSpacing(look.space(3))
        column.addWidget(Heading(name, look, "h2"))
        column.addWidget(plain(words["sign.way_lead"], look, "body"))
        for key in ways:
            choice = Choice(words[f"sign.way_{key}"], look, words[f"sign.way_{key}_line"], least_height=72)
            column.addWidget(self.group.add(key, choice))
        column.addStretch(1)
        self.group.choose(way)
        self.use.clicked.connect(self._use)

    def _use(self) -> None:
        self.close_sheet()
        self.chosen.emit(self.group.chosen_id())


class SigningScreen(PatientScreen):
    """What is signed and the place to sign. Subclasses say what Next sends, and what follows when all was seen."""

    def __init__(self, data: SignData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["sign.title"], parent)
        self._data = data
        self._look = look
        self._seen = data.seen
        self._two_steps = False
        self._step = 1
        self._shown_frame: Frame | None = None
        self._title = Heading(words["sign.title"], look, "h2", parent=self)
        self._place_line = plain("", look, "small", color="ink2")
        self._place_line.setParent(self)
        self._form = FormView(data.blocks, look, name=words["sign.title"])
        self.paper = Paper(self._form, look, words, self)
        self.panel = SignPanel(
            words,
            data.meaning,
            look,
            name=data.name,
            date=data.date,
            printed=data.printed,
            ways=data.ways,
            parent=self,
        )
        self.panel.rule_out(data.others)
        self._problem = IconLine("alert", "", look, "small", bold=True, color="errText", parent=self)
        self._problem.hide()
        self.paper.area.end_reached.connect(self._end_reached)
        self.paper.area.scrolled.connect(self._scrolled)
        self.panel.other_way_wanted.connect(self._ask_for_way)

    # ------------------------------------------------------------ seeing

    def form_seen(self) -> bool:
        """Tell whether all of the form has been on screen."""
        return self._seen

    def _end_reached(self) -> None:
        if not self._seen:
            self._seen = True
            self._say("")
            self.all_seen()

    def all_seen(self) -> None:
        """All of the form has been on screen for the first time."""

    def _scrolled(self) -> None:
        part, parts = self.paper.screenful()
        text = self._data.words["sign.part"].format(part=part, parts=parts) if parts > 1 else ""
        if text != self._place_line.text():
            self._place_line.setText(text)
            self._lay_out()
        self._tell_frame()

    def _tell_frame(self) -> None:
        """Let the window read the frame again if it is another one."""
        frame = self.frame
        if frame != self._shown_frame:
            self._shown_frame = frame
            self.moved.emit()

    def _ask_for_way(self) -> None:
        sheet = OtherWaySheet(self.window(), self._data.words, self._look, self.panel.way(), self._data.ways)
        sheet.chosen.connect(self._use_way)
        sheet.open_sheet()

    def _use_way(self, way: str) -> None:
        self.panel.use(cast("Way", way))
        self._lay_out()
        self.panel.focus_way()

    # ------------------------------------------------------------ placing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _tight(self) -> bool:
        """Tell whether large text has a low window: then Next goes on through the form, without a button of its own."""
        return self._look.step > 1.25 and self.window().height() < LOW_WINDOW

    def _lay_out(self) -> None:
        look = self._look
        gutter = look.gutter(max(self.window().width(), self.width()))
        airy = look.step <= 1.25 and self.height() >= LOW
        top, bottom = (24, 20) if airy else (8, 6) if self._tight() else (14, 12)
        place = QRect(gutter, top, self.width() - 2 * gutter, self.height() - top - bottom)
        if place.width() < 1 or place.height() < 1:
            return
        # What the frame leaves out for one step does not count, or there would be no end to changing over.
        room = place.height() - (0 if self._shown_frame is None or self._shown_frame.progress else PROGRESS)
        column = (place.width() - COLUMN_GAP) // 2
        signature = look.tokens.signature
        beside = (
            look.step <= 1.25 and column >= signature.min_pad_width - 12 and self.panel.least_height(column) <= room
        )
        head = self._title.heightForWidth(place.width()) + 12
        stacked = look.step <= 1.25 and head + PORTRAIT_FORM + 16 + self.panel.least_height(place.width()) <= room
        self._two_steps = not beside and not stacked
        self.paper.area.set_bar(shown=not self._tight())
        if beside:
            # The pad's side is a little wider: a signature runs along.
            column -= 24
            self._place_form(QRect(place.left(), place.top(), column, place.height()))
            rest = place.width() - column - COLUMN_GAP
            self._put(self.panel, QRect(place.left() + column + COLUMN_GAP, place.top(), rest, place.height()))
        elif stacked:
            low = max(self.panel.least_height(place.width()), round(place.height() * 0.44))
            self._place_form(QRect(place.left(), place.top(), place.width(), place.height() - low - 16))
            self._put(self.panel, QRect(place.left(), place.top() + place.height() - low, place.width(), low))
        else:
            self._place_step(place)
        self._tell_frame()

    def _place_step(self, place: QRect) -> None:
        reading = self._step == 1
        for widget in (self._title, self._place_line, self.paper):
            widget.setVisible(reading)
        self._problem.setVisible(reading and bool(self._problem.text()))
        self.panel.setVisible(not reading)
        if reading:
            self._place_form(place)
        else:
            self._put(self.panel, place)

    def _place_form(self, place: QRect) -> None:
        low = place.height() < LOW
        top = place.top()
        # On a low page the form says its own title.
        self._title.setVisible(not low)
        self._place_line.setVisible(not low and bool(self._place_line.text()))
        if not low:
            beside = self._place_line.natural_width() + 16 if self._place_line.text() else 0
            room = place.width() - beside
            tall = self._title.heightForWidth(room)
            self._put(self._title, QRect(place.left(), top, room, tall))
            if beside:
                line = self._look.line("small")
                drop = max((tall - line) // 2, 0)
                self._put(self._place_line, QRect(place.left() + room + 16, top + drop, beside - 16, line))
            top += tall + 12
        bottom = place.top() + place.height()
        if self._problem.text():
            tall = self._problem.heightForWidth(place.width())
            self._put(self._problem, QRect(place.left(), bottom - tall, place.width(), tall))
            bottom -= tall + 8
        self._put(self.paper, QRect(place.left(), top, place.width(), bottom - top))

    def _put(self, widget: QWidget, place: QRect) -> None:
        left = round(start_x(place.left(), place.width(), self.width(), self.layoutDirection()))
        widget.setGeometry(left, place.top(), place.width(), place.height())
        widget.show()

    # ------------------------------------------------------------ Next and Back

    @property
    def frame(self) -> Frame:
        words = self._data.words
        if self.part() < self.parts():
            if not self._tight():
                return Frame()
            if self.paper.area.at_end():
                return Frame(progress=False)
            return Frame(progress=False, next_label=words["page.show_more"], next_icon="down")
        label = words["sign.save_paper" if self.panel.way() == "paper" else "sign.save"]
        if not self._two_steps:
            return Frame(next_label=label, next_icon="")
        # The pad has the place to itself; the question button waits one press of Back away at large text.
        large = self._look.step > 1.25
        low = self.window().height() < LOW_WINDOW
        return Frame(next_label=label, next_icon="", progress=not large and not low, question=not large)

    def part(self) -> int:
        return self._step if self._two_steps else 1

    def parts(self) -> int:
        return 2 if self._two_steps else 1

    def go_to_part(self, part: int) -> bool:
        """Show a step, 1 to read or 2 to sign, where they do not stand together."""
        if not self._two_steps or part == self._step or not 1 <= part <= 2:
            return False
        self._step = part
        self._lay_out()
        self.moved.emit()
        self.focus_first()
        return True

    def advance(self) -> bool:
        if self.part() < self.parts() and self._tight() and self.paper.area.show_more():
            return True
        if not self._seen:
            return False
        return self.go_to_part(self.part() + 1)

    def retreat(self) -> bool:
        if self.part() < self.parts():
            return self._tight() and self.paper.area.show_less()
        if self._two_steps and self.panel.area.show_less():
            return True
        return self.go_to_part(self.part() - 1)

    def problem(self) -> str:
        if not self._seen:
            return self._data.words["sign.look_first"]
        return self.panel.problem()

    def show_problem(self, problem: str) -> None:
        if self._seen:
            self.panel.say(problem)
            return
        self.go_to_part(1)
        # The message stays until the end was seen; each Next goes on through the form.
        self._say(problem)
        self.paper.area.show_more()

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._lay_out()

    # ------------------------------------------------------------ keeping and reading

    def draft(self) -> SignDraft:
        panel = self.panel
        return SignDraft(
            self._seen,
            self._step,
            panel.way(),
            panel.pad.ink(),
            panel.typed.edit.text(),
            panel.confirm.isChecked(),
            panel.witness.edit.text(),
        )

    def restore_draft(self, draft: object) -> None:
        if not isinstance(draft, SignDraft):
            return
        self._seen, self._step = self._seen or draft.seen, draft.step
        self.panel.pad.set_ink(draft.ink)
        self.panel.typed.edit.setText(draft.typed)
        self.panel.confirm.setChecked(draft.confirmed)
        self.panel.witness.edit.setText(draft.witness)
        self.panel.use(draft.way)
        self._lay_out()

    def read_aloud_text(self) -> tuple[str, ...]:
        form: Sequence[str] = self._form.sentences()
        if self._two_steps:
            return (self.title, *form) if self._step == 1 else (self._data.meaning,)
        return (self.title, *form, self._data.meaning)

    def focus_first(self) -> None:
        if self._title.isVisibleTo(self):
            self._title.setFocus()
        else:
            self.setFocus()
