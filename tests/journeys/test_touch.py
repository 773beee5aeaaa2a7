"""A whole visit by fingers: nothing needs a mouse, a wheel or a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tests.journeys.robot import TouchHand, journey
from ui.script import Script

LOW = (1024, 600)
"""The smallest tablet: pages come in parts, the desk has to be dragged, reading and signing are two steps."""

pytestmark = [pytest.mark.journey, pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)]


def test_a_consent_by_touch_alone(qapp: QApplication, tmp_path: Path) -> None:
    done = journey(tmp_path, Script(seed=6), TouchHand, size=LOW)
    assert done.report.ok
    assert done.state.signature is not None
    ink = done.state.signature.event.ink
    assert ink is not None
    assert ink.device == "touch"
    assert len(ink.strokes) == 2
    assert done.inputs.pressed.keys() == {QEvent.Type.TouchBegin}
