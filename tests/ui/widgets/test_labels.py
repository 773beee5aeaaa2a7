from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.labels import Heading, IconLine, plain

LONG = "Ketamine can slow your reactions and make you sleepy for hours, even when you feel normal. " * 3


def test_a_label_shows_markup_as_it_is(qtbot: QtBot, look: Look) -> None:
    label = plain("<b>Rosa</b> &amp; {{ 7*7 }}", look)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<b>Rosa</b> &amp; {{ 7*7 }}"
    assert label.heightForWidth(600) == 30


def test_a_layout_gives_wrapped_text_its_whole_height(qtbot: QtBot, look: Look) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    label = plain(LONG, look, "lead")
    column.addWidget(label)
    column.addStretch(1)
    host.resize(400, 900)
    host.show()
    assert label.height() >= label.heightForWidth(label.width()) > 5 * look.line("lead")


def test_new_text_has_a_new_height(qtbot: QtBot, look: Look) -> None:
    label = plain("short", look)
    qtbot.addWidget(label)
    label.setText(LONG)
    label.set_color("errText")
    assert label.heightForWidth(300) > 100
    assert label.natural_width() > 1000


def test_a_heading_is_one_to_a_screen_reader(qtbot: QtBot, make_look: MakeLook) -> None:
    heading = Heading("How many people felt better?", make_look())
    qtbot.addWidget(heading)
    interface = QAccessible.queryAccessibleInterface(heading)
    assert interface.role() == QAccessible.Role.Heading
    assert interface.text(QAccessible.Text.Name) == "How many people felt better?"
    heading.setText("Other")
    assert heading.accessibleName() == "Other"


def test_an_icon_line_leaves_room_for_its_icon(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        look = make_look(rtl=rtl)
        line = IconLine("alert", "Choose one to go on.", look, color="errText", bold=True)
        qtbot.addWidget(line)
        line.resize(500, line.heightForWidth(500))
        image = line.grab().toImage()
        ground = image.pixelColor(250, 1)
        inked = [x for x in range(500) for y in range(image.height()) if image.pixelColor(x, y) != ground]
        assert (max(inked) > 490) if rtl else (min(inked) < 10)
        assert line.sizeHint().width() >= line.natural_width() + 24
        assert line.minimumSizeHint().height() >= 24
