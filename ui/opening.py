"""The first frame: the program's mark on the page's ground, while everything else is being loaded.

A tablet takes a moment to start; a blank screen looks broken. So this imports nothing but Qt and the look.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import Look, load_tokens, mark_paths

__all__ = ["Opening", "run"]

MARK: Final = 96
"""Side of the mark, in px."""
GRID: Final = 36
STROKE: Final = 2.5
LONGEST_MS: Final = 500
"""How long to wait for a window system that does not ask for the first frame."""


class Opening(QWidget):
    """The mark in the middle of the window, and nothing else: it knows neither the clinic nor a language."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Candor")
        self.setAccessibleName("Candor")
        self._look = Look("light", "1.0", Qt.LayoutDirection.LeftToRight, True, load_tokens())
        self.painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._look.color("canvas"))
        place = QRectF(0, 0, MARK, MARK)
        place.moveCenter(QRectF(self.rect()).center())
        painter.translate(place.topLeft())
        painter.scale(MARK / GRID, MARK / GRID)
        filled, hollow = mark_paths()
        painter.fillPath(filled, self._look.color("accent"))
        painter.strokePath(hollow, QPen(self._look.color("accent"), STROKE))
        self.painted = True

    def wait_until_painted(self) -> None:
        """Let the window system show the frame, before loading keeps this thread busy."""
        deadline = QDeadlineTimer(LONGEST_MS)
        while not self.painted and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def run(folder: Path, *, demo: bool, windowed: bool) -> int:
    """Show the first frame, load the kiosk behind it and stay until its window is closed. Returns the exit code.

    Raises:
        OperatorError: there is no clinic in the folder, or its settings are refused.
    """
    if not windowed:
        # A tablet has no keys: Qt brings up its own keyboard where text is typed. Read once, by the application.
        os.environ.setdefault("QT_IM_MODULE", "qtvirtualkeyboard")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application is running")
    opening = Opening()
    if windowed:
        opening.resize(1280, 800)
        opening.show()
    else:
        # Where no window manager runs, as on many kiosks, nobody else makes the window as large as the screen.
        opening.setGeometry(application.primaryScreen().geometry())
        opening.showFullScreen()
    opening.wait_until_painted()
    from ui import app

    return app.run(folder, demo=demo, windowed=windowed, opening=opening)
