"""Replay gives the same state, and events that do not belong to a visit are refused."""

from __future__ import annotations

import pytest

from kiosk import events as e
from kiosk.visit import GoBack, GoNext, MakeDecision, RateValue, TakeBreak, evolve
from tests.kiosk.walks import START, Walk


def test_the_first_event_opens_the_visit() -> None:
    with pytest.raises(TypeError):
        evolve(None, e.BreakTaken(cause="idle"), START)


def test_an_event_of_the_kiosk_does_not_belong_to_a_visit() -> None:
    with pytest.raises(TypeError):
        evolve(Walk().state, e.KioskClosed(), START)


def test_going_back_loses_no_answer() -> None:
    walk = Walk()
    walk.until("values")
    walk.do(RateValue("cost", 5))
    before = (walk.state.answers, walk.state.values, walk.state.pages_shown)
    walk.do(GoBack(), GoBack(), GoBack())
    assert (walk.state.answers, walk.state.values, walk.state.pages_shown) == before


def test_clearing_a_value_leaves_no_answer() -> None:
    walk = Walk()
    walk.until("values")
    walk.do(RateValue("cost", 5), RateValue("cost", None))
    assert "cost" not in walk.state.values


def test_choosing_anew_takes_back_what_rested_on_the_old_choice() -> None:
    walk = Walk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext(), GoBack(), GoBack(), MakeDecision("talk"))
    assert walk.state.confirmed is None
    assert walk.state.choice == "talk"


def test_a_break_is_counted_and_kept() -> None:
    walk = Walk()
    walk.do(TakeBreak("idle"), TakeBreak("idle"))
    assert walk.state.breaks == 1
    assert walk.state.on_break
