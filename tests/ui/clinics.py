"""A real demo clinic behind a real bridge, and visits that are walked through its service: for tests of both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from argon2 import PasswordHasher
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk import events as e
from kiosk.clinic import DEMO_PIN, OpenClinic, open_demo
from kiosk.content import Content
from kiosk.service import KioskService, VisitView, sign_as_staff, signing_key, withdraw
from kiosk.staff import StaffBook
from kiosk.vault import KdfParameters
from kiosk.visit import AskQuestion, EnterSideStep, GoNext, LeaveSigning, RecordCompanion, Sign, VisitState
from tests.kiosk.services import CHEAP_KEY
from tests.kiosk.visits import ServiceWalk
from tests.kiosk.walks import STAFF
from ui.bridge import Bridge, Failure

T = TypeVar("T")
KDF = KdfParameters(1, 8, 1)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PIN = DEMO_PIN
WAIT_MS = 15000


def make_bridge(folder: Path, clock: Callable[[], datetime], content: Content | None = None) -> Bridge:
    """Return a bridge to a demo clinic in a folder, with keys and PINs that cost little.

    `content` stands in the place of the program's own, as after an update.
    """

    def make() -> OpenClinic:
        clinic = open_demo(folder, clock=clock, kdf=KDF)
        book = StaffBook(clinic.vault, new_id=lambda: "unused", hasher=CHEAP)
        service = clinic.service
        if content is not None:
            service = KioskService(clinic.vault, content, clinic.settings, clock=clock)
        return OpenClinic(clinic.settings, clinic.vault, book, service)

    return Bridge(make, end_service=lambda clinic: clinic.close())


def ask(qtbot: QtBot, bridge: Bridge, job: Callable[[OpenClinic], T]) -> T:
    """Run a job on the clinic and wait for what it brings."""
    got: list[T] = []

    def failed(failure: Failure) -> None:
        raise AssertionError(failure)

    bridge.submit(job, done=got.append, failed=failed)
    qtbot.waitUntil(lambda: bool(got), timeout=WAIT_MS)
    return got[0]


class DeskWalk(ServiceWalk):
    """A patient who walks through the real service, without screens, and can leave things for the desk to do."""

    def end(self, choice: e.Choice = "agree", method: e.SignatureMethod = "ink") -> VisitState:
        """Choose, and sign if it is agreement."""
        self.to_the_end(choice, None if method == "ink" else Sign(method, "", ""))
        return self.state

    def countersign(self) -> VisitState:
        """Let a clinician of the clinic sign, which seals the document; their key costs nothing to open."""
        book = StaffBook(self.service.store, new_id=lambda: "unused", hasher=CHEAP)
        doctor = next((one for one in book.accounts() if one.role == "clinician"), None)
        if doctor is None:
            return super().countersign()
        signing_key(self.service.store, doctor.id, doctor.name, PIN, self.service.clock(), kdf=CHEAP_KEY)
        view = sign_as_staff(self.service, book, self.visit_id, doctor.id, PIN, "clinician")
        self.state = view.state
        return self.state

    def withdraw(self) -> VisitState:
        """Let the patient take the consent back, as staff were told."""
        self.state = withdraw(self.service, self.visit_id, "patient", "said", "", STAFF).state
        return self.state

    def ask(self, text: str) -> VisitState:
        """Save a question."""
        number = len(self.state.questions) + 1
        return self.do(AskQuestion(f"q{number}", "session", (), text))

    def miss(self, fact: str = "mk-off-label") -> VisitState:
        """Answer a fact wrong until the clinician takes it over."""
        self.until(f"check:{fact}")
        while not self.state.settled(fact):
            self.answer(right=False)
            if not self.state.settled(fact):
                self.do(EnterSideStep(f"check:{fact}"))
        return self.do(GoNext())

    def view(self) -> VisitView:
        """Return the visit as the screens get it."""
        return self.service.view(self.visit_id)


def child(parent: QWidget, kind: type[T], name: str) -> T:
    """Return the widget of an object name, or fail with the names that are there."""
    found: Any = parent.findChild(QWidget, name)
    names = sorted({one.objectName() for one in parent.findChildren(QWidget) if one.objectName()})
    assert isinstance(found, kind), f"{name} is not among {names}"
    return found


def refused_through_an_interpreter(walk: DeskWalk) -> None:
    """Let a visit end with a refusal that its interpreter has not signed."""
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "Spanish"), GoNext())
    walk.end("decline")
    walk.do(LeaveSigning())
