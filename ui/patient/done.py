"""The last screen (13): thanks, what happens next, and a countdown after which nothing of the visit is on screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import SecondaryButton
from ui.widgets.intents import ClearNow, CountdownStopped
from ui.widgets.labels import Heading, PlainLabel, plain
from ui.widgets.page_flow import Space
from ui.widgets.painting import draw_icon, follow_width, smooth, start_x
from ui.widgets.parts_screen import Arrangement, PartsScreen
from ui.widgets.patient_screen import Frame
from ui.widgets.ring import CountdownRing
from ui.widgets.text import TextBlock

__all__ = ["DoneData", "DoneScreen", "Waiting", "done_lines"]

MEASURE: Final = 820
MARK: Final = 44
GAP: Final = 16
LEAST_LABEL: Final = 10
"""Least width of the sentence beside the buttons, in type sizes; else they stand below it."""
LONG_NAME: Final = 30
"""A name of more characters would fill the screen: then the thanks go without it."""
Waiting = Literal["", "answers", "paper", "clinician"]
"""Why the form is not sealed yet: the clinician's answers, the signed paper, or the signatures of others."""
Signer = Literal["", "cosigned", "left", "withdrawn", "unsigned"]
"""Who holds the tablet, other than somebody who has just decided: see `DoneData.signer`."""


@dataclass(frozen=True, slots=True)
class DoneData:
    """The end of a visit. `name` is what the person at the tablet is called, `questions` how many are open.

    `signer` is empty for who has just decided. Others have signed beside them (`cosigned`), could not sign now (`left`)
    or have signed that a consent is taken back (`withdrawn`), or left that unsigned (`unsigned`). `words`: `done.*`,
    `page.show_more`.
    """

    words: Mapping[str, str]
    name: str
    decision: Literal["agree", "decline", "talk"]
    questions: int
    waiting: Waiting
    seconds: int
    signer: Signer = ""


def done_lines(data: DoneData) -> tuple[tuple[str, str], ...]:
    """Return the steps to come as headings and lines, by decision, open questions and what the visit waits for."""
    words = data.words
    hand = (words["done.hand"], words["done.hand_line"])
    if data.signer:
        return (hand, *_signer_lines(data))
    count = "none" if not data.questions else "one" if data.questions == 1 else "many"
    talk = f"done.{data.decision}_{count}"
    if data.waiting == "answers" and data.decision == "agree" and not data.questions:
        talk = "done.agree_checks"
    next_step = (words["done.talk"], words[talk].format(count=data.questions))
    copy = "done.copy_later" if data.waiting else "done.copy"
    if data.waiting == "clinician":
        next_step, copy = (words["done.clinician"], words["done.clinician_line"]), "done.copy_signed"
    lines = [hand, next_step, (words["done.paper"], words[copy])]
    if data.waiting == "paper":
        # With open questions the answers come first, then the form; else the form takes the talk's place.
        lines[1 if not data.questions else 2 : 2] = [(words["done.sign_paper"], words["done.sign_paper_line"])]
    return tuple(lines)


def _signer_lines(data: DoneData) -> tuple[tuple[str, str], ...]:
    """Return what follows for somebody who signed beside who decided, or signed that a consent is taken back."""
    words = data.words
    if data.signer == "left":
        return ((words["done.left_next"], words["done.left_next_line"]),)
    if data.signer in {"withdrawn", "unsigned"}:
        talk = (words["done.withdrawn_next"], words["done.withdrawn_next_line"])
        return (talk, (words["done.paper"], words["done.withdrawn_copy"]))
    key = "done.cosigned_next" if data.decision == "agree" else "done.cosigned_talk"
    clinician = (words[key], words[f"{key}_line"])
    return (clinician, (words["done.cosigned_copy"], words["done.cosigned_copy_line"]))


def _saved(data: DoneData) -> str:
    """Return the key of the sentence under the thanks: what was saved."""
    if data.signer:
        return f"done.{data.signer}"
    return "done.saved_signed" if data.decision == "agree" and data.waiting != "paper" else "done.saved"


class NumberedStep(QWidget):
    """A number in a ring, a heading and a line."""

    def __init__(self, number: int, heading: str, line: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._number = TextBlock(str(number), look, "lead", bold=True, align="center")
        large = look.step > 1.25
        self._heading = plain(heading, look, "body" if large else "lead", bold=True)
        self._line = plain(line, look, "small" if large else "body")
        for label in (self._heading, self._line):
            label.setParent(self)
        follow_width(self)

    @property
    def _mark(self) -> int:
        return round(MARK * self._look.step)

    def _room(self, width: int) -> int:
        return width - self._mark - 20

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = self._room(width)
        return max(self._heading.heightForWidth(room) + self._line.heightForWidth(room), self._mark)

    def sizeHint(self) -> QSize:
        return QSize(700, self.heightForWidth(700))

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = self._room(self.width())
        left = round(start_x(self._mark + 20, room, self.width(), self.layoutDirection()))
        tall = self._heading.heightForWidth(room)
        self._heading.setGeometry(left, 0, room, tall)
        self._line.setGeometry(left, tall, room, self.height() - tall)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        edge = look.border("control")
        mark = self._mark
        left = start_x(0, mark, self.width(), self.layoutDirection())
        painter.setPen(QPen(look.color("accent"), edge))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = edge / 2
        painter.drawEllipse(QRectF(left, 0, mark, mark).adjusted(half, half, -half, -half))
        height = self._number.lay_out(mark)
        self._number.draw(painter, left, (mark - height) / 2, look.color("accentText"))


class DoneMark(QWidget):
    """The tick in a ring: it says "finished" for every decision alike."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 60

    def paintEvent(self, event: QPaintEvent) -> None:
        # The icon has free edges; its ring stands where the text begins.
        left = start_x(-5, 60, self.width(), self.layoutDirection())
        draw_icon(smooth(self), self._look, "circlecheck", QPointF(left, 0), 60, "accent")


class DoneBar(QWidget):
    """The bar at the foot: how long it takes, a button to stop that and one to clear now."""

    def __init__(
        self, label: PlainLabel, ring: CountdownRing, buttons: list[SecondaryButton], look: Look, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._look, self._label, self._ring, self._buttons = look, label, ring, buttons
        for child in (label, ring, *buttons):
            child.setParent(self)

    def _shown(self) -> list[SecondaryButton]:
        return [button for button in self._buttons if not button.isHidden()]

    def _sizes(self, width: int) -> list[QSize]:
        """Return the buttons' sizes: natural ones, or equal shares of a narrow place with their words wrapped."""
        shown = self._shown()
        sizes = [button.sizeHint() for button in shown]
        inner = width - 2 * self._look.gutter(width)
        if sum(size.width() + GAP for size in sizes) - GAP > inner:
            each = (inner - GAP * (len(shown) - 1)) // len(shown)
            sizes = [QSize(each, max(button.heightForWidth(each) for button in shown)) for _ in shown]
        return sizes

    def _side(self) -> int:
        return 0 if self._ring.isHidden() else round(44 * self._look.step)

    def _indent(self) -> int:
        return self._side() + GAP if self._side() else 0

    def _label_room(self, width: int) -> tuple[int, bool]:
        """Return the width of the sentence, and whether the buttons stand below it."""
        inner = width - 2 * self._look.gutter(width) - self._indent()
        beside = inner - sum(size.width() + GAP for size in self._sizes(width))
        if beside >= min(self._label.natural_width(), LEAST_LABEL * self._look.px("body")):
            return beside, False
        return inner, True

    def height_for(self, width: int) -> int:
        """Return the height of the bar in a window of this width."""
        room, below = self._label_room(width)
        text = max(self._label.heightForWidth(room), self._side())
        tall = max(size.height() for size in self._sizes(width))
        return max(self._look.bar_height("bottom"), text + tall + 36 if below else max(text, tall) + 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.place()

    def place(self) -> None:
        """Put the ring, the sentence and the buttons that there are into their places."""
        width, height, direction = self.width(), self.height(), self.layoutDirection()
        gutter, side = self._look.gutter(width), self._side()
        room, below = self._label_room(width)
        text = self._label.heightForWidth(room)
        tall = max(size.height() for size in self._sizes(width))
        row = max(text, side) if below else height
        top = (height - row - 12 - tall) // 2 if below else 0
        self._ring.setGeometry(round(start_x(gutter, side, width, direction)), top + (row - side) // 2, side, side)
        left = round(start_x(gutter + self._indent(), room, width, direction))
        self._label.setGeometry(left, top + (row - text) // 2, room, text)
        button_top = top + row + 12 if below else (height - tall) // 2
        sizes = self._sizes(width)
        at = width - gutter - sum(size.width() + GAP for size in sizes) + GAP
        for button, size in zip(self._shown(), sizes, strict=True):
            x = round(start_x(at, size.width(), width, direction))
            button.setGeometry(x, button_top + (tall - size.height()) // 2, size.width(), size.height())
            at += size.width() + GAP

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.fillRect(self.rect(), self._look.color("surface"))
        painter.fillRect(0, 0, self.width(), self._look.border("hairline"), self._look.color("line"))


class SmallRing(CountdownRing):
    """The ring without its number: the number stands in the sentence beside it."""

    def __init__(self, look: Look, total: int, *, name: str) -> None:
        super().__init__(look, total, name=name)
        self._small_look, self._total_s, self._left = look, max(total, 1), total

    def set_remaining(self, seconds: int) -> None:
        self._left = max(seconds, 0)
        super().set_remaining(seconds)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._small_look
        painter = smooth(self)
        width = max(5.0, self.width() / 9)
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(look.color("line" if look.theme != "contrast" else "surface"), width))
        painter.drawEllipse(box)
        share = 1.0 if look.reduced_motion else min(self._left / self._total_s, 1.0)
        painter.setPen(QPen(look.color("accent"), width, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(box, 90 * 16, -round(share * 360 * 16))


class DoneScreen(PartsScreen):
    """Emits `ClearNow` when the time is over or the button is pressed. It has its own bar and no Next.

    Whoever needs longer stops the countdown (WCAG 2.2.1) and clears the screen by the button; then it emits
    `CountdownStopped`, and the window's watch for a tablet that nobody touches goes on.
    """

    def __init__(self, data: DoneData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        named = 0 < len(data.name) <= LONG_NAME
        title = words["done.title"].format(name=data.name) if named else words["done.title_no_name"]
        super().__init__(title, look, words["page.show_more"], parent=parent)
        self._words = words
        self._mark = DoneMark(look, self)
        large = look.step > 1.25
        self._title = Heading(title, look, "h2" if large else "disp", parent=self)
        saved = words[_saved(data)]
        self._lead = plain(saved, look, "body" if large else "lead")
        self._lead.setParent(self)
        lines = done_lines(data)
        self._steps = [NumberedStep(place, *line, look, self) for place, line in enumerate(lines, 1)]
        self._spoken = (title, saved, *(part for line in lines for part in line))
        self._left = data.seconds
        self._stopped = False
        self._label = plain("", look, "small" if large else "body")
        self._ring = SmallRing(look, data.seconds, name=words["done.ring"])
        size: Literal["bar", "primary"] = "primary" if large else "bar"
        # At large text the words need the place of the icons.
        self.stop_button = SecondaryButton(words["done.stop"], look, "" if large else "pause", size=size)
        self.stop_button.clicked.connect(self.stop)
        self.clear_button = SecondaryButton(words["done.clear"], look, "" if large else "lock", size=size)
        self.clear_button.clicked.connect(self._clear)
        self._bar = DoneBar(self._label, self._ring, [self.stop_button, self.clear_button], look, self)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._tell()
        self._timer.start()

    @property
    def frame(self) -> Frame:
        return Frame(top="help", progress=False, bottom="none", back=False, question=False)

    def remaining(self) -> int:
        """Return the seconds until the screen clears."""
        return self._left

    def stopped(self) -> bool:
        """Tell whether the countdown was stopped for good."""
        return self._stopped

    def stop(self) -> None:
        """Stop the countdown: somebody needs more time to read."""
        if self._stopped:
            return
        self._stopped = True
        self._timer.stop()
        focused = self.stop_button.hasFocus()
        self.stop_button.hide()
        self._ring.hide()
        self._tell()
        self._bar.place()
        self.refit()
        if focused:
            self.clear_button.setFocus()
        announce(self, self._label.text())
        self.acted.emit(CountdownStopped())

    def pause(self, *, paused: bool) -> None:
        """Hold the countdown while the screen is read aloud."""
        if paused:
            self._timer.stop()
        elif self._left > 0 and not self._stopped:
            self._timer.start()

    def _tell(self) -> None:
        key = "done.stopped" if self._stopped else "done.countdown_one" if self._left == 1 else "done.countdown"
        self._label.setText(self._words[key].format(seconds=self._left))
        self._ring.set_remaining(self._left)

    def _tick(self) -> None:
        self._left -= 1
        self._tell()
        if self._left <= 0:
            self._clear()

    def _clear(self) -> None:
        self._timer.stop()
        self.acted.emit(ClearNow())

    # ------------------------------------------------------------ arranging

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        look = self.look
        bar = self._bar.height_for(self.width())
        room = space.height - bar
        width = min(space.width, round(MEASURE * look.step))
        left = space.left + (space.width - width) // 2 if look.step <= 1.25 and self.height() >= 500 else space.left
        for mark, gap in ((True, 6), (False, 3), (False, 2)):
            last = gap == 2
            if last:
                left, width = space.left, space.width
            rows = [self.row(self._mark, width)] if mark else []
            rows += [
                self.row(self._title, width, look.space(6)),
                self.row(self._lead, width, look.space(1 if last else 3)),
                *(self.row(step, width, look.space(gap)) for step in self._steps),
            ]
            needed = sum(row.height for row in rows) + sum(row.gap for row in rows[1:])
            # Where it has to scroll in any case, the mark would only take place from the words.
            if needed <= room or last:
                drop = max((room - needed) // 2, 0)
                yield self.one_part(rows, Space(left, space.top + drop, width, room - drop, 0))

    def _show_part(self) -> None:
        focused = next((button for button in (self.stop_button, self.clear_button) if button.hasFocus()), None)
        super()._show_part()
        height = self._bar.height_for(self.width())
        self._bar.setGeometry(0, self.height() - height, self.width(), height)
        self._bar.show()
        self._bar.raise_()
        if focused is not None:
            focused.setFocus()

    def draft(self) -> tuple[int, bool]:
        return (self._left, self._stopped)

    def restore_draft(self, draft: object) -> None:
        match draft:
            case (int(left), bool(stopped)):
                self._left = left
                self._tell()
                if stopped:
                    self.stop()

    def read_aloud_text(self) -> tuple[str, ...]:
        return self._spoken

    def focus_first(self) -> None:
        self._title.setFocus()
