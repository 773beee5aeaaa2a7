"""The staff side's frame: a dark header that is seen from afar, the desk screens, and a foot.

The staff side may scroll: a screen that is taller than its place gets a scroll bar here, so that no desk screen has to
think of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.shell.top_bar import MARK, Mark
from ui.theme import Look, palette, stylesheet
from ui.widgets.buttons import Button, Paint, ToolButton
from ui.widgets.desk_form import DeskPage, Input
from ui.widgets.field import Field
from ui.widgets.labels import IconLine, PlainLabel
from ui.widgets.painting import smooth
from ui.widgets.screen import Screen

__all__ = ["DeskFrame", "StaffFrame", "scroll_to"]

ON_BAR: Final = Paint("staffBar", "staffBar", "onStaffBar", "onStaffBar")
ROLE_FROM: Final = 900
"""Narrower headers leave out the clinic or the role; the name and Lock stay."""
NOTE_LINES: Final = 2
"""A note that takes more lines beside the foot's button is left out."""


@dataclass(frozen=True, slots=True)
class DeskFrame:
    """What stands around a desk screen: who is signed in (empty: nobody), a note at the foot, the way back."""

    clinic: str
    user: str = ""
    role: str = ""
    note: str = ""
    patient_screen: bool = False
    demo: bool = False


class Band(QWidget):
    """A strip of one colour, with a line at its upper edge if `edge` names one."""

    def __init__(self, look: Look, fill: str, edge: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._fill = fill
        self._edge = edge
        self.row = QHBoxLayout(self)
        self.row.setSpacing(look.space(3))

    def fit(self, width: int) -> None:
        """Take the height that the contents need at a width, at least the bar's own."""
        gutter = self._look.gutter(width)
        self.row.setContentsMargins(gutter, 0, gutter, 0)
        self.row.invalidate()
        self.row.activate()
        self.setFixedHeight(max(self._look.bar_height("top"), self.row.heightForWidth(width)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.fillRect(self.rect(), self._look.color(self._fill))
        if self._edge:
            painter.fillRect(0, 0, self.width(), self._look.border("hairline"), self._look.color(self._edge))


class DragArea(QScrollArea):
    """A page that is dragged by a finger or a pen wherever nothing else takes the press; its bar is for a mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: tuple[float, int] | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = (event.globalPosition().y(), self.verticalScrollBar().value())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Who drags twice, quickly and from the same place, drags twice.
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            y, value = self._held
            self.verticalScrollBar().setValue(round(value + y - event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None


class StaffFrame(QWidget):
    """Header, screens, foot. `show_desk` replaces the screen."""

    lock_pressed = Signal()
    patient_screen_pressed = Signal()

    def __init__(self, look: Look, words: Mapping[str, str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = words
        self._screen: Screen | None = None
        self._data = DeskFrame("")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._pages = QStackedWidget(self)
        self._head: Band | None = None
        self._foot: Band | None = None
        self._quiet: PlainLabel | None = None
        self._note: PlainLabel | None = None
        self._title: PlainLabel | None = None
        self._with_bars = True
        self._column.addWidget(self._pages, 1)
        self.setAutoFillBackground(True)
        self._apply_look()

    @property
    def shown(self) -> Screen | None:
        """The screen on the staff side."""
        return self._screen

    def set_look(self, look: Look) -> None:
        """Render colours and bars for another look; the screen has to be shown again."""
        self._look = look
        self._apply_look()
        self._build(self._data)

    def show_desk(self, screen: Screen, frame: DeskFrame) -> None:
        """Show a screen in its frame; the one before is deleted."""
        self._screen = screen
        self._data = frame
        area = DragArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(screen)
        # The scroll area has just asked both to paint a ground of their own.
        area.viewport().setAutoFillBackground(False)
        screen.setAutoFillBackground(False)
        self._drop_pages()
        # The bars first: with them the screen has its size before it is laid out for the first time.
        self._build(frame)
        self._pages.addWidget(area)
        self._fit()

    def clear(self) -> None:
        """Take the screen away: nothing that staff see stays behind a patient's page."""
        self._screen = None
        self._data = DeskFrame("")
        self._drop_pages()
        self._build(self._data)

    def set_bars(self, *, shown: bool) -> None:
        """Show the screen alone, while the on-screen keyboard leaves little room, or with its bars."""
        self._with_bars = shown
        self._drop()
        self._fit()

    def reveal(self, widget: QWidget) -> None:
        """Scroll a widget of the screen into view, with room for the focus ring."""
        area = self._pages.currentWidget()
        if isinstance(area, QScrollArea) and area.isAncestorOf(widget):
            scroll_to(area, widget, self._look.space(4))

    def bar_stops(self) -> list[QWidget]:
        """Return the buttons of foot and header, in tab order after the screen."""
        bands = [band for band in (self._foot, self._head) if band is not None]
        return [button for band in bands for button in band.findChildren(Button) if button.isVisibleTo(self)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._drop()
        self._fit()

    def _fit(self) -> None:
        """Tell the screen how much room it has, once the bars have theirs."""
        self._column.activate()
        if isinstance(self._screen, DeskPage):
            self._screen.fit_height(self._pages.height())

    def _apply_look(self) -> None:
        self.setStyleSheet(stylesheet(self._look))
        # After the style sheet, which would bring the palette of the look before back.
        self.setPalette(palette(self._look))

    def _drop_pages(self) -> None:
        while (old := self._pages.widget(0)) is not None:
            self._pages.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _drop(self) -> None:
        """Leave out what has no room, and give the bars the height that the rest needs."""
        self._fit_title()
        if self._quiet is not None:
            self._quiet.setVisible(self.width() >= round(ROLE_FROM * self._look.step))
        if self._note is not None:
            button = self._foot.findChild(Button) if self._foot is not None else None
            taken = button.sizeHint().width() + self._look.space(3) if button is not None else 0
            room = self.width() - 2 * self._look.gutter(self.width()) - taken
            lines = self._note.heightForWidth(max(room, 1)) // self._look.line("small")
            self._note.setVisible(button is None or lines <= NOTE_LINES)
        for band in (self._head, self._foot):
            if band is not None:
                band.fit(self.width())
                band.setVisible(self._with_bars)

    def _fit_title(self) -> None:
        """Shorten the title where it and the name would not both stand on one line; that it is a demo stays said."""
        if self._title is None or self._head is None or not self._data.user:
            return
        words, look, demo = self._words, self._look, self._data.demo
        self._title.setText(words["desk.title_demo" if demo else "desk.title"])
        name = PlainLabel(self._data.user, look, "small", bold=True).natural_width()
        lock = next((button.sizeHint().width() for button in self._head.findChildren(Button)), 0)
        # The columns of title and name are equally wide.
        room = (self.width() - 2 * look.gutter(self.width()) - MARK - lock - 3 * look.space(3)) // 2
        short = max(self._title.natural_width(), name) > room
        if short:
            self._title.setText(words["shell.demo"] if demo else "")
        self._title.setVisible(bool(self._title.text()))
        self._head.row.setStretch(1, 0 if short else 1)

    def _build(self, frame: DeskFrame) -> None:
        for old in (self._head, self._foot):
            if old is not None:
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._note = None
        self._head = self._make_head(frame)
        self._column.insertWidget(0, self._head)
        self._head.show()
        self._foot = self._make_foot(frame) if frame.note or frame.patient_screen else None
        if self._foot is not None:
            self._column.addWidget(self._foot)
            self._foot.show()
        self._drop()

    def _make_head(self, frame: DeskFrame) -> Band:
        look, words = self._look, self._words
        head = Band(look, "staffBar", parent=self)
        head.row.addWidget(Mark(look, "onStaffBar"))
        title = words["desk.title_demo"] if frame.demo else words["desk.title"]
        middle = Qt.AlignmentFlag.AlignVCenter
        self._title = PlainLabel(title, look, "body", bold=True, color="onStaffBar")
        head.row.addWidget(self._title, 1, middle)
        if not frame.user:
            self._quiet = PlainLabel(frame.clinic, look, "small", color="onStaffBar2", align="end")
            head.row.addWidget(self._quiet, 1, middle)
            return head
        person = QVBoxLayout()
        person.setSpacing(0)
        person.addStretch(1)
        person.addWidget(PlainLabel(frame.user, look, "small", bold=True, color="onStaffBar", align="end"))
        self._quiet = PlainLabel(frame.role, look, "cap", color="onStaffBar2", align="end")
        person.addWidget(self._quiet)
        person.addStretch(1)
        head.row.addLayout(person, 1)
        lock = Button(words["desk.lock"], look, "lock", paint=ON_BAR, size="tool")
        lock.setObjectName("desk.lock")
        lock.clicked.connect(self.lock_pressed)
        head.row.addWidget(lock, 0, middle)
        return head

    def _make_foot(self, frame: DeskFrame) -> Band:
        look = self._look
        foot = Band(look, "canvas", "line", parent=self)
        if frame.note:
            self._note = IconLine("lock", frame.note, look, "small", color="ink2")
            foot.row.addWidget(self._note, 1, Qt.AlignmentFlag.AlignVCenter)
        if frame.patient_screen:
            back = ToolButton("tablet", self._words["desk.patient_screen"], look)
            back.setObjectName("desk.patient_screen")
            back.clicked.connect(self.patient_screen_pressed)
            foot.row.addStretch(0 if frame.note else 1)
            foot.row.addWidget(back, 0, Qt.AlignmentFlag.AlignVCenter)
        return foot


def scroll_to(area: QScrollArea, widget: QWidget, margin: int) -> None:
    """Scroll a widget into view with `margin` px above and below: its label too if both fit, else its cursor."""
    inner = area.widget()
    if inner is None:
        return
    layout = inner.layout()
    if layout is not None:
        # What has just become lower is laid out first: how far it scrolls is still from before.
        layout.activate()
    parent = widget.parentWidget()
    for shown in (parent, widget) if isinstance(parent, (Field, Input)) else (widget,):
        top = shown.mapTo(inner, QPoint(0, 0)).y()
        area.ensureVisible(0, top + shown.height(), 0, margin)
        area.ensureVisible(0, top, 0, margin)
    cursor = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    if isinstance(cursor, (QRect, QRectF)) and not cursor.isNull():
        area.ensureVisible(0, widget.mapTo(inner, QPoint(0, round(cursor.bottom()))).y(), 0, margin)
