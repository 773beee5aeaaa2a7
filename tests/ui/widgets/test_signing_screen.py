from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.document import blocks as b
from kiosk.document import form_digest
from kiosk.visit import GoBack, ShowForm, Sign
from tests.kiosk.visits import plain_visit
from tests.ui.conftest import MakeLook
from tests.ui.layout import (
    accessible,
    button,
    click,
    everywhere,
    framed,
    heard,
    press,
    problems,
    tab_order,
    tab_to,
    tap,
)
from tests.ui.patient.sample_screens import (
    MEANING,
    WORDS,
    gone,
    other_way_sheet,
    sheet_in,
    sheets_everywhere,
    sign,
    signing,
)
from tests.ui.widgets.test_signature_pad import PATH, by_mouse, by_pen, by_touch
from ui.patient.sign import SignScreen
from ui.shell import Shell
from ui.theme import Look
from ui.widgets.labels import IconLine
from ui.widgets.sign_panel import Way
from ui.widgets.signing_screen import OtherWaySheet, SignData
from ui.widgets.tap import LAST_TAP

DIGEST = "f" * 64


def next_label(shell: Shell) -> str:
    return button(shell, "next").text()


def read_to_the_end(screen: SignScreen) -> None:
    while screen.paper.area.show_more():
        QApplication.processEvents()


def message(screen: SignScreen) -> str:
    lines = [line.text() for line in screen.findChildren(IconLine) if line.isVisible()]
    return lines[0] if lines else ""


def choose_way(shell: Shell, screen: SignScreen, way: Way) -> None:
    click(screen.panel.other)
    (sheet,) = shell.findChildren(OtherWaySheet)
    click(sheet.group.choice(way))
    click(sheet.use)


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_the_form_counts_as_shown_when_its_end_was_on_screen(qtbot: QtBot, look: Look, way: str) -> None:
    screen = sign(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    more = screen.paper.area.button
    for _ in range(50):
        if screen.form_seen():
            break
        assert sent == []
        if way == "keys":
            tab_to(shell, more)
            press(shell, Qt.Key.Key_Return)
        else:
            # A person takes time to read between two taps.
            shell.setProperty(LAST_TAP, None)
            (click if way == "mouse" else tap)(more)
    assert sent == [ShowForm(DIGEST)]
    assert not more.isVisible()


def test_whoever_read_on_can_go_back_up(qtbot: QtBot, look: Look) -> None:
    screen = sign(look)
    framed(qtbot, screen, look)
    up = screen.paper.area.up_button
    assert up is not None
    assert not up.isVisible()
    read_to_the_end(screen)
    assert up.isVisible()
    for _ in range(50):
        if up.isVisible():
            click(up)
    assert screen.paper.area.area.verticalScrollBar().value() == 0
    assert screen.form_seen()


def test_the_place_in_the_form_is_told(qtbot: QtBot, look: Look) -> None:
    screen = sign(look)
    framed(qtbot, screen, look)
    part, parts = screen.paper.screenful()
    assert part == 1
    assert parts > 1
    assert screen._place_line.text() == WORDS["sign.part"].format(part=1, parts=parts)
    read_to_the_end(screen)
    assert screen._place_line.text() == WORDS["sign.part"].format(part=parts, parts=parts)


def test_saving_before_the_end_says_so_goes_on_and_sends_nothing(qtbot: QtBot, look: Look) -> None:
    screen = sign(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    by_mouse(screen.panel.pad, PATH)
    click(button(shell, "next"))
    assert message(screen) == WORDS["sign.look_first"]
    assert screen.paper.area.area.verticalScrollBar().value() > 0
    for _ in range(50):
        if screen.form_seen():
            break
        click(button(shell, "next"))
    assert message(screen) == ""
    assert sent == [ShowForm(DIGEST)]


def test_a_form_that_was_seen_before_needs_no_second_reading(qtbot: QtBot, look: Look) -> None:
    screen = sign(look, seen=True)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    read_to_the_end(screen)
    assert sent == []


def test_the_real_form_is_what_is_shown(qtbot: QtBot, look: Look) -> None:
    form = plain_visit().form()
    data = SignData(WORDS, form.blocks, form_digest(form), MEANING, "Rosa Delgado", "12 May 2026")
    screen = SignScreen(data, look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert problems(shell) == []
    spoken = screen.read_aloud_text()
    assert spoken[-1] == MEANING
    assert all(text in spoken for block in form.blocks for text in b.block_text(block))
    read_to_the_end(screen)
    assert sent == [ShowForm(form_digest(form))]


# ---------------------------------------------------------------- signing


@pytest.mark.parametrize("device", ["mouse", "touch", "pen"])
def test_a_signature_by_hand_is_saved_with_its_meaning_and_the_form(qtbot: QtBot, look: Look, device: str) -> None:
    screen = sign(look, seen=True)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    pad = screen.panel.pad
    if device == "mouse":
        by_mouse(pad, PATH)
    elif device == "touch":
        by_touch(pad, PATH, QTest.createTouchDevice())
    else:
        by_pen(pad, PATH, 0.6)
    assert next_label(shell) == WORDS["sign.save"]
    click(button(shell, "next"))
    assert sent == [Sign("ink", MEANING, DIGEST, pad.ink(), "", "")]
    assert pad.ink().device == device


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ([], "sign.problem_empty"),
        ([(200, 100), (201, 100)], "sign.problem_dot"),
        ([(60 + 4 * i, 100) for i in range(90)], "sign.problem_line"),
    ],
)
def test_what_is_no_signature_is_refused_in_words(
    qtbot: QtBot, look: Look, path: list[tuple[int, int]], problem: str
) -> None:
    screen = sign(look, seen=True)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    if path:
        by_mouse(screen.panel.pad, path)
    click(button(shell, "next"))
    assert sent == []
    assert message(screen) == WORDS[problem]
    assert problems(shell) == []


def test_a_name_can_be_typed_with_the_keyboard_alone(qtbot: QtBot, look: Look) -> None:
    screen = sign(look, seen=True)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    tab_to(shell, screen.panel.other)
    press(shell, Qt.Key.Key_Return)
    (sheet,) = shell.findChildren(OtherWaySheet)
    assert shell.focusWidget() is sheet.group.choice("ink")
    press(shell, Qt.Key.Key_Down)
    tab_to(shell, sheet.use)
    press(shell, Qt.Key.Key_Return)
    assert gone(sheet)
    assert shell.focusWidget() is screen.panel.typed.edit
    tab_to(shell, button(shell, "next"))
    press(shell, Qt.Key.Key_Return)
    assert message(screen) == WORDS["sign.no_name"]
    assert shell.focusWidget() is screen.panel.typed.edit
    QTest.keyClicks(screen.panel.typed.edit, "Rosa Delgado")
    tab_to(shell, button(shell, "next"))
    press(shell, Qt.Key.Key_Return)
    assert message(screen) == WORDS["sign.no_confirm"]
    assert shell.focusWidget() is screen.panel.confirm
    press(shell, Qt.Key.Key_Space)
    tab_to(shell, button(shell, "next"))
    press(shell, Qt.Key.Key_Return)
    assert sent == [Sign("typed", MEANING, DIGEST, None, "Rosa Delgado", "")]


def test_a_mark_goes_out_with_its_witness(qtbot: QtBot, look: Look) -> None:
    screen = sign(look, seen=True)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose_way(shell, screen, "mark")
    by_mouse(screen.panel.pad, [(60 + 4 * i, 60) for i in range(40)])
    click(button(shell, "next"))
    assert message(screen) == WORDS["sign.no_witness"]
    QTest.keyClicks(screen.panel.witness.edit, "Ana Diaz")
    click(button(shell, "next"))
    assert sent == [Sign("mark", MEANING, DIGEST, screen.panel.pad.ink(), "", "Ana Diaz")]


def test_paper_is_a_way_like_the_others(qtbot: QtBot, look: Look) -> None:
    screen = sign(look, seen=True)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    choose_way(shell, screen, "paper")
    assert next_label(shell) == WORDS["sign.save_paper"]
    click(button(shell, "next"))
    assert sent == [Sign("paper", MEANING, DIGEST, None, "", "")]


def test_back_leaves(qtbot: QtBot, look: Look) -> None:
    shell = framed(qtbot, sign(look, seen=True), look)
    sent = heard(shell)
    click(button(shell, "back"))
    assert sent == [GoBack()]


# ---------------------------------------------------------------- two steps


@pytest.mark.parametrize(("step", "size"), [("1.0", (1024, 600)), ("2.0", (1280, 800)), ("2.0", (1024, 600))])
def test_where_both_do_not_fit_reading_comes_first_then_signing(
    qtbot: QtBot, make_look: MakeLook, step: str, size: tuple[int, int]
) -> None:
    look = make_look(step=step)
    screen = sign(look)
    shell = framed(qtbot, screen, look, size)
    sent = heard(shell)
    assert (screen.part(), screen.parts()) == (1, 2)
    assert not screen.panel.isVisible()
    for _ in range(200):
        if screen.part() == 2:
            break
        assert next_label(shell) in (WORDS["shell.next"], WORDS["page.show_more"])
        click(button(shell, "next"))
        QApplication.processEvents()
    assert sent == [ShowForm(DIGEST)]
    assert screen.panel.isVisible()
    assert next_label(shell) == WORDS["sign.save"]
    assert screen.read_aloud_text() == (MEANING,)
    by_mouse(screen.panel.pad, PATH)
    click(button(shell, "next"))
    assert sent[1:] == [Sign("ink", MEANING, DIGEST, screen.panel.pad.ink(), "", "")]
    click(button(shell, "back"))
    assert screen.part() == 1
    assert screen.paper.isVisible()


def test_in_the_lowest_window_back_goes_up_the_form_first(qtbot: QtBot, make_look: MakeLook) -> None:
    look = make_look(step="2.0")
    screen = sign(look)
    shell = framed(qtbot, screen, look, (1024, 600))
    sent = heard(shell)
    click(button(shell, "next"))
    bar = screen.paper.area.area.verticalScrollBar()
    assert bar.value() > 0
    click(button(shell, "back"))
    assert bar.value() == 0
    assert sent == []
    click(button(shell, "back"))
    assert sent == [GoBack()]


def test_turning_the_tablet_brings_both_together(qtbot: QtBot, look: Look) -> None:
    screen = sign(look, seen=True)
    shell = framed(qtbot, screen, look, (1024, 600))
    screen.go_to_part(2)
    shell.resize(800, 1280)
    QApplication.processEvents()
    assert screen.parts() == 1
    assert screen.paper.isVisible()
    assert screen.panel.isVisible()
    assert screen.frame.progress
    assert problems(shell) == []


# ---------------------------------------------------------------- keeping, hearing, fitting


def test_everything_that_was_given_survives_another_look(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = sign(make_look(), seen=True)
    framed(qtbot, screen, make_look())
    by_mouse(screen.panel.pad, PATH)
    screen.panel.use("typed")
    screen.panel.typed.edit.setText("Rosa ")
    screen.panel.confirm.setChecked(True)
    screen.panel.use("mark")
    screen.panel.witness.edit.setText("Ana")
    other = sign(make_look("dark", "2.0"))
    other.restore_draft(screen.draft())
    qtbot.addWidget(other)
    assert other.form_seen()
    assert other.panel.way() == "mark"
    kept, before = other.draft(), screen.draft()
    assert kept.ink.strokes == before.ink.strokes
    assert replace(kept, ink=before.ink) == before
    other.restore_draft("of another screen")
    assert other.draft() == kept


def test_a_screen_reader_hears_form_pad_and_buttons_in_order(qtbot: QtBot, look: Look) -> None:
    screen = sign(look)
    shell = framed(qtbot, screen, look)
    names = tab_order(shell)
    assert names[:5] == [WORDS[key] for key in ("page.show_more", "sign.pad", "sign.undo", "sign.clear", "sign.other")]
    assert accessible(screen._form)[:2] == (WORDS["sign.title"], QAccessible.Role.Document)


def test_the_ways_are_equal_and_the_one_in_use_is_chosen(qtbot: QtBot, look: Look) -> None:
    _, sheet = sheet_in(qtbot, other_way_sheet, look)
    assert isinstance(sheet, OtherWaySheet)
    ways = sheet.group.ids()
    assert ways == ("ink", "typed", "mark", "paper")
    assert sheet.group.chosen_id() == "ink"
    assert len({(sheet.group.choice(way).width(), sheet.group.choice(way).height()) for way in ways}) == 1
    for way in ways:
        name, role, _ = accessible(sheet.group.choice(way))
        assert (name, role) == (WORDS[f"sign.way_{way}"], QAccessible.Role.RadioButton)


def test_cancel_keeps_the_way(qtbot: QtBot, look: Look) -> None:
    screen = sign(look, seen=True)
    shell = framed(qtbot, screen, look)
    click(screen.panel.other)
    (sheet,) = shell.findChildren(OtherWaySheet)
    click(sheet.group.choice("paper"))
    press(shell, Qt.Key.Key_Escape)
    assert screen.panel.way() == "ink"


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    makers = {
        "ink": lambda look: signing(look, "ink"),
        "typed": lambda look: signing(look, "typed"),
        "mark": lambda look: signing(look, "mark"),
        "paper": lambda look: sign(look, seen=True, way="paper"),
    }
    assert everywhere(makers, make_look) == []


def test_the_ways_fit_everywhere(make_look: MakeLook) -> None:
    assert sheets_everywhere({"other way": other_way_sheet}, make_look) == []
