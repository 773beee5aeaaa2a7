"""Filing a scan: to which visit or form it belongs, and which sheet is which page.

Says where a scan goes and nothing about what was written on it by hand. A scan of several forms, or with a page too
many or too few, is refused as a whole: a person sorts the paper, and scans again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.codes.checking import PaperProblem, Reason, check_paper
from kiosk.codes.keys import CodeTrust
from kiosk.codes.payload import CodeKind, PageCode
from kiosk.codes.reading import ScanSheet, read_sheets
from kiosk.i18n import Words, long_date

__all__ = ["ScanFiling", "file_scan", "file_sheets"]

_OPEN: Final = frozenset({Reason.UNSIGNED, Reason.NOT_CHECKED})
"""What does not matter for a blank form: its codes only say which form it is."""


@dataclass(frozen=True, slots=True)
class ScanFiling:
    """Where a scan belongs. It is filed only when `ok`."""

    problems: tuple[PaperProblem, ...]
    """Why it cannot be filed, the gravest first."""
    code: PageCode | None = None
    """What the codes say: kind of paper, form or document, treatment, language, visit, content digest."""
    order: tuple[int, ...] = ()
    """The number of the sheet (from 1, as scanned) for page 1, page 2 ...; complete when `ok`."""
    blank: tuple[int, ...] = ()
    """Empty sides, which are left out."""

    @property
    def ok(self) -> bool:
        """Whether it can be filed."""
        return not self.problems and self.code is not None

    @property
    def visit(self) -> str:
        """The visit that the form was prepared for; empty for a blank form and for a sealed document."""
        return self.code.visit if self.code else ""

    def sentence(self, words: Words) -> str:
        """Return in plain words where it goes, or why it cannot be filed."""
        if self.code is None or self.problems:
            reasons = [problem.sentence(words) for problem in self.problems]
            return " ".join([words["codes.not_filed"], *reasons])
        return words.say(
            f"codes.filed_{self.code.kind.name.lower()}",
            {
                "document": self.code.document,
                "treatment": self.code.treatment,
                "language": self.code.language,
                "visit": self.code.visit,
                "count": self.code.pages,
                "day": long_date(self.code.day, words),
            },
        )


def file_scan(data: bytes, trust: CodeTrust | None) -> ScanFiling:
    """Say where a scan of signed paper belongs.

    Args:
        data: the whole scan in one file, the sheets in any order.
        trust: the clinic's own keys: a code for a visit must be theirs. None files blank forms only.

    Raises:
        OperatorError: it is no scan; see `kiosk.codes.reading.read_sheets`.
    """
    return file_sheets(read_sheets(data), trust)


def file_sheets(sheets: Sequence[ScanSheet], trust: CodeTrust | None) -> ScanFiling:
    """Say where sheets belong that were read already, of one file or of several photos."""
    verdict = check_paper(sheets, trust)
    blank_form = verdict.code is not None and verdict.code.kind is CodeKind.BLANK
    problems = tuple(problem for problem in verdict.problems if not (blank_form and problem.reason in _OPEN))
    placed = {
        one.text.code.page: one.sheet
        for sheet in sheets
        for one in sheet.codes
        if one.text is not None and verdict.code is not None and one.text.code.sheaf == verdict.code.sheaf
    }
    return ScanFiling(
        problems,
        verdict.code,
        tuple(placed[page] for page in sorted(placed)),
        tuple(sheet.number for sheet in sheets if sheet.blank),
    )
