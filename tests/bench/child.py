"""The processes that are measured: each a Python of its own, told by its argument what to do, answering in JSON lines.

    python -m tests.bench.child bare            a PySide6 window with nothing in it
    python -m tests.bench.child start DIR       `candor run --demo --windowed --data DIR`, until the welcome is painted
    python -m tests.bench.child visit DIR N     N whole visits at 1280x800, each page turn timed
    python -m tests.bench.child ink             3,000 pen events on the signature pad, each timed until it is painted

Nothing is imported here that the measured program would not import by itself before the moment that counts.
"""

from __future__ import annotations

import sys

__all__ = ["main"]

WIDE, HIGH = 1280, 800


def say(**facts: object) -> None:
    """Answer with one line, at once."""
    import json

    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def peak_kib() -> int | None:
    """Return the most memory that this process ever held, in KiB; None where the system does not tell."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123  # pathlib is not in a bare window
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return None


def bare() -> None:
    """Show an empty window; answer when it is painted, and leave."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Expose:
                QTimer.singleShot(0, painted)
            return False

    def painted() -> None:
        sys.stdout.write("painted\n")
        sys.stdout.flush()
        application.quit()

    application = QApplication([])
    window = QWidget()
    window.resize(WIDE, HIGH)
    watch = Watch()
    window.winId()
    window.windowHandle().installEventFilter(watch)
    window.show()
    application.exec()
    say(peak_kib=peak_kib())


def start(folder: str) -> None:
    """Run the kiosk by its command line; answer at the first frame, the first page and the welcome, and leave."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    import ui.opening

    def tell(word: str) -> None:
        if word not in said:
            said.append(word)
            sys.stdout.write(f"{word}\n")
            sys.stdout.flush()

    said: list[str] = []

    class Frame(ui.opening.Opening):
        def wait_until_painted(self) -> None:
            super().wait_until_painted()
            tell("painted")
            self.follow()

        def follow(self) -> None:
            # Loaded here as the run below would load it next.
            import ui.app

            class Watched(ui.app.Kiosk):
                def start(self) -> None:
                    kiosks.append(self)
                    self.shell.installEventFilter(Watch(self.shell))
                    super().start()

            ui.app.Kiosk = Watched  # type: ignore[misc]  # the run makes the one that tells

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            # The first frame comes with the window's exposure, later ones with requests of the widget's own.
            if isinstance(watched, QWidget) and event.type() == QEvent.Type.Show:
                watched.windowHandle().installEventFilter(self)
            elif event.type() in {QEvent.Type.Expose, QEvent.Type.UpdateRequest}:
                QTimer.singleShot(0, painted)
            return False

    def painted() -> None:
        tell("page")
        if kiosks[0].patient is not None and kiosks[0].shell.patient_screen is not None:
            tell("welcome")
            QApplication.quit()

    kiosks: list[ui.app.Kiosk] = []
    ui.opening.Opening = Frame  # type: ignore[misc]  # the run below makes the one that tells
    from kiosk.cli import main as candor

    raise SystemExit(candor(["run", "--demo", "--windowed", "--data", folder]))


def visit(folder: str, visits: int) -> None:
    """Walk whole visits in the real window, turning pages forth and back; answer with the turns and the peak."""
    from pathlib import Path

    import ui.app
    from kiosk.service import utc_now

    ui.app.make_application()
    kiosk = ui.app.Kiosk(Path(folder), demo=True, clock=utc_now)
    kiosk.shell.resize(WIDE, HIGH)
    kiosk.start()
    kiosk.shell.show()
    from tests.bench.page_turns import timed_visits

    turns = timed_visits(kiosk, visits)
    closed = kiosk.close()
    say(turns=[one.seconds for one in turns], kinds=[one.kind for one in turns], peak_kib=peak_kib(), closed=closed)


def ink() -> None:
    """Scribble on the signature pad; answer with the seconds that each event took until it was painted."""
    from tests.bench.scribble import scribbled

    seconds, dark = scribbled(WIDE, HIGH)
    say(seconds=seconds, dark_pixels=dark)


def main(arguments: list[str]) -> None:
    """Do what the first argument names."""
    match arguments:
        case ["bare"]:
            bare()
        case ["start", folder]:
            start(folder)
        case ["visit", folder, visits]:
            visit(folder, int(visits))
        case ["ink"]:
            ink()
        case _:
            raise SystemExit("bare | start DIR | visit DIR N | ink")


if __name__ == "__main__":
    main(sys.argv[1:])
