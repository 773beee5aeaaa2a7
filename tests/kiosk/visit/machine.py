"""A machine that walks through a visit at random: nothing gets past the gates, nobody signs out of order (P6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk import events as e
from kiosk.visit import (
    AnswerCheck,
    AnswerCondition,
    AnswerElectronicRecord,
    AnswerQuestion,
    AskForHelp,
    AskQuestion,
    CallSigner,
    ChangeQuestion,
    ChooseDisplay,
    ClearCheck,
    Command,
    ConfirmAfterAnswers,
    ConfirmIdentity,
    EnterSideStep,
    GiveTeachBack,
    GoBack,
    GoNext,
    HandOverCheck,
    LeaveSigning,
    MakeDecision,
    PrintPaperForm,
    RateTeachBack,
    RateValue,
    ReceivePaperSignature,
    Reconsider,
    RecordCompanion,
    RecordWishes,
    Refused,
    RemoveQuestion,
    ResumeVisit,
    ShowForm,
    ShowPart,
    Sign,
    TakeBreak,
    VisitState,
    Withdraw,
    act_of,
    choice_order,
    evolve,
    missing_for_seal,
    next_why,
    turn,
)
from tests.kiosk.walks import (
    CONDITIONS,
    FORM,
    INK,
    REPRESENTATIVE,
    STAFF,
    Walk,
    as_staff,
    beside,
    opening,
    small_plan,
)

PAGES = ("about-you-page", "treatment-page", "benefits-page", "risks-page", "limits-page", "other-choices-page")
WHY_PAGES = ("why-mind", "why-heart")
FACTS = ("mk-one", "mk-two")


OPENINGS = (
    opening(),
    opening(),
    opening(representative=REPRESENTATIVE),
    opening(renews=e.Renewal("v0", "CN-2025-0512-0001", ("treatment-page",))),
)
ROLES: tuple[e.Role, ...] = ("patient", "representative", "witness", "interpreter", "explainer", "clinician")
TABLET: tuple[e.Role, ...] = ROLES[:4]


class Visits(RuleBasedStateMachine):
    """Any command at any time: refused or recorded, and the gates hold."""

    def __init__(self) -> None:
        super().__init__()
        self.walk = Walk()

    @initialize(
        part=st.sampled_from(["line", "late", "late", "sealed"]),
        line=st.sampled_from([step.id for step in small_plan().steps]),
        late=st.sampled_from(["confirm", "record", "sign", "done", "done"]),
        opened=st.sampled_from(OPENINGS),
        interpreted=st.booleans(),
    )
    def begin(self, part: str, line: str, late: str, opened: e.VisitOpened, interpreted: bool) -> None:
        """Start anywhere on the line: a walk from its first step would hardly ever come to a signature."""
        step = {"line": line, "late": late, "sealed": "sealed"}[part]
        changed = None if opened.renews is None else opened.renews.changed
        plan = small_plan(represented=opened.representative is not None, changed=changed)
        self.walk = Walk(plan, opened=opened)
        if interpreted and step not in {"identity", "companion"}:
            self.walk.until("companion")
            self.walk.do(RecordCompanion("interpreter", "Ines Vale", "interpreter"), GoNext())
        decided = step in {"confirm", "record", "sign", "done", "sealed"}
        if step not in {one.id for one in plan.steps} and not decided:
            step = "decision"
        self.walk.until("decision" if decided else step)
        if decided:
            self.walk.do(MakeDecision("agree"), GoNext())
        if step in {"record", "sign", "done", "sealed"}:
            self.walk.do(GoNext())
        if step in {"sign", "done", "sealed"}:
            self.walk.forward()
        if step in {"done", "sealed"}:
            self.walk.do(ShowForm(FORM), Sign("ink", "I agree", FORM, ink=INK))
        if step == "sealed":
            if self.walk.state.step != "done":
                self.walk.do(beside("interpreter"))
            self.walk.countersign()
            self.seal()

    def attempt(self, command: Command) -> None:
        before = self.walk.state
        try:
            self.walk.do(command)
        except Refused:
            assert self.walk.state == before
        self.nothing_signed_gets_lost(before)

    def nothing_signed_gets_lost(self, before: VisitState) -> None:
        """Assert that questions stay as they were signed, and that a signature stands or is kept as taken back."""
        after = self.walk.state
        assert after.superseded[: len(before.superseded)] == before.superseded
        if before.document is not None:
            # Under what is sealed nobody signs any more; what is signed then is the withdrawal.
            assert (after.document, after.signature) == (before.document, before.signature)
            added = after.role_signatures[len(before.role_signatures) :]
            assert after.role_signatures[: len(before.role_signatures)] == before.role_signatures
            assert all(one.event.act == "withdrawal" for one in added)
        if before.withdrawal is not None:
            assert after.role_signatures == before.role_signatures
        if before.signature is None:
            return
        for key, asked in before.questions.items():
            assert (after.questions[key].picks, after.questions[key].text) == (asked.picks, asked.text)
        if after.signature != before.signature:
            old = after.superseded[len(before.superseded)]
            assert (old.signature, old.decision) == (before.signature, before.decision)

    @rule(confirmed=st.just(value=True))
    def identity(self, confirmed: bool) -> None:
        self.attempt(ConfirmIdentity(confirmed=confirmed))

    @rule(kind=st.sampled_from(["none", "helper"]), name=st.sampled_from(["", "Ana"]))
    def companion(self, kind: str, name: str) -> None:
        self.attempt(RecordCompanion("none" if kind == "none" else "helper", name))

    @rule(page=st.sampled_from((*PAGES, *WHY_PAGES)), parts=st.integers(1, 2), data=st.data())
    def show(self, page: str, parts: int, data: st.DataObject) -> None:
        self.attempt(ShowPart(page, data.draw(st.integers(1, parts)), parts))

    @rule(times=st.integers(1, 8))
    def advance(self, times: int) -> None:
        for _ in range(times):
            if self.walk.state.step == "decision" and self.walk.state.decision is None:
                return
            try:
                self.walk.forward()
            except Refused:
                return

    @rule(command=st.sampled_from([GoNext(), GoBack(), ConfirmAfterAnswers(), Reconsider()]))
    def move(self, command: Command) -> None:
        self.attempt(command)

    @rule(fact=st.sampled_from(FACTS), choice=st.sampled_from(["a", "b", "not-sure"]), item=st.integers(0, 1))
    def check(self, fact: str, choice: str, item: int) -> None:
        name = self.walk.plan.must_know[fact].items[item]
        order = choice_order(7, name, ("a", "b", "c"))
        self.attempt(AnswerCheck(fact, name, choice, choice == "b", order))

    @rule(fact=st.sampled_from(FACTS), kind=st.sampled_from(["reread", "check", "hand"]))
    def aside(self, fact: str, kind: str) -> None:
        self.attempt(HandOverCheck(fact) if kind == "hand" else EnterSideStep(f"{kind}:{fact}"))

    @rule(condition=st.sampled_from([*CONDITIONS, "none"]), answer=st.sampled_from(["yes", "no", "unsure"]))
    def condition(self, condition: str, answer: e.ConditionAnswer) -> None:
        self.attempt(AnswerCondition(condition, answer))

    @rule(first=st.sampled_from(["yes", "no", "unsure"]), rest=st.sampled_from(["yes", "no", "unsure"]))
    def conditions_at_once(self, first: e.ConditionAnswer, rest: e.ConditionAnswer) -> None:
        for condition in self.walk.plan.conditions:
            self.attempt(AnswerCondition(condition, first if condition == "heart" else rest))
        self.attempt(GoNext())

    @rule(fact=st.sampled_from(FACTS), text=st.sampled_from(["", "  ", "Someone drives me."]), spoken=st.booleans())
    def teach_back(self, fact: str, text: str, spoken: bool) -> None:
        self.attempt(GiveTeachBack(fact, text, spoken))

    @rule(fact=st.sampled_from(FACTS), rating=st.integers(-1, 3))
    def rate_teach_back(self, fact: str, rating: int) -> None:
        self.attempt(RateTeachBack(fact, rating, "", STAFF))

    @rule()
    def help(self) -> None:
        before = self.walk.state
        self.attempt(AskForHelp())
        after = self.walk.state
        assert replace(after, help_asked=before.help_asked, version=before.version) == before

    @rule(back=st.sampled_from([1, 2, 30]))
    def far_back(self, back: int) -> None:
        before = self.walk.state
        for _ in range(back):
            self.attempt(GoBack())
        after = self.walk.state
        kept = ("answers", "conditions", "teach_backs", "teach_back_ratings", "values", "pages_shown", "questions")
        assert all(getattr(after, name) == getattr(before, name) for name in kept)

    @rule(page=st.sampled_from(PAGES))
    def revisit(self, page: str) -> None:
        self.attempt(EnterSideStep(f"revisit:{page}"))

    @rule(number=st.integers(1, 3), kind=st.integers(0, 3), text=st.sampled_from(["", "Why?"]))
    def question(self, number: int, kind: int, text: str) -> None:
        key = f"q{number}"
        commands: tuple[Command, ...] = (
            AskQuestion(key, "risks-page", (), text),
            ChangeQuestion(key, ("cost",), text),
            RemoveQuestion(key),
            AnswerQuestion(key, text, STAFF),
        )
        self.attempt(commands[kind])

    @rule(fact=st.sampled_from(FACTS))
    def clear(self, fact: str) -> None:
        self.attempt(ClearCheck(fact, "talked through", STAFF))

    @rule(rating=st.sampled_from([None, 0, 1, 5, 6]))
    def rate(self, rating: int | None) -> None:
        self.attempt(RateValue("cost", rating))

    @rule(choice=st.sampled_from(["agree", "agree", "decline", "talk"]))
    def choose(self, choice: e.Choice) -> None:
        self.attempt(MakeDecision(choice))

    @rule(method=st.sampled_from(["ink", "typed", "mark", "paper"]), full=st.booleans(), shown=st.booleans())
    def sign(self, method: e.SignatureMethod, full: bool, shown: bool) -> None:
        if shown:
            self.attempt(ShowForm(FORM))
        ink, name = (INK, "Rosa") if full else (None, "")
        self.attempt(Sign(method, "I agree", FORM, ink=ink, typed_name=name, witness_name=name))

    @rule(accepted=st.booleans(), wishes=st.sampled_from(["", "To sleep."]), assent=st.sampled_from(get_args(e.Assent)))
    def say(self, accepted: bool, wishes: str, assent: e.Assent) -> None:
        self.attempt(AnswerElectronicRecord(accepted))
        self.attempt(RecordWishes(wishes, assent))

    @rule(role=st.sampled_from(TABLET), name=st.sampled_from(["Ines Vale", "Rosa Delgado", "Ana Delgado"]))
    def sign_beside(self, role: e.Role, name: str) -> None:
        self.attempt(beside(role, name))

    @rule(role=st.sampled_from(["explainer", "clinician", "clinician"]))
    def sign_at_the_desk(self, role: e.Role) -> None:
        self.attempt(as_staff(role))

    @rule(role=st.sampled_from(ROLES), leave=st.booleans())
    def call(self, role: e.Role, leave: bool) -> None:
        self.attempt(CallSigner(role, STAFF))
        if leave:
            self.attempt(LeaveSigning())

    @rule(by=st.sampled_from(["patient", "representative"]), signed=st.booleans(), sealed=st.booleans())
    def withdraw(self, by: Literal["patient", "representative"], signed: bool, sealed: bool) -> None:
        self.attempt(Withdraw(by, "said", "", STAFF))
        if signed:
            self.attempt(as_staff("clinician"))
        if sealed:
            self.seal()

    @rule()
    def seal(self) -> None:
        """Seal as the service does: when nothing is missing any more, and only then."""
        walk = self.walk
        if missing_for_seal(walk.state, walk.plan):
            return
        self.assert_all_have_signed()
        kinds: dict[str, e.DocumentKind] = {
            "agreement": "consent",
            "refusal": "refusal",
            "talk": "summary",
            "withdrawal": "withdrawal",
            "renewal": "renewal",
        }
        kind = kinds[act_of(walk.state) or ""]
        sealed = e.DocumentSealed(kind, f"CN-{kind}", "f" * 64, "f" * 64, "0000", 3, walk.now)
        walk.log.append((sealed, walk.now))
        walk.state = evolve(walk.state, sealed, walk.now)

    def assert_all_have_signed(self) -> None:
        """Assert, without the order's own code, that everybody signed who has to."""
        state = self.walk.state
        act = act_of(state)
        roles = [one.event.role for one in state.role_signatures if one.event.act == act]
        interpreted = state.companion is not None and state.companion.kind == "interpreter"
        if act == "withdrawal":
            assert state.withdrawn is not None
            assert roles[-1] == "clinician"
            return
        if interpreted and act != "talk":
            assert "interpreter" in roles
        if act in {"refusal", "talk"}:
            assert state.signature is None
            return
        assert act == ("agreement" if state.opened.event.renews is None else "renewal")
        assert state.signature is not None
        assert state.electronic is not None
        assert state.electronic.event.accepted or state.signature.event.method == "paper"
        assert state.signature.event.method != "paper" or state.paper_received is not None
        assert roles[-1] == "clinician"
        assert state.role_signatures[-1].at >= state.signature.at
        if state.represented:
            assert state.wishes is not None
            assert state.wishes.event.assent != "objects"

    @rule(command=st.sampled_from([PrintPaperForm(FORM, STAFF), ReceivePaperSignature("", STAFF)]))
    def paper(self, command: Command) -> None:
        self.attempt(command)

    @rule(command=st.sampled_from([TakeBreak("patient"), ResumeVisit(STAFF), ResumeVisit(STAFF)]))
    def pause(self, command: Command) -> None:
        self.attempt(command)

    @rule(aloud=st.booleans())
    def look(self, aloud: bool) -> None:
        self.attempt(ChooseDisplay("dark", "2.0", aloud))

    @invariant()
    def replay_gives_the_same_state(self) -> None:
        state: VisitState | None = None
        for event, at in self.walk.log:
            state = evolve(state, event, at)
        assert state == self.walk.state

    @invariant()
    def no_signature_skips_a_gate(self) -> None:
        state, plan = self.walk.state, self.walk.plan
        if state.signature is None:
            return
        assert state.identity is not None
        assert state.identity.event.confirmed
        assert set(plan.pages) <= set(state.pages_shown)
        for fact in plan.must_know:
            assert state.answered_right(fact) or fact in state.handed_over
        assert set(state.conditions) == set(plan.conditions)
        for condition, answer in state.conditions.items():
            assert answer == "no" or CONDITIONS[condition].page in state.pages_shown
        assert set(state.teach_backs) == set(plan.teach_back)
        assert all(given.event.spoken or given.event.text.strip() for given in state.teach_backs.values())
        assert state.form_shown is not None
        assert state.electronic is not None
        assert not state.represented or (state.wishes is not None and not state.objects)

    @invariant()
    def nobody_signs_twice_or_after_the_clinician(self) -> None:
        state = self.walk.state
        for act in {one.event.act for one in state.role_signatures}:
            roles = [one.event.role for one in state.role_signatures if one.event.act == act]
            assert len(set(roles)) == len(roles)
            assert "clinician" not in roles[:-1]
            assert act == "withdrawal" or not {"patient", "representative"} & set(roles)

    @invariant()
    def what_is_behind_was_done(self) -> None:
        """Assert that every step of the line before the one on screen has what it asks for."""
        state, plan = self.walk.state, self.walk.plan
        ids = [step.id for step in plan.steps]
        if state.step not in ids:
            return
        for step in plan.steps[: ids.index(state.step)]:
            assert step.kind != "page" or step.subject in state.pages_shown
            assert step.kind != "check" or state.settled(step.subject)
            assert step.kind != "teach_back" or step.subject in state.teach_backs
            assert step.kind != "wishes" or state.wishes is not None
            assert step.kind != "record" or state.electronic is not None or state.choice != "agree"
            if step.kind == "conditions":
                assert set(state.conditions) == set(plan.conditions)
                assert next_why(state, plan) == ""

    @invariant()
    def a_rating_speaks_of_words_that_were_given(self) -> None:
        state = self.walk.state
        for fact, rated in state.teach_back_ratings.items():
            assert rated.at >= state.teach_backs[fact].at
            assert rated.event.rating in {0, 1, 2}

    @invariant()
    def a_signature_rests_on_the_choice_that_stands(self) -> None:
        state = self.walk.state
        if state.signature is not None:
            assert state.choice == "agree"
            assert state.step in {"done", "reconfirm", "decision"} or state.step.startswith("cosign:")

    @invariant()
    def nothing_open_is_sealed(self) -> None:
        state = self.walk.state
        if missing_for_seal(state, self.walk.plan) == "":
            self.assert_all_have_signed()
            assert turn(state, self.walk.plan) is None
        if state.choice == "agree" and state.document is None and missing_for_seal(state, self.walk.plan) == "":
            assert not state.open_questions
            assert not state.open_checks
            assert state.signature is not None

    @invariant()
    def the_step_exists(self) -> None:
        assert self.walk.plan.step(self.walk.state.step).id == self.walk.state.step
