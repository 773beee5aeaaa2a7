from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import OperatorError
from kiosk.vault.lock import FolderLock


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "vault.lock"
    first = FolderLock(path)
    with pytest.raises(OperatorError, match=r"vault\.in_use"):
        FolderLock(path)
    first.release()
    first.release()
    FolderLock(path).release()


def test_no_folder_is_no_vault(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"vault\.not_found"):
        FolderLock(tmp_path / "nowhere" / "vault.lock")


def test_a_lock_that_cannot_be_made_is_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"vault\.read_only"):
        FolderLock(tmp_path)
