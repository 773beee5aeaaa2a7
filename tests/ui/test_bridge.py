from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.errors import OperatorError
from kiosk.visit import Refused
from ui.bridge import Bridge, Failure, _short, crash_report


class Service:
    """A service that remembers what was asked of it, and on which thread."""

    def __init__(self) -> None:
        self.thread = QThread.currentThread()
        self.calls: list[int] = []
        self.ended = False

    def call(self, number: int) -> int:
        assert QThread.currentThread() == self.thread
        self.calls.append(number)
        return number


MakeBridge = Callable[..., Bridge]


@pytest.fixture
def make_bridge(qtbot: QtBot) -> Iterator[MakeBridge]:
    made: list[Bridge] = []

    def make(service: Callable[[], Any] = Service, end: Callable[[Any], None] | None = None) -> Bridge:
        made.append(Bridge(service, end_service=end))
        return made[-1]

    yield make
    for bridge in made:
        assert bridge.close()
        bridge.deleteLater()


def call(number: int) -> Callable[[Service], int]:
    return lambda service: service.call(number)


def nobody(_failure: Failure) -> None:
    pytest.fail("a job failed that should not")


def test_results_come_in_order_and_in_the_thread_of_the_window(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()
    got: list[int] = []
    here = QThread.currentThread()

    def done(number: int) -> None:
        assert QThread.currentThread() == here
        got.append(number)

    for number in range(50):
        bridge.submit(call(number), done=done, failed=nobody)
    qtbot.waitUntil(lambda: len(got) == 50)
    assert got == list(range(50))


def test_the_service_is_made_on_the_worker(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    got: list[Service] = []
    bridge = make_bridge()
    bridge.submit(lambda service: service, done=got.append, failed=nobody)
    qtbot.waitUntil(lambda: bool(got))
    assert got[0].thread != QThread.currentThread()


@pytest.mark.parametrize("failure", [OperatorError("vault.disk_full"), Refused("visit.not_here")])
def test_a_failure_with_a_sentence_goes_to_its_own_callback(
    qtbot: QtBot, make_bridge: MakeBridge, failure: Failure
) -> None:
    bridge = make_bridge()
    got: list[Failure] = []

    def refuse(_service: Service) -> None:
        raise failure

    bridge.submit(refuse, done=lambda _result: pytest.fail("not done"), failed=got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [failure]


def test_a_wrong_passphrase_fails_the_job_and_the_next_one_tries_again(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    answers: list[Exception | Service] = [OperatorError("vault.wrong_passphrase")]

    def make() -> Service:
        answer = answers.pop(0) if answers else Service()
        if isinstance(answer, Exception):
            raise answer
        return answer

    bridge = make_bridge(make)
    failures: list[Failure] = []
    results: list[int] = []
    bridge.submit(lambda service: service.call(1), done=results.append, failed=failures.append)
    bridge.submit(lambda service: service.call(2), done=results.append, failed=failures.append)
    qtbot.waitUntil(lambda: not bridge.busy)
    assert results == [2]
    assert [str(failure) for failure in failures] == ["vault.wrong_passphrase"]


def test_a_bug_is_reported_without_what_it_said_and_the_worker_goes_on(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()
    got: list[int] = []

    def stumble(_service: Service) -> int:
        raise ValueError("Rosa Delgado")

    with qtbot.waitSignal(bridge.crashed) as crash:
        bridge.submit(stumble, done=got.append, failed=nobody)
    assert crash.args is not None
    report = crash.args[0]
    assert report.startswith("ValueError\n")
    assert "Rosa" not in report
    assert "ui/bridge.py" in report
    bridge.submit(lambda service: service.call(7), done=got.append, failed=nobody)
    qtbot.waitUntil(lambda: got == [7])


def test_a_report_follows_causes_and_names_no_folder_above_the_program() -> None:
    def deep() -> None:
        nothing: dict[str, str] = {}
        try:
            nothing["secret"]
        except KeyError as error:
            raise RuntimeError("more") from error

    with pytest.raises(RuntimeError) as caught:
        deep()
    report = crash_report(caught.value)
    assert "KeyError" in report
    assert "secret" not in report
    assert not any(line.strip().startswith("/") for line in report.splitlines())


def test_places_begin_inside_the_program(top: Path) -> None:
    assert _short(str(top / "ui" / "desk" / "today.py")) == "ui/desk/today.py"
    assert _short("/srv/kiosk/rosa.delgado/lib/msgspec/json.py") == "json.py"
    assert _short("<string>") == "<string>"
    assert _short("") == ""


def test_no_value_of_a_patient_gets_into_a_report(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()

    def stumble(_service: Service) -> int:
        name, born = "Rosa Delgado", "1961-03-14"
        try:
            int(name)
        except ValueError as error:
            error.add_note(f"born {born}")
            raise KeyError(name, born) from error
        return 0

    with qtbot.waitSignal(bridge.crashed) as crash:
        bridge.submit(stumble, done=lambda _number: None, failed=nobody)
    assert crash.args is not None
    report = crash.args[0]
    assert report.startswith("KeyError\n")
    assert "ValueError\n" in report
    assert not any(secret in report for secret in ("Rosa", "Delgado", "1961"))


def test_busy_is_over_only_after_the_callback(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()
    seen: list[object] = []
    bridge.busy_changed.connect(seen.append)
    bridge.submit(lambda service: service.call(1), done=seen.append, failed=nobody)
    assert seen == [True]
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == [True, 1, False]


def test_a_bug_in_a_callback_does_not_leave_the_window_waiting(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()
    got: list[int] = []

    def stumble(_number: int) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as exceptions:
        bridge.submit(call(1), done=stumble, failed=nobody)
        qtbot.waitUntil(lambda: not bridge.busy)
    assert [kind for kind, _error, _trace in exceptions] == [ZeroDivisionError]
    bridge.submit(call(2), done=got.append, failed=nobody)
    qtbot.waitUntil(lambda: got == [2])


def test_closing_does_what_was_submitted_ends_the_service_and_delivers_nothing(
    qtbot: QtBot, make_bridge: MakeBridge
) -> None:
    service = Service()
    ended: list[QThread] = []
    bridge = make_bridge(lambda: service, end=lambda _service: ended.append(QThread.currentThread()))
    service.thread = bridge._worker
    got: list[int] = []
    for number in range(3):
        bridge.submit(call(number), done=got.append, failed=nobody)
    assert bridge.close()
    bridge.submit(lambda service: service.call(9), done=got.append, failed=nobody)
    qtbot.waitUntil(lambda: not bridge.busy)
    assert service.calls == [0, 1, 2]
    assert len(ended) == 1
    assert got == []


def test_all_jobs_run_on_one_thread_that_is_not_the_windows(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()
    threads: list[int] = []
    for _ in range(5):
        bridge.submit(lambda _service: threading.get_ident(), done=threads.append, failed=nobody)
    qtbot.waitUntil(lambda: len(threads) == 5)
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


def test_jobs_do_not_overtake_each_other_whatever_becomes_of_them(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()
    ran: list[int] = []
    told: list[str] = []

    def job(number: int) -> Callable[[Service], int]:
        def run(_service: Service) -> int:
            ran.append(number)
            if number % 3 == 1:
                raise OperatorError("vault.disk_full")
            if number % 3 == 2:
                raise ZeroDivisionError
            return number

        return run

    bridge.crashed.connect(lambda _report: told.append("crash"))
    for number in range(9):
        bridge.submit(
            job(number), done=lambda n: told.append(f"done {n}"), failed=lambda failure: told.append(str(failure))
        )
    qtbot.waitUntil(lambda: not bridge.busy)
    assert ran == list(range(9))
    assert told == [
        *("done 0", "vault.disk_full", "crash"),
        *("done 3", "vault.disk_full", "crash"),
        *("done 6", "vault.disk_full", "crash"),
    ]


def test_a_callback_may_send_the_next_job(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()
    got: list[int] = []

    def first(number: int) -> None:
        got.append(number)
        bridge.submit(call(2), done=got.append, failed=nobody)

    bridge.submit(call(1), done=first, failed=nobody)
    qtbot.waitUntil(lambda: got == [1, 2])
    qtbot.waitUntil(lambda: not bridge.busy)


def test_the_window_closes_while_a_job_runs(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    ended: list[Service] = []
    bridge = make_bridge(end=ended.append)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    begun, let_go = threading.Event(), threading.Event()
    finished: list[bool] = []

    def write(_service: Service) -> bool:
        begun.set()
        finished.append(let_go.wait(10))
        return True

    def show(_result: bool) -> None:
        window.setWindowTitle("too late")

    bridge.submit(write, done=show, failed=nobody)
    assert begun.wait(10)
    window.close()
    assert not bridge.close(20)
    assert finished == []
    let_go.set()
    assert bridge.close()
    # What was being written is written whole, the vault is closed, and no callback meets a window that is gone.
    assert finished == [True]
    assert len(ended) == 1
    window.deleteLater()
    QApplication.processEvents()


def test_a_bug_while_ending_the_service_is_reported(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    def end(_service: Service) -> None:
        raise ValueError("Rosa Delgado")

    bridge = make_bridge(end=end)
    got: list[int] = []
    bridge.submit(call(1), done=got.append, failed=nobody)
    qtbot.waitUntil(lambda: got == [1])
    with qtbot.waitSignal(bridge.crashed) as crash:
        assert bridge.close()
    assert crash.args is not None
    assert "Rosa" not in crash.args[0]


def test_a_service_that_was_never_made_is_not_ended(make_bridge: MakeBridge) -> None:
    ended: list[Service] = []
    bridge = make_bridge(end=ended.append)
    assert bridge.close()
    assert ended == []


def test_closing_waits_no_longer_than_it_is_told(qtbot: QtBot, make_bridge: MakeBridge) -> None:
    bridge = make_bridge()
    let_go = threading.Event()
    bridge.submit(lambda _service: let_go.wait(10), done=lambda _result: None, failed=nobody)
    assert not bridge.close(50)
    let_go.set()
    assert bridge.close()
