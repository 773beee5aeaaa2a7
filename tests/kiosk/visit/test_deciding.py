"""Random walks through a visit: nothing gets past the gates, and replay gives the same state (standards.md P6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk import events as e
from kiosk.visit import (
    AnswerCheck,
    AnswerCondition,
    AnswerQuestion,
    AskForHelp,
    AskQuestion,
    ChangeQuestion,
    ChooseDisplay,
    ClearCheck,
    CloseVisit,
    Command,
    ConfirmAfterAnswers,
    ConfirmIdentity,
    EnterSideStep,
    GiveTeachBack,
    GoBack,
    GoNext,
    HandOverCheck,
    MakeDecision,
    PrintPaperForm,
    RateTeachBack,
    RateValue,
    ReceivePaperSignature,
    Reconsider,
    RecordCompanion,
    Refused,
    RemoveQuestion,
    ResumeVisit,
    ShowForm,
    ShowPart,
    Sign,
    TakeBreak,
    VisitState,
    choice_order,
    evolve,
    missing_for_seal,
    next_why,
)
from tests.kiosk.walks import CONDITIONS, FORM, INK, STAFF, Walk, small_plan

PAGES = ("about-you-page", "treatment-page", "benefits-page", "risks-page", "limits-page", "other-choices-page")
WHY_PAGES = ("why-mind", "why-heart")
FACTS = ("mk-one", "mk-two")


class Visits(RuleBasedStateMachine):
    """Any command at any time: refused or recorded, and the gates hold."""

    def __init__(self) -> None:
        super().__init__()
        self.walk = Walk()

    @initialize(step=st.sampled_from([*(step.id for step in small_plan().steps), "sign", "sign"]))
    def begin(self, step: str) -> None:
        """Start anywhere on the line: a walk from its first step would hardly ever come to a signature."""
        late = step in {"confirm", "sign", "done"}
        self.walk.until("decision" if late else step)
        if late:
            self.walk.do(MakeDecision("agree"), GoNext())
        if step in {"sign", "done"}:
            self.walk.do(GoNext())
        if step == "done":
            self.walk.do(ShowForm(FORM), Sign("ink", "I agree", FORM, ink=INK))

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
            assert state.step in {"done", "reconfirm", "decision"}

    @invariant()
    def nothing_open_is_sealed(self) -> None:
        state = self.walk.state
        if state.choice == "agree" and missing_for_seal(state, self.walk.plan) == "":
            assert not state.open_questions
            assert not state.open_checks
            assert state.signature is not None

    @invariant()
    def the_step_exists(self) -> None:
        assert self.walk.plan.step(self.walk.state.step).id == self.walk.state.step


Visits.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestVisits = Visits.TestCase


def test_saying_no_to_the_identity_question_closes_the_visit() -> None:
    walk = Walk()
    walk.do(ConfirmIdentity(confirmed=False))
    assert walk.state.closed is not None
    with pytest.raises(Refused, match=r"visit\.closed"):
        walk.do(GoNext())


def test_a_wrong_answer_gives_another_item_and_then_the_clinician() -> None:
    walk = Walk()
    walk.until("check:mk-one")
    walk.answer(right=False)
    assert walk.state.step == "feedback:mk-one"
    with pytest.raises(Refused, match=r"visit\.check_open"):
        walk.do(GoNext())
    walk.do(EnterSideStep("reread:mk-one"), GoNext())
    walk.answer(right=False)
    assert [timed.event.item for timed in walk.state.answers["mk-one"]] == ["one-a", "one-b"]
    assert walk.state.handed_over["mk-one"].event.by == "limit"
    walk.do(GoNext())
    assert walk.state.step == "page:benefits-page"


def test_not_sure_is_never_right() -> None:
    walk = Walk()
    walk.until("check:mk-one")
    with pytest.raises(Refused, match=r"visit\.no_choice"):
        walk.do(AnswerCheck("mk-one", "one-a", "not-sure", right=True, order=("a", "not-sure")))


def test_a_break_stops_the_patient_until_staff_reopen() -> None:
    walk = Walk()
    walk.until("page:risks-page")
    walk.do(TakeBreak("patient"))
    with pytest.raises(Refused, match=r"visit\.on_break"):
        walk.do(GoNext())
    walk.do(ResumeVisit(STAFF))
    assert walk.state.step == "page:risks-page"


def signed_with_a_question() -> Walk:
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "Does it hurt?"))
    walk.sign()
    return walk


def answered_and_reconsidered() -> Walk:
    walk = signed_with_a_question()
    walk.do(AnswerQuestion("q1", "No.", STAFF), TakeBreak("idle"), ResumeVisit(STAFF), Reconsider())
    assert walk.state.step == "decision"
    return walk


@pytest.mark.parametrize("command", [ChangeQuestion("q1", (), "Nothing."), RemoveQuestion("q1")])
def test_what_was_signed_with_open_questions_keeps_them(command: Command) -> None:
    walk = signed_with_a_question()
    with pytest.raises(Refused, match=r"visit\.already_signed"):
        walk.do(command)
    assert missing_for_seal(walk.state, walk.plan) == "visit.question_open"
    walk.do(AskQuestion("q2", "", (), "And later?"))
    assert len(walk.state.open_questions) == 2


def test_who_wants_to_choose_again_has_to_choose() -> None:
    walk = answered_and_reconsidered()
    with pytest.raises(Refused, match=r"visit\.decision_open"):
        walk.do(GoNext())
    walk.do(MakeDecision("agree"), GoNext())
    assert walk.state.step == "confirm"


def test_who_wants_to_choose_again_may_think_better_of_it() -> None:
    walk = answered_and_reconsidered()
    signature = walk.state.signature
    walk.do(GoBack())
    assert (walk.state.step, walk.state.signature) == ("reconfirm", signature)
    walk.do(ConfirmAfterAnswers())
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_a_question_asked_while_choosing_again_is_answered_first() -> None:
    walk = answered_and_reconsidered()
    walk.do(AskQuestion("q2", "", (), "One more"), GoBack())
    assert walk.state.step == "done"
    assert missing_for_seal(walk.state, walk.plan) == "visit.question_open"


@pytest.mark.parametrize(
    "sign",
    [
        Sign("ink", "I agree", FORM, ink=e.Ink((e.Stroke((0.5,), (0.3,), (0,), (0.5,)),), 0.5)),
        Sign("ink", "I agree", FORM, ink=e.Ink((e.Stroke((0.1, 0.9), (0.3, 0.3), (0, 9), (0.5, 0.5)),), 0.5)),
        Sign("typed", "I agree", FORM, typed_name="R"),
        Sign("mark", "I agree", FORM, ink=INK, witness_name="rosa delgado"),
    ],
)
def test_what_is_no_signature_is_refused(sign: Sign) -> None:
    walk = Walk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext(), ShowForm(FORM))
    with pytest.raises(Refused, match=r"visit\.signature_incomplete"):
        walk.do(sign)
    assert walk.state.signature is None


def test_staff_can_close_a_visit() -> None:
    walk = Walk()
    walk.do(CloseVisit())
    assert walk.state.closed is not None


# ---------------------------------------------------------------- after a refusal, and paper


def sealed_as(kind: e.DocumentKind, choice: e.Choice) -> Walk:
    """Return a visit with a question and a fact open, whose document was sealed all the same."""
    walk = Walk()
    walk.do(AskQuestion("q1", "", (), "One"))
    walk.until("check:mk-one")
    walk.do(HandOverCheck("mk-one"))
    walk.until("decision")
    walk.do(MakeDecision(choice), GoNext(), GoNext())
    digest, code = "f" * 64, "0000-0000"
    walk.state = evolve(walk.state, e.DocumentSealed(kind, "CN-1", digest, digest, code, 3, walk.now), walk.now)
    return walk


@pytest.mark.parametrize(("kind", "choice"), [("refusal", "decline"), ("summary", "talk")])
def test_what_is_open_in_a_sealed_refusal_or_summary_can_still_be_gone_over_once(
    kind: e.DocumentKind, choice: e.Choice
) -> None:
    walk = sealed_as(kind, choice)
    walk.do(AnswerQuestion("q1", "Talked through.", STAFF), ClearCheck("mk-one", "Gone over.", STAFF))
    assert walk.state.questions["q1"].answer == "Talked through."
    assert walk.state.cleared["mk-one"].event.note == "Gone over."
    assert not walk.state.open_questions
    assert not walk.state.open_checks
    for command in (
        AnswerQuestion("q1", "Otherwise.", STAFF),
        ClearCheck("mk-one", "Again.", STAFF),
        AskQuestion("q2", "", (), "Two"),
        MakeDecision("agree"),
        CloseVisit(),
        TakeBreak("patient"),
    ):
        with pytest.raises(Refused, match=r"visit\.already_sealed"):
            walk.do(command)


def test_an_answer_to_nothing_is_refused_after_the_seal() -> None:
    walk = sealed_as("summary", "talk")
    with pytest.raises(Refused, match=r"visit\.answer_empty"):
        walk.do(AnswerQuestion("q1", "  ", STAFF))
    with pytest.raises(Refused, match=r"visit\.already_sealed"):
        walk.do(AnswerQuestion("q9", "Yes.", STAFF))


def on_paper() -> Walk:
    walk = Walk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext(), ShowForm(FORM), Sign("paper", "I agree", FORM))
    return walk


def test_who_chose_paper_may_choose_again_until_the_paper_is_signed() -> None:
    walk = on_paper()
    walk.do(PrintPaperForm(FORM, STAFF), ResumeVisit(STAFF), Reconsider())
    assert walk.state.step == "decision"
    for command in (PrintPaperForm(FORM, STAFF), ReceivePaperSignature("in the folder", STAFF)):
        with pytest.raises(Refused, match=r"visit\.no_paper_wanted"):
            walk.do(command)
    walk.do(MakeDecision("decline"), GoNext(), GoNext())
    assert walk.state.step == "done"
    assert walk.state.signature is None
    assert missing_for_seal(walk.state, walk.plan) == ""


def test_who_thinks_better_of_choosing_again_signs_the_paper() -> None:
    walk = on_paper()
    walk.do(Reconsider(), GoBack())
    assert walk.state.step == "done"
    walk.do(PrintPaperForm(FORM, STAFF), ReceivePaperSignature("in the folder", STAFF))
    assert missing_for_seal(walk.state, walk.plan) == ""
    with pytest.raises(Refused, match=r"visit\.not_here"):
        walk.do(Reconsider())


def test_who_signed_on_the_tablet_does_not_choose_again_at_the_end() -> None:
    walk = Walk()
    walk.until("decision")
    walk.sign()
    with pytest.raises(Refused, match=r"visit\.not_here"):
        walk.do(Reconsider())


# ---------------------------------------------------------------- help


def test_help_can_be_asked_for_on_every_screen_and_changes_nothing_else() -> None:
    walk = Walk()
    walk.do(AskForHelp())
    walk.until("page:risks-page")
    walk.do(TakeBreak("patient"), AskForHelp(), ResumeVisit(STAFF))
    walk.sign()
    walk.do(AskForHelp())
    sealed = e.DocumentSealed("consent", "CN-1", "f" * 64, "f" * 64, "0000", 3, walk.now)
    walk.state = evolve(walk.state, sealed, walk.now)
    walk.do(AskForHelp())
    assert [timed.event.step for timed in walk.state.help_asked] == ["identity", "page:risks-page", "done", "done"]
    assert walk.state.document is not None


def test_nobody_asks_for_help_in_a_visit_that_has_ended() -> None:
    walk = Walk()
    walk.do(CloseVisit())
    with pytest.raises(Refused, match=r"visit\.closed"):
        walk.do(AskForHelp())
