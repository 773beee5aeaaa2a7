"""Checking files at the desk: the page to drop a file on, the list of files to choose from, and the verdict.

Owns what is under way for the member of staff who is there. When they leave, it is gone: nothing of a file stays.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDir, QObject, QSize, QStandardPaths
from PySide6.QtGui import QIcon, QTransform
from PySide6.QtWidgets import QFileDialog, QHeaderView, QPushButton, QSplitter, QToolButton, QTreeView

from kiosk.service import check_files, read_files
from ui.desk.verify import (
    AnotherWanted,
    FilesGiven,
    FileWanted,
    ScanFilingWanted,
    VerdictScreen,
    VerifyClosed,
    VerifyData,
    VerifyScreen,
)
from ui.theme import icon_pixmap, palette
from ui.verify_presenter import verdict_data

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.clinic import OpenClinic
    from kiosk.events import Actor
    from kiosk.i18n import Words
    from kiosk.service import FileCheck
    from kiosk.settings import ClinicSettings
    from ui.shell import IdleWatch, Shell
    from ui.theme import Look
    from ui.widgets.desk_form import DeskPage

__all__ = ["Hooks", "VerifySide"]

KINDS: Final = "*.pdf *.png *.jpg *.jpeg *.tif *.tiff"
"""What the list of files shows; anything can be dropped."""

ARROWS: Final = {"backButton": 0, "toParentButton": 90}
"""Qt's buttons that stay, and how far their arrow is turned, in degrees."""
KIND_COLUMN: Final = 2
SHARE: Final = 0.9
"""How much of the window the list of files takes."""
COLORS: Final = ("control", "surface", "ink", "ink2", "accent", "onAccent", "sunken", "canvas")
LIST_STYLE: Final = """
QDialog {{ background: {canvas}; }}
* {{ font-family: "{family}"; font-size: {size}px; color: {ink}; }}
QPushButton, QToolButton {{ min-height: {least}px; min-width: {least}px; padding: 0 8px; background: {surface};
  border: 2px solid {control}; border-radius: {radius}px; }}
QPushButton:default {{ background: {accent}; color: {onAccent}; border-color: {accent}; }}
QPushButton:disabled, QToolButton:disabled {{ background: {canvas}; color: {ink2}; }}
QPushButton:focus, QToolButton:focus, QTreeView:focus, QListView:focus {{ border-color: {accent}; }}
QTreeView, QListView {{ background: {surface}; border: 2px solid {control}; }}
QTreeView::item, QListView::item {{ min-height: {least}px; }}
QTreeView::item:selected, QListView::item:selected {{ background: {accent}; color: {onAccent}; }}
QHeaderView {{ border: none; background: {sunken}; }}
QHeaderView::section {{ background: {sunken}; border: none; padding: 8px; }}
"""
"""The list of files in the desk's colours, with targets for a finger."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the desk does for these pages."""

    show: Callable[[DeskPage], None]
    """Put a page on the desk."""
    do: Callable[[Callable[[OpenClinic], object], Callable[..., None]], None]
    """Run a job in the worker; what it brings is dropped if the desk was left meanwhile."""
    back: Callable[[], None]
    """Show the list."""
    file_scan: Callable[[str, tuple[Path, ...]], None] | None = None
    """File a scan: the visit's id and the scan's files. Without it nothing is offered to be filed."""


class VerifySide(QObject):
    """Runs the two pages; `act` takes what they ask for."""

    def __init__(
        self,
        shell: Shell,
        settings: ClinicSettings,
        words: Words,
        *,
        idle: IdleWatch,
        clock: Callable[[], datetime],
        hooks: Hooks,
    ) -> None:
        """Join it to the desk."""
        super().__init__(shell)
        self._shell, self._settings, self._words = shell, settings, words
        self._idle, self._clock = idle, clock
        self._hooks = hooks
        self._dialog: QFileDialog | None = None
        self._paths: tuple[Path, ...] = ()
        self._busy = False

    def forget(self) -> None:
        """Whoever was there left: close what is open, and keep nothing."""
        self._paths = ()
        self._busy = False
        if self._dialog is not None:
            self._dialog.close()

    def failed(self) -> None:
        """What was under way did not work; the desk has said so."""
        self._busy = False

    def open(self) -> None:
        """Show the page, with nothing on it."""
        self.forget()
        self._show_page()

    def act(self, thing: object, staff: Actor) -> bool:
        """Do what a page asks for; False if it is nothing of these pages."""
        match thing:
            case FileWanted():
                self._choose(staff)
            case FilesGiven(paths=paths):
                self._check(tuple(Path(path) for path in paths), staff)
            case AnotherWanted():
                self.open()
            case VerifyClosed():
                self.forget()
                self._hooks.back()
            case ScanFilingWanted(visit_id=visit):
                if self._hooks.file_scan is not None:
                    self._hooks.file_scan(visit, self._paths)
            case _:
                return False
        return True

    def _show_page(self) -> VerifyScreen:
        screen = VerifyScreen(VerifyData(self._words), self._shell.look)
        self._hooks.show(screen)
        return screen

    def _check(self, paths: tuple[Path, ...], staff: Actor) -> None:
        """Check files in the worker; while it does, nothing else is taken."""
        if self._busy or not paths:
            return
        screen = self._shell.shown
        page = screen if isinstance(screen, VerifyScreen) else self._show_page()
        page.show_busy()
        self._busy, self._paths = True, paths
        now = self._clock()

        def job(clinic: OpenClinic) -> FileCheck:
            return check_files(clinic.service, read_files(paths), staff, now)

        self._hooks.do(job, functools.partial(self._checked, paths))

    def _checked(self, paths: tuple[Path, ...], check: FileCheck) -> None:
        self._busy = False
        names = tuple(path.name for path in paths)
        can_file = self._hooks.file_scan is not None
        data = verdict_data(check, names, self._words, self._settings.zone, can_file=can_file)
        self._hooks.show(VerdictScreen(data, self._shell.look))

    # ------------------------------------------------------------------ choosing

    def _choose(self, staff: Actor) -> None:
        """Show the files of this computer. Nothing can be changed or removed there."""
        if self._dialog is not None or self._busy:
            return
        dialog = _file_list(self._shell, self._shell.look, self._words)
        dialog.filesSelected.connect(lambda paths: self._check(tuple(Path(path) for path in paths), staff))
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()
        window = dialog.windowHandle()
        if window is not None:
            # Who looks for a file is there: the desk must not lock meanwhile.
            self._idle.watch_window(window)

    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def _file_list(shell: Shell, look: Look, words: Words) -> QFileDialog:
    """Return the list of files, in the desk's look: the program's own, as a system's may do anything with a file."""
    dialog = QFileDialog(shell, words["check_file.choose"], _start(), f"{words['check_file.filter']} ({KINDS})")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.ReadOnly)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    labels = QFileDialog.DialogLabel
    for label, key in (
        (labels.LookIn, "folder_label"),
        (labels.FileName, "name_label"),
        (labels.FileType, "kind_label"),
        (labels.Accept, "take"),
        (labels.Reject, "cancel"),
    ):
        dialog.setLabelText(label, words[f"check_file.{key}"])
    dialog.setPalette(palette(look))
    sizes = {"size": look.px("small"), "least": look.target("minimum"), "radius": look.radius("tool")}
    colors = {role: look.hex(role) for role in COLORS}
    dialog.setStyleSheet(LIST_STYLE.format(family=look.font("small").family(), **sizes, **colors))
    dialog.resize(round(shell.width() * SHARE), round(shell.height() * SHARE))
    _furnish(dialog, look)
    return dialog


def _furnish(dialog: QFileDialog, look: Look) -> None:
    """Leave two buttons, back and up, with signs that are seen in every theme, and give the names of files the room."""
    for push in dialog.findChildren(QPushButton):
        push.setIcon(QIcon())
    for tool in dialog.findChildren(QToolButton):
        if tool.objectName() in ARROWS:
            arrow = icon_pixmap(look, "back", look.icon_size("tool"), "ink", 1.0)
            tool.setIcon(QIcon(arrow.transformed(QTransform().rotate(ARROWS[tool.objectName()]))))
            tool.setIconSize(QSize(look.icon_size("tool"), look.icon_size("tool")))
        else:
            tool.hide()
    for tree in dialog.findChildren(QTreeView):
        head = tree.header()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionHidden(KIND_COLUMN, True)
    for split in dialog.findChildren(QSplitter):
        split.setSizes([dialog.width() // 4, 3 * dialog.width() // 4])


def _start() -> str:
    """Return the folder that the list begins in: where downloads go, else the person's own."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    return place if place and QDir(place).exists() else QDir.homePath()
