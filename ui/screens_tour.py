"""`candor screens`: pictures of all screens, taken while a scripted patient goes through them.

Owns which moment of which walk becomes which picture. The names are those of the design's pictures, so that the two can
be laid side by side; further pictures follow after 21. The clock stands still and the chance is seeded: an unchanged
program gives the same pictures, byte for byte.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.errors import OperatorError
from ui.demo import demo_kiosk, quiet_platform
from ui.desk.today import TodayScreen
from ui.desk.verify import FilesGiven
from ui.hand import Hand
from ui.patient.welcome import WelcomeScreen
from ui.script import Script
from ui.shell import IdleWatch
from ui.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ui.app import Kiosk

__all__ = ["PICTURES", "RENEWAL", "Tour", "run"]

SIZE: Final = (1280, 800)
PORTRAIT: Final = (800, 1280)
MORNING: Final = datetime(2026, 5, 12, 14, 42, tzinfo=UTC)
PACKING: Final = 50
"""What Qt calls the quality of a PNG: how long it tries to pack it. Lower is hardly smaller, and takes far longer."""
PICTURES: Final = {
    "welcome": "01-welcome",
    "identity": "02-identity-confirm",
    "page-benefit-day-one": "03-content-page",
    "page-common-effects": "04-content-page-risks",
    "page-limits-known": "05-content-limitations",
    "check-mk-getting-home-chosen": "06-comprehension-check",
    "question-sheet": "08-question-sheet",
    "values-chosen": "09-what-matters",
    "summary": "10-summary-before-decision",
    "decision": "11-decision",
    "decision-chosen": "11b-decision-one-chosen",
    "sign-signed": "12-review-document-and-sign",
    "done": "13-done",
    "staff-pin": "14-staff-sign-in",
    "staff-review-answer": "16-staff-review",
    "words-explained": "22-words-explained",
    "companion-chosen": "23-companion",
    "confirm": "24-your-choice-again",
    "reconfirm": "25-after-the-answers",
    "check-in-filled": "26-check-in",
    "message": "27-locked-for-a-break",
    "conditions-chosen": "31-what-applies-to-you",
    "teach_back-mk-getting-home-chosen": "33-in-your-own-words",
    "page-choices-ketamine-iv": "34-choices-side-by-side",
    "staff-review-rating": "35-staff-rates-own-words",
    "record": "55-tablet-or-paper",
    "staff-sign-filled": "56-clinician-signs",
    "staff-message": "57-signed-and-sealed",
    "staff-review-ready": "53-ready-to-countersign",
}
"""Moments of the main walk (see `Walk.name`) and their pictures; the others need something done for them."""
RENEWAL: Final = {
    "check-in-renewal": "43-renewal-for-somebody",
    "identity": "44-who-decides-for-whom",
    "changes": "45-what-has-changed",
    "wishes-chosen": "46-what-the-patient-wants",
    "sign-signed": "47-sign-for-somebody",
    "cosign-interpreter-who": "48-who-interprets",
    "cosign-interpreter-signed": "49-sign-as-interpreter",
    "staff-review-sealed": "50-sealed-and-to-withdraw",
    "staff-withdraw-filled": "51-withdraw",
    "cosign-representative-signed": "52-sign-the-withdrawal",
    "staff-review-withdrawn": "54-withdrawn",
}
"""Moments of the walk after it: somebody decides for the patient, with an interpreter, and takes the consent back."""
TREATMENT: Final = "ketamine-iv"
FIGURE_PAGE: Final = "page:benefit-day-one"


class Clock:
    """Stands still until it is set on."""

    def __init__(self) -> None:
        self._now = MORNING

    def __call__(self) -> datetime:
        """Return the time."""
        return self._now

    def set_on(self, minutes: int) -> None:
        """Let time pass."""
        self._now += timedelta(minutes=minutes)


class Tour:
    """Visits of one morning: one on a break, one not begun, one from the first page to its seal, and its renewal."""

    def __init__(self, kiosk: Kiosk, out: Path, clock: Clock) -> None:
        self._kiosk, self._out, self._clock = kiosk, out, clock
        self._hand = Hand(kiosk.shell)
        self._words = kiosk.words
        self.taken: list[str] = []

    def go(self) -> None:
        """Take all pictures."""
        self._just_learn()
        self._go_on_a_break()
        self._clock.set_on(14)
        self._leave_one_unbegun()
        self._clock.set_on(9)
        self._clock.set_on(5)
        self._renew_and_withdraw(self._go_the_whole_way())

    # ------------------------------------------------------------ pictures

    def _take(self, name: str) -> None:
        if name in self.taken:
            return
        self.taken.append(name)
        path = self._out / f"{name}.png"
        if not self._kiosk.shell.grab().save(str(path), "PNG", PACKING):
            raise OperatorError("demo.not_written", folder=str(self._out))

    def _take_renewal(self, moment: str) -> None:
        name = moment.replace("-part-1", "")
        if name in RENEWAL:
            self._take(RENEWAL[name])

    def _take_moment(self, moment: str) -> None:
        # Of a page in several parts the first one is the picture.
        name = moment.replace("-part-1", "")
        if name in PICTURES:
            self._take(PICTURES[name])
        elif moment.startswith("why-"):
            self._take("32-why-it-matters")
        elif moment.startswith("feedback-") and self._hand.find(self._words["check.reread"]) is not None:
            self._take("07-check-feedback-wrong")

    # ------------------------------------------------------------ the three visits

    def _walk(self, seed: int, shot: Callable[[str], None] = lambda _name: None) -> Walk:
        return Walk(self._kiosk, self._hand, Script(TREATMENT, seed=seed), shot=shot)

    def _press(self, walk: Walk, name: str) -> None:
        walk.act(self._hand.see(name))

    def _just_learn(self) -> None:
        """Read in the library before anybody is checked in, and ask for a person."""
        walk = self._walk(1)
        walk.settle()
        self._press(walk, self._words["welcome.learn"])
        self._take("36-just-learn")
        shelf = next(shelf for shelf in walk.content().library if shelf.pages)
        self._press(walk, f"library.{shelf.id}")
        self._take("37-a-shelf")
        self._press(walk, f"library.{shelf.pages[0]}")
        self._take("38-an-optional-page")
        self._press(walk, "shell.someone")
        self._take("39-i-need-someone-now")
        self._press(walk, "someone.go_on")
        self._press(walk, "shell.other")

    def _go_on_a_break(self) -> None:
        walk = self._walk(1)
        walk.go_until(lambda: walk.view is not None and walk.view.state.step == "page:key-risks")
        self._press(walk, "shell.break")
        self._take("28-take-a-break")
        self._press(walk, self._words["break.take"])
        self._take_moment("message")

    def _leave_one_unbegun(self) -> None:
        walk = self._walk(2)
        walk.go_until(lambda: walk.view is not None and type(self._kiosk.shell.shown) is WelcomeScreen)
        self._press(walk, "welcome.staff")

    def _go_the_whole_way(self) -> str:
        """Go from check-in to the seal; return the visit."""
        walk = self._walk(6, self._take_moment)
        walk.go_until(lambda: walk.view is not None and walk.view.state.step == FIGURE_PAGE)
        self._take_moment(walk.name())
        self._take_other_looks(walk)
        self._take_cover(walk)
        walk.go_until(lambda: walk.view is not None and walk.view.state.step == "decision")
        self._take_moment("decision")
        self._hand.press_named("shell.next")
        walk.settle()
        self._take("11c-decision-next-pressed-too-soon")
        with self._turned(walk):
            self._take("29-decision-portrait")
        walk.go_until(lambda: bool(walk.visit) and isinstance(self._kiosk.shell.shown, TodayScreen))
        self._take("15-staff-queue")
        walk.run()
        self._check_files(walk)
        return walk.visit

    def _check_files(self, walk: Walk) -> None:
        """Bring the sealed file to the desk, as it is and changed."""
        visit = walk.state().visit_id
        sealed = walk.fetch(lambda clinic: clinic.service.read_sealed(visit))
        self._press(walk, "today.check_file")
        self._take("40-check-a-document")
        with tempfile.TemporaryDirectory() as folder:
            good, changed = Path(folder) / "consent.pdf", Path(folder) / "consent, corrected.pdf"
            good.write_bytes(sealed)
            changed.write_bytes(sealed.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
            for path, name in ((good, "41-sealed-by-this-clinic"), (changed, "42-changed-after-it-was-sealed")):
                screen = self._kiosk.shell.shown
                if screen is not None:
                    screen.acted.emit(FilesGiven((str(path),)))
                walk.settle()
                self._take(name)
        self._press(walk, "check_file.back")

    def _renew_and_withdraw(self, visit: str) -> None:
        """Renew a sealed consent for a patient who cannot decide any more, and take it back."""
        script = Script(TREATMENT, seed=6, representative=True, interpreter=True, renew=True, withdraw=True)
        walk = Walk(self._kiosk, self._hand, script, shot=self._take_renewal)
        walk.visit = visit
        walk.run()

    # ------------------------------------------------------------ other looks

    @contextlib.contextmanager
    def _turned(self, walk: Walk) -> Iterator[None]:
        """Turn the tablet upright, and back."""
        self._kiosk.shell.resize(*PORTRAIT)
        walk.settle()
        yield
        self._kiosk.shell.resize(*SIZE)
        walk.settle()

    def _take_other_looks(self, walk: Walk) -> None:
        with self._turned(walk):
            self._take("17-portrait")
        words = self._words
        self._press(walk, "shell.display")
        self._take("30-display")
        self._choose_look(walk, words["aid.dark"])
        self._take("21-dark")
        self._press(walk, "shell.display")
        self._choose_look(walk, words["aid.contrast"], words["aid.size_4"])
        screen = self._kiosk.shell.shown
        parts = screen.parts() if screen is not None else 1
        for part in range(1, parts + 1):
            self._take(f"18-high-contrast-large-part-{part}")
            if part < parts:
                self._press(walk, "shell.next")
        self._press(walk, "shell.menu")
        self._press(walk, "menu.display")
        self._choose_look(walk, words["aid.light"], words["aid.size_1"])

    def _choose_look(self, walk: Walk, *names: str) -> None:
        """Choose in the sheet that is open, and close it."""
        for name in names:
            self._hand.press_named(name)
            walk.settle()
        self._press(walk, self._words["sheet.close"])

    def _take_cover(self, walk: Walk) -> None:
        """Let the time run out after which a page is covered."""
        for watch in self._kiosk.shell.findChildren(IdleWatch):
            if watch.watching:
                watch.asked.emit()
        walk.settle()
        self._take("20-privacy-screen")
        self._press(walk, self._words["cover.here"])


def run(out: Path) -> int:
    """Take the pictures, and say where they are. Pictures that are no longer taken are removed.

    Returns the exit code.

    Raises:
        OperatorError: a picture cannot be taken or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("[0-9][0-9]*.png"):
            old.unlink()
    except OSError as error:
        raise OperatorError("demo.not_written", folder=str(out)) from error
    clock = Clock()
    with (
        quiet_platform(),
        tempfile.TemporaryDirectory() as folder,
        demo_kiosk(Path(folder), Script(), clock=clock, size=SIZE) as kiosk,
    ):
        tour = Tour(kiosk, out, clock)
        tour.go()
    sys.stdout.write(f"{len(tour.taken)} pictures in {out}\n")
    return 0
