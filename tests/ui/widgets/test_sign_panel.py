from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from kiosk.events import Ink, Stroke
from kiosk.i18n import catalogue
from kiosk.visit.signatures import MOST_POINTS
from tests.ui.conftest import MakeLook
from tests.ui.layout import accessible, click, problems, tap
from tests.ui.widgets.test_signature_pad import PATH, by_mouse, by_pen, by_touch
from ui.theme import Look
from ui.widgets.labels import IconLine
from ui.widgets.sign_panel import Given, SignPanel, Way

WORDS = catalogue("en")
MEANING = "I have read this form, or had it read to me. I want to have ketamine treatment."


def panel_of(
    qtbot: QtBot, look: Look, way: Way = "ink", size: tuple[int, int] = (608, 560), name: str = "Rosa Delgado"
) -> SignPanel:
    panel = SignPanel(WORDS, MEANING, look, name=name, date="12 May 2026")
    qtbot.addWidget(panel)
    panel.use(way)
    panel.resize(*size)
    with qtbot.waitExposed(panel):
        panel.show()
    settle()
    return panel


def settle() -> None:
    """Let what scrolls measure its content anew."""
    QApplication.processEvents()


def message(panel: SignPanel) -> IconLine:
    (line,) = panel.findChildren(IconLine)
    return line


def in_panel(panel: SignPanel, points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(x, min(y, panel.pad.height() - 20)) for x, y in points]


@pytest.mark.parametrize("device", ["mouse", "touch", "pen"])
def test_a_hand_gives_ink_with_time_and_pressure(qtbot: QtBot, look: Look, device: str) -> None:
    panel = panel_of(qtbot, look)
    path = in_panel(panel, PATH)
    if device == "mouse":
        by_mouse(panel.pad, path)
    elif device == "touch":
        by_touch(panel.pad, path, QTest.createTouchDevice())
    else:
        by_pen(panel.pad, path, 0.7)
    assert panel.problem() == ""
    given = panel.given()
    assert given.way == "ink"
    assert given.ink is not None
    (stroke,) = given.ink.strokes
    assert len(stroke.x) == len(stroke.t) == len(stroke.pressure) == len(path)
    assert list(stroke.t) == sorted(stroke.t)
    assert all(0 <= pressure <= 1 for pressure in stroke.pressure)
    assert (given.typed_name, given.witness_name) == ("", "")


def test_an_empty_pad_a_dot_and_a_line_are_refused(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look)
    assert panel.problem() == WORDS["sign.problem_empty"]
    click(panel.pad)
    assert panel.problem() == WORDS["sign.problem_dot"]
    click(panel.clear)
    by_mouse(panel.pad, [(40 + 5 * step, 100) for step in range(80)])
    assert panel.problem() == WORDS["sign.problem_line"]


@pytest.mark.parametrize("way", ["ink", "mark"])
def test_too_much_ink_is_told_and_can_be_cleared(qtbot: QtBot, look: Look, way: Way) -> None:
    panel = panel_of(qtbot, look, way)
    points = MOST_POINTS + 1
    wave = tuple(0.3 + 0.1 * math.sin(i / 9) for i in range(points))
    line = Stroke(x=tuple(i / points for i in range(points)), y=wave, t=tuple(range(points)), pressure=(0.5,) * points)
    panel.pad.set_ink(Ink(strokes=(line,), aspect=0.5))
    assert panel.problem() == WORDS["sign.problem_long"]
    click(panel.clear)
    assert panel.problem() == WORDS["sign.problem_empty"]


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_undo_and_clear_take_back_and_clear_can_be_undone(qtbot: QtBot, look: Look, way: str) -> None:
    panel = panel_of(qtbot, look)
    for _ in range(2):
        by_mouse(panel.pad, in_panel(panel, PATH))

    def act(target: QAbstractButton) -> None:
        if way == "keys":
            QTest.keyClick(target, Qt.Key.Key_Space)
        else:
            (click if way == "mouse" else tap)(target)

    act(panel.undo)
    assert len(panel.pad.ink().strokes) == 1
    act(panel.clear)
    assert panel.pad.ink().strokes == ()
    panel.pad.undo()
    assert len(panel.pad.ink().strokes) == 1


def test_a_typed_name_needs_its_confirmation(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look, "typed")
    assert not panel.pad.isVisible()
    assert panel.problem() == WORDS["sign.no_name"]
    QTest.keyClicks(panel.typed.edit, "   ")
    assert panel.problem() == WORDS["sign.no_name"]
    QTest.keyClicks(panel.typed.edit, "Rosa <b>Delgado</b> ")
    assert panel.problem() == WORDS["sign.no_confirm"]
    click(panel.confirm)
    assert panel.problem() == ""
    assert panel.given() == Given("typed", None, "Rosa <b>Delgado</b>", "")


def test_a_typed_name_has_two_letters_or_is_the_one_on_record(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look, "typed")
    click(panel.confirm)
    for typed in ("R", "12", "-"):
        panel.typed.edit.setText(typed)
        panel.say(panel.problem())
        assert message(panel).text() == WORDS["sign.short_name"]
        assert panel.typed.edit.hasFocus()
    panel.typed.edit.setText("Ro")
    assert panel.problem() == ""
    short = panel_of(qtbot, look, "typed", name="O")
    click(short.confirm)
    short.typed.edit.setText("o")
    assert short.problem() == ""


def test_who_is_decided_for_is_no_witness_either(qtbot: QtBot, look: Look) -> None:
    panel = SignPanel(WORDS, MEANING, look, name="Martin Weber", date="12 May 2026")
    panel.rule_out(("Rosa Delgado",))
    qtbot.addWidget(panel)
    panel.use("mark")
    panel.resize(608, 560)
    with qtbot.waitExposed(panel):
        panel.show()
    by_mouse(panel.pad, [(40 + 5 * step, 60) for step in range(20)])
    panel.witness.edit.setText("rosa delgado")
    assert panel.problem() == WORDS["sign.other_witness"]
    panel.witness.edit.setText("Ana Diaz")
    assert panel.problem() == ""


def test_a_witness_is_someone_else(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look, "mark")
    by_mouse(panel.pad, [(40 + 5 * step, 60) for step in range(20)])
    panel.witness.edit.setText("rosa delgado")
    panel.say(panel.problem())
    assert message(panel).text() == WORDS["sign.other_witness"]
    assert panel.witness.edit.hasFocus()
    panel.witness.edit.setText("Ana Delgado")
    assert panel.problem() == ""


def test_a_mark_may_be_a_dot_or_a_line_but_needs_a_witness(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look, "mark")
    assert panel.problem() == WORDS["sign.problem_empty"]
    by_mouse(panel.pad, [(40 + 5 * step, 60) for step in range(20)])
    assert panel.problem() == WORDS["sign.no_witness"]
    QTest.keyClicks(panel.witness.edit, "Ana Diaz")
    assert panel.problem() == ""
    given = panel.given()
    assert (given.way, given.witness_name) == ("mark", "Ana Diaz")
    assert given.ink is not None
    assert given.ink.strokes


def test_paper_asks_for_nothing_and_says_what_happens(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look, "paper")
    assert panel.problem() == ""
    assert panel.given() == Given("paper")
    assert not panel.pad.isVisible()
    assert not panel.undo.isVisible()
    assert panel.other.isVisible()


def test_what_was_given_in_one_way_waits_there_and_goes_out_in_no_other(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look)
    by_mouse(panel.pad, in_panel(panel, PATH))
    panel.use("typed")
    QTest.keyClicks(panel.typed.edit, "Rosa")
    assert panel.given().ink is None
    panel.use("ink")
    assert panel.given().typed_name == ""
    assert panel.problem() == ""


@pytest.mark.parametrize(
    ("way", "text", "above"),
    [("ink", "", "pad"), ("mark", "", "pad"), ("typed", "", "typed"), ("typed", "Rosa", "confirm")],
)
def test_the_message_stands_under_what_it_is_about(qtbot: QtBot, look: Look, way: Way, text: str, above: str) -> None:
    panel = panel_of(qtbot, look, way)
    panel.typed.edit.setText(text)
    panel.say(panel.problem())
    line = message(panel)
    assert line.isVisible()
    settle()
    assert 0 < line.y() - getattr(panel, above).geometry().bottom() < 16
    assert problems(panel) == []


def test_the_message_goes_with_the_next_thing_done(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look, "typed")
    panel.say(panel.problem())
    assert panel.typed.edit.hasFocus() or panel.focusWidget() is panel.typed.edit
    QTest.keyClicks(panel.typed.edit, "R")
    assert not message(panel).isVisible()
    panel.say(panel.problem())
    panel.use("ink")
    assert not message(panel).isVisible()
    panel.say(panel.problem())
    by_mouse(panel.pad, in_panel(panel, PATH))
    assert not message(panel).isVisible()


@pytest.mark.parametrize("act", ["mouse", "touch", "keys"])
def test_another_way_is_asked_for(qtbot: QtBot, look: Look, act: str) -> None:
    panel = panel_of(qtbot, look)
    with qtbot.waitSignal(panel.other_way_wanted):
        if act == "keys":
            QTest.keyClick(panel.other, Qt.Key.Key_Return)
        else:
            (click if act == "mouse" else tap)(panel.other)


def test_the_pad_is_never_smaller_than_its_token(qtbot: QtBot, make_look: MakeLook) -> None:
    for step in ("1.0", "2.0"):
        look = make_look(step=step)
        for size in ((608, 540), (944, 240), (700, 200), (944, 500)):
            for way in ("ink", "mark"):
                panel = panel_of(qtbot, look, way, size)
                assert panel.pad.height() >= look.tokens.signature.min_pad_height
                assert panel.pad.width() >= look.tokens.signature.min_pad_width


def test_a_screen_reader_hears_what_each_control_is(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look, "mark")
    assert accessible(panel.pad)[0] == WORDS["sign.pad"]
    assert panel.pad.accessibleDescription() == WORDS["sign.hint"]
    assert accessible(panel.witness.edit)[:2] == (WORDS["sign.witness"], QAccessible.Role.EditableText)
    for button, key in ((panel.undo, "sign.undo"), (panel.clear, "sign.clear"), (panel.other, "sign.other")):
        assert accessible(button)[:2] == (WORDS[key], QAccessible.Role.Button)
    panel.use("typed")
    name, role, state = accessible(panel.confirm)
    assert (name, role, state.checked) == (WORDS["sign.type_confirm"], QAccessible.Role.CheckBox, 0)
    assert accessible(panel.typed.edit)[0] == WORDS["sign.type_name"]
    assert panel.typed.edit.accessibleDescription() == WORDS["sign.type_hint"]


def test_a_long_name_is_shortened_on_the_pad_and_breaks_nothing(qtbot: QtBot, look: Look) -> None:
    panel = panel_of(qtbot, look, name="Wolfeschlegelstein " * 600)
    assert problems(panel) == []
    assert panel.grab().width() == panel.width()


def test_ink_of_a_wider_pad_comes_back(qtbot: QtBot, look: Look) -> None:
    wide = panel_of(qtbot, look, size=(900, 560))
    by_mouse(wide.pad, in_panel(wide, PATH))
    narrow = panel_of(qtbot, look)
    narrow.pad.set_ink(wide.pad.ink())
    given = narrow.given().ink
    assert isinstance(given, Ink)
    assert given.strokes == wide.pad.ink().strokes


@pytest.mark.parametrize("way", ["ink", "typed", "paper"])
def test_where_one_way_is_open_no_other_is_offered(qtbot: QtBot, look: Look, way: Way) -> None:
    panel = SignPanel(WORDS, MEANING, look, name="Ana Diaz", date="12 May 2026", printed="Ana Diaz, for R", ways=[way])
    qtbot.addWidget(panel)
    panel.resize(608, 560)
    with qtbot.waitExposed(panel):
        panel.show()
    settle()
    assert panel.way() == way
    assert not panel.other.isVisible()
    assert panel.pad.isVisible() == (way == "ink")
    assert panel.pad._name == "Ana Diaz, for R"
    assert problems(panel) == []
