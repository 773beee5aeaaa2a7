from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from kiosk.errors import OperatorError, TamperError
from kiosk.printing import FilePrinter, PrintableDocument, SystemPrinter, UnsealedForm

PDF = b"%PDF-1.7 sealed \x00\xff"
DOCUMENT = PrintableDocument("CN-2026-0512-0417", PDF, hashlib.sha256(PDF).hexdigest())
FORM = UnsealedForm("v-1", b"%PDF-1.7 form")
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="CUPS")


def test_only_the_verified_bytes_can_be_printed() -> None:
    with pytest.raises(TamperError, match=r"print\.not_verified"):
        PrintableDocument("CN-1", PDF + b"x", DOCUMENT.verified_digest)


def test_the_folder_printer_keeps_each_copy(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "printed")
    printer.print_document(DOCUMENT, copies=2)
    printer.print_form(FORM)
    printed = sorted((tmp_path / "printed").iterdir())
    assert [path.name for path in printed] == [
        "001-CN-2026-0512-0417.pdf",
        "002-CN-2026-0512-0417.pdf",
        "003-form-v-1.pdf",
    ]
    assert [path.read_bytes() for path in printed] == [PDF, PDF, FORM.data]


def test_a_title_cannot_leave_the_folder(tmp_path: Path) -> None:
    FilePrinter(tmp_path / "printed").print_form(UnsealedForm("../../x y\x00\u202e", b""))
    assert [path.name for path in (tmp_path / "printed").iterdir()] == ["001-form-______x_y__.pdf"]


def test_a_folder_that_takes_nothing_is_a_failed_print(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OperatorError, match=r"print\.failed"):
        FilePrinter(tmp_path / "file").print_document(DOCUMENT)


@pytest.mark.parametrize("copies", [-1, 0, 21])
def test_copies_have_their_measure(tmp_path: Path, copies: int) -> None:
    for printer in (FilePrinter(tmp_path), SystemPrinter("a4", tmp_path)):
        with pytest.raises(OperatorError, match=r"print\.copies"):
            printer.print_document(DOCUMENT, copies)
    assert list(tmp_path.iterdir()) == []


class Cups:
    """Stand-ins for the two CUPS programs, found on PATH: they note what they were given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir()

    def set_up(self, destinations: str, *, lp_exit: int = 0) -> None:
        self.program("lpstat", f'printf "{destinations}"')
        self.program("lp", f'printf "%s\\n" "$@" > {self.folder}/arguments; cat > {self.folder}/data; exit {lp_exit}')

    def program(self, name: str, script: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cups:
    cups = Cups(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{cups.folder}{os.pathsep}{os.defpath}")
    return cups


@posix_only
def test_the_systems_printer_gets_the_bytes_by_standard_input(cups: Cups, tmp_path: Path) -> None:
    cups.set_up("Office\\nLabels\\n")
    SystemPrinter("letter", tmp_path / "spool").print_document(DOCUMENT, copies=3)
    assert (cups.folder / "data").read_bytes() == PDF
    arguments = (cups.folder / "arguments").read_text().split("\n")[:-1]
    assert arguments == ["-n", "3", "-t", "CN-2026-0512-0417", "-o", "media=na_letter_8.5x11in", "-"]
    assert not (tmp_path / "spool").exists()
    SystemPrinter("a4", tmp_path / "spool", "Labels").print_form(FORM)
    assert (cups.folder / "data").read_bytes() == FORM.data
    assert "-d\nLabels\n-\n" in (cups.folder / "arguments").read_text()


@posix_only
@pytest.mark.parametrize("destination", ["", "Office"])
def test_no_printer_is_told(cups: Cups, tmp_path: Path, destination: str) -> None:
    cups.set_up("Labels\\n" if destination else "")
    with pytest.raises(OperatorError, match=r"print\.no_printer"):
        SystemPrinter("a4", tmp_path / "spool", destination).print_document(DOCUMENT)
    assert not (cups.folder / "data").exists()


@posix_only
def test_no_printing_system_is_no_printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OperatorError, match=r"print\.no_printer"):
        SystemPrinter("a4", tmp_path / "spool").print_document(DOCUMENT)


@posix_only
def test_a_refused_job_is_a_failed_print(cups: Cups, tmp_path: Path) -> None:
    cups.set_up("Office\\n", lp_exit=1)
    with pytest.raises(OperatorError, match=r"print\.failed"):
        SystemPrinter("a4", tmp_path / "spool").print_document(DOCUMENT)


@posix_only
def test_a_program_that_does_not_start_is_a_failed_print(cups: Cups, tmp_path: Path) -> None:
    cups.program("lpstat", "")
    (cups.folder / "lpstat").write_bytes(b"\x7fELF broken")
    with pytest.raises(OperatorError, match=r"print\.failed"):
        SystemPrinter("a4", tmp_path / "spool").print_document(DOCUMENT)


def test_the_spool_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "left.pdf").write_bytes(PDF)
    (tmp_path / "other.txt").write_text("not ours")
    printer = SystemPrinter("a4", tmp_path)
    printer.clear_spool()
    printer.clear_spool()
    assert [path.name for path in tmp_path.iterdir()] == ["other.txt"]
    SystemPrinter("a4", tmp_path / "none").clear_spool()


def test_a_file_that_a_viewer_holds_stays_for_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held, other = tmp_path / "00-held.pdf", tmp_path / "01-other.pdf"
    held.write_bytes(PDF)
    other.write_bytes(PDF)
    remove = Path.unlink

    def unlink(path: Path, *, missing_ok: bool = False) -> None:
        if path == held:
            raise PermissionError
        remove(path, missing_ok=missing_ok)

    with monkeypatch.context() as system:
        system.setattr(Path, "unlink", unlink)
        SystemPrinter("a4", tmp_path).clear_spool()
    assert held.exists()
    assert not other.exists()
    SystemPrinter("a4", tmp_path).clear_spool()
    assert not held.exists()
