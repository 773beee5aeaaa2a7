"""Printing: hands finished bytes to the system's printer, and says plainly when that fails.

What can be printed is told apart by type. A `PrintableDocument` is a sealed file whose bytes were verified just before;
an `UnsealedForm` is the form to be signed on paper. No printer takes one for the other, and a draft is neither. Job
titles carry ids, never names: they show up in the system's queue.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from kiosk.errors import OperatorError, TamperError

__all__ = [
    "FilePrinter",
    "Paper",
    "PrintableDocument",
    "Printer",
    "SystemPrinter",
    "UnsealedForm",
]

Paper = Literal["a4", "letter"]
MAX_COPIES = 20

_MEDIA = {"a4": "iso_a4_210x297mm", "letter": "na_letter_8.5x11in"}
_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class PrintableDocument:
    """A sealed file that the caller has just verified; the digest ties these bytes to that verification.

    Raises:
        TamperError: the bytes are not the ones that were verified.
    """

    document_id: str
    data: bytes
    verified_digest: str

    def __post_init__(self) -> None:
        """Refuse bytes that do not have the digest."""
        if hashlib.sha256(self.data).hexdigest() != self.verified_digest:
            raise TamperError("print.not_verified")


@dataclass(frozen=True, slots=True)
class UnsealedForm:
    """The form for signing on paper. It is no record, and says so on its pages."""

    form_id: str
    data: bytes


class Printer(Protocol):
    """Where printed pages go."""

    def print_document(self, document: PrintableDocument, copies: int = 1) -> None:
        """Print a sealed, verified document.

        Raises:
            OperatorError: `print.no_printer` or `print.failed`.
        """
        ...

    def print_form(self, form: UnsealedForm, copies: int = 1) -> None:
        """Print a form to be signed by hand.

        Raises:
            OperatorError: `print.no_printer` or `print.failed`.
        """
        ...


@dataclass(frozen=True, slots=True)
class FilePrinter:
    """Prints into a folder: for the demo, for tests, and for a clinic that prints elsewhere."""

    folder: Path

    def print_document(self, document: PrintableDocument, copies: int = 1) -> None:
        """Write each copy as a file of its own."""
        self._write(document.document_id, document.data, copies)

    def print_form(self, form: UnsealedForm, copies: int = 1) -> None:
        """Write each copy as a file of its own, named as a form."""
        self._write(f"form-{form.form_id}", form.data, copies)

    def _write(self, title: str, data: bytes, copies: int) -> None:
        _check_copies(copies)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            first = sum(1 for _ in self.folder.glob("*.pdf")) + 1
            for number in range(first, first + copies):
                (self.folder / f"{number:03}-{_plain(title)}.pdf").write_bytes(data)
        except OSError as error:
            raise OperatorError("print.failed") from error


@dataclass(frozen=True, slots=True)
class SystemPrinter:
    """The printer that the system knows: CUPS on Linux and macOS, the shell's print verb on Windows.

    Args:
        paper: the clinic's paper.
        spool: a private folder; Windows can only print files, so one job at a time lies there in the clear.
        destination: a printer's name; empty for the system's default.
    """

    paper: Paper
    spool: Path
    destination: str = ""

    def print_document(self, document: PrintableDocument, copies: int = 1) -> None:
        """Send a sealed document to the printer."""
        self._send(document.document_id, document.data, copies)

    def print_form(self, form: UnsealedForm, copies: int = 1) -> None:
        """Send a form to the printer."""
        self._send(f"form-{form.form_id}", form.data, copies)

    def clear_spool(self) -> None:
        """Remove what an earlier job left in the spool folder; called before each job, at opening and at closing."""
        for left in self.spool.glob("*.pdf"):
            # A viewer on Windows may hold a file still; it goes at the next chance.
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)

    def _send(self, title: str, data: bytes, copies: int) -> None:
        _check_copies(copies)
        if sys.platform == "win32":
            self._send_by_shell(title, data, copies)
        else:
            self._send_by_cups(title, data, copies)

    if sys.platform == "win32":

        def _send_by_shell(self, title: str, data: bytes, copies: int) -> None:
            try:
                self.spool.mkdir(parents=True, exist_ok=True)
                self.clear_spool()
                for number in range(copies):
                    # One file per copy: the verb returns before the viewer has read it.
                    path = self.spool / f"{number:02}-{_plain(title)}.pdf"
                    path.write_bytes(data)
                    os.startfile(path, "print")  # noqa: S606 - our own file, and the verb is fixed
            except OSError as error:
                raise OperatorError("print.failed") from error

    else:

        def _send_by_cups(self, title: str, data: bytes, copies: int) -> None:
            destinations = _run_cups(["lpstat", "-e"]).decode(errors="replace").split()
            if not destinations or (self.destination and self.destination not in destinations):
                raise OperatorError("print.no_printer")
            command = ["lp", "-n", str(copies), "-t", _plain(title), "-o", f"media={_MEDIA[self.paper]}"]
            if self.destination:
                command += ["-d", self.destination]
            # By standard input: nothing of the document lies in a file of ours.
            _run_cups([*command, "-"], data)


def _run_cups(command: list[str], data: bytes | None = None) -> bytes:
    """Run one of the two CUPS programs and return what it printed."""
    program = shutil.which(command[0])
    if program is None:
        raise OperatorError("print.no_printer")
    try:
        done = subprocess.run(  # noqa: S603 - fixed program, arguments are ours
            [program, *command[1:]], input=data, capture_output=True, timeout=_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OperatorError("print.failed") from error
    if done.returncode != 0:
        # `lpstat -e` fails when nothing serves printers at all.
        raise OperatorError("print.no_printer" if command[0] == "lpstat" else "print.failed")
    return done.stdout


def _check_copies(copies: int) -> None:
    if not 1 <= copies <= MAX_COPIES:
        raise OperatorError("print.copies", most=MAX_COPIES)


def _plain(title: str) -> str:
    """Keep only what is safe in a file name and in a print queue."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in title)[:80]
