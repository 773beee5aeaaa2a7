"""The real process on a real X server: pointer and keys come from the server, by xdotool, as from a person."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.record import read_attached_record
from kiosk.seal import verify
from kiosk.service import utc_now
from tests.journeys.robot import display, needed

pytestmark = pytest.mark.journey


def test_a_consent_by_the_x_servers_own_pointer_and_keys(tmp_path: Path, top: Path) -> None:
    needed("xdotool")
    with display() as name:
        environment = {**os.environ, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
        walked = subprocess.run(
            [sys.executable, "-m", "tests.journeys.under_x", str(tmp_path), "6"],
            cwd=top,
            env=environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
    assert walked.returncode == 0, walked.stderr
    sealed = (tmp_path / "sealed.pdf").read_bytes()
    assert verify(sealed, now=utc_now()).ok
    signature = read_attached_record(sealed).signatures[0]
    assert signature.name == "Rosa Delgado"
    assert signature.ink is not None
    assert signature.ink.device == "mouse"
