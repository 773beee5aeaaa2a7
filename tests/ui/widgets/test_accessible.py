from __future__ import annotations

import gc

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.accessible import announce, install, interface_for


class Picture(QWidget):
    """A painted widget with a value."""

    accessible_role = QAccessible.Role.Graphic

    def accessible_value(self) -> str:
        return "64 of 100"


def test_a_painted_widget_has_its_role_name_and_value(qtbot: QtBot) -> None:
    install()
    picture = Picture()
    qtbot.addWidget(picture)
    picture.setAccessibleName("A figure")
    gc.collect()
    interface = QAccessible.queryAccessibleInterface(picture)
    assert interface.role() == QAccessible.Role.Graphic
    assert interface.text(QAccessible.Text.Name) == "A figure"
    assert interface.text(QAccessible.Text.Value) == "64 of 100"


def test_other_objects_keep_the_interface_of_qt(qtbot: QtBot) -> None:
    label = QLabel("text")
    qtbot.addWidget(label)
    assert interface_for("QLabel", label) is None
    assert interface_for("QObject", QObject()) is None
    assert interface_for("", None) is None


def test_an_announcement_needs_no_focus(qtbot: QtBot) -> None:
    label = QLabel("text")
    qtbot.addWidget(label)
    announce(label, "Saved for your clinician")
    assert not label.hasFocus()
