"""The kiosk as a process of its own on an X display, gone through by the server's own pointer and keyboard.

    DISPLAY=:7 python -m tests.journeys.under_x FOLDER SEED

Writes the sealed document to FOLDER/sealed.pdf.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tests.journeys.robot import XHand, journey
from ui.script import Script


def main(folder: Path, seed: int) -> int:
    """Go through a visit; an error ends the process as it would end the kiosk."""
    hands: list[XHand] = []

    def make(window: QWidget) -> XHand:
        hands.append(XHand(window))
        return hands[-1]

    try:
        done = journey(folder / "clinic", Script(seed=seed), make, motion=True)
    finally:
        for hand in hands:
            hand.close()
    (folder / "sealed.pdf").write_bytes(done.sealed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), int(sys.argv[2])))
