"""A place for a few lines in a person's own words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.theme import Look, families_for

__all__ = ["MOST", "OwnWords"]

PAD: Final = 32
"""What the field's edges take of its height, in px."""
TALLEST: Final = 8
"""Most lines of the field over the on-screen keyboard."""
QWIDGETSIZE_MAX: Final = 16_777_215
"""Qt's own word for no limit."""
MOST: Final = 2000
"""Most characters of what is typed."""


class OwnWords(QPlainTextEdit):
    """A place for a few lines; Tab goes on to the next control, and what is typed stays plain."""

    def __init__(self, look: Look, lines: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._look = look
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._keep_short)
        self.set_room(None)

    def set_room(self, room: int | None) -> None:
        """Be as high as `room` px let it, at least one line and at most some; None: as high as it was made for."""
        if room is None:
            self.setFixedHeight(self.sizeHint().height())
            return
        line = self._look.line("body")
        self.setFixedHeight(min(max(room, line + PAD), TALLEST * line + PAD))

    def let_grow(self) -> None:
        """Be as high as whoever places it says."""
        self.setMinimumHeight(self.height_of(1))
        self.setMaximumHeight(QWIDGETSIZE_MAX)

    def height_of(self, lines: int) -> int:
        """Return the height that shows some lines, in px."""
        return lines * self._look.line("body") + PAD

    def heightForWidth(self, width: int) -> int:
        return self.sizeHint().height()

    def sizeHint(self) -> QSize:
        return QSize(600, self.height_of(self._lines))

    def _keep_short(self) -> None:
        families_for(self.toPlainText())
        if len(self.toPlainText()) > MOST:
            cursor = self.textCursor()
            self.setPlainText(self.toPlainText()[:MOST])
            cursor.setPosition(MOST)
            self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            # Escape closes the sheet; the text field would swallow it.
            event.ignore()
            return
        super().keyPressEvent(event)
