from __future__ import annotations

from pytestqt.qtbot import QtBot

from kiosk.content.model import Span
from tests.ui.conftest import MakeLook
from ui.widgets.note import Note


def test_the_bar_stands_at_the_reading_start(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        look = make_look(rtl=rtl)
        note = Note((Span("A limit or a "), Span("caution", bold=True)), look)
        qtbot.addWidget(note)
        note.resize(400, note.heightForWidth(400))
        image = note.grab().toImage()
        middle = image.height() // 2
        assert image.pixelColor(397 if rtl else 2, middle).name().upper() == look.hex("noteBar")
        assert image.pixelColor(2 if rtl else 397, middle).name().upper() == look.hex("noteBg")


def test_its_height_follows_its_text(qtbot: QtBot, make_look: MakeLook) -> None:
    note = Note("No test can tell ahead of time how it will be for you. " * 3, make_look())
    qtbot.addWidget(note)
    assert note.heightForWidth(300) > note.heightForWidth(900) == note.prose.heightForWidth(852) + 28


def test_a_saved_question_has_its_icon(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look("contrast")
    flag, note = Note("A saved question.", look, "flag"), Note("A saved question.", look)
    for each in (flag, note):
        qtbot.addWidget(each)
        each.resize(500, each.heightForWidth(500))
    flag.show()
    assert flag.prose.x() > note.prose.x() or flag.prose.x() > 50
    assert flag.grab().toImage().pixelColor(0, 30).name().upper() == look.hex("flagBar")
