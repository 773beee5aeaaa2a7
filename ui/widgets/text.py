"""Laid-out text: paragraphs with runs, fixed line heights and glossary words, for every painted widget.

Owns how text takes up space. Qt's own line height comes from the font (1.24 em for Atkinson Hyperlegible, 2.11 em for
Noto Sans Arabic); here it comes from the tokens, so a line is as high in every script. Text is only ever drawn, never
read as markup.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, QTextBoundaryFinder
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption

from ui.theme import Look

if TYPE_CHECKING:
    from kiosk.content.model import Span

__all__ = ["Align", "TextBlock", "sentence_ranges", "spans_text"]

Align = Literal["start", "center", "end"]
UNBOUNDED: Final = 100_000.0


class Plain(NamedTuple):
    """A run of words that come from no page: what a `Span` is to content, without loading content for a button."""

    text: str
    bold: bool = False
    term: str = ""


class TextBlock:
    """One paragraph in one type role, laid out for a width and drawn at a place.

    `height` and `natural_width` are px; a block of no text is one line high.
    """

    def __init__(
        self,
        runs: str | Sequence[Span],
        look: Look,
        role: str = "body",
        *,
        bold: bool = False,
        align: Align = "start",
        line: int = 0,
    ) -> None:
        self._look = look
        self._runs: tuple[Plain | Span, ...] = (Plain(runs),) if isinstance(runs, str) else tuple(runs)
        # A newline would be drawn as a box: inside one paragraph it is a line separator.
        self.text = "".join(run.text for run in self._runs).replace("\r\n", "\n").replace("\n", "\u2028")
        self.line_height = line or look.line(role)
        font = look.font(role, bold=bold, text=self.text)
        metrics = QFontMetricsF(font)
        self._baseline = (self.line_height - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
        self._underline = self._baseline + metrics.descent() * 1.15
        self._layout = QTextLayout(self.text, font)
        self._layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(look.direction)
        option.setAlignment(self._alignment(align))
        self._layout.setTextOption(option)
        self._terms: list[tuple[int, int, str]] = []
        self._layout.setFormats(self._formats(role))
        self._width = -1.0
        self._natural = -1.0
        self.height = self.line_height

    def _alignment(self, align: Align) -> Qt.AlignmentFlag:
        if align == "center":
            return Qt.AlignmentFlag.AlignHCenter
        return Qt.AlignmentFlag.AlignLeft if (align == "start") != self._look.rtl else Qt.AlignmentFlag.AlignRight

    def _formats(self, role: str) -> list[QTextLayout.FormatRange]:
        formats = []
        at = 0
        for run in self._runs:
            # Lengths in UTF-16 units, as QTextLayout counts.
            length = _units(run.text.replace("\r\n", "\n"))
            if run.bold or run.term:
                style = QTextCharFormat()
                style.setFont(self._look.font(role, bold=True, text=self.text))
                if run.term:
                    style.setForeground(self._look.color("accentText"))
                    self._terms.append((at, length, run.term))
                span = QTextLayout.FormatRange()
                span.start, span.length, span.format = at, length, style
                formats.append(span)
            at += length
        return formats

    @property
    def natural_width(self) -> int:
        """The width that the text takes without wrapping."""
        if self._natural < 0:
            width = self._width
            self._wrap(UNBOUNDED)
            lines = (self._layout.lineAt(index) for index in range(self._layout.lineCount()))
            self._natural = max((line.naturalTextWidth() for line in lines), default=0.0)
            self._width = -1.0
            if width > 0:
                self.lay_out(width)
        return math.ceil(self._natural) + 1

    def lay_out(self, width: float) -> int:
        """Wrap the text to a width and return its height."""
        if width != self._width:
            self._wrap(max(width, 1.0))
            self._width = width
        return self.height

    def _wrap(self, width: float) -> None:
        self._layout.beginLayout()
        count = 0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, count * self.line_height + self._baseline - line.ascent()))
            count += 1
        self._layout.endLayout()
        self.height = max(count, 1) * self.line_height

    @property
    def width(self) -> float:
        """The width that the text is laid out for."""
        return self._width

    @property
    def lines(self) -> int:
        """How many lines the text has in its present width."""
        return max(self._layout.lineCount(), 1)

    def draw(self, painter: QPainter, x: float, y: float, color: QColor, marked: tuple[int, int] | None = None) -> None:
        """Draw with the top start corner of the block at x, y; `marked` is a range with a tint behind it."""
        painter.setPen(color)
        selections = []
        if marked is not None:
            span = QTextLayout.FormatRange()
            style = QTextCharFormat()
            style.setBackground(self._look.color("accentTint"))
            span.start, span.length, span.format = marked[0], marked[1], style
            selections.append(span)
        self._layout.draw(painter, QPointF(x, y), selections)
        if self._terms:
            pen = QPen(self._look.color("accentText"), max(2.0, self.line_height / 18), Qt.PenStyle.DotLine)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([1.0, 1.0])
            painter.setPen(pen)
            for _, box in self.term_boxes():
                painter.drawLine(QPointF(x + box.left(), y + box.bottom()), QPointF(x + box.right(), y + box.bottom()))

    def has_terms(self) -> bool:
        """Tell whether there are glossary words in the text."""
        return bool(self._terms)

    def term_boxes(self) -> list[tuple[str, QRectF]]:
        """Return where the glossary words stand: id and box, one for each line that a word touches."""
        boxes = []
        for start, length, term in self._terms:
            for index in range(self._layout.lineCount()):
                line = self._layout.lineAt(index)
                first = max(start, line.textStart())
                last = min(start + length, line.textStart() + line.textLength())
                if first >= last:
                    continue
                one, other = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                top = index * self.line_height
                boxes.append((term, QRectF(min(one, other), top, abs(other - one), self._underline)))
        return boxes

    def term_at(self, point: QPointF) -> str:
        """Return the glossary id at a point of the block, or an empty string."""
        for term, box in self.term_boxes():
            if box.adjusted(-6, -4, 6, 10).contains(point):
                return term
        return ""


def spans_text(spans: Sequence[Span]) -> str:
    """Return the words of a paragraph without its form."""
    return "".join(span.text for span in spans)


def sentence_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and length of each sentence, in UTF-16 units, by Unicode's rules."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Sentence, text)
    edges = [0]
    while (edge := finder.toNextBoundary()) >= 0:
        edges.append(edge)
    ranges = []
    for start, end in itertools.pairwise(edges):
        sentence = text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "replace")
        kept = _units(sentence.rstrip())
        if kept:
            ranges.append((start, kept))
    return tuple(ranges)


def _x(value: object) -> float:
    """Take the place out of `cursorToX`, which gives a float or a pair by the binding's version."""
    if isinstance(value, tuple):
        return float(value[0])
    if isinstance(value, (int, float)):
        return float(value)
    raise TypeError(type(value).__name__)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
