"""The form itself: who it is about, the plain-language sections, checks, questions and the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kiosk import events as e
from kiosk.content import CheckItem, Content, DocumentBlock, ReasonText, SignOff, Span, Treatment, TreatmentText
from kiosk.document.figures import BRIEF
from kiosk.flow import Plan
from kiosk.i18n import Words, clock_time, long_date, stamp
from kiosk.settings import ClinicSettings
from kiosk.visit import DECISION_ORDER, NOT_SURE, Question, VisitState

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
    "document_title",
    "form_sections",
    "identity_rows",
    "is_signed_off",
    "marks",
    "question_table",
    "remarks",
    "representative_rows",
    "standing_rows",
    "status_lines",
]

Pair = tuple[str, str]
Cell = tuple[Span, ...]


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

    def by_decider(self, key: str) -> str:
        """Return words on what was said or done on the tablet: the patient's, or of who decides in their place."""
        who = "_represented" if self.state.represented else ""
        return self.words[f"document.{key}{who}"]

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


def document_title(desk: Desk, kind: e.DocumentKind) -> str:
    """Return a document's title; a renewal is named after the consent, and a withdrawal after the treatment."""
    titles = desk.text.document_title
    if kind == "withdrawal":
        return desk.say("title_withdrawal", treatment=desk.text.name)
    if kind == "renewal" and kind not in titles:
        # Only what was printed once has a title of its own.
        return desk.say("title_renewal", title=titles["consent"])
    return titles[kind]


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


def representative_rows(desk: Desk) -> tuple[Pair, ...]:
    """Return who decides in the patient's place, on what ground, and which document was seen; nothing without one."""
    words, representative = desk.words, desk.opened.representative
    if representative is None:
        return ()
    return (
        (words["document.represented_by"], representative.name),
        (words["document.relation"], representative.relation),
        (words["document.authority"], words[f"document.authority_{representative.basis}"]),
        (words["document.authority_document"], representative.document_seen or words["document.none"]),
        (words["document.represented_identity"], words[f"document.identity_{representative.identity_method}"]),
    )


def standing_rows(desk: Desk) -> tuple[Pair, ...]:
    """Return who decides in the patient's place, what the patient wants, and how the record is kept.

    Nothing for a patient who decides and was not asked about an electronic record.
    """
    words, wishes, electronic = desk.words, desk.state.wishes, desk.state.electronic
    rows = [*representative_rows(desk)]
    if rows and wishes is not None:
        text = wishes.event.wishes
        said = desk.say("quoted", text=text) if text.strip() else words["document.wishes_not_said"]
        rows.append((words["document.wishes"], said))
        rows.append((words["document.assent"], words[f"document.assent_{wishes.event.assent}"]))
    if electronic is not None:
        answer = "electronic_accepted" if electronic.event.accepted else "electronic_paper"
        rows.append((words["document.electronic"], desk.say(answer, time=desk.time(electronic.at))))
    return tuple(rows)


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
    header = (words["document.check_question"], desk.by_decider("check_answer"), words["document.check_result"])
    return TableData("30 42 28", header, tuple(rows), words["document.no_checks"])


def _result(desk: Desk, fact: str) -> str:
    """Say how a must-know fact was settled, in words that blame nobody."""
    state = desk.state
    tries = len(state.answers.get(fact, ()))
    handed, cleared = state.handed_over.get(fact), state.cleared.get(fact)
    if handed is not None:
        by_wish = handed.event.by == "patient"
        lines = [desk.by_decider("check_by_patient") if by_wish else desk.say("check_by_limit", attempt=tries)]
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
    header = (desk.by_decider("asked"), words["document.answered"])
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
