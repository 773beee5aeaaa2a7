"""The first frame: painted before anything heavy is loaded, and gone when the kiosk stands in its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.errors import OperatorError
from ui import app
from ui.opening import Opening, run
from ui.theme import load_tokens

TOP = Path(__file__).parents[2]


def test_the_mark_stands_in_the_middle_of_the_ground(qtbot: QtBot) -> None:
    opening = Opening()
    qtbot.addWidget(opening)
    opening.resize(800, 600)
    opening.show()
    opening.wait_until_painted()
    picture = opening.grab().toImage()
    colours = load_tokens().color["light"]
    assert picture.pixelColor(5, 5).name().upper() == colours["canvas"]
    assert picture.pixelColor(400 - 24, 300).name().upper() == colours["accent"]


def test_waiting_ends_where_nothing_is_ever_painted(qtbot: QtBot) -> None:
    opening = Opening()
    qtbot.addWidget(opening)
    opening.wait_until_painted()
    assert not opening.painted


def test_the_kiosk_takes_its_place(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Path, bool, bool, bool]] = []

    def stand_in(folder: Path, *, demo: bool, windowed: bool, opening: Opening) -> int:
        seen.append((folder, demo, windowed, opening.painted))
        opening.close()
        return 7

    monkeypatch.setattr(app, "run", stand_in)
    assert run(tmp_path, demo=True, windowed=True) == 7
    assert seen == [(tmp_path, True, True, True)]
    assert qapp is not None


def test_without_a_clinic_it_says_so(tmp_path: Path, qapp: QApplication) -> None:
    with pytest.raises(OperatorError, match=r"settings\.not_set_up"):
        run(tmp_path, demo=False, windowed=True)
    for widget in qapp.topLevelWidgets():
        widget.close()


def test_the_first_frame_needs_neither_the_core_nor_the_rest_of_the_window() -> None:
    program = "import sys, ui.opening; print(*sorted(m for m in sys.modules if m.startswith(('kiosk', 'ui.'))))"
    result = subprocess.run([sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["ui.opening", "ui.theme"]
