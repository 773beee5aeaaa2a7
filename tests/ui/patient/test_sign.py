"""What the patient's own signature sends; the page to sign on has its tests in `tests/ui/widgets`."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.visit import GoBack, ShowForm, Sign
from tests.ui.conftest import MakeLook
from tests.ui.layout import button, click, everywhere, framed, heard
from tests.ui.patient.sample_screens import MEANING, WORDS, sign, sign_on_paper
from ui.patient.sign import SignScreen
from ui.theme import Look
from ui.widgets.signing_screen import SignData

DIGEST = "f" * 64


def test_the_form_is_told_to_be_seen_and_then_signed(qtbot: QtBot, look: Look) -> None:
    screen = sign(look, way="paper")
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    while screen.paper.area.show_more():
        QApplication.processEvents()
    click(button(shell, "next"))
    assert sent == [ShowForm(DIGEST), Sign("paper", MEANING, DIGEST, None, "", "")]


def test_who_asked_for_paper_gets_nothing_else_and_a_way_back(qtbot: QtBot, look: Look) -> None:
    screen = sign_on_paper(look)
    shell = framed(qtbot, screen, look)
    sent = heard(shell)
    assert screen.panel.way() == "paper"
    assert not screen.panel.other.isVisible()
    assert not screen.panel.pad.isVisible()
    assert button(shell, "next").text() == WORDS["sign.save_paper"]
    click(button(shell, "back"))
    click(button(shell, "next"))
    assert sent == [GoBack(), Sign("paper", MEANING, DIGEST, None, "", "")]


def test_a_representative_signs_under_both_names(qtbot: QtBot, look: Look) -> None:
    data = SignData(
        WORDS, (), DIGEST, MEANING, "Martin Weber", "12 May 2026", seen=True, printed="Martin Weber, for Rosa"
    )
    screen = SignScreen(data, look)
    framed(qtbot, screen, look)
    assert screen.panel.pad._name == "Martin Weber, for Rosa"
    screen.panel.use("typed")
    screen.panel.typed.edit.setText("Martin Weber")
    assert screen.panel.problem() == WORDS["sign.no_confirm"]


def test_it_fits_everywhere(make_look: MakeLook) -> None:
    assert everywhere({"on paper": sign_on_paper}, make_look) == []
