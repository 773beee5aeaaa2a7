"""The commands of a visit: imperative, frozen, made by screens and by the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeGuard

from kiosk import events as e


@dataclass(frozen=True, slots=True)
class ConfirmIdentity:
    """The patient answers "Is this you?"."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class RecordCompanion:
    """The patient says who is with them."""

    kind: Literal["none", "helper", "interpreter"]
    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class ChooseDisplay:
    """The patient chooses how the screen looks."""

    theme: Literal["light", "dark", "contrast"]
    text_step: Literal["1.0", "1.25", "1.5", "2.0"]
    read_aloud: bool


@dataclass(frozen=True, slots=True)
class ShowPart:
    """A part of the current content page was painted in full."""

    page: str
    part: int
    parts: int


@dataclass(frozen=True, slots=True)
class GoNext:
    """Next was pressed."""


@dataclass(frozen=True, slots=True)
class GoBack:
    """Back was pressed."""


@dataclass(frozen=True, slots=True)
class EnterSideStep:
    """Go to `reread:<must-know>` or `revisit:<page>`, or try a check again (`check:<must-know>`)."""

    step: str


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """An answer to the current check item; `right` is looked up by the caller in the content."""

    must_know: str
    item: str
    choice: str
    right: bool
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOverCheck:
    """The patient chose to go over a fact with the clinician."""

    must_know: str


@dataclass(frozen=True, slots=True)
class AnswerCondition:
    """The patient says whether something applies to them."""

    condition: str
    answer: e.ConditionAnswer


@dataclass(frozen=True, slots=True)
class GiveTeachBack:
    """The patient says a fact in own words: typed, or told to staff (`spoken`)."""

    must_know: str
    text: str = ""
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class RateTeachBack:
    """Staff rate what the patient said of a fact: 0, 1 or 2."""

    must_know: str
    rating: int
    note: str
    staff: e.Actor


@dataclass(frozen=True, slots=True)
class AskForHelp:
    """The patient needs a person now."""


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """Save a question; `question` is its new id."""

    question: str
    page: str
    picks: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """Change a saved question that has no answer yet."""

    question: str
    picks: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class RemoveQuestion:
    """Take a saved question back that has no answer yet."""

    question: str


@dataclass(frozen=True, slots=True)
class RateValue:
    """Rate one line, 1 to 5, or clear it with None."""

    value: str
    rating: int | None


@dataclass(frozen=True, slots=True)
class MakeDecision:
    """Choose one of three."""

    choice: e.Choice


@dataclass(frozen=True, slots=True)
class ShowForm:
    """The whole form was on screen; `content_digest` names what it said."""

    content_digest: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Sign the form, in one of the four ways."""

    method: e.SignatureMethod
    meaning: str
    form_digest: str
    ink: e.Ink | None = None
    typed_name: str = ""
    witness_name: str = ""


@dataclass(frozen=True, slots=True)
class AnswerElectronicRecord:
    """The patient agrees to sign and keep the record electronically, or asks for paper."""

    accepted: bool


@dataclass(frozen=True, slots=True)
class RecordWishes:
    """The representative says what the patient wants, and whether they assent."""

    wishes: str
    assent: e.Assent


@dataclass(frozen=True, slots=True)
class SignAs:
    """Somebody signs beside the one who decides, or signs a withdrawal; what is signed follows from the visit.

    `identity_method` says how it was checked who they are; staff sign with their account (`staff`) and their PIN.
    """

    role: e.Role
    signer_name: str
    meaning: str
    method: e.SignatureMethod
    identity_method: str
    form_digest: str
    ink: e.Ink | None = None
    typed_name: str = ""
    staff: e.Actor | None = None
    interpreter: e.InterpreterDetails | None = None


@dataclass(frozen=True, slots=True)
class CallSigner:
    """Staff hand the tablet to somebody to sign."""

    role: e.Role
    staff: e.Actor


@dataclass(frozen=True, slots=True)
class NoteNotSigned:
    """Staff note why somebody who was to sign cannot: a refusal or a summary is then sealed without them."""

    role: e.Role
    reason: str
    staff: e.Actor


@dataclass(frozen=True, slots=True)
class LeaveSigning:
    """Whose turn it is to sign cannot do it now: the visit waits for them at the desk."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """A sealed consent is taken back, as staff were told or read, or on the tablet. `words` may be empty."""

    by: Literal["patient", "representative"]
    way: Literal["said", "wrote", "tablet"]
    words: str
    staff: e.Actor


@dataclass(frozen=True, slots=True)
class TakeBreak:
    """Pause; the place is kept."""

    cause: Literal["patient", "idle", "restart"]


@dataclass(frozen=True, slots=True)
class ResumeVisit:
    """Staff reopen the visit."""

    staff: e.Actor


@dataclass(frozen=True, slots=True)
class ConfirmAfterAnswers:
    """The patient confirms the choice after all questions were answered."""


@dataclass(frozen=True, slots=True)
class Reconsider:
    """The patient wants to choose again: at the repeat of the choice after answers, or with a form still on paper."""


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Staff write down the answer that was given."""

    question: str
    answer: str
    staff: e.Actor


@dataclass(frozen=True, slots=True)
class ClearCheck:
    """Staff talked a handed-over fact through."""

    must_know: str
    note: str
    staff: e.Actor


@dataclass(frozen=True, slots=True)
class PrintPaperForm:
    """Staff printed the form to be signed on paper."""

    form_digest: str
    staff: e.Actor


@dataclass(frozen=True, slots=True)
class ReceivePaperSignature:
    """Staff hold the signed paper."""

    note: str
    staff: e.Actor


@dataclass(frozen=True, slots=True)
class CloseVisit:
    """Staff end a visit that cannot go on."""


Command = (
    ConfirmIdentity
    | RecordCompanion
    | ChooseDisplay
    | ShowPart
    | GoNext
    | GoBack
    | EnterSideStep
    | AnswerCheck
    | HandOverCheck
    | AnswerCondition
    | GiveTeachBack
    | RateTeachBack
    | AskForHelp
    | AskQuestion
    | ChangeQuestion
    | RemoveQuestion
    | RateValue
    | MakeDecision
    | ShowForm
    | Sign
    | AnswerElectronicRecord
    | RecordWishes
    | SignAs
    | CallSigner
    | NoteNotSigned
    | LeaveSigning
    | Withdraw
    | TakeBreak
    | ResumeVisit
    | ConfirmAfterAnswers
    | Reconsider
    | AnswerQuestion
    | ClearCheck
    | PrintPaperForm
    | ReceivePaperSignature
    | CloseVisit
)


def is_command(thing: object) -> TypeGuard[Command]:
    """Tell whether something is a command of a visit."""
    return isinstance(thing, Command)
