"""The QR code of a page (ISO/IEC 18004): a square of dark modules, drawn as one small image.

The symbol is the smallest that holds the text at level M (15 % of it may be lost), at the higher level Q or H where
that costs no room. Nothing depends on chance: the same text gives the same operators.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.pdf.sheet import Sheet
from kiosk.pdf.tags import PAGINATION, Node

__all__ = ["CODE_SIDE", "SEALED_SIDE", "Symbol", "draw_code", "make_symbol"]

CODE_SIDE: Final = 73.5
"""26 mm, for forms: a module of their largest usual symbol (53 a side) is then 3 pixels of a scan at 150 dpi."""
SEALED_SIDE: Final = 62.4
"""22 mm: the same for the symbol of a sealed document (45 a side), which says less. Smaller ones cannot be read from
every bad scan: of 150 with modules a tenth smaller, 4 were lost."""
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
    sheet.bitmap(rows, (x, y), side, BLACK)
    if owner is not None:
        owner.place((*sheet.on_paper(x, y + side), *sheet.on_paper(x + side, y)))
