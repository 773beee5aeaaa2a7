"""What the staff side's forms are made of: a page with even edges, and inputs with a label and an error next to them.

Texts that staff type are plain text, in and out.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.drafts import Page
from ui.theme import Look, families_for, palette
from ui.widgets.accessible import announce
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.painting import draw_icon, follow_width, panel, smooth, start_x
from ui.widgets.screen import Screen
from ui.widgets.text import TextBlock

__all__ = ["ChoiceBox", "DeskPage", "Input", "PageLine", "TextArea", "choice_box", "chosen_key", "line_edit"]

MOST: Final = 200
MOST_TEXT: Final = 10_000
"""Most characters of a line and of a text."""
PAD: Final = 16
LINE_PAD: Final = 10
"""Free space beside and above the text of a drop-down, in px."""
NOT_FOR_LISTS: Final = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Escape})


class DeskPage(Screen):
    """A desk screen: a column in the middle of the place, `widest` px wide at text step 1.0."""

    def __init__(self, title: str, look: Look, *, widest: int = 1200, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.page: Page | None = None
        """The page that it is, where what is typed on it is kept until it is sent."""
        self.look = look
        self._widest = round(widest * look.step)
        self.heading = Heading(title, look)
        self.body = QVBoxLayout(self)
        self.body.setSpacing(look.space(3 if look.step >= 2.0 else 4))
        follow_width(self)

    def focus_first(self) -> None:
        self.heading.setFocus()

    def fit_height(self, height: int) -> None:
        """Take note of how high the place is, in px; a page that is higher than that scrolls."""

    def inner_width(self) -> int:
        """Return the width of the column at the present width, in px."""
        return self.width() - 2 * self._edge()

    def _edge(self) -> int:
        return max(self.look.gutter(self.width()), (self.width() - self._widest) // 2)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        # The free space beside the column is no need: a window that gets narrower takes it at once.
        margins = self.body.contentsMargins()
        spare = margins.left() + margins.right() - 2 * self.look.gutter(0)
        return QSize(least.width() - max(spare, 0), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        edge, above = self._edge(), self.look.space(4 if self.look.step >= 2.0 else 6)
        self.body.setContentsMargins(edge, above, edge, above)
        super().resizeEvent(event)


class PageLine(IconLine):
    """What a page has to say at its top, hidden while that is nothing: by default, what did not work.

    It is announced, and scrolled to: the button that was pressed can stand far below.
    """

    def __init__(self, look: Look, icon: str = "alert", *, color: str = "errText") -> None:
        super().__init__(icon, "", look, "body", bold=True, color=color)
        self.hide()

    def say(self, text: str) -> None:
        """Say a sentence, or nothing any more."""
        self.setText(text)
        self.setVisible(bool(text))
        if not text:
            return
        announce(self, text)
        place: QWidget | None = self.parentWidget()
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        if place is not None:
            # It has its place first when what is new on the page is laid out.
            QTimer.singleShot(0, self, functools.partial(place.ensureWidgetVisible, self))

    def said(self) -> str:
        """Return what it says, or an empty string."""
        return "" if self.isHidden() else self.text()


class Input(QWidget):
    """A label, an input under it and, when something is wrong, what to do about it."""

    def __init__(self, label: str, edit: QWidget, look: Look, hint: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = edit
        self.label = label
        self._hint = hint
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.space(1))
        self._column.addWidget(plain(label, look, "body", bold=True))
        if hint:
            self._column.addWidget(plain(hint, look, "small", color="ink2"))
        self._column.addWidget(edit)
        edit.setAccessibleName(label)
        edit.setAccessibleDescription(hint)
        self._error = IconLine("alert", "", look, "small", bold=True, color="errText")
        self._error.hide()
        self._column.addWidget(self._error)
        self._column.addStretch(1)
        follow_width(self)

    def error(self) -> str:
        """Return what is wrong, or an empty string."""
        return self._error.text() if not self._error.isHidden() else ""

    def set_error(self, text: str) -> None:
        """Say what is wrong next to the input, or take it away with an empty text."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.edit.setAccessibleDescription(text or self._hint)
        if text:
            announce(self, f"{self.label}: {text}")


class TextArea(QPlainTextEdit):
    """Several lines of plain text. Tab leaves it; longer texts than a record holds are cut as they are typed."""

    def __init__(self, look: Look, lines: int = 3, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * look.line("body") + 2 * 8 + 2 * look.border("control") + 12)
        self.textChanged.connect(self._cut)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def typed(self) -> str:
        """Return the text without blanks around it."""
        return self.toPlainText().strip()

    def _cut(self) -> None:
        text = self.toPlainText()
        families_for(text)
        if len(text) > MOST_TEXT:
            at = min(self.textCursor().position(), MOST_TEXT)
            self.setPlainText(text[:MOST_TEXT])
            cursor = self.textCursor()
            cursor.setPosition(at)
            self.setTextCursor(cursor)


def line_edit(look: Look, *, most: int = MOST, digits: bool = False) -> QLineEdit:
    """Return a line to type into; `digits` asks the on-screen keyboard for its number page."""
    edit = QLineEdit()
    edit.setMaxLength(most)
    # Each script that is typed is there to be seen.
    edit.textChanged.connect(families_for)
    edit.setMinimumHeight(line_height(look))
    colors = palette(look)
    colors.setColor(QPalette.ColorRole.PlaceholderText, look.color("ink2"))
    edit.setPalette(colors)
    hints = Qt.InputMethodHint.ImhNoPredictiveText
    if digits:
        hints |= Qt.InputMethodHint.ImhDigitsOnly
    edit.setInputMethodHints(hints)
    return edit


class ChoiceBox(QComboBox):
    """A drop-down, painted: a long text wraps instead of being cut, and an arrow says that there is more to choose."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setView(QListView())
        self.setItemDelegate(OptionDelegate(look, self))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.currentTextChanged.connect(lambda _text: self.updateGeometry())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        text = TextBlock(self.currentText(), self._look).lay_out(self._room(width))
        return max(line_height(self._look), text + 2 * LINE_PAD)

    def sizeHint(self) -> QSize:
        natural = max((TextBlock(self.itemText(n), self._look).natural_width for n in range(self.count())), default=0)
        width = natural + 2 * PAD + self._look.space(2) + self._look.icon_size("tool")
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(6 * self._look.px("body") + 2 * PAD, line_height(self._look))

    def showPopup(self) -> None:
        # The list is a window of its own, which the look does not reach by itself.
        self.view().window().setPalette(palette(self._look))
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Digits mean nothing in a list of names; where they are typed into something else they go on to it.
        if event.key() in NOT_FOR_LISTS or (event.text() and event.text() in "0123456789"):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = smooth(self)
        edge = look.color("accent" if self.hasFocus() else "control")
        fill = look.color("surface")
        panel(painter, QRectF(self.rect()), look.radius("control"), fill, edge, look.border("control"))
        room, side = self._room(self.width()), look.icon_size("tool")
        block = TextBlock(self.currentText(), look)
        top = (self.height() - block.lay_out(room)) / 2
        color = look.color("ink" if chosen_key(self) else "ink2")
        block.draw(painter, start_x(PAD, room, self.width(), self.layoutDirection()), top, color)
        arrow = start_x(self.width() - PAD - side, side, self.width(), self.layoutDirection())
        draw_icon(painter, look, "down", QPointF(arrow, (self.height() - side) / 2), side, "ink")

    def _room(self, width: int) -> int:
        return max(width - 2 * PAD - self._look.space(2) - self._look.icon_size("tool"), 1)


class OptionDelegate(QStyledItemDelegate):
    """One row of an open drop-down: as high as a target, its text wrapped."""

    def __init__(self, look: Look, box: ChoiceBox) -> None:
        super().__init__(box)
        self._look = look
        self._box = box

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        # The list is as wide as the box, but never wider than the display.
        width = min(self._box.width(), self._box.screen().availableGeometry().width()) - 2 * PAD - 4
        height = TextBlock(str(index.data() or ""), self._look).lay_out(max(width, 1))
        return QSize(width, max(self._look.target("primary"), height + 2 * LINE_PAD))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = self._look
        # Qt's own fields of the option are not in its type.
        rect, state = QRectF(option.rect), option.state
        marked = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, look.color("accentTint" if marked else "surface"))
        if marked:
            bar = start_x(0, 5, rect.width(), self._box.layoutDirection())
            painter.fillRect(QRectF(rect.x() + bar, rect.y(), 5, rect.height()), look.color("accent"))
        block = TextBlock(str(index.data() or ""), look)
        height = block.lay_out(rect.width() - 2 * PAD)
        block.draw(painter, rect.x() + PAD, rect.y() + (rect.height() - height) / 2, look.color("ink"))


def line_height(look: Look) -> int:
    """Return the height of an input of one line, in px."""
    return max(look.target("primary"), round(look.line("body") * 1.4))


def choice_box(look: Look, options: Sequence[tuple[str, str]], empty: str) -> ChoiceBox:
    """Return a drop-down of (key, text). With one option it is chosen; else `empty` stands until one is.

    Without `empty` the first option is chosen.
    """
    box = ChoiceBox(look)
    if empty and len(options) != 1:
        box.addItem(empty, "")
    for key, text in options:
        box.addItem(text, key)
    return box


def chosen_key(box: QComboBox) -> str:
    """Return the key of what is chosen, or an empty string."""
    return str(box.currentData() or "")
