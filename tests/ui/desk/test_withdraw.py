from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import WORDS, Seen, in_desk, withdraw_data
from ui.desk.withdraw import WithdrawCancelled, WithdrawDraft, WithdrawGiven, WithdrawScreen
from ui.theme import Look
from ui.widgets.labels import PlainLabel


@pytest.fixture
def screen(qtbot: QtBot, look: Look) -> WithdrawScreen:
    made = WithdrawScreen(withdraw_data("Ana Delgado"), look)
    qtbot.addWidget(in_desk(made, look))
    return made


def shown(screen: WithdrawScreen) -> list[str]:
    return [label.text() for label in screen.findChildren(PlainLabel) if label.isVisible()]


def test_who_and_how_have_to_be_chosen_and_no_reason_is_asked_for(screen: WithdrawScreen) -> None:
    seen = Seen(screen)
    screen.confirm.click()
    assert seen.all == []
    assert shown(screen).count(WORDS["withdraw.choose"]) == 2
    QTest.mouseClick(screen.by.choice("representative"), Qt.MouseButton.LeftButton)
    screen.confirm.click()
    assert shown(screen).count(WORDS["withdraw.choose"]) == 1
    QTest.mouseClick(screen.way.choice("wrote"), Qt.MouseButton.LeftButton)
    screen.confirm.click()
    assert seen.all == [WithdrawGiven("v1", "representative", "wrote", "")]


@pytest.mark.parametrize("way", ["said", "tablet"])
def test_a_patient_alone_needs_no_choice_of_who(qtbot: QtBot, look: Look, way: str) -> None:
    screen = WithdrawScreen(withdraw_data(), look)
    qtbot.addWidget(in_desk(screen, look))
    seen = Seen(screen)
    assert screen.by.ids() == ("patient",)
    screen.way.choice(way).click()
    QTest.keyClicks(screen.text, " I changed my mind. ")
    screen.confirm.click()
    assert seen.all == [WithdrawGiven("v1", "patient", way, "I changed my mind.")]  # type: ignore[arg-type]


def test_all_of_it_fits_a_desk_without_scrolling(screen: WithdrawScreen) -> None:
    for button in (screen.cancel, screen.confirm):
        assert button.visibleRegion().boundingRect() == button.rect()


def test_what_happens_next_is_said_before(screen: WithdrawScreen) -> None:
    texts = shown(screen)
    assert {f"• {WORDS[f'withdraw.next_{key}']}" for key in ("counts", "care", "sign", "document")} <= set(texts)


def test_a_draft_survives_another_look_of_the_same_visit_only(screen: WithdrawScreen, qtbot: QtBot, look: Look) -> None:
    draft = WithdrawDraft("v1", "patient", "wrote", "By letter")
    screen.restore_draft(draft)
    assert screen.draft() == draft
    screen.restore_draft(WithdrawDraft("v2", "representative", "said", "other"))
    screen.restore_draft(None)
    assert screen.draft() == draft
    assert screen.visit_id == "v1"
    alone = WithdrawScreen(withdraw_data(), look)
    qtbot.addWidget(alone)
    alone.restore_draft(WithdrawDraft("v1", "representative"))
    assert alone.draft() == WithdrawDraft("v1", "patient")


def test_an_error_is_said_and_the_consent_can_be_kept(screen: WithdrawScreen) -> None:
    seen = Seen(screen)
    screen.show_error("The disk is full.")
    assert "The disk is full." in shown(screen)
    QTest.mouseClick(screen.cancel, Qt.MouseButton.LeftButton)
    assert seen.all == [WithdrawCancelled("v1")]
