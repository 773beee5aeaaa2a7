from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.visit import LeaveSigning, SignAs
from tests.ui.conftest import MakeLook
from tests.ui.layout import button, click, everywhere, framed, heard, tab_to
from tests.ui.patient.sample_screens import INTERPRETER, ON_THE_PHONE, SAW, WORDS, cosign
from tests.ui.widgets.test_signature_pad import PATH, by_mouse
from ui.patient.cosign import CosignScreen
from ui.theme import Look
from ui.widgets.intents import SignerAgain, SignerKnown
from ui.widgets.signing_screen import OtherWaySheet

WITNESS = SignerKnown("Ana Diaz", "known")


def read_to_the_end(screen: CosignScreen) -> None:
    while screen.paper.area.show_more():
        QApplication.processEvents()


def test_a_signature_goes_out_with_who_gave_it_as_what(qtbot: QtBot, look: Look) -> None:
    screen = cosign(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    by_mouse(screen.panel.pad, PATH)
    click(button(shell, "next"))
    assert sent == []
    read_to_the_end(screen)
    assert sent == []
    click(button(shell, "next"))
    assert sent == [
        SignAs(
            "interpreter",
            "Amal Haddad",
            SAW,
            "ink",
            "photo_id",
            "f" * 64,
            ink=screen.panel.pad.ink(),
            interpreter=INTERPRETER.interpreter,
        )
    ]


def test_two_ways_are_open_and_a_typed_name_is_the_signers(qtbot: QtBot, look: Look) -> None:
    screen = cosign(look, "witness", WITNESS)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    read_to_the_end(screen)
    tab_to(shell, screen.panel.other)
    click(screen.panel.other)
    (sheet,) = shell.findChildren(OtherWaySheet)
    assert sheet.group.ids() == ("ink", "typed")
    click(sheet.group.choice("typed"))
    click(sheet.use)
    QTest.keyClicks(screen.panel.typed.edit, "Ana Diaz")
    click(screen.panel.confirm)
    click(button(shell, "next"))
    assert sent == [SignAs("witness", "Ana Diaz", SAW, "typed", "known", "f" * 64, typed_name="Ana Diaz")]


@pytest.mark.parametrize("mode", ["phone", "video"])
def test_who_is_far_away_has_the_name_typed_for_them(qtbot: QtBot, look: Look, mode: str) -> None:
    from msgspec.structs import replace as changed

    assert ON_THE_PHONE.interpreter is not None
    known = replace(ON_THE_PHONE, interpreter=changed(ON_THE_PHONE.interpreter, mode=mode))
    screen = cosign(look, known=known)
    framed(qtbot, screen, look)
    assert screen.panel.way() == "typed"
    assert not screen.panel.other.isVisible()
    assert screen.panel.confirm.text() == WORDS["cosign.type_confirm_away"]


def test_they_see_what_they_sign_and_nothing_else(qtbot: QtBot, look: Look) -> None:
    screen = cosign(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    for name in ("question", "break"):
        assert not button(shell, name).isVisible()
    click(button(shell, "back"))
    click(button(shell, "other"))
    assert sent == [SignerAgain(), LeaveSigning()]


@pytest.mark.parametrize("role", ["patient", "representative"])
def test_taking_back_is_named_so(qtbot: QtBot, look: Look, role: str) -> None:
    known = SignerKnown("Rosa Delgado", "asked")
    screen = cosign(look, "patient" if role == "patient" else "representative", known, withdrawal=True)
    framed(qtbot, screen, look)
    assert screen.title == WORDS["cosign.title_withdrawal"]
    assert screen.read_aloud_text()[-1] == SAW


def test_ink_survives_another_look(qtbot: QtBot, make_look: MakeLook) -> None:
    screen = cosign(make_look())
    framed(qtbot, screen, make_look())
    by_mouse(screen.panel.pad, PATH)
    other = cosign(make_look("dark", "2.0"))
    other.restore_draft(screen.draft())
    qtbot.addWidget(other)
    assert other.panel.pad.ink().strokes == screen.panel.pad.ink().strokes


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    def asking(look: Look) -> CosignScreen:
        screen = cosign(look, known=ON_THE_PHONE)
        read_to_the_end(screen)
        screen.panel.say(screen.panel.problem())
        return screen

    assert everywhere({"asking": asking}, make_look) == []
