"""The whole consent as a form to fill in by hand: blank for anybody, or prepared for a visit.

The same sections as the form on the screen, and what the screen asks: conditions, checks as questions, own words, what
matters, the decision. Which answer of a check is right does not stand on it, and nothing in it comes from that.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from kiosk import events as e
from kiosk.content import Content, Treatment
from kiosk.document.blocks import Block, block_text
from kiosk.document.figures import figure_blocks
from kiosk.document.form import Desk, about_rows, form_sections, marks, remarks
from kiosk.document.markup import Parts, parse_markup, render_template
from kiosk.environment import templates_root
from kiosk.events import canonical_bytes
from kiosk.flow import build_plan
from kiosk.i18n import Words, long_date
from kiosk.settings import ClinicSettings
from kiosk.visit import DECISION_ORDER, NOT_SURE, VisitState, choice_order, evolve

__all__ = ["PAPER_TEMPLATE", "PaperForm", "compose_blank", "compose_prepared", "form_id", "paper_text"]

PAPER_TEMPLATE: Final = ("base/paper", "1.0")
"""Template and version: one for all treatments, because the words are the treatment's own."""
PAPER_SEED: Final = 0
"""Mixes the choices of the checks: the same on every sheet of paper, so that one key fits them all."""
QUESTIONS: Final = 3
"""Places for the patient's own questions."""
SHORT_DIGEST: Final = 8
"""Hex digits of the form's digest in its id."""
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
_NO_CLINIC: Final = ClinicSettings(
    device_id="none", clinic_name=" ", address=" ", phone="", country="US", time_zone="UTC", paper="a4"
)
"""What stands for the clinic on a form that is printed without one: nothing."""

Signer = Literal["patient", "representative", "witness", "interpreter", "explained", "clinician"]
_SIGNERS: Final[tuple[Signer, ...]] = (
    "patient",
    "representative",
    "witness",
    "interpreter",
    "explained",
    "clinician",
)


_ASSENT: Final = ("agrees", "does_not_object", "objects", "cannot_say")
"""As the tablet asks it (`kiosk.events.Assent`)."""
_CAPACITIES: Final = ("qualified", "staff", "relative")
"""In which capacity somebody interprets (45 CFR 92.201)."""


class PaperForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form to fill in by hand. It can be drawn like a document (`kiosk.pdf.Printable`), and is no record."""

    id: str
    language: str
    direction: Literal["ltr", "rtl"]
    title: str
    subtitle: str
    clinic: tuple[str, str]
    patient: tuple[str, str]
    treatment: str
    visit: str
    """The visit that it was prepared for; empty for a blank one."""
    template_version: str
    content_version: str
    content_digest: str
    labels: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of what stands on it, without its number and its running foot, hex."""
        return hashlib.sha256(canonical_bytes(msgspec.structs.replace(self, id="", labels={}))).hexdigest()


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A check as the template gets it: the question and its choices, "not sure" last."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place to sign: who, what the signature means, and what is to be written beside it.

    `rows` are pairs of lines side by side; `ways` are boxes with the words above them.
    """

    role: str
    note: str
    meaning: str
    sign: str
    lines: tuple[tuple[str, str], ...]
    pairs: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, tuple[str, ...]], ...]


def compose_blank(
    content: Content,
    treatment: Treatment,
    language: str,
    words: Words,
    *,
    day: date,
    settings: ClinicSettings | None = None,
    templates: Path | None = None,
) -> PaperForm:
    """Compose the blank form of a treatment.

    Args:
        content: with all its places for the clinic's own words filled.
        treatment: the variant for one reason and one route.
        language: a language of the treatment.
        words: the catalogue of that language.
        day: when it is printed, as its number says.
        settings: the clinic's; without them there are lines to write the clinic's name on.
        templates: the folder of the templates; the program's own by default.

    Raises:
        ContentError: the template does not render, or the language has none.
    """
    clinic = settings or _NO_CLINIC
    opened = e.VisitOpened(
        visit_id="",
        patient=e.Patient(name="", birth_date=_NEVER.date(), record_number=""),
        treatment=treatment.id,
        treatment_version=treatment.version,
        reason=treatment.reasons[0],
        language=language,
        content_version=content.version,
        content_digest=content.digest,
        staff=e.Actor(kind="system"),
        identity_method="",
        order_seed=PAPER_SEED,
        demo=clinic.demo,
        route=treatment.route,
    )
    return _compose(evolve(None, opened, _NEVER), content, clinic, words, day, templates)


def compose_prepared(
    state: VisitState,
    content: Content,
    settings: ClinicSettings,
    words: Words,
    *,
    day: date,
    templates: Path | None = None,
) -> PaperForm:
    """Compose the form for a visit: what staff checked in stands on its lines already, the rest is blank.

    Raises:
        ContentError: the template does not render, or the language has none.
    """
    return _compose(state, content, settings, words, day, templates)


def form_id(kind: str, digest: str, day: date) -> str:
    """Return the number of a form: its kind, the day it is printed on, and the beginning of its digest."""
    return f"{kind}-{day:%Y-%m%d}-{digest[:SHORT_DIGEST]}"


def paper_text(form: PaperForm) -> str:
    """Return all text of a form, a line for each piece, in reading order."""
    return "\n".join(text for block in form.blocks for text in block_text(block))


def _compose(
    state: VisitState, content: Content, settings: ClinicSettings, words: Words, day: date, templates: Path | None
) -> PaperForm:
    opened = state.opened.event
    treatment = content.treatments[opened.treatment].variant(opened.reason, opened.route)
    plan = build_plan(treatment, conditions=content.conditions)
    desk = Desk(state, plan, content, settings, words, treatment)
    language = next(known for known in content.languages if known.id == opened.language)
    title = desk.text.document_title["consent"]
    name = f"{PAPER_TEMPLATE[0]}-{PAPER_TEMPLATE[1]}/{language.id}.html.j2"
    values: dict[str, Any] = {
        "t": functools.partial(_say, words),
        "title": title,
        "subtitle": desk.reason.subtitle,
        "remarks": remarks(desk),
        "head": _head(desk),
        "about": about_rows(desk),
        "sections": form_sections(desk),
        "conditions": tuple(content.condition_texts[language.id][one].ask for one in plan.conditions),
        "checks": tuple(_checks(desk)),
        "teach_back": tuple(content.teach_back[language.id][fact].prompt for fact in plan.teach_back),
        "questions": tuple(range(1, QUESTIONS + 1)),
        "values": tuple(desk.text.values[one] for one in plan.values),
        "ratings": tuple(str(rating) for rating in range(1, 6)),
        "choices": tuple(desk.text.decision[choice].title for choice in DECISION_ORDER),
        "places": tuple(_place(desk, signer) for signer in _SIGNERS),
    }
    markup = render_template(templates or templates_root(), name, values)
    known = settings is not _NO_CLINIC
    form = PaperForm(
        id="",
        language=language.id,
        direction=language.direction,
        title=title,
        subtitle=desk.reason.subtitle,
        clinic=(settings.clinic_name, f"{settings.address} · {settings.phone}") if known else (desk.text.name, ""),
        patient=_running_patient(desk),
        treatment=treatment.id,
        visit=opened.visit_id,
        template_version=PAPER_TEMPLATE[1],
        content_version=opened.content_version,
        content_digest=opened.content_digest,
        labels={},
        blocks=parse_markup(markup, Parts(figure_blocks(content, language.id, words), {}), name),
    )
    return _numbered(form, desk, day)


def _numbered(form: PaperForm, desk: Desk, day: date) -> PaperForm:
    """Return a form with its number, and with what stands in its foot."""
    number = form_id("PF" if form.visit else "BF", form.digest, day)
    facts: dict[str, str | int] = {"id": number, "version": form.template_version, "visit": form.visit}
    labels = {
        "page": desk.words["document.foot_page"],
        "demo": " · ".join(marks(desk)),
        "document": desk.words.say("blank.foot", facts),
        "code": desk.words.say("blank.foot_visit" if form.visit else "blank.foot_blank", facts),
    }
    return msgspec.structs.replace(form, id=number, labels=labels)


def _running_patient(desk: Desk) -> tuple[str, str]:
    """Return what the running head says of the patient: two lines to write on, where nobody knows it yet."""
    opened = desk.opened
    if opened.visit_id:
        return opened.patient.name, desk.words.say("document.head_patient", desk.patient_facts())
    # One line: two would stand too near to each other for a hand.
    return "", desk.words["blank.head_name"]


def _head(desk: Desk) -> dict[str, str]:
    """Return what stands on the lines at the head of the form already."""
    opened = desk.opened
    known = desk.settings is not _NO_CLINIC
    clinic = desk.settings.clinic_name if known else ""
    if not opened.visit_id:
        return {"clinic": clinic, "name": "", "born": "", "record": ""}
    patient = opened.patient
    born = long_date(patient.birth_date, desk.words)
    return {"clinic": clinic, "name": patient.name, "born": born, "record": patient.record_number}


def _checks(desk: Desk) -> Iterator[CheckQuestion]:
    """Yield the first question on each must-know fact, with its choices in an order that says nothing."""
    for fact in desk.plan.must_know.values():
        item = desk.check(fact.items[0])
        texts = {choice.id: choice.text for choice in item.choices} | {NOT_SURE: desk.words["document.not_sure"]}
        order = choice_order(PAPER_SEED, item.id, tuple(sorted(choice.id for choice in item.choices)))
        yield CheckQuestion(item.question, tuple(texts[choice] for choice in order))


def _place(desk: Desk, signer: Signer) -> Place:
    """Return a place to sign, with its lines: name, role, meaning, date, time and zone (21 CFR 11.50)."""
    words = desk.words
    zone = desk.settings.time_zone if desk.settings is not _NO_CLINIC else ""
    stands_in = desk.opened.representative
    known = {"patient": desk.opened.patient.name, "representative": stands_in.name if stands_in else ""}
    lines = [(words["blank.printed_name"], known.get(signer, ""))]
    ways: list[tuple[str, tuple[str, ...]]] = []
    if signer in {"explained", "clinician"}:
        lines.append((words["blank.profession"], ""))
    if signer == "representative":
        lines.append((words["blank.authority"], stands_in.relation if stands_in else ""))
        lines.append((words["blank.authority_document"], stands_in.document_seen if stands_in else ""))
        lines.append((words["blank.wishes"], ""))
        ways.append((words["blank.assent"], tuple(words[f"blank.assent_{way}"] for way in _ASSENT)))
    if signer == "interpreter":
        lines += [(words[f"blank.interpreter_{key}"], "") for key in ("id", "language", "reason")]
        ways.append((words["blank.capacity"], tuple(words[f"blank.capacity_{way}"] for way in _CAPACITIES)))
        ways.append((words["blank.presence"], _presence(words)))
    pairs = [(words["blank.date"], ""), (words["blank.time"], ""), (words["blank.zone"], zone)]
    ways.append(
        (words["blank.identity"], tuple(words[f"blank.identity_{way}"] for way in ("photo_id", "asked", "known")))
    )
    return Place(
        role=words[f"blank.role_{signer}"],
        note=words["blank.note_witness"] if signer == "witness" else "",
        meaning=words[f"blank.meaning_{signer}"],
        sign=words["blank.signature"],
        lines=tuple(lines),
        pairs=tuple(pairs),
        ways=tuple(ways),
    )


def _presence(words: Words) -> tuple[str, ...]:
    return tuple(words[f"blank.presence_{way}"] for way in ("in_person", "phone", "video"))


def _say(words: Words, key: str) -> str:
    return words[key]
