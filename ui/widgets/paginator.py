"""How blocks become parts: pure arithmetic on measured heights, by the design's rules for any screen and text size.

Blocks are never split. A part is filled from the top; what does not fit goes on to the next part. Below a part there
may be a foot: the button for its words, and on the last part the source line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

__all__ = ["Block", "Feet", "PartPlan", "balance", "paginate", "stack_height"]

SCANT: Final = 0.35
"""A part that is filled less than this share looks empty."""
NEVER: Final = 1000
"""What counts as more than any number of parts that scroll: several blocks never scroll together."""
ALONE: Final = 4.0
"""How bad it is that a title stands alone, against the square of the share of a part that is left free. So are:"""
EMPTY: Final = 1.0
"""a part that looks empty,"""
PARTED: Final = 0.5
"""a block parted from the one it belongs to,"""
LED: Final = 1.0
"""and more if that one led up to it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block's measured height and the space above it when it is not the first of a part, in px.

    `words` tells that a part with this block needs the button for glossary words below it, `joined` that the block
    belongs to the one above: an item of the same list, a list under its lead, a note under its text.
    """

    height: int
    gap: int
    words: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Feet:
    """What the foot of a part takes, in px, by what stands in it: the words button, the source line, or both."""

    words: int = 0
    source: int = 0
    both: int = 0

    def under(self, blocks: Sequence[Block], *, last: bool) -> int:
        """Return the height of the foot under these blocks."""
        words = any(block.words for block in blocks)
        if last:
            return self.both if words else self.source
        return self.words if words else 0


@dataclass(frozen=True, slots=True)
class PartPlan:
    """The blocks of one part by index; `scrolls` when its one block is taller than the page."""

    blocks: tuple[int, ...]
    scrolls: bool


def stack_height(blocks: Sequence[Block]) -> int:
    """Return the height of blocks under each other, feet not counted."""
    return sum(block.height for block in blocks) + sum(block.gap for block in blocks[1:])


def paginate(blocks: Sequence[Block], room: int, feet: Feet) -> tuple[PartPlan, ...]:
    """Put blocks on parts of `room` px, each with its foot: what does not fit scrolls, then as few parts as can be.

    Of the ways with as few parts the one with the best breaks is taken: the title is not alone, what belongs together
    stays together, and no part is nearly empty. Gives at least one part.
    """
    count = len(blocks)
    tops = list(accumulate((block.gap + block.height for block in blocks), initial=0))
    bare = list(accumulate((block.height for block in blocks), initial=0))

    def part(first: int, end: int) -> tuple[int, int, float]:
        """Return what blocks as one part cost: whether it scrolls, one part, and how bad its beginning is."""
        chosen = blocks[first:end]
        need = tops[end] - tops[first] - blocks[first].gap + feet.under(chosen, last=end == count)
        if need > room:
            return int(end == first + 1) or NEVER, 1, 0.0
        bad = (1 - need / room) ** 2
        if first == 0 and end == 1 < count:
            bad += ALONE
        elif count > end - first and bare[end] - bare[first] < room * SCANT:
            bad += EMPTY
        if first and blocks[first].joined:
            bad += PARTED if blocks[first - 1].joined else PARTED + LED
        return 0, 1, bad

    # From the end: the best way for the blocks from each one on, and where its first part ends.
    best: list[tuple[tuple[int, int, float], int]] = [((0, 0, 0.0), count)] * (count + 1)
    for first in range(count - 1, -1, -1):
        ways = []
        for end in range(count, first, -1):
            own, rest = part(first, end), best[end][0]
            ways.append(((own[0] + rest[0], own[1] + rest[1], own[2] + rest[2]), end))
        best[first] = min(ways, key=lambda way: way[0])
    plans = []
    first = 0
    while first < count:
        end = best[first][1]
        plans.append(PartPlan(tuple(range(first, end)), scrolls=part(first, end)[0] > 0))
        first = end
    return tuple(plans)


def balance(blocks: Sequence[Block], room: int) -> int | None:
    """Return where to break blocks into two columns of `room` px so that both fit, the first one not the shorter.

    A list is not broken, nor parted from its lead, if the columns hold it otherwise. None: they do not fit.
    """
    whole = [
        (max(first, second), split)
        for split in range(1, len(blocks))
        if not blocks[split].joined
        and (first := stack_height(blocks[:split])) <= room
        and (second := stack_height(blocks[split:])) <= room
    ]
    if whole and any(block.joined for block in blocks):
        return min(whole)[1]
    for split in range(1, len(blocks)):
        first, second = stack_height(blocks[:split]), stack_height(blocks[split:])
        if first <= room and second <= room and (first >= second or stack_height(blocks[: split + 1]) > room):
            return split
    return None
