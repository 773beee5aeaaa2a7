from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import DONE, SIGNING, review_data
from ui.desk.review import NextTask, SignerCalled, Signing, StaffSignWanted
from ui.desk.review.signing import SigningCard
from ui.theme import Look
from ui.widgets.buttons import PrimaryButton
from ui.widgets.labels import PlainLabel


def make(qtbot: QtBot, look: Look, signing: Signing, task: NextTask = "sign") -> tuple[SigningCard, list[object]]:
    card = SigningCard(review_data(next_task=task), signing, look)
    qtbot.addWidget(card)
    wanted: list[object] = []
    card.wanted.connect(wanted.append)
    card.too_soon.connect(lambda: wanted.append("too soon"))
    return card, wanted


def test_each_who_can_sign_has_a_button(qtbot: QtBot, look: Look) -> None:
    card, wanted = make(qtbot, look, replace(SIGNING, why_not="", explainer=True, calls=("witness",)))
    assert list(card.buttons) == ["call_witness", "explain", "sign"]
    for button in card.buttons.values():
        button.click()
    roles = [SignerCalled("v1", "witness"), StaffSignWanted("v1", "explainer"), StaffSignWanted("v1", "clinician")]
    assert wanted == roles
    assert isinstance(card.buttons["sign"], PrimaryButton)


def test_too_soon_says_so_and_asks_for_nothing(qtbot: QtBot, look: Look) -> None:
    card, wanted = make(qtbot, look, SIGNING, "answers")
    card.buttons["sign"].click()
    assert wanted == ["too soon"]
    assert not isinstance(card.buttons["sign"], PrimaryButton)


def test_who_has_signed_is_listed_and_nobody_is_asked_any_more(qtbot: QtBot, look: Look) -> None:
    card, _wanted = make(qtbot, look, DONE, "print")
    assert card.buttons == {}
    texts = [label.text() for label in card.findChildren(PlainLabel)]
    assert any("Dr Amara Osei" in text for text in texts)
    without, _wanted = make(qtbot, look, replace(DONE, meaning=""), "print")
    assert len(without.findChildren(PlainLabel)) == len(texts) - 1
