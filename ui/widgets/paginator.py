"""How blocks become parts: pure arithmetic on measured heights, by the design's rules for any screen and text size.

Blocks are never split. A part is filled from the top; what does not fit goes on to the next part. Below a part there
may be a foot: the button for its words, and on the last part the source line.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Block", "Feet", "PartPlan", "balance", "paginate", "stack_height"]

SCANT: Final = 0.35
"""A part that is filled less than this share looks empty."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block's measured height and the space above it when it is not the first of a part, in px.

    `words` tells that a part with this block needs the button for glossary words below it, `joined` that the block
    belongs to the one above: an item of the same list, or a list under its lead.
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
    """Fill parts of `room` px from the top, each with its foot. Gives at least one part.

    A nearly empty part takes the last block of the part before it, where that fits: no part holds one small line.
    """
    parts: list[list[int]] = [[]]
    last = len(blocks) - 1

    def need(part: Sequence[int]) -> int:
        chosen = [blocks[index] for index in part]
        return stack_height(chosen) + feet.under(chosen, last=last in part)

    for index in range(len(blocks)):
        if parts[-1] and need([*parts[-1], index]) > room:
            parts.append([])
        parts[-1].append(index)
    for before, part in itertools.pairwise(parts):
        scant = sum(blocks[index].height for index in part) < room * SCANT
        if scant and len(before) > 2 and need([before[-1], *part]) <= room:
            part.insert(0, before.pop())
    return tuple(PartPlan(tuple(part), scrolls=need(part) > room) for part in parts)


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
