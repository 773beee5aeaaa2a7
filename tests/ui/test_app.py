"""The whole kiosk put together: opening for the day, who has the screen, bugs, and closing."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk import clinic as clinics
from kiosk import events as e
from kiosk.clinic import DEMO_PASSPHRASE, DEMO_PIN
from kiosk.environment import content_root
from kiosk.errors import OperatorError
from kiosk.printing import FilePrinter
from kiosk.service import utc_now
from kiosk.vault import Vault
from tests.kiosk.test_clinic import KDF, answers
from tests.ui.clinics import child
from ui.app import Kiosk, make_application, run
from ui.bridge import Failure
from ui.desk.message import MessagePage
from ui.desk.sign_in import SignInScreen
from ui.desk.today import TodayScreen
from ui.desk.unlock import UnlockScreen
from ui.patient.message import MessageScreen
from ui.patient.welcome import WelcomeScreen
from ui.widgets.buttons import Button
from ui.widgets.screen import Screen

WAIT_MS = 20000
MakeKiosk = Callable[..., Kiosk]


@pytest.fixture
def make_kiosk(qtbot: QtBot, tmp_path: Path) -> Iterator[MakeKiosk]:
    made: list[Kiosk] = []

    def make(*, demo: bool = True, full_screen: bool = False) -> Kiosk:
        make_application()
        kiosk = Kiosk(tmp_path, demo=demo, clock=utc_now, full_screen=full_screen)
        qtbot.addWidget(kiosk.shell)
        kiosk.shell.resize(1280, 800)
        kiosk.shell.show()
        kiosk.start()
        made.append(kiosk)
        return kiosk

    yield make
    for kiosk in made:
        assert kiosk.close()


def wait_for(qtbot: QtBot, kiosk: Kiosk, kind: type[Screen]) -> Screen:
    qtbot.waitUntil(lambda: isinstance(kiosk.shell.shown, kind) and not kiosk.bridge.busy, timeout=WAIT_MS)
    shown = kiosk.shell.shown
    assert shown is not None
    return shown


def test_there_is_one_application(qapp: QApplication) -> None:
    assert make_application() is qapp


def test_the_demo_opens_by_itself_and_records_its_day(qtbot: QtBot, make_kiosk: MakeKiosk, tmp_path: Path) -> None:
    kiosk = make_kiosk()
    assert isinstance(kiosk.shell.shown, UnlockScreen)
    wait_for(qtbot, kiosk, WelcomeScreen)
    assert kiosk.close()
    with Vault.open(tmp_path, DEMO_PASSPHRASE) as vault:
        names = [event.name for event in vault.events(e.KIOSK_STREAM)]
    assert names[-3:] == ["KioskOpened", "ContentAdopted", "KioskClosed"]


def test_the_demo_prints_into_its_folder(qtbot: QtBot, make_kiosk: MakeKiosk, tmp_path: Path) -> None:
    kiosk = make_kiosk()
    assert kiosk.printer(kiosk.settings) == FilePrinter(tmp_path / "printed")


def test_a_folder_without_a_clinic_is_refused(tmp_path: Path, qapp: QApplication) -> None:
    assert qapp is not None
    with pytest.raises(OperatorError, match=r"settings\.not_set_up"):
        Kiosk(tmp_path, demo=False, clock=utc_now)


def test_a_wrong_passphrase_says_so_and_the_right_one_opens(
    qtbot: QtBot, make_kiosk: MakeKiosk, tmp_path: Path
) -> None:
    clinics.set_up(tmp_path, answers(), datetime.now(UTC), kdf=KDF)
    kiosk = make_kiosk(demo=False)
    type_passphrase(qtbot, kiosk, "four words of a night")
    screen = wait_for(qtbot, kiosk, UnlockScreen)
    assert isinstance(screen, UnlockScreen)
    qtbot.waitUntil(lambda: kiosk.words["vault.wrong_passphrase"] in shown_error(kiosk), timeout=WAIT_MS)
    type_passphrase(qtbot, kiosk, "four words of the day")
    wait_for(qtbot, kiosk, WelcomeScreen)


def type_passphrase(qtbot: QtBot, kiosk: Kiosk, text: str) -> None:
    screen = wait_for(qtbot, kiosk, UnlockScreen)
    assert isinstance(screen, UnlockScreen)
    QTest.keyClicks(screen.passphrase, text)
    QTest.mouseClick(child(screen, Button, "unlock.open"), Qt.MouseButton.LeftButton)


def shown_error(kiosk: Kiosk) -> str:
    screen = kiosk.shell.shown
    return screen.error_text() if isinstance(screen, UnlockScreen) else ""


def test_broken_content_keeps_the_kiosk_shut_and_names_the_place(
    qtbot: QtBot, make_kiosk: MakeKiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "content"
    shutil.copytree(content_root(), broken)
    next((broken / "en" / "pages").rglob("*.md")).unlink()
    monkeypatch.setattr(clinics, "content_root", lambda: broken)
    kiosk = make_kiosk()
    qtbot.waitUntil(lambda: bool(shown_error(kiosk)), timeout=WAIT_MS)
    assert "candor content check" in shown_error(kiosk)
    assert ".yaml" in shown_error(kiosk) or ".md" in shown_error(kiosk)
    assert kiosk.patient is None


def test_staff_and_patients_take_turns_on_the_screen(qtbot: QtBot, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk()
    wait_for(qtbot, kiosk, WelcomeScreen)
    assert kiosk.patient is not None
    kiosk.patient.staff_wanted.emit()
    wait_for(qtbot, kiosk, SignInScreen)
    kiosk.shell.patient_screen_pressed.emit()
    wait_for(qtbot, kiosk, WelcomeScreen)


# ---------------------------------------------------------------- closing


def sign_in(qtbot: QtBot, kiosk: Kiosk) -> TodayScreen:
    assert kiosk.desk is not None
    kiosk.desk.sign_in()
    screen = wait_for(qtbot, kiosk, SignInScreen)
    assert isinstance(screen, SignInScreen)
    screen.group.choice(screen.group.ids()[0]).click()
    QTest.keyClicks(screen, DEMO_PIN)
    QTest.mouseClick(screen.enter, Qt.MouseButton.LeftButton)
    today = wait_for(qtbot, kiosk, TodayScreen)
    assert isinstance(today, TodayScreen)
    return today


def kiosk_events(folder: Path) -> list[e.Event]:
    with Vault.open(folder, DEMO_PASSPHRASE) as vault:
        return list(vault.events(e.KIOSK_STREAM))


def test_a_full_screen_is_closed_by_staff_alone(qtbot: QtBot, make_kiosk: MakeKiosk, tmp_path: Path) -> None:
    kiosk = make_kiosk(full_screen=True)
    assert kiosk.may_close()
    wait_for(qtbot, kiosk, WelcomeScreen)
    assert not kiosk.shell.close()
    assert kiosk.shell.isVisible()
    sign_in(qtbot, kiosk)
    assert kiosk.shell.close()
    assert kiosk.close()
    left, closed = kiosk_events(tmp_path)[-2:]
    assert isinstance(left, e.SignedOut)
    assert isinstance(closed, e.KioskClosed)


def test_a_window_is_closed_as_any_other(qtbot: QtBot, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk()
    wait_for(qtbot, kiosk, WelcomeScreen)
    assert kiosk.shell.close()


def test_a_full_screen_that_met_a_bug_can_be_closed(qtbot: QtBot, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk(full_screen=True)
    wait_for(qtbot, kiosk, WelcomeScreen)
    kiosk.excepthook(ValueError, ValueError(), None)
    assert kiosk.shell.close()


def test_the_day_is_closed_at_the_desk(qtbot: QtBot, make_kiosk: MakeKiosk, tmp_path: Path) -> None:
    kiosk = make_kiosk(full_screen=True)
    wait_for(qtbot, kiosk, WelcomeScreen)
    today = sign_in(qtbot, kiosk)
    today.close_day.click()
    page = wait_for(qtbot, kiosk, MessagePage)
    with qtbot.waitSignal(kiosk.day_ended):
        QTest.mouseClick(child(page, Button, "message.close_day"), Qt.MouseButton.LeftButton)
    assert kiosk.close()
    assert [event.name for event in kiosk_events(tmp_path)[-2:]] == ["SignedOut", "KioskClosed"]


def test_closing_waits_for_what_is_still_to_do_and_says_so(qtbot: QtBot, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk()
    wait_for(qtbot, kiosk, WelcomeScreen)
    hold = threading.Event()
    kiosk.bridge.submit(lambda _clinic: hold.wait(WAIT_MS / 1000), done=lambda _none: None, failed=surprised)
    seen: list[str] = []

    def look() -> None:
        shown = kiosk.shell.shown
        seen.append(shown.title if shown is not None else "")
        hold.set()

    QTimer.singleShot(700, look)
    kiosk.shell.hide()
    assert kiosk.close()
    assert seen == [kiosk.words["desk.closing"]]
    assert not kiosk.shell.isVisible()


def surprised(failure: Failure) -> None:
    raise AssertionError(failure)


def test_what_never_ends_is_not_waited_for_for_ever(qtbot: QtBot, make_kiosk: MakeKiosk) -> None:
    kiosk = make_kiosk()
    wait_for(qtbot, kiosk, WelcomeScreen)
    hold = threading.Event()
    kiosk.bridge.submit(lambda _clinic: hold.wait(WAIT_MS / 1000), done=lambda _none: None, failed=surprised)
    assert not kiosk.close(longest_ms=10)
    hold.set()


def test_a_worker_that_does_not_end_ends_the_program_at_once(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(code: int) -> None:
        raise SystemExit(code)

    really = Kiosk.close

    def close(kiosk: Kiosk) -> bool:
        really(kiosk)
        kiosk.shell.deleteLater()
        return False

    monkeypatch.setattr(Kiosk, "close", close)
    monkeypatch.setattr(QApplication, "exec", lambda _application: 0)
    monkeypatch.setattr("ui.app.os._exit", leave)
    monkeypatch.setattr("ui.app._end_by_signal", lambda _application: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as ended:
        run(tmp_path, demo=True, windowed=True, opening=QWidget())
    assert ended.value.code == 1
    assert qapp is not None


def test_printed_pages_that_were_left_behind_go_at_opening_and_at_closing(
    qtbot: QtBot, make_kiosk: MakeKiosk, tmp_path: Path
) -> None:
    clinics.set_up(tmp_path, answers(), datetime.now(UTC), kdf=KDF)
    spool = tmp_path / "spool"
    spool.mkdir()
    (spool / "00-left.pdf").write_bytes(b"%PDF-")
    kiosk = make_kiosk(demo=False)
    type_passphrase(qtbot, kiosk, "four words of the day")
    wait_for(qtbot, kiosk, WelcomeScreen)
    assert list(spool.iterdir()) == []
    (spool / "01-left.pdf").write_bytes(b"%PDF-")
    assert kiosk.close()
    assert list(spool.iterdir()) == []


def bug() -> None:
    raise ValueError("Rosa Delgado")


def test_a_bug_covers_the_screen_and_staff_get_in(
    qtbot: QtBot, make_kiosk: MakeKiosk, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk = make_kiosk()
    wait_for(qtbot, kiosk, WelcomeScreen)
    with pytest.raises(ValueError, match="Rosa") as met:
        bug()
    kiosk.excepthook(ValueError, met.value, met.tb)
    cover = kiosk.shell.findChild(MessageScreen)
    assert cover is not None
    err = capsys.readouterr().err
    assert "ValueError" in err
    assert "Rosa" not in err
    QTest.mouseClick(cover.staff, Qt.MouseButton.LeftButton)
    wait_for(qtbot, kiosk, SignInScreen)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_the_system_ends_it_in_good_order(tmp_path: Path, top: Path) -> None:
    folder = tmp_path / "clinic"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "kiosk.cli", "run", "--demo", "--windowed", "--data", str(folder)]
    with subprocess.Popen(command, cwd=top, env=environment, stderr=subprocess.PIPE, text=True) as process:
        # The vault is made by the first thing that the open kiosk does.
        while not (folder / "clinic.json").exists():
            assert process.poll() is None
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        process.send_signal(signal.SIGTERM)
        _out, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    with Vault.open(folder, DEMO_PASSPHRASE) as vault:
        events = vault.events(e.KIOSK_STREAM)
        assert vault.verify().ok
    assert isinstance(events[-1], e.KioskClosed)
