"""A whole visit without any pointer: every control can be reached and used by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.journeys.robot import POINTERS, KeyboardHand, journey
from ui.script import Script

pytestmark = pytest.mark.journey
UPRIGHT = (800, 1280)
"""A tablet held upright."""


def test_a_consent_by_keys_alone(qapp: QApplication, tmp_path: Path) -> None:
    done = journey(tmp_path, Script(seed=4, way="typed"), KeyboardHand, size=UPRIGHT)
    assert done.report.ok
    assert done.state.choice == "agree"
    assert done.state.signature is not None
    assert done.state.signature.event.method == "typed"
    assert done.state.signature.event.typed_name == done.state.opened.event.patient.name
    assert not POINTERS & done.inputs.pressed.keys()
    assert done.inputs.pressed[QEvent.Type.KeyPress] > 500
    assert done.inputs.windows == set(), "a kiosk has one window; another one takes the focus away"
