"""Bottom sheets: a child of the window over a scrim, not a dialog - a kiosk has no window manager and no second window.

Owns the trap of the tab order, the ways out (Escape, the start button) and where the focus goes back to.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPropertyAnimation, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.painting import smooth
from ui.widgets.scroll import ShowMoreArea

__all__ = ["Sheet"]

BUTTON_WIDTH: Final = 160
"""The start button is as wide as Back, in whose place it stands."""
TIGHT: Final = 480
"""A sheet over the on-screen keyboard that is lower than this, in px, has lower buttons."""


class SheetPanel(QWidget):
    """The sheet itself: round at the top, with a bar at the bottom."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        radius = look.radius("sheet")
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()).adjusted(0, 0, 0, radius), radius, radius)
        painter.fillPath(shape, look.color("canvas"))
        if look.theme == "contrast":
            painter.setPen(QPen(look.color("line"), look.border("hairline")))
            painter.drawPath(shape)


class SheetBar(QWidget):
    """The bar at the foot of a sheet; its buttons stand where Back and Next do."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setMinimumHeight(look.bar_height("bottom"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.fillRect(self.rect(), self._look.color("surface"))
        edge = self._look.border("hairline")
        painter.fillRect(0, 0, self.width(), edge, self._look.color("line"))


class Sheet(QWidget):
    """A sheet over `window`. Make it, connect it, `open_sheet()`; it deletes itself after it has closed.

    It keeps to the window's `contentsRect`, which leaves out what an on-screen keyboard covers, and fills it then.

    `start` is the button in the place of Back and cancels; `end` (optional) stands in the place of Next and is its
    owner's: connect it and call `close_sheet`. `more_word` labels the scroll button should the body be too tall, and
    `less_word` the one to go back up. The sheet sets the margins of the body.
    """

    accessible_role = QAccessible.Role.Dialog
    cancelled = Signal()
    """Escape or the start button."""
    closed = Signal()
    """The sheet is gone, whichever way."""

    def __init__(
        self,
        body: QWidget,
        look: Look,
        window: QWidget,
        *,
        name: str,
        start: Button,
        end: Button | None = None,
        more_word: str,
        less_word: str = "",
    ) -> None:
        super().__init__(window)
        self._look = look
        self._before: QWidget | None = None
        self._motion: QPropertyAnimation | None = None
        self._typing = False
        self.body = body
        self.setAccessibleName(name)
        self.hide()
        self._panel = SheetPanel(look, self)
        self._area = ShowMoreArea(body, look, more_word, less_word=less_word, parent=self._panel)
        self._bar = SheetBar(look, self._panel)
        row = QHBoxLayout(self._bar)
        row.setSpacing(look.space(4))
        middle = Qt.AlignmentFlag.AlignVCenter
        start.setMinimumWidth(round(BUTTON_WIDTH * (1 + (look.step - 1) / 2)))
        row.addWidget(start, 0, middle)
        row.addStretch(1)
        if end is not None:
            row.addWidget(end, 0, middle)
        self._row = row
        self._buttons = [start] if end is None else [start, end]
        self._column = QVBoxLayout(self._panel)
        self._column.setSpacing(0)
        self._column.addWidget(self._area, 1)
        self._column.addWidget(self._bar)
        start.clicked.connect(self._cancel)
        window.installEventFilter(self)

    def open_sheet(self) -> None:
        """Come up over the window and take the focus."""
        window = self.parentWidget()
        self._before = window.focusWidget() if window is not None else None
        self._place()
        self.raise_()
        self.show()
        self._fade()
        stops = self.tab_stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_sheet(self) -> None:
        """Go away and give the focus back."""
        if not isValid(self) or self.isHidden():
            return
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

    def tab_stops(self) -> list[QWidget]:
        """Return what can take the focus in the sheet, in tab order: the body, then the bar."""
        stops: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if takes and self.isAncestorOf(widget) and widget.isVisibleTo(self) and widget.isEnabled():
                stops.append(widget)
            widget = widget.nextInFocusChain()
        return sorted(stops, key=self._bar.isAncestorOf)

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = self.tab_stops()
        if not stops:
            return True
        window = self.parentWidget()
        now = window.focusWidget() if window is not None else None
        place = next((index for index, stop in enumerate(stops) if stop is now), -1 if forward else 0)
        target = stops[(place + (1 if forward else -1)) % len(stops)]
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        self._area.area.ensureWidgetVisible(target)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
        # Other keys stop here: nothing behind the sheet may answer them.
        event.accept()

    def mousePressEvent(self, event: object) -> None:
        """Swallow a press on the scrim: the page behind must not get it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ContentsRectChange):
            self._place()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.refit()

    def refit(self) -> None:
        """Measure the body anew: something in it came, went or changed its height."""
        width = self.width()
        gutter = self._look.gutter(width)
        tight = self._typing and self.height() < TIGHT
        layout = self.body.layout()
        inside: QLayout | QWidget = self.body if layout is None else layout
        inside.setContentsMargins(gutter, self._look.space(2), gutter, self._look.space(4))
        self._row.setContentsMargins(gutter, 0, gutter, 0)
        self._area.set_gutter(gutter)
        above = self._look.space(2 if tight else 6)
        self._column.setContentsMargins(0, above, 0, 0)
        frame = above + self._fit_bar(width, tight=tight)
        # The bar of the scrolling place would take what little there is; what is typed into is scrolled to.
        self._area.set_bar(shown=not self._typing)
        self.fold(self.height() - frame if self._typing else None)
        wanted = self.wanted(width)
        free = self._look.bar_height("top") if wanted + frame < self.height() else 0
        height = self.height() if self._typing else min(self.height() - free, wanted + frame)
        self._panel.setGeometry(0, self.height() - height, width, height)
        self._column.activate()

    def wanted(self, width: int) -> int:
        """Return the height that the body asks for at a width, in px."""
        return self.body.heightForWidth(width) if self.body.hasHeightForWidth() else self.body.sizeHint().height()

    def fold(self, room: int | None) -> None:
        """Leave out what is not needed in `room` px over the on-screen keyboard; None: it is gone, all comes back."""

    def _fit_bar(self, width: int, *, tight: bool) -> int:
        """Give the bar its height and return it."""
        for button in self._buttons:
            button.set_size("primary" if tight else "bar")
        # Buttons whose words wrap in a narrow window make the bar taller.
        edges = 2 * self._look.space(2) if tight else 0
        needed = max(self._row.totalHeightForWidth(width), self._row.totalSizeHint().height()) + edges
        bar = needed if tight else max(self._look.bar_height("bottom"), needed)
        self._bar.setFixedHeight(bar)
        return bar

    def paintEvent(self, event: QPaintEvent) -> None:
        smooth(self).fillRect(self.rect(), self._look.scrim())

    def _place(self) -> None:
        window = self.parentWidget()
        if window is not None:
            self._typing = window.contentsRect().bottom() < window.rect().bottom()
            self.setGeometry(window.contentsRect())

    def _cancel(self) -> None:
        self.cancelled.emit()
        self.close_sheet()

    def _fade(self) -> None:
        length = self._look.sheet_ms
        if not length:
            return
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        motion = QPropertyAnimation(effect, b"opacity", self)
        motion.setDuration(length)
        motion.setStartValue(0.0)
        motion.setEndValue(1.0)
        motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        motion.finished.connect(self._faded)
        self._motion = motion
        motion.start()

    def _faded(self) -> None:
        # The effect is taken off again: painting through it is slow.
        self.setGraphicsEffect(None)  # type: ignore[arg-type]
        self._motion = None
