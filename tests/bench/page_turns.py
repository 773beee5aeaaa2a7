"""Page turns in the real window: from the press of Next or Back until the next page is painted.

In between lies all that a turn is: the press, the command to the worker, its event on the disk, the answer, the new
screen laid out, and its first frame. The fade that follows a turn is not waited for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.flow import PAGE_KINDS
from tests.bench.visitor import Frames, Visitor, until

if TYPE_CHECKING:
    from ui.app import Kiosk

__all__ = ["Turn", "timed_visits"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: `part` to another part of the same page, `next` or `back` to another step."""

    kind: str
    seconds: float


def timed_visits(kiosk: Kiosk, visits: int) -> list[Turn]:
    """Walk whole visits, each sealed at its end; every page is turned to, turned back from and turned to again."""
    visitor = Visitor(kiosk)
    frames = Frames(kiosk.shell)
    turns: list[Turn] = []
    for _ in range(visits):
        visitor.check_in()
        while visitor.view.state.step != "done":
            _one_step(visitor, frames, turns)
        visitor.finish()
        visitor.patient.wait()
    return turns


def _one_step(visitor: Visitor, frames: Frames, turns: list[Turn]) -> None:
    view = visitor.view
    step = view.plan.step(view.state.step)
    if step.kind not in PAGE_KINDS:
        visitor.go_on()
        return
    visitor.wait_seen()
    turns.append(_timed(visitor, frames, "shell.next"))
    after = visitor.view.plan.step(visitor.view.state.step)
    if after.kind in PAGE_KINDS and after.id != step.id:
        visitor.wait_seen()
        turns.append(_timed(visitor, frames, "shell.back"))
        visitor.wait_seen()
        turns.append(_timed(visitor, frames, "shell.next"))


def _place(visitor: Visitor) -> tuple[object, int]:
    screen = visitor.screen
    return screen, 0 if screen is None else screen.part()


def _timed(visitor: Visitor, frames: Frames, button: str) -> Turn:
    """Press a button and measure until a frame that shows another place went to the screen."""
    visitor.settle()
    before = _place(visitor)
    done: list[float] = []

    def painted() -> None:
        if not done and _place(visitor) != before:
            done.append(time.perf_counter())

    frames.painted = painted
    began = time.perf_counter()
    visitor.press(button)
    until(lambda: bool(done), "the page was not turned")
    frames.painted = None
    kind = "part" if _place(visitor)[0] is before[0] else button.removeprefix("shell.")
    visitor.settle()
    return Turn(kind, done[0] - began)
