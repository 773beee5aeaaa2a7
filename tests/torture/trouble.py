"""Content and a world that are not as they should be: each has to end in plain sentences, and lose nothing.

Bad content: every mistake is told with its place, and the kiosk does not open on it. A full disk, a folder that cannot
be written, a wrong passphrase, a damaged file: the sentence for staff, and everything that was confirmed before is
there when the trouble is over.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.clinic import DEMO_PASSPHRASE, open_demo
from kiosk.environment import content_root
from kiosk.errors import CandorError, ContentError, OperatorError, TamperError
from kiosk.i18n import catalogue
from kiosk.lint import open_content
from kiosk.service import utc_now
from kiosk.vault import Vault
from kiosk.visit import ConfirmIdentity, GoNext
from tests.kiosk.said import said_of
from tests.torture.hostile import BIRTH, STAFF
from tests.torture.walking import CHEAP, walk_on

__all__ = ["Outcome", "bad_content", "damaged", "disk_full", "mistakes", "read_only", "wrong_passphrase"]

TOP = Path(__file__).resolve().parents[2]


@dataclass
class Outcome:
    """What was tried, and what was not met as it should be."""

    tried: int = 0
    met: dict[str, int] = field(default_factory=dict)
    """Sentences by key, and how often each was the answer."""
    faults: list[str] = field(default_factory=list)

    def meet(self, error: CandorError) -> None:
        """Count an answer; one without a sentence is a fault."""
        self.met[error.key] = self.met.get(error.key, 0) + 1
        sentence = catalogue("en").say(error.key, error.facts)
        if not sentence.strip() or sentence == error.key:
            self.faults.append(f"no sentence for {error.key}")


# ---------------------------------------------------------------- bad content


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in one file of the content, and a word that its problem has to name."""

    file: str
    make: Callable[[str], str]
    names: str


def _first_page() -> str:
    return min(path.name for path in (content_root() / "en" / "pages").glob("*.md"))


def mistakes() -> dict[str, Mistake]:
    """Return the mistakes that are made, each in a copy of the real content."""
    page = f"en/pages/{_first_page()}"
    treatment = "treatments/ketamine-iv.yaml"
    stem = Path(page).stem
    return {
        "a missing page": Mistake(page, lambda _text: "", stem),
        "broken YAML": Mistake("facts.yaml", lambda text: text + "\n  - [never: closed\n", "facts.yaml"),
        "a tab in YAML": Mistake(treatment, lambda text: "\tid: x\n" + text, treatment),
        "a wrong number": Mistake("figures.yaml", _other_number, "figures.yaml"),
        "an unknown fact": Mistake(
            page, lambda text: text.replace("facts: [", "facts: [no-such-fact, ", 1), "no-such-fact"
        ),
        "an unknown field": Mistake(treatment, lambda text: text + "\nno_such_field: 1\n", "no_such_field"),
        "half a character": Mistake(page, lambda text: text + "\udce2", stem),
    }


def _other_number(text: str) -> str:
    """Change the first count of the first figure."""
    head, mark, rest = text.partition("counts:")
    digits = next(index for index, char in enumerate(rest) if char.isdigit())
    end = next(index for index in range(digits, len(rest)) if not rest[index].isdigit())
    return head + mark + rest[:digits] + str(int(rest[digits:end]) + 13) + rest[end:]


def bad_content(folder: Path, labels: Iterable[str] = ()) -> Outcome:
    """Make each mistake in a copy of the content; the list names it with its file and line, and nothing opens.

    Args:
        folder: for the copies.
        labels: the mistakes to make; none means all.
    """
    outcome = Outcome()
    made = mistakes()
    for number, label in enumerate(labels or made):
        mistake = made[label]
        outcome.tried += 1
        root = folder / f"content-{number}"
        shutil.copytree(content_root(), root)
        _spoil(root / mistake.file, mistake)
        try:
            open_content(root)
        except ContentError as error:
            outcome.meet(error)
            outcome.faults += _unclear(label, error, mistake)
        else:
            outcome.faults.append(f"{label}: the kiosk opens on it")
        outcome.faults += _not_checked(label, root)
    return outcome


def _spoil(path: Path, mistake: Mistake) -> None:
    text = mistake.make(path.read_text(encoding="utf-8"))
    if text:
        path.write_bytes(text.encode(errors="surrogateescape"))
    else:
        path.unlink()


def _unclear(label: str, error: ContentError, mistake: Mistake) -> Iterator[str]:
    if not any(mistake.names in str(problem) for problem in error.problems):
        yield f"{label}: no problem names {mistake.names}"
    if any(not problem.file or problem.line < 0 or not problem.message for problem in error.problems):
        yield f"{label}: a problem without its place or what to do"


def _not_checked(label: str, root: Path) -> Iterator[str]:
    """`candor content check` says the same, with exit 1 and no traceback."""
    command = [sys.executable, "-m", "kiosk.cli", "content", "check", "--content", str(root)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    if done.returncode != 1 or "Traceback" in done.stderr or not done.stdout.strip():
        yield f"{label}: `candor content check` ends with {done.returncode}"


# ---------------------------------------------------------------- the world


def _clinic_with_a_visit(folder: Path) -> list[str]:
    """Make a demo clinic with a sealed visit and one that has begun; return what is confirmed of both."""
    from kiosk.service import CheckIn

    clinic = open_demo(folder, clock=utc_now, kdf=CHEAP)
    try:
        walk_on(clinic.service, 1, say=lambda _lines: None)
        view = clinic.service.check_in(CheckIn("Ana Silva", BIRTH, "7", "ketamine-iv", "trd", "en", "photo_id"), STAFF)
        clinic.service.submit(view.state.visit_id, ConfirmIdentity(confirmed=True))
        clinic.service.submit(view.state.visit_id, GoNext())
        return _confirmed(clinic.vault)
    finally:
        clinic.close()


def _confirmed(vault: Vault) -> list[str]:
    return [line for summary in vault.visit_streams() for line in said_of(vault.events(summary.stream))]


def _all_there(folder: Path, confirmed: list[str]) -> list[str]:
    """Return what is missing in a clinic after the trouble, and whether its chain verifies."""
    with Vault.open(folder, DEMO_PASSPHRASE, kdf=CHEAP) as vault:
        report = vault.verify()
        now = _confirmed(vault)
    lost = [] if now[: len(confirmed)] == confirmed or set(confirmed) <= set(now) else ["something confirmed is lost"]
    return [*lost, *([] if report.ok else [f"the chain does not verify: {report.reason}"])]


def wrong_passphrase(folder: Path) -> Outcome:
    """Try passphrases that are nearly right."""
    outcome = Outcome()
    confirmed = _clinic_with_a_visit(folder)
    for wrong in ("", DEMO_PASSPHRASE.upper(), DEMO_PASSPHRASE + " ", DEMO_PASSPHRASE[:-1], "\x00", "x" * 10_000):
        outcome.tried += 1
        try:
            Vault.open(folder, wrong, kdf=CHEAP).close()
            outcome.faults.append(f"a wrong passphrase of {len(wrong)} signs opens it")
        except OperatorError as error:
            outcome.meet(error)
    outcome.faults += _all_there(folder, confirmed)
    return outcome


def damaged(folder: Path, tries: int, seed: int) -> Outcome:
    """Change one byte of the vault's files, or cut them, at random; opening or verifying has to tell.

    A change that leaves no trace must have lost nothing either.
    """
    outcome, rng = Outcome(), random.Random(seed)
    clean = folder / "clean"
    confirmed = _clinic_with_a_visit(clean)
    for number in range(tries):
        outcome.tried += 1
        broken = folder / "broken"
        shutil.copytree(clean, broken)
        path = broken / ("vault.json" if number % 4 == 0 else "vault.db")
        data = bytearray(path.read_bytes())
        if number % 5 == 0:
            del data[rng.randrange(len(data)) :]
        else:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(data))
        try:
            with Vault.open(broken, DEMO_PASSPHRASE, kdf=CHEAP) as vault:
                report = vault.verify()
                if report.ok and _confirmed(vault) != confirmed:
                    outcome.faults.append(f"{path.name}: changed, and nobody is told")
                outcome.met[report.reason or "harmless"] = outcome.met.get(report.reason or "harmless", 0) + 1
        except (OperatorError, TamperError) as error:
            outcome.meet(error)
        except Exception as error:  # noqa: BLE001  # a crash is what is looked for
            outcome.faults.append(f"{path.name}: {type(error).__name__}")
        shutil.rmtree(broken)
    return outcome


class SmallDisk:
    """A file system of its own with little room, made in memory; only where this user may mount one (Linux, root)."""

    def __init__(self, place: Path, mebibytes: int = 8) -> None:
        """Mount it.

        Raises:
            OSError: not possible here.
        """
        place.mkdir()
        self.place = place
        self._mount("-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(place))

    def fill(self, room: int) -> None:
        """Leave only so many bytes free."""
        free = shutil.disk_usage(self.place).free
        (self.place / "filler").write_bytes(bytes(max(free - room, 0)))

    def empty(self) -> None:
        """Make room again."""
        (self.place / "filler").unlink()

    def protect(self, *, on: bool) -> None:
        """Let nothing be written any more, as on a disk that is write-protected, or everything again."""
        self._mount("-o", f"remount,{'ro' if on else 'rw'}", str(self.place))

    def close(self) -> None:
        """Unmount it."""
        subprocess.run(["umount", str(self.place)], check=True)

    def _mount(self, *arguments: str) -> None:
        if sys.platform != "linux" or os.geteuid() != 0:
            raise OSError("nothing can be mounted here")
        try:
            subprocess.run(["mount", *arguments], check=True, capture_output=True)
        except subprocess.CalledProcessError as error:
            raise OSError("the mount was refused") from error


@contextlib.contextmanager
def _full(place: Path, disk: SmallDisk | None, room: int) -> Iterator[None]:
    """Leave so much room on the small disk, or let no file of this process grow by more."""
    if disk is not None:
        disk.fill(room)
        try:
            yield
        finally:
            disk.empty()
        return
    import resource
    import signal

    files = (place / "vault.db", place / "vault.db-wal")
    size = max(file.stat().st_size for file in files if file.exists())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def disk_full(folder: Path, rooms: Sequence[int]) -> Outcome:
    """Let the disk run full in the middle of a visit, at several sizes; then there is room, and the visit goes on.

    The disk is a small one in memory where that can be mounted, otherwise the size of this process's files is limited.
    """
    outcome = Outcome()
    for number, room in enumerate(rooms):
        outcome.tried += 1
        place = folder / f"full-{number}"
        disk = None
        with contextlib.suppress(OSError):
            disk = SmallDisk(folder / f"disk-{number}")
            place = disk.place / "clinic"
        try:
            outcome.faults += [f"room {room}: {fault}" for fault in _walk_into(place, disk, room, outcome)]
        finally:
            if disk is not None:
                disk.close()
    return outcome


def _walk_into(place: Path, disk: SmallDisk | None, room: int, outcome: Outcome) -> Iterator[str]:
    """Walk until the disk is full, make room, walk on in the same process, and see whether all is there."""
    _clinic_with_a_visit(place)
    clinic = open_demo(place, clock=utc_now, kdf=CHEAP)
    said: list[str] = []
    try:
        with _full(place, disk, room):
            try:
                walk_on(clinic.service, room, say=said.extend)
                yield "the disk was not full enough"
            except OperatorError as error:
                outcome.meet(error)
        walk_on(clinic.service, room, say=said.extend)
    except CandorError as error:
        yield f"does not go on: {error.key}"
    finally:
        clinic.close()
    yield from _all_there(place, said)


def read_only(folder: Path) -> Outcome:
    """Take away the right to write: the folder's and the file's; and the whole disk's while a visit is under way."""
    outcome = Outcome()
    place = folder / "clinic"
    confirmed = _clinic_with_a_visit(place)
    for path in (place, place / "vault.db"):
        mode = path.stat().st_mode
        path.chmod(mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
        try:
            if os.access(path, os.W_OK):
                continue  # root may write everything
            outcome.tried += 1
            Vault.open(place, DEMO_PASSPHRASE, kdf=CHEAP).close()
            outcome.faults.append(f"{path.name}: cannot be written, and it opens")
        except OperatorError as error:
            outcome.meet(error)
        finally:
            path.chmod(mode)
    outcome.faults += _all_there(place, confirmed)
    with contextlib.suppress(OSError):
        _protected(SmallDisk(folder / "disk"), outcome)
    return outcome


def _protected(disk: SmallDisk, outcome: Outcome) -> None:
    """Open a clinic on a disk that is write-protected; take the protection away, and all is there."""
    place = disk.place / "clinic"
    try:
        confirmed = _clinic_with_a_visit(place)
        disk.protect(on=True)
        outcome.tried += 1
        try:
            Vault.open(place, DEMO_PASSPHRASE, kdf=CHEAP).close()
            outcome.faults.append("it opens on a disk that is write-protected")
        except OperatorError as error:
            outcome.meet(error)
        disk.protect(on=False)
        outcome.faults += _all_there(place, confirmed)
    finally:
        disk.close()
