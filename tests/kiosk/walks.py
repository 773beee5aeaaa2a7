"""A small treatment, its plan, and a patient who walks through it: what the visit's tests stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from kiosk import events as e
from kiosk.content import Condition, MustKnow, Section, Signer, Treatment
from kiosk.flow import Plan, build_plan
from kiosk.visit import (
    AnswerCheck,
    AnswerCondition,
    AnswerElectronicRecord,
    Command,
    ConfirmIdentity,
    GiveTeachBack,
    GoNext,
    MakeDecision,
    RecordCompanion,
    RecordWishes,
    ShowForm,
    ShowPart,
    Sign,
    SignAs,
    VisitState,
    choice_order,
    decide,
    evolve,
)

START = datetime(2026, 5, 12, 14, 0, tzinfo=UTC)
STAFF = e.Actor(kind="staff", id="s1", name="Priya Raman")
DOCTOR = e.Actor(kind="staff", id="s2", name="Dr Amara Osei")
FORM = "f" * 64
INK = e.Ink(
    strokes=(e.Stroke(x=(0.1, 0.4, 0.2), y=(0.1, 0.2, 0.3), t=(0, 30, 60), pressure=(0.5, 0.6, 0.5)),), aspect=0.5
)
DECIDERS: tuple[e.Role, ...] = ("patient", "representative")
IN_INK = (
    Signer("patient", "unless_represented"),
    Signer("representative", "represented"),
    Signer("witness", "marked", DECIDERS),
    Signer("interpreter", "interpreted", DECIDERS),
    Signer("explainer", "wanted", DECIDERS),
    Signer("clinician", "always", (*DECIDERS, "witness", "interpreter", "explainer")),
)
SIGNING: dict[e.Act, tuple[Signer, ...]] = {
    "agreement": IN_INK,
    "refusal": (Signer("interpreter", "interpreted"),),
    "talk": (),
    "withdrawal": (
        Signer("patient", "wanted"),
        Signer("representative", "wanted"),
        Signer("clinician", "always", DECIDERS),
    ),
    "renewal": IN_INK,
}
"""The order of signing that the treatments of the program have."""
REPRESENTATIVE = e.Representative(
    name="Ana Delgado",
    basis="health_care_agent",
    relation="Daughter",
    document_seen="Health care proxy of 3 May 2024",
    identity_method="photo_id",
)
INTERPRETER = e.InterpreterDetails("HI-20114", "Spanish", "in_person", "qualified")

CONDITIONS = {
    "psychosis": Condition("psychosis", "mind", "why-mind", ()),
    "heart": Condition("heart", "heart", "why-heart", ()),
    "worry": Condition("worry", "mind", "why-mind", ()),
    "falls": Condition("falls", "body", "risks-page", ()),
    "other": Condition("other", "life", "why-other", ()),
}
"""What the small content can ask about; the small treatment does not ask about the last one."""


def small_treatment() -> Treatment:
    """Return a treatment of seven sections with one page each but the last.

    It has two must-know facts, which are taught back in the other order, and four conditions: two share a page, and the
    page of one stands on the path.
    """
    names = ("about_you", "treatment", "benefits", "risks", "limits", "other_choices", "decide")
    return Treatment(
        id="small",
        version="1.0",
        status="draft",
        product="ketamine",
        routes=("intravenous",),
        reasons=("trd",),
        approved_for=(),
        template="small",
        template_version="1.0",
        check_tries=2,
        sections=tuple(
            Section(name, (f"{name.replace('_', '-')}-page",) if name != "decide" else ()) for name in names
        ),
        must_know=(
            MustKnow("mk-one", "treatment-page", (), ("one-a", "one-b")),
            MustKnow("mk-two", "risks-page", (), ("two-a", "two-b")),
        ),
        conditions=("psychosis", "heart", "worry", "falls"),
        teach_back=("mk-two", "mk-one"),
        values=("soon", "cost"),
        elements={},
        text={},
        signing=SIGNING,
        renewal_pages=("risks-page",),
    )


def small_plan(*, represented: bool = False, changed: tuple[str, ...] | None = None) -> Plan:
    """Return the steps of the small treatment."""
    return build_plan(small_treatment(), conditions=CONDITIONS, represented=represented, changed=changed)


def opening(
    name: str = "Rosa Delgado",
    representative: e.Representative | None = None,
    renews: e.Renewal | None = None,
) -> e.VisitOpened:
    """Return the event that a member of staff starts a visit with."""
    return e.VisitOpened(
        visit_id="v1",
        patient=e.Patient(name=name, birth_date=date(1961, 3, 14), record_number="20418"),
        treatment="small",
        treatment_version="1.0",
        reason="trd",
        language="en",
        content_version="0.1.0",
        content_digest="c" * 64,
        staff=STAFF,
        identity_method="photo_id",
        order_seed=7,
        demo=True,
        representative=representative,
        renews=renews,
    )


@dataclass
class Walk:
    """A visit in memory: `do` runs a command, a second later each time, and keeps the events."""

    plan: Plan = field(default_factory=small_plan)
    now: datetime = START
    log: list[tuple[e.Event, datetime]] = field(default_factory=list)
    opened: e.VisitOpened = field(default_factory=opening)
    state: VisitState = field(init=False)

    def __post_init__(self) -> None:
        """Open the visit."""
        self.log.append((self.opened, self.now))
        self.state = evolve(None, self.opened, self.now)

    def do(self, *commands: Command) -> VisitState:
        """Run commands one after the other; Refused comes through and changes nothing."""
        for command in commands:
            happened = decide(self.state, command, self.plan)
            self.now += timedelta(seconds=1)
            for event in happened:
                self.log.append((event, self.now))
                self.state = evolve(self.state, event, self.now)
        return self.state

    def answer(self, *, right: bool) -> VisitState:
        """Answer the check that is on screen."""
        fact = self.state.step.removeprefix("check:")
        tries = len(self.state.answers.get(fact, ()))
        item = self.plan.must_know[fact].items[tries % 2]
        order = choice_order(7, item, ("a", "b", "c"))
        return self.do(AnswerCheck(fact, item, "b" if right else "a", right, order))

    def forward(self) -> VisitState:
        """Do what the current step asks for, then go on. A condition without an answer does not apply."""
        kind, _, subject = self.state.step.partition(":")
        if kind == "identity":
            self.do(ConfirmIdentity(confirmed=True))
        elif kind == "companion":
            self.do(RecordCompanion("none"))
        elif kind == "conditions":
            known = self.state.conditions
            self.do(*(AnswerCondition(one, "no") for one in self.plan.conditions if one not in known))
        elif kind in {"page", "why"}:
            self.do(ShowPart(self.plan.page_of(self.plan.step(self.state.step)), 1, 1))
        elif kind == "teach_back":
            self.do(GiveTeachBack(subject, "In my own words."))
        elif kind == "wishes":
            self.do(RecordWishes("She wants to sleep without pills.", "agrees"))
        elif kind == "record":
            self.do(AnswerElectronicRecord(accepted=True))
        elif kind == "check":
            return self.answer(right=True)
        return self.do(GoNext())

    def until(self, step: str) -> VisitState:
        """Walk on until a step is reached."""
        while self.state.step != step:
            self.forward()
        return self.state

    def choose(self, choice: e.Choice) -> VisitState:
        """Walk to the decision, choose and confirm; who agrees also keeps the record electronically."""
        self.until("decision")
        self.do(MakeDecision(choice), GoNext(), GoNext())
        return self.forward() if choice == "agree" else self.state

    def sign(self, choice: e.Choice = "agree") -> VisitState:
        """Walk to the decision if that is still to come, choose, confirm and, if it is agreement, sign with ink."""
        if self.state.step != "sign":
            self.choose(choice)
        if choice == "agree":
            self.do(ShowForm(FORM), Sign("ink", "I agree", FORM, ink=INK))
        return self.state

    def countersign(self) -> VisitState:
        """Let the clinician sign."""
        return self.do(as_staff("clinician"))


def as_staff(role: e.Role, staff: e.Actor = DOCTOR) -> SignAs:
    """Return the signature of a member of staff at the desk, with their account's name."""
    return SignAs(role, staff.name, "I made sure", "typed", "pin", FORM, typed_name=staff.name, staff=staff)


def beside(role: e.Role, name: str = "Ines Vale") -> SignAs:
    """Return the signature in ink of somebody who sits beside the one who decides."""
    told = INTERPRETER if role == "interpreter" else None
    return SignAs(role, name, "I was there", "ink", "asked", FORM, ink=INK, interpreter=told)
