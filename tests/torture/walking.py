"""The processes that are killed: a demo walk, in the real window or on the service alone. They say what is confirmed.

    python -m tests.torture.walking window DATA OUT SEED     one visit by `candor demo`, taken up where it was left
    python -m tests.torture.walking service DATA SEED        visit after visit on the service, until somebody ends it
    python -m tests.torture.walking setup DATA SEED          makes a demo clinic; says one line before

Each line on standard output was true in the vault before it was written, and is flushed at once; `tests.kiosk.said` has
the words.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from kiosk import events as e
from kiosk.clinic import DEMO_PIN, OpenClinic, open_demo
from kiosk.document import form_digest
from kiosk.service import CheckIn, KioskService, VisitView, sign_as_staff, utc_now
from kiosk.staff import StaffBook
from kiosk.vault import KdfParameters
from kiosk.visit import (
    AnswerCheck,
    AnswerCondition,
    AnswerElectronicRecord,
    Command,
    ConfirmIdentity,
    GiveTeachBack,
    GoBack,
    GoNext,
    MakeDecision,
    RateValue,
    RecordCompanion,
    ShowForm,
    ShowPart,
    Sign,
    choice_order,
)
from tests.kiosk.said import said_of
from tests.kiosk.visits import scribble

__all__ = ["CHEAP", "countersign", "walk_on"]

CHEAP = KdfParameters(1, 8, 1)
STAFF = e.Actor(kind="staff", id="s1", name="Priya Raman")


def say(lines: Iterable[str]) -> None:
    """Write lines and hand them to the system at once."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def walk_on(service: KioskService, seed: int, say: Callable[[Iterable[str]], None] = say) -> None:
    """Take up the visit that is not over, or begin one, and walk it to its seal by the service's commands.

    `say` gets the lines of what the vault has, after each command.
    """
    rng = random.Random(seed)
    open_visits = [state.visit_id for state in service.visits() if state.document is None]
    if open_visits:
        view = service.view(open_visits[-1])
    else:
        form = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")
        view = service.check_in(form, STAFF)
    told = 0
    while True:
        lines = said_of(service.store.events(view.state.visit_id))
        # A visit that is taken up begins with the page it stands at; what happened before was said before.
        say(lines[told:] if told else [lines[0], f"shown {view.state.step} 0"])
        told = len(lines)
        if view.state.document is not None:
            return
        view = _step(service, view, rng)


def _step(service: KioskService, view: VisitView, rng: random.Random) -> VisitView:
    """Do one thing at the step that a visit stands at."""
    visit = view.state.visit_id
    if view.state.step == "done":
        return service.seal(visit) if view.turn is None else countersign(service, visit)
    for command in _commands(service, view, rng):
        view = service.submit(visit, command)
    return view


def countersign(service: KioskService, visit: str) -> VisitView:
    """Let the demo's clinician sign, which seals the document."""
    book = StaffBook(service.store, new_id=lambda: "unused")
    doctor = next(account for account in book.accounts() if account.role == "clinician")
    return sign_as_staff(service, book, visit, doctor.id, DEMO_PIN, "clinician")


def _commands(service: KioskService, view: VisitView, rng: random.Random) -> Iterable[Command]:
    state = view.state
    kind, _, subject = state.step.partition(":")
    page = view.plan.page_of(view.plan.step(state.step))
    if kind in {"page", "why"} and (page, 2) not in state.parts:
        return (ShowPart(page, 1, 2),)
    if kind == "check" and not state.settled(subject):
        return (_answer(service, view, subject),)
    if kind == "sign":
        return _signing(service, view)
    if kind == "page" and rng.random() < 0.15:
        return (GoBack(),)
    first: dict[str, tuple[Command, ...]] = {
        "identity": (ConfirmIdentity(confirmed=True),),
        "companion": (RecordCompanion("none"),),
        "conditions": tuple(_asked(view, rng)),
        "page": (ShowPart(page, 2, 2),),
        "why": (ShowPart(page, 2, 2),),
        "teach_back": (GiveTeachBack(subject, f"My words, {rng.randint(1, 99)}."),),
        "values": tuple(RateValue(value, rng.randint(1, 5)) for value in view.plan.values),
        "decision": (MakeDecision("agree"),),
        "record": (AnswerElectronicRecord(accepted=True),),
    }
    return (*first.get(kind, ()), GoNext())


def _asked(view: VisitView, rng: random.Random) -> Iterable[AnswerCondition]:
    """Answer what was not answered yet; a few things apply, and lead to their pages."""
    answers: tuple[Literal["yes", "no", "unsure"], ...] = ("no", "no", "no", "no", "yes", "unsure")
    left = [condition for condition in view.plan.conditions if condition not in view.state.conditions]
    return (AnswerCondition(condition, rng.choice(answers)) for condition in left)


def _answer(service: KioskService, view: VisitView, fact: str) -> AnswerCheck:
    state = view.state
    items = view.plan.must_know[fact].items
    item = service.content.checks["en"][items[len(state.answers.get(fact, ())) % len(items)]]
    order = choice_order(state.opened.event.order_seed, item.id, tuple(choice.id for choice in item.choices))
    return AnswerCheck(fact, item.id, next(choice.id for choice in item.choices if choice.right), True, order)


def _signing(service: KioskService, view: VisitView) -> Iterable[Command]:
    digest = form_digest(service.form(view.state.visit_id))
    meaning = view.treatment.text["en"].meaning["agree"]
    return ShowForm(digest), Sign("ink", meaning, digest, ink=scribble())


def _service(folder: Path, seed: int) -> None:
    clinic: OpenClinic = open_demo(folder, clock=utc_now, kdf=CHEAP)
    for number in itertools.count(seed):
        walk_on(clinic.service, number)


def _window(data: Path, out: Path, seed: int) -> int:
    from ui.demo import run
    from ui.script import Script

    return run(out, Script(seed=seed), data=data)


def main(arguments: list[str]) -> int:
    """Walk as the first argument says."""
    match arguments:
        case ["window", data, out, seed]:
            return _window(Path(data), Path(out), int(seed))
        case ["service", data, seed]:
            _service(Path(data), int(seed))
        case ["setup", data, _]:
            say(["begins"])
            open_demo(Path(data), clock=utc_now).close()
            return 0
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
