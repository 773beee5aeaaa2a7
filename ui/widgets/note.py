"""Notes: a limit or a caution with a bar at its start, or one of the patient's questions with its icon."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kiosk.content.model import Paragraph, Span
from ui.theme import Look
from ui.widgets.painting import draw_icon, follow_width, smooth, start_x
from ui.widgets.prose import Prose

__all__ = ["Note", "NoteKind"]

NoteKind = Literal["note", "flag"]
ROLES: Final[dict[NoteKind, tuple[str, str, str]]] = {
    "note": ("noteBg", "noteBar", "noteText"),
    "flag": ("flagBg", "flagBar", "flagText"),
}
BAR: Final = 6
PAD_X: Final = 24
PAD_Y: Final = 14


class Note(QWidget):
    """A callout. `note` has a painted bar on the start side, `flag` the question icon."""

    def __init__(
        self,
        spans: str | Sequence[Span],
        look: Look,
        kind: NoteKind = "note",
        *,
        role: str = "body",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._kind: NoteKind = kind
        runs = (Span(spans),) if isinstance(spans, str) else tuple(spans)
        self.prose = Prose((Paragraph(runs),), look, role=role, color=ROLES[kind][2], parent=self)
        follow_width(self)

    @property
    def _start(self) -> int:
        return PAD_X if self._kind == "note" else PAD_X + self._look.icon_size("tool") + self._look.space(3)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.prose.lay_out(width - self._start - PAD_X) + 2 * PAD_Y

    def sizeHint(self) -> QSize:
        width = self.prose.sizeHint().width() + self._start + PAD_X
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        least = self.prose.minimumSizeHint()
        return QSize(least.width() + self._start + PAD_X, least.height() + 2 * PAD_Y)

    def resizeEvent(self, event: object) -> None:
        width = self.width() - self._start - PAD_X
        left = round(start_x(self._start, width, self.width(), self.layoutDirection()))
        self.prose.setGeometry(left, PAD_Y, width, self.height() - 2 * PAD_Y)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        fill, bar, text = ROLES[self._kind]
        painter = smooth(self)
        # The bar is clipped to the rounded shape: a one-sided border in a style sheet bends into a hook.
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), look.radius("tool"), look.radius("tool"))
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), look.color(fill))
        if self._kind == "note":
            width = BAR + (2 if look.theme == "contrast" else 0)
            left = start_x(0, width, self.width(), self.layoutDirection())
            painter.fillRect(QRectF(left, 0, width, self.height()), look.color(bar))
        else:
            side = look.icon_size("tool")
            left = start_x(PAD_X, side, self.width(), self.layoutDirection())
            top = PAD_Y + (look.line("body") - side) / 2
            draw_icon(painter, look, "question", QPointF(left, top), side, text)
        if look.theme == "contrast":
            painter.setPen(QPen(look.color(bar), 2 * look.border("hairline")))
            painter.drawPath(shape)
