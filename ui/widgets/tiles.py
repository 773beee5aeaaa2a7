"""A grid of choices or other widgets: as many in a row as fit, equally wide, each row or all as tall as the tallest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.painting import follow_width, start_x

__all__ = ["Tiles"]


class Tiles(QWidget):
    """Widgets in a grid of up to `most` columns; a column is used only if each is at least `least` px wide."""

    def __init__(
        self, widgets: Sequence[QWidget], *, most: int, least: int, gap: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._widgets = list(widgets)
        self._most, self._least, self._gap = most, least, gap
        for widget in self._widgets:
            widget.setParent(self)
        follow_width(self)

    def _grid(self, width: int) -> tuple[int, int, int]:
        """Return how many stand in a row, and each one's width and height."""
        across = self._most
        while across > 1 and (width - (across - 1) * self._gap) // across < self._least:
            across -= 1
        each = (width - (across - 1) * self._gap) // across
        return across, each, max((widget.heightForWidth(each) for widget in self._widgets), default=0)

    def across(self, width: int) -> int:
        """Return how many stand in a row in a place of this width."""
        return self._grid(width)[0]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        across, _, height = self._grid(width)
        rows = -(-len(self._widgets) // across)
        return rows * height + max(rows - 1, 0) * self._gap

    def sizeHint(self) -> QSize:
        width = self._most * self._least + (self._most - 1) * self._gap
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._least, 200), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.width()
        across, each, natural = self._grid(width)
        rows = -(-len(self._widgets) // across)
        # More height than asked for goes to all rows alike: equal things stay equal.
        height = max(natural, (self.height() - max(rows - 1, 0) * self._gap) // max(rows, 1))
        for index, widget in enumerate(self._widgets):
            row, place = divmod(index, across)
            left = round(start_x(place * (each + self._gap), each, width, self.layoutDirection()))
            widget.setGeometry(left, row * (height + self._gap), each, height)
