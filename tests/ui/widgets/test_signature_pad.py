from __future__ import annotations

import math
from typing import Final

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.events import Ink
from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.signature_pad import PadWords, SignaturePad

WORDS: Final = PadWords("Sign here", "Sign with your finger or a pen", "{count} strokes")
PATH: Final = [(120 + i * 3, round(170 + 50 * math.sin(i / 6))) for i in range(100)]


def pad_of(qtbot: QtBot, look: Look) -> SignaturePad:
    pad = SignaturePad(look, WORDS, name="Rosa Delgado", date="12 May 2026, 10:42")
    qtbot.addWidget(pad)
    pad.resize(608, 340)
    pad.show()
    return pad


@pytest.fixture
def pad(qtbot: QtBot, look: Look) -> SignaturePad:
    return pad_of(qtbot, look)


def by_mouse(pad: SignaturePad, path: list[tuple[int, int]]) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*path[0]))
    for place in path[1:]:
        QTest.mouseMove(pad, QPoint(*place))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*path[-1]))


def by_touch(pad: SignaturePad, path: list[tuple[int, int]], device: QPointingDevice) -> None:
    QTest.touchEvent(pad, device).press(0, QPoint(*path[0]), pad).commit()
    for place in path[1:]:
        QTest.touchEvent(pad, device).move(0, QPoint(*place), pad).commit()
    QTest.touchEvent(pad, device).release(0, QPoint(*path[-1]), pad).commit()


def by_pen(pad: SignaturePad, path: list[tuple[int, int]], pressure: float) -> None:
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )
    kinds = [QEvent.Type.TabletPress, *([QEvent.Type.TabletMove] * (len(path) - 2)), QEvent.Type.TabletRelease]
    for kind, place in zip(kinds, path, strict=True):
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
        point = QPointF(*place)
        event = QTabletEvent(
            kind,
            device,
            point,
            pad.mapToGlobal(point),
            pressure,
            0,
            0,
            0,
            0,
            0,
            Qt.KeyboardModifier.NoModifier,
            Qt.MouseButton.LeftButton,
            held,
        )
        QApplication.sendEvent(pad, event)


def inked(pad: SignaturePad) -> int:
    """Return how many pixels are as dark as ink in the upper part of the pad."""
    image = pad.grab().toImage()
    return sum(image.pixelColor(x, y).lightness() < 90 for x in range(40, 570) for y in range(60, 230))


def test_touch_pen_and_mouse_give_the_same_path(qtbot: QtBot, look: Look) -> None:
    device = QTest.createTouchDevice()
    paths = []
    for way in ("mouse", "touch", "pen"):
        pad = pad_of(qtbot, look)
        if way == "mouse":
            by_mouse(pad, PATH)
        elif way == "touch":
            by_touch(pad, PATH, device)
        else:
            by_pen(pad, PATH, 0.8)
        ink = pad.ink()
        assert ink.device == way
        assert len(ink.strokes) == 1
        paths.append((ink.strokes[0].x, ink.strokes[0].y))
    assert paths[0] == paths[1] == paths[2]
    assert len(paths[0][0]) == len(PATH)


def test_a_pen_keeps_its_own_pressure(pad: SignaturePad) -> None:
    by_pen(pad, PATH, 0.8)
    assert set(pad.ink().strokes[0].pressure) == {0.8}


def test_a_second_finger_is_not_ink(pad: SignaturePad) -> None:
    device = QTest.createTouchDevice()
    QTest.touchEvent(pad, device).press(0, QPoint(100, 100), pad).commit()
    QTest.touchEvent(pad, device).stationary(0).press(1, QPoint(400, 200), pad).commit()
    QTest.touchEvent(pad, device).move(0, QPoint(140, 150), pad).move(1, QPoint(420, 220), pad).commit()
    QTest.touchEvent(pad, device).release(0, QPoint(140, 150), pad).release(1, QPoint(420, 220), pad).commit()
    (stroke,) = pad.ink().strokes
    assert max(stroke.x) < 0.3


def test_a_signature_is_acceptable_and_a_dot_is_not(pad: SignaturePad) -> None:
    assert pad.problem() == "empty"
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert pad.problem() == "dot"
    by_mouse(pad, PATH)
    assert pad.is_acceptable()


def test_undo_takes_one_stroke_and_clear_can_be_undone(qtbot: QtBot, pad: SignaturePad) -> None:
    assert not pad.undo()
    assert not pad.clear()
    by_mouse(pad, PATH)
    by_mouse(pad, [(x, y + 30) for x, y in PATH])
    assert len(pad.ink().strokes) == 2
    with qtbot.waitSignal(pad.changed):
        pad.undo()
    assert len(pad.ink().strokes) == 1
    pad.clear()
    assert pad.ink().strokes == ()
    pad.undo()
    assert len(pad.ink().strokes) == 1
    QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.problem() == "empty"


def test_what_is_painted_while_writing_is_what_a_redraw_paints(pad: SignaturePad) -> None:
    empty = inked(pad)
    by_mouse(pad, PATH)
    written = inked(pad)
    assert written > empty + 300
    pad.resize(609, 340)
    pad.resize(608, 340)
    assert abs(inked(pad) - written) < written * 0.05


def test_strokes_keep_their_place_when_the_pad_grows(pad: SignaturePad) -> None:
    by_mouse(pad, PATH)
    before = pad.ink()
    pad.resize(1000, 560)
    assert pad.ink().strokes == before.strokes
    image = pad.grab().toImage()
    x, y = before.strokes[0].x[50] * 1000, before.strokes[0].y[50] * 1000
    near = [image.pixelColor(round(x) + dx, round(y) + dy).lightness() for dx in (-2, 0, 2) for dy in (-2, 0, 2)]
    assert min(near) < 90


def test_ink_is_whole_on_a_lower_pad_and_keeps_its_shape(qtbot: QtBot, pad: SignaturePad, look: Look) -> None:
    by_mouse(pad, [(x, y + 60) for x, y in PATH])
    ink = pad.ink()
    low = pad_of(qtbot, look)
    low.resize(1200, 240)
    low.set_ink(ink)
    assert low.ink() == ink
    image = low.grab().toImage()
    unit = 240 / ink.aspect
    for x, y in zip(ink.strokes[0].x[::10], ink.strokes[0].y[::10], strict=True):
        near = [image.pixelColor(round(x * unit) + dx, round(y * unit) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        assert min(color.lightness() for color in near) < 120
    by_mouse(low, [(200, 50), (240, 90), (260, 50)])
    added = low.ink().strokes[1]
    assert abs(added.x[0] * unit - 200) < 1
    assert low.ink().aspect == ink.aspect


def test_ink_that_was_kept_comes_back_and_can_be_taken_back(qtbot: QtBot, pad: SignaturePad, look: Look) -> None:
    by_mouse(pad, PATH)
    ink = pad.ink()
    other = pad_of(qtbot, look)
    other.set_ink(ink)
    assert other.ink().strokes == ink.strokes
    by_mouse(other, PATH)
    assert other.ink().strokes[1].t[0] >= ink.strokes[0].t[-1]
    other.undo()
    other.undo()
    assert other.ink().strokes == ()
    other.set_ink(Ink(strokes=(), aspect=0.5))
    assert not other.undo()


def test_paper_is_white_in_every_theme(qtbot: QtBot, make_look: MakeLook) -> None:
    for theme in ("light", "dark", "contrast"):
        pad = pad_of(qtbot, make_look(theme, rtl=theme == "dark"))
        assert pad.grab().toImage().pixelColor(300, 20).name() == "#ffffff"


def test_a_name_that_is_too_long_for_one_line_has_two(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    pad = SignaturePad(look, WORDS, name="Martin Weber, for Rosa Delgado", date="12 May 2026")
    qtbot.addWidget(pad)
    pad.resize(716, 440)
    assert pad._names()[1].text == "Martin Weber, for Rosa Delgado"
    assert pad._names()[1].lines == 2
    pad.resize(716, 200)
    assert pad._names()[1].lines == 1, "room to sign comes first"
    long = SignaturePad(look, WORDS, name="Adolph Blaine Charles David " * 7, date="12 May 2026")
    qtbot.addWidget(long)
    long.resize(716, 440)
    date, name = long._names()
    assert name.lines == 1
    assert "…" in name.text
    assert date.text == "12 May 2026"


def test_a_screen_reader_hears_the_name_and_how_many_strokes(pad: SignaturePad) -> None:
    interface = QAccessible.queryAccessibleInterface(pad)
    assert interface.text(QAccessible.Text.Name) == "Sign here"
    assert interface.text(QAccessible.Text.Description) == WORDS.hint
    by_mouse(pad, PATH)
    assert interface.text(QAccessible.Text.Description) == "1 strokes"
    assert interface.text(QAccessible.Text.Value) == "1 strokes"


def test_hiding_ends_a_stroke(pad: SignaturePad) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(pad, QPoint(200, 150))
    pad.hide()
    assert len(pad.ink().strokes) == 1
