"""`make bench`: all measurements in one run on one machine, as a table and as bench-output/bench.json.

It ends with 0 when everything was measured or said why not: a missed goal is a finding, not a failure of the run.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.measure import Figure, table, write_json

OUT = Path("bench-output") / "bench.json"


def measured(folder: Path, *, quick: bool) -> list[Figure]:
    """Take all figures, the noisier the later: nothing of ours runs beside them."""
    from tests.bench import contents, ledger, papers, seals, windows

    figures: list[Figure] = []
    parts: dict[str, Callable[[Path], list[Figure]]] = {
        "window": lambda at: windows.measure(at, starts=3 if quick else 15, visits=1 if quick else 4),
        "papers": lambda at: papers.measure(at, repeats=2 if quick else 7),
        "seals": lambda at: seals.measure(at, repeats=2 if quick else 7, files=20 if quick else 200),
        "content": lambda at: contents.measure(at, repeats=5 if quick else 30),
        "ledger": lambda at: ledger.measure(at, rounds=20 if quick else 100),
    }
    for name, measure in parts.items():
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        place = folder / name
        place.mkdir()
        figures += measure(place)
    return figures


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repeats: shows that all works, not how fast it is")
    parser.add_argument("--out", type=Path, default=OUT, help="the JSON file (default: %(default)s)")
    given = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # On the disk of the project, as a clinic's data would be: the system's own folder for this may lie in memory.
    given.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=given.out.parent, ignore_cleanup_errors=True) as folder:
        figures = measured(Path(folder).resolve(), quick=given.quick)
    print(table(figures))
    write_json(figures, given.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
