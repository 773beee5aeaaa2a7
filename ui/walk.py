"""A scripted patient, and the staff around them: sees which screen is up and does on it what a person would.

Owns what is done on each screen. It looks only at what is on the screen and at what the service has confirmed, so it
can take up a visit anywhere: after a break, after a crash, or after its own process was killed. It never calls a screen
or the service to get on: everything goes through the hand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QScrollBar, QWidget

from kiosk.clinic import DEMO_PIN, DEMO_STAFF
from kiosk.errors import OperatorError
from kiosk.flow import PAGE_KINDS
from ui.desk.check_in import CheckInScreen
from ui.desk.review import ReviewScreen
from ui.desk.sign_in import SignInScreen
from ui.desk.today import TodayScreen
from ui.desk.unlock import UnlockScreen
from ui.news import news
from ui.patient.check import CheckScreen
from ui.patient.companion import CompanionScreen
from ui.patient.conditions import ANSWERS, ConditionsScreen
from ui.patient.confirm import ReconfirmScreen
from ui.patient.content_page import ContentPage
from ui.patient.decision import DecisionScreen
from ui.patient.done import DoneScreen
from ui.patient.feedback import FeedbackScreen
from ui.patient.identity import IdentityScreen
from ui.patient.message import MessageScreen
from ui.patient.sign import SignScreen
from ui.patient.teach_back import TeachBackScreen
from ui.patient.values import ValuesScreen
from ui.patient.welcome import WelcomeScreen
from ui.script import Script, scribble
from ui.widgets.scale import STOPS, Scale
from ui.widgets.screen import Screen
from ui.widgets.signature_pad import SignaturePad

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
ANSWER: Final = "We talked about it together, and about all of your medicines."


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
        """The visit's id, once it has begun."""
        self._say, self.shot = say, shot
        self._words = kiosk.words
        self._content: Content | None = None
        self._told: VisitState | None = None
        self._looked_up = False
        self._words_read = False
        self._over = False
        self._do: dict[type[Screen], Callable[[Screen], None]] = {
            SignInScreen: self._sign_in,
            TodayScreen: self._today,
            CheckInScreen: self._check_in,
            ReviewScreen: self._review,
            WelcomeScreen: self._welcome,
            MessageScreen: self._message,
            IdentityScreen: lambda screen: self._choose(screen, self._words["identity.yes"]),
            CompanionScreen: self._companion,
            ConditionsScreen: self._conditions,
            TeachBackScreen: self._teach_back,
            ContentPage: self._page,
            CheckScreen: self._check,
            FeedbackScreen: self._feedback,
            ValuesScreen: self._values,
            DecisionScreen: self._decide,
            ReconfirmScreen: lambda screen: self._choose(screen, self._words["reconfirm.keep"]),
            SignScreen: self._sign,
            DoneScreen: self._done,
        }

    # ------------------------------------------------------------ going through

    def run(self) -> VisitState:
        """Go on until the visit's document is sealed and nothing of the patient is on screen.

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
        screen = self._shown()
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
            ready = self._idle() and type(self._shown()) is not UnlockScreen
            # Twice the same with a round of the window's own events between.
            return ready and len(before) > 1 and before[-1] == before[-2]

        self._wait(still, "the next screen")

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
        self._wait(lambda: bool(got or failed), "the vault")
        if failed:
            raise OperatorError("demo.stuck", what=failed[0])
        return got[0]

    def name(self) -> str:
        """Name the screen that is up, for pictures."""
        screen = self._shown()
        view = self.view
        if screen is None or view is None or type(screen) in NAMES:
            return NAMES[type(screen)] if screen is not None else ""
        name = view.state.step.replace(":", "-")
        return f"{name}-part-{screen.part()}" if screen.parts() > 1 else name

    # ------------------------------------------------------------ looking

    def _shown(self) -> Screen | None:
        return self.kiosk.shell.shown

    def _idle(self) -> bool:
        return self._shown() is not None and not self.kiosk.bridge.busy

    def _wait(self, condition: Callable[[], bool], what: str) -> None:
        def look() -> bool:
            self._tell()
            shown = self._shown()
            if isinstance(shown, MessageScreen) and shown.title == self._words["neutral.title"]:
                raise OperatorError("demo.trouble")
            return condition()

        self.hand.wait(look, what)

    def _signs(self) -> tuple[object, ...]:
        """What changes when something has happened."""
        screen, view = self._shown(), self.view
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
        self._wait(lambda: self._idle() and self._signs() != before, f"what “{name}” leads to")
        self.settle()

    def next(self) -> None:
        """Press Next."""
        self.act(self.hand.see("shell.next"))

    def _tell(self) -> None:
        """Say what the service has confirmed since the last time."""
        if self.view is not None and self.view.state is not self._told:
            old, self._told = self._told, self.view.state
            for line in news(old, self._told):
                self._say(line)

    # ------------------------------------------------------------ staff

    def _sign_in(self, _screen: Screen) -> None:
        """Sign in: the front desk to begin, the clinician once the patient has been here."""
        name = DEMO_STAFF[1 if self.visit else 0][0]
        choice = self.hand.find(name)
        if choice is not None:
            self.hand.press(choice)
        else:
            # In a narrow window the names stand in a drop-down.
            box = self.hand.see_as(self._words["sign_in.name"], QComboBox)
            texts = [box.itemText(index) for index in range(box.count())]
            self.hand.pick(box, box.itemData(next(n for n, text in enumerate(texts) if text.startswith(name))))
        for digit in DEMO_PIN:
            self.hand.press_named(f"sign_in.key_{digit}")
        self.shot("staff-pin")
        self.act(self.hand.see("sign_in.enter"))

    def _today(self, screen: Screen) -> None:
        """Take up the visit that is not over, or begin a new one."""
        if not self._looked_up:
            self._looked_up = True
            waiting = [
                state.visit_id
                for state in self.fetch(lambda clinic: clinic.service.visits())
                if state.document is None
                and state.closed is None
                and state.opened.event.patient.name == self.script.person.name
            ]
            self.visit = waiting[-1] if waiting else ""
        if not self.visit:
            self.act(self.hand.see("today.new"))
        elif self.state().document is not None:
            self._over = True
        elif isinstance(screen, TodayScreen):
            row = next(row for row in screen.rows if row.data.visit_id == self.visit)
            self.act(row.button)

    def _check_in(self, screen: Screen) -> None:
        if not isinstance(screen, CheckInScreen):
            return
        person, hand = self.script.person, self.hand
        hand.write(hand.see_as("check_in.name", QLineEdit), person.name)
        hand.write(hand.see_as("check_in.day", QLineEdit), person.day)
        hand.pick(hand.see_as("check_in.month", QComboBox), person.month)
        hand.write(hand.see_as("check_in.year", QLineEdit), person.year)
        hand.write(hand.see_as("check_in.record_number", QLineEdit), person.record)
        script = self.script
        wanted = {"treatment": script.treatment, "reason": script.reason, "route": script.route}
        wanted |= {"language": "", "identity_method": "photo_id"}
        for field in wanted:
            box = hand.find_as(f"check_in.{field}", QComboBox)
            if box is None and field == "route":
                # The treatment is given in one way only.
                continue
            box = hand.see_as(f"check_in.{field}", QComboBox)
            keys = [str(box.itemData(index)) for index in range(box.count()) if box.itemData(index)]
            key = wanted[field] or str(box.currentData() or keys[0])
            if box.currentData() != key:
                hand.pick(box, key)
        self.shot("check-in-filled")
        self.act(hand.see("check_in.start"))
        self._wait(lambda: isinstance(self._shown(), WelcomeScreen) and self._idle(), "the patient’s welcome")

    def _review(self, _screen: Screen) -> None:
        """Answer what is open, one thing at a time; then give the tablet back to the patient."""
        state = self.state()
        if state.document is not None:
            self._over = True
            return
        for fact in state.open_teach_backs[:1]:
            mark = self.script.chance(f"rating-{fact}").choice((1, 2))
            self.hand.press_named(f"review.rating.said.{fact}.{mark}")
            self.shot("staff-review-rating")
            self.act(self.hand.see(f"review.save.said.{fact}"))
            return
        open_things = [*(question.id for question in state.open_questions), *state.open_checks]
        for key in open_things[:1]:
            self.hand.write(self.hand.see_as(f"review.text.{key}", QPlainTextEdit), ANSWER)
            self.shot("staff-review-answer")
            self.act(self.hand.see(f"review.save.{key}"))
            return
        confirm = self.hand.find("review.confirm")
        if confirm is not None:
            self.act(confirm)
        else:
            # A document whose seal was cut off gets it now.
            self._wait(lambda: self._shown() is not _screen and self._idle(), "the seal")

    # ------------------------------------------------------------ the patient

    def _welcome(self, _screen: Screen) -> None:
        if self.view is not None:
            self.visit = self.view.state.visit_id
            self.next()
        elif self.visit and self.state().document is not None:
            self._over = True
        else:
            self.shot("welcome-no-visit")
            self.act(self.hand.see("welcome.staff"))

    def _message(self, _screen: Screen) -> None:
        for kind in ("locked", "wrong_person"):
            staff = self.hand.find(self._words[f"{kind}.staff"])
            if staff is not None:
                self.act(staff)
                return

    def _choose(self, _screen: Screen, name: str) -> None:
        """Choose by the words on a choice, where they are on this part, and go on."""
        choice = self.hand.find(name)
        if choice is not None and not choice.isChecked():
            self.hand.press(choice)
            self._wait(choice.isChecked, "a choice")
            self.shot(f"{self.name()}-chosen")
        self.next()

    def _companion(self, screen: Screen) -> None:
        kind = self.script.chance("companion").choice(("none", "helper"))
        choice = self.hand.find(self._words[f"companion.{kind}"])
        if choice is not None and not choice.isChecked():
            self.hand.press(choice)
            self._wait(choice.isChecked, "a choice")
        for key, text in zip(("name", "role"), HELPER, strict=True):
            field = self.hand.find_as(self._words[f"companion.{key}"], QLineEdit)
            if kind == "helper" and field is not None and not field.text():
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
                self._wait(
                    lambda condition=condition: self._idle() and condition in self._at()[0].state.conditions,  # type: ignore[misc]
                    "an answer",
                )
        self.shot(f"{self.name()}-chosen")
        self.next()

    def _teach_back(self, _screen: Screen) -> None:
        """Say it here, or to a member of staff."""
        _view, step = self._at()
        way = self.script.chance(step.id).choice(("write", "tell"))
        choice = self.hand.find(self._words[f"teach_back.{way}"])
        if choice is not None and not choice.isChecked():
            self.hand.press(choice)
            self._wait(choice.isChecked, "a choice")
        field = self.hand.find_as(self._words["teach_back.field"], QPlainTextEdit)
        if way == "write" and field is not None and not field.toPlainText():
            self.hand.write(field, self._own_words(step.subject))
        self.shot(f"{self.name()}-chosen")
        self.next()

    def _own_words(self, fact: str) -> str:
        """Return what the patient has understood of a fact, as a clinician would like to hear it."""
        return " ".join(f"{point}." for point in self.content().teach_back[self._words.language][fact].listen_for)

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
            more = self.hand.find(self._words["page.show_more"])
            if more is not None:
                self.act(more)
                continue
            self._wait(lambda: self._noted(screen) or bool(self.hand.find(self._words["page.show_more"])), "a page")
            if self._noted(screen):
                return

    def _noted(self, screen: Screen) -> bool:
        view, step = self._at()
        if step.kind not in PAGE_KINDS or not self._idle():
            return False
        return screen.part() in view.state.parts.get((view.plan.page_of(step), screen.parts()), frozenset())

    def _page_of(self, what: str, *, with_terms: bool = False) -> str:
        """Return the page on which the patient does something, by chance."""
        view, _step = self._at()
        pages = self.content().pages[self._words.language]
        fit = [page for page in view.plan.pages[2:] if not with_terms or pages[page].terms]
        return self.script.chance(what).choice(fit)

    def _look_up_words(self) -> None:
        """Open the words of a page, once, on a part of it that offers them."""
        button = self.hand.find(self._words["page.words"])
        if button is None or self._words_read:
            return
        self._words_read = True
        self.act(button)
        self.shot("words-explained")
        self.act(self.hand.see(self._words["sheet.close"]))

    def _ask(self) -> None:
        self.act(self.hand.see("shell.question"))
        ready = [one.text for one in self.content().questions[self._words.language].values()]
        self.hand.press_named(self.script.chance("ready").choice(ready))
        self.hand.write(self.hand.see_as(self._words["question.own"], QPlainTextEdit), OWN_WORDS)
        self.shot("question-sheet")
        self.act(self.hand.see(self._words["question.save"]))

    def _check(self, screen: Screen) -> None:
        view, step = self._at()
        fact = step.subject
        if view.state.settled(fact):
            self.next()
            return
        items = self.content().checks[self._words.language].values()
        item = next(item for item in items if item.must_know == fact and item.question == screen.title)
        slip = self.script.chance("mistake").choice(sorted(view.plan.must_know))
        wrong = self.script.mistakes and fact == slip and not view.state.answers.get(fact)
        self._choose(screen, self._answer(item, wrong=wrong))

    def _answer(self, item: CheckItem, *, wrong: bool) -> str:
        choices = [choice.text for choice in item.choices if not choice.right]
        return self.script.chance(item.id).choice(choices) if wrong else item.right_choice.text

    def _feedback(self, _screen: Screen) -> None:
        again = self.hand.find(self._words["check.reread"])
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
        labels = view.treatment.text[self._words.language].values
        for value, rating in ratings.items():
            scale = self.hand.find_as(labels[value], Scale)
            if scale is not None and scale.rating() is None:
                self.hand.rate(scale, rating)
                self._wait(lambda value=value: self._idle() and value in self._at()[0].state.values, "a rating")  # type: ignore[misc]
        self.shot(f"{self.name()}-chosen")
        self.next()

    def _decide(self, screen: Screen) -> None:
        view, _step = self._at()
        self._choose(screen, view.treatment.text[self._words.language].decision[self.script.decision].title)

    def _sign(self, screen: Screen) -> None:
        """Look at the whole form, sign it, save."""
        if not isinstance(screen, SignScreen):
            return
        while not screen.form_seen():
            self.act(self.hand.see(self._words["page.show_more"]))
        self._wait(lambda: self._idle() and self._at()[0].state.form_shown is not None, "the form")
        if self.script.way == "typed":
            self._type_name()
            self.next()
            return
        pad = self.hand.find_as(self._words["sign.pad"], SignaturePad)
        if pad is not None and not pad.ink().strokes:
            self.hand.draw(pad, scribble(self.script.chance("signature")))
            self._wait(lambda: bool(pad.ink().strokes), "the ink")
            self.shot("sign-signed")
        self.next()

    def _type_name(self) -> None:
        words = self._words
        other = self.hand.find(words["sign.other"])
        if other is None or self.hand.find_as(words["sign.type_name"], QLineEdit) is not None:
            return
        self.act(other)
        self.hand.press_named(words["sign.way_typed"])
        self.shot("sign-other-way")
        self.act(self.hand.see(words["sign.way_use"]))
        self.hand.write(self.hand.see_as(words["sign.type_name"], QLineEdit), self.script.person.name)
        self.hand.press_named(words["sign.type_confirm"])
        self.shot("sign-typed")

    def _done(self, _screen: Screen) -> None:
        """Wait for the seal where nothing keeps it; then clear the screen."""
        view, _step = self._at()
        if view.ready_to_seal:
            self._wait(lambda: self._at()[0].state.document is not None, "the seal")
        self.act(self.hand.see(self._words["done.clear"]))


NAMES: Final[dict[type[Screen], str]] = {
    WelcomeScreen: "welcome",
    MessageScreen: "message",
    SignInScreen: "staff-sign-in",
    TodayScreen: "staff-today",
    CheckInScreen: "check-in",
    ReviewScreen: "staff-review",
}
"""Screens that are no step of a visit."""
