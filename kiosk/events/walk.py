"""The events of a patient's walk: check-in, pages, checks, questions, what matters; breaks and the end."""

from __future__ import annotations

from typing import ClassVar, Literal

from kiosk.events.base import Actor, Event, Patient, Renewal, Representative

__all__ = [
    "Assent",
    "BreakTaken",
    "CheckAnswered",
    "CheckCleared",
    "CheckHandedOver",
    "CompanionRecorded",
    "ConditionAnswer",
    "ConditionAnswered",
    "DisplayChanged",
    "ElectronicRecordAnswered",
    "HelpAsked",
    "IdentityAnswered",
    "PageShown",
    "QuestionAnswered",
    "QuestionChanged",
    "QuestionRaised",
    "QuestionRemoved",
    "StepEntered",
    "TeachBackGiven",
    "TeachBackRated",
    "TeachBackRating",
    "ValueRated",
    "VisitClosed",
    "VisitOpened",
    "VisitResumed",
    "WishesRecorded",
]

ConditionAnswer = Literal["yes", "no", "unsure"]
TeachBackRating = Literal[0, 1, 2]
Assent = Literal["agrees", "does_not_object", "objects", "cannot_say"]
"""What a patient for whom somebody else decides shows of their own will."""


class VisitOpened(Event, frozen=True):
    """Staff checked a patient in and checked who they are. `route` is empty in visits of version 1.

    Versions 1 and 2 knew neither a representative nor a renewal.
    """

    name: ClassVar[str] = "VisitOpened"
    version: ClassVar[int] = 3
    visit_id: str
    patient: Patient
    treatment: str
    treatment_version: str
    reason: str
    language: str
    content_version: str
    content_digest: str
    staff: Actor
    identity_method: str
    order_seed: int
    demo: bool
    route: str = ""
    representative: Representative | None = None
    renews: Renewal | None = None


class IdentityAnswered(Event, frozen=True):
    """The patient said whether the shown name, birth date and treatment are theirs."""

    name: ClassVar[str] = "IdentityAnswered"
    confirmed: bool


class CompanionRecorded(Event, frozen=True):
    """Who is with the patient; names are as the patient or helper typed them."""

    name: ClassVar[str] = "CompanionRecorded"
    kind: Literal["none", "helper", "interpreter"]
    companion_name: str = ""
    companion_role: str = ""


class DisplayChanged(Event, frozen=True):
    """The look the patient chose: theme, text step, and whether reading aloud was used."""

    name: ClassVar[str] = "DisplayChanged"
    theme: Literal["light", "dark", "contrast"]
    text_step: Literal["1.0", "1.25", "1.5", "2.0"]
    read_aloud: bool


class StepEntered(Event, frozen=True):
    """The patient moved to a step; replay reopens the visit there."""

    name: ClassVar[str] = "StepEntered"
    step: str


class PageShown(Event, frozen=True):
    """One part of a content page was on screen in full. A page counts as shown when all parts of one layout were."""

    name: ClassVar[str] = "PageShown"
    page: str
    part: int
    parts: int


class ConditionAnswered(Event, frozen=True):
    """The patient said whether something applies to them; a later answer takes the place of an earlier one."""

    name: ClassVar[str] = "ConditionAnswered"
    condition: str
    answer: ConditionAnswer


class CheckAnswered(Event, frozen=True):
    """An answer to a check item. `order` is the order the choices stood in; choice `not-sure` is always last."""

    name: ClassVar[str] = "CheckAnswered"
    must_know: str
    item: str
    choice: str
    right: bool
    attempt: int
    order: tuple[str, ...]


class CheckHandedOver(Event, frozen=True):
    """A must-know fact goes to the clinician, by the limit of tries or by the patient's wish."""

    name: ClassVar[str] = "CheckHandedOver"
    must_know: str
    by: Literal["limit", "patient"]


class CheckCleared(Event, frozen=True):
    """Staff talked a handed-over fact through with the patient."""

    name: ClassVar[str] = "CheckCleared"
    must_know: str
    note: str
    staff: Actor


class TeachBackGiven(Event, frozen=True):
    """The patient said a fact in own words: typed as `text`, or told to staff (`spoken`). A later one replaces it."""

    name: ClassVar[str] = "TeachBackGiven"
    must_know: str
    text: str
    spoken: bool


class TeachBackRated(Event, frozen=True):
    """Staff rated what the patient said of a fact: 0 not understood, 1 in part, 2 understood."""

    name: ClassVar[str] = "TeachBackRated"
    must_know: str
    rating: TeachBackRating
    note: str
    staff: Actor


class HelpAsked(Event, frozen=True):
    """The patient asked for a person to come; `step` is what was on screen."""

    name: ClassVar[str] = "HelpAsked"
    step: str


class QuestionRaised(Event, frozen=True):
    """The patient asked something: ready-made picks by id, own words, and the page it is about."""

    name: ClassVar[str] = "QuestionRaised"
    question: str
    page: str
    picks: tuple[str, ...]
    text: str


class QuestionChanged(Event, frozen=True):
    """The patient changed a saved question; the earlier words stay in the ledger."""

    name: ClassVar[str] = "QuestionChanged"
    question: str
    picks: tuple[str, ...]
    text: str


class QuestionRemoved(Event, frozen=True):
    """The patient took a saved question back."""

    name: ClassVar[str] = "QuestionRemoved"
    question: str


class QuestionAnswered(Event, frozen=True):
    """Staff wrote down the answer that was given."""

    name: ClassVar[str] = "QuestionAnswered"
    question: str
    answer: str
    staff: Actor


class WishesRecorded(Event, frozen=True):
    """What the patient wants, as the representative says it, and whether they assent. A later one replaces it."""

    name: ClassVar[str] = "WishesRecorded"
    wishes: str
    assent: Assent


class ElectronicRecordAnswered(Event, frozen=True):
    """The patient agreed to sign and to have the record kept electronically, or asked for paper (15 USC 7001(c))."""

    name: ClassVar[str] = "ElectronicRecordAnswered"
    accepted: bool


class ValueRated(Event, frozen=True):
    """How much one thing matters, 1 to 5; None clears the line (recorded as no answer)."""

    name: ClassVar[str] = "ValueRated"
    value: str
    rating: int | None


class BreakTaken(Event, frozen=True):
    """The patient paused or went idle; the place is kept and staff reopen it."""

    name: ClassVar[str] = "BreakTaken"
    cause: Literal["patient", "idle", "restart"]


class VisitResumed(Event, frozen=True):
    """Staff reopened the visit."""

    name: ClassVar[str] = "VisitResumed"
    staff: Actor


class VisitClosed(Event, frozen=True):
    """A visit ended without a document, e.g. the wrong record was opened."""

    name: ClassVar[str] = "VisitClosed"
    cause: Literal["wrong_person", "staff"]
