"""The vault as a whole against the world: killed processes, thieves of the disk, damage, full and read-only disks."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.errors import CandorError, OperatorError
from kiosk.events import Actor, Patient, QuestionRaised, StepEntered, VisitOpened
from kiosk.vault import KdfParameters, StoredFile, Vault

NOW = datetime(2026, 5, 12, 14, 42, 16, tzinfo=UTC)
WORDS = "correct horse battery"
CHEAP = KdfParameters(1, 8, 1)
PATIENT = Actor("patient")
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="users and limits of POSIX")

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kiosk.errors import CandorError
from kiosk.events import Actor, StepEntered
from kiosk.vault import KdfParameters, StoredFile, Vault

if len(sys.argv) > 2:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
vault = Vault.open(Path(sys.argv[1]), "correct horse battery", kdf=KdfParameters(1, 8, 1))
version = vault.version("v")
print("open", flush=True)
while True:
    events = [StepEntered(f"step-{version + 1}"), StepEntered(f"step-{version + 2}")]
    file = StoredFile.of(f"file-{version}", "consent", bytes(version % 7 * 1000))
    try:
        vault.append("v", version, events, actor=Actor("patient"), now=datetime.now(UTC), files=[file])
    except CandorError as error:
        print(error.key, flush=True)
        break
    version += 2
    print(version, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    Vault.create(folder, WORDS, now=NOW, device_id="k1", kdf=CHEAP).close()
    return folder


def reopen(folder: Path) -> Vault:
    return Vault.open(folder, WORDS, kdf=CHEAP)


def start_writer(top: Path, folder: Path, *limit: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), *limit]
    return subprocess.Popen(command, cwd=top, stdout=subprocess.PIPE, text=True)


def assert_whole(folder: Path, confirmed: int) -> int:
    """Everything that was confirmed is there, and what more is there is whole; return the stream's version."""
    with reopen(folder) as vault:
        assert vault.verify().ok
        version = vault.version("v")
        assert confirmed <= version <= confirmed + 2
        assert version % 2 == 0, "half of a transaction"
        assert vault.events("v") == tuple(StepEntered(f"step-{number}") for number in range(1, version + 1))
        assert len(vault.files()) == version // 2
        return version


def test_a_killed_process_loses_nothing_that_was_confirmed(top: Path, folder: Path) -> None:
    chance = random.Random(2)
    version = 0
    for _ in range(10):
        with start_writer(top, folder) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "open\n"
            with pytest.raises(OperatorError, match=r"vault\.in_use"):
                reopen(folder)
            for _ in range(chance.randrange(1, 40)):
                version = int(writer.stdout.readline())
            writer.kill()
            # What it still had confirmed between our last reading and the kill counts too.
            for line in writer.stdout:
                version = int(line)
        version = assert_whole(folder, version)


@posix_only
def test_a_disk_that_takes_no_more_loses_nothing_that_was_confirmed(top: Path, folder: Path) -> None:
    """The system itself refuses to let any file grow beyond a size, as a quota or a full disk does."""
    with start_writer(top, folder, str(200_000)) as writer:
        assert writer.stdout is not None
        lines = writer.stdout.read().split()
    assert lines[0] == "open"
    assert lines[-1] in {"vault.disk_full", "vault.disk_trouble"}
    confirmed = int(lines[-2])
    assert confirmed > 0
    assert assert_whole(folder, confirmed) == confirmed


def test_a_thief_of_the_disk_reads_nothing(folder: Path, tmp_path: Path) -> None:
    """HIPAA 164.312(a)(2)(iv): 50 canaries of every kind of content, in the raw files of an open and a closed vault."""
    canaries = [secrets.token_hex(8) for _ in range(50)]
    with reopen(folder) as vault:
        for number in range(0, 50, 5):
            one, two, three, four, five = canaries[number : number + 5]
            person = Patient(one, date(1961, 3, 14), two)
            staff = Actor("staff", "s-1", three)
            digest = "0" * 64
            opened = VisitOpened(
                f"v{number}", person, "t", "1", "r", "en", "1", digest, staff, "photo id", order_seed=1, demo=False
            )
            asked = QuestionRaised("q1", "page", (), four)
            file = StoredFile.of(f"f{number}", "consent", five.encode())
            vault.append(f"v{number}", 0, [opened, asked], actor=staff, now=NOW, files=[file])
            vault.put_secret(f"name {number}", five.encode())
        while_open = raw_bytes(folder)
        assert vault.verify().ok
    for raw in (while_open, raw_bytes(folder)):
        found = [canary for canary in canaries if canary.encode() in raw or bytes.fromhex(canary) in raw]
        assert found == []
        for word in (b"SQLite format 3", b"ledger", b"VisitOpened", WORDS.encode()):
            assert word not in raw


def raw_bytes(folder: Path) -> bytes:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    assert (
        {"vault.db", "vault.json"}
        <= {path.name for path in files}
        <= {
            "vault.db",
            "vault.db-wal",
            "vault.json",
            "vault.lock",
        }
    )
    return b"".join(path.read_bytes() for path in files)


@pytest.fixture
def filled(folder: Path) -> Path:
    with reopen(folder) as vault:
        for version in range(120):
            vault.append("v", version, [StepEntered(f"step-{version}")], actor=PATIENT, now=NOW)
    return folder


def judge(folder: Path) -> str:
    """Return the sentence that staff get for a damaged vault."""
    try:
        with reopen(folder) as vault:
            return vault.verify().reason
    except CandorError as error:
        return error.key


def test_every_flipped_bit_is_found(filled: Path, tmp_path: Path) -> None:
    original = (filled / "vault.db").read_bytes()
    chance = random.Random(3)
    for _ in range(60):
        place, bit = chance.randrange(len(original)), 1 << chance.randrange(8)
        raw = bytearray(original)
        raw[place] ^= bit
        (filled / "vault.db").write_bytes(raw)
        assert judge(filled) == "vault.damaged", f"bit {bit} of byte {place}"
    (filled / "vault.db").write_bytes(original)
    assert judge(filled) == ""


def test_every_cut_is_found(filled: Path) -> None:
    original = (filled / "vault.db").read_bytes()
    chance = random.Random(4)
    for length in (0, 1, 4096, len(original) - 4096, *(chance.randrange(len(original)) for _ in range(20))):
        (filled / "vault.db").write_bytes(original[:length])
        assert judge(filled) in {"vault.damaged", "vault.schema_changed"}, f"cut at {length}"


def test_swapped_pages_are_found(filled: Path) -> None:
    """Each page's code covers its number: one page cannot stand in for another."""
    raw = (filled / "vault.db").read_bytes()
    pages = [raw[start : start + 4096] for start in range(0, len(raw), 4096)]
    pages[-1], pages[-2] = pages[-2], pages[-1]
    (filled / "vault.db").write_bytes(b"".join(pages))
    assert judge(filled) == "vault.damaged"


def test_another_clinics_key_file_does_not_open_the_vault(filled: Path, tmp_path: Path) -> None:
    Vault.create(tmp_path / "other", WORDS, now=NOW, device_id="k2", kdf=CHEAP).close()
    shutil.copy(tmp_path / "other" / "vault.json", filled / "vault.json")
    assert judge(filled) == "vault.damaged"


@pytest.fixture
def public_folder(folder: Path) -> Iterator[Path]:
    """A copy that another user can reach: pytest's own folders are closed to them."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        shutil.copytree(folder, Path(name) / "data")
        yield Path(name) / "data"


@posix_only
@pytest.mark.parametrize("writable", [(), ("vault.lock",)], ids=["nothing", "the lock"])
def test_a_read_only_folder_is_a_plain_sentence(public_folder: Path, writable: tuple[str, ...]) -> None:
    for path in public_folder.iterdir():
        path.chmod(0o666 if path.name in writable else 0o444)
    public_folder.chmod(0o555)
    assert as_nobody(lambda: judge(public_folder)) == "vault.read_only"


@posix_only
def test_a_folder_of_somebody_else_is_a_plain_sentence(public_folder: Path) -> None:
    public_folder.chmod(0o000)
    assert as_nobody(lambda: judge(public_folder)) == "vault.cannot_open"
    public_folder.chmod(0o700)


def as_nobody(task: Callable[[], str]) -> str:
    """Run a task without the rights of root, for whom nothing is read-only; return its answer."""
    if sys.platform == "win32":
        raise NotImplementedError("users of POSIX")
    if os.geteuid() != 0:
        return task()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        answer = "failed"
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            answer = task()
        finally:
            os.write(writer, answer.encode())
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as pipe:
        return pipe.read()
