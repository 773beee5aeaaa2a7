"""Hostile names and answers: each text in every place where a person types, from check-in to the sealed PDF.

A text is either kept, shown and printed as it was typed, or refused with a sentence and nothing stored of it. What is
kept is looked for in the ledger, in the blocks of the document, in the sealed record, in the words that poppler reads
out of the PDF; the outline of its tags has to be that of a document with harmless texts: nothing became markup. A text
that cannot be printed is refused before sealing, and the visit is whole afterwards: the paper way is open.
"""

from __future__ import annotations

import shutil
import subprocess
import traceback
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from kiosk import events as e
from kiosk.clinic import OpenClinic, open_demo
from kiosk.document import ConsentDocument, Table, document_text, form_digest
from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.pdf import unsupported_characters
from kiosk.record import read_record
from kiosk.seal import verify
from kiosk.service import CheckIn, KioskService, utc_now
from kiosk.visit import (
    AnswerCheck,
    AnswerCondition,
    AnswerElectronicRecord,
    AnswerQuestion,
    AskQuestion,
    Command,
    ConfirmAfterAnswers,
    ConfirmIdentity,
    GiveTeachBack,
    GoNext,
    MakeDecision,
    RecordCompanion,
    Refused,
    ResumeVisit,
    ShowForm,
    ShowPart,
    Sign,
    TakeBreak,
    choice_order,
)
from tests.kiosk.visits import scribble
from tests.torture.walking import CHEAP, countersign

__all__ = ["HARMLESS", "TEXTS", "Outcome", "run"]

STAFF = e.Actor(kind="staff", id="s1", name="Priya Raman")
HARMLESS = "Qwxyz"
TEXTS: Mapping[str, str] = {
    "bold": "<b>bold</b> & <i>co</i>",
    "heading": "</p><h1>Not a heading</h1><hr>",
    "script": "<script>alert(1)</script><!-- gone -->",
    "entities": "&amp; &lt; &#60; &nbsp;",
    "jinja": "{{ 7 * 7 }} {% raw %} {# gone #}",
    "format": "{0} {name} {name.__class__} %s %(x)s $x",
    "reportlab": '<font color="red">x</font><para>y</para><img src="file:///etc/passwd"/>',
    "pdf": "(a) Tj ET Q endstream endobj /JS (x) >> << ]",
    "quotes": 'O\'Brien "Bo" `x` ’ \\ \\n \\u0041',
    "sql": "Robert'); DROP TABLE ledger;--",
    "letters": "Łukasz Ковалёв Nguyễn Ðórth ﬁ",
    "combining": "Zoe\u0308 e\u0301 x\u0323\u0302",
    "override": "\u202egnp.exe\u202c \u2067right\u2069",
    "hidden": "a\u200bb\u00adc\ufeffd",
    "emoji": "\U0001f469\u200d\U0001f52c Ana",
    "arabic": "أمينة فاروق",
    "scripts": "שרה क्षत्रिय 王小明 محمّد 27 ស្រី Ковалёв",
    "joiners": "\u0645\u06cc\u200cخو श्\u200dरी",
    "no font": "ᚠᚢᚦ ꦏ",
    "heap": "H" + "\u0301" * 40,
    "lines": "one\ntwo\r\nthree\tfour\u2028five",
    "nul": "nul\x00bell\x07escape\x1b[31m",
    "surrogate": "half \ud83d of a pair",
    "private": "private \ue000 use",
    "spaces": "  two  spaces  ",
    "blank": " \t ",
    "long word": "x" * 10_000,
    "long text": "lorem <b> {{ x }} " * 556,
    "markup wall": "<" * 10_000,
}
BIRTH = date(1961, 3, 14)
PATIENT = e.Actor(kind="patient")
INK = scribble()
CLEANED = {"name", "record_number"}
"""Places whose text is kept composed (NFC) and without spaces around it, as check-in says."""
HEAD, FOOT = 70, 56
"""Points at a page's top and bottom that are the same on every page."""


@dataclass
class Outcome:
    """What became of each text in each place."""

    tried: int = 0
    kept: int = 0
    """Places of sealed documents that hold a text as typed."""
    refused: dict[str, int] = field(default_factory=dict)
    """Refusals by their reason."""
    faults: list[str] = field(default_factory=list)

    def refuse(self, reason: str) -> None:
        """Count a refusal; one without a sentence is a fault."""
        self.refused[reason] = self.refused.get(reason, 0) + 1
        if reason not in catalogue("en"):
            self.faults.append(f"refused without a sentence: {reason}")


def run(folder: Path, texts: Mapping[str, str] = TEXTS) -> Outcome:
    """Put each text in every place of a visit of its own, in a demo clinic in `folder`, and look at what comes out."""
    outcome = Outcome()
    clinic = open_demo(folder / "clinic", clock=utc_now, kdf=CHEAP)
    try:
        plain = _outline(_sealed(clinic, _Visit(clinic.service, HARMLESS, Outcome()), outcome) or b"")
        for label, text in texts.items():
            try:
                outcome.faults += [f"{label}: {fault}" for fault in _tried(clinic, text, plain, outcome)]
            except Exception as error:  # noqa: BLE001  # a crash is what is looked for
                place = traceback.extract_tb(error.__traceback__)[-1]
                outcome.faults.append(f"{label}: {type(error).__name__} at {place.filename}:{place.lineno}")
        report = clinic.vault.verify()
        if not report.ok:
            outcome.faults.append(f"the chain does not verify: {report.reason}")
    finally:
        clinic.close()
    return outcome


def _tried(clinic: OpenClinic, text: str, plain: list[str], outcome: Outcome) -> list[str]:
    """Walk and seal a visit with a text in every place; return what is wrong with it."""
    visit = _Visit(clinic.service, text, outcome)
    data = _sealed(clinic, visit, outcome)
    if data is not None:
        outcome.kept += len(visit.kept)
        return list(_faults(visit, data, plain)) if visit.kept else []
    return [] if any(map(unsupported_characters, visit.kept.values())) else ["refused, and could be printed"]


class _Visit:
    """A visit up to its seal, with one text in every place that takes it; `kept` has the stored text by place."""

    def __init__(self, service: KioskService, text: str, outcome: Outcome) -> None:
        self.service, self.text, self.outcome = service, text, outcome
        self.kept: dict[str, str] = {}
        self.id = self._check_in()
        service.submit(self.id, ConfirmIdentity(confirmed=True))
        service.submit(self.id, GoNext())
        self._offer("companion", lambda typed: RecordCompanion("helper", typed, "sister"))
        name = self.text if "companion" in self.kept else HARMLESS
        self._offer("role", lambda typed: RecordCompanion("helper", name, typed))
        service.submit(self.id, GoNext())
        self._offer("question", lambda typed: AskQuestion("q1", "", (), typed))
        _read(service, self.id, until="teach_back")
        fact = service.state(self.id).step.partition(":")[2]
        self._offer("own words", lambda typed: GiveTeachBack(fact, typed))
        _read(service, self.id)
        digest = form_digest(service.form(self.id))
        meaning = service.view(self.id).treatment.text["en"].meaning["agree"]
        service.submit(self.id, ShowForm(digest))
        # A witness has another name than the patient.
        self._offer("witness", lambda typed: Sign("mark", meaning, digest, INK, "", f"{typed} W"))
        self._offer("answer", lambda typed: AnswerQuestion("q1", typed, STAFF), STAFF)
        service.submit(self.id, TakeBreak("idle"))
        service.submit(self.id, ResumeVisit(STAFF), STAFF)
        service.submit(self.id, ConfirmAfterAnswers())

    def _check_in(self) -> str:
        """Check in with the text as name and as record number, or with what of it is taken."""
        text, plain = self.text, HARMLESS
        for name, record in ((text, text), (text, plain), (plain, text), (plain, plain)):
            self.outcome.tried += 1
            try:
                form = CheckIn(name, BIRTH, record, "ketamine-iv", "trd", "en", "photo_id")
                view = self.service.check_in(form, STAFF)
            except OperatorError as error:
                self.outcome.refuse(error.key)
                continue
            patient = view.state.opened.event.patient
            self.kept |= {"name": patient.name} if name == text else {}
            self.kept |= {"record_number": patient.record_number} if record == text else {}
            return view.state.visit_id
        raise ValueError("even a harmless name was refused")

    def _offer(self, place: str, command: Callable[[str], Command], actor: e.Actor = PATIENT) -> None:
        """Send a command with the text in it; where it is refused, a harmless one instead."""
        self.outcome.tried += 1
        before = self.service.state(self.id)
        try:
            self.service.submit(self.id, command(self.text), actor)
            self.kept[place] = self.text
        except (Refused, OperatorError) as error:
            self.outcome.refuse(error.reason if isinstance(error, Refused) else error.key)
            if self.service.state(self.id) != before:
                self.outcome.faults.append(f"{place}: refused, and the visit changed")
            self.service.submit(self.id, command(HARMLESS), actor)


def _read(service: KioskService, visit: str, until: str = "sign") -> None:
    """Read and answer everything up to the first step of a kind, which is the form if nothing else is said."""
    while (state := service.state(visit)).step.partition(":")[0] != until:
        kind, _, subject = state.step.partition(":")
        plan = service.view(visit).plan
        if kind in {"page", "why"}:
            service.submit(visit, ShowPart(plan.page_of(plan.step(state.step)), 1, 1))
        elif kind == "conditions":
            for condition in plan.conditions:
                service.submit(visit, AnswerCondition(condition, "no"))
        elif kind == "teach_back" and subject not in state.teach_backs:
            service.submit(visit, GiveTeachBack(subject, spoken=True))
        elif kind == "check":
            items = service.view(visit).plan.must_know[subject].items
            item = service.content.checks["en"][items[0]]
            order = choice_order(state.opened.event.order_seed, item.id, tuple(one.id for one in item.choices))
            right = next(one.id for one in item.choices if one.right)
            service.submit(visit, AnswerCheck(subject, item.id, right, True, order))
            continue
        elif kind == "decision":
            service.submit(visit, MakeDecision("agree"))
        elif kind == "record":
            service.submit(visit, AnswerElectronicRecord(accepted=True))
        service.submit(visit, GoNext())


def _sealed(clinic: OpenClinic, visit: _Visit, outcome: Outcome) -> bytes | None:
    """Seal a visit; None when a character cannot be printed. Then the visit is whole and says why."""
    try:
        countersign(clinic.service, visit.id)
    except OperatorError as error:
        outcome.refuse(error.key)
        state = clinic.service.state(visit.id)
        if state.document is not None or state.seal_failed != error.key or state.signature is None:
            outcome.faults.append(f"{error.key}: the visit does not say why its seal failed")
        return None
    return clinic.service.read_sealed(visit.id)


def _faults(visit: _Visit, data: bytes, plain: list[str]) -> Iterator[str]:
    """Say what is wrong with a sealed document that holds a text in some places."""
    if not verify(data, now=utc_now()).ok:
        yield "the sealed file does not verify"
    if _outline(data) != plain:
        yield "the tags are not those of a document with harmless texts"
    document = read_record(_attachment(data)).document
    held, read = _strings(document), _words(data)
    for head in {"".join(block.header) for block in document.blocks if isinstance(block, Table)}:
        read = read.replace(_squeezed(head), "")  # it stands again on each page that a long answer goes on over
    for place, text in visit.kept.items():
        wanted = unicodedata.normalize("NFC", visit.text).strip() if place in CLEANED else visit.text
        if text != wanted:
            yield f"the ledger does not hold the {place} as typed"
        if wanted not in held:
            yield f"the record does not hold the {place} as typed"
        if read and _squeezed(wanted) not in read:
            yield f"poppler does not read the {place} as typed"


def _strings(document: ConsentDocument) -> str:
    return "\n".join((*document.patient, document_text(document)))


def _attachment(data: bytes) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        return bytes(pdf.attachments["record.json"].get_file().read_bytes())


def _outline(data: bytes) -> list[str]:
    """Return the tags of a document in their order, without those that follow from how long a text is."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [tag for tag in _tags(pdf.Root.StructTreeRoot.K) if tag != "/Span"]


def _tags(node: Any) -> Iterator[str]:  # noqa: ANN401  # pikepdf's objects are of many kinds
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _tags(kid)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S)
        if "/K" in node:
            yield from _tags(node.K)


def _words(data: bytes) -> str:
    """Return the text that poppler reads between heads and feet, without white space; empty where it is missing."""
    if shutil.which("pdftotext") is None:
        return ""
    with pikepdf.open(BytesIO(data)) as pdf:
        wide, high = (int(value) for value in list(pdf.pages[0].mediabox)[2:])
    body = ["-x", "0", "-y", str(HEAD), "-W", str(wide), "-H", str(high - HEAD - FOOT)]
    command = ["pdftotext", "-raw", "-nopgbrk", "-enc", "UTF-8", *body, "-", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    # Around letters from right to left poppler puts marks of its own.
    return _squeezed(done.stdout.decode().translate(dict.fromkeys(range(0x202A, 0x202F))))


def _squeezed(text: str) -> str:
    """Return a text without what a printed page does not keep: white space, and how signs were composed."""
    return "".join(unicodedata.normalize("NFKC", text).split())
