"""The walk: it takes up a visit where it was left, stops with a sentence when something is wrong, and names screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.errors import OperatorError
from ui.demo import demo_kiosk
from ui.hand import Hand
from ui.patient.welcome import WelcomeScreen
from ui.script import Script
from ui.walk import Walk

SCRIPT = Script("ketamine-iv", decision="talk", seed=5)


def test_a_visit_goes_on_where_another_process_left_it(qapp: QApplication, tmp_path: Path) -> None:
    first: list[str] = []
    names: list[str] = []
    with demo_kiosk(tmp_path, SCRIPT) as kiosk:
        walk = Walk(kiosk, Hand(kiosk.shell), SCRIPT, say=first.append, shot=names.append)
        walk.go_until(lambda: walk.view is not None and walk.view.state.step == "check:mk-off-label")
        visit = walk.visit
    assert first[0] == f"visit {visit}"
    assert first[-1] == "shown check:mk-off-label 0"
    assert {"welcome-no-visit", "staff-sign-in", "staff-today", "check-in", "welcome", "identity"} <= set(names)
    assert {"page-key-information", "check-mk-purpose", "feedback-mk-purpose"} <= set(names)

    second: list[str] = []
    with demo_kiosk(tmp_path, SCRIPT) as kiosk:
        walk = Walk(kiosk, Hand(kiosk.shell), SCRIPT, say=second.append)
        state = walk.run()
        assert isinstance(kiosk.shell.shown, WelcomeScreen)
    assert second[:2] == [f"visit {visit}", "shown check:mk-off-label 0"]
    assert state.document is not None
    assert (state.visit_id, state.choice, state.document.event.kind) == (visit, "talk", "summary")
    assert not set(first) & {line for line in second[2:] if not line.startswith("shown ")}


def test_what_does_not_come_and_what_is_not_there_end_it(qapp: QApplication, tmp_path: Path) -> None:
    with demo_kiosk(tmp_path, SCRIPT) as kiosk:
        walk = Walk(kiosk, Hand(kiosk.shell), SCRIPT)
        walk.settle()
        hand = Hand(kiosk.shell, patience_ms=200)
        hasty = Walk(kiosk, hand, SCRIPT)
        with pytest.raises(OperatorError, match=r"demo\.stuck \(what=what “Text size 1 of 4, the smallest” leads to\)"):
            hasty.act(hand.see(kiosk.words["aid.size_1"]))
        with pytest.raises(OperatorError, match=r"demo\.stuck \(what=visit\.unknown\)"):
            walk.state()
        kiosk.shell.show_neutral()
        with pytest.raises(OperatorError, match=r"demo\.trouble"):
            walk.step()
