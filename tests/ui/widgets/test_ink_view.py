from __future__ import annotations

from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from kiosk.events import Ink, Stroke
from tests.ui.conftest import MakeLook
from tests.ui.desk.sample_desk import INK
from ui.theme import Look
from ui.widgets.ink_view import InkView

DOT = Ink(strokes=(Stroke((0.5,), (0.2,), (0,), (0.5,)),), aspect=0.5)


def drawn(view: InkView) -> QImage:
    view.resize(300, view.heightForWidth(300))
    return view.grab().toImage()


def dark(image: QImage, look: Look) -> int:
    ink: QColor = look.color("penInk")
    return sum(
        abs(image.pixelColor(x, y).lightness() - ink.lightness()) < 40
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    )


def test_the_ink_is_drawn_dark_on_paper_in_every_theme(qtbot: QtBot, make_look: MakeLook) -> None:
    for theme in ("light", "contrast"):
        look = make_look(theme)
        view = InkView(INK, look, "Rosa Delgado")
        qtbot.addWidget(view)
        image = drawn(view)
        assert dark(image, look) > 30
        assert image.pixelColor(150, 3) == look.color("paper")
        assert view.accessibleName() == "Rosa Delgado"


def test_a_dot_and_no_ink_at_all_do_no_harm(qtbot: QtBot, look: Look) -> None:
    for ink in (DOT, Ink(strokes=(), aspect=0.5)):
        view = InkView(ink, look, "Nobody")
        qtbot.addWidget(view)
        assert dark(drawn(view), look) == 0
