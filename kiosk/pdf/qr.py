"""The QR code of a page (ISO/IEC 18004): a square of dark modules, drawn as one path.

The symbol is the smallest that holds the text at level M (15 % of it may be lost), at the higher level Q or H where
that costs no room. Nothing depends on chance: the same text gives the same operators.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.pdf.sheet import Sheet
from kiosk.pdf.tags import PAGINATION, Node

__all__ = ["CODE_SIDE", "Symbol", "draw_code", "make_symbol"]

CODE_SIDE: Final = 73.7
"""26 mm: a module of the largest usual symbol (49 a side) is then 3 pixels of a scan at 150 dpi."""
BLACK: Final = (0.0, 0.0, 0.0)
_MASK: Final = 1
"""Always the same one. What is under it is mostly a signature, so that no mask is better than another, and to try all
eight takes ten times as long as the rest."""
_QUIET: Final = 4
"""Modules that stay white on each side."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A made symbol: its rows of modules, dark ones true; its version and level, for tests and measurements."""

    rows: tuple[tuple[bool, ...], ...]
    version: int
    level: str

    def quiet(self, side: float = CODE_SIDE) -> float:
        """Return how much stays white around a symbol of some side, in its unit."""
        return _QUIET * side / len(self.rows)


def make_symbol(text: str) -> Symbol:
    """Make the symbol of a text.

    Raises:
        ValueError: it is too long for any.
    """
    import segno

    made = segno.make(text, error="m", micro=False, boost_error=True, mask=_MASK)
    version = made.version
    if not isinstance(version, int):
        raise TypeError("a Micro QR code, which was not asked for")
    return Symbol(tuple(tuple(bool(cell) for cell in row) for row in made.matrix), version, str(made.error))


def draw_code(
    sheet: Sheet, text: str, x: float, y: float, *, side: float = CODE_SIDE, owner: Node | None = None
) -> None:
    """Draw the code of the current page.

    Args:
        sheet: the page.
        text: what the code says, as `kiosk.codes` writes it.
        x: left edge of the dark square.
        y: its upper edge, from the page's top. The caller keeps `Symbol.quiet` free around it.
        side: its side, in points.
        owner: a Figure with an alternative text, which learns where it stands; None for an artifact of the running
            foot, whose words then stand beside it.
    """
    rows = make_symbol(text).rows
    sheet.mark(owner or PAGINATION)
    sheet.squares(_blocks(rows), (x, y), side / len(rows), BLACK)
    if owner is not None:
        owner.place((x, sheet.height - y - side, x + side, sheet.height - y))


def _blocks(rows: tuple[tuple[bool, ...], ...]) -> list[tuple[int, int, int, int]]:
    """Return the dark modules as few rectangles (x, y, width, height): runs, joined with equal runs below them."""
    done: list[tuple[int, int, int, int]] = []
    open_runs: dict[tuple[int, int], tuple[int, int]] = {}
    for y, row in enumerate((*rows, (False,) * len(rows))):
        runs = _runs(row)
        for run in [run for run in open_runs if run not in runs]:
            top, height = open_runs.pop(run)
            done.append((run[0], top, run[1], height))
        for run in runs:
            top, height = open_runs.get(run, (y, 0))
            open_runs[run] = (top, height + 1)
    return sorted(done, key=lambda block: (block[1], block[0]))


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return the dark runs of a row: start and length."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
