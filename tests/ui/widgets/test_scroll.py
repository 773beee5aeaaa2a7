from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Look
from ui.widgets.labels import PlainLabel, plain
from ui.widgets.scroll import ShowMoreArea


def area_of(qtbot: QtBot, look: Look, lines: int) -> ShowMoreArea:
    label: PlainLabel = plain("\n".join(f"line {number}" for number in range(lines)), look)
    area = ShowMoreArea(label, look, "Show more", "More below")
    qtbot.addWidget(area)
    area.resize(500, 300)
    return area


def test_without_more_there_is_no_bar_and_the_end_was_seen(qtbot: QtBot, look: Look) -> None:
    area = area_of(qtbot, look, 4)
    with qtbot.waitSignal(area.end_reached):
        area.show()
    assert area.seen_all()
    assert not area.button.isVisible()
    assert not area.show_more()


def test_show_more_goes_on_to_the_end_and_tells_it_once(qtbot: QtBot, look: Look) -> None:
    area = area_of(qtbot, look, 40)
    seen: list[bool] = []
    area.end_reached.connect(lambda: seen.append(True))
    area.show()
    assert area.button.isVisible()
    assert area.button.height() >= look.target("primary")
    assert not area.seen_all()
    for _ in range(20):
        area.button.click()
    assert area.at_end()
    assert not area.button.isVisible()
    assert area.show_less()
    while area.show_less():
        pass
    assert not area.at_end()
    assert seen == [True]


def test_it_paints_no_ground_of_its_own(qtbot: QtBot, look: Look) -> None:
    area = area_of(qtbot, look, 40)
    content = area.area.widget()
    assert isinstance(content, QWidget)
    assert not content.autoFillBackground()
    assert not area.area.viewport().autoFillBackground()


def test_with_a_word_for_it_there_is_a_way_back_up(qtbot: QtBot, look: Look) -> None:
    label: PlainLabel = plain("\n".join(f"line {number}" for number in range(40)), look)
    area = ShowMoreArea(label, look, "Show more", less_word="Go up")
    qtbot.addWidget(area)
    area.resize(500, 300)
    area.show()
    up = area.up_button
    assert up is not None
    assert not up.isVisible()
    with qtbot.waitSignal(area.scrolled):
        area.button.click()
    assert up.isVisible()
    area.button.setFocus()
    while not area.at_end():
        area.button.click()
    assert area.seen_all()
    assert not area.button.isVisible()
    assert area.focusWidget() is up
    while up.isVisible():
        up.click()
    assert area.area.verticalScrollBar().value() == 0
    assert area.focusWidget() is area.button


def test_it_can_do_without_its_bar(qtbot: QtBot, look: Look) -> None:
    area = area_of(qtbot, look, 40)
    area.show()
    area.set_bar(shown=False)
    assert not area.button.isVisible()
    assert area.show_more()
    assert not area.button.isVisible()
    area.set_bar(shown=True)
    assert area.button.isVisible()
