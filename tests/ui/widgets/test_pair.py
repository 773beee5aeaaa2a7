from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.chip import Chip
from ui.widgets.labels import PlainLabel, plain
from ui.widgets.pair import Pair


def make(qtbot: QtBot, look: Look) -> tuple[Pair, PlainLabel, Chip]:
    text, chip = plain("Getting home, and not driving", look), Chip("Second try", look)
    pair = Pair(text, chip, look)
    qtbot.addWidget(pair)
    pair.show()
    return pair, text, chip


def test_both_stand_on_one_line_and_below_each_other_without_room(qtbot: QtBot, look: Look) -> None:
    pair, text, chip = make(qtbot, look)
    pair.resize(500, pair.heightForWidth(500))
    assert chip.geometry().right() == 499
    assert text.geometry().right() < chip.x()
    assert pair.heightForWidth(150) > pair.heightForWidth(500)
    pair.resize(150, pair.heightForWidth(150))
    assert chip.y() >= text.geometry().bottom()
    assert pair.minimumSizeHint().width() <= chip.sizeHint().width()


def test_what_is_hidden_leaves_its_room(qtbot: QtBot, look: Look) -> None:
    pair, text, chip = make(qtbot, look)
    pair.resize(300, pair.heightForWidth(300))
    chip.hide()
    qtbot.waitUntil(lambda: text.width() == 300)


def test_right_to_left_is_mirrored(qtbot: QtBot, make_look: MakeLook) -> None:
    pair, _text, chip = make(qtbot, make_look(rtl=True))
    pair.resize(500, pair.heightForWidth(500))
    assert chip.x() == 0
