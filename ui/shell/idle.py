"""When nobody touches the tablet for a while: a watch with a clock, and no pictures.

The privacy cover counts down by itself; this watch says when it is needed. Times are seconds of a clock that is given
in, so that a test can turn it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

__all__ = ["IdleWatch"]

TICK_MS: Final = 500
INPUTS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.Wheel,
    }
)


class IdleWatch(QObject):
    """Says once that nobody was there for `after_s`; `start` begins anew.

    Start it with a patient's page, when the person said "Yes, I am here", and when a touch stopped the cover's
    countdown: then a covered tablet that is left asks again, and locks after all.
    """

    asked = Signal()
    """Nobody was there. The watch is off until it is started again."""

    def __init__(
        self, after_s: float, *, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._after = after_s
        self._clock = clock
        self._since = clock()
        self._paused = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        # Typing on the on-screen keyboard reaches the window as input-method events; the cursor tells of them.
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self.touch)

    @property
    def watching(self) -> bool:
        """Whether the time runs."""
        return self._timer.isActive()

    def watch_window(self, window: QWindow) -> None:
        """Count every input that reaches a window, whatever it hits. Filters the window only: painting stays fast."""
        window.installEventFilter(self)

    def start(self) -> None:
        """Begin anew with the full time."""
        self.touch()
        self._timer.start()

    def stop(self) -> None:
        """Watch no longer: nothing of a patient is on the screen."""
        self._timer.stop()

    def touch(self) -> None:
        """Take note of an input."""
        self._since = self._clock()

    def set_paused(self, paused: bool) -> None:
        """Let the time stand still, while something is read aloud."""
        self._paused = paused
        self.touch()

    def tick(self) -> None:
        """Look at the clock; the timer calls this twice a second."""
        if self._paused:
            self.touch()
        elif self.watching and self._clock() - self._since >= self._after:
            self.stop()
            self.asked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUTS:
            self.touch()
        return False
