"""Where somebody is on a page that is about to be drawn anew: the control, its cursor, and how far down."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

__all__ = ["TYPED_INTO", "Spot", "go_as_far_down", "go_to", "spot_on"]

TYPED_INTO: Final = (QLineEdit, QPlainTextEdit)


@dataclass(frozen=True, slots=True)
class Spot:
    """The control with the focus, by its name; `anchor` and `cursor` as Qt counts.

    `top` is in px from the upper edge of what scrolls, `scrolled` how far that is down: for when the control is gone.
    """

    name: str
    top: int
    anchor: int = 0
    cursor: int = 0
    scrolled: int = 0


def spot_on(page: QWidget) -> Spot:
    """Return where somebody is on a page; without a name if the focus is on nothing that has one."""
    # There may be no widget, whatever the type says.
    field: QWidget | None = page.focusWidget()
    area = _area(page)
    scrolled = 0 if area is None else area.verticalScrollBar().value()
    if field is None:
        return Spot("", 0, scrolled=scrolled)
    anchor = cursor = 0
    if isinstance(field, QPlainTextEdit):
        at = field.textCursor()
        anchor, cursor = at.anchor(), at.position()
    elif isinstance(field, QLineEdit):
        cursor, start = field.cursorPosition(), field.selectionStart()
        # Without a selection it begins at -1; with one the cursor stands at one of its ends.
        anchor = cursor if start < 0 else field.selectionEnd() if cursor == start else start
    return Spot(field.objectName(), _top(field), anchor, cursor, scrolled)


def go_to(spot: Spot, page: QWidget) -> QWidget | None:
    """Let the person go on where they were; return the control, or None if the page does not show it."""
    field = page.findChild(QWidget, spot.name) if spot.name else None
    if field is None or not field.isVisibleTo(page) or field.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return None
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(field, QPlainTextEdit):
        last = field.document().characterCount() - 1
        at = field.textCursor()
        at.setPosition(min(spot.anchor, last))
        at.setPosition(min(spot.cursor, last), at.MoveMode.KeepAnchor)
        field.setTextCursor(at)
    elif isinstance(field, QLineEdit):
        field.setCursorPosition(spot.anchor)
        field.setSelection(field.cursorPosition(), spot.cursor - spot.anchor)
    _twice(field, functools.partial(_scroll, field, spot.top))
    return field


def go_as_far_down(spot: Spot, page: QWidget) -> None:
    """Show the part of a page that was shown, where the control is gone."""
    _twice(page, functools.partial(_scroll_down, page, spot.scrolled))


def _twice(owner: QWidget, scroll: Callable[[], None]) -> None:
    """Scroll, and once more when all is in its place: how far a new page scrolls is known only then."""
    scroll()
    QTimer.singleShot(0, owner, scroll)


def _area(field: QWidget) -> QScrollArea | None:
    above = field.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _top(field: QWidget) -> int:
    area = _area(field)
    return 0 if area is None else field.mapTo(area.viewport(), QPoint(0, 0)).y()


def _scroll_down(page: QWidget, by: int) -> None:
    area = _area(page)
    if area is not None:
        area.verticalScrollBar().setValue(by)


def _scroll(field: QWidget, top: int) -> None:
    area = _area(field)
    if area is not None:
        bar = area.verticalScrollBar()
        bar.setValue(bar.value() + _top(field) - top)
