"""Judge sealed files and tell of each, in plain words or as JSON. Needs no vault, no network, and few libraries."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.i18n import Words

__all__ = ["verify_files"]

MOST_BYTES: Final = 400_000_000
"""A scan of 1,000 sheets with the files that it came in as; the files of one scan are at most 100 MB."""
_CHANGED: Final = 1
_WRONG_USE: Final = 2


def verify_files(files: Sequence[str], trust_file: str | None, words: Words, *, as_json: bool) -> int:
    """Judge files; return 0 when all are whole, 1 when one is not, 2 when one could not be judged.

    Raises:
        OperatorError: `cli.no_file`, `verify.bad_certificate`: the file of certificates.
    """
    from kiosk.seal import printable, read_certificates, read_lists, verify

    given = _read(trust_file) if trust_file else None
    trust, lists = (None, ()) if given is None else (read_certificates(given), read_lists(given))
    now = datetime.now(UTC)
    code = 0
    found: list[dict[str, object]] = []
    for name in files:
        try:
            data = _read(name)
            try:
                report = verify(data, trust=trust, lists=lists, now=now)
            except ImportError:
                raise OperatorError("verify.first_form", file=name) from None
        except OperatorError as error:
            # One file that is missing says nothing about the others.
            sentence = printable(words.say(error.key, error.facts))
            print(sentence, file=sys.stderr)
            code = _WRONG_USE
            found.append({"file": name, "sentence": sentence, "ok": False, "error": error.key})
            continue
        code = max(code, 0 if report.ok else _CHANGED)
        said = {"file": name, "sentence": report.sentence(words), "details": list(report.details(words))}
        found.append(said | report.to_json())
        if not as_json:
            # A name is a stranger's, too: with a line's end in it, it could bring a verdict of its own.
            print(f"{printable(name)}: {report.sentence(words)}", *report.details(words), sep="\n  ")
    if as_json:
        print(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
    return code


def _read(name: str) -> bytes:
    """Read a file.

    Raises:
        OperatorError: `cli.no_file`; `verify.too_large`: it is larger than anything that Candor seals.
    """
    try:
        with Path(name).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise OperatorError("cli.no_file", file=name) from error
    if len(data) > MOST_BYTES:
        raise OperatorError("verify.too_large", file=name, most=MOST_BYTES // 1_000_000)
    return data
