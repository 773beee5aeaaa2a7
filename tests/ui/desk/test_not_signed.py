"""The page on which staff note why an interpreter cannot sign: it asks for a reason, and can be left."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import WORDS, Seen, in_desk, not_signed_data
from ui.desk.not_signed import NotSignedCancelled, NotSignedGiven, NotSignedScreen
from ui.theme import Look
from ui.widgets.labels import PlainLabel


@pytest.fixture
def screen(qtbot: QtBot, look: Look) -> NotSignedScreen:
    made = NotSignedScreen(not_signed_data(), look)
    qtbot.addWidget(in_desk(made, look))
    return made


def shown(screen: NotSignedScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


def test_without_a_reason_nothing_is_noted(screen: NotSignedScreen) -> None:
    seen = Seen(screen)
    QTest.keyClicks(screen.reason, "   ")
    screen.confirm.click()
    assert seen.all == []
    assert WORDS["visit.reason_empty"] in shown(screen)
    QTest.keyClicks(screen.reason, "She had to leave. ")
    screen.confirm.click()
    assert seen.all == [NotSignedGiven("v1", "interpreter", "She had to leave.")]
    assert WORDS["visit.reason_empty"] not in shown(screen)


def test_who_is_waited_for_and_what_happens_next_is_said_before(screen: NotSignedScreen) -> None:
    texts = set(shown(screen))
    assert "Interpreter: In\u00e9s Vidal" in texts
    assert {f"\u2022 {WORDS[f'not_signed.next_{key}']}" for key in ("document", "sealed", "agreement")} <= texts


def test_the_page_can_be_left_and_says_what_did_not_work(screen: NotSignedScreen) -> None:
    seen = Seen(screen)
    screen.reason.setPlainText("She had to leave.")
    screen.show_error("The disk is full.")
    assert "The disk is full." in shown(screen)
    assert screen.reason.typed() == "She had to leave."
    screen.cancel.click()
    assert seen.all == [NotSignedCancelled("v1")]
