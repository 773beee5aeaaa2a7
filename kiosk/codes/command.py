"""`candor verify --paper`: the verdict on photos or scans of one document, in plain words or JSON; needs no vault."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kiosk.codes.checking import PaperVerdict, check_paper, use_of
from kiosk.codes.facts import read_facts
from kiosk.codes.keys import read_trust
from kiosk.codes.reading import ScanSheet, read_all_sheets
from kiosk.errors import OperatorError
from kiosk.i18n import Words, catalogue

__all__ = ["verify_paper"]

MOST_BYTES: Final = 400_000_000
"""Of one file: 1,000 sheets at 300 dpi in colour; the desk takes a quarter of that."""
_GOOD, _BAD, _WRONG_USE = 0, 1, 2


def verify_paper(arguments: argparse.Namespace) -> int:
    """Judge photos or scans, all of them of one document, by their codes; return 0 good, 1 not, 2 wrong use.

    Reads of the arguments: `files` (one or more paths), `trust`, `facts` (paths or None), `printed` (a list of page
    numbers, one for each sheet in order, or None) and `json`.

    How many sheets in how many files are judged as what, says `kiosk.codes.checking.use_of`.
    """
    words = catalogue("en")
    try:
        trust = read_trust(_read(arguments.trust)) if arguments.trust else None
        facts = read_facts(_read(arguments.facts)) if arguments.facts else None
        sheets = read_all_sheets(_read(name) for name in arguments.files)
        printed = _printed(arguments.printed, sheets)
    except OperatorError as error:
        return _wrong(error, words, as_json=arguments.json)
    use = use_of(len(sheets), len(arguments.files))
    verdict = check_paper(sheets, trust, facts=facts, printed=printed, use=use)
    _tell(verdict, words, arguments.files, as_json=arguments.json)
    return _GOOD if verdict.ok else _BAD


def _tell(verdict: PaperVerdict, words: Words, files: list[str], *, as_json: bool) -> None:
    sentence = verdict.sentence(words)
    if as_json:
        found = {"files": files, "sentence": sentence} | verdict.to_json()
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print(sentence)


def _wrong(error: OperatorError, words: Words, *, as_json: bool) -> int:
    """Say what stands in the way; a file that is no scan, or holds no picture, is a bad file and not wrong use."""
    sentence = words.say(error.key, error.facts)
    if as_json:
        print(json.dumps({"ok": False, "error": error.key, "sentence": sentence}, ensure_ascii=False, indent=2))
    print(sentence, file=sys.stderr)
    return _BAD if error.key in _BAD_FILES else _WRONG_USE


_BAD_FILES: Final = frozenset(
    {
        "codes.cannot_read_picture",
        "codes.locked_pdf",
        "codes.no_pictures",
        "codes.not_a_scan",
        "codes.too_large",
        "codes.too_many",
    }
)


def _printed(numbers: list[int] | None, sheets: Sequence[ScanSheet]) -> dict[int, int] | None:
    """Return the printed page number of each sheet that is not an empty back."""
    if numbers is None:
        return None
    filled = [sheet.number for sheet in sheets if not sheet.blank]
    if len(numbers) != len(filled):
        raise OperatorError("codes.bad_printed", sheets=len(filled), numbers=len(numbers))
    return dict(zip(filled, numbers, strict=True))


def _read(name: str) -> bytes:
    """Read a file.

    Raises:
        OperatorError: `cli.no_file`; `check_file.too_large`: no scan of one document is as large.
    """
    try:
        with Path(name).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise OperatorError("cli.no_file", file=name) from error
    if len(data) > MOST_BYTES:
        raise OperatorError("check_file.too_large", most=MOST_BYTES // 1_000_000)
    return data
