"""Reading the patient's screen aloud: what is read when, and what stands still meanwhile."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.patient.done import DoneScreen
from ui.patient.someone import SomeoneScreen

if TYPE_CHECKING:
    from ui.shell import IdleWatch, Shell
    from ui.speech import Speaker
    from ui.widgets.screen import Screen

__all__ = ["ReadAloud"]


class ReadAloud(QObject):
    """Reads a part when it is asked to, or each part that comes up while `always` is set.

    While it reads, nobody is asked whether they are there, the last screen does not count down, and the button in the
    top bar says "Stop reading". Without a speaker it does nothing.
    """

    def __init__(self, speaker: Speaker | None, shell: Shell, idle: IdleWatch) -> None:
        super().__init__(shell)
        self._speaker, self._shell, self._idle = speaker, shell, idle
        self.always = False
        """Whether each screen is read as it comes up."""
        self._part = 0
        self._over: SomeoneScreen | None = None
        if speaker is not None:
            speaker.sentence.connect(self._mark)
            speaker.finished.connect(self._finished)

    @property
    def choice(self) -> bool | None:
        """What the reading aids show: whether everything is read; None where the machine has no voice."""
        return None if self._speaker is None else self.always

    @property
    def speaking(self) -> bool:
        """Whether something is being read."""
        return self._speaker is not None and self._speaker.speaking

    def choose(self, *, always: bool) -> bool:
        """Take over a choice of the reading aids, as far as there is a voice; return whether it is a new one."""
        before, self.always = self.always, always and self._speaker is not None
        return before != self.always

    def watch(self, screen: Screen) -> None:
        """Go quiet for a screen that comes up, and follow its parts."""
        self.stop()
        screen.moved.connect(functools.partial(self._moved, screen))

    def begin(self, screen: Screen, *, wanted: bool) -> None:
        """Read a screen that has come up, if everything is read; `wanted`: the screen is a patient's."""
        self._part = screen.part()
        if wanted and self.always:
            self.read()

    def read(self) -> None:
        """Read the part on screen."""
        screen = self._shell.patient_screen
        if self._speaker is None or screen is None:
            return
        self._speaker.stop()
        self._tell(reading=True)
        self._speaker.speak(screen.read_aloud_text())

    def read_over(self) -> None:
        """Read what has just been laid over the page, if everything is read."""
        screen = self._shell.shown
        if self.always and self._speaker is not None and isinstance(screen, SomeoneScreen):
            self._over = screen
            self._speaker.speak(screen.read_aloud_text())

    def toggle(self) -> bool:
        """Be quiet, or read the part on screen; return whether that has begun."""
        if self.speaking:
            self.stop()
            return False
        self.read()
        return self.speaking

    def stop(self) -> None:
        """Be quiet now."""
        if self._speaker is not None:
            self._speaker.stop()
        self._over = None

    def _moved(self, screen: Screen) -> None:
        """Go quiet when another part comes up, and read that one if everything is read."""
        if screen is not self._shell.patient_screen or screen.part() == self._part:
            return
        self._part = screen.part()
        self.stop()
        if self.always:
            self.read()

    def _mark(self, index: int) -> None:
        screen = self._shell.patient_screen
        if screen is not None and self._over is None:
            screen.highlight_sentence(index)

    def _finished(self) -> None:
        if self._over is not None:
            # The page below is marked by nobody, and what stands still there is not ours.
            self._over = None
            return
        self._mark(-1)
        self._tell(reading=False)

    def _tell(self, *, reading: bool) -> None:
        self._idle.set_paused(reading)
        screen = self._shell.patient_screen
        if isinstance(screen, DoneScreen):
            screen.pause(paused=reading)
        self._shell.set_frame(replace(self._shell.frame_data, reading=reading))
