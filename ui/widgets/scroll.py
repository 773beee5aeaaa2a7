"""A tall thing in a low place: it scrolls by a labelled button, and knows when its end was on screen.

The exception to "pages, not scrolling": a single block that is taller than the page, a sheet at large text, the form.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import plain

__all__ = ["ShowMoreArea"]


class ShowMoreArea(QWidget):
    """A scrolling place with a bar under it while there is more below; without more, there is no bar.

    With `less_word` the bar stays for as long as there is anything to scroll, and has a button to go back up.
    `beside` puts the bar at the end side: in a low place a bar under it would leave a line or two to read.
    """

    end_reached = Signal()
    """The last line came on screen."""
    scrolled = Signal()
    """Another place of the content is on screen."""

    def __init__(
        self,
        content: QWidget,
        look: Look,
        more_word: str,
        below_word: str = "",
        *,
        less_word: str = "",
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._seen_all = False
        self._with_bar = True
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(content)
        # Qt would keep room for scroll bars that are never shown, at the cost of the button.
        self.area.setMinimumHeight(1)
        # The scroll area would paint its own ground over the card's round corners.
        self.area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.button = SecondaryButton(more_word, look, "down", size="primary")
        self.up_button: SecondaryButton | None = None
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        self._row = row
        self.set_gutter(look.space(2))
        if less_word:
            self.up_button = SecondaryButton(less_word, look, size="primary")
            self.up_button.clicked.connect(self.show_less)
            row.addWidget(self.up_button)
        if below_word:
            row.addWidget(plain(below_word, look, "small", color="ink2"), 1)
        else:
            row.addStretch(1)
        row.addWidget(self.button)
        if beside:
            # The text keeps its width, and so its lines, when the bar goes.
            policy = self._bar.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self._bar.setSizePolicy(policy)
            row.setAlignment(self.button, Qt.AlignmentFlag.AlignVCenter)
        box = QHBoxLayout(self) if beside else QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.area, 1)
        box.addWidget(self._bar)
        self.button.clicked.connect(self.show_more)
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(self._watch)
        bar.valueChanged.connect(self._watch)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def set_gutter(self, gutter: int) -> None:
        """Set the free space at both sides of the bar, in px; the focus ring needs 6."""
        self._row.setContentsMargins(gutter, self._look.space(2), gutter, self._look.space(2))

    def set_bar(self, *, shown: bool) -> None:
        """Do without the bar, where the window's own buttons scroll."""
        self._with_bar = shown
        self._watch()

    def at_end(self) -> bool:
        """Tell whether the last line is on screen."""
        bar = self.area.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def seen_all(self) -> bool:
        """Tell whether the last line has been on screen."""
        return self._seen_all

    def show_more(self) -> bool:
        """Scroll on by a screenful, less two lines to find one's place; False at the end."""
        if self.at_end():
            return False
        bar = self.area.verticalScrollBar()
        step = max(self.area.viewport().height() - 2 * self._look.line("body"), self._look.line("body"))
        bar.setValue(bar.value() + step)
        return True

    def show_less(self) -> bool:
        """Scroll back by a screenful; False at the start."""
        bar = self.area.verticalScrollBar()
        if bar.value() == 0:
            return False
        step = max(self.area.viewport().height() - 2 * self._look.line("body"), self._look.line("body"))
        bar.setValue(bar.value() - step)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._watch()

    def _overflows(self) -> bool:
        """Tell whether the content is taller than the whole place, the bar's own height not taken off."""
        content = self.area.widget()
        if content is None:
            return False
        hint = content.heightForWidth(self.width()) if content.hasHeightForWidth() else content.sizeHint().height()
        return hint > self.height()

    def _watch(self) -> None:
        self._show_bar()
        if self.isVisible() and self.at_end() and not self._seen_all and not self._settling():
            self._seen_all = True
            self._show_bar()
            self.end_reached.emit()
        self.scrolled.emit()

    def _show_bar(self) -> None:
        up = self.up_button
        done = up is None and self.at_end() and self._seen_all
        self._bar.setVisible(self._with_bar and self._overflows() and not done)
        if up is None:
            return
        above, below = self.area.verticalScrollBar().value() > 0, not self.at_end() or self._settling()
        focused = self.window().focusWidget()
        up.setVisible(above or focused is up)
        self.button.setVisible(below or focused is self.button)
        # The one that is still there takes the focus from the one that goes.
        if not below and focused is self.button:
            up.setFocus()
        elif not above and focused is up:
            self.button.setFocus()
        up.setVisible(above)
        self.button.setVisible(below)

    def _settling(self) -> bool:
        """Tell whether the scroll range is still to come: a tall content has one as soon as it is laid out."""
        return self._overflows() and self.area.verticalScrollBar().maximum() == 0
