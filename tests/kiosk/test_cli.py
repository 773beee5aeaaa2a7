"""The command line's words and exit codes."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.cli import main
from kiosk.clinic import open_demo
from kiosk.errors import ContentError, Problem
from kiosk.record import read_record, record_bytes
from kiosk.settings import default_data_folder
from tests.kiosk.visits import ServiceWalk


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


# ---------------------------------------------------------------- the ledger against files that left the kiosk


@dataclass(frozen=True)
class Day:
    """A demo clinic after a day with one sealed document, and copies of its folder from earlier that day."""

    folder: Path
    before_the_visit: Path
    before_the_seal: Path
    sealed: Path
    record: Path


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    top = tmp_path_factory.mktemp("day")
    found = Day(*(top / name for name in ("clinic", "morning", "noon", "consent.pdf", "visit.json")))
    start = datetime.now(UTC) - timedelta(minutes=5)
    clinic = open_demo(found.folder, clock=lambda: start)
    try:
        keep(found.folder, found.before_the_visit)
        visit = ServiceWalk(clinic.service).to_the_end("talk").visit_id
        keep(found.folder, found.before_the_seal)
        clinic.service.seal(visit)
        found.sealed.write_bytes(clinic.service.read_sealed(visit))
        found.record.write_bytes(clinic.service.read_record(visit))
    finally:
        clinic.close()
    return found


def keep(folder: Path, copied: Path) -> None:
    """Copy a clinic's folder as it stands on the disk, as a thief or a backup would."""
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns("*.lock", "*-shm"))


@pytest.mark.parametrize("proof", ["sealed", "record"])
def test_a_whole_ledger_holds_what_was_sealed(day: Day, proof: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(getattr(day, proof))
    assert main(["ledger", "verify", "--data", str(day.folder), "--against", file, str(day.sealed)]) == 0
    assert file in capsys.readouterr().out


@pytest.mark.parametrize("proof", ["sealed", "record"])
@pytest.mark.parametrize("cut", ["before_the_visit", "before_the_seal"])
def test_a_ledger_that_was_cut_off_is_found(day: Day, cut: str, proof: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file = str(getattr(day, cut)), str(getattr(day, proof))
    assert main(["ledger", "verify", "--data", folder, "--against", file, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["reason"], found["unknown"]) == (False, "ledger.file_unknown", [file])


def test_only_a_file_that_left_the_kiosk_tells_that_the_end_is_missing(
    day: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(day.before_the_seal)
    assert main(["ledger", "verify", "--data", folder]) == 0
    assert main(["ledger", "verify", "--data", folder, "--against", str(day.sealed)]) == 1
    assert "cut off" in capsys.readouterr().out


def test_a_record_that_was_changed_is_not_known(day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = read_record(day.record.read_bytes())
    forged = tmp_path / "visit.json"
    forged.write_bytes(record_bytes(msgspec.structs.replace(record, content_digest="0" * 64)))
    assert main(["ledger", "verify", "--data", str(day.folder), "--against", str(forged)]) == 1
    assert str(forged) in capsys.readouterr().out


def test_a_changed_or_foreign_file_proves_nothing(day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed, other, text = tmp_path / "changed.pdf", tmp_path / "other.json", tmp_path / "text.txt"
    data = bytearray(day.sealed.read_bytes())
    data[5000] ^= 1
    changed.write_bytes(data)
    record = read_record(day.record.read_bytes())
    ledger = msgspec.structs.replace(record.ledger, device="kiosk-2")
    other.write_bytes(record_bytes(msgspec.structs.replace(record, ledger=ledger)))
    text.write_text("Candor", encoding="utf-8")
    codes = {changed: 1, text: 1, other: 2, tmp_path / "none.pdf": 2}
    for file, code in codes.items():
        assert main(["ledger", "verify", "--data", str(day.folder), "--against", str(file)]) == code
        spoken = capsys.readouterr()
        assert spoken.out == ""
        assert str(file) in spoken.err
        assert len(spoken.err.strip().splitlines()) == 1


def test_a_damaged_vault_is_one_sentence(day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "clinic"
    shutil.copytree(day.folder, folder)
    vault = folder / "vault.db"
    data = bytearray(vault.read_bytes())
    data[len(data) // 2] ^= 1
    vault.write_bytes(data)
    assert main(["ledger", "verify", "--data", str(folder)]) == 1
    spoken = capsys.readouterr()
    assert len((spoken.out + spoken.err).strip().splitlines()) == 1
    assert "evidence" in spoken.out + spoken.err or "backup" in spoken.out + spoken.err


@pytest.mark.parametrize("command", ["run", "demo", "screens", "setup", "verify"])
def test_every_command_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"Example: candor {command} " in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [["demo"], ["screens"], ["demo", "--out", "x", "--decision", "perhaps"], ["demo", "--out", "x", "--seed", "a"]],
)
def test_wrong_use_of_a_window_is_told(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


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
    wanted = ["--treatment", "ketamine-iv", "--decision", "talk", "--seed", "9", "--data", str(tmp_path / "clinic")]
    assert main(["demo", "--out", str(tmp_path), *wanted]) == 0
    script = {"treatment": "ketamine-iv", "decision": "talk", "seed": 9}
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
