"""Check a document: a place to drop a file or choose one, and a page with the verdict on it in plain words.

Whatever the verdict, an icon, a word and a colour say it first, and what to do now stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets.accessible import announce
from ui.widgets.buttons import PrimaryButton, SecondaryButton, button_height
from ui.widgets.card import Card, Line
from ui.widgets.desk_form import DeskPage, PageLine
from ui.widgets.labels import Heading, IconLine, PlainLabel, plain
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.tap import TapButton
from ui.widgets.text import TextBlock

__all__ = [
    "AnotherWanted",
    "FileWanted",
    "FilesGiven",
    "ScanFilingWanted",
    "SignerLine",
    "Tone",
    "VerdictData",
    "VerdictScreen",
    "VerifyClosed",
    "VerifyData",
    "VerifyScreen",
]

Tone = Literal["good", "doubt", "bad"]
TONES: Final[dict[Tone, tuple[str, str, str]]] = {
    "good": ("circlecheck", "okBg", "okText"),
    "doubt": ("search", "attnBg", "attnText"),
    "bad": ("alert", "errBg", "errText"),
}
"""Icon, fill and text colour of a verdict."""
WIDE_FROM: Final = 1000
LOW_BELOW: Final = 520
"""A place of less px, at text step 1.0, has no room for the picture in the drop area."""
PAD: Final = 28
BUTTON_PAD: Final = 24


@dataclass(frozen=True, slots=True)
class FileWanted:
    """Show the files of this computer to choose from."""


@dataclass(frozen=True, slots=True)
class FilesGiven:
    """These files were dropped: their paths."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnotherWanted:
    """Check something else."""


@dataclass(frozen=True, slots=True)
class VerifyClosed:
    """Back to the list."""


@dataclass(frozen=True, slots=True)
class ScanFilingWanted:
    """Put this scan into the record of the visit that it belongs to."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class VerifyData:
    """`error`: why the last file could not be checked, or empty. `words`: `check_file.*`."""

    words: Mapping[str, str]
    error: str = ""


@dataclass(frozen=True, slots=True)
class SignerLine:
    """Somebody who signed, in words: printed name, role, meaning, when, how, and what the signature covers."""

    name: str
    role: str
    meaning: str
    when: str
    how: str
    covers: str = ""


@dataclass(frozen=True, slots=True)
class VerdictData:
    """A verdict in words. `words`: `check_file.*`.

    `files` names what was checked. `said` are the verifier's own sentences; `lines` are (label, value) about the
    document, and `details` what only an expert asks for. `visit_id` is the visit that a form belongs to, and `can_file`
    offers to put it there.
    """

    words: Mapping[str, str]
    tone: Tone
    verdict: str
    chip: str
    files: str
    means: str
    todo: str
    said: tuple[str, ...] = ()
    signers_title: str = ""
    signers: tuple[SignerLine, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    details: tuple[str, ...] = ()
    visit_id: str = ""
    can_file: bool = False


# ---------------------------------------------------------------- where files come in


class DropPage(DeskPage):
    """A page on which files can be dropped anywhere. Says `FilesGiven`, and tells what is no file."""

    def __init__(self, title: str, words: Mapping[str, str], look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(title, look, parent=parent)
        self._words = words
        self.setAcceptDrops(True)

    def head(self) -> QHBoxLayout:
        """Return the first row, with the way back in it."""
        head = QHBoxLayout()
        head.setSpacing(self.look.space(4))
        self.back = SecondaryButton("", self.look, "back", size="tool")
        self.back.setAccessibleName(self._words["check_file.back"])
        self.back.setObjectName("check_file.back")
        self.back.clicked.connect(lambda: self.acted.emit(VerifyClosed()))
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        return head

    def mark_drop(self, *, over: bool) -> None:
        """Show that letting go here drops the file."""

    def show_error(self, text: str) -> None:
        """Say why something cannot be checked."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.mark_drop(over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.mark_drop(over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.mark_drop(over=False)
        urls = event.mimeData().urls()
        # The file stays where it is, whatever was asked for.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if urls and all(url.isLocalFile() for url in urls):
            self.acted.emit(FilesGiven(tuple(url.toLocalFile() for url in urls)))
        else:
            self.show_error(self._words["check_file.not_local"])


class DropArea(TapButton):
    """The large place to drop a file; pressed, by hand or by keys, it asks for the files to choose from."""

    def __init__(self, words: Mapping[str, str], look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._over = self._low = False
        self._drop = TextBlock(words["check_file.drop"], look, "lead", bold=True, align="center")
        self._kinds = TextBlock(words["check_file.kinds"], look, "body", align="center")
        self._choose = TextBlock(words["check_file.choose"], look, "lead", bold=True)
        self._side = 2 * look.icon_size("bar")
        self.setText(words["check_file.choose"])
        self.setAccessibleName(words["check_file.drop_name"].format(kinds=words["check_file.kinds"]))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def mark(self, *, over: bool) -> None:
        """Show that a file is held over it."""
        self._over = over
        self.update()

    def set_low(self, *, low: bool) -> None:
        """Leave out the picture where the place is too low for it."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    @property
    def _picture(self) -> int:
        return 0 if self._low else self._side + self._look.space(3)

    @property
    def _pad(self) -> int:
        return self._look.space(3) if self._low else PAD

    def _button(self) -> QSize:
        width = self._choose.natural_width + 2 * BUTTON_PAD
        return QSize(width, button_height(self._look, "bar"))

    def _inner_height(self, width: int) -> int:
        gap = self._look.space(3)
        words = self._drop.lay_out(width - 2 * PAD) + self._kinds.lay_out(width - 2 * PAD)
        return self._picture + words + self._button().height() + 2 * gap

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._inner_height(width) + 2 * self._pad

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(600))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._button().width() + 2 * PAD, self._look.target("primary"))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = self._look, smooth(self)
        lit = self._over or self.isDown()
        self._paint_ground(painter, lit=lit)
        gap, room = look.space(3), self.width() - 2 * PAD
        top = (self.height() - self._inner_height(self.width())) / 2
        middle = self.width() / 2
        if not self._low:
            draw_icon(painter, look, "document", QPointF(middle - self._side / 2, top), self._side, "accentText")
        top += self._picture
        for block, role in ((self._drop, "ink"), (self._kinds, "ink2")):
            height = block.lay_out(room)
            block.draw(painter, PAD, top, look.color(role))
            top += height + gap
        button = self._button()
        place = QRectF(middle - button.width() / 2, top, button.width(), button.height())
        panel(painter, place, look.radius("control"), look.color("accentPressed" if lit else "accent"))
        height = self._choose.lay_out(self._choose.natural_width)
        self._choose.draw(painter, place.x() + BUTTON_PAD, top + (button.height() - height) / 2, look.color("onAccent"))

    def _paint_ground(self, painter: QPainter, *, lit: bool) -> None:
        look = self._look
        width = look.border("control") * (2 if lit else 1)
        pen = QPen(look.color("accent" if lit else "control"), width, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.color("accentTint" if lit else "surface"))
        half = width / 2
        radius = look.radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)


class VerifyScreen(DropPage):
    """Emits `FileWanted`, `FilesGiven` and `VerifyClosed`."""

    def __init__(self, data: VerifyData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(words["check_file.title"], words, look, parent=parent)
        head = self.head()
        head.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(head)
        self._error = IconLine("alert", data.error, look, "body", bold=True, color="errText")
        self.body.addWidget(self._error)
        # Only in its place: what is shown without one becomes a window.
        self._error.setVisible(bool(data.error))
        self._busy = IconLine("clock", words["check_file.busy"], look, "body", bold=True)
        self._busy.hide()
        self.body.addWidget(self._busy)
        self.area = DropArea(words, look)
        self.area.setObjectName("check_file.choose")
        self.area.clicked.connect(lambda: self.acted.emit(FileWanted()))
        self.body.addWidget(self.area, 1)
        self.body.addWidget(plain(words["check_file.intro"], look, "body", color="ink2"))

    def fit_height(self, height: int) -> None:
        # The title and the way back stand above it.
        self.area.set_low(low=height < LOW_BELOW * self.look.step)

    def show_busy(self) -> None:
        """Say that a file is being checked."""
        self.show_error("")
        self._busy.show()
        announce(self, self._busy.text())

    def show_error(self, text: str) -> None:
        self._busy.hide()
        self._error.setText(text)
        self._error.setVisible(bool(text))
        if text:
            announce(self, text)

    def error_text(self) -> str:
        """Return what is wrong, or an empty string."""
        return self._error.text() if not self._error.isHidden() else ""

    def mark_drop(self, *, over: bool) -> None:
        self.area.mark(over=over)


# ---------------------------------------------------------------- the verdict


class Banner(QWidget):
    """The verdict, large: an icon, the sentence as the page's heading, and the word for it."""

    def __init__(self, data: VerdictData, heading: PlainLabel, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon, self._fill, self._color = TONES[data.tone]
        self._side = round(1.5 * look.icon_size("bar"))
        row = QHBoxLayout(self)
        pad = look.space(5)
        row.setContentsMargins(pad, pad, pad, pad)
        row.setSpacing(0)
        row.addSpacing(self._side + look.space(4))
        column = QVBoxLayout()
        column.setSpacing(look.space(1))
        column.addWidget(heading)
        column.addWidget(plain(data.chip, look, "lead", bold=True, color=self._color))
        row.addLayout(column, 1)
        follow_width(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = self._look, smooth(self)
        edge = look.color(self._color)
        panel(painter, QRectF(self.rect()), look.radius("card"), look.color(self._fill), edge, look.border("control"))
        at = start_x(look.space(5), self._side, self.width(), self.layoutDirection())
        draw_icon(painter, look, self._icon, QPointF(at, (self.height() - self._side) / 2), self._side, self._color)


class VerdictScreen(DropPage):
    """Emits `AnotherWanted`, `FilesGiven`, `VerifyClosed` and, where it is offered, `ScanFilingWanted`."""

    def __init__(self, data: VerdictData, look: Look, *, parent: QWidget | None = None) -> None:
        words = data.words
        super().__init__(data.verdict, words, look, parent=parent)
        self._data = data
        self._add_head()
        self.heading.setParent(None)
        self.heading = Heading(data.verdict, look, "h2", color=TONES[data.tone][2])
        self.heading.setAccessibleName(words["check_file.verdict_name"].format(verdict=data.verdict, chip=data.chip))
        self.body.addWidget(Banner(data, self.heading, look))
        self._error = PageLine(look)
        self.body.addWidget(self._error)
        self._busy = PageLine(look, "clock", color="ink")
        self.body.addWidget(self._busy)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(look.space(4))
        start, end = QVBoxLayout(), QVBoxLayout()
        for column in (start, end):
            column.setSpacing(look.space(4))
        start.addWidget(self._advice_card())
        if data.lines:
            (start if data.signers else end).addWidget(self._lines_card())
        if data.signers:
            end.addWidget(self._signers_card())
        start.addStretch(1)
        end.addStretch(1)
        self._columns.addLayout(start, 1)
        if data.signers or data.lines:
            self._columns.addLayout(end, 1)
        self.body.addLayout(self._columns)
        if data.details:
            self._add_details()
        self.body.addStretch(1)
        self._arrange()

    def focus_first(self) -> None:
        super().focus_first()
        announce(self, f"{self.heading.accessibleName()} {self._data.todo}")

    def show_error(self, text: str) -> None:
        self._busy.say("")
        self._error.say(text)

    def _file(self) -> None:
        """File it once, however often it is pressed while that takes."""
        if not self._busy.said():
            self._error.say("")
            self._busy.say(self._words["check_file.filing"])
            self.acted.emit(ScanFilingWanted(self._data.visit_id))

    def _add_head(self) -> None:
        data, look, words = self._data, self.look, self._words
        head = self.head()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(plain(words["check_file.title"], look, "body", bold=True))
        names.addWidget(plain(data.files, look, "small", color="ink2"))
        names.addStretch(1)
        head.addLayout(names, 1)
        again = SecondaryButton if data.can_file else PrimaryButton
        self.another = again(words["check_file.another"], look, "document", size="primary", icon_at="start")
        self.another.setObjectName("check_file.another")
        self.another.clicked.connect(lambda: self.acted.emit(AnotherWanted()))
        head.addWidget(self.another, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(head)

    def _card(self, title: str) -> Card:
        card = Card(self.look, padding=20)
        card.body.addWidget(Heading(title, self.look, "body"))
        return card

    def _advice_card(self) -> Card:
        """What it means, what to do now, and what the check says in its own words."""
        data, look, words = self._data, self.look, self._words
        card = self._card(words["check_file.means"])
        card.body.addWidget(plain(data.means, look, "body"))
        card.body.addSpacing(look.space(2))
        card.body.addWidget(Heading(words["check_file.todo"], look, "body"))
        card.body.addWidget(plain(data.todo, look, "body"))
        if data.can_file:
            self.file_scan = PrimaryButton(
                words["check_file.file_scan"], look, "document", size="primary", icon_at="start"
            )
            self.file_scan.setObjectName("check_file.file_scan")
            self.file_scan.clicked.connect(self._file)
            card.body.addSpacing(look.space(2))
            card.body.addWidget(self.file_scan)
        if data.said:
            card.body.addSpacing(look.space(2))
            card.body.addWidget(Heading(words["check_file.said"], look, "body"))
        for sentence in data.said:
            card.body.addWidget(plain(sentence, look, "small", color="ink2"))
        return card

    def _lines_card(self) -> Card:
        card = self._card(self._words["check_file.document"])
        for label, value in self._data.lines:
            card.body.addSpacing(self.look.space(1))
            row = QVBoxLayout()
            row.setSpacing(0)
            row.addWidget(plain(label, self.look, "small", color="ink2"))
            row.addWidget(plain(value, self.look, "body"))
            card.body.addLayout(row)
        return card

    def _signers_card(self) -> Card:
        look = self.look
        card = self._card(self._data.signers_title)
        for index, one in enumerate(self._data.signers):
            if index:
                card.body.addSpacing(look.space(1))
                card.body.addWidget(Line(look))
            card.body.addWidget(plain(one.name, look, "body", bold=True))
            card.body.addWidget(plain(one.role, look, "small", color="ink2"))
            card.body.addWidget(plain(one.meaning, look, "body"))
            for text in (one.when, one.how, one.covers):
                if text:
                    card.body.addWidget(plain(text, look, "small"))
        return card

    def _add_details(self) -> None:
        """Add what only an expert asks for; it is closed until somebody does."""
        look, words = self.look, self._words
        self.more = SecondaryButton(words["check_file.more_show"], look, "down", size="primary", icon_at="start")
        self.more.setObjectName("check_file.more")
        self.more.clicked.connect(self._toggle_details)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        self.details = self._card(words["check_file.more"])
        for text in self._data.details:
            self.details.body.addWidget(plain(text, look, "small"))
        self.details.hide()
        self.body.addWidget(self.details)

    def _toggle_details(self) -> None:
        show = self.details.isHidden()
        self.details.setVisible(show)
        self.more.set_text(self._words["check_file.more_hide" if show else "check_file.more_show"])

    def _arrange(self) -> None:
        wide = self.width() >= WIDE_FROM * self.look.step
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)
