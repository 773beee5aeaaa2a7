"""What the content costs at start: opening it when it was compiled before, against plain reading of the same files.

Warm: the files lie in the system's cache, and the vault has the compiled form of exactly these bytes. The first
opening after a change, which loads and checks everything, is measured beside it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.compiled import open_compiled
from kiosk.environment import content_root
from kiosk.vault import KdfParameters, Vault
from tests.bench.measure import Figure, figure

__all__ = ["measure"]

GOAL_MS = 150


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _read_all(root: Path) -> int:
    return sum(len(path.read_bytes()) for path in root.rglob("*") if path.is_file())


def measure(folder: Path, repeats: int = 30) -> list[Figure]:
    """Open the content that ships `repeats` times warm and read its files as often, in turn.

    Raises:
        ContentError: the content that ships is refused.
        OperatorError: the folder cannot be written.
    """
    root = content_root()
    kdf = KdfParameters(1, 8, 1)
    with Vault.create(folder / "vault", "four words", now=datetime.now(UTC), device_id="k", kdf=kdf) as vault:
        cold = _seconds(lambda: open_compiled(root, None, vault))
        read, warm = [], []
        for _ in range(repeats):
            read.append(_seconds(lambda: _read_all(root)))
            warm.append(_seconds(lambda: open_compiled(root, None, vault)))
    plain, ours = statistics.median(read) * 1e3, statistics.median(warm) * 1e3
    against = f"plain reading of the same files: {plain:.1f} ms (medians of {repeats}, in turn)"
    return [
        figure("content at start, warm", ours, "ms", against, GOAL_MS),
        figure("content at start, against plain reading", ours / plain, "x", against),
        figure("content at start, after a change", cold * 1e3, "ms", "loaded and checked in full, once"),
    ]
