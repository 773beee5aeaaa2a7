"""The order of mixed directions: levels of a paragraph's characters, and the order in which a line's parts stand.

UAX #9, revision 48 (Unicode 15.1), without explicit embeddings, overrides and isolates: their characters are refused
before anything is printed. HarfBuzz and ReportLab both want levels and not a reordered text, which is what the
libraries at hand return; one of them judges this module in its tests.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Final

__all__ = ["is_rtl", "levels", "visual_order"]

_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
_PAIRS: Final = {
    "(": ")", "[": "]", "{": "}", "\u0f3a": "\u0f3b", "\u0f3c": "\u0f3d", "\u169b": "\u169c", "\u2045": "\u2046",
    "\u207d": "\u207e", "\u208d": "\u208e", "\u2308": "\u2309", "\u230a": "\u230b", "\u2329": "\u232a",
    "\u2768": "\u2769", "\u276a": "\u276b", "\u276c": "\u276d", "\u276e": "\u276f", "\u2770": "\u2771",
    "\u2772": "\u2773", "\u2774": "\u2775", "\u27e6": "\u27e7", "\u27e8": "\u27e9", "\u27ea": "\u27eb",
    "\u2983": "\u2984", "\u2985": "\u2986", "\u3008": "\u3009", "\u300a": "\u300b", "\u300c": "\u300d",
    "\u300e": "\u300f", "\u3010": "\u3011", "\u3014": "\u3015", "\u3016": "\u3017", "\u3018": "\u3019",
    "\u301a": "\u301b", "\uff08": "\uff09", "\uff3b": "\uff3d", "\uff5b": "\uff5d", "\uff5f": "\uff60",
    "\uff62": "\uff63",
}  # fmt: skip
"""Brackets of BidiBrackets.txt that stand in texts of the scripts that can be printed."""
_CLOSING: Final = frozenset(_PAIRS.values())
_SAME: Final = {"\u232a": "\u3009"}
"""Canonically equal brackets (the opening ones never reach here: NFC replaces them)."""
_DEEPEST: Final = 63
"""Open brackets that are remembered, by the rule BD16."""


def is_rtl(text: str) -> bool:
    """Whether a paragraph runs from right to left: its first letter does and most of them do, or two thirds do.

    In UAX #9 the first letter alone decides. Here names stand in sentences of another language, and often first.
    """
    if text.isascii():
        return False
    strong = [kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}]
    left = strong.count("L")
    right = len(strong) - left
    return right > (left if right and strong[0] != "L" else 2 * left)


def levels(text: str, *, rtl: bool) -> list[int]:
    """Return the embedding level of each character of a line: odd ones run from right to left."""
    base = int(rtl)
    original = [unicodedata.bidirectional(char) or "L" for char in text]
    if not rtl and not any(kind in {"R", "AL", "AN"} for kind in original):
        return [0] * len(text)
    kinds = _weak(["ON" if kind == "BN" else kind for kind in original], "R" if rtl else "L")
    _brackets(text, kinds, original, "R" if rtl else "L")
    _neutral(kinds, "R" if rtl else "L")
    found = [base + _raise(kind, base) for kind in kinds]
    # L1: what only parts, and white space before it or at the end, stands as the paragraph runs.
    trailing = True
    for i in reversed(range(len(text))):
        if original[i] in {"B", "S"}:
            trailing = True
        elif original[i] not in {"WS", "BN"}:
            trailing = False
        if trailing:
            found[i] = base
    return found


def visual_order(runs: Sequence[int]) -> list[int]:
    """Return the numbers of runs, given their levels, from left to right (rule L2)."""
    order = list(range(len(runs)))
    odd = [level for level in runs if level % 2]
    for level in range(max(runs, default=0), min(odd, default=1) - 1, -1):
        start = 0
        for high, group in groupby(order, key=lambda i: runs[i] >= level):
            count = len(list(group))
            if high:
                order[start : start + count] = reversed(order[start : start + count])
            start += count
    return order


def _raise(kind: str, base: int) -> int:
    """Return how far a resolved kind stands above its paragraph (rules I1 and I2)."""
    if base:
        return 0 if kind == "R" else 1
    return {"L": 0, "R": 1}.get(kind, 2)


def _weak(kinds: list[str], edge: str) -> list[str]:
    """Resolve marks, numbers and what stands between numbers (rules W1 to W7)."""
    before = strong = edge
    for i, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[i] = before
        before = kinds[i]
    for i, kind in enumerate(kinds):
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
    kinds = _between_numbers(["R" if kind == "AL" else kind for kind in kinds])
    strong = edge
    for i, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
    return kinds


def _between_numbers(kinds: list[str]) -> list[str]:
    """Give separators and terminators to the numbers that they belong to (rules W4 to W6)."""
    for i in range(1, len(kinds) - 1):
        around = kinds[i - 1]
        if around == kinds[i + 1] and (
            (kinds[i] in {"ES", "CS"} and around == "EN") or (kinds[i] == "CS" and around == "AN")
        ):
            kinds[i] = around
    start = 0
    for terminator, group in groupby(list(kinds), key=lambda kind: kind == "ET"):
        end = start + len(list(group))
        near = "EN" in (kinds[start - 1] if start else "", kinds[end] if end < len(kinds) else "")
        if terminator:
            kinds[start:end] = ["EN" if near else "ON"] * (end - start)
        start = end
    return ["ON" if kind in {"ES", "ET", "CS"} else kind for kind in kinds]


def _brackets(text: str, kinds: list[str], original: list[str], edge: str) -> None:
    """Give the brackets of a pair one direction (rule N0)."""
    for opened, closed in sorted(_bracket_pairs(text, kinds)):
        inside = {_direction(kind) for kind in kinds[opened + 1 : closed]}
        if edge in inside:
            direction = edge
        elif inside - {""}:
            other = "L" if edge == "R" else "R"
            before = next((_direction(kind) for kind in reversed(kinds[:opened]) if _direction(kind)), edge)
            direction = other if before == other else edge
        else:
            continue
        for place in (opened, closed):
            kinds[place] = direction
            # Marks over a bracket go with it.
            after = place + 1
            while after < len(kinds) and original[after] == "NSM":
                kinds[after] = direction
                after += 1


def _bracket_pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    """Return the places of brackets that belong together (definition BD16)."""
    stack: list[tuple[str, int]] = []
    found = []
    for i, char in enumerate(text):
        if kinds[i] != "ON":
            continue
        if char in _PAIRS:
            if len(stack) == _DEEPEST:
                return []
            closing = _PAIRS[char]
            stack.append((_SAME.get(closing, closing), i))
        elif char in _CLOSING:
            wanted = _SAME.get(char, char)
            for depth in reversed(range(len(stack))):
                if stack[depth][0] == wanted:
                    found.append((stack[depth][1], i))
                    del stack[depth:]
                    break
    return found


def _neutral(kinds: list[str], edge: str) -> None:
    """Give neutral characters the direction of what is on both sides, or the paragraph's (rules N1 and N2)."""
    start = 0
    for neutral, group in groupby(list(kinds), key=lambda kind: kind in _NEUTRAL):
        end = start + len(list(group))
        if neutral:
            left = _direction(kinds[start - 1]) if start else edge
            right = _direction(kinds[end]) if end < len(kinds) else edge
            kinds[start:end] = [left if left == right else edge] * (end - start)
        start = end


def _direction(kind: str) -> str:
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")
