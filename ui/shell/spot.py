"""Where somebody writes on a page that is about to be drawn anew: the field or choice, its cursor, and how far down."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from ui.widgets.choice import Choice

__all__ = ["TYPED_INTO", "Spot", "go_to", "spot_on"]

TYPED_INTO: Final = (QLineEdit, QPlainTextEdit)


@dataclass(frozen=True, slots=True)
class Spot:
    """The field or choice by its name; `anchor` and `cursor` as Qt counts; `top` in px from the place's upper edge."""

    name: str
    top: int
    anchor: int = 0
    cursor: int = 0


def spot_on(page: QWidget) -> Spot | None:
    """Return where somebody writes on a page; None if the focus is on nothing to write with, such as a button."""
    field = page.focusWidget()
    if isinstance(field, QPlainTextEdit):
        at = field.textCursor()
        return Spot(field.objectName(), _top(field), at.anchor(), at.position())
    if isinstance(field, QLineEdit):
        cursor, start = field.cursorPosition(), field.selectionStart()
        # Without a selection it begins at -1; with one the cursor stands at one of its ends.
        anchor = cursor if start < 0 else field.selectionEnd() if cursor == start else start
        return Spot(field.objectName(), _top(field), anchor, cursor)
    return Spot(field.objectName(), _top(field)) if isinstance(field, Choice) else None


def go_to(spot: Spot, page: QWidget) -> bool:
    """Let the person write on where they were; False if the page does not show that field or choice."""
    field = page.findChild(QWidget, spot.name)
    if not isinstance(field, (*TYPED_INTO, Choice)) or not field.isVisibleTo(page):
        return False
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
    _scroll(field, spot.top)
    # Once more when all is in its place: how far a new page scrolls is known only then.
    QTimer.singleShot(0, field, functools.partial(_scroll, field, spot.top))
    return True


def _area(field: QWidget) -> QScrollArea | None:
    above = field.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _top(field: QWidget) -> int:
    area = _area(field)
    return 0 if area is None else field.mapTo(area.viewport(), QPoint(0, 0)).y()


def _scroll(field: QWidget, top: int) -> None:
    area = _area(field)
    if area is not None:
        bar = area.verticalScrollBar()
        bar.setValue(bar.value() + _top(field) - top)
