"""What the window costs: starting, turning a page, ink, and memory, each in processes of its own (`child`).

The kiosk and the bare window run in turn, with the same Python, the same compiled modules and the same Qt platform:
offscreen, so that no display's speed is measured. Compiled modules are kept, as they are beside an installed program,
and the first start of each, which makes them, is left out.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.measure import Figure, figure, not_measured, percentile

__all__ = ["Answer", "environment", "measure", "run_child"]

TOP = Path(__file__).resolve().parents[2]
CHILD_SECONDS = 180
FRAME_MS = 1000 / 60
QUIET_WARNINGS = "qt.qpa.*=false"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child said: the seconds from its start to each plain word, and the facts of its last JSON line."""

    moments: Mapping[str, float]
    facts: Mapping[str, Any] = field(default_factory=dict)


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a child: this process's, without what would slow imports or pick another display."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "PYTHONPYCACHEPREFIX": str(folder / "pycache"),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": QUIET_WARNINGS,
    }


def run_child(arguments: Sequence[str], variables: Mapping[str, str]) -> Answer:
    """Start a child and listen to it until it ends.

    Raises:
        RuntimeError: it failed, or did not end in three minutes; its own words are in the message.
    """
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.child", *arguments]
    moments: dict[str, float] = {}
    facts: dict[str, Any] = {}
    with subprocess.Popen(
        command, cwd=TOP, env=dict(variables), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        guard = threading.Timer(CHILD_SECONDS, child.kill)
        guard.start()
        for line in child.stdout or ():
            word = line.strip()
            if word.startswith("{"):
                facts |= json.loads(word)
            else:
                moments[word] = time.perf_counter() - began
        _, errors = child.communicate()
        guard.cancel()
    if child.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed: {errors.strip()[-800:]}")
    return Answer(moments, facts)


def measure(folder: Path, starts: int = 15, visits: int = 4) -> list[Figure]:
    """Measure all of it. `folder` is empty and gets the demo clinic."""
    variables, data = environment(folder), str(folder / "clinic")
    walked = run_child(["visit", data, str(visits)], variables).facts
    one = run_child(["visit", data, "1"], variables).facts
    inked = run_child(["ink"], variables).facts
    bare, kiosk = _starts(data, variables, starts)
    return [
        *_start_figures(bare, kiosk),
        *_turn_figures(walked),
        _ink_figure(inked),
        _memory_figure(one, bare[-1].facts),
    ]


def _starts(data: str, variables: Mapping[str, str], starts: int) -> tuple[list[Answer], list[Answer]]:
    bare, kiosk = [], []
    for _ in range(starts + 1):
        bare.append(run_child(["bare"], variables))
        kiosk.append(run_child(["start", data], variables))
    return bare[1:], kiosk[1:]


def _start_figures(bare: Sequence[Answer], kiosk: Sequence[Answer]) -> list[Figure]:
    empty = statistics.median(one.moments["painted"] for one in bare)
    rival = f"a bare PySide6 window: {empty * 1e3:.0f} ms"
    count = f"(medians of {len(bare)} starts, in turn)"

    def to(moment: str, name: str, goal: float | None, more: str = "") -> Figure:
        ours = statistics.median(one.moments[moment] for one in kiosk)
        return figure(name, ours / empty, "x", f"{rival}, ours {ours * 1e3:.0f} ms {count}{more}", goal)

    return [
        to("painted", "start to the opening frame", None, "; the mark on the page's ground"),
        to("page", "start to the first painted screen", 1.5, "; the page that opens the day"),
        to("welcome", "start to the welcome, vault open", None, "; the passphrase takes 0.2 s or more, on purpose"),
    ]


def _turn_figures(walked: Mapping[str, Any]) -> list[Figure]:
    pairs = list(zip(walked["turns"], walked["kinds"], strict=True))
    pages = [seconds * 1e3 for seconds, kind in pairs if kind != "part"]
    parts = [seconds * 1e3 for seconds, kind in pairs if kind == "part"]
    frame = f"one frame of {FRAME_MS:.1f} ms at 1280x800"
    how = f"press to pixels, the durable event in between; median {statistics.median(pages):.1f} ms of {len(pages)}"
    figures = [figure("page turn, 99th percentile", percentile(pages, 0.99), "ms", f"{frame}; {how}", 16.7)]
    if parts:
        against = f"{frame}; median {statistics.median(parts):.1f} ms of {len(parts)}"
        figures.append(figure("turn to another part of a page, longest", max(parts), "ms", against))
    return figures


def _ink_figure(inked: Mapping[str, Any]) -> Figure:
    times = [seconds * 1e3 for seconds in inked["seconds"]]
    if not inked["dark_pixels"]:
        return not_measured("ink, event to pixels, 99th percentile", "ms", "the ink did not reach the screen", 2)
    against = f"2 ms; {len(times)} pen events, median {statistics.median(times):.2f} ms, longest {max(times):.1f} ms"
    return figure("ink, event to pixels, 99th percentile", percentile(times, 0.99), "ms", against, 2)


def _memory_figure(walked: Mapping[str, Any], bare: Mapping[str, Any]) -> Figure:
    name, ours, theirs = "peak memory of a whole visit", walked["peak_kib"], bare["peak_kib"]
    if not ours or not theirs:
        return not_measured(name, "x", "this system does not tell the peak (VmHWM)", 3)
    against = f"a bare PySide6 window: {theirs / 1024:.0f} MiB, ours {ours / 1024:.0f} MiB, sealing included (VmHWM)"
    return figure(name, ours / theirs, "x", against, 3)
