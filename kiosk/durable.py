"""Write a file that lies open on the disk so that after a power cut the old one or the new one is there, whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["write_durably"]


def write_durably(path: Path, data: bytes, *, draft: str = "", mode: int | None = None) -> None:
    """Replace a file, or make it.

    Args:
        path: the file.
        data: all that shall stand in it.
        draft: the name, in the same folder, under which it is written first; the file's own and `.new` by default.
        mode: its permissions; by default those of every new file.

    Raises:
        OSError: it cannot be written. The old one is as it was.
    """
    beside = path.with_name(draft or f"{path.name}.new")
    with beside.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if mode is not None:
        beside.chmod(mode)
    beside.replace(path)
    if sys.platform != "win32":  # Windows cannot open a folder to flush it, and need not
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
