from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.samples import tap
from ui.theme import Look
from ui.widgets.scale import Scale

NAMES = tuple(f"{number} of 5" for number in range(1, 6))


def scale_of(qtbot: QtBot, look: Look) -> Scale:
    scale = Scale("What it costs me", NAMES, "no answer", look)
    qtbot.addWidget(scale)
    scale.resize(scale.sizeHint())
    scale.show()
    return scale


def test_stops_are_as_large_as_the_tokens_say(qtbot: QtBot, look: Look) -> None:
    scale = scale_of(qtbot, look)
    assert (scale.width(), scale.height()) == (5 * 92, 64)
    assert scale.stop_center(2).x() - scale.stop_center(1).x() == 92


def test_a_tap_rates_and_a_second_tap_clears(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        scale = scale_of(qtbot, make_look(rtl=rtl))
        seen: list[object] = []
        scale.rated.connect(seen.append)
        place = scale.stop_center(4)
        tap(scale, place.x(), place.y(), at_ms=1000)
        assert scale.rating() == 4
        assert (place.x() < 230) == rtl
        tap(scale, place.x(), place.y(), at_ms=2000)
        assert seen == [4, None]


def test_a_finger_that_slides_to_another_stop_rates_nothing(qtbot: QtBot, look: Look) -> None:
    scale = scale_of(qtbot, look)
    start, end = scale.stop_center(1), scale.stop_center(3)
    tap(scale, start.x(), start.y(), release=(end.x(), end.y()), at_ms=1000)
    assert scale.rating() is None


def test_keys_move_along_the_line(qtbot: QtBot, make_look: MakeLook) -> None:
    scale = scale_of(qtbot, make_look())
    for key, expected in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_5, 5),
        (Qt.Key.Key_Right, 5),
        (Qt.Key.Key_Delete, None),
        (Qt.Key.Key_Left, 5),
        (Qt.Key.Key_Space, None),
    ):
        QTest.keyClick(scale, key)
        assert scale.rating() == expected
    turned = scale_of(qtbot, make_look(rtl=True))
    QTest.keyClick(turned, Qt.Key.Key_Left)
    assert turned.rating() == 1


def test_a_screen_reader_hears_the_rating_in_words(qtbot: QtBot, look: Look) -> None:
    scale = scale_of(qtbot, look)
    interface = QAccessible.queryAccessibleInterface(scale)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Value) == "no answer"
    scale.set_rating(3)
    assert interface.text(QAccessible.Text.Value) == "3 of 5"
    assert scale.grab().toImage().pixelColor(scale.stop_center(3).toPoint()).name().upper() == look.hex("accent")


def test_a_scale_has_five_stops(look: Look) -> None:
    with pytest.raises(ValueError, match="five"):
        Scale("x", ("1", "2"), "none", look)
