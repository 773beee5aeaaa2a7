"""Judging paper by its codes alone: genuine, whose, whole, and of one document.

A code proves that the clinic made a page with this number for this document and these key facts. It cannot prove the
words around it: a true code can be copied onto another text. So the verdict names what to compare with the paper, and
whoever gives the key facts or the printed page numbers gets them compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from kiosk.codes.facts import KeyFacts, facts_digest
from kiosk.codes.keys import CodeTrust, TrustedKey
from kiosk.codes.payload import CodeKind, PageCode, PageText
from kiosk.codes.reading import CodeFault, ReadCode, ScanSheet
from kiosk.i18n import Words, long_date

__all__ = ["PaperProblem", "PaperUse", "PaperVerdict", "Reason", "check_paper", "pages_in_words", "use_of"]

PaperUse = Literal["document", "order", "part"]
"""What sheets are shown as; see `check_paper`."""


class Reason(StrEnum):
    """Why paper is refused, the gravest first."""

    MALFORMED = "malformed"
    """Begins like a code of ours and is none that we write."""
    FORGED = "forged"
    """Names a trusted key, and that key did not sign it."""
    REVOKED = "revoked"
    """Signed with a key that was lost or misused."""
    UNKNOWN_KEY = "unknown_key"
    """Signed with a key that the checker does not trust."""
    KEY_TIME = "key_time"
    """Signed with a trusted key, for a day on which it was not in use."""
    FACTS = "facts"
    """The key facts that were given are not those that were signed."""
    MOVED = "moved"
    """The code is of another page than the number printed on the sheet."""
    COPIED = "copied"
    """The same page twice."""
    TWO_DOCUMENTS = "two_documents"
    """Pages of more than one document."""
    TWO_CODES = "two_codes"
    """More than one code on a sheet."""
    ORDER = "order"
    """The pages do not follow each other as the sheets of the scan do."""
    NO_CODE = "no_code"
    """A sheet without a code that can be read."""
    MISSING = "missing"
    """Pages that no sheet shows."""
    NEWER = "newer"
    """Made by a later version of Candor."""
    UNSIGNED = "unsigned"
    """A form without a signature: it can be filed, and proves nothing."""
    NOT_CHECKED = "not_checked"
    """No key was given to check with."""


_ORDER: Final = tuple(Reason)
_FOREIGN: Final = frozenset({Reason.MALFORMED, Reason.FORGED, Reason.REVOKED, Reason.UNKNOWN_KEY, Reason.KEY_TIME})
"""Reasons for which nothing that a code says can be believed."""


@dataclass(frozen=True, slots=True)
class PaperProblem:
    """One thing that is wrong: on which sheets of the scan, and with which pages of the document."""

    reason: Reason
    sheets: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()

    def sentence(self, words: Words) -> str:
        """Return the sentence on it."""
        facts = {
            "sheets": pages_in_words(self.sheets),
            "pages": pages_in_words(self.pages),
            "sheet": words["codes.sheets" if len(self.sheets) > 1 else "codes.sheet"],
            "page": words["codes.pages" if len(self.pages) > 1 else "codes.page"],
        }
        return words.say(f"codes.{self.reason}", facts)

    def to_json(self) -> dict[str, object]:
        """Return the plain form."""
        return {"reason": str(self.reason), "sheets": list(self.sheets), "pages": list(self.pages)}


@dataclass(frozen=True, slots=True)
class PaperVerdict:
    """The verdict on some sheets. Signed, complete and compared are separate questions."""

    problems: tuple[PaperProblem, ...]
    """Everything that is wrong, the gravest first; empty when the paper is good as far as codes can tell."""
    code: PageCode | None = None
    """What the codes say of the document, from the first good one. None when none can be believed."""
    clinic: str = ""
    """Whose key it was, as its certificate has it."""
    pages: tuple[int, ...] = ()
    """The pages that genuine codes show, ascending."""
    missing: tuple[int, ...] = ()
    facts: bool | None = None
    """Whether the key facts that were given are those that were signed; None when none were given."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and self.code is not None

    @property
    def complete(self) -> bool:
        """Whether every page of the document was shown."""
        return self.code is not None and not self.missing

    @property
    def reason(self) -> Reason | None:
        """The gravest thing that is wrong."""
        return self.problems[0].reason if self.problems else None

    def sentence(self, words: Words) -> str:
        """Return the verdict in plain words: what is wrong, or what is good and what to compare with the paper."""
        parts = [problem.sentence(words) for problem in self.problems]
        if self.code is None:
            return " ".join(parts)
        about: dict[str, str | int] = {
            "document": self.code.document,
            "day": long_date(self.code.day, words),
            "pages": pages_in_words(self.pages),
            "page": words["codes.pages" if len(self.pages) > 1 else "codes.page"],
            "count": self.code.pages,
            "clinic": self.clinic or words["codes.the_clinic"],
        }
        if self.ok:
            kind = "good" if self.complete else "good_part"
            compared = "facts_agree" if self.facts else "compare"
            parts = [words.say(f"codes.{kind}", about), words.say(f"codes.{compared}", about)]
        else:
            parts.append(words.say("codes.says", about))
        return " ".join(parts)

    def to_json(self) -> dict[str, object]:
        """Return the contract of `candor verify --paper --json`, without the sentence."""
        code = self.code
        return {
            "ok": self.ok,
            "reason": str(self.reason) if self.reason else "",
            "problems": [problem.to_json() for problem in self.problems],
            "complete": self.complete,
            "facts": self.facts,
            "kind": code.kind.name.lower() if code else "",
            "document_id": code.document if code else "",
            "day": code.day.isoformat() if code else "",
            "treatment": code.treatment if code else "",
            "language": code.language if code else "",
            "visit": code.visit if code else "",
            "digest": code.digest.hex() if code else "",
            "clinic": self.clinic,
            "pages": list(self.pages),
            "page_count": code.pages if code else 0,
            "missing": list(self.missing),
        }


def use_of(sheets: int, files: int) -> PaperUse:
    """Return as what some sheets are judged, by their number and that of the files that they came in.

    One sheet alone is judged as what it is, a part; more than one must be the whole document. The pages of one file
    must follow each other; photos in files of their own may come in any order.
    """
    if sheets == 1:
        return "part"
    return "order" if files == 1 else "document"


def check_paper(
    sheets: Sequence[ScanSheet],
    trust: CodeTrust | None,
    *,
    facts: KeyFacts | None = None,
    printed: Mapping[int, int] | None = None,
    use: PaperUse = "document",
) -> PaperVerdict:
    """Judge some sheets of paper.

    Args:
        sheets: the sheets as they were read.
        trust: the keys that the checker trusts; None to read only, which is never good.
        facts: the key facts as the paper says them, to be compared with what was signed.
        printed: for a sheet's number the page number that is printed on it, where somebody read it.
        use: `document`: all pages must be there. `order`: and follow each other, as in one scan of a stack. `part`:
            some pages are enough, for a photo of one.
    """
    read = [code for sheet in sheets for code in sheet.codes]
    problems = [*_unreadable(sheets, read)]
    judged = [(code, *_judge(code.text, trust)) for code in read if code.text is not None]
    problems += _gathered((reason, code) for code, reason, _ in judged if reason is not None)
    believed = [(code, key) for code, reason, key in judged if reason not in _FOREIGN]
    texts = [(code, code.text.code) for code, _ in believed if code.text is not None]
    if not texts:
        return PaperVerdict(_sorted(problems))
    problems += _moved(texts, printed or {})
    first = texts[0][1]
    signers = [None if key is None else key.public for _, key in believed]
    # One document is signed with one key: of two clinics that are trusted neither may bring a page of the other's.
    one = [
        text.sheaf == first.sheaf and (None in {signer, signers[0]} or signer == signers[0])
        for (_, text), signer in zip(texts, signers, strict=True)
    ]
    same = [pair for pair, fits in zip(texts, one, strict=True) if fits]
    if len(same) < len(texts):
        others = tuple(code.sheet for (code, _), fits in zip(texts, one, strict=True) if not fits)
        problems.append(PaperProblem(Reason.TWO_DOCUMENTS, others))
    shown = [text.page for _, text in same]
    pages = tuple(sorted(set(shown)))
    twice = tuple(page for page in pages if shown.count(page) > 1)
    if twice:
        sheets_of = tuple(code.sheet for code, text in same if text.page in twice)
        problems.append(PaperProblem(Reason.COPIED, sheets_of, twice))
    if use == "order" and shown != sorted(shown) and not printed:
        problems.append(PaperProblem(Reason.ORDER, tuple(code.sheet for code, _ in same), tuple(shown)))
    missing = tuple(page for page in range(1, first.pages + 1) if page not in set(shown))
    if missing and use != "part":
        problems.append(PaperProblem(Reason.MISSING, pages=missing))
    agree = None
    if facts is not None:
        agree = first.kind is CodeKind.SEALED and facts_digest(facts) == first.digest
        problems += [] if agree else [PaperProblem(Reason.FACTS)]
    clinic = next((key.name for _, key in believed if key is not None), "")
    return PaperVerdict(_sorted(problems), first, clinic, pages, missing, agree)


def _unreadable(sheets: Sequence[ScanSheet], read: Sequence[ReadCode]) -> Iterator[PaperProblem]:
    """Yield what is wrong with the sheets before it matters what their codes say."""
    empty = tuple(sheet.number for sheet in sheets if not sheet.codes and not sheet.blank)
    if empty or not read:
        yield PaperProblem(Reason.NO_CODE, empty or tuple(sheet.number for sheet in sheets))
    crowded = tuple(sheet.number for sheet in sheets if len(sheet.codes) > 1)
    if crowded:
        yield PaperProblem(Reason.TWO_CODES, crowded)
    for fault, reason in ((CodeFault.MALFORMED, Reason.MALFORMED), (CodeFault.NEWER, Reason.NEWER)):
        found = tuple(code.sheet for code in read if code.fault is fault)
        if found:
            yield PaperProblem(reason, found)


def _judge(text: PageText | None, trust: CodeTrust | None) -> tuple[Reason | None, TrustedKey | None]:
    """Return what is wrong with one code's signature, and whose it is."""
    if text is None or not text.is_signed:
        return Reason.UNSIGNED, None
    if trust is None:
        return Reason.NOT_CHECKED, None
    if not trust.named(text.key_id):
        return Reason.UNKNOWN_KEY, None
    key = trust.signer(text)
    if key is None:
        return Reason.FORGED, None
    if key.revoked:
        return Reason.REVOKED, key
    if not key.since <= text.code.day <= key.until:
        return Reason.KEY_TIME, key
    return None, key


def _gathered(found: Iterator[tuple[Reason, ReadCode]]) -> list[PaperProblem]:
    """Return one problem for each reason, with all of its sheets and pages."""
    by_reason: dict[Reason, list[ReadCode]] = {}
    for reason, code in found:
        by_reason.setdefault(reason, []).append(code)
    return [
        PaperProblem(
            reason,
            tuple(code.sheet for code in codes),
            tuple(code.text.code.page for code in codes if code.text is not None),
        )
        for reason, codes in by_reason.items()
    ]


def _moved(texts: Sequence[tuple[ReadCode, PageCode]], printed: Mapping[int, int]) -> list[PaperProblem]:
    wrong = [(code.sheet, text.page) for code, text in texts if printed.get(code.sheet, text.page) != text.page]
    if not wrong:
        return []
    return [PaperProblem(Reason.MOVED, tuple(sheet for sheet, _ in wrong), tuple(page for _, page in wrong))]


def _sorted(problems: Sequence[PaperProblem]) -> tuple[PaperProblem, ...]:
    return tuple(sorted(problems, key=lambda problem: _ORDER.index(problem.reason)))


def pages_in_words(numbers: Sequence[int]) -> str:
    """Return numbers for reading: "3", "1, 4", and runs of three or more as "2–5"."""
    ordered = sorted(set(numbers))
    runs: list[list[int]] = []
    for number in ordered:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]  # noqa: PLR2004
    return ", ".join(parts)
