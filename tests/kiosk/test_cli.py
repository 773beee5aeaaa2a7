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


PASSPHRASE = "four words of the day"
ANSWERS = {
    "clinic": {
        "clinic_name": "Harbour Street Clinic",
        "address": "12 Harbour Street",
        "phone": "555 0100",
        "country": "US",
        "time_zone": "America/New_York",
        "paper": "letter",
    },
    "staff_name": "Priya Raman",
    "staff_role": "front_desk",
    "staff_pin": "472910",
    "passphrase": PASSPHRASE,
}


def test_set_up_from_a_file_and_check_the_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(ANSWERS), encoding="utf-8")
    folder = str(tmp_path / "clinic")
    assert main(["setup", "--data", folder, "--answers", str(answers)]) == 0
    monkeypatch.setenv("CANDOR_PASSPHRASE", PASSPHRASE)
    capsys.readouterr()
    assert main(["ledger", "verify", "--data", folder, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["count"] == 1
    assert main(["setup", "--data", folder, "--answers", str(answers)]) == 1
    assert "already holds" in capsys.readouterr().err


def test_set_up_asks_in_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["Harbour Street", "12 Harbour Street", "555 0100", "US", "UTC", "a4", "", "Priya", "nurse"])
    hidden = iter(["472910", "four words of the day", "four words of the day"])
    monkeypatch.setattr("builtins.input", lambda _question: next(typed))
    monkeypatch.setattr("kiosk.cli.getpass", lambda _question: next(hidden))
    assert main(["setup", "--data", str(tmp_path / "clinic")]) == 0


def test_two_different_passphrases_stop_the_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = iter(["472910", "four words of the day", "four words of a night"])
    monkeypatch.setattr("builtins.input", lambda _question: "x")
    monkeypatch.setattr("kiosk.cli.getpass", lambda _question: next(hidden))
    assert main(["setup", "--data", str(tmp_path / "clinic")]) == 1
    assert "not the same" in capsys.readouterr().err


def test_errors_are_one_sentence_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "verify", "--data", str(tmp_path / "none")]) == 1
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert "Traceback" not in error
