from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.samples import tap
from ui.theme import Look
from ui.widgets.choice import Choice, ChoiceGroup, ChoiceKind


def group_of(host: QWidget, look: Look, kind: ChoiceKind = "radio", *, exclusive: bool = True) -> ChoiceGroup:
    column = QVBoxLayout(host)
    group = ChoiceGroup(exclusive=exclusive, parent=host)
    for key, text in (("a", "I drive myself"), ("b", "Someone takes me home"), ("not-sure", "I am not sure")):
        column.addWidget(group.add(key, Choice(text, look, kind=kind)))
    host.resize(500, 400)
    host.show()
    return group


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_tap_chooses_and_tells_the_id(qtbot: QtBot, host: QWidget, look: Look) -> None:
    group = group_of(host, look)
    assert group.chosen_id() == ""
    with qtbot.waitSignal(group.chosen) as signal:
        tap(group.choice("b"), 40, 40, at_ms=1000)
    assert signal.args == ["b"]
    assert group.chosen_id() == "b"
    group.choose()
    assert group.chosen_id() == ""
    group.choose("a")
    assert group.chosen_ids() == ("a",)
    assert group.ids() == ("a", "b", "not-sure")


def test_arrows_move_and_choose(host: QWidget, look: Look) -> None:
    group = group_of(host, look)
    group.choice("a").setFocus()
    QTest.keyClick(group.choice("a"), Qt.Key.Key_Down)
    assert group.chosen_id() == "b"
    QTest.keyClick(group.choice("b"), Qt.Key.Key_Up)
    QTest.keyClick(group.choice("a"), Qt.Key.Key_Up)
    assert group.chosen_id() == "not-sure"


def test_sideways_arrows_follow_the_reading_direction(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl, expected in ((False, "b"), (True, "not-sure")):
        made = QWidget()
        qtbot.addWidget(made)
        group = group_of(made, make_look(rtl=rtl))
        QTest.keyClick(group.choice("a"), Qt.Key.Key_Right)
        assert group.chosen_id() == expected


def test_a_check_group_takes_any_number(host: QWidget, look: Look) -> None:
    group = group_of(host, look, "check", exclusive=False)
    QTest.keyClick(group.choice("a"), Qt.Key.Key_Space)
    QTest.keyClick(group.choice("b"), Qt.Key.Key_Space)
    QTest.keyClick(group.choice("a"), Qt.Key.Key_Down)
    assert group.chosen_ids() == ("a", "b")


def test_each_box_is_a_stop_of_the_tab_order_of_its_own(host: QWidget, look: Look) -> None:
    group = group_of(host, look, "check", exclusive=False)
    told: list[str] = []
    group.chosen.connect(told.append)
    QTest.mouseClick(group.choice("a"), Qt.MouseButton.LeftButton)
    group.choice("a").setFocus()
    assert all(group.choice(key).focusPolicy() & Qt.FocusPolicy.TabFocus for key in group.ids())
    assert told == ["a"]


def test_screen_readers_hear_what_it_is_and_whether_it_is_chosen(host: QWidget, look: Look) -> None:
    group = group_of(host, look)
    group.choose("b")
    interface = QAccessible.queryAccessibleInterface(group.choice("b"))
    assert interface.role() == QAccessible.Role.RadioButton
    assert interface.text(QAccessible.Text.Name) == "Someone takes me home"
    assert interface.state().checked == 1
    check = Choice("Any", look, kind="check", parent=host)
    assert QAccessible.queryAccessibleInterface(check).role() == QAccessible.Role.CheckBox


def test_rows_are_at_least_as_high_as_the_token_and_grow_with_their_text(qtbot: QtBot, look: Look) -> None:
    short, long = Choice("No", look), Choice("Someone takes me home. " * 8, look, "and more below")
    for choice in (short, long):
        qtbot.addWidget(choice)
    assert short.heightForWidth(600) == look.target("choiceRow")
    assert long.heightForWidth(400) > 200
    assert long.grab().width() > 0


def test_choosing_changes_no_size(qtbot: QtBot, look: Look) -> None:
    kinds: tuple[ChoiceKind, ...] = ("radio", "check", "card", "segment")
    for kind in kinds:
        choice = Choice("I want to talk first", look, "You sign nothing yet.", kind, detail_label="What happens next")
        qtbot.addWidget(choice)
        before = (choice.sizeHint(), choice.heightForWidth(330))
        choice.setChecked(True)
        assert (choice.sizeHint(), choice.heightForWidth(330)) == before
        choice.resize(330, before[1])
        assert choice.grab().toImage().pixelColor(20, 12).name().upper() == look.hex("accentTint")


def test_cards_next_to_each_other_are_equal(host: QWidget, look: Look) -> None:
    row = QHBoxLayout(host)
    texts = ("I want to have ketamine treatment", "I do not want it", "I want to talk with my clinician first")
    cards = [Choice(text, look, "Your choice is saved.", "card", detail_label="What happens next") for text in texts]
    for card in cards:
        row.addWidget(card, 1)
    host.resize(1200, 400)
    host.show()
    assert len({card.height() for card in cards}) == 1
    assert max(card.width() for card in cards) - min(card.width() for card in cards) <= 1
