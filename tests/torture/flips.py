"""The long form of "every changed bit is refused": random single-bit flips and cuts of one sealed PDF.

Run as a module, or by `make torture`. Half of the flips are drawn from the whole file, half from the values of its
signatures and the 2 KB on either side of them, where lenient readers forgive. The file is cut at each per cent of its
length, too.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.seal import verify
from kiosk.seal.envelope import find_envelopes
from kiosk.seal.revisions import Story, read_story
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import whole

__all__ = ["Outcome", "main", "run"]

_AROUND = 2048
"""Bytes on either side of a signature's value."""


@dataclass(frozen=True)
class Outcome:
    """What was tried, and the changed files that were wrongly taken for good."""

    flips: int
    cuts: int
    accepted: tuple[str, ...]
    seconds: float


def run(data: bytes, seed: int, flips: int, cuts: int) -> Outcome:
    """Change `data`, a sealed PDF, in random ways and verify each result.

    Raises:
        ValueError: `data` does not verify to begin with, so nothing would be proven.
    """
    if not verify(data, now=NOW).ok:
        raise ValueError("the untouched file does not verify")
    rng = random.Random(seed)
    near = [range(max(0, start - _AROUND), min(len(data), end + _AROUND)) for start, end in places(data)]
    accepted = []
    started = time.perf_counter()
    for number in range(flips):
        at, bit = rng.randrange(len(data)) if number % 2 else rng.choice(rng.choice(near)), rng.randrange(8)
        changed = bytearray(data)
        changed[at] ^= 1 << bit
        if verify(bytes(changed), now=NOW).ok:
            accepted.append(f"bit {bit} of byte {at} flipped")
    lengths = [*(rng.randrange(len(data)) for _ in range(cuts)), *(len(data) * part // 100 for part in range(100))]
    accepted += [f"cut to {length} bytes" for length in lengths if verify(data[:length], now=NOW).ok]
    return Outcome(flips, len(lengths), tuple(accepted), time.perf_counter() - started)


def places(data: bytes) -> list[tuple[int, int]]:
    """Return where the values of a sealed file's signatures and stamps open and end."""
    story = read_story(data)
    if isinstance(story, Story):
        return [*(one.place for one in story.signed), *(one.place for one in story.stamped)]
    return [(one.start, one.end) for one in find_envelopes(data)[:1]]


def main(seed: int = 1, flips: int = 2000, cuts: int = 200, file: Path | None = None) -> int:
    """Try one file (by default a small one made here), print what was found; 0 when all was refused."""
    outcome = run(file.read_bytes() if file else whole(), seed, flips, cuts)
    for one in outcome.accepted:
        print(f"ACCEPTED: {one}")
    print(
        f"{outcome.flips} flips and {outcome.cuts} cuts (seed {seed}): {len(outcome.accepted)} accepted, "
        f"{outcome.seconds:.1f} s"
    )
    return 1 if outcome.accepted else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="a sealed PDF, for example demo-output/consent.pdf")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--flips", type=int, default=2000)
    parser.add_argument("--cuts", type=int, default=200)
    given = parser.parse_args()
    raise SystemExit(main(given.seed, given.flips, given.cuts, given.file))
