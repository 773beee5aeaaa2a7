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
from kiosk.clinic import DEMO_PASSPHRASE, Answers, open_demo, set_up
from kiosk.events import KIOSK_STREAM, StaffAdded
from kiosk.i18n import catalogue
from kiosk.record import read_record, record_bytes
from kiosk.staff import StaffBook
from kiosk.vault import KdfParameters, Vault
from tests.kiosk.visits import ServiceWalk

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
    monkeypatch.setattr("kiosk.commands.getpass", lambda _question: next(hidden))
    assert main(["setup", "--data", str(tmp_path / "clinic")]) == 0


def test_who_has_read_the_content_is_asked_for_the_licence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = ["Harbour Street", "12 Harbour Street", "555 0100", "US", "UTC", "a4"]
    typed = iter([*clinic, "Dr Amara Osei", "MD-48213", "Priya", "nurse"])
    hidden = iter(["472910", "four words of the day", "four words of the day"])
    made: list[Answers] = []
    monkeypatch.setattr("builtins.input", lambda _question: next(typed))
    monkeypatch.setattr("kiosk.commands.getpass", lambda _question: next(hidden))
    monkeypatch.setattr("kiosk.clinic.set_up", lambda _folder, answers, _now: made.append(answers))
    assert main(["setup", "--data", str(tmp_path / "clinic")]) == 0
    assert made[0].clinic["content_reviewer"] == "Dr Amara Osei"
    assert made[0].clinic["content_reviewer_licence"] == "MD-48213"
    assert made[0].staff_name == "Priya"


def test_two_different_passphrases_stop_the_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = iter(["472910", "four words of the day", "four words of a night"])
    monkeypatch.setattr("builtins.input", lambda _question: "x")
    monkeypatch.setattr("kiosk.commands.getpass", lambda _question: next(hidden))
    assert main(["setup", "--data", str(tmp_path / "clinic")]) == 1
    assert "not the same" in capsys.readouterr().err


def answered(**changed: object) -> str:
    return json.dumps(ANSWERS | changed)


@pytest.mark.parametrize(
    "answers",
    [
        "{",
        "",
        "\udcff",
        "{}",
        answered(staff_role="boss"),
        answered(staff_pin="123456"),
        answered(staff_name="\u16a0"),
        answered(passphrase="short"),
        answered(clinic={}),
        answered(clinic={"clinic_name": "\u16a0", "address": "x", "phone": "1", "country": "US", "time_zone": "UTC"}),
    ],
)
def test_bad_answers_are_wrong_use(answers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(answers.encode("utf-8", "surrogateescape"))
    assert main(["setup", "--data", str(tmp_path / "clinic"), "--answers", str(file)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "clinic").exists()


def test_a_set_up_whose_input_ends_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(_question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert main(["setup", "--data", str(tmp_path / "clinic")]) == 2
    assert capsys.readouterr().err.strip() == "The input ended before all was answered, so nothing was changed."
    assert not (tmp_path / "clinic").exists()


def test_errors_are_one_sentence_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "verify", "--data", str(tmp_path / "none")]) == 1
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert "Traceback" not in error


# ---------------------------------------------------------------- more members of staff

NURSE = {"staff_name": "Ben Lindqvist", "staff_role": "nurse", "staff_pin": "580317"}


@pytest.fixture(scope="module")
def clinic_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinics") / "clinic"
    set_up(folder, msgspec.convert(ANSWERS, type=Answers), datetime.now(UTC), kdf=KdfParameters(1, 8, 1))
    return folder


@pytest.fixture
def clinic(clinic_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a clinic with one member of staff, whose passphrase is in the environment."""
    monkeypatch.setenv("CANDOR_PASSPHRASE", PASSPHRASE)
    return shutil.copytree(clinic_once, tmp_path / "clinic")


def add_staff(folder: Path, new: object) -> int:
    answers = folder.parent / "staff.json"
    answers.write_text(new if isinstance(new, str) else json.dumps(new), encoding="utf-8")
    return main(["staff", "add", "--data", str(folder), "--answers", str(answers)])


def people(folder: Path) -> list[tuple[str, str]]:
    with Vault.open(folder, PASSPHRASE) as vault:
        return [(one.name, one.role) for one in StaffBook(vault, new_id=str).accounts()]


def test_a_colleague_is_added_and_can_sign_in(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add_staff(clinic, NURSE) == 0
    assert "Ben Lindqvist" in capsys.readouterr().out
    with Vault.open(clinic, PASSPHRASE) as vault:
        book = StaffBook(vault, new_id=str)
        ben = next(one for one in book.accounts() if one.name == "Ben Lindqvist")
        assert book.sign_in(ben.id, "580317", now=datetime.now(UTC)).role == "nurse"
        added = [event for event in vault.events(KIOSK_STREAM) if isinstance(event, StaffAdded)]
        assert [event.staff_name for event in added] == ["Priya Raman", "Ben Lindqvist"]
        assert vault.verify().ok


def test_a_colleague_is_asked_for_in_the_terminal(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["Ben Lindqvist", " nurse "])
    monkeypatch.setattr("builtins.input", lambda _question: next(typed))
    monkeypatch.setattr("kiosk.commands.getpass", lambda _question: "580317")
    assert main(["staff", "add", "--data", str(clinic)]) == 0
    assert people(clinic) == [("Priya Raman", "front_desk"), ("Ben Lindqvist", "nurse")]


def test_a_refused_colleague_is_one_sentence_and_nothing_is_stored(
    clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused: dict[str, object] = {
        "already has an account": NURSE | {"staff_name": "priya raman"},
        "cannot print": NURSE | {"staff_name": "\u16a0"},
        "as it shall stand": NURSE | {"staff_name": " "},
        "no role called boss": NURSE | {"staff_role": "boss"},
        "too easy": NURSE | {"staff_pin": "123456"},
        "digits": NURSE | {"staff_pin": "12"},
        "staff_role": {"staff_name": "Ben"},
        "has a mistake": "{",
    }
    for said, new in refused.items():
        # A file that cannot be read as answers is wrong use.
        assert add_staff(clinic, new) == (2 if said in {"staff_role", "has a mistake"} else 1)
        error = capsys.readouterr().err
        assert said in error
        assert len(error.strip().splitlines()) == 1
    assert people(clinic) == [("Priya Raman", "front_desk")]


def test_nobody_is_added_while_the_kiosk_is_open_or_with_another_passphrase(
    clinic: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Vault.open(clinic, PASSPHRASE):
        assert add_staff(clinic, NURSE) == 1
    assert "already open" in capsys.readouterr().err
    monkeypatch.setenv("CANDOR_PASSPHRASE", "four words of a night")
    assert add_staff(clinic, NURSE) == 1
    assert "passphrase" in capsys.readouterr().err
    assert main(["staff", "add", "--data", str(clinic / "none"), "--answers", str(clinic.parent / "staff.json")]) == 1
    assert "not set up" in capsys.readouterr().err
    assert main(["staff", "add", "--data", str(clinic), "--answers", str(clinic / "none.json")]) == 2
    monkeypatch.setenv("CANDOR_PASSPHRASE", PASSPHRASE)
    assert people(clinic) == [("Priya Raman", "front_desk")]


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


def test_a_file_that_other_keys_sealed_does_not_accuse_the_ledger(
    day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Same clinic, same kiosk, a whole seal: by somebody with keys of their own."""
    forger = open_demo(tmp_path / "forger", clock=lambda: datetime.now(UTC) - timedelta(minutes=5))
    try:
        visit = ServiceWalk(forger.service).to_the_end("decline").visit_id
        forger.service.seal(visit)
        file = tmp_path / "forged.pdf"
        file.write_bytes(forger.service.read_sealed(visit))
    finally:
        forger.close()
    assert main(["ledger", "verify", "--data", str(day.folder), "--against", str(file)]) == 1
    spoken = capsys.readouterr()
    assert (spoken.out, str(file) in spoken.err) == ("", True)
    assert "was not sealed with the keys in this vault" in spoken.err


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


def test_a_file_that_is_missing_does_not_hide_the_others(
    day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed, none = tmp_path / "changed.pdf", tmp_path / "none.pdf"
    changed.write_bytes(day.sealed.read_bytes() + b" ")
    files = [str(none), str(day.sealed), str(changed)]
    assert main(["verify", *files]) == 2
    spoken = capsys.readouterr()
    lines = spoken.out.splitlines()
    assert [line.split(": ")[0] for line in lines if not line.startswith("  ")] == files[1:]
    assert str(none) in spoken.err
    assert len(spoken.err.strip().splitlines()) == 1
    assert main(["verify", "--json", *files]) == 2
    found = json.loads(capsys.readouterr().out)
    assert [(one["file"], one["ok"]) for one in found] == list(zip(files, [False, True, False], strict=True))
    assert main(["verify", *files[1:]]) == 1
    assert main(["verify", files[1]]) == 0


@pytest.mark.parametrize(("option", "value"), [("--facts", "facts.json"), ("--printed", "1,2")])
def test_what_is_about_paper_is_refused_without_paper(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "consent.pdf", option, value]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert f"{option} is about paper" in said.err


def test_verify_names_both_digests(day: Day, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--json", str(day.sealed)]) == 0
    found = json.loads(capsys.readouterr().out)
    record = read_record(day.record.read_bytes())
    assert found["content_digest"] == record.content_digest == record.document.digest
    assert found["pack_digest"] == record.pack_digest != record.content_digest


def test_verify_explains_each_part_of_a_file(day: Day, capsys: pytest.CaptureFixture[str]) -> None:
    trust = str(day.folder / "clinic-certificate.pem")
    assert main(["verify", str(day.sealed), "--trust", trust]) == 0
    first, *details = capsys.readouterr().out.splitlines()
    assert "The seal was made with the certificate that you trust." in first
    record = read_record(day.record.read_bytes())
    seal, stamped, attached, ledger = details
    assert "Harbour Street Clinic (clinic): sealed with the key of" in seal
    assert "what came after them is only: certificates and revocation lists, archive time stamps." in seal
    assert "A time stamp proves that it was there on" in seal
    assert "Archive time stamp of" in stamped
    assert "It can be believed until" in stamped
    assert record.content_digest in attached
    assert f"ended with entry {record.ledger.sequence} ({record.ledger.hash})" in ledger
    assert main(["verify", str(day.sealed), "--trust", trust, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [line.strip() for line in details] == found["details"]
    assert found["ledger"]["hash"] == record.ledger.hash
    assert found["trusted"] is True
    assert found["level"] == "B-LTA"


# ---------------------------------------------------------------- renewing


def test_nothing_is_renewed_before_its_time(day: Day, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reseal", "--data", str(day.folder)]) == 0
    assert capsys.readouterr().out == "0 renewed, 1 good, 0 that cannot be renewed.\n"


def test_what_was_renewed_is_told_as_json(day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(day.folder, tmp_path / "clinic")
    assert main(["reseal", "--data", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    [file] = found.pop("files")
    assert (file["outcome"], file["until"][:2]) == ("good", "20")
    assert found == {"renewed": 0, "good": 1, "others": 0, "expiring": []}
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(day.sealed.read_bytes() + b" ")
    assert main(["reseal", "--data", str(folder), "--days", "4000", "--json", str(changed)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["files"] == [{"file": str(changed), "outcome": "changed", "until": None}]
    assert {one["key"].split(",")[0] for one in found["expiring"]} == {"Seal", "Kiosk", "Time stamps"}


def test_stored_files_are_renewed_and_the_ledger_knows_all_of_them(
    day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(day.folder, tmp_path / "clinic")
    assert main(["reseal", "--data", str(folder), "--days", "4000"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert ": renewed, and can be believed until 20" in said[0]
    assert {line.split(",")[0] for line in said[1:-1]} == {"Seal", "Kiosk", "Time stamps"}
    assert said[-1] == "1 renewed, 0 good, 0 that cannot be renewed."
    with Vault.open(folder, DEMO_PASSPHRASE) as vault:
        [(name, _, _)] = [file for file in vault.files() if file[0].endswith(".1")]
        renewed = tmp_path / "renewed.pdf"
        renewed.write_bytes(vault.file(name))
    assert renewed.read_bytes().startswith(day.sealed.read_bytes())
    for file in (renewed, day.sealed):
        assert main(["ledger", "verify", "--data", str(folder), "--against", str(file)]) == 0
        assert main(["verify", str(file), "--trust", str(folder / "clinic-certificate.pem")]) == 0
    assert main(["ledger", "verify", "--data", str(day.before_the_seal), "--against", str(renewed)]) == 1


def test_a_stored_file_that_was_changed_is_told_of_and_the_list_is_whole(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(day.folder, tmp_path / "clinic")
    monkeypatch.setattr(Vault, "file", lambda *_: b"%PDF-other")
    assert main(["reseal", "--data", str(folder), "--json"]) == 1
    spoken = capsys.readouterr()
    [file] = json.loads(spoken.out)["files"]
    assert file["outcome"] == "changed"
    assert spoken.err.strip() == catalogue("en")["ledger.file_changed"]


def test_copies_are_renewed_in_their_place(day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copied, changed = tmp_path / "copy.pdf", tmp_path / "changed.pdf"
    data = day.sealed.read_bytes()
    copied.write_bytes(data)
    changed.write_bytes(data + b" ")
    command = ["reseal", "--data", str(day.folder), "--days", "4000"]
    assert main([*command, str(copied)]) == 0
    assert copied.read_bytes().startswith(data)
    assert len(copied.read_bytes()) > len(data)
    assert "renewed" in capsys.readouterr().out
    assert main([*command, str(changed), str(copied)]) == 1
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert (first.split(": ")[0], second.split(": ")[0]) == (str(changed), str(copied))
    assert "was changed" in first
    assert changed.read_bytes() == data + b" "
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changed.pdf", "copy.pdf"]
    assert main([*command, str(tmp_path / "none.pdf")]) == 2


def test_a_copy_that_cannot_be_written_is_one_sentence(
    day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = tmp_path / "copy.pdf"
    copied.write_bytes(day.sealed.read_bytes())
    (tmp_path / "copy.pdf.new").mkdir()
    assert main(["reseal", "--data", str(day.folder), "--days", "4000", str(copied)]) == 1
    assert str(copied) in capsys.readouterr().err


def test_a_certificate_that_cannot_be_read_is_wrong_use(
    day: Day, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "clinic.pem"
    text.write_text("-----BEGIN CERTIFICATE-----", encoding="utf-8")
    for trust in (text, tmp_path / "none.pem", tmp_path):
        assert main(["verify", str(day.sealed), "--trust", str(trust)]) == 2
        spoken = capsys.readouterr()
        assert spoken.out == ""
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
