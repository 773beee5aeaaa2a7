"""The tour: every picture of the design that the program has, each one unlike the others, and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kiosk.errors import OperatorError
from ui.screens_tour import RENEWAL, run

DESIGN = {
    "01-welcome",
    "02-identity-confirm",
    "03-content-page",
    "04-content-page-risks",
    "05-content-limitations",
    "06-comprehension-check",
    "07-check-feedback-wrong",
    "08-question-sheet",
    "09-what-matters",
    "10-summary-before-decision",
    "11-decision",
    "11b-decision-one-chosen",
    "11c-decision-next-pressed-too-soon",
    "12-review-document-and-sign",
    "13-done",
    "14-staff-sign-in",
    "15-staff-queue",
    "16-staff-review",
    "17-portrait",
    "18-high-contrast-large-part-1",
    "18-high-contrast-large-part-2",
    "20-privacy-screen",
    "21-dark",
}
CURRICULUM = {
    "31-what-applies-to-you",
    "32-why-it-matters",
    "33-in-your-own-words",
    "34-choices-side-by-side",
    "35-staff-rates-own-words",
    "36-just-learn",
    "37-a-shelf",
    "38-an-optional-page",
    "39-i-need-someone-now",
}
CHECKED = {"40-check-a-document", "41-sealed-by-this-clinic", "42-changed-after-it-was-sealed"}


def test_the_pictures_of_the_design(qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "99-of-long-ago.png").write_bytes(b"")
    (tmp_path / "README.md").write_text("kept", encoding="utf-8")
    assert run(tmp_path) == 0
    pictures = sorted(tmp_path.glob("*.png"))
    names = {path.stem for path in pictures}
    assert names >= DESIGN | CURRICULUM | CHECKED | set(RENEWAL.values())
    assert "99-of-long-ago" not in names
    assert (tmp_path / "README.md").exists()
    assert capsys.readouterr().out == f"{len(pictures)} pictures in {tmp_path}\n"
    assert len({path.read_bytes() for path in pictures}) == len(pictures)
    assert sum(path.stat().st_size for path in pictures) < 8 * 2**20
    for path in pictures:
        image = QImage(str(path))
        upright = bool(re.search("portrait", path.stem))
        assert (image.width(), image.height()) == ((800, 1280) if upright else (1280, 800)), path.name


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OperatorError, match=r"demo\.not_written"):
        run(tmp_path / "file")
