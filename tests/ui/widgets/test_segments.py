from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.i18n import catalogue
from tests.ui.conftest import MakeLook
from tests.ui.layout import THEMES, accessible, click, problems, tap
from ui.theme import Look
from ui.widgets.choice import Choice
from ui.widgets.segments import Segment, Segments, aids

WORDS = catalogue("en")
THREE = (Segment("light", "Light"), Segment("dark", "Dark"), Segment("contrast", "High contrast"))


def segments_of(qtbot: QtBot, look: Look, width: int = 0) -> Segments:
    segments = Segments("contrast", "Colours", THREE, look, chosen="light")
    qtbot.addWidget(segments)
    wide = width or segments.natural_width()
    segments.resize(wide, segments.heightForWidth(wide))
    segments.show()
    return segments


def choices(segments: Segments) -> list[Choice]:
    return [segments.group.choice(key) for key in segments.group.ids()]


def test_by_mouse_touch_and_keys_the_id_comes_out(qtbot: QtBot, look: Look) -> None:
    segments = segments_of(qtbot, look)
    chosen: list[str] = []
    segments.chosen.connect(chosen.append)
    click(segments.group.choice("dark"))
    tap(segments.group.choice("contrast"))
    QTest.keyClick(segments.group.choice("contrast"), Qt.Key.Key_Right)
    QTest.keyClick(segments.group.choice("light"), Qt.Key.Key_Left)
    assert chosen == ["dark", "contrast", "light", "contrast"]
    assert segments.group.chosen_id() == "contrast"


@pytest.mark.parametrize("step", ["1.0", "1.25", "1.5", "2.0"])
def test_in_one_row_in_two_or_under_each_other(qtbot: QtBot, make_look: MakeLook, step: str) -> None:
    look = make_look(step=step)
    natural = segments_of(qtbot, look).natural_width()
    widest = max(choice.sizeHint().width() for choice in choices(segments_of(qtbot, look)))
    for width, columns in ((natural, 3), (2 * widest + 8, 2), (widest, 1)):
        segments = segments_of(qtbot, look, width)
        assert len({choice.x() for choice in choices(segments)}) == columns
        assert len({(choice.width(), choice.height()) for choice in choices(segments)}) == 1
        assert problems(segments, least=look.target("primary")) == []


def test_more_height_goes_to_all_rows(qtbot: QtBot, look: Look) -> None:
    segments = segments_of(qtbot, look)
    before = choices(segments)[0].height()
    segments.resize(segments.width(), segments.height() + 30)
    assert {choice.height() for choice in choices(segments)} == {before + 30}


def test_the_order_follows_the_reading_direction(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        segments = segments_of(qtbot, make_look(rtl=rtl))
        places = [choice.x() for choice in choices(segments)]
        assert places == sorted(places, reverse=rtl)


def test_a_screen_reader_hears_a_group_and_radio_buttons(qtbot: QtBot, look: Look) -> None:
    segments = segments_of(qtbot, look)
    assert accessible(segments)[:2] == ("Colours", QAccessible.Role.Grouping)
    name, role, state = accessible(segments.group.choice("light"))
    assert (name, role, state.checked) == ("Light", QAccessible.Role.RadioButton, 1)


def test_the_aids_stand_as_they_are_set(qtbot: QtBot, make_look: MakeLook) -> None:
    for theme in THEMES:
        made = aids(WORDS, make_look(theme, "1.5"), read_aloud=True)
        for one in made:
            qtbot.addWidget(one)
        assert [one.group.chosen_id() for one in made] == ["1.5", theme, "on"]


def test_the_letters_say_their_size_in_words(qtbot: QtBot, look: Look) -> None:
    sizes, *rest = aids(WORDS, look, read_aloud=None)
    for one in (sizes, *rest):
        qtbot.addWidget(one)
    assert len(rest) == 1
    names = [accessible(choice)[0] for choice in choices(sizes)]
    assert names == [WORDS[f"aid.size_{number}"] for number in range(1, 5)]
    assert {choice.text() for choice in choices(sizes)} == {WORDS["aid.letter"]}
