"""A scribble of 3,000 points with a pen on the signature pad in a window, each timed from its event to its pixels."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.app import make_application
from ui.theme import Look, load_tokens
from ui.widgets.signature_pad import PadWords, SignaturePad

__all__ = ["POINTS", "scribbled"]

POINTS = 3000
STROKE = 250
"""Points of one stroke: a long one, and the last point of it costs no more than the first."""
DARK = 90


def _pen() -> QPointingDevice:
    capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    stylus, pen = QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen
    return QPointingDevice("pen", 1, stylus, pen, capabilities, 1, 1)


def scribbled(wide: int, high: int, points: int = POINTS) -> tuple[list[float], int]:
    """Return the seconds of each event, and how many pixels of the screen are dark with ink at the end."""
    application = make_application()
    look = Look("light", "1.0", Qt.LayoutDirection.LeftToRight, False, load_tokens())
    window = QWidget()
    window.resize(wide, high)
    words = PadWords("Sign here", "Sign with your finger or a pen", "{count} strokes")
    pad = SignaturePad(look, words, name="Rosa Delgado", date="12 May 2026", parent=window)
    pad.setGeometry(wide // 2 - 20, 160, wide // 2, 420)
    window.show()
    application.processEvents()
    device = _pen()
    seconds = []
    for number in range(points):
        x = pad.width() * (0.5 + 0.42 * math.sin(number / 83))
        y = pad.height() * (0.4 + 0.3 * math.sin(number / 7.3))
        within = number % STROKE
        kind = QEvent.Type.TabletPress if within == 0 else QEvent.Type.TabletMove
        if within == STROKE - 1:
            kind = QEvent.Type.TabletRelease
        event = _event(kind, device, pad, QPointF(x, y), 0.5 + 0.3 * math.sin(number / 40))
        began = time.perf_counter()
        QApplication.sendEvent(pad, event)
        application.processEvents()  # the update that the event asked for is painted and brought to the screen here
        seconds.append(time.perf_counter() - began)
    picture = window.screen().grabWindow(window.winId()).toImage()
    places = ((x, y) for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2))
    dark = sum(picture.pixelColor(x, y).lightness() < DARK for x, y in places)
    window.close()
    return seconds, dark


def _event(kind: QEvent.Type, device: QPointingDevice, pad: QWidget, at: QPointF, pressure: float) -> QTabletEvent:
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    return QTabletEvent(kind, device, at, pad.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, none, left, held)
