"""The agreement between a patient screen and the window's bars: what the bars show, and what Next and Back do.

Next is never disabled. A screen that misses something says so next to where it is missing, and gives no commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ui.widgets.accessible import announce
from ui.widgets.screen import Screen

__all__ = ["Detour", "Frame", "PatientScreen"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the window shows around a screen.

    Read it again when a screen has `moved`.

    `top`: `tools` (clinic, reading aids, Break and "I need someone now"), `aids` (the same without Break), `help`
    (clinic and "I need someone now"), `brand` (clinic alone) or `none`. `bottom`: `steps` (Back, question, Next),
    `start` (`note` with a lock, Next) or `none`: then the page area reaches down to the window's edge. `next_icon`
    empty: no icon. `other` is the word on a second way: in the question's place, or beside Next where the bar is of
    the kind `start`. Without `forward` there is no Next: the page itself leads on.
    """

    top: Literal["tools", "aids", "help", "brand", "none"] = "tools"
    progress: bool = True
    bottom: Literal["steps", "start", "none"] = "steps"
    back: bool = True
    question: bool = True
    next_label: str = ""
    next_icon: str = "next"
    note: str = ""
    other: str = ""
    other_icon: str = ""
    forward: bool = True


@dataclass(frozen=True, slots=True)
class Detour:
    """How a page is left that is no step of a visit: what Back, Next and Close give, and the words of the last two.

    `onward_label` stands on Next at the page's end.
    """

    back: object
    onward: object
    close: object
    onward_label: str
    close_label: str


class PatientScreen(Screen):
    """A screen that answers Next and Back. The window sends what `on_next` and `on_back` return, in order."""

    @property
    def frame(self) -> Frame:
        """What stands around this screen now. An empty `next_label` is the window's own word "Next"."""
        return Frame()

    def on_next(self) -> list[object]:
        """Answer Next: commands to send, or an empty list when the screen moved inside itself or shows a problem."""
        if self.advance():
            return []
        problem = self.problem()
        if problem:
            self.show_problem(problem)
            announce(self, problem)
            return []
        return self.next_commands()

    def on_back(self) -> list[object]:
        """Answer Back: commands to send, or an empty list when the screen moved inside itself."""
        from kiosk.visit import GoBack

        return [] if self.retreat() else [GoBack()]

    def on_other(self) -> list[object]:
        """Answer the second way that `frame.other` names."""
        return []

    def problem(self) -> str:
        """Return what is missing, in words, or an empty string."""
        return ""

    def show_problem(self, problem: str) -> None:
        """Show what is missing next to where it is missing."""

    def next_commands(self) -> list[object]:
        """Return what Next sends when nothing is missing."""
        from kiosk.visit import GoNext

        return [GoNext()]
