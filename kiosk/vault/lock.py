"""One vault, one process: a lock on a file that the system itself lets go when its holder dies.

A pid file would outlive a power cut or a kill and shut the clinic out; the locks used here cannot.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from kiosk.errors import OperatorError

__all__ = ["FolderLock"]


class FolderLock:
    """Holds DATA/vault.lock from construction until `release`.

    Raises:
        OperatorError: another process (or another vault of this one) holds it, or the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            raise OperatorError("vault.not_found") from None
        except OSError as error:
            raise OperatorError("vault.read_only") from error
        try:
            _take(self._file)
        except OSError:
            self.release()
            raise OperatorError("vault.in_use") from None

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: int) -> None:
        # flock, not lockf: it belongs to the open file, so a second vault in the same process is refused too.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
