"""The window: the patient's frame and the staff's frame, page changes, sheets, cover, focus ring and tab order.

It knows no step and no service. Screens come in, what the person wants goes out.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.shell.bottom_bar import BottomBar
from ui.shell.cover import Cover
from ui.shell.keyboard import KeyboardRoom
from ui.shell.place import ProgressPlace, Strip
from ui.shell.spot import TYPED_INTO, go_as_far_down, go_to, spot_on
from ui.shell.staff import DeskFrame, StaffFrame, scroll_to
from ui.shell.top_bar import Brand, TopBar
from ui.theme import Look, palette, stylesheet
from ui.widgets.accessible import announce
from ui.widgets.buttons import SecondaryButton
from ui.widgets.focus_ring import FocusRing
from ui.widgets.patient_screen import Frame, PatientScreen
from ui.widgets.progress import ProgressData
from ui.widgets.screen import Screen
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.sheet import Sheet

__all__ = ["FrameData", "Shell"]

MESSAGE_MS: Final = 4000
LOW: Final = 480
LOW_LARGE: Final = 720
"""A window lower than this is low for its text, up to step 1.25 and at larger text: the bars leave more to the page."""


@dataclass(frozen=True, slots=True)
class FrameData:
    """What the frame shows around a screen, besides what the screen's own `frame` asks for.

    `progress` is the step's place; its part is taken from the screen. `message` stands for 4 s ("Saved for your
    clinician"). `reading`: something is being read aloud.
    """

    progress: ProgressData | None = None
    questions: int = 0
    message: str = ""
    reading: bool = False


Move = Literal["next", "back", "other"]


class Shell(QWidget):
    """The whole window. `show_screen` and `show_desk` bring up the patient's or the staff's side.

    While an on-screen keyboard covers its lower edge, all that it shows ends above (`contentsRect`).
    """

    commanded = Signal(object)
    """Next, Back or a second way left the screen: a tuple of commands or intents, to be sent in order."""
    question_pressed = Signal()
    display_pressed = Signal()
    break_pressed = Signal()
    someone_pressed = Signal()
    """Somebody asks for a person to come."""
    read_aloud_pressed = Signal()
    look_changed = Signal(object)
    """The `Look` is another one: build the screen anew with its draft and show it again."""
    lock_pressed = Signal()
    """Staff lock the desk."""
    patient_screen_pressed = Signal()
    """Staff want the patient's side back."""

    def __init__(
        self,
        brand: Brand,
        look: Look,
        words: Mapping[str, str],
        *,
        room: Callable[[QWidget], KeyboardRoom] = KeyboardRoom,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("shell")
        self._brand = brand
        self._look = look
        self._words = words
        self._data = FrameData()
        self._screen: Screen | None = None
        self.may_close: Callable[[], bool] = lambda: True
        """Asked when somebody wants to close the window."""
        self._busy = False
        self._waiting: Move | None = None
        self._cover: Cover | None = None
        self._behind: list[QWidget] = []
        self._barless: list[ShowMoreArea] = []
        self._sides = QStackedWidget(self)
        self._patient = QWidget()
        self._column = QVBoxLayout(self._patient)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._pages = QStackedWidget()
        # Whatever a screen asks for: the window never outgrows the tablet.
        self._pages.setMinimumSize(1, 1)
        self._sides.setMinimumSize(1, 1)
        self._column.addWidget(self._pages, 1)
        self._desk = StaffFrame(look, words)
        self._desk.lock_pressed.connect(self.lock_pressed)
        self._desk.patient_screen_pressed.connect(self.patient_screen_pressed)
        self._sides.addWidget(self._patient)
        self._sides.addWidget(self._desk)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self._sides)
        self.keyboard = room(self)
        self.keyboard.changed.connect(self._give_way)
        self._bars: tuple[QWidget, ...] = ()
        self._height_kind = (False, False)
        self._make_bars()
        self._strip = Strip(look, self)
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.setInterval(MESSAGE_MS)
        self._message_timer.timeout.connect(self._end_message)
        self._ring = FocusRing(self, look)
        self.setAutoFillBackground(True)
        self._apply_look()

    # ------------------------------------------------------------ what is on screen

    @property
    def look(self) -> Look:
        """The patient's look."""
        return self._look

    @property
    def shown(self) -> Screen | None:
        """The screen that a person sees: the cover's, the desk's or the patient's."""
        if self._cover is not None:
            return self._cover.shown
        return self._desk.shown if self._sides.currentWidget() is self._desk else self._screen

    @property
    def patient_screen(self) -> Screen | None:
        """The screen of the patient's side, covered or not."""
        return self._screen

    @property
    def frame_data(self) -> FrameData:
        """What the frame of the patient's side shows."""
        return self._data

    def show_screen(self, screen: Screen, data: FrameData) -> None:
        """Show a patient screen; the one before is deleted, a desk screen too. A cover and open sheets stay."""
        old = self._screen
        self._waiting = None
        self._screen = screen
        screen.moved.connect(self._moved)
        self._sides.setCurrentWidget(self._patient)
        self._hold_palette()
        if self._desk.shown is not None:
            self._desk.clear()
        self._ring.set_look(self._look)
        # The bars first: with them the page has its size before it is laid out for the first time.
        self.set_frame(data)
        self._pages.addWidget(screen)
        self._pages.setCurrentWidget(screen)
        if old is not None and old is not screen:
            self._pages.removeWidget(old)
            old.hide()
            old.deleteLater()
        if self._cover is None and not self._open_sheets():
            screen.focus_first()

    def set_frame(self, data: FrameData) -> None:
        """Show other data around the same screen."""
        if data.message and (data.message != self._data.message or not self._message_timer.isActive()):
            self._message_timer.start()
            announce(self, data.message)
        elif not data.message:
            self._message_timer.stop()
        self._data = data
        self._render_frame()

    def show_desk(self, screen: Screen, frame: DeskFrame, *, stay: bool = False) -> None:
        """Show a desk screen. The patient's screen is deleted: nothing of it stays behind the desk.

        With `stay` it is the same page anew: who reads or writes on it goes on at the same place.
        """
        old, typing = self._desk.shown, self.keyboard.covered > 0
        spot = spot_on(old) if stay and old is not None else None
        self.uncover()
        for sheet in self._open_sheets():
            sheet.close_sheet()
        self._forget_patient()
        self._desk.show_desk(screen, frame)
        self._sides.setCurrentWidget(self._desk)
        self._ring.set_look(self._look)
        control = None if spot is None else go_to(spot, screen)
        if control is None:
            screen.focus_first()
            if spot is not None:
                go_as_far_down(spot, screen)
        elif typing and isinstance(control, TYPED_INTO):
            # The on-screen keyboard goes when the focus goes, however shortly.
            QGuiApplication.inputMethod().show()

    def cover(self, screen: Screen) -> None:
        """Lay a screen over everything, sheets included; what was there comes back with `uncover`."""
        self.uncover()
        self._behind = [self._sides, *self._open_sheets()]
        self._cover = Cover(screen, self._brand, self._look, self._words, parent=self)
        self._cover.someone_pressed.connect(self.someone_pressed)
        self._cover.set_low(low=self._is_low())
        self._cover.setGeometry(self.contentsRect())
        for widget in self._behind:
            widget.hide()
        self._strip.hide()
        self._cover.show()
        self._cover.raise_()
        screen.focus_first()

    def uncover(self) -> None:
        """Take the cover away."""
        if self._cover is None:
            return
        self._cover.hide()
        self._cover.deleteLater()
        self._cover = None
        for widget in self._behind:
            if isValid(widget):
                widget.show()
        sheets = self._open_sheets()
        self._behind.clear()
        if sheets:
            sheets[-1].raise_()
            stops = sheets[-1].tab_stops()
            if stops:
                stops[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif (screen := self.shown) is not None:
            screen.focus_first()

    def show_neutral(self) -> Screen:
        """Cover everything with the neutral screen for a bug and return it; it emits `StaffWanted`."""
        from ui.patient.message import MessageScreen

        screen = MessageScreen("neutral", self._words, self._look)
        self.cover(screen)
        return screen

    def set_look(self, look: Look) -> None:
        """Render colours, sizes and bars for another look and ask for the screen anew."""
        self._look = look
        self._apply_look()
        self._make_bars()
        self._render_frame()
        self.look_changed.emit(look)

    def set_words(self, words: Mapping[str, str]) -> None:
        """Speak another language; the look that comes with it makes the bars anew."""
        self._words = words

    def set_busy(self, busy: bool) -> None:
        """Hold a press of Next or Back while a command is on its way.

        It is done afterwards if the same screen is still there, and forgotten if the command led elsewhere.
        """
        self._busy = busy
        if not busy and self._waiting is not None:
            move, self._waiting = self._waiting, None
            self._move(move)

    # ------------------------------------------------------------ bars

    def _apply_look(self) -> None:
        self.setStyleSheet(stylesheet(self._look))
        # After the style sheet, which would bring the palette of the look before back.
        self.setPalette(palette(self._look))
        self._desk.set_look(self._look)
        self._ring.set_look(self._look)
        self._strip.set_look(self._look)

    def _hold_palette(self) -> None:
        """Keep the look's ground: the style sheet brings back the first one when a side is shown for the first time."""
        if self.palette().color(QPalette.ColorRole.Window) != self._look.color("canvas"):
            self.setPalette(palette(self._look))

    def _make_bars(self) -> None:
        for bar in self._bars:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self._top = TopBar(self._brand, self._look, self._words)
        self._place = ProgressPlace(self._look)
        self._bottom = BottomBar(self._look, self._words)
        self._bars = (self._top, self._place, self._bottom)
        self._column.insertWidget(0, self._top)
        self._column.insertWidget(1, self._place)
        self._column.addWidget(self._bottom)
        self._fit_bars()
        self._top.read_aloud_pressed.connect(self.read_aloud_pressed)
        self._top.display_pressed.connect(self.display_pressed)
        self._top.break_pressed.connect(self.break_pressed)
        self._top.someone_pressed.connect(self.someone_pressed)
        self._top.menu_pressed.connect(self._open_menu)
        self._bottom.question_pressed.connect(self.question_pressed)
        self._bottom.next_pressed.connect(lambda: self._move("next"))
        self._bottom.back_pressed.connect(lambda: self._move("back"))
        self._bottom.other_pressed.connect(lambda: self._move("other"))

    def _frame(self) -> Frame:
        return self._screen.frame if isinstance(self._screen, PatientScreen) else Frame()

    def _render_frame(self) -> None:
        frame, data = self._frame(), self._data
        # The keyboard leaves a low window room for the page, and for Back and Next.
        alone = self._is_typing()
        self._top.set_kind("none" if alone else frame.top, reading=data.reading)
        self._place.show_progress(self._progress_data() if frame.progress and not alone else None, self._words)
        self._bottom.set_frame(frame, data.questions)
        self._show_message()

    def _progress_data(self) -> ProgressData | None:
        progress, screen = self._data.progress, self._screen
        if progress is None or screen is None:
            return progress
        return replace(progress, part=min(screen.part(), screen.parts()), parts=screen.parts())

    def _show_message(self) -> None:
        text = self._data.message if self._message_timer.isActive() else ""
        beside = self._bottom.show_message(text)
        self._strip.show_text("" if beside else text)
        if not beside:
            self._strip.place(self._bottom.mapTo(self, self._bottom.rect().topLeft()).y())

    def _end_message(self) -> None:
        self._data = replace(self._data, message="")
        self._show_message()

    def _moved(self) -> None:
        if self.sender() is self._screen or self.sender() is None:
            self._render_frame()

    # ------------------------------------------------------------ low windows and the on-screen keyboard

    def _is_low(self) -> bool:
        return self.height() - self.keyboard.covered < (LOW if self._look.step <= 1.25 else LOW_LARGE)

    def _is_typing(self) -> bool:
        """Tell whether the on-screen keyboard leaves little more than the field that is typed into."""
        return self.keyboard.covered > 0 and self._is_low()

    def _fit_low(self) -> None:
        """Render the bars for the height that there is, if that is another kind of height."""
        now = (self._is_low(), self._is_typing())
        if now != self._height_kind:
            self._fit_bars()
            self._render_frame()

    def _fit_bars(self) -> None:
        self._height_kind = low, typing = self._is_low(), self._is_typing()
        for bar in (self._top, self._place, self._bottom):
            bar.set_low(low=low)
        if self._cover is not None:
            self._cover.set_low(low=low)
        self._desk.set_bars(shown=not typing)

    def _give_way(self) -> None:
        """End above the keyboard, or take the room back; the field that is typed into stays in sight."""
        field = self.focusWidget()
        while self._barless:
            area = self._barless.pop()
            if isValid(area):
                area.set_bar(shown=True)
        # The bars first: a page that is laid out between them as they were would have other parts.
        self._fit_low()
        self._column.invalidate()
        self.setContentsMargins(0, 0, 0, self.keyboard.covered)
        self._outer.activate()
        if self._cover is not None:
            self._cover.setGeometry(self.contentsRect())
        self._show_message()
        if isinstance(field, TYPED_INTO) and isValid(field):
            self._keep_in_sight(field)

    def _keep_in_sight(self, field: QWidget) -> None:
        """Go to the part that holds a field, scroll to it and let the person type on."""
        screen = self._screen
        if screen is not None and screen.isAncestorOf(field):
            for part in range(1, screen.parts() + 1):
                if field.isVisibleTo(screen):
                    break
                screen.go_to_part(part)
        if not field.isVisibleTo(self):
            return
        if self.focusWidget() is not field:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            if self.keyboard.covered:
                # It goes when the focus goes, however shortly.
                QGuiApplication.inputMethod().show()
        self._scroll_to(field)
        # Once more when all is in its place: a scrolling part that comes to be has its own buttons to find room for.
        QTimer.singleShot(0, self, functools.partial(self._scroll_to, field))

    def _scroll_to(self, field: QWidget) -> None:
        above = field.parentWidget() if isValid(field) else None
        while above is not None and above is not self:
            if isinstance(above, ShowMoreArea) and self._is_typing() and above not in self._barless:
                # Its bar would take what little there is; what is typed into is scrolled to.
                above.set_bar(shown=False)
                self._barless.append(above)
            if isinstance(above, QScrollArea):
                scroll_to(above, field, self._look.space(4))
            above = above.parentWidget()

    # ------------------------------------------------------------ going on

    def _move(self, move: Move) -> None:
        screen = self._screen
        if screen is None or self._cover is not None:
            return
        if self._busy:
            self._waiting = move
            return
        commands = self._commands(screen, move)
        self._render_frame()
        if commands:
            self.commanded.emit(tuple(commands))

    def _commands(self, screen: Screen, move: Move) -> list[object]:
        if isinstance(screen, PatientScreen):
            return {"next": screen.on_next, "back": screen.on_back, "other": screen.on_other}[move]()
        from kiosk.visit import GoBack, GoNext

        if move == "next":
            return [] if screen.advance() else [GoNext()]
        return [] if screen.retreat() else [GoBack()]

    def _open_menu(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(self._look.space(4))
        close = SecondaryButton(self._words["sheet.close"], self._look)
        sheet = Sheet(
            body,
            self._look,
            self,
            name=self._words["shell.menu"],
            start=close,
            more_word=self._words["page.show_more"],
            less_word=self._words["page.go_up"],
        )
        tools = {
            "read_aloud": ("speaker", self.read_aloud_pressed),
            "display": ("textsize", self.display_pressed),
            "break": ("pause", self.break_pressed),
        }
        for name in self._top.menu_tools():
            icon, signal = tools[name]
            word = "shell.stop_reading" if name == "read_aloud" and self._data.reading else f"shell.{name}"
            button = SecondaryButton(self._words[word], self._look, icon, align="start")
            button.setObjectName(f"menu.{name}")
            button.clicked.connect(sheet.close_sheet)
            button.clicked.connect(signal)
            column.addWidget(button)
        sheet.open_sheet()

    def _forget_patient(self) -> None:
        if self._screen is not None:
            self._pages.removeWidget(self._screen)
            self._screen.hide()
            self._screen.deleteLater()
            self._screen = None
        self._waiting = None
        self._message_timer.stop()
        self._data = FrameData()
        self._strip.show_text("")

    def _open_sheets(self) -> list[Sheet]:
        sheets = [child for child in self.children() if isinstance(child, Sheet) and child.isVisibleTo(self)]
        return sheets or [one for one in self._behind if isinstance(one, Sheet) and isValid(one)]

    # ------------------------------------------------------------ keys

    def tab_stops(self) -> list[QWidget]:
        """Return what Tab goes through: the screen from top to bottom, Back, question, Next, then the top bar."""
        screen = self.shown
        stops = screen_stops(screen) if screen is not None else []
        if self._cover is not None:
            return [*stops, *self._cover.bar_stops()]
        if self._sides.currentWidget() is self._desk:
            return [*stops, *self._desk.bar_stops()]
        return [*stops, *self._bottom.buttons(), *self._top.buttons()]

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = self.tab_stops()
        if not stops:
            return True
        now = self.focusWidget()
        place = next((index for index, stop in enumerate(stops) if stop is now), -1 if forward else 0)
        target = stops[(place + (1 if forward else -1)) % len(stops)]
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        self._desk.reveal(target)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.may_close())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.keyboard.look()
        self._fit_low()
        if self._cover is not None:
            self._cover.setGeometry(self.contentsRect())
        self._show_message()


def screen_stops(screen: Screen) -> list[QWidget]:
    """Return what can take the focus in a screen, in its own order."""
    stops = []
    widget = screen.nextInFocusChain()
    while widget is not None and widget is not screen:
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        # A field that is edited inside another (a combo box's line) is reached through its owner.
        if takes and screen.isAncestorOf(widget) and widget.isVisibleTo(screen) and widget.focusProxy() is None:
            stops.append(widget)
        widget = widget.nextInFocusChain()
    return stops
