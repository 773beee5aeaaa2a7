from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.i18n import catalogue
from tests.ui.conftest import MakeLook
from tests.ui.layout import SECTIONS, accessible, problems
from ui.shell.place import ProgressPlace, Strip
from ui.theme import Look
from ui.widgets.labels import IconLine
from ui.widgets.progress import ProgressData, SectionProgress

WORDS = catalogue("en")


def test_an_empty_place_takes_no_room(qtbot: QtBot, look: Look) -> None:
    place = ProgressPlace(look)
    qtbot.addWidget(place)
    place.show_progress(ProgressData(SECTIONS, 2, 1, 3), WORDS)
    assert not place.isHidden()
    place.show_progress(None, WORDS)
    assert place.isHidden()


def test_it_is_as_high_as_the_progress_needs_at_its_width(qtbot: QtBot, make_look: MakeLook) -> None:
    for step in ("1.0", "2.0"):
        place = ProgressPlace(make_look(step=step))
        qtbot.addWidget(place)
        place.resize(1280, 50)
        place.show_progress(ProgressData(SECTIONS, 2, 1, 3), WORDS)
        for width in (1280, 800):
            place.resize(width, place.height())
            assert problems(place) == []


def test_in_a_low_window_one_line_stays_and_is_told_as_before(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    place = ProgressPlace(look)
    qtbot.addWidget(place)
    place.resize(1024, 50)
    place.show_progress(ProgressData(SECTIONS, 2, 1, 3), WORDS)
    progress = place.findChild(SectionProgress)
    assert progress is not None
    said, before = accessible(progress)[0], place.minimumHeight()
    place.set_low(low=True)
    assert look.line("small") < place.minimumHeight() < before
    assert progress.height() == look.line("small")
    assert accessible(progress)[0] == said
    assert problems(place) == []
    place.set_low(low=False)
    assert place.minimumHeight() == before


def test_an_empty_place_can_be_low_too(qtbot: QtBot, look: Look) -> None:
    place = ProgressPlace(look)
    qtbot.addWidget(place)
    place.set_low(low=True)
    assert place.isHidden()


def test_the_strip_stands_above_the_bar_and_lets_touches_through(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    strip = Strip(look, window)
    window.show()
    assert not strip.isVisible()
    strip.show_text("Saved for your clinician")
    strip.place(300)
    assert strip.isVisible()
    assert strip.geometry().bottom() == 299
    assert strip.width() == 600
    assert strip.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert problems(strip) == []
    strip.show_text("A longer message that takes two lines in this narrow window, because it says much more")
    strip.place(300)
    line = next(one for one in strip.findChildren(IconLine) if one.isVisible())
    assert line.accessibleName().startswith("A longer message")
    assert line.height() > look.line("small")
    strip.show_text("")
    assert not strip.isVisible()


def test_a_strip_without_a_text_stays_where_it_is(qtbot: QtBot, make_look: MakeLook) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    strip = Strip(make_look(), window)
    before = strip.geometry()
    strip.place(100)
    assert strip.geometry() == before
    strip.set_look(make_look("contrast", "2.0"))
    strip.show_text("Saved")
    line = strip.findChild(IconLine)
    assert line is not None
    assert line.heightForWidth(500) >= make_look("contrast", "2.0").line("small")
