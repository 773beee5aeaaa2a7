"""Looks for tests of widgets: motion off unless a test asks for it, so that nothing has to be waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import Look, TextStep, ThemeName, load_tokens
from ui.widgets import accessible

if TYPE_CHECKING:
    from tests.ui.patients import OpenTablet, Patient, Tablet

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


@pytest.fixture(scope="module")
def demo_clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a demo clinic that is made once for a module; each test works on a copy."""
    from tests.ui.patients import demo_folder

    return demo_folder(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def open_tablet(qtbot: QtBot, demo_clinic: Path, tmp_path: Path, look: Look) -> Iterator[OpenTablet]:
    """Return a maker of tablets on a real clinic; they are closed after the test."""
    from tests.ui.patients import copy_of, tablets

    with tablets(qtbot, copy_of(demo_clinic, tmp_path), look) as make:
        yield make


@pytest.fixture
def tablet(open_tablet: OpenTablet) -> Tablet:
    """Return one tablet."""
    return open_tablet()


@pytest.fixture
def patient(tablet: Tablet) -> Patient:
    """Return somebody who works on the tablet by real input."""
    from tests.ui.patients import Patient

    return Patient(tablet)
