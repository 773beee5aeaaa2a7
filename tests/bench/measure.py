"""What a measurement is, how several become one figure, and how the table and bench.json are written.

Every figure names what it was measured against in the same run on the same machine. One that could not be measured here
says why and is neither met nor missed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Figure", "figure", "not_measured", "percentile", "table", "write_json"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the bench. `goal` is "1.5 or less", "5 or more" or empty (for the record); `met` None: no verdict."""

    name: str
    value: float | None
    unit: str
    against: str
    goal: str
    met: bool | None


def figure(
    name: str,
    value: float,
    unit: str,
    against: str,
    goal: float | None = None,
    wanted: Literal["less", "more"] = "less",
) -> Figure:
    """Return a figure, judged by its goal if it has one."""
    if goal is None:
        return Figure(name, round(value, 3), unit, against, "", None)
    met = value <= goal if wanted == "less" else value >= goal
    return Figure(name, round(value, 3), unit, against, f"{goal:g} or {wanted}", met)


def not_measured(name: str, unit: str, reason: str, goal: float, wanted: Literal["less", "more"] = "less") -> Figure:
    """Return a figure that could not be taken on this machine, with the reason in place of the rival."""
    return Figure(name, None, unit, f"not measured: {reason}", f"{goal:g} or {wanted}", None)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` (0 to 1) of the values do not exceed: the nearest rank, never interpolated.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("nothing was measured")
    ranked = sorted(values)
    return ranked[max(math.ceil(share * len(ranked)), 1) - 1]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines of text."""
    verdicts = {True: "met", False: "MISSED", None: ""}
    rows = [("what", "value", "goal", "", "against")]
    rows += [
        (
            one.name,
            "-" if one.value is None else f"{one.value:g} {one.unit}".strip(),
            one.goal,
            verdicts[one.met],
            one.against,
        )
        for one in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
        for row in rows
    )


def write_json(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as a list of objects with exactly the fields of `Figure`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in figures], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
