"""What can lie over a page: an opaque layer with a screen in it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.shell.top_bar import Brand, TopBar
from ui.theme import Look, palette
from ui.widgets.patient_screen import PatientScreen
from ui.widgets.screen import Screen

__all__ = ["Cover"]


class Cover(QWidget):
    """The layer: the clinic's bar, as the screen asks for it, and a screen.

    Nothing of the page behind can be seen, reached or heard.
    """

    someone_pressed = Signal()

    def __init__(
        self, screen: Screen, brand: Brand, look: Look, words: Mapping[str, str], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.shown = screen
        # Under a style sheet a palette does not come down from the window.
        self.setPalette(palette(look))
        self.setAutoFillBackground(True)
        # With its parent from the start: shown without one it would be a window of its own, and take the focus away.
        self._bar = TopBar(brand, look, words, parent=self)
        self._bar.set_kind(screen.frame.top if isinstance(screen, PatientScreen) else "brand")
        self._bar.someone_pressed.connect(self.someone_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(screen, 1)

    def bar_stops(self) -> list[QWidget]:
        """Return the buttons of the bar, in tab order after the screen."""
        return list(self._bar.buttons())

    def set_low(self, *, low: bool) -> None:
        """Leave a low window as much of its height as the bar does not need."""
        self._bar.set_low(low=low)
