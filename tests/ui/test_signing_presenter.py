"""What a visit gives the screens on which somebody signs, and the first page of a renewal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from kiosk.events import Renewal
from kiosk.i18n import catalogue
from kiosk.service import VisitView
from kiosk.settings import demo_settings
from kiosk.visit import GoNext, RecordCompanion, Timed
from tests.kiosk.visits import RealWalk, real_content, real_treatment
from tests.kiosk.walks import REPRESENTATIVE
from ui.patient.changes import ChangesScreen
from ui.patient.cosign import CosignScreen
from ui.patient.signer import SignerScreen
from ui.presenter import Presenter
from ui.signing_presenter import ToSign, changes, cosign, signer
from ui.theme import Look
from ui.widgets.intents import SignerKnown, TabletRole

LATE = datetime(2026, 5, 13, 2, tzinfo=UTC)
"""In the clinic it is still the day before."""
ZONE = demo_settings().zone


@pytest.fixture
def presenter(look: Look) -> Presenter:
    return Presenter(real_content(), catalogue("en"), look)


def view_of(walk: RealWalk, **opened: object) -> VisitView:
    """Return a visit as the screens get it, with other things at its opening."""
    event = msgspec.structs.replace(walk.state.opened.event, **opened)
    state = replace(walk.state, opened=Timed(walk.state.opened.at, event))
    return VisitView(state, walk.plan, real_treatment(), "")


@pytest.mark.parametrize("changed", [(), ("key-risks",)])
def test_the_pages_that_are_new_are_named_by_their_titles(
    presenter: Presenter, qtbot: QtBot, changed: tuple[str, ...]
) -> None:
    view = view_of(RealWalk(), renews=Renewal("v0", "CN-1", changed))
    screen = changes(presenter, view, LATE, ZONE)
    qtbot.addWidget(screen)
    assert isinstance(screen, ChangesScreen)
    spoken = " ".join(screen.read_aloud_text())
    assert "12 May 2026" in spoken
    assert (real_content().pages["en"]["key-risks"].title in spoken) == bool(changed)


@pytest.mark.parametrize(
    ("role", "name"),
    [("patient", "Rosa Delgado"), ("representative", REPRESENTATIVE.name), ("interpreter", "Ines Vale")],
)
def test_who_is_known_is_named(presenter: Presenter, qtbot: QtBot, role: TabletRole, name: str) -> None:
    walk = RealWalk()
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
    screen = signer(presenter, view_of(walk, representative=REPRESENTATIVE), role, None)
    qtbot.addWidget(screen)
    assert isinstance(screen, SignerScreen)
    assert screen.name.text() == name
    assert screen._data.fixed == (role != "interpreter")


def test_a_witness_is_neither_the_patient_nor_who_decides(presenter: Presenter, qtbot: QtBot) -> None:
    screen = signer(presenter, view_of(RealWalk(), representative=REPRESENTATIVE), "witness", None)
    qtbot.addWidget(screen)
    assert isinstance(screen, SignerScreen)
    for name in ("Rosa Delgado", REPRESENTATIVE.name):
        screen.name.edit.setText(name)
        assert screen.problem() == catalogue("en")["signer.other_name"]


def test_what_is_signed_is_named_by_its_digest_and_its_day(presenter: Presenter, qtbot: QtBot) -> None:
    walk = RealWalk()
    walk.state = replace(walk.state, step="cosign:witness")
    form = walk.form()
    known = SignerKnown("Ana Diaz", "known")
    screen = cosign(presenter, view_of(walk), ToSign(form, "I saw it."), known, LATE, ZONE)
    qtbot.addWidget(screen)
    assert isinstance(screen, CosignScreen)
    (command,) = screen.next_commands()
    assert getattr(command, "form_digest", "") == presenter.digest(form)
    assert getattr(command, "meaning", "") == "I saw it."
    assert screen.panel.pad._date == "12 May 2026"
