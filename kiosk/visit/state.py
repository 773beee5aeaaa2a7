"""The state of a visit: everything that its events say, and the questions one can ask of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kiosk import events as e

T = TypeVar("T")

NOT_SURE = "not-sure"
DECISION_ORDER: tuple[str, ...] = ("agree", "decline", "talk")
"""The fixed order of the three choices (design principle 2)."""


@dataclass(frozen=True, slots=True)
class Question:
    """A patient's question with, later, its answer."""

    id: str
    page: str
    picks: tuple[str, ...]
    text: str
    asked_at: datetime
    answer: str = ""
    answered_by: e.Actor | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """An event and when it was recorded (UTC)."""

    at: datetime
    event: T


@dataclass(frozen=True, slots=True)
class SupersededChoice:
    """A choice that was confirmed, what rested on it, and when a new choice took it back (UTC)."""

    decision: Timed[e.DecisionMade]
    confirmed: Timed[e.DecisionConfirmed]
    signature: Timed[e.SignatureGiven] | None
    paper_printed: Timed[e.PaperFormPrinted] | None
    paper_received: Timed[e.PaperSignatureReceived] | None
    reconfirmed: Timed[e.ChoiceConfirmed] | None
    taken_back_at: datetime
    role_signatures: tuple[Timed[e.RoleSigned], ...] = ()


@dataclass(frozen=True, slots=True)
class VisitState:
    """Everything about one visit that its events say. Times are those of the ledger, UTC."""

    opened: Timed[e.VisitOpened]
    step: str
    identity: Timed[e.IdentityAnswered] | None = None
    companion: e.CompanionRecorded | None = None
    display: e.DisplayChanged | None = None
    read_aloud_used: bool = False
    parts: Mapping[tuple[str, int], frozenset[int]] = field(default_factory=dict)
    pages_shown: Mapping[str, datetime] = field(default_factory=dict)
    rereads: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, tuple[Timed[e.CheckAnswered], ...]] = field(default_factory=dict)
    handed_over: Mapping[str, Timed[e.CheckHandedOver]] = field(default_factory=dict)
    cleared: Mapping[str, Timed[e.CheckCleared]] = field(default_factory=dict)
    conditions: Mapping[str, e.ConditionAnswer] = field(default_factory=dict)
    teach_backs: Mapping[str, Timed[e.TeachBackGiven]] = field(default_factory=dict)
    teach_back_ratings: Mapping[str, Timed[e.TeachBackRated]] = field(default_factory=dict)
    wishes: Timed[e.WishesRecorded] | None = None
    electronic: Timed[e.ElectronicRecordAnswered] | None = None
    help_asked: tuple[Timed[e.HelpAsked], ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    values: Mapping[str, int] = field(default_factory=dict)
    decision: Timed[e.DecisionMade] | None = None
    confirmed: Timed[e.DecisionConfirmed] | None = None
    form_shown: Timed[e.FormShown] | None = None
    signature: Timed[e.SignatureGiven] | None = None
    paper_printed: Timed[e.PaperFormPrinted] | None = None
    paper_received: Timed[e.PaperSignatureReceived] | None = None
    reconfirmed: Timed[e.ChoiceConfirmed] | None = None
    answered_since: bool = False
    """Whether staff answered something after the patient signed or confirmed: by the order, whatever the clock said."""
    role_signatures: tuple[Timed[e.RoleSigned], ...] = ()
    not_signed: tuple[Timed[e.RoleNotSigned], ...] = ()
    withdrawn: Timed[e.ConsentWithdrawn] | None = None
    superseded: tuple[SupersededChoice, ...] = ()
    breaks: int = 0
    on_break: bool = False
    document: Timed[e.DocumentSealed] | None = None
    withdrawal: Timed[e.DocumentSealed] | None = None
    copies: tuple[Timed[e.CopySealed], ...] = ()
    scans: tuple[Timed[e.ScanSealed], ...] = ()
    resealed: Mapping[str, Timed[e.DocumentResealed]] = field(default_factory=dict)
    """The newest archive time stamp of each sealed file that got one, by document id."""
    seal_failed: str = ""
    closed: Timed[e.VisitClosed] | None = None
    version: int = 1

    @property
    def visit_id(self) -> str:
        """The visit's id, which is also its stream in the ledger."""
        return self.opened.event.visit_id

    @property
    def sealed_file(self) -> tuple[str, str] | None:
        """The id and the digest of the visit's sealed file, with its newest archive time stamp; None before it."""
        return None if self.document is None else self.files[self.document.event.document_id]

    @property
    def files(self) -> Mapping[str, tuple[str, str]]:
        """The file id and the digest of each sealed file of this visit, as it is now, by document id."""
        sealed: list[Timed[e.DocumentSealed] | Timed[e.CopySealed] | Timed[e.ScanSealed]] = []
        sealed += [one for one in (self.document, self.withdrawal) if one is not None]
        sealed += [*self.copies, *self.scans]
        found = {one.event.document_id: (one.event.document_id, one.event.file_digest) for one in sealed}
        newer = {key: (one.event.file_id, one.event.file_digest) for key, one in self.resealed.items()}
        return found | newer

    @property
    def represented(self) -> bool:
        """Whether somebody decides in the patient's place."""
        return self.opened.event.representative is not None

    @property
    def decider(self) -> str:
        """The name of who decides and signs: the patient, or who may decide for them."""
        opened = self.opened.event
        return opened.patient.name if opened.representative is None else opened.representative.name

    @property
    def objects(self) -> bool:
        """Whether a patient for whom somebody else decides is against it: then nobody can agree."""
        return self.wishes is not None and self.wishes.event.assent == "objects"

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Questions without an answer."""
        return tuple(question for question in self.questions.values() if question.answered_at is None)

    @property
    def open_checks(self) -> tuple[str, ...]:
        """Must-know facts that were handed over and not yet talked through."""
        return tuple(fact for fact in self.handed_over if fact not in self.cleared)

    def answered_right(self, must_know: str) -> bool:
        """Whether the last answer on a fact was right."""
        answers = self.answers.get(must_know, ())
        return bool(answers) and answers[-1].event.right

    def settled(self, must_know: str) -> bool:
        """Whether a fact was answered right or handed to the clinician."""
        return self.answered_right(must_know) or must_know in self.handed_over

    def may_apply(self, condition: str) -> bool:
        """Whether the patient said yes to a condition, or is not sure."""
        return self.conditions.get(condition) in {"yes", "unsure"}

    @property
    def open_teach_backs(self) -> tuple[str, ...]:
        """Facts that the patient said in own words and no clinician has rated."""
        return tuple(fact for fact in self.teach_backs if fact not in self.teach_back_ratings)

    @property
    def choice(self) -> e.Choice | None:
        """The choice as it stands."""
        return self.decision.event.choice if self.decision else None

    @property
    def needs_reconfirmation(self) -> bool:
        """Whether answers given by staff after the signature ask for the patient's confirmation."""
        if self.signature is None:
            return False
        return bool(self.open_questions or self.open_checks) or self.answered_since


def choice_order(seed: int, item: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return the order of a check's choices: fixed for a patient, mixed between patients, "not sure" last."""
    mixed = list(choices)
    random.Random(f"{seed}/{item}").shuffle(mixed)  # noqa: S311  # an order on screen, not a secret
    return (*mixed, NOT_SURE)
