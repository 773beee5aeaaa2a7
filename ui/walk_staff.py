"""The staff around a scripted patient: check-in, review, the clinician's signature, taking back and renewing.

Owns what staff do on each of their screens. Like the patient's walk it looks only at what is on the screen and at what
the service has confirmed, and does everything through the hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from kiosk.clinic import DEMO_PIN, DEMO_STAFF
from ui.desk.check_in import CheckInScreen
from ui.desk.message import MessagePage
from ui.desk.review import ReviewScreen
from ui.desk.sign_in import SignInScreen
from ui.desk.staff_sign import StaffSignScreen
from ui.desk.today import TodayScreen
from ui.desk.withdraw import WithdrawScreen
from ui.patient.welcome import WelcomeScreen
from ui.script import REPRESENTATIVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.clinic import OpenClinic
    from kiosk.i18n import Words
    from kiosk.visit import VisitState
    from ui.hand import Hand
    from ui.script import Script
    from ui.widgets.screen import Screen

__all__ = ["StaffWalk", "Walking"]

T = TypeVar("T")
ANSWER: Final = "We talked about it together, and about all of your medicines."


class Walking(Protocol):
    """The walk, as far as its staff have to know."""

    hand: Hand
    script: Script
    words: Words
    visit: str
    shot: Callable[[str], None]

    def act(self, button: QWidget) -> None:
        """Press something that leads on, and wait until it has."""

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""

    def settle(self) -> None:
        """Wait until a screen is up that can be used."""

    def idle(self) -> bool:
        """Whether a screen is up and nothing is under way."""

    def shown(self) -> Screen | None:
        """Return the screen that is up."""

    def state(self) -> VisitState:
        """Return the visit as the vault has it."""

    def fetch(self, job: Callable[[OpenClinic], T]) -> T:
        """Return what a job of the worker brings."""

    def tell(self, state: VisitState) -> None:
        """Say what the service has confirmed."""

    def finished(self) -> bool:
        """Whether nothing of the script is left to do for the visit."""

    def end(self) -> None:
        """The walk is over."""


class StaffWalk:
    """What staff do on each screen of theirs."""

    def __init__(self, walk: Walking) -> None:
        self._walk = walk
        self._looked_up = False

    def doings(self) -> dict[type[Screen], Callable[[Screen], None]]:
        """Return what is done on each screen of the desk."""
        return {
            SignInScreen: self._sign_in,
            TodayScreen: self._today,
            CheckInScreen: self._check_in,
            ReviewScreen: self._review,
            StaffSignScreen: self._staff_sign,
            WithdrawScreen: self._withdraw,
            MessagePage: self._message,
        }

    def _sign_in(self, _screen: Screen) -> None:
        """Sign in: the front desk to begin, the clinician once the patient has been here."""
        walk, hand = self._walk, self._walk.hand
        name = DEMO_STAFF[1 if walk.visit else 0][0]
        choice = hand.find(name)
        if choice is not None:
            hand.press(choice)
        else:
            # In a narrow window the names stand in a drop-down.
            box = hand.see_as(walk.words["sign_in.name"], QComboBox)
            texts = [box.itemText(index) for index in range(box.count())]
            hand.pick(box, box.itemData(next(n for n, text in enumerate(texts) if text.startswith(name))))
        for digit in DEMO_PIN:
            hand.press_named(f"sign_in.key_{digit}")
        walk.shot("staff-pin")
        walk.act(hand.see("sign_in.enter"))

    def _today(self, screen: Screen) -> None:
        """Take up the visit that is not over, or begin a new one."""
        walk = self._walk
        if not walk.visit and not self._looked_up:
            self._looked_up = True
            waiting = [
                state.visit_id
                for state in walk.fetch(lambda clinic: clinic.service.visits())
                if state.document is None
                and state.closed is None
                and state.opened.event.patient.name == walk.script.person.name
            ]
            walk.visit = waiting[-1] if waiting else ""
        if not walk.visit:
            walk.act(walk.hand.see("today.new"))
        elif walk.finished():
            walk.end()
        elif isinstance(screen, TodayScreen):
            row = next(row for row in screen.rows if row.data.visit_id == walk.visit)
            # What is sealed is opened by its name: its button prints.
            walk.act(row.name if row.data.action in {"print", "view"} else row.button)

    def _check_in(self, screen: Screen) -> None:
        if not isinstance(screen, CheckInScreen):
            return
        walk, hand = self._walk, self._walk.hand
        renews = bool(screen.draft().renews)
        if not renews:
            self._fill_person()
        script = walk.script
        # Who renews is known, and so is for what.
        asked = {} if renews else {"treatment": script.treatment, "reason": script.reason, "route": script.route}
        for field, wanted in (asked | {"language": "", "identity_method": "photo_id"}).items():
            if hand.find_as(f"check_in.{field}", QComboBox) is not None:
                self._pick(f"check_in.{field}", wanted)
        if script.representative:
            self._fill_representative()
        walk.shot("check-in-renewal" if renews else "check-in-filled")
        walk.act(hand.see("check_in.start"))
        walk.wait(lambda: isinstance(walk.shown(), WelcomeScreen) and walk.idle(), "the patient’s welcome")

    def _fill_person(self) -> None:
        person, hand = self._walk.script.person, self._walk.hand
        hand.write(hand.see_as("check_in.name", QLineEdit), person.name)
        hand.write(hand.see_as("check_in.day", QLineEdit), person.day)
        hand.pick(hand.see_as("check_in.month", QComboBox), person.month)
        hand.write(hand.see_as("check_in.year", QLineEdit), person.year)
        hand.write(hand.see_as("check_in.record_number", QLineEdit), person.record)

    def _fill_representative(self) -> None:
        hand, person = self._walk.hand, REPRESENTATIVE
        asks = hand.see("check_in.represented")
        if not asks.isChecked():
            hand.press(asks)
            self._walk.wait(
                lambda: hand.find_as("check_in.representative_name", QLineEdit) is not None, "the questions about them"
            )
        name = hand.see_as("check_in.representative_name", QLineEdit)
        if not name.text():
            hand.write(name, person.name)
            self._pick("check_in.representative_basis", person.basis)
            hand.write(hand.see_as("check_in.representative_relation", QLineEdit), person.relation)
            hand.write(hand.see_as("check_in.representative_document", QLineEdit), person.document)
            self._pick("check_in.representative_identity", "photo_id")

    def _pick(self, name: str, wanted: str) -> None:
        """Choose from a drop-down, or the first that is offered."""
        box = self._walk.hand.see_as(name, QComboBox)
        keys = [str(box.itemData(index)) for index in range(box.count()) if box.itemData(index)]
        key = wanted or str(box.currentData() or keys[0])
        if box.currentData() != key:
            self._walk.hand.pick(box, key)

    def _review(self, screen: Screen) -> None:
        """Do what is open, one thing at a time; give the tablet to whom it waits for; sign."""
        walk, hand, state = self._walk, self._walk.hand, self._walk.state()
        if walk.finished():
            walk.end()
            return
        if state.document is not None and state.withdrawn is None:
            renewed = state.opened.event.renews is not None
            name = "renew" if walk.script.renew and not renewed else "withdraw"
            walk.shot("staff-review-sealed")
            walk.act(hand.see(f"review.{name}"))
            return
        if state.withdrawn is None and self._did_open_thing(state):
            return
        confirm = hand.find("review.confirm")
        sign = hand.find("review.sign")
        if confirm is not None:
            walk.act(confirm)
        elif sign is not None:
            walk.shot("staff-review-ready" if state.withdrawn is None else "staff-review-withdrawn")
            walk.act(sign)
        else:
            # A document whose seal was cut off gets it now.
            walk.wait(lambda: walk.shown() is not screen and walk.idle(), "the seal")

    def _did_open_thing(self, state: VisitState) -> bool:
        """Rate what was said in own words, or answer something, if anything is open."""
        walk, hand = self._walk, self._walk.hand
        for fact in state.open_teach_backs[:1]:
            mark = walk.script.chance(f"rating-{fact}").choice((1, 2))
            hand.press_named(f"review.rating.said.{fact}.{mark}")
            walk.shot("staff-review-rating")
            walk.act(hand.see(f"review.save.said.{fact}"))
            return True
        for key in (*(question.id for question in state.open_questions), *state.open_checks)[:1]:
            opener = hand.find(f"review.write.{key}")
            if opener is not None:
                hand.press(opener)
                walk.wait(lambda key=key: hand.find_as(f"review.text.{key}", QPlainTextEdit) is not None, "a field")  # type: ignore[misc]
                walk.settle()
            hand.write(hand.see_as(f"review.text.{key}", QPlainTextEdit), ANSWER)
            walk.shot("staff-review-answer")
            walk.act(hand.see(f"review.save.{key}"))
            return True
        return False

    def _staff_sign(self, _screen: Screen) -> None:
        """Give the PIN again; what was signed is sealed with it."""
        walk, hand = self._walk, self._walk.hand
        hand.write(hand.see_as("staff_sign.pin", QLineEdit), DEMO_PIN)
        walk.shot("staff-sign-filled")
        walk.act(hand.see("staff_sign.sign"))
        walk.wait(lambda: walk.idle() and not isinstance(walk.shown(), StaffSignScreen), "the seal")
        walk.tell(walk.state())

    def _withdraw(self, _screen: Screen) -> None:
        """Take the consent back, and give the tablet to who does, to sign that."""
        walk, hand = self._walk, self._walk.hand
        by = "representative" if walk.script.representative else "patient"
        for name in (f"withdraw.by_{by}", "withdraw.way_tablet"):
            choice = hand.see(name)
            if not choice.isChecked():
                hand.press(choice)
                walk.wait(choice.isChecked, "a choice")
        walk.shot("staff-withdraw-filled")
        walk.act(hand.see("withdraw.confirm"))

    def _message(self, _screen: Screen) -> None:
        self._walk.act(self._walk.hand.see("message.back"))
