"""The staff of a walk: what they do follows from what is on the screen, and each of their screens has its doing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.clinic import DEMO_PIN, OpenClinic
from kiosk.service import sign_as_staff
from tests.kiosk.visits import ServiceWalk
from ui.demo import demo_kiosk
from ui.hand import Hand
from ui.script import REPRESENTATIVE, Script
from ui.walk import Walk


def sealed(clinic: OpenClinic) -> str:
    """Leave a sealed consent on the day's list."""
    walk = ServiceWalk(clinic.service, representative=None).to_the_end()
    doctor = next(account for account in clinic.staff.accounts() if account.role == "clinician")
    sign_as_staff(clinic.service, clinic.staff, walk.visit_id, doctor.id, DEMO_PIN, "clinician")
    return walk.visit_id


def test_a_sealed_consent_is_taken_back_and_both_sign_that(qapp: QApplication, tmp_path: Path) -> None:
    script = Script(seed=6, withdraw=True)
    said: list[str] = []
    names: list[str] = []
    with demo_kiosk(tmp_path, script) as kiosk:
        walk = Walk(kiosk, Hand(kiosk.shell), script, say=said.append, shot=names.append)
        walk.settle()
        walk.visit = walk.fetch(sealed)
        state = walk.run()
    assert state.withdrawn is not None
    assert state.withdrawal is not None
    assert [one.event.role for one in state.role_signatures] == ["clinician", "patient", "clinician"]
    assert {"staff-review-sealed", "staff-withdraw-filled", "cosign-patient-signed", "staff-sign-filled"} <= set(names)
    assert said[-1] == f"sealed {state.withdrawal.event.document_id}"


def test_the_desk_checks_in_who_decides_for_somebody(qapp: QApplication, tmp_path: Path) -> None:
    script = Script(seed=6, representative=True)
    with demo_kiosk(tmp_path, script) as kiosk:
        walk = Walk(kiosk, Hand(kiosk.shell), script)
        walk.go_until(lambda: walk.view is not None)
        view = walk.view
    assert view is not None
    representative = view.state.opened.event.representative
    assert representative is not None
    assert (representative.name, representative.basis) == (REPRESENTATIVE.name, REPRESENTATIVE.basis)
