from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible, problems
from tests.ui.samples import difference
from ui.theme import Look
from ui.widgets.list_row import LEAST, ListRow


def test_a_row_is_a_button_with_its_title(qtbot: QtBot, look: Look) -> None:
    row = ListRow("How it may work in the brain", look)
    qtbot.addWidget(row)
    row.resize(600, row.heightForWidth(600))
    row.show()
    assert accessible(row)[:2] == ("How it may work in the brain", QAccessible.Role.Button)
    with qtbot.waitSignal(row.clicked):
        QTest.keyClick(row, Qt.Key.Key_Space)
    assert problems(row) == []


def test_a_long_title_wraps(qtbot: QtBot, make_look: MakeLook) -> None:
    row = ListRow("How it may work in the brain, and what is not known about it yet", make_look(step="2.0"))
    qtbot.addWidget(row)
    assert row.heightForWidth(400) > row.heightForWidth(2000) >= LEAST


def test_the_arrow_stands_at_the_end(qtbot: QtBot, make_look: MakeLook) -> None:
    pictures = []
    for rtl in (False, True):
        row = ListRow("A", make_look(rtl=rtl))
        qtbot.addWidget(row)
        row.resize(300, LEAST)
        pictures.append(row.grab().toImage())
    assert difference(pictures[0], pictures[1].flipped(Qt.Orientation.Horizontal)) < 0.02
    assert difference(pictures[0], pictures[1]) > 0
