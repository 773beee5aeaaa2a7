"""The clipboard: what one person copied at the kiosk is not there for the next one to paste."""

from __future__ import annotations

from PySide6.QtGui import QClipboard, QGuiApplication

__all__ = ["forget_copied"]


def forget_copied() -> None:
    """Empty the clipboard and the selection, if their text was copied here; another program's is left alone."""
    board = QGuiApplication.clipboard()
    if board.ownsClipboard():
        board.clear(QClipboard.Mode.Clipboard)
    if board.ownsSelection():
        board.clear(QClipboard.Mode.Selection)
