"""A hazard of the window's foundation, kept in sight.

PySide6 6.12.0 with Python 3.11 loses a reference to None in each void call, until the interpreter aborts in the
middle of painting. requirements.in therefore stays below 6.12; this test would catch the fault's return.
"""

from __future__ import annotations

import sys

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

PAINTS = 10_000
TOLERATED = 100
"""References to None that other code may gain or lose meanwhile; the fault loses one in each of PAINTS calls."""


def test_painting_keeps_references_to_none(qapp: QApplication) -> None:
    image = QImage(16, 16, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(PAINTS):
        painter.setPen(QColor("black"))
        painter.drawLine(0, 0, 15, 15)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < TOLERATED


def test_widget_calls_keep_references_to_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(PAINTS):
        label.setText(str(number))
        label.update()
        label.setWindowTitle("candor")
    assert abs(sys.getrefcount(None) - before) < TOLERATED
