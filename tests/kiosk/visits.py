"""Whole visits on the real content, as far as a document needs them: walked by the visit's own commands."""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from datetime import UTC, date, datetime

from kiosk import events as e
from kiosk.content import Content, Treatment, TreatmentText, load_or_raise
from kiosk.document import ConsentDocument, Stamp, compose, compose_form, form_digest
from kiosk.flow import Plan, build_plan
from kiosk.i18n import Words, catalogue
from kiosk.record import ConsentRecord, build_record
from kiosk.service import CheckIn, KioskService, local_words, meaning_of
from kiosk.settings import ClinicSettings, demo_settings
from kiosk.visit import (
    AnswerCheck,
    AnswerCondition,
    AnswerQuestion,
    AskForHelp,
    AskQuestion,
    ClearCheck,
    Command,
    ConfirmAfterAnswers,
    EnterSideStep,
    GiveTeachBack,
    GoNext,
    PrintPaperForm,
    RateTeachBack,
    RateValue,
    ReceivePaperSignature,
    Reconsider,
    RecordCompanion,
    ResumeVisit,
    ShowForm,
    ShowPart,
    Sign,
    TakeBreak,
    VisitState,
    choice_order,
    evolve,
)
from tests.kiosk.packs import REAL_PACK
from tests.kiosk.services import countersign
from tests.kiosk.walks import DOCTOR, STAFF, Walk, as_staff, beside

SEALED_AT = datetime(2026, 5, 12, 15, 8, tzinfo=UTC)
CLINICIAN = DOCTOR


@functools.cache
def real_content() -> Content:
    """Return the program's own content, as the demo clinic shows it."""
    content = load_or_raise(REAL_PACK)
    return content.filled(local_words(demo_settings(), content.countries, english()))


@functools.cache
def english() -> Words:
    """Return the English catalogue."""
    return catalogue("en")


@functools.cache
def real_treatment(treatment: str = "ketamine-iv", reason: str = "trd", route: str = "") -> Treatment:
    """Return a treatment as a visit has it; without a route the first one."""
    return real_content().treatments[treatment].variant(reason, route)


@functools.cache
def real_plan(treatment: str = "ketamine-iv", reason: str = "trd", route: str = "") -> Plan:
    """Return the steps of a visit: the infusion's, if nothing else is named."""
    return build_plan(real_treatment(treatment, reason, route), conditions=real_content().conditions)


def real_text() -> TreatmentText:
    """Return the infusion's words."""
    return real_treatment().text["en"]


def scribble() -> e.Ink:
    """Return ink that looks like writing: two strokes with loops."""
    first, second = [], []
    for i in range(120):
        u = i / 119
        first.append((0.08 + 0.5 * u, 0.16 + 0.09 * math.sin(26 * u) * (1 - 0.5 * u), round(u * 900), 0.4 + 0.4 * u))
    for i in range(60):
        u = i / 59
        second.append((0.6 + 0.3 * u, 0.2 + 0.07 * math.cos(15 * u), 1200 + round(u * 500), 0.7 - 0.3 * u))
    strokes = tuple(
        e.Stroke(
            x=tuple(round(p[0], 5) for p in line),
            y=tuple(round(p[1], 5) for p in line),
            t=tuple(int(p[2]) for p in line),
            pressure=tuple(round(p[3], 3) for p in line),
        )
        for line in (first, second)
    )
    return e.Ink(strokes=strokes, aspect=0.35, device="touch")


class RealWalk(Walk):
    """A visit through a real treatment: the infusion for depression, if nothing else is named."""

    def __init__(
        self,
        name: str = "Rosa Delgado",
        record: str = "20418",
        *,
        treatment: str = "ketamine-iv",
        reason: str = "trd",
        route: str = "",
    ) -> None:
        """Open the visit."""
        variant = real_treatment(treatment, reason, route)
        self.plan = real_plan(treatment, reason, route)
        self.text = variant.text["en"]
        self.now = datetime(2026, 5, 12, 14, 0, tzinfo=UTC)
        self.log = []
        content = real_content()
        opened = e.VisitOpened(
            visit_id="v1",
            patient=e.Patient(name=name, birth_date=date(1961, 3, 14), record_number=record),
            treatment=variant.id,
            treatment_version=variant.version,
            reason=reason,
            route=variant.route,
            language="en",
            content_version=content.version,
            content_digest=content.digest,
            staff=STAFF,
            identity_method="photo_id",
            order_seed=7,
            demo=True,
        )
        self.opened = opened
        self.log.append((opened, self.now))
        self.state = evolve(None, opened, self.now)

    def answer(self, *, right: bool) -> VisitState:
        """Answer the check that is on screen, from the content."""
        fact = self.state.step.removeprefix("check:")
        tries = len(self.state.answers.get(fact, ()))
        item = real_content().checks["en"][self.plan.must_know[fact].items[tries % 2]]
        order = choice_order(7, item.id, tuple(choice.id for choice in item.choices))
        choice = next(choice.id for choice in item.choices if choice.right == right)
        return self.do(AnswerCheck(fact, item.id, choice, right, order))

    def form(self, *, on_paper: bool = False) -> ConsentDocument:
        """Return the form as it stands now."""
        return compose_form(self.state, self.plan, real_content(), demo_settings(), english(), on_paper=on_paper)

    def countersign(self) -> VisitState:
        """Let the clinician sign, with the sentence and the form that a service would have."""
        meaning = english()["document.meaning_clinician"]
        return self.do(replace(as_staff("clinician"), meaning=meaning, form_digest=form_digest(self.form())))


class ServiceWalk(RealWalk):
    """The same walk through a service: each command is durable before the next one."""

    def __init__(
        self,
        service: KioskService,
        name: str = "Rosa Delgado",
        *,
        representative: e.Representative | None = None,
        renews: str = "",
    ) -> None:
        """Check the patient in."""
        form = CheckIn(name, date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")
        view = service.check_in(replace(form, representative=representative, renews=renews), STAFF)
        self.service, self.plan, self.state = service, view.plan, view.state
        self.text = view.treatment.text["en"]

    @property
    def visit_id(self) -> str:
        """The visit's id."""
        return self.state.visit_id

    def do(self, *commands: Command) -> VisitState:
        """Run commands one after the other; Refused comes through and changes nothing."""
        for command in commands:
            self.state = self.service.submit(self.visit_id, command).state
        return self.state

    def to_the_end(self, choice: e.Choice = "agree", sign: Sign | None = None) -> ServiceWalk:
        """Walk to the decision, choose, confirm and, if it is agreement, sign."""
        self.choose(choice)
        if choice == "agree":
            digest = form_digest(self.service.form(self.visit_id))
            view = self.service.view(self.visit_id)
            meaning = meaning_of(self.service, view, "representative" if self.state.represented else "patient")
            given = sign or Sign("ink", meaning, digest, ink=scribble())
            self.do(
                ShowForm(digest),
                Sign(given.method, meaning, digest, given.ink, given.typed_name, given.witness_name),
            )
        return self

    def sign_beside(self, role: e.Role, name: str = "Ines Vale") -> VisitState:
        """Sign on the tablet as somebody who sits beside the one who decides, with ink."""
        meaning = meaning_of(self.service, self.service.view(self.visit_id), role)
        digest = form_digest(self.service.form(self.visit_id))
        return self.do(replace(beside(role, name), meaning=meaning, form_digest=digest, ink=scribble()))

    def countersign(self) -> VisitState:
        """Let the clinician sign at the desk, which seals the document."""
        self.state = countersign(self.service, self.visit_id).state
        return self.state


def plain_visit(choice: e.Choice = "agree", *, name: str = "Rosa Delgado", sign: Sign | None = None) -> RealWalk:
    """Walk straight to the end."""
    walk = RealWalk(name)
    if choice == "agree":
        sign_walk(walk, sign)
        return walk
    walk.choose(choice)
    return walk


def sign_walk(walk: RealWalk, sign: Sign | None = None) -> None:
    """Walk on to the decision, agree, read the form and sign it: with ink, or as `sign` does."""
    walk.choose("agree")
    digest = form_digest(walk.form())
    walk.do(ShowForm(digest))
    meaning = walk.text.meaning["agree"]
    given = sign or Sign("ink", meaning, digest, ink=scribble())
    walk.do(Sign(given.method, meaning, digest, given.ink, given.typed_name, given.witness_name))


def full_visit(*, name: str = "Rosa Delgado", words: str = "I have felt sick with anaesthetics before.") -> RealWalk:
    """Walk with everything that can happen: a helper, conditions, mistakes, a page read again, questions, a break.

    What was said in own words is typed once and told to staff the other times, and rated but for the last one.
    """
    walk = RealWalk(name)
    walk.until("companion")
    walk.do(RecordCompanion("helper", "Ana Delgado", "daughter"), GoNext())
    walk.until("conditions")
    first, second = walk.plan.conditions[:2]
    walk.do(AnswerCondition(first, "unsure"), AnswerCondition(second, "yes"), AskForHelp())
    walk.until("check:mk-purpose")
    walk.answer(right=False)
    walk.do(EnterSideStep("reread:mk-purpose"), ShowPart(walk.plan.must_know["mk-purpose"].page, 1, 1), GoNext())
    walk.answer(right=True)
    walk.do(
        GoNext(), AskQuestion("q1", "session", ("cost",) if "cost" in real_content().questions["en"] else (), words)
    )
    walk.until("check:mk-off-label")
    walk.answer(right=False)
    walk.do(EnterSideStep("check:mk-off-label"))
    walk.answer(right=False)
    walk.do(TakeBreak("patient"), ResumeVisit(STAFF), GoNext())
    typed, *told = walk.plan.teach_back
    walk.until(f"teach_back:{typed}")
    walk.do(GiveTeachBack(typed, "My daughter drives me home.\nI do not drive until I have slept."), GoNext())
    for fact in told:
        walk.do(GiveTeachBack(fact, spoken=True), GoNext())
    walk.do(*(RateTeachBack(fact, 2, "", CLINICIAN) for fact in told[:-1]))
    walk.do(RateTeachBack(typed, 1, "Talked about the bus, too.", CLINICIAN))
    walk.do(RateValue("better-soon", 5), RateValue("cost", 2))
    walk.choose("agree")
    digest = form_digest(walk.form())
    meaning = walk.text.meaning["agree"]
    walk.do(ShowForm(digest), Sign("ink", meaning, digest, ink=scribble()))
    walk.do(
        AnswerQuestion("q1", "Talked through. Medicine for sickness offered.", CLINICIAN),
        ClearCheck("mk-off-label", "Explained what off-label means.", CLINICIAN),
        TakeBreak("idle"),
        ResumeVisit(STAFF),
        ConfirmAfterAnswers(),
    )
    return walk


def paper_visit() -> RealWalk:
    """Walk to the end and sign on paper: the form is printed, signed and received."""
    walk = plain_visit(sign=Sign("paper", "", ""))
    digest = form_digest(walk.form(on_paper=True))
    walk.do(PrintPaperForm(digest, STAFF), ReceivePaperSignature("Folder 7, front desk", CLINICIAN))
    return walk


def taken_back(sign: Sign | None = None, choice: e.Choice = "decline") -> RealWalk:
    """Walk to a signature with a question open; after its answer the patient chooses something else."""
    walk = RealWalk()
    walk.do(AskQuestion("q1", "session", (), "Does it hurt?"))
    sign_walk(walk, sign)
    walk.do(AnswerQuestion("q1", "A little.", CLINICIAN), TakeBreak("idle"), ResumeVisit(STAFF), Reconsider())
    walk.choose(choice)
    return walk


def record_of(walk: RealWalk) -> ConsentRecord:
    """Return the record of a finished visit."""
    return build_record(walk.state, finished(walk), stamp())


def stamp() -> Stamp:
    """Return a stamp of the made-up day."""
    return Stamp(
        document_id="CN-2026-0512-0417",
        sealed_at=SEALED_AT,
        device="demo-kiosk",
        ledger_sequence=412,
        ledger_hash="ab" * 32,
        content_digest=real_content().digest,
    )


def finished(walk: RealWalk, settings: ClinicSettings | None = None) -> ConsentDocument:
    """Return the finished document of a visit."""
    return compose(walk.state, walk.plan, real_content(), settings or demo_settings(), english(), stamp=stamp())
