"""Progress in named sections: which step one is in, and where in it. No percentage, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets.painting import draw_icon, smooth, start_x
from ui.widgets.text import TextBlock

__all__ = ["ProgressData", "SectionProgress"]

MOST_BLOCKS: Final = 32


@dataclass(frozen=True, slots=True)
class ProgressData:
    """Where the person is. `index` counts sections from 0, `page` and `part` count from 1.

    `suffix` (a word such as "check") stands instead of the page count, and the section's bar is full.
    """

    sections: tuple[str, ...]
    index: int
    page: int
    pages: int
    part: int = 1
    parts: int = 1
    suffix: str = ""


class SectionProgress(QWidget):
    """Bars with labels where there is room, else the bars under one line.

    `words` are templates: `here` ({section} {page} {pages}), `here_suffix` ({section} {suffix}), `line` ({number}
    {count} {page} {pages}), `line_parts` (and {part} {parts}), `line_suffix` ({number} {count} {suffix}).
    """

    accessible_role = QAccessible.Role.ProgressBar
    GAP_COMPACT: Final = 6
    LABEL_GAP: Final = 16
    """Least space between neighbouring labels, in px; less than that reads as one label."""

    def __init__(
        self, data: ProgressData, look: Look, words: Mapping[str, str], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._words = words
        self._data = data
        self._bars = True
        # Laying text out costs more than painting it, and the sections keep their names from page to page.
        self._blocks: dict[tuple[str, str, bool], TextBlock] = {}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_data(data)

    def set_data(self, data: ProgressData) -> None:
        """Show another place."""
        if data.sections != self._data.sections or len(self._blocks) > MOST_BLOCKS:
            self._blocks.clear()
        self._data = data
        self.setAccessibleName(f"{data.sections[data.index]}. {self.line_text()}")
        self.updateGeometry()
        self.update()

    def set_bars(self, *, shown: bool) -> None:
        """Show the line alone, in a window that is low for its text."""
        self._bars = shown
        self.updateGeometry()
        self.update()

    def here_text(self) -> str:
        """Return the current section's label."""
        data = self._data
        if data.suffix:
            return self._words["here_suffix"].format(section=data.sections[data.index], suffix=data.suffix)
        return self._words["here"].format(section=data.sections[data.index], page=data.page, pages=data.pages)

    def line_text(self) -> str:
        """Return the line of the compact form, without the section's name."""
        data = self._data
        key = "line_suffix" if data.suffix else "line_parts" if data.parts > 1 else "line"
        return self._words[key].format(
            number=data.index + 1,
            count=len(data.sections),
            page=data.page,
            pages=data.pages,
            part=data.part,
            parts=data.parts,
            suffix=data.suffix,
        )

    def accessible_value(self) -> str:
        """Return the place in words."""
        return self.line_text()

    def labels_fit(self, width: int) -> bool:
        """Tell whether labels stand under the bars at this width of the widget."""
        points = self._look.tokens.breakpoints
        wide = width >= points.progress_labels_min_width - 2 * self._look.gutter(width)
        return self._bars and wide and self._look.step <= points.progress_labels_max_text_step

    def height_for(self, width: int) -> int:
        """Return the height at a width, in px."""
        track = self._look.tokens.bars.progress_track
        if self.labels_fit(width):
            return track + 8 + self._look.line("cap")
        return self._look.line("small") + (8 + track if self._bars else 0)

    def sizeHint(self) -> QSize:
        return QSize(600, self.height_for(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.height_for(self.width()))

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def _fraction(self) -> float:
        data = self._data
        if data.suffix:
            return 1.0
        return (data.page - 1 + data.part / max(data.parts, 1)) / max(data.pages, 1)

    def bar_widths(self, room: float, *, labels: bool) -> tuple[float, ...]:
        """Share out a room in px: evenly, but with labels no bar is narrower than its label and the space after it.

        Where there is not room for that, the current section's label alone is sure of its width.
        """
        count, here = len(self._data.sections), self._data.index
        needs = [self._label_need(index) if labels else 0.0 for index in range(count)]
        if sum(needs) > room:
            needs = [need if index == here else 0.0 for index, need in enumerate(needs)]
        wide: set[int] = set()
        while True:
            left = room - sum(needs[index] for index in wide)
            each = left / max(count - len(wide), 1)
            more = {index for index in range(count) if index not in wide and needs[index] > each}
            if not more or len(wide) + len(more) == count:
                return tuple(needs[index] if index in wide else each for index in range(count))
            wide |= more

    def _label_need(self, index: int) -> float:
        """Return what a section's label takes of its bar, in px, with what keeps it apart from the next one."""
        data = self._data
        here = index == data.index
        width = self._block(self.here_text() if here else data.sections[index], "cap", bold=here).natural_width
        mark = self._look.icon_size("inline") + 2 if index < data.index else 0
        apart = self.LABEL_GAP - self._look.tokens.bars.progress_gap if index < len(data.sections) - 1 else 0
        return width + mark + max(apart, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        if not self._bars:
            self._paint_line(painter)
            return
        with_labels = self.labels_fit(self.width())
        count = len(self._data.sections)
        gap = self._look.tokens.bars.progress_gap if with_labels else self.GAP_COMPACT
        track = self._look.tokens.bars.progress_track
        top = 0 if with_labels else self.height() - track
        at = 0.0
        for index, width in enumerate(self.bar_widths(self.width() - gap * (count - 1), labels=with_labels)):
            left = start_x(at, width, self.width(), self.layoutDirection())
            self._paint_bar(painter, QRectF(left, top, width, track), index)
            if with_labels:
                self._paint_label(painter, left, width, track + 8, index)
            at += width + gap
        if not with_labels:
            self._paint_line(painter)

    def _block(self, text: str, role: str, *, bold: bool) -> TextBlock:
        """Return a label that is laid out already, if it is."""
        key = (text, role, bold)
        if key not in self._blocks:
            self._blocks[key] = TextBlock(text, self._look, role, bold=bold)
        return self._blocks[key]

    def _paint_bar(self, painter: QPainter, box: QRectF, index: int) -> None:
        look, here = self._look, self._data.index
        border = look.border("control") if index == here else look.border("hairline")
        inner = box.adjusted(border / 2, border / 2, -border / 2, -border / 2)
        shape = QPainterPath()
        shape.addRoundedRect(inner, inner.height() / 2, inner.height() / 2)
        painter.fillPath(shape, look.color("accent" if index < here else "surface"))
        if index == here:
            filled = box.width() * self._fraction()
            painter.save()
            painter.setClipPath(shape)
            left = start_x(0, filled, box.width(), self.layoutDirection())
            painter.fillRect(QRectF(box.left() + left, box.top(), filled, box.height()), look.color("accent"))
            painter.restore()
        painter.setPen(QPen(look.color("accent" if index <= here else "control"), border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)

    def _paint_label(self, painter: QPainter, left: float, width: float, top: int, index: int) -> None:
        look, data = self._look, self._data
        done, here = index < data.index, index == data.index
        block = self._block(self.here_text() if here else data.sections[index], "cap", bold=here)
        indent = look.icon_size("inline") + 2 if done else 0
        block.lay_out(width - indent)
        direction = self.layoutDirection()
        text_x = left + start_x(indent, width - indent, width, direction)
        block.draw(painter, text_x, top, look.color("ink" if index <= data.index else "ink2"))
        if done:
            side = look.icon_size("inline")
            icon_x = left + start_x(0, side, width, direction)
            draw_icon(painter, look, "check", QPointF(icon_x, top + (block.line_height - side) / 2), side, "ink")

    def _paint_line(self, painter: QPainter) -> None:
        look, data = self._look, self._data
        place = TextBlock(self.line_text(), look, "small", align="end")
        place_width = min(place.natural_width, self.width())
        name_width = self.width() - place_width - look.space(4)
        name = self._block(data.sections[data.index], "small", bold=True)
        place.lay_out(place_width)
        direction = self.layoutDirection()
        place.draw(
            painter, start_x(self.width() - place_width, place_width, self.width(), direction), 0, look.color("ink")
        )
        if name_width >= name.natural_width:
            name.lay_out(name_width)
            name.draw(painter, start_x(0, name_width, self.width(), direction), 0, look.color("ink"))
