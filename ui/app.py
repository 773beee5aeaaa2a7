"""The composition root: application, fonts, words, look, window, worker, and the two sides of the kiosk.

Loaded by name from the command line. Before the first screen nothing heavy is imported: the vault and the content are
opened in the worker, while the window is on the screen already.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from kiosk.errors import CandorError, ContentError
from kiosk.i18n import Words, catalogue
from kiosk.settings import ClinicSettings, demo_settings, read_settings, settings_exist
from ui.bridge import Bridge, crash_report
from ui.desk.unlock import UnlockData, UnlockGiven, UnlockScreen
from ui.shell import Brand, DeskFrame, IdleWatch, Shell
from ui.speech import make_speaker
from ui.theme import Look, load_fonts, load_tokens
from ui.widgets import accessible

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from kiosk.clinic import OpenClinic
    from kiosk.printing import Printer
    from ui.bridge import Failure
    from ui.desk_side import DeskSide
    from ui.patient_side import PatientSide

__all__ = ["Kiosk", "make_application", "run"]

HEARTBEAT_MS: Final = 250
QUICK_CLOSE_MS: Final = 500
STEP_MS: Final = 50
LONGEST_CLOSE_MS: Final = 150_000
"""How long closing waits for jobs: two print programs that hang take 60 s each."""


def make_application() -> QApplication:
    """Return the application with the design's fonts and the accessible roles of painted widgets."""
    made = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(made, QApplication):
        raise TypeError("another kind of Qt application is running")
    made.setApplicationName("candor")
    made.setDesktopFileName("candor")
    load_fonts()
    accessible.install()
    return made


class Kiosk(QObject):
    """One kiosk: its window, its worker, and who has the screen."""

    day_ended = Signal()
    """Staff closed the kiosk for the day: the program ends."""

    def __init__(
        self,
        folder: Path,
        *,
        demo: bool,
        clock: Callable[[], datetime],
        new_seed: Callable[[], int] | None = None,
        full_screen: bool = False,
        watch_clock: bool = False,
    ) -> None:
        """Make the window. `folder` holds the clinic's data, `demo` makes the demo clinic there on the first use.

        `new_seed` gives the order of a demo visit's choices, so that a scripted one can be repeated. A `full_screen`
        kiosk is closed by staff alone. With `watch_clock` a seal finds out that the machine's clock was set meanwhile;
        the clock of a script is not the machine's.

        Raises:
            OperatorError: there is no clinic in the folder, or its settings are refused.
        """
        super().__init__()
        self._folder, self._demo, self._clock = folder, demo, clock
        self._new_seed = new_seed
        self._full_screen = full_screen
        self._watch_clock = watch_clock
        self._ending = self._met_bug = False
        self._passphrase = ""
        settings = demo_settings() if demo and not settings_exist(folder) else read_settings(folder)
        self.settings: ClinicSettings = settings
        self.words: Words = catalogue(settings.language)
        self.speaker = make_speaker(settings.language, parent=self)
        look = Look("light", "1.0", Qt.LayoutDirection.LeftToRight, False, load_tokens())
        brand = Brand(settings.clinic_name, settings.demo, self.speaker is not None)
        self.shell = Shell(brand, look, self.words)
        self.shell.setWindowTitle(settings.clinic_name)
        self.shell.may_close = self.may_close
        self.bridge = Bridge(self._open_clinic, end_service=self._close_clinic, parent=self)
        self.bridge.crashed.connect(self._crashed)
        self.patient: PatientSide | None = None
        self.desk: DeskSide | None = None
        self._unlock: UnlockScreen | None = None

    def start(self) -> None:
        """Show the first screen. The demo opens by itself."""
        self._show_unlock("")
        if self._demo:
            QTimer.singleShot(0, self, functools.partial(self._unlocked_by, UnlockGiven("")))

    def may_close(self) -> bool:
        """Whether the window may be closed: on a full screen only where no patient can do it, and never for nothing.

        Before the clinic is open, and after a bug that may keep staff from signing in, there must be a way out.
        """
        staff = self.desk is None or self.desk.signed_in
        return self._ending or not self._full_screen or staff or self._met_bug

    def close(self, longest_ms: int = LONGEST_CLOSE_MS) -> bool:
        """End the worker and the day, and say so in the window; False if it took longer than `longest_ms`."""
        self._ending = True
        if self.patient is not None and self.desk is not None:
            self.patient.forget()
            self.desk.close()
        if self.shell.isVisible():
            self._show_closing()
        ended = self.bridge.close(min(QUICK_CLOSE_MS, longest_ms))
        if not ended:
            # Also where the window is gone already: else nobody would know that the machine must stay on.
            self._show_closing()
            self.shell.show()
        deadline = QDeadlineTimer(longest_ms)
        while not ended and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            ended = self.bridge.close(STEP_MS)
        self.shell.close()
        return ended

    def _show_closing(self) -> None:
        from ui.desk.message import DeskMessage, MessagePage

        words, settings = self.words, self.settings
        data = DeskMessage(words, words["desk.closing"], words["desk.closing_text"], waits=True)
        self.shell.show_desk(MessagePage(data, self.shell.look), DeskFrame(settings.clinic_name, demo=settings.demo))

    # ------------------------------------------------------------------ opening

    def _open_clinic(self) -> OpenClinic:
        """Open the clinic; runs in the worker, with the first job."""
        from kiosk.clinic import open_clinic, open_demo, random_seed
        from kiosk.service import steady_seconds

        self._clear_spool(self.settings)
        if self._demo:
            return open_demo(self._folder, clock=self._clock, new_seed=self._new_seed or random_seed)
        steady = steady_seconds if self._watch_clock else None
        return open_clinic(self._folder, self._passphrase, clock=self._clock, steady=steady)

    def _close_clinic(self, clinic: OpenClinic) -> None:
        """End the day; runs in the worker, as its last job."""
        try:
            clinic.close()
        finally:
            self._clear_spool(clinic.settings)

    def _clear_spool(self, settings: ClinicSettings) -> None:
        """Remove printed pages that an earlier day, or a pulled plug, left behind in the clear."""
        from kiosk.printing import SystemPrinter

        printer = self.printer(settings)
        if isinstance(printer, SystemPrinter):
            printer.clear_spool()

    def _show_unlock(self, error: str) -> None:
        data = UnlockData(self.words, self.settings.clinic_name, demo=self._demo, error=error)
        self._unlock = UnlockScreen(data, self.shell.look)
        self._unlock.acted.connect(self._unlocked_by)
        self.shell.show_desk(self._unlock, DeskFrame(self.settings.clinic_name, demo=self.settings.demo))

    def _unlocked_by(self, given: object) -> None:
        if isinstance(given, UnlockGiven) and self._unlock is not None:
            self._passphrase = given.passphrase
            self._unlock.show_busy()
            self.bridge.submit(lambda clinic: clinic, done=self._opened, failed=self._not_opened)

    def _not_opened(self, failure: Failure) -> None:
        self._passphrase = ""
        if isinstance(failure, CandorError):
            error = self.words.say(failure.key, failure.facts)
            if isinstance(failure, ContentError):
                error += "\n" + "\n".join(str(problem) for problem in failure.problems[:5])
            self._show_unlock(error)

    def _opened(self, clinic: OpenClinic) -> None:
        # Loaded only now: before the first screen nothing but that screen is, and the key's memory is free again.
        from ui.desk_side import DeskSide
        from ui.patient_side import PatientSide

        self._passphrase = ""
        self._unlock = None
        settings = clinic.settings
        idle = IdleWatch(settings.idle_ask_s, parent=self.shell)
        window = self.shell.windowHandle()
        if window is not None:
            idle.watch_window(window)
        self.patient = PatientSide(
            self.shell,
            self.bridge,
            clinic.service.content,
            settings,
            self.words,
            idle=idle,
            speaker=self.speaker,
        )
        desk_idle = IdleWatch(settings.staff_lock_s, parent=self.shell)
        if window is not None:
            desk_idle.watch_window(window)
        self.desk = DeskSide(
            self.shell,
            self.bridge,
            clinic.service.content,
            settings,
            self.words,
            printer=self.printer(settings),
            idle=desk_idle,
            clock=self._clock,
        )
        self.desk.patient_wanted.connect(self.patient.start)
        self.desk.left.connect(self.patient.wait)
        self.patient.staff_wanted.connect(self.desk.sign_in)
        self.patient.trouble.connect(self.desk.note_trouble)
        self.desk.day_ended.connect(self.day_ended)
        self.patient.wait()

    def printer(self, settings: ClinicSettings) -> Printer:
        """Return where pages go: the system's printer; in the demo, files in the clinic's folder."""
        from kiosk.printing import FilePrinter, SystemPrinter

        if settings.demo:
            return FilePrinter(self._folder / "printed")
        return SystemPrinter(settings.paper, self._folder / "spool")

    # ------------------------------------------------------------------ bugs

    def _crashed(self, report: str) -> None:
        """Cover everything with the neutral screen; the visit is safe in the vault."""
        sys.stderr.write(f"{report}\n")
        self._met_bug = True
        if self.patient is not None:
            self.patient.forget()
        screen = self.shell.show_neutral()
        screen.acted.connect(lambda _wanted: self._after_crash())

    def _after_crash(self) -> None:
        # The cover stays until the desk is up: what lies under it may be a patient's page.
        if self.desk is not None:
            self.desk.sign_in()

    def excepthook(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        """Meet a bug of the window: one report without personal data, and the neutral screen."""
        self._crashed(crash_report(error))


def _end_by_signal(application: QApplication) -> None:
    """Close in good order when the system, or somebody at a terminal, ends the program: no window is asked first."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: application.exit(0))
    # Python gets to its signals only between steps of its own: without input Qt would not make any.
    heart = QTimer(application)
    heart.timeout.connect(lambda: None)
    heart.start(HEARTBEAT_MS)


def run(folder: Path, *, demo: bool, windowed: bool, opening: QWidget) -> int:
    """Open the kiosk in the place of the opening frame, and stay until its window is closed. Returns the exit code.

    Raises:
        OperatorError: there is no clinic in the folder, or its settings are refused.
    """
    application = make_application()
    clock = functools.partial(datetime.now, UTC)
    kiosk = Kiosk(folder, demo=demo, clock=clock, full_screen=not windowed, watch_clock=True)
    kiosk.day_ended.connect(lambda: application.exit(0))
    sys.excepthook = kiosk.excepthook
    _end_by_signal(application)
    kiosk.start()
    kiosk.shell.setGeometry(opening.geometry())
    if windowed:
        kiosk.shell.show()
    else:
        kiosk.shell.showFullScreen()
    opening.close()
    code = application.exec()
    if not kiosk.close():
        # Taking the program apart around a thread that still runs would crash it. All that was confirmed is stored.
        os._exit(1)
    return code
