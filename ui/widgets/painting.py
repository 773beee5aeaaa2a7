"""Helpers for painted widgets: panels with an inside border, icons, mirrored places, heights that follow widths."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look, icon_pixmap

__all__ = ["draw_icon", "follow_width", "panel", "smooth", "start_x"]


def smooth(widget: QWidget) -> QPainter:
    """Begin painting on a widget with smooth edges."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def panel(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor, border: QColor | None = None, width: float = 0
) -> None:
    """Fill a rounded rectangle with its border wholly inside `rect`."""
    half = width / 2 if border is not None else 0
    painter.setBrush(fill)
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


def start_x(x: float, width: float, within: float, direction: Qt.LayoutDirection) -> float:
    """Return the left edge of a thing that lies `x` px from the reading start of a space `within` px wide."""
    return within - x - width if direction == Qt.LayoutDirection.RightToLeft else x


def draw_icon(painter: QPainter, look: Look, name: str, at: QPointF, size: int, role: str) -> None:
    """Draw an icon with its top left corner at a point, sharp at the device's pixel ratio."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(at, icon_pixmap(look, name, size, role, ratio))


def follow_width(widget: QWidget, horizontal: QSizePolicy.Policy = QSizePolicy.Policy.Preferred) -> None:
    """Tell layouts that the widget's height depends on its width."""
    policy = QSizePolicy(horizontal, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)
