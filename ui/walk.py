"""A scripted patient, and the staff around them: sees which screen is up and does on it what a person would.

Owns what is done on each screen. It looks only at what is on the screen and at what the service has confirmed, so it
can take up a visit anywhere: after a break, after a crash, or after its own process was killed. It never calls a screen
or the service to get on: everything goes through the hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollBar, QWidget

from kiosk.errors import OperatorError
from kiosk.flow import PAGE_KINDS
from ui.desk.check_in import CheckInScreen
from ui.desk.message import MessagePage
from ui.desk.review import ReviewScreen
from ui.desk.sign_in import SignInScreen
from ui.desk.staff_sign import StaffSignScreen
from ui.desk.today import TodayScreen
from ui.desk.unlock import UnlockScreen
from ui.desk.withdraw import WithdrawScreen
from ui.news import news
from ui.patient.check import CheckScreen
from ui.patient.companion import CompanionScreen
from ui.patient.conditions import ANSWERS, ConditionsScreen
from ui.patient.confirm import ReconfirmScreen
from ui.patient.content_page import ContentPage
from ui.patient.cosign import CosignScreen
from ui.patient.decision import DecisionScreen
from ui.patient.done import DoneScreen
from ui.patient.electronic_record import ElectronicRecordScreen
from ui.patient.feedback import FeedbackScreen
from ui.patient.identity import IdentityScreen
from ui.patient.message import MessageScreen
from ui.patient.sign import SignScreen
from ui.patient.signer import SignerScreen
from ui.patient.teach_back import TeachBackScreen
from ui.patient.values import ValuesScreen
from ui.patient.welcome import WelcomeScreen
from ui.patient.wishes import WishesScreen
from ui.script import INTERPRETER, REPRESENTATIVE, Script, scribble
from ui.walk_staff import StaffWalk
from ui.widgets.scale import STOPS, Scale
from ui.widgets.screen import Screen
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.signing_screen import SigningScreen

if TYPE_CHECKING:
    from kiosk.clinic import OpenClinic
    from kiosk.content import CheckItem, Content
    from kiosk.flow import Step
    from kiosk.service import VisitView
    from kiosk.visit import VisitState
    from ui.app import Kiosk
    from ui.hand import Hand

__all__ = ["Walk"]

T = TypeVar("T")


HELPER: Final = ("Lena Weber", "sister")
OWN_WORDS: Final = "Can I take my blood pressure pill that morning?"
WISHES: Final = "Has said more than once: I want to try this."


class Walk:
    """One visit, from the first staff member to the sealed document."""

    def __init__(
        self,
        kiosk: Kiosk,
        hand: Hand,
        script: Script,
        *,
        say: Callable[[str], None] = lambda _line: None,
        shot: Callable[[str], None] = lambda _name: None,
    ) -> None:
        """Join the parts. `say` gets a line for each thing that the service has confirmed (`ui.news`).

        `shot` is told the name of each screen while it is up, some of them more than once.
        """
        self.kiosk, self.hand, self.script = kiosk, hand, script
        self.visit = ""
        """The visit's id, once it has begun; with a renewal, that of the newest one."""
        self.visits: list[str] = []
        """All visits of this walk, the oldest first."""
        self._say, self.shot = say, shot
        self.words = kiosk.words
        self._content: Content | None = None
        self._told: VisitState | None = None
        self._words_read = False
        self._over = False
        self._do: dict[type[Screen], Callable[[Screen], None]] = {
            **StaffWalk(self).doings(),
            WelcomeScreen: self._welcome,
            MessageScreen: self._message,
            IdentityScreen: self._identity,
            CompanionScreen: self._companion,
            ConditionsScreen: self._conditions,
            TeachBackScreen: self._teach_back,
            ContentPage: self._page,
            CheckScreen: self._check,
            FeedbackScreen: self._feedback,
            ValuesScreen: self._values,
            WishesScreen: self._wishes,
            DecisionScreen: self._decide,
            ElectronicRecordScreen: lambda screen: self._choose(screen, self.words["record.tablet"]),
            SignerScreen: self._signer,
            CosignScreen: self._cosign,
            ReconfirmScreen: lambda screen: self._choose(screen, self.words["reconfirm.keep"]),
            SignScreen: self._sign,
            DoneScreen: self._done,
        }

    # ------------------------------------------------------------ going through

    def run(self) -> VisitState:
        """Go on until all that the script wants is sealed and the tablet shows nothing of the patient.

        Raises:
            OperatorError: something did not come, or cannot be found on the screen.
        """
        self.go_until(lambda: self._over)
        return self.state()

    def go_until(self, reached: Callable[[], bool]) -> None:
        """Do what each screen asks for until something is reached; asked each time a screen has settled."""
        while True:
            self.settle()
            if reached():
                return
            self.step()

    def step(self) -> None:
        """Do what the screen that is up asks for."""
        screen = self.shown()
        if self.view is not None or not isinstance(screen, WelcomeScreen):
            self.shot(self.name())
        do = self._do.get(type(screen)) if screen is not None else None
        if do is None or screen is None:
            self.next()
        else:
            do(screen)

    def settle(self) -> None:
        """Wait until a screen is up that can be used: laid out, painted, and nothing under way."""
        before: list[tuple[object, ...]] = []

        def still() -> bool:
            before.append(self._signs())
            ready = self.idle() and type(self.shown()) is not UnlockScreen
            # Twice the same with a round of the window's own events between.
            return ready and len(before) > 1 and before[-1] == before[-2]

        self.wait(still, "the next screen")

    @property
    def view(self) -> VisitView | None:
        """The visit on the patient's side, as the service has confirmed it."""
        return self.kiosk.patient.view if self.kiosk.patient is not None else None

    def state(self) -> VisitState:
        """Return the visit as the vault has it."""
        visit = self.visit
        return self.fetch(lambda clinic: clinic.service.state(visit))

    def fetch(self, job: Callable[[OpenClinic], T]) -> T:
        """Return what a job of the worker brings.

        Raises:
            OperatorError: the job failed.
        """
        got: list[T] = []
        failed: list[str] = []
        self.kiosk.bridge.submit(job, done=got.append, failed=lambda failure: failed.append(str(failure)))
        self.wait(lambda: bool(got or failed), "the vault")
        if failed:
            raise OperatorError("demo.stuck", what=failed[0])
        return got[0]

    def name(self) -> str:
        """Name the screen that is up, for pictures."""
        screen = self.shown()
        view = self.view
        if screen is None or view is None or type(screen) in NAMES:
            return NAMES[type(screen)] if screen is not None else ""
        name = view.state.step.replace(":", "-")
        return f"{name}-part-{screen.part()}" if screen.parts() > 1 else name

    # ------------------------------------------------------------ looking

    def shown(self) -> Screen | None:
        return self.kiosk.shell.shown

    def idle(self) -> bool:
        return self.shown() is not None and not self.kiosk.bridge.busy

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        def look() -> bool:
            if self.view is not None:
                self.tell(self.view.state)
            shown = self.shown()
            if isinstance(shown, MessageScreen) and shown.title == self.words["neutral.title"]:
                raise OperatorError("demo.trouble")
            return condition()

        self.hand.wait(look, what)

    def _signs(self) -> tuple[object, ...]:
        """What changes when something has happened."""
        screen, view = self.shown(), self.view
        bars = screen.findChildren(QScrollBar) if screen is not None else []
        return (
            screen,
            (screen.part(), screen.parts()) if screen is not None else (),
            view.state.version if view is not None else 0,
            self.hand.sheet(),
            sum(bar.value() for bar in bars),
            sum(bar.maximum() for bar in bars),
        )

    def act(self, button: QWidget) -> None:
        """Press something that leads on, and wait until it has."""
        before, name = self._signs(), button.objectName() or button.accessibleName()
        self.hand.press(button)
        self.wait(lambda: self.idle() and self._signs() != before, f"what “{name}” leads to")
        self.settle()

    def next(self) -> None:
        """Press Next."""
        self.act(self.hand.see("shell.next"))

    def tell(self, state: VisitState) -> None:
        """Say what the service has confirmed since the last time."""
        if state is not self._told:
            old, self._told = self._told, state
            for line in news(old, state):
                self._say(line)

    def finished(self) -> bool:
        """Whether nothing of the script is left to do for the visit."""
        state, script = self.state(), self.script
        if state.document is None or state.choice != "agree":
            return state.document is not None
        if script.renew and state.opened.event.renews is None:
            return False
        return not script.withdraw or state.withdrawal is not None

    def end(self) -> None:
        """The walk is over."""
        self._over = True

    # ------------------------------------------------------------ the patient

    def _welcome(self, _screen: Screen) -> None:
        if self.view is not None:
            self.visit = self.view.state.visit_id
            if self.visit not in self.visits:
                self.visits.append(self.visit)
            self.next()
        elif self.visit and self.finished():
            self.end()
        else:
            self.shot("welcome-no-visit")
            self.act(self.hand.see("welcome.staff"))

    def _message(self, _screen: Screen) -> None:
        for kind in ("locked", "wrong_person"):
            staff = self.hand.find(self.words[f"{kind}.staff"])
            if staff is not None:
                self.act(staff)
                return

    def _choose(self, _screen: Screen, name: str) -> None:
        """Choose by the words on a choice, where they are on this part, and go on."""
        choice = self.hand.find(name)
        if choice is not None and not choice.isChecked():
            self.hand.press(choice)
            self.wait(choice.isChecked, "a choice")
            self.shot(f"{self.name()}-chosen")
        self.next()

    def _identity(self, screen: Screen) -> None:
        self._choose(screen, self.words["identity.yes_for" if self.script.representative else "identity.yes"])

    def _companion(self, screen: Screen) -> None:
        kind = self.script.chance("companion").choice(("none", "helper"))
        person = HELPER
        if self.script.interpreter:
            kind, person = "interpreter", (INTERPRETER.name, "")
        choice = self.hand.find(self.words[f"companion.{kind}"])
        if choice is not None and not choice.isChecked():
            self.hand.press(choice)
            self.wait(choice.isChecked, "a choice")
        for key, text in zip(("name", "role"), person, strict=True):
            field = self.hand.find_as(self.words[f"companion.{key}"], QLineEdit)
            if kind != "none" and text and field is not None and not field.text():
                self.hand.write(field, text)
        self.shot(f"{self.name()}-chosen")
        self.next()

    def _conditions(self, _screen: Screen) -> None:
        """Answer each question on this part, most with no; it ends in what applies, and in pages that say why."""
        view, _step = self._at()
        for condition in view.plan.conditions:
            answer = self.script.chance(f"condition-{condition}").choice((*ANSWERS, "no", "no", "no"))
            choice = self.hand.find(f"conditions.{condition}.{answer}")
            if choice is not None and not choice.isChecked():
                self.hand.press(choice)
                self.wait(
                    lambda condition=condition: self.idle() and condition in self._at()[0].state.conditions,  # type: ignore[misc]
                    "an answer",
                )
        self.shot(f"{self.name()}-chosen")
        self.next()

    def _teach_back(self, _screen: Screen) -> None:
        """Say it here, or to a member of staff."""
        _view, step = self._at()
        way = self.script.chance(step.id).choice(("write", "tell"))
        choice = self.hand.find(self.words[f"teach_back.{way}"])
        if choice is not None and not choice.isChecked():
            self.hand.press(choice)
            self.wait(choice.isChecked, "a choice")
        field = self.hand.find_as(self.words["teach_back.field"], QPlainTextEdit)
        if way == "write" and field is not None and not field.toPlainText():
            self.hand.write(field, self._own_words(step.subject))
        self.shot(f"{self.name()}-chosen")
        self.next()

    def _own_words(self, fact: str) -> str:
        """Return what the patient has understood of a fact, as a clinician would like to hear it."""
        return " ".join(f"{point}." for point in self.content().teach_back[self.words.language][fact].listen_for)

    def content(self) -> Content:
        """Return what the patient has been told, and so can answer from."""
        if self._content is None:
            self._content = self.fetch(lambda clinic: clinic.service.content)
        return self._content

    def _at(self) -> tuple[VisitView, Step]:
        """Return the visit and its step; a patient's screen has both."""
        view = self.view
        if view is None:
            raise OperatorError("demo.not_on_screen", name="a visit")
        return view, view.plan.step(view.state.step)

    def _page(self, screen: Screen) -> None:
        """Read a part of a page to its end; on some pages look up a word or ask something; go on."""
        self._read(screen)
        view, step = self._at()
        page = view.plan.page_of(step)
        if step.kind == "page" and page == self._page_of("glossary", with_terms=True):
            self._look_up_words()
        last = step.kind == "page" and screen.part() == screen.parts()
        if last and self.script.asks and not view.state.questions and page == self._page_of("question"):
            self._ask()
        self.next()

    def _read(self, screen: Screen) -> None:
        """Show all of a part, and wait until the service has noted it."""
        while True:
            more = self.hand.find(self.words["page.show_more"])
            if more is not None:
                self.act(more)
                continue
            self.wait(lambda: self._noted(screen) or bool(self.hand.find(self.words["page.show_more"])), "a page")
            if self._noted(screen):
                return

    def _noted(self, screen: Screen) -> bool:
        view, step = self._at()
        if step.kind not in PAGE_KINDS or not self.idle():
            return False
        return screen.part() in view.state.parts.get((view.plan.page_of(step), screen.parts()), frozenset())

    def _page_of(self, what: str, *, with_terms: bool = False) -> str:
        """Return the page on which the patient does something, by chance; empty where a short path has none."""
        view, _step = self._at()
        pages = self.content().pages[self.words.language]
        fit = [page for page in view.plan.pages[2:] if not with_terms or pages[page].terms]
        return self.script.chance(what).choice(fit) if fit else ""

    def _look_up_words(self) -> None:
        """Open the words of a page, once, on a part of it that offers them."""
        button = self.hand.find(self.words["page.words"])
        if button is None or self._words_read:
            return
        self._words_read = True
        self.act(button)
        self.shot("words-explained")
        self.act(self.hand.see(self.words["sheet.close"]))

    def _ask(self) -> None:
        self.act(self.hand.see("shell.question"))
        ready = [one.text for one in self.content().questions[self.words.language].values()]
        self.hand.press_named(self.script.chance("ready").choice(ready))
        self.hand.write(self.hand.see_as(self.words["question.own"], QPlainTextEdit), OWN_WORDS)
        self.shot("question-sheet")
        self.act(self.hand.see(self.words["question.save"]))

    def _check(self, screen: Screen) -> None:
        view, step = self._at()
        fact = step.subject
        if view.state.settled(fact):
            self.next()
            return
        items = self.content().checks[self.words.language].values()
        item = next(item for item in items if item.must_know == fact and item.question == screen.title)
        slip = self.script.chance("mistake").choice(sorted(view.plan.must_know))
        wrong = self.script.mistakes and fact == slip and not view.state.answers.get(fact)
        self._choose(screen, self._answer(item, wrong=wrong))

    def _answer(self, item: CheckItem, *, wrong: bool) -> str:
        choices = [choice.text for choice in item.choices if not choice.right]
        return self.script.chance(item.id).choice(choices) if wrong else item.right_choice.text

    def _feedback(self, _screen: Screen) -> None:
        again = self.hand.find(self.words["check.reread"])
        if again is not None:
            self.act(again)
        else:
            self.next()

    def _values(self, _screen: Screen) -> None:
        """Rate what matters; one line is left empty, as people do."""
        view, _step = self._at()
        chance = self.script.chance("values")
        ratings = {value: chance.randint(1, STOPS) for value in view.plan.values}
        ratings.pop(chance.choice(view.plan.values))
        labels = view.treatment.text[self.words.language].values
        for value, rating in ratings.items():
            scale = self.hand.find_as(labels[value], Scale)
            if scale is not None and scale.rating() is None:
                self.hand.rate(scale, rating)
                self.wait(lambda value=value: self.idle() and value in self._at()[0].state.values, "a rating")  # type: ignore[misc]
        self.shot(f"{self.name()}-chosen")
        self.next()

    def _wishes(self, screen: Screen) -> None:
        """Say what the patient wants, and that they agree."""
        name = self.script.person.name.split()[0]
        field = self.hand.find_as(self.words.say("wishes.field", {"name": name}), QPlainTextEdit)
        if field is not None and not field.toPlainText():
            self.hand.write(field, WISHES)
        self._choose(screen, self.words.say("wishes.agrees", {"name": name}))

    def _decide(self, screen: Screen) -> None:
        view, _step = self._at()
        self._choose(screen, view.treatment.text[self.words.language].decision[self.script.decision].title)

    def _sign(self, screen: Screen) -> None:
        """Look at the whole form, sign it, save."""
        if not isinstance(screen, SignScreen):
            return
        self._read_form(screen)
        self.wait(lambda: self.idle() and self._at()[0].state.form_shown is not None, "the form")
        if self.script.way == "typed":
            self._type_name()
            self.next()
            return
        self._draw("signature", "sign-signed")

    def _read_form(self, screen: SigningScreen) -> None:
        while not screen.form_seen():
            self.act(self.hand.see(self.words["page.show_more"]))

    def _draw(self, what: str, shot: str) -> None:
        """Write on the pad, and save it."""
        pad = self.hand.find_as(self.words["sign.pad"], SignaturePad)
        if pad is not None and not pad.ink().strokes:
            self.hand.draw(pad, scribble(self.script.chance(what)))
            self.wait(lambda: bool(pad.ink().strokes), "the ink")
            self.shot(shot)
        self.next()

    def _signer(self, _screen: Screen) -> None:
        """Say who signs, where this part of the page asks for it."""
        hand, words = self.hand, self.words
        texts = {"name": INTERPRETER.name, "language": INTERPRETER.language, "badge": INTERPRETER.badge}
        for key, text in texts.items():
            field = hand.find_as(words[f"signer.{key}"], QLineEdit)
            if field is not None and not field.text():
                hand.write(field, text)
        for key in ("mode_in_person", "capacity_qualified", "identity_photo_id"):
            choice = hand.find(words[f"signer.{key}"])
            if choice is not None and not choice.isChecked():
                hand.press(choice)
                self.wait(choice.isChecked, "a choice")
        self.shot(f"{self.name()}-who")
        self.next()

    def _cosign(self, screen: Screen) -> None:
        """Look at what is signed, sign it, save."""
        if isinstance(screen, CosignScreen):
            self._read_form(screen)
            self._draw(f"signature-{self._at()[1].subject}", f"{self.name()}-signed")

    def _type_name(self) -> None:
        words = self.words
        other = self.hand.find(words["sign.other"])
        if other is None or self.hand.find_as(words["sign.type_name"], QLineEdit) is not None:
            return
        self.act(other)
        self.hand.press_named(words["sign.way_typed"])
        self.shot("sign-other-way")
        self.act(self.hand.see(words["sign.way_use"]))
        signer = REPRESENTATIVE if self.script.representative else self.script.person
        self.hand.write(self.hand.see_as(words["sign.type_name"], QLineEdit), signer.name)
        self.hand.press_named(words["sign.type_confirm"])
        self.shot("sign-typed")

    def _done(self, _screen: Screen) -> None:
        """Wait for the seal where nothing keeps it; then clear the screen."""
        view, _step = self._at()
        if view.ready_to_seal:
            self.wait(lambda: self._at()[0].state.document is not None, "the seal")
        self.act(self.hand.see(self.words["done.clear"]))


NAMES: Final[dict[type[Screen], str]] = {
    WelcomeScreen: "welcome",
    MessageScreen: "message",
    SignInScreen: "staff-sign-in",
    TodayScreen: "staff-today",
    CheckInScreen: "check-in",
    ReviewScreen: "staff-review",
    StaffSignScreen: "staff-sign",
    WithdrawScreen: "staff-withdraw",
    MessagePage: "staff-message",
}
"""Screens that are no step of a visit."""
