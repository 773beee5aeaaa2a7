"""What the demo writes and says, and that nothing is left of its clinic."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kiosk.errors import OperatorError
from kiosk.record import read_attached_record, read_record, record_bytes
from kiosk.seal import verify
from kiosk.service import utc_now
from ui.app import Kiosk
from ui.demo import Pictures, demo_kiosk, quiet_platform, run
from ui.script import Script


def test_a_refusal_with_everything_that_belongs_to_it(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(out, Script(decision="decline", seed=3)) == 0
    lines = capsys.readouterr().out.splitlines()
    result = json.loads(lines[-1])
    assert sorted(path.name for path in out.iterdir()) == ["refusal.pdf", "screens", "visit.json"]
    assert result["document"] == str(out / "refusal.pdf")

    sealed = (out / "refusal.pdf").read_bytes()
    report = verify(sealed, now=utc_now())
    assert report.ok
    assert result["file_digest"] == hashlib.sha256(sealed).hexdigest()
    pages = subprocess.run(["pdfinfo", result["document"]], capture_output=True, text=True, check=True).stdout
    assert f"Pages:           {result['pages']}" in pages

    record = read_record((out / "visit.json").read_bytes())
    assert record == read_attached_record(sealed)
    assert record_bytes(record) == (out / "visit.json").read_bytes()
    assert record.choice == result["decision"] == "decline"
    assert record.patient.name == Script(seed=3).person.name
    assert (record.content_digest, record.document.id) == (result["content_digest"], result["document_id"])
    assert record.verification_code == result["verification_code"]
    assert len(record.questions) == 1
    tries = sorted(len(check.answers) for check in record.checks)
    assert tries == [1] * (len(tries) - 1) + [2]
    assert sum(check.rereads for check in record.checks) == 1

    pictures = sorted((out / "screens").iterdir())
    assert len(pictures) == result["screen_count"] > 60
    width = len(str(len(pictures)))
    assert [path.name.split("-")[0] for path in pictures] == [f"{i + 1:0{width}}" for i in range(len(pictures))]
    assert len({path.name.split("-", 1)[1] for path in pictures}) == len(pictures)
    assert {(image.width(), image.height()) for image in (QImage(str(path)) for path in pictures[::20])} == {
        (1280, 800)
    }
    told = [line for line in lines[:-1] if line.startswith("shown page:") and not line.endswith(" 0")]
    assert {line.split()[1].removeprefix("page:") for line in told} == {page.page for page in record.pages}
    assert lines[-2] == f"sealed {result['document_id']}"
    assert lines[0] == f"visit {record.visit_id}"


class _Grabbed:
    def save(self, path: str) -> bool:
        Path(path).touch()
        return True


@pytest.mark.parametrize(
    ("count", "first", "last"), [(99, "01-a1.png", "99-a99.png"), (101, "001-a1.png", "101-a101.png")]
)
def test_numbers_of_pictures_are_as_wide_as_the_last_one(tmp_path: Path, count: int, first: str, last: str) -> None:
    kiosk = SimpleNamespace(shell=SimpleNamespace(grab=_Grabbed))
    pictures = Pictures(cast("Kiosk", kiosk), tmp_path)
    for number in range(1, count + 1):
        pictures.take(f"a{number}")
        pictures.take(f"a{number}")
    found = sorted(path.name for path in tmp_path.iterdir())
    assert (found[0], found[-1], len(found)) == (first, last, count)
    assert [path.split("-a")[1] for path in found] == [f"{number}.png" for number in range(1, count + 1)]


def test_a_treatment_that_is_not_there_is_refused_before_anything_opens(tmp_path: Path) -> None:
    for script in (
        Script(treatment="ketamine-tea"),
        Script(treatment="ketamine-im", reason="headache"),
        Script(treatment="ketamine-im", reason="ptsd", route="intranasal"),
    ):
        with pytest.raises(OperatorError, match=r"demo\.no_treatment"):
            run(tmp_path / "out", script)
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OperatorError, match=r"demo\.not_written"):
        run(tmp_path / "file", Script())


def test_the_kiosk_goes_when_its_walk_fails(qapp: QApplication, tmp_path: Path) -> None:
    flashing = QApplication.cursorFlashTime()
    with pytest.raises(KeyError), demo_kiosk(tmp_path, Script()):
        raise KeyError("a bug of the walk")
    assert QApplication.cursorFlashTime() == flashing


def test_the_platform_is_quiet_and_others_are_not(qapp: QApplication, capfd: pytest.CaptureFixture[str]) -> None:
    from PySide6.QtCore import qInfo

    with quiet_platform():
        qInfo("This plugin does not support dancing")
        qInfo("Something else")
    assert "dancing" not in capfd.readouterr().err
