"""The running head and foot: whose paper it is, which page, and how it is checked. Outside of the text that is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.pdf.fonts import Faces
from kiosk.pdf.qr import SEALED_SIDE, draw_code
from kiosk.pdf.sheet import ACCENT, INK, QUIET, WARN, WHITE, Piece, Sheet
from kiosk.pdf.tags import PAGINATION
from kiosk.pdf.wrap import prepared

__all__ = ["CODE_FLOOR", "CODE_QUIET", "LARGE_TYPE", "MARGIN", "TOP", "USUAL_TYPE", "CodeFor", "Running", "Type"]

CodeFor = Callable[[int, int], str]

MARGIN: Final = 48.2
"""17 mm."""
TOP: Final = 72.0
"""How much of a page the head takes."""
CODE_FLOOR: Final = 17.0
"""How far above the paper's edge a code ends: printers leave up to 6 mm there."""
CODE_QUIET: Final = 6.0
"""What stays white around a code: more than four of its modules."""
_BESIDE: Final = 40.0
"""What the mark before the clinic's name takes, and stays free after it."""
_CLEAR: Final = 10.0
"""How far above the foot's rule the text ends, at least."""


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes and baselines of head and foot, in points; heads are measured from the top, feet from their rule down."""

    clinic: float
    patient: float
    small: float
    lines: tuple[float, float]
    rule: float
    share: float
    """How much of the head's width the clinic's name may take in any case; it gets what the patient's leaves."""
    foot: float
    """How much of a page the foot takes, without a code."""
    foot_rule: tuple[float, float]
    """How far above the paper's edge the foot's rule is: without a code, and beside one."""
    foot_lines: tuple[float, float, float]
    """Document and page; the code to type; when it was sealed."""
    mark: tuple[float, float]
    """Where the mark of a copy or a demonstration begins, from the top, and its type."""


USUAL_TYPE: Final = Type(10.5, 9, 8.5, (37, 49.5), 59, 0.52, 66, (54, 67), (15, 28, 28), (10, 9.5))
LARGE_TYPE: Final = Type(13.5, 13, 12, (40.5, 55), 61.5, 0.45, 92, (80, 84), (17, 34, 51), (8, 12))
"""No word on a page in large print has less than 12 points (Clear Print, of the UK Association for Accessible Formats).
"""


@dataclass(frozen=True, slots=True)
class Running:
    """Draws head and foot of a document's pages."""

    clinic: tuple[str, str]
    patient: tuple[str, str]
    labels: Mapping[str, str]
    faces: Faces
    size: tuple[float, float]
    """Of the paper: width and height in points."""
    type: Type = USUAL_TYPE
    code_for: CodeFor | None = None
    code_side: float = SEALED_SIDE

    @property
    def bottom(self) -> float:
        """Where the foot begins, from the paper's top."""
        foot = self.type.foot
        if self.code_for is not None:
            foot = max(CODE_FLOOR + self.code_side + CODE_QUIET, self.type.foot_rule[1] + _CLEAR)
        return self.size[1] - foot

    @property
    def _right(self) -> float:
        return self.size[0] - MARGIN

    def draw(self, sheet: Sheet, page: int, pages: int) -> None:
        """Draw what stands on a page, all of it outside of the text; pages count from 1."""
        floor, end = self.size[1] - self.type.foot_rule[0], self._right
        if self.code_for is not None:
            left, top = self._right - self.code_side, self.size[1] - CODE_FLOOR - self.code_side
            draw_code(sheet, self.code_for(page, pages), left, top, side=self.code_side)
            floor, end = self.size[1] - self.type.foot_rule[1], left - 2 * CODE_QUIET
        sheet.mark(PAGINATION)
        sheet.stamp("running", lambda: self._same(sheet, floor, end))
        number = self.labels["page"].format(page=page, pages=pages)
        self._to(sheet, end, floor + self.type.foot_lines[0], (Piece(number, self.type.small, QUIET),))

    def _same(self, sheet: Sheet, floor: float, end: float) -> None:
        """Draw what is the same on all pages: the head, and the foot from `floor` down and as far as `end`."""
        labels, type_ = self.labels, self.type
        _draw_mark(sheet, MARGIN + 9, 40)
        width = self.size[0] - 2 * MARGIN
        # The patient's line is fitted first: a name is cut later than an address.
        sizes = ((type_.clinic, type_.patient, True), (type_.small, type_.small, False))
        for i, (baseline, (theirs, ours, bold)) in enumerate(zip(type_.lines, sizes, strict=True)):
            about = self._fitted(self.patient[i], width * (1 - type_.share) - _BESIDE, ours, bold=bold)
            room = max(width * type_.share, width - _BESIDE - self._wide(about))
            sheet.text(MARGIN + 27, baseline, self._fitted(self.clinic[i], room, theirs, bold=bold))
            self._to(sheet, self._right, baseline, about)
        sheet.rule(MARGIN, type_.rule, self._right, type_.rule, ACCENT, 1.1)
        if labels["demo"]:
            self._draw_demo(sheet, labels["demo"])
        sheet.rule(MARGIN, floor, end, floor)
        document, code, sealed = (floor + line for line in type_.foot_lines)
        sheet.text(MARGIN, document, self._fitted(labels["document"], (end - MARGIN) * 0.7, type_.small))
        label = (Piece(labels["code_label"] + " ", type_.small, QUIET),) if "code_label" in labels else ()
        sheet.text(MARGIN, code, (*label, Piece(labels["code"], type_.small, INK, bold=True)))
        if "sealed" in labels:
            pieces = (Piece(labels["sealed"], type_.small, QUIET),)
            if sealed == code:
                self._to(sheet, end, sealed, pieces)
            else:
                sheet.text(MARGIN, sealed, pieces)

    def _draw_demo(self, sheet: Sheet, text: str) -> None:
        top, size = self.type.mark
        wide = self.faces.width(text, bold=True, size=size) + 14
        left = (self.size[0] - wide) / 2
        # It ends well above the name of the clinic, which a long mark stands over.
        sheet.box((left, top, wide, size + 3.5), fill=WHITE, edge=WARN, radius=3)
        sheet.text(left + 7, top + size, (Piece(text, size, WARN, bold=True),))

    def _fitted(self, text: str, room: float, size: float, *, bold: bool = False) -> tuple[Piece, ...]:
        """Return a line cut to its room; the whole text stands in the document."""
        line = prepared(text).replace("\n", " ")
        if self.faces.width(line, bold=bold, size=size) > room:
            low, high = 0, len(line)
            while low < high:
                middle = (low + high + 1) // 2
                fits = self.faces.width(line[:middle] + "…", bold=bold, size=size) <= room
                low, high = (middle, high) if fits else (low, middle - 1)
            line = line[:low].rstrip() + "…"
        return (Piece(line, size, INK if bold else QUIET, bold=bold),)

    def _to(self, sheet: Sheet, end: float, baseline: float, pieces: Sequence[Piece]) -> None:
        """Draw text that ends at a place."""
        sheet.text(end - self._wide(pieces), baseline, pieces)

    def _wide(self, pieces: Sequence[Piece]) -> float:
        return sum(self.faces.width(piece.text, bold=piece.bold, size=piece.size) for piece in pieces)


def _draw_mark(sheet: Sheet, x: float, y: float) -> None:
    """Draw the mark beside the clinic's name: a ring, half of it filled."""
    k = 8 * 0.5523
    left = [(x - 1, y - 8), (x - 1 - k, y - 8, x - 9, y - k, x - 9, y), (x - 9, y + k, x - 1 - k, y + 8, x - 1, y + 8)]
    sheet.shape(left, ACCENT)
    right = [(x + 1, y - 8), (x + 1 + k, y - 8, x + 9, y - k, x + 9, y), (x + 9, y + k, x + 1 + k, y + 8, x + 1, y + 8)]
    sheet.curves([(1.2, [*right, (x + 1, y + 8, x + 1, y - 8, x + 1, y - 8)])], ACCENT)
