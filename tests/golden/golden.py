"""Golden files: what came out before, and what comes out now. `UPDATE_GOLDEN=1 make test` takes over what is new."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def assert_golden(name: str, text: str) -> None:
    """Assert that a text is what the golden file says; with UPDATE_GOLDEN set, write it instead.

    The next reviewer sees each change of it as a change of the file.
    """
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text
