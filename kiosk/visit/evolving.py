"""What an event changes: state is a fold over events, so replay after a power cut gives the same state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk import events as e
from kiosk.flow import parse_step
from kiosk.visit.state import Question, SupersededChoice, Timed, VisitState

if TYPE_CHECKING:
    from datetime import datetime


def evolve(state: VisitState | None, event: e.Event, at: datetime) -> VisitState:
    """Return the state after an event that was recorded at `at` (UTC).

    Raises:
        TypeError: the event does not belong to a visit, or the first one does not open it. An event that is not known
            here is a bug in this program (an unknown stored one was refused when it was read).
    """
    if state is None:
        if not isinstance(event, e.VisitOpened):
            raise TypeError("a visit starts with VisitOpened")
        return VisitState(opened=Timed(at, event), step="identity")
    parts = (_evolve_reading, _evolve_telling, _evolve_talk, _evolve_signing, _evolve_files, _evolve_end)
    changed = next((found for part in parts if (found := part(state, event, at)) is not None), None)
    if changed is None:
        raise TypeError(type(event).__name__)
    return replace(changed, version=state.version + 1)


def _evolve_reading(state: VisitState, event: e.Event, at: datetime) -> VisitState | None:
    match event:
        case e.IdentityAnswered():
            return replace(state, identity=Timed(at, event))
        case e.CompanionRecorded():
            return replace(state, companion=event)
        case e.DisplayChanged():
            return replace(state, display=event, read_aloud_used=state.read_aloud_used or event.read_aloud)
        case e.StepEntered(step=step):
            kind, subject = parse_step(step)
            rereads = dict(state.rereads)
            if kind in {"reread", "revisit"}:
                rereads[subject] = rereads.get(subject, 0) + 1
            return replace(state, step=step, rereads=rereads)
        case e.PageShown(page=page, part=part, parts=parts):
            seen = state.parts.get((page, parts), frozenset()) | {part}
            shown = dict(state.pages_shown)
            if len(seen) == parts:
                shown.setdefault(page, at)
            return replace(state, parts={**state.parts, (page, parts): seen}, pages_shown=shown)
        case e.CheckAnswered(must_know=fact):
            answers = (*state.answers.get(fact, ()), Timed(at, event))
            return replace(state, answers={**state.answers, fact: answers})
        case e.CheckHandedOver(must_know=fact):
            return replace(state, handed_over={**state.handed_over, fact: Timed(at, event)})
        case e.ConditionAnswered(condition=condition, answer=answer):
            return replace(state, conditions={**state.conditions, condition: answer})
        case e.ValueRated(value=value, rating=rating):
            values = {key: kept for key, kept in state.values.items() if key != value}
            return replace(state, values=values if rating is None else {**values, value: rating})
        case _:
            return None


def _evolve_telling(state: VisitState, event: e.Event, at: datetime) -> VisitState | None:
    match event:
        case e.TeachBackGiven(must_know=fact):
            # A rating speaks of the words that it was given for, not of the ones that come after.
            ratings = {key: rated for key, rated in state.teach_back_ratings.items() if key != fact}
            given = {**state.teach_backs, fact: Timed(at, event)}
            return replace(state, teach_backs=given, teach_back_ratings=ratings)
        case e.TeachBackRated(must_know=fact):
            return replace(state, teach_back_ratings={**state.teach_back_ratings, fact: Timed(at, event)})
        case e.WishesRecorded():
            return replace(state, wishes=Timed(at, event))
        case e.ElectronicRecordAnswered():
            return replace(state, electronic=Timed(at, event))
        case e.HelpAsked():
            return replace(state, help_asked=(*state.help_asked, Timed(at, event)))
        case _:
            return None


def _evolve_talk(state: VisitState, event: e.Event, at: datetime) -> VisitState | None:
    match event:
        case e.CheckCleared(must_know=fact):
            cleared = {**state.cleared, fact: Timed(at, event)}
            return replace(state, cleared=cleared, answered_since=state.signature is not None)
        case e.QuestionRaised(question=key, page=page, picks=picks, text=text):
            return replace(state, questions={**state.questions, key: Question(key, page, picks, text, at)})
        case e.QuestionChanged(question=key, picks=picks, text=text):
            changed = replace(state.questions[key], picks=picks, text=text)
            return replace(state, questions={**state.questions, key: changed})
        case e.QuestionRemoved(question=key):
            return replace(state, questions={k: q for k, q in state.questions.items() if k != key})
        case e.QuestionAnswered(question=key, answer=answer, staff=staff):
            answered = replace(state.questions[key], answer=answer, answered_by=staff, answered_at=at)
            questions = {**state.questions, key: answered}
            return replace(state, questions=questions, answered_since=state.signature is not None)
        case e.DecisionMade():
            # A new choice takes back what rested on the old one; a confirmed one stays in the record.
            return replace(
                state,
                superseded=_superseded(state, at),
                decision=Timed(at, event),
                confirmed=None,
                form_shown=None,
                signature=None,
                role_signatures=(),
                not_signed=(),
                paper_printed=None,
                paper_received=None,
                reconfirmed=None,
                answered_since=False,
            )
        case e.DecisionConfirmed():
            return replace(state, confirmed=Timed(at, event))
        case e.ChoiceConfirmed():
            return replace(state, reconfirmed=Timed(at, event), answered_since=False)
        case _:
            return None


def _superseded(state: VisitState, at: datetime) -> tuple[SupersededChoice, ...]:
    """Return the choices that were taken back, with the one that stands now if the patient had confirmed it."""
    if state.decision is None or state.confirmed is None:
        return state.superseded
    old = SupersededChoice(
        decision=state.decision,
        confirmed=state.confirmed,
        signature=state.signature,
        paper_printed=state.paper_printed,
        paper_received=state.paper_received,
        reconfirmed=state.reconfirmed,
        taken_back_at=at,
        role_signatures=state.role_signatures,
    )
    return (*state.superseded, old)


def _evolve_signing(state: VisitState, event: e.Event, at: datetime) -> VisitState | None:
    match event:
        case e.FormShown():
            return replace(state, form_shown=Timed(at, event))
        case e.SignatureGiven():
            return replace(state, signature=Timed(at, event))
        case e.RoleSigned():
            return replace(state, role_signatures=(*state.role_signatures, Timed(at, event)))
        case e.RoleNotSigned():
            return replace(state, not_signed=(*state.not_signed, Timed(at, event)))
        case e.PaperFormPrinted():
            return replace(state, paper_printed=Timed(at, event))
        case e.PaperSignatureReceived():
            return replace(state, paper_received=Timed(at, event))
        case e.ConsentWithdrawn():
            return replace(state, withdrawn=Timed(at, event))
        case _:
            return None


def _evolve_files(state: VisitState, event: e.Event, at: datetime) -> VisitState | None:
    match event:
        case e.DocumentSealed(kind="withdrawal"):
            return replace(state, withdrawal=Timed(at, event), seal_failed="")
        case e.DocumentSealed():
            return replace(state, document=Timed(at, event), seal_failed="")
        case e.CopySealed():
            return replace(state, copies=(*state.copies, Timed(at, event)))
        case e.ScanSealed():
            return replace(state, scans=(*state.scans, Timed(at, event)))
        case e.DocumentResealed(document_id=document):
            return replace(state, resealed={**state.resealed, document: Timed(at, event)})
        case e.SealFailed(key=key):
            return replace(state, seal_failed=key)
        case _:
            return None


def _evolve_end(state: VisitState, event: e.Event, at: datetime) -> VisitState | None:
    match event:
        case e.BreakTaken():
            return replace(state, on_break=True, breaks=state.breaks + 1)
        case e.VisitResumed():
            return replace(state, on_break=False)
        case e.VisitClosed():
            return replace(state, closed=Timed(at, event))
        case e.RecordPrinted() | e.RecordViewed():
            return state
        case _:
            return None
