"""What was copied here goes; what another program copied stays."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

from ui.clipboard import forget_copied

CLIPBOARD, SELECTION = QClipboard.Mode.Clipboard, QClipboard.Mode.Selection


class Board:
    """A clipboard that says whose texts it holds: the unseen window system of the tests never owns any."""

    def __init__(self, ours: set[QClipboard.Mode]) -> None:
        self.ours = ours
        self.cleared: list[QClipboard.Mode] = []

    def ownsClipboard(self) -> bool:
        return CLIPBOARD in self.ours

    def ownsSelection(self) -> bool:
        return SELECTION in self.ours

    def clear(self, mode: QClipboard.Mode) -> None:
        self.cleared.append(mode)


@pytest.mark.parametrize("ours", [set(), {CLIPBOARD}, {SELECTION}, {CLIPBOARD, SELECTION}])
def test_only_what_was_copied_here_goes(monkeypatch: pytest.MonkeyPatch, ours: set[QClipboard.Mode]) -> None:
    board = Board(ours)
    monkeypatch.setattr("ui.clipboard.QGuiApplication", SimpleNamespace(clipboard=lambda: board))
    forget_copied()
    assert set(board.cleared) == ours


def test_the_systems_clipboard_is_asked(qapp: QApplication) -> None:
    forget_copied()
    board = qapp.clipboard()
    if board.ownsClipboard():
        assert board.text() == ""
