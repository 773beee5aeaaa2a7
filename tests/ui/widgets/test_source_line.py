from __future__ import annotations

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.samples import tap
from ui.theme import Look
from ui.widgets.source_line import SourceLine


def test_a_source_line_is_small_print_with_a_large_target(qtbot: QtBot, look: Look) -> None:
    line = SourceLine("Source: Murrough and others, 2013. 73 people took part.", look)
    qtbot.addWidget(line)
    assert line.heightForWidth(900) == look.target("minimum")
    assert line.heightForWidth(120) > look.target("minimum")
    assert line.natural_width() > 300


def test_a_press_asks_for_the_sources(qtbot: QtBot, look: Look) -> None:
    line = SourceLine("Source: Murrough", look)
    qtbot.addWidget(line)
    line.resize(300, 48)
    line.show()
    with qtbot.waitSignal(line.clicked):
        tap(line, 20, 20, at_ms=1000)
    assert line.grab().height() == 48
    assert QAccessible.queryAccessibleInterface(line).role() == QAccessible.Role.Button


def test_the_sign_for_more_sources_is_never_alone_on_a_line(qtbot: QtBot, look: Look) -> None:
    text = "Source: Murrough and others, 2013; Sanacora and others, 2017; …"
    line = SourceLine(text, look)
    qtbot.addWidget(line)
    for width in range(200, line.natural_width(), 7):
        line.heightForWidth(width)
        layout = line._block._layout
        last = layout.lineAt(layout.lineCount() - 1)
        assert last.textLength() > 2
    assert line.accessibleName() == text
