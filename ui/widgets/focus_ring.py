"""The focus ring: one overlay on the window that follows the keyboard focus.

Style sheets have no outside outline, so the ring is painted: a gap and a ring around the focused control. It shows
after a key press and hides on touch, pen or mouse.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from ui.theme import Look
from ui.widgets.painting import smooth

__all__ = ["FocusRing"]

PRESSES: Final = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TabletPress})
MOVES: Final = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})
BY_KEY: Final = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


class FocusRing(QWidget):
    """The overlay. Make one for each window; `set_look` changes its colours."""

    def __init__(self, window: QWidget, look: Look) -> None:
        super().__init__(window)
        self._look = look
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._by_key = False
        self._handle: QObject | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def set_look(self, look: Look) -> None:
        """Paint for another look."""
        self._look = look
        self._place()

    def shown_around(self) -> QWidget | None:
        """Return the control that has the ring, or None while no ring shows."""
        return self._target if self.isVisible() else None

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        window = self.parentWidget()
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        # A title takes the focus by program, for screen readers; it is no control and gets no ring.
        control = new is not None and new.focusPolicy() != Qt.FocusPolicy.NoFocus
        inside = control and new is not None and window is not None and window.isAncestorOf(new)
        self._target = new if inside else None
        step = self._target
        while step is not None and step is not window:
            # Parents too: when one of them moves, the control moves with it and gets no event of its own.
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        if window is not None and self._handle is None and window.windowHandle() is not None:
            self._handle = window.windowHandle()
            self._handle.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in PRESSES:
            self._by_key = False
            self._place()
        elif kind == QEvent.Type.KeyPress:
            self._by_key = True
            self._place()
        elif kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() in BY_KEY:
                self._by_key = True
            elif event.reason() == Qt.FocusReason.MouseFocusReason:
                self._by_key = False
        elif kind in MOVES:
            self._place()
        return False

    def _place(self) -> None:
        target, window = self._target, self.parentWidget()
        if target is None or window is None or not self._by_key or not target.isVisible():
            self.hide()
            return
        reach = self._look.tokens.focus.width + self._look.tokens.focus.gap
        control = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
        ring = control.adjusted(-reach, -reach, reach, reach)
        seen = ring
        for view in self._views():
            place = QRect(view.mapTo(window, QPoint(0, 0)), view.size())
            # Of a control that is scrolled away in part, or as a whole, nothing is drawn over what stands around it.
            room = place.adjusted(-reach, -reach, reach, reach) if place.contains(control) else place
            seen = seen.intersected(room)
        if seen.isEmpty():
            self.hide()
            return
        self.setGeometry(ring)
        if seen == ring:
            self.clearMask()
        else:
            self.setMask(QRegion(seen.translated(-ring.topLeft())))
        self.raise_()
        self.show()
        self.update()

    def _views(self) -> list[QWidget]:
        """Return the windows of all scroll areas that the control lies in."""
        areas = (one for one in self._watched[1:] if isValid(one) and isinstance(one, QAbstractScrollArea))
        return [area.viewport() for area in areas]

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._look.tokens.focus
        painter = smooth(self)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self._look.radius("control") + tokens.gap + tokens.width
        outer = QRectF(self.rect())
        half = tokens.width / 2
        painter.setPen(QPen(self._look.color("focus"), tokens.width))
        painter.drawRoundedRect(outer.adjusted(half, half, -half, -half), radius - half, radius - half)
        inset = tokens.width + tokens.gap / 2
        painter.setPen(QPen(self._look.color("focusGap"), tokens.gap))
        painter.drawRoundedRect(outer.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)
