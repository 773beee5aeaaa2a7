"""Replay gives the same state, and events that do not belong to a visit are refused."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from kiosk import events as e
from kiosk.visit import (
    AnswerQuestion,
    AskQuestion,
    GoBack,
    GoNext,
    MakeDecision,
    RateValue,
    Reconsider,
    ResumeVisit,
    TakeBreak,
    VisitState,
    Withdraw,
    decide,
    evolve,
    missing_for_seal,
    turn,
)
from tests.golden.golden import FOLDER
from tests.kiosk.walks import STAFF, START, Walk, small_plan


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
    names = ("answers", "values", "pages_shown", "conditions", "teach_backs")
    before = [getattr(walk.state, name) for name in names]
    assert all(before)
    while walk.state.step != "identity":
        walk.do(GoBack())
    assert [getattr(walk.state, name) for name in names] == before


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


def test_a_choice_that_was_confirmed_stays_in_the_record_when_it_is_taken_back() -> None:
    walk = Walk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoBack(), MakeDecision("talk"), GoNext(), GoBack())
    assert not any(walk.state.superseded)
    walk.do(MakeDecision("agree"), GoNext(), GoNext(), GoBack(), GoBack(), MakeDecision("talk"))
    old = walk.state.superseded[-1]
    assert (old.decision.event.choice, old.signature, old.taken_back_at) == ("agree", None, walk.now)


def test_a_signature_that_was_taken_back_stays_in_the_record() -> None:
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "Why?"))
    walk.sign()
    signed = walk.state.signature
    walk.do(AnswerQuestion("q1", "So.", STAFF), TakeBreak("idle"), ResumeVisit(STAFF), Reconsider())
    assert not any(walk.state.superseded)
    walk.do(MakeDecision("decline"), GoNext(), GoNext())
    old = walk.state.superseded[-1]
    assert old.signature == signed
    assert old.confirmed.event.choice == "agree"
    assert walk.state.signature is None
    assert walk.state.decision is not None
    assert old.taken_back_at == walk.state.decision.at


def test_a_break_is_counted_and_kept() -> None:
    walk = Walk()
    walk.do(TakeBreak("idle"), TakeBreak("idle"))
    assert walk.state.breaks == 1
    assert walk.state.on_break


OLD_VISIT = FOLDER / "visit-1.json"
"""A whole visit as the first version stored it: its first event knows no route. It is never written anew."""
SECOND_VISIT = FOLDER / "visit-2.json"
"""A visit that was sealed with the patient's signature alone, before there was anybody else who signed."""


def replayed(stored: list[dict[str, Any]]) -> VisitState:
    state: VisitState | None = None
    for one in stored:
        event = e.decode_event(one["event_name"], one["event_version"], one["payload"])
        state = evolve(state, event, datetime.fromisoformat(one["wall"]))
    assert state is not None
    return state


def test_a_visit_of_the_first_version_is_replayed_to_its_end() -> None:
    stored = json.loads(OLD_VISIT.read_bytes())
    assert {one["event_version"] for one in stored} == {1}
    state = replayed(stored)
    assert (state.version, state.step, state.choice) == (len(stored), "done", "agree")
    opened = state.opened.event
    assert (opened.patient.name, opened.reason, opened.route) == ("Rosa Delgado", "trd", "")
    assert state.signature is not None
    assert state.signature.event.method == "ink"
    assert state.questions["q1"].answer == "Talked through. Medicine for sickness offered."
    assert state.cleared["mk-off-label"].event.note == "Explained what off-label means."
    assert not state.conditions
    assert not state.teach_backs
    assert not state.needs_reconfirmation


def test_a_visit_that_was_sealed_before_others_signed_stays_sealed_and_can_be_taken_back() -> None:
    stored = json.loads(SECOND_VISIT.read_bytes())
    assert (stored[0]["event_name"], stored[0]["event_version"]) == ("VisitOpened", 2)
    state, plan = replayed(stored), small_plan()
    opened = state.opened.event
    assert (opened.route, opened.representative, opened.renews) == ("intravenous", None, None)
    assert (state.represented, state.decider, state.role_signatures) == (False, "Rosa Delgado", ())
    assert state.sealed_file == ("CN-2026-0512-0417.2", "ef" * 32)
    assert (missing_for_seal(state, plan), turn(state, plan)) == ("visit.already_sealed", None)
    [event] = decide(state, Withdraw("patient", "said", "", STAFF), plan)
    state = evolve(state, event, state.opened.at)
    assert (missing_for_seal(state, plan), turn(state, plan)) == ("visit.clinician_open", "clinician")
    assert set(state.files) == {"CN-2026-0512-0417"}
