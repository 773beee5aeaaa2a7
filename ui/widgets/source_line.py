"""The source line under a text or a figure: small print that opens the full references."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.painting import follow_width, smooth
from ui.widgets.tap import TapButton
from ui.widgets.text import TextBlock

__all__ = ["SourceLine"]


class SourceLine(TapButton):
    """Wrapped small text; a press asks for the sources in full."""

    def __init__(self, text: str, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        # What says that there are more sources never stands on a line by itself.
        shown = text.replace(" …", "\u00a0…")
        self._block = TextBlock(shown, look, "cap", line=round(look.px("cap") * (1.5 if look.rtl else 1.375)))
        self.setText(text)
        self.setAccessibleName(text)
        follow_width(self)

    def natural_width(self) -> int:
        """Return the width of the text on one line, in px."""
        return self._block.natural_width

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._block.lay_out(width), self._look.target("minimum"))

    def sizeHint(self) -> QSize:
        return QSize(self._block.natural_width, self._look.target("minimum"))

    def paintEvent(self, event: QPaintEvent) -> None:
        height = self._block.lay_out(self.width())
        top = max((self.height() - height) / 2, 0)
        self._block.draw(smooth(self), 0, top, self._look.color("accentText" if self.isDown() else "ink2"))
