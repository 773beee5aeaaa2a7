"""What every patient screen is to the window: a titled page area that can move inside itself and keep its draft."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

__all__ = ["Screen"]


class Screen(QWidget):
    """A screen's page area. Bars, progress and Back, Question and Next belong to the window.

    Screens take frozen data, draw it, and emit `acted` with one command-like object when the person acts.
    """

    acted = Signal(object)
    """What the person did; the window turns it into a command of the visit."""
    moved = Signal()
    """The screen went to another part of itself: progress and focus may need a look."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def advance(self) -> bool:
        """Go on inside the screen (next part, a message to show); False: the window may leave the screen."""
        return False

    def retreat(self) -> bool:
        """Go back inside the screen; False: the window may go back a step."""
        return False

    def part(self) -> int:
        """Return the part on screen, counted from 1."""
        return 1

    def parts(self) -> int:
        """Return how many parts the screen has in this look and size."""
        return 1

    def go_to_part(self, part: int) -> bool:
        """Show a part; False if there is none of that number or it is on screen."""
        return False

    def draft(self) -> object:
        """Return what must survive a rebuild for another look: entries, the part, ink."""
        return None

    def restore_draft(self, draft: object) -> None:
        """Take back what `draft` of the same class returned."""

    def read_aloud_text(self) -> tuple[str, ...]:
        """Return the sentences to speak, in reading order."""
        return (self.title,)

    def highlight_sentence(self, index: int) -> None:
        """Mark the sentence that is being spoken, an index of `read_aloud_text`; -1 marks none."""

    def focus_first(self) -> None:
        """Set the focus where a screen reader begins: the title, else the first control."""
        for child in self.findChildren(QWidget):
            if child.focusPolicy() != Qt.FocusPolicy.NoFocus and child.isVisibleTo(self):
                child.setFocus(Qt.FocusReason.OtherFocusReason)
                return
