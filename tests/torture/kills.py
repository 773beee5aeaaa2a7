"""The plug pulled: kill -9 at random moments of a demo walk, and what the vault must still have afterwards.

A walk says each thing only when the vault has it (`walking`). After each kill the clinic is opened anew and its ledger
replayed: everything that was said is there, the visit stands at the last page that was shown (or at the one that was
stored and on its way to the screen), and the whole chain verifies. The next walk takes the same visit up: the first
page that it shows has to be the one that the replay stands at.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk import events as e
from kiosk.clinic import DEMO_PASSPHRASE, open_demo
from kiosk.errors import CandorError
from kiosk.service import utc_now
from kiosk.vault import Vault, vault_exists
from kiosk.visit import VisitState, evolve
from tests.bench.windows import environment
from tests.kiosk.said import said_of
from tests.torture.walking import CHEAP

__all__ = ["Kills", "findings", "run", "run_setup"]

Way = Literal["service", "setup", "window"]
TOP = Path(__file__).resolve().parents[2]
FROM_START: dict[Way, float] = {"service": 0.8, "setup": 0.0, "window": 4.0}
"""One kill in five falls evenly into these seconds after the start of the process: opening, and staff at the desk."""
FROM_FIRST: dict[Way, float] = {"service": 0.5, "setup": 1.2, "window": 8.0}
"""The others fall into these seconds after the first thing that the walk said: pages, checks, signing, sealing."""
AT_START = 0.2
PATIENCE_S = 60.0
ENOUGH = 5
"""Faults after which there is no need to go on."""
STEPS_ON_THE_WAY = 1
"""Steps that may be stored and not yet said: the one that the screen was changing to."""


@dataclass
class Kills:
    """What was tried and found. `faults` must be empty; `late` counts walks that ended before they could be killed."""

    way: Way
    kills: int = 0
    late: int = 0
    early: int = 0
    """Kills before the walk had said anything."""
    lines: int = 0
    """Confirmed things that were looked for afterwards."""
    sealed: int = 0
    places: set[str] = field(default_factory=set)
    """Kinds of step that a kill found the visit at."""
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Child:
    """A walk in a process of its own, listened to line by line."""

    def __init__(self, way: Way, data: Path, out: Path, seed: int) -> None:
        """Start it."""
        where = [str(data), str(out), str(seed)] if way == "window" else [str(data), str(seed)]
        command = [sys.executable, "-m", "tests.torture.walking", way, *where]
        self.process = subprocess.Popen(
            command, cwd=TOP, env=environment(out), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []
        self._began = threading.Event()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            # A line that the kill cut in two was not said.
            if line.endswith("\n"):
                self.lines.append(line.rstrip("\n"))
                self._began.set()
        self._began.set()

    def began(self, patience: float) -> None:
        """Wait for the first line."""
        self._began.wait(patience)

    def kill_after(self, seconds: float) -> int | None:
        """Kill it with no chance to clean up; return its exit code if it had ended by itself."""
        try:
            ended: int | None = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            ended = None
            self.process.kill()
        self.process.wait()
        self._listener.join()
        return ended

    def errors(self) -> str:
        """Return the last line of what it wrote to standard error, and let go of its pipes."""
        text = self.process.stderr.read() if self.process.stderr else ""
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        return text.strip().rpartition("\n")[2][-200:]


def findings(folder: Path, lines: Sequence[str]) -> tuple[list[str], VisitState | None]:
    """Open the clinic that a walk was killed in; return what is wrong, and the visit that the walk was at.

    Args:
        folder: the clinic's.
        lines: what the killed walk had said.
    """
    if not vault_exists(folder):
        return (["there is no vault, and things were confirmed"] if lines else []), None
    with Vault.open(folder, DEMO_PASSPHRASE, kdf=CHEAP) as vault:
        report = vault.verify()
        faults = [] if report.ok else [f"the chain does not verify: {report.reason} at {report.first_bad}"]
        streams = {summary.stream: vault.read(summary.stream) for summary in vault.visit_streams()}
        events = {name: vault.events(name) for name in streams}
    states: dict[str, VisitState] = {}
    for name, entries in streams.items():
        state: VisitState | None = None
        for entry, event in zip(entries, events[name], strict=True):
            state = evolve(state, event, entry.wall)
        if state is not None:
            states[name] = state
    visit = ""
    for one, said in _by_visit(lines).items():
        visit = one
        faults += _missing(one, said, events.get(one, ()))
    return faults, states.get(visit)


def _by_visit(lines: Sequence[str]) -> dict[str, list[str]]:
    """Sort what was said by the visit that it was said of."""
    found: dict[str, list[str]] = {}
    visit = ""
    for line in lines:
        kind, _, rest = line.partition(" ")
        if kind == "visit":
            visit = rest
        if not line.startswith("{") and visit:
            found.setdefault(visit, []).append(line)
    return found


def _missing(visit: str, said: Sequence[str], events: Sequence[e.Event]) -> list[str]:
    """Return what was said of a visit and is not in its events, and whether it stands where it was."""
    stored = said_of(events)
    faults = [f"{visit}: lost “{line}”" for line in said if line not in set(stored)]
    steps = [line for line in stored if line.startswith("shown ") and line.endswith(" 0")]
    shown = [line for line in said if line.startswith("shown ") and line.endswith(" 0")]
    if shown and shown[-1] not in steps[-1 - STEPS_ON_THE_WAY :]:
        faults.append(f"{visit}: the last page shown was “{shown[-1]}”, it reopens at “{(steps or [''])[-1]}”")
    return faults


def run(folder: Path, way: Way, kills: int, seed: int, tell: Callable[[Kills], None] = lambda _outcome: None) -> Kills:
    """Kill walks until `kills` were killed, each taking up what the one before left.

    Args:
        folder: an empty folder, for the clinic and what the walks write.
        way: in the real window, or on the service alone.
        kills: how many.
        seed: of the moments, and of what the patients do.
        tell: told of the outcome so far after each kill.
    """
    rng, outcome, began = random.Random(seed), Kills(way), time.perf_counter()
    data, out = folder / "clinic", folder / "out"
    out.mkdir()
    open_demo(data, clock=utc_now, kdf=CHEAP).close()
    waits_at = ""
    patient = seed
    while outcome.kills < kills:
        child = Child(way, data, out, patient)
        at_start = rng.random() < AT_START
        moment = rng.uniform(0, (FROM_START if at_start else FROM_FIRST)[way])
        if not at_start:
            child.began(PATIENCE_S)
        ended = child.kill_after(moment)
        errors = child.errors()
        if ended is None:
            outcome.kills += 1
        else:
            outcome.late += 1
            if ended:
                outcome.faults.append(f"the walk of patient {patient} failed by itself ({ended}): {errors}")
                patient += 1
        outcome.faults += _reopened(waits_at, child.lines)
        faults, state = findings(data, child.lines)
        outcome.faults += [f"kill {outcome.kills} after {moment:.2f} s: {fault}" for fault in faults]
        outcome.lines += len(child.lines)
        outcome.early += not child.lines
        if child.lines and state is not None:
            outcome.places.add(state.step.partition(":")[0])
            outcome.sealed += state.document is not None
            waits_at = f"visit {state.visit_id}/{state.step}" if state.document is None else ""
            patient += state.document is not None
        tell(outcome)
        if len(outcome.faults) > ENOUGH:
            break
    outcome.seconds = time.perf_counter() - began
    return outcome


def run_setup(folder: Path, kills: int, seed: int) -> Kills:
    """Kill the making of a demo clinic: whatever it left, the next start has to open the clinic or make it anew."""
    rng, outcome, began = random.Random(seed), Kills("setup"), time.perf_counter()
    out = folder / "out"
    out.mkdir()
    while outcome.kills < kills and len(outcome.faults) <= ENOUGH:
        data = folder / f"clinic-{outcome.kills}-{outcome.late}"
        child = Child("setup", data, out, seed)
        child.began(PATIENCE_S)
        ended = child.kill_after(rng.uniform(0, FROM_FIRST["setup"]))
        errors = child.errors()
        outcome.kills += ended is None
        outcome.late += ended == 0
        if ended:
            outcome.faults.append(f"it failed by itself ({ended}): {errors}")
        try:
            open_demo(data, clock=utc_now, kdf=CHEAP).close()
        except CandorError as error:
            left = ", ".join(sorted(path.name for path in data.iterdir()))
            outcome.faults.append(f"what is left of the set-up ({left}) does not open: {error.key}")
    outcome.seconds = time.perf_counter() - began
    return outcome


def _reopened(waits_at: str, lines: Sequence[str]) -> list[str]:
    """Return whether a walk took up the visit that the one before left, at its place."""
    visit, _, step = waits_at.partition("/")
    shown = [line for line in lines if line.startswith("shown ")]
    if not waits_at or not shown or lines[0] != visit:
        return []
    # What staff had answered meanwhile brings the patient to the repeat of the choice: that is the place then.
    wanted = {f"shown {step} 0", "shown reconfirm 0"} if step == "done" else {f"shown {step} 0"}
    return [] if shown[0] in wanted else [f"left at “{step}”, taken up again with “{shown[0]}”"]
