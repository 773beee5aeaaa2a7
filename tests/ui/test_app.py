"""The whole kiosk put together: opening for the day, who has the screen, bugs, and closing."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk import clinic as clinics
from kiosk import events as e
from kiosk.clinic import DEMO_PASSPHRASE
from kiosk.errors import OperatorError
from kiosk.printing import FilePrinter
from kiosk.service import utc_now
from kiosk.settings import content_root
from kiosk.vault import Vault
from tests.kiosk.test_clinic import KDF, answers
from tests.ui.clinics import child
from ui.app import Kiosk, make_application
from ui.desk.sign_in import SignInScreen
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

    def make(*, demo: bool = True) -> Kiosk:
        make_application()
        kiosk = Kiosk(tmp_path, demo=demo, clock=utc_now)
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
