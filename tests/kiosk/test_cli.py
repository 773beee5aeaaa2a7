"""The command line's words and exit codes."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.environment import default_data_folder
from kiosk.errors import ContentError, Problem


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["content", "check", "--help"])
    assert ended.value.code == 0
    assert "Example:" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "demo",
        "screens",
        "setup",
        "staff add",
        "verify",
        "ledger verify",
        "print blank",
        "scan",
        *(f"content {part}" for part in ("check", "stats", "coverage", "book", "sign-off", "preview")),
    ],
)
def test_every_command_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert f"Example: candor {command} " in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ["content"],
        ["content", "book", "--treatment", "ketamine-iv"],
        ["content", "book", "--treatment", "ketamine-iv", "--out", "x", "--paper", "a5"],
        ["content", "sign-off", "--name", "A", "--scope", "B"],
        ["content", "preview"],
        ["content", "preview", "x", "--theme", "pink"],
        ["content", "preview", "x", "--size", "1280"],
        ["content", "preview", "x", "--size", "10x10"],
        ["content", "preview", "x", "--size", "999999x800"],
        ["print"],
        ["print", "blank", "--treatment", "kap"],
        ["print", "blank", "--treatment", "kap", "--out", "x", "--paper", "a5"],
        ["scan", "x.pdf"],
        ["scan", "--data", "x"],
        ["demo"],
        ["screens"],
        ["demo", "--out", "x", "--decision", "perhaps"],
        ["demo", "--out", "x", "--seed", "a"],
        ["verify", "x", "--paper", "--printed", "one"],
        ["verify", "x", "--paper", "--printed", "1,0"],
    ],
)
def test_wrong_use_of_a_window_is_told(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "invalid _" not in told


def test_without_a_display_the_kiosk_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("kiosk.cli.has_display", lambda: False)
    assert main(["run", "--demo", "--data", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "candor demo --out" in error
    assert len(error.strip().splitlines()) == 1


class Opened:
    """Stands for the modules that open a window, and keeps what they were asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[tuple[object, ...], dict[str, object]]] = []

    def run(self, *given: object, **named: object) -> int:
        self.calls.append((given, named))
        return 0

    def Script(self, **named: object) -> dict[str, object]:
        return named


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    made = Opened()
    monkeypatch.setattr("kiosk.cli.importlib.import_module", lambda _name: made)
    return made


def test_the_kiosk_opens_where_it_was_told_to(opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert main(["run", "--data", str(tmp_path), "--windowed"]) == 0
    monkeypatch.setenv("CANDOR_DATA", str(tmp_path / "named"))
    assert main(["run"]) == 0
    monkeypatch.delenv("CANDOR_DATA")
    assert main(["run"]) == 0
    assert main(["run", "--demo"]) == 0
    folders = [given[0] for given, _named in opened.calls]
    usual = default_data_folder()
    assert folders == [tmp_path, tmp_path / "named", usual, usual.with_name("candor-demo")]
    assert opened.calls[0][1] == {"demo": False, "windowed": True}
    assert opened.calls[3][1] == {"demo": True, "windowed": False}


def test_the_demo_gets_its_script(opened: Opened, tmp_path: Path) -> None:
    wanted = ["--treatment", "ketamine-im", "--reason", "ptsd", "--route", "subcutaneous", "--decision", "talk"]
    wanted += ["--seed", "9", "--data", str(tmp_path / "clinic"), "--interpreter", "--withdraw"]
    assert main(["demo", "--out", str(tmp_path), *wanted]) == 0
    script = {"treatment": "ketamine-im", "reason": "ptsd", "route": "subcutaneous", "decision": "talk", "seed": 9}
    script |= {"representative": False, "interpreter": True, "renew": False, "withdraw": True}
    assert opened.calls == [((tmp_path, script), {"data": tmp_path / "clinic"})]


def test_a_treatment_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["demo", "--out", str(tmp_path), "--treatment", "ketamine-tea"]) == 2
    error = capsys.readouterr().err
    assert "ketamine-tea" in error
    assert "ketamine-iv" in error
    assert len(error.strip().splitlines()) == 1


def test_refused_content_is_told_with_its_places(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def refuse(*_given: object, **_named: object) -> int:
        raise ContentError((Problem("rule", "en/pages/cost.md", 3, "title", "Give the page a title."),))

    monkeypatch.setattr(opened, "run", refuse)
    assert main(["demo", "--out", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "1 problem" in error
    assert "en/pages/cost.md:3: [rule] title: Give the page a title." in error


def test_a_name_that_the_terminal_cannot_show_does_not_make_a_good_file_look_bad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "محمد.pdf"
    shutil.copy(Path(__file__).parent / "seal" / "samples" / "full.pdf", file)
    shown = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(shown, encoding="cp1252"))
    assert main(["verify", str(file)]) == 0
    sys.stdout.flush()
    assert b"\\u0645\\u062d\\u0645\\u062f.pdf: This file is unchanged" in shown.getvalue()
