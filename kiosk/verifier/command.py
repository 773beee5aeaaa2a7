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

_CHANGED: Final = 1
_WRONG_USE: Final = 2


def verify_files(files: Sequence[str], trust_file: str | None, words: Words, *, as_json: bool) -> int:
    """Judge files; return 0 when all are whole, 1 when one is not, 2 when one could not be judged.

    Raises:
        OperatorError: `cli.no_file`, `verify.bad_certificate`: the file of certificates.
    """
    from kiosk.seal import read_certificates, read_lists, verify

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
            sentence = words.say(error.key, error.facts)
            print(sentence, file=sys.stderr)
            code = _WRONG_USE
            found.append({"file": name, "sentence": sentence, "ok": False, "error": error.key})
            continue
        code = max(code, 0 if report.ok else _CHANGED)
        said = {"file": name, "sentence": report.sentence(words), "details": list(report.details(words))}
        found.append(said | report.to_json())
        if not as_json:
            print(f"{name}: {report.sentence(words)}", *report.details(words), sep="\n  ")
    if as_json:
        print(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
    return code


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise OperatorError("cli.no_file", file=name) from error
