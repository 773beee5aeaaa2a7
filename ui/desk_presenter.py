"""From visits to what staff see at the desk: the rows of the list, and one visit in words. Keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, get_args

from kiosk.events import AuthorityBasis
from kiosk.i18n import Words, clock_time, long_date
from kiosk.service import IDENTITY_METHODS
from ui.desk.check_in import CheckInData, CheckInDraft
from ui.desk.not_signed import NotSignedData
from ui.desk.paper import PaperData
from ui.desk.print_choice import PrintChoiceData
from ui.desk.review import ReviewData
from ui.desk.staff_sign import StaffRole, StaffSignData
from ui.desk.today import RowAction, TodayRow
from ui.desk.withdraw import WithdrawData
from ui.presenter import Presenter
from ui.review_presenter import ReviewPresenter, is_open

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from kiosk.content import Content, Treatment
    from kiosk.events import Role
    from kiosk.service import VisitView
    from kiosk.settings import ClinicSettings
    from kiosk.staff import Account
    from kiosk.visit import VisitState
    from ui.widgets.chip import ChipKind

__all__ = ["BASES", "DeskPresenter"]

SEALED: dict[str, tuple[str, str, ChipKind, RowAction]] = {
    "consent": ("today.status_signed_by_both", "circlecheck", "ok", "print"),
    "renewal": ("today.status_renewal", "circlecheck", "ok", "print"),
    "refusal": ("today.status_declined", "document", "quiet", "view"),
    "summary": ("today.status_talk", "question", "flag", "view"),
}
WAITS: dict[str, tuple[str, str, ChipKind]] = {
    "visit.question_open": ("today.status_questions", "question", "flag"),
    "visit.handed_over_open": ("today.status_questions", "flag", "flag"),
    "visit.paper_open": ("today.status_paper", "document", "attention"),
    "visit.confirmation_open": ("today.status_confirm", "tablet", "attention"),
    "visit.witness_open": ("today.status_witness", "people", "attention"),
    "visit.interpreter_open": ("today.status_interpreter", "people", "attention"),
    "visit.explainer_open": ("today.status_explainer", "people", "attention"),
    "visit.clinician_open": ("today.status_clinician", "pen", "attention"),
    "": ("today.status_unsealed", "alert", "attention"),
}
BASES: tuple[AuthorityBasis, ...] = get_args(AuthorityBasis)
NOTHING_TYPED = CheckInDraft()
AT_DESK = ("done", "reconfirm")
"""Steps at which a visit waits for staff, as it does while somebody beside the patient signs."""
COSIGN = "cosign:"


class Status(NamedTuple):
    """How far a visit is, and what staff can do about it. `rank` sorts the list: 0 needs staff, 4 is over."""

    text: str
    icon: str
    kind: ChipKind
    action: RowAction
    rank: int

    @property
    def urgent(self) -> bool:
        """Whether it waits for staff."""
        return self.rank <= 0


@dataclass(frozen=True, slots=True)
class DeskPresenter:
    """Puts visits into words for staff. `patients` draws the patient's side of the same content."""

    content: Content
    settings: ClinicSettings
    words: Words
    patients: Presenter

    # ------------------------------------------------------------------ the list

    def rows(
        self,
        visits: Sequence[tuple[VisitState, VisitView | None]],
        today: date,
        renewed: frozenset[str] = frozenset(),
        ended: frozenset[str] = frozenset(),
        calls: Collection[str] = (),
    ) -> tuple[TodayRow, ...]:
        """Return the list, what needs staff first.

        `renewed` are the visits whose consent has a newer one, `ended` those of them whose newest one was taken back.
        A visit comes without a view if it began with other content than the kiosk has now. Those whose ids are `calls`,
        because their patients asked for a person, stand first. Exactly one row, the first that waits for staff, asks to
        be done first.
        """
        states = [(state, self._status(state, view, renewed, ended)) for state, view in visits]
        states = [(state, self._called(status) if state.visit_id in calls else status) for state, status in states]
        states.sort(key=lambda one: one[1].rank)
        first = next((state.visit_id for state, status in states if status.urgent), "")
        views = {state.visit_id: view for state, view in visits}
        return tuple(self._row(state, views[state.visit_id], status, today, first) for state, status in states)

    def _row(self, state: VisitState, view: VisitView | None, status: Status, today: date, first: str) -> TodayRow:
        opened = state.opened
        patient = opened.event.patient
        begun = opened.at.astimezone(self.settings.zone).date()
        if begun == today:
            time = clock_time(opened.at, self.settings.zone)
        elif begun.year == today.year:
            time = self.words.say("date.day", {"day": begun.day, "month": self.words[f"date.month_{begun.month}"]})
        else:
            # Records are kept for years.
            time = long_date(begun, self.words)
        return TodayRow(
            visit_id=state.visit_id,
            time=time,
            name=patient.name,
            born=self.words.say("today.born", {"date": long_date(patient.birth_date, self.words)}),
            treatment=self.patients.treatment_name(opened.event, view),
            status=status.text,
            status_icon=status.icon,
            status_kind=status.kind,
            questions=len(state.open_questions) + len(state.open_checks),
            checks=self._checks(state, view),
            action=status.action,
            first=state.visit_id == first,
        )

    def _called(self, status: Status) -> Status:
        """Return that somebody is needed. All there is to do ends the call, but for a start, which notes nothing."""
        action: RowAction = "review" if status.action == "start" else status.action
        return Status(self.words["today.status_help"], "people", "attention", action, -1)

    def _status(
        self, state: VisitState, view: VisitView | None, renewed: frozenset[str], ended: frozenset[str]
    ) -> Status:
        words = self.words
        if state.withdrawn is not None:
            if state.withdrawal is None:
                return Status(words["today.status_withdrawn_open"], "stop", "attention", "review", 0)
            return Status(words["today.status_withdrawn"], "stop", "quiet", "view", 4)
        if state.document is not None:
            return self._sealed_status(state, renewed, ended)
        if state.closed is not None:
            return Status(words["today.status_closed"], "stop", "quiet", "view", 4)
        if view is None:
            return Status(words["today.status_other_content"], "alert", "attention", "view", 0)
        if state.identity is None:
            return Status(words["today.status_not_started"], "clock", "quiet", "start", 3)
        if state.step in AT_DESK or state.step.startswith(COSIGN):
            key, icon, kind = WAITS.get(view.waits_for, WAITS["visit.confirmation_open"])
            return Status(words[key], icon, kind, "review", 0)
        if state.on_break:
            return Status(words["today.status_break"], "pause", "accent", "resume", 2)
        section = view.plan.progress(view.plan.step(state.step))
        names = view.treatment.text[words.language].sections
        text = words.say("today.status_reading", {"section": names[section.sections[section.index]]})
        return Status(text, "tablet", "accent", "resume", 2)

    def _sealed_status(self, state: VisitState, renewed: frozenset[str], ended: frozenset[str]) -> Status:
        if state.document is None:
            raise ValueError("nothing is sealed")
        key, icon, kind, action = SEALED[state.document.event.kind]
        if state.visit_id in ended:
            key, icon, kind = "today.status_renewal_withdrawn", "stop", "quiet"
        elif state.visit_id in renewed:
            key, icon, kind = "today.status_renewed", "reread", "quiet"
        elif key == "today.status_signed_by_both" and not state.role_signatures:
            # Sealed by a program that did not ask the clinician to sign.
            key = "today.status_sealed"
        if is_open(state):
            # Sealed all the same, but the patient was told that somebody goes over it.
            return Status(self.words[key], icon, kind, "review", 1)
        return Status(self.words[key], icon, kind, action, 4)

    def _checks(self, state: VisitState, view: VisitView | None) -> str:
        """Return how many of the visit's own checks were answered right: a renewal asks fewer."""
        facts = () if view is None else tuple(view.plan.must_know)
        if not facts or not state.answers:
            return self.words["today.no_checks"]
        right = sum(map(state.answered_right, facts))
        return self.words.say("today.checks_of", {"right": right, "count": len(facts)})

    # ------------------------------------------------------------------ check-in

    def check_in(self, today: date, draft: CheckInDraft = NOTHING_TYPED) -> CheckInData:
        """Return what the check-in form offers; a draft of a renewal says which consent is renewed."""
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
            bases=tuple((key, self.words[f"authority.{key}"]) for key in BASES),
            renews=draft.renews,
            renewed=draft.renewed,
        )

    def renewal(self, state: VisitState) -> CheckInDraft:
        """Return the form to check a patient in again for an earlier consent: same patient, same treatment."""
        opened = state.opened.event
        patient, born = opened.patient, opened.patient.birth_date
        words, document = self.words, state.document
        facts = {"born": long_date(born, words), "record": patient.record_number}
        lines = [patient.name, words.say("review.facts_line", facts), self.patients.treatment_name(opened)]
        if document is not None:
            sealed = long_date(document.at.astimezone(self.settings.zone).date(), words)
            lines.append(words.say("check_in.renews", {"document": document.event.document_id, "date": sealed}))
        return CheckInDraft(
            name=patient.name,
            day=str(born.day),
            month=str(born.month),
            year=str(born.year),
            record_number=patient.record_number,
            treatment=opened.treatment,
            reason=opened.reason,
            route=opened.route,
            language=opened.language,
            renews=state.visit_id,
            renewed=tuple(lines),
        )

    def _route_name(self, treatment: Treatment, route: str) -> str:
        return treatment.text[self.words.language].routes.get(route) or self.words[f"document.route_{route}"]

    # ------------------------------------------------------------------ one visit

    @property
    def reviews(self) -> ReviewPresenter:
        """What puts one visit into words."""
        return ReviewPresenter(self.content, self.settings, self.words, self.patients)

    def review(self, view: VisitView, role: str, error: str = "") -> ReviewData:
        """Return one visit in words, for a member of staff with a role."""
        return self.reviews.review(view, clinician=role == "clinician", error=error)

    def paper(self, view: VisitView, error: str = "") -> PaperData:
        """Return what the page for signing on paper says."""
        state = view.state
        printed = clock_time(state.paper_printed.at, self.settings.zone) if state.paper_printed else ""
        return PaperData(self.words, state.visit_id, state.opened.event.patient.name, printed, error)

    def staff_sign(
        self, view: VisitView, role: StaffRole, meaning: str, account: Account, now: datetime, demo_pin: str
    ) -> StaffSignData:
        """Return what a member of staff reads before signing: what is signed, with which meaning, and as whom."""
        state, words = view.state, self.words
        act = "withdrawal" if state.withdrawn is not None else "consent"
        treatment = self.patients.treatment_name(state.opened.event, view)
        facts = {"name": state.opened.event.patient.name, "treatment": treatment}
        return StaffSignData(
            words=words,
            visit_id=state.visit_id,
            role=role,
            about=words.say(f"staff_sign.about_{act}", facts),
            meaning=meaning,
            name=account.name,
            staff_role=words[f"role.{account.role}"],
            date=long_date(now.astimezone(self.settings.zone).date(), words),
            seals=role == "clinician",
            demo_pin=demo_pin,
        )

    def not_signed(self, view: VisitView, role: Role) -> NotSignedData:
        """Return what the page says on which staff note why somebody cannot sign."""
        state, words = view.state, self.words
        opened, companion = state.opened.event, state.companion
        decided = view.treatment.text[words.language].decision[state.choice].restated if state.choice else ""
        about = f"{self.patients.treatment_name(opened, view)} · {decided}"
        facts = {"role": words[f"signer.{role}"], "name": companion.companion_name if companion is not None else ""}
        signer = words.say("not_signed.signer", facts)
        return NotSignedData(words, state.visit_id, role, opened.patient.name, about, signer)

    def withdraw(self, view: VisitView) -> WithdrawData:
        """Return what the page for taking a consent back says."""
        state, words = view.state, self.words
        opened, document = state.opened.event, state.document
        sealed = {"document": "", "date": ""}
        if document is not None:
            day = long_date(document.at.astimezone(self.settings.zone).date(), words)
            sealed = {"document": document.event.document_id, "date": day}
        return WithdrawData(
            words=words,
            visit_id=state.visit_id,
            patient=opened.patient.name,
            about=self.patients.treatment_name(opened, view),
            document=words.say("withdraw.document", sealed),
            representative=opened.representative.name if opened.representative is not None else "",
        )

    def print_choice(self, view: VisitView, kinds: Sequence[str], *, listed: bool = False) -> PrintChoiceData:
        """Return what can be printed of a visit, in words; `listed` if it is asked for in the list."""
        words, state = self.words, view.state
        named = tuple((key, words[f"print_choice.{key}"], words[f"print_choice.{key}_for"]) for key in kinds)
        return PrintChoiceData(words, state.visit_id, state.opened.event.patient.name, named, listed)
