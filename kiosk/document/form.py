"""The form itself: who it is about, the plain-language sections, checks, questions, the decision and the signature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kiosk import events as e
from kiosk.content import CheckItem, Content, DocumentBlock, ReasonText, SignOff, Span, Treatment, TreatmentText
from kiosk.document.blocks import SignatureBlock
from kiosk.document.figures import BRIEF
from kiosk.flow import Plan
from kiosk.i18n import Words, clock_time, long_date, stamp
from kiosk.settings import ClinicSettings
from kiosk.visit import DECISION_ORDER, NOT_SURE, Question, Timed, VisitState

__all__ = [
    "ChoiceLine",
    "Desk",
    "FormSection",
    "Item",
    "TableData",
    "about_rows",
    "cell",
    "check_table",
    "choice_lines",
    "confirmation_rows",
    "form_sections",
    "how_signed",
    "identity_rows",
    "is_signed_off",
    "marks",
    "paper_blocks",
    "question_table",
    "remarks",
    "signature_block",
    "status_lines",
]

Pair = tuple[str, str]
Cell = tuple[Span, ...]

"""The status of content that a clinician has signed off."""

WRITE_HERE = "_" * 28
"""A line to write on by hand."""


@dataclass(frozen=True, slots=True)
class Item:
    """A block as the template gets it: `kind` says which of the other fields it has."""

    kind: str
    spans: Cell = ()
    items: tuple[Cell, ...] = ()
    figure: str = ""
    heading: str = ""
    source: str = ""
    blocks: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSection:
    """A numbered section of the plain-language part."""

    heading: str
    blocks: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class TableData:
    """A table as the template gets it; `empty` stands in its place when there are no rows."""

    widths: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One of the three choices."""

    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the parts of a document are made from: one visit, its steps, its content and its words.

    `treatment` is the variant for the visit's reason and route, and `text` its words in the visit's language.
    """

    state: VisitState
    plan: Plan
    content: Content
    settings: ClinicSettings
    words: Words
    treatment: Treatment

    @property
    def text(self) -> TreatmentText:
        """All words of the treatment."""
        return self.treatment.text[self.opened.language]

    @property
    def reason(self) -> ReasonText:
        """The words of the reason for the treatment."""
        return self.content.reasons[self.opened.language][self.opened.reason]

    @property
    def opened(self) -> e.VisitOpened:
        """How the visit began."""
        return self.state.opened.event

    def time(self, moment: datetime) -> str:
        """Return a time in full, with its zone."""
        return stamp(moment, self.settings.zone, self.words)

    def clock(self, moment: datetime) -> str:
        """Return a time of day, for tables that name the day elsewhere."""
        return clock_time(moment, self.settings.zone)

    def say(self, key: str, **facts: str | int) -> str:
        """Return a sentence of the document's own words."""
        return self.words.say(f"document.{key}", facts)

    def patient_facts(self) -> dict[str, str | int]:
        """Return what the running head says of the patient."""
        patient = self.opened.patient
        return {"born": long_date(patient.birth_date, self.words), "record": patient.record_number}

    def check(self, item: str) -> CheckItem:
        """Return a check item in the visit's language."""
        return self.content.checks[self.opened.language][item]

    def fact_name(self, fact: str) -> str:
        """Return the name of a must-know fact."""
        return self.content.must_know_texts[self.opened.language][fact].name

    def answer(self, answered: e.CheckAnswered) -> str:
        """Return the words of the answer that was chosen."""
        if answered.choice == NOT_SURE:
            return self.words["document.not_sure"]
        return next(choice.text for choice in self.check(answered.item).choices if choice.id == answered.choice)


def cell(text: str, *, bold: bool = False) -> Cell:
    """Return a cell that holds plain text."""
    return (Span(text, bold),)


def remarks(desk: Desk) -> tuple[str, ...]:
    """Return what must be said at the head: that it is a demo, that no clinician has reviewed the content."""
    found = []
    if desk.opened.demo:
        found.append(desk.say("remark_demo"))
    if not is_signed_off(desk):
        found.append(desk.say("remark_draft"))
    return tuple(found)


def marks(desk: Desk) -> tuple[str, ...]:
    """Return what must stand on every page: that it is a demo, that the content is a draft."""
    found = []
    if desk.opened.demo:
        found.append(desk.words["document.demo_mark"])
    if not is_signed_off(desk):
        found.append(desk.words["document.draft_mark"])
    return tuple(found)


def is_signed_off(desk: Desk) -> bool:
    """Whether a clinician answers for the content as it was shown."""
    return bool(desk.content.sign_offs)


def status_lines(desk: Desk) -> tuple[str, ...]:
    """Return who answers for the content: each sign-off with licence and date, or that it is a draft."""
    if desk.content.sign_offs:
        return tuple(_signed_off(desk, one) for one in desk.content.sign_offs)
    return (desk.words["document.status_draft"],)


def _signed_off(desk: Desk, one: SignOff) -> str:
    day = long_date(date.fromisoformat(one.date), desk.words)
    return desk.say("status_signed_off", name=one.name, licence=one.licence, date=day)


def about_rows(desk: Desk) -> tuple[Pair, ...]:
    """Return what the form is about: treatment, product, route, reason, its status in law, and that of the text."""
    words, treatment = desk.words, desk.treatment
    approved = desk.opened.reason in treatment.approved_for
    return (
        (words["document.treatment"], desk.text.name),
        (words["document.product"], words[f"document.product_{treatment.product}"]),
        (words["document.route"], desk.text.routes.get(treatment.route) or words[f"document.route_{treatment.route}"]),
        (words["document.reason"], desk.reason.label),
        (words["document.use"], words["document.use_approved" if approved else "document.use_off_label"]),
        (words["document.text_status"], "\n".join(status_lines(desk))),
    )


def identity_rows(desk: Desk, language_name: str) -> tuple[Pair, ...]:
    """Return the box at the head: who this is about, how it was read, and who checked the identity."""
    state, words, opened = desk.state, desk.words, desk.opened
    companion = state.companion
    if companion is None or companion.kind == "none":
        helper = words["document.none"]
    else:
        facts: dict[str, str | int] = {"name": companion.companion_name, "role": companion.companion_role}
        kind = companion.kind
        helper = words.say(f"document.companion_{kind}" + ("_role" if companion.companion_role else ""), facts)
    read = "language_aloud" if state.read_aloud_used else "language_read"
    return (
        (words["document.patient"], opened.patient.name),
        (words["document.language"], desk.say(read, language=language_name)),
        (words["document.birth_date"], long_date(opened.patient.birth_date, words)),
        (words["document.helper"], helper),
        (words["document.record_number"], opened.patient.record_number),
        (words["document.identity_checked"], opened.staff.name),
    )


def form_sections(desk: Desk) -> tuple[FormSection, ...]:
    """Return the plain-language sections; bullets that follow each other are one list."""
    return tuple(FormSection(section.heading, _grouped(section.blocks)) for section in desk.text.document_sections)


def _grouped(blocks: Iterable[DocumentBlock]) -> tuple[Item, ...]:
    found: list[Item] = []
    for block in blocks:
        if block.kind == "figure":
            found.append(Item("figure", figure=BRIEF + block.figure))
        elif block.kind == "paragraph":
            found.append(Item("paragraph", spans=block.spans))
        elif found and found[-1].kind == "bullets":
            found[-1] = Item("bullets", items=(*found[-1].items, block.spans))
        else:
            found.append(Item("bullets", items=(block.spans,)))
    return tuple(found)


def check_table(desk: Desk) -> TableData:
    """Return each must-know fact with the last answer and how it was settled."""
    rows = []
    for fact in desk.plan.must_know:
        answers = desk.state.answers.get(fact, ())
        if answers:
            last = answers[-1].event
            question, answer = desk.check(last.item).question, desk.answer(last)
        else:
            question, answer = desk.fact_name(fact), desk.words["document.no_answer"]
        rows.append((cell(question), cell(answer), cell(_result(desk, fact))))
    words = desk.words
    header = (words["document.check_question"], words["document.check_answer"], words["document.check_result"])
    return TableData("30 42 28", header, tuple(rows), words["document.no_checks"])


def _result(desk: Desk, fact: str) -> str:
    """Say how a must-know fact was settled, in words that blame nobody."""
    state = desk.state
    tries = len(state.answers.get(fact, ()))
    handed, cleared = state.handed_over.get(fact), state.cleared.get(fact)
    if handed is not None:
        lines = [desk.say(f"check_by_{handed.event.by}", attempt=tries)]
        if cleared is None:
            lines.append(desk.words["document.check_handed_over"])
        else:
            lines.append(desk.say("check_talked", staff=cleared.event.staff.name, time=desk.time(cleared.at)))
            lines.append(cleared.event.note)
        return "\n".join(line for line in lines if line.strip())
    if not tries or not state.answered_right(fact):
        return desk.words["document.check_open"]
    if tries == 1:
        return desk.words["document.check_first"]
    return desk.say("check_later_reread" if fact in state.rereads else "check_later", attempt=tries)


def question_table(desk: Desk) -> TableData:
    """Return the patient's questions with the answers given."""
    words = desk.words
    rows = tuple(
        (cell(_asked(desk, question)), _answered(desk, question)) for question in desk.state.questions.values()
    )
    header = (words["document.asked"], words["document.answered"])
    return TableData("1 1", header, rows, words["document.no_questions"])


def _asked(desk: Desk, question: Question) -> str:
    """Return the question: ready-made ones and own words in quotes, and the page it is about."""
    ready = desk.content.questions[desk.opened.language]
    parts = [ready[pick].text for pick in question.picks if pick in ready]
    if question.text.strip():
        parts.append(question.text)
    lines = [desk.say("quoted", text=part) for part in parts]
    page = desk.content.pages[desk.opened.language].get(question.page)
    asked = desk.time(question.asked_at)
    lines.append(asked if page is None else desk.say("asked_on", page=page.title, time=asked))
    return "\n".join(lines)


def _answered(desk: Desk, question: Question) -> Cell:
    if question.answered_at is None or question.answered_by is None:
        return cell(desk.words["document.not_answered"])
    by = desk.say("answered_by", staff=question.answered_by.name, time=desk.time(question.answered_at))
    return cell(f"{question.answer}\n{by}")


def choice_lines(desk: Desk) -> tuple[ChoiceLine, ...]:
    """Return all three choices in the order they were shown, with the one that was made."""
    order: Sequence[str] = desk.state.decision.event.order if desk.state.decision else DECISION_ORDER
    return tuple(ChoiceLine(desk.text.decision[choice].title, choice == desk.state.choice) for choice in order)


def confirmation_rows(desk: Desk) -> tuple[Pair, ...]:
    """Return how a choice without a signature was made: by whom, what it means, when and how."""
    words, confirmed = desk.words, desk.state.confirmed
    rows = [
        (words["document.name"], desk.opened.patient.name),
        (words["document.role"], words["document.role_patient"]),
        (words["document.meaning"], desk.text.meaning[desk.state.choice or "talk"]),
    ]
    if confirmed is not None:
        rows.append((words["document.confirmed"], desk.time(confirmed.at)))
        rows.append((words["document.how"], words["document.how_confirmed"]))
    return tuple(rows)


def signature_block(desk: Desk) -> SignatureBlock:
    """Return the patient's signature, or the place for it."""
    words, state, name = desk.words, desk.state, desk.opened.patient.name
    if state.signature is None:
        rows = (*_patient_rows(desk, desk.text.meaning["agree"]), (words["document.signed"], words["document.blank"]))
        return SignatureBlock(method="blank", role="patient", name=name, rows=rows, line=words["document.sign_here"])
    signed = state.signature.event
    paper = signed.method == "paper"
    signed_at = words["document.signed_by_hand"] if paper else desk.time(state.signature.at)
    alternative = {"ink": "ink_alternative", "mark": "ink_mark"}.get(signed.method)
    return SignatureBlock(
        method=signed.method,
        role="patient",
        name=name,
        rows=(
            *_patient_rows(desk, signed.meaning),
            (words["document.signed"], signed_at),
            (words["document.how"], how_signed(desk, state.signature, state.paper_received)),
            *_confirmed(desk),
        ),
        line=words["document.signed_on_paper"] if paper else "",
        alternative=desk.say(alternative, name=name) if alternative else "",
        typed=signed.typed_name,
        ink=signed.ink,
        signed_at=state.signature.at,
    )


def witness_blocks(desk: Desk) -> tuple[SignatureBlock, ...]:
    """Return the signature of the witness who saw the patient make a mark; nothing for the other ways to sign."""
    words, given = desk.words, desk.state.signature
    if given is None or given.event.method != "mark":
        return ()
    name = given.event.witness_name
    block = SignatureBlock(
        method="typed",
        role="witness",
        name=name,
        rows=(
            (words["document.name"], name),
            (words["document.role"], words["document.role_witness"]),
            (words["document.meaning"], words["document.meaning_witness"]),
            (words["document.signed"], desk.time(given.at)),
            (words["document.how"], words["document.how_witness"]),
        ),
        typed=name,
        signed_at=given.at,
    )
    return (block,)


def paper_blocks(desk: Desk) -> tuple[SignatureBlock, SignatureBlock]:
    """Return the two places of a form to be signed by hand: the patient's, and that of the staff who are there."""
    words, name = desk.words, desk.opened.patient.name
    date = (words["document.paper_date"], WRITE_HERE)
    patient = SignatureBlock(
        method="blank",
        role="patient",
        name=name,
        rows=(*_patient_rows(desk, desk.text.meaning["agree"]), date),
        line=words["document.sign_here"],
    )
    present = SignatureBlock(
        method="blank",
        role="present",
        name="",
        rows=(
            (words["document.name"], WRITE_HERE),
            (words["document.role"], words["document.role_present"]),
            (words["document.meaning"], words["document.meaning_present"]),
            date,
        ),
        line=words["document.sign_here_present"],
    )
    return patient, present


def _patient_rows(desk: Desk, meaning: str) -> tuple[Pair, ...]:
    words = desk.words
    return (
        (words["document.name"], desk.opened.patient.name),
        (words["document.role"], words["document.role_patient"]),
        (words["document.meaning"], meaning),
    )


def how_signed(desk: Desk, signature: Timed[e.SignatureGiven], received: Timed[e.PaperSignatureReceived] | None) -> str:
    """Say which of the four equal ways it was; `received` is when staff got the form that was signed by hand."""
    signed = signature.event
    match signed.method:
        case "ink":
            return desk.words[f"document.how_ink_{signed.ink.device if signed.ink else 'mixed'}"]
        case "typed":
            return desk.words["document.how_typed"]
        case "mark":
            return desk.say("how_mark", witness=signed.witness_name)
        case "paper":
            chosen = desk.say("how_paper_chosen", time=desk.time(signature.at))
            if received is None:
                return chosen
            return f"{chosen}\n{desk.say('how_paper', staff=received.event.staff.name, time=desk.time(received.at))}"


def _confirmed(desk: Desk) -> tuple[Pair, ...]:
    """Say when the choice was confirmed: before signing, and again after questions were answered."""
    state, label = desk.state, desk.words["document.confirmed"]
    if state.reconfirmed is not None:
        return ((label, desk.say("confirmed_after", time=desk.time(state.reconfirmed.at))),)
    if state.confirmed is not None:
        return ((label, desk.time(state.confirmed.at)),)
    return ()
