"""Looks for tests of widgets: motion off unless a test asks for it, so that nothing has to be waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.theme import Look, TextStep, ThemeName, load_tokens
from ui.widgets import accessible

MakeLook = Callable[..., Look]


@pytest.fixture
def make_look(qapp: QApplication) -> Iterator[MakeLook]:
    """Return a maker of looks; a right-to-left one turns the application round for the test."""
    accessible.install()

    def make(
        theme: ThemeName = "light", step: TextStep = "1.0", *, rtl: bool = False, reduced_motion: bool = True
    ) -> Look:
        direction = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        qapp.setLayoutDirection(direction)
        return Look(theme, step, direction, reduced_motion, load_tokens())

    yield make
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def look(make_look: MakeLook) -> Look:
    """Return the plain look: light, smallest text, left to right."""
    return make_look()
