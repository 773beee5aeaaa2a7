"""The command line's words and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main


def test_the_content_that_ships_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["content", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_a_folder_that_is_not_there_is_wrong_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["content", "check", "--content", str(tmp_path / "none")]) == 2
    assert "no content folder" in capsys.readouterr().err


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["content", "check", "--help"])
    assert ended.value.code == 0
    assert "Example:" in capsys.readouterr().out
