"""Sign-offs: a clinician's signature to the content of one digest, kept in `signoffs.yaml` beside the content.

The file is a list of digest, name, licence, date and scope. It is not part of the digest, and an entry for another
digest is kept but counts for nothing: a change of any file makes every sign-off lapse.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import yaml

from kiosk.content.fields import each_mapping
from kiosk.content.model import SignOff
from kiosk.content.source import Node, Report, parse_yaml
from kiosk.durable import write_durably
from kiosk.errors import ContentError

__all__ = ["SIGN_OFFS", "add_sign_off", "read_sign_offs"]

SIGN_OFFS = "signoffs.yaml"
"""The file's name, at the root of a pack or of a clinic's own folder."""

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_HEAD = """\
# Who signed off this content. Written by `candor content sign-off`. Each entry holds for the content of its digest
# only: when any file of the content changes, sign again.
"""


def read_sign_offs(node: Node, report: Report) -> tuple[SignOff, ...]:
    """Read `signoffs.yaml`, entries for other digests included."""
    result = []
    for fields in each_mapping(node, report):
        digest = fields.words("digest")
        if digest and not _DIGEST.match(digest):
            report.at("C013", fields.node, "the digest is not 64 hexadecimal digits: sign the content again")
        result.append(
            SignOff(digest, fields.words("name"), fields.words("licence"), fields.date("date"), fields.words("scope"))
        )
        fields.done()
    return tuple(result)


def add_sign_off(folder: Path, sign_off: SignOff) -> None:
    """Add a sign-off to the `signoffs.yaml` of a folder; it is on the disk, whole, when this returns.

    Raises:
        ContentError: if the sign-off has an empty or wrong field, or the file that is there cannot be read.
        OSError: if it cannot be written.
    """
    path = folder / SIGN_OFFS
    known: tuple[SignOff, ...] = ()
    if path.exists():
        known = _parsed(path.read_bytes().decode(errors="replace"))
    entries = [asdict(one) for one in (*known, sign_off)]
    text = _HEAD + yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=120)
    _parsed(text)
    # With a dot, because every other file is content.
    write_durably(path, text.encode(), draft=f".{SIGN_OFFS}.new")


def _parsed(text: str) -> tuple[SignOff, ...]:
    report = Report(SIGN_OFFS)
    node = parse_yaml(text, report)
    result = read_sign_offs(node, report) if node is not None else ()
    if report.problems:
        raise ContentError(tuple(report.problems))
    return result
