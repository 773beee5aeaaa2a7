"""Writing durably: the old file or the new one, whole, whenever the power goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kiosk.durable import write_durably


def test_a_file_is_made_and_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "clinic.json"
    for data in (b"one", b"another, and longer"):
        write_durably(path, data)
        assert path.read_bytes() == data
    assert [one.name for one in tmp_path.iterdir()] == ["clinic.json"]


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_whatever_fails_the_old_file_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    def pull(*_arguments: object) -> None:
        raise OSError("power is gone")

    path = tmp_path / "clinic.json"
    write_durably(path, b"old")
    with monkeypatch.context() as plug:
        plug.setattr(os if moment == "fsync" else Path, moment, pull)
        with pytest.raises(OSError, match="power is gone"):
            write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"


def test_what_is_in_it_is_on_the_disk_before_it_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    synced, replaced = os.fsync, Path.replace

    def fsync(number: int) -> None:
        happened.append("on the disk")
        synced(number)

    def replace(self: Path, target: Path) -> Path:
        happened.append(self.name)
        return replaced(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    write_durably(tmp_path / "a", b"data", draft=".draft")
    assert happened[:2] == ["on the disk", ".draft"]


def test_its_permissions_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    write_durably(path, b"secret", mode=0o600)
    # Windows knows a file that can be written, and nobody in particular.
    assert path.stat().st_mode & 0o777 == (0o666 if sys.platform == "win32" else 0o600)
