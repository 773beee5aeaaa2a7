from __future__ import annotations

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.ring import CountdownRing


def swept(ring: CountdownRing, look: Look) -> int:
    image = ring.grab().toImage()
    accent = look.color("accent")
    return sum(image.pixelColor(x, y) == accent for x in range(image.width()) for y in range(image.height()))


def ring_of(qtbot: QtBot, look: Look) -> CountdownRing:
    ring = CountdownRing(look, 60, name="Seconds until this tablet locks")
    qtbot.addWidget(ring)
    ring.resize(ring.sizeHint())
    return ring


def test_the_ring_empties_as_seconds_go(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(reduced_motion=False)
    ring = ring_of(qtbot, look)
    full = swept(ring, look)
    ring.set_remaining(15)
    assert swept(ring, look) < full / 2
    assert QAccessible.queryAccessibleInterface(ring).text(QAccessible.Text.Value) == "15"


def test_with_reduced_motion_only_the_number_changes(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look("contrast", reduced_motion=True)
    ring = ring_of(qtbot, look)
    full = swept(ring, look)
    ring.set_remaining(-3)
    assert swept(ring, look) == full
    assert ring.accessible_value() == "0"
