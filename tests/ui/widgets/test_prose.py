from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from kiosk.content.model import Bullets, Paragraph, Span
from tests.ui.conftest import MakeLook
from tests.ui.samples import paragraph, tap
from ui.theme import Look
from ui.widgets.prose import Prose

BLOCKS = (
    paragraph("People had one ketamine infusion", "infusion"),
    Bullets(((Span("Do not drive."),), (Span("Sleep first. Then drive."),))),
)


def prose_of(qtbot: QtBot, look: Look) -> Prose:
    prose = Prose(BLOCKS, look)
    qtbot.addWidget(prose)
    prose.resize(600, prose.heightForWidth(600))
    prose.show()
    return prose


def word_place(prose: Prose) -> QPointF:
    found = [
        QPointF(x, y)
        for y in range(0, prose.height(), 4)
        for x in range(0, prose.width(), 4)
        if prose.term_at(QPointF(x, y))
    ]
    return found[len(found) // 2]


def test_height_is_lines_and_gaps(qtbot: QtBot, look: Look) -> None:
    prose = prose_of(qtbot, look)
    assert prose.heightForWidth(600) == 30 + 16 + 30 + 8 + 30
    assert prose.sizeHint().height() == prose.heightForWidth(prose.sizeHint().width())


def test_a_tap_on_a_word_tells_its_id(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        prose = prose_of(qtbot, make_look(rtl=rtl))
        place = word_place(prose)
        assert (place.x() > 300) == rtl or not rtl
        with qtbot.waitSignal(prose.term_activated) as signal:
            tap(prose, place.x(), place.y(), at_ms=5000)
        assert signal.args == ["infusion"]


def test_a_tap_elsewhere_tells_nothing(qtbot: QtBot, look: Look) -> None:
    prose = prose_of(qtbot, look)
    with qtbot.assertNotEmitted(prose.term_activated):
        tap(prose, 4, prose.height() - 4, at_ms=1000)
        place = word_place(prose)
        tap(prose, place.x(), place.y(), release=(4, prose.height() - 4), at_ms=3000)


def test_a_screen_reader_hears_the_whole_text(qtbot: QtBot, look: Look) -> None:
    prose = prose_of(qtbot, look)
    interface = QAccessible.queryAccessibleInterface(prose)
    assert interface.role() == QAccessible.Role.StaticText
    name = interface.text(QAccessible.Text.Name)
    assert name == "People had one ketamine infusion\n• Do not drive.\n• Sleep first. Then drive."


def test_the_sentence_that_is_read_has_a_tint(qtbot: QtBot, look: Look) -> None:
    prose = prose_of(qtbot, look)
    assert prose.sentences() == ("People had one ketamine infusion", "Do not drive.", "Sleep first.", "Then drive.")
    tint = look.color("accentTint")

    def tinted() -> list[int]:
        image = prose.grab().toImage()
        return [y for y in range(image.height()) if any(image.pixelColor(x, y) == tint for x in range(0, 600, 2))]

    assert tinted() == []
    prose.highlight_sentence(0)
    first = tinted()
    prose.highlight_sentence(3)
    last = tinted()
    assert first
    assert last
    assert max(first) < min(last)
    prose.highlight_sentence(-1)
    assert tinted() == []


def test_outside_text_is_never_markup(qtbot: QtBot, look: Look) -> None:
    prose = Prose((Paragraph((Span("<img src=x><a href='term:y'>z</a>"),)),), look)
    qtbot.addWidget(prose)
    assert prose.sentences() == ("<img src=x><a href='term:y'>z</a>",)
    assert not prose.has_terms()
