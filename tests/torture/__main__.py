"""`make torture`: the long tests, one line a part; not 0 when anything was lost, accepted, interpreted or crashed.

python -m tests.torture [--quick] [PART ...]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from tests.torture import flips, hostile, kills, names, scans, trouble

__all__ = ["PARTS", "main"]

Part = Callable[[Path, bool, int], tuple[str, list[str]]]
ROOMS = (5_000, 0, 20_000, 40_000, 80_000, 120_000, 300_000)
"""Bytes that are free when the disk begins to be full: from the first event to the sealed file."""
FEW = ("reportlab", "jinja", "override", "emoji", "nul", "long text")


def _flips(_folder: Path, quick: bool, seed: int) -> tuple[str, list[str]]:
    from tests.kiosk.seal.files import whole

    outcome = flips.run(whole(), seed, 200 if quick else 10_000, 40 if quick else 200)
    return f"{outcome.flips} flips and {outcome.cuts} cuts, {len(outcome.accepted)} accepted", list(outcome.accepted)


def _document_flips(folder: Path, quick: bool, seed: int) -> tuple[str, list[str]]:
    """The same on a whole consent, drawn and sealed from a visit."""
    from kiosk.seal import make_clinic_keys
    from tests.bench.papers import sealed_consent
    from tests.kiosk.visits import SEALED_AT, full_visit

    data = sealed_consent(full_visit(), make_clinic_keys("Demo clinic", SEALED_AT))
    outcome = flips.run(data, seed, 100 if quick else 2000, 20 if quick else 200)
    counts = f"{outcome.flips} flips and {outcome.cuts} cuts of {len(data)} bytes, {len(outcome.accepted)} accepted"
    return counts, list(outcome.accepted)


def _kills(way: Literal["service", "window"], few: int, many: int) -> Part:
    def part(folder: Path, quick: bool, seed: int) -> tuple[str, list[str]]:
        def tell(outcome: kills.Kills) -> None:
            if outcome.kills % 20 == 0:
                print(f"  {outcome.kills} kills, {len(outcome.faults)} faults", file=sys.stderr, flush=True)

        outcome = kills.run(folder, way, few if quick else many, seed, tell)
        where = ", ".join(sorted(outcome.places))
        counts = (
            f"{outcome.kills} kills ({outcome.early} before a word, {outcome.late} walks ended first), "
            f"{outcome.lines} confirmed things looked for, {outcome.sealed} visits sealed; killed at: {where}"
        )
        return counts, outcome.faults

    return part


def _setup_kills(folder: Path, quick: bool, seed: int) -> tuple[str, list[str]]:
    outcome = kills.run_setup(folder, 4 if quick else 40, seed)
    return f"{outcome.kills} kills while a clinic is made", outcome.faults


def _hostile(folder: Path, quick: bool, _seed: int) -> tuple[str, list[str]]:
    texts = {label: hostile.TEXTS[label] for label in (FEW if quick else hostile.TEXTS)}
    outcome = hostile.run(folder, texts)
    reasons = ", ".join(f"{key} {count}" for key, count in sorted(outcome.refused.items()))
    return f"{outcome.tried} entries, {outcome.kept} printed as typed, refused: {reasons}", outcome.faults


def _names(_folder: Path, quick: bool, seed: int) -> tuple[str, list[str]]:
    """Names in every script: read back as they were typed, or refused by name."""
    outcome = names.printed(400 if quick else 5_000, seed)
    tried, refused = sum(outcome.tried.values()), sum(outcome.refused.values())
    return f"{tried} names in {len(outcome.tried)} scripts, {refused} refused", outcome.faults


def _scans(folder: Path, quick: bool, seed: int) -> tuple[str, list[str]]:
    outcome = scans.run(folder, 20 if quick else 500, seed)
    counts = (
        f"{outcome.pages} pages at 150 dpi: {outcome.decoded} of {outcome.pages} codes read, "
        f"{outcome.forged} forged ones, {outcome.told} of them read"
    )
    return counts, outcome.faults


def _trouble(part: Callable[[Path], trouble.Outcome]) -> Part:
    def run(folder: Path, _quick: bool, _seed: int) -> tuple[str, list[str]]:
        return _told(part(folder))

    return run


def _disk_full(folder: Path, quick: bool, _seed: int) -> tuple[str, list[str]]:
    return _told(trouble.disk_full(folder, ROOMS[:1] if quick else ROOMS))


def _damaged(folder: Path, quick: bool, seed: int) -> tuple[str, list[str]]:
    return _told(trouble.damaged(folder, 20 if quick else 500, seed))


def _told(outcome: trouble.Outcome) -> tuple[str, list[str]]:
    answers = ", ".join(f"{key} {count}" for key, count in sorted(outcome.met.items()))
    return f"{outcome.tried} tried, answers: {answers or 'none'}", outcome.faults


PARTS: dict[str, Part] = {
    "flips": _flips,
    "document-flips": _document_flips,
    "kills-setup": _setup_kills,
    "kills-service": _kills("service", 5, 200),
    "kills-window": _kills("window", 5, 200),
    "hostile": _hostile,
    "names": _names,
    "content": _trouble(trouble.bad_content),
    "passphrase": _trouble(trouble.wrong_passphrase),
    "damage": _damaged,
    "disk-full": _disk_full,
    "read-only": _trouble(trouble.read_only),
    "scans": _scans,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the parts; return 0 when none of them found a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the short form of each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    given = parser.parse_args(arguments)
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    failed = 0
    for name in given.parts or PARTS:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="candor-torture-", ignore_cleanup_errors=True) as folder:
            counts, faults = PARTS[name](Path(folder).resolve(), given.quick, given.seed)
        failed += bool(faults)
        print(f"{'FAILED' if faults else 'ok':6} {name:15} {counts} ({time.perf_counter() - began:.0f} s)", flush=True)
        for fault in faults:
            print(f"       {fault}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
