"""Today's list (15): who is here, how far each one is, and one thing to do for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QKeySequence, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from ui.drafts import Page
from ui.theme import Look
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.chip import Chip, ChipKind
from ui.widgets.desk_form import DeskPage, Input, line_edit
from ui.widgets.labels import IconLine, PlainLabel, plain
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.tap import TapButton
from ui.widgets.text import TextBlock

__all__ = [
    "CheckFileWanted",
    "CheckInWanted",
    "CloseDayWanted",
    "EarlierWanted",
    "PrintVisit",
    "ReopenVisit",
    "ReviewVisit",
    "StartVisit",
    "TodayData",
    "TodayRow",
    "TodayScreen",
    "TodayWanted",
    "ViewVisit",
]

RowAction = Literal["start", "resume", "review", "print", "view"]
COLUMNS: Final = (80, 232, 196, 236, 132, 144, 132)
"""Time, patient, document, status, questions, checks, action; in px at text step 1.0 on 1152 px."""
LEAST_COLUMNS: Final = (80, 180, 140, 236, 108, 92, 132)
"""How narrow they may become to leave a long status its room."""
STATUS: Final = 3
PAD: Final = 24
ARROW_GAP: Final = 6
FOOT_FROM: Final = 760
"""From this width on, at text step 1.0, the buttons of the foot stand beside each other."""
TABLE_FROM: Final = 1090
"""From this width of the list on, at text step 1.0, a visit is one row; narrower it is a small card."""


@dataclass(frozen=True, slots=True)
class StartVisit:
    """Give the tablet to the patient for the first time."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class ReopenVisit:
    """Give the tablet to the patient again, at the kept place."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class ReviewVisit:
    """See what keeps the document from its seal."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class PrintVisit:
    """Print the sealed document."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class ViewVisit:
    """See a visit that is under way or over."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class CheckInWanted:
    """A new patient is here."""


@dataclass(frozen=True, slots=True)
class CheckFileWanted:
    """Somebody brought a document: is it genuine?"""


@dataclass(frozen=True, slots=True)
class EarlierWanted:
    """Look at sealed visits of earlier days; `find` is part of a name or of a record number, or empty."""

    find: str = ""


@dataclass(frozen=True, slots=True)
class TodayWanted:
    """Back to the day's list."""


@dataclass(frozen=True, slots=True)
class CloseDayWanted:
    """The kiosk is closed for the day."""


INTENTS: Final = {
    "start": StartVisit,
    "resume": ReopenVisit,
    "review": ReviewVisit,
    "print": PrintVisit,
    "view": ViewVisit,
}


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One visit, in words. `questions` counts what is open: questions, and facts to go over.

    `status_kind` and `status_icon` are those of a chip; the word always stands beside them. `checks` such as "5 of 5",
    or a dash. `first`: what needs staff most has the filled button.
    """

    visit_id: str
    time: str
    name: str
    born: str
    treatment: str
    status: str
    status_icon: str
    status_kind: ChipKind
    questions: int
    checks: str
    action: RowAction
    first: bool = False


@dataclass(frozen=True, slots=True)
class TodayData:
    """The day's list. `message`: what just happened ("The visit was printed"), or empty. `words`: `today.*`.

    `notice`: what somebody has to see to in the next weeks, or empty. `earlier`: these are sealed visits of earlier
    days instead, which `find` was looked for in.
    """

    words: Mapping[str, str]
    date: str
    rows: tuple[TodayRow, ...]
    message: str = ""
    notice: str = ""
    earlier: bool = False
    find: str = ""


class TodayScreen(DeskPage):
    """Emits what its buttons ask for, such as `CheckInWanted`, and the row's own intent, such as `StartVisit`.

    A press on the name opens the visit whatever there is to do: `ReviewVisit`, or `ViewVisit` once it is over.
    """

    def __init__(self, data: TodayData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["today.earlier_title" if data.earlier else "today.title"], look, parent=parent)
        self.page = Page("find") if data.earlier else None
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head = QHBoxLayout()
        head.setSpacing(look.space(4))
        middle = Qt.AlignmentFlag.AlignVCenter
        head.addWidget(self.heading, 0, middle)
        head.addWidget(plain(data.date, look, "body", color="ink2"), 1, middle)
        self.body.addLayout(head)
        if data.earlier:
            self._add_search(data, head)
        else:
            self.new_patient = PrimaryButton(words["today.new"], look, "plus", size="primary", icon_at="start")
            self._add_button(head, self.new_patient, "new", CheckInWanted())
        if data.message:
            self.body.addWidget(IconLine("check", data.message, look, "body", bold=True))
        if data.notice:
            self.body.addWidget(IconLine("alert", data.notice, look, "body"))
        self.rows: list[VisitRow] = []
        if not data.rows:
            self.body.addWidget(plain(words["today.nothing_found" if data.earlier else "today.empty"], look, "lead"))
        else:
            table = VisitList(data, look)
            self.rows = table.rows
            for row in table.rows:
                row.button.clicked.connect(lambda _checked=False, row=row: self._act(row.data))
                row.name.clicked.connect(lambda _checked=False, row=row: self._open(row.data))
            self.body.addWidget(table)
        self.body.addStretch(1)
        if not data.earlier:
            foot = self._foot
            foot.setSpacing(look.space(4))
            foot.addStretch(1)
            self.check_file = SecondaryButton(
                words["today.check_file"], look, "document", size="primary", icon_at="start"
            )
            self._add_button(foot, self.check_file, "check_file", CheckFileWanted())
            self.earlier = SecondaryButton(words["today.earlier"], look, "search", size="primary", icon_at="start")
            self._add_button(foot, self.earlier, "earlier", EarlierWanted())
            self.close_day = SecondaryButton(words["today.close_day"], look, "lock", size="primary", icon_at="start")
            self._add_button(foot, self.close_day, "close_day", CloseDayWanted())
            self.body.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= FOOT_FROM * self.look.step
        self._foot.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)

    def _add_search(self, data: TodayData, head: QHBoxLayout) -> None:
        """Add the way back, and a line to find a visit by name or record number."""
        words, look = data.words, self.look
        back = SecondaryButton(words["today.back"], look, "back", size="primary", icon_at="start")
        self._add_button(head, back, "back", TodayWanted())
        row = QHBoxLayout()
        row.setSpacing(look.space(4))
        self.finder = line_edit(look)
        self.finder.setObjectName("today.find")
        self.finder.setText(data.find)
        self.finder.returnPressed.connect(self._look_for)
        row.addWidget(Input(words["today.find"], self.finder, look), 1)
        button = SecondaryButton(words["today.find_now"], look, "search", size="primary", icon_at="start")
        button.setObjectName("today.find_now")
        button.clicked.connect(self._look_for)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)

    def draft(self) -> object:
        return self.finder.text() if self.page is not None else None

    def restore_draft(self, draft: object) -> None:
        if self.page is not None and isinstance(draft, str):
            self.finder.setText(draft)

    def _look_for(self) -> None:
        self.acted.emit(EarlierWanted(self.finder.text().strip()))

    def _add_button(self, row: QBoxLayout, button: Button, name: str, intent: object) -> None:
        button.setObjectName(f"today.{name}")
        button.clicked.connect(lambda: self.acted.emit(intent))
        row.addWidget(button)

    def _act(self, row: TodayRow) -> None:
        self.acted.emit(INTENTS[row.action](row.visit_id))

    def _open(self, row: TodayRow) -> None:
        over = row.action in {"print", "view"}
        self.acted.emit(ViewVisit(row.visit_id) if over else ReviewVisit(row.visit_id))


class NameButton(TapButton):
    """Who a visit is for, which opens it: the name with an arrow behind it, and the date of birth below."""

    def __init__(self, data: TodayRow, look: Look, words: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._name = TextBlock(data.name, look, "body", bold=True)
        self._born = TextBlock(data.born, look, "cap")
        self._arrow = look.icon_size("tool")
        # Set as Qt's own text only to be found by it: an ampersand in a name must not become a key.
        self.setText(data.name)
        self.setShortcut(QKeySequence())
        self.setAccessibleName(words["today.open_name"].format(name=data.name, born=data.born))
        follow_width(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        name = self._name.lay_out(width - self._arrow - ARROW_GAP)
        return max(name + self._born.lay_out(width), self._look.target("minimum"))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, width = self._look, self.width()
        painter = smooth(self)
        if self.isDown():
            panel(painter, QRectF(self.rect()), look.radius("tool"), look.color("accentTint"))
        room = width - self._arrow - ARROW_GAP
        name, born = self._name.lay_out(room), self._born.lay_out(width)
        top = (self.height() - name - born) / 2
        direction = self.layoutDirection()
        self._name.draw(painter, start_x(0, room, width, direction), top, look.color("accentText"))
        self._born.draw(painter, 0, top + name, look.color("ink2"))
        at = start_x(min(self._name.natural_width, room) + ARROW_GAP, self._arrow, width, direction)
        draw_icon(
            painter, look, "next", QPointF(at, top + (look.line("body") - self._arrow) / 2), self._arrow, "accentText"
        )


class VisitRow(QWidget):
    """One visit: a row of the table, or a card of two or three lines."""

    accessible_role = QAccessible.Role.Grouping

    def __init__(self, data: TodayRow, look: Look, words: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.data = data
        self._look = look
        # A day has a word in it, which the column has to hold.
        self._time = PlainLabel(data.time, look, "body" if ":" in data.time else "small", parent=self)
        self._treatment = PlainLabel(data.treatment, look, "small", parent=self)
        self._chip = Chip(data.status, look, data.status_icon, data.status_kind, parent=self)
        count = words["today.questions"].format(count=data.questions) if data.questions else words["today.none"]
        self._questions: PlainLabel = (
            IconLine("question", str(data.questions), look, "body", bold=True, color="flagText", parent=self)
            if data.questions
            else PlainLabel(words["today.none"], look, "small", color="ink2", parent=self)
        )
        self._questions.setAccessibleName(count)
        self._checks = PlainLabel(data.checks, look, "small", parent=self)
        spoken = words["today.checks_name"].format(checks=data.checks)
        self._checks.setAccessibleName(spoken)
        # A card has no head above it that says what is counted.
        self._counted = PlainLabel(spoken, look, "small", parent=self)
        self.status_room = self._chip.sizeHint().width()
        metrics = QFontMetrics(look.font("small"))
        self.time_room = max((metrics.horizontalAdvance(word) for word in data.time.split()), default=0) + 8
        label = words[f"today.{data.action}"]
        self.button: PrimaryButton | SecondaryButton = (
            PrimaryButton(label, look, size="tool") if data.first else SecondaryButton(label, look, size="tool")
        )
        self.button.setParent(self)
        self.button.setObjectName(f"today.{data.action}")
        self.button.setAccessibleName(words["today.action_name"].format(action=label, name=data.name))
        self.name = NameButton(data, look, words, self)
        self.name.setObjectName("today.open")
        self.setAccessibleName(f"{data.time}, {data.name}, {data.status}")
        follow_width(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(width, place=False)

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(600))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(self.width(), place=True)

    def _lay_out(self, width: int, *, place: bool) -> int:
        columns = shares(width, self._look, self.status_room, self.time_room)
        if place:
            self._checks.setVisible(bool(columns))
            self._counted.setVisible(not columns)
            self._questions.setVisible(bool(columns) or self.data.questions > 0)
        return self._as_row(columns, place=place) if columns else self._as_card(width, place=place)

    def _put(self, widget: QWidget, at: float, top: float, width: float, height: float) -> None:
        left = start_x(at, width, self.width(), self.layoutDirection())
        widget.setGeometry(round(left), round(top), round(width), round(height))

    def _as_row(self, columns: list[int], *, place: bool) -> int:
        starts = [PAD + sum(columns[:index]) for index in range(len(columns))]
        name = self.name.heightForWidth(columns[1] - 12)
        treatment = self._treatment.heightForWidth(columns[2] - 12)
        button = self.button.heightForWidth(columns[6])
        time = self._time.heightForWidth(columns[0])
        height = max(name, treatment, button, time) + 16
        if place:
            cells = ((self._time, 0, 0), (self._treatment, 2, 12), (self._questions, 4, 8), (self._checks, 5, 8))
            for label, index, gap in cells:
                tall = label.heightForWidth(columns[index] - gap)
                self._put(label, starts[index], (height - tall) / 2, columns[index] - gap, tall)
            self._put(self.name, starts[1], (height - name) / 2, columns[1] - 12, name)
            chip = self._chip.sizeHint()
            self._put(self._chip, starts[STATUS], (height - chip.height()) / 2, chip.width(), chip.height())
            self._put(self.button, starts[6], (height - button) / 2, columns[6], button)
        return height

    def _as_card(self, width: int, *, place: bool) -> int:
        look = self._look
        gap = look.space(3)
        inner = width - 2 * PAD
        button_width = min(max(self.button.sizeHint().width(), 132), inner // 2)
        button = self.button.heightForWidth(button_width)
        words = inner - button_width - gap
        name = self.name.heightForWidth(words)
        time_width = self._time.natural_width() + gap
        treatment = self._treatment.heightForWidth(words - time_width)
        time = self._time.heightForWidth(time_width)
        # The first lines of time and treatment stand on one base.
        offset = max(look.line("body") - look.line("small"), 0) // 2 if ":" in self.data.time else 0
        first = max(name + max(treatment + offset, time), button)
        # Status, questions and checks stand in one line, and go on to further lines where that is too short.
        parts: list[QWidget] = [self._chip, *([self._questions] if self.data.questions else []), self._counted]
        at, top, line = PAD, gap + first + 6, 0
        places: list[tuple[QWidget, int, int, QSize]] = []
        for part in parts:
            size = part.sizeHint()
            size = size if size.width() <= inner else QSize(inner, part.heightForWidth(inner))
            if at > PAD and at + size.width() > PAD + inner:
                at, top, line = PAD, top + line + 6, 0
            places.append((part, at, top, size))
            at, line = at + size.width() + look.space(5), max(line, self._chip.sizeHint().height(), size.height())
        if place:
            self._put(self.name, PAD, gap, words, name)
            self._put(self._time, PAD, gap + name, time_width, time)
            under = gap + name + offset
            self._put(self._treatment, PAD + time_width, under, words - time_width, treatment)
            self._put(self.button, PAD + inner - button_width, gap, button_width, button)
            for part, left, upper, size in places:
                drop = max(self._chip.sizeHint().height() - size.height(), 0) / 2
                self._put(part, left, upper + drop, size.width(), size.height())
        return top + line + gap


class VisitList(QWidget):
    """The rows under one head, with lines between them."""

    accessible_role = QAccessible.Role.List

    def __init__(self, data: TodayData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(data.words["today.title"])
        heads = ("time", "patient", "document", "status", "head_questions", "checks")
        self._heads = [PlainLabel(data.words[f"today.{head}"], look, "cap", bold=True, parent=self) for head in heads]
        self.rows = [VisitRow(row, look, data.words, self) for row in data.rows]
        widest = max((row.status_room for row in self.rows), default=0)
        time = max((row.time_room for row in self.rows), default=0)
        for row in self.rows:
            row.status_room, row.time_room = widest, time
        self._status_room, self._time_room = widest, time
        follow_width(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._head(width) + sum(row.heightForWidth(width) for row in self.rows) + self._look.border("hairline")

    def sizeHint(self) -> QSize:
        return QSize(800, self.heightForWidth(800))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 64)

    def _head(self, width: int) -> int:
        return self._look.line("cap") + 24 if shares(width, self._look, self._status_room, self._time_room) else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, head = self.width(), self._head(self.width())
        at = PAD
        columns = shares(width, self._look, self._status_room, self._time_room)
        for label in self._heads:
            label.setVisible(bool(columns))
        for label, share in zip(self._heads, columns, strict=False):
            left = round(start_x(at, share - 8, width, self.layoutDirection()))
            label.setGeometry(left, 12, share - 8, self._look.line("cap"))
            at += share
        y = head
        for row in self.rows:
            height = row.heightForWidth(width)
            row.setGeometry(0, y, width, height)
            y += height

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        line = look.border("hairline")
        outline = QRectF(self.rect())
        panel(painter, outline, look.radius("card"), look.color("surface"), look.color("line"), line)
        inside = QPainterPath()
        inside.addRoundedRect(
            outline.adjusted(line, line, -line, -line), look.radius("card") - line, look.radius("card") - line
        )
        painter.setClipPath(inside)
        head = self._head(self.width())
        if head:
            painter.fillRect(0, 0, self.width(), head, look.color("sunken"))
        for row in self.rows:
            if row.data.first:
                painter.fillRect(row.geometry(), look.color("accentTint"))
                bar = round(start_x(0, 5 + line, self.width(), self.layoutDirection()))
                painter.fillRect(bar, row.y(), 5 + line, row.height(), look.color("accent"))
            if row.y():
                painter.fillRect(QRectF(line, row.y(), self.width() - 2 * line, line), look.color("line"))


def shares(width: int, look: Look, status: int, time: int = 0) -> list[int]:
    """Return the columns' widths in px for a list of a width; none if it is too narrow for a table.

    `status` is the width of the widest status, `time` of the longest word of a time or day. Where one needs more than
    its share, other columns give way.
    """
    if width < TABLE_FROM * look.step:
        return []
    inner = width - 2 * PAD
    columns = [inner * column // sum(COLUMNS) for column in COLUMNS]
    late = max(time - columns[0], 0)
    columns[0] += late
    columns[1] -= late
    wanted = status + 16 - columns[STATUS]
    for index in (5, 4, 2, 1):
        given = min(max(columns[index] - round(LEAST_COLUMNS[index] * look.step), 0), max(wanted, 0))
        columns[index] -= given
        columns[STATUS] += given
        wanted -= given
    return columns if wanted <= 0 else []
