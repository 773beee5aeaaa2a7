"""Looks at widgets as a careful eye and a screen reader would, and says in words what is wrong.

`problems(widget)` goes over what is visible in a widget that has its size: text that is cut, words that are broken,
things that overlap or stick out, targets that are too small or too close, controls that a screen reader cannot name.
`everywhere(makers, make_look)` shows patient screens in the real window at every size, text step and theme and looks
at each part of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kiosk.i18n import catalogue
from ui.shell import FrameData, Shell
from ui.shell.cover import Cover
from ui.shell.top_bar import Brand
from ui.theme import Look, TextStep, ThemeName
from ui.widgets.choice import ChoiceGroup
from ui.widgets.figure_card import FigureCard
from ui.widgets.patient_screen import PatientScreen
from ui.widgets.progress import ProgressData
from ui.widgets.screen import Screen
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.sheet import Sheet
from ui.widgets.text import TextBlock

__all__ = [
    "BARS",
    "SIZES",
    "STEPS",
    "THEMES",
    "WAYS",
    "Way",
    "accessible",
    "button",
    "choose",
    "click",
    "controls",
    "everywhere",
    "focused",
    "framed",
    "heard",
    "in_shell",
    "press",
    "problems",
    "push",
    "show",
    "tab_order",
    "tab_to",
    "tap",
]

Way = Literal["mouse", "keys", "touch"]
SIZES: Final = ((1280, 800), (800, 1280), (1024, 600), (1920, 1080))
STEPS: Final[tuple[TextStep, ...]] = ("1.0", "2.0")
THEMES: Final[tuple[ThemeName, ...]] = ("light", "dark", "contrast")
LEAST_TARGET: Final = 48
LEAST_GAP: Final = 8
SECTIONS: Final = ("About you", "The treatment", "Benefits", "Risks", "Limits", "Other choices", "Decide")

WAYS: Final[tuple[Way, ...]] = ("mouse", "keys", "touch")
WORDS: Final = catalogue("en")
TOOLS: Final = ("back", "question", "next", "read_aloud", "display", "break", "someone")
BARS: Final = tuple(WORDS[f"shell.{name}"] for name in TOOLS)
"""The names of the bars' buttons in tab order, after the screen's own controls."""

MakeLook = Callable[..., Look]
Makers = Mapping[str, Callable[[Look], Screen]]


# ---------------------------------------------------------------- going over the widgets


def problems(widget: QWidget, *, least: int = LEAST_TARGET, gap: int = LEAST_GAP) -> list[str]:
    """Return what is wrong with the visible contents of a widget, in words; an empty list if nothing is.

    `least` is the least width and height of a target and `gap` the least distance of two of them, in px. In a window
    with a sheet or a cover only the uppermost one is looked at: what lies behind cannot be seen.
    """
    root = _uppermost(widget)
    tree = _tree(root)
    operable = [one for one in tree if one is not root and _operable(one)]
    scrolling = {above for one in tree if _scrolls(one) for above in (one, *_above(one, root))}
    found = [problem for one in operable for problem in _nameless(one)]
    for parent, children in tree.items():
        found += [problem for child in children for problem in _outside(parent, child)]
        found += [*_overlaps(children), *_broken(parent)]
        # What scrolls may be lower than what it holds, and so may be what holds it.
        if parent is not root and parent not in scrolling:
            found += _cut(parent, leaf=not children)
    return found + _targets(root, operable, least, gap)


def controls(widget: QWidget) -> list[QWidget]:
    """Return the visible widgets that a person can operate: buttons, fields, and what takes the focus by Tab."""
    return [one for one in _tree(widget) if one is not widget and _operable(one)]


def accessible(widget: QWidget) -> tuple[str, QAccessible.Role, QAccessible.State]:
    """Return the name, role and state that a screen reader is told."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name), interface.role(), interface.state()


def _uppermost(widget: QWidget) -> QWidget:
    over = [one for one in widget.children() if isinstance(one, (Sheet, Cover)) and one.isVisibleTo(widget)]
    return over[-1] if over else widget


def _operable(widget: QWidget) -> bool:
    if isinstance(widget, QScrollBar) or not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    return isinstance(widget, QAbstractButton) or bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _overlay(widget: QWidget) -> bool:
    """Tell whether a widget lies over others on purpose: the focus ring, a fading picture, a passing message."""
    return widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents) and not isinstance(widget, QLabel)


def _children(widget: QWidget) -> list[QWidget]:
    """Return the visible children that are ours to look at: not the inside of Qt's own fields and scroll areas."""
    if isinstance(widget, QScrollArea):
        inner = widget.widget()
        return [inner] if inner is not None else []
    if isinstance(widget, (QAbstractScrollArea, QLineEdit, QComboBox)):
        return []
    every = (one for one in widget.children() if isinstance(one, QWidget) and not one.isWindow())
    return [one for one in every if one.isVisibleTo(widget) and not one.size().isEmpty() and not _overlay(one)]


def _tree(widget: QWidget) -> dict[QWidget, list[QWidget]]:
    """Return a widget and all below it, parents first, each with its visible children."""
    tree = {widget: _children(widget)}
    for child in tree[widget]:
        tree |= _tree(child)
    return tree


def _say(widget: QObject) -> str:
    """Name a widget for a message: its class, and its name or text."""
    text = getattr(widget, "text", None)
    words = str(text()) if callable(text) else ""
    name = widget.accessibleName() if isinstance(widget, QWidget) else ""
    return f"{type(widget).__name__} {(name or words or widget.objectName())[:50]!r}"


def _box(rect: QRect) -> str:
    return f"({rect.x()}, {rect.y()}) {rect.width()} x {rect.height()}"


# ---------------------------------------------------------------- what can be wrong


def _outside(parent: QWidget, child: QWidget) -> list[str]:
    if isinstance(parent, QScrollArea):
        # What scrolls may be taller than its place, never wider.
        wide = child.width() > parent.viewport().width()
        return [f"outside: {_say(child)} is wider than its scroll area"] if wide else []
    if parent.rect().contains(child.geometry()):
        return []
    return [f"outside: {_say(child)} {_box(child.geometry())} in {_say(parent)} {_box(parent.rect())}"]


def _overlaps(children: list[QWidget]) -> list[str]:
    found = []
    for index, one in enumerate(children):
        for other in children[index + 1 :]:
            if one.geometry().intersects(other.geometry()):
                boxes = f"{_box(one.geometry())} and {_box(other.geometry())}"
                found.append(f"overlap: {_say(one)} and {_say(other)}: {boxes}")
    return found


def _cut(widget: QWidget, *, leaf: bool) -> list[str]:
    """Say what has less room than it needs."""
    found = []
    # A figure card shrinks its people before it is cut: its wanted height is not its least one.
    least_height = widget.least_height if isinstance(widget, FigureCard) else widget.heightForWidth
    height = least_height(widget.width()) if widget.hasHeightForWidth() else -1
    if isinstance(widget, QLabel) and height < 0:
        height = widget.sizeHint().height()
    if widget.height() < height:
        found.append(f"cut: {_say(widget)} needs a height of {height} and has {widget.height()}")
    least = widget.minimumSizeHint()
    if leaf and (widget.width() < least.width() or widget.height() < least.height()):
        has = f"{widget.width()} x {widget.height()}"
        found.append(f"cut: {_say(widget)} needs at least {least.width()} x {least.height()} and has {has}")
    if isinstance(widget, QLabel) and not widget.text().strip() and widget.pixmap().isNull():
        found.append(f"empty: {_say(widget)}")
    return found


def _scrolls(widget: QWidget) -> bool:
    return isinstance(widget, (ShowMoreArea, QAbstractScrollArea))


def _broken(widget: QWidget) -> list[str]:
    """Say which painted words are broken inside, because the widget is narrower than the word."""
    if isinstance(widget, FigureCard):
        # Words are laid out for a place while they are painted.
        widget.grab()
    elif widget.hasHeightForWidth():
        widget.heightForWidth(widget.width())
    found = []
    for block in _painted(vars(widget).values()):
        for index in range(block._layout.lineCount() - 1):
            end = block._layout.lineAt(index).textStart() + block._layout.lineAt(index).textLength()
            units = block.text.encode("utf-16-le")
            around = units[2 * end - 2 : 2 * end + 2].decode("utf-16-le", "replace")
            if around.isalnum():
                found.append(f"broken: a word in {_say(widget)}, {block.text[:50]!r}")
    return found


def _painted(values: Iterable[object]) -> Iterator[TextBlock]:
    """Give the blocks of text that a widget holds itself, in lists, and in records such as a figure's groups."""
    for value in values:
        if isinstance(value, TextBlock):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from _painted(value)
        elif is_dataclass(value) and not isinstance(value, (type, Look)):
            yield from _painted(getattr(value, field.name) for field in fields(value))


def _targets(root: QWidget, operable: list[QWidget], least: int, gap: int) -> list[str]:
    found = []
    places: list[tuple[QWidget, QRect]] = []
    for one in operable:
        if one.width() < least or one.height() < least:
            found.append(f"small: {_say(one)} is {one.width()} x {one.height()}")
        place = QRect(one.mapTo(root, QPoint(0, 0)), one.size())
        # What scrolls has its place in what is scrolled, not in the window.
        if not any(isinstance(over, QAbstractScrollArea) for over in _above(one, root)):
            places.append((one, place))
    half = gap // 2
    for index, (one, place) in enumerate(places):
        for other, its in places[index + 1 :]:
            near = place.adjusted(-half, -half, half, half).intersects(its.adjusted(-half, -half, half, half))
            if near and not (one.isAncestorOf(other) or other.isAncestorOf(one)):
                found.append(f"close: {_say(one)} and {_say(other)} are less than {gap} px apart")
    return found


def _above(widget: QWidget, root: QWidget) -> Iterator[QWidget]:
    step = widget.parentWidget()
    while step is not None and step is not root:
        yield step
        step = step.parentWidget()


def _nameless(widget: QWidget) -> list[str]:
    name, role, state = accessible(widget)
    found = []
    if not name.strip():
        found.append(f"nameless: {_say(widget)}")
    if role in (QAccessible.Role.NoRole, QAccessible.Role.Client):
        found.append(f"without a role: {_say(widget)}")
    if bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not state.focusable:
        found.append(f"not focusable for a screen reader: {_say(widget)}")
    return found


# ---------------------------------------------------------------- in the window


def in_shell(
    screen: Screen,
    look: Look,
    size: tuple[int, int] = (1280, 800),
    data: FrameData | None = None,
    *,
    speech: bool = True,
) -> Shell:
    """Show a patient screen in the real window, with bars and progress as its frame asks for them."""
    shell = Shell(Brand("Harbour Street Clinic", speech=speech), look, WORDS)
    shell.resize(*size)
    shell.show()
    show(shell, screen, data)
    return shell


def show(shell: Shell, screen: Screen, data: FrameData | None = None) -> None:
    """Show another screen in a window."""
    progress = not isinstance(screen, PatientScreen) or screen.frame.progress
    shell.show_screen(screen, data or FrameData(ProgressData(SECTIONS, 3, 2, 4) if progress else None))
    QApplication.processEvents()


def everywhere(
    makers: Makers, make_look: MakeLook, *, least: int = LEAST_TARGET, sizes: tuple[tuple[int, int], ...] = SIZES
) -> list[str]:
    """Return the problems of patient screens in the window at every size, step and theme, on each of their parts.

    A screen is made once for a look and goes through the sizes in the same window, as on a tablet that is turned.
    Colours do not move anything: dark, which has the borders of light, is looked at in the first size only. Nothing is
    painted, for speed.
    """
    found = []
    for theme in THEMES:
        for step in STEPS:
            look = make_look(theme, step)
            shell: Shell | None = None
            for name, make in makers.items():
                screen = make(look)
                if shell is None:
                    shell = in_shell(screen, look, sizes[0])
                    shell.setUpdatesEnabled(False)
                else:
                    show(shell, screen)
                    _clear_away()
                for size in sizes[:1] if theme == "dark" else sizes:
                    place = f"{name} {size[0]}x{size[1]} {step} {theme}"
                    found += [f"{place} {problem}" for problem in _in_one_place(shell, screen, size, least)]
            if shell is not None:
                shell.close()
                shell.deleteLater()
                _clear_away()
    return found


def _clear_away() -> None:
    """Delete what is due for it: without an event loop it would stay, and slow down all that follows."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _in_one_place(shell: Shell, screen: Screen, size: tuple[int, int], least: int) -> list[str]:
    shell.resize(*size)
    QApplication.processEvents()
    while screen.part() > 1 and screen.retreat():
        pass
    found = []
    for part in range(1, screen.parts() + 1):
        while screen.part() < part:
            screen.advance()
        QApplication.processEvents()
        found += [f"part {part}: {problem}" for problem in problems(shell, least=least)]
        if shell.size().toTuple() != size:
            found.append(f"part {part}: the window grew to {shell.width()} x {shell.height()}")
    return found


# ---------------------------------------------------------------- as a person does it


def framed(
    qtbot: QtBot, screen: Screen, look: Look, size: tuple[int, int] = (1280, 800), data: FrameData | None = None
) -> Shell:
    """Show a screen in the real window for the length of a test, with the window active."""
    shell = in_shell(screen, look, size, data)
    qtbot.addWidget(shell)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    return shell


def heard(shell: Shell) -> list[object]:
    """Return a list that takes up what leaves the window: commands of Next and Back, and what its screen emits."""
    sent: list[object] = []
    shell.commanded.connect(sent.extend)
    if shell.patient_screen is not None:
        shell.patient_screen.acted.connect(sent.append)
    return sent


def button(shell: Shell, name: str) -> QAbstractButton:
    """Return a button of the window's bars: `back`, `question`, `next`, `help`, ..."""
    # With another look there are other bars; the old ones are still on their way out.
    found = shell.findChildren(QAbstractButton, f"shell.{name}")
    assert found, name
    return found[-1]


def click(widget: QWidget) -> None:
    """Press a widget in its middle with the mouse."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def tap(widget: QWidget, at: QPoint | None = None) -> None:
    """Touch a widget with a finger: a real touch event, which Qt hands on as a mouse click where nobody takes it."""
    device = QTest.createTouchDevice()
    window = widget.window()
    place = widget.mapTo(window, at or widget.rect().center())
    QTest.touchEvent(window, device).press(0, place, window).commit()
    QTest.touchEvent(window, device).release(0, place, window).commit()
    QApplication.processEvents()


def focused(shell: Shell) -> QWidget:
    """Return what has the focus; the window itself if nothing has."""
    now = QApplication.focusWidget()
    return shell if now is None else now


def press(shell: Shell, key: Qt.Key) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(focused(shell), key)


def tab_order(shell: Shell) -> list[str]:
    """Press Tab from the title on until it comes round; return the names of the controls that had the focus."""
    if shell.shown is not None:
        shell.shown.focus_first()
    seen: list[QWidget] = []
    while True:
        press(shell, Qt.Key.Key_Tab)
        if focused(shell) in seen:
            return [accessible(one)[0] for one in seen]
        seen.append(focused(shell))


def tab_to(shell: Shell, wanted: QWidget) -> None:
    """Press Tab until a control has the focus; fails if Tab never comes there."""
    seen: list[QWidget] = []
    while focused(shell) is not wanted:
        assert focused(shell) not in seen, f"Tab does not reach {_say(wanted)}"
        seen.append(focused(shell))
        press(shell, Qt.Key.Key_Tab)


def choose(shell: Shell, group: ChoiceGroup, key: str, way: Way) -> None:
    """Choose in a group with the mouse, by touch, or with keys alone: Tab to the group, Space and arrows in it."""
    choice = group.choice(key)
    if way == "mouse":
        click(choice)
    elif way == "touch":
        tap(choice)
    else:
        stops = [one for one in map(group.choice, group.ids()) if one.isVisible()]
        tab_to(shell, next(one for one in stops if one.focusPolicy() & Qt.FocusPolicy.TabFocus))
        press(shell, Qt.Key.Key_Space)
        while focused(shell) is not choice:
            press(shell, Qt.Key.Key_Down)


def push(shell: Shell, control: QWidget, way: Way) -> None:
    """Press a button with the mouse, by touch, or with keys alone."""
    if way == "mouse":
        click(control)
    elif way == "touch":
        tap(control)
    else:
        tab_to(shell, control)
        press(shell, Qt.Key.Key_Return)
