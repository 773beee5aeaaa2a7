"""Two things on one line, the second at its end; where they do not fit, one below the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.painting import follow_width, start_x

__all__ = ["Pair"]


class Pair(QWidget):
    """A text that may wrap, and beside it something that keeps its width: a chip, a count, a button."""

    def __init__(self, text: QWidget, end: QWidget, look: Look, *, share: float = 0.55) -> None:
        """Take both in. `share` is how much of the line the text keeps at least before the other goes below it."""
        super().__init__()
        self._text, self._end, self._look, self._share = text, end, look, share
        for child in (text, end):
            child.setParent(self)
        end.installEventFilter(self)
        follow_width(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(width, place=False)

    def sizeHint(self) -> QSize:
        width = self._text.sizeHint().width() + self._gap + self._end.sizeHint().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = max(self._text.minimumSizeHint().width(), self._end.minimumSizeHint().width())
        return QSize(width, self._look.line("small"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(self.width(), place=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}:
            self.updateGeometry()
            self._lay_out(self.width(), place=True)
        return super().eventFilter(watched, event)

    @property
    def _gap(self) -> int:
        return self._look.space(3)

    def _lay_out(self, width: int, *, place: bool) -> int:
        """Return the height for a width in px, and put both in their places if asked to."""
        # What is hidden leaves the whole line to the text.
        gone = self._end.isHidden()
        end = 0 if gone else min(self._end.sizeHint().width(), width)
        room = width if gone else width - end - self._gap
        wanted = min(self._text.sizeHint().width(), round(self._share * width))
        beside = room >= wanted
        text_width = room if beside else width
        text, other = _height(self._text, text_width), 0 if gone else _height(self._end, end)
        height = max(text, other) if beside else text + self._look.space(1) + other
        if place:
            direction = self.layoutDirection()
            above = round((height - text) / 2) if beside else 0
            left = round(start_x(0, text_width, width, direction))
            self._text.setGeometry(left, above, text_width, text)
            at = width - end if beside else 0
            below = round((height - other) / 2) if beside else height - other
            self._end.setGeometry(round(start_x(at, end, width, direction)), below, end, other)
        return height


def _height(widget: QWidget, width: int) -> int:
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
