"""Paging: units of slices on pages. A slice is what is never broken; a unit says where it may be broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kiosk.pdf.sheet import Sheet

__all__ = ["Drawing", "Placed", "Slice", "Unit", "ended", "paged"]

Drawing = Callable[[Sheet, float], None]
"""Draws something; it is given the sheet and the y of its top, in points from the page's top."""

_LEAST: Final = 2
"""Lines of a paragraph that stay together at a page's foot and head."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Something of a fixed height, in points."""

    height: float
    draw: Drawing


@dataclass(frozen=True, slots=True)
class Unit:
    """A block or a part of one. `keep`: on one page if a page can hold it. `with_next`: not the last on a page.

    `header` is drawn again when the unit begins a page (a table's head). `new_page` begins one.
    """

    slices: tuple[Slice, ...]
    before: float = 0.0
    keep: bool = False
    with_next: bool = False
    new_page: bool = False
    header: Slice | None = None

    @property
    def height(self) -> float:
        """The height of all slices."""
        return sum(part.height for part in self.slices)


@dataclass(slots=True)
class Placed:
    """What stands on a page: pairs of y and slice."""

    slices: list[tuple[float, Slice]] = field(default_factory=list)


def ended(units: Sequence[Unit], end: Unit) -> list[Unit]:
    """Add a last unit that does not stand on a page by itself: the end of what is before it goes with it."""
    if not units:
        return [end]
    *others, last = units
    if last.keep or len(last.slices) < 2 * _LEAST:
        return [*others, replace(last, with_next=True), end]
    tail = replace(last, slices=last.slices[-_LEAST:], before=0.0, keep=True, with_next=True, new_page=False)
    return [*others, replace(last, slices=last.slices[:-_LEAST]), tail, end]


def paged(units: Sequence[Unit], top: float, bottom: float) -> list[Placed]:
    """Put units on pages, between `top` and `bottom` (points from the page's top)."""
    pages = [Placed()]
    y = top
    index = 0
    while index < len(units):
        # A heading and what follows it are placed together: the head of the next unit counts as part of it.
        chain = [units[index]]
        while chain[-1].with_next and index + len(chain) < len(units) and not units[index + len(chain)].new_page:
            chain.append(units[index + len(chain)])
        need = sum(unit.before + unit.height for unit in chain[:-1]) + chain[-1].before + _head(chain[-1], bottom - top)
        fresh = not pages[-1].slices
        if (chain[0].new_page and not fresh) or (y + need > bottom and not fresh):
            pages.append(Placed())
            y = top
        for unit in chain:
            y = _place(unit, pages, y, top, bottom)
        index += len(chain)
    return pages


def _head(unit: Unit, page: float) -> float:
    """Return how much of a unit must stand with what is before it."""
    if unit.keep and unit.height <= page:
        return unit.height
    count = len(unit.slices) if len(unit.slices) <= _LEAST + 1 else _LEAST
    return sum(part.height for part in unit.slices[:count])


def _place(unit: Unit, pages: list[Placed], y: float, top: float, bottom: float) -> float:
    """Put one unit from `y` on, over pages if it must be; return the y below it."""
    y += unit.before if pages[-1].slices else 0.0
    left = list(unit.slices)
    if unit.keep and unit.height <= bottom - top and y + unit.height > bottom:
        pages.append(Placed())
        y = top
    while left:
        fresh = not pages[-1].slices
        if fresh and unit.header is not None:
            pages[-1].slices.append((y, unit.header))
            y += unit.header.height
        fits = _fitting(left, bottom - y, first=fresh)
        for part in left[:fits]:
            pages[-1].slices.append((y, part))
            y += part.height
        left = left[fits:]
        if left:
            pages.append(Placed())
            y = top
    return y


def _fitting(slices: Sequence[Slice], room: float, *, first: bool) -> int:
    """Return how many slices go into the room, with no line alone at a page's foot or head."""
    count = 0
    for part in slices:
        if part.height > room:
            break
        room -= part.height
        count += 1
    if count < len(slices):
        if len(slices) - count < _LEAST and count - 1 >= _LEAST:
            count -= 1
        elif count < _LEAST and not first:
            count = 0
    return max(count, 1) if first else count
