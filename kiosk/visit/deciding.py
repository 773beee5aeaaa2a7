"""What may happen next: a command becomes events, or is refused with a reason that a screen can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk import events as e
from kiosk.errors import Refused
from kiosk.flow import PAGE_KINDS, Plan, parse_step
from kiosk.visit.commands import (
    AnswerCheck,
    AnswerQuestion,
    AskForHelp,
    AskQuestion,
    CallSigner,
    ChangeQuestion,
    ChooseDisplay,
    ClearCheck,
    CloseVisit,
    ConfirmAfterAnswers,
    ConfirmIdentity,
    EnterSideStep,
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
    RemoveQuestion,
    ResumeVisit,
    ShowPart,
    SignAs,
    TakeBreak,
    Withdraw,
)
from kiosk.visit.evolving import evolve
from kiosk.visit.gates import missing_for_confirmation, next_why
from kiosk.visit.signing import (
    can_choose_again,
    decide_desk_signing,
    decide_form,
    decide_role,
    step_after_signing,
    waits_for_paper,
)
from kiosk.visit.state import DECISION_ORDER, NOT_SURE, VisitState
from kiosk.visit.telling import decide_rating, decide_telling, refuse_unless

if TYPE_CHECKING:
    from kiosk.visit.commands import Command


def decide(state: VisitState, command: Command, plan: Plan) -> tuple[e.Event, ...]:
    """Return the events that a command leads to.

    Raises:
        Refused: it is not possible now. The reason is a message key, and nothing has changed.
    """
    if state.closed is not None:
        raise Refused("visit.closed")
    if state.document is not None and not _possible_when_sealed(state, command):
        raise Refused("visit.already_sealed")
    if isinstance(command, AskForHelp):
        return (e.HelpAsked(step=state.step),)
    for at_desk in (_decide_staff, decide_desk_signing):
        events = at_desk(state, command, plan)
        if events is not None:
            return events
    if state.on_break:
        raise Refused("visit.on_break")
    for part in (_decide_reading, decide_telling, _decide_questions, _decide_choice, decide_form, decide_role):
        events = part(state, command, plan)
        if events is not None:
            return events
    raise TypeError(type(command).__name__)


def _possible_when_sealed(state: VisitState, command: Command) -> bool:
    """Tell what is left to do.

    A refusal or summary is sealed with its points open, and staff go over them later. A consent can be taken back; what
    is signed then is a document of its own.
    """
    withdrawing = state.withdrawn is not None and state.withdrawal is None
    match command:
        case AnswerQuestion(question):
            return question in {one.id for one in state.open_questions}
        case ClearCheck(must_know):
            return must_know in state.open_checks
        case RateTeachBack(must_know):
            return must_know in state.open_teach_backs
        case Withdraw():
            return True
        case SignAs() | CallSigner() | TakeBreak() | ResumeVisit():
            return withdrawing
        case LeaveSigning():
            # Somebody who was called and did not have to sign may still have the tablet.
            return state.step.startswith("cosign:")
        case _:
            return isinstance(command, ChooseDisplay | AskForHelp)


def _decide_staff(state: VisitState, command: Command, _plan: Plan) -> tuple[e.Event, ...] | None:
    """Decide what staff do at the desk, and breaks; None if the command is another's."""
    match command:
        case TakeBreak(cause):
            return () if state.on_break else (e.BreakTaken(cause=cause),)
        case ResumeVisit(staff):
            waiting = can_choose_again(state) and missing_is_only_confirmation(state)
            moved: tuple[e.Event, ...] = (e.StepEntered(step="reconfirm"),) if waiting else ()
            return (e.VisitResumed(staff=staff), *moved)
        case AnswerQuestion(question, answer, staff):
            if question not in state.questions:
                raise Refused("visit.no_such_question")
            if not answer.strip():
                raise Refused("visit.answer_empty")
            return (e.QuestionAnswered(question=question, answer=answer, staff=staff),)
        case ClearCheck(must_know, note, staff):
            if must_know not in state.handed_over:
                raise Refused("visit.not_handed_over")
            return (e.CheckCleared(must_know=must_know, note=note, staff=staff),)
        case RateTeachBack() as rate:
            return decide_rating(state, rate)
        case PrintPaperForm(form_digest, staff):
            refuse_unless(waits_for_paper(state), "visit.no_paper_wanted")
            return (e.PaperFormPrinted(form_digest=form_digest, staff=staff),)
        case ReceivePaperSignature(note, staff):
            refuse_unless(waits_for_paper(state) and state.paper_printed is not None, "visit.no_paper_wanted")
            return (e.PaperSignatureReceived(note=note, staff=staff),)
        case CloseVisit():
            return (e.VisitClosed(cause="staff"),)
        case _:
            return None


def missing_is_only_confirmation(state: VisitState) -> bool:
    """Whether everything was answered after the signature, and the patient's confirmation is what is left."""
    return state.needs_reconfirmation and not state.open_questions and not state.open_checks


def _decide_reading(state: VisitState, command: Command, plan: Plan) -> tuple[e.Event, ...] | None:
    """Decide identity, companion, display, pages, moving on and back, and checks."""
    step = plan.step(state.step)
    match command:
        case ConfirmIdentity(confirmed):
            refuse_unless(step.kind == "identity", "visit.not_here")
            answered = e.IdentityAnswered(confirmed=confirmed)
            return (answered,) if confirmed else (answered, e.VisitClosed(cause="wrong_person"))
        case RecordCompanion(kind, name, role):
            refuse_unless(step.kind == "companion", "visit.not_here")
            refuse_unless(kind == "none" or bool(name.strip()), "visit.companion_name_missing")
            return (e.CompanionRecorded(kind=kind, companion_name=name, companion_role=role),)
        case ChooseDisplay(theme, text_step, read_aloud):
            event = e.DisplayChanged(theme=theme, text_step=text_step, read_aloud=read_aloud)
            return () if event == state.display else (event,)
        case ShowPart(page, part, parts):
            refuse_unless(step.kind in PAGE_KINDS and plan.page_of(step) == page, "visit.not_here")
            refuse_unless(1 <= part <= parts, "visit.no_such_part")
            known = part in state.parts.get((page, parts), frozenset())
            return () if known else (e.PageShown(page=page, part=part, parts=parts),)
        case GoNext():
            return _decide_next(state, plan)
        case GoBack():
            return _decide_back(state, plan)
        case EnterSideStep(target):
            return _decide_side_step(state, target, plan)
        case AnswerCheck() as answer:
            return _decide_answer(state, answer, plan)
        case HandOverCheck(must_know):
            refuse_unless(step.kind in {"check", "feedback"} and step.subject == must_know, "visit.not_here")
            refuse_unless(must_know not in state.handed_over, "visit.already_handed_over")
            handed = e.CheckHandedOver(must_know=must_know, by="patient")
            return (handed, e.StepEntered(step=plan.after(step).id))
        case _:
            return None


def _decide_back(state: VisitState, plan: Plan) -> tuple[e.Event, ...]:
    """Move back. What was signed stays so, but who set out to choose again may think better of it."""
    step = plan.step(state.step)
    if step.kind == "decision" and state.signature is not None:
        # A question asked meanwhile is answered first: until then the visit waits, as after any signature.
        return (e.StepEntered(step="reconfirm" if missing_is_only_confirmation(state) else "done"),)
    refuse_unless(state.signature is None, "visit.already_signed")
    back = plan.before(step)
    return () if back.id == step.id else (e.StepEntered(step=back.id),)


def _decide_next(state: VisitState, plan: Plan) -> tuple[e.Event, ...]:
    """Move on, if what this step asks for was given."""
    step = plan.step(state.step)
    gates: dict[str, tuple[bool, str]] = {
        "identity": (state.identity is not None and state.identity.event.confirmed, "visit.identity_open"),
        "companion": (state.companion is not None, "visit.companion_open"),
        "page": (step.subject in state.pages_shown, "visit.page_not_shown"),
        "check": (state.settled(step.subject), "visit.check_open"),
        "feedback": (state.settled(step.subject), "visit.check_open"),
        "conditions": (all(condition in state.conditions for condition in plan.conditions), "visit.condition_open"),
        "why": (plan.page_of(step) in state.pages_shown, "visit.page_not_shown"),
        "teach_back": (step.subject in state.teach_backs, "visit.teach_back_open"),
        # With a signature standing, the choice on record is the one that the patient set out to change.
        "decision": (state.decision is not None and state.signature is None, "visit.decision_open"),
        "wishes": (state.wishes is not None, "visit.wishes_open"),
        "record": (state.electronic is not None, "visit.record_open"),
        "sign": (state.signature is not None, "visit.signature_open"),
        "cosign": (False, "visit.signature_open"),
        "reconfirm": (state.reconfirmed is not None, "visit.confirmation_open"),
    }
    passed, reason = gates.get(step.kind, (True, ""))
    refuse_unless(passed, reason)
    if step.kind == "confirm":
        return _decide_confirmation(state, plan)
    why = next_why(state, plan) if step.kind in {"conditions", "why"} else ""
    target = plan.step(f"why:{why}") if why else plan.after(step)
    return () if target.id == step.id else (e.StepEntered(step=target.id),)


def _decide_confirmation(state: VisitState, plan: Plan) -> tuple[e.Event, ...]:
    """Record the repeated choice: agreeing leads to how the record is kept and to the form, the others to the end."""
    if state.decision is None:
        raise Refused("visit.decision_open")
    choice = state.decision.event.choice
    if choice == "agree":
        missing = missing_for_confirmation(state, plan)
        refuse_unless(not missing, missing)
    confirmed = e.DecisionConfirmed(choice=choice)
    # Only the step after it is looked up in this state: no time of it is kept.
    after = evolve(state, confirmed, state.opened.at)
    return (confirmed, e.StepEntered(step="record" if choice == "agree" else step_after_signing(after, plan)))


def _decide_side_step(state: VisitState, target: str, plan: Plan) -> tuple[e.Event, ...]:
    """Allow reading a page again from its check or from the summary, and trying a check again."""
    kind, subject = parse_step(target)
    current = plan.step(state.step)
    allowed = (kind in {"reread", "check"} and current.kind == "feedback" and current.subject == subject) or (
        kind == "revisit" and current.kind == "summary" and subject in plan.pages
    )
    refuse_unless(allowed, "visit.not_here")
    if kind == "check":
        refuse_unless(not state.settled(subject), "visit.check_settled")
    return (e.StepEntered(step=target),)


def _decide_answer(state: VisitState, answer: AnswerCheck, plan: Plan) -> tuple[e.Event, ...]:
    """Record an answer and go to its feedback; after the last allowed try the clinician takes the fact over."""
    step = plan.step(state.step)
    fact = answer.must_know
    refuse_unless(step.kind == "check" and step.subject == fact, "visit.not_here")
    refuse_unless(not state.settled(fact), "visit.check_settled")
    refuse_unless(answer.item in plan.must_know[fact].items, "visit.no_such_item")
    refuse_unless(answer.choice in answer.order and not (answer.right and answer.choice == NOT_SURE), "visit.no_choice")
    attempt = len(state.answers.get(fact, ())) + 1
    events: list[e.Event] = [
        e.CheckAnswered(
            must_know=fact,
            item=answer.item,
            choice=answer.choice,
            right=answer.right,
            attempt=attempt,
            order=answer.order,
        )
    ]
    if not answer.right and attempt >= plan.check_tries:
        events.append(e.CheckHandedOver(must_know=fact, by="limit"))
    events.append(e.StepEntered(step=f"feedback:{fact}"))
    return tuple(events)


def _decide_questions(state: VisitState, command: Command, _plan: Plan) -> tuple[e.Event, ...] | None:
    """Decide the patient's own questions. The form that was signed has them: from then on they stay as they are."""
    match command:
        case AskQuestion(question, page, picks, text):
            refuse_unless(bool(picks) or bool(text.strip()), "visit.question_empty")
            refuse_unless(question not in state.questions, "visit.question_exists")
            return (e.QuestionRaised(question=question, page=page, picks=picks, text=text),)
        case ChangeQuestion(question, picks, text):
            refuse_unless(state.signature is None, "visit.already_signed")
            refuse_unless(bool(picks) or bool(text.strip()), "visit.question_empty")
            refuse_unless(question in {q.id for q in state.open_questions}, "visit.no_such_question")
            return (e.QuestionChanged(question=question, picks=picks, text=text),)
        case RemoveQuestion(question):
            refuse_unless(state.signature is None, "visit.already_signed")
            refuse_unless(question in {q.id for q in state.open_questions}, "visit.no_such_question")
            return (e.QuestionRemoved(question=question),)
        case _:
            return None


def _decide_choice(state: VisitState, command: Command, plan: Plan) -> tuple[e.Event, ...] | None:
    """Decide what matters, the decision, and its confirmation after answers."""
    step = plan.step(state.step)
    match command:
        case RateValue(value, rating):
            refuse_unless(step.kind == "values" and value in plan.values, "visit.not_here")
            refuse_unless(rating is None or rating in range(1, 6), "visit.no_such_rating")
            return () if state.values.get(value) == rating else (e.ValueRated(value=value, rating=rating),)
        case MakeDecision(choice):
            refuse_unless(step.kind == "decision", "visit.not_here")
            # Choosing again after a signature is a new choice, the same one too: it leads to a new form and signature.
            refuse_unless(choice != "agree" or not state.objects, "visit.patient_objects")
            same = state.choice == choice and state.signature is None
            return () if same else (e.DecisionMade(choice=choice, order=DECISION_ORDER),)
        case ConfirmAfterAnswers():
            refuse_unless(step.kind == "reconfirm", "visit.not_here")
            refuse_unless(missing_is_only_confirmation(state), "visit.question_open")
            return (e.ChoiceConfirmed(choice="agree"), e.StepEntered(step=step_after_signing(state, plan)))
        case Reconsider():
            refuse_unless(can_choose_again(state), "visit.not_here")
            return (e.StepEntered(step="decision"),)
        case _:
            return None
