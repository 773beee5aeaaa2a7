"""From visits to what staff see at the desk: the rows of the list, and one visit in words. Keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kiosk.i18n import Words, clock_time, long_date, stamp
from kiosk.service import IDENTITY_METHODS
from kiosk.visit import waits_for_paper
from ui.desk.check_in import CheckInData
from ui.desk.paper import PaperData
from ui.desk.review import Applies, NextTask, OpenFact, OpenQuestion, ReviewData, Said
from ui.desk.today import RowAction, TodayRow
from ui.presenter import Presenter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from kiosk.content import Content, Treatment
    from kiosk.service import VisitView
    from kiosk.settings import ClinicSettings
    from kiosk.visit import VisitState
    from ui.widgets.chip import ChipKind

__all__ = ["DeskPresenter"]

SEALED: dict[str, tuple[str, str, ChipKind, RowAction]] = {
    "consent": ("today.status_sealed", "circlecheck", "ok", "print"),
    "refusal": ("today.status_declined", "document", "quiet", "view"),
    "summary": ("today.status_talk", "question", "flag", "view"),
}
WAITS: dict[str, tuple[str, str, ChipKind]] = {
    "visit.question_open": ("today.status_questions", "question", "flag"),
    "visit.handed_over_open": ("today.status_questions", "flag", "flag"),
    "visit.paper_open": ("today.status_paper", "document", "attention"),
    "visit.confirmation_open": ("today.status_confirm", "tablet", "attention"),
    "": ("today.status_unsealed", "alert", "attention"),
}
TASKS: dict[str, NextTask] = {
    "visit.question_open": "answers",
    "visit.handed_over_open": "answers",
    "visit.paper_open": "paper",
    "visit.confirmation_open": "confirm",
    "visit.already_sealed": "print",
}


class Status(NamedTuple):
    """How far a visit is, and what staff can do about it."""

    text: str
    icon: str
    kind: ChipKind
    action: RowAction
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class DeskPresenter:
    """Puts visits into words for staff. `patients` draws the patient's side of the same content."""

    content: Content
    settings: ClinicSettings
    words: Words
    patients: Presenter

    # ------------------------------------------------------------------ the list

    def rows(self, visits: Sequence[tuple[VisitState, VisitView | None]], today: date) -> tuple[TodayRow, ...]:
        """Return the list. A visit comes without a view if it began with other content than the kiosk has now.

        Exactly one row, the first that waits for staff, asks to be done first.
        """
        states = [(state, self._status(state, view)) for state, view in visits]
        first = next((state.visit_id for state, status in states if status.urgent), "")
        return tuple(self._row(state, status, today, first) for state, status in states)

    def _row(self, state: VisitState, status: Status, today: date, first: str) -> TodayRow:
        opened = state.opened
        patient = opened.event.patient
        begun = opened.at.astimezone(self.settings.zone).date()
        month = self.words[f"date.month_{begun.month}"]
        return TodayRow(
            visit_id=state.visit_id,
            time=clock_time(opened.at, self.settings.zone)
            if begun == today
            else self.words.say("date.day", {"day": begun.day, "month": month}),
            name=patient.name,
            born=self.words.say("today.born", {"date": long_date(patient.birth_date, self.words)}),
            treatment=self.patients.treatment_name(opened.event),
            status=status.text,
            status_icon=status.icon,
            status_kind=status.kind,
            questions=len(state.open_questions) + len(state.open_checks),
            checks=self._checks(state),
            action=status.action,
            first=state.visit_id == first,
        )

    def _status(self, state: VisitState, view: VisitView | None) -> Status:
        words = self.words
        if state.document is not None:
            key, icon, kind, action = SEALED[state.document.event.kind]
            if _is_open(state):
                # Sealed all the same, but the patient was told that somebody goes over it.
                action = "review"
            return Status(words[key], icon, kind, action)
        if state.closed is not None:
            return Status(words["today.status_closed"], "stop", "quiet", "view")
        if view is None:
            return Status(words["today.status_other_content"], "alert", "attention", "view", urgent=True)
        if state.identity is None:
            return Status(words["today.status_not_started"], "clock", "quiet", "start")
        if state.step in {"done", "reconfirm"}:
            key, icon, kind = WAITS.get(view.waits_for, WAITS["visit.confirmation_open"])
            return Status(words[key], icon, kind, "review", urgent=True)
        if state.on_break:
            return Status(words["today.status_break"], "pause", "accent", "resume")
        section = view.plan.progress(view.plan.step(state.step))
        names = view.treatment.text[words.language].sections
        return Status(
            words.say("today.status_reading", {"section": names[section.sections[section.index]]}),
            "tablet",
            "accent",
            "resume",
        )

    def _checks(self, state: VisitState) -> str:
        opened = state.opened.event
        try:
            facts = self.content.treatments[opened.treatment].variant(opened.reason, opened.route).must_know
        except KeyError:
            facts = ()
        if not facts or not state.answers:
            return self.words["today.no_checks"]
        right = sum(state.answered_right(fact.id) for fact in facts)
        return self.words.say("today.checks_of", {"right": right, "count": len(facts)})

    # ------------------------------------------------------------------ check-in

    def check_in(self, today: date) -> CheckInData:
        """Return what the check-in form offers."""
        language = self.words.language
        treatments = self.content.treatments.values()
        reasons = self.content.reasons[language]
        return CheckInData(
            words=self.words,
            treatments=tuple((one.id, one.text[language].short_name) for one in treatments),
            reasons={one.id: tuple((reason, reasons[reason].label) for reason in one.reasons) for one in treatments},
            routes={one.id: tuple((route, self._route_name(one, route)) for route in one.routes) for one in treatments},
            languages=tuple((one.id, one.name) for one in self.content.languages),
            identity_methods=tuple((key, self.words[f"identity_method.{key}"]) for key in IDENTITY_METHODS),
            months=tuple(self.words[f"date.month_{number}"] for number in range(1, 13)),
            today=today,
        )

    def _route_name(self, treatment: Treatment, route: str) -> str:
        return treatment.text[self.words.language].routes.get(route) or self.words[f"document.route_{route}"]

    # ------------------------------------------------------------------ one visit

    def review(self, view: VisitView, error: str = "") -> ReviewData:
        """Return one visit in words: what was decided, what is open, what to do next."""
        state, words = view.state, self.words
        text = view.treatment.text[words.language]
        patient = state.opened.event.patient
        task: NextTask = TASKS.get(view.waits_for, "wait") if state.confirmed is not None else "wait"
        status = words[f"review.status_{task}"]
        sealed = state.document is not None
        if sealed and _is_open(state):
            task, status = "answers", words["review.status_after"]
        born = long_date(patient.birth_date, words)
        return ReviewData(
            words=words,
            visit_id=state.visit_id,
            name=patient.name,
            facts_line=words.say("review.facts_line", {"born": born, "record": patient.record_number}),
            decision=text.decision[state.choice].restated if state.choice else "",
            status=status,
            next_task=task,
            facts=self._facts(view),
            applies=self._applies(view),
            said=self._said(view),
            questions=self._questions(view),
            lines=self._lines(view),
            paper=view.waits_for == "visit.paper_open" and waits_for_paper(state),
            can_choose_again=waits_for_paper(state),
            sealed=sealed,
            can_close=not sealed and state.closed is None,
            error=error,
        )

    def _fact_name(self, fact: str) -> str:
        """Name a must-know fact. A sealed visit can be older than the content: one that is gone keeps its id."""
        known = self.content.must_know_texts[self.words.language].get(fact)
        return known.name if known else fact

    def _applies(self, view: VisitView) -> tuple[Applies, ...]:
        """Return what the patient said of conditions and medicines: yes and not sure first, then no."""
        texts = self.content.condition_texts[self.words.language]
        given = view.state.conditions
        order = ("yes", "unsure", "no")
        found = sorted(given.items(), key=lambda one: order.index(one[1]))
        return tuple(Applies(texts[key].short if key in texts else key, answer) for key, answer in found)

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
                    title=self._fact_name(fact),
                    prompt=text.prompt if text else "",
                    text="" if given.event.spoken else given.event.text,
                    listen_for=text.listen_for if text else (),
                    rating=rated.event.rating if rated else None,
                    note=rated.event.note if rated else "",
                    fixed=rated is not None and state.document is not None,
                )
            )
        return tuple(found)

    def _facts(self, view: VisitView) -> tuple[OpenFact, ...]:
        found = []
        for fact, given in view.state.handed_over.items():
            cleared = view.state.cleared.get(fact)
            tries = len(view.state.answers.get(fact, ()))
            key = "review.fact_wish" if given.event.by == "patient" else "review.fact_limit"
            detail = self.words.say(key, {"tries": tries})
            found.append(OpenFact(fact, self._fact_name(fact), detail, cleared.event.note if cleared else ""))
        return tuple(found)

    def _questions(self, view: VisitView) -> tuple[OpenQuestion, ...]:
        return tuple(
            OpenQuestion(one.id, self.patients.about(view, one.page), self.patients.question_text(one), one.answer)
            for one in view.state.questions.values()
        )

    def _lines(self, view: VisitView) -> tuple[tuple[str, str], ...]:
        state, words = view.state, self.words
        opened = state.opened
        lines = [
            (words["review.line_treatment"], self.patients.treatment_name(opened.event)),
            (words["review.line_started"], self._moment(opened.at)),
            (words["review.line_staff"], opened.event.staff.name),
            (words["review.line_checks"], self._checks(state)),
        ]
        if state.companion is not None and state.companion.kind != "none":
            lines.append((words[f"review.line_{state.companion.kind}"], state.companion.companion_name))
        lines += [(words["review.line_help"], self._moment(asked.at)) for asked in state.help_asked]
        if state.document is not None:
            lines.append((words["review.line_sealed"], self._moment(state.document.at)))
            lines.append((words["review.line_document"], state.document.event.document_id))
        return tuple(lines)

    def _moment(self, at: datetime) -> str:
        return stamp(at, self.settings.zone, self.words)

    def paper(self, view: VisitView, error: str = "") -> PaperData:
        """Return what the page for signing on paper says."""
        state = view.state
        printed = clock_time(state.paper_printed.at, self.settings.zone) if state.paper_printed else ""
        return PaperData(self.words, state.visit_id, state.opened.event.patient.name, printed, error)


def _is_open(state: VisitState) -> bool:
    """Whether a question has no answer, or a fact is still to be gone over."""
    return bool(state.open_questions or state.open_checks)
