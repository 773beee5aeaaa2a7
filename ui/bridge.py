"""The bridge: the only worker thread. Jobs go in, run there in order on the one service; results come back by signals.

Durable first, shown after: the window changes only when a job's result has come back to its own thread.
"""

from __future__ import annotations

import itertools
import queue
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from kiosk.errors import CandorError, Refused

__all__ = ["Bridge", "Failure", "crash_report"]

T = TypeVar("T")
Failure = CandorError | Refused
"""What a job may answer instead of a result; anything else is a bug."""
CLOSE_MS: Final = 5000
"""How long closing waits for the jobs that are still to do, in ms."""
TOP: Final = Path(__file__).parent.parent
"""Where the program lies."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job and its number."""

    number: int
    run: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a result, a failure with a sentence, or the report of a bug."""

    number: int
    result: object = None
    failure: Failure | None = None
    crash: str = ""


def crash_report(error: BaseException) -> str:
    """Return where a bug struck: kinds of error and places in the code.

    No messages and no values: they could be a patient's.
    """
    lines = []
    step: BaseException | None = error
    while step is not None:
        lines.append(type(step).__name__)
        frames = traceback.extract_tb(step.__traceback__)
        lines.extend(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)
        step = step.__cause__ or step.__context__
    return "\n".join(lines)


def _short(file: str) -> str:
    """Cut a path down to what lies inside the program: folders above it can hold a person's name."""
    path = Path(file)
    return path.relative_to(TOP).as_posix() if path.is_relative_to(TOP) else path.name


class Worker(QThread):
    """The thread: makes the service, runs the jobs, ends the service, all on itself."""

    def __init__(
        self,
        jobs: queue.SimpleQueue[Job | None],
        make_service: Callable[[], Any],
        end_service: Callable[[Any], None] | None,
        report: Callable[[Outcome], None],
    ) -> None:
        super().__init__()
        self.setObjectName("candor-worker")
        self._jobs = jobs
        self._make = make_service
        self._end = end_service
        self._report = report

    def run(self) -> None:
        made: list[Any] = []
        while (job := self._jobs.get()) is not None:
            self._report(self._do(job, made))
        if made and self._end is not None:
            end, service = self._end, made[0]
            self._report(self._do(Job(0, lambda _service: end(service)), made))

    def _do(self, job: Job, made: list[Any]) -> Outcome:
        try:
            if not made:
                # Made with the first job: a wrong passphrase fails that job, and a later one tries again.
                made.append(self._make())
            return Outcome(job.number, job.run(made[0]))
        except (CandorError, Refused) as failure:
            return Outcome(job.number, failure=failure)
        except Exception as error:  # noqa: BLE001  # a bug must reach the window as a report, not end the thread
            return Outcome(job.number, crash=crash_report(error))


class Bridge(QObject):
    """Runs jobs on a service that lives on one worker thread.

    `make_service` runs in the worker, with the first job; `end_service` runs there at the end. Callbacks of `submit`
    run in the thread that the bridge was made in, in the order of the jobs.
    """

    crashed = Signal(str)
    """A job met a bug: where in the code, without personal data. Neither callback of the job is called."""
    busy_changed = Signal(bool)
    """Whether jobs are under way. It becomes False after the callbacks of the last one."""
    outcome = Signal(object)
    """The worker's answer on its way to this thread; for the bridge itself."""

    def __init__(
        self,
        make_service: Callable[[], Any],
        *,
        end_service: Callable[[Any], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[Failure], None]]] = {}
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self.outcome.connect(self._deliver)
        # Emitted in the worker, received here: Qt queues it.
        self._worker = Worker(self._jobs, make_service, end_service, self.outcome.emit)
        self._worker.start()

    @property
    def busy(self) -> bool:
        """Whether a job waits for its result to be delivered."""
        return bool(self._waiting)

    def submit(self, job: Callable[[Any], T], *, done: Callable[[T], None], failed: Callable[[Failure], None]) -> None:
        """Run `job(service)` in the worker after all jobs before it; one of the callbacks gets what came of it.

        After `close` nothing is run.
        """
        if self._closed:
            return
        number = next(self._numbers)
        first = not self._waiting
        self._waiting[number] = (done, failed)
        if first:
            self.busy_changed.emit(True)
        self._jobs.put(Job(number, job))

    def close(self, wait_ms: int = CLOSE_MS) -> bool:
        """Do the jobs that were submitted, end the service and the thread; False if that takes longer than `wait_ms`.

        No callback is called any more.
        """
        if not self._closed:
            self._closed = True
            self._waiting.clear()
            self._jobs.put(None)
        return self._worker.wait(wait_ms)

    def _deliver(self, outcome: Outcome) -> None:
        callbacks = self._waiting.get(outcome.number)
        try:
            if outcome.crash:
                self.crashed.emit(outcome.crash)
            elif callbacks is not None and outcome.failure is not None:
                callbacks[1](outcome.failure)
            elif callbacks is not None:
                callbacks[0](outcome.result)
        finally:
            # Also when a callback has a bug: else the window would wait for this job for ever.
            if self._waiting.pop(outcome.number, None) is not None and not self._waiting:
                self.busy_changed.emit(False)
