"""Copies of a sealed document for one reader: the patient's, one in large print, and the clinician's summary.

None of them is composed anew: the patient's copy is the sealed document behind a short plain page, large print is the
sealed document drawn larger, and the summary is a page about the visit. All name the document that they belong to.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from kiosk.content import Content
from kiosk.document.composing import ConsentDocument
from kiosk.document.form import Desk, FormSection, Item, TableData, cell
from kiosk.document.markup import Parts, parse_markup, render_template
from kiosk.environment import templates_root
from kiosk.events import CopyKind
from kiosk.flow import Plan
from kiosk.i18n import Words
from kiosk.settings import ClinicSettings
from kiosk.visit import VisitState

__all__ = ["COPY_SUFFIX", "CopyRecord", "clinician_summary", "copy_id", "large_print", "patient_copy"]

COPY_SUFFIX: Final[dict[CopyKind, str]] = {"patient_copy": "P", "large_print": "L", "clinician_summary": "C"}
"""What stands behind the id of the document in the id of its copy."""
TEMPLATE_VERSION: Final = "1.0"
MOST_LETTERS: Final = 220
"""Letters of a question or an answer in the summary: one page has room for a handful. The document has all of it."""
MOST_QUESTIONS: Final = 8
BEST: Final = 2
"""The rating of words that show that a fact was understood."""


class CopyRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a copy is a copy of: attached to it as `copy.json`, beside the record of the document itself."""

    schema: Literal[1] = 1
    program: str
    kind: CopyKind
    id: str
    original: str
    original_digest: str
    """SHA-256 of the sealed file that it was made from, hex."""
    content_digest: str
    """Digest of the sealed document's head and blocks: a copy changes nothing about it."""
    made_at: datetime


def copy_id(original: str, kind: CopyKind, number: int = 1) -> str:
    """Return the id of a document's copy, "CN-2026-0512-0417-P"; a later one of the same kind has a number, "-P2"."""
    return f"{original}-{COPY_SUFFIX[kind]}{'' if number == 1 else number}"


def large_print(document: ConsentDocument, words: Words) -> ConsentDocument:
    """Return a sealed document as it is drawn in large print: the same blocks, and what it is on each page."""
    return _marked(document, document.id, words["copy.mark_large_print"], words)


def patient_copy(
    document: ConsentDocument,
    state: VisitState,
    plan: Plan,
    content: Content,
    settings: ClinicSettings,
    words: Words,
    *,
    numbers: Sequence[tuple[str, str]],
    templates: Path | None = None,
) -> ConsentDocument:
    """Return a sealed document behind a short plain page: what was decided, what to remember, whom to call.

    Args:
        document: the sealed one, as its record has it.
        state: the visit, sealed.
        plan: its steps.
        content: of today. What to remember stands there only if it is still the content that the patient read.
        settings: the clinic's.
        words: the document's language.
        numbers: pairs of what a number is for, and the number.
        templates: the folder of the templates; the program's own by default.
    """
    desk = _desk(state, plan, content, settings, words)
    same = content.digest == document.content_digest
    values: dict[str, Any] = {
        "t": functools.partial(_say, words),
        "title": document.title,
        "withdrawn": _withdrawn(desk),
        "decided": (*_decided(desk), *numbers),
        "remember": _remember(desk) if same else (),
        "belongs": words.say("copy.belongs", {"id": document.id}),
    }
    first = _blocks("patient-copy", document.language, values, templates)
    copied = msgspec.structs.replace(document, blocks=(*first, *document.blocks))
    return _marked(copied, document.id, words["copy.mark_patient_copy"], words)


def clinician_summary(
    document: ConsentDocument,
    state: VisitState,
    plan: Plan,
    content: Content,
    settings: ClinicSettings,
    words: Words,
    *,
    templates: Path | None = None,
) -> ConsentDocument:
    """Return one page about a sealed visit: what needs a look, questions, checks, what matters to the patient.

    The arguments are those of `patient_copy`. Names of checks and conditions are those of today's content; one that is
    gone since keeps its id.
    """
    desk = _desk(state, plan, content, settings, words)
    values: dict[str, Any] = {
        "t": functools.partial(_say, words),
        "about": f"{document.title} · {document.subtitle}",
        "decided": (*_decided(desk), (words["document.document_id"], document.id), *_reading(desk)),
        "flags": _flags(desk) or (words["copy.no_flags"],),
        "questions": _questions(desk),
        "checks": _checks(desk),
        "matters": _matters(desk),
    }
    blocks = _blocks("clinician-summary", document.language, values, templates)
    page = msgspec.structs.replace(document, title=words["copy.summary_title"], blocks=blocks)
    return _marked(page, document.id, "", words)


# ---------------------------------------------------------------------- parts of them


def _desk(state: VisitState, plan: Plan, content: Content, settings: ClinicSettings, words: Words) -> Desk:
    opened = state.opened.event
    treatment = content.treatments[opened.treatment].variant(opened.reason, opened.route)
    return Desk(state, plan, content, settings, words, treatment)


def _blocks(template: str, language: str, values: dict[str, Any], templates: Path | None) -> tuple[Any, ...]:
    name = f"{template}/{TEMPLATE_VERSION}/{language}.html.j2"
    markup = render_template(templates or templates_root(), name, values)
    return parse_markup(markup, Parts({}, {}), name)


def _marked(document: ConsentDocument, original: str, mark: str, words: Words) -> ConsentDocument:
    """Say on every page what this is, where its title does not, and in its foot which document it belongs to."""
    marks = " · ".join(part for part in (document.labels["demo"], mark) if part)
    foot = words.say("copy.foot", {"id": original, "language": document.language_name})
    return msgspec.structs.replace(document, labels=document.labels | {"demo": marks, "document": foot})


def _say(words: Words, key: str) -> str:
    return words[key]


def _withdrawn(desk: Desk) -> str:
    if desk.state.withdrawn is None:
        return ""
    return desk.words.say("copy.withdrawn", {"time": desk.time(desk.state.withdrawn.at)})


def _decided(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return what was decided, when, and by whom if not by the patient; whose copy it is stands in its head."""
    state, words = desk.state, desk.words
    rows = []
    if desk.opened.representative is not None:
        rows.append((words["copy.representative"], desk.opened.representative.name))
    if state.choice is not None:
        rows.append((words["copy.decided"], desk.text.decision[state.choice].title))
    if state.confirmed is not None:
        rows.append((words["copy.decided_at"], desk.time(state.confirmed.at)))
    return tuple(rows)


def _remember(desk: Desk) -> tuple[FormSection, ...]:
    """Return what to remember: what the patient said in own words, then benefits, harms and what is not known."""
    texts, words = desk.content.must_know_texts[desk.opened.language], desk.words
    told = tuple(" ".join(texts[fact].sentences) for fact in desk.plan.teach_back)
    points = (
        ("document.summary_benefits", desk.text.benefits),
        ("document.summary_harms", desk.text.harms),
        ("document.summary_unknown", desk.text.unknown),
    )
    parts = [(words["copy.remember"], told)]
    parts += [(words[key], tuple(point.text for point in found)) for key, found in points]
    return tuple(
        FormSection(heading, (Item("bullets", items=tuple(cell(line) for line in lines)),))
        for heading, lines in parts
        if lines
    )


def _reading(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return how the pages were read, with how long it took from check-in to the choice, in minutes."""
    state, words = desk.state, desk.words
    rows = []
    if state.confirmed is not None:
        minutes = max(1, round((state.confirmed.at - state.opened.at).total_seconds() / 60))
        facts: dict[str, str | int] = {"minutes": minutes, "breaks": state.breaks}
        rows.append((words["copy.reading"], words.say("copy.reading_facts", facts)))
    rows.append((words["document.read_aloud"], words["document.yes" if state.read_aloud_used else "document.no"]))
    return tuple(rows)


def _flags(desk: Desk) -> tuple[str, ...]:
    """Return what needs a look, the gravest first."""
    state, words = desk.state, desk.words
    found: list[str] = []
    who = "_represented" if state.represented else ""
    withdrawn = _withdrawn(desk)
    found += [withdrawn] if withdrawn else []
    if state.wishes is not None and state.wishes.event.assent != "agrees":
        found.append(words.say("copy.flag_assent", {"assent": words[f"copy.assent_{state.wishes.event.assent}"]}))
    short = desk.content.condition_texts[desk.opened.language]
    for answer in ("yes", "unsure"):
        given = _in_order(desk.plan.conditions, state.conditions)
        names = [short[one].short if one in short else one for one in given if state.conditions[one] == answer]
        if names:
            found.append(words.say(f"copy.flag_{answer}{who}", {"names": ", ".join(names)}))
    for fact in state.open_checks:
        found.append(words.say("copy.flag_open_check", {"fact": _fact_name(desk, fact)}))
    for fact in state.teach_backs:
        rated = state.teach_back_ratings.get(fact)
        if rated is None or rated.event.rating < BEST:
            key = "copy.flag_not_rated" if rated is None else "copy.flag_rated"
            name = _fact_name(desk, fact)
            found.append(words.say(key, {"fact": name, "rating": rated.event.rating if rated else 0}))
    if state.open_questions:
        found.append(words.say("copy.flag_open_questions", {"count": len(state.open_questions)}))
    if state.superseded:
        found.append(words.say("copy.flag_changed", {"count": len(state.superseded)}))
    if state.help_asked:
        found.append(words.say(f"copy.flag_help{who}", {"count": len(state.help_asked)}))
    if state.companion is not None and state.companion.kind == "interpreter":
        found.append(words.say("copy.flag_interpreter", {"name": state.companion.companion_name}))
    found += [words.say("copy.flag_not_signed", {"reason": one.event.reason}) for one in state.not_signed]
    return tuple(found)


def _questions(desk: Desk) -> TableData:
    words, ready = desk.words, desk.content.questions[desk.opened.language]
    rows = []
    for question in tuple(desk.state.questions.values())[:MOST_QUESTIONS]:
        asked = [ready[pick].text for pick in question.picks if pick in ready]
        asked += [question.text] if question.text.strip() else []
        answer = question.answer if question.answered_at is not None else words["document.not_answered"]
        rows.append((cell(_cut(" ".join(asked))), cell(_cut(answer))))
    more = len(desk.state.questions) - len(rows)
    if more > 0:
        rows.append((cell(words.say("copy.more_questions", {"count": more})), cell("")))
    header = (desk.by_decider("asked"), words["document.answered"])
    return TableData("1 1", header, tuple(rows), words["document.no_questions"])


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1].rstrip()}…"


def _checks(desk: Desk) -> tuple[str, ...]:
    """Return how many facts were known at the first try, and by name each that was not."""
    state, words = desk.state, desk.words
    tries = {fact: len(state.answers.get(fact, ())) for fact in _asked(desk)}
    first = [
        fact
        for fact, count in tries.items()
        if count == 1 and state.answered_right(fact) and fact not in state.handed_over
    ]
    lines = [words.say("copy.checks_first", {"count": len(first), "all": len(tries)})]
    for fact, count in tries.items():
        if fact in first:
            continue
        if fact in state.handed_over:
            key = "copy.check_cleared" if fact in state.cleared else "copy.check_handed"
        else:
            key = "copy.check_tries" if state.answered_right(fact) else "copy.check_not"
        lines.append(words.say(key, {"fact": _fact_name(desk, fact), "count": count}))
    return tuple(lines)


def _asked(desk: Desk) -> tuple[str, ...]:
    """Return the facts that the visit was to check; once the content is another one, those that it did check."""
    facts, state = desk.plan.must_know, desk.state
    if desk.content.digest == desk.opened.content_digest:
        return tuple(facts)
    return _in_order(facts, (*state.answers, *state.handed_over))


def _in_order(order: Iterable[str], given: Collection[str]) -> tuple[str, ...]:
    """Return the ids that were given, in the order of today's content; those that it does not have any more at last."""
    return tuple(dict.fromkeys((*(one for one in order if one in given), *given)))


def _fact_name(desk: Desk, fact: str) -> str:
    known = desk.content.must_know_texts[desk.opened.language]
    return known[fact].name if fact in known else fact


def _matters(desk: Desk) -> str:
    """Return what was rated, the most important first; lines with no answer are left out and counted."""
    values, words = desk.state.values, desk.words
    rated = sorted(_in_order(desk.plan.values, values), key=lambda value: -values[value])
    labels = desk.text.values
    lines = [words.say("copy.rated", {"value": labels.get(one, one), "rating": values[one]}) for one in rated]
    return " · ".join(lines) or words["copy.nothing_rated"]
