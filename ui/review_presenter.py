"""From a visit to its review at the desk: how it went, what is open, who has signed and who is next. Keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.i18n import Words, long_date, stamp
from kiosk.visit import (
    act_of,
    can_choose_again,
    may_sign,
    not_signed,
    signed_by,
    waiting_roles,
    waits_for_paper,
)
from ui.desk.review import (
    Applies,
    CheckLine,
    NextTask,
    OpenFact,
    OpenQuestion,
    ReviewData,
    Said,
    Signed,
    Signing,
)
from ui.presenter import Presenter

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.content import Content
    from kiosk.events import Act, Role, ScanSealed
    from kiosk.service import VisitView
    from kiosk.settings import ClinicSettings
    from kiosk.visit import Timed, VisitState
    from ui.widgets.chip import ChipKind

__all__ = ["ReviewPresenter", "is_open"]

TASKS: Final[dict[str, NextTask]] = {
    "visit.question_open": "answers",
    "visit.handed_over_open": "answers",
    "visit.paper_open": "paper",
    "visit.confirmation_open": "confirm",
    "visit.witness_open": "call",
    "visit.interpreter_open": "call",
    "visit.explainer_open": "explain",
    "visit.clinician_open": "sign",
    "visit.already_sealed": "print",
}
LEFT: Final[dict[NextTask, tuple[str, ChipKind]]] = {
    "answers": ("question", "attention"),
    "paper": ("document", "attention"),
    "confirm": ("tablet", "attention"),
    "call": ("people", "attention"),
    "explain": ("people", "attention"),
    "sign": ("pen", "attention"),
    "print": ("circlecheck", "ok"),
}
"""The icon and the colour of the chip that says what is left."""
BESIDE: Final[tuple[Role, ...]] = ("witness", "interpreter")
"""Who can be called to the tablet to sign. Who decides signs first, where the visit goes on."""
CALLED: Final[tuple[Role, ...]] = ("patient", "representative", *BESIDE)
"""Who can be called to sign a withdrawal; staff sign at the desk."""
EXCUSED: Final[frozenset[Act]] = frozenset({"refusal", "talk"})
"""What can be sealed without its interpreter, with the reason: what binds the patient to nothing."""
MEANINGS: Final[dict[Act, str]] = {"withdrawal": "document.meaning_clinician_withdrawal"}
"""What the clinician says with the signature, where it is not the usual sentence."""
TRIES: Final = ("review.try_1", "review.try_2")


def is_open(state: VisitState) -> bool:
    """Whether a question has no answer, or a fact is still to be gone over."""
    return bool(state.open_questions or state.open_checks)


@dataclass(frozen=True, slots=True)
class ReviewPresenter:
    """Puts one visit into words for staff. `patients` draws the patient's side of the same content."""

    content: Content
    settings: ClinicSettings
    words: Words
    patients: Presenter

    def review(self, view: VisitView, *, clinician: bool, error: str = "") -> ReviewData:
        """Return one visit in words: what was decided, what is open, what to do next.

        `clinician`: whether the one who is signed in can sign as the clinician.
        """
        state, words = view.state, self.words
        text = view.treatment.text[words.language]
        patient = state.opened.event.patient
        task: NextTask = TASKS.get(view.waits_for, "wait") if state.confirmed is not None else "wait"
        status = words[f"review.status_{task}"]
        sealed = state.document is not None
        withdrawing = state.withdrawn is not None and state.withdrawal is None
        if withdrawing:
            # A clinic's order may ask for the signature of who takes it back.
            task = "call" if view.turn in CALLED else "sign"
            status = words[f"review.status_{task}"]
        if sealed and is_open(state):
            task, status = "answers", words["review.status_after"]
        if task == "sign" and not clinician:
            task = "wait"
        # Only the newest of a chain can be taken back or renewed.
        consent = sealed and state.choice == "agree" and view.newest is None
        signing = self._signing(view, task, clinician=clinician)
        return ReviewData(
            words=words,
            visit_id=state.visit_id,
            name=patient.name,
            facts_line=self._facts_line(state),
            decision=text.decision[state.choice].restated if state.choice else "",
            status=status,
            next_task=task,
            facts=self._facts(view),
            questions=self._questions(view),
            checks=self._check_lines(view),
            checks_right=self._checks_right(view),
            reading=self._reading(view),
            values=self._values(view),
            lines=self._lines(view),
            applies=self._applies(view),
            said=self._said(view),
            signature=self._signature(state),
            signing=signing,
            left=self._left(view, withdrawing=withdrawing),
            notice=self._notice(view),
            paper=view.waits_for == "visit.paper_open" and waits_for_paper(state),
            can_choose_again=can_choose_again(state),
            sealed=sealed,
            can_close=not sealed and state.closed is None,
            can_withdraw=consent and state.withdrawn is None,
            # What the content does not have any more can be taken back, and nobody can agree to it again.
            can_renew=consent and state.withdrawn is None and not view.kept,
            represented=state.represented,
            error=error,
        )

    # ------------------------------------------------------------------ the head

    def _facts_line(self, state: VisitState) -> str:
        words, opened = self.words, state.opened.event
        patient = opened.patient
        born = long_date(patient.birth_date, words)
        parts = [words.say("review.facts_line", {"born": born, "record": patient.record_number})]
        names = {one.id: one.name for one in self.content.languages}
        parts.append(names.get(opened.language, opened.language))
        if state.display is not None and state.display.text_step != "1.0":
            parts.append(words.say("review.text_size", {"size": state.display.text_step}))
        if state.read_aloud_used:
            parts.append(words["review.read_aloud"])
        return " · ".join(parts)

    def _left(self, view: VisitView, *, withdrawing: bool) -> tuple[str, str, ChipKind] | None:
        """Return in a chip what is left to do, or that nothing is."""
        state, words = view.state, self.words
        if state.withdrawn is not None:
            return words["review.left_withdrawn"], "stop", "attention"
        if view.newest is not None:
            if view.newest.withdrawn is not None:
                return words["today.status_renewal_withdrawn"], "stop", "attention"
            return words["review.left_renewed"], "reread", "quiet"
        task = TASKS.get(view.waits_for) if state.confirmed is not None else None
        if task is None or task not in LEFT or withdrawing:
            return None
        icon, kind = LEFT[task]
        count = len(state.open_questions) + len(state.open_checks)
        key = f"review.left_{task}"
        if task == "answers" and count == 1:
            key = "review.left_one"
        if task == "call":
            key = f"review.left_{view.turn}"
        return words.say(key, {"count": count}), icon, kind

    def _notice(self, view: VisitView) -> str:
        found, taken = [], view.state.withdrawn
        if taken is not None:
            facts = {"when": self._moment(taken.at), "staff": taken.event.staff.name}
            found.append(self.words.say(f"review.withdrawn_{taken.event.by}", facts))
            renews = view.state.opened.event.renews
            if renews is not None:
                found.append(self.words.say("review.renews_withdrawn", {"document": renews.document_id}))
        found += self._renewed(view)
        if view.kept:
            found.append(self.words["review.treatment_gone"])
        return " ".join(found)

    def _renewed(self, view: VisitView) -> tuple[str, ...]:
        """Say what has taken the place of a consent, and whether that still stands."""
        newest = view.newest
        if newest is None or newest.document is None:
            return ()
        facts = {"renewed": self._day(newest.document.at), "document": newest.document.event.document_id}
        if newest.withdrawn is None:
            return (self.words.say("review.renewed", facts),)
        return (self.words.say("review.renewed_withdrawn", {**facts, "withdrawn": self._day(newest.withdrawn.at)}),)

    # ------------------------------------------------------------------ how it went

    def fact_name(self, fact: str) -> str:
        """Name a must-know fact. A sealed visit can be older than the content: one that is gone keeps its id."""
        known = self.content.must_know_texts[self.words.language].get(fact)
        return known.name if known else fact

    def _check_lines(self, view: VisitView) -> tuple[CheckLine, ...]:
        return tuple(self._check_line(view.state, fact) for fact in view.plan.must_know)

    def _check_line(self, state: VisitState, fact: str) -> CheckLine:
        """Return how the check of one fact went: right at which try, or over to the clinician."""
        words, name = self.words, self.fact_name(fact)
        tries = len(state.answers.get(fact, ()))
        if fact in state.handed_over:
            if fact in state.cleared:
                return CheckLine(name, words["review.cleared"], "check", "ok")
            return CheckLine(name, words["review.try_over"], "flag", "attention")
        if not state.answered_right(fact):
            return CheckLine(name, words["review.try_none"], "clock", "quiet")
        if tries == 1:
            return CheckLine(name, words[TRIES[0]], "check", "ok")
        result = words[TRIES[1]] if tries == len(TRIES) else words.say("review.try_many", {"count": tries})
        return CheckLine(name, result, "reread", "attention")

    def _checks_right(self, view: VisitView) -> str:
        facts = view.plan.must_know
        right = sum(view.state.answered_right(fact) for fact in facts)
        return self.words.say("review.checks_right", {"right": right, "count": len(facts)})

    def _reading(self, view: VisitView) -> tuple[tuple[str, str], ...]:
        """Return how long it took, what was read again, whether all was shown, scans, and the visit's number.

        The number is what `candor print blank --visit` and `candor scan --visit` ask for.
        """
        state, words = view.state, self.words
        number = ("tablet", words.say("review.visit_number", {"visit": state.visit_id}))
        scans = [("document", self._scan_line(one)) for one in state.scans]
        if state.identity is None:
            return (*scans, number)
        found = []
        if state.confirmed is not None:
            minutes = max(round((state.confirmed.at - state.identity.at).total_seconds() / 60), 1)
            key = {0: "review.minutes", 1: "review.minutes_break"}.get(state.breaks, "review.minutes_breaks")
            found.append(("clock", words.say(key, {"minutes": minutes, "breaks": state.breaks})))
        again = [self._subject(subject) for subject in state.rereads]
        if again:
            found.append(("reread", words.say("review.read_again", {"pages": ", ".join(f"“{one}”" for one in again)})))
        if not view.kept:
            shown = all(page in state.pages_shown for page in view.plan.pages)
            key = "review.all_shown" if shown else "review.not_all_shown"
            found.append(("circlecheck" if shown else "info", words[key]))
        return (*found, *scans, number)

    def _scan_line(self, scan: Timed[ScanSealed]) -> str:
        return self.words.say("review.scan", {"document": scan.event.document_id, "time": self._moment(scan.at)})

    def _subject(self, subject: str) -> str:
        """Name a page, or the fact whose page it was."""
        page = self.content.pages[self.words.language].get(subject)
        return page.title if page is not None else self.fact_name(subject)

    def _values(self, view: VisitView) -> tuple[tuple[str, str], ...]:
        labels = view.treatment.text[self.words.language].values
        rated = sorted(view.state.values.items(), key=lambda one: -one[1])
        return tuple(
            (labels.get(key, key), self.words.say("review.value_of", {"rating": rating})) for key, rating in rated
        )

    def _lines(self, view: VisitView) -> tuple[tuple[str, str], ...]:
        state, words = view.state, self.words
        opened = state.opened
        lines = [
            (words["review.line_treatment"], self.patients.treatment_name(opened.event, view)),
            (words["review.line_started"], self._moment(opened.at)),
            (words["review.line_staff"], opened.event.staff.name),
        ]
        person = opened.event.representative
        if person is not None:
            ground = words[f"authority.{person.basis}"]
            lines.append((words["review.line_representative"], f"{person.name} · {ground}"))
            if person.document_seen:
                lines.append((words["review.line_document_seen"], person.document_seen))
        if state.wishes is not None:
            lines.append((words["review.line_assent"], words[f"review.assent_{state.wishes.event.assent}"]))
            if state.wishes.event.wishes:
                lines.append((words["review.line_wishes"], state.wishes.event.wishes))
        if opened.event.renews is not None:
            lines.append((words["review.line_renews"], opened.event.renews.document_id))
        if state.electronic is not None:
            answer = "review.electronic_yes" if state.electronic.event.accepted else "review.electronic_no"
            lines.append((words["review.line_electronic"], words[answer]))
        if state.companion is not None and state.companion.kind != "none":
            lines.append((words[f"review.line_{state.companion.kind}"], state.companion.companion_name))
        lines += [(words["review.line_help"], self._moment(asked.at)) for asked in state.help_asked]
        for sealed, key in ((state.document, "review.line_document"), (state.withdrawal, "review.line_withdrawal")):
            if sealed is not None:
                lines.append((words["review.line_sealed"], self._moment(sealed.at)))
                lines.append((words[key], sealed.event.document_id))
        return tuple(lines)

    def _applies(self, view: VisitView) -> tuple[Applies, ...]:
        """Return what the patient said of conditions and medicines: yes and not sure first, then no."""
        texts = self.content.condition_texts[self.words.language]
        given = view.state.conditions
        order = ("yes", "unsure", "no")
        found = sorted(given.items(), key=lambda one: order.index(one[1]))
        return tuple(Applies(texts[key].short if key in texts else key, answer) for key, answer in found)

    # ------------------------------------------------------------------ what is open

    def _facts(self, view: VisitView) -> tuple[OpenFact, ...]:
        found = []
        for fact, given in view.state.handed_over.items():
            cleared = view.state.cleared.get(fact)
            tries = len(view.state.answers.get(fact, ()))
            key = "review.fact_wish" if given.event.by == "patient" else "review.fact_limit"
            detail = self.words.say(key, {"tries": tries})
            found.append(OpenFact(fact, self.fact_name(fact), detail, cleared.event.note if cleared else ""))
        return tuple(found)

    def _questions(self, view: VisitView) -> tuple[OpenQuestion, ...]:
        return tuple(
            OpenQuestion(one.id, self.patients.about(view, one.page), self.patients.question_text(one), one.answer)
            for one in view.state.questions.values()
        )

    def _said(self, view: VisitView) -> tuple[Said, ...]:
        """Return what the patient said in own words, and how staff rated it."""
        texts, state = self.content.teach_back[self.words.language], view.state
        found = []
        for fact, given in state.teach_backs.items():
            rated = state.teach_back_ratings.get(fact)
            text = texts.get(fact)
            found.append(
                Said(
                    must_know=fact,
                    title=self.fact_name(fact),
                    prompt=text.prompt if text else "",
                    text="" if given.event.spoken else given.event.text,
                    listen_for=text.listen_for if text else (),
                    rating=rated.event.rating if rated else None,
                    note=rated.event.note if rated else "",
                    fixed=rated is not None and state.document is not None,
                )
            )
        return tuple(found)

    # ------------------------------------------------------------------ who signs

    def _signature(self, state: VisitState) -> Signed | None:
        given = state.signature
        if given is None:
            return None
        line = f"{state.decider} · {self._moment(given.at)}"
        return Signed(line, given.event.ink, self.words[f"review.signed_{given.event.method}"])

    def _signing(self, view: VisitView, task: NextTask, *, clinician: bool) -> Signing | None:
        """Return who signs beside the patient and what is missing before; None where nobody does."""
        state, words, plan = view.state, self.words, view.plan
        act = act_of(state)
        order = [one.role for one in plan.signing.get(act, ())] if act is not None else []
        withdrawing = act == "withdrawal"
        done = state.withdrawal is not None if withdrawing else state.document is not None
        if act is None or state.confirmed is None:
            return None
        signed = self._signed(state, act)
        at_desk = "clinician" in order
        waiting = waiting_roles(state, plan)
        unsigned = self._unsigned(state, act)
        if not (at_desk or signed or waiting or unsigned):
            return None
        why = ""
        if not done and view.waits_for not in {"", "visit.clinician_open"}:
            why = self._why_not(view, "call" if withdrawing else task)
        elif not done and at_desk and not clinician:
            why = words["review.needs_clinician"]
        called = CALLED if withdrawing else BESIDE
        calls = [
            role for role in called if may_sign(state, plan, role) and (role in waiting or _takes_back(state, role))
        ]
        return Signing(
            title=words["review.signing_withdrawal" if withdrawing else "review.signing"],
            meaning=words[MEANINGS.get(act, "document.meaning_clinician")] if at_desk else "",
            signed=signed,
            why_not=why,
            by_clinician=at_desk and clinician,
            explainer=not done and may_sign(state, plan, "explainer"),
            calls=() if done else tuple(calls),
            excused=tuple(role for role in waiting if role == "interpreter" and act in EXCUSED and not done),
            unsigned=unsigned,
            done=done,
        )

    def _why_not(self, view: VisitView, task: NextTask) -> str:
        state, words = view.state, self.words
        if task == "answers":
            count = len(state.open_questions) + len(state.open_checks)
            return words.say("review.why_one" if count == 1 else "review.why_many", {"count": count})
        if task in {"call", "explain"}:
            return words[f"review.why_{view.turn}"]
        return words[{"paper": "review.why_paper", "confirm": "review.why_confirm"}.get(task, "review.why_wait")]

    def _signed(self, state: VisitState, act: Act) -> tuple[tuple[str, str], ...]:
        """Return who has signed beside the one who decides, in the order they did."""
        found = [
            (self.words[f"signer.{one.event.role}"], f"{one.event.signer_name} · {self._moment(one.at)}")
            for one in state.role_signatures
            if one.event.act == act
        ]
        given = state.signature
        if given is not None and given.event.witness_name and "witness" in signed_by(state, act):
            line = f"{given.event.witness_name} · {self._moment(given.at)}"
            found.insert(0, (self.words["signer.witness"], line))
        return tuple(found)

    def _unsigned(self, state: VisitState, act: Act) -> tuple[tuple[str, str, str], ...]:
        """Return who could not sign, why, and who noted it when."""
        words = self.words
        return tuple(
            (
                words[f"signer.{one.event.role}"],
                one.event.reason,
                words.say("document.by_at", {"staff": one.event.staff.name, "time": self._moment(one.at)}),
            )
            for one in not_signed(state, act)
        )

    def _day(self, at: datetime) -> str:
        return long_date(at.astimezone(self.settings.zone).date(), self.words)

    def _moment(self, at: datetime) -> str:
        return stamp(at, self.settings.zone, self.words)


def _takes_back(state: VisitState, role: Role) -> bool:
    """Whether this is who took the consent back: they may sign that, and do not have to."""
    return state.withdrawn is not None and role == state.withdrawn.event.by
