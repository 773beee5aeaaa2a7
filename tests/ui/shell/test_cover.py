from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.i18n import catalogue
from tests.ui.conftest import MakeLook
from tests.ui.layout import THEMES, problems
from ui.patient.cover import CoverData, CoverScreen
from ui.shell.cover import Cover
from ui.shell.top_bar import Brand, TopBar
from ui.theme import Look

WORDS = catalogue("en")


def test_the_cover_hides_everything_in_every_theme(qtbot: QtBot, make_look: MakeLook) -> None:
    for theme in THEMES:
        look = make_look(theme)
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.setStyleSheet("QWidget { background: magenta; }")
        cover = Cover(CoverScreen(CoverData(WORDS, 60), look), Brand("Clinic"), look, WORDS, parent=window)
        cover.setStyleSheet("QWidget { background: none; }")
        cover.setGeometry(window.rect())
        window.show()
        picture = window.grab().toImage()
        places = [(x, y) for x in range(4, 1280, 25) for y in range(4, 800, 25)]
        assert not any(picture.pixelColor(x, y) == QColor("magenta") for x, y in places)
        assert picture.pixelColor(640, 20) == look.color("canvas")
        assert problems(cover) == []


def test_the_cover_has_the_clinic_and_the_way_to_a_person_alone(qtbot: QtBot, look: Look) -> None:
    screen = CoverScreen(CoverData(WORDS, 60), look)
    cover = Cover(screen, Brand("Clinic", speech=True), look, WORDS)
    qtbot.addWidget(cover)
    cover.resize(1280, 800)
    cover.show()
    bar = cover.findChild(TopBar)
    assert bar is not None
    assert bar.buttons() == [bar.someone] == cover.bar_stops()
    with qtbot.waitSignal(cover.someone_pressed):
        bar.someone.click()
    assert cover.shown is screen


def test_the_cover_leaves_the_focus_with_the_window(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch(window)
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    cover = Cover(CoverScreen(CoverData(WORDS, 60), look), Brand("Clinic"), look, WORDS, parent=window)
    cover.show()
    application.removeEventFilter(watch)
    assert shown == [], "a part that is shown before it has a parent is a window, and takes the keyboard away"


def test_in_a_low_window_its_bar_leaves_more_to_the_screen(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    screen = CoverScreen(CoverData(WORDS, 60), look)
    cover = Cover(screen, Brand("Clinic"), look, WORDS)
    qtbot.addWidget(cover)
    cover.resize(1024, 600)
    cover.show()
    QApplication.processEvents()
    before = screen.height()
    cover.set_low(low=True)
    QApplication.processEvents()
    assert screen.height() > before
    # All that is asked, and both answers, without a press on Show more.
    assert not screen.scrolling()
    assert problems(cover) == []
