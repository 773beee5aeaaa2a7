"""Two strips of the patient's frame: where the progress stands, and where a message does if the bar has no room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Look
from ui.widgets.labels import IconLine
from ui.widgets.painting import panel, smooth
from ui.widgets.progress import ProgressData, SectionProgress

__all__ = ["ProgressPlace", "Strip"]

PROGRESS_WORDS: Final = ("here", "here_suffix", "line", "line_parts", "line_suffix")
ABOVE: Final = 4
BELOW: Final = 14
"""Free space above and below the progress, in px."""
BELOW_LOW: Final = 4


class ProgressPlace(QWidget):
    """Where the progress stands, with the line under it; empty it takes no room."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._progress: SectionProgress | None = None
        self._data: ProgressData | None = None
        self._low = False
        self.hide()

    def show_progress(self, data: ProgressData | None, words: Mapping[str, str]) -> None:
        """Show a place, or nothing."""
        if data == self._data:
            return
        self._data = data
        self.setVisible(data is not None)
        if data is None:
            return
        if self._progress is None:
            templates = {name: words[f"shell.{name}"] for name in PROGRESS_WORDS}
            self._progress = SectionProgress(data, self._look, templates, parent=self)
            self._progress.show()
        self._progress.set_data(data)
        self._fit()

    def set_low(self, *, low: bool) -> None:
        """Show one line without the bars, in a window that is low for its text."""
        self._low = low
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        if self._progress is None:
            return
        self._progress.set_bars(shown=not self._low)
        gutter = self._look.gutter(self.width())
        width = max(self.width() - 2 * gutter, 1)
        height = self._progress.height_for(width)
        below = BELOW_LOW if self._low else BELOW
        self.setFixedHeight(ABOVE + height + below + self._look.border("hairline"))
        self._progress.setGeometry(gutter, ABOVE, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        edge = self._look.border("hairline")
        smooth(self).fillRect(0, self.height() - edge, self.width(), edge, self._look.color("line"))


class Strip(QWidget):
    """The message where the bottom bar has no room for it: a strip above the bar, for its 4 s."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._line: IconLine | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Paint for another look from the next text on."""
        self._look = look

    def show_text(self, text: str) -> None:
        """Show a text, or nothing."""
        if self._line is not None:
            self._line.hide()
            self._line.deleteLater()
            self._line = None
        self.setVisible(bool(text))
        if text:
            self._line = IconLine("check", text, self._look, "small", bold=True, parent=self)
            self._line.setAccessibleName(text)
            self._line.show()

    def place(self, bottom: int) -> None:
        """Stand with the lower edge at `bottom` px of the window."""
        parent = self.parentWidget()
        if parent is None or self._line is None:
            return
        gutter = self._look.gutter(parent.width())
        pad = self._look.space(3)
        width = parent.width() - 2 * gutter
        height = self._line.heightForWidth(width)
        self.setGeometry(0, bottom - height - 2 * pad, parent.width(), height + 2 * pad)
        self._line.setGeometry(gutter, pad, width, height)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        edge = look.color("line")
        panel(smooth(self), self.rect().toRectF(), 0, look.color("surface"), edge, look.border("hairline"))
