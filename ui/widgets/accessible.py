"""Accessible interfaces for painted widgets: what a screen reader is told where Qt cannot know.

A widget gives itself a class attribute `accessible_role`; name and description are set with Qt's own setters. One with
a value also has a method `accessible_value() -> str`. `install` is called once by the composition root, before the
first widget is asked for its interface.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

__all__ = ["announce", "install", "interface_for"]


class PaintedInterface(QAccessibleWidget):
    """The interface of a painted widget: Qt's own, with our role and the widget's value in words."""

    def text(self, t: QAccessible.Text) -> str:
        if t == QAccessible.Text.Value:
            value = getattr(self.widget(), "accessible_value", None)
            if callable(value):
                return str(value())
        return super().text(t)


def interface_for(_name: str, owner: QObject | None) -> QAccessibleInterface | None:
    """Return the interface of a painted widget, or None where Qt's own one is right."""
    role = getattr(owner, "accessible_role", None)
    if isinstance(owner, QWidget) and isinstance(role, QAccessible.Role):
        return PaintedInterface(owner, role)
    return None


def install() -> None:
    """Teach Qt the roles of our painted widgets."""
    QAccessible.installFactory(interface_for)


def announce(widget: QWidget, text: str) -> None:
    """Say a sentence to a screen reader without moving the focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
