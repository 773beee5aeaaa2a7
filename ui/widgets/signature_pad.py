"""The signature pad: takes pen, finger and mouse, keeps strokes with time and pressure, paints while they come.

White paper and dark ink in every theme, so that what is signed looks like what is printed. Strokes are kept in
shares of the pad's width: after a resize or a move to another screen they are drawn anew from what was kept.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.events import Ink, Stroke
from kiosk.visit import InkProblem, ink_problem
from ui.theme import Look
from ui.widgets.ink import LiveStroke, pen_width, speed_pressure
from ui.widgets.painting import start_x
from ui.widgets.text import TextBlock

__all__ = ["PadWords", "SignaturePad"]

Device = Literal["touch", "pen", "mouse"]
SIDE: Final = 28
LEAST_STEP: Final = 0.6
"""Points closer than this, in px, add nothing."""
TALL: Final = 8
"""From so many lines of its names on, a pad is high enough to give them a second one."""
TOUCHES: Final = frozenset(
    {QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel}
)


@dataclass(frozen=True, slots=True)
class PadWords:
    """The pad's words: its accessible name, the hint on the empty pad, and `strokes` with a place `{count}`."""

    label: str
    hint: str
    strokes: str


class SignaturePad(QWidget):
    """A place to sign. `name` and `date` are printed under the line."""

    accessible_role = QAccessible.Role.Graphic
    changed = Signal()
    """A stroke was finished, taken back or cleared."""

    def __init__(self, look: Look, words: PadWords, *, name: str, date: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = words
        self._name = name
        self._date = date
        self._strokes: tuple[Stroke, ...] = ()
        self._aspect = 0.0
        self._history: list[tuple[Stroke, ...]] = []
        self._live: LiveStroke | None = None
        self._live_device: Device = "mouse"
        self._touch_id = -1
        self._devices: set[Device] = set()
        self._clock = time.monotonic
        self._began = 0.0
        self._page: QPixmap | None = None
        self.setAccessibleName(words.label)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    # ------------------------------------------------------------ what was signed

    def ink(self) -> Ink:
        """Return all finished strokes."""
        device: Literal["touch", "pen", "mouse", "mixed"] = "mixed" if len(self._devices) > 1 else "mouse"
        if len(self._devices) == 1:
            device = next(iter(self._devices))
        aspect = self._aspect if self._strokes else self.height() / max(self.width(), 1)
        return Ink(strokes=self._strokes, aspect=round(aspect, 5), device=device)

    def _unit(self) -> float:
        """Return how many px a share of 1 is: the pad's width, or less where a pad has become lower than its ink."""
        width = float(max(self.width(), 1))
        return min(width, self.height() / self._aspect) if self._strokes and self._aspect else width

    def set_ink(self, ink: Ink) -> None:
        """Show ink that was kept, e.g. after the look changed; it can be taken back stroke by stroke."""
        self._strokes = ink.strokes
        self._aspect = ink.aspect
        self._history.clear()
        self._devices = {ink.device} if ink.device != "mixed" else {"touch", "mouse"}
        if not ink.strokes:
            self._devices = set()
        last = max((stroke.t[-1] for stroke in ink.strokes), default=0)
        self._began = self._clock() - last / 1000
        self._redraw()
        self._describe()

    def problem(self) -> InkProblem:
        """Return why the ink cannot be saved: `empty`, `dot`, `line`, or an empty string."""
        return ink_problem(self._strokes)

    def is_acceptable(self) -> bool:
        """Tell whether the ink can be saved."""
        return not self.problem()

    def undo(self) -> bool:
        """Take back the last stroke, or the last clearing; False if there is nothing to take back."""
        if self._history:
            self._strokes = self._history.pop()
        elif self._strokes:
            self._strokes = self._strokes[:-1]
        else:
            return False
        self._after_change()
        return True

    def clear(self) -> bool:
        """Take all strokes away; `undo` brings them back. False if the pad is empty."""
        if not self._strokes:
            return False
        self._history.append(self._strokes)
        self._strokes = ()
        self._after_change()
        return True

    def _after_change(self) -> None:
        self._redraw()
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        count = len(self._strokes)
        self.setAccessibleDescription(self._words.strokes.format(count=count) if count else self._words.hint)

    def accessible_value(self) -> str:
        """Return how many strokes there are, in words."""
        return self._words.strokes.format(count=len(self._strokes))

    # ------------------------------------------------------------ input

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin("mouse", event.position(), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on("mouse", event.position(), None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end("mouse", event.position(), None)

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.accept()
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._begin("pen", event.position(), event.pressure())
        elif kind == QEvent.Type.TabletMove and self._live is not None:
            self._go_on("pen", event.position(), event.pressure())
        elif kind == QEvent.Type.TabletRelease:
            # A pen that leaves the glass reports no pressure: the last one that it had is kept.
            self._end("pen", event.position(), self._live.pressure[-1] if self._live is not None else 0.0)

    def event(self, event: QEvent) -> bool:
        if event.type() in TOUCHES and isinstance(event, QTouchEvent):
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self._finish("touch")
            return
        for point in event.points():
            state = point.state()
            # One finger writes; a palm or a second finger is not ink. A pen that is down keeps fingers out.
            if state == point.State.Pressed and self._live is None:
                self._touch_id = point.id()
                self._begin("touch", point.position(), None)
            elif point.id() != self._touch_id:
                continue
            elif state == point.State.Updated:
                self._go_on("touch", point.position(), None)
            elif state == point.State.Released:
                self._end("touch", point.position(), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QEvent) -> None:
        self._finish(self._live_device)

    def _now(self) -> int:
        if not self._strokes and not self._history and (self._live is None or not self._live.x):
            self._began = self._clock()
        return round((self._clock() - self._began) * 1000)

    def _begin(self, device: Device, at: QPointF, pressure: float | None) -> None:
        if self._live is not None:
            if self._live_device == "pen" or device != "pen":
                return
            self._finish(self._live_device)
        empty = not self._strokes
        self._live_device = device
        self._live = LiveStroke()
        self._live.add(at.x(), at.y(), self._now(), 0.5 if pressure is None else pressure)
        if empty:
            self._redraw()
        self._paint_last()

    def _go_on(self, device: Device, at: QPointF, pressure: float | None) -> None:
        live = self._live
        if live is None or device != self._live_device:
            return
        x = min(max(at.x(), 0.0), float(self.width()))
        y = min(max(at.y(), 0.0), float(self.height()))
        distance = math.hypot(x - live.x[-1], y - live.y[-1])
        if distance < LEAST_STEP:
            return
        now = self._now()
        if pressure is None:
            pressure = speed_pressure(distance, now - live.t[-1], live.pressure[-1])
        live.add(x, y, now, pressure)
        self._paint_last()

    def _end(self, device: Device, at: QPointF, pressure: float | None) -> None:
        self._go_on(device, at, pressure)
        self._finish(device)

    def _finish(self, device: Device) -> None:
        live = self._live
        if live is None or device != self._live_device:
            return
        self._live = None
        self._touch_id = -1
        self._devices.add(device)
        self._history.append(self._strokes)
        unit = self._unit()
        if not self._strokes:
            # The ink belongs to a pad of this shape, whatever shape the pad has later.
            self._aspect = self.height() / max(self.width(), 1)
        self._strokes = (*self._strokes, live.frozen(unit))
        if self._page is not None and len(live.x) > 1:
            painter = self._page_painter(self._page)
            self._draw_piece(painter, live, len(live.x))
            painter.end()
        self.update()
        self._describe()
        self.changed.emit()

    # ------------------------------------------------------------ painting

    def sizeHint(self) -> QSize:
        return QSize(608, 340)

    def minimumSizeHint(self) -> QSize:
        signature = self._look.tokens.signature
        return QSize(signature.min_pad_width, signature.min_pad_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._finish(self._live_device)
        self._page = None

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._page is None or self._page.devicePixelRatio() != ratio:
            self._page = self._draw_page(ratio)
        painter = QPainter(self)
        rect = event.rect()
        # Only what changed is copied: a stroke's last piece, not the whole pad.
        source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
        painter.drawPixmap(QRectF(rect), self._page, source)

    def _redraw(self) -> None:
        self._page = None
        self.update()

    def _page_painter(self, page: QPixmap) -> QPainter:
        painter = QPainter(page)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter

    def _paint_last(self) -> None:
        """Draw the newest piece of the live stroke into the page and ask for just that part of the screen."""
        live = self._live
        if live is None:
            return
        if self._page is None:
            self._page = self._draw_page(self.devicePixelRatioF())
            self.update()
        painter = self._page_painter(self._page)
        self._draw_piece(painter, live, len(live.x) - 1)
        painter.end()
        first = max(len(live.x) - 3, 0)
        xs, ys = live.x[first:], live.y[first:]
        reach = self._look.tokens.signature.pen_width[1] + 2
        left, top = min(xs) - reach, min(ys) - reach
        self.update(QRectF(left, top, max(xs) - left + reach, max(ys) - top + reach).toAlignedRect())

    def _draw_piece(self, painter: QPainter, stroke: LiveStroke, index: int) -> None:
        """Draw the piece that point `index` adds: a curve between middles; index == count closes the stroke."""
        limits = self._look.tokens.signature.pen_width
        xs, ys, count = stroke.x, stroke.y, len(stroke.x)
        color = self._ink_color()
        if index == 0:
            radius = pen_width(stroke.pressure[0], limits) / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QPointF(xs[0], ys[0]), radius, radius)
            return
        last = QPointF(xs[index - 1], ys[index - 1])
        before = QPointF(xs[max(index - 2, 0)], ys[max(index - 2, 0)])
        begin = (before + last) / 2
        finish = last if index == count else (last + QPointF(xs[index], ys[index])) / 2
        path = QPainterPath(begin)
        path.quadTo(last, finish)
        width = pen_width(stroke.pressure[min(index, count - 1)], limits)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(path)

    def _ink_color(self) -> QColor:
        return self._look.color("penInk")

    def _draw_page(self, ratio: float) -> QPixmap:
        page = QPixmap(QSize(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio)))
        page.setDevicePixelRatio(ratio)
        page.fill(Qt.GlobalColor.transparent)
        painter = self._page_painter(page)
        self._draw_paper(painter)
        unit = self._unit()
        for stroke in self._strokes:
            live = LiveStroke(
                [value * unit for value in stroke.x],
                [value * unit for value in stroke.y],
                list(stroke.t),
                list(stroke.pressure),
            )
            for index in range(len(live.x) + (1 if len(live.x) > 1 else 0)):
                self._draw_piece(painter, live, index)
        if self._live is not None:
            for index in range(len(self._live.x)):
                self._draw_piece(painter, self._live, index)
        painter.end()
        return page

    def _draw_paper(self, painter: QPainter) -> None:
        look = self._look
        paper = look.tokens.color["light"]
        border = look.border("control")
        half = border / 2
        painter.setPen(QPen(look.color("control"), border))
        painter.setBrush(look.color("paper"))
        radius = look.radius("control") - half
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)
        date, name = self._names()
        below = max(date.height, name.height) + 24
        line_y = self.height() - max(look.tokens.signature.baseline_from_bottom, below)
        painter.setPen(QPen(QColor(paper["ink2"]), 2))
        painter.drawLine(QPointF(SIDE, line_y), QPointF(self.width() - SIDE, line_y))
        direction = self.layoutDirection()
        side = look.icon_size("tool")
        cross = QPointF(start_x(SIDE - 2, side, self.width(), direction), line_y - side - 12)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(cross, look.icons.pixmap("clear", paper["ink2"], side, ratio, mirrored=False))
        self._draw_names(painter, line_y + 10, date, name)
        if not self._strokes and self._live is None:
            hint = TextBlock(self._words.hint, look, "body", align="center")
            room = self.width() - 2 * SIDE
            height = hint.lay_out(room)
            hint.draw(painter, SIDE, max((line_y - height) / 2, 8), QColor(paper["ink2"]))

    def _names(self) -> tuple[TextBlock, TextBlock]:
        """Return the date and the name under the line, laid out. A name that is too long for one line has two."""
        look = self._look
        room = self.width() - 2 * SIDE
        date = TextBlock(self._date, look, "small", align="end")
        date.lay_out(min(date.natural_width, room // 2))
        name_room = self._name_room(date)
        name = TextBlock(self._name, look, "small", bold=True)
        most = 2 if self.height() >= TALL * look.line("small") else 1
        name.lay_out(name_room)
        if name.lines > most:
            # The full name stands on the form; here a very long one is shortened so that there is room to sign.
            metrics = QFontMetrics(look.font("small", bold=True, text=self._name))
            shown = metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, name_room - 4)
            name = TextBlock(shown, look, "small", bold=True)
            name.lay_out(name_room)
        return date, name

    def _name_room(self, date: TextBlock) -> int:
        room = self.width() - 2 * SIDE
        return room - min(date.natural_width, room // 2) - 16

    def _draw_names(self, painter: QPainter, y: float, date: TextBlock, name: TextBlock) -> None:
        paper = self._look.tokens.color["light"]
        direction = self.layoutDirection()
        room = self.width() - 2 * SIDE
        date_width, name_room = min(date.natural_width, room // 2), self._name_room(date)
        date.draw(
            painter, start_x(SIDE + room - date_width, date_width, self.width(), direction), y, QColor(paper["ink2"])
        )
        name.draw(painter, start_x(SIDE, name_room, self.width(), direction), y, QColor(paper["ink"]))
