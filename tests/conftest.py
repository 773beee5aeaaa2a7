"""What every test stands on: no real screen, the design's fonts, no leaks, repeatable randomness.

Qt is set up before it is first imported, so that a bare `pytest` on a developer's desktop opens no windows.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("QT_IM_MODULE", None)
os.environ.pop("QT_SCALE_FACTOR", None)

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

FAILED = pytest.StashKey[bool]()
THREAD_PATIENCE = 5.0
"""Seconds that a thread which was told to stop may take."""


@pytest.fixture(scope="session")
def qapp(qapp: object) -> object:
    """Return pytest-qt's application, with the fonts of the design: text has the same width on every machine."""
    from ui.theme import load_fonts

    load_fonts()
    return qapp


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the developer's own settings and data out of a test, and a test's out of theirs."""
    for name in [name for name in os.environ if name.startswith("CANDOR_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure: its traceback keeps widgets alive, and that is not a second fault."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(autouse=True)
def no_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a window or a thread behind.

    Being autouse it is set up first and torn down last: after pytest-qt has closed what was given to
    `qtbot.addWidget`, and after the test's own fixtures.
    """
    threads = set(threading.enumerate())
    yield
    leaked = [f"thread {thread.name}" for thread in left_threads(threads)]
    if uses_qt(request):
        leaked += [f"window {name}" for name in left_windows()] + [f"Qt thread {name}" for name in left_qt_threads()]
    if leaked and not request.node.stash.get(FAILED, False):
        pytest.fail(f"left behind: {', '.join(leaked)}", pytrace=False)


def uses_qt(request: pytest.FixtureRequest) -> bool:
    """Whether the test asked for an application."""
    return bool({"qapp", "qtbot"} & set(request.fixturenames))


def left_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Wait for the Python threads that a test started; return those that go on.

    Stand-ins that Python makes for Qt's threads never end and are judged by `left_qt_threads`.
    """
    started = [thread for thread in threading.enumerate() if thread not in before]
    started = [thread for thread in started if not thread.name.startswith("Dummy-")]
    for thread in started:
        thread.join(THREAD_PATIENCE)
    return [thread for thread in started if thread.is_alive()]


def left_windows() -> list[str]:
    """Name the top-level widgets that are still there once everything due for deletion is gone; then remove them."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    def windows() -> list[object]:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return [widget for widget in QApplication.topLevelWidgets() if widget.parent() is None]

    if windows():
        gc.collect()
    names = []
    for widget in QApplication.topLevelWidgets() if windows() else []:
        if widget.parent() is None:
            names.append(f"{type(widget).__name__} {widget.objectName()!r}")
            widget.close()
            widget.deleteLater()
    windows()
    return names


def left_qt_threads() -> list[str]:
    """Name the QThreads that still run, other than the one the application lives in."""
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QThread

    app = QCoreApplication.instance()
    own = app.thread() if app is not None else None
    threads = [thread for thread in shiboken6.getAllValidWrappers() if isinstance(thread, QThread) and thread != own]
    return [thread.objectName() or type(thread).__name__ for thread in threads if not thread.wait(0)]


@pytest.fixture(scope="session")
def top() -> Path:
    """Return the repository's top folder."""
    return Path(__file__).resolve().parent.parent
