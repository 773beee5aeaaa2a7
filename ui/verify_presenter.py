"""From what was found out about a file to what staff see of it: one verdict, what it means, and what stands behind it.

Keeps nothing. Names in a file can be anybody's: signs that steer a line are taken out of them before they are shown.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kiosk.i18n import long_date, stamp
from kiosk.service import Known, Since, Verdict
from ui.desk.verify import SignerLine, Tone, VerdictData

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from kiosk.codes import PaperVerdict
    from kiosk.i18n import Words
    from kiosk.seal import SealReport, Signature
    from kiosk.service import FileCheck
    from kiosk.visit import VisitState

__all__ = ["clean", "verdict_data"]

LOOKS: Final[dict[Verdict, tuple[Tone, str]]] = {
    Verdict.OURS: ("good", "good"),
    Verdict.FORM: ("good", "form"),
    Verdict.PAPER: ("doubt", "compare"),
    Verdict.PAPER_PART: ("doubt", "compare"),
    Verdict.EXPIRED: ("doubt", "doubt"),
    Verdict.DOUBTFUL: ("doubt", "doubt"),
    Verdict.PAPER_OPEN: ("doubt", "doubt"),
}
"""The tone of a verdict and its word; of all others nothing is to be relied on."""
STEERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows (UAX 9). Joiners are not among them: names need those."""
LONG_HEX: Final = re.compile(r"\b[0-9a-f]{40,}\b")
GROUP: Final = 8


def verdict_data(
    check: FileCheck, files: Sequence[str], words: Words, zone: ZoneInfo, *, can_file: bool = False
) -> VerdictData:
    """Return the verdict page.

    Args:
        check: what was found out.
        files: the names of the files.
        words: the catalogue.
        zone: the clinic's time zone.
        can_file: whether a form that belongs to a visit can be put there now.
    """
    tone, chip = LOOKS.get(check.verdict, ("bad", "bad"))
    sequel = _sequel(check, words, zone)
    if sequel:
        tone, chip = "doubt", str(check.since)
    prepared = check.visit is not None and check.verdict is Verdict.FORM
    report = check.report
    trusted = check.verdict in {Verdict.OURS, Verdict.EXPIRED}
    return VerdictData(
        words=words,
        tone=tone,
        verdict=words[f"check_file.is_{check.since if sequel else check.verdict}"],
        chip=words[f"check_file.chip_{chip}"],
        files=_named(files, words),
        means=f"{words[_means(check)]} {sequel}".rstrip(),
        todo=words[_todo(check)],
        said=tuple(grouped(clean(one)) for one in check.remarks(words)),
        signers_title=words["check_file.signers" if trusted else "check_file.signers_said"],
        signers=() if report is None else tuple(_signer(one, words, zone) for one in report.signatures),
        lines=tuple(_lines(check, words, zone)),
        details=() if report is None else tuple(grouped(clean(one)) for one in _details(report, words)),
        visit_id=check.visit.visit_id if check.visit is not None and prepared else "",
        can_file=can_file and prepared,
    )


def _sequel(check: FileCheck, words: Words, zone: ZoneInfo) -> str:
    """Return what became of a consent after it was sealed, or nothing. A genuine file alone would say: rely on it."""
    if check.since in {Since.RENEWED, Since.ENDED}:
        return words.say(f"check_file.since_{check.since}", {"document": check.newer})
    if check.since is Since.WITHDRAWN and check.visit is not None and check.visit.withdrawn is not None:
        return words.say("check_file.since_withdrawn", {"time": stamp(check.visit.withdrawn.at, zone, words)})
    return ""


def _todo(check: FileCheck) -> str:
    """Return the key of what to do now."""
    if check.since is not Since.NOTHING:
        return f"check_file.todo_{check.since}"
    # Of another kiosk's document nothing is known here but the file.
    far = check.verdict is Verdict.OURS and check.ledger.known is Known.NOTHING
    return "check_file.todo_ours_elsewhere" if far else f"check_file.todo_{check.verdict}"


def _means(check: FileCheck) -> str:
    """Return the key of what a verdict means; nobody signed a copy, so a good one means less."""
    copied = check.verdict is Verdict.OURS and check.report is not None and check.report.copied is not None
    return "check_file.means_copy" if copied else f"check_file.means_{check.verdict}"


def clean(text: str) -> str:
    """Return a text from a file as it may stand in a line: nothing in it can turn, break or hide what is around it."""
    bad = (sign in STEERING or unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} for sign in text)
    return "".join("\N{REPLACEMENT CHARACTER}" if one else sign for one, sign in zip(bad, text, strict=True))


def grouped(text: str) -> str:
    """Return a sentence with its digests in groups, which can be compared and wrap."""
    return LONG_HEX.sub(lambda found: " ".join(re.findall(f".{{1,{GROUP}}}", found[0])), text)


def _named(files: Sequence[str], words: Words) -> str:
    first = clean(files[0]) if files else ""
    return first if len(files) <= 1 else words.say("check_file.files", {"name": first, "count": len(files) - 1})


# ---------------------------------------------------------------------- signatures


def _signer(one: Signature, words: Words, zone: ZoneInfo) -> SignerLine:
    """Return a signature in words: printed name, meaning and time (21 CFR 11.50)."""
    role = f"document.role_{one.role}"
    clinic = one.role == "clinic"
    time = _moment(one.time, words, zone)
    key = "sealed_at" if clinic else "received_at" if one.how == "paper" and one.received_by else "signed_at"
    how = f"check_file.how_{one.how}"
    return SignerLine(
        name=clean(one.name),
        role=words["check_file.role_clinic"] if clinic else words[role] if role in words else clean(one.role),
        meaning=clean(one.meaning),
        when=words.say(f"check_file.{key}", {"time": time, "staff": clean(one.received_by or "")}),
        how=words[how] if how in words else clean(one.how),
        covers=_covers(one, words, zone),
    )


def _covers(one: Signature, words: Words, zone: ZoneInfo) -> str:
    """Return what a signature covers and what came after it; empty for one that is in the record only."""
    if not one.covers:
        return ""
    later = ", ".join(words[f"verify.later_{kind}"] for kind in dict.fromkeys(one.later))
    said = words.say("check_file.later", {"later": later}) if later else words["check_file.covers_all"]
    if one.proven:
        said += " " + words.say("check_file.proven", {"time": _moment(one.proven, words, zone)})
    return said


# ---------------------------------------------------------------------- the document


def _lines(check: FileCheck, words: Words, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Yield what there is to say about the document, label and value."""
    report, paper = check.report, check.paper
    if report is not None and report.document_id:
        yield words["check_file.line_id"], clean(report.document_id)
    if check.code:
        yield words["check_file.line_code"], clean(check.code)
    if report is not None:
        yield from _sealed_lines(report, words, zone)
    if paper is not None:
        yield from _paper_lines(paper, words)
    if report is not None or check.ledger.known is not Known.NOTHING:
        yield words["check_file.line_ledger"], _ledger(check, words)
    if check.visit is not None:
        yield words["check_file.line_visit"], _visit(check.visit, words, zone)
    elif check.filing is not None and check.filing.visit:
        yield words["check_file.line_visit"], words.say("check_file.visit_unknown", {"visit": check.filing.visit})


def _sealed_lines(report: SealReport, words: Words, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    if report.stamps:
        key = "stamp_until" if report.protected_until else "stamp_of"
        facts = {"time": _moment(report.stamps[-1].time, words, zone), "until": _day(report, words, zone)}
        yield words["check_file.line_stamp"], words.say(f"check_file.{key}", facts)
    if report.signatures:
        attached = report.document_id is not None and report.content_digest is not None
        yield (
            words["check_file.line_record"],
            words["check_file.record_there" if attached else "check_file.record_none"],
        )


def _paper_lines(paper: PaperVerdict, words: Words) -> Iterator[tuple[str, str]]:
    if paper.code is None:
        return
    from kiosk.codes.checking import pages_in_words

    yield words["check_file.line_id"], paper.code.document
    if paper.code.treatment:
        yield words["check_file.line_treatment"], paper.code.treatment
    yield words["check_file.line_made"], long_date(paper.code.day, words)
    facts: dict[str, str | int] = {"pages": pages_in_words(paper.pages), "count": paper.code.pages}
    yield words["check_file.line_pages"], words.say("check_file.pages_of", facts)


def _ledger(check: FileCheck, words: Words) -> str:
    """Return what this kiosk's ledger has of it."""
    known = "elsewhere" if check.ledger.known is Known.NOTHING and check.elsewhere else str(check.ledger.known)
    facts: dict[str, str | int] = {"entry": check.ledger.entry, "device": clean(check.elsewhere)}
    return words.say(f"check_file.ledger_{known}", facts)


def _visit(state: VisitState, words: Words, zone: ZoneInfo) -> str:
    """Return whose visit it is: the facts that paper is compared with."""
    patient = state.opened.event.patient
    facts = {
        "name": patient.name,
        "born": long_date(patient.birth_date, words),
        "record": patient.record_number,
        "time": stamp(state.opened.at, zone, words),
    }
    return f"{words.say('check_file.visit_of', facts)}. {words.say('check_file.visit_begun', facts)}"


def _details(report: SealReport, words: Words) -> Iterator[str]:
    """Yield what only an expert asks for: what `candor verify` says of each part, and digests."""
    yield from report.details(words)
    for one in report.signatures:
        if one.fingerprint:
            facts = {"name": one.key_name or one.name, "fingerprint": one.fingerprint}
            yield words.say("check_file.detail_certificate", facts)
    if report.level:
        yield words.say("check_file.detail_level", {"level": report.level})
    if report.pack_digest:
        yield words.say("check_file.detail_pack", {"digest": report.pack_digest})
    yield words.say("check_file.detail_digest", {"digest": report.file_digest})


def _moment(iso: str, words: Words, zone: ZoneInfo) -> str:
    """Return an ISO time in words; as it stands when it is none."""
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return clean(iso)
    return stamp(at, zone, words) if at.tzinfo else clean(iso)


def _day(report: SealReport, words: Words, zone: ZoneInfo) -> str:
    if not report.protected_until:
        return ""
    return long_date(datetime.fromisoformat(report.protected_until).astimezone(zone).date(), words)
