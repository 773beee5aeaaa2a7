"""What the review shows, frozen, and what staff can ask for there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.events import Ink, Role
from ui.widgets.chip import ChipKind

__all__ = [
    "AnswerGiven",
    "Applies",
    "CheckLine",
    "ChooseAgainWanted",
    "CloseVisitWanted",
    "FactCleared",
    "NextTask",
    "NotSignedWanted",
    "OpenFact",
    "OpenQuestion",
    "PaperWanted",
    "PrintWanted",
    "RatingGiven",
    "RenewWanted",
    "ReopenForConfirmation",
    "ReviewClosed",
    "ReviewData",
    "Said",
    "Signed",
    "SignerCalled",
    "Signing",
    "StaffSignWanted",
    "WithdrawWanted",
]

NextTask = Literal["answers", "paper", "confirm", "call", "explain", "sign", "print", "wait"]


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """Staff write down the answer that was given to the patient."""

    visit_id: str
    question_id: str
    text: str


@dataclass(frozen=True, slots=True)
class FactCleared:
    """Staff went over a handed-over fact with the patient."""

    visit_id: str
    must_know: str
    note: str


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """Go to the page for signing on paper."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class ReopenForConfirmation:
    """Give the tablet to the patient to confirm the choice."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class ChooseAgainWanted:
    """Give the tablet to a patient who would sign on paper and now wants to choose again."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class CloseVisitWanted:
    """End a visit that does not go on."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class PrintWanted:
    """Print what is sealed."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class StaffSignWanted:
    """The member of staff who is signed in wants to sign as the clinician, or as the person who explained."""

    visit_id: str
    role: Literal["explainer", "clinician"]


@dataclass(frozen=True, slots=True)
class SignerCalled:
    """Hand the tablet to somebody else to sign."""

    visit_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class NotSignedWanted:
    """Somebody who is waited for cannot sign."""

    visit_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class WithdrawWanted:
    """The patient, or who decides for them, takes the consent back."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class RenewWanted:
    """Check the patient in again, to renew this consent."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """Staff rated what the patient said in own words: 0, 1 or 2. The note may be empty."""

    visit_id: str
    must_know: str
    rating: int
    note: str


@dataclass(frozen=True, slots=True)
class ReviewClosed:
    """Back to the list."""


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A must-know fact that was handed over; `note` is what staff wrote, or empty while it is open."""

    must_know: str
    title: str
    detail: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A patient's question as typed and picked; `place` says which page; `answer` is empty while it is open."""

    question_id: str
    place: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Applies:
    """A condition or medicine and what the patient said of it: `yes`, `unsure` or `no`."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Said:
    """A must-know fact in the patient's own words; `text` is empty if it is told to staff.

    `listen_for` is what a good answer holds. `rating` is None while there is none; a `fixed` one stays as it is.
    """

    must_know: str
    title: str
    prompt: str
    text: str
    listen_for: tuple[str, ...]
    rating: int | None = None
    note: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A must-know fact and how its check went, in a chip."""

    title: str
    result: str
    icon: str
    kind: ChipKind


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature: `line` is "Name · when"; `how` says it where there is no ink ("Typed name")."""

    line: str
    ink: Ink | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs beside the patient, and what for.

    `meaning` is what the clinician says with the signature; empty where none signs. `signed` are (role, "Name · when")
    of those who have, and `unsigned` (role, why, "who noted it, when") of those who could not.
    `why_not` says what has to be done before; empty when the clinician can sign. `by_clinician` is False while the
    one who is signed in is no clinician: then `why_not` says who has to. `explainer`: whoever explained may sign.
    `calls` are those who can be handed the tablet to sign, the first one being waited for when the next task is
    `call`; `excused` are those of them without whom it can be sealed, with a reason. `done`: everybody has signed.
    """

    title: str
    meaning: str
    signed: tuple[tuple[str, str], ...] = ()
    why_not: str = ""
    by_clinician: bool = True
    explainer: bool = False
    calls: tuple[Role, ...] = ()
    excused: tuple[Role, ...] = ()
    unsigned: tuple[tuple[str, str, str], ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class ReviewData:
    """A visit in words. `next_task` says what is next: it gets the filled button; `status` says it in a sentence.

    `left` is the same in a chip: text, icon, kind. `notice` is what everybody has to know first, such as a withdrawal.
    `paper`, `can_choose_again`, `sealed` (it can be printed), `can_close`, `can_withdraw` and `can_renew` say what
    else can be done. `represented`: somebody else decided for the patient. `facts_line` is "Born ... · Record ...".
    `reading` are (icon, text); `values` and `lines` are (label, value). `checks_right` is "5 of 5 right". `words`:
    `review.*`.
    """

    words: Mapping[str, str]
    visit_id: str
    name: str
    facts_line: str
    decision: str
    status: str
    next_task: NextTask
    facts: tuple[OpenFact, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    checks: tuple[CheckLine, ...] = ()
    checks_right: str = ""
    reading: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    applies: tuple[Applies, ...] = ()
    said: tuple[Said, ...] = ()
    signature: Signed | None = None
    signing: Signing | None = None
    left: tuple[str, str, ChipKind] | None = None
    notice: str = ""
    paper: bool = False
    can_choose_again: bool = False
    sealed: bool = False
    can_close: bool = False
    can_withdraw: bool = False
    can_renew: bool = False
    represented: bool = False
    error: str = ""
